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
  /// Where it may run: any of them, in the same memory. At least one.
  std::vector<int> workers;
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
  /// Bytes by bus of StarPU that this rank copied, as far as they were asked
  /// for.
  std::vector<uint64_t> busBytes;
  uint32_t singleLaunches = 0; ///< so far

  /// Loads and starts all of it, and checks that the ranks agree.
  void start(int &argc, char **&argv, const mw_policy *compiledIn);
  /// Until all tasks of all ranks are done.
  void wait();
  void stop();

private:
  void compareIdentities() const;
  void startStarPU();
  /// Lets a run in which no task finishes any more end with a message.
  void watch();
  void bindPolicy();
};

class LaunchState {
public:
  SessionState &session;
  const TaskKind &task;
  Domain domain; ///< of rank 0: a single launch
  PolicyStorage map;
  mw_status status = MW_DEFAULT;
  size_t logged = 0;
  /// What CollectMemory statements name, in the order of use.
  std::vector<starpu_data_handle_t> collected;

  LaunchState(SessionState &session, const TaskKind &task, Domain domain);
  /// A single launch.
  LaunchState(SessionState &session, const TaskKind &task);

  /// Evaluates the map, or the default. The job ends with a message if the map
  /// fails at the point or says a place that does not exist.
  mw_place place(const Point &point) const;
  /// Where on this rank the point at `place` may run.
  std::vector<int> listWorkers(mw_place place) const;

private:
  bool isSingle() const { return domain.lo.empty(); }
  void evaluateSingleMap();
  mw_place placeByDefault(const Point &point) const;
  mw_place checkPlace(mw_place place) const;

  /// Of a single launch: on one rank. Any of them if there are several.
  std::vector<mw_place> singlePlaces;
};

/// Asks the policy for the kind of processor, memories, limit and collection,
/// and adapts the codelet.
void configureTask(SessionState &session, TaskKind &task);

/// Ends the job if the data of a task do not fit together into a memory.
void checkCapacity(const SessionState &session, const TaskKind &task,
                   int worker,
                   const std::vector<starpu_data_handle_t> &handles);

} // namespace detail

/// StarPU's side: sends each task to the worker that RunningTask names, or the
/// least busy of them.
starpu_sched_policy &getScheduler();

} // namespace starpu
} // namespace mapwright

#endif // MAPWRIGHT_LIB_RUNTIME_STARPU_SESSIONSTATE_H
