//===- CellsTest.cpp - Tests of cutting rectangles into cells -------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Program/Cells.h"

#include "llvm/ADT/STLExtras.h"

#include "gtest/gtest.h"

#include <map>
#include <random>

using namespace mapwright;

static Rect makeRect(unsigned rank, llvm::ArrayRef<int64_t> lo,
                     llvm::ArrayRef<int64_t> hi) {
  Rect rect;
  rect.lo.rank = rect.hi.rank = rank;
  llvm::copy(lo, rect.lo.at.begin());
  llvm::copy(hi, rect.hi.at.begin());
  return rect;
}

using Elements = std::map<Point, std::vector<uint32_t>>;

/// Calls `visit` for all points of a box.
static void forEachElement(Point lo, const Point &hi, unsigned dim,
                           llvm::function_ref<void(const Point &)> visit) {
  if (dim == lo.rank)
    return visit(lo);
  for (; lo.at[dim] <= hi.at[dim]; ++lo.at[dim])
    forEachElement(lo, hi, dim + 1, visit);
}

TEST(Cells, HoldEachElementOnceWithItsOwners) {
  std::mt19937 random(7);
  for (unsigned round = 0; round < 600; ++round) {
    unsigned rank = 1 + round % 3;
    RectList rects(rank);
    std::vector<uint32_t> owners;
    Elements expected, seen;
    for (unsigned i = 0; i < 1 + random() % 12; ++i) {
      int64_t lo[3], hi[3];
      for (unsigned d = 0; d < rank; ++d) {
        lo[d] = static_cast<int64_t>(random() % 9) - 4;
        hi[d] = lo[d] + random() % 5;
      }
      Rect rect = makeRect(rank, llvm::ArrayRef(lo).take_front(rank),
                           llvm::ArrayRef(hi).take_front(rank));
      rects.push_back(rect);
      owners.push_back(random() % 5);
      forEachElement(rect.lo, rect.hi, 0, [&](const Point &point) {
        expected[point].push_back(owners.back());
      });
    }
    for (auto &[point, of] : expected)
      llvm::sort(of);
    forEachCell(rects, owners, [&](const Cell &cell) {
      SetKey key;
      std::vector<uint32_t> of = cell.owners.vec();
      for (uint32_t owner : of)
        key.add(owner);
      EXPECT_TRUE(key == cell.key);
      llvm::sort(of);
      Point hi = cell.getLower();
      llvm::copy(cell.hi, hi.at.begin());
      forEachElement(cell.getLower(), hi, 0, [&](const Point &point) {
        EXPECT_TRUE(seen.emplace(point, of).second);
      });
      return true;
    });
    ASSERT_TRUE(seen == expected) << "round " << round;
  }
}

TEST(Cells, ReachTheEndsOfTheRange) {
  RectList rects(1);
  rects.push_back(makeRect(1, {INT64_MIN}, {0}));
  rects.push_back(makeRect(1, {-5}, {INT64_MAX}));
  std::vector<std::pair<int64_t, int64_t>> cells;
  forEachCell(rects, {0, 1}, [&](const Cell &cell) {
    cells.push_back({cell.lo[0], cell.hi[0]});
    return true;
  });
  EXPECT_EQ(cells, (std::vector<std::pair<int64_t, int64_t>>{
                       {INT64_MIN, -6}, {-5, 0}, {1, INT64_MAX}}));
}

TEST(Cells, StopWhenAsked) {
  for (unsigned rank : {1u, 2u}) {
    RectList rects(rank);
    for (int64_t i = 0; i < 4; ++i)
      rects.push_back(makeRect(rank, {i, i}, {i, i}));
    unsigned visits = 0;
    EXPECT_FALSE(forEachCell(rects, {0, 1, 2, 3},
                             [&](const Cell &) { return ++visits < 2; }));
    EXPECT_EQ(visits, 2u);
  }
}
