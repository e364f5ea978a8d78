//===- SessionState.h - A program that runs under a policy ------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_RUNTIME_STARPU_SESSIONSTATE_H
#define MAPWRIGHT_LIB_RUNTIME_STARPU_SESSIONSTATE_H

#include "DecisionLog.h"
#include "TokenPool.h"
#include "WorkerTable.h"

#include "mapwright/Runtime/StarPU.h"

#include <list>
#include <mpi.h>
#include <optional>

namespace mapwright {
namespace starpu {

/// Memory that a policy fills, aligned as its ABI demands.
class PolicyStorage {
public:
  explicit PolicyStorage(size_t bytes)
      : units((bytes + sizeof(Unit) - 1) / sizeof(Unit)) {}

  void *get() { return units.data(); }
  const void *get() const { return units.data(); }

private:
  struct alignas(16) Unit {
    char bytes[16];
  };
  std::vector<Unit> units;
};

/// What the policy says of a kind of task, and the codelet that makes StarPU do
/// it: memories are a property of codelets, hence a copy of the program's.
class TaskKind {
public:
  std::string name;
  starpu_codelet codelet;
  std::vector<std::string> regions;
  mw_proc kind = MW_CPU;
  std::vector<bool> isCollected; ///< by region
  /// Null without InstanceLimit.
  std::unique_ptr<TokenPool> tokens;
};

/// A task of this rank on its way; `sched_data` of a StarPU task.
struct RunningTask {
  detail::SessionState &session;
  const TaskKind &kind;
  int worker;
  size_t launch; ///< in the log
  Point point;
};

namespace detail {

class SessionState {
public:
  int rank = 0, numRanks = 1;
  const mw_policy *policy = nullptr; ///< null: StarPU decides
  std::unique_ptr<WorkerTable> workers;
  mw_machine view = {};                   ///< what the policy is bound to
  std::unique_ptr<PolicyStorage> machine; ///< of mw_policy::bind
  std::unique_ptr<DecisionLog> log;
  std::list<TaskKind> tasks;
  /// Besides StarPU's: its thread stops all other messages while it is in a
  /// collective operation.
  MPI_Comm communicator = MPI_COMM_NULL;
  uint64_t busBytes = 0; ///< copied by this rank, as far as it was asked for

  /// Loads and starts all of it, and checks that the ranks agree.
  void start(int &argc, char **&argv, const mw_policy *compiledIn);
  /// Until all tasks of all ranks are done.
  void wait();
  void stop();

private:
  void compareIdentities() const;
  void startStarPU();
  void bindPolicy();
};

class LaunchState {
public:
  SessionState &session;
  const TaskKind &task;
  Domain domain;
  PolicyStorage map;
  mw_status status = MW_DEFAULT;
  size_t logged = 0;
  /// What CollectMemory statements name, in the order of use.
  std::vector<starpu_data_handle_t> collected;

  LaunchState(SessionState &session, const TaskKind &task, Domain domain);

  /// Evaluates the map, or the default. The job ends with a message if the map
  /// fails at the point or says a place that does not exist.
  mw_place place(const Point &point) const;

private:
  mw_place placeByDefault(const Point &point) const;
};

/// Asks the policy for the kind of processor, memories, limit and collection,
/// and adapts the codelet.
void configureTask(SessionState &session, TaskKind &task);

/// Ends the job if the data of a task do not fit together into a memory.
void checkCapacity(const SessionState &session, const TaskKind &task,
                   int worker,
                   const std::vector<starpu_data_handle_t> &handles);

} // namespace detail

/// StarPU's side: sends each task to the worker that RunningTask names.
starpu_sched_policy &getScheduler();

} // namespace starpu
} // namespace mapwright

#endif // MAPWRIGHT_LIB_RUNTIME_STARPU_SESSIONSTATE_H
