//===- Passes.cpp - Conversion passes -------------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Conversion/Passes.h"

#include "dialect/Placement/Transforms/Passes.h"
#include "mapwright/Conversion/MappingToPlacement.h"

#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"

namespace mapwright {
#define GEN_PASS_DEF_CONVERTMAPPINGTOPLACEMENT
#include "lib/Conversion/Passes.h.inc"
} // namespace mapwright

using namespace mlir;
using namespace mapwright;

namespace {
struct ConvertMappingToPlacementPass
    : mapwright::impl::ConvertMappingToPlacementBase<
          ConvertMappingToPlacementPass> {
  using ConvertMappingToPlacementBase::ConvertMappingToPlacementBase;

  void runOnOperation() override {
    if (failed(lowerToPlacement(getOperation(), maxRank)))
      signalPassFailure();
  }
};
} // namespace

void mapwright::buildPolicyPipeline(OpPassManager &passes, unsigned maxRank) {
  ConvertMappingToPlacementOptions options;
  options.maxRank = maxRank;
  passes.addPass(createConvertMappingToPlacement(options));
  // Captures are dropped by a pattern on the map itself, so this runs on the
  // module, before and after the requirements are looked at.
  auto clean = [&] {
    passes.addNestedPass<placement::MapOp>(createCSEPass());
    passes.addPass(createCanonicalizerPass());
  };
  clean();
  clean();
  passes.addNestedPass<placement::MapOp>(placement::createPlacementDischarge());
  clean();
  clean();
}
