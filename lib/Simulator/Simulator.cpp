//===- Simulator.cpp - Results of a simulation ----------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CriticalPath.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <tuple>

using namespace mapwright;
using namespace mapwright::sim;

bool ArgumentPlacement::operator==(const ArgumentPlacement &other) const {
  return memory == other.memory && aos == other.aos && cOrder == other.cOrder &&
         compact == other.compact && exact == other.exact &&
         align == other.align && isCollected == other.isCollected;
}

llvm::StringRef mapwright::sim::spelling(OutcomeKind kind) {
  static constexpr llvm::StringLiteral names[] = {
      "parse error",   "rejected",     "crash",   "runtime error",
      "out of memory", "wrong result", "timeout", "ok"};
  return names[static_cast<unsigned>(kind)];
}

llvm::StringRef mapwright::sim::spelling(CriticalKind kind) {
  static constexpr llvm::StringLiteral names[] = {"kernel", "launch",  "copy",
                                                  "queue",  "runtime", "wait"};
  return names[static_cast<unsigned>(kind)];
}

/// Busy times of all resources, and the bounds that follow from them.
void Engine::takeTotals(Result &result) const {
  result.runtimeBusy = runtimeBusy;
  // What the runtime still has to do when the program is done does not count.
  for (uint32_t server = 0; server < servers.size(); ++server)
    if (servers[server].job.kind != JobKind::None)
      result.runtimeBusy[server / costs.utilityProcessors] -=
          std::max(0.0, servers[server].busyUntil - now);
  result.processorBusy = processorBusy;
  result.channelBusy = channels.getBusy();
  result.channelBytes = channels.getBytes();
  result.memoryPeak = instances.getPeaks();
  result.bytesOut = bytesOut;
  result.bytesIn = bytesIn;
  result.numCopies = numCopies;
  result.copyBytes = copyBytes;
  result.networkBytes = networkBytes;
  result.tasks = totals;
  for (const TaskState &state : tables.tasks)
    if (state.isFinished)
      result.criticalPathBound =
          std::max(result.criticalPathBound, state.bound);
  double busiest = 0;
  for (double seconds : result.processorBusy)
    busiest = std::max(busiest, seconds);
  for (double seconds : result.channelBusy)
    busiest = std::max(busiest, seconds);
  for (double seconds : result.runtimeBusy)
    busiest = std::max(busiest, seconds / costs.utilityProcessors);
  result.busiestBound = busiest;
}

void Engine::takeRecords(Result &result) {
  for (uint32_t node = 0; node < graph.nodes.size(); ++node) {
    const TaskState &state = tables.tasks[node];
    if (isTask(node) && state.isEnded)
      result.taskRecords.push_back({node, state.processor, state.mapped,
                                    state.ready, state.start, state.end});
  }
  llvm::sort(result.taskRecords, [](const TaskRecord &a, const TaskRecord &b) {
    return std::tie(a.start, a.node) < std::tie(b.start, b.node);
  });
  std::vector<uint32_t> recordOf(tables.copies.size(), none);
  for (uint32_t id = 0; id < tables.copies.size(); ++id) {
    const CopyState &copy = tables.copies[id];
    if (copy.isJoin() || !copy.isFinished)
      continue;
    recordOf[id] = result.copies.size();
    result.copies.push_back(
        {instances[copy.source].memory, instances[copy.target].memory,
         copy.task, copy.requirement, copy.bytes, copy.ready, copy.start,
         copy.end, bool(copy.isReduction), bool(copy.isTransposing)});
  }
  for (CriticalStep &step : result.criticalPath)
    if (step.copy != none)
      step.copy = recordOf[step.copy];
  result.memorySamples = instances.takeSamples();
}

Result Engine::takeResult() {
  Result result;
  result.outcome = outcome;
  takeTotals(result);
  if (!hasFailed) {
    result.outcome.seconds = now;
    // Sums of times that touch each other may exceed the whole by rounding.
    result.busiestBound = std::min(result.busiestBound, now);
    std::vector<CriticalStep> steps = CriticalWalk(*this).walk(now);
    for (const CriticalStep &step : steps)
      result.criticalShare[static_cast<unsigned>(step.kind)] +=
          step.end - step.start;
    if (options.keepRecords)
      result.criticalPath.assign(steps.rbegin(), steps.rend());
  }
  if (options.keepRecords)
    takeRecords(result);
  return result;
}
