//===- Recording.h - What a study did before, and does now ---- -*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A study that was killed does everything again in the same order; whatever has
// a record is taken from it instead of being done. Where the records end, it
// goes on for real, and every event is recorded.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_OPTIMIZE_STUDY_RECORDING_H
#define MAPWRIGHT_LIB_OPTIMIZE_STUDY_RECORDING_H

#include "mapwright/Optimize/Store.h"

#include <atomic>
#include <chrono>
#include <deque>
#include <mutex>

namespace mapwright {
namespace optimize {

/// Whom a measurement is of.
struct MeasurementKey {
  unsigned trial;
  std::string phase, identity;

  bool operator<(const MeasurementKey &other) const {
    return std::tie(trial, phase, identity) <
           std::tie(other.trial, other.phase, other.identity);
  }
};

class Recording final : public Exchanges {
public:
  Recording(Store &store, const StudyOptions &options)
      : store(store), options(options) {}
  /// Reads what the store has.
  llvm::Error load();

  // Exchanges
  llvm::Expected<std::optional<Exchange>> replay(llvm::StringRef key) override;
  llvm::Error record(const Exchange &exchange) override;
  bool affords(uint64_t tokens, double money) const override;
  bool shouldStop() const override;

  /// Of the trial that comes next, if it was done before.
  const Trial *peekTrial(unsigned number) const;
  unsigned getNumRecorded() const { return recorded.trials.size(); }
  /// Whether a trial was proposed before, done or not.
  const Proposal *findProposal(unsigned number) const;
  llvm::Error addProposal(unsigned number, const Proposal &proposal);
  /// Trials that cost something are events; others are recorded with the next
  /// one that does.
  llvm::Error addTrial(const Trial &trial);
  /// Records what is not recorded yet, and the ledger.
  llvm::Error flush();

  /// The recorded measurement of this key that was not taken yet.
  std::optional<Evaluation> takeMeasurement(const MeasurementKey &key);
  /// May be called by several threads at the same time.
  llvm::Error addMeasurement(const MeasurementKey &key,
                             const Evaluation &evaluation);

  /// Takes back the end of a study that goes on after all.
  llvm::Error forgetEnd();
  llvm::Error writeResult(llvm::StringRef json);

  /// With up-to-date seconds.
  const Ledger &getLedger();
  /// Adds to the counts; recorded with the next event.
  void charge(const Trial &trial);
  void chargeRuns(const Evaluation &evaluation);
  void chargeProposal(double seconds) { ledger.proposalSeconds += seconds; }
  void chargeEvaluation(double seconds) { ledger.evaluationSeconds += seconds; }

  bool isInterrupted() const {
    return options.shouldStop && options.shouldStop();
  }
  /// Wall seconds left of `share` times the budget; none: there is no budget.
  std::optional<double> getSecondsLeft(double share = 1) const;
  /// What the proposer could not afford since the last call.
  std::optional<StopReason> takeRefusal();

private:
  bool isReplaying() const;
  double getTotalSeconds() const;
  void noteReplay() { liveSince = std::chrono::steady_clock::now(); }
  void charge(const Exchange &exchange);

  Store &store;
  const StudyOptions &options;
  History recorded;
  std::map<unsigned, Proposal> pending;
  std::vector<Exchange> exchanges;
  size_t nextExchange = 0;
  std::map<MeasurementKey, std::deque<Evaluation>> measurements;
  unsigned numTrials = 0;        ///< done, recorded or not
  std::vector<Trial> unrecorded; ///< duplicates since the last event
  Ledger ledger;
  bool hasEnd = false;      ///< whether there is something to forget
  double secondsBefore = 0; ///< of earlier runs of the study
  std::atomic<std::chrono::steady_clock::time_point> liveSince{
      std::chrono::steady_clock::now()};
  mutable std::optional<StopReason> refusal;
  std::mutex storing;
};

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_LIB_OPTIMIZE_STUDY_RECORDING_H
