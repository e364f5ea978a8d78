//===- PolicyLibraryTest.cpp - Tests of asking policies -------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Policy/PolicyLibrary.h"
#include "Messages.h"

#include "gtest/gtest.h"

using namespace mapwright;

static bool operator==(const mw_place &lhs, const mw_place &rhs) {
  return lhs.node == rhs.node && lhs.index == rhs.index;
}

using Places = llvm::SmallVector<mw_place, 1>;
using Kinds = llvm::SmallVector<ProcKind>;
using Memories = llvm::SmallVector<MemKind>;

namespace {
class PolicyLibraryTest : public testing::Test {
protected:
  void SetUp() override {
    auto loaded = PolicyLibrary::load(MAPWRIGHT_TEST_POLICIES "/good.so");
    ASSERT_TRUE(bool(loaded)) << llvm::toString(loaded.takeError());
    library = std::move(*loaded);
  }

  BoundPolicy bind(llvm::StringRef spec, const PolicyPrintSink &print = {}) {
    return cantFail(library->bind(cantFail(parseMachineSpec(spec)), print));
  }

  std::optional<PolicyLibrary> library;
};
} // namespace

static mw_domain makeDomain(std::vector<std::pair<int64_t, int64_t>> ranges) {
  mw_domain domain = {};
  domain.rank = ranges.size();
  for (size_t i = 0; i < ranges.size(); ++i) {
    domain.lo[i] = ranges[i].first;
    domain.hi[i] = ranges[i].second;
  }
  return domain;
}

TEST_F(PolicyLibraryTest, SaysWhoItIs) {
  EXPECT_EQ(library->getName(), "test");
  EXPECT_EQ(library->getSource(), "test.mapper");
  EXPECT_EQ(library->getProducer(), "by hand");
  EXPECT_EQ(library->getIdentity().size(), 32u);
  EXPECT_EQ(library->getIdentity()[2], 3);
}

TEST_F(PolicyLibraryTest, Kinds) {
  EXPECT_EQ(cantFail(library->getKinds("calc")),
            (Kinds{ProcKind::GPU, ProcKind::CPU}));
  EXPECT_TRUE(cantFail(library->getKinds("other")).empty());
  EXPECT_EQ(messageOf(library->getKinds("too long")),
            "policy 'test' is broken: 'kinds' answers with a list of length 7, "
            "but there are only 6 kinds");
  EXPECT_TRUE(
      says(messageOf(library->getKinds("no such kind")), "kind number 6"));
}

TEST_F(PolicyLibraryTest, Memories) {
  PolicyRegion named = {{"s", "r"}, 3};
  EXPECT_EQ(cantFail(library->getMemories("t", named, ProcKind::GPU)),
            (Memories{MemKind::FBMEM, MemKind::ZCMEM}));
  EXPECT_EQ(cantFail(library->getMemories("t", named, ProcKind::CPU)),
            (Memories{MemKind::ZCMEM}));
  PolicyRegion nothingKnown;
  EXPECT_EQ(cantFail(library->getMemories("t", nothingKnown, ProcKind::CPU)),
            (Memories{MemKind::RDMEM}));
}

TEST_F(PolicyLibraryTest, Layouts) {
  PolicyRegion region = {{"r"}, 0};
  auto layout =
      cantFail(library->getLayout("t", region, MemKind::FBMEM, ProcKind::GPU));
  ASSERT_TRUE(layout.has_value());
  EXPECT_EQ(layout->aos, 1);
  EXPECT_EQ(layout->exact, 1);
  EXPECT_EQ(layout->align, 128u);
  EXPECT_EQ(
      cantFail(library->getLayout("t", region, MemKind::SYSMEM, ProcKind::GPU))
          .has_value(),
      false);
  EXPECT_TRUE(says(messageOf(library->getLayout("broken", region,
                                                MemKind::FBMEM, ProcKind::GPU)),
                   "'layout' answers with status 2"));
}

TEST_F(PolicyLibraryTest, LimitsCollectionReplication) {
  EXPECT_EQ(library->getInstanceLimit("calc"), 4u);
  EXPECT_EQ(library->getInstanceLimit("other"), std::nullopt);
  EXPECT_TRUE(library->isCollected("calc", {{}, 1}));
  EXPECT_FALSE(library->isCollected("calc", {{}, 2}));
  EXPECT_EQ(library->isReplicated("main"), true);
  EXPECT_EQ(library->isReplicated("calc"), false);
  EXPECT_EQ(library->isReplicated("other"), std::nullopt);
}

TEST_F(PolicyLibraryTest, PlacesPoints) {
  BoundPolicy bound = bind("nodes:2,GPU:4");
  auto launch = cantFail(
      bound.launch("calc", ProcKind::GPU, makeDomain({{1, 9}, {0, 3}})));
  ASSERT_TRUE(launch.has_value());
  EXPECT_EQ(cantFail(launch->evaluate({1, 3})), (mw_place{0, 3}));
  EXPECT_EQ(cantFail(launch->evaluate({4, 2})), (mw_place{1, 2}));
  EXPECT_EQ(messageOf(launch->evaluate({4})),
            "a point of 1 coordinates in a launch over 2 dimensions");
  EXPECT_FALSE(
      cantFail(bound.launch("unmapped", ProcKind::GPU, makeDomain({{0, 1}})))
          .has_value());
}

TEST_F(PolicyLibraryTest, ErrorsAreLocated) {
  BoundPolicy bound = bind("nodes:2,GPU:4");
  auto launch =
      cantFail(bound.launch("calc", ProcKind::GPU, makeDomain({{0, 9}})));
  ASSERT_TRUE(launch.has_value());
  llvm::Error error = launch->evaluate({5}).takeError();
  ASSERT_TRUE(error.isA<PolicyError>());
  llvm::handleAllErrors(std::move(error), [](const PolicyError &error) {
    EXPECT_EQ(error.getError().code, uint32_t(MW_E_INDEX_BOUNDS));
    EXPECT_EQ(error.getError().value, 5);
    EXPECT_EQ(error.getError().bound, 4);
    EXPECT_EQ(error.message(),
              "test.mapper:7:3: index out of bounds [mapwright-index-bounds]");
  });
  EXPECT_TRUE(
      says(messageOf(bound.launch("calc", ProcKind::GPU,
                                  makeDomain({{0, 1}, {0, 1}, {0, 1}}))),
           "made for 1 or 2 [mapwright-rank-mismatch]"));
}

TEST_F(PolicyLibraryTest, RanksOutsideOfTheABIDoNotReachThePolicy) {
  BoundPolicy bound = bind("nodes:2,GPU:4");
  mw_domain domain = {};
  EXPECT_TRUE(says(messageOf(bound.launch("calc", ProcKind::GPU, domain)),
                   "1 to 9 dimensions, this one has 0"));
  domain.rank = 10;
  EXPECT_TRUE(says(messageOf(bound.launch("calc", ProcKind::GPU, domain)),
                   "this one has 10"));
}

TEST_F(PolicyLibraryTest, SingleTasks) {
  BoundPolicy bound = bind("nodes:2,GPU:4");
  SingleLaunch launch = {"beside", ProcKind::GPU, {1, 2}, std::nullopt};
  EXPECT_EQ(*cantFail(bound.single(launch)), (Places{mw_place{1, 2}}));
  launch.parent = "main";
  launch.parentAt = {1, 0};
  EXPECT_EQ(*cantFail(bound.single(launch)), (Places{mw_place{1, 0}}));
  launch.task = "star";
  EXPECT_EQ(
      *cantFail(bound.single(launch)),
      (Places{mw_place{1, 0}, mw_place{1, 1}, mw_place{1, 2}, mw_place{1, 3}}));
  launch.task = "unmapped";
  EXPECT_FALSE(cantFail(bound.single(launch)).has_value());
  launch.task = "everywhere";
  EXPECT_TRUE(says(messageOf(bound.single(launch)),
                   "'single' answers with 1000 places"));
  launch.task = "nowhere";
  EXPECT_TRUE(says(messageOf(bound.single(launch)), "with 0 places"));
  launch.task = "star";
  launch.parentKind = ProcKind::GPU;
  EXPECT_TRUE(says(messageOf(bound.single(launch)), "bad parent"));
}

TEST_F(PolicyLibraryTest, MachinesThatDoNotFit) {
  EXPECT_EQ(messageOf(library->bind(cantFail(parseMachineSpec("nodes:2")))),
            "test.mapper:7:3: no GPUs [mapwright-space-argument]");
  EXPECT_TRUE(says(messageOf(library->bind(Machine())), "at least one node"));
}

TEST_F(PolicyLibraryTest, PrintReachesTheHost) {
  std::vector<std::string> lines;
  BoundPolicy bound = bind("nodes:2,GPU:4", [&](llvm::StringRef line) {
    lines.push_back(line.str());
  });
  EXPECT_EQ(lines, (std::vector<std::string>{"bound"}));
  auto launch =
      cantFail(bound.launch("calc", ProcKind::GPU, makeDomain({{0, 3}})));
  cantFail(launch->evaluate({0}));
  EXPECT_EQ(lines, (std::vector<std::string>{"bound", "point"}));
}

TEST_F(PolicyLibraryTest, WhatIsBoundKeepsThePolicyLoaded) {
  std::optional<BoundLaunch> launch;
  {
    BoundPolicy bound = bind("nodes:3,GPU:4");
    launch =
        cantFail(bound.launch("calc", ProcKind::GPU, makeDomain({{0, 3}})));
  }
  library.reset();
  EXPECT_EQ(cantFail(launch->evaluate({2})), (mw_place{2, 2}));
}

// MSP1, MSP4
TEST_F(PolicyLibraryTest, UnevenMachinesShowWhatAllNodesHave) {
  Node rich, poor;
  rich.memories = {{MemKind::SYSMEM, 1, 0}, {MemKind::FBMEM, 1, 1}};
  poor.memories = rich.memories;
  auto &richGPUs = rich.processors[static_cast<unsigned>(ProcKind::GPU)];
  richGPUs = {{0, {{0, 1}, {1, 1}}}, {1, {{1, 1}}}};
  poor.processors[static_cast<unsigned>(ProcKind::GPU)] = {{0, {{1, 1}}}};
  BoundPolicy bound =
      cantFail(library->bind(Machine(std::vector<Node>{rich, poor})));
  SingleLaunch launch = {"sight", ProcKind::GPU, {0, 0}, std::nullopt};
  EXPECT_EQ(*cantFail(bound.single(launch)),
            (Places{mw_place{1 << MW_FBMEM, 1}}));
}

TEST(PolicyErrorNames, UnknownCodesHaveNone) {
  EXPECT_EQ(getPolicyErrorName(MW_E_OVERFLOW), "overflow");
  EXPECT_EQ(getPolicyErrorName(MW_E_RANK), "rank-mismatch");
  EXPECT_EQ(getPolicyErrorName(MW_E_NONE), "");
  EXPECT_EQ(getPolicyErrorName(1000), "");
}
