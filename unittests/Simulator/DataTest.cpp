//===- DataTest.cpp - Instances, capacity and coherence -------------------===//
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

namespace {
/// GPU tasks that use regions of 8 000 bytes one after the other, after the
/// host has written them.
struct Regions {
  GraphBuilder builder;
  TestMachine machine;
  std::vector<uint32_t> regions;
  uint32_t init, use;

  explicit Regions(Access access = Access::Read) {
    machine.gpus = 2;
    init = builder.launch(builder.task("init"), {{Access::Write}});
    use = builder.launch(builder.task("use"), {{access}}, false);
  }
  void add(unsigned count) {
    for (unsigned index = 0; index < count; ++index) {
      regions.push_back(builder.region(1000));
      builder.run(init, {{builder.whole(regions.back())}});
    }
  }
  uint32_t useRegion(unsigned index, std::vector<uint32_t> after = {}) {
    GraphBuilder::Run run;
    run.flops = 1e10;
    run.after = std::move(after);
    return builder.run(use, {{builder.whole(regions[index])}}, run);
  }
  Placement getPlacement() const {
    Placement placement = placeOnCPU(builder.graph, machine);
    place(placement, builder.graph, use, ProcKind::GPU, {machine.gpu()},
          MemKind::FBMEM);
    return placement;
  }
  Result run() { return run(getPlacement()); }
  Result run(const Placement &placement) {
    return simulateWithRecords(builder.graph, machine.build(), placement);
  }
};
} // namespace

TEST(Instances, WarmInstancesNeedNoCopy) {
  Regions it;
  it.add(1);
  it.useRegion(0);
  it.useRegion(0);
  Result result = it.run();
  EXPECT_EQ(result.numCopies, 1u);
  EXPECT_EQ(result.memoryPeak[it.machine.fbmem()], 8000u);
  double copy = linkLatency + 8000 / linkRate;
  EXPECT_NEAR(result.outcome.seconds, copy + 2, 1e-12);
}

TEST(Instances, CapacityExactlyMet) {
  Regions it;
  it.machine.fbmemBytes = 16000;
  it.add(2);
  it.useRegion(0);
  it.useRegion(1);
  Result result = it.run();
  EXPECT_EQ(result.outcome.kind, OutcomeKind::Ok);
  EXPECT_EQ(result.memoryPeak[it.machine.fbmem()], 16000u);
}

TEST(Instances, CapacityExceededByOneByte) {
  Regions it;
  it.machine.fbmemBytes = 15999;
  it.add(2);
  it.useRegion(0);
  it.useRegion(1);
  Result result = it.run();
  EXPECT_EQ(result.outcome.kind, OutcomeKind::OutOfMemory);
  EXPECT_EQ(result.outcome.memory, it.machine.fbmem());
  EXPECT_EQ(result.outcome.overBytes, 1u);
  EXPECT_EQ(result.outcome.text,
            "use arg 0: an instance of 8000 bytes does not fit in node 0 fb0 "
            "(FBMEM, 15999 bytes): 1 bytes over");
  ASSERT_EQ(result.outcome.occupants.size(), 1u);
  EXPECT_EQ(result.outcome.occupants[0].what, "use arg 0");
  EXPECT_EQ(result.outcome.occupants[0].bytes, 8000u);
  EXPECT_TRUE(result.outcome.occupants[0].isInUse);
}

TEST(Instances, ValidCopiesStayThoughOthersExist) {
  // The second task is mapped when the first has long finished, yet the copy
  // it read is still a valid one: it is not given up.
  Regions it;
  it.machine.fbmemBytes = 8000;
  it.add(2);
  uint32_t first = it.useRegion(0);
  it.builder.wait(first);
  it.useRegion(1);
  Result result = it.run();
  EXPECT_EQ(result.outcome.kind, OutcomeKind::OutOfMemory);
  ASSERT_EQ(result.outcome.occupants.size(), 1u);
  EXPECT_FALSE(result.outcome.occupants[0].isInUse);
}

TEST(Instances, CollectedCopiesGo) {
  Regions it;
  it.machine.fbmemBytes = 8000;
  it.add(2);
  uint32_t first = it.useRegion(0);
  it.builder.wait(first);
  it.useRegion(1);
  Placement placement = it.getPlacement();
  placement.launches[it.use].arguments[0].isCollected = true;
  Result result = it.run(placement);
  EXPECT_EQ(result.outcome.kind, OutcomeKind::Ok) << result.outcome.text;
  EXPECT_EQ(result.memoryPeak[it.machine.fbmem()], 8000u);
}

TEST(Instances, CollectedCopiesStayWhileInUse) {
  Regions it;
  it.machine.fbmemBytes = 8000;
  it.add(2);
  it.useRegion(0);
  it.useRegion(1); // mapped while the first still runs
  Placement placement = it.getPlacement();
  placement.launches[it.use].arguments[0].isCollected = true;
  EXPECT_EQ(it.run(placement).outcome.kind, OutcomeKind::OutOfMemory);
  // An instance limit holds the second mapping back until the first is done.
  placement.limits[1] = 1;
  EXPECT_EQ(it.run(placement).outcome.kind, OutcomeKind::Ok);
}

TEST(Instances, CollectedCopiesAreNotReusedAsValid) {
  Regions it;
  it.add(1);
  it.useRegion(0);
  it.useRegion(0);
  Placement placement = it.getPlacement();
  placement.launches[it.use].arguments[0].isCollected = true;
  EXPECT_EQ(it.run(placement).numCopies, 2u);
}

TEST(Instances, OverwrittenInstancesGo) {
  Regions it;
  it.machine.fbmemBytes = 8000;
  it.add(2);
  uint32_t first = it.useRegion(0);
  it.builder.wait(first);
  uint32_t again = it.builder.run(
      it.init, {{it.builder.whole(it.regions[0])}}); // invalidates the copy
  it.builder.wait(again);
  it.useRegion(1);
  Result result = it.run();
  EXPECT_EQ(result.outcome.kind, OutcomeKind::Ok) << result.outcome.text;
}

TEST(Instances, SourcesOfFinishedCopiesGo) {
  // The host reads what the GPU wrote, then overwrites it.
  Regions it(Access::ReadWrite);
  it.machine.fbmemBytes = 8000;
  it.add(2);
  it.useRegion(0);
  uint32_t update = it.builder.launch(0, {{Access::ReadWrite}});
  uint32_t last = it.builder.run(update, {{it.builder.whole(it.regions[0])}});
  it.builder.wait(last);
  it.useRegion(1);
  Result result = it.run();
  EXPECT_EQ(result.outcome.kind, OutcomeKind::Ok) << result.outcome.text;
  EXPECT_EQ(result.numCopies, 3u);
}

TEST(Instances, TheOnlyCopyOfWrittenDataStays) {
  Regions it(Access::ReadWrite);
  it.machine.fbmemBytes = 8000;
  it.add(2);
  uint32_t first = it.useRegion(0);
  it.builder.wait(first);
  it.useRegion(1);
  EXPECT_EQ(it.run().outcome.kind, OutcomeKind::OutOfMemory);
}

TEST(Instances, HostInstancesCoverTheRootOnOneNode) {
  GraphBuilder builder;
  TestMachine machine;
  machine.gpus = 1;
  uint32_t region = builder.region(4000, 4);
  uint32_t launch = builder.launch(builder.task("work"), {{Access::Write}});
  std::vector<std::vector<Piece>> points;
  for (const Piece &piece : builder.pieces(region))
    points.push_back({piece});
  builder.run(launch, {points.begin(), points.begin() + 2});
  Placement placement = placeOnCPU(builder.graph, machine);
  MachineModel model = machine.build();
  Result result = simulateWithRecords(builder.graph, model, placement);
  EXPECT_EQ(result.memoryPeak[machine.sysmem()], 32000u);
  placement.launches[launch].arguments[0].exact = true;
  result = simulateWithRecords(builder.graph, model, placement);
  EXPECT_EQ(result.memoryPeak[machine.sysmem()], 16000u);
  place(placement, builder.graph, launch, ProcKind::GPU, {machine.gpu()},
        MemKind::FBMEM);
  result = simulateWithRecords(builder.graph, model, placement);
  EXPECT_EQ(result.memoryPeak[machine.fbmem()], 16000u);
}

TEST(Instances, HostInstancesCoverALevelOnSeveralNodes) {
  // Root, 2 halves, 4 quarters. The first level with as many pieces as nodes.
  GraphBuilder builder;
  uint32_t region = builder.region(4000, 4);
  Piece half = builder.piece(region, {0, 1}, 2);
  Piece quarter = builder.piece(region, {0}, 4);
  builder.graph.dataNodes[quarter.dataNode].parent = half.dataNode;
  uint32_t launch = builder.launch(builder.task("work"), {{Access::Write}});
  builder.run(launch, {{quarter}});
  auto getPeak = [&](unsigned nodes) {
    TestMachine machine;
    machine.nodes = nodes;
    return simulateWithRecords(builder.graph, machine.build(),
                               placeOnCPU(builder.graph, machine))
        .memoryPeak[machine.sysmem()];
  };
  EXPECT_EQ(getPeak(1), 32000u);
  EXPECT_EQ(getPeak(2), 16000u);
  EXPECT_EQ(getPeak(3), 8000u);
  EXPECT_EQ(getPeak(5), 8000u); // none reaches it: the piece asked for
}

TEST(Instances, LargerFieldSetsServe) {
  GraphBuilder builder;
  TestMachine machine;
  builder.graph.fieldSetBytes = {8, 16};
  builder.graph.groupsOfFieldSet.begin = {0, 1, 3};
  builder.graph.groupsOfFieldSet.values = {0, 0, 1};
  uint32_t region = builder.region(1000, 2);
  Piece both = builder.whole(region);
  Piece one = both;
  one.units.pop_back();
  uint32_t wide = builder.launch(builder.task("wide"), {{Access::Write}});
  builder.getLaunch(wide).requirements[0].fieldSet = 1;
  uint32_t narrow = builder.launch(builder.task("narrow"), {{Access::Read}});
  builder.run(wide, {{both}});
  builder.run(narrow, {{one}});
  Result result = simulateWithRecords(builder.graph, machine.build(),
                                      placeOnCPU(builder.graph, machine));
  EXPECT_EQ(result.numCopies, 0u);
  EXPECT_EQ(result.memoryPeak[machine.sysmem()], 16000u);
}

TEST(Instances, FieldsComeFromSeveralInstances) {
  // Fields 0 and 1 are written by tasks of their own; who needs 0, 1 and 2
  // takes both instances and makes one for what is left.
  GraphBuilder builder;
  TestMachine machine;
  builder.graph.fieldSetBytes = {8, 8, 24};
  builder.graph.groupsOfFieldSet.begin = {0, 1, 2, 5};
  builder.graph.groupsOfFieldSet.values = {0, 1, 0, 1, 2};
  uint32_t region = builder.region(3000, 3);
  builder.graph.dataNodes[0].elements = 1000;
  builder.graph.groupBytes = {{8, 8, 8}};
  for (uint32_t unit : {0, 1, 2})
    builder.graph.units[unit].group = unit;
  uint32_t task = builder.task("work");
  std::vector<uint32_t> writers;
  for (uint32_t field : {0, 1}) {
    writers.push_back(builder.launch(task, {{Access::Write}}));
    builder.getLaunch(writers.back()).requirements[0].fieldSet = field;
    Piece one{builder.whole(region).dataNode, {field}};
    builder.run(writers.back(), {{one}});
  }
  uint32_t all = builder.launch(task, {{Access::ReadWrite}});
  builder.getLaunch(all).requirements[0].fieldSet = 2;
  builder.run(all, {{builder.whole(region)}});
  builder.run(writers[0], {{Piece{builder.whole(region).dataNode, {0}}}});
  Placement placement = placeOnCPU(builder.graph, machine);
  MachineModel model = machine.build();
  Result result = simulateWithRecords(builder.graph, model, placement);
  EXPECT_EQ(result.outcome.kind, OutcomeKind::Ok) << result.outcome.text;
  EXPECT_EQ(result.numCopies, 0u);
  EXPECT_EQ(result.memoryPeak[machine.sysmem()], 24000u);
  // The other layout needs all three again, and two of them copied.
  placement.launches[all].arguments[0].aos = true;
  result = simulateWithRecords(builder.graph, model, placement);
  EXPECT_EQ(result.copyBytes, 16000u);
  EXPECT_EQ(result.memoryPeak[machine.sysmem()], 40000u);
}

TEST(Instances, OtherLayoutsAreOtherInstances) {
  Regions it;
  it.add(1);
  uint32_t other = it.builder.launch(0, {{Access::Read}});
  it.builder.run(other, {{it.builder.whole(it.regions[0])}});
  Placement placement = it.getPlacement();
  placement.launches[other].arguments[0].aos = true;
  Result result = it.run(placement);
  EXPECT_EQ(result.memoryPeak[it.machine.sysmem()], 16000u);
  EXPECT_TRUE(result.copies.at(0).isTransposing);
}

TEST(Instances, VirtualInstancesTakeNothing) {
  Regions it;
  it.add(1);
  it.useRegion(0);
  Placement placement = it.getPlacement();
  placement.launches[it.use].arguments[0].memory = MemKind::VIRTUAL;
  Result result = it.run(placement);
  EXPECT_EQ(result.numCopies, 0u);
  EXPECT_EQ(result.memoryPeak[it.machine.fbmem()], 0u);
}

TEST(Coherence, ReadersTakeTheBestSource) {
  // Valid on the host and on the other GPU: the link of the peers is quicker.
  Regions it;
  it.add(1);
  uint32_t peer = it.builder.launch(0, {{Access::Read}});
  it.builder.run(peer, {{it.builder.whole(it.regions[0])}});
  it.useRegion(0);
  Placement placement = it.getPlacement();
  place(placement, it.builder.graph, peer, ProcKind::GPU, {it.machine.gpu(1)},
        MemKind::FBMEM);
  Result result = it.run(placement);
  ASSERT_EQ(result.copies.size(), 2u);
  EXPECT_EQ(result.copies[1].from, it.machine.fbmem(1));
  EXPECT_EQ(result.copies[1].to, it.machine.fbmem(0));
}

TEST(Coherence, AmongEqualLinksTheLargerOverlapGives) {
  GraphBuilder builder;
  TestMachine machine;
  machine.nodes = 3;
  uint32_t region = builder.region(3000, 3);
  // All on node 0, then 2 of 3 units renewed on node 1, then read on node 2.
  Piece most = builder.piece(region, {0, 1}, 1);
  uint32_t first = builder.launch(builder.task("first"), {{Access::Write}});
  uint32_t copy = builder.launch(builder.task("copy"), {{Access::Read}});
  uint32_t last = builder.launch(builder.task("last"), {{Access::Read}});
  builder.run(first, {{builder.whole(region)}});
  builder.run(copy, {{most}});
  builder.run(last, {{builder.whole(region)}});
  Placement placement = placeOnCPU(builder.graph, machine);
  place(placement, builder.graph, copy, ProcKind::CPU, {machine.cpu(0, 1)},
        MemKind::SYSMEM);
  place(placement, builder.graph, last, ProcKind::CPU, {machine.cpu(0, 2)},
        MemKind::SYSMEM);
  Result result =
      simulateWithRecords(builder.graph, machine.build(), placement);
  ASSERT_EQ(result.copies.size(), 2u);
  EXPECT_EQ(result.copies[1].from, machine.sysmem(0));
  EXPECT_EQ(result.copies[1].bytes, 24000u);
}

TEST(Coherence, WritesInvalidate) {
  Regions it;
  it.add(1);
  it.useRegion(0);
  it.builder.run(it.init, {{it.builder.whole(it.regions[0])}});
  it.useRegion(0);
  EXPECT_EQ(it.run().numCopies, 2u);
}

TEST(Coherence, OverwritingDropsPendingReductions) {
  GraphBuilder builder;
  TestMachine machine;
  machine.gpus = 1;
  uint32_t region = builder.region(1000);
  uint32_t reduce =
      builder.launch(builder.task("reduce"), {{Access::Reduce, 0}});
  uint32_t write = builder.launch(builder.task("write"), {{Access::Write}});
  uint32_t read = builder.launch(builder.task("read"), {{Access::Read}});
  for (uint32_t launch : {reduce, write, read})
    builder.run(launch, {{builder.whole(region)}});
  Placement placement = placeOnCPU(builder.graph, machine);
  place(placement, builder.graph, reduce, ProcKind::GPU, {machine.gpu()},
        MemKind::FBMEM);
  Result result =
      simulateWithRecords(builder.graph, machine.build(), placement);
  EXPECT_EQ(result.numCopies, 0u);
}

TEST(Coherence, TasksOfOneMemoryShareAReductionInstance) {
  GraphBuilder builder;
  TestMachine machine;
  machine.gpus = 1;
  uint32_t region = builder.region(1000);
  uint32_t reduce =
      builder.launch(builder.task("reduce"), {{Access::Reduce, 0}});
  uint32_t read = builder.launch(builder.task("read"), {{Access::Read}});
  for (unsigned round = 0; round < 3; ++round) {
    builder.run(reduce, {4, {builder.whole(region)}});
    builder.run(read, {{builder.whole(region)}});
  }
  Placement placement = placeOnCPU(builder.graph, machine);
  place(placement, builder.graph, reduce, ProcKind::GPU, {machine.gpu()},
        MemKind::FBMEM);
  Result result =
      simulateWithRecords(builder.graph, machine.build(), placement);
  EXPECT_EQ(result.numCopies, 3u);
  EXPECT_EQ(result.memoryPeak[machine.fbmem()], 8000u);
}

TEST(Coherence, UnreachableDataIsAnOutcome) {
  // The network ends at the host of this machine: no way between GPU memories.
  Regions it(Access::ReadWrite);
  it.machine.nodes = 2;
  it.add(1);
  it.useRegion(0);
  MachineModel model = it.machine.build();
  NodeModel node = model.getNode();
  node.fromNetwork[2].channels.clear();
  MachineModel cut("cut", node, 2, networkLatency, RuntimeCosts::none());
  Placement placement = it.getPlacement();
  placement.launches[it.use].processors = {it.machine.gpu(0, 1)};
  Result result = simulate(it.builder.graph, cut, placement);
  EXPECT_EQ(result.outcome.kind, OutcomeKind::RuntimeError);
  EXPECT_EQ(result.outcome.text, "use arg 0: there is no way from node 0 "
                                 "sysmem to node 1 fb0");
}
