//===- ScreenTest.cpp - Tests of screening and simulating -----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "StudyHarness.h"

#include "mapwright/Optimize/CandidateEvaluator.h"

#include "gtest/gtest.h"

using namespace mapwright;
using namespace mapwright::optimize;

TEST(Screen, IdentifiesByDecisions) {
  SmallProblem small;
  Screener screener(small.problem);
  Candidate first = screener.screen(SmallProblem::naive, GuideLevel::Suggest);
  ASSERT_TRUE(first.resolved);
  EXPECT_EQ(first.identity.size(), 64u);
  Candidate same = screener.screen(
      (SmallProblem::naive + llvm::StringRef("# comment\n")).str(),
      GuideLevel::Suggest);
  EXPECT_EQ(first.identity, same.identity);
  Candidate other = screener.screen("Task * CPU;", GuideLevel::Suggest);
  ASSERT_TRUE(other.resolved);
  EXPECT_NE(first.identity, other.identity);
}

TEST(Screen, TellsParseErrors) {
  SmallProblem small;
  Screener screener(small.problem);
  Candidate bad = screener.screen("Task * CPU", GuideLevel::Suggest);
  EXPECT_FALSE(bad.resolved);
  EXPECT_EQ(bad.failure.kind, sim::OutcomeKind::ParseError);
  EXPECT_TRUE(llvm::StringRef(bad.identity).starts_with("text:"));
  EXPECT_NE(bad.failure.text.find("1:"), std::string::npos);
  EXPECT_FALSE(bad.failure.feedback.explain.empty());
  EXPECT_FALSE(bad.failure.feedback.suggest.empty());
}

TEST(Screen, TellsRejections) {
  SmallProblem small;
  Screener screener(small.problem);
  Candidate bad = screener.screen("IndexTaskMap * f;", GuideLevel::Suggest);
  EXPECT_EQ(bad.failure.kind, sim::OutcomeKind::Rejected);
  // A processor that does not exist.
  Candidate outside = screener.screen(
      "m = Machine(CPU);\ndef f(Task t) { return m[0, 1000]; }\n"
      "IndexTaskMap * f;\n",
      GuideLevel::Suggest);
  EXPECT_FALSE(outside.resolved);
  EXPECT_EQ(outside.failure.kind, sim::OutcomeKind::Rejected);
  EXPECT_NE(outside.failure.text.find("[mapwright-index-bounds]"),
            std::string::npos)
      << outside.failure.text;
}

TEST(Screen, GivesFeedbackIfWanted) {
  SmallProblem small;
  Screener screener(small.problem);
  Candidate silent = screener.screen("Task * CPU", GuideLevel::Suggest, false);
  EXPECT_FALSE(silent.failure.text.empty());
  EXPECT_TRUE(silent.failure.feedback.raw.empty());
  Candidate raw = screener.screen("Task * CPU", GuideLevel::Raw);
  EXPECT_FALSE(raw.failure.feedback.raw.empty());
  EXPECT_TRUE(raw.failure.feedback.explain.empty());
  EXPECT_TRUE(raw.failure.feedback.suggest.empty());
}

TEST(SimEvaluator, GivesTimesAndAdvice) {
  SmallProblem small;
  Screener screener(small.problem);
  std::unique_ptr<CandidateEvaluator> evaluator =
      makeSimEvaluator(small.problem);
  Candidate candidate =
      screener.screen(SmallProblem::naive, GuideLevel::Suggest);
  EvaluationRequest request;
  Evaluation first = llvm::cantFail(evaluator->evaluate(candidate, request));
  ASSERT_TRUE(first.isOk());
  ASSERT_EQ(first.samples.size(), 1u);
  EXPECT_GT(first.samples[0], 0);
  EXPECT_FALSE(first.feedback.raw.empty());
  EXPECT_FALSE(first.feedback.suggest.empty());
  request.wantsFeedback = false;
  Evaluation second = llvm::cantFail(evaluator->evaluate(candidate, request));
  EXPECT_EQ(first.samples, second.samples);
  EXPECT_TRUE(second.feedback.raw.empty());
  request.shouldStop = [] { return true; };
  llvm::Expected<Evaluation> stopped = evaluator->evaluate(candidate, request);
  ASSERT_FALSE(stopped);
  EXPECT_EQ(llvm::errorToErrorCode(stopped.takeError()),
            std::errc::operation_canceled);
}
