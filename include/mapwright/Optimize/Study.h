//===- Study.h - Optimizes a mapper within budgets --------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The loop: propose, parse strictly, identify (a mapper that decides what an
// earlier one did costs nothing), check, evaluate, give feedback, write down.
// Everything is in a store before the next step starts (Store.h), so that a
// study can be killed at any time and resumed on the same trajectory.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_OPTIMIZE_STUDY_H
#define MAPWRIGHT_OPTIMIZE_STUDY_H

#include "mapwright/Optimize/CandidateEvaluator.h"
#include "mapwright/Optimize/Proposer.h"

namespace mapwright {
namespace optimize {

class Store;

/// What a study may spend; it stops at the first that is used up, after the
/// step it is in. A study can be resumed with other budgets. The final race and
/// the minimization may take another tenth of `seconds`.
struct Budgets {
  /// Candidates looked at; that of the start and rejected ones count,
  /// duplicates do not.
  uint64_t evaluations = 100;
  std::optional<double> seconds;  ///< wall time of all runs of the study
  std::optional<uint64_t> tokens; ///< of language models, in and out
  std::optional<double> money;    ///< US dollars
  /// Duplicates in a row after which a proposer is taken to be at its end.
  unsigned duplicatesInARow = 500;
  /// Evaluations without a better incumbent after which to stop; 0: never.
  uint64_t patience = 0;
};

/// What was spent.
struct Ledger {
  uint64_t evaluations = 0, duplicates = 0, runs = 0;
  /// Simulations that no evaluation is: of proposers, and for the gains in the
  /// feedback that they get.
  uint64_t whatIfs = 0;
  uint64_t exchanges = 0, inputTokens = 0, outputTokens = 0;
  double money = 0;
  double evaluationSeconds = 0, proposalSeconds = 0, totalSeconds = 0;
};

enum class StopReason {
  Evaluations,
  Seconds,
  Tokens,
  Money,
  Patience,
  NothingLeft, ///< the proposer has no more, or only duplicates
  Interrupted,
};
llvm::StringRef spelling(StopReason reason);

/// How often noisy evaluators run a candidate (tuning of races).
struct Repeats {
  unsigned screening = 3; ///< every candidate
  unsigned survivor = 7;  ///< those that look better, with the incumbent
  unsigned final = 31;    ///< the finalists and the start, in turns
  unsigned numFinalists = 5;
};

struct Progress {
  const History &history;
  const Ledger &ledger;
  llvm::StringRef phase; ///< "search", "final", "minimize"
};

struct StudyOptions {
  uint64_t seed = 0;
  Budgets budgets;
  Repeats repeats;
  GuideLevel level = GuideLevel::Suggest;
  unsigned jobs = 1; ///< evaluations at the same time, if the evaluator can
  /// Whether to look for the shortest mapper that is as good as the best, and
  /// for what each decision is worth. Costs no budget of evaluations.
  bool minimizes = true;
  /// Whether all trials get feedback, even if the proposer does not want it:
  /// explanations then, since the gains of suggestions are simulated.
  bool keepsFeedback = false;
  /// Runs the final race of the best and the start, and the minimization; null:
  /// the evaluator of the search.
  CandidateEvaluator *finalEvaluator = nullptr;
  /// What to call the study and its parts ("file", "program", "machine",
  /// "proposer", "evaluator", "seed"): kept among the settings of the store for
  /// people, and not compared when the study is resumed.
  std::map<std::string, std::string> labels;
  std::function<void(const Progress &)> progress; ///< may be null
  std::function<bool()> shouldStop;               ///< interrupts; may be null
};

/// What taking one of the winner's changes back does.
struct Attribution {
  std::string change;  ///< one line: the statement, as the winner has it
  double ratio = 1;    ///< metric without it over metric with it; 0: fails
  std::string outcome; ///< without it, if that is not Ok
};

struct StudyResult {
  History history;
  StopReason reason = StopReason::Evaluations;
  Ledger ledger;
  unsigned winner = 0;   ///< the trial that `best` was made from
  std::string best;      ///< text of the best mapper, minimized if asked for
  Evaluation evaluation; ///< of it, with the samples of the final race
  Evaluation start;      ///< of the start, likewise
  Verdict verdict = Verdict::Tie;       ///< of best against start
  std::vector<Attribution> attribution; ///< most valuable first
};

/// Runs or, if `store` has trials, resumes a study. Errors: the store does not
/// fit the study (another problem, seed, proposer, evaluator), cannot be
/// written, an impossible budget, or an error of proposer or evaluator; what
/// was paid for is in the store. The best is the start itself if nothing is
/// better outside of the noise. An interrupted study has no final race and is
/// not minimized.
llvm::Expected<StudyResult> runStudy(const Problem &problem, Proposer &proposer,
                                     CandidateEvaluator &evaluator,
                                     Store &store, const StudyOptions &options);

/// The result as JSON, "mapwright-study/1" (docs/schemas/study.schema.json).
void writeJSON(const StudyResult &result, llvm::raw_ostream &os);

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_OPTIMIZE_STUDY_H
