//===- Defaults.cpp - What the runtime decides by default -----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Evaluate/Defaults.h"

#include "mapwright/Runtime/Factorize.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/MathExtras.h"

using namespace mapwright;

//===----------------------------------------------------------------------===//
// Orders of points
//===----------------------------------------------------------------------===//

/// Moves `point` to its successor in `box`, dimension 0 fastest; false behind
/// the last point.
static bool advanceColumnMajor(Point &point, const Rect &box) {
  for (unsigned d = 0; d < box.rank(); ++d) {
    if (point.at[d] < box.hi.at[d]) {
      ++point.at[d];
      return true;
    }
    point.at[d] = box.lo.at[d];
  }
  return false;
}

/// The same with the last dimension fastest.
static bool advanceRowMajor(Point &point, const Rect &box) {
  for (unsigned d = box.rank(); d-- > 0;) {
    if (point.at[d] < box.hi.at[d]) {
      ++point.at[d];
      return true;
    }
    point.at[d] = box.lo.at[d];
  }
  return false;
}

static void visitColumnMajor(const Rect &rect,
                             llvm::function_ref<void(const Point &)> visit) {
  if (rect.empty())
    return;
  Point point = rect.lo;
  do
    visit(point);
  while (advanceColumnMajor(point, rect));
}

static std::vector<Point> listPoints(const Domain &domain) {
  std::vector<Point> points;
  for (const Rect &rect : domain.rects)
    visitColumnMajor(rect,
                     [&](const Point &point) { points.push_back(point); });
  return points;
}

RowMajorPoints::RowMajorPoints(const Domain &domain)
    : box(domain.bounds()), isDense(domain.rects.size() == 1),
      isAtEnd(domain.empty()), current(box.lo) {
  if (isDense)
    return;
  points = listPoints(domain);
  llvm::sort(points);
}

bool RowMajorPoints::next(Point &point) {
  if (!isDense) {
    if (position == points.size())
      return false;
    point = points[position++];
    return true;
  }
  if (isAtEnd)
    return false;
  point = current;
  isAtEnd = !advanceRowMajor(current, box);
  return true;
}

Domain mapwright::inColumnMajorOrder(const Domain &domain) {
  if (domain.rects.size() == 1)
    return domain;
  std::vector<Point> points = listPoints(domain);
  llvm::sort(points, [](const Point &a, const Point &b) {
    return std::lexicographical_compare(a.at.rend() - a.rank, a.at.rend(),
                                        b.at.rend() - b.rank, b.at.rend());
  });
  Domain sorted{domain.rank, {}};
  for (const Point &point : points)
    sorted.rects.push_back({point, point});
  return sorted;
}

//===----------------------------------------------------------------------===//
// Sharding and slicing
//===----------------------------------------------------------------------===//

void mapwright::shardByDefault(
    const Domain &domain, unsigned numNodes,
    llvm::function_ref<void(const Point &, unsigned)> visit) {
  uint64_t dealt = 0;
  for (const Rect &rect : domain.rects)
    visitColumnMajor(
        rect, [&](const Point &point) { visit(point, dealt++ % numNodes); });
}

namespace {
/// A box cut into as many blocks as there are processors.
struct BlockGrid {
  BlockGrid(const Rect &box, unsigned numBlocks);

  /// The number of the block that holds `point`, coordinate 0 fastest.
  uint64_t getBlock(const Point &point) const;

  Rect box;
  std::array<int64_t, maxLaunchRank> counts = {};
};
} // namespace

/// Points from `lo` to `hi`, up to 2^64.
static unsigned __int128 countPoints(int64_t lo, int64_t hi) {
  return static_cast<unsigned __int128>(static_cast<uint64_t>(hi) -
                                        static_cast<uint64_t>(lo)) +
         1;
}

BlockGrid::BlockGrid(const Rect &box, unsigned numBlocks) : box(box) {
  uint64_t longest = 1;
  for (unsigned d = 0; d < box.rank(); ++d)
    longest = std::max<uint64_t>(longest,
                                 countPoints(box.lo.at[d], box.hi.at[d]) - 1);
  // Only ratios matter: boxes of 2^31 points and more a dimension are scaled.
  unsigned bits = llvm::Log2_64(longest) + 1;
  unsigned shift = bits >= 31 ? bits - 30 : 0;
  std::array<int64_t, maxLaunchRank> extents = {};
  for (unsigned d = 0; d < box.rank(); ++d)
    extents[d] =
        std::max<int64_t>(countPoints(box.lo.at[d], box.hi.at[d]) >> shift, 1);
  space::greedySplit(numBlocks, extents.data(), box.rank(), counts.data());
}

uint64_t BlockGrid::getBlock(const Point &point) const {
  uint64_t block = 0;
  for (unsigned d = box.rank(); d-- > 0;) {
    // The largest b with b*n/g <= offset.
    unsigned __int128 passed = countPoints(box.lo.at[d], point.at[d]);
    unsigned __int128 extent = countPoints(box.lo.at[d], box.hi.at[d]);
    uint64_t b = (passed * counts[d] - 1) / extent;
    block = block * counts[d] + b;
  }
  return block;
}

std::vector<unsigned> mapwright::sliceByDefault(llvm::ArrayRef<Point> points,
                                                unsigned numProcessors) {
  if (points.empty())
    return {};
  Domain domain{points.front().rank, {}};
  for (const Point &point : points)
    domain.rects.push_back({point, point});
  BlockGrid grid(domain.bounds(), numProcessors);
  std::vector<uint64_t> blocks;
  for (const Point &point : points)
    blocks.push_back(grid.getBlock(point));
  std::vector<uint64_t> filled = blocks;
  llvm::sort(filled);
  filled.erase(llvm::unique(filled), filled.end());
  std::vector<unsigned> processors;
  for (uint64_t block : blocks)
    processors.push_back((llvm::lower_bound(filled, block) - filled.begin()) %
                         numProcessors);
  return processors;
}

//===----------------------------------------------------------------------===//
// Kinds
//===----------------------------------------------------------------------===//

std::optional<ProcKind>
mapwright::chooseDefaultKind(const Machine &machine,
                             llvm::ArrayRef<ProcKind> variants) {
  for (ProcKind kind : {ProcKind::GPU, ProcKind::OMP, ProcKind::PROC,
                        ProcKind::CPU, ProcKind::IO, ProcKind::PY})
    if (machine.hasEverywhere(kind) &&
        (variants.empty() || llvm::is_contained(variants, kind)))
      return kind;
  return std::nullopt;
}

const Memory *mapwright::chooseDefaultMemory(const Machine &machine,
                                             const Place &place) {
  const Node &node = machine.getNode(place.node);
  const auto &processors = node.processors[static_cast<unsigned>(place.kind)];
  if (static_cast<size_t>(place.index) >= processors.size())
    return nullptr;
  const Memory *best = nullptr;
  uint64_t bestBandwidth = 0;
  for (const Affinity &affinity : processors[place.index].affinities) {
    const Memory &memory = node.memories[affinity.memory];
    bool better = !best || affinity.bandwidth > bestBandwidth ||
                  (affinity.bandwidth == bestBandwidth && memory.id < best->id);
    if (memory.bytes == 0 || !better)
      continue;
    best = &memory;
    bestBandwidth = affinity.bandwidth;
  }
  return best;
}
