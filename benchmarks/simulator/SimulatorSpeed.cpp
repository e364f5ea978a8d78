//===- SimulatorSpeed.cpp - Time and memory of simulations ----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Simulates a program of the shape of Circuit on 16 nodes with 4 GPUs each, at
// 10^4, 10^5 and 10^6 point tasks: once with more steps, once with more pieces.
// Each size runs in a process of its own, whose peak memory is that of graph
// and simulation. Then what a search does: 480 point tasks on one node, often.
//
//===----------------------------------------------------------------------===//

#include "mapwright/Simulator/Simulator.h"

#include "llvm/Support/Error.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <ctime>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace mapwright;
using namespace mapwright::sim;

namespace {
/// A ring of pieces with private, shared and ghost nodes. The shared nodes of a
/// piece are two units, each of which is a ghost of one neighbour.
class Ring {
public:
  Ring(uint32_t numPieces, uint32_t numSteps) : numPieces(numPieces) {
    addData();
    addLaunches();
    for (uint32_t step = 0; step < numSteps; ++step)
      addStep(step);
  }

  TaskGraph graph;

private:
  enum : uint32_t { Calc, Distribute, Update, NumLaunches };
  enum : uint32_t { Private, Shared, Ghost, Wires, NumParts };
  enum : uint32_t { Voltage, Charge, Both };

  uint32_t left(uint32_t piece) const {
    return (piece + numPieces - 1) % numPieces;
  }
  uint32_t right(uint32_t piece) const { return (piece + 1) % numPieces; }
  uint32_t getNode(uint32_t piece, uint32_t part) const {
    return 2 + piece * NumParts + part;
  }
  /// Part 0 is private, 1 goes to the left neighbour, 2 to the right one.
  uint32_t getUnit(uint32_t piece, uint32_t part, uint32_t group) const {
    return (piece * 3 + part) * 2 + group;
  }
  uint32_t addList(std::vector<uint32_t> units) {
    std::sort(units.begin(), units.end());
    Lists &lists = graph.unitLists;
    lists.values.insert(lists.values.end(), units.begin(), units.end());
    lists.begin.push_back(lists.values.size());
    return lists.size() - 1;
  }

  void addData();
  void addLaunches();
  void addPoint(uint32_t piece, uint32_t launch);
  void addStep(uint32_t step);
  void addTask(uint32_t launch, uint32_t piece, std::vector<uint32_t> before);

  uint32_t numPieces;
};
} // namespace

static constexpr uint64_t privateNodes = 100, sharedNodes = 10, wires = 400;

void Ring::addData() {
  graph.fieldSetBytes = {8, 8, 16};
  graph.groupsOfFieldSet.begin = {0, 1, 2, 4};
  graph.groupsOfFieldSet.values = {Voltage, Charge, Voltage, Charge};
  graph.groupBytes = {{8, 8}, {8, 8}};
  uint64_t nodes = privateNodes + 2 * sharedNodes;
  graph.dataNodes = {{0, none, 0, nodes * numPieces},
                     {1, none, 0, wires * numPieces}};
  for (uint32_t piece = 0; piece < numPieces; ++piece) {
    for (uint64_t elements : {privateNodes, 2 * sharedNodes, 2 * sharedNodes})
      graph.dataNodes.push_back({0, 0, numPieces, elements});
    graph.dataNodes.push_back({1, 1, numPieces, wires});
    for (uint64_t elements : {privateNodes, sharedNodes, sharedNodes})
      for (uint32_t group : {Voltage, Charge}) {
        graph.units.push_back({0, elements * 8, group});
      }
  }
  for (uint32_t piece = 0; piece < numPieces; ++piece)
    graph.units.push_back({1, wires * 8});
}

void Ring::addPoint(uint32_t piece, uint32_t launch) {
  auto add = [&](uint32_t part, std::vector<uint32_t> units) {
    graph.arguments.push_back(
        {getNode(piece, part), addList(std::move(units)), 8.0 * wires});
  };
  auto addParts = [&](uint32_t first, uint32_t last) {
    for (uint32_t part = Private; part <= Ghost; ++part) {
      std::vector<uint32_t> units;
      for (uint32_t group = first; group <= last; ++group) {
        if (part == Private)
          units.push_back(getUnit(piece, 0, group));
        if (part == Shared)
          for (uint32_t side : {1, 2})
            units.push_back(getUnit(piece, side, group));
        if (part == Ghost) {
          units.push_back(getUnit(left(piece), 2, group));
          units.push_back(getUnit(right(piece), 1, group));
        }
      }
      if (part != Ghost || launch != Update)
        add(part, units);
    }
  };
  graph.points.push_back({1e6, static_cast<uint32_t>(graph.arguments.size())});
  if (launch == Update)
    return addParts(Voltage, Charge);
  add(Wires, {6 * numPieces + piece});
  uint32_t group = launch == Calc ? Voltage : Charge;
  addParts(group, group);
}

void Ring::addLaunches() {
  graph.taskNames = {"calc_new_currents", "distribute_charge",
                     "update_voltages"};
  graph.efficiency.assign(NumLaunches * numProcKinds, 0.1);
  graph.isInner.assign(NumLaunches, false);
  for (uint32_t launch = 0; launch < NumLaunches; ++launch) {
    LaunchFacts facts{launch, true, false, {}};
    auto add = [&](const char *name, Access access, uint32_t fieldSet) {
      facts.requirements.push_back(
          {name, access, access == Access::Reduce ? 0 : none, fieldSet,
           graph.fieldSetBytes[fieldSet], 16, 1, 0, 0});
    };
    if (launch != Update)
      add("arg 0 wires", launch == Calc ? Access::ReadWrite : Access::Read,
          Voltage);
    uint32_t numParts = launch == Update ? 2 : 3;
    for (uint32_t part = 0; part < numParts; ++part)
      add("nodes",
          launch == Calc         ? Access::Read
          : launch == Distribute ? Access::Reduce
                                 : Access::ReadWrite,
          launch == Calc         ? Voltage
          : launch == Distribute ? Charge
                                 : Both);
    graph.launches.push_back(facts);
    graph.firstPoint.push_back(graph.points.size());
    for (uint32_t piece = 0; piece < numPieces; ++piece)
      addPoint(piece, launch);
  }
  graph.contexts.push_back({none, {}});
}

void Ring::addTask(uint32_t launch, uint32_t piece,
                   std::vector<uint32_t> before) {
  std::sort(before.begin(), before.end());
  before.erase(std::unique(before.begin(), before.end()), before.end());
  for (Lists *lists : {&graph.predecessors, &graph.mappingPredecessors}) {
    lists->values.insert(lists->values.end(), before.begin(), before.end());
    lists->begin.push_back(lists->values.size());
  }
  graph.nodes.push_back({NodeKind::Task, launch, piece,
                         static_cast<uint32_t>(graph.operations.size())});
}

void Ring::addStep(uint32_t step) {
  for (uint32_t launch = 0; launch < NumLaunches; ++launch) {
    uint32_t first = graph.nodes.size();
    for (uint32_t piece = 0; piece < numPieces; ++piece) {
      std::vector<uint32_t> before;
      uint32_t around[] = {left(piece), piece, right(piece)};
      // Launches before this one: 1 is the last, 3 that of the step before.
      auto add = [&](uint32_t launchesBack, uint32_t other) {
        if (launchesBack <= 3 * step + launch)
          before.push_back(first - launchesBack * numPieces + other);
      };
      for (uint32_t other : around) {
        if (launch == Calc)
          add(1, other);
        if (launch == Distribute)
          add(2, other);
        if (launch == Update) {
          add(1, other);
          add(2, other);
        }
      }
      if (launch == Calc)
        add(2, piece);
      if (launch == Distribute)
        add(1, piece);
      addTask(launch, piece, std::move(before));
    }
    graph.contexts[0].operations.push_back(graph.operations.size());
    graph.operations.push_back(
        {OperationKind::Launch, false, 0, launch, first, numPieces, none});
  }
}

/// Pieces in blocks over all GPUs, everything in framebuffers.
static Placement placeOnGPUs(const TaskGraph &graph,
                             const MachineModel &model) {
  Placement placement;
  uint32_t gpusPerNode = model.getMachine().getNumProcessors(ProcKind::GPU);
  uint64_t numGPUs = uint64_t(gpusPerNode) * model.getNumNodes();
  for (const LaunchFacts &facts : graph.launches) {
    LaunchPlacement decision;
    decision.kind = ProcKind::GPU;
    uint64_t numPoints = graph.operations[0].numTasks;
    for (uint64_t point = 0; point < numPoints; ++point) {
      uint32_t gpu = point * numGPUs / numPoints;
      Place place;
      place.kind = ProcKind::GPU;
      place.node = gpu / gpusPerNode;
      place.index = gpu % gpusPerNode;
      decision.processors.push_back(model.getProcessor(place));
    }
    decision.arguments.resize(facts.requirements.size());
    for (ArgumentPlacement &argument : decision.arguments)
      argument.memory = MemKind::FBMEM;
    placement.launches.push_back(decision);
  }
  placement.isReplicated = model.getNumNodes() > 1;
  return placement;
}

static MachineModel loadPreset(const char *name) {
  return llvm::cantFail(loadMachine(name));
}

/// Seconds of processor time, which other processes of the machine disturb less
/// than the time of day.
static double measure(const TaskGraph &graph, const MachineModel &model,
                      const Placement &placement, Result &result) {
  std::clock_t begin = std::clock();
  result = simulate(graph, model, placement);
  return double(std::clock() - begin) / CLOCKS_PER_SEC;
}

static void runSize(uint32_t numPieces, uint32_t numSteps) {
  MachineModel model = loadPreset("p100x4:16");
  Ring ring(numPieces, numSteps);
  Placement placement = placeOnGPUs(ring.graph, model);
  Result result;
  double seconds = measure(ring.graph, model, placement, result);
  double perTask = seconds / ring.graph.nodes.size();
  llvm::outs() << llvm::format(
      "%9zu tasks %9u pieces %9llu copies %8.3f s %7.2f us/task  makespan "
      "%.3f s %s",
      ring.graph.nodes.size(), numPieces,
      static_cast<unsigned long long>(result.numCopies), seconds, 1e6 * perTask,
      result.outcome.seconds, result.outcome.text.c_str());
  llvm::outs().flush();
}

/// Runs a size in a child process and adds its peak memory. False if it failed.
static bool report(uint32_t numPieces, uint32_t numSteps) {
  llvm::outs().flush();
  pid_t child = fork();
  if (child == 0) {
    runSize(numPieces, numSteps);
    _exit(0);
  }
  int status = 0;
  struct rusage usage;
  if (child < 0 || wait4(child, &status, 0, &usage) < 0 || status != 0) {
    llvm::errs() << "a simulation did not end\n";
    return false;
  }
  llvm::outs() << llvm::format("  peak %.0f MiB\n", usage.ru_maxrss / 1024.0);
  return true;
}

static void reportCandidates() {
  MachineModel model = loadPreset("p100x4");
  Ring ring(16, 10);
  Placement placement = placeOnGPUs(ring.graph, model);
  constexpr unsigned count = 1000;
  std::vector<double> times;
  Result result;
  for (unsigned index = 0; index < count; ++index)
    times.push_back(measure(ring.graph, model, placement, result));
  std::sort(times.begin(), times.end());
  llvm::outs() << llvm::format(
      "%9zu tasks on one node: %.0f us a simulation (median of %u)\n",
      ring.graph.nodes.size(), 1e6 * times[count / 2], count);
}

int main() {
  bool isGood = true;
  llvm::outs() << "more steps, 256 pieces\n";
  for (uint32_t numSteps : {13, 130, 1302})
    isGood &= report(256, numSteps);
  llvm::outs() << "more pieces, 10 steps\n";
  for (uint32_t numPieces : {334, 3334, 33334})
    isGood &= report(numPieces, 10);
  llvm::outs() << "candidates\n";
  reportCandidates();
  return isGood ? 0 : 1;
}
