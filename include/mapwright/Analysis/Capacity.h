//===- Capacity.h - What has to fit into memories ---------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Bounds on what a run needs of each memory, from the allocation model of the
// simulator (docs/simulator.md), without a run. The order in which tasks are
// mapped depends on simulated time, so there are two: what no order can do
// without, and what no order exceeds.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_ANALYSIS_CAPACITY_H
#define MAPWRIGHT_ANALYSIS_CAPACITY_H

#include "mapwright/Simulator/Simulator.h"

namespace mapwright {

/// A share of what a memory has to hold, by who asks for it.
struct MemoryShare {
  uint32_t launch;      ///< launch statement that asks first
  uint32_t requirement; ///< of it
  uint64_t bytes;
};

/// What a run needs of a memory, in bytes.
struct MemoryBounds {
  uint32_t memory;
  uint64_t capacity;
  /// Whatever the order: data that stays valid until the end of the run, or
  /// what the tasks of one launch need at the same time. Not looked for (0) if
  /// everything fits.
  uint64_t lower = 0;
  std::vector<MemoryShare> pinned; ///< behind `lower`, largest first
  /// If nothing was ever freed or shared between pieces; what is in use at any
  /// time is at most this.
  uint64_t upper = 0;
  std::vector<MemoryShare> shares; ///< behind `upper`, largest first

  /// Out of memory in every order.
  bool cannotFit() const { return lower > capacity; }
  /// Never out of memory.
  bool fits() const { return upper <= capacity; }
};

/// Bounds for all memories of which a run needs something, by number.
/// `placement` fits graph and model.
std::vector<MemoryBounds> boundMemories(const sim::TaskGraph &graph,
                                        const MachineModel &model,
                                        const sim::Placement &placement);

} // namespace mapwright

#endif // MAPWRIGHT_ANALYSIS_CAPACITY_H
