//===- Searchers.h - Proposers that need no network -------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_OPTIMIZE_SEARCHERS_H
#define MAPWRIGHT_OPTIMIZE_SEARCHERS_H

#include "mapwright/Optimize/Proposer.h"
#include "mapwright/Optimize/Space.h"

namespace mapwright {
namespace optimize {

/// What all searchers are made of. Referred to objects outlive them.
struct SearchSetup {
  const Problem &problem;
  const Space &space;
  uint64_t seed = 0;
  uint64_t budget = 100; ///< evaluations there will be, for schedules
};

/// Names of makeSearcher, in the order of the tables in the documentation:
/// "random", "hillclimb", "ccd", "anneal", "bandit" (starts cold),
/// "bandit-seeded", "guided". makeSearcher also knows "guided-whatif".
llvm::ArrayRef<llvm::StringRef> getSearcherNames();

/// Null for an unknown name.
std::unique_ptr<Proposer> makeSearcher(llvm::StringRef name,
                                       const SearchSetup &setup);

struct BanditOptions {
  /// Whether it knows the mapper to start from, and moves co-located decisions
  /// together.
  bool isSeeded = false;
  /// Whether a technique also gets credit for what is better than the trial
  /// before, and not only for a new best.
  bool creditsProgress = false;
};

/// An ensemble of techniques chosen by a bandit, like OpenTuner's. "bandit" and
/// "bandit-seeded" of makeSearcher credit new bests only.
std::unique_ptr<Proposer> makeBandit(const SearchSetup &setup,
                                     const BanditOptions &options);

/// Proposes what estimates from the program, the machine and the decisions
/// point to, without simulating anything (docs/search.md).
std::unique_ptr<Proposer> makeGuided(const SearchSetup &setup);

/// The same, but it simulates what "guided" estimates: for evaluators to which
/// a simulation is nothing. Its simulations are Proposal::numWhatIfs.
std::unique_ptr<Proposer> makeGuidedWhatIf(const SearchSetup &setup);

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_OPTIMIZE_SEARCHERS_H
