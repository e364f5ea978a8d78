//===- CandidateEvaluator.h - Measures candidates ---------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The interface of what runs candidates: the simulator, or the real program.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_OPTIMIZE_CANDIDATEEVALUATOR_H
#define MAPWRIGHT_OPTIMIZE_CANDIDATEEVALUATOR_H

#include "mapwright/Optimize/Problem.h"

#include <functional>

namespace mapwright {
namespace optimize {

/// What an evaluator is asked for.
struct EvaluationRequest {
  /// Runs to make; evaluators that give equal results for equal candidates make
  /// one.
  unsigned repeats = 1;
  GuideLevel level = GuideLevel::Suggest;
  bool wantsFeedback = true;
  /// Metric of the best candidate so far, 0 if there is none: what takes much
  /// longer may be stopped (Timeout).
  double best = 0;
  /// Wall seconds left, for all repeats; 0: no limit.
  double secondsLeft = 0;
  /// True: stop as soon as possible (an interrupt); may be null.
  std::function<bool()> shouldStop;
};

/// Runs candidates that passed the screen. Several threads may call evaluate()
/// at the same time if `isConcurrent`.
class CandidateEvaluator {
public:
  virtual ~CandidateEvaluator();

  virtual llvm::StringRef getName() const = 0;   ///< "sim", "exec", ...
  virtual llvm::StringRef getMetric() const = 0; ///< "time"
  virtual llvm::StringRef getUnit() const = 0;   ///< "s"; may be empty
  /// Whether equal candidates give equal samples: repeats say nothing then.
  virtual bool isDeterministic() const = 0;
  virtual bool isConcurrent() const { return false; }
  /// All that the result depends on besides the candidate (command, limits),
  /// as one line. Results of another fingerprint are not comparable.
  virtual std::string getFingerprint() const = 0;

  /// Runs a candidate, which has `resolved`. Failures of the candidate are
  /// outcomes. Errors are those of the environment (a command that does not
  /// exist, a full disk): the study stops, and can be resumed. The code
  /// std::errc::operation_canceled says that `shouldStop` or `secondsLeft`
  /// ended the first run; with at least one finished run the outcome is Ok,
  /// with fewer samples than asked for.
  virtual llvm::Expected<Evaluation>
  evaluate(const Candidate &candidate, const EvaluationRequest &request) = 0;
};

/// Simulates. Feedback is the advice of lib/AutoGuide, of which the what-if
/// simulations are left out below GuideLevel::Suggest.
std::unique_ptr<CandidateEvaluator> makeSimEvaluator(const Problem &problem);

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_OPTIMIZE_CANDIDATEEVALUATOR_H
