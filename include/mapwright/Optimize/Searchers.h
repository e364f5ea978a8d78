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
/// "bandit-seeded", "guided".
llvm::ArrayRef<llvm::StringRef> getSearcherNames();

/// Null for an unknown name.
std::unique_ptr<Proposer> makeSearcher(llvm::StringRef name,
                                       const SearchSetup &setup);

/// Applies AutoGuide's fixes and moves in the neighbourhood (Guided.cpp).
std::unique_ptr<Proposer> makeGuided(const SearchSetup &setup);

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_OPTIMIZE_SEARCHERS_H
