//===- SimEvaluator.cpp - Measures candidates by simulation ---------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/AutoGuide/Advice.h"
#include "mapwright/Optimize/CandidateEvaluator.h"
#include "mapwright/Report/Report.h"

#include "llvm/Support/raw_ostream.h"

#include <mutex>

using namespace mapwright;
using namespace mapwright::optimize;

/// What Feedback::raw holds at most.
static constexpr size_t maxRawBytes = size_t(20) << 10;

CandidateEvaluator::~CandidateEvaluator() = default;

namespace {
class SimEvaluator : public CandidateEvaluator {
public:
  explicit SimEvaluator(const Problem &problem) : problem(problem) {}

  llvm::StringRef getName() const override { return "sim"; }
  llvm::StringRef getMetric() const override { return "time"; }
  llvm::StringRef getUnit() const override { return "s"; }
  bool isDeterministic() const override { return true; }
  bool isConcurrent() const override { return true; }
  std::string getFingerprint() const override { return "sim"; }

  llvm::Expected<Evaluation>
  evaluate(const Candidate &candidate,
           const EvaluationRequest &request) override;

private:
  Feedback advise(const Candidate &candidate, const sim::Result &result,
                  GuideLevel level);

  const Problem &problem;
  std::mutex advising; ///< an Adviser serves one thread at a time
};
} // namespace

static llvm::Error makeStopError() {
  return llvm::createStringError(std::errc::operation_canceled,
                                 "the simulation was stopped");
}

static Evaluation makeEvaluation(const sim::Outcome &outcome) {
  Evaluation evaluation;
  evaluation.kind = outcome.kind;
  evaluation.overBytes = outcome.overBytes;
  if (outcome.kind == sim::OutcomeKind::Ok)
    evaluation.samples = {outcome.seconds};
  else
    evaluation.text = llvm::StringRef(outcome.text).split('\n').first.str();
  return evaluation;
}

Feedback SimEvaluator::advise(const Candidate &candidate,
                              const sim::Result &result, GuideLevel level) {
  std::lock_guard<std::mutex> lock(advising);
  const sim::Placement &placement = candidate.resolved->placement;
  AdviceOptions options;
  options.maxRank = problem.maxRank;
  if (level < GuideLevel::Suggest)
    options.maxTrials = 0;
  Adviser adviser(problem.program, problem.graph, problem.model, options);
  Feedback feedback =
      adviser.advise({candidate.source, problem.file, placement, result});
  feedback.raw.clear();
  llvm::raw_string_ostream raw(feedback.raw);
  writeRunText({problem.program, problem.graph, problem.model, placement,
                result, problem.file, problem.program.name, candidate.identity},
               raw);
  if (feedback.raw.size() > maxRawBytes)
    feedback.raw.resize(maxRawBytes);
  limitFeedback(feedback, level);
  return feedback;
}

llvm::Expected<Evaluation>
SimEvaluator::evaluate(const Candidate &candidate,
                       const EvaluationRequest &request) {
  bool isStopped = request.shouldStop && request.shouldStop();
  if (isStopped)
    return makeStopError();
  sim::Options options;
  options.keepRecords = request.wantsFeedback;
  if (request.shouldStop)
    options.progress = [&](double) {
      isStopped = request.shouldStop();
      return !isStopped;
    };
  sim::Result result = sim::simulate(problem.graph, problem.model,
                                     candidate.resolved->placement, options);
  if (isStopped)
    return makeStopError();
  Evaluation evaluation = makeEvaluation(result.outcome);
  if (request.wantsFeedback)
    evaluation.feedback = advise(candidate, result, request.level);
  return evaluation;
}

std::unique_ptr<CandidateEvaluator>
mapwright::optimize::makeSimEvaluator(const Problem &problem) {
  return std::make_unique<SimEvaluator>(problem);
}
