//===- Search.cpp - Proposes and evaluates until something is used up -----===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Search.h"

#include "mapwright/Support/InputErrors.h"

#include <thread>

using namespace mapwright;
using namespace mapwright::optimize;

Search::Search(const StudyParts &parts, Proposer &proposer, Bench &bench)
    : parts(parts), proposer(proposer), bench(bench),
      wantsFeedback(proposer.wantsFeedback() || parts.options.keepsFeedback) {}

//===----------------------------------------------------------------------===//
// When to stop
//===----------------------------------------------------------------------===//

/// What was done before is done again in any case.
std::optional<StopReason> Search::findStop() {
  if (parts.recording.isInterrupted())
    return StopReason::Interrupted;
  if (parts.recording.peekTrial(parts.history.trials.size()))
    return std::nullopt;
  const Budgets &budgets = parts.options.budgets;
  const Ledger &ledger = parts.recording.getLedger();
  uint64_t sinceBetter =
      ledger.evaluations - parts.history.getIncumbent().numEvaluations;
  if (ledger.evaluations >= budgets.evaluations)
    return StopReason::Evaluations;
  if (budgets.seconds && ledger.totalSeconds >= *budgets.seconds)
    return StopReason::Seconds;
  if (budgets.tokens &&
      ledger.inputTokens + ledger.outputTokens >= *budgets.tokens)
    return StopReason::Tokens;
  // A budget of nothing is for servers that cost nothing.
  if (budgets.money && ledger.money > 0 && ledger.money >= *budgets.money)
    return StopReason::Money;
  if (budgets.patience > 0 && sinceBetter >= budgets.patience)
    return StopReason::Patience;
  if (duplicatesInARow >= budgets.duplicatesInARow)
    return StopReason::NothingLeft;
  return std::nullopt;
}

llvm::Expected<StopReason> Search::run() {
  Proposal start;
  start.source = parts.problem.source;
  start.origin = "start";
  if (llvm::Error error = addEntry(std::move(start)))
    return std::move(error);
  while (true) {
    if (llvm::Error error = evaluateRound())
      return std::move(error);
    llvm::Expected<bool> isFinished = finishRound();
    if (!isFinished)
      return isFinished.takeError();
    if (!*isFinished)
      return parts.recording.isInterrupted() ? StopReason::Interrupted
                                             : StopReason::Seconds;
    if (std::optional<StopReason> reason = findStop())
      return *reason;
    ++round;
    if (llvm::Error error = proposeRound())
      return std::move(error);
    if (!entries.empty())
      continue;
    if (parts.recording.isInterrupted())
      return StopReason::Interrupted;
    if (std::optional<StopReason> refusal = parts.recording.takeRefusal())
      return *refusal;
    return parts.recording.shouldStop() ? StopReason::Seconds
                                        : StopReason::NothingLeft;
  }
}

//===----------------------------------------------------------------------===//
// Proposing
//===----------------------------------------------------------------------===//

/// A round that was done before has as many trials as it had then. The last one
/// may have been cut short: what is proposed for it now was not, or was and is
/// not known, and no trial of it has been observed.
size_t Search::getRoundSize() const {
  const StudyOptions &options = parts.options;
  unsigned number = parts.history.trials.size();
  unsigned numRecorded = parts.recording.getNumRecorded();
  size_t known = 0;
  while (number + known < numRecorded &&
         parts.recording.peekTrial(number + known)->round == round)
    ++known;
  if (number + known < numRecorded)
    return known;
  uint64_t evaluations = parts.recording.getLedger().evaluations;
  uint64_t left = options.budgets.evaluations -
                  std::min(evaluations, options.budgets.evaluations);
  uint64_t jobs = bench.getEvaluator().isConcurrent() ? options.jobs : 1;
  return std::max<size_t>(known, std::min(std::max<uint64_t>(jobs, 1), left));
}

llvm::Expected<std::optional<Proposal>> Search::propose() {
  auto start = std::chrono::steady_clock::now();
  llvm::Expected<std::optional<Proposal>> proposal =
      proposer.propose(parts.history, parts.recording);
  std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  parts.recording.chargeProposal(took.count());
  return proposal;
}

llvm::Error Search::proposeRound() {
  entries.clear();
  for (size_t left = getRoundSize(); left > 0; --left) {
    llvm::Expected<std::optional<Proposal>> proposal = propose();
    if (!proposal)
      return llvm::joinErrors(proposal.takeError(), parts.recording.flush());
    if (!*proposal)
      return llvm::Error::success();
    if (llvm::Error error = addEntry(std::move(**proposal)))
      return error;
  }
  return llvm::Error::success();
}

static bool isSame(const Proposal &a, const Proposal &b) {
  return a.source == b.source && a.origin == b.origin && a.parent == b.parent &&
         a.numWhatIfs == b.numWhatIfs;
}

/// Identifies a proposal.
llvm::Error Search::addEntry(Proposal proposal) {
  Recording &recording = parts.recording;
  Entry entry;
  entry.number = parts.history.trials.size() + entries.size();
  const Proposal *before = recording.findProposal(entry.number);
  if (before && !isSame(*before, proposal))
    return mapwright::makeError(
        "proposal " + llvm::Twine(entry.number) +
        " is not that of the study: it was made by another version");
  if (!before)
    if (llvm::Error error = recording.forgetEnd())
      return error;
  entry.proposal = std::move(proposal);
  if (const Trial *trial = recording.peekTrial(entry.number)) {
    entry.identity = trial->identity;
  } else {
    entry.candidate = bench.screen(entry.proposal.source, wantsFeedback);
    entry.identity = entry.candidate->identity;
  }
  auto [known, isNew] = identities.try_emplace(entry.identity, entry.number);
  if (!isNew)
    entry.duplicateOf = known->second;
  entries.push_back(std::move(entry));
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Evaluating
//===----------------------------------------------------------------------===//

/// Whether an entry has a run, now or before.
bool Search::isRun(const Entry &entry) const {
  if (entry.duplicateOf)
    return false;
  if (entry.candidate)
    return entry.candidate->resolved.has_value();
  sim::OutcomeKind kind =
      parts.recording.peekTrial(entry.number)->evaluation.kind;
  return kind != sim::OutcomeKind::ParseError &&
         kind != sim::OutcomeKind::Rejected;
}

/// What came of a trial that was done before. The trial has all its runs; its
/// race is run again, and starts with the first of them.
llvm::Error Search::recall(Entry &entry) {
  Recording &recording = parts.recording;
  if (!bench.isNoisy() || !isRun(entry)) {
    entry.evaluation = recording.peekTrial(entry.number)->evaluation;
    return llvm::Error::success();
  }
  entry.evaluation =
      recording.takeMeasurement({entry.number, "screening", entry.identity});
  if (entry.evaluation)
    return llvm::Error::success();
  return mapwright::makeError("the study is damaged: trial " +
                              llvm::Twine(entry.number) +
                              " has no measurement");
}

/// Any thread. Leaves the evaluation out if the run was stopped.
llvm::Error Search::evaluate(Entry &entry) {
  if (!isRun(entry)) {
    entry.evaluation = entry.candidate->failure;
    return llvm::Error::success();
  }
  RunOrder order;
  order.key = {entry.number, "screening", entry.identity};
  order.repeats = parts.options.repeats.screening;
  order.wantsFeedback = wantsFeedback;
  // Gains are simulated, and only worth it if somebody acts on them.
  order.level = proposer.wantsFeedback()
                    ? parts.options.level
                    : std::min(parts.options.level, GuideLevel::Explain);
  order.isKept = bench.isNoisy();
  if (!parts.history.trials.empty()) {
    const Evaluation &best = parts.history.getIncumbent().evaluation;
    if (best.isOk())
      order.best = estimateMedian(best.samples).median;
  }
  llvm::Expected<std::optional<Evaluation>> evaluation =
      bench.run(order, *entry.candidate);
  if (!evaluation)
    return evaluation.takeError();
  entry.evaluation = std::move(*evaluation);
  return llvm::Error::success();
}

llvm::Error Search::evaluateRound() {
  std::vector<Entry *> toRun;
  for (Entry &entry : entries) {
    if (entry.duplicateOf)
      continue;
    if (parts.recording.peekTrial(entry.number)) {
      if (llvm::Error error = recall(entry))
        return error;
      continue;
    }
    // What runs long is known even if it takes the machine down.
    if (bench.isNoisy() && isRun(entry))
      if (llvm::Error error =
              parts.recording.addProposal(entry.number, entry.proposal))
        return error;
    toRun.push_back(&entry);
  }
  if (toRun.size() == 1)
    return evaluate(*toRun.front());
  std::vector<std::thread> threads;
  std::mutex joining;
  llvm::Error errors = llvm::Error::success();
  for (Entry *entry : toRun)
    threads.emplace_back([&, entry] {
      llvm::Error error = evaluate(*entry);
      std::lock_guard<std::mutex> lock(joining);
      errors = llvm::joinErrors(std::move(errors), std::move(error));
    });
  for (std::thread &thread : threads)
    thread.join();
  return errors;
}

//===----------------------------------------------------------------------===//
// Trials
//===----------------------------------------------------------------------===//

/// Runs what looks better than the incumbent, and the incumbent, in turns until
/// one is clearly worse. False: stopped.
llvm::Expected<bool> Search::challenge(unsigned number) {
  unsigned incumbent = parts.history.incumbent;
  unsigned most = parts.options.repeats.survivor;
  while (true) {
    const Evaluation &mine = bench.getPool(number);
    const Evaluation &best = bench.getPool(incumbent);
    if (!mine.isOk() || !best.isOk() || mine.samples.size() >= most)
      return true;
    Interval a = estimateMedian(mine.samples);
    Interval b = estimateMedian(best.samples);
    if (a.median >= b.median || a.low > b.high)
      return true;
    for (unsigned trial : {incumbent, number}) {
      llvm::Expected<bool> isRun = bench.runAgain(trial, "survivor");
      if (!isRun || !*isRun)
        return isRun;
    }
  }
}

void Search::note(const Trial &trial) {
  proposer.observe(trial);
  if (parts.options.progress)
    parts.options.progress(
        {parts.history, parts.recording.getLedger(), "search"});
}

/// The evaluation of a trial that is the last of the history and no duplicate.
/// False: stopped.
llvm::Expected<bool> Search::judge(Entry &entry) {
  History &history = parts.history;
  Trial &trial = history.trials.back();
  trial.evaluation = std::move(*entry.evaluation);
  if (isRun(entry))
    parts.recording.chargeRuns(trial.evaluation);
  if (entry.candidate && !bench.isNoisy())
    parts.recording.chargeEvaluation(trial.evaluation.seconds);
  if (entry.candidate)
    bench.keepCandidate(trial.number, std::move(*entry.candidate));
  bench.addToPool(trial.number, trial.evaluation);
  if (trial.number > 0 && bench.isNoisy()) {
    llvm::Expected<bool> isDone = challenge(trial.number);
    if (!isDone || !*isDone)
      return isDone;
    Feedback feedback = std::move(trial.evaluation.feedback);
    trial.evaluation = bench.getPool(trial.number);
    trial.evaluation.feedback = std::move(feedback);
  }
  trial.becameIncumbent =
      trial.number == 0 ||
      compare(bench.getPool(trial.number), bench.getPool(history.incumbent)) ==
          Verdict::Better;
  return true;
}

/// False: stopped.
llvm::Expected<bool> Search::finish(Entry &entry) {
  if (!entry.duplicateOf && !entry.evaluation)
    return false;
  History &history = parts.history;
  Trial &trial = history.trials.emplace_back();
  trial.number = entry.number;
  trial.proposal = std::move(entry.proposal);
  trial.identity = entry.identity;
  trial.duplicateOf = entry.duplicateOf;
  trial.round = round;
  if (trial.duplicateOf) {
    trial.evaluation = history.trials[*trial.duplicateOf].evaluation;
    ++duplicatesInARow;
  } else {
    llvm::Expected<bool> isJudged = judge(entry);
    if (!isJudged || !*isJudged) {
      history.trials.pop_back();
      return isJudged;
    }
    duplicatesInARow = 0;
  }
  parts.recording.charge(trial);
  trial.numEvaluations = parts.recording.getLedger().evaluations;
  if (trial.becameIncumbent)
    history.incumbent = trial.number;
  if (llvm::Error error = parts.recording.addTrial(trial))
    return std::move(error);
  note(trial);
  return true;
}

llvm::Expected<bool> Search::finishRound() {
  for (Entry &entry : entries) {
    llvm::Expected<bool> isFinished = finish(entry);
    if (!isFinished || !*isFinished)
      return isFinished;
  }
  entries.clear();
  return true;
}
