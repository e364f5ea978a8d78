//===- CompareTest.cpp - Tests of comparisons with logs -------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MapperHarness.h"

#include "mapwright/Evaluate/Compare.h"

#include "llvm/Support/MemoryBuffer.h"

using namespace mapwright;

static LoggedRun readLog(llvm::StringRef name) {
  std::string path =
      (llvm::Twine(MAPWRIGHT_TEST_INPUTS) + "/legion/" + name + ".wrapper.log")
          .str();
  auto buffer = llvm::MemoryBuffer::getFile(path);
  EXPECT_TRUE(buffer) << path;
  return llvm::cantFail(readWrapperLog((*buffer)->getBuffer(), path));
}

static Comparison compareWith(const LoggedRun &run, llvm::StringRef text) {
  MapperHarness mapper(text, run.machine);
  LoggedLaunches launches = run.indexLaunches();
  ProgramFacts facts = collectFacts(run);
  auto table = decide(mapper.getEvaluator(), launches.launches, &facts);
  EXPECT_TRUE(succeeded(table));
  return compare(mapper.getEvaluator(), run, launches, *table);
}

static const ComparedCount &get(const Comparison &comparison,
                                ComparedDecision decision) {
  return comparison.counts[static_cast<unsigned>(decision)];
}

static uint64_t countDifferent(const Comparison &comparison,
                               ComparedDecision decision) {
  const ComparedCount &count = get(comparison, decision);
  return count.compared - count.equal;
}

TEST(CollectFacts, VariantsAreTheKindsUsed) {
  ProgramFacts facts = collectFacts(readLog("grid2d-2x2cpu"));
  EXPECT_EQ(facts.at("smooth").variants, std::vector<ProcKind>{ProcKind::CPU});
  EXPECT_EQ(facts.at("smooth").arguments, (std::vector<unsigned>{0, 1}));
  EXPECT_TRUE(facts.at("sparse probe").arguments.empty());
  EXPECT_TRUE(facts.count("top"));
}

TEST(CompareTest, DefaultsReproduceShardingAndSlicing) {
  Comparison comparison = compareWith(readLog("grid2d-2x2cpu"), "Task * CPU;");
  EXPECT_EQ(get(comparison, ComparedDecision::Sharding).compared, 84u);
  EXPECT_EQ(countDifferent(comparison, ComparedDecision::Sharding), 0u);
  EXPECT_EQ(get(comparison, ComparedDecision::Slicing).compared, 42u);
  EXPECT_EQ(countDifferent(comparison, ComparedDecision::Slicing), 0u);
  EXPECT_FALSE(comparison.isEqual());
}

TEST(CompareTest, EachDecisionCanDiffer) {
  LoggedRun run = readLog("grid2d-2x2cpu");
  // The layouts of the run, so that nothing else differs.
  std::string base = "Layout * * * AOS C_order; Layout \"sum halo\" * * SOA;";
  EXPECT_TRUE(compareWith(run, base).isEqual());
  auto differs = [&](llvm::StringRef extra, ComparedDecision decision) {
    return countDifferent(compareWith(run, base + extra.str()), decision);
  };
  std::string machine = "m = Machine(CPU);";
  EXPECT_EQ(differs(machine + "def f(Task t) { return m[0, 0]; }"
                              "IndexTaskMap smooth f;",
                    ComparedDecision::Sharding),
            12u); // 6 of 12 points, printed by both ranks
  EXPECT_EQ(differs(machine + "def f(Task t) {"
                              "  p = t.ipoint - t.ilo;"
                              "  return m[p[0] % 2, 1 - p[0] / 2]; }"
                              "IndexTaskMap smooth f;",
                    ComparedDecision::Slicing),
            12u);
  EXPECT_EQ(differs("Region smooth 1 CPU VIRTUAL;", ComparedDecision::Memory),
            12u);
  // The first statement counts, so these go before the others.
  EXPECT_EQ(countDifferent(
                compareWith(run, "Layout smooth 1 CPU SOA C_order;" + base),
                ComparedDecision::Layout),
            12u);
}

TEST(CompareTest, KindsOutsideOfTheListDiffer) {
  LoggedRun run = readLog("grid2d-2x2cpu");
  // A machine that has IO processors too, on which the run used only CPUs.
  std::vector<Node> nodes = {run.machine.getNode(0), run.machine.getNode(1)};
  for (Node &node : nodes)
    node.processors[unsigned(ProcKind::IO)].resize(1);
  run.machine = Machine(nodes);
  Comparison comparison = compareWith(run, "Task smooth IO; Task * IO,CPU;");
  EXPECT_EQ(countDifferent(comparison, ComparedDecision::Kind), 12u);
}

static Comparison compareSingleMap(const LoggedRun &run) {
  return compareWith(run, "m = Machine(CPU); def f(Task t) { return m[0, *]; }"
                          "SingleTaskMap top f;");
}

TEST(CompareTest, SingleMapsAreCompared) {
  LoggedRun run = readLog("grid2d-2x2cpu");
  // As if `top` had been launched on both nodes.
  run.replications.clear();
  Comparison comparison = compareSingleMap(run);
  // The one on node 1 is not where the map sends it.
  EXPECT_EQ(get(comparison, ComparedDecision::Processor).compared, 44u);
  EXPECT_EQ(countDifferent(comparison, ComparedDecision::Processor), 1u);
}

TEST(CompareTest, ShardsAreNotCompared) {
  Comparison comparison = compareSingleMap(readLog("grid2d-2x2cpu"));
  EXPECT_EQ(get(comparison, ComparedDecision::Processor).compared, 42u);
  EXPECT_EQ(countDifferent(comparison, ComparedDecision::Processor), 0u);
  EXPECT_EQ(comparison.notCompared.at(
                "shards of replicated tasks: there is one on each node"),
            2u);
}

TEST(CompareTest, FewDifferencesAreKept) {
  Comparison comparison = compareWith(readLog("grid2d-2x2cpu"), "Task * CPU;");
  const ComparedCount &layouts = get(comparison, ComparedDecision::Layout);
  EXPECT_EQ(layouts.compared - layouts.equal, 72u);
  EXPECT_EQ(layouts.differences.size(), maxKeptDifferences);
  const Difference &first = layouts.differences.front();
  EXPECT_EQ(first.what, "\"fill tile\" (1,1) arg 0");
  EXPECT_EQ(first.mapper, "SOA");
  EXPECT_EQ(first.log, "AOS");
}
