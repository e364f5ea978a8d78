//===- Proposer.h - Proposes candidates -------------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The interface of searchers and language models. A proposer is a deterministic
// function of its seed, the trials it has seen and the answers it got through
// Exchanges: so a study that was killed goes on exactly as if it had not been,
// by letting its proposer propose everything again while the store gives the
// outcomes and the answers.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_OPTIMIZE_PROPOSER_H
#define MAPWRIGHT_OPTIMIZE_PROPOSER_H

#include "mapwright/Optimize/Evaluation.h"

namespace mapwright {
namespace optimize {

/// A mapper to look at.
struct Proposal {
  std::string source;             ///< the whole text
  std::string origin;             ///< what made it: "memory of t arg 1: ZCMEM"
  std::optional<unsigned> parent; ///< trial that it is a change of
  /// Simulations made to arrive at it that were not asked of the evaluator
  /// (what-ifs); the ledger shows them.
  uint64_t numWhatIfs = 0;
};

/// A proposal and what came of it.
struct Trial {
  unsigned number = 0; ///< from 0, which is the mapper to start from
  Proposal proposal;
  std::string identity; ///< Candidate::identity
  /// An earlier trial of the same identity, whose evaluation this one has: it
  /// costs nothing.
  std::optional<unsigned> duplicateOf;
  Evaluation evaluation;
  bool becameIncumbent = false;
  /// Trials of one round were proposed before any of them was observed.
  unsigned round = 0;
  /// Evaluations counted against the budget up to and with this trial.
  uint64_t numEvaluations = 0;
};

/// All trials so far, and the best one.
struct History {
  std::vector<Trial> trials;
  unsigned incumbent = 0; ///< number of a trial
  const Trial &getIncumbent() const { return trials[incumbent]; }
};

/// A request to something outside, whose answer cannot be computed again.
struct Exchange {
  std::string key;      ///< SHA-256 of the request, 64 hex digits
  std::string request;  ///< JSON, without secrets
  std::string response; ///< the body as it came; empty if there was none
  int status = 0;       ///< of HTTP; 0: no response
  std::string error;    ///< why there is no response, or none of use
  uint64_t inputTokens = 0, outputTokens = 0;
  double money = 0;   ///< US dollars
  double seconds = 0; ///< wall time
};

/// Where a proposer gets the answers of an earlier run of the same study, and
/// leaves those it got. Exchanges have an order: the n-th of a run is the n-th
/// of every other.
class Exchanges {
public:
  virtual ~Exchanges();
  /// The next exchange if the store has it; none: it has to be made, and
  /// recorded. Fails if the stored one has another key.
  virtual llvm::Expected<std::optional<Exchange>>
  replay(llvm::StringRef key) = 0;
  /// Stores an exchange that was made, at once and for good, and charges it.
  virtual llvm::Error record(const Exchange &exchange) = 0;
  /// Whether the budgets have so much left.
  virtual bool affords(uint64_t tokens, double money) const = 0;
  /// An interrupt, or the wall time is used up.
  virtual bool shouldStop() const = 0;
};

class Proposer {
public:
  virtual ~Proposer();
  virtual llvm::StringRef getName() const = 0;
  /// All that its proposals depend on besides the seed and the trials (options,
  /// prompts, model), as one line: a study resumes with equal ones only.
  virtual std::string getFingerprint() const { return getName().str(); }

  /// Whether the trials observed have to have feedback, which takes longer than
  /// a simulation.
  virtual bool wantsFeedback() const { return true; }

  /// The next candidate; none: there is nothing left to propose, or the
  /// exchanges cannot be afforded, or `exchanges.shouldStop()`; the proposer is
  /// as it was before the call then. `history` has at least the start. May be
  /// called several times before the trials are observed (parallel evaluation).
  /// Errors stop the study, which can be resumed.
  virtual llvm::Expected<std::optional<Proposal>>
  propose(const History &history, Exchanges &exchanges) = 0;

  /// Told of every trial in the order of numbers, the start included.
  virtual void observe(const Trial &trial) {}
};

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_OPTIMIZE_PROPOSER_H
