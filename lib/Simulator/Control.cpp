//===- Control.cpp - Contexts: analysis in program order ------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Engine.h"

using namespace mapwright;
using namespace mapwright::sim;

void Engine::setUpContexts() {
  contexts.resize(graph.contexts.size());
  stalled.resize(graph.contexts.size());
  unfinishedOfOperation.resize(graph.operations.size());
  for (size_t index = 0; index < contexts.size(); ++index) {
    ContextState &state = contexts[index];
    state.firstShard = shards.size();
    state.numShards = state.openShards =
        index == 0 && placement.isReplicated ? numNodes : 1;
    for (uint32_t node = 0; node < state.numShards; ++node)
      shards.push_back({static_cast<uint32_t>(index), node});
    if (graph.contexts[index].parent != none)
      tables.tasks[graph.contexts[index].parent].child = index;
    for (uint32_t id : graph.contexts[index].operations) {
      const Operation &operation = graph.operations[id];
      unfinishedOfOperation[id] = operation.numTasks;
      if (operation.kind != OperationKind::Launch)
        continue;
      state.unmapped += operation.numTasks;
      state.unfinished += operation.numTasks;
    }
  }
}

void Engine::openContext(uint32_t context, Origin::Kind kind, uint32_t node) {
  uint32_t origin = origins.size();
  origins.push_back({kind, now, graph.contexts[context].parent, none, 0});
  const ContextState &state = contexts[context];
  openShards += state.numShards;
  for (uint32_t index = 0; index < state.numShards; ++index) {
    Shard &shard = shards[state.firstShard + index];
    shard.origin = origin;
    if (state.numShards == 1)
      shard.node = node;
  }
  for (uint32_t index = 0; index < state.numShards; ++index)
    advance(state.firstShard + index);
}

/// Whether a context must wait before an operation; it is told when it can go
/// on.
bool Engine::isBlocked(uint32_t id, const Operation &operation) {
  Shard &shard = shards[id];
  if (operation.waitsFor != none &&
      !tables.tasks[operation.waitsFor].isFinished) {
    shard.state = Shard::State::Waiting;
    tables.listeners.add(tables.tasks[operation.waitsFor].listeners,
                         Listeners::Kind::Shard, id);
    return true;
  }
  if (operation.numTasks == 0 || operation.kind != OperationKind::Launch)
    return false;
  uint32_t completed = contexts[shard.context].completed;
  if (shard.issued < completed || shard.issued - completed < costs.window)
    return false;
  shard.state = Shard::State::Stalled;
  shard.stalledSince = now;
  stalled[shard.context].push_back(id);
  return true;
}

/// Goes on until there is something to analyse or to wait for.
void Engine::advance(uint32_t id) {
  Shard &shard = shards[id];
  const std::vector<uint32_t> &operations =
      graph.contexts[shard.context].operations;
  while (shard.next < operations.size()) {
    const Operation &operation = graph.operations[operations[shard.next]];
    if (isBlocked(id, operation))
      return;
    if (operation.kind != OperationKind::Wait) {
      shard.state = Shard::State::Analysing;
      submit(shard.node, {JobKind::Analysis, id});
      return;
    }
    ++shard.next;
  }
  closeShard(id);
}

void Engine::closeShard(uint32_t id) {
  Shard &shard = shards[id];
  shard.state = Shard::State::Done;
  --openShards;
  --contexts[shard.context].openShards;
  finishIfChildrenHave(shard.context);
}

void Engine::resume(uint32_t id, const Origin &origin) {
  Shard &shard = shards[id];
  if (origin.time > 0) {
    shard.origin = origins.size();
    origins.push_back(origin);
  }
  shard.state = Shard::State::Idle;
  advance(id);
}

void Engine::completeOperation(uint32_t id) {
  uint32_t context = graph.operations[id].context;
  ++contexts[context].completed;
  std::vector<uint32_t> waiting;
  waiting.swap(stalled[context]);
  for (uint32_t shard : waiting)
    resume(shard, {Origin::Kind::Window, now, none, shards[shard].origin,
                   shards[shard].stalledSince});
}

//===----------------------------------------------------------------------===//
// Analysis
//===----------------------------------------------------------------------===//

bool Engine::isWholeLaunchLocal(const Shard &shard) const {
  return contexts[shard.context].numShards == 1;
}

/// Points of a launch by the node they run on.
Lists Engine::dealPoints(const Operation &operation) const {
  Lists lists;
  lists.begin.assign(numNodes + 1, 0);
  for (uint32_t point = 0; point < operation.numTasks; ++point)
    ++lists.begin[getNode(operation.firstTask + point) + 1];
  for (uint32_t node = 0; node < numNodes; ++node)
    lists.begin[node + 1] += lists.begin[node];
  std::vector<uint32_t> next(lists.begin.begin(), lists.begin.end() - 1);
  lists.values.resize(operation.numTasks);
  for (uint32_t point = 0; point < operation.numTasks; ++point)
    lists.values[next[getNode(operation.firstTask + point)]++] = point;
  return lists;
}

/// The points of a launch a shard of several is in charge of.
llvm::ArrayRef<uint32_t> Engine::getPoints(const Shard &shard,
                                           const Operation &operation) {
  if (operation.numTasks == 0)
    return {};
  Lists &lists = pointsOfNode[operation.launch];
  if (lists.size() == 0)
    lists = dealPoints(operation);
  uint32_t first = lists.begin[shard.node];
  return llvm::ArrayRef(lists.values)
      .slice(first, lists.begin[shard.node + 1] - first);
}

double Engine::getAnalysisSeconds(const Shard &shard) {
  uint32_t id = graph.contexts[shard.context].operations[shard.next];
  const Operation &operation = graph.operations[id];
  if (operation.isReplay)
    return 0;
  if (operation.kind != OperationKind::Launch)
    return costs.analysisPerLaunch;
  const LaunchFacts &launch = graph.launches[operation.launch];
  double seconds = costs.analysisPerLaunch +
                   costs.analysisPerRequirement * launch.requirements.size();
  if (!launch.isIndex)
    return seconds;
  size_t numPoints = isWholeLaunchLocal(shard)
                         ? operation.numTasks
                         : getPoints(shard, operation).size();
  return seconds + costs.slicePerPoint * numPoints;
}

void Engine::finishAnalysis(uint32_t id) {
  Shard &shard = shards[id];
  const Operation &operation =
      graph.operations[graph.contexts[shard.context].operations[shard.next]];
  ++shard.next;
  if (operation.kind == OperationKind::Launch) {
    shard.issued += operation.numTasks != 0;
    if (isWholeLaunchLocal(shard))
      for (uint32_t task = 0; task < operation.numTasks; ++task)
        analysed(operation.firstTask + task, shard.origin);
    else
      for (uint32_t point : getPoints(shard, operation))
        analysed(operation.firstTask + point, shard.origin);
  }
  advance(id);
}
