//===- WorkerTable.h - StarPU's workers as processors -----------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_RUNTIME_STARPU_WORKERTABLE_H
#define MAPWRIGHT_LIB_RUNTIME_STARPU_WORKERTABLE_H

#include "mapwright/Runtime/policy.h"

#include <array>
#include <string>
#include <vector>

namespace mapwright {
namespace starpu {

/// The machine of the run: ranks are nodes, workers are processors. Ranks count
/// as alike: each with as many workers of a kind as the poorest has.
class WorkerTable {
public:
  /// StarPU's numbers of the workers of this rank, in order.
  WorkerTable(unsigned numRanks, std::vector<int> cpus,
              std::vector<int> devices);

  /// Reads the workers of this rank. StarPU has been started.
  static WorkerTable read(unsigned numRanks);

  /// Forgets workers that not every rank has.
  void limit(const std::array<uint32_t, MW_PROC_KINDS> &counts);

  unsigned getNumRanks() const { return numRanks; }
  std::array<uint32_t, MW_PROC_KINDS> getCounts() const;
  uint32_t count(mw_proc kind) const { return workers[kind].size(); }
  /// StarPU's number of a worker of this rank.
  int getWorker(mw_proc kind, unsigned index) const {
    return workers[kind][index];
  }

  bool canAddress(mw_proc kind, mw_mem memory) const;

  /// Refers to this object.
  mw_machine describeForPolicy() const;
  /// "2 nodes with 2 CPU, 2 GPU".
  std::string describe() const;

private:
  unsigned numRanks;
  std::array<std::vector<int>, MW_PROC_KINDS> workers;
  std::array<std::vector<uint32_t>, MW_PROC_KINDS> sees;
};

const char *spell(mw_proc kind);
const char *spell(mw_mem memory);

} // namespace starpu
} // namespace mapwright

#endif // MAPWRIGHT_LIB_RUNTIME_STARPU_WORKERTABLE_H
