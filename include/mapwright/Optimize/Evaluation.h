//===- Evaluation.h - What a candidate is worth -----------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The outcome of a candidate mapper, as a sum type, and the order on outcomes.
// A failure is never a number: no candidate of a worse class ever beats one of
// a better class (design: "Simulator").
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_OPTIMIZE_EVALUATION_H
#define MAPWRIGHT_OPTIMIZE_EVALUATION_H

#include "mapwright/AutoGuide/Feedback.h"

namespace mapwright {
namespace optimize {

/// What came of a candidate.
struct Evaluation {
  sim::OutcomeKind kind = sim::OutcomeKind::Ok;
  /// Ok: the metric of each run, smaller is better, in the unit of the
  /// evaluator; at least one, in the order measured.
  std::vector<double> samples;
  uint64_t overBytes = 0; ///< OutOfMemory: what was missing; 0: not known
  std::string text;       ///< unless Ok: what happened, one line
  Feedback feedback;      ///< at the level of the study
  double seconds = 0;     ///< of a wall clock, for the ledger only

  bool isOk() const { return kind == sim::OutcomeKind::Ok; }
};

/// Takes out of `feedback` what a level does not tell.
void limitFeedback(Feedback &feedback, GuideLevel level);

/// A range that holds the median of what was sampled with 95 % confidence.
struct Interval {
  double low, median, high;
};

/// The median of at least one sample, with a bootstrap interval whose random
/// numbers depend on the samples only. Of fewer than three samples the interval
/// is the median alone: there is no estimate of noise.
Interval estimateMedian(llvm::ArrayRef<double> samples);

enum class Verdict { Worse, Tie, Better };

/// How `candidate` compares with `other`: by outcome class; two that are out of
/// memory by the bytes that were missing (unknown is most); two that are Ok by
/// their medians, a tie if the intervals overlap. Others of one class tie.
Verdict compare(const Evaluation &candidate, const Evaluation &other);

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_OPTIMIZE_EVALUATION_H
