//===- Study.cpp - Optimizes a mapper within budgets ----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Optimize/Study.h"

#include "Finale.h"
#include "Search.h"

#include "mapwright/Program/TaskIR.h"
#include "mapwright/Support/InputErrors.h"

#include "mlir/IR/MLIRContext.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"

#include <cmath>

using namespace mapwright;
using namespace mapwright::optimize;

llvm::StringRef mapwright::optimize::spelling(StopReason reason) {
  switch (reason) {
  case StopReason::Evaluations:
    return "evaluations";
  case StopReason::Seconds:
    return "seconds";
  case StopReason::Tokens:
    return "tokens";
  case StopReason::Money:
    return "money";
  case StopReason::Patience:
    return "patience";
  case StopReason::NothingLeft:
    return "nothing left";
  case StopReason::Interrupted:
    return "interrupted";
  }
  llvm_unreachable("unknown reason");
}

//===----------------------------------------------------------------------===//
// Options
//===----------------------------------------------------------------------===//

static llvm::Error checkBudgets(const Budgets &budgets) {
  if (budgets.evaluations == 0)
    return mapwright::makeError(
        "a budget of 0 evaluations: that of the start is one");
  if (budgets.seconds && !(*budgets.seconds > 0))
    return mapwright::makeError("the budget of seconds is not above 0");
  if (budgets.tokens && *budgets.tokens == 0)
    return mapwright::makeError("a budget of 0 tokens");
  if (budgets.money && !(*budgets.money >= 0))
    return mapwright::makeError("the budget of money is below 0");
  if (budgets.duplicatesInARow == 0)
    return mapwright::makeError(
        "0 duplicates in a row: a proposer may repeat itself once");
  return llvm::Error::success();
}

static llvm::Error checkOptions(const StudyOptions &options) {
  if (llvm::Error error = checkBudgets(options.budgets))
    return error;
  const Repeats &repeats = options.repeats;
  if (repeats.screening == 0 || repeats.survivor == 0 || repeats.final == 0 ||
      repeats.numFinalists == 0)
    return mapwright::makeError("a number of repeats is 0");
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Settings
//===----------------------------------------------------------------------===//

static std::string hash(llvm::StringRef text) {
  return llvm::toHex(llvm::SHA256::hash(llvm::arrayRefFromStringRef(text)),
                     /*LowerCase=*/true);
}

static std::string hashProgram(const Program &program) {
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  std::string text;
  llvm::raw_string_ostream os(text);
  exportProgram(program, &context)->print(os);
  return hash(text);
}

/// What has to be the same when a study is resumed.
static StudySettings makeSettings(const Problem &problem,
                                  const Proposer &proposer,
                                  CandidateEvaluator &evaluator,
                                  const StudyOptions &options) {
  StudySettings settings;
  settings["start_sha256"] = hash(problem.source);
  settings["program_sha256"] = hashProgram(problem.program);
  settings["machine_sha256"] = hash(writeMachineJSON(problem.model));
  settings["max_rank"] = std::to_string(problem.maxRank);
  settings["proposer_options"] = proposer.getFingerprint();
  settings["evaluator_options"] = evaluator.getFingerprint();
  settings["final_evaluator_options"] =
      options.finalEvaluator ? options.finalEvaluator->getFingerprint() : "";
  settings["study_seed"] = std::to_string(options.seed);
  settings["feedback_level"] = std::to_string(unsigned(options.level));
  settings["jobs"] = std::to_string(std::max(options.jobs, 1u));
  const Repeats &repeats = options.repeats;
  settings["repeats"] = std::to_string(repeats.screening) + "," +
                        std::to_string(repeats.survivor) + "," +
                        std::to_string(repeats.final) + "," +
                        std::to_string(repeats.numFinalists);
  return settings;
}

/// Writes the settings of a new study, or compares those of an old one.
static llvm::Error settle(Store &store, StudySettings settings,
                          const StudyOptions &options,
                          CandidateEvaluator &evaluator) {
  llvm::Expected<StudySettings> stored = store.readSettings();
  if (!stored)
    return stored.takeError();
  if (stored->empty()) {
    settings["metric"] = evaluator.getMetric().str();
    settings["unit"] = evaluator.getUnit().str();
    settings.insert(options.labels.begin(), options.labels.end());
    return store.writeSettings(settings);
  }
  for (const auto &[key, value] : settings) {
    const std::string &before = (*stored)[key];
    if (before != value)
      return mapwright::makeError("study '" + store.getPath() +
                                  "' has another " + key + ": '" + before +
                                  "', not '" + value + "'");
  }
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Study
//===----------------------------------------------------------------------===//

/// What comes after the last trial.
static llvm::Error runEnd(const StudyParts &parts, Bench &search, Bench &bench,
                          StudyResult &result) {
  if (llvm::Error error = FinalRace(parts, search, bench).run(result))
    return error;
  if (result.verdict != Verdict::Better) {
    result.winner = 0;
    result.evaluation = result.start;
  }
  result.best = parts.history.trials[result.winner].proposal.source;
  if (!parts.options.minimizes || result.winner == 0 ||
      !result.evaluation.isOk())
    return llvm::Error::success();
  if (llvm::Error error = Minimizer(parts, bench, result).run())
    return error;
  result.verdict = compare(result.evaluation, result.start);
  return llvm::Error::success();
}

/// A study that is cut short has what it has; it is resumed later.
static void summarize(const StudyParts &parts, Bench &search,
                      StudyResult &result) {
  const History &history = parts.history;
  result.best = parts.problem.source;
  if (history.trials.empty())
    return;
  result.winner = history.incumbent;
  result.best = history.getIncumbent().proposal.source;
  result.evaluation = search.getPool(history.incumbent);
  result.start = search.getPool(0);
  result.verdict = compare(result.evaluation, result.start);
}

static std::string toJSON(const StudyResult &result) {
  std::string text;
  llvm::raw_string_ostream os(text);
  writeJSON(result, os);
  return text;
}

/// The parts of `runStudy` after the store is known to fit.
static llvm::Expected<StudyResult>
run(const StudyParts &parts, Proposer &proposer, Bench &search, Bench &end) {
  Recording &recording = parts.recording;
  llvm::Expected<StopReason> reason = Search(parts, proposer, search).run();
  if (!reason)
    return llvm::joinErrors(reason.takeError(), recording.flush());
  if (llvm::Error error = recording.flush())
    return std::move(error);
  StudyResult result;
  bool hasEnd =
      *reason != StopReason::Interrupted && !parts.history.trials.empty();
  if (hasEnd)
    if (llvm::Error error = runEnd(parts, search, end, result))
      return std::move(error);
  result.reason = recording.isInterrupted() ? StopReason::Interrupted : *reason;
  hasEnd &= result.reason != StopReason::Interrupted;
  if (!hasEnd)
    summarize(parts, search, result);
  result.ledger = recording.getLedger();
  result.history = std::move(parts.history);
  if (hasEnd)
    if (llvm::Error error = recording.writeResult(toJSON(result)))
      return std::move(error);
  return result;
}

llvm::Expected<StudyResult>
mapwright::optimize::runStudy(const Problem &problem, Proposer &proposer,
                              CandidateEvaluator &evaluator, Store &store,
                              const StudyOptions &options) {
  if (llvm::Error error = checkOptions(options))
    return std::move(error);
  if (llvm::Error error =
          settle(store, makeSettings(problem, proposer, evaluator, options),
                 options, evaluator))
    return std::move(error);
  Recording recording(store, options);
  if (llvm::Error error = recording.load())
    return std::move(error);
  History history;
  StudyParts parts{problem, options, recording, history};
  Bench search(parts, evaluator);
  if (!options.finalEvaluator)
    return run(parts, proposer, search, search);
  Bench end(parts, *options.finalEvaluator);
  return run(parts, proposer, search, end);
}
