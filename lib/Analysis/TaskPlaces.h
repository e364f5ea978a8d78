//===- TaskPlaces.h - Where tasks may be mapped -----------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Analysis.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_ANALYSIS_TASKPLACES_H
#define MAPWRIGHT_LIB_ANALYSIS_TASKPLACES_H

#include "mapwright/Simulator/Simulator.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"

namespace mapwright {

/// The processors tasks may be mapped for. There are several only for single
/// tasks, whose choice among a set depends on simulated time.
class TaskPlaces {
public:
  using Processors = llvm::SmallVector<uint32_t, 1>;

  TaskPlaces(const sim::TaskGraph &graph, const MachineModel &model,
             const sim::Placement &placement)
      : graph(graph), model(model), placement(placement) {}

  /// Processors of whose memories a task (a node of the graph) may take its
  /// instances: ascending, at least one.
  Processors getMapped(uint32_t task);

private:
  const Processors &getRunning(uint32_t task);
  Processors getChoices(uint32_t task, bool isMapping);
  void addRelative(const sim::LaunchPlacement &decision, uint32_t parent,
                   bool onlyFirst, Processors &processors) const;
  void addListed(const sim::LaunchPlacement &decision, uint32_t parent,
                 bool onlyFirst, Processors &processors) const;

  const sim::TaskGraph &graph;
  const MachineModel &model;
  const sim::Placement &placement;
  llvm::DenseMap<uint32_t, Processors> running; ///< of tasks that launch
};

} // namespace mapwright

#endif // MAPWRIGHT_LIB_ANALYSIS_TASKPLACES_H
