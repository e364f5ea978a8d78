//===- Finale.h - Final race and minimization -------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_OPTIMIZE_STUDY_FINALE_H
#define MAPWRIGHT_LIB_OPTIMIZE_STUDY_FINALE_H

#include "Bench.h"
#include "MapperDiff.h"

namespace mapwright {
namespace optimize {

/// Wall seconds that a study may use up with its end, as a share of the budget.
constexpr double endShare = 1.1;

/// Runs the best and the start in turns, as often as needed to tell them apart.
class FinalRace {
public:
  /// `search` knows how the trials did, `bench` runs them now; they may be the
  /// same.
  FinalRace(const StudyParts &parts, Bench &search, Bench &bench)
      : parts(parts), search(search), bench(bench) {}

  /// Fills in winner, evaluation, start and verdict.
  llvm::Error run(StudyResult &result);

private:
  struct Finalist {
    unsigned trial;
    Evaluation pool; ///< of this race; without samples at first
    bool isOut = false;
  };

  std::vector<unsigned> selectTrials();
  /// False: stopped.
  llvm::Expected<bool> runTurn(unsigned turn);
  void dropHopeless();
  const Finalist *findBest() const;
  void conclude(StudyResult &result);

  StudyParts parts;
  Bench &search, &bench;
  std::vector<Finalist> finalists; ///< the start first
};

/// Takes the winner's changes back one by one as long as it stays as good.
class Minimizer {
public:
  Minimizer(const StudyParts &parts, Bench &bench, StudyResult &result)
      : parts(parts), bench(bench), result(result) {}

  /// Changes best, evaluation and verdict, and fills in attribution.
  llvm::Error run();

private:
  /// A mapper between start and winner.
  struct Variant {
    Evaluation evaluation;
    Evaluation winner; ///< measured at the same time
  };

  llvm::Expected<const Variant *> measure(const std::vector<bool> &isMade);
  llvm::Expected<std::optional<Evaluation>> runOnce(const Candidate &candidate);
  /// False: stopped.
  llvm::Expected<bool> runInTurns(const Candidate &candidate, Variant &variant);
  llvm::Expected<bool> takeBackSome();
  llvm::Error attribute();
  void adopt();

  StudyParts parts;
  Bench &bench;
  StudyResult &result;
  std::optional<MapperDiff> diff;
  Candidate winner;
  std::vector<bool> isKept;                ///< by change
  std::map<std::string, Variant> variants; ///< by identity
};

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_LIB_OPTIMIZE_STUDY_FINALE_H
