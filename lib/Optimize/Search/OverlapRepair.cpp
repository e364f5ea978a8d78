//===- OverlapRepair.cpp - Keeps overlapping arguments together -----------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OverlapRepair.h"

#include "llvm/ADT/STLExtras.h"

#include <deque>
#include <set>

using namespace mapwright;
using namespace mapwright::optimize;

namespace {
class OverlapRepair {
public:
  OverlapRepair(const Space &space, llvm::ArrayRef<Overlap> edges,
                Assignment assignment)
      : space(space), edges(edges), assignment(std::move(assignment)) {}

  std::optional<Assignment> run(llvm::ArrayRef<uint32_t> changed);

private:
  bool force(uint32_t dimension, MemKind memory);
  bool moveTask(uint32_t task, uint32_t argument, MemKind memory);
  void resetArguments(uint32_t task);
  const Dimension &get(uint32_t dimension) const {
    return space.getDimensions()[dimension];
  }

  const Space &space;
  llvm::ArrayRef<Overlap> edges;
  Assignment assignment;
  std::set<uint32_t> forced; ///< dimensions that stay as they are
  std::set<uint32_t> moved;  ///< tasks, likewise
  std::deque<uint32_t> work; ///< Memory dimensions
};
} // namespace

/// Memories that the task's new kind does not address give way to what the
/// mapper to start from says, or the runtime takes.
void OverlapRepair::resetArguments(uint32_t task) {
  ProcKind kind = space.getKind(assignment, task);
  Assignment before = assignment;
  space.repair(assignment, task);
  llvm::ArrayRef<Dimension> dimensions = space.getDimensions();
  for (uint32_t number = 0; number < dimensions.size(); ++number) {
    if (dimensions[number].task != task ||
        dimensions[number].kind != DimensionKind::Memory)
      continue;
    // "As written" may be another memory on another kind.
    if (before[number] == 0 || !space.suits(number, before[number], kind))
      if (forced.insert(number).second)
        work.push_back(number);
  }
}

/// To the first kind on which the argument can be in `memory`.
bool OverlapRepair::moveTask(uint32_t task, uint32_t argument, MemKind memory) {
  std::optional<uint32_t> processor =
      space.find(DimensionKind::Processor, task);
  if (!processor || !moved.insert(task).second)
    return false;
  for (uint16_t choice = 0; choice < get(*processor).choices.size(); ++choice) {
    assignment[*processor] = choice;
    std::optional<uint16_t> found =
        space.findMemory(argument, space.getKind(assignment, task), memory);
    if (!found)
      continue;
    assignment[argument] = *found;
    resetArguments(task);
    return true;
  }
  return false;
}

bool OverlapRepair::force(uint32_t dimension, MemKind memory) {
  if (space.getMemory(assignment, dimension) == memory)
    return true;
  if (!forced.insert(dimension).second)
    return false;
  uint32_t task = get(dimension).task;
  work.push_back(dimension);
  if (std::optional<uint16_t> choice = space.findMemory(
          dimension, space.getKind(assignment, task), memory)) {
    assignment[dimension] = *choice;
    return true;
  }
  return moveTask(task, dimension, memory);
}

std::optional<Assignment> OverlapRepair::run(llvm::ArrayRef<uint32_t> changed) {
  for (uint32_t dimension : changed) {
    moved.insert(get(dimension).task);
    if (get(dimension).kind == DimensionKind::Memory &&
        forced.insert(dimension).second)
      work.push_back(dimension);
  }
  for (uint32_t dimension : changed)
    if (get(dimension).kind == DimensionKind::Processor)
      resetArguments(get(dimension).task);
  while (!work.empty()) {
    uint32_t from = work.front();
    work.pop_front();
    MemKind memory = space.getMemory(assignment, from);
    for (const Overlap &edge : edges)
      if ((edge.first == from && !force(edge.second, memory)) ||
          (edge.second == from && !force(edge.first, memory)))
        return std::nullopt;
  }
  return std::move(assignment);
}

std::optional<Assignment>
optimize::repairOverlaps(const Space &space, llvm::ArrayRef<Overlap> edges,
                         Assignment assignment,
                         llvm::ArrayRef<uint32_t> changed) {
  // A memory the task's kind does not address is no move.
  for (uint32_t dimension : changed)
    if (const Dimension &set = space.getDimensions()[dimension];
        set.kind == DimensionKind::Memory &&
        !space.suits(dimension, assignment[dimension],
                     space.getKind(assignment, set.task)))
      return std::nullopt;
  return OverlapRepair(space, edges, std::move(assignment)).run(changed);
}
