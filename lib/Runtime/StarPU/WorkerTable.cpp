//===- WorkerTable.cpp - StarPU's workers as processors -------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "WorkerTable.h"

#include <starpu.h>

#include <algorithm>

using namespace mapwright::starpu;

const char *mapwright::starpu::spell(mw_proc kind) {
  static constexpr const char *names[MW_PROC_KINDS] = {"CPU", "GPU", "OMP",
                                                       "IO",  "PY",  "PROC"};
  return names[kind];
}

const char *mapwright::starpu::spell(mw_mem memory) {
  static constexpr const char *names[MW_MEM_KINDS] = {
      "SYSMEM", "FBMEM", "ZCMEM", "RDMEM", "SOCKMEM", "VIRTUAL"};
  return names[memory];
}

static std::vector<int> listWorkers(starpu_worker_archtype type) {
  std::vector<int> workers(starpu_worker_get_count());
  int count =
      starpu_worker_get_ids_by_type(type, workers.data(), workers.size());
  workers.resize(std::max(0, count));
  std::sort(workers.begin(), workers.end());
  return workers;
}

WorkerTable::WorkerTable(unsigned numRanks, std::vector<int> cpus,
                         std::vector<int> devices)
    : numRanks(numRanks) {
  workers[MW_CPU] = std::move(cpus);
  workers[MW_GPU] = std::move(devices);
  limit(getCounts());
}

WorkerTable WorkerTable::read(unsigned numRanks) {
  return WorkerTable(numRanks, listWorkers(STARPU_CPU_WORKER),
                     listWorkers(STARPU_OPENCL_WORKER));
}

std::array<uint32_t, MW_PROC_KINDS> WorkerTable::getCounts() const {
  std::array<uint32_t, MW_PROC_KINDS> counts = {};
  for (unsigned kind = 0; kind < MW_PROC_KINDS; ++kind)
    counts[kind] = workers[kind].size();
  return counts;
}

void WorkerTable::limit(const std::array<uint32_t, MW_PROC_KINDS> &counts) {
  for (unsigned kind = 0; kind < MW_PROC_KINDS; ++kind)
    workers[kind].resize(counts[kind]);
  // Zero-copy memory is host memory that devices address, too.
  uint32_t zeroCopy = counts[MW_GPU] > 0 ? 1u << MW_ZCMEM : 0;
  sees[MW_CPU].assign(counts[MW_CPU], 1u << MW_SYSMEM | zeroCopy);
  sees[MW_GPU].assign(counts[MW_GPU], 1u << MW_FBMEM | zeroCopy);
}

bool WorkerTable::canAddress(mw_proc kind, mw_mem memory) const {
  return !sees[kind].empty() && (sees[kind].front() >> memory & 1) != 0;
}

mw_machine WorkerTable::describeForPolicy() const {
  mw_machine machine = {};
  machine.size = sizeof(mw_machine);
  machine.nodes = numRanks;
  for (unsigned kind = 0; kind < MW_PROC_KINDS; ++kind) {
    machine.procs[kind] = workers[kind].size();
    machine.sees[kind] = sees[kind].data();
  }
  return machine;
}

std::string WorkerTable::describe() const {
  std::string text = std::to_string(numRanks);
  text += numRanks == 1 ? " node with" : " nodes with";
  const char *separator = " ";
  for (unsigned kind = 0; kind < MW_PROC_KINDS; ++kind) {
    if (workers[kind].empty())
      continue;
    text += separator + std::to_string(workers[kind].size()) + " " +
            spell(static_cast<mw_proc>(kind));
    separator = ", ";
  }
  return text;
}
