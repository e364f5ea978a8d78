//===- CompareSpyTest.cpp - Compares mappers with Spy logs ----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MapperHarness.h"

#include "mapwright/Evaluate/Compare.h"
#include "mapwright/Program/ImportRunFile.h"

using namespace mapwright;

static LoggedRun loadOwnLog(const std::string &name) {
  std::string path = MAPWRIGHT_TEST_INPUTS "/legion/" + name + ".spy.log.gz";
  auto file = llvm::cantFail(readRunFile(path, maxLogBytes));
  return llvm::cantFail(readLoggedRun(file->getBuffer(), "circuit.spy"));
}

static Comparison compareWith(llvm::StringRef text, const LoggedRun &run) {
  MapperHarness mapper(text, run.machine);
  LoggedLaunches launches = run.indexLaunches();
  DecisionTable table =
      *decide(mapper.getEvaluator(), launches.launches, nullptr);
  return compare(mapper.getEvaluator(), run, launches, table);
}

static const ComparedCount &get(const Comparison &comparison,
                                ComparedDecision decision) {
  return comparison.counts[static_cast<unsigned>(decision)];
}

/// All instances of that run are SOA in SYSMEM, of one node's CPUs.
TEST(CompareSpy, Defaults) {
  LoggedRun run = loadOwnLog("circuit-cpu2");
  Comparison comparison = compareWith("", run);
  for (ComparedDecision decision :
       {ComparedDecision::Sharding, ComparedDecision::Kind,
        ComparedDecision::Memory, ComparedDecision::Layout}) {
    const ComparedCount &count = get(comparison, decision);
    EXPECT_GT(count.compared, 0u) << spelling(decision).str();
    EXPECT_EQ(count.equal, count.compared) << spelling(decision).str();
  }
  // Tasks of that run might run on either processor. The log does not show it.
  const ComparedCount &processors =
      get(comparison, ComparedDecision::Processor);
  EXPECT_EQ(processors.compared, 29u);
  EXPECT_EQ(processors.equal, 29u);
  EXPECT_EQ(comparison.notCompared
                ["tasks started on another processor of the node: the log does "
                 "not show where else they might have run"],
            19u);
  EXPECT_TRUE(comparison.isEqual());
  // Slices are not in a Spy log.
  EXPECT_EQ(get(comparison, ComparedDecision::Slicing).compared, 0u);
}

/// Statements find requirements by their names.
TEST(CompareSpy, NamesOfRegions) {
  LoggedRun run = loadOwnLog("circuit-cpu2");
  auto countDifferences = [&](llvm::StringRef text) {
    const ComparedCount &count =
        get(compareWith(text, run), ComparedDecision::Layout);
    return count.compared - count.equal;
  };
  // 12 points of calc_new_currents and of distribute_charge have one each.
  EXPECT_EQ(countDifferences("Layout calc_new_currents "
                             "\"ghost_nodes_of_piece_*\" * AOS;"),
            12u);
  EXPECT_EQ(countDifferences("Layout * \"ghost partition\" * AOS;"), 24u);
  EXPECT_EQ(countDifferences("Layout * \"no such name\" * AOS;"), 0u);
}
