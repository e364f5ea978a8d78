//===- Specialize.cpp - placement-specialize ------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialect/Placement/Transforms/Passes.h"
#include "mapwright/Machine/Machine.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Builders.h"

namespace mapwright::placement {
#define GEN_PASS_DEF_PLACEMENTSPECIALIZE
#include "dialect/Placement/Transforms/Passes.h.inc"
} // namespace mapwright::placement

using namespace mlir;
using namespace mapwright;
using namespace mapwright::placement;

/// Number of nodes, then of processors of each kind the map counts.
static SmallVector<int64_t> getCounts(MapOp map, const Machine &machine) {
  SmallVector<int64_t> counts = {machine.getNumNodes()};
  for (auto kind : map.getKinds().getAsRange<mapping::ProcKindAttr>())
    counts.push_back(machine.getNumProcessors(kind.getValue()));
  return counts;
}

namespace {
struct PlacementSpecializePass
    : placement::impl::PlacementSpecializeBase<PlacementSpecializePass> {
  using PlacementSpecializeBase::PlacementSpecializeBase;

  void runOnOperation() override {
    MapOp map = getOperation();
    llvm::Expected<Machine> known = parseMachineSpec(machine);
    if (!known) {
      map.emitError("placement-specialize: ") << toString(known.takeError());
      return signalPassFailure();
    }
    Block &launch = map.getLaunch().front();
    OpBuilder builder = OpBuilder::atBlockBegin(&launch);
    for (auto [argument, count] :
         llvm::zip(launch.getArguments(), getCounts(map, *known)))
      argument.replaceAllUsesWith(arith::ConstantOp::create(
          builder, map.getLoc(), builder.getI64IntegerAttr(count)));
  }
};
} // namespace
