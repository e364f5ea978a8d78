//===- Cells.cpp - Cuts overlapping rectangles into cells -----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Program/Cells.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>

using namespace mapwright;

//===----------------------------------------------------------------------===//
// Keys
//===----------------------------------------------------------------------===//

/// The finalizer of SplitMix64: spreads any change over all bits.
static uint64_t mix(uint64_t value) {
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ull;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebull;
  return value ^ (value >> 31);
}

static uint64_t mixFirst(uint32_t member) {
  return mix(member + 0x9e3779b97f4a7c15ull);
}

static uint64_t mixSecond(uint32_t member) {
  return mix(mix(member ^ 0xd1b54a32d192ed03ull) + 0x8cb92ba72f3d8dd7ull);
}

void SetKey::add(uint32_t member) {
  first += mixFirst(member);
  second += mixSecond(member);
}

void SetKey::remove(uint32_t member) {
  first -= mixFirst(member);
  second -= mixSecond(member);
}

Point Cell::getLower() const {
  Point point;
  point.rank = lo.size();
  llvm::copy(lo, point.at.begin());
  return point;
}

//===----------------------------------------------------------------------===//
// Several dimensions
//===----------------------------------------------------------------------===//

namespace {
/// Cuts a box in two, at the median of the borders in it, until every rectangle
/// that meets a part covers it.
class CellCutter {
public:
  CellCutter(const RectList &rects, llvm::ArrayRef<uint32_t> owners,
             llvm::function_ref<bool(const Cell &)> visit)
      : rects(rects), owners(owners), visit(visit), rank(rects.getRank()) {}

  bool run();

private:
  bool cut(size_t begin);
  bool cutAt(unsigned dim, int64_t border, size_t begin);
  bool descend(size_t begin, size_t end);
  bool visitBox();
  void takeCovering(size_t begin);
  bool covers(uint32_t rect) const;
  bool meets(uint32_t rect) const;
  std::pair<unsigned, int64_t> chooseCut(size_t begin);

  const RectList &rects;
  llvm::ArrayRef<uint32_t> owners;
  llvm::function_ref<bool(const Cell &)> visit;
  unsigned rank;
  /// The box being cut.
  std::array<int64_t, maxLaunchRank> lo, hi;
  /// Rectangles that meet the boxes on the way down, box after box.
  std::vector<uint32_t> pending;
  /// Owners of those that cover the box.
  std::vector<uint32_t> covering;
  SetKey key;
  std::array<std::vector<int64_t>, maxLaunchRank> borders;
};
} // namespace

bool CellCutter::covers(uint32_t rect) const {
  for (unsigned d = 0; d < rank; ++d)
    if (rects.lo(rect, d) > lo[d] || rects.hi(rect, d) < hi[d])
      return false;
  return true;
}

bool CellCutter::meets(uint32_t rect) const {
  for (unsigned d = 0; d < rank; ++d)
    if (rects.lo(rect, d) > hi[d] || rects.hi(rect, d) < lo[d])
      return false;
  return true;
}

/// Moves rectangles that cover the box from `pending` to `covering`.
void CellCutter::takeCovering(size_t begin) {
  size_t kept = begin;
  for (size_t i = begin; i < pending.size(); ++i) {
    uint32_t rect = pending[i];
    if (!covers(rect)) {
      pending[kept++] = rect;
      continue;
    }
    covering.push_back(owners[rect]);
    key.add(owners[rect]);
  }
  pending.resize(kept);
}

/// The dimension with the most borders inside of the box, and their median: the
/// first coordinate of the upper part.
std::pair<unsigned, int64_t> CellCutter::chooseCut(size_t begin) {
  for (unsigned d = 0; d < rank; ++d)
    borders[d].clear();
  for (size_t i = begin; i < pending.size(); ++i)
    for (unsigned d = 0; d < rank; ++d) {
      if (rects.lo(pending[i], d) > lo[d])
        borders[d].push_back(rects.lo(pending[i], d));
      if (rects.hi(pending[i], d) < hi[d])
        borders[d].push_back(rects.hi(pending[i], d) + 1);
    }
  unsigned best = 0;
  for (unsigned d = 1; d < rank; ++d)
    if (borders[d].size() > borders[best].size())
      best = d;
  auto median = borders[best].begin() + borders[best].size() / 2;
  std::nth_element(borders[best].begin(), median, borders[best].end());
  return {best, *median};
}

bool CellCutter::visitBox() {
  if (covering.empty())
    return true;
  return visit({llvm::ArrayRef(lo).take_front(rank),
                llvm::ArrayRef(hi).take_front(rank), covering, key});
}

/// Goes on with those of pending[begin, end) that meet the (smaller) box.
bool CellCutter::descend(size_t begin, size_t end) {
  for (size_t i = begin; i < end; ++i)
    if (meets(pending[i]))
      pending.push_back(pending[i]);
  bool goesOn = cut(end);
  pending.resize(end);
  return goesOn;
}

bool CellCutter::cutAt(unsigned dim, int64_t border, size_t begin) {
  size_t end = pending.size();
  int64_t upper = hi[dim], lower = lo[dim];
  hi[dim] = border - 1;
  bool goesOn = descend(begin, end);
  hi[dim] = upper;
  if (!goesOn)
    return false;
  lo[dim] = border;
  goesOn = descend(begin, end);
  lo[dim] = lower;
  return goesOn;
}

bool CellCutter::cut(size_t begin) {
  size_t numCovering = covering.size();
  SetKey outerKey = key;
  takeCovering(begin);
  bool goesOn = true;
  if (pending.size() == begin) {
    goesOn = visitBox();
  } else {
    auto [dim, border] = chooseCut(begin);
    goesOn = cutAt(dim, border, begin);
  }
  covering.resize(numCovering);
  key = outerKey;
  return goesOn;
}

bool CellCutter::run() {
  if (rects.empty())
    return true;
  for (unsigned d = 0; d < rank; ++d) {
    lo[d] = rects.lo(0, d);
    hi[d] = rects.hi(0, d);
  }
  for (size_t i = 0; i < rects.size(); ++i) {
    pending.push_back(i);
    for (unsigned d = 0; d < rank; ++d) {
      lo[d] = std::min(lo[d], rects.lo(i, d));
      hi[d] = std::max(hi[d], rects.hi(i, d));
    }
  }
  return cut(0);
}

//===----------------------------------------------------------------------===//
// One dimension
//===----------------------------------------------------------------------===//

namespace {
/// Walks along the line and keeps the rectangles it is in.
class LineSweep {
public:
  LineSweep(const RectList &rects, llvm::ArrayRef<uint32_t> owners,
            llvm::function_ref<bool(const Cell &)> visit)
      : rects(rects), owners(owners), visit(visit), slots(rects.size()) {}

  bool run();

private:
  void enter(uint32_t rect);
  void leave(uint32_t rect);
  bool visitUpTo(int64_t last);

  const RectList &rects;
  llvm::ArrayRef<uint32_t> owners;
  llvm::function_ref<bool(const Cell &)> visit;
  std::vector<uint32_t> active;       ///< rectangles
  std::vector<uint32_t> activeOwners; ///< of `active`
  std::vector<uint32_t> slots;        ///< in `active`, by rectangle
  SetKey key;
  int64_t position = 0;
};
} // namespace

void LineSweep::enter(uint32_t rect) {
  slots[rect] = active.size();
  active.push_back(rect);
  activeOwners.push_back(owners[rect]);
  key.add(owners[rect]);
}

void LineSweep::leave(uint32_t rect) {
  uint32_t slot = slots[rect];
  active[slot] = active.back();
  activeOwners[slot] = activeOwners.back();
  slots[active[slot]] = slot;
  active.pop_back();
  activeOwners.pop_back();
  key.remove(owners[rect]);
}

bool LineSweep::visitUpTo(int64_t last) {
  int64_t first = position;
  if (active.empty() || last < first)
    return true;
  return visit({first, last, activeOwners, key});
}

bool LineSweep::run() {
  std::vector<uint32_t> byStart(rects.size()), byEnd;
  for (size_t i = 0; i < rects.size(); ++i)
    byStart[i] = i;
  byEnd = byStart;
  llvm::sort(byStart, [&](uint32_t a, uint32_t b) {
    return std::make_pair(rects.lo(a, 0), a) <
           std::make_pair(rects.lo(b, 0), b);
  });
  llvm::sort(byEnd, [&](uint32_t a, uint32_t b) {
    return std::make_pair(rects.hi(a, 0), a) <
           std::make_pair(rects.hi(b, 0), b);
  });
  // Intervals may end at the last 64-bit integer: what is behind an end is
  // reached by its last element, never by the one after.
  auto start = byStart.begin();
  for (auto end = byEnd.begin(); end != byEnd.end();) {
    int64_t last = rects.hi(*end, 0);
    for (; start != byStart.end() && rects.lo(*start, 0) <= last; ++start) {
      int64_t first = rects.lo(*start, 0);
      if (!active.empty() && position < first && !visitUpTo(first - 1))
        return false;
      position = first;
      enter(*start);
    }
    if (!visitUpTo(last))
      return false;
    for (; end != byEnd.end() && rects.hi(*end, 0) == last; ++end)
      leave(*end);
    if (end != byEnd.end())
      position = last + 1;
  }
  return true;
}

bool mapwright::forEachCell(const RectList &rects,
                            llvm::ArrayRef<uint32_t> owners,
                            llvm::function_ref<bool(const Cell &)> visit) {
  if (rects.getRank() == 1)
    return LineSweep(rects, owners, visit).run();
  return CellCutter(rects, owners, visit).run();
}
