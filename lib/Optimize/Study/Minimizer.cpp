//===- Minimizer.cpp - What of the winner matters -------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Finale.h"

#include "llvm/ADT/STLExtras.h"

#include <cmath>

using namespace mapwright;
using namespace mapwright::optimize;

//===----------------------------------------------------------------------===//
// Measuring
//===----------------------------------------------------------------------===//

llvm::Expected<std::optional<Evaluation>>
Minimizer::runOnce(const Candidate &candidate) {
  RunOrder order;
  order.key = {result.winner, "minimize", candidate.identity};
  order.share = endShare;
  llvm::Expected<std::optional<Evaluation>> evaluation =
      bench.run(order, candidate);
  if (evaluation && *evaluation)
    parts.recording.chargeRuns(**evaluation);
  return evaluation;
}

static void addRun(Evaluation &pool, const Evaluation &run, bool isFirst) {
  if (isFirst)
    pool = run;
  else
    mergeRuns(pool, run);
}

/// The winner is run with it, as machines have better and worse times.
llvm::Expected<bool> Minimizer::runInTurns(const Candidate &candidate,
                                           Variant &variant) {
  unsigned numTurns = bench.isNoisy() ? parts.options.repeats.survivor : 1;
  variant.winner = result.evaluation;
  for (unsigned turn = 0; turn < numTurns; ++turn) {
    llvm::Expected<std::optional<Evaluation>> run = runOnce(candidate);
    if (!run || !*run)
      return run ? llvm::Expected<bool>(false) : run.takeError();
    addRun(variant.evaluation, **run, turn == 0);
    if (!variant.evaluation.isOk())
      return true;
    if (!bench.isNoisy())
      continue;
    run = runOnce(winner);
    if (!run || !*run)
      return run ? llvm::Expected<bool>(false) : run.takeError();
    addRun(variant.winner, **run, turn == 0);
    Interval mine = estimateMedian(variant.evaluation.samples);
    Interval best = estimateMedian(variant.winner.samples);
    if (turn + 1 >= parts.options.repeats.screening && mine.low > best.high)
      return true;
  }
  return true;
}

/// Null: stopped. Mappers that decide the same are measured once.
llvm::Expected<const Minimizer::Variant *>
Minimizer::measure(const std::vector<bool> &isMade) {
  Candidate candidate =
      bench.screen(diff->apply(isMade), /*wantsFeedback=*/false);
  auto [entry, isNew] = variants.try_emplace(candidate.identity);
  if (!isNew)
    return &entry->second;
  Variant &variant = entry->second;
  if (!candidate.resolved) {
    variant = {candidate.failure, result.evaluation};
    return &variant;
  }
  llvm::Expected<bool> isRun = runInTurns(candidate, variant);
  if (isRun && *isRun)
    return &variant;
  variants.erase(entry);
  return isRun ? llvm::Expected<const Variant *>(nullptr) : isRun.takeError();
}

//===----------------------------------------------------------------------===//
// Minimizing
//===----------------------------------------------------------------------===//

/// One pass over the changes. Maps stand below the functions they need, so it
/// goes upwards. False: nothing was taken back, or there is no time.
llvm::Expected<bool> Minimizer::takeBackSome() {
  bool isShorter = false;
  for (size_t change = isKept.size(); change-- > 0;) {
    if (!isKept[change])
      continue;
    isKept[change] = false;
    llvm::Expected<const Variant *> variant = measure(isKept);
    bool isGood =
        variant && *variant &&
        compare((*variant)->evaluation, (*variant)->winner) != Verdict::Worse;
    isKept[change] = !isGood;
    isShorter |= isGood;
    if (!variant)
      return variant.takeError();
    if (!*variant)
      return false;
    if (parts.options.progress)
      parts.options.progress(
          {parts.history, parts.recording.getLedger(), "minimize"});
  }
  return isShorter;
}

/// Above 1: worse without. Metrics of which more is better are negative.
static double getRatio(const Evaluation &without, const Evaluation &with) {
  double a = estimateMedian(without.samples).median;
  double b = estimateMedian(with.samples).median;
  if (b < 0)
    std::swap(a, b);
  return b != 0 && std::isfinite(a / b) ? a / b : 1;
}

/// What does not run without a change is worth most.
static bool isWorthMore(const Attribution &a, const Attribution &b) {
  return std::pair(!a.outcome.empty(), a.ratio) >
         std::pair(!b.outcome.empty(), b.ratio);
}

/// What the mapper loses without each change it still has.
llvm::Error Minimizer::attribute() {
  for (size_t change = 0; change < isKept.size(); ++change) {
    // Without its functions a mapper says nothing; the maps that name them are
    // changes of their own.
    if (!isKept[change] || diff->addsDefinition(change))
      continue;
    std::vector<bool> without = isKept;
    without[change] = false;
    llvm::Expected<const Variant *> variant = measure(without);
    if (!variant)
      return variant.takeError();
    if (!*variant)
      return llvm::Error::success();
    Attribution attribution;
    attribution.change = diff->describe(change);
    const Evaluation &evaluation = (*variant)->evaluation;
    if (evaluation.isOk()) {
      attribution.ratio = getRatio(
          evaluation, bench.isNoisy() ? (*variant)->winner : result.evaluation);
    } else {
      attribution.ratio = 0;
      attribution.outcome = spelling(evaluation.kind).str();
      if (!evaluation.text.empty())
        attribution.outcome += ": " + evaluation.text;
    }
    auto place =
        llvm::upper_bound(result.attribution, attribution, isWorthMore);
    result.attribution.insert(place, std::move(attribution));
  }
  return llvm::Error::success();
}

/// The shorter mapper, unless noise lets it look no better than the start.
void Minimizer::adopt() {
  std::string source = diff->apply(isKept);
  Candidate candidate = bench.screen(source, /*wantsFeedback=*/false);
  auto variant = variants.find(candidate.identity);
  if (variant == variants.end())
    return;
  const Evaluation &evaluation = variant->second.evaluation;
  if (compare(evaluation, result.start) != Verdict::Better) {
    isKept.assign(isKept.size(), true);
    return;
  }
  result.best = std::move(source);
  result.evaluation = evaluation;
}

llvm::Error Minimizer::run() {
  const Proposal &proposal = parts.history.trials[result.winner].proposal;
  winner = bench.getCandidate(result.winner);
  diff = MapperDiff::make(parts.problem.source, proposal.source);
  if (!diff || diff->getNumChanges() == 0)
    return llvm::Error::success();
  isKept.assign(diff->getNumChanges(), true);
  Candidate all = bench.screen(diff->apply(isKept), /*wantsFeedback=*/false);
  // Comments and formatting are those of the start then, where it can be.
  if (all.identity != winner.identity)
    return llvm::Error::success();
  variants[winner.identity] = {result.evaluation, result.evaluation};
  while (true) {
    llvm::Expected<bool> isShorter = takeBackSome();
    if (!isShorter)
      return isShorter.takeError();
    if (!*isShorter)
      break;
  }
  adopt();
  return attribute();
}
