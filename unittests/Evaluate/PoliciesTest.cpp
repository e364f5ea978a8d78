//===- PoliciesTest.cpp - Tests of the lookup of policies -----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MapperHarness.h"

using namespace mapwright;

static RegionKey named(std::initializer_list<std::string> names,
                       std::optional<int64_t> index = std::nullopt) {
  return {names, index};
}

static std::string memories(const Policies &policies, llvm::StringRef task,
                            const RegionKey &region,
                            ProcKind kind = ProcKind::GPU) {
  return llvm::join(
      llvm::map_range(policies.getMemories(task, region, kind),
                      [](MemKind memory) { return spelling(memory).str(); }),
      ",");
}

static std::string layout(const Policies &policies, llvm::StringRef task,
                          const RegionKey &region, MemKind memory,
                          ProcKind kind = ProcKind::GPU) {
  std::optional<Layout> found = policies.getLayout(task, region, memory, kind);
  return found ? found->str() : "none";
}

//===----------------------------------------------------------------------===//
// STM1
//===----------------------------------------------------------------------===//

TEST(TaskLookup, NamedTasksDoNotFallBackToStar) {
  MapperHarness mapper("Task * OMP,CPU; Task a GPU; Task b IO;",
                       "nodes:2,GPU:4");
  Evaluator &evaluator = mapper.getEvaluator();
  EXPECT_EQ(evaluator.chooseKind("a"), ProcKind::GPU);
  EXPECT_EQ(evaluator.chooseKind("b"), std::nullopt);
  EXPECT_EQ(evaluator.chooseKind("other"), ProcKind::CPU);
}

TEST(TaskLookup, AVariantIsNeeded) {
  MapperHarness mapper("Task * GPU,CPU;");
  Evaluator &evaluator = mapper.getEvaluator();
  EXPECT_EQ(evaluator.chooseKind("a", {ProcKind::CPU}), ProcKind::CPU);
  EXPECT_EQ(evaluator.chooseKind("a", {ProcKind::OMP}), std::nullopt);
}

TEST(TaskLookup, EveryNodeNeedsTheKind) {
  std::vector<Node> nodes(2);
  nodes[0].processors[unsigned(ProcKind::GPU)].resize(2);
  for (Node &node : nodes)
    node.processors[unsigned(ProcKind::CPU)].resize(1);
  MapperHarness mapper("Task * GPU,CPU;", Machine(nodes));
  EXPECT_EQ(mapper.getEvaluator().chooseKind("a"), ProcKind::CPU);
}

//===----------------------------------------------------------------------===//
// STM2
//===----------------------------------------------------------------------===//

TEST(RegionLookup, CandidatesAreConcatenatedInOrder) {
  MapperHarness mapper("Region * * GPU RDMEM;"
                       "Region * r GPU ZCMEM;"
                       "Region t * * SYSMEM,ZCMEM;"
                       "Region t r GPU FBMEM;");
  const Policies &policies = mapper.getPolicies();
  EXPECT_EQ(memories(policies, "t", named({"r"})), "FBMEM,SYSMEM,ZCMEM,RDMEM");
  EXPECT_EQ(memories(policies, "t", named({"q"})), "SYSMEM,ZCMEM,RDMEM");
  EXPECT_EQ(memories(policies, "u", named({"r"})), "ZCMEM,RDMEM");
  EXPECT_EQ(memories(policies, "u", named({"q"})), "RDMEM");
  EXPECT_EQ(memories(policies, "u", named({"q"}), ProcKind::CPU), "");
}

TEST(RegionLookup, TheTaskKindWinsOverStarWithinAStep) {
  MapperHarness mapper("Region t r * SYSMEM; Region t r GPU FBMEM;");
  EXPECT_EQ(memories(mapper.getPolicies(), "t", named({"r"})), "FBMEM");
  EXPECT_EQ(memories(mapper.getPolicies(), "t", named({"r"}), ProcKind::CPU),
            "SYSMEM");
}

TEST(RegionLookup, NamesAreTriedInOrderThenTheIndex) {
  MapperHarness mapper("Region t 3 GPU RDMEM;"
                       "Region t parent GPU ZCMEM;"
                       "Region t child GPU FBMEM;");
  const Policies &policies = mapper.getPolicies();
  EXPECT_EQ(memories(policies, "t", named({"child", "parent"}, 3)), "FBMEM");
  EXPECT_EQ(memories(policies, "t", named({"other", "parent"}, 3)), "ZCMEM");
  EXPECT_EQ(memories(policies, "t", named({"other"}, 3)), "RDMEM");
  EXPECT_EQ(memories(policies, "t", named({"other"}, 2)), "");
}

TEST(RegionLookup, StringsAreNamesAndMayHoldWildcards) {
  MapperHarness mapper("Region * \"0\" GPU RDMEM;"
                       "Region * \"ghost_*_of_*\" GPU ZCMEM;");
  const Policies &policies = mapper.getPolicies();
  EXPECT_EQ(memories(policies, "t", named({}, 0)), "");
  EXPECT_EQ(memories(policies, "t", named({"0"})), "RDMEM");
  EXPECT_EQ(memories(policies, "t", named({"ghost_nodes_of_piece_3"})),
            "ZCMEM");
  EXPECT_EQ(memories(policies, "t", named({"my_ghost_nodes_of_piece_3"})), "");
}

TEST(RegionLookup, WildcardsAreNotExponential) {
  EXPECT_TRUE(matchesWildcard("*a*b*", "xxaxxbxx"));
  EXPECT_FALSE(matchesWildcard("*a*b", "xxaxxbxx"));
  EXPECT_TRUE(matchesWildcard("**", ""));
  std::string stars, text(10000, 'a');
  for (int i = 0; i < 1000; ++i)
    stars += "a*";
  EXPECT_FALSE(matchesWildcard(stars + "b", text));
}

//===----------------------------------------------------------------------===//
// STM3, STM4
//===----------------------------------------------------------------------===//

TEST(LayoutLookup, TheFirstMatchDecidesAlone) {
  MapperHarness mapper("Layout * * * AOS Align == 64;"
                       "Layout * r * C_order;"
                       "Layout t * * Exact;"
                       "Layout t r FBMEM Compact;");
  const Policies &policies = mapper.getPolicies();
  EXPECT_EQ(layout(policies, "t", named({"r"}), MemKind::FBMEM),
            "SOA F_order Compact");
  EXPECT_EQ(layout(policies, "t", named({"r"}), MemKind::ZCMEM),
            "SOA F_order Exact");
  EXPECT_EQ(layout(policies, "u", named({"r"}), MemKind::ZCMEM), "SOA C_order");
  EXPECT_EQ(layout(policies, "u", named({"q"}), MemKind::ZCMEM),
            "AOS F_order Align==64");
}

TEST(LayoutLookup, MemoryThenProcessorThenStar) {
  MapperHarness mapper("Layout t r * AOS;"
                       "Layout t r GPU C_order;"
                       "Layout t r FBMEM SOA;");
  const Policies &policies = mapper.getPolicies();
  EXPECT_EQ(layout(policies, "t", named({"r"}), MemKind::FBMEM), "SOA F_order");
  EXPECT_EQ(layout(policies, "t", named({"r"}), MemKind::ZCMEM), "SOA C_order");
  EXPECT_EQ(layout(policies, "t", named({"r"}), MemKind::ZCMEM, ProcKind::CPU),
            "AOS F_order");
  EXPECT_EQ(layout(policies, "u", named({"r"}), MemKind::ZCMEM), "none");
}

//===----------------------------------------------------------------------===//
// STM5
//===----------------------------------------------------------------------===//

TEST(MapLookup, NameThenKindThenStar) {
  MapperHarness mapper("m = Machine(GPU);"
                       "def f(Task t) { return m[0, 0]; }"
                       "def g(Task t) { return m[0, 1]; }"
                       "def h(Task t) { return m[0, 2]; }"
                       "def s(Task t) { return m[0, 3]; }"
                       "IndexTaskMap * f; IndexTaskMap GPU g;"
                       "IndexTaskMap t h; IndexTaskMap \"GPU\" s;");
  const Policies &policies = mapper.getPolicies();
  auto function = [&](llvm::StringRef task, std::optional<ProcKind> kind) {
    return policies.getIndexMap(task, kind).function.getName().str();
  };
  EXPECT_EQ(function("t", ProcKind::GPU), "h");
  EXPECT_EQ(function("u", ProcKind::GPU), "g");
  EXPECT_EQ(function("u", ProcKind::CPU), "f");
  EXPECT_EQ(function("u", std::nullopt), "f");
  EXPECT_EQ(function("GPU", ProcKind::CPU), "s");
  EXPECT_EQ(policies.getSingleMap("t", ProcKind::GPU).statement, nullptr);
}

//===----------------------------------------------------------------------===//
// STM6, STM7, replication
//===----------------------------------------------------------------------===//

TEST(Repetition, TheFirstStatementCounts) {
  MapperHarness mapper("Task a, b CPU; Task b GPU;"
                       "InstanceLimit a 3; InstanceLimit a 5;"
                       "Region t r GPU FBMEM; Region t r GPU ZCMEM;");
  EXPECT_EQ(mapper.diagnostics.size(), 3u);
  EXPECT_EQ(mapper.getEvaluator().chooseKind("b"), ProcKind::CPU);
  EXPECT_EQ(mapper.getPolicies().getInstanceLimit("a"), 3);
  EXPECT_EQ(memories(mapper.getPolicies(), "t", named({"r"})), "FBMEM");
}

TEST(Limits, NamedThenStar) {
  MapperHarness mapper("InstanceLimit * 7; InstanceLimit a 2;");
  EXPECT_EQ(mapper.getPolicies().getInstanceLimit("a"), 2);
  EXPECT_EQ(mapper.getPolicies().getInstanceLimit("b"), 7);
}

TEST(Collection, AnyMatchCollects) {
  MapperHarness mapper("CollectMemory a r; CollectMemory * 2;"
                       "CollectMemory b *;");
  const Policies &policies = mapper.getPolicies();
  EXPECT_TRUE(policies.isCollected("a", named({"r"})));
  EXPECT_FALSE(policies.isCollected("a", named({"q"}, 1)));
  EXPECT_TRUE(policies.isCollected("a", named({"q"}, 2)));
  EXPECT_TRUE(policies.isCollected("b", named({"q"})));
}

TEST(Replication, StatementsExcludeAllOtherTasks) {
  MapperHarness with("ControlReplicate top;"), without("Task * CPU;");
  EXPECT_EQ(with.getPolicies().isReplicated("top"), true);
  EXPECT_EQ(with.getPolicies().isReplicated("other"), false);
  EXPECT_EQ(without.getPolicies().isReplicated("top"), std::nullopt);
}
