//===- ExecEvaluator.cpp - Evaluates by running the real program ----------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Optimize/Exec.h"

#include "CommandTemplate.h"
#include "OutputCapture.h"
#include "RunLimits.h"
#include "RunReader.h"

#include "mapwright/AutoGuide/Guide.h"
#include "mapwright/Support/InputErrors.h"
#include "mapwright/Support/InputFile.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"

#include <atomic>
#include <chrono>
#include <cstring>

using namespace mapwright;
using namespace mapwright::optimize;
using End = ProcessResult::End;
using sim::OutcomeKind;

namespace {
/// One run that ended.
struct Run {
  ProcessResult process;
  RunFindings findings;
  std::string output;
  std::string metricFile;
  double limit; ///< seconds it was allowed; 0: any
};

class ExecEvaluator : public CandidateEvaluator {
public:
  ExecEvaluator(ExecOptions options, CommandTemplate command,
                std::unique_ptr<RunReader> reader, Guide guide,
                std::unique_ptr<PolicyBuilder> builder)
      : options(std::move(options)), command(std::move(command)),
        reader(std::move(reader)), guide(std::move(guide)),
        builder(std::move(builder)), limits(this->options.timeLimit) {}

  llvm::StringRef getName() const override { return "exec"; }
  llvm::StringRef getMetric() const override { return reader->getName(); }
  llvm::StringRef getUnit() const override { return reader->getUnit(); }
  bool isDeterministic() const override { return false; }
  bool isConcurrent() const override { return options.isConcurrent; }
  std::string getFingerprint() const override;

  llvm::Expected<Evaluation>
  evaluate(const Candidate &candidate,
           const EvaluationRequest &request) override;

private:
  llvm::Expected<Run> run(const CandidateFiles &files, double limit,
                          const EvaluationRequest &request);
  Evaluation judge(const Run &run) const;
  void judgeExit(const Run &run, Evaluation &evaluation) const;
  void judgeResult(const Run &run, Evaluation &evaluation) const;
  llvm::Error checkStart(const Run &run) const;
  void explain(const Run &run, const EvaluationRequest &request,
               Evaluation &evaluation) const;

  ExecOptions options;
  CommandTemplate command;
  std::unique_ptr<RunReader> reader;
  Guide guide;
  std::unique_ptr<PolicyBuilder> builder;
  RunLimits limits;
  std::atomic<uint64_t> numRuns = 0;
};

class Stopwatch {
public:
  double getSeconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() -
                                         start)
        .count();
  }

private:
  std::chrono::steady_clock::time_point start =
      std::chrono::steady_clock::now();
};
} // namespace

std::string ExecEvaluator::getFingerprint() const {
  llvm::json::Object metric{{"pattern", options.metric.pattern},
                            {"first", options.metric.takesFirst},
                            {"file", options.metric.file},
                            {"pointer", options.metric.pointer},
                            {"unit", options.metric.unit},
                            {"higher", options.metric.isHigherBetter}};
  llvm::json::Object all{
      {"command", llvm::json::Array(options.command)},
      {"environment", llvm::json::Array(options.environment)},
      {"folder", options.folder},
      {"metric", std::move(metric)},
      {"correct", options.correctPattern},
      {"seconds", options.timeLimit},
      {"bytes", options.memoryLimit},
      {"concurrent", options.isConcurrent}};
  return llvm::formatv("exec {0}", llvm::json::Value(std::move(all)));
}

llvm::Expected<Run> ExecEvaluator::run(const CandidateFiles &files,
                                       double limit,
                                       const EvaluationRequest &request) {
  uint64_t number = ++numRuns;
  Run run;
  run.limit = limit;
  run.metricFile = command.getMetricFile(files, number);
  // What an earlier run left there is not the metric of this one.
  if (!run.metricFile.empty())
    if (std::error_code code = llvm::sys::fs::remove(run.metricFile))
      return llvm::createStringError(code, "cannot remove '" + run.metricFile +
                                               "': " + code.message());
  ProcessRequest process = command.instantiate(files, number);
  process.timeLimit = limit;
  process.memoryLimit = options.memoryLimit;
  process.shouldStop = request.shouldStop;
  auto readLine = [&](llvm::StringRef line) {
    reader->read(line, run.findings);
    if (options.onLine)
      options.onLine(line);
  };
  OutputCapture capture(readLine);
  llvm::Expected<ProcessResult> result =
      runProcess(process, [&](llvm::StringRef bytes) { capture.add(bytes); });
  if (!result)
    return result.takeError();
  capture.finish();
  run.process = *result;
  run.output = capture.getText();
  return run;
}

void ExecEvaluator::judgeExit(const Run &run, Evaluation &evaluation) const {
  const ProcessResult &process = run.process;
  switch (process.end) {
  case End::Exited:
    evaluation.kind = OutcomeKind::RuntimeError;
    evaluation.text = llvm::formatv("ended with exit code {0}", process.code);
    break;
  case End::Signaled:
    evaluation.kind = OutcomeKind::Crash;
    evaluation.text = llvm::formatv("ended by signal {0} ({1})", process.code,
                                    strsignal(process.code));
    break;
  case End::OverMemory:
    evaluation.kind = OutcomeKind::OutOfMemory;
    evaluation.text = "stopped as it used more than " +
                      formatBytes(options.memoryLimit) + " of memory";
    break;
  case End::TimedOut:
  case End::Stopped:
    evaluation.kind = OutcomeKind::Timeout;
    evaluation.text = llvm::formatv("stopped after {0:F3} s", run.limit);
    break;
  }
}

void ExecEvaluator::judgeResult(const Run &run, Evaluation &evaluation) const {
  if (reader->checksResults() && !run.findings.isCorrect) {
    evaluation.kind = OutcomeKind::WrongResult;
    evaluation.text =
        "no line of the output matches '" + options.correctPattern + "'";
    return;
  }
  llvm::Expected<double> sample =
      reader->getSample(run.findings, run.process.seconds, run.metricFile);
  if (sample) {
    evaluation.samples.push_back(*sample);
    return;
  }
  evaluation.kind = OutcomeKind::RuntimeError;
  evaluation.text =
      llvm::StringRef(llvm::toString(sample.takeError())).split('\n').first;
}

Evaluation ExecEvaluator::judge(const Run &run) const {
  Evaluation evaluation;
  if (run.process.end == End::Exited && run.process.code == 0)
    judgeResult(run, evaluation);
  else
    judgeExit(run, evaluation);
  return evaluation;
}

/// Shells, loaders and launchers have these codes for what they cannot start:
/// no mapper changes that.
llvm::Error ExecEvaluator::checkStart(const Run &run) const {
  if (run.process.end != End::Exited ||
      (run.process.code != 126 && run.process.code != 127))
    return llvm::Error::success();
  llvm::StringRef last = llvm::StringRef(run.output).rtrim();
  last = last.substr(last.rfind('\n') + 1);
  return llvm::createStringError(
      std::make_error_code(std::errc::no_such_file_or_directory),
      "the command '" + options.command.front() + "' ended with exit code " +
          llvm::Twine(run.process.code) +
          ", which says that something cannot be started" +
          (last.empty() ? "" : ": " + last));
}

/// Whether the rules know better than the exit code how a run failed.
static bool tellsMore(const FeedbackOutcome &outcome,
                      const Evaluation &evaluation) {
  return outcome.isKnown && outcome.kind != OutcomeKind::Ok &&
         (evaluation.kind == OutcomeKind::RuntimeError ||
          evaluation.kind == OutcomeKind::Crash);
}

void ExecEvaluator::explain(const Run &run, const EvaluationRequest &request,
                            Evaluation &evaluation) const {
  // Without a wish for feedback only failures are looked at.
  if (evaluation.isOk() && !request.wantsFeedback)
    return;
  Feedback feedback = guide.analyze(run.output);
  FeedbackOutcome &outcome = feedback.outcome;
  if (tellsMore(outcome, evaluation)) {
    evaluation.kind = outcome.kind;
    evaluation.overBytes = outcome.overBytes.value_or(0);
    if (!feedback.explain.empty())
      evaluation.text += ": " + llvm::StringRef(feedback.explain.front().text)
                                    .split('\n')
                                    .first.str();
  } else {
    outcome = FeedbackOutcome();
    outcome.kind = evaluation.kind;
    if (evaluation.isOk() && reader->getUnit() == "s")
      outcome.seconds = estimateMedian(evaluation.samples).median;
  }
  if (!request.wantsFeedback)
    return;
  limitFeedback(feedback, request.level);
  evaluation.feedback = std::move(feedback);
}

/// A mapper that is one, but not for a policy.
static Evaluation reject(const std::string &problem) {
  Evaluation evaluation;
  evaluation.kind = OutcomeKind::Rejected;
  evaluation.text = problem;
  evaluation.feedback.outcome.kind = evaluation.kind;
  evaluation.feedback.raw = problem;
  return evaluation;
}

llvm::Expected<Evaluation>
ExecEvaluator::evaluate(const Candidate &candidate,
                        const EvaluationRequest &request) {
  Stopwatch watch;
  llvm::Expected<CandidateFiles> files = builder->build(candidate);
  if (!files)
    return files.takeError();
  if (!files->problem.empty())
    return reject(files->problem);
  Evaluation all;
  std::vector<double> seconds;
  std::optional<Run> last;
  while (all.samples.size() < std::max(request.repeats, 1u)) {
    double limit = limits.getLimit(request.best > 0);
    double left = request.secondsLeft - watch.getSeconds();
    bool isLast = request.secondsLeft > 0 && (limit == 0 || left < limit);
    llvm::Expected<Run> run =
        this->run(*files, isLast ? std::max(left, 0.001) : limit, request);
    if (!run)
      return run.takeError();
    if (run->process.end == End::Stopped ||
        (run->process.end == End::TimedOut && isLast))
      break;
    if (llvm::Error error = checkStart(*run))
      return std::move(error);
    Evaluation one = judge(*run);
    seconds.push_back(run->process.seconds);
    last = std::move(*run);
    if (!one.isOk()) {
      all = std::move(one);
      break;
    }
    all.samples.push_back(one.samples.front());
  }
  if (!last)
    return llvm::createStringError(
        std::make_error_code(std::errc::operation_canceled),
        "the run was stopped");
  if (all.isOk())
    limits.add(estimateMedian(all.samples).median, seconds);
  explain(*last, request, all);
  all.seconds = watch.getSeconds();
  return all;
}

llvm::Expected<std::unique_ptr<CandidateEvaluator>>
mapwright::optimize::makeExecEvaluator(const Problem &problem,
                                       ExecOptions options) {
  if (options.isConcurrent && !options.metric.file.empty() &&
      !llvm::StringRef(options.metric.file).contains("{n}"))
    return makeError("runs at the same time cannot write to one file '" +
                     options.metric.file + "'; use {n} in its name");
  llvm::Expected<CommandTemplate> command = CommandTemplate::make(options);
  if (!command)
    return command.takeError();
  llvm::Expected<std::unique_ptr<RunReader>> reader =
      RunReader::make(options.metric, options.correctPattern);
  if (!reader)
    return reader.takeError();
  llvm::Expected<Guide> guide = Guide::load(options.ruleFiles);
  if (!guide)
    return guide.takeError();
  llvm::Expected<std::unique_ptr<PolicyBuilder>> builder =
      PolicyBuilder::make(command->getWanted(), problem.file, problem.maxRank);
  if (!builder)
    return builder.takeError();
  return std::make_unique<ExecEvaluator>(
      std::move(options), std::move(*command), std::move(*reader),
      std::move(*guide), std::move(*builder));
}
