//===- Builder.cpp - Small machines and programs for tests ----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Builder.h"

#include "llvm/ADT/STLExtras.h"

#include "gtest/gtest.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <tuple>

using namespace mapwright;
using namespace mapwright::sim;
using namespace mapwright::sim::test;

//===----------------------------------------------------------------------===//
// Machines
//===----------------------------------------------------------------------===//

static void addProcessors(NodeModel &node, const TestMachine &machine) {
  auto cpu = static_cast<unsigned>(ProcKind::CPU);
  auto gpu = static_cast<unsigned>(ProcKind::GPU);
  node.rates[cpu] = {cpuFlops, machine.launchSeconds, 64};
  node.rates[gpu] = {gpuFlops, machine.launchSeconds, 32};
  for (unsigned index = 0; index < machine.cpus; ++index) {
    node.node.processors[cpu].push_back({index, {{0, 10}, {1, 5}}});
    node.paths[cpu].push_back(
        {{0, sysmemRate, {}, {}}, {1, sysmemRate, {}, {}}});
  }
  for (unsigned index = 0; index < machine.gpus; ++index) {
    node.node.processors[gpu].push_back(
        {machine.cpus + index, {{2 + index, 10}, {1, 5}}});
    AccessPath zero{1, linkRate, {machine.down(index)}, {machine.up(index)}};
    node.paths[gpu].push_back({{2 + index, fbmemRate, {}, {}}, zero});
  }
}

static void addRoutes(NodeModel &node, const TestMachine &machine) {
  unsigned memories = machine.gpus + 2;
  node.routes.resize(memories * memories);
  auto add = [&](unsigned from, unsigned to, unsigned channel) {
    node.routes[from * memories + to].channels = {channel};
  };
  // Channel 0: host memory. 1, 2: network out and in. Then links of GPUs, then
  // the one between peers.
  add(0, 1, 0);
  add(1, 0, 0);
  for (unsigned gpu = 0; gpu < machine.gpus; ++gpu)
    for (unsigned host : {0, 1}) {
      add(host, 2 + gpu, machine.down(gpu));
      add(2 + gpu, host, machine.up(gpu));
    }
  for (unsigned from = 0; from < machine.gpus; ++from)
    for (unsigned to = 0; to < machine.gpus; ++to)
      if (from != to)
        add(2 + from, 2 + to, 3 + 2 * machine.gpus);
  node.toNetwork.resize(memories);
  node.fromNetwork.resize(memories);
  for (unsigned host : {0, 1}) {
    node.toNetwork[host].channels = {1};
    node.fromNetwork[host].channels = {2};
  }
  for (unsigned gpu = 0; gpu < machine.gpus; ++gpu) {
    node.toNetwork[2 + gpu].channels = {machine.up(gpu), 1};
    node.fromNetwork[2 + gpu].channels = {2, machine.down(gpu)};
  }
}

MachineModel TestMachine::build() const {
  NodeModel node;
  node.node.memories = {{MemKind::SYSMEM, sysmemBytes, 0},
                        {MemKind::ZCMEM, sysmemBytes, 1}};
  node.memoryNames = {"sysmem", "zcmem"};
  node.channels = {{"host", sysmemRate, 0},
                   {"out", networkRate, linkLatency},
                   {"in", networkRate, linkLatency}};
  for (unsigned gpu = 0; gpu < gpus; ++gpu) {
    node.node.memories.push_back({MemKind::FBMEM, fbmemBytes, 2 + gpu});
    node.memoryNames.push_back("fb" + std::to_string(gpu));
    node.channels.push_back({"down", linkRate, linkLatency});
    node.channels.push_back({"up", linkRate, linkLatency});
  }
  node.channels.push_back({"peer", 2 * linkRate, linkLatency});
  node.selfCopies.assign(gpus + 2, selfCopyRate);
  addProcessors(node, *this);
  addRoutes(node, *this);
  return MachineModel("test", std::move(node), nodes, networkLatency, costs);
}

//===----------------------------------------------------------------------===//
// Programs
//===----------------------------------------------------------------------===//

GraphBuilder::GraphBuilder() {
  graph.contexts.push_back({none, {}});
  graph.fieldSetBytes = {8};
  graph.groupsOfFieldSet.begin = {0, 1};
  graph.groupsOfFieldSet.values = {0};
  history.resize(1);
}

uint32_t GraphBuilder::region(uint64_t elements, unsigned numUnits) {
  uint32_t id = regionUnits.size();
  regionUnits.emplace_back();
  for (unsigned unit = 0; unit < numUnits; ++unit) {
    regionUnits.back().push_back(graph.units.size());
    graph.units.push_back({id, elements / numUnits * 8});
  }
  graph.groupBytes.push_back({8, 8});
  roots.push_back(graph.dataNodes.size());
  graph.dataNodes.push_back({id, none, 0, elements});
  return id;
}

Piece GraphBuilder::whole(uint32_t region) const {
  return {roots[region], regionUnits[region]};
}

Piece GraphBuilder::piece(uint32_t region, std::vector<uint32_t> units,
                          uint32_t fanOut) {
  uint64_t bytes = 0;
  for (uint32_t &unit : units) {
    unit = regionUnits[region][unit];
    bytes += graph.units[unit].bytes;
  }
  llvm::sort(units);
  Piece piece{static_cast<uint32_t>(graph.dataNodes.size()), units};
  graph.dataNodes.push_back({region, roots[region], fanOut, bytes / 8});
  return piece;
}

std::vector<Piece> GraphBuilder::pieces(uint32_t region) {
  std::vector<Piece> all;
  uint32_t count = regionUnits[region].size();
  for (uint32_t unit = 0; unit < count; ++unit)
    all.push_back(piece(region, {unit}, count));
  return all;
}

uint32_t GraphBuilder::task(std::string name, bool isInner) {
  graph.taskNames.push_back(std::move(name));
  graph.efficiency.insert(graph.efficiency.end(), numProcKinds, 1.0);
  graph.isInner.push_back(isInner);
  return graph.taskNames.size() - 1;
}

uint32_t GraphBuilder::launch(uint32_t task,
                              std::vector<Requirement> requirements,
                              bool isIndex) {
  LaunchFacts facts{task, isIndex, false, {}};
  for (const auto &[index, requirement] : llvm::enumerate(requirements))
    facts.requirements.push_back({"arg " + std::to_string(index),
                                  requirement.access, requirement.reduction, 0,
                                  8, 32, requirement.rank, 0, 0});
  graph.launches.push_back(facts);
  graph.firstPoint.push_back(none);
  return graph.launches.size() - 1;
}

uint32_t GraphBuilder::intern(const std::vector<uint32_t> &units) {
  Lists &lists = graph.unitLists;
  lists.values.insert(lists.values.end(), units.begin(), units.end());
  lists.begin.push_back(lists.values.size());
  return lists.size() - 1;
}

void GraphBuilder::depend(uint32_t node, const std::vector<uint32_t> &after,
                          const std::vector<uint32_t> &data) {
  std::set<uint32_t> all(data.begin(), data.end());
  for (uint32_t value : all)
    graph.mappingPredecessors.values.push_back(value);
  graph.mappingPredecessors.begin.push_back(
      graph.mappingPredecessors.values.size());
  all.insert(after.begin(), after.end());
  for (uint32_t value : all)
    graph.predecessors.values.push_back(value);
  graph.predecessors.begin.push_back(graph.predecessors.values.size());
}

static bool conflict(Access a, uint32_t reductionA, Access b,
                     uint32_t reductionB) {
  if (a == Access::None || b == Access::None)
    return false;
  if (a == Access::Read && b == Access::Read)
    return false;
  return a != Access::Reduce || b != Access::Reduce || reductionA != reductionB;
}

uint32_t GraphBuilder::run(uint32_t launch,
                           const std::vector<std::vector<Piece>> &points,
                           const Run &options) {
  const LaunchFacts &facts = graph.launches[launch];
  Operation operation{OperationKind::Launch,
                      options.isReplay,
                      options.context,
                      launch,
                      static_cast<uint32_t>(graph.nodes.size()),
                      static_cast<uint32_t>(points.size()),
                      options.waitsFor,
                      static_cast<uint32_t>(graph.points.size())};
  if (graph.firstPoint[launch] == none)
    graph.firstPoint[launch] = graph.points.size();
  uint32_t id = graph.operations.size();
  auto &seen = history[options.context];
  seen.resize(graph.units.size());
  for (const auto &[point, pieces] : llvm::enumerate(points)) {
    uint32_t node = graph.nodes.size();
    graph.points.push_back(
        {options.flops, static_cast<uint32_t>(graph.arguments.size())});
    std::vector<uint32_t> data;
    for (const auto &[index, piece] : llvm::enumerate(pieces)) {
      graph.arguments.push_back(
          {piece.dataNode, intern(piece.units), options.usefulBytes});
      const RequirementFacts &requirement = facts.requirements[index];
      for (uint32_t unit : piece.units)
        for (const Access_ &other : seen[unit])
          if (other.node != node &&
              conflict(requirement.access, requirement.reduction, other.access,
                       other.reduction))
            data.push_back(other.node);
    }
    for (const auto &[index, piece] : llvm::enumerate(pieces))
      for (uint32_t unit : piece.units)
        seen[unit].push_back({node, facts.requirements[index].access,
                              facts.requirements[index].reduction});
    graph.nodes.push_back(
        {NodeKind::Task, launch, static_cast<uint32_t>(point), id});
    depend(node, options.after, data);
  }
  graph.operations.push_back(operation);
  graph.contexts[options.context].operations.push_back(id);
  return operation.firstTask;
}

void GraphBuilder::wait(uint32_t node, uint32_t context) {
  graph.contexts[context].operations.push_back(graph.operations.size());
  graph.operations.push_back(
      {OperationKind::Wait, false, context, none, 0, 0, node});
}

uint32_t GraphBuilder::join(std::vector<uint32_t> after) {
  uint32_t node = graph.nodes.size();
  graph.nodes.push_back({NodeKind::Join, none, 0, none});
  depend(node, after, {});
  return node;
}

uint32_t GraphBuilder::context(uint32_t parent) {
  graph.contexts.push_back({parent, {}});
  history.emplace_back();
  return graph.contexts.size() - 1;
}

//===----------------------------------------------------------------------===//
// Placements and results
//===----------------------------------------------------------------------===//

void test::place(Placement &placement, const TaskGraph &graph, uint32_t launch,
                 ProcKind kind, std::vector<uint32_t> processors,
                 MemKind memory) {
  LaunchPlacement &decision = placement.launches[launch];
  size_t numPoints = 1;
  for (const Operation &operation : graph.operations)
    if (operation.launch == launch)
      numPoints = std::max<size_t>(numPoints, operation.numTasks);
  decision.kind = kind;
  decision.processors.clear();
  if (!graph.launches[launch].isIndex)
    decision.processors.assign(processors.begin(), processors.end());
  else
    for (size_t point = 0; point < numPoints; ++point)
      decision.processors.push_back(processors[point % processors.size()]);
  decision.arguments.resize(graph.launches[launch].requirements.size());
  for (ArgumentPlacement &argument : decision.arguments)
    argument.memory = memory;
}

Placement test::placeOnCPU(const TaskGraph &graph, const TestMachine &machine) {
  Placement placement;
  placement.launches.resize(graph.launches.size());
  placement.limits.assign(graph.taskNames.size(), 0);
  for (uint32_t launch = 0; launch < graph.launches.size(); ++launch)
    place(placement, graph, launch, ProcKind::CPU, {machine.cpu()},
          MemKind::SYSMEM);
  return placement;
}

Result test::simulateWithRecords(const TaskGraph &graph,
                                 const MachineModel &model,
                                 const Placement &placement) {
  Options options;
  options.keepRecords = true;
  Result result = simulate(graph, model, placement, options);
  expectConserved(result, model);
  return result;
}

static void expectCriticalPath(const Result &result) {
  double time = 0;
  for (const CriticalStep &step : result.criticalPath) {
    EXPECT_EQ(step.start, time);
    EXPECT_LT(step.start, step.end);
    time = step.end;
  }
  EXPECT_EQ(time, result.outcome.seconds);
  double sum = std::accumulate(result.criticalShare.begin(),
                               result.criticalShare.end(), 0.0);
  EXPECT_NEAR(sum, time, 1e-9 * time);
}

void test::expectConserved(const Result &result, const MachineModel &model) {
  EXPECT_EQ(std::accumulate(result.bytesOut.begin(), result.bytesOut.end(),
                            uint64_t(0)),
            result.copyBytes);
  EXPECT_EQ(std::accumulate(result.bytesIn.begin(), result.bytesIn.end(),
                            uint64_t(0)),
            result.copyBytes);
  for (uint32_t memory = 0; memory < model.getNumMemories(); ++memory)
    EXPECT_LE(result.memoryPeak[memory], model.getMemoryFacts(memory).bytes);
  if (result.outcome.kind != OutcomeKind::Ok)
    return;
  double makespan = result.outcome.seconds;
  EXPECT_GE(makespan, result.criticalPathBound);
  EXPECT_GE(makespan, result.busiestBound);
  // Busy and idle times of a processor fill the run without overlap.
  std::vector<double> last(model.getNumProcessors(), 0), idle(last);
  std::vector<TaskRecord> tasks = result.taskRecords;
  llvm::sort(tasks, [](const TaskRecord &a, const TaskRecord &b) {
    return std::tie(a.start, a.end, a.node) < std::tie(b.start, b.end, b.node);
  });
  for (const TaskRecord &task : tasks) {
    EXPECT_LE(task.mapped, task.ready);
    EXPECT_LE(task.ready, task.start);
    EXPECT_LE(task.start, task.end);
    EXPECT_LE(last[task.processor], task.start);
    idle[task.processor] += task.start - last[task.processor];
    last[task.processor] = task.end;
  }
  for (uint32_t processor = 0; processor < last.size(); ++processor) {
    idle[processor] += makespan - last[processor];
    EXPECT_NEAR(idle[processor] + result.processorBusy[processor], makespan,
                1e-9 * makespan);
  }
  expectCriticalPath(result);
}
