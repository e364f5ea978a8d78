//===- CoordinateDescent.cpp - Constrained coordinate descent -------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// AutoMap's algorithm (tuning: A3, A4) on all dimensions of the space: task by
// task, the longest first; for each kind of processor its maps, then its
// arguments, the largest first. Arguments that overlap move together; in each
// rotation fewer of them do.
//
//===----------------------------------------------------------------------===//

#include "OverlapRepair.h"
#include "SearchBase.h"

#include "llvm/ADT/STLExtras.h"

using namespace mapwright;
using namespace mapwright::optimize;

static constexpr unsigned numRotations = 5;

namespace {
/// Choices for dimensions of one task, to be tried on the best so far.
using Setting = std::vector<std::pair<uint32_t, uint16_t>>;

class CoordinateDescent : public SearchBase {
public:
  explicit CoordinateDescent(const SearchSetup &setup)
      : SearchBase("ccd", setup), problem(setup.problem),
        edges(setup.space.getOverlaps()), numEdges(edges.size()) {}

protected:
  std::optional<Move> next() override;
  void digest(const Move &move, const Known &known) override;
  void digestStart(const Known &start) override { best = start; }

private:
  /// Where it is: what next() may change only if it finds something.
  struct Position {
    unsigned rotation = 0;
    size_t setting = 0;
  };

  void prepare();
  std::vector<double> profile();
  void addSettings(uint32_t task);
  void addChoices(uint32_t dimension, const Setting &base);
  std::vector<uint32_t> sortDimensions(uint32_t task) const;
  std::optional<Assignment> apply(const Setting &setting,
                                  unsigned rotation) const;
  bool startRotation(Position &position) const;

  const Problem &problem;
  llvm::ArrayRef<Overlap> edges;
  size_t numEdges;
  std::vector<Setting> settings; ///< of a rotation
  bool isPrepared = false;
  uint64_t numWhatIfs = 0; ///< not yet told of
  Position position;
  bool hasGained = false; ///< in this rotation
  Known best;
};
} // namespace

//===----------------------------------------------------------------------===//
// Order
//===----------------------------------------------------------------------===//

/// Seconds of each task kind in a simulation of the mapper to start from; all 0
/// if it cannot be simulated.
std::vector<double> CoordinateDescent::profile() {
  std::vector<double> seconds(problem.program.tasks.size(), 0);
  Screener screener(problem);
  Candidate start = screener.screen(problem.source, GuideLevel::Raw,
                                    /*wantsFeedback=*/false);
  if (!start.resolved)
    return seconds;
  ++numWhatIfs;
  sim::Result result =
      sim::simulate(problem.graph, problem.model, start.resolved->placement);
  for (auto [task, totals] : llvm::enumerate(result.tasks))
    seconds[task] = totals.kernelSeconds;
  return seconds;
}

/// The decisions of a task but for its kind: whole task first, then arguments
/// by size.
std::vector<uint32_t> CoordinateDescent::sortDimensions(uint32_t task) const {
  llvm::ArrayRef<Dimension> dimensions = space.getDimensions();
  std::vector<uint32_t> sorted;
  for (uint32_t number = 0; number < dimensions.size(); ++number)
    if (dimensions[number].task == task &&
        dimensions[number].kind != DimensionKind::Processor)
      sorted.push_back(number);
  auto getBytes = [&](uint32_t number) {
    const Dimension &dimension = dimensions[number];
    if (!dimension.argument)
      return UINT64_MAX;
    auto memory = space.find(DimensionKind::Memory, task, dimension.argument);
    return memory ? space.getBytes(*memory) : 0;
  };
  llvm::sort(sorted, [&](uint32_t a, uint32_t b) {
    return std::pair(getBytes(b), a) < std::pair(getBytes(a), b);
  });
  return sorted;
}

void CoordinateDescent::addChoices(uint32_t dimension, const Setting &base) {
  size_t count = space.getDimensions()[dimension].choices.size();
  for (uint16_t choice = 0; choice < count; ++choice) {
    settings.push_back(base);
    settings.back().push_back({dimension, choice});
  }
}

void CoordinateDescent::addSettings(uint32_t task) {
  std::vector<Setting> kinds = {{}};
  if (auto processor = task < problem.program.tasks.size()
                           ? space.find(DimensionKind::Processor, task)
                           : std::nullopt) {
    kinds.clear();
    for (uint16_t choice = 0;
         choice < space.getDimensions()[*processor].choices.size(); ++choice)
      kinds.push_back({{*processor, choice}});
  }
  for (const Setting &kind : kinds) {
    if (!kind.empty())
      settings.push_back(kind);
    for (uint32_t dimension : sortDimensions(task))
      addChoices(dimension, kind);
  }
}

void CoordinateDescent::prepare() {
  std::vector<double> seconds = profile();
  // The top-level task is the last.
  seconds.push_back(-1);
  std::vector<uint32_t> tasks;
  for (uint32_t task = 0; task < seconds.size(); ++task)
    tasks.push_back(task);
  llvm::sort(tasks, [&](uint32_t a, uint32_t b) {
    return std::pair(seconds[b], a) < std::pair(seconds[a], b);
  });
  for (uint32_t task : tasks)
    addSettings(task);
  isPrepared = true;
}

//===----------------------------------------------------------------------===//
// Search
//===----------------------------------------------------------------------===//

/// None if the setting cannot be had, or says nothing new.
std::optional<Assignment> CoordinateDescent::apply(const Setting &setting,
                                                   unsigned rotation) const {
  Assignment assignment = best.assignment;
  std::vector<uint32_t> changed;
  for (auto [dimension, choice] : setting) {
    if (assignment[dimension] == choice)
      continue;
    assignment[dimension] = choice;
    DimensionKind kind = space.getDimensions()[dimension].kind;
    if (kind == DimensionKind::Processor || kind == DimensionKind::Memory)
      changed.push_back(dimension);
  }
  for (auto [dimension, choice] : setting)
    if (uint32_t task = space.getDimensions()[dimension].task;
        !space.suits(dimension, choice, space.getKind(assignment, task)))
      return std::nullopt;
  if (changed.empty())
    return assignment;
  size_t dropped = numEdges * rotation / (numRotations - 1);
  return repairOverlaps(space, edges.drop_back(dropped), assignment, changed);
}

/// False behind the last rotation, or if one without edges brought nothing.
bool CoordinateDescent::startRotation(Position &position) const {
  bool hadEdges = position.rotation + 1 < numRotations && numEdges > 0;
  if (!hasGained && !hadEdges)
    return false;
  ++position.rotation;
  position.setting = 0;
  return position.rotation < numRotations;
}

std::optional<Move> CoordinateDescent::next() {
  if (!isPrepared)
    prepare();
  for (Position at = position;;) {
    if (at.setting == settings.size()) {
      // The next rotation goes on from what this one finds.
      if (isWaiting() || !startRotation(at))
        return std::nullopt;
      continue;
    }
    unsigned rotation = at.rotation;
    std::optional<Assignment> assignment =
        apply(settings[at.setting++], rotation);
    if (!assignment || wasProposed(*assignment))
      continue;
    if (rotation != position.rotation)
      hasGained = false;
    position = at;
    Move move{std::move(*assignment), best.assignment, best.trial};
    move.numWhatIfs = std::exchange(numWhatIfs, 0);
    return move;
  }
}

void CoordinateDescent::digest(const Move &move, const Known &known) {
  if (!isBetter(known.evaluation, best.evaluation))
    return;
  best = known;
  hasGained = true;
}

std::unique_ptr<Proposer>
optimize::makeCoordinateDescent(const SearchSetup &setup) {
  return std::make_unique<CoordinateDescent>(setup);
}
