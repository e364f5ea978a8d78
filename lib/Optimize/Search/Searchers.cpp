//===- Searchers.cpp - Searchers by name ----------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Optimize/Searchers.h"

#include "SearchBase.h"

using namespace mapwright;
using namespace mapwright::optimize;

llvm::ArrayRef<llvm::StringRef> optimize::getSearcherNames() {
  static constexpr llvm::StringRef names[] = {
      "random", "hillclimb",     "ccd",   "anneal",
      "bandit", "bandit-seeded", "guided"};
  return names;
}

std::unique_ptr<Proposer> optimize::makeSearcher(llvm::StringRef name,
                                                 const SearchSetup &setup) {
  if (name == "random")
    return makeRandomSearch(setup);
  if (name == "hillclimb")
    return makeHillClimb(setup);
  if (name == "ccd")
    return makeCoordinateDescent(setup);
  if (name == "anneal")
    return makeAnneal(setup);
  if (name == "bandit")
    return makeBandit(setup, {/*isSeeded=*/false});
  if (name == "bandit-seeded")
    return makeBandit(setup, {/*isSeeded=*/true});
  if (name == "guided")
    return makeGuided(setup);
  if (name == "guided-whatif")
    return makeGuidedWhatIf(setup);
  return nullptr;
}
