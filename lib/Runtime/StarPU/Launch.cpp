//===- Launch.cpp - Tasks that a policy places, submitted -----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SessionState.h"

#include "Common/Failure.h"

#include <starpu_mpi.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

using namespace mapwright::starpu;
using detail::LaunchState;
using detail::SessionState;
using mapwright::runtime::Failure;

Launch::Launch(std::unique_ptr<LaunchState> state) : state(std::move(state)) {}
Launch::Launch(Launch &&) noexcept = default;

/// What CollectMemory names is not kept: copies from other ranks are dropped,
/// copies on devices may go first.
Launch::~Launch() {
  if (!state)
    return;
  auto &collected = state->collected;
  for (auto it = collected.begin(); it != collected.end(); ++it) {
    if (std::find(collected.begin(), it, *it) != it)
      continue;
    starpu_mpi_cache_flush(MPI_COMM_WORLD, *it);
    if (starpu_mpi_data_get_rank(*it) == state->session.rank)
      starpu_data_wont_use(*it);
  }
}

int Launch::getRank(const Point &point) const {
  return state->place(point).node;
}

static std::vector<starpu_data_descr>
describeData(const TaskKind &task,
             const std::vector<starpu_data_handle_t> &handles) {
  std::vector<starpu_data_descr> data(handles.size());
  for (size_t i = 0; i < handles.size(); ++i)
    data[i] = {handles[i], task.codelet.modes[i]};
  return data;
}

/// Makes the rank of a task the owner of what it writes. StarPU would send it
/// back to the owner, and from there to the next task.
static void moveWritten(const TaskKind &task, int rank,
                        const std::vector<starpu_data_handle_t> &handles) {
  for (size_t i = 0; i < handles.size(); ++i) {
    starpu_data_access_mode mode = task.codelet.modes[i];
    if (mode == STARPU_R || starpu_mpi_data_get_rank(handles[i]) == rank)
      continue;
    if (mode != STARPU_W) {
      starpu_mpi_data_migrate(MPI_COMM_WORLD, handles[i], rank);
      continue;
    }
    // There is nothing in it that is still of use.
    starpu_mpi_cache_flush(MPI_COMM_WORLD, handles[i]);
    starpu_mpi_data_set_rank(handles[i], rank);
  }
}

static void insert(const TaskKind &task, int rank,
                   std::vector<starpu_data_descr> data, RunningTask *running,
                   const void *argument, size_t bytes) {
  void *copy = nullptr;
  if (bytes > 0) {
    copy = std::malloc(bytes);
    std::memcpy(copy, argument, bytes);
  }
  auto *codelet = const_cast<starpu_codelet *>(&task.codelet);
  int count = static_cast<int>(data.size());
  int error = copy ? starpu_mpi_task_insert(
                         MPI_COMM_WORLD, codelet, STARPU_EXECUTE_ON_NODE, rank,
                         STARPU_DATA_MODE_ARRAY, data.data(), count,
                         STARPU_TASK_SCHED_DATA, static_cast<void *>(running),
                         STARPU_CL_ARGS, copy, bytes, 0)
                   : starpu_mpi_task_insert(MPI_COMM_WORLD, codelet,
                                            STARPU_EXECUTE_ON_NODE, rank,
                                            STARPU_DATA_MODE_ARRAY, data.data(),
                                            count, STARPU_TASK_SCHED_DATA,
                                            static_cast<void *>(running), 0);
  if (error != 0)
    Failure("mapwright",
            "StarPU refuses the task \"" + task.name +
                "\": " + std::strerror(-error),
            "")
        .abortJob();
}

void Launch::submit(const Point &point,
                    const std::vector<starpu_data_handle_t> &handles,
                    const void *argument, size_t bytes) {
  SessionState &session = state->session;
  const TaskKind &task = state->task;
  if (handles.size() != task.regions.size())
    Failure("mapwright",
            "task \"" + task.name + "\" has " +
                std::to_string(task.regions.size()) + " regions, but " +
                std::to_string(handles.size()) + " are given",
            "")
        .abortJob();
  mw_place place = state->place(point);
  bool isHere = place.node == session.rank;
  RunningTask *running = nullptr;
  if (session.log)
    session.log->addPoint(state->logged, point, place.node);
  if (isHere && session.policy) {
    std::vector<int> workers = state->listWorkers(place);
    detail::checkCapacity(session, task, workers.front(), handles);
    if (task.tokens)
      task.tokens->take();
    running = new RunningTask{session, task, std::move(workers), state->logged,
                              point};
  }
  moveWritten(task, place.node, handles);
  // On another rank the argument is not needed.
  insert(task, place.node, describeData(task, handles), running, argument,
         isHere ? bytes : 0);
  for (size_t i = 0; i < handles.size(); ++i)
    if (task.isCollected[i] && task.codelet.modes[i] == STARPU_R)
      state->collected.push_back(handles[i]);
}
