//===- VerifyPartitions.cpp - Checks index spaces and partitions ----------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "VerifyProgram.h"

#include "mapwright/Program/Cells.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace mapwright;
using namespace mapwright::detail;
using llvm::Error;
using llvm::StringRef;
using llvm::Twine;

//===----------------------------------------------------------------------===//
// Rectangles
//===----------------------------------------------------------------------===//

Error detail::verifyRects(const RectList &rects, StringRef owner) {
  uint64_t sum = 0;
  for (size_t i = 0; i < rects.size(); ++i) {
    Rect rect = rects[i];
    std::string text =
        formatCoordinates(rect.lo) + ".." + formatCoordinates(rect.hi);
    if (rect.empty())
      return invalid(owner + " has the empty rectangle " + text);
    bool overflow = false;
    std::optional<uint64_t> volume = rect.volume();
    sum = llvm::SaturatingAdd(sum, volume.value_or(UINT64_MAX), &overflow);
    if (overflow || sum > static_cast<uint64_t>(INT64_MAX))
      return invalid(owner + " has more than 2^63 - 1 elements");
  }
  return Error::success();
}

static Error tooManyCells(StringRef owner) {
  return invalid(owner + " is cut into more than " + Twine(maxProgramCells) +
                 " parts by its rectangles");
}

/// No element is in two of the rectangles.
static Error verifyNoOverlap(const RectList &rects, StringRef owner) {
  std::vector<uint32_t> owners(rects.size());
  for (size_t i = 0; i < owners.size(); ++i)
    owners[i] = i;
  std::string problem;
  uint64_t numCells = 0;
  bool ok = forEachCell(rects, owners, [&](const Cell &cell) {
    if (cell.owners.size() > 1)
      problem = formatCoordinates(cell.getLower());
    return problem.empty() && ++numCells <= maxProgramCells;
  });
  if (ok)
    return Error::success();
  if (problem.empty())
    return tooManyCells(owner);
  return invalid(owner + " has two rectangles that contain " + problem +
                 "; expected disjoint ones");
}

Error detail::verifyIndexSpaces(const Program &program) {
  for (auto [id, space] : llvm::enumerate(program.indexSpaces)) {
    std::string owner = describe("index space", space.name, id);
    unsigned rank = space.rects.getRank();
    if (rank < 1 || rank > maxLaunchRank)
      return invalid(owner + " has " + Twine(rank) +
                     " dimensions; expected 1 to " + Twine(maxLaunchRank));
    if (space.rects.empty())
      return invalid(owner + " is empty");
    if (Error error = verifyRects(space.rects, owner))
      return error;
    if (Error error = verifyNoOverlap(space.rects, owner))
      return error;
  }
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Partitions
//===----------------------------------------------------------------------===//

namespace {
/// Checks one partition, whose parent has been checked.
class PartitionVerifier {
public:
  PartitionVerifier(const Program &program, unsigned id)
      : program(program), partition(program.partitions[id]), id(id),
        name(describePartition(program, id)) {}

  Error verify();

private:
  Error verifyIds() const;
  Error verifyColors() const;
  Error verifyOffsets(uint64_t numColors) const;
  Error verifyPieces();
  void addRects(const RectList &from, size_t begin, size_t end, uint32_t owner);
  void gatherRects();
  std::string findProblem(const Cell &cell);

  const Program &program;
  const Partition &partition;
  unsigned id;
  std::string name;
  /// Rectangles of pieces and of what is partitioned, with the color or
  /// `parentOwner`.
  static constexpr uint32_t parentOwner = ~0u;
  RectList rects;
  std::vector<uint32_t> owners;
  std::vector<uint32_t> sorted; ///< owners of a cell
};
} // namespace

Error PartitionVerifier::verifyIds() const {
  if (partition.region >= program.regions.size())
    return invalid(name + " is of region " + Twine(partition.region) +
                   ", which does not exist");
  if (!partition.parent)
    return Error::success();
  unsigned parent = partition.parent->partition;
  if (parent >= program.partitions.size())
    return invalid(name + " is of a piece of partition " + Twine(parent) +
                   ", which does not exist");
  if (parent >= id)
    return invalid(name + " is of a piece of " +
                   describePartition(program, parent) +
                   ", which must come before it");
  const Partition &of = program.partitions[parent];
  if (of.region != partition.region)
    return invalid(name + " is of a piece of " +
                   describePartition(program, parent) +
                   ", which is of another region");
  if (partition.parent->color >= of.offsets.size() - 1)
    return invalid(name + " is of piece " + Twine(partition.parent->color) +
                   " of " + describePartition(program, parent) +
                   ", which has " + Twine(of.offsets.size() - 1));
  return Error::success();
}

Error PartitionVerifier::verifyColors() const {
  unsigned rank = partition.colors.rank();
  if (rank < 1 || rank > maxLaunchRank ||
      partition.colors.hi.rank != partition.colors.lo.rank)
    return invalid(name + " has colors of " + Twine(rank) +
                   " dimensions; expected 1 to " + Twine(maxLaunchRank));
  std::optional<uint64_t> volume = partition.colors.volume();
  if (volume == 0u)
    return invalid(name + " has no colors");
  if (!volume || *volume > maxProgramTasks)
    return invalid(name + " has more than " + Twine(maxProgramTasks) +
                   " colors");
  if (Error error = verifyOffsets(*volume))
    return error;
  if (!partition.pieceNames.empty() && partition.pieceNames.size() != *volume)
    return invalid(name + " has " + Twine(partition.pieceNames.size()) +
                   " names of pieces; expected none or " + Twine(*volume));
  return Error::success();
}

Error PartitionVerifier::verifyOffsets(uint64_t numColors) const {
  const std::vector<uint32_t> &offsets = partition.offsets;
  if (offsets.size() != numColors + 1 || offsets.front() != 0 ||
      offsets.back() != partition.rects.size() || !llvm::is_sorted(offsets))
    return invalid(name + ": the offsets do not divide " +
                   Twine(partition.rects.size()) + " rectangles among " +
                   Twine(numColors) + " colors");
  return Error::success();
}

void PartitionVerifier::addRects(const RectList &from, size_t begin, size_t end,
                                 uint32_t owner) {
  for (size_t i = begin; i < end; ++i) {
    rects.push_back(from[i]);
    owners.push_back(owner);
  }
}

void PartitionVerifier::gatherRects() {
  const Region &region = program.regions[partition.region];
  const RectList &space = program.indexSpaces[region.indexSpace].rects;
  rects = RectList(space.getRank());
  if (partition.parent) {
    const Partition &of = program.partitions[partition.parent->partition];
    unsigned color = partition.parent->color;
    addRects(of.rects, of.offsets[color], of.offsets[color + 1], parentOwner);
  } else {
    addRects(space, 0, space.size(), parentOwner);
  }
  for (size_t color = 0; color + 1 < partition.offsets.size(); ++color)
    addRects(partition.rects, partition.offsets[color],
             partition.offsets[color + 1], color);
}

std::string PartitionVerifier::findProblem(const Cell &cell) {
  sorted.assign(cell.owners.begin(), cell.owners.end());
  llvm::sort(sorted);
  std::string where = formatCoordinates(cell.getLower());
  auto piece = [&](uint32_t color) {
    return "piece " + formatColor(partition, color);
  };
  if (sorted.back() != parentOwner)
    return piece(sorted.front()) + " contains " + where +
           ", which what is partitioned does not";
  sorted.pop_back();
  if (sorted.empty())
    return partition.complete ? "no piece contains " + where +
                                    ", but it is said to be complete"
                              : "";
  if (auto twice = std::adjacent_find(sorted.begin(), sorted.end());
      twice != sorted.end())
    return "two rectangles of " + piece(*twice) + " contain " + where;
  if (partition.disjoint && sorted.size() > 1)
    return piece(sorted[0]) + " and " + piece(sorted[1]) + " both contain " +
           where + ", but it is said to be disjoint";
  return "";
}

Error PartitionVerifier::verifyPieces() {
  gatherRects();
  std::string problem;
  uint64_t numCells = 0;
  bool ok = forEachCell(rects, owners, [&](const Cell &cell) {
    // Most cells are in one piece, and what is partitioned.
    bool isPlain = cell.owners.size() == 2 &&
                   llvm::is_contained(cell.owners, parentOwner) &&
                   cell.owners[0] != cell.owners[1];
    if (!isPlain)
      problem = findProblem(cell);
    return problem.empty() && ++numCells <= maxProgramCells;
  });
  if (ok)
    return Error::success();
  return problem.empty() ? tooManyCells(name) : invalid(name + ": " + problem);
}

Error PartitionVerifier::verify() {
  if (Error error = verifyIds())
    return error;
  if (Error error = verifyColors())
    return error;
  unsigned spaceRank =
      program.indexSpaces[program.regions[partition.region].indexSpace]
          .rects.getRank();
  if (partition.rects.getRank() != spaceRank)
    return invalid(name + " has rectangles of " +
                   Twine(partition.rects.getRank()) +
                   " dimensions; its region has " + Twine(spaceRank));
  for (size_t i = 0; i < partition.rects.size(); ++i)
    if (Rect rect = partition.rects[i]; rect.empty())
      return invalid(name + " has the empty rectangle " +
                     formatCoordinates(rect.lo) + ".." +
                     formatCoordinates(rect.hi));
  return verifyPieces();
}

Error detail::verifyPartitions(const Program &program) {
  for (size_t id = 0; id < program.partitions.size(); ++id)
    if (Error error = PartitionVerifier(program, id).verify())
      return error;
  return Error::success();
}
