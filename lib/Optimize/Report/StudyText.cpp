//===- StudyText.cpp - Studies as text ------------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Optimize/StudyReport.h"

#include "mapwright/Report/Report.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

using namespace mapwright;
using namespace mapwright::optimize;
using llvm::StringRef;

static double getMedian(const Evaluation &evaluation) {
  return estimateMedian(evaluation.samples).median;
}

std::string optimize::formatMetric(double value, StringRef unit) {
  if (unit == "s")
    return formatSeconds(value);
  std::string text = llvm::formatv("{0:g4}", value).str();
  return unit.empty() ? text : text + " " + unit.str();
}

std::string optimize::formatEvaluation(const Evaluation &evaluation,
                                       StringRef unit) {
  std::string text = sim::spelling(evaluation.kind).str();
  if (!evaluation.isOk())
    return evaluation.text.empty() ? text : text + ": " + evaluation.text;
  Interval interval = estimateMedian(evaluation.samples);
  text += " " + formatMetric(interval.median, unit);
  if (interval.low < interval.high)
    text += " (" + formatMetric(interval.low, unit) + " to " +
            formatMetric(interval.high, unit) + ")";
  return text;
}

/// "1085x", "1.07x": how many times `slow` is `fast`.
static std::string formatFactor(double slow, double fast) {
  if (fast <= 0)
    return "-";
  double factor = slow / fast;
  return llvm::formatv(factor < 10     ? "{0:f2}x"
                       : factor < 1000 ? "{0:f1}x"
                                       : "{0:f0}x",
                       factor)
      .str();
}

/// How much better than the start; nothing if there is no such number.
static std::string formatGain(const Evaluation &evaluation,
                              const Evaluation &start) {
  if (!evaluation.isOk() || !start.isOk())
    return "";
  return formatFactor(getMedian(start), getMedian(evaluation));
}

//===----------------------------------------------------------------------===//
// While it runs
//===----------------------------------------------------------------------===//

std::string optimize::formatProgress(const Progress &progress,
                                     StringRef proposer, const Budgets &budgets,
                                     StringRef unit) {
  std::string text = (proposer + ": ").str();
  if (progress.phase != "search")
    text += (progress.phase + ", ").str();
  text += std::to_string(progress.ledger.evaluations) + " of " +
          std::to_string(budgets.evaluations) + " evaluations";
  if (!progress.history.trials.empty()) {
    const Trial &best = progress.history.getIncumbent();
    const Evaluation &start = progress.history.trials.front().evaluation;
    text +=
        ", best #" + std::to_string(best.number) + " " +
        (best.evaluation.isOk() ? formatMetric(getMedian(best.evaluation), unit)
                                : sim::spelling(best.evaluation.kind).str());
    if (std::string gain = formatGain(best.evaluation, start);
        best.number > 0 && !gain.empty())
      text += ", " + gain + " the start";
  }
  if (progress.ledger.money > 0)
    text += llvm::formatv(", ${0:f4}", progress.ledger.money);
  return text + ", " + formatSeconds(progress.ledger.totalSeconds);
}

//===----------------------------------------------------------------------===//
// Trials
//===----------------------------------------------------------------------===//

static void writeRow(const Trial &trial, const Evaluation &start,
                     StringRef unit, llvm::raw_ostream &os) {
  std::string outcome = formatEvaluation(trial.evaluation, unit);
  if (trial.duplicateOf)
    outcome = "same as #" + std::to_string(*trial.duplicateOf);
  if (outcome.size() > 44)
    outcome = outcome.substr(0, 41) + "...";
  os << llvm::formatv("{0,5} {1} {2,-44} {3,8}  {4}", trial.number,
                      trial.becameIncumbent ? '*' : ' ', outcome,
                      trial.duplicateOf ? ""
                                        : formatGain(trial.evaluation, start),
                      trial.proposal.origin)
            .str()
     << "\n";
}

static void writeRowHeading(llvm::raw_ostream &os) {
  os << llvm::formatv("{0,5}   {1,-44} {2,8}  {3}\n", "#", "outcome",
                      "vs start", "made by");
}

void optimize::writeTrials(const History &history, StringRef unit,
                           llvm::raw_ostream &os) {
  if (history.trials.empty()) {
    os << "no trials\n";
    return;
  }
  writeRowHeading(os);
  for (const Trial &trial : history.trials)
    writeRow(trial, history.trials.front().evaluation, unit, os);
}

void optimize::writeTrial(const Trial &trial, StringRef unit,
                          llvm::raw_ostream &os) {
  os << "#" << trial.number << ": " << formatEvaluation(trial.evaluation, unit)
     << "\nmade by: " << trial.proposal.origin << "\n";
  if (trial.proposal.parent)
    os << "changed from: #" << *trial.proposal.parent << "\n";
  if (trial.duplicateOf)
    os << "decides the same as: #" << *trial.duplicateOf << "\n";
  os << "identity: " << trial.identity << "\n\n";
  writeText(trial.evaluation.feedback, GuideLevel::Suggest, os);
  os << "\n" << trial.proposal.source;
}

//===----------------------------------------------------------------------===//
// The result
//===----------------------------------------------------------------------===//

/// "7 ok, 2 rejected, 1 out of memory", duplicates left out.
static std::string countOutcomes(const History &history) {
  std::array<unsigned, unsigned(sim::OutcomeKind::Ok) + 1> counts = {};
  for (const Trial &trial : history.trials)
    if (!trial.duplicateOf)
      ++counts[unsigned(trial.evaluation.kind)];
  std::string text;
  for (unsigned kind = counts.size(); kind-- > 0;)
    if (counts[kind] > 0)
      text += (text.empty() ? "" : ", ") + std::to_string(counts[kind]) + " " +
              sim::spelling(sim::OutcomeKind(kind)).str();
  return text;
}

static StringRef get(const StudySettings &settings, const char *key) {
  auto it = settings.find(key);
  return it == settings.end() ? StringRef("?") : StringRef(it->second);
}

static void writeHeading(const StudyView &view, llvm::raw_ostream &os) {
  const StudySettings &settings = view.settings;
  os << get(settings, "file") << ": " << get(settings, "program") << " on "
     << get(settings, "machine") << ", proposer " << get(settings, "proposer")
     << ", evaluator " << get(settings, "evaluator") << ", seed "
     << get(settings, "seed") << "\n\n";
}

static void writeSpent(const StudyView &view, llvm::raw_ostream &os) {
  const Ledger &ledger = view.result.ledger;
  os << "spent: " << ledger.evaluations << " evaluations ("
     << countOutcomes(view.result.history) << "), " << ledger.duplicates
     << " duplicates";
  if (ledger.whatIfs > 0)
    os << ", " << ledger.whatIfs << " what-if simulations";
  if (ledger.exchanges > 0)
    os << ", " << ledger.exchanges << " model calls, " << ledger.inputTokens
       << " + " << ledger.outputTokens << " tokens"
       << llvm::formatv(", ${0:f4}", ledger.money);
  os << ", " << formatSeconds(ledger.totalSeconds) << " ("
     << formatSeconds(ledger.proposalSeconds) << " proposing, "
     << formatSeconds(ledger.evaluationSeconds) << " evaluating)\n"
     << "stopped: " << spelling(view.result.reason) << "\n";
}

static void writeAttribution(const StudyResult &result, llvm::raw_ostream &os) {
  if (result.attribution.empty())
    return;
  os << "\nwithout each of its changes:\n";
  for (const Attribution &part : result.attribution)
    os << llvm::formatv("{0,12}  {1}\n",
                        part.ratio > 0
                            ? llvm::formatv("{0:f2}x slower", part.ratio).str()
                            : part.outcome,
                        part.change);
}

static StringRef describe(Verdict verdict) {
  switch (verdict) {
  case Verdict::Better:
    return "better than the start";
  case Verdict::Tie:
    return "no better than the start, as far as can be told";
  case Verdict::Worse:
    return "worse than the start";
  }
  llvm_unreachable("all verdicts are handled");
}

static void writeBest(const StudyView &view, llvm::raw_ostream &os) {
  const StudyResult &result = view.result;
  os << "\nstart: " << formatEvaluation(result.start, view.unit) << "\n"
     << "best:  " << formatEvaluation(result.evaluation, view.unit) << ", #"
     << result.winner;
  if (std::string gain = formatGain(result.evaluation, result.start);
      !gain.empty())
    os << ", " << gain << " the start";
  os << ": " << describe(result.verdict) << "\n";
  if (!view.reference)
    return;
  const Evaluation &reference = view.reference->evaluation;
  os << view.reference->name << ": " << formatEvaluation(reference, view.unit);
  if (std::string gain = formatGain(result.evaluation, reference);
      !gain.empty())
    os << "; the best is " << gain << " as fast";
  os << "\n";
}

static void writePredictions(const StudyView &view, llvm::raw_ostream &os) {
  if (!view.predictions || view.predictions->predictions.empty())
    return;
  os << llvm::formatv("\n{0,5}   {1,-14} {2}\n", "#", "simulated", "measured");
  for (const Prediction &one : view.predictions->predictions)
    os << llvm::formatv("{0,5}   {1,-14} {2}\n", one.trial,
                        formatSeconds(one.predicted),
                        formatMetric(one.measured, view.unit));
  if (view.predictions->tau)
    os << llvm::formatv("the same order: Kendall's tau {0:f2}\n",
                        *view.predictions->tau);
  if (!view.predictions->warning.empty())
    os << "warning: " << view.predictions->warning << "\n";
}

void optimize::writeStudyText(const StudyView &view, llvm::raw_ostream &os) {
  writeHeading(view, os);
  writeRowHeading(os);
  const std::vector<Trial> &trials = view.result.history.trials;
  for (const Trial &trial : trials)
    if (trial.becameIncumbent || trial.number == 0)
      writeRow(trial, trials.front().evaluation, view.unit, os);
  writeBest(view, os);
  writeAttribution(view.result, os);
  writePredictions(view, os);
  os << "\n";
  writeSpent(view, os);
}
