//===- EvaluationTest.cpp - Tests of outcomes and their order -------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lib/Optimize/Study/EvaluationCodec.h"

#include "mapwright/Optimize/Random.h"

#include "llvm/ADT/STLExtras.h"
#include "gtest/gtest.h"

using namespace mapwright;
using namespace mapwright::optimize;

static Evaluation makeOk(std::vector<double> samples) {
  Evaluation evaluation;
  evaluation.samples = std::move(samples);
  return evaluation;
}

static Evaluation makeFailure(sim::OutcomeKind kind, uint64_t overBytes = 0) {
  Evaluation evaluation;
  evaluation.kind = kind;
  evaluation.overBytes = overBytes;
  return evaluation;
}

TEST(Median, OfFewSamplesHasNoInterval) {
  Interval one = estimateMedian({3.0});
  EXPECT_EQ(one.low, 3);
  EXPECT_EQ(one.high, 3);
  Interval two = estimateMedian({3.0, 4.0});
  EXPECT_EQ(two.low, 3.5);
  EXPECT_EQ(two.median, 3.5);
  EXPECT_EQ(two.high, 3.5);
}

TEST(Median, DoesNotDependOnTheOrder) {
  std::vector<double> samples = {5, 1, 4, 2, 3, 9, 7};
  Interval first = estimateMedian(samples);
  EXPECT_EQ(first.median, 4);
  EXPECT_LT(first.low, first.median);
  EXPECT_GT(first.high, first.median);
  llvm::sort(samples);
  Interval second = estimateMedian(samples);
  EXPECT_EQ(first.low, second.low);
  EXPECT_EQ(first.high, second.high);
}

/// The interval holds the true median about as often as it says. Of 31 samples,
/// as in final races.
TEST(Median, IntervalsHoldTheMedian) {
  Random random(1);
  unsigned numHeld = 0;
  constexpr unsigned numTrials = 200;
  for (unsigned trial = 0; trial < numTrials; ++trial) {
    std::vector<double> samples;
    for (unsigned i = 0; i < 31; ++i)
      samples.push_back(10 + random.normal());
    Interval interval = estimateMedian(samples);
    numHeld += interval.low <= 10 && 10 <= interval.high;
  }
  EXPECT_GT(numHeld, numTrials * 90 / 100);
  EXPECT_LT(numHeld, numTrials);
}

/// No failure outranks any success, however slow.
TEST(Compare, ClassesComeFirst) {
  for (unsigned worse = 0; worse < unsigned(sim::OutcomeKind::Ok); ++worse) {
    Evaluation failure = makeFailure(sim::OutcomeKind(worse));
    EXPECT_EQ(compare(failure, makeOk({1e300})), Verdict::Worse);
    EXPECT_EQ(compare(makeOk({1e300}), failure), Verdict::Better);
    EXPECT_EQ(compare(failure, failure), Verdict::Tie);
    for (unsigned better = worse + 1; better < unsigned(sim::OutcomeKind::Ok);
         ++better)
      EXPECT_EQ(compare(failure, makeFailure(sim::OutcomeKind(better))),
                Verdict::Worse);
  }
}

TEST(Compare, OutOfMemoryByWhatIsMissing) {
  auto make = [](uint64_t bytes) {
    return makeFailure(sim::OutcomeKind::OutOfMemory, bytes);
  };
  EXPECT_EQ(compare(make(1), make(2)), Verdict::Better);
  EXPECT_EQ(compare(make(2), make(1)), Verdict::Worse);
  EXPECT_EQ(compare(make(7), make(7)), Verdict::Tie);
  EXPECT_EQ(compare(make(0), make(UINT64_MAX)), Verdict::Worse);
}

TEST(Compare, TiesInsideOfTheNoise) {
  EXPECT_EQ(compare(makeOk({1.0}), makeOk({1.0 + 1e-12})), Verdict::Better);
  EXPECT_EQ(compare(makeOk({1, 1.1, 1.2}), makeOk({1.05, 1.15, 1.25})),
            Verdict::Tie);
  EXPECT_EQ(compare(makeOk({1, 1.1, 1.2}), makeOk({2, 2.1, 2.2})),
            Verdict::Better);
  EXPECT_EQ(compare(makeOk({2, 2.1, 2.2}), makeOk({1, 1.1, 1.2})),
            Verdict::Worse);
}

//===----------------------------------------------------------------------===//
// As text
//===----------------------------------------------------------------------===//

TEST(Codec, SamplesComeBackBitForBit) {
  Random random(2);
  std::vector<double> samples = {0.1, 1e-310, 1.7e308, -0.0, 3};
  for (unsigned i = 0; i < 1000; ++i)
    samples.push_back(random.unit() / double(1 + random.below(1u << 30)));
  std::optional<std::vector<double>> decoded =
      decodeSamples(encodeSamples(samples));
  ASSERT_TRUE(decoded);
  EXPECT_EQ(*decoded, samples);
  EXPECT_FALSE(decodeSamples("[1,"));
  EXPECT_FALSE(decodeSamples("{}"));
}

static Feedback makeFeedback() {
  Feedback feedback;
  feedback.outcome.kind = sim::OutcomeKind::OutOfMemory;
  feedback.outcome.check = "capacity";
  feedback.outcome.seconds = 0.1;
  feedback.outcome.memory = "FBMEM";
  feedback.outcome.overBytes = 1ull << 40;
  feedback.raw = "a \"line\"\nand \t another\n";
  feedback.explain.push_back({"rule", "text", {{"name", "value"}}, 3});
  Suggestion suggestion;
  suggestion.rule = "other";
  suggestion.text = "do it";
  suggestion.cause = Cause::Flags;
  suggestion.flag = "-ll:fsize 10";
  suggestion.edit = "memory";
  suggestion.gain = 1.0 / 3;
  suggestion.fix = Fix{"title",
                       {{"a.mapper", 3, 7, "text"}, {"a.mapper", 9, 9, ""}},
                       Applicability::Machine};
  feedback.suggest.push_back(suggestion);
  feedback.unmatched.push_back("what?");
  return feedback;
}

TEST(Codec, FeedbackComesBack) {
  Feedback feedback = makeFeedback();
  std::string text = encodeFeedback(feedback);
  std::optional<Feedback> decoded = decodeFeedback(text);
  ASSERT_TRUE(decoded);
  EXPECT_EQ(encodeFeedback(*decoded), text);
  ASSERT_EQ(decoded->suggest.size(), 1u);
  ASSERT_TRUE(decoded->suggest[0].fix);
  EXPECT_EQ(decoded->suggest[0].fix->edits[0].end, 7u);
  EXPECT_EQ(decoded->suggest[0].fix->applicability, Applicability::Machine);
  EXPECT_EQ(decoded->suggest[0].gain, 1.0 / 3);
  EXPECT_EQ(decoded->suggest[0].cause, Cause::Flags);
  EXPECT_EQ(decoded->outcome.overBytes, uint64_t(1) << 40);
  EXPECT_EQ(decoded->explain[0].captures.at("name"), "value");
  EXPECT_EQ(decoded->explain[0].count, 3u);
}

TEST(Codec, RejectsOtherTexts) {
  EXPECT_TRUE(decodeFeedback(""));
  EXPECT_FALSE(decodeFeedback("{}"));
  EXPECT_FALSE(decodeFeedback("not JSON"));
  EXPECT_FALSE(parseOutcomeKind("great"));
}

TEST(Codec, NormalFormHasNoNonsense) {
  Evaluation nan = makeOk({1, NAN});
  normalize(nan);
  EXPECT_EQ(nan.kind, sim::OutcomeKind::RuntimeError);
  EXPECT_TRUE(nan.samples.empty());
  Evaluation nothing = makeOk({});
  normalize(nothing);
  EXPECT_EQ(nothing.kind, sim::OutcomeKind::RuntimeError);
  Evaluation bytes = makeOk({1});
  bytes.feedback.raw = "\xff\xfe not UTF-8";
  normalize(bytes);
  Evaluation again = bytes;
  normalize(again);
  EXPECT_EQ(again.feedback.raw, bytes.feedback.raw);
  EXPECT_TRUE(bytes.isOk());
}
