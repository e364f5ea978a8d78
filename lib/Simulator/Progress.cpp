//===- Progress.cpp - Who goes on when something is done ------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Engine.h"

#include <algorithm>

using namespace mapwright;
using namespace mapwright::sim;

/// Visits those who wait for a node, in the order in which they began to, and
/// empties the list.
template <typename Visit>
static void visitWaiters(std::vector<TaskState> &tasks,
                         uint32_t TaskState::*head, uint32_t TaskState::*next,
                         uint32_t node, Visit visit) {
  uint32_t reversed = none;
  for (uint32_t waiter = tasks[node].*head; waiter != none;) {
    uint32_t following = tasks[waiter].*next;
    tasks[waiter].*next = reversed;
    reversed = waiter;
    waiter = following;
  }
  tasks[node].*head = none;
  while (reversed != none) {
    uint32_t waiter = reversed;
    reversed = tasks[waiter].*next;
    visit(waiter);
  }
}

//===----------------------------------------------------------------------===//
// Mapped
//===----------------------------------------------------------------------===//

void Engine::advanceMapping(uint32_t node) {
  TaskState &state = tables.tasks[node];
  uint32_t end = graph.mappingPredecessors.begin[node + 1];
  for (; state.mappingCursor != end; ++state.mappingCursor) {
    uint32_t id = graph.mappingPredecessors.values[state.mappingCursor];
    TaskState &predecessor = tables.tasks[id];
    if (predecessor.isMapped)
      continue;
    state.nextMappingWaiter = predecessor.mappingWaiters;
    predecessor.mappingWaiters = node;
    return;
  }
  if (isTask(node)) {
    requestMapping(node);
    return;
  }
  state.mapped = now;
  setMapped(node);
}

void Engine::setMapped(uint32_t node) {
  tables.tasks[node].isMapped = true;
  mappedNodes.push_back(node);
}

void Engine::spreadMapped(uint32_t node) {
  visitWaiters(tables.tasks, &TaskState::mappingWaiters,
               &TaskState::nextMappingWaiter, node, [&](uint32_t waiter) {
                 tables.tasks[waiter].mappingCause = node;
                 advanceMapping(waiter);
               });
  if (!isTask(node))
    return;
  uint32_t id = getContext(node);
  ContextState &context = contexts[id];
  context.lastMapped = node;
  uint32_t parent = graph.contexts[id].parent;
  if (--context.unmapped == 0 && parent != none)
    setMapped(parent);
}

//===----------------------------------------------------------------------===//
// Finished
//===----------------------------------------------------------------------===//

void Engine::advancePredecessors(uint32_t node) {
  TaskState &state = tables.tasks[node];
  uint32_t end = graph.predecessors.begin[node + 1];
  for (; state.cursor != end; ++state.cursor) {
    TaskState &predecessor =
        tables.tasks[graph.predecessors.values[state.cursor]];
    if (!predecessor.isFinished) {
      state.nextWaiter = predecessor.waiters;
      predecessor.waiters = node;
      return;
    }
    state.bound = std::max(state.bound, predecessor.bound);
  }
  if (!isTask(node))
    setFinished(node);
}

void Engine::setFinished(uint32_t node) {
  TaskState &state = tables.tasks[node];
  state.isFinished = true;
  state.finished = now;
  finishedNodes.push_back(node);
}

void Engine::finishIfChildrenHave(uint32_t id) {
  const ContextState &context = contexts[id];
  uint32_t parent = graph.contexts[id].parent;
  if (parent == none || context.unfinished != 0 || context.openShards != 0)
    return;
  const TaskState &state = tables.tasks[parent];
  if (state.isEnded && !state.isFinished)
    setFinished(parent);
}

void Engine::spreadFinished(uint32_t node) {
  visitWaiters(tables.tasks, &TaskState::waiters, &TaskState::nextWaiter, node,
               [&](uint32_t waiter) {
                 TaskState &state = tables.tasks[waiter];
                 advancePredecessors(waiter);
                 bool isDone =
                     state.cursor == graph.predecessors.begin[waiter + 1];
                 if (!isTask(waiter)) {
                   state.causeKind = Cause::Task;
                   state.cause = node;
                 } else if (isDone && state.pendingCopies == 0) {
                   becomeReady(waiter, Cause::Task, node);
                 }
               });
  notify(tables.tasks[node].listeners, Cause::Task, node);
  if (!isTask(node))
    return;
  --unfinishedTasks;
  lastFinished = node;
  releaseInstances(node);
  releaseToken(node);
  if (costs.taskCompletion > 0)
    submit(getNode(node), {JobKind::Completion, node});
  uint32_t id = getContext(node);
  contexts[id].lastFinished = node;
  --contexts[id].unfinished;
  uint32_t parent = graph.contexts[id].parent;
  if (parent != none)
    tables.tasks[parent].bound =
        std::max(tables.tasks[parent].bound, tables.tasks[node].bound);
  uint32_t operation = graph.nodes[node].operation;
  if (--unfinishedOfOperation[operation] == 0)
    completeOperation(operation);
  finishIfChildrenHave(id);
}

void Engine::notify(uint32_t &list, Cause cause, uint32_t by) {
  tables.listeners.notify(list, [&](const Listeners::Listener &listener) {
    switch (listener.kind) {
    case Listeners::Kind::Copy:
      issue(listener.id, cause, by);
      return;
    case Listeners::Kind::Shard:
      resume(listener.id, {Origin::Kind::Future, now, by, none, 0});
      return;
    case Listeners::Kind::Task:
      break;
    }
    TaskState &state = tables.tasks[listener.id];
    if (--state.pendingCopies == 0 && state.isOwnMapped &&
        state.cursor == graph.predecessors.begin[listener.id + 1])
      becomeReady(listener.id, cause, by);
  });
}

/// Works off everything that is mapped or finished now; a chain of tasks that
/// take no time is a loop here, not a recursion.
void Engine::drain() {
  for (size_t nextMapped = 0, nextFinished = 0;
       nextMapped < mappedNodes.size() || nextFinished < finishedNodes.size();)
    if (nextMapped < mappedNodes.size())
      spreadMapped(mappedNodes[nextMapped++]);
    else
      spreadFinished(finishedNodes[nextFinished++]);
  mappedNodes.clear();
  finishedNodes.clear();
}
