//===- HillClimb.cpp - First improvement with random restarts -------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Neighbourhood.h"
#include "SearchBase.h"

using namespace mapwright;
using namespace mapwright::optimize;

namespace {
/// Tries the steps from where it is in random order and takes the first that is
/// better. Where none is, it goes on from a random assignment.
class HillClimb : public SearchBase {
public:
  explicit HillClimb(const SearchSetup &setup)
      : SearchBase("hillclimb", setup), neighbourhood(setup.space) {}

protected:
  std::optional<Move> next() override;
  void digest(const Move &move, const Known &known) override;
  void digestStart(const Known &start) override { moveTo(start); }

private:
  void moveTo(const Known &known);
  Move restart();

  Neighbourhood neighbourhood;
  Known current;
  std::vector<Step> steps; ///< still to be tried, the next one last
};
} // namespace

void HillClimb::moveTo(const Known &known) {
  current = known;
  steps = neighbourhood.listSteps(known.assignment);
  random.shuffle(steps);
}

/// Random, but with maps and memories that suit.
Move HillClimb::restart() {
  return makeNew(
      [&] {
        Assignment assignment = makeRandom();
        for (const Dimension &dimension : space.getDimensions())
          space.repair(assignment, dimension.task);
        return assignment;
      },
      nullptr);
}

std::optional<Move> HillClimb::next() {
  while (!steps.empty()) {
    Step step = steps.back();
    steps.pop_back();
    Move move{neighbourhood.take(current.assignment, step), current.assignment,
              current.trial};
    if (!wasProposed(move.assignment))
      return move;
  }
  return restart();
}

void HillClimb::digest(const Move &move, const Known &known) {
  bool isRestart = !move.parent;
  // What fails like the current one may be a step on the way out.
  bool isSideways =
      !known.evaluation.isOk() &&
      compare(known.evaluation, current.evaluation) == Verdict::Tie;
  if (isRestart || isSideways || isBetter(known.evaluation, current.evaluation))
    moveTo(known);
}

std::unique_ptr<Proposer> optimize::makeHillClimb(const SearchSetup &setup) {
  return std::make_unique<HillClimb>(setup);
}
