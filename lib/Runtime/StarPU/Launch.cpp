//===- Launch.cpp - Launches that a policy places -------------------------===//
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

//===----------------------------------------------------------------------===//
// Places
//===----------------------------------------------------------------------===//

static std::string formatPoint(const Point &point) {
  std::string text = "(";
  for (size_t d = 0; d < point.size(); ++d)
    text += (d == 0 ? "" : ",") + std::to_string(point[d]);
  return text + ")";
}

[[noreturn]] static void refuseDomain(const TaskKind &task,
                                      const Domain &domain) {
  Failure("mapwright",
          "a launch of \"" + task.name + "\" over " + formatPoint(domain.lo) +
              ".." + formatPoint(domain.hi) + ", which is no domain",
          "")
      .abortJob();
}

LaunchState::LaunchState(SessionState &session, const TaskKind &task,
                         Domain launched)
    : session(session), task(task), domain(std::move(launched)),
      map(session.policy ? session.policy->launch_bytes : 0) {
  size_t rank = domain.lo.size();
  if (rank < 1 || rank > MW_MAX_DIM || domain.hi.size() != rank)
    refuseDomain(task, domain);
  if (session.log)
    logged = session.log->addLaunch(task.name);
  if (!session.policy)
    return;
  mw_domain box = {};
  box.rank = rank;
  std::copy(domain.lo.begin(), domain.lo.end(), box.lo);
  std::copy(domain.hi.begin(), domain.hi.end(), box.hi);
  mw_error error = {};
  status = session.policy->launch(session.machine->get(), task.name.c_str(),
                                  task.kind, &box, map.get(), &error);
  if (status == MW_ERROR)
    Failure::ofPolicy(*session.policy, error)
        .note("task \"" + task.name + "\" on " + spell(task.kind) +
              ", launch " + formatPoint(domain.lo) + ".." +
              formatPoint(domain.hi) + "; the machine has " +
              session.workers->describe())
        .abortJob();
}

mw_place LaunchState::placeByDefault(const Point &point) const {
  uint64_t position = 0, stride = 1;
  for (size_t d = 0; d < point.size(); ++d) {
    position += stride * (point[d] - domain.lo[d]);
    stride *= domain.hi[d] - domain.lo[d] + 1;
  }
  uint32_t ranks = session.numRanks;
  uint32_t count = std::max(1u, session.workers->count(task.kind));
  return {static_cast<int32_t>(position % ranks),
          static_cast<int32_t>(position / ranks % count)};
}

mw_place LaunchState::place(const Point &point) const {
  for (size_t d = 0; d < domain.lo.size(); ++d)
    if (point.size() != domain.lo.size() || point[d] < domain.lo[d] ||
        point[d] > domain.hi[d])
      Failure("mapwright",
              "the point " + formatPoint(point) + " of task \"" + task.name +
                  "\" is not in its launch " + formatPoint(domain.lo) + ".." +
                  formatPoint(domain.hi),
              "")
          .abortJob();
  if (status == MW_DEFAULT)
    return placeByDefault(point);
  mw_place place = {};
  mw_error error = {};
  const WorkerTable &workers = *session.workers;
  if (session.policy->point(map.get(), point.data(), &place, &error) != MW_OK)
    Failure::ofPolicy(*session.policy, error)
        .note("task \"" + task.name + "\" at the point " + formatPoint(point) +
              " of the launch domain " + formatPoint(domain.lo) + ".." +
              formatPoint(domain.hi) + "; the machine has " +
              workers.describe())
        .abortJob();
  if (static_cast<uint32_t>(place.index) >= workers.count(task.kind))
    Failure(session.policy->source,
            "the map of task \"" + task.name + "\" says processor " +
                std::to_string(place.index) + " of a node, but the task runs " +
                "on " + spell(task.kind) + ", of which there are " +
                std::to_string(workers.count(task.kind)),
            "kind-mismatch")
        .note("let the map use Machine(" + std::string(spell(task.kind)) +
              "), or list another kind first in the Task statement")
        .abortJob();
  return place;
}

//===----------------------------------------------------------------------===//
// Submission
//===----------------------------------------------------------------------===//

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
    int worker = session.workers->getWorker(task.kind, place.index);
    detail::checkCapacity(session, task, worker, handles);
    if (task.tokens)
      task.tokens->take();
    running = new RunningTask{session, task, worker, state->logged, point};
  }
  moveWritten(task, place.node, handles);
  // On another rank the argument is not needed.
  insert(task, place.node, describeData(task, handles), running, argument,
         isHere ? bytes : 0);
  for (size_t i = 0; i < handles.size(); ++i)
    if (task.isCollected[i] && task.codelet.modes[i] == STARPU_R)
      state->collected.push_back(handles[i]);
}
