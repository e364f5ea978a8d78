//===- Execution.cpp - Processors, kernels and copies ---------------------===//
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

/// A transposing copy touches a whole sector of 32 bytes on one side for each
/// element of 8 bytes.
static constexpr double transposeSlowdown = 4;

void Engine::becomeReady(uint32_t task, Cause cause, uint32_t by) {
  TaskState &state = tables.tasks[task];
  state.ready = now;
  state.causeKind = cause;
  state.cause = by;
  if (costs.taskLaunch > 0)
    submit(getNode(task), {JobKind::Launch, task});
  else
    launched(task);
}

void Engine::launched(uint32_t task) {
  tables.tasks[task].launched = now;
  if (!getLaunch(task).isConcurrent) {
    enqueue(task);
    return;
  }
  // All points join their queues at the same time, so that two concurrent
  // launches stand in the same order everywhere.
  const Operation &operation = getOperation(task);
  Gathering &gathering = gatherings[graph.nodes[task].operation];
  if (++gathering.launched == operation.numTasks)
    for (uint32_t point = 0; point < operation.numTasks; ++point)
      enqueue(operation.firstTask + point);
}

//===----------------------------------------------------------------------===//
// Queues
//===----------------------------------------------------------------------===//

void Engine::append(List &list, uint32_t task) {
  tables.tasks[task].nextInQueue = none;
  tables.tasks[task].queued = nextQueued++;
  if (list.first == none)
    list.first = task;
  else
    tables.tasks[list.last].nextInQueue = task;
  list.last = task;
}

/// The queue in front of all processors a single task may take.
uint32_t Engine::getSharedQueue(uint32_t task) {
  const LaunchPlacement &decision = getDecision(task);
  uint32_t node = getNode(task);
  llvm::ArrayRef<uint32_t> candidates = getCandidates(task);
  uint32_t place = decision.isRelativeToParent
                       ? node
                       : candidates.data() - decision.processors.data();
  uint64_t key = uint64_t(graph.nodes[task].launch) << 32 | place;
  auto [found, isNew] = sharedQueueOf.try_emplace(key, sharedQueues.size());
  if (!isNew)
    return found->second;
  uint32_t id = found->second;
  SharedQueue &queue = sharedQueues.emplace_back();
  for (uint32_t processor : candidates) {
    if (decision.isRelativeToParent) {
      Place place;
      place.kind = decision.kind;
      place.node = node;
      place.index = processor;
      processor = model.getProcessor(place);
    }
    queue.processors.push_back(processor);
    processors[processor].sharedQueues.push_back(id);
  }
  return id;
}

void Engine::enqueue(uint32_t task) {
  uint32_t processor = tables.tasks[task].processor;
  if (processor != none) {
    append(processors[processor].queue, task);
    if (!processors[processor].isBusy)
      dispatch(processor);
    return;
  }
  SharedQueue &shared = sharedQueues[getSharedQueue(task)];
  append(shared.queue, task);
  for (uint32_t candidate : shared.processors)
    if (!processors[candidate].isBusy) {
      dispatch(candidate);
      return;
    }
}

/// The task that has waited longest for a processor; none.
uint32_t Engine::takeNext(uint32_t processor) {
  List *best = &processors[processor].queue;
  for (uint32_t id : processors[processor].sharedQueues) {
    List &list = sharedQueues[id].queue;
    if (list.first != none &&
        (best->first == none ||
         tables.tasks[list.first].queued < tables.tasks[best->first].queued))
      best = &list;
  }
  uint32_t task = best->first;
  if (task != none)
    best->first = tables.tasks[task].nextInQueue;
  return task;
}

void Engine::dispatch(uint32_t processor) {
  uint32_t task = takeNext(processor);
  processors[processor].isBusy = task != none;
  if (task != none)
    occupy(task, processor);
}

void Engine::occupy(uint32_t task, uint32_t processor) {
  tables.tasks[task].processor = processor;
  if (!getLaunch(task).isConcurrent) {
    start(task);
    return;
  }
  const Operation &operation = getOperation(task);
  if (++gatherings[graph.nodes[task].operation].placed == operation.numTasks)
    for (uint32_t point = 0; point < operation.numTasks; ++point)
      start(operation.firstTask + point);
}

//===----------------------------------------------------------------------===//
// Kernels
//===----------------------------------------------------------------------===//

void Engine::start(uint32_t task) {
  TaskState &state = tables.tasks[task];
  const Kernel &kernel = kernels.get(task, state.processor);
  state.start = now;
  double begin = now + kernel.launchSeconds;
  double end = std::max(begin + kernel.seconds, now + kernel.alone);
  for (const ChannelAccess &access : kernels.getAccesses(kernel))
    end = std::max(end, channels.access(access.channel, access.bytes, begin));
  state.end = end;
  double startBound = state.bound + costs.taskLaunch;
  state.bound = startBound + kernel.alone;
  processorBusy[state.processor] += end - now;
  TaskTotals &total = totals[getLaunch(task).task];
  ++total.count;
  total.kernelSeconds += end - now;
  total.waitSeconds += now - state.launched;
  events.push(end, EventKind::KernelDone, task);
  if (state.child != none) {
    contexts[state.child].bound = startBound;
    openContext(state.child, Origin::Kind::Parent,
                kernels.getNode(state.processor));
  }
}

void Engine::finishKernel(uint32_t task) {
  TaskState &state = tables.tasks[task];
  state.isEnded = true;
  dispatch(state.processor);
  if (state.child == none)
    setFinished(task);
  else
    finishIfChildrenHave(state.child);
}

//===----------------------------------------------------------------------===//
// Copies
//===----------------------------------------------------------------------===//

/// One of the things a copy waits for is done.
void Engine::issue(uint32_t copy, Cause cause, uint32_t by) {
  CopyState &state = tables.copies[copy];
  if (--state.pending != 0)
    return;
  state.causeKind = cause;
  state.cause = by;
  startCopy(copy);
}

void Engine::startCopy(uint32_t copy) {
  CopyState &state = tables.copies[copy];
  state.ready = state.start = state.end = now;
  if (state.isJoin()) {
    finishCopy(copy);
    return;
  }
  const Way &way = channels.getWay(instances[state.source].memory,
                                   instances[state.target].memory);
  Channels::Transfer transfer = channels.send(
      way, state.bytes, state.isTransposing ? transposeSlowdown : 1, now);
  state.start = transfer.start;
  state.end = transfer.end;
  events.push(state.end, EventKind::CopyDone, copy);
}

void Engine::finishCopy(uint32_t copy) {
  CopyState &state = tables.copies[copy];
  state.isFinished = true;
  if (!state.isJoin()) {
    uint32_t from = instances[state.source].memory;
    uint32_t to = instances[state.target].memory;
    --instances[state.source].users;
    bytesOut[from] += state.bytes;
    bytesIn[to] += state.bytes;
    ++numCopies;
    copyBytes += state.bytes;
    if (model.getNodeOfMemory(from) != model.getNodeOfMemory(to))
      networkBytes += state.bytes;
  }
  notify(tables.copies[copy].listeners, Cause::Copy, copy);
}
