//===- RuntimeTest.cpp - What the runtime costs and decides ---------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Builder.h"

#include "gtest/gtest.h"

using namespace mapwright;
using namespace mapwright::sim;
using namespace mapwright::sim::test;

static constexpr double analysis = 1e-4, perRequirement = 2e-5, slicing = 3e-6,
                        mapping = 7e-5, mapRequirement = 1e-5, launching = 5e-6,
                        creation = 4e-4, replay = 2e-6;

static RuntimeCosts getCosts() {
  RuntimeCosts costs;
  costs.analysisPerLaunch = analysis;
  costs.analysisPerRequirement = perRequirement;
  costs.slicePerPoint = slicing;
  costs.mapPerTask = mapping;
  costs.mapPerRequirement = mapRequirement;
  costs.instanceCreation = creation;
  costs.taskLaunch = launching;
  costs.taskCompletion = 1e-6;
  costs.replayPerTask = replay;
  return costs;
}

static double makespan(const Result &result) {
  EXPECT_EQ(result.outcome.kind, OutcomeKind::Ok) << result.outcome.text;
  return result.outcome.seconds;
}

static double getShare(const Result &result, CriticalKind kind) {
  return result.criticalShare[static_cast<unsigned>(kind)];
}

/// `count` tasks without arguments in one launch.
static std::vector<std::vector<Piece>> independent(unsigned count) {
  return std::vector<std::vector<Piece>>(count);
}

//===----------------------------------------------------------------------===//
// Tasks without work: the runtime is all there is
//===----------------------------------------------------------------------===//

TEST(RuntimeBound, Chain) {
  constexpr unsigned length = 20;
  GraphBuilder builder;
  TestMachine machine;
  machine.costs = getCosts();
  machine.costs.taskCompletion = 0;
  uint32_t region = builder.region(10);
  uint32_t launch =
      builder.launch(builder.task("step"), {{Access::ReadWrite}}, false);
  for (unsigned step = 0; step < length; ++step)
    builder.run(launch, {{builder.whole(region)}});
  Result result = simulateWithRecords(builder.graph, machine.build(),
                                      placeOnCPU(builder.graph, machine));
  double each =
      analysis + perRequirement + mapping + mapRequirement + launching;
  EXPECT_NEAR(makespan(result), creation + length * each, 1e-9);
  EXPECT_NEAR(getShare(result, CriticalKind::Runtime), makespan(result), 1e-12);
  EXPECT_NEAR(result.runtimeBusy[0], makespan(result), 1e-12);
}

TEST(RuntimeBound, FanOut) {
  constexpr unsigned count = 50;
  GraphBuilder builder;
  TestMachine machine;
  machine.cpus = 4;
  machine.costs = getCosts();
  machine.costs.taskCompletion = 0;
  uint32_t launch = builder.launch(builder.task("work"), {});
  builder.run(launch, independent(count));
  Placement placement = placeOnCPU(builder.graph, machine);
  place(placement, builder.graph, launch, ProcKind::CPU, {0, 1, 2, 3},
        MemKind::SYSMEM);
  EXPECT_NEAR(
      makespan(simulateWithRecords(builder.graph, machine.build(), placement)),
      analysis + count * (slicing + mapping + launching), 1e-9);
  // Two utility processors share all but the analysis.
  machine.costs.utilityProcessors = 2;
  machine.costs.taskLaunch = 0;
  EXPECT_NEAR(
      makespan(simulateWithRecords(builder.graph, machine.build(), placement)),
      analysis + count * slicing + count / 2 * mapping, 1e-9);
}

TEST(RuntimeBound, LaunchesGoBeforeMappings) {
  GraphBuilder builder;
  TestMachine machine;
  machine.cpus = 2;
  machine.costs.mapPerTask = 1;
  machine.costs.taskLaunch = 0.25;
  uint32_t launch = builder.launch(builder.task("work"), {});
  builder.run(launch, independent(2));
  Placement placement = placeOnCPU(builder.graph, machine);
  place(placement, builder.graph, launch, ProcKind::CPU, {0, 1},
        MemKind::SYSMEM);
  Result result =
      simulateWithRecords(builder.graph, machine.build(), placement);
  EXPECT_DOUBLE_EQ(result.taskRecords.at(0).start, 1.25);
  EXPECT_DOUBLE_EQ(makespan(result), 2.5);
}

TEST(RuntimeBound, CompletionIsNotWaitedFor) {
  GraphBuilder builder;
  TestMachine machine;
  machine.costs.mapPerTask = 1;
  machine.costs.taskCompletion = 10;
  uint32_t launch = builder.launch(builder.task("work"), {});
  builder.run(launch, independent(1));
  Result result = simulateWithRecords(builder.graph, machine.build(),
                                      placeOnCPU(builder.graph, machine));
  EXPECT_DOUBLE_EQ(makespan(result), 1);
  EXPECT_DOUBLE_EQ(result.runtimeBusy[0], 1);
}

TEST(RuntimeBound, ReplicatedOnNodes) {
  constexpr unsigned count = 48;
  for (unsigned nodes : {2, 4, 8}) {
    GraphBuilder builder;
    TestMachine machine;
    machine.nodes = nodes;
    machine.costs = getCosts();
    machine.costs.taskCompletion = 0;
    uint32_t launch = builder.launch(builder.task("work"), {});
    builder.run(launch, independent(count));
    Placement placement = placeOnCPU(builder.graph, machine);
    std::vector<uint32_t> cpus;
    for (unsigned node = 0; node < nodes; ++node)
      cpus.push_back(machine.cpu(0, node));
    place(placement, builder.graph, launch, ProcKind::CPU, cpus,
          MemKind::SYSMEM);
    double own = count / nodes;
    // One node analyses and slices for all; each maps its own tasks.
    EXPECT_NEAR(makespan(simulateWithRecords(builder.graph, machine.build(),
                                             placement)),
                analysis + count * slicing + own * (mapping + launching), 1e-9);
    placement.isReplicated = true;
    Result result =
        simulateWithRecords(builder.graph, machine.build(), placement);
    EXPECT_NEAR(makespan(result),
                analysis + own * (slicing + mapping + launching), 1e-9);
    for (double busy : result.runtimeBusy)
      EXPECT_NEAR(busy, makespan(result), 1e-9);
  }
}

TEST(RuntimeBound, ReplayedTrace) {
  constexpr unsigned count = 40, trips = 5;
  GraphBuilder builder;
  TestMachine machine;
  machine.costs = getCosts();
  machine.costs.taskCompletion = 0;
  uint32_t launch = builder.launch(builder.task("work"), {});
  for (unsigned trip = 0; trip < trips; ++trip) {
    GraphBuilder::Run run;
    run.isReplay = trip > 0;
    builder.run(launch, independent(count), run);
  }
  EXPECT_NEAR(makespan(simulateWithRecords(builder.graph, machine.build(),
                                           placeOnCPU(builder.graph, machine))),
              analysis + count * (slicing + mapping + launching) +
                  (trips - 1) * count * (replay + launching),
              1e-9);
}

//===----------------------------------------------------------------------===//
// Contexts
//===----------------------------------------------------------------------===//

TEST(Contexts, BlockingFuture) {
  GraphBuilder builder;
  TestMachine machine;
  machine.cpus = 2;
  machine.costs.analysisPerLaunch = 0.5;
  uint32_t launch = builder.launch(builder.task("work"), {});
  GraphBuilder::Run run;
  run.flops = 1e9;
  uint32_t first = builder.run(launch, independent(1), run);
  builder.wait(first);
  uint32_t other = builder.launch(0, {});
  builder.run(other, independent(1), run);
  Placement placement = placeOnCPU(builder.graph, machine);
  place(placement, builder.graph, other, ProcKind::CPU, {1}, MemKind::SYSMEM);
  Result result =
      simulateWithRecords(builder.graph, machine.build(), placement);
  // 0.5 analysis, 1 kernel, then the same again.
  EXPECT_DOUBLE_EQ(makespan(result), 3);
  EXPECT_DOUBLE_EQ(getShare(result, CriticalKind::Kernel), 2);
  EXPECT_DOUBLE_EQ(getShare(result, CriticalKind::Runtime), 1);
}

TEST(Contexts, PredicateHoldsTheLaunchBack) {
  GraphBuilder builder;
  TestMachine machine;
  machine.cpus = 2;
  uint32_t launch = builder.launch(builder.task("work"), {});
  GraphBuilder::Run run;
  run.flops = 1e9;
  run.waitsFor = builder.run(launch, independent(1), run);
  uint32_t other = builder.launch(0, {});
  builder.run(other, independent(1), run);
  Placement placement = placeOnCPU(builder.graph, machine);
  place(placement, builder.graph, other, ProcKind::CPU, {1}, MemKind::SYSMEM);
  EXPECT_DOUBLE_EQ(
      makespan(simulateWithRecords(builder.graph, machine.build(), placement)),
      2);
}

TEST(Contexts, JoinsCostNothing) {
  GraphBuilder builder;
  TestMachine machine;
  machine.cpus = 4;
  uint32_t launch = builder.launch(builder.task("work"), {});
  GraphBuilder::Run run;
  run.flops = 1e9;
  uint32_t first = builder.run(launch, independent(4), run);
  run.after = {builder.join({first, first + 1, first + 2, first + 3})};
  builder.run(launch, independent(4), run);
  Placement placement = placeOnCPU(builder.graph, machine);
  place(placement, builder.graph, launch, ProcKind::CPU, {0, 1, 2, 3},
        MemKind::SYSMEM);
  Result result =
      simulateWithRecords(builder.graph, machine.build(), placement);
  EXPECT_DOUBLE_EQ(makespan(result), 2);
  EXPECT_DOUBLE_EQ(result.criticalPathBound, 2);
}

TEST(Contexts, Window) {
  constexpr unsigned count = 12;
  for (unsigned window : {1, 2, 4}) {
    GraphBuilder builder;
    TestMachine machine;
    machine.cpus = 4;
    machine.costs.window = window;
    GraphBuilder::Run run;
    run.flops = 1e9;
    uint32_t task = builder.task("work");
    for (unsigned index = 0; index < count; ++index)
      builder.run(builder.launch(task, {}, false), independent(1), run);
    Placement placement = placeOnCPU(builder.graph, machine);
    for (unsigned index = 0; index < count; ++index)
      place(placement, builder.graph, index, ProcKind::CPU, {index % 4},
            MemKind::SYSMEM);
    Result result =
        simulateWithRecords(builder.graph, machine.build(), placement);
    EXPECT_DOUBLE_EQ(makespan(result), count / window);
    EXPECT_DOUBLE_EQ(getShare(result, CriticalKind::Wait), count / window - 1);
  }
}

TEST(Contexts, NestedSingleLaunches) {
  // Each of two outer tasks, on nodes of their own, launches three inner ones.
  GraphBuilder builder;
  TestMachine machine;
  machine.nodes = 2;
  machine.cpus = 2;
  machine.costs = getCosts();
  machine.costs.taskCompletion = 0;
  uint32_t outer = builder.launch(builder.task("outer", true), {});
  uint32_t inner = builder.launch(builder.task("inner"), {}, false);
  uint32_t first = builder.run(outer, independent(2));
  for (uint32_t parent : {first, first + 1}) {
    GraphBuilder::Run run;
    run.flops = 1e9;
    run.context = builder.context(parent);
    for (unsigned child = 0; child < 3; ++child)
      builder.run(inner, independent(1), run);
  }
  Placement placement = placeOnCPU(builder.graph, machine);
  place(placement, builder.graph, outer, ProcKind::CPU,
        {machine.cpu(0, 0), machine.cpu(0, 1)}, MemKind::SYSMEM);
  place(placement, builder.graph, inner, ProcKind::CPU, {0, 1},
        MemKind::SYSMEM);
  placement.launches[inner].isRelativeToParent = true;
  placement.launches[inner].takesFirstFree = true;
  Result result =
      simulateWithRecords(builder.graph, machine.build(), placement);
  // The first two run at once; the third follows the first on its processor.
  double outerStart = analysis + 2 * slicing + mapping + launching;
  double firstStart = outerStart + analysis + mapping + launching;
  ASSERT_EQ(result.taskRecords.size(), 8u);
  for (const TaskRecord &record : result.taskRecords)
    if (record.node > first + 1)
      EXPECT_EQ(record.processor / 2, (record.node - first - 2) / 3);
  // Node 0 maps its outer task after it has analysed; node 1 begins then too.
  EXPECT_NEAR(makespan(result), firstStart + 2, 1e-3);
  EXPECT_GE(makespan(result), firstStart + 2);
  EXPECT_GE(result.criticalPathBound, 1);
}

TEST(Contexts, SuccessorsWaitForWhatWasLaunched) {
  GraphBuilder builder;
  TestMachine machine;
  uint32_t region = builder.region(10);
  uint32_t outer =
      builder.launch(builder.task("outer", true), {{Access::ReadWrite}}, false);
  uint32_t inner =
      builder.launch(builder.task("inner"), {{Access::ReadWrite}}, false);
  uint32_t after =
      builder.launch(builder.task("after"), {{Access::Read}}, false);
  GraphBuilder::Run run;
  run.flops = 1e9;
  uint32_t parent = builder.run(outer, {{builder.whole(region)}});
  run.context = builder.context(parent);
  builder.run(inner, {{builder.whole(region)}}, run);
  run.context = 0;
  builder.run(after, {{builder.whole(region)}}, run);
  Placement placement = placeOnCPU(builder.graph, machine);
  placement.launches[outer].arguments[0].memory = MemKind::VIRTUAL;
  Result result =
      simulateWithRecords(builder.graph, machine.build(), placement);
  EXPECT_DOUBLE_EQ(makespan(result), 2);
  EXPECT_DOUBLE_EQ(result.criticalPathBound, 2);
}

TEST(Contexts, MapsThatLookAtTheLaunchingTask) {
  // Outer tasks on CPU 0 and 1 send their children to CPU 3 and 2, all busy for
  // a second; a map that says the same for all would take two.
  GraphBuilder builder;
  TestMachine machine;
  machine.cpus = 4;
  uint32_t outer = builder.launch(builder.task("outer", true), {});
  uint32_t inner = builder.launch(builder.task("inner"), {}, false);
  uint32_t first = builder.run(outer, independent(2));
  for (uint32_t parent : {first, first + 1}) {
    GraphBuilder::Run run;
    run.flops = 1e9;
    run.context = builder.context(parent);
    builder.run(inner, independent(1), run);
  }
  Placement placement = placeOnCPU(builder.graph, machine);
  place(placement, builder.graph, outer, ProcKind::CPU, {0, 1},
        MemKind::SYSMEM);
  place(placement, builder.graph, inner, ProcKind::CPU, {3, 2},
        MemKind::SYSMEM);
  placement.launches[inner].firstOfParent = {0, 1, 2, 2, 2};
  for (bool takesFirstFree : {false, true}) {
    placement.launches[inner].takesFirstFree = takesFirstFree;
    Result result =
        simulateWithRecords(builder.graph, machine.build(), placement);
    EXPECT_DOUBLE_EQ(makespan(result), 1);
    for (const TaskRecord &record : result.taskRecords)
      if (record.node > first + 1)
        EXPECT_EQ(record.processor, record.node == first + 2 ? 3u : 2u);
  }
  placement.launches[inner].firstOfParent = {0, 1};
  EXPECT_EQ(simulate(builder.graph, machine.build(), placement).outcome.kind,
            OutcomeKind::Rejected);
}

//===----------------------------------------------------------------------===//
// Decisions of the mapper
//===----------------------------------------------------------------------===//

TEST(Limits, TasksOfAKindPerNode) {
  constexpr unsigned count = 8;
  GraphBuilder builder;
  TestMachine machine;
  machine.nodes = 2;
  machine.cpus = 4;
  uint32_t launch = builder.launch(builder.task("work"), {});
  GraphBuilder::Run run;
  run.flops = 1e9;
  builder.run(launch, independent(count), run);
  Placement placement = placeOnCPU(builder.graph, machine);
  std::vector<uint32_t> all = {0, 1, 2, 3, 4, 5, 6, 7};
  place(placement, builder.graph, launch, ProcKind::CPU, all, MemKind::SYSMEM);
  for (unsigned limit : {0, 1, 2, 4}) {
    placement.limits[0] = limit;
    Result result =
        simulateWithRecords(builder.graph, machine.build(), placement);
    EXPECT_DOUBLE_EQ(makespan(result), limit == 0 ? 1 : 4 / limit);
  }
}

TEST(Limits, ReplayedAndConcurrentTasksAreNotHeldBack) {
  GraphBuilder builder;
  TestMachine machine;
  machine.cpus = 4;
  uint32_t launch = builder.launch(builder.task("work"), {});
  GraphBuilder::Run run;
  run.flops = 1e9;
  run.isReplay = true;
  builder.run(launch, independent(4), run);
  Placement placement = placeOnCPU(builder.graph, machine);
  place(placement, builder.graph, launch, ProcKind::CPU, {0, 1, 2, 3},
        MemKind::SYSMEM);
  placement.limits[0] = 1;
  MachineModel model = machine.build();
  EXPECT_DOUBLE_EQ(
      makespan(simulateWithRecords(builder.graph, model, placement)), 1);
  builder.graph.operations[0].isReplay = false;
  EXPECT_DOUBLE_EQ(
      makespan(simulateWithRecords(builder.graph, model, placement)), 4);
  builder.getLaunch(launch).isConcurrent = true;
  EXPECT_DOUBLE_EQ(
      makespan(simulateWithRecords(builder.graph, model, placement)), 1);
}

TEST(Limits, DescendantsOfACountedTaskAreNot) {
  GraphBuilder builder;
  TestMachine machine;
  machine.cpus = 2;
  uint32_t task = builder.task("recursive");
  uint32_t outer = builder.launch(task, {}, false);
  uint32_t inner = builder.launch(task, {}, false);
  GraphBuilder::Run run;
  run.flops = 1e9;
  uint32_t parent = builder.run(outer, independent(1), run);
  run.context = builder.context(parent);
  builder.run(inner, independent(1), run);
  Placement placement = placeOnCPU(builder.graph, machine);
  place(placement, builder.graph, inner, ProcKind::CPU, {1}, MemKind::SYSMEM);
  placement.limits[0] = 1;
  EXPECT_DOUBLE_EQ(
      makespan(simulateWithRecords(builder.graph, machine.build(), placement)),
      1);
}

TEST(Stars, FirstFreeAndInTurn) {
  // Tasks of 3, 1, 1 and 1 seconds on two processors.
  GraphBuilder builder;
  TestMachine machine;
  machine.cpus = 2;
  uint32_t task = builder.task("work");
  uint32_t launch = builder.launch(task, {}, false);
  for (double seconds : {3, 1, 1, 1}) {
    GraphBuilder::Run run;
    run.flops = seconds * cpuFlops;
    builder.run(launch, independent(1), run);
  }
  Placement placement = placeOnCPU(builder.graph, machine);
  place(placement, builder.graph, launch, ProcKind::CPU, {0, 1},
        MemKind::SYSMEM);
  placement.launches[launch].takesFirstFree = true;
  MachineModel model = machine.build();
  EXPECT_DOUBLE_EQ(
      makespan(simulateWithRecords(builder.graph, model, placement)), 3);
  placement.launches[launch].takesFirstFree = false;
  EXPECT_DOUBLE_EQ(
      makespan(simulateWithRecords(builder.graph, model, placement)), 4);
}

TEST(Concurrent, AllPointsStartTogether) {
  GraphBuilder builder;
  TestMachine machine;
  machine.cpus = 2;
  uint32_t before = builder.launch(builder.task("before"), {}, false);
  uint32_t launch = builder.launch(builder.task("together"), {});
  builder.getLaunch(launch).isConcurrent = true;
  GraphBuilder::Run run;
  run.flops = 1e9;
  builder.run(before, independent(1), run);
  builder.run(launch, independent(2), run);
  Placement placement = placeOnCPU(builder.graph, machine);
  place(placement, builder.graph, launch, ProcKind::CPU, {0, 1},
        MemKind::SYSMEM);
  Result result =
      simulateWithRecords(builder.graph, machine.build(), placement);
  EXPECT_DOUBLE_EQ(makespan(result), 2);
  EXPECT_DOUBLE_EQ(result.taskRecords[1].start, 1);
  EXPECT_DOUBLE_EQ(result.taskRecords[2].start, 1);
}

TEST(Concurrent, TwoPointsOnOneProcessorAreADeadlock) {
  GraphBuilder builder;
  TestMachine machine;
  machine.cpus = 2;
  uint32_t launch = builder.launch(builder.task("together"), {});
  builder.getLaunch(launch).isConcurrent = true;
  builder.run(launch, independent(2));
  Result result = simulate(builder.graph, machine.build(),
                           placeOnCPU(builder.graph, machine));
  EXPECT_EQ(result.outcome.kind, OutcomeKind::RuntimeError);
  EXPECT_EQ(result.outcome.text,
            "deadlock: the 2 tasks of together must run at the same time, but "
            "only 1 have a processor of their own; together (point 1) waits "
            "for its processor");
}

TEST(Outcomes, WaitForWhatNeverHappens) {
  GraphBuilder builder;
  TestMachine machine;
  uint32_t launch = builder.launch(builder.task("later"), {}, false);
  builder.wait(0);
  builder.run(launch, independent(1));
  Result result = simulate(builder.graph, machine.build(),
                           placeOnCPU(builder.graph, machine));
  EXPECT_EQ(result.outcome.kind, OutcomeKind::RuntimeError);
  EXPECT_EQ(result.outcome.text, "deadlock: later is not analysed");
}

TEST(Outcomes, MissingVariantsAndMemories) {
  GraphBuilder builder;
  TestMachine machine;
  machine.gpus = 1;
  uint32_t region = builder.region(10);
  uint32_t launch =
      builder.launch(builder.task("work"), {{Access::Write}}, false);
  builder.run(launch, {{builder.whole(region)}});
  Placement placement = placeOnCPU(builder.graph, machine);
  place(placement, builder.graph, launch, ProcKind::CPU, {0}, MemKind::FBMEM);
  Result result = simulate(builder.graph, machine.build(), placement);
  EXPECT_EQ(result.outcome.kind, OutcomeKind::RuntimeError);
  EXPECT_EQ(result.outcome.text, "work arg 0: its processor has no FBMEM");
  builder.graph.efficiency[0] = 0;
  result = simulate(builder.graph, machine.build(), placement);
  EXPECT_EQ(result.outcome.text, "work has no variant for CPU");
  placement.launches[launch].processors = {77};
  result = simulate(builder.graph, machine.build(), placement);
  EXPECT_EQ(result.outcome.kind, OutcomeKind::Rejected);
}

TEST(Outcomes, EmptyPrograms) {
  GraphBuilder builder;
  TestMachine machine;
  Result result = simulateWithRecords(builder.graph, machine.build(),
                                      placeOnCPU(builder.graph, machine));
  EXPECT_EQ(makespan(result), 0);
  uint32_t launch = builder.launch(builder.task("work"), {});
  builder.run(launch, {});
  result = simulateWithRecords(builder.graph, machine.build(),
                               placeOnCPU(builder.graph, machine));
  EXPECT_EQ(makespan(result), 0);
}

TEST(Outcomes, StoppedByItsCaller) {
  GraphBuilder builder;
  TestMachine machine;
  uint32_t launch = builder.launch(builder.task("work"), {});
  for (unsigned step = 0; step < 100; ++step)
    builder.run(launch, independent(200));
  Options options;
  unsigned calls = 0;
  options.progress = [&](double share) {
    EXPECT_GE(share, 0);
    EXPECT_LE(share, 1);
    return ++calls < 2;
  };
  Result result = simulate(builder.graph, machine.build(),
                           placeOnCPU(builder.graph, machine), options);
  EXPECT_EQ(result.outcome.kind, OutcomeKind::Timeout);
  EXPECT_EQ(calls, 2u);
}
