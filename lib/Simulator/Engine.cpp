//===- Engine.cpp - The event loop of a simulation ------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Engine.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>

using namespace mapwright;
using namespace mapwright::sim;

static RuntimeCosts withServers(RuntimeCosts costs) {
  costs.utilityProcessors = std::max(costs.utilityProcessors, 1u);
  costs.window = std::max(costs.window, 1u);
  return costs;
}

Engine::Engine(const TaskGraph &graph, const MachineModel &model,
               const Placement &placement, const Options &options)
    : graph(graph), model(model), placement(placement), options(options),
      costs(withServers(model.getRuntime())), numNodes(model.getNumNodes()),
      channels(model), kernels(graph, model, placement),
      instances(graph, model, options.keepRecords),
      coherence(graph, instances, tables, channels),
      pointsOfNode(graph.launches.size()),
      servers(size_t(numNodes) * costs.utilityProcessors), utilities(numNodes),
      runtimeBusy(numNodes, 0), cachedSelection(graph.arguments.size(), none),
      processors(model.getNumProcessors()),
      processorBusy(model.getNumProcessors(), 0),
      totals(graph.taskNames.size()), bytesOut(model.getNumMemories(), 0),
      bytesIn(bytesOut) {
  for (UtilityNode &utility : utilities)
    utility.idle = costs.utilityProcessors;
}

void Engine::fail(OutcomeKind kind, std::string text) {
  if (hasFailed)
    return;
  hasFailed = true;
  outcome.kind = kind;
  outcome.text = std::move(text);
}

std::string Engine::describeTask(uint32_t task) const {
  std::string text = graph.taskNames[getLaunch(task).task];
  if (getLaunch(task).isIndex)
    text += " (point " + std::to_string(graph.nodes[task].point) + ")";
  return text;
}

/// Whether a decision has a place for everything its launch has.
bool Engine::fitsLaunch(uint32_t launch, uint32_t numPoints) const {
  const LaunchPlacement &decision = placement.launches[launch];
  size_t numProcessors = model.getNumProcessors();
  size_t limit = decision.isRelativeToParent
                     ? model.getMachine().getNumProcessors(decision.kind)
                     : numProcessors;
  bool hasLists = decision.firstOfParent.empty() ||
                  (decision.firstOfParent.size() == numProcessors + 1 &&
                   llvm::is_sorted(decision.firstOfParent) &&
                   decision.firstOfParent.back() <= decision.processors.size());
  return hasLists &&
         decision.arguments.size() ==
             graph.launches[launch].requirements.size() &&
         decision.processors.size() >= numPoints &&
         llvm::all_of(decision.processors,
                      [&](uint32_t processor) { return processor < limit; });
}

bool Engine::checkPlacement() {
  if (placement.launches.size() != graph.launches.size()) {
    fail(OutcomeKind::Rejected, "the placement is of another program");
    return false;
  }
  std::vector<uint32_t> numPoints(graph.launches.size(), 0);
  for (const Operation &operation : graph.operations)
    if (operation.kind == OperationKind::Launch)
      numPoints[operation.launch] =
          std::max(numPoints[operation.launch], operation.numTasks);
  for (uint32_t launch = 0; launch < graph.launches.size(); ++launch) {
    if (fitsLaunch(launch, numPoints[launch]))
      continue;
    fail(OutcomeKind::Rejected,
         "the placement does not fit launch " + std::to_string(launch) +
             " of " + graph.taskNames[graph.launches[launch].task]);
    return false;
  }
  return true;
}

void Engine::setUpTasks() {
  tables.tasks.resize(graph.nodes.size());
  for (uint32_t node = 0; node < graph.nodes.size(); ++node) {
    tables.tasks[node].cursor = graph.predecessors.begin[node];
    tables.tasks[node].mappingCursor = graph.mappingPredecessors.begin[node];
    if (isTask(node))
      ++numTasks;
  }
  unfinishedTasks = numTasks;
  // Two copies a task is common; more only cost a reallocation.
  tables.copies.reserve(2 * size_t(numTasks));
  // Joins are part of no operation: they wait from the start.
  for (uint32_t node = 0; node < graph.nodes.size(); ++node) {
    if (isTask(node))
      continue;
    advanceMapping(node);
    advancePredecessors(node);
  }
}

void Engine::handle(const Event &event) {
  switch (event.kind) {
  case EventKind::JobDone:
    finishJob(event.subject);
    break;
  case EventKind::KernelDone:
    finishKernel(event.subject);
    break;
  case EventKind::CopyDone:
    finishCopy(event.subject);
    break;
  }
  drain();
}

void Engine::loop() {
  constexpr uint32_t eventsPerReport = 1u << 14;
  Event event;
  for (uint32_t count = 1; !isDone() && !hasFailed; ++count) {
    if (!events.pop(event)) {
      fail(OutcomeKind::RuntimeError, describeDeadlock());
      return;
    }
    now = event.time;
    handle(event);
    if (count % eventsPerReport == 0 && options.progress &&
        !options.progress(double(numTasks - unfinishedTasks) / numTasks))
      fail(OutcomeKind::Timeout, "stopped");
  }
}

Result Engine::run() {
  if (checkPlacement()) {
    setUpTasks();
    setUpContexts();
    drain();
    if (!contexts.empty())
      openContext(0, Origin::Kind::Begin, 0);
    drain();
    loop();
  }
  return takeResult();
}

Result mapwright::sim::simulate(const TaskGraph &graph,
                                const MachineModel &model,
                                const Placement &placement,
                                const Options &options) {
  return Engine(graph, model, placement, options).run();
}
