//===- PhysicsTest.cpp - Kernels and links, by closed formulas ------------===//
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

static double makespan(const TaskGraph &graph, const TestMachine &machine,
                       const Placement &placement) {
  Result result = simulateWithRecords(graph, machine.build(), placement);
  EXPECT_EQ(result.outcome.kind, OutcomeKind::Ok) << result.outcome.text;
  return result.outcome.seconds;
}

//===----------------------------------------------------------------------===//
// Kernels
//===----------------------------------------------------------------------===//

namespace {
/// One task that reads and writes one region.
struct OneTask {
  GraphBuilder builder;
  TestMachine machine;
  uint32_t launch;

  OneTask(double flops, double bytes, Access access = Access::ReadWrite,
          unsigned rank = 1) {
    machine.gpus = 1;
    uint32_t region = builder.region(1000);
    launch = builder.launch(builder.task("work"), {{access, none, rank}});
    GraphBuilder::Run run;
    run.flops = flops;
    run.usefulBytes = bytes;
    builder.run(launch, {{builder.whole(region)}}, run);
  }
  Placement onGPU(MemKind memory) const {
    Placement placement = placeOnCPU(builder.graph, machine);
    place(placement, builder.graph, launch, ProcKind::GPU, {machine.gpu()},
          memory);
    return placement;
  }
};
} // namespace

TEST(Roofline, FlopsBound) {
  OneTask one(2e9, 1e9);
  Placement placement = placeOnCPU(one.builder.graph, one.machine);
  EXPECT_DOUBLE_EQ(makespan(one.builder.graph, one.machine, placement), 2);
}

TEST(Roofline, MemoryBound) {
  OneTask one(1e9, 3e9);
  Placement placement = placeOnCPU(one.builder.graph, one.machine);
  EXPECT_DOUBLE_EQ(makespan(one.builder.graph, one.machine, placement), 3);
}

TEST(Roofline, EfficiencyAndLaunchOverhead) {
  OneTask one(1e9, 0);
  one.builder.graph.efficiency[0] = 0.25;
  one.machine.launchSeconds = 0.5;
  Placement placement = placeOnCPU(one.builder.graph, one.machine);
  EXPECT_DOUBLE_EQ(makespan(one.builder.graph, one.machine, placement), 4.5);
}

TEST(Roofline, MeasuredTimeReplacesAll) {
  OneTask one(1e9, 5e9);
  one.machine.launchSeconds = 0.5;
  one.builder.graph.measuredSeconds.assign(numProcKinds, -1);
  one.builder.graph.measuredSeconds[0] = 0.125;
  Placement placement = placeOnCPU(one.builder.graph, one.machine);
  EXPECT_DOUBLE_EQ(makespan(one.builder.graph, one.machine, placement), 0.125);
}

TEST(Roofline, ZeroCopyAgainstFramebuffer) {
  OneTask one(0, 1e6, Access::Read);
  EXPECT_DOUBLE_EQ(
      makespan(one.builder.graph, one.machine, one.onGPU(MemKind::FBMEM)),
      1e6 / fbmemRate);
  EXPECT_DOUBLE_EQ(
      makespan(one.builder.graph, one.machine, one.onGPU(MemKind::ZCMEM)),
      1e6 / linkRate);
}

TEST(Roofline, ZeroCopyLoadsAndStoresUseBothDirections) {
  OneTask one(0, 1e6, Access::ReadWrite);
  Result result = simulateWithRecords(one.builder.graph, one.machine.build(),
                                      one.onGPU(MemKind::ZCMEM));
  // The path of the processor is the bound here; each direction has half.
  EXPECT_DOUBLE_EQ(result.outcome.seconds, 1e6 / linkRate);
  EXPECT_EQ(result.channelBytes[one.machine.down()], 500000u);
  EXPECT_EQ(result.channelBytes[one.machine.up()], 500000u);
  EXPECT_EQ(result.copyBytes, 0u);
}

TEST(Coalescing, StructsCostWholeSectors) {
  OneTask one(0, 1e6);
  Placement placement = one.onGPU(MemKind::FBMEM);
  placement.launches[0].arguments[0].aos = true;
  EXPECT_DOUBLE_EQ(makespan(one.builder.graph, one.machine, placement),
                   4e6 / fbmemRate);
  // Structs of 64 bytes still cost one sector of 32 for each field.
  one.builder.getLaunch(one.launch).requirements[0].structBytes = 64;
  EXPECT_DOUBLE_EQ(makespan(one.builder.graph, one.machine, placement),
                   4e6 / fbmemRate);
  one.builder.getLaunch(one.launch).requirements[0].structBytes = 16;
  EXPECT_DOUBLE_EQ(makespan(one.builder.graph, one.machine, placement),
                   2e6 / fbmemRate);
}

TEST(Coalescing, OrderAgainstTheInnermostLoop) {
  OneTask one(0, 1e6, Access::ReadWrite, 2);
  Placement placement = one.onGPU(MemKind::FBMEM);
  placement.launches[0].arguments[0].cOrder = true;
  EXPECT_DOUBLE_EQ(makespan(one.builder.graph, one.machine, placement),
                   4e6 / fbmemRate);
  one.builder.getLaunch(one.launch).requirements[0].fastestDim = 1;
  EXPECT_DOUBLE_EQ(makespan(one.builder.graph, one.machine, placement),
                   1e6 / fbmemRate);
}

TEST(Coalescing, OrderMeansNothingInOneDimension) {
  OneTask one(0, 1e6);
  Placement placement = one.onGPU(MemKind::FBMEM);
  placement.launches[0].arguments[0].cOrder = true;
  EXPECT_DOUBLE_EQ(makespan(one.builder.graph, one.machine, placement),
                   1e6 / fbmemRate);
}

TEST(Coalescing, GathersCostSectorsOnGPUsOnly) {
  OneTask one(0, 1e6);
  one.builder.getLaunch(one.launch).requirements[0].gatherBytes = 4;
  EXPECT_DOUBLE_EQ(
      makespan(one.builder.graph, one.machine, one.onGPU(MemKind::FBMEM)),
      8e6 / fbmemRate);
  EXPECT_DOUBLE_EQ(makespan(one.builder.graph, one.machine,
                            placeOnCPU(one.builder.graph, one.machine)),
                   1e6 / sysmemRate);
}

//===----------------------------------------------------------------------===//
// Chains and fans
//===----------------------------------------------------------------------===//

TEST(Shapes, Chain) {
  GraphBuilder builder;
  TestMachine machine;
  machine.cpus = 4;
  uint32_t region = builder.region(10);
  uint32_t launch = builder.launch(builder.task("step"), {{Access::ReadWrite}});
  GraphBuilder::Run run;
  run.flops = 1e9;
  for (unsigned step = 0; step < 8; ++step)
    builder.run(launch, {{builder.whole(region)}}, run);
  Placement placement = placeOnCPU(builder.graph, machine);
  Result result =
      simulateWithRecords(builder.graph, machine.build(), placement);
  EXPECT_DOUBLE_EQ(result.outcome.seconds, 8);
  EXPECT_DOUBLE_EQ(result.criticalPathBound, 8);
  EXPECT_DOUBLE_EQ(
      result.criticalShare[static_cast<unsigned>(CriticalKind::Kernel)], 8);
}

TEST(Shapes, FanOutOverProcessors) {
  GraphBuilder builder;
  TestMachine machine;
  machine.cpus = 3;
  uint32_t region = builder.region(100, 10);
  uint32_t launch = builder.launch(builder.task("work"), {{Access::Write}});
  std::vector<std::vector<Piece>> points;
  for (const Piece &piece : builder.pieces(region))
    points.push_back({piece});
  GraphBuilder::Run run;
  run.flops = 1e9;
  builder.run(launch, points, run);
  Placement placement = placeOnCPU(builder.graph, machine);
  place(placement, builder.graph, launch, ProcKind::CPU, {0, 1, 2},
        MemKind::SYSMEM);
  Result result =
      simulateWithRecords(builder.graph, machine.build(), placement);
  EXPECT_DOUBLE_EQ(result.outcome.seconds, 4); // 10 tasks on 3 processors
  EXPECT_DOUBLE_EQ(result.busiestBound, 4);
  EXPECT_DOUBLE_EQ(result.criticalPathBound, 1);
  EXPECT_DOUBLE_EQ(
      result.criticalShare[static_cast<unsigned>(CriticalKind::Queue)], 3);
}

//===----------------------------------------------------------------------===//
// Links
//===----------------------------------------------------------------------===//

namespace {
/// Two tasks take turns on one region of 80 000 bytes in two memories.
struct End {
  ProcKind kind;
  uint32_t processor;
  MemKind memory;
};
struct PingPong {
  const char *name;
  End a, b;
  double forth, back; ///< seconds
};
} // namespace

static constexpr double pingBytes = 80000;

static double playPingPong(const TestMachine &machine, const End &a,
                           const End &b, unsigned turns) {
  GraphBuilder builder;
  uint32_t region = builder.region(pingBytes / 8);
  uint32_t ping = builder.launch(builder.task("ping"), {{Access::ReadWrite}});
  uint32_t pong = builder.launch(builder.task("pong"), {{Access::ReadWrite}});
  for (unsigned turn = 0; turn < turns; ++turn) {
    builder.run(ping, {{builder.whole(region)}});
    builder.run(pong, {{builder.whole(region)}});
  }
  Placement placement = placeOnCPU(builder.graph, machine);
  place(placement, builder.graph, ping, a.kind, {a.processor}, a.memory);
  place(placement, builder.graph, pong, b.kind, {b.processor}, b.memory);
  return makespan(builder.graph, machine, placement);
}

TEST(Links, PingPongOverEachChannel) {
  TestMachine machine;
  machine.nodes = 2;
  machine.gpus = 2;
  End cpu{ProcKind::CPU, machine.cpu(), MemKind::SYSMEM};
  End pinned{ProcKind::CPU, machine.cpu(), MemKind::ZCMEM};
  End gpu{ProcKind::GPU, machine.gpu(0), MemKind::FBMEM};
  End peer{ProcKind::GPU, machine.gpu(1), MemKind::FBMEM};
  End farCPU{ProcKind::CPU, machine.cpu(0, 1), MemKind::SYSMEM};
  End farGPU{ProcKind::GPU, machine.gpu(0, 1), MemKind::FBMEM};
  double link = linkLatency + pingBytes / linkRate;
  double toPeer = linkLatency + pingBytes / (2 * linkRate);
  double host = pingBytes / sysmemRate;
  double net = 2 * linkLatency + networkLatency + pingBytes / networkRate;
  double gpuNet = 4 * linkLatency + networkLatency + pingBytes / networkRate;
  double mixedNet = 3 * linkLatency + networkLatency + pingBytes / networkRate;
  const PingPong cases[] = {
      {"host and GPU", cpu, gpu, link, link},
      {"pinned host memory and GPU", pinned, gpu, link, link},
      {"within the host", cpu, pinned, host, host},
      {"peers", gpu, peer, toPeer, toPeer},
      {"hosts of two nodes", cpu, farCPU, net, net},
      {"GPUs of two nodes", gpu, farGPU, gpuNet, gpuNet},
      {"host and far GPU", cpu, farGPU, mixedNet, mixedNet},
  };
  for (const PingPong &it : cases) {
    SCOPED_TRACE(it.name);
    // n turns are n copies there and n - 1 back.
    EXPECT_NEAR(playPingPong(machine, it.a, it.b, 5),
                5 * it.forth + 4 * it.back, 1e-12);
  }
}

TEST(Links, CopyWithinAMemory) {
  // Two instances of one memory: owned and ghost pieces in zero-copy memory.
  GraphBuilder builder;
  TestMachine machine;
  uint32_t region = builder.region(1000, 2);
  Piece owned = builder.piece(region, {0}),
        ghost = builder.piece(region, {0, 1});
  uint32_t write = builder.launch(builder.task("write"), {{Access::Write}});
  uint32_t read = builder.launch(builder.task("read"), {{Access::Read}});
  builder.run(write, {{owned}});
  builder.run(read, {{ghost}});
  Placement placement = placeOnCPU(builder.graph, machine);
  for (uint32_t launch : {write, read})
    place(placement, builder.graph, launch, ProcKind::CPU, {0}, MemKind::ZCMEM);
  Result result =
      simulateWithRecords(builder.graph, machine.build(), placement);
  EXPECT_DOUBLE_EQ(result.outcome.seconds, 4000 / selfCopyRate);
  EXPECT_EQ(result.copyBytes, 4000u); // the unit nobody wrote is not copied
}

TEST(Links, TransposingCopyIsSlower) {
  GraphBuilder builder;
  TestMachine machine;
  machine.gpus = 1;
  uint32_t region = builder.region(10000);
  uint32_t write =
      builder.launch(builder.task("write"), {{Access::Write, none, 2}});
  uint32_t read =
      builder.launch(builder.task("read"), {{Access::Read, none, 2}});
  builder.run(write, {{builder.whole(region)}});
  builder.run(read, {{builder.whole(region)}});
  Placement placement = placeOnCPU(builder.graph, machine);
  place(placement, builder.graph, read, ProcKind::GPU, {machine.gpu()},
        MemKind::FBMEM);
  placement.launches[read].arguments[0].cOrder = true;
  Result result =
      simulateWithRecords(builder.graph, machine.build(), placement);
  EXPECT_NEAR(result.outcome.seconds, linkLatency + 4 * 80000 / linkRate,
              1e-12);
  EXPECT_TRUE(result.copies.at(0).isTransposing);
}

TEST(Links, BroadcastGrowsFromNewCopies) {
  GraphBuilder builder;
  TestMachine machine;
  machine.gpus = 3;
  uint32_t region = builder.region(10000);
  uint32_t write = builder.launch(builder.task("write"), {{Access::Write}});
  uint32_t read = builder.launch(builder.task("read"), {{Access::Read}});
  builder.run(write, {{builder.whole(region)}});
  builder.run(read, {3, {builder.whole(region)}});
  Placement placement = placeOnCPU(builder.graph, machine);
  place(placement, builder.graph, read, ProcKind::GPU,
        {machine.gpu(0), machine.gpu(1), machine.gpu(2)}, MemKind::FBMEM);
  Result result =
      simulateWithRecords(builder.graph, machine.build(), placement);
  // The first copy comes from the host; the other two from the first GPU over
  // the quicker link of the peers, one after the other.
  double first = linkLatency + 80000 / linkRate;
  EXPECT_NEAR(result.outcome.seconds,
              first + linkLatency + 2 * 80000 / (2 * linkRate), 1e-12);
  ASSERT_EQ(result.copies.size(), 3u);
  EXPECT_EQ(result.copies[0].from, machine.sysmem());
  EXPECT_EQ(result.copies[1].from, machine.fbmem(0));
  EXPECT_EQ(result.copies[2].from, machine.fbmem(0));
}

TEST(Links, CopiesQueueOnOneLink) {
  GraphBuilder builder;
  TestMachine machine;
  machine.gpus = 1;
  uint32_t region = builder.region(50000, 5);
  uint32_t write = builder.launch(builder.task("write"), {{Access::Write}});
  uint32_t read = builder.launch(builder.task("read"), {{Access::Read}});
  std::vector<std::vector<Piece>> points;
  for (const Piece &piece : builder.pieces(region))
    points.push_back({piece});
  builder.run(write, points);
  builder.run(read, points);
  Placement placement = placeOnCPU(builder.graph, machine);
  place(placement, builder.graph, read, ProcKind::GPU, {machine.gpu()},
        MemKind::FBMEM);
  Result result =
      simulateWithRecords(builder.graph, machine.build(), placement);
  EXPECT_NEAR(result.outcome.seconds, linkLatency + 5 * 80000 / linkRate,
              1e-12);
  EXPECT_NEAR(result.channelBusy[machine.down()], 5 * 80000 / linkRate, 1e-12);
  EXPECT_EQ(result.channelBytes[machine.down()], 400000u);
}

TEST(Links, KernelsAndCopiesContendForALink) {
  GraphBuilder builder;
  TestMachine machine;
  machine.gpus = 1;
  uint32_t zero = builder.region(1000), data = builder.region(10000);
  uint32_t init = builder.launch(builder.task("init"), {{Access::Write}});
  uint32_t read = builder.launch(builder.task("read"), {{Access::Read}});
  uint32_t kernel = builder.launch(builder.task("kernel"), {{Access::Read}});
  builder.run(init, {{builder.whole(data)}});
  builder.run(read, {{builder.whole(data)}});
  GraphBuilder::Run run;
  run.usefulBytes = 1e6;
  builder.run(kernel, {{builder.whole(zero)}}, run);
  Placement placement = placeOnCPU(builder.graph, machine);
  place(placement, builder.graph, read, ProcKind::GPU, {machine.gpu()},
        MemKind::FBMEM);
  place(placement, builder.graph, kernel, ProcKind::GPU, {machine.gpu()},
        MemKind::ZCMEM);
  Result result =
      simulateWithRecords(builder.graph, machine.build(), placement);
  // Both want the link at time 0; the copy was there first.
  EXPECT_NEAR(result.outcome.seconds, 1e6 / linkRate + 80000 / linkRate, 1e-12);
  EXPECT_NEAR(result.copies.at(0).end, 80000 / linkRate + linkLatency, 1e-12);
}

TEST(Links, GhostExchange) {
  // A row of pieces, each of 1000 elements with halos of 10 on both sides.
  constexpr unsigned numPieces = 4, numSteps = 6;
  GraphBuilder builder;
  TestMachine machine;
  machine.gpus = numPieces;
  uint32_t region = builder.region(30 * numPieces, 3 * numPieces);
  std::vector<std::vector<Piece>> stencil, increment;
  for (unsigned piece = 0; piece < numPieces; ++piece) {
    std::vector<uint32_t> own = {3 * piece, 3 * piece + 1, 3 * piece + 2};
    std::vector<uint32_t> halo;
    if (piece > 0)
      halo.push_back(3 * piece - 1);
    if (piece + 1 < numPieces)
      halo.push_back(3 * piece + 3);
    Piece owned = builder.piece(region, own, numPieces);
    stencil.push_back({owned, builder.piece(region, halo, numPieces)});
    increment.push_back({owned});
  }
  uint32_t read =
      builder.launch(builder.task("stencil"), {{Access::Read}, {Access::Read}});
  uint32_t write =
      builder.launch(builder.task("increment"), {{Access::ReadWrite}});
  for (unsigned step = 0; step < numSteps; ++step) {
    builder.run(read, stencil);
    builder.run(write, increment);
  }
  Placement placement = placeOnCPU(builder.graph, machine);
  for (uint32_t launch : {read, write})
    place(placement, builder.graph, launch, ProcKind::GPU,
          {machine.gpu(0), machine.gpu(1), machine.gpu(2), machine.gpu(3)},
          MemKind::FBMEM);
  Result result =
      simulateWithRecords(builder.graph, machine.build(), placement);
  // Before the first increment there is nothing to copy; then in each step two
  // halos of 10 elements of 8 bytes cross each of the 3 borders.
  EXPECT_EQ(result.copyBytes, (numSteps - 1) * 2 * (numPieces - 1) * 80u);
  EXPECT_EQ(result.numCopies, (numSteps - 1) * 2 * (numPieces - 1));
}

TEST(Links, ReductionIsFoldedByTheReader) {
  constexpr unsigned numGPUs = 3;
  GraphBuilder builder;
  TestMachine machine;
  machine.gpus = numGPUs;
  uint32_t region = builder.region(10000);
  uint32_t init = builder.launch(builder.task("init"), {{Access::Write}});
  uint32_t reduce =
      builder.launch(builder.task("reduce"), {{Access::Reduce, 0}});
  uint32_t read = builder.launch(builder.task("read"), {{Access::Read}});
  builder.run(init, {{builder.whole(region)}});
  GraphBuilder::Run run;
  run.flops = 1e10;
  builder.run(reduce, {numGPUs, {builder.whole(region)}}, run);
  builder.run(read, {{builder.whole(region)}});
  builder.run(read, {{builder.whole(region)}});
  Placement placement = placeOnCPU(builder.graph, machine);
  place(placement, builder.graph, reduce, ProcKind::GPU,
        {machine.gpu(0), machine.gpu(1), machine.gpu(2)}, MemKind::FBMEM);
  Result result =
      simulateWithRecords(builder.graph, machine.build(), placement);
  // A second of kernels; then all come up their own links at the same time. The
  // second reader has the sum.
  EXPECT_NEAR(result.outcome.seconds, 1 + linkLatency + 80000 / linkRate,
              1e-12);
  ASSERT_EQ(result.copies.size(), numGPUs);
  for (const CopyRecord &copy : result.copies) {
    EXPECT_TRUE(copy.isReduction);
    EXPECT_DOUBLE_EQ(copy.ready, 1);
    EXPECT_EQ(copy.to, machine.sysmem());
    EXPECT_EQ(copy.bytes, 80000u);
  }
}
