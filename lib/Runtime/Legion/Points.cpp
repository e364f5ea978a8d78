//===- Points.cpp - Points of launch domains ------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Points.h"

#include "mapwright/Runtime/Factorize.h"

#include <algorithm>
#include <array>

using namespace mapwright;
using namespace mapwright::legion;
using Legion::coord_t;
using Legion::Domain;
using Legion::DomainPoint;
using Points = std::vector<DomainPoint>;

Points mapwright::legion::listPoints(const Domain &domain) {
  Points points;
  if (domain.get_dim() < 1)
    return points;
  points.reserve(domain.get_volume());
  for (Domain::DomainPointIterator it(domain); it; ++it)
    points.push_back(*it);
  return points;
}

//===----------------------------------------------------------------------===//
// Sets of points
//===----------------------------------------------------------------------===//

template <int dim>
static void listTyped(const Legion::DomainT<dim, coord_t> &domain,
                      std::vector<Box> &boxes) {
  for (Legion::RectInDomainIterator<dim, coord_t> it(domain); it(); ++it)
    boxes.push_back({(*it).lo, (*it).hi});
}

std::vector<Box> mapwright::legion::listBoxes(const Domain &domain) {
  std::vector<Box> boxes;
  switch (domain.get_dim()) {
#define LIST_TYPED(DIM)                                                        \
  case DIM:                                                                    \
    listTyped<DIM>(Legion::DomainT<DIM, coord_t>(domain), boxes);              \
    break;
    LEGION_FOREACH_N(LIST_TYPED)
#undef LIST_TYPED
  }
  return boxes;
}

/// Whether `next` follows `box` in dimension `d` and is as large in the others.
static bool isNext(const Box &box, const Box &next, int d) {
  if (next.lo[d] - 1 != box.hi[d])
    return false;
  for (int other = 0; other < box.lo.get_dim(); ++other)
    if (other != d &&
        (box.lo[other] != next.lo[other] || box.hi[other] != next.hi[other]))
      return false;
  return true;
}

void BoxList::add(const DomainPoint &point) {
  ++numPoints;
  Box next{point, point};
  if (!boxes.empty() && isNext(boxes.back(), next, 0))
    boxes.back().hi[0] = point[0];
  else
    boxes.push_back(next);
}

void BoxList::joinAlong(int d) {
  // Those that can be joined follow each other.
  auto isBefore = [d](const Box &a, const Box &b) {
    for (int other = a.lo.get_dim(); other-- > 0;) {
      if (other == d)
        continue;
      if (a.lo[other] != b.lo[other])
        return a.lo[other] < b.lo[other];
      if (a.hi[other] != b.hi[other])
        return a.hi[other] < b.hi[other];
    }
    return a.lo[d] < b.lo[d];
  };
  if (!std::is_sorted(boxes.begin(), boxes.end(), isBefore))
    std::sort(boxes.begin(), boxes.end(), isBefore);
  size_t last = 0;
  for (size_t i = 1; i < boxes.size(); ++i)
    if (isNext(boxes[last], boxes[i], d))
      boxes[last].hi[d] = boxes[i].hi[d];
    else
      boxes[++last] = boxes[i];
  boxes.resize(last + 1);
}

void BoxList::join() {
  if (boxes.empty())
    return;
  for (int d = 0; d < boxes.front().lo.get_dim(); ++d)
    joinAlong(d);
}

template <int dim>
static Domain makeSparse(const std::vector<Box> &boxes) {
  std::vector<Realm::Rect<dim, coord_t>> typed;
  typed.reserve(boxes.size());
  for (const Box &box : boxes)
    typed.emplace_back(Legion::Point<dim, coord_t>(box.lo),
                       Legion::Point<dim, coord_t>(box.hi));
  return Domain(Legion::DomainT<dim, coord_t>(
      Realm::IndexSpace<dim, coord_t>(typed, /*disjoint=*/true)));
}

Domain mapwright::legion::makeDomain(const std::vector<Box> &boxes) {
  Domain first(boxes.front().lo, boxes.front().hi);
  if (boxes.size() == 1)
    return first;
  switch (first.get_dim()) {
#define MAKE_SPARSE(DIM)                                                       \
  case DIM:                                                                    \
    return makeSparse<DIM>(boxes);
    LEGION_FOREACH_N(MAKE_SPARSE)
#undef MAKE_SPARSE
  }
  return first;
}

//===----------------------------------------------------------------------===//
// Default slicing
//===----------------------------------------------------------------------===//

static void extend(DomainPoint &lo, DomainPoint &hi, const DomainPoint &point) {
  for (int d = 0; d < point.get_dim(); ++d) {
    lo[d] = std::min(lo[d], point[d]);
    hi[d] = std::max(hi[d], point[d]);
  }
}

namespace {
/// A bounding box cut into as many blocks as there are processors.
struct BlockGrid {
  BlockGrid(const Points &points, unsigned numBlocks);

  /// The number of the block of a point, coordinate 0 fastest.
  uint64_t getBlock(const DomainPoint &point) const;

  DomainPoint lo, hi;
  std::array<int64_t, LEGION_MAX_DIM> counts = {};
};
} // namespace

BlockGrid::BlockGrid(const Points &points, unsigned numBlocks)
    : lo(points.front()), hi(points.front()) {
  for (const DomainPoint &point : points)
    extend(lo, hi, point);
  int64_t extents[LEGION_MAX_DIM], longest = 1;
  for (int d = 0; d < lo.get_dim(); ++d) {
    extents[d] = hi[d] - lo[d] + 1;
    longest = std::max(longest, extents[d]);
  }
  // Only ratios matter: boxes of 2^31 points and more a dimension are scaled.
  for (; longest >= space::sizeLimit; longest /= 2)
    for (int d = 0; d < lo.get_dim(); ++d)
      extents[d] = std::max<int64_t>(extents[d] / 2, 1);
  space::greedySplit(numBlocks, extents, lo.get_dim(), counts.data());
}

uint64_t BlockGrid::getBlock(const DomainPoint &point) const {
  uint64_t block = 0;
  for (int d = lo.get_dim(); d-- > 0;) {
    // The largest b with b*n/g <= offset.
    auto passed = static_cast<unsigned __int128>(point[d] - lo[d]) + 1;
    auto extent = static_cast<unsigned __int128>(hi[d] - lo[d]) + 1;
    uint64_t b = (passed * counts[d] - 1) / extent;
    block = block * counts[d] + b;
  }
  return block;
}

std::vector<unsigned>
mapwright::legion::sliceByDefault(const Points &points,
                                  unsigned numProcessors) {
  std::vector<unsigned> processors;
  if (points.empty())
    return processors;
  BlockGrid grid(points, numProcessors);
  std::vector<uint64_t> blocks;
  blocks.reserve(points.size());
  for (const DomainPoint &point : points)
    blocks.push_back(grid.getBlock(point));
  std::vector<uint64_t> filled = blocks;
  std::sort(filled.begin(), filled.end());
  filled.erase(std::unique(filled.begin(), filled.end()), filled.end());
  for (uint64_t block : blocks)
    processors.push_back(
        (std::lower_bound(filled.begin(), filled.end(), block) -
         filled.begin()) %
        numProcessors);
  return processors;
}

//===----------------------------------------------------------------------===//
// Default sharding
//===----------------------------------------------------------------------===//

template <int dim>
static size_t numberTyped(const Legion::Point<dim, coord_t> &point,
                          const Legion::DomainT<dim, coord_t> &domain) {
  size_t before = 0;
  for (Legion::RectInDomainIterator<dim, coord_t> it(domain); it(); ++it) {
    Legion::Rect<dim, coord_t> rect = *it;
    if (!rect.contains(point)) {
      before += rect.volume();
      continue;
    }
    size_t stride = 1;
    for (int d = 0; d < dim; ++d) {
      before += (point[d] - rect.lo[d]) * stride;
      stride *= rect.hi[d] - rect.lo[d] + 1;
    }
    break;
  }
  return before;
}

size_t mapwright::legion::numberPoint(const DomainPoint &point,
                                      const Domain &domain) {
  switch (domain.get_dim()) {
#define NUMBER_TYPED(DIM)                                                      \
  case DIM:                                                                    \
    return numberTyped<DIM>(Legion::Point<DIM, coord_t>(point),                \
                            Legion::DomainT<DIM, coord_t>(domain));
    LEGION_FOREACH_N(NUMBER_TYPED)
#undef NUMBER_TYPED
  }
  return 0;
}
