//===- Search.h - The loop of a study ---------------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_OPTIMIZE_STUDY_SEARCH_H
#define MAPWRIGHT_LIB_OPTIMIZE_STUDY_SEARCH_H

#include "Bench.h"

#include "llvm/ADT/StringMap.h"

namespace mapwright {
namespace optimize {

/// The loop of a study.
class Search {
public:
  Search(const StudyParts &parts, Proposer &proposer, Bench &bench);

  /// All trials, the start included.
  llvm::Expected<StopReason> run();

private:
  /// A trial that is not done.
  struct Entry {
    unsigned number;
    Proposal proposal;
    std::string identity;
    std::optional<unsigned> duplicateOf;
    /// None for duplicates, and for those that were done before.
    std::optional<Candidate> candidate;
    std::optional<Evaluation> evaluation;
  };

  std::optional<StopReason> findStop();
  size_t getRoundSize() const;
  llvm::Error addEntry(Proposal proposal);
  llvm::Expected<std::optional<Proposal>> propose();
  llvm::Error proposeRound();
  bool isRun(const Entry &entry) const;
  llvm::Error recall(Entry &entry);
  llvm::Error evaluate(Entry &entry);
  llvm::Error evaluateRound();
  llvm::Expected<bool> judge(Entry &entry);
  llvm::Expected<bool> finish(Entry &entry);
  llvm::Expected<bool> challenge(unsigned number);
  /// False: an interrupt, or no seconds are left.
  llvm::Expected<bool> finishRound();
  void note(const Trial &trial);

  StudyParts parts;
  Proposer &proposer;
  Bench &bench;
  bool wantsFeedback;
  unsigned round = 0;
  std::vector<Entry> entries;           ///< of the round
  llvm::StringMap<unsigned> identities; ///< first trial of each
  uint64_t duplicatesInARow = 0;
};

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_LIB_OPTIMIZE_STUDY_SEARCH_H
