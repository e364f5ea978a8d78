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
// after it.
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
  unsigned trial;
  std::string phase; ///< "screening", "survivor", "final", "minimize"
  Evaluation evaluation;
};

class Store {
public:
  /// A new file; fails if there is one already. An empty path: in memory.
  static llvm::Expected<std::unique_ptr<Store>> create(llvm::StringRef path);
  /// An existing one. Fails, saying what it is, for a file that is no store,
  /// one of a newer version, and one that another process writes to.
  static llvm::Expected<std::unique_ptr<Store>> open(llvm::StringRef path,
                                                     bool isReadOnly);
  ~Store();

  llvm::Expected<StudySettings> readSettings();
  llvm::Error writeSettings(const StudySettings &settings);

  llvm::Expected<History> readHistory();
  llvm::Error addProposal(unsigned number, const Proposal &proposal);
  llvm::Error addTrial(const Trial &trial);

  llvm::Expected<std::vector<Measurement>> readMeasurements();
  llvm::Error addMeasurement(const Measurement &measurement);

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
