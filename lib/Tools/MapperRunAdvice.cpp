//===- MapperRunAdvice.cpp - Advice on simulated runs ---------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MapperRunAdvice.h"

#include "MapperRunGuide.h"

#include "mapwright/AutoGuide/Advice.h"
#include "mapwright/Frontend/Frontend.h"

#include "mlir/IR/BuiltinOps.h"

using namespace mlir;
using namespace mapwright;

/// What Feedback::raw holds at most.
static constexpr size_t maxRawBytes = 20 << 10;

FailureOr<std::string> mapwright::getMapperText(Evaluator &evaluator) {
  mapping::MapperOp mapper = evaluator.getPolicies().getMapper();
  return exportMapper(mapper->getParentOfType<ModuleOp>());
}

static Adviser makeAdviser(const MapperRunOptions &options,
                           const RunView &run) {
  AdviceOptions advice;
  advice.maxRank = options.maxRank;
  return Adviser(run.program, run.graph, run.model, advice);
}

LogicalResult mapwright::writeAdvice(const MapperRunOptions &options,
                                     const RunView &run, Evaluator &evaluator,
                                     raw_ostream &os) {
  FailureOr<std::string> source = getMapperText(evaluator);
  if (failed(source))
    return failure();
  Feedback feedback =
      makeAdviser(options, run)
          .advise({*source, run.mapper, run.placement, run.result});
  feedback.raw.clear();
  llvm::raw_string_ostream raw(feedback.raw);
  writeRunText(run, raw);
  if (feedback.raw.size() > maxRawBytes)
    feedback.raw.resize(maxRawBytes);
  writeFeedback(options, feedback, os);
  return success();
}

LogicalResult mapwright::applyAdvice(const MapperRunOptions &options,
                                     const RunView &run, Evaluator &evaluator,
                                     raw_ostream &os) {
  FailureOr<std::string> source = getMapperText(evaluator);
  if (failed(source))
    return failure();
  llvm::Expected<AdvisedMapper> advised =
      makeAdviser(options, run)
          .improve(*source, run.mapper, options.applyAdvice);
  if (!advised)
    return diagnose(evaluator.getPolicies().getMapper().getLoc(), DiagId::Input)
           << llvm::toString(advised.takeError());
  for (const AdvisedMapper::Step &step : advised->steps)
    llvm::errs() << "advice: " << step.suggestion.text << '\n';
  if (advised->steps.empty())
    llvm::errs() << "advice: none; the mapper stays as it is\n";
  os << advised->source;
  return success();
}
