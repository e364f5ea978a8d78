//===- SearchersTest.cpp - Tests of the searchers -------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SearchHarness.h"

#include "lib/Optimize/Search/AucBandit.h"
#include "lib/Optimize/Search/OverlapRepair.h"

#include "llvm/ADT/STLExtras.h"
#include "gtest/gtest.h"

#include <algorithm>
#include <cmath>

using namespace mapwright;
using namespace mapwright::optimize;

static constexpr const char *ownSearchers[] = {
    "random", "hillclimb", "ccd", "anneal", "bandit", "bandit-seeded"};

static SearchHarness makeSmall() {
  return SearchHarness("circuit:pieces=4,steps=2",
                       readMapper("circuit", "naive"));
}

static std::vector<std::string> listSources(const History &history) {
  std::vector<std::string> sources;
  for (const Trial &trial : history.trials)
    sources.push_back(trial.proposal.source);
  return sources;
}

//===----------------------------------------------------------------------===//
// All searchers
//===----------------------------------------------------------------------===//

class AllSearchers : public testing::TestWithParam<const char *> {
protected:
  History run(uint64_t seed, uint64_t budget, unsigned roundSize = 1) {
    auto proposer = makeSearcher(
        GetParam(), {harness.problem, harness.space, seed, budget});
    EXPECT_EQ(proposer->getName(), GetParam());
    EXPECT_FALSE(proposer->wantsFeedback());
    return search(harness, *proposer, budget, roundSize);
  }

  SearchHarness harness = makeSmall();
};

TEST_P(AllSearchers, AreFunctionsOfTheSeed) {
  std::vector<std::string> once = listSources(run(1, 60));
  EXPECT_EQ(once, listSources(run(1, 60)));
  // Coordinate descent draws nothing.
  if (GetParam() != llvm::StringRef("ccd"))
    EXPECT_NE(once, listSources(run(2, 60)));
}

/// Also with several proposals before the first of their trials.
TEST_P(AllSearchers, ProposeInRounds) {
  History history = run(3, 60, 4);
  EXPECT_GE(history.trials.back().numEvaluations, 60u);
  EXPECT_EQ(listSources(history), listSources(run(3, 60, 4)));
}

TEST_P(AllSearchers, StayInTheSpace) {
  History history = run(4, 150);
  for (const Trial &trial : history.trials) {
    ASSERT_NE(trial.evaluation.kind, sim::OutcomeKind::ParseError)
        << trial.proposal.source;
    if (trial.proposal.parent)
      EXPECT_LT(*trial.proposal.parent, trial.number);
    EXPECT_TRUE(trial.number == 0 || !trial.proposal.origin.empty());
  }
}

INSTANTIATE_TEST_SUITE_P(Searchers, AllSearchers,
                         testing::ValuesIn(ownSearchers));

static double findBest(llvm::StringRef name, uint64_t seed) {
  constexpr uint64_t budget = 100;
  static const SearchHarness harness("cannon", readMapper("cannon", "naive"));
  auto proposer =
      makeSearcher(name, {harness.problem, harness.space, seed, budget});
  return getBestSeconds(search(harness, *proposer, budget));
}

class Learners : public testing::TestWithParam<const char *> {};

/// Few random mappers of Cannon's algorithm run at all. Those that know the
/// start and learn find more than three times as much random search.
TEST_P(Learners, AreBetterThanChance) {
  static const double byChance = std::min(
      {findBest("random", 1), findBest("random", 2), findBest("random", 3)});
  for (uint64_t seed = 1; seed <= 2; ++seed)
    EXPECT_LT(findBest(GetParam(), seed), byChance);
}

INSTANTIATE_TEST_SUITE_P(Searchers, Learners,
                         testing::Values("hillclimb", "ccd", "anneal",
                                         "bandit-seeded"));

TEST(Searchers, AreKnownByName) {
  SearchHarness harness = makeSmall();
  for (llvm::StringRef name : getSearcherNames()) {
    auto proposer = makeSearcher(name, {harness.problem, harness.space});
    ASSERT_TRUE(proposer) << name.str();
    EXPECT_EQ(proposer->getName(), name);
  }
  EXPECT_FALSE(makeSearcher("Random", {harness.problem, harness.space}));
}

/// It ends when a rotation without edges brings nothing.
TEST(CoordinateDescent, EndsAtACoordinateOptimum) {
  SearchHarness harness = makeSmall();
  auto proposer = makeSearcher("ccd", {harness.problem, harness.space});
  History history = search(harness, *proposer, 100000);
  EXPECT_LT(history.trials.back().numEvaluations, 100000u);
  EXPECT_EQ(history.trials[1].proposal.numWhatIfs, 1u);
}

TEST(Bandit, CreditsProgressWhereAsked) {
  SearchHarness harness = makeSmall();
  BanditOptions options;
  options.creditsProgress = true;
  auto proposer = makeBandit({harness.problem, harness.space, 1, 60}, options);
  EXPECT_NE(proposer->getFingerprint(),
            makeSearcher("bandit", {harness.problem, harness.space, 1, 60})
                ->getFingerprint());
  EXPECT_LT(getBestSeconds(search(harness, *proposer, 60)), INFINITY);
}

//===----------------------------------------------------------------------===//
// Bandit
//===----------------------------------------------------------------------===//

/// The area under the curve as its definition says.
static double sumDirectly(llvm::ArrayRef<std::pair<unsigned, bool>> history,
                          size_t window, unsigned technique) {
  uint64_t uses = 0, sum = 0;
  for (auto [used, isSuccess] : history.take_back(window)) {
    if (used != technique)
      continue;
    ++uses;
    sum += isSuccess ? uses : 0;
  }
  return uses ? 2.0 * sum / (double(uses) * (uses + 1)) : 0;
}

TEST(AucBandit, EqualsTheSumOverTheWindow) {
  for (uint64_t seed = 0; seed < 300; ++seed) {
    Random random(seed);
    size_t window = 1 + random.below(60);
    AucBandit bandit(4, window);
    std::vector<std::pair<unsigned, bool>> history;
    for (unsigned step = 0; step < 200; ++step) {
      history.push_back({unsigned(random.below(4)), random.chance(0.3)});
      bandit.push(history.back().first, history.back().second);
      for (unsigned technique = 0; technique < 4; ++technique)
        ASSERT_DOUBLE_EQ(bandit.getAuc(technique),
                         sumDirectly(history, window, technique));
    }
  }
}

TEST(AucBandit, RanksUnusedThenSuccessful) {
  AucBandit bandit(3);
  Random random(1);
  for (unsigned step = 0; step < 50; ++step) {
    bandit.push(0, false);
    bandit.push(1, true);
  }
  EXPECT_EQ(bandit.rank(random), (std::vector<unsigned>{2, 1, 0}));
}

//===----------------------------------------------------------------------===//
// Repair of overlaps
//===----------------------------------------------------------------------===//

/// Memories at both ends of edges whose arguments changed are equal, all are
/// addressable, and without edges nothing but the moved task changes.
static void checkRepair(const Space &space, llvm::ArrayRef<Overlap> edges,
                        const Assignment &from, uint32_t dimension) {
  llvm::ArrayRef<Dimension> dimensions = space.getDimensions();
  std::optional<Assignment> to = repairOverlaps(space, edges, from, dimension);
  if (!to)
    return;
  auto isMoved = [&](uint32_t number) {
    return space.getMemory(from, number) != space.getMemory(*to, number);
  };
  for (const Overlap &edge : edges)
    if (isMoved(edge.first) || isMoved(edge.second))
      EXPECT_EQ(space.getMemory(*to, edge.first),
                space.getMemory(*to, edge.second))
          << dimensions[edge.first].name << ", "
          << dimensions[edge.second].name;
  for (uint32_t number = 0; number < dimensions.size(); ++number) {
    uint32_t task = dimensions[number].task;
    if (dimensions[number].kind == DimensionKind::Memory) {
      ProcKind kind = space.getKind(*to, task);
      if ((*to)[number] != from[number])
        EXPECT_TRUE(space.suits(number, (*to)[number], kind));
    }
    if (edges.empty() && task != dimensions[dimension].task)
      EXPECT_EQ((*to)[number], from[number]);
  }
  EXPECT_EQ((*to)[dimension], from[dimension]);
}

TEST(OverlapRepair, KeepsOverlapsTogether) {
  for (const char *program : {"circuit", "stencil", "pennant", "cannon"}) {
    SearchHarness harness(program, readMapper(program, "naive"));
    const Space &space = harness.space;
    llvm::ArrayRef<Overlap> edges = space.getOverlaps();
    Random random(5);
    unsigned numRepaired = 0;
    for (unsigned round = 0; round < 300; ++round) {
      uint32_t dimension = random.below(space.getDimensions().size());
      DimensionKind kind = space.getDimensions()[dimension].kind;
      if (kind != DimensionKind::Memory && kind != DimensionKind::Processor)
        continue;
      Assignment from = space.getStart();
      from[dimension] =
          random.below(space.getDimensions()[dimension].choices.size());
      llvm::ArrayRef<Overlap> left =
          edges.take_front(random.below(edges.size() + 1));
      checkRepair(space, left, from, dimension);
      checkRepair(space, {}, from, dimension);
      numRepaired += repairOverlaps(space, left, from, dimension).has_value();
    }
    EXPECT_GT(numRepaired, 0u) << program;
  }
}
