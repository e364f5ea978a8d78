//===- ResolvePass.cpp - placement-resolve --------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Evaluate/DecisionIR.h"

#include "dialect/Mapping/Transforms/Specialize.h"
#include "mapwright/Program/TaskIR.h"
#include "mapwright/Support/Diagnostics.h"

#include "mlir/IR/Builders.h"

namespace mapwright {
#define GEN_PASS_DEF_PLACEMENTRESOLVE
#include "lib/Evaluate/DecisionIR/Passes.h.inc"
} // namespace mapwright

using namespace mlir;
using namespace mapwright;

static DiagnosticBuilder report(Operation *op) {
  return diagnose(op->getLoc(), DiagId::Input);
}

/// The only operation of that kind in the module, null if there is none. Fails
/// for several.
template <typename OpType>
static FailureOr<OpType> findOnly(ModuleOp module, StringRef what) {
  auto ops = module.getOps<OpType>();
  if (ops.empty())
    return OpType();
  if (!llvm::hasSingleElement(ops))
    return report(module) << "expected a module with one " << what;
  return *ops.begin();
}

namespace {
struct PlacementResolvePass
    : mapwright::impl::PlacementResolveBase<PlacementResolvePass> {
  using PlacementResolveBase::PlacementResolveBase;

  void runOnOperation() override {
    if (failed(resolveModule(getOperation())))
      signalPassFailure();
  }

private:
  LogicalResult resolveModule(ModuleOp module);
  FailureOr<Program> getProgram(ModuleOp module, task::ProgramOp &op);
};
} // namespace

/// The program of the module; one that the option names is added to it.
FailureOr<Program> PlacementResolvePass::getProgram(ModuleOp module,
                                                    task::ProgramOp &op) {
  if (op && !program.empty())
    return report(op) << "the module has a program, so that `program` cannot "
                         "name another one";
  if (op)
    return importProgram(op);
  if (program.empty())
    return report(module) << "expected a module with a program, or the option "
                             "`program`";
  llvm::Expected<FailureOr<Program>> loaded =
      loadProgram(program, &getContext());
  if (!loaded)
    return report(module) << llvm::toString(loaded.takeError());
  if (failed(*loaded))
    return failure();
  OwningOpRef<ModuleOp> made = exportProgram(**loaded, &getContext());
  op = *made->getOps<task::ProgramOp>().begin();
  op->remove();
  module.push_back(op);
  return std::move(*loaded);
}

LogicalResult PlacementResolvePass::resolveModule(ModuleOp module) {
  auto mapper = findOnly<mapping::MapperOp>(module, "mapper");
  auto op = findOnly<task::ProgramOp>(module, "program");
  if (failed(mapper) || failed(op))
    return failure();
  if (!*mapper)
    return report(module) << "expected a module with a mapper";
  llvm::Expected<MachineModel> model = loadMachine(machine);
  if (!model)
    return report(module) << llvm::toString(model.takeError());
  FailureOr<Program> known = getProgram(module, *op);
  if (failed(known) || failed(mapping::checkRanks(
                           *mapper, getHighestRank(collectLaunches(*known)))))
    return failure();
  Evaluator evaluator(*mapper, model->getMachine());
  FailureOr<Resolved> resolved = resolve(evaluator, *known, *model);
  if (failed(resolved))
    return failure();
  OpBuilder builder = OpBuilder::atBlockEnd(module.getBody());
  writeDecisions(builder, op->getSymNameAttr(), machine, *model, *resolved);
  return success();
}
