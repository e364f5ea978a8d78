//===- Bounds.h - Proofs that index maps stay in bounds ---------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Whether the indices of a map lie in its machine space on every machine and
// for every launch (MSP2). Where machine and program are known, `resolve`
// evaluates every point instead.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_ANALYSIS_BOUNDS_H
#define MAPWRIGHT_ANALYSIS_BOUNDS_H

#include "dialect/Placement/IR/PlacementDialect.h"

#include "mlir/IR/BuiltinOps.h"

namespace mapwright {

enum class BoundsResult {
  Proved,
  ProvedFromZero, ///< for launches whose domain starts at 0 (FUN4)
  NotProved,
};
llvm::StringRef spelling(BoundsResult result);

/// What was found of an index map for launches of one rank.
struct BoundsProof {
  placement::MapOp map;
  BoundsResult result = BoundsResult::Proved;
  unsigned numConditions = 0; ///< that were not folded away before
  /// The first condition that needs an assumption or is not proved, null if all
  /// are proved.
  placement::RequireOp first;
};

/// Looks at all index maps of a lowered module (the policy pipeline), in order.
std::vector<BoundsProof> proveBounds(mlir::ModuleOp lowered);

/// The same, with the remark `not-proved` for each function at its first
/// condition.
void reportBounds(mlir::ModuleOp lowered);

} // namespace mapwright

#endif // MAPWRIGHT_ANALYSIS_BOUNDS_H
