//===- TaskKinds.cpp - What a policy says of a kind of task ---------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SessionState.h"

#include "Common/Failure.h"

#include <algorithm>

using namespace mapwright::starpu;
using detail::SessionState;
using mapwright::runtime::Failure;
using mapwright::runtime::warn;

//===----------------------------------------------------------------------===//
// Kinds of processors
//===----------------------------------------------------------------------===//

static bool hasVariant(const starpu_codelet &codelet, mw_proc kind) {
  return kind == MW_CPU   ? codelet.cpu_funcs[0] != nullptr
         : kind == MW_GPU ? codelet.opencl_funcs[0] != nullptr
                          : false;
}

static bool canRun(const SessionState &session, const TaskKind &task,
                   mw_proc kind) {
  return session.workers->count(kind) > 0 && hasVariant(task.codelet, kind);
}

/// STM1.
static mw_proc chooseKind(const SessionState &session, const TaskKind &task) {
  mw_proc kinds[MW_PROC_KINDS];
  uint32_t count = session.policy->kinds(task.name.c_str(), kinds);
  std::string listed;
  for (uint32_t i = 0; i < std::min<uint32_t>(count, MW_PROC_KINDS); ++i) {
    if (canRun(session, task, kinds[i]))
      return kinds[i];
    listed += (i == 0 ? "" : ",") + std::string(spell(kinds[i]));
  }
  for (mw_proc kind : {MW_CPU, MW_GPU}) {
    if (!canRun(session, task, kind))
      continue;
    if (count > 0 && session.rank == 0)
      warn("task \"" + task.name + "\" cannot run on " + listed +
           ", which the mapper lists; it runs on " + spell(kind));
    return kind;
  }
  Failure("mapwright",
          "no worker can run the task \"" + task.name + "\"; the machine has " +
              session.workers->describe(),
          "")
      .abortJob();
}

//===----------------------------------------------------------------------===//
// Regions
//===----------------------------------------------------------------------===//

/// STM2; none if StarPU chooses.
static std::optional<mw_mem> chooseMemory(const SessionState &session,
                                          const TaskKind &task,
                                          const mw_region &region) {
  std::vector<mw_mem> memories(MW_MEM_KINDS);
  const char *name = task.name.c_str();
  uint32_t count = session.policy->memories(name, &region, task.kind,
                                            memories.data(), memories.size());
  memories.resize(std::min<size_t>(count, memories.size()));
  for (mw_mem memory : memories)
    if (session.workers->canAddress(task.kind, memory))
      return memory;
  if (count > 0 && session.rank == 0)
    warn("task \"" + task.name + "\" on " + spell(task.kind) +
         " addresses none of the memories that the mapper lists for \"" +
         region.names[0] + "\"; StarPU chooses");
  return std::nullopt;
}

/// STM7 and STM2, region by region.
static void configureRegions(const SessionState &session, TaskKind &task) {
  starpu_codelet &codelet = task.codelet;
  codelet.specific_nodes = 1;
  for (uint32_t i = 0; i < task.regions.size(); ++i) {
    const char *name = task.regions[i].c_str();
    mw_region region = {&name, 1, i};
    bool isHost = chooseMemory(session, task, region) == MW_ZCMEM;
    codelet.nodes[i] = task.kind == MW_GPU && isHost
                           ? STARPU_SPECIFIC_NODE_CPU
                           : STARPU_SPECIFIC_NODE_LOCAL;
    task.isCollected.push_back(
        session.policy->collect(task.name.c_str(), &region) == 1);
  }
}

static void checkRegions(const TaskKind &task) {
  if (task.codelet.nbuffers == static_cast<int>(task.regions.size()) &&
      task.regions.size() <= STARPU_NMAXBUFS)
    return;
  Failure("mapwright",
          "task \"" + task.name + "\" has " +
              std::to_string(task.regions.size()) +
              " regions, but its codelet has " +
              std::to_string(task.codelet.nbuffers) +
              " buffers; both are the same number, at most " +
              std::to_string(STARPU_NMAXBUFS),
          "")
      .abortJob();
}

void mapwright::starpu::detail::configureTask(SessionState &session,
                                              TaskKind &task) {
  checkRegions(task);
  task.codelet.name = task.name.c_str();
  if (!session.policy) {
    task.isCollected.assign(task.regions.size(), false);
    return;
  }
  task.kind = chooseKind(session, task);
  // What is not there cannot be chosen by mistake.
  task.codelet.where = task.kind == MW_CPU ? STARPU_CPU : STARPU_OPENCL;
  configureRegions(session, task);
  if (uint32_t limit = session.policy->instance_limit(task.name.c_str()))
    task.tokens = std::make_unique<TokenPool>(limit);
}

void mapwright::starpu::detail::checkCapacity(
    const SessionState &session, const TaskKind &task, int worker,
    const std::vector<starpu_data_handle_t> &handles) {
  unsigned local = starpu_worker_get_memory_node(worker);
  starpu_ssize_t total = starpu_memory_get_total(local);
  if (total <= 0)
    return;
  size_t needed = 0;
  for (size_t i = 0; i < handles.size(); ++i)
    if (task.codelet.nodes[i] == STARPU_SPECIFIC_NODE_LOCAL)
      needed += starpu_data_get_size(handles[i]);
  if (needed <= static_cast<size_t>(total))
    return;
  char name[64];
  starpu_worker_get_name(worker, name, sizeof(name));
  Failure(session.policy->source,
          "task \"" + task.name + "\" needs " + std::to_string(needed) +
              " bytes at a time in the memory of " + name + ", rank " +
              std::to_string(session.rank) + ", which has " +
              std::to_string(total),
          "")
      .note(task.kind == MW_GPU
                ? "let Region statements put large data in ZCMEM, or run the "
                  "task on CPU"
                : "raise STARPU_LIMIT_CPU_MEM, or make the blocks smaller")
      .abortJob();
}
