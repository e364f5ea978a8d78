//===- Deadlock.cpp - What a run that got stuck waits for -----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Engine.h"

#include "llvm/ADT/STLExtras.h"

using namespace mapwright;
using namespace mapwright::sim;

/// Why a task that is not finished does not go on.
std::string Engine::describeBlockedTask(uint32_t task) const {
  const TaskState &state = tables.tasks[task];
  const LaunchFacts &launch = getLaunch(task);
  auto name = [&](uint32_t node) {
    return isTask(node) ? describeTask(node) : std::string("tasks before it");
  };
  if (!state.isOwnMapped) {
    if (heldBack.contains(task) && !state.holdsToken)
      return "waits to be mapped: InstanceLimit lets " +
             std::to_string(placement.limits[launch.task]) + " tasks of " +
             graph.taskNames[launch.task] + " at a time on node " +
             std::to_string(getNode(task));
    if (state.mappingCursor != graph.mappingPredecessors.begin[task + 1])
      return "waits to be mapped after " +
             name(graph.mappingPredecessors.values[state.mappingCursor]);
    return "is not analysed";
  }
  if (state.cursor != graph.predecessors.begin[task + 1])
    return "waits for " + name(graph.predecessors.values[state.cursor]);
  if (state.pendingCopies != 0)
    return "waits for " + std::to_string(state.pendingCopies) + " copies";
  if (state.isEnded)
    return "waits for the tasks it launched";
  return "waits for its processor";
}

/// The reason is likely with concurrent tasks that cannot all have a processor,
/// then with those an instance limit holds back, then with the first task.
std::string Engine::describeDeadlock() const {
  for (uint32_t id = 0; id < graph.operations.size(); ++id) {
    auto found = gatherings.find(id);
    const Operation &operation = graph.operations[id];
    if (found == gatherings.end() || found->second.placed == operation.numTasks)
      continue;
    std::string text =
        "deadlock: the " + std::to_string(operation.numTasks) + " tasks of " +
        graph.taskNames[graph.launches[operation.launch].task] +
        " must run at the same time, but only " +
        std::to_string(found->second.placed) + " have a processor of their own";
    for (uint32_t task = operation.firstTask;
         task < operation.firstTask + operation.numTasks; ++task)
      if (found->second.launched != operation.numTasks
              ? tables.tasks[task].launched == 0
              : tables.tasks[task].queued != 0)
        return text + "; " + describeTask(task) + " " +
               describeBlockedTask(task);
    return text;
  }
  for (uint32_t task = 0; task < graph.nodes.size(); ++task)
    if (heldBack.contains(task) && !tables.tasks[task].isOwnMapped &&
        !tables.tasks[task].holdsToken)
      return "deadlock: " + describeTask(task) + " " +
             describeBlockedTask(task);
  for (uint32_t task = 0; task < graph.nodes.size(); ++task)
    if (isTask(task) && !tables.tasks[task].isFinished)
      return "deadlock: " + describeTask(task) + " " +
             describeBlockedTask(task);
  return "deadlock: the program waits for something that never happens";
}
