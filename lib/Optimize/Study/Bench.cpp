//===- Bench.cpp - Runs candidates for a study ----------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Bench.h"

#include "EvaluationCodec.h"

using namespace mapwright;
using namespace mapwright::optimize;

/// Candidates are large, and few are used more than once.
static constexpr size_t maxCandidates = 16;

Candidate Bench::screen(llvm::StringRef source, bool wantsFeedback) {
  Candidate candidate =
      screener.screen(source, parts.options.level, wantsFeedback);
  if (!candidate.resolved)
    normalize(candidate.failure);
  return candidate;
}

void Bench::keepCandidate(unsigned trial, Candidate candidate) {
  if (candidates.size() >= maxCandidates)
    candidates.clear();
  candidates[trial] = std::move(candidate);
}

const Candidate &Bench::getCandidate(unsigned trial) {
  auto found = candidates.find(trial);
  if (found != candidates.end())
    return found->second;
  keepCandidate(trial, screen(parts.history.trials[trial].proposal.source,
                              /*wantsFeedback=*/false));
  return candidates[trial];
}

/// Whether an interrupt, and not the candidate, is behind an outcome.
static bool isCutShort(const Evaluation &evaluation, unsigned repeats) {
  if (evaluation.isOk())
    return evaluation.samples.size() < repeats;
  return evaluation.kind == sim::OutcomeKind::Timeout;
}

llvm::Expected<std::optional<Evaluation>>
Bench::run(const RunOrder &order, const Candidate &candidate) {
  Recording &recording = parts.recording;
  if (std::optional<Evaluation> known = recording.takeMeasurement(order.key))
    return known;
  std::optional<double> secondsLeft = recording.getSecondsLeft(order.share);
  if (recording.isInterrupted() || (secondsLeft && *secondsLeft <= 0))
    return std::nullopt;
  EvaluationRequest request;
  request.repeats = isNoisy() ? order.repeats : 1;
  request.level = order.level;
  request.wantsFeedback = order.wantsFeedback;
  request.best = order.best;
  request.secondsLeft = secondsLeft.value_or(0);
  request.shouldStop = parts.options.shouldStop;
  auto start = std::chrono::steady_clock::now();
  llvm::Expected<Evaluation> evaluation =
      evaluator.evaluate(candidate, request);
  std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  if (!evaluation) {
    std::error_code code;
    llvm::Error rest = llvm::handleErrors(
        evaluation.takeError(),
        [&](std::unique_ptr<llvm::ErrorInfoBase> info) -> llvm::Error {
          code = info->convertToErrorCode();
          return llvm::Error(std::move(info));
        });
    if (code != std::errc::operation_canceled)
      return std::move(rest);
    llvm::consumeError(std::move(rest));
    return std::nullopt;
  }
  normalize(*evaluation);
  evaluation->seconds = took.count();
  if (recording.isInterrupted() && isCutShort(*evaluation, request.repeats))
    return std::nullopt;
  if (order.isKept)
    if (llvm::Error error = recording.addMeasurement(order.key, *evaluation))
      return std::move(error);
  return std::move(*evaluation);
}

llvm::Expected<bool> Bench::runAgain(unsigned trial, llvm::StringRef phase,
                                     double share) {
  RunOrder order;
  order.key = {trial, phase.str(), parts.history.trials[trial].identity};
  order.share = share;
  llvm::Expected<std::optional<Evaluation>> evaluation =
      run(order, getCandidate(trial));
  if (!evaluation)
    return evaluation.takeError();
  if (!*evaluation)
    return false;
  parts.recording.chargeRuns(**evaluation);
  addToPool(trial, **evaluation);
  return true;
}

void Bench::addToPool(unsigned trial, const Evaluation &evaluation) {
  auto [entry, isNew] = pools.try_emplace(trial, evaluation);
  if (isNew)
    entry->second.feedback = Feedback();
  else
    mergeRuns(entry->second, evaluation);
}

void mapwright::optimize::mergeRuns(Evaluation &pool, const Evaluation &more) {
  pool.seconds += more.seconds;
  if (!pool.isOk())
    return;
  if (more.isOk()) {
    pool.samples.insert(pool.samples.end(), more.samples.begin(),
                        more.samples.end());
    return;
  }
  pool.kind = more.kind;
  pool.samples.clear();
  pool.overBytes = more.overBytes;
  pool.text = more.text;
}
