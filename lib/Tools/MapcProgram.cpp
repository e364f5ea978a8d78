//===- MapcProgram.cpp - Checks of a mapper for a program -----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MapcProgram.h"

#include "mapwright/Analysis/Bounds.h"
#include "mapwright/Conversion/Passes.h"
#include "mapwright/Program/TaskIR.h"

#include "mlir/Pass/PassManager.h"

using namespace mlir;
using namespace mapwright;

ExitCode mapwright::reportMistake(llvm::Error error,
                                  const DiagnosticOptions &) {
  return reportUsage(MapcOptions::getTool(), llvm::toString(std::move(error)));
}

ExitCode MapcProgram::load(StringRef argument,
                           const DiagnosticOptions &diagnostics) {
  MLIRContext context(MLIRContext::Threading::DISABLED);
  DiagnosticConsole console(&context, llvm::errs(), nullptr, diagnostics);
  llvm::Expected<FailureOr<Program>> loaded = loadProgram(argument, &context);
  if (!loaded)
    return (isProgramFile(argument) ? reportInputError : reportMistake)(
        loaded.takeError(), diagnostics);
  if (failed(*loaded))
    return exitDiagnosed;
  program = std::move(**loaded);
  if (llvm::Error error = verify(program))
    return reportInputError(std::move(error), diagnostics);
  llvm::Expected<sim::TaskGraph> built = buildTaskGraph(program);
  if (!built)
    return reportInputError(built.takeError(), diagnostics);
  graph = std::move(*built);
  return exitDone;
}

LogicalResult MapcProgram::check(ModuleOp module) const {
  FailureOr<mapping::MapperOp> mapper = findMapper(module);
  if (failed(mapper))
    return failure();
  return MapperChecker(program, model, graph).check(*mapper);
}

LogicalResult mapwright::proveMaps(ModuleOp module, unsigned maxRank) {
  OwningOpRef<ModuleOp> lowered = module.clone();
  PassManager passes(module.getContext(), module->getName().getStringRef());
  passes.enableVerifier(false);
  buildPolicyPipeline(passes, maxRank);
  if (failed(passes.run(*lowered)))
    return failure();
  reportBounds(*lowered);
  return success();
}
