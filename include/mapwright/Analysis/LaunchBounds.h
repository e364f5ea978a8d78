//===- LaunchBounds.h - Index maps over large domains --------- -*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Whether a map succeeds at every point of a launch, without going through its
// points: machine and domain are known, so most maps are affine but for
// divisions by constants, and Presburger arithmetic decides them exactly.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_ANALYSIS_LAUNCHBOUNDS_H
#define MAPWRIGHT_ANALYSIS_LAUNCHBOUNDS_H

#include "dialect/Placement/IR/PlacementDialect.h"
#include "mapwright/Evaluate/Decisions.h"

#include "mlir/IR/BuiltinOps.h"

namespace mapwright {

/// Launches of at most so many points are evaluated point by point, larger ones
/// are proved if possible.
constexpr uint64_t maxEvaluatedPoints = 1u << 20;

/// Answers of proveLaunch.
enum class LaunchResult {
  Proved,  ///< the map succeeds at every point
  Refuted, ///< it fails at the counterexample
  Unknown, ///< it is not affine, or there are too many cases
};

struct LaunchProof {
  LaunchResult result = LaunchResult::Unknown;
  Point counterexample; ///< of Refuted; not always the first such point
};

/// Decides whether a lowered map (the policy pipeline) of rank 1 or more meets
/// a failing requirement at a point of `domain`, which has its rank. Time and
/// memory are bounded by the size of the map, not by that of the domain.
LaunchProof proveLaunch(placement::MapOp map, const Machine &machine,
                        const Domain &domain);

/// Reports, and fails for, points of index launches at which a map fails, as
/// `resolve` does: by evaluation of every point for small launches, by proof
/// for large ones. What is not proved is evaluated if it has at most
/// maxLaunchPoints points, else the remark `not-proved` says so. `lowered` is
/// the evaluator's mapper after the policy pipeline, null if that failed.
/// `facts` are those of the program, null if it is not known.
mlir::LogicalResult checkLaunchBounds(Evaluator &evaluator,
                                      mlir::ModuleOp lowered,
                                      llvm::ArrayRef<Launch> launches,
                                      const ProgramFacts *facts);

} // namespace mapwright

#endif // MAPWRIGHT_ANALYSIS_LAUNCHBOUNDS_H
