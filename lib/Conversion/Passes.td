//===- Passes.td - Conversion passes -----------------------*- tablegen -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CONVERSION_PASSES_TD
#define CONVERSION_PASSES_TD

include "mlir/Pass/PassBase.td"

def ConvertMappingToPlacement
    : Pass<"convert-mapping-to-placement", "::mlir::ModuleOp"> {
  let summary = "Lower index maps to arithmetic";
  let description = [{
    Adds to a module with one mapper a `placement.map` for each function that a
    map names and each launch rank it is well typed for (rank 0: single
    launches). The mapper stays as it is.

    What depends only on the machine and the launch domain is computed in the
    launch region. Requirements stay where the language evaluates what they
    guard; those that every point would meet first are in the launch region.
  }];
  let options = [
    Option<"maxRank", "max-rank", "unsigned", /*default=*/"3",
           "Highest launch rank to lower for (1 to 9)">,
  ];
  let dependentDialects = ["::mapwright::placement::PlacementDialect"];
}

#endif // CONVERSION_PASSES_TD
