//===- GuidedTest.cpp - Tests of the guided search ------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SearchHarness.h"

#include "lib/Optimize/Search/GuidedChanges.h"
#include "lib/Optimize/Search/GuidedEstimate.h"
#include "lib/Optimize/Search/GuidedParts.h"

#include "gtest/gtest.h"

#include <cmath>
#include <set>

using namespace mapwright;
using namespace mapwright::optimize;

static double simulateMapper(const SearchHarness &harness,
                             const std::string &source) {
  Candidate candidate =
      Screener(harness.problem).screen(source, GuideLevel::Raw, false);
  EXPECT_TRUE(candidate.resolved) << candidate.failure.text;
  if (!candidate.resolved)
    return INFINITY;
  sim::Result result = sim::simulate(harness.graph, harness.model,
                                     candidate.resolved->placement);
  EXPECT_EQ(result.outcome.kind, sim::OutcomeKind::Ok);
  return result.outcome.seconds;
}

static History searchGuided(const SearchHarness &harness, uint64_t seed,
                            uint64_t budget, unsigned roundSize = 1) {
  auto proposer = makeGuided({harness.problem, harness.space, seed, budget});
  EXPECT_FALSE(proposer->wantsFeedback());
  return search(harness, *proposer, budget, roundSize);
}

/// Mappers as the search meets them: an opening with some changes. Of random
/// ones hardly any runs in some programs.
static std::vector<Assignment> makeAssignments(const SearchHarness &harness,
                                               unsigned count) {
  ChangeMaker maker(harness.problem, harness.space);
  std::vector<Opening> openings = maker.makeOpenings();
  llvm::ArrayRef<Change> lists[] = {maker.getGroupChanges(),
                                    maker.getSingleChanges()};
  Random random(7);
  std::vector<Assignment> assignments;
  while (assignments.size() < count) {
    Assignment made = openings[random.below(openings.size())].assignment;
    for (uint64_t left = random.below(5); left > 0; --left) {
      llvm::ArrayRef<Change> list = lists[random.below(2)];
      made = maker.apply(made, list[random.below(list.size())]);
    }
    assignments.push_back(std::move(made));
  }
  return assignments;
}

//===----------------------------------------------------------------------===//
// Estimates
//===----------------------------------------------------------------------===//

/// Kendall's tau of estimates and simulated times.
static double correlate(const SearchHarness &harness, unsigned count) {
  CostEstimator estimator(harness.graph, harness.model);
  Screener screener(harness.problem);
  std::vector<std::pair<double, double>> pairs;
  for (const Assignment &assignment : makeAssignments(harness, count)) {
    Candidate candidate = screener.screen(harness.space.write(assignment),
                                          GuideLevel::Raw, false);
    if (!candidate.resolved)
      continue;
    const sim::Placement &placement = candidate.resolved->placement;
    sim::Result result = sim::simulate(harness.graph, harness.model, placement);
    std::optional<double> estimate = estimator.estimate(placement);
    EXPECT_TRUE(estimate);
    if (result.outcome.kind == sim::OutcomeKind::Ok && estimate)
      pairs.push_back({*estimate, result.outcome.seconds});
  }
  EXPECT_GE(pairs.size(), count / 4);
  double agreement = 0, total = 0;
  for (size_t a = 0; a < pairs.size(); ++a)
    for (size_t b = 0; b < a; ++b) {
      // Next to equal ones need no order.
      if (std::abs(pairs[a].second / pairs[b].second - 1) < 0.01)
        continue;
      double sign = (pairs[a].first - pairs[b].first) *
                    (pairs[a].second - pairs[b].second);
      agreement += sign > 0 ? 1 : -1;
      total += 1;
    }
  return agreement / total;
}

TEST(GuidedEstimate, RanksMappersMuchAsSimulationDoes) {
  EXPECT_GE(correlate(SearchHarness("circuit:pieces=8,loops=3",
                                    readMapper("circuit", "naive")),
                      100),
            0.8);
  EXPECT_GE(
      correlate(SearchHarness("cannon", readMapper("cannon", "naive")), 100),
      0.8);
}

TEST(GuidedEstimate, KnowsExpertsFromNaiveMappers) {
  for (const char *program : allPrograms) {
    SearchHarness harness(program, readMapper(program, "naive"));
    CostEstimator estimator(harness.graph, harness.model);
    Screener screener(harness.problem);
    auto estimate = [&](llvm::StringRef name) {
      Candidate candidate =
          screener.screen(readMapper(program, name), GuideLevel::Raw, false);
      return estimator.estimate(candidate.resolved->placement).value();
    };
    EXPECT_LT(estimate("expert"), estimate("naive")) << program;
  }
}

TEST(GuidedEstimate, HasNoneWithoutAVariant) {
  SearchHarness harness("pennant", readMapper("pennant", "expert"));
  sim::Placement placement =
      Screener(harness.problem)
          .screen(harness.problem.source, GuideLevel::Raw, false)
          .resolved->placement;
  CostEstimator estimator(harness.graph, harness.model);
  ASSERT_TRUE(estimator.estimate(placement));
  uint32_t gpu = harness.model.getProcessor({ProcKind::GPU, 0, 0});
  bool hasMoved = false;
  for (auto &launch : placement.launches)
    if (launch.kind == ProcKind::CPU && !launch.isRelativeToParent) {
      launch.processors.assign(launch.processors.size(), gpu);
      hasMoved = true;
    }
  ASSERT_TRUE(hasMoved);
  EXPECT_FALSE(estimator.estimate(placement));
}

//===----------------------------------------------------------------------===//
// Placements from parts
//===----------------------------------------------------------------------===//

/// Whether a launch has a place for each processor its parent may run on: then
/// parts may know fewer of them.
static bool looksAtParent(const sim::LaunchPlacement &launch) {
  return !launch.firstOfParent.empty();
}

static void expectPartsFit(llvm::StringRef program, llvm::StringRef machine) {
  SearchHarness harness(program, readMapper(program.split(':').first, "naive"),
                        machine);
  PlacementParts parts(harness.problem, harness.space);
  Resolver resolver(harness.program, harness.model);
  Screener screener(harness.problem);
  unsigned numCompared = 0;
  for (const Assignment &assignment : makeAssignments(harness, 60)) {
    Candidate candidate = screener.screen(harness.space.write(assignment),
                                          GuideLevel::Raw, false);
    if (!candidate.resolved)
      continue;
    const sim::Placement &whole = candidate.resolved->placement;
    std::optional<sim::Placement> composed = parts.compose(assignment);
    ASSERT_TRUE(composed);
    ++numCompared;
    EXPECT_EQ(composed->isReplicated, whole.isReplicated);
    ASSERT_EQ(composed->launches.size(), whole.launches.size());
    for (size_t launch = 0; launch < whole.launches.size(); ++launch) {
      const sim::LaunchPlacement &a = composed->launches[launch];
      const sim::LaunchPlacement &b = whole.launches[launch];
      EXPECT_EQ(a.kind, b.kind);
      EXPECT_TRUE(a.arguments == b.arguments) << program.str() << launch;
      EXPECT_EQ(a.takesFirstFree, b.takesFirstFree);
      if (!looksAtParent(a) && !looksAtParent(b))
        EXPECT_EQ(a.processors, b.processors) << program.str() << launch;
    }
    for (size_t task = 0; task < whole.limits.size(); ++task)
      EXPECT_EQ(composed->limits[task], whole.limits[task]);
  }
  EXPECT_GT(numCompared, 5u) << program.str();
}

TEST(GuidedParts, DecideWhatTheWholeTextDoes) {
  expectPartsFit("circuit", "p100x4");
  expectPartsFit("circuit:pieces=8", "p100x4:2");
  expectPartsFit("pennant", "p100x4");
  expectPartsFit("solomonik", "p100x4");
}

TEST(GuidedParts, KnowOfMappersThatDoNotResolve) {
  // Eight points do not fit on four GPUs by their number.
  SearchHarness harness("circuit:pieces=8", R"(Task * GPU,CPU;
mgpu = Machine(GPU);
def outside(Task t) {
    return mgpu[0, t.ipoint[0]];
}
IndexTaskMap * outside;
)");
  PlacementParts parts(harness.problem, harness.space);
  EXPECT_FALSE(parts.compose(harness.space.getStart()));
  EXPECT_FALSE(parts.compose(harness.space.getStart()));
}

//===----------------------------------------------------------------------===//
// Changes
//===----------------------------------------------------------------------===//

TEST(GuidedChanges, StayInTheSpaceAndSuitTheirProcessors) {
  SearchHarness harness("circuit:pieces=8", manyWays);
  const Space &space = harness.space;
  ChangeMaker maker(harness.problem, space);
  EXPECT_FALSE(maker.getGroupChanges().empty());
  for (const Change &change : maker.getGroupChanges()) {
    EXPECT_GE(change.choices.size(), 2u);
    std::set<uint32_t> dimensions;
    for (auto [dimension, choice] : change.choices) {
      EXPECT_LT(choice, space.getDimensions()[dimension].choices.size());
      EXPECT_TRUE(dimensions.insert(dimension).second);
    }
  }
  for (const Change &change : maker.getSingleChanges()) {
    Assignment changed = maker.apply(space.getStart(), change);
    auto [dimension, choice] = change.choices.front();
    EXPECT_EQ(changed[dimension], choice);
    const Dimension &facts = space.getDimensions()[dimension];
    if (facts.kind != DimensionKind::Processor)
      continue;
    ProcKind kind = space.getKind(changed, facts.task);
    for (uint32_t other = 0; other < changed.size(); ++other)
      if (space.getDimensions()[other].task == facts.task)
        EXPECT_TRUE(space.suits(other, changed[other], kind));
  }
}

TEST(GuidedChanges, OpeningsAreMappersThatCanRun) {
  for (const char *program : {"circuit", "cannon", "cosma"}) {
    SearchHarness harness(program, readMapper(program, "naive"));
    std::vector<Opening> openings =
        ChangeMaker(harness.problem, harness.space).makeOpenings();
    ASSERT_FALSE(openings.empty());
    Screener screener(harness.problem);
    unsigned numGood = 0;
    for (const Opening &opening : openings)
      numGood += screener
                     .screen(harness.space.write(opening.assignment),
                             GuideLevel::Raw, false)
                     .resolved.has_value();
    EXPECT_GT(numGood, openings.size() / 3) << program;
  }
}

//===----------------------------------------------------------------------===//
// The search
//===----------------------------------------------------------------------===//

class GuidedOnPrograms : public testing::TestWithParam<const char *> {};

TEST_P(GuidedOnPrograms, MatchesTheExpertWithTenEvaluations) {
  SearchHarness harness(GetParam(), readMapper(GetParam(), "naive"));
  double expert = simulateMapper(harness, readMapper(GetParam(), "expert"));
  for (uint64_t seed : {0, 17}) {
    History history = searchGuided(harness, seed, 10);
    EXPECT_LE(history.trials.back().numEvaluations, 10u);
    EXPECT_LE(getBestSeconds(history), expert) << "seed " << seed;
    for (const Trial &trial : history.trials)
      EXPECT_EQ(trial.proposal.numWhatIfs, 0u);
  }
}

INSTANTIATE_TEST_SUITE_P(, GuidedOnPrograms, testing::ValuesIn(allPrograms),
                         [](const auto &info) {
                           return std::string(info.param);
                         });

TEST(Guided, ProposesNothingTwiceAndNothingThatIsRejected) {
  SearchHarness harness("circuit:pieces=4,steps=2,loops=2",
                        readMapper("circuit", "naive"));
  History history = searchGuided(harness, 1, 150);
  EXPECT_EQ(history.trials.back().numEvaluations, 150u);
  for (const Trial &trial : history.trials) {
    EXPECT_FALSE(trial.duplicateOf) << trial.proposal.origin;
    EXPECT_GT(trial.evaluation.kind, sim::OutcomeKind::Rejected);
    EXPECT_FALSE(trial.proposal.origin.empty() && trial.number > 0);
  }
}

TEST(Guided, IsAFunctionOfTheSeedAlsoInRounds) {
  SearchHarness harness("circuit:pieces=4,steps=2,loops=2",
                        readMapper("circuit", "naive"));
  auto list = [&](uint64_t seed, unsigned roundSize) {
    std::vector<std::string> sources;
    for (const Trial &trial : searchGuided(harness, seed, 60, roundSize).trials)
      sources.push_back(trial.proposal.source);
    return sources;
  };
  EXPECT_EQ(list(1, 1), list(1, 1));
  EXPECT_EQ(list(1, 3), list(1, 3));
  EXPECT_NE(list(1, 1), list(2, 1));
}

TEST(Guided, CountsItsWhatIfsIfItAsksThem) {
  SearchHarness harness("circuit:pieces=4,steps=2,loops=2",
                        readMapper("circuit", "naive"));
  auto proposer =
      makeSearcher("guided-whatif", {harness.problem, harness.space, 0, 12});
  ASSERT_TRUE(proposer);
  EXPECT_EQ(proposer->getName(), "guided-whatif");
  EXPECT_TRUE(proposer->wantsFeedback());
  History history = search(harness, *proposer, 12);
  uint64_t numWhatIfs = 0;
  for (const Trial &trial : history.trials)
    numWhatIfs += trial.proposal.numWhatIfs;
  EXPECT_GT(numWhatIfs, 50u);
  EXPECT_LE(getBestSeconds(history),
            getBestSeconds(searchGuided(harness, 0, 2)));
}

TEST(Guided, GetsARejectedStartToRun) {
  SearchHarness harness("circuit:pieces=8", R"(Task * GPU,CPU;
mgpu = Machine(GPU);
def outside(Task t) {
    return mgpu[0, t.ipoint[0]];
}
IndexTaskMap * outside;
)");
  History history = searchGuided(harness, 0, 10);
  EXPECT_FALSE(history.trials.front().evaluation.isOk());
  EXPECT_TRUE(history.getIncumbent().evaluation.isOk());
  // The first thing to try is what the diagnostic proposes.
  EXPECT_EQ(history.trials[1].proposal.parent, 0u);
  EXPECT_NE(history.trials[1].proposal.source.find("% "), std::string::npos);
}

TEST(Guided, GetsAStartThatRunsOutOfMemoryToRun) {
  // Zero-copy memory holds 2 GiB, a matrix has as much.
  SearchHarness harness("cannon", R"(Task * GPU,CPU;
mgpu = Machine(GPU);
def by_coordinate(Task t) {
    return mgpu[0, t.ipoint[-1] % mgpu.size[1]];
}
IndexTaskMap * by_coordinate;
Region * * GPU ZCMEM;
Layout * * * SOA C_order;
)");
  History history = searchGuided(harness, 0, 10);
  EXPECT_FALSE(history.trials.front().evaluation.isOk());
  EXPECT_TRUE(history.getIncumbent().evaluation.isOk());
}
