//===- PointsTest.cpp - Points of launch domains --------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Points.h"

#include "gtest/gtest.h"

#include <algorithm>
#include <random>

using namespace mapwright::legion;
using Legion::coord_t;
using Legion::Domain;
using Legion::DomainPoint;

namespace {
using Points = std::vector<DomainPoint>;
using Row = std::vector<coord_t>;

/// Random domains of up to three dimensions that begin anywhere.
class Draw {
public:
  explicit Draw(unsigned seed) : engine(seed) {}

  coord_t number(coord_t lo, coord_t hi) {
    return std::uniform_int_distribution<coord_t>(lo, hi)(engine);
  }

  Domain domain() {
    DomainPoint lo, hi;
    lo.dim = hi.dim = number(1, 3);
    for (int d = 0; d < lo.dim; ++d) {
      lo[d] = number(-5, 5);
      hi[d] = lo[d] + number(0, 8);
    }
    return Domain(lo, hi);
  }

  void shuffle(Points &points) {
    std::shuffle(points.begin(), points.end(), engine);
  }

private:
  std::mt19937 engine;
};

Row toRow(const DomainPoint &point) {
  Row row;
  for (int d = 0; d < point.get_dim(); ++d)
    row.push_back(point[d]);
  return row;
}

std::vector<Row> sortRows(const Points &points) {
  std::vector<Row> rows;
  for (const DomainPoint &point : points)
    rows.push_back(toRow(point));
  std::sort(rows.begin(), rows.end());
  return rows;
}

/// All points of the boxes; those of several boxes several times.
Points listAll(const std::vector<Box> &boxes) {
  Points points;
  for (const Box &box : boxes) {
    Points more = listPoints(Domain(box.lo, box.hi));
    points.insert(points.end(), more.begin(), more.end());
  }
  return points;
}

/// The part of a point's processor in a random map; kinds of maps in turn.
size_t choosePart(unsigned seed, size_t number, const DomainPoint &point,
                  size_t total, Draw &draw) {
  constexpr size_t parts = 4;
  switch (seed % 4) {
  case 0: // blocks
    return number * parts / total;
  case 1: // in turn
    return number % parts;
  case 2: // rows, columns or planes in turn
    return static_cast<uint64_t>(point[point.get_dim() - 1]) % parts;
  default:
    return draw.number(0, parts - 1);
  }
}
} // namespace

TEST(ListPointsTest, DimensionZeroIsTheFastest) {
  Points points = listPoints(Domain(Legion::Rect<2>({1, -1}, {2, 0})));
  std::vector<Row> rows;
  for (const DomainPoint &point : points)
    rows.push_back(toRow(point));
  EXPECT_EQ(rows, (std::vector<Row>{{1, -1}, {2, -1}, {1, 0}, {2, 0}}));
}

TEST(BoxListTest, CoversExactlyThePoints) {
  for (unsigned seed = 0; seed < 400; ++seed) {
    Draw draw(seed);
    Points points = listPoints(draw.domain());
    bool isShuffled = seed % 8 >= 4;
    std::vector<Points> expected(4);
    for (size_t i = 0; i < points.size(); ++i)
      expected[choosePart(seed, i, points[i], points.size(), draw)].push_back(
          points[i]);
    for (Points &part : expected) {
      if (isShuffled)
        draw.shuffle(part);
      BoxList boxes;
      for (const DomainPoint &point : part)
        boxes.add(point);
      boxes.join();
      EXPECT_EQ(boxes.getNumPoints(), part.size()) << "seed " << seed;
      EXPECT_EQ(sortRows(listAll(boxes.get())), sortRows(part))
          << "seed " << seed;
    }
  }
}

TEST(BoxListTest, PointsOfABoxBecomeOneBox) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    Draw draw(seed);
    Domain domain = draw.domain();
    Points points = listPoints(domain);
    if (seed % 2 == 1)
      draw.shuffle(points);
    BoxList boxes;
    for (const DomainPoint &point : points)
      boxes.add(point);
    boxes.join();
    ASSERT_EQ(boxes.get().size(), 1u) << "seed " << seed;
    EXPECT_EQ(makeDomain(boxes.get()), domain) << "seed " << seed;
  }
}

TEST(BoxListTest, ColumnsInTurnAreColumns) {
  BoxList boxes;
  for (const DomainPoint &point :
       listPoints(Domain(Legion::Rect<2>({0, 0}, {99, 49}))))
    if (point[0] % 4 == 1)
      boxes.add(point);
  boxes.join();
  ASSERT_EQ(boxes.get().size(), 25u);
  for (const Box &box : boxes.get()) {
    EXPECT_EQ(box.lo[0], box.hi[0]);
    EXPECT_EQ(box.hi[1] - box.lo[1], 49);
  }
}

TEST(ListBoxesTest, DenseDomainIsItsBox) {
  DomainPoint lo(3), hi(9);
  EXPECT_EQ(listBoxes(Domain(lo, hi)), (std::vector<Box>{{lo, hi}}));
}

//===----------------------------------------------------------------------===//
// Default slicing (STM5)
//===----------------------------------------------------------------------===//

static std::vector<coord_t> listPrimesFromTheLargest(coord_t number) {
  std::vector<coord_t> primes;
  for (coord_t factor = 2; number > 1; ++factor)
    for (; number % factor == 0; number /= factor)
      primes.insert(primes.begin(), factor);
  return primes;
}

/// The processors of the points of a box as STM5 says, found block by block.
static std::vector<unsigned> sliceSlowly(const Domain &domain,
                                         const Points &points,
                                         unsigned numProcessors) {
  int dim = domain.get_dim();
  Row extents, grid(dim, 1);
  for (int d = 0; d < dim; ++d)
    extents.push_back(domain.hi()[d] - domain.lo()[d] + 1);
  for (coord_t prime : listPrimesFromTheLargest(numProcessors)) {
    int most = 0;
    for (int d = 1; d < dim; ++d)
      if (extents[d] * grid[most] > extents[most] * grid[d])
        most = d;
    grid[most] *= prime;
  }
  std::vector<unsigned> processors(points.size());
  unsigned numFilled = 0;
  DomainPoint last;
  last.dim = dim;
  for (int d = 0; d < dim; ++d)
    last[d] = grid[d] - 1;
  DomainPoint first = last;
  for (int d = 0; d < dim; ++d)
    first[d] = 0;
  for (const DomainPoint &block : listPoints(Domain(first, last))) {
    bool isFilled = false;
    for (size_t i = 0; i < points.size(); ++i) {
      bool isIn = true;
      for (int d = 0; d < dim; ++d) {
        coord_t offset = points[i][d] - domain.lo()[d];
        isIn &= block[d] * extents[d] / grid[d] <= offset &&
                offset < (block[d] + 1) * extents[d] / grid[d];
      }
      if (isIn)
        processors[i] = numFilled % numProcessors;
      isFilled |= isIn;
    }
    numFilled += isFilled;
  }
  return processors;
}

TEST(SliceByDefaultTest, IsTheGridOfTheRule) {
  for (unsigned seed = 0; seed < 150; ++seed) {
    Draw draw(seed);
    Domain domain = draw.domain();
    Points points = listPoints(domain);
    unsigned numProcessors = draw.number(1, 24);
    EXPECT_EQ(sliceByDefault(points, numProcessors),
              sliceSlowly(domain, points, numProcessors))
        << "seed " << seed;
  }
}

TEST(SliceByDefaultTest, NoPoints) {
  EXPECT_TRUE(sliceByDefault({}, 4).empty());
}

//===----------------------------------------------------------------------===//
// Default sharding (STM5)
//===----------------------------------------------------------------------===//

TEST(NumberPointTest, NumbersInTheOrderOfThePoints) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    Domain domain = Draw(seed).domain();
    size_t expected = 0;
    for (const DomainPoint &point : listPoints(domain))
      EXPECT_EQ(numberPoint(point, domain), expected++) << "seed " << seed;
  }
}
