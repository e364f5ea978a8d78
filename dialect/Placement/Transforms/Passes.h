//===- Passes.h - Passes over the placement dialect -------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_DIALECT_PLACEMENT_TRANSFORMS_PASSES_H
#define MAPWRIGHT_DIALECT_PLACEMENT_TRANSFORMS_PASSES_H

#include "dialect/Placement/IR/PlacementDialect.h"

#include "mlir/Pass/Pass.h"

namespace mapwright::placement {

#define GEN_PASS_DECL
#include "dialect/Placement/Transforms/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "dialect/Placement/Transforms/Passes.h.inc"

} // namespace mapwright::placement

#endif // MAPWRIGHT_DIALECT_PLACEMENT_TRANSFORMS_PASSES_H
