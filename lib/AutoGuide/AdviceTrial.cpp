//===- AdviceTrial.cpp - What an edited mapper would do -------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AdviceTrial.h"

#include "mapwright/Frontend/Frontend.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

using namespace mapwright;

Trials::Trials(const MachineModel &model, Resolver &resolver,
               const MapperChecker &checker, unsigned maxRank)
    : model(model), resolver(resolver), checker(checker), maxRank(maxRank),
      context(mlir::MLIRContext::Threading::DISABLED) {}

std::optional<Resolved> Trials::resolve(llvm::StringRef source,
                                        bool isChecked) {
  mlir::ScopedDiagnosticHandler silence(
      &context, [](mlir::Diagnostic &) { return mlir::success(); });
  mlir::OwningOpRef<mlir::ModuleOp> module =
      importMapper(source, "trial.mapper", &context, maxRank);
  if (!module)
    return std::nullopt;
  auto mappers = module->getOps<mapping::MapperOp>();
  if (mappers.empty())
    return std::nullopt;
  Evaluator evaluator(*mappers.begin(), model.getMachine());
  mlir::FailureOr<Resolved> resolved = resolver.resolve(evaluator);
  if (failed(resolved))
    return std::nullopt;
  CheckOptions options;
  options.onlyFatal = true;
  if (isChecked && failed(checker.check(evaluator, *resolved, options)))
    return std::nullopt;
  return std::move(*resolved);
}
