//===- StudyHarness.h - Small studies for tests --------------- -*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_UNITTESTS_OPTIMIZE_STUDYHARNESS_H
#define MAPWRIGHT_UNITTESTS_OPTIMIZE_STUDYHARNESS_H

#include "mapwright/Optimize/Random.h"
#include "mapwright/Optimize/Store.h"

#include "llvm/ADT/SmallString.h"

namespace mapwright {
namespace optimize {

/// Circuit of a few pieces on four GPUs.
struct SmallProblem {
  explicit SmallProblem(llvm::StringRef source = naive);

  static const char naive[];

  Program program;
  sim::TaskGraph graph;
  MachineModel model;
  Problem problem;
};

/// Proposes the texts of a list.
class ListProposer : public Proposer {
public:
  explicit ListProposer(std::vector<std::string> sources)
      : sources(std::move(sources)) {}
  llvm::StringRef getName() const override { return "list"; }
  bool wantsFeedback() const override { return false; }
  llvm::Expected<std::optional<Proposal>>
  propose(const History &history, Exchanges &exchanges) override;
  void observe(const Trial &trial) override { observed.push_back(trial); }

  std::vector<std::string> sources;
  std::vector<Trial> observed;
  size_t next = 0;
};

/// Proposes variants of the best mapper so far, some of which are no good or
/// equal, and asks "a server" now and then.
class FickleProposer : public Proposer {
public:
  explicit FickleProposer(uint64_t seed) : random(seed) {}
  llvm::StringRef getName() const override { return "fickle"; }
  llvm::Expected<std::optional<Proposal>>
  propose(const History &history, Exchanges &exchanges) override;
  void observe(const Trial &trial) override;

  unsigned numAsked = 0; ///< of the server, not answered by a record

private:
  llvm::Expected<std::string> ask(Exchanges &exchanges);

  Random random;
  unsigned numProposed = 0;
  uint64_t digest = 0; ///< of what was observed: feedback matters
};

/// Gives a number for each mapper, with noise that is the same each time, and
/// some feedback.
class NoisyEvaluator : public CandidateEvaluator {
public:
  llvm::StringRef getName() const override { return "noisy"; }
  llvm::StringRef getMetric() const override { return "time"; }
  llvm::StringRef getUnit() const override { return "s"; }
  bool isDeterministic() const override { return noise == 0; }
  bool isConcurrent() const override { return concurrent; }
  std::string getFingerprint() const override { return "noisy"; }
  llvm::Expected<Evaluation>
  evaluate(const Candidate &candidate,
           const EvaluationRequest &request) override;

  /// The true metric; 0: fails.
  std::function<double(const Candidate &)> measure;
  double noise = 0.02;
  bool concurrent = false;
};

/// A file that goes away at the end.
struct ScratchFile {
  ScratchFile();
  ~ScratchFile();
  llvm::StringRef str() const { return path; }
  void remove();

  llvm::SmallString<128> path;
};

/// All that has to be the same after a resumption: everything but times.
std::string describe(const StudyResult &result);
/// The same for what a store has of exchanges and measurements.
std::string describe(Store &store);

/// A number from 0 to below `n` that depends on the text.
uint64_t pick(llvm::StringRef text, uint64_t n);

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_UNITTESTS_OPTIMIZE_STUDYHARNESS_H
