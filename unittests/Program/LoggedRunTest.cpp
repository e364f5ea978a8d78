//===- LoggedRunTest.cpp - Tests of the launches of a run -----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SmallLog.h"

using namespace mapwright;

/// The launches as `task [lo..hi]...` or `task single`.
static std::vector<std::string> launchesOf(const SmallLog &log) {
  std::vector<std::string> texts;
  for (const Launch &launch : readGood(log.text).collectLaunches()) {
    EXPECT_FALSE(launch.kind || launch.parent);
    std::string text = launch.task + (launch.domain ? "" : " single");
    if (launch.domain) {
      for (const Rect &rect : launch.domain->rects) {
        text += " [";
        for (unsigned d = 0; d < rect.rank(); ++d)
          text += (d ? "," : "") + std::to_string(rect.lo.at[d]) + ".." +
                  std::to_string(rect.hi.at[d]);
        text += "]";
      }
    }
    texts.push_back(text);
  }
  return texts;
}

using Texts = std::vector<std::string>;

static SmallLog makeLog() {
  SmallLog log;
  log.from(1).addMachine().from(0).addMachine();
  return log;
}

TEST(Launches, DomainIsTheUnionOfAllShards) {
  SmallLog log = makeLog();
  log.add("SELECT_SHARDING_FUNCTOR for t<2>")
      .add("  0 <- (1,1) (2,2)")
      .add("  1 <- (2,1) (1,2)");
  log.add("SLICE_TASK for t<2>").add("  <1,1>..<1,1> -> 1d00000000000001");
  EXPECT_EQ(launchesOf(log), (Texts{"t [1..2,1..2]"}));
}

TEST(Launches, SparseDomainsBecomeRunsInRowMajorOrder) {
  SmallLog log = makeLog();
  log.add("SELECT_SHARDING_FUNCTOR for t<2>")
      .add("  0 <- (9,4) (1,1)")
      .add("  1 <- (1,2) (7,7)");
  EXPECT_EQ(launchesOf(log), (Texts{"t [1..1,1..2] [7..7,7..7] [9..9,4..4]"}));
}

TEST(Launches, OneForEachDistinctTaskAndDomain) {
  SmallLog log = makeLog();
  log.add("SELECT_SHARDING_FUNCTOR for t<2>")
      .add("  0 <- (0)")
      .add("  1 <- (1)");
  // The same domain dealt otherwise, by the other rank, and another domain.
  log.add("SELECT_SHARDING_FUNCTOR for t<4>")
      .add("  0 <- (1)")
      .add("  1 <- (0)");
  log.from(1).add("SELECT_SHARDING_FUNCTOR for t<3>");
  log.add("  0 <- (0)").add("  1 <- (1)").from(0);
  log.add("SELECT_SHARDING_FUNCTOR for u<6>")
      .add("  0 <- (0)")
      .add("  1 <- (1)");
  log.add("SELECT_SHARDING_FUNCTOR for t<8>")
      .add("  0 <- (1)")
      .add("  1 <- (2)");
  EXPECT_EQ(launchesOf(log), (Texts{"t [0..1]", "u [0..1]", "t [1..2]"}));
}

TEST(Launches, SlicesWithoutShardingAreTheDomain) {
  SmallLog log = makeLog();
  log.add("SLICE_TASK for t<2>")
      .add("  <4>..<7> -> 1d00000000000001")
      .add("  <0>..<3> -> 1d00000000000002");
  log.add("SLICE_TASK for u<4>").add("  <4>..<4>+<0>..<1> -> 1d00000000000001");
  EXPECT_EQ(launchesOf(log), (Texts{"t [0..7]", "u [0..1] [4..4]"}));
}

TEST(Launches, SlicingAgainWhatAnotherRankSentIsNoLaunch) {
  SmallLog log = makeLog();
  log.add("SLICE_TASK for t<2>")
      .add("  <0>..<3> -> 1d00000000000001")
      .add("  <4>..<7> -> 1d00010000000001");
  log.from(1).add("SLICE_TASK for t<5>");
  log.add("  <4>..<5> -> 1d00010000000001");
  log.add("  <6>..<7> -> 1d00010000000002");
  EXPECT_EQ(launchesOf(log), (Texts{"t [0..7]"}));
  // Once only: this one is a launch.
  log.add("SLICE_TASK for t<7>").add("  <4>..<7> -> 1d00010000000001");
  EXPECT_EQ(launchesOf(log), (Texts{"t [0..7]", "t [4..7]"}));
}

static void addMapping(SmallLog &log, llvm::StringRef operation) {
  log.add(("MAP_TASK for " + operation).str())
      .add("  TARGET PROCS: 1d00000000000001")
      .add("  CHOSEN INSTANCES:");
}

TEST(Launches, SingleLaunchesAreToldByTheirMapping) {
  SmallLog log = makeLog();
  log.add("SELECT_SHARDING_FUNCTOR for t<2>").add("  0 <- (5)");
  addMapping(log, "t<2>");
  addMapping(log, "nested<9>");
  addMapping(log, "point(index_point=(3))<11>");
  EXPECT_EQ(launchesOf(log), (Texts{"t single", "nested single"}));
}

TEST(Launches, OnePointIsAnIndexLaunchIfItWasSliced) {
  SmallLog log = makeLog();
  log.add("SELECT_SHARDING_FUNCTOR for t<2>").add("  0 <- (0)");
  log.add("SLICE_TASK for t<2>").add("  <0>..<0> -> 1d00000000000001");
  EXPECT_EQ(launchesOf(log), (Texts{"t [0..0]"}));
}

TEST(Launches, OnePointOnAnotherShardIsLikeTheOtherLaunchesOfTheTask) {
  SmallLog log = makeLog();
  log.add("SELECT_SHARDING_FUNCTOR for s<2>").add("  0 <-").add("  1 <- (3)");
  log.add("SELECT_SHARDING_FUNCTOR for i<4>").add("  0 <-").add("  1 <- (0)");
  log.add("SELECT_SHARDING_FUNCTOR for a<6>").add("  0 <-").add("  1 <- (0)");
  log.add("SELECT_SHARDING_FUNCTOR for b<8>").add("  0 <-").add("  1 <- (1)");
  addMapping(log, "s<10>");
  log.add("SELECT_SHARDING_FUNCTOR for i<12>");
  log.add("  0 <- (0)").add("  1 <- (1)");
  EXPECT_EQ(launchesOf(log), (Texts{"s single", "i [0..0]", "a single",
                                    "b [1..1]", "i [0..1]"}));
}

TEST(Launches, ATraceSlicesUnderAnotherNumber) {
  SmallLog log = makeLog();
  for (const char *number : {"2", "6"}) {
    log.add("SELECT_SHARDING_FUNCTOR for t<" + std::string(number) + ">");
    log.add("  0 <- (0) (2)").add("  1 <- (1) (3)");
  }
  log.add("SLICE_TASK for t<4>").add("  <0>..<0>+<2>..<2> -> 1d00000000000001");
  log.add("SLICE_TASK for t<8>").add("  <2>..<2> -> 1d00000000000002");
  log.add("  <0>..<0> -> 1d00000000000001");
  EXPECT_EQ(launchesOf(log), (Texts{"t [0..3]"}));
  EXPECT_EQ(readGood(log.text).indexLaunches().ofSlicing,
            (std::vector<size_t>{0, 0}));
}

TEST(Launches, BlocksKnowTheirLaunch) {
  SmallLog log = makeLog();
  log.add("SELECT_SHARDING_FUNCTOR for t<2>");
  log.add("  0 <- (0) (1)").add("  1 <- (2)");
  log.add("SLICE_TASK for t<2>").add("  <0>..<1> -> 1d00000000000001");
  addMapping(log, "t(index_point=(1))<4>");
  log.add("SELECT_SHARDING_FUNCTOR for t<6>");
  log.add("  0 <- (0) (1) (2) (3)").add("  1 <-");
  addMapping(log, "t(index_point=(1))<8>");
  addMapping(log, "t(index_point=(3))<10>");
  addMapping(log, "t(index_point=(4))<12>");
  addMapping(log, "s<14>");
  LoggedLaunches launches = readGood(log.text).indexLaunches();
  EXPECT_EQ(launches.launches.size(), 3u);
  EXPECT_EQ(launches.ofSharding, (std::vector<size_t>{0, 1}));
  EXPECT_EQ(launches.ofSlicing, (std::vector<size_t>{0}));
  EXPECT_EQ(launches.ofMapping,
            (std::vector<std::optional<size_t>>{0, 0, 1, std::nullopt, 2}));
}

TEST(Launches, EmptyIndexLaunch) {
  SmallLog log = makeLog();
  log.add("SELECT_SHARDING_FUNCTOR for t<2>").add("  0 <-").add("  1 <-");
  EXPECT_EQ(launchesOf(log), (Texts{"t"}));
}

TEST(Launches, AnEmptyRunHasNone) {
  EXPECT_TRUE(LoggedRun().collectLaunches().empty());
  EXPECT_EQ(LoggedRun().findProcessor(~0ull), std::nullopt);
  EXPECT_EQ(LoggedRun().findMemory(0), nullptr);
}
