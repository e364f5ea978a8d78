//===- Tables.h - State of tasks and copies ------------------ -*- C++ -*--===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_SIMULATOR_TABLES_H
#define MAPWRIGHT_LIB_SIMULATOR_TABLES_H

#include "mapwright/Simulator/TaskGraph.h"

namespace mapwright {
namespace sim {

/// What let a task or copy become ready.
enum class Cause : uint8_t { Mapped, Task, Copy };

/// A node of the graph while it runs. A node waits for one unfinished
/// predecessor at a time, in the list of waiters of that one: successors need
/// not be stored.
struct TaskState {
  double mapped = 0;   ///< its own mapping is done
  double ready = 0;    ///< predecessors and copies are done
  double launched = 0; ///< the runtime has handed it to its processor
  double start = 0, end = 0;
  double finished = 0; ///< with what it launched
  double bound = 0;    ///< lower bound on `finished`
  uint32_t processor = none;
  uint32_t firstUse = none; ///< of its instances
  uint32_t child = none;    ///< context of what it launches
  uint32_t cursor = 0;      ///< next predecessor to look at
  uint32_t mappingCursor = 0;
  uint32_t waiters = none, nextWaiter = none;
  uint32_t mappingWaiters = none, nextMappingWaiter = none;
  uint32_t listeners = none; ///< copies and contexts that wait for it
  uint32_t pendingCopies = 0;
  uint32_t nextInQueue = none;
  uint32_t queued = 0;          ///< when it joined the queue of its processor
  uint32_t cause = none;        ///< task or copy, see causeKind
  uint32_t mappingCause = none; ///< mapping predecessor; none: the analysis
  uint32_t origin = 0;          ///< what the analysis goes back to
  Cause causeKind = Cause::Mapped;
  bool isMapped = false;    ///< with all it launches
  bool isOwnMapped = false; ///< itself
  bool isEnded = false;     ///< its kernel has ended
  bool isFinished = false;
  bool holdsToken = false; ///< of an instance limit
  uint32_t stamp = 0;      ///< last copy that was told to wait for it
};

struct CopyState {
  double ready = 0, start = 0, end = 0;
  uint64_t bytes = 0;
  uint32_t source = none, target = none; ///< instances
  uint32_t task;
  uint32_t requirement : 29;
  uint32_t isReduction : 1;
  uint32_t isTransposing : 1;
  uint32_t isFinished : 1;
  uint32_t pending = 1; ///< what it waits for; one is its own issue
  uint32_t listeners = none;
  uint32_t cause = none;
  uint32_t stamp = 0; ///< last copy that was told to wait for it
  Cause causeKind = Cause::Mapped;

  CopyState(uint32_t task, uint32_t requirement)
      : task(task), requirement(requirement), isReduction(false),
        isTransposing(false), isFinished(false) {}
  /// Stands for several folds into one instance and moves nothing.
  bool isJoin() const { return source == none; }
};

/// Lists of who waits for a task or copy; the heads are in their states.
class Listeners {
public:
  enum class Kind : uint8_t { Copy, Task, Shard };
  struct Listener {
    uint32_t id;
    Kind kind;
    uint32_t next;
  };

  void add(uint32_t &head, Kind kind, uint32_t id) {
    uint32_t slot = firstFree;
    if (slot == none) {
      slot = pool.size();
      pool.push_back({});
    } else {
      firstFree = pool[slot].next;
    }
    pool[slot] = {id, kind, head};
    head = slot;
  }

  /// Empties the list and hands its members, oldest first, to `visit`, which
  /// may add listeners elsewhere.
  template <typename Visit>
  void notify(uint32_t &head, Visit visit) {
    uint32_t reversed = none;
    for (uint32_t slot = head; slot != none;) {
      uint32_t next = pool[slot].next;
      pool[slot].next = reversed;
      reversed = slot;
      slot = next;
    }
    head = none;
    while (reversed != none) {
      Listener listener = pool[reversed];
      pool[reversed].next = firstFree;
      firstFree = reversed;
      reversed = listener.next;
      visit(listener);
    }
  }

private:
  std::vector<Listener> pool;
  uint32_t firstFree = none;
};

/// Tasks, copies and who waits for whom.
struct Tables {
  std::vector<TaskState> tasks;
  std::vector<CopyState> copies;
  Listeners listeners;

  void waitForTask(uint32_t copy, uint32_t task) {
    TaskState &state = tasks[task];
    if (state.isFinished || state.stamp == copy + 1)
      return;
    state.stamp = copy + 1;
    ++copies[copy].pending;
    listeners.add(state.listeners, Listeners::Kind::Copy, copy);
  }
  void waitForCopy(uint32_t copy, uint32_t earlier) {
    CopyState &state = copies[earlier];
    if (state.isFinished || state.stamp == copy + 1)
      return;
    state.stamp = copy + 1;
    ++copies[copy].pending;
    listeners.add(state.listeners, Listeners::Kind::Copy, copy);
  }
  void taskWaitsFor(uint32_t task, uint32_t copy) {
    if (copies[copy].isFinished)
      return;
    ++tasks[task].pendingCopies;
    listeners.add(copies[copy].listeners, Listeners::Kind::Task, task);
  }
};

} // namespace sim
} // namespace mapwright

#endif // MAPWRIGHT_LIB_SIMULATOR_TABLES_H
