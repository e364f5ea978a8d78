//===- FinalRace.cpp - Tells the best candidates apart --------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Finale.h"

#include "llvm/ADT/STLExtras.h"

using namespace mapwright;
using namespace mapwright::optimize;

static double getMedian(const Evaluation &evaluation) {
  return estimateMedian(evaluation.samples).median;
}

/// The start, and the best of the search. A start that fails is run if it is
/// another evaluator that found it so.
std::vector<unsigned> FinalRace::selectTrials() {
  const History &history = parts.history;
  std::vector<std::pair<double, unsigned>> ranked;
  for (const Trial &trial : history.trials)
    if (!trial.duplicateOf && search.getPool(trial.number).isOk())
      ranked.push_back({getMedian(search.getPool(trial.number)), trial.number});
  llvm::sort(ranked);
  std::vector<unsigned> selected;
  if (search.getPool(0).isOk() ||
      (&search != &bench && bench.getCandidate(0).resolved))
    selected.push_back(0);
  for (auto [median, trial] : ranked) {
    if (selected.size() > parts.options.repeats.numFinalists)
      break;
    if (!llvm::is_contained(selected, trial))
      selected.push_back(trial);
  }
  return selected;
}

llvm::Expected<bool> FinalRace::runTurn(unsigned turn) {
  for (Finalist &finalist : finalists) {
    if (finalist.isOut)
      continue;
    RunOrder order;
    order.key = {finalist.trial, "final",
                 parts.history.trials[finalist.trial].identity};
    order.share = endShare;
    llvm::Expected<std::optional<Evaluation>> evaluation =
        bench.run(order, bench.getCandidate(finalist.trial));
    if (!evaluation)
      return evaluation.takeError();
    if (!*evaluation)
      return false;
    parts.recording.chargeRuns(**evaluation);
    if (turn == 0)
      finalist.pool = std::move(**evaluation);
    else
      mergeRuns(finalist.pool, **evaluation);
    finalist.isOut = !finalist.pool.isOk();
  }
  if (parts.options.progress)
    parts.options.progress(
        {parts.history, parts.recording.getLedger(), "final"});
  return true;
}

const FinalRace::Finalist *FinalRace::findBest() const {
  const Finalist *best = nullptr;
  for (const Finalist &finalist : finalists)
    if (finalist.pool.isOk() && !finalist.pool.samples.empty() &&
        (!best || getMedian(finalist.pool) < getMedian(best->pool)))
      best = &finalist;
  return best;
}

/// The start stays: it is what the best is compared with.
void FinalRace::dropHopeless() {
  const Finalist *best = findBest();
  if (!best)
    return;
  double high = estimateMedian(best->pool.samples).high;
  for (Finalist &finalist : finalists)
    if (finalist.trial != 0 && !finalist.isOut &&
        estimateMedian(finalist.pool.samples).low > high)
      finalist.isOut = true;
}

/// Falls back to what the search knows where the race has nothing.
void FinalRace::conclude(StudyResult &result) {
  if (const Finalist *best = findBest()) {
    result.winner = best->trial;
    result.evaluation = best->pool;
  }
  for (const Finalist &finalist : finalists)
    if (finalist.trial == 0 &&
        (!finalist.pool.isOk() || !finalist.pool.samples.empty()))
      result.start = finalist.pool;
}

llvm::Error FinalRace::run(StudyResult &result) {
  const History &history = parts.history;
  result.winner = history.incumbent;
  result.evaluation = search.getPool(history.incumbent);
  result.start = search.getPool(0);
  bool hasRace = (bench.isNoisy() || &search != &bench) &&
                 result.evaluation.isOk() && history.incumbent != 0;
  if (hasRace)
    for (unsigned trial : selectTrials())
      finalists.push_back({trial, Evaluation()});
  const Repeats &repeats = parts.options.repeats;
  unsigned numTurns = !hasRace ? 0 : bench.isNoisy() ? repeats.final : 1;
  for (unsigned turn = 0; turn < numTurns; ++turn) {
    llvm::Expected<bool> isRun = runTurn(turn);
    if (!isRun)
      return isRun.takeError();
    if (!*isRun)
      break;
    if (turn + 1 >= repeats.survivor)
      dropHopeless();
  }
  conclude(result);
  result.verdict = result.winner == 0
                       ? Verdict::Tie
                       : compare(result.evaluation, result.start);
  return llvm::Error::success();
}
