//===- DefaultsTest.cpp - Tests of the runtime's defaults -----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Evaluate/Defaults.h"

#include "gtest/gtest.h"

#include <map>

using namespace mapwright;

static Point point(std::initializer_list<int64_t> at) {
  Point point;
  point.rank = at.size();
  std::copy(at.begin(), at.end(), point.at.begin());
  return point;
}

static Domain dense(Point lo, Point hi) { return {lo.rank, {{lo, hi}}}; }

static std::vector<Point> listRowMajor(const Domain &domain) {
  std::vector<Point> points;
  RowMajorPoints walk(domain);
  for (Point next; walk.next(next);)
    points.push_back(next);
  return points;
}

static std::vector<unsigned> shard(const Domain &domain, unsigned nodes) {
  std::map<Point, unsigned> byPoint;
  shardByDefault(domain, nodes,
                 [&](const Point &at, unsigned node) { byPoint[at] = node; });
  std::vector<unsigned> inOrder;
  for (const auto &[at, node] : byPoint)
    inOrder.push_back(node);
  return inOrder;
}

using Numbers = std::vector<unsigned>;

//===----------------------------------------------------------------------===//
// Orders
//===----------------------------------------------------------------------===//

TEST(RowMajorPointsTest, LastDimensionIsFastest) {
  std::vector<Point> expected = {point({0, -1}), point({0, 0}), point({1, -1}),
                                 point({1, 0})};
  EXPECT_EQ(listRowMajor(dense(point({0, -1}), point({1, 0}))), expected);
}

TEST(RowMajorPointsTest, RectanglesOfASparseDomainAreMerged) {
  Domain domain{2,
                {{point({1, 0}), point({1, 1})},
                 {point({0, 5}), point({0, 5})},
                 {point({1, 3}), point({2, 3})}}};
  std::vector<Point> expected = {point({0, 5}), point({1, 0}), point({1, 1}),
                                 point({1, 3}), point({2, 3})};
  EXPECT_EQ(listRowMajor(domain), expected);
}

TEST(RowMajorPointsTest, EmptyDomainsHaveNoPoints) {
  EXPECT_TRUE(listRowMajor(dense(point({0, 0}), point({3, -1}))).empty());
  EXPECT_TRUE(listRowMajor({2, {}}).empty());
}

TEST(RowMajorPointsTest, ReachesTheEndsOf64Bits) {
  Domain domain = dense(point({INT64_MAX - 1}), point({INT64_MAX}));
  EXPECT_EQ(listRowMajor(domain).size(), 2u);
}

//===----------------------------------------------------------------------===//
// Sharding (STM5)
//===----------------------------------------------------------------------===//

TEST(ShardByDefaultTest, DealsInColumnMajorOrder) {
  // (0,0) (1,0) (2,0) (0,1) (1,1) (2,1) -> 0 1 0 1 0 1
  EXPECT_EQ(shard(dense(point({0, 0}), point({2, 1})), 2),
            (Numbers{0, 1, 1, 0, 0, 1}));
  EXPECT_EQ(shard(dense(point({5}), point({9})), 3), (Numbers{0, 1, 2, 0, 1}));
}

TEST(ShardByDefaultTest, TakesRectanglesOneAfterTheOther) {
  Domain domain{2,
                {{point({7, 7}), point({7, 7})},
                 {point({0, 0}), point({1, 1})},
                 {point({3, 0}), point({3, 0})}}};
  // (7,7) (0,0) (1,0) (0,1) (1,1) (3,0) -> 0 1 2 0 1 2
  EXPECT_EQ(shard(domain, 3), (Numbers{1, 0, 2, 1, 2, 0}));
}

TEST(ShardByDefaultTest, PointsOfALogAreSortedByColumns) {
  Domain domain{2,
                {{point({1, 1}), point({1, 1})},
                 {point({2, 5}), point({2, 5})},
                 {point({3, 2}), point({3, 2})},
                 {point({12, 1}), point({12, 1})}}};
  // (1,1) (12,1) (3,2) (2,5) -> 0 1 0 1
  EXPECT_EQ(shard(inColumnMajorOrder(domain), 2), (Numbers{0, 1, 0, 1}));
}

//===----------------------------------------------------------------------===//
// Slicing (STM5)
//===----------------------------------------------------------------------===//

static Numbers slice(const Domain &domain, unsigned processors) {
  return sliceByDefault(listRowMajor(domain), processors);
}

TEST(SliceByDefaultTest, CutsARowIntoBlocks) {
  // Blocks [0,2) [2,5) [5,7): the bounds are b*7/3.
  EXPECT_EQ(slice(dense(point({0}), point({6})), 3),
            (Numbers{0, 0, 1, 1, 2, 2, 2}));
}

TEST(SliceByDefaultTest, CutsTheLongestBlocksFirst) {
  // 4 x 6 on 6 processors: 3 goes to dimension 1 (6 > 4), then 2 to dimension 0
  // (4 > 2). Block (b0,b1) is number b0 + 2*b1.
  Numbers row0 = {0, 0, 2, 2, 4, 4}, row1 = {1, 1, 3, 3, 5, 5}, expected;
  for (const Numbers &row : {row0, row0, row1, row1})
    expected.insert(expected.end(), row.begin(), row.end());
  EXPECT_EQ(slice(dense(point({0, 0}), point({3, 5})), 6), expected);
}

TEST(SliceByDefaultTest, TiesGoToTheFirstDimension) {
  EXPECT_EQ(slice(dense(point({1, 1}), point({2, 2})), 2),
            (Numbers{0, 0, 1, 1}));
}

TEST(SliceByDefaultTest, EmptyBlocksGetNoProcessor) {
  // 2 points on 5 processors: blocks 2 and 4 hold them, which are the first two
  // that hold anything.
  EXPECT_EQ(slice(dense(point({0}), point({1})), 5), (Numbers{0, 1}));
}

TEST(SliceByDefaultTest, SparsePointsUseTheirBoundingBox) {
  // Those of grid2d's "sparse probe" on node 1: 6 x 7, cut in dimension 1 into
  // rows 1 to 3 and 4 to 7.
  std::vector<Point> points = {point({7, 7}), point({9, 4}), point({12, 1})};
  EXPECT_EQ(sliceByDefault(points, 2), (Numbers{1, 1, 0}));
}

TEST(SliceByDefaultTest, BoundingBoxesMayBeHuge) {
  std::vector<Point> points = {point({INT64_MIN, 0}), point({INT64_MAX, 0})};
  EXPECT_EQ(sliceByDefault(points, 2), (Numbers{0, 1}));
}

TEST(SliceByDefaultTest, NoPointsNoSlices) {
  EXPECT_TRUE(sliceByDefault({}, 4).empty());
}

//===----------------------------------------------------------------------===//
// Kinds
//===----------------------------------------------------------------------===//

TEST(DefaultKindTest, RanksGPUsFirst) {
  Machine machine = llvm::cantFail(parseMachineSpec("nodes:2,GPU:1,OMP:1"));
  EXPECT_EQ(chooseDefaultKind(machine, {}), ProcKind::GPU);
  EXPECT_EQ(chooseDefaultKind(machine, {ProcKind::CPU, ProcKind::OMP}),
            ProcKind::OMP);
  EXPECT_EQ(chooseDefaultKind(machine, {ProcKind::PY}), std::nullopt);
}

TEST(DefaultMemoryTest, TakesTheHighestBandwidthWithCapacity) {
  Node node;
  node.memories = {{MemKind::SYSMEM, 0, 1},
                   {MemKind::ZCMEM, 10, 2},
                   {MemKind::FBMEM, 10, 4},
                   {MemKind::RDMEM, 10, 3}};
  node.processors[unsigned(ProcKind::GPU)] = {
      {1, {{0, 900}, {1, 20}, {2, 200}, {3, 200}}}, {2, {}}};
  Machine machine(node, 1);
  EXPECT_EQ(chooseDefaultMemory(machine, {ProcKind::GPU, 0, 0})->kind,
            MemKind::RDMEM);
  EXPECT_EQ(chooseDefaultMemory(machine, {ProcKind::GPU, 0, 1}), nullptr);
  EXPECT_EQ(chooseDefaultMemory(machine, {ProcKind::GPU, 0, 2}), nullptr);
}
