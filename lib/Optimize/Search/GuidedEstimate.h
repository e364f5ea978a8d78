//===- GuidedEstimate.h - What a placement costs, roughly -------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Optimize/Search. Sums, not a run: there is no clock, no queue
// and no order of events. It ranks candidates before one of them is evaluated.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_OPTIMIZE_SEARCH_GUIDEDESTIMATE_H
#define MAPWRIGHT_LIB_OPTIMIZE_SEARCH_GUIDEDESTIMATE_H

#include "mapwright/Simulator/Simulator.h"

#include "llvm/ADT/DenseMap.h"

#include <optional>

namespace mapwright {
namespace optimize {

/// Estimates placements of one program on one machine, which must outlive it.
///
/// A program is a sequence of phases: what a statement of the top-level task
/// launches, with all that its tasks launch. In a phase every processor has the
/// kernels of its points to do, and every channel the bytes that are not where
/// they are needed; both are added up, and the busiest of each counts. A phase
/// without nested launches copies before it computes, one with them meanwhile.
class CostEstimator {
public:
  CostEstimator(const sim::TaskGraph &graph, const MachineModel &model);

  /// Seconds; none if a task has no variant, no memory or no way to its data
  /// there.
  std::optional<double> estimate(const sim::Placement &placement);

  /// Tasks an estimate looks at.
  size_t getCost() const { return graph.nodes.size(); }

private:
  friend class PlacementTally;
  /// The way of copies from one memory to another.
  struct Way {
    llvm::SmallVector<unsigned, 4> channels;
    double bytesPerSecond = 0, latency = 0;
  };
  const Way &getWay(uint32_t from, uint32_t to);

  const sim::TaskGraph &graph;
  const MachineModel &model;
  std::vector<uint32_t> phases; ///< by operation
  std::vector<bool> isNested;   ///< by phase: launches launch
  llvm::DenseMap<uint64_t, Way> ways;
};

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_LIB_OPTIMIZE_SEARCH_GUIDEDESTIMATE_H
