//===- CheckPass.cpp - mapping-check --------------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Analysis/CheckIR.h"

#include "dialect/Mapping/Transforms/Specialize.h"
#include "mapwright/Analysis/Bounds.h"
#include "mapwright/Analysis/Checks.h"
#include "mapwright/Analysis/LaunchBounds.h"
#include "mapwright/Conversion/Passes.h"
#include "mapwright/Program/TaskIR.h"
#include "mapwright/Support/Diagnostics.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Pass/PassManager.h"

namespace mapwright {
#define GEN_PASS_DEF_MAPPINGCHECK
#include "lib/Analysis/CheckIR/Passes.h.inc"
} // namespace mapwright

using namespace mlir;
using namespace mapwright;

/// `prove` looks at launches of up to so many dimensions, like mapc.
static constexpr unsigned usualMaxRank = 3;

static DiagnosticBuilder report(Operation *op) {
  return diagnose(op->getLoc(), DiagId::Input);
}

namespace {
struct MappingCheckPass : mapwright::impl::MappingCheckBase<MappingCheckPass> {
  using MappingCheckBase::MappingCheckBase;

  void runOnOperation() override {
    if (failed(checkModule(getOperation())))
      signalPassFailure();
    markAllAnalysesPreserved();
  }

private:
  LogicalResult checkModule(ModuleOp module);
  LogicalResult checkOnKnownMachine(ModuleOp module, mapping::MapperOp mapper);
  LogicalResult checkForProgram(mapping::MapperOp mapper,
                                const Program &program,
                                const MachineModel &model);
  LogicalResult checkLaunches(ModuleOp module, mapping::MapperOp mapper,
                              const Machine &machine);
  FailureOr<std::optional<Program>> getProgram(ModuleOp module);
};
} // namespace

/// The maps of a module as arithmetic; null if a policy cannot compute them.
static OwningOpRef<ModuleOp> lowerMaps(ModuleOp module, unsigned maxRank) {
  OwningOpRef<ModuleOp> lowered = module.clone();
  ScopedDiagnosticHandler silence(module.getContext(),
                                  [](Diagnostic &) { return success(); });
  PassManager passes(module.getContext(), module->getName().getStringRef());
  passes.enableVerifier(false);
  buildPolicyPipeline(passes, maxRank);
  return succeeded(passes.run(*lowered)) ? std::move(lowered) : nullptr;
}

//===----------------------------------------------------------------------===//
// What is checked for
//===----------------------------------------------------------------------===//

/// The program of the option, or that of the module; none if there is neither.
FailureOr<std::optional<Program>>
MappingCheckPass::getProgram(ModuleOp module) {
  auto programs = module.getOps<task::ProgramOp>();
  if (!programs.empty() &&
      (!program.empty() || !llvm::hasSingleElement(programs)))
    return report(*programs.begin())
           << "the module has a program, so that there cannot be another one";
  if (!programs.empty()) {
    FailureOr<Program> imported = importProgram(*programs.begin());
    if (failed(imported))
      return failure();
    return std::optional(std::move(*imported));
  }
  if (program.empty())
    return std::optional<Program>();
  llvm::Expected<FailureOr<Program>> loaded =
      loadProgram(program, &getContext());
  if (!loaded)
    return report(module) << llvm::toString(loaded.takeError());
  if (failed(*loaded))
    return failure();
  return std::optional(std::move(**loaded));
}

static FailureOr<std::vector<Launch>> parseLaunches(ModuleOp module,
                                                    StringRef specs) {
  std::vector<Launch> launches;
  SmallVector<StringRef> parts;
  specs.split(parts, ';', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  for (StringRef spec : parts) {
    llvm::Expected<Launch> launch = parseLaunchSpec(spec.trim());
    if (!launch)
      return report(module) << llvm::toString(launch.takeError());
    launches.push_back(std::move(*launch));
  }
  return launches;
}

//===----------------------------------------------------------------------===//
// Checks
//===----------------------------------------------------------------------===//

LogicalResult MappingCheckPass::checkForProgram(mapping::MapperOp mapper,
                                                const Program &program,
                                                const MachineModel &model) {
  if (llvm::Error error = verify(program))
    return report(mapper) << llvm::toString(std::move(error));
  llvm::Expected<sim::TaskGraph> graph = buildTaskGraph(program);
  if (!graph)
    return report(mapper) << llvm::toString(graph.takeError());
  if (failed(mapping::checkRanks(mapper,
                                 getHighestRank(collectLaunches(program)))))
    return failure();
  return MapperChecker(program, model, *graph).check(mapper);
}

LogicalResult MappingCheckPass::checkLaunches(ModuleOp module,
                                              mapping::MapperOp mapper,
                                              const Machine &machine) {
  FailureOr<std::vector<Launch>> parsed = parseLaunches(module, launches);
  if (failed(parsed))
    return failure();
  if (parsed->empty())
    return success();
  unsigned maxRank = getHighestRank(*parsed);
  if (failed(mapping::checkRanks(mapper, maxRank)))
    return failure();
  OwningOpRef<ModuleOp> lowered = lowerMaps(module, maxRank);
  Evaluator evaluator(mapper, machine);
  return checkLaunchBounds(evaluator, lowered ? *lowered : ModuleOp(), *parsed,
                           /*facts=*/nullptr);
}

LogicalResult MappingCheckPass::checkOnKnownMachine(ModuleOp module,
                                                    mapping::MapperOp mapper) {
  llvm::Expected<MachineModel> model = loadMachine(machine);
  if (!model)
    return report(module) << llvm::toString(model.takeError());
  FailureOr<std::optional<Program>> known = getProgram(module);
  if (failed(known) || failed(checkOnMachine(module, model->getMachine())))
    return failure();
  if (*known && failed(checkForProgram(mapper, **known, *model)))
    return failure();
  return checkLaunches(module, mapper, model->getMachine());
}

LogicalResult MappingCheckPass::checkModule(ModuleOp module) {
  auto mappers = module.getOps<mapping::MapperOp>();
  if (mappers.empty() || !llvm::hasSingleElement(mappers))
    return report(module) << "expected a module with one mapper";
  if (machine.empty() && !prove)
    return report(module) << "expected the option `machine` or `prove`";
  if (!machine.empty() && failed(checkOnKnownMachine(module, *mappers.begin())))
    return failure();
  if (!prove)
    return success();
  OwningOpRef<ModuleOp> lowered = lowerMaps(module, usualMaxRank);
  if (lowered)
    reportBounds(*lowered);
  return success();
}
