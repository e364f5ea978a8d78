//===- ExecEvaluatorTest.cpp - Outcomes of real runs ----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Optimize/Exec.h"

#include "lib/Optimize/Exec/RunLimits.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

#include "gtest/gtest.h"

#include <cstdlib>
#include <thread>

using namespace mapwright;
using namespace mapwright::optimize;
using sim::OutcomeKind;

namespace {
class ExecTest : public testing::Test {
protected:
  static std::string readFile(llvm::StringRef path) {
    auto buffer = llvm::MemoryBuffer::getFile(path);
    return buffer ? (*buffer)->getBuffer().str() : "";
  }

  static Candidate makeCandidate(llvm::StringRef name) {
    Candidate candidate;
    candidate.source =
        readFile((MAPWRIGHT_BENCHMARKS "/exec/" + name + ".mapper").str());
    candidate.identity = name.str();
    return candidate;
  }

  static ExecOptions ask(std::vector<std::string> arguments) {
    ExecOptions options;
    options.command = std::move(arguments);
    options.command.insert(options.command.begin(), MISBEHAVE);
    options.timeLimit = 30;
    return options;
  }

  static ExecOptions askShell(std::string script) {
    ExecOptions options;
    options.command = {"sh", "-c", std::move(script)};
    options.timeLimit = 30;
    return options;
  }

  std::unique_ptr<CandidateEvaluator> make(ExecOptions options) const {
    return cantFail(makeExecEvaluator(problem, std::move(options)));
  }

  Evaluation evaluate(ExecOptions options, unsigned repeats = 1) const {
    EvaluationRequest request;
    request.repeats = repeats;
    return cantFail(
        make(std::move(options))->evaluate(makeCandidate("expert"), request));
  }

  /// The text of the error of making an evaluator.
  std::string refuse(ExecOptions options) const {
    auto evaluator = makeExecEvaluator(problem, std::move(options));
    return evaluator ? "" : llvm::toString(evaluator.takeError());
  }

  Program program = cantFail(generateProgram("stencil"));
  MachineModel model = cantFail(loadMachine("nodes:1,CPU:2"));
  sim::TaskGraph graph = cantFail(buildTaskGraph(program));
  Problem problem = {"", "app.mapper", program, model, graph};
};
} // namespace

TEST_F(ExecTest, MeasuresTheWallTime) {
  auto evaluator = make(ask({"sleep", "0.1"}));
  EXPECT_EQ(evaluator->getMetric(), "time");
  EXPECT_EQ(evaluator->getUnit(), "s");
  EXPECT_FALSE(evaluator->isDeterministic());
  Evaluation found = evaluate(ask({"sleep", "0.1"}), 3);
  EXPECT_TRUE(found.isOk()) << found.text;
  ASSERT_EQ(found.samples.size(), 3u);
  for (double sample : found.samples) {
    EXPECT_GE(sample, 0.1);
    EXPECT_LT(sample, 10);
  }
  EXPECT_GE(found.seconds, 0.3);
}

TEST_F(ExecTest, FindsTheMetricInTheOutput) {
  ExecOptions options = askShell("echo rate: 4 M/s; echo rate: 8.0 M/s");
  options.metric.pattern = "^rate: (?P<rate>[-+.eE0-9]+)";
  EXPECT_EQ(evaluate(options).samples, std::vector<double>{8});
  options.metric.takesFirst = true;
  EXPECT_EQ(evaluate(options).samples, std::vector<double>{4});
  options.metric.isHigherBetter = true;
  options.metric.unit = "M/s";
  EXPECT_EQ(evaluate(options).samples, std::vector<double>{0.25});
  EXPECT_EQ(make(options)->getMetric(), "1/rate");
  EXPECT_EQ(make(options)->getUnit(), "1/(M/s)");
}

TEST_F(ExecTest, FindsTheMetricInAFile) {
  llvm::SmallString<128> folder;
  ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("exec-metric", folder));
  ExecOptions options = askShell(
      R"(echo '{"a/b": [{"seconds": 1}, {"seconds": {n}.5}]}' > out-{n}.json)");
  options.folder = std::string(folder);
  options.metric.file = "out-{n}.json";
  options.metric.pointer = "/a~1b/1/seconds";
  EXPECT_EQ(make(options)->getMetric(), "seconds");
  EXPECT_EQ(evaluate(options, 3).samples, (std::vector<double>{1.5, 2.5, 3.5}));

  // A file of an earlier run is none of this one.
  options.command.back() = "true";
  Evaluation found = evaluate(options);
  EXPECT_EQ(found.kind, OutcomeKind::RuntimeError);
  EXPECT_TRUE(llvm::StringRef(found.text).starts_with("no metric: cannot read"))
      << found.text;
  options.command.back() = "echo '{}' > out-{n}.json";
  EXPECT_TRUE(llvm::StringRef(evaluate(options).text)
                  .ends_with("has no number at '/a~1b/1/seconds'"));
  llvm::sys::fs::remove_directories(folder);
}

TEST_F(ExecTest, TellsOutcomesApart) {
  struct Case {
    std::vector<std::string> arguments;
    OutcomeKind kind;
    const char *text;
  };
  const Case cases[] = {
      {{"exit", "3"}, OutcomeKind::RuntimeError, "ended with exit code 3"},
      {{"crash"}, OutcomeKind::Crash, "ended by signal 11"},
      {{"hang"}, OutcomeKind::Timeout, "stopped after 0.5"},
      {{"eat", "300000000"}, OutcomeKind::OutOfMemory, "more than 64 MiB"},
      {{"print", "time: 1"}, OutcomeKind::WrongResult, "matches '^correct$'"},
      {{"print", "correct\ntime: x"}, OutcomeKind::RuntimeError, "no metric"},
      {{"print", "correct\ntime: 0"}, OutcomeKind::RuntimeError, "above 0"},
      {{"print", "correct\ntime: nan"}, OutcomeKind::RuntimeError, "finite"},
      {{"print", "correct\ntime: -2"}, OutcomeKind::RuntimeError, "above 0"},
      {{"nothing"}, OutcomeKind::WrongResult, "no line"},
      {{"print", "correct\ntime: 2"}, OutcomeKind::Ok, ""},
  };
  for (const Case &one : cases) {
    ExecOptions options = ask(one.arguments);
    options.timeLimit = one.kind == OutcomeKind::Timeout ? 0.5 : 20;
    options.memoryLimit = 64 << 20;
    options.correctPattern = "^correct$";
    options.metric.pattern = "^time: (?P<time>-?[0-9]+|nan)";
    Evaluation found = evaluate(options);
    EXPECT_EQ(found.kind, one.kind) << one.arguments[0] << ": " << found.text;
    EXPECT_TRUE(llvm::StringRef(found.text).contains(one.text)) << found.text;
    EXPECT_EQ(found.samples.size(), size_t(found.isOk()));
    EXPECT_EQ(found.feedback.outcome.kind, found.kind);
  }
}

TEST_F(ExecTest, BelievesWhatTheRulesKnow) {
  ExecOptions options =
      askShell("echo \"terminate called after throwing an instance of "
               "'std::bad_alloc'\"; kill -ABRT $$");
  Evaluation found = evaluate(options);
  EXPECT_EQ(found.kind, OutcomeKind::OutOfMemory) << found.text;
  EXPECT_FALSE(found.feedback.explain.empty());
  // But not against a run that ended well.
  options.command.back() = "echo \"  what():  std::bad_alloc\"";
  EXPECT_TRUE(evaluate(options).isOk());
}

TEST_F(ExecTest, TellsAsMuchAsTheLevelSays) {
  ExecOptions options = askShell("echo \"  what():  std::bad_alloc\"; exit 1");
  EvaluationRequest request;
  request.level = GuideLevel::Raw;
  Evaluation found =
      cantFail(make(options)->evaluate(makeCandidate("expert"), request));
  EXPECT_TRUE(llvm::StringRef(found.feedback.raw).contains("bad_alloc"));
  EXPECT_TRUE(found.feedback.explain.empty());
  EXPECT_TRUE(found.feedback.suggest.empty());
  request.wantsFeedback = false;
  found = cantFail(make(options)->evaluate(makeCandidate("expert"), request));
  EXPECT_TRUE(found.feedback.raw.empty());
}

TEST_F(ExecTest, RefusesWhatCannotBeRun) {
  EXPECT_EQ(refuse({}), "there is no command to run candidates with");
  ExecOptions options;
  options.command = {"no-such-command-anywhere"};
  EXPECT_EQ(refuse(options), "cannot find the command "
                             "'no-such-command-anywhere': No such file or "
                             "directory");
  options.command = {"/nowhere/app"};
  EXPECT_EQ(refuse(options), "cannot find the command '/nowhere/app': No such "
                             "file or directory");
  options.command = {MAPWRIGHT_BENCHMARKS "/exec/naive.mapper"};
  EXPECT_NE(refuse(options).find("cannot be executed"), std::string::npos);
  options = askShell("true");
  options.folder = "/nowhere";
  EXPECT_NE(refuse(options).find("no folder '/nowhere'"), std::string::npos);
  for (const char *variable : {"A", "=1", ""}) {
    options = askShell("true");
    options.environment = {variable};
    EXPECT_NE(refuse(options).find("NAME=VALUE"), std::string::npos);
  }
}

TEST_F(ExecTest, RefusesWrongMetrics) {
  ExecOptions options = askShell("true");
  for (const char *pattern : {"(", "time", "(?P<a>.)(?P<b>.)", "([0-9]+)"}) {
    options.metric.pattern = pattern;
    EXPECT_NE(refuse(options).find("metric pattern"), std::string::npos);
  }
  options.metric = {};
  options.metric.file = "out.json";
  options.isConcurrent = true;
  EXPECT_NE(refuse(options).find("use {n}"), std::string::npos);
  options.isConcurrent = false;
  options.metric.pointer = "a";
  EXPECT_NE(refuse(options).find("begin with '/'"), std::string::npos);
  options.metric = {};
  options.correctPattern = "[";
  EXPECT_NE(refuse(options).find("correctness pattern"), std::string::npos);
}

TEST_F(ExecTest, RefusesAFolderThatCannotBeWritten) {
  std::string before = std::getenv("TMPDIR") ? std::getenv("TMPDIR") : "/tmp";
  setenv("TMPDIR", "/proc/self", 1);
  EXPECT_NE(refuse(askShell("true")).find("temporary files"),
            std::string::npos);
  setenv("TMPDIR", before.c_str(), 1);
}

TEST_F(ExecTest, StopsTheStudyIfNothingCanBeStarted) {
  auto evaluator = make(askShell("no-such-command-anywhere --fast"));
  auto found = evaluator->evaluate(makeCandidate("expert"), {});
  ASSERT_FALSE(bool(found));
  std::string text = llvm::toString(found.takeError());
  EXPECT_NE(text.find("exit code 127"), std::string::npos) << text;
  EXPECT_NE(text.find("no-such-command-anywhere"), std::string::npos) << text;
}

TEST_F(ExecTest, GivesTheProgramItsPolicy) {
  ExecOptions options;
  options.command = {BLOCKS, "--steps=1", "--policy={policy}"};
  options.correctPattern = "correct$";
  options.metric.pattern = "^worker 0: (?P<blocks>[0-9]+)";
  EXPECT_EQ(evaluate(options).samples, std::vector<double>{8});
  auto evaluator = make(options);
  Evaluation naive = cantFail(evaluator->evaluate(makeCandidate("naive"), {}));
  EXPECT_EQ(naive.samples, std::vector<double>{16});
  options.command.pop_back();
  EXPECT_EQ(evaluate(options).samples, std::vector<double>{8})
      << "by MAPWRIGHT_MAPPER";
}

TEST_F(ExecTest, GivesTheProgramItsText) {
  ExecOptions options = askShell("cmp {mapper} $WANTED && test -z "
                                 "\"$MAPWRIGHT_MAPPER\" && echo ok");
  options.environment = {"WANTED=" MAPWRIGHT_BENCHMARKS "/exec/expert.mapper"};
  options.correctPattern = "ok";
  Evaluation found = evaluate(options);
  EXPECT_TRUE(found.isOk()) << found.text << found.feedback.raw;
}

TEST_F(ExecTest, RejectsWhatIsNoPolicy) {
  Candidate candidate;
  candidate.source = "Task * CPU";
  candidate.identity = "broken";
  Evaluation found = cantFail(make(ask({"nothing"}))->evaluate(candidate, {}));
  EXPECT_EQ(found.kind, OutcomeKind::Rejected);
  EXPECT_NE(found.text, "");
}

TEST_F(ExecTest, LeavesNoFiles) {
  ExecOptions options = askShell("echo {policy} > $LIST; test -s {policy}");
  llvm::SmallString<128> list;
  ASSERT_FALSE(llvm::sys::fs::createTemporaryFile("policy", "txt", list));
  options.environment = {"LIST=" + std::string(list)};
  EXPECT_TRUE(evaluate(options).isOk());
  std::string policy = llvm::StringRef(readFile(list)).trim().str();
  EXPECT_TRUE(llvm::StringRef(policy).ends_with("/expert.so")) << policy;
  EXPECT_FALSE(llvm::sys::fs::exists(policy));
  llvm::sys::fs::remove(list);
}

TEST_F(ExecTest, StopsWhenTheStudyHasTo) {
  EvaluationRequest request;
  request.secondsLeft = 0.3;
  auto found = make(ask({"hang"}))->evaluate(makeCandidate("expert"), request);
  ASSERT_FALSE(bool(found));
  EXPECT_EQ(llvm::errorToErrorCode(found.takeError()),
            std::errc::operation_canceled);
  request.secondsLeft = 0;
  request.shouldStop = [] { return true; };
  found = make(ask({"hang"}))->evaluate(makeCandidate("expert"), request);
  ASSERT_FALSE(bool(found));
  EXPECT_EQ(llvm::errorToErrorCode(found.takeError()),
            std::errc::operation_canceled);
}

TEST_F(ExecTest, KeepsTheRunsThatAreDone) {
  EvaluationRequest request;
  request.repeats = 1000;
  request.secondsLeft = 4;
  Evaluation found = cantFail(make(ask({"sleep", "0.2", "{mapper}"}))
                                  ->evaluate(makeCandidate("expert"), request));
  EXPECT_TRUE(found.isOk());
  EXPECT_GE(found.samples.size(), 1u);
  EXPECT_LT(found.samples.size(), 20u);
}

TEST_F(ExecTest, StopsWhatTakesMuchLongerThanTheBest) {
  ExecOptions options = ask({});
  options.command = {"sh", "-c", "sleep $(test {n} = 1 || echo 2)0"};
  auto evaluator = make(options);
  EvaluationRequest request;
  EXPECT_TRUE(
      cantFail(evaluator->evaluate(makeCandidate("expert"), request)).isOk());
  request.best = 0.01;
  Evaluation found =
      cantFail(evaluator->evaluate(makeCandidate("naive"), request));
  EXPECT_EQ(found.kind, OutcomeKind::Timeout);
  EXPECT_LT(found.seconds, 15);
}

TEST_F(ExecTest, RunsAtTheSameTime) {
  ExecOptions options = askShell("echo run {n}");
  options.metric.pattern = "run (?P<run>[0-9]+)";
  options.isConcurrent = true;
  auto evaluator = make(options);
  EXPECT_TRUE(evaluator->isConcurrent());
  std::vector<std::thread> threads;
  std::vector<double> sums(4);
  for (double &sum : sums)
    threads.emplace_back([&] {
      EvaluationRequest request;
      request.repeats = 5;
      Evaluation found =
          cantFail(evaluator->evaluate(makeCandidate("expert"), request));
      for (double sample : found.samples)
        sum += sample;
    });
  for (std::thread &thread : threads)
    thread.join();
  // Each number is used once.
  EXPECT_EQ(sums[0] + sums[1] + sums[2] + sums[3], 20 * 21 / 2);
}

TEST_F(ExecTest, FingerprintTellsCommandsApart) {
  ExecOptions options = askShell("true");
  std::string first = make(options)->getFingerprint();
  EXPECT_EQ(make(options)->getFingerprint(), first);
  EXPECT_EQ(first.find('\n'), std::string::npos);
  options.environment = {"A=1"};
  EXPECT_NE(make(options)->getFingerprint(), first);
}

TEST(RunLimits, FollowTheBest) {
  RunLimits limits(100);
  EXPECT_EQ(limits.getLimit(true), 100);
  limits.add(5, {10, 10.5, 11});
  EXPECT_EQ(limits.getLimit(true), 22);
  EXPECT_EQ(limits.getLimit(false), 100);
  limits.add(6, {1});
  EXPECT_EQ(limits.getLimit(true), 22) << "that was no better";
  limits.add(4, {2, 8});
  EXPECT_EQ(limits.getLimit(true), 26) << "8 and three times the noise";
  limits.add(3, {0.001});
  EXPECT_EQ(limits.getLimit(true), 1);
  limits.add(2, {80});
  EXPECT_EQ(limits.getLimit(true), 100);
}

TEST(Predictions, ComputesKendallsTau) {
  using Pairs = std::vector<std::pair<double, double>>;
  EXPECT_EQ(computeKendallTau(Pairs{}), std::nullopt);
  EXPECT_EQ(computeKendallTau(Pairs{{1, 1}}), std::nullopt);
  EXPECT_EQ(computeKendallTau(Pairs{{1, 1}, {1, 2}}), std::nullopt);
  EXPECT_EQ(computeKendallTau(Pairs{{1, 10}, {2, 20}, {3, 30}}), 1.0);
  EXPECT_EQ(computeKendallTau(Pairs{{1, 30}, {2, 20}, {3, 10}}), -1.0);
  // Five pairs in order, one not.
  EXPECT_DOUBLE_EQ(*computeKendallTau(Pairs{{1, 1}, {2, 3}, {3, 2}, {4, 4}}),
                   4.0 / 6);
  // One tie in x: (5 - 0) / sqrt(5 * 6).
  EXPECT_DOUBLE_EQ(*computeKendallTau(Pairs{{1, 1}, {1, 2}, {2, 3}, {3, 4}}),
                   5 / std::sqrt(30.0));
}

TEST(Predictions, ComparesTrialsWithFinals) {
  History history;
  std::vector<Measurement> measurements;
  const double predicted[] = {1, 2, 3, 4, 5};
  const double measured[] = {20, 10, 40, 30, 0};
  for (unsigned number = 0; number < 5; ++number) {
    Trial trial;
    trial.number = number;
    trial.evaluation.samples = {predicted[number]};
    history.trials.push_back(trial);
    Measurement measurement;
    measurement.trial = number;
    measurement.phase = "final";
    if (measured[number] > 0)
      measurement.evaluation.samples = {measured[number]};
    else
      measurement.evaluation.kind = OutcomeKind::Crash;
    measurements.push_back(measurement);
  }
  measurements.push_back(measurements[2]);
  measurements.back().phase = "survivor";
  PredictionQuality quality = assessPredictions(history, measurements);
  ASSERT_EQ(quality.predictions.size(), 4u);
  EXPECT_EQ(quality.predictions[2].trial, 2u);
  EXPECT_EQ(quality.predictions[2].predicted, 3);
  EXPECT_EQ(quality.predictions[2].measured, 40);
  ASSERT_TRUE(quality.tau.has_value());
  EXPECT_DOUBLE_EQ(*quality.tau, 2.0 / 6);
  EXPECT_NE(quality.warning.find("poorly"), std::string::npos);

  history.trials[0].evaluation.samples = {2.5};
  quality = assessPredictions(history, measurements);
  EXPECT_DOUBLE_EQ(*quality.tau, 4.0 / 6);
  EXPECT_EQ(quality.warning, "");
  measurements.resize(2);
  EXPECT_NE(assessPredictions(history, measurements).warning.find("only 2"),
            std::string::npos);
}
