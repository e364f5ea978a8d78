//===- AdviceFacts.h - What a run spent its time on -------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/AutoGuide.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_AUTOGUIDE_ADVICEFACTS_H
#define MAPWRIGHT_LIB_AUTOGUIDE_ADVICEFACTS_H

#include "mapwright/Program/Program.h"
#include "mapwright/Simulator/Simulator.h"

namespace mapwright {

/// What is known of the launches of a task kind.
struct TaskCost {
  uint32_t task;                  ///< task kind
  std::vector<uint32_t> launches; ///< launch statements
  ProcKind kind = ProcKind::CPU;  ///< where the first of them runs
  double criticalSeconds = 0;     ///< kernels on the critical path
  double waitSeconds = 0;         ///< on it, for a processor or copies
  uint64_t bytes = 0;             ///< copied for its arguments
  double getScore() const { return criticalSeconds + waitSeconds; }
};

/// Copies for an argument, all in one direction between kinds of memory.
struct TransferCost {
  uint32_t task, launch, requirement;
  MemKind from, to;
  bool crossesNodes = false;
  uint64_t bytes = 0, count = 0;
  double seconds = 0;
};

/// The totals of a run, by what a mapper can decide about.
struct RunFacts {
  RunFacts(const Program &program, const sim::TaskGraph &graph,
           const MachineModel &model, const sim::Placement &placement,
           const sim::Result &result);

  /// "calc_new_currents arg 1 rp_shared"
  std::string describe(uint32_t launch, uint32_t requirement) const;
  /// What a Region statement names the argument by: a name, or its index.
  std::string getRegionKey(uint32_t launch, uint32_t requirement) const;
  /// The domain of an index launch; null for a single one.
  const Domain *getDomain(uint32_t launch) const;
  /// How busy the processors of a kind are: over all, and the busiest one.
  struct Load {
    double mean = 0, most = 0;
    unsigned numIdle = 0, count = 0;
  };
  Load getLoad(ProcKind kind) const;
  bool isKindUsed(ProcKind kind) const;

  const Program &program;
  const sim::TaskGraph &graph;
  const MachineModel &model;
  const sim::Placement &placement;
  const sim::Result &result;
  std::vector<const Statement *> statements; ///< by launch
  std::vector<TaskCost> tasks;         ///< with launches; most costly first
  std::vector<TransferCost> transfers; ///< most bytes first

private:
  void addCriticalPath();
  void addTransfers();
};

} // namespace mapwright

#endif // MAPWRIGHT_LIB_AUTOGUIDE_ADVICEFACTS_H
