//===- Bench.h - Runs candidates for a study ------------------ -*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_OPTIMIZE_STUDY_BENCH_H
#define MAPWRIGHT_LIB_OPTIMIZE_STUDY_BENCH_H

#include "Recording.h"

namespace mapwright {
namespace optimize {

/// What is shared by the parts of a study.
struct StudyParts {
  const Problem &problem;
  const StudyOptions &options;
  Recording &recording;
  History &history;
};

/// What to run.
struct RunOrder {
  MeasurementKey key;
  unsigned repeats = 1;
  bool wantsFeedback = false;
  GuideLevel level = GuideLevel::Raw; ///< of the feedback
  double best = 0;                    ///< EvaluationRequest::best
  double share = 1;                   ///< of the seconds that may be used up
  bool isKept = true;                 ///< whether the measurement is an event
};

/// Runs candidates with one evaluator, and remembers how they did.
class Bench {
public:
  Bench(const StudyParts &parts, CandidateEvaluator &evaluator)
      : parts(parts), evaluator(evaluator), screener(parts.problem) {}

  bool isNoisy() const { return !evaluator.isDeterministic(); }
  CandidateEvaluator &getEvaluator() { return evaluator; }
  Candidate screen(llvm::StringRef source, bool wantsFeedback);
  /// That of a trial, screened again if need be. Valid until the next call.
  const Candidate &getCandidate(unsigned trial);
  void keepCandidate(unsigned trial, Candidate candidate);

  /// A recorded measurement, or a new one. None: an interrupt, or no seconds
  /// are left. May be called by several threads at the same time.
  llvm::Expected<std::optional<Evaluation>> run(const RunOrder &order,
                                                const Candidate &candidate);
  /// Runs a trial once more for its pool. False: as run() for none.
  llvm::Expected<bool> runAgain(unsigned trial, llvm::StringRef phase,
                                double share = 1);

  /// All runs of a trial; a failed run outweighs all others.
  const Evaluation &getPool(unsigned trial) { return pools[trial]; }
  void addToPool(unsigned trial, const Evaluation &evaluation);

private:
  StudyParts parts;
  CandidateEvaluator &evaluator;
  Screener screener;
  std::map<unsigned, Candidate> candidates; ///< those used lately
  std::map<unsigned, Evaluation> pools;     ///< without feedback
};

/// Adds the runs of `more` to those of `pool`.
void mergeRuns(Evaluation &pool, const Evaluation &more);

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_LIB_OPTIMIZE_STUDY_BENCH_H
