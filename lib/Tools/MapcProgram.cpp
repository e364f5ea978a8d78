//===- MapcProgram.cpp - Checks of a mapper for a program -----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MapcProgram.h"

#include "MachineAndProgram.h"

#include "mapwright/Analysis/Bounds.h"
#include "mapwright/Conversion/Passes.h"

#include "mlir/Pass/PassManager.h"

using namespace mlir;
using namespace mapwright;

ExitCode MapcProgram::load(StringRef argument,
                           const DiagnosticOptions &diagnostics) {
  if (ExitCode wrong = loadProgramArgument(argument, MapcOptions::getTool(),
                                           diagnostics, program))
    return wrong;
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
