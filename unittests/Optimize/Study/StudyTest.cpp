//===- StudyTest.cpp - Tests of the loop of a study -----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "StudyHarness.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

using namespace mapwright;
using namespace mapwright::optimize;

namespace {
/// A study in memory.
struct Harness {
  explicit Harness(std::vector<std::string> sources) : proposer(sources) {
    options.repeats.final = 7;
  }

  llvm::Expected<StudyResult> tryRun() {
    CandidateEvaluator &used = evaluator ? *evaluator : *simulator;
    return runStudy(small.problem, proposer, used, *store, options);
  }
  StudyResult run() { return llvm::cantFail(tryRun()); }
  /// The text of the error that ends a study.
  std::string fail() {
    llvm::Expected<StudyResult> result = tryRun();
    return result ? "no error" : llvm::toString(result.takeError());
  }

  SmallProblem small;
  ListProposer proposer;
  std::unique_ptr<CandidateEvaluator> simulator =
      makeSimEvaluator(small.problem);
  CandidateEvaluator *evaluator = nullptr;
  std::unique_ptr<Store> store = llvm::cantFail(Store::create(""));
  StudyOptions options;
};
} // namespace

/// Mappers that decide different things and run.
static std::string makeLimit(unsigned limit) {
  return SmallProblem::naive + ("InstanceLimit * " + std::to_string(limit)) +
         ";\n";
}

static std::vector<std::string> makeLimits(unsigned n) {
  std::vector<std::string> sources;
  for (unsigned limit = 1; limit <= n; ++limit)
    sources.push_back(makeLimit(limit));
  return sources;
}

//===----------------------------------------------------------------------===//
// Counting and stopping
//===----------------------------------------------------------------------===//

TEST(Study, TheStartIsATrial) {
  Harness harness(makeLimits(3));
  StudyResult result = harness.run();
  ASSERT_EQ(result.history.trials.size(), 4u);
  EXPECT_EQ(result.history.trials[0].proposal.source, SmallProblem::naive);
  EXPECT_TRUE(result.history.trials[0].becameIncumbent);
  EXPECT_EQ(result.history.trials[3].numEvaluations, 4u);
  EXPECT_EQ(result.ledger.evaluations, 4u);
  EXPECT_EQ(result.reason, StopReason::NothingLeft);
  ASSERT_EQ(harness.proposer.observed.size(), 4u);
  EXPECT_EQ(harness.proposer.observed[0].number, 0u);
}

TEST(Study, DuplicatesCostNothing) {
  std::vector<std::string> sources(5, SmallProblem::naive);
  sources.push_back(makeLimit(1));
  sources.push_back(makeLimit(1) + "# a comment\n");
  Harness harness(sources);
  StudyResult result = harness.run();
  EXPECT_EQ(result.ledger.evaluations, 2u);
  EXPECT_EQ(result.ledger.duplicates, 6u);
  EXPECT_EQ(result.history.trials[3].duplicateOf, 0u);
  EXPECT_EQ(result.history.trials[7].duplicateOf, 6u);
  EXPECT_EQ(result.history.trials[7].evaluation.samples,
            result.history.trials[6].evaluation.samples);
  EXPECT_EQ(llvm::cantFail(harness.store->readHistory()).trials.size(), 8u);
}

TEST(Study, StopsAtEachBudget) {
  Harness harness(makeLimits(50));
  harness.options.budgets.evaluations = 7;
  StudyResult result = harness.run();
  EXPECT_EQ(result.reason, StopReason::Evaluations);
  EXPECT_EQ(result.history.trials.size(), 7u);

  Harness patient(std::vector<std::string>(makeLimits(50)));
  patient.options.budgets.patience = 5;
  NoisyEvaluator flat;
  flat.noise = 0;
  flat.measure = [](const Candidate &) { return 1.0; };
  patient.evaluator = &flat;
  result = patient.run();
  EXPECT_EQ(result.reason, StopReason::Patience);
  EXPECT_EQ(result.history.trials.size(), 6u);

  Harness repeating(std::vector<std::string>(50, SmallProblem::naive));
  repeating.options.budgets.duplicatesInARow = 9;
  result = repeating.run();
  EXPECT_EQ(result.reason, StopReason::NothingLeft);
  EXPECT_EQ(result.history.trials.size(), 10u);

  Harness hasty(makeLimits(50));
  hasty.options.budgets.seconds = 1e-6;
  result = hasty.run();
  EXPECT_EQ(result.reason, StopReason::Seconds);
  EXPECT_LE(result.history.trials.size(), 1u);
}

TEST(Study, StopsAtTokensAndMoney) {
  SmallProblem small;
  std::unique_ptr<CandidateEvaluator> evaluator =
      makeSimEvaluator(small.problem);
  StudyOptions options;
  options.level = GuideLevel::Explain;
  options.budgets.tokens = 60;
  std::unique_ptr<Store> store = llvm::cantFail(Store::create(""));
  FickleProposer talkative(1);
  StudyResult result = llvm::cantFail(
      runStudy(small.problem, talkative, *evaluator, *store, options));
  EXPECT_EQ(result.reason, StopReason::Tokens);
  EXPECT_EQ(result.ledger.inputTokens + result.ledger.outputTokens, 60u);
  EXPECT_EQ(result.ledger.exchanges, 4u);
  options.budgets.tokens.reset();
  options.budgets.money = 0.5;
  store = llvm::cantFail(Store::create(""));
  FickleProposer expensive(1);
  result = llvm::cantFail(
      runStudy(small.problem, expensive, *evaluator, *store, options));
  EXPECT_EQ(result.reason, StopReason::Money);
  EXPECT_EQ(result.ledger.money, 0.5);
}

namespace {
/// Gives up when it cannot afford what it needs.
class PoorProposer : public ListProposer {
public:
  using ListProposer::ListProposer;
  llvm::Expected<std::optional<Proposal>>
  propose(const History &history, Exchanges &exchanges) override {
    if (!exchanges.affords(100, 0))
      return std::nullopt;
    return ListProposer::propose(history, exchanges);
  }
};
} // namespace

TEST(Study, TellsWhatIsNotAfforded) {
  Harness harness({});
  PoorProposer poor(makeLimits(3));
  harness.options.budgets.tokens = 99;
  StudyResult result =
      llvm::cantFail(runStudy(harness.small.problem, poor, *harness.simulator,
                              *harness.store, harness.options));
  EXPECT_EQ(result.reason, StopReason::Tokens);
  EXPECT_EQ(result.history.trials.size(), 1u);
}

TEST(Study, RefusesImpossibleBudgets) {
  Harness harness(makeLimits(3));
  harness.options.budgets.evaluations = 0;
  EXPECT_NE(harness.fail().find("0 evaluations"), std::string::npos);
  harness.options.budgets = Budgets();
  harness.options.budgets.seconds = -1;
  EXPECT_NE(harness.fail().find("seconds"), std::string::npos);
  harness.options.budgets.seconds = NAN;
  EXPECT_NE(harness.fail().find("seconds"), std::string::npos);
  harness.options.budgets = Budgets();
  harness.options.budgets.money = -0.1;
  EXPECT_NE(harness.fail().find("money"), std::string::npos);
  harness.options.budgets = Budgets();
  harness.options.budgets.tokens = 0;
  EXPECT_NE(harness.fail().find("tokens"), std::string::npos);
  harness.options.budgets = Budgets();
  harness.options.repeats.screening = 0;
  EXPECT_NE(harness.fail().find("repeats"), std::string::npos);
  EXPECT_TRUE(llvm::cantFail(harness.store->readHistory()).trials.empty());
}

TEST(Study, IsInterruptedAndGoesOn) {
  Harness whole(makeLimits(20));
  std::string expected = describe(whole.run());
  Harness harness(makeLimits(20));
  unsigned numAsked = 0;
  harness.options.shouldStop = [&] { return ++numAsked > 25; };
  StudyResult result = harness.run();
  EXPECT_EQ(result.reason, StopReason::Interrupted);
  EXPECT_LT(result.history.trials.size(), 21u);
  EXPECT_FALSE(llvm::cantFail(harness.store->readResult()));
  harness.options.shouldStop = nullptr;
  harness.proposer.next = 0;
  EXPECT_EQ(describe(harness.run()), expected);
}

//===----------------------------------------------------------------------===//
// Stores of other studies
//===----------------------------------------------------------------------===//

TEST(Study, ResumesTheSameStudyOnly) {
  Harness harness(makeLimits(3));
  harness.run();
  harness.proposer.next = 0;
  harness.options.seed = 1;
  EXPECT_NE(harness.fail().find("another study_seed: '0', not '1'"),
            std::string::npos);
  harness.options.seed = 0;
  harness.options.jobs = 2;
  EXPECT_NE(harness.fail().find("jobs"), std::string::npos);
  harness.options.jobs = 1;
  NoisyEvaluator noisy;
  harness.evaluator = &noisy;
  EXPECT_NE(harness.fail().find("evaluator_options: 'sim', not 'noisy'"),
            std::string::npos);
  harness.evaluator = nullptr;
  harness.small.problem.source += "# changed\n";
  EXPECT_NE(harness.fail().find("start_sha256"), std::string::npos);
}

TEST(Study, NoticesAnotherVersionOfTheProposer) {
  Harness harness(makeLimits(3));
  harness.run();
  harness.proposer.next = 1;
  EXPECT_NE(harness.fail().find("proposal 1 is not that of the study"),
            std::string::npos);
}

/// A study that ended may go on with a larger budget.
TEST(Study, GoesOnWithMore) {
  Harness whole(makeLimits(20));
  whole.options.budgets.evaluations = 15;
  std::string expected = describe(whole.run());
  Harness harness(makeLimits(20));
  harness.options.budgets.evaluations = 6;
  EXPECT_EQ(harness.run().history.trials.size(), 6u);
  harness.proposer.next = 0;
  harness.options.budgets.evaluations = 15;
  EXPECT_EQ(describe(harness.run()), expected);
  EXPECT_EQ(describe(*harness.store), describe(*whole.store));
  // With less there is what there is.
  harness.proposer.next = 0;
  harness.options.budgets.evaluations = 2;
  EXPECT_EQ(harness.run().history.trials.size(), 15u);
}

namespace {
class BrokenEvaluator : public NoisyEvaluator {
public:
  bool isDeterministic() const override { return false; }
  llvm::Expected<Evaluation>
  evaluate(const Candidate &candidate,
           const EvaluationRequest &request) override {
    if (--numLeft < 0)
      return llvm::createStringError("no such command");
    return NoisyEvaluator::evaluate(candidate, request);
  }
  int numLeft = 4;
};
} // namespace

/// What was paid for before an error is kept.
TEST(Study, ErrorsOfTheEvaluatorEndIt) {
  Harness harness(makeLimits(20));
  BrokenEvaluator broken;
  broken.measure = [](const Candidate &) { return 1.0; };
  broken.noise = 0;
  harness.evaluator = &broken;
  EXPECT_EQ(harness.fail(), "no such command");
  EXPECT_EQ(llvm::cantFail(harness.store->readHistory()).trials.size(), 4u);
  // The one that was running is known.
  EXPECT_EQ(llvm::cantFail(harness.store->readPendingProposals()).size(), 1u);
}

//===----------------------------------------------------------------------===//
// Noise
//===----------------------------------------------------------------------===//

namespace {
/// Metrics by limit, which is what the mappers differ in; truly random noise.
class LimitEvaluator : public CandidateEvaluator {
public:
  llvm::StringRef getName() const override { return "limits"; }
  llvm::StringRef getMetric() const override { return "time"; }
  llvm::StringRef getUnit() const override { return "s"; }
  bool isDeterministic() const override { return false; }
  std::string getFingerprint() const override { return "limits"; }
  llvm::Expected<Evaluation>
  evaluate(const Candidate &candidate,
           const EvaluationRequest &request) override {
    unsigned limit = 0;
    llvm::StringRef(candidate.source)
        .split("InstanceLimit * ")
        .second.consumeInteger(10, limit);
    Evaluation evaluation;
    for (unsigned repeat = 0; repeat < request.repeats; ++repeat)
      evaluation.samples.push_back(metrics[limit] *
                                   (1 + noise * random.normal()));
    numRuns += request.repeats;
    return evaluation;
  }
  std::vector<double> metrics; ///< 0: without a limit
  double noise = 0.03;
  Random random{5};
  unsigned numRuns = 0;
};
} // namespace

/// Equal mappers are told to be equal, however lucky one of them is.
TEST(Race, ClaimsNothingInsideOfTheNoise) {
  for (uint64_t seed = 0; seed < 4; ++seed) {
    Harness harness(makeLimits(20));
    LimitEvaluator evaluator;
    evaluator.metrics.assign(21, 1.0);
    evaluator.random = Random(seed);
    harness.evaluator = &evaluator;
    harness.options.repeats.final = 31;
    StudyResult result = harness.run();
    EXPECT_EQ(result.verdict, Verdict::Tie);
    EXPECT_EQ(result.best, SmallProblem::naive);
    EXPECT_GE(result.start.samples.size(), 3u);
  }
}

TEST(Race, FindsWhatIsBetter) {
  for (uint64_t seed = 0; seed < 4; ++seed) {
    Harness harness(makeLimits(20));
    LimitEvaluator evaluator;
    evaluator.metrics.assign(21, 1.0);
    evaluator.metrics[13] = 0.85;
    evaluator.random = Random(seed);
    harness.evaluator = &evaluator;
    harness.options.repeats.final = 31;
    StudyResult result = harness.run();
    EXPECT_EQ(result.verdict, Verdict::Better);
    EXPECT_EQ(result.winner, 13u);
    EXPECT_EQ(result.best, makeLimit(13));
    EXPECT_EQ(result.evaluation.samples.size(), 31u);
    EXPECT_EQ(result.start.samples.size(), 31u);
    ASSERT_EQ(result.attribution.size(), 1u);
    EXPECT_GT(result.attribution[0].ratio, 1.1);
  }
}

/// What is clearly worse is not run as often as what is not.
TEST(Race, DropsTheHopeless) {
  Harness harness(makeLimits(20));
  LimitEvaluator evaluator;
  evaluator.metrics.assign(21, 2.0);
  evaluator.metrics[20] = 1.0;
  harness.evaluator = &evaluator;
  harness.options.minimizes = false;
  harness.options.repeats.final = 31;
  StudyResult result = harness.run();
  EXPECT_EQ(result.winner, 20u);
  std::map<unsigned, size_t> numFinals;
  for (const Measurement &measurement :
       llvm::cantFail(harness.store->readMeasurements()))
    if (measurement.phase == "final")
      numFinals[measurement.trial] += measurement.evaluation.samples.size();
  EXPECT_EQ(numFinals.size(), 6u);
  EXPECT_EQ(numFinals[0], 31u);
  EXPECT_EQ(numFinals[20], 31u);
  for (auto [trial, numSamples] : numFinals)
    if (trial != 0 && trial != 20)
      EXPECT_LE(numSamples, 10u) << trial;
  EXPECT_EQ(evaluator.numRuns, result.ledger.runs);
}

/// The search simulates, the end runs: there the order may be another.
TEST(Race, MayHaveAnotherEvaluator) {
  Harness harness(makeLimits(4));
  LimitEvaluator promising, real;
  promising.metrics = {10, 5, 4, 3, 2};
  real.metrics = {10, 5, 4, 20, 30};
  harness.evaluator = &promising;
  harness.options.finalEvaluator = &real;
  StudyResult result = harness.run();
  EXPECT_EQ(result.history.incumbent, 4u);
  EXPECT_EQ(result.winner, 2u);
  EXPECT_EQ(result.verdict, Verdict::Better);
  EXPECT_NEAR(estimateMedian(result.evaluation.samples).median, 4, 0.5);
}

//===----------------------------------------------------------------------===//
// Minimizing
//===----------------------------------------------------------------------===//

/// What does nothing goes; what matters stays, with what it is worth, and with
/// the function it needs.
TEST(Minimize, LeavesWhatMatters) {
  std::string start = R"(# Everything in one place.
Task * CPU;

# The one place.
def zero(Task t) {
    return Machine(CPU)[0, 0];
}
IndexTaskMap * zero; # no more than that
)";
  std::string winner = R"(Task * CPU;
mcpu = Machine(CPU);
def zero(Task t) {
    return Machine(CPU)[0, 0];
}
# All places.
def over(Task t) {
    return mcpu[0, t.ipoint[0] % mcpu.size[1]];
}
IndexTaskMap CPU over;
IndexTaskMap * zero;
InstanceLimit * 1000;
)";
  Harness harness({winner});
  harness.small.problem.source = start;
  StudyResult result = harness.run();
  ASSERT_EQ(result.winner, 1u);
  ASSERT_EQ(result.verdict, Verdict::Better);
  EXPECT_EQ(result.best, R"(# Everything in one place.
Task * CPU;
mcpu = Machine(CPU);

# The one place.
def zero(Task t) {
    return Machine(CPU)[0, 0];
}
# All places.
def over(Task t) {
    return mcpu[0, t.ipoint[0] % mcpu.size[1]];
}
IndexTaskMap CPU over;
IndexTaskMap * zero; # no more than that
)");
  EXPECT_NE(compare(result.evaluation, result.history.trials[1].evaluation),
            Verdict::Worse);
  Screener screener(harness.small.problem);
  Candidate again = screener.screen(result.best, GuideLevel::Raw);
  ASSERT_TRUE(again.resolved);
  EXPECT_EQ(llvm::cantFail(harness.simulator->evaluate(again, {})).samples,
            result.evaluation.samples);
  // Not the definitions that this map needs.
  ASSERT_EQ(result.attribution.size(), 1u);
  EXPECT_EQ(result.attribution[0].change, "IndexTaskMap CPU over;");
  EXPECT_GT(result.attribution[0].ratio, 1);
}

TEST(Minimize, CanBeLeftOut) {
  Harness harness({"Task * GPU,CPU;\nInstanceLimit * 1000;\n"});
  harness.options.minimizes = false;
  StudyResult result = harness.run();
  EXPECT_TRUE(result.attribution.empty());
  EXPECT_EQ(result.best, result.history.trials[result.winner].proposal.source);
}

//===----------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------===//

TEST(StudyJSON, HasItsSchema) {
  Harness harness({makeLimit(1), "Task", makeLimit(1), "Task * GPU,CPU;"});
  StudyResult result = harness.run();
  std::optional<std::string> text = llvm::cantFail(harness.store->readResult());
  ASSERT_TRUE(text);
  llvm::json::Value value = llvm::cantFail(llvm::json::parse(*text));
  const llvm::json::Object &object = *value.getAsObject();
  EXPECT_EQ(object.getString("schema"), "mapwright-study/1");
  EXPECT_EQ(object.getString("stopped_by"), "nothing left");
  EXPECT_EQ(object.getString("best"), llvm::StringRef(result.best));
  const llvm::json::Array &trials = *object.getArray("trials");
  ASSERT_EQ(trials.size(), 5u);
  EXPECT_EQ(trials[2].getAsObject()->getString("outcome"), "parse error");
  EXPECT_EQ(trials[3].getAsObject()->getInteger("duplicate_of"), 1);
  EXPECT_EQ(object.getObject("ledger")->getInteger("evaluations"), 4);
}
