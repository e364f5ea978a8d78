//===- SearchBase.h - What searchers have in common -------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Optimize/Search.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_OPTIMIZE_SEARCH_SEARCHBASE_H
#define MAPWRIGHT_LIB_OPTIMIZE_SEARCH_SEARCHBASE_H

#include "mapwright/Optimize/Random.h"
#include "mapwright/Optimize/Searchers.h"

#include <deque>
#include <set>

namespace mapwright {
namespace optimize {

/// An assignment that was evaluated, and the trial that did.
struct Known {
  Assignment assignment;
  Evaluation evaluation;
  unsigned trial = 0;
};

/// An assignment to evaluate. Its proposal says how it differs from `base`.
struct Move {
  Assignment assignment;
  Assignment base;
  std::optional<unsigned> parent; ///< trial of `base`
  unsigned technique = 0;         ///< for searchers that have several
  uint64_t numWhatIfs = 0;
};

/// A proposer that chooses assignments of the space. Trials come back in the
/// order of the moves.
class SearchBase : public Proposer {
public:
  SearchBase(llvm::StringRef name, const SearchSetup &setup)
      : space(setup.space), random(setup.seed), name(name) {}

  llvm::StringRef getName() const final { return name; }
  bool wantsFeedback() const final { return false; }
  llvm::Expected<std::optional<Proposal>> propose(const History &history,
                                                  Exchanges &exchanges) final;
  void observe(const Trial &trial) final;

protected:
  /// None: nothing left to propose, or not before some trials are observed;
  /// nothing may have changed then.
  virtual std::optional<Move> next() = 0;
  virtual void digest(const Move &move, const Known &known) = 0;
  virtual void digestStart(const Known &start) {}

  Assignment makeRandom();
  /// A move to an assignment that was not proposed yet, if `make` comes up with
  /// one soon; else to the last one it made.
  Move makeNew(llvm::function_ref<Assignment()> make, const Known *base);
  bool wasProposed(const Assignment &assignment) const {
    return proposed.count(assignment);
  }
  bool isWaiting() const { return !waiting.empty(); }

  const Space &space;
  Random random;

private:
  std::string name;
  std::deque<Move> waiting; ///< for their trials
  std::set<Assignment> proposed;
};

/// Whether `a` is clearly better than `b`.
inline bool isBetter(const Evaluation &a, const Evaluation &b) {
  return compare(a, b) == Verdict::Better;
}

std::unique_ptr<Proposer> makeRandomSearch(const SearchSetup &setup);
std::unique_ptr<Proposer> makeHillClimb(const SearchSetup &setup);
std::unique_ptr<Proposer> makeCoordinateDescent(const SearchSetup &setup);
std::unique_ptr<Proposer> makeAnneal(const SearchSetup &setup);

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_LIB_OPTIMIZE_SEARCH_SEARCHBASE_H
