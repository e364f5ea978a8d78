//===- SearchBase.cpp - What searchers have in common ---------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SearchBase.h"

using namespace mapwright;
using namespace mapwright::optimize;

/// How often a searcher looks for an assignment that is new.
static constexpr unsigned maxDraws = 100;

llvm::Expected<std::optional<Proposal>>
SearchBase::propose(const History &history, Exchanges &exchanges) {
  std::optional<Move> move;
  if (!space.getDimensions().empty())
    move = next();
  if (!move)
    return std::optional<Proposal>();
  Proposal proposal;
  proposal.source = space.write(move->assignment);
  proposal.parent = move->parent;
  proposal.numWhatIfs = move->numWhatIfs;
  proposal.origin = move->parent
                        ? space.describeChange(move->base, move->assignment)
                        : "at random";
  proposed.insert(move->assignment);
  waiting.push_back(std::move(*move));
  return proposal;
}

void SearchBase::observe(const Trial &trial) {
  Known known{space.getStart(), trial.evaluation, trial.number};
  if (trial.number == 0) {
    proposed.insert(known.assignment);
    return digestStart(known);
  }
  if (waiting.empty())
    return;
  Move move = std::move(waiting.front());
  waiting.pop_front();
  known.assignment = move.assignment;
  digest(move, known);
}

Assignment SearchBase::makeRandom() {
  Assignment assignment;
  for (const Dimension &dimension : space.getDimensions())
    assignment.push_back(random.below(dimension.choices.size()));
  return assignment;
}

Move SearchBase::makeNew(llvm::function_ref<Assignment()> make,
                         const Known *base) {
  Move move;
  if (base) {
    move.base = base->assignment;
    move.parent = base->trial;
  }
  for (unsigned draw = 0; draw < maxDraws; ++draw) {
    move.assignment = make();
    if (!wasProposed(move.assignment))
      break;
  }
  return move;
}
