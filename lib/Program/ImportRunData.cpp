//===- ImportRunData.cpp - Regions and partitions of a run ----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ImportRunParts.h"

#include "mapwright/Program/Cells.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/ADT/StringExtras.h"

using namespace mapwright;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;
using llvm::Twine;

/// Region trees are not deeper than this.
static constexpr unsigned maxTreeDepth = 64;
/// Color spaces may have holes, but not be mostly holes.
static constexpr uint64_t maxColorsPerPiece = 64;
static constexpr uint64_t maxElements = 1ull << 62;

//===----------------------------------------------------------------------===//
// Fields
//===----------------------------------------------------------------------===//

Expected<unsigned> RunData::getFieldSpace(unsigned id, unsigned line) {
  auto known = fieldSpaces.find(id);
  if (known != fieldSpaces.end())
    return known->second;
  auto from = log.fieldSpaces.find(id);
  if (from == log.fieldSpaces.end() || from->second.fields.empty())
    return log.error(line, "the log has no fields of field space " + Twine(id));
  FieldSpace space{from->second.name, {}};
  for (const auto &[fieldId, field] : from->second.fields) {
    if (field.bytes == 0 || field.bytes > UINT32_MAX)
      return log.error(line, "field " + Twine(fieldId) + " of field space " +
                                 Twine(id) + " has " + Twine(field.bytes) +
                                 " bytes");
    space.fields.push_back({field.name, static_cast<uint32_t>(field.bytes)});
  }
  program.fieldSpaces.push_back(std::move(space));
  return fieldSpaces[id] = program.fieldSpaces.size() - 1;
}

Expected<std::vector<unsigned>> RunData::getFields(const SpyHandle &handle,
                                                   llvm::ArrayRef<unsigned> ids,
                                                   unsigned line) {
  Expected<unsigned> space = getFieldSpace(handle.fieldSpace, line);
  if (!space)
    return space.takeError();
  const auto &known = log.fieldSpaces.at(handle.fieldSpace).fields;
  std::vector<unsigned> positions;
  for (unsigned id : ids) {
    auto field = known.find(id);
    if (field == known.end())
      return log.error(line, "field " + Twine(id) + " is none of field space " +
                                 Twine(handle.fieldSpace));
    positions.push_back(std::distance(known.begin(), field));
  }
  llvm::sort(positions);
  positions.erase(llvm::unique(positions), positions.end());
  return positions;
}

//===----------------------------------------------------------------------===//
// Index spaces
//===----------------------------------------------------------------------===//

/// Sorts the rectangles of a line and joins those that touch or overlap.
static RectList joinIntervals(const RectList &from) {
  std::vector<std::pair<int64_t, int64_t>> intervals, joined;
  for (size_t i : llvm::seq<size_t>(0, from.size()))
    intervals.push_back({from.lo(i, 0), from.hi(i, 0)});
  llvm::sort(intervals);
  for (auto [lo, hi] : intervals) {
    if (!joined.empty() &&
        (lo <= joined.back().second || lo - 1 == joined.back().second))
      joined.back().second = std::max(joined.back().second, hi);
    else
      joined.push_back({lo, hi});
  }
  RectList result(1);
  for (auto [lo, hi] : joined)
    result.push_back({{1, {lo}}, {1, {hi}}});
  return result;
}

/// The same elements as disjoint rectangles.
static RectList makeDisjoint(const RectList &from) {
  if (from.getRank() == 1)
    return joinIntervals(from);
  std::vector<uint32_t> owners(from.size(), 0);
  RectList cells(from.getRank());
  bool overlap = false;
  forEachCell(from, owners, [&](const Cell &cell) {
    overlap |= cell.owners.size() > 1;
    Rect rect{cell.getLower(), cell.getLower()};
    llvm::copy(cell.hi, rect.hi.at.begin());
    cells.push_back(rect);
    return true;
  });
  return overlap ? cells : from;
}

Expected<RectList> RunData::normalize(const SpyIndexSpace &space,
                                      unsigned rank) const {
  if (!space.rects)
    return RectList(rank);
  if (space.rects->getRank() != rank)
    return log.error(space.line, "an index space of other dimensions than the "
                                 "one it is a piece of");
  RectList rects = makeDisjoint(*space.rects);
  uint64_t sum = 0;
  for (size_t i : llvm::seq<size_t>(0, rects.size())) {
    std::optional<uint64_t> volume = rects[i].volume();
    if (!volume || *volume > maxElements - sum)
      return log.error(space.line, "an index space of more than 2^62 elements");
    sum += *volume;
  }
  return rects;
}

Expected<unsigned> RunData::getIndexSpace(uint64_t id, unsigned line) {
  auto known = indexSpaces.find(id);
  if (known != indexSpaces.end())
    return known->second;
  auto from = log.indexSpaces.find(id);
  if (from == log.indexSpaces.end() || !from->second.rects)
    return log.error(line, "the log shows no elements of index space " +
                               llvm::utohexstr(id, true));
  Expected<RectList> rects =
      normalize(from->second, from->second.rects->getRank());
  if (!rects)
    return rects.takeError();
  program.indexSpaces.push_back({from->second.name, std::move(*rects)});
  return indexSpaces[id] = program.indexSpaces.size() - 1;
}

/// The index space at the root of a tree.
Expected<uint64_t> RunData::findRoot(const SpyHandle &handle, unsigned line) {
  uint64_t id = handle.index;
  bool isPartition = handle.isPartition;
  for (unsigned depth = 0; depth < 2 * maxTreeDepth; ++depth) {
    if (isPartition) {
      auto partition = log.indexPartitions.find(id);
      if (partition == log.indexPartitions.end() || partition->second.line == 0)
        return log.error(line, "the log does not describe index partition " +
                                   llvm::utohexstr(id, true));
      id = partition->second.parent;
      isPartition = false;
      continue;
    }
    auto space = log.indexSpaces.find(id);
    if (space == log.indexSpaces.end())
      return log.error(line, "the log does not describe index space " +
                                 llvm::utohexstr(id, true));
    if (!space->second.partition)
      return id;
    id = *space->second.partition;
    isPartition = true;
  }
  return log.error(line, "a region tree that is deeper than " +
                             Twine(maxTreeDepth) + " partitions, or a cycle");
}

//===----------------------------------------------------------------------===//
// Regions and partitions
//===----------------------------------------------------------------------===//

Expected<unsigned> RunData::getRegion(const SpyHandle &handle, unsigned line) {
  Expected<uint64_t> root = findRoot(handle, line);
  if (!root)
    return root.takeError();
  SpyHandle region{false, *root, handle.fieldSpace, handle.tree};
  auto known = regions.find(region);
  if (known != regions.end())
    return known->second;
  Expected<unsigned> indexSpace = getIndexSpace(*root, line);
  if (!indexSpace)
    return indexSpace.takeError();
  Expected<unsigned> fieldSpace = getFieldSpace(handle.fieldSpace, line);
  if (!fieldSpace)
    return fieldSpace.takeError();
  program.regions.push_back(
      {log.getName(region).str(), *indexSpace, *fieldSpace});
  return regions[region] = program.regions.size() - 1;
}

/// The smallest color space with the colors of all pieces in the log.
Expected<Rect> RunData::findColors(const SpyIndexPartition &from) const {
  Rect colors;
  for (uint64_t id : from.pieces) {
    const SpyIndexSpace &piece = log.indexSpaces.at(id);
    const Point &color = piece.color;
    if (id == from.pieces.front())
      colors = {color, color};
    if (color.rank != colors.rank())
      return log.error(piece.line, "a color of other dimensions than those of "
                                   "the partition's other pieces");
    for (unsigned d = 0; d < color.rank; ++d) {
      colors.lo.at[d] = std::min(colors.lo.at[d], color.at[d]);
      colors.hi.at[d] = std::max(colors.hi.at[d], color.at[d]);
    }
  }
  std::optional<uint64_t> count = colors.volume();
  if (from.pieces.empty())
    return log.error(from.line, "the log has no pieces of this partition");
  if (!count || *count > maxColorsPerPiece * from.pieces.size())
    return log.error(from.line, "the colors of this partition are too far "
                                "apart for its number of pieces");
  return colors;
}

static uint64_t numberOf(const Point &color, const Rect &colors) {
  uint64_t number = 0;
  for (unsigned d = 0; d < color.rank; ++d)
    number = number * (colors.hi.at[d] - colors.lo.at[d] + 1) +
             (color.at[d] - colors.lo.at[d]);
  return number;
}

/// Enters rectangles and names of the pieces by color.
Error RunData::fillPieces(Partition &partition, const SpyIndexPartition &from,
                          const SpyHandle &handle, unsigned rank) {
  std::vector<uint64_t> ofColor(*partition.colors.volume(), 0);
  std::vector<std::string> names(ofColor.size());
  bool hasNames = false;
  for (uint64_t id : from.pieces) {
    const SpyIndexSpace &piece = log.indexSpaces.at(id);
    uint64_t number = numberOf(piece.color, partition.colors);
    ofColor[number] = id;
    StringRef name = log.getName({false, id, handle.fieldSpace, handle.tree});
    names[number] = name.empty() ? piece.name : name.str();
    hasNames |= !names[number].empty();
  }
  partition.rects = RectList(rank);
  partition.offsets.assign(1, 0);
  for (uint64_t id : ofColor) {
    auto piece = log.indexSpaces.find(id);
    if (piece != log.indexSpaces.end() && id != 0) {
      numUnknownPieces += !piece->second.rects && !piece->second.isEmpty;
      Expected<RectList> rects = normalize(piece->second, rank);
      if (!rects)
        return rects.takeError();
      for (size_t i : llvm::seq<size_t>(0, rects->size()))
        partition.rects.push_back((*rects)[i]);
    }
    partition.offsets.push_back(partition.rects.size());
  }
  if (hasNames)
    partition.pieceNames = std::move(names);
  return Error::success();
}

/// Takes what the runtime says, and computes what it had not computed.
void RunData::setFlags(Partition &partition, const SpyIndexPartition &from,
                       uint64_t parentElements) const {
  partition.disjoint = from.disjoint.value_or(false);
  partition.complete = from.complete.value_or(false);
  if (from.disjoint && from.complete)
    return;
  std::vector<uint32_t> owners(partition.rects.size());
  for (size_t color : llvm::seq<size_t>(0, partition.offsets.size() - 1))
    std::fill(owners.begin() + partition.offsets[color],
              owners.begin() + partition.offsets[color + 1], color);
  bool disjoint = true;
  uint64_t covered = 0;
  forEachCell(partition.rects, owners, [&](const Cell &cell) {
    uint64_t volume = 1;
    for (auto [lo, hi] : llvm::zip_equal(cell.lo, cell.hi))
      volume *= static_cast<uint64_t>(hi) - static_cast<uint64_t>(lo) + 1;
    covered += volume;
    disjoint &= llvm::all_equal(cell.owners);
    return true;
  });
  partition.disjoint = from.disjoint.value_or(disjoint);
  partition.complete = from.complete.value_or(covered == parentElements);
}

Expected<std::optional<PieceRef>> RunData::getPiece(const SpyHandle &region,
                                                    unsigned line) {
  auto space = log.indexSpaces.find(region.index);
  if (space == log.indexSpaces.end())
    return log.error(line, "the log does not describe index space " +
                               llvm::utohexstr(region.index, true));
  if (!space->second.partition)
    return std::nullopt;
  Expected<unsigned> partition = getPartition(
      {true, *space->second.partition, region.fieldSpace, region.tree}, line);
  if (!partition)
    return partition.takeError();
  const Rect &colors = program.partitions[*partition].colors;
  return PieceRef{*partition,
                  static_cast<unsigned>(numberOf(space->second.color, colors))};
}

Expected<unsigned> RunData::getPartition(const SpyHandle &handle,
                                         unsigned line) {
  auto known = partitions.find(handle);
  if (known != partitions.end())
    return known->second;
  // Finds cycles too, before the recursion below can.
  Expected<unsigned> region = getRegion(handle, line);
  if (!region)
    return region.takeError();
  const SpyIndexPartition &from = log.indexPartitions.at(handle.index);
  Expected<Rect> colors = findColors(from);
  if (!colors)
    return colors.takeError();
  Expected<std::optional<PieceRef>> parent =
      getPiece({false, from.parent, handle.fieldSpace, handle.tree}, from.line);
  if (!parent)
    return parent.takeError();

  Partition partition;
  partition.name = log.getName(handle).str();
  partition.indexName = from.name;
  partition.region = *region;
  partition.parent = *parent;
  partition.colors = *colors;
  const RectList &root =
      program.indexSpaces[program.regions[*region].indexSpace].rects;
  if (Error error = fillPieces(partition, from, handle, root.getRank()))
    return std::move(error);
  uint64_t parentElements =
      *parent ? countElements(program.partitions[(*parent)->partition],
                              (*parent)->color)
              : countElements(root);
  setFlags(partition, from, parentElements);
  program.partitions.push_back(std::move(partition));
  return partitions[handle] = program.partitions.size() - 1;
}
