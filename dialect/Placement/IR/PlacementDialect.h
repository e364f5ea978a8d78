//===- PlacementDialect.h - The placement dialect ---------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_DIALECT_PLACEMENT_IR_PLACEMENTDIALECT_H
#define MAPWRIGHT_DIALECT_PLACEMENT_IR_PLACEMENTDIALECT_H

#include "dialect/Mapping/IR/MappingDialect.h"

#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"

#include "dialect/Placement/IR/PlacementDialect.h.inc"
#include "dialect/Placement/IR/PlacementEnums.h.inc"

#define GET_OP_CLASSES
#include "dialect/Placement/IR/PlacementOps.h.inc"

#endif // MAPWRIGHT_DIALECT_PLACEMENT_IR_PLACEMENTDIALECT_H
