//===- PropertyTest.cpp - What holds for every program --------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Builder.h"

#include "llvm/ADT/STLExtras.h"

#include "gtest/gtest.h"

#include <random>

using namespace mapwright;
using namespace mapwright::sim;
using namespace mapwright::sim::test;

namespace {
/// Small programs with everything that may occur, and placements for them.
class RandomRun {
public:
  explicit RandomRun(unsigned seed) : random(seed) {
    machine.nodes = pick(1, 3);
    machine.cpus = pick(1, 3);
    machine.gpus = pick(0, 2);
    machine.launchSeconds = flip() ? 0 : 1e-5;
    if (flip(4))
      machine.fbmemBytes = 2000 * pick(1, 8);
    if (!flip(3))
      makeCosts();
    makeRegions();
    unsigned numTasks = pick(1, 3);
    for (unsigned task = 0; task < numTasks; ++task)
      builder.task("task" + std::to_string(task));
    inner = builder.task("inner", true);
    makeLaunches(pick(1, 5));
    unsigned numRuns = pick(1, 14);
    for (unsigned index = 0; index < numRuns; ++index)
      addRun(pick(0, builder.graph.launches.size() - 1), 0);
    makePlacement();
  }

  TestMachine machine;
  GraphBuilder builder;
  Placement placement;

private:
  unsigned pick(unsigned low, unsigned high) {
    // std distributions differ between libraries.
    return low + random() % (high - low + 1);
  }
  bool flip(unsigned odds = 2) { return pick(1, odds) == 1; }

  void makeCosts() {
    machine.costs.analysisPerLaunch = pick(0, 3) * 1e-5;
    machine.costs.analysisPerRequirement = pick(0, 1) * 1e-6;
    machine.costs.slicePerPoint = pick(0, 3) * 1e-6;
    machine.costs.mapPerTask = pick(0, 9) * 1e-6;
    machine.costs.instanceCreation = pick(0, 5) * 1e-6;
    machine.costs.copyIssue = pick(0, 2) * 1e-6;
    machine.costs.taskLaunch = pick(0, 2) * 1e-6;
    machine.costs.taskCompletion = pick(0, 4) * 1e-6;
    machine.costs.replayPerTask = pick(0, 2) * 1e-6;
    machine.costs.utilityProcessors = pick(1, 2);
    machine.costs.window = pick(1, 6);
  }

  void makeRegions() {
    builder.graph.fieldSetBytes = {8, 8, 16};
    builder.graph.groupsOfFieldSet.begin = {0, 1, 2, 4};
    builder.graph.groupsOfFieldSet.values = {0, 1, 0, 1};
    unsigned count = pick(1, 3);
    for (unsigned index = 0; index < count; ++index) {
      unsigned numUnits = pick(1, 6);
      uint32_t region = builder.region(numUnits * 40, numUnits);
      candidates.push_back({builder.whole(region)});
      for (unsigned piece = 0; piece < 4; ++piece) {
        std::vector<uint32_t> units;
        for (uint32_t unit = 0; unit < numUnits; ++unit)
          if (flip())
            units.push_back(unit);
        candidates.back().push_back(
            units.empty() ? Piece() : builder.piece(region, units, pick(1, 4)));
      }
    }
    for (DataUnit &unit : builder.graph.units)
      unit.group = pick(0, 1);
  }

  void makeLaunches(unsigned count) {
    for (unsigned index = 0; index < count; ++index) {
      std::vector<Requirement> requirements;
      for (unsigned number = pick(0, 3); number > 0; --number) {
        auto access = Access(pick(0, 4));
        requirements.push_back(
            {access, access == Access::Reduce ? pick(0, 1) : none, pick(1, 2)});
      }
      uint32_t task = pick(0, inner);
      // What launches others has the privileges for all they might do.
      if (task == inner)
        requirements.assign(candidates.size(), {Access::ReadWrite});
      uint32_t launch = builder.launch(task, requirements, !flip(3));
      LaunchFacts &facts = builder.getLaunch(launch);
      for (RequirementFacts &requirement : facts.requirements)
        requirement.fieldSet = task == inner ? both : pick(0, both);
      // Points that must run together cannot wait for each other.
      bool onlyReads = true;
      for (const Requirement &requirement : requirements)
        onlyReads &= requirement.access == Access::Read;
      domains.push_back(pick(0, 5));
      facts.isConcurrent = facts.isIndex && onlyReads && flip();
    }
  }

  void addRun(uint32_t launch, uint32_t context) {
    const LaunchFacts &facts = builder.graph.launches[launch];
    unsigned numPoints = facts.isIndex ? domains[launch] : 1;
    std::vector<std::vector<Piece>> points(numPoints);
    for (std::vector<Piece> &point : points)
      for (size_t index = 0; index < facts.requirements.size(); ++index) {
        bool isOuter = facts.task == inner;
        const auto &pieces =
            candidates[isOuter ? index : pick(0, candidates.size() - 1)];
        point.push_back(pieces[isOuter ? 0 : pick(0, pieces.size() - 1)]);
        uint32_t fieldSet = facts.requirements[index].fieldSet;
        llvm::erase_if(point.back().units, [&](uint32_t unit) {
          return fieldSet != both &&
                 builder.graph.units[unit].group != fieldSet;
        });
      }
    GraphBuilder::Run run;
    run.context = context;
    run.flops = pick(0, 5) * 1e4;
    run.usefulBytes = pick(0, 5) * 1e3;
    run.isReplay = flip(5);
    uint32_t numNodes = builder.graph.nodes.size();
    if (context == 0 && numNodes != 0 && flip(8))
      run.waitsFor = pick(0, numNodes - 1);
    if (context == 0 && numNodes != 0 && flip(5))
      run.after = {builder.join({pick(0, numNodes - 1)})};
    bool isOuter = context == 0 && facts.task == inner;
    uint32_t first = builder.run(launch, points, run);
    if (context == 0 && numPoints != 0 && flip(8))
      builder.wait(first + pick(0, numPoints - 1));
    if (isOuter)
      for (uint32_t point = 0; point < numPoints; ++point)
        addChildren(first + point);
  }

  void addChildren(uint32_t parent) {
    uint32_t context = builder.context(parent);
    for (unsigned count = pick(0, 3); count > 0; --count) {
      uint32_t launch = pick(0, builder.graph.launches.size() - 1);
      if (builder.graph.launches[launch].task != inner)
        addRun(launch, context);
    }
  }

  void makePlacement() {
    placement = placeOnCPU(builder.graph, machine);
    placement.isReplicated = machine.nodes > 1 && flip();
    for (uint32_t launch = 0; launch < placement.launches.size(); ++launch) {
      bool onGPU = machine.gpus != 0 && flip();
      uint32_t node = pick(0, machine.nodes - 1);
      bool isIndex = builder.graph.launches[launch].isIndex;
      std::vector<uint32_t> processors;
      for (unsigned count = pick(1, 4); count > 0; --count) {
        uint32_t home = isIndex ? pick(0, machine.nodes - 1) : node;
        processors.push_back(
            onGPU ? machine.gpu(pick(0, machine.gpus - 1), home)
                  : machine.cpu(pick(0, machine.cpus - 1), home));
      }
      place(placement, builder.graph, launch,
            onGPU ? ProcKind::GPU : ProcKind::CPU, processors, MemKind::SYSMEM);
      LaunchPlacement &decision = placement.launches[launch];
      decision.takesFirstFree = !isIndex && !onGPU && flip();
      for (ArgumentPlacement &argument : decision.arguments) {
        argument.memory = flip()  ? MemKind::ZCMEM
                          : onGPU ? MemKind::FBMEM
                                  : MemKind::SYSMEM;
        argument.aos = flip(4);
        argument.cOrder = flip(4);
        argument.exact = flip(4);
        argument.isCollected = flip(4);
      }
    }
    for (uint32_t &limit : placement.limits)
      limit = flip(4) ? pick(1, 3) : 0;
  }

  /// Field sets 0 and 1 have one group of fields each, this one both.
  static constexpr uint32_t both = 2;

  std::mt19937 random;
  std::vector<unsigned> domains; ///< points of index launches
  uint32_t inner = 0;
  std::vector<std::vector<Piece>> candidates; ///< pieces by region
};
} // namespace

template <typename T>
static bool isEqual(const std::vector<T> &a, const std::vector<T> &b) {
  return a == b;
}

/// Compares what the simulator computes, bit for bit.
static void expectIdentical(const Result &a, const Result &b) {
  EXPECT_EQ(a.outcome.kind, b.outcome.kind);
  EXPECT_EQ(a.outcome.text, b.outcome.text);
  EXPECT_EQ(a.outcome.seconds, b.outcome.seconds);
  EXPECT_EQ(a.criticalPathBound, b.criticalPathBound);
  EXPECT_EQ(a.busiestBound, b.busiestBound);
  EXPECT_EQ(a.criticalShare, b.criticalShare);
  EXPECT_TRUE(isEqual(a.processorBusy, b.processorBusy));
  EXPECT_TRUE(isEqual(a.channelBusy, b.channelBusy));
  EXPECT_TRUE(isEqual(a.runtimeBusy, b.runtimeBusy));
  EXPECT_TRUE(isEqual(a.memoryPeak, b.memoryPeak));
  EXPECT_TRUE(isEqual(a.bytesIn, b.bytesIn));
  EXPECT_TRUE(isEqual(a.bytesOut, b.bytesOut));
  EXPECT_EQ(a.copyBytes, b.copyBytes);
}

/// Points that run together on one processor, and tasks that keep a token of an
/// instance limit while they wait for others that need one.
static bool isExpectedDeadlock(llvm::StringRef text) {
  return text.starts_with("deadlock: ") &&
         (text.contains("must run at the same time") ||
          text.contains("InstanceLimit"));
}

TEST(Properties, TenThousandRandomRuns) {
  std::array<unsigned, 8> outcomes = {};
  uint64_t numTasks = 0, numCopies = 0;
  for (unsigned seed = 0; seed < 10000; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomRun run(seed);
    MachineModel model = run.machine.build();
    Result result =
        simulateWithRecords(run.builder.graph, model, run.placement);
    expectIdentical(result, simulate(run.builder.graph, model, run.placement));
    ++outcomes[static_cast<unsigned>(result.outcome.kind)];
    EXPECT_EQ(result.outcome.text.empty(),
              result.outcome.kind == OutcomeKind::Ok);
    if (result.outcome.kind == OutcomeKind::RuntimeError)
      EXPECT_TRUE(isExpectedDeadlock(result.outcome.text))
          << result.outcome.text;
    if (result.outcome.kind == OutcomeKind::Ok)
      for (const TaskNode &node : run.builder.graph.nodes)
        numTasks += node.kind == NodeKind::Task;
    numCopies += result.numCopies;
    if (HasFailure())
      break;
  }
  auto count = [&](OutcomeKind kind) {
    return outcomes[static_cast<unsigned>(kind)];
  };
  // Most run; some do not fit; some concurrent points share a processor.
  EXPECT_GT(count(OutcomeKind::Ok), 7000u);
  EXPECT_GT(count(OutcomeKind::OutOfMemory), 50u);
  EXPECT_GT(count(OutcomeKind::RuntimeError), 50u);
  EXPECT_EQ(count(OutcomeKind::Ok) + count(OutcomeKind::OutOfMemory) +
                count(OutcomeKind::RuntimeError),
            10000u);
  EXPECT_GT(numTasks, 100000u);
  EXPECT_GT(numCopies, 10000u);
}

/// Everything a task reads must be there when it starts: what its predecessors
/// wrote has reached the memory it reads from.
TEST(Properties, TasksStartAfterPredecessorsAndCopies) {
  for (unsigned seed = 20000; seed < 22000; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomRun run(seed);
    const TaskGraph &graph = run.builder.graph;
    Result result =
        simulateWithRecords(graph, run.machine.build(), run.placement);
    if (result.outcome.kind != OutcomeKind::Ok)
      continue;
    std::vector<double> start(graph.nodes.size(), 0), end(start);
    for (const TaskRecord &record : result.taskRecords) {
      start[record.node] = record.start;
      end[record.node] = record.end;
    }
    for (uint32_t node = 0; node < graph.nodes.size(); ++node)
      for (uint32_t index = graph.predecessors.begin[node];
           index < graph.predecessors.begin[node + 1]; ++index)
        if (graph.nodes[node].kind == NodeKind::Task)
          EXPECT_LE(end[graph.predecessors.values[index]], start[node]);
    for (const CopyRecord &copy : result.copies)
      EXPECT_LE(copy.end, start[copy.forTask]);
    if (HasFailure())
      break;
  }
}

/// A machine that is better in every way is never slower when nothing contends.
TEST(Properties, MoreExpensiveRuntimesAreNotFasterForChains) {
  for (unsigned length : {1, 3, 9}) {
    GraphBuilder builder;
    TestMachine machine;
    uint32_t region = builder.region(10);
    uint32_t launch =
        builder.launch(builder.task("step"), {{Access::ReadWrite}});
    for (unsigned step = 0; step < length; ++step)
      builder.run(launch, {{builder.whole(region)}});
    double last = -1;
    for (double cost : {0.0, 1e-6, 1e-5}) {
      machine.costs.mapPerTask = cost;
      double seconds = simulateWithRecords(builder.graph, machine.build(),
                                           placeOnCPU(builder.graph, machine))
                           .outcome.seconds;
      EXPECT_GT(seconds, last);
      last = seconds;
    }
  }
}
