//===- Store.h - Studies on disk --------------------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One SQLite file (WAL) a study; docs/study-store.md documents the tables.
// Every event is one transaction: whatever was told of before a kill is there
// after it. One thread at a time. All errors name the file; their codes are
// those of the system (file_exists, no_space_on_device, io_error, ...), and
// none if it is the content that is wrong.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_OPTIMIZE_STORE_H
#define MAPWRIGHT_OPTIMIZE_STORE_H

#include "mapwright/Optimize/Study.h"

namespace mapwright {
namespace optimize {

/// What identifies a study, as strings by key: "problem" (hash), "start",
/// "program", "machine", "proposer", "evaluator", "seed", "level", ...
using StudySettings = std::map<std::string, std::string>;

/// Runs of one candidate, made at one time.
struct Measurement {
  unsigned trial;    ///< that it is; "minimize": that it was made from
  std::string phase; ///< "screening", "survivor", "final", "minimize"
  std::string identity;
  Evaluation evaluation;
};

class Store {
public:
  /// A new file; fails if there is one already. An empty path: in memory.
  static llvm::Expected<std::unique_ptr<Store>> create(llvm::StringRef path);
  /// An existing one. Fails, saying what it is, for a file that is no store,
  /// one that is damaged or of a newer version, and, unless it is only read,
  /// one that another process writes to.
  static llvm::Expected<std::unique_ptr<Store>> open(llvm::StringRef path,
                                                     bool isReadOnly);
  ~Store();

  llvm::StringRef getPath() const; ///< empty: in memory

  /// All that `body` adds becomes one event, or nothing if it fails.
  llvm::Error addTogether(llvm::function_ref<llvm::Error()> body);

  llvm::Expected<StudySettings> readSettings();
  llvm::Error writeSettings(const StudySettings &settings);

  llvm::Expected<History> readHistory();
  /// Of a trial that is not done: what runs, or ran when the study was killed.
  llvm::Error addProposal(unsigned number, const Proposal &proposal);
  llvm::Expected<std::map<unsigned, Proposal>> readPendingProposals();
  llvm::Error addTrial(const Trial &trial);

  llvm::Expected<std::vector<Measurement>> readMeasurements();
  llvm::Error addMeasurement(const Measurement &measurement);
  /// Takes the measurements "final" and "minimize" and the result back: the
  /// study goes on.
  llvm::Error forgetEnd();

  llvm::Expected<std::vector<Exchange>> readExchanges();
  llvm::Error addExchange(const Exchange &exchange);

  llvm::Expected<Ledger> readLedger();
  llvm::Error writeLedger(const Ledger &ledger);

  /// The result as "mapwright-study/1" JSON; none while the study is not done.
  llvm::Expected<std::optional<std::string>> readResult();
  llvm::Error writeResult(llvm::StringRef json);

private:
  struct State;
  explicit Store(std::unique_ptr<State> state);
  std::unique_ptr<State> state;
};

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_OPTIMIZE_STORE_H
