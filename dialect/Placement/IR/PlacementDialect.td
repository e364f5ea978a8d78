//===- PlacementDialect.td - The placement dialect ---------*- tablegen -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef PLACEMENT_DIALECT_TD
#define PLACEMENT_DIALECT_TD

include "mlir/IR/OpBase.td"

def Placement_Dialect : Dialect {
  let name = "placement";
  let cppNamespace = "::mapwright::placement";
  let summary = "What has been decided";
  let description = [{
    Index maps as arithmetic. A `placement.map` has a region that runs once per
    launch and one that runs per point; the split into work per launch and work
    per point is the structure. Integers are `i64`, arithmetic is `arith` and
    control `scf`; every possible failure is an explicit `placement.require`, so
    all other operations are total: an operation whose operands a failed
    requirement would have excluded gives some value and never traps.
  }];
  let hasConstantMaterializer = 1;
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::scf::SCFDialect",
    "::mapwright::mapping::MappingDialect"
  ];
}

#endif // PLACEMENT_DIALECT_TD
