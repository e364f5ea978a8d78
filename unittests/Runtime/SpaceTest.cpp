//===- SpaceTest.cpp - Tests of machine spaces ----------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Transformations map points as the language says, and bijectively (MSP6 to
// MSP14).
//
//===----------------------------------------------------------------------===//

#include "Reference.h"

#include "gtest/gtest.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <random>
#include <set>

using namespace mapwright;
using namespace mapwright::reference;

namespace {

using Random = std::mt19937_64;

constexpr unsigned numOps = static_cast<unsigned>(space::Op::Decompose) + 1;

int64_t draw(Random &random, int64_t low, int64_t high) {
  return low + static_cast<int64_t>(random() % (high - low + 1));
}

space::Sizes makeSizes(const Values &values) {
  space::Sizes sizes = {static_cast<uint32_t>(values.size()), {}};
  std::copy(values.begin(), values.end(), sizes.at);
  return sizes;
}

Values getValues(const space::Sizes &sizes) {
  return Values(sizes.at, sizes.at + sizes.rank);
}

int64_t getVolume(const Values &sizes) {
  return std::accumulate(sizes.begin(), sizes.end(), int64_t(1),
                         std::multiplies<>());
}

void forEachPoint(const Values &sizes,
                  const std::function<void(const Values &)> &visit) {
  Values point(sizes.size(), 0);
  for (int64_t left = getVolume(sizes); left > 0; --left) {
    visit(point);
    for (size_t i = point.size(); i-- > 0;) {
      if (++point[i] < sizes[i])
        break;
      point[i] = 0;
    }
  }
}

Values pullBack(const space::Transform &transform, Values point) {
  point.resize(space::maxRank);
  space::toOld(transform, point.data());
  point.resize(transform.oldRank);
  return point;
}

/// The new point, empty if the transformation has none for this one.
Values pushForward(const space::Transform &transform, Values point) {
  point.resize(space::maxRank);
  if (!space::fromOld(transform, point.data()))
    return {};
  point.resize(transform.newRank);
  return point;
}

bool isInside(const space::Sizes &sizes, const Values &point) {
  return point.size() == sizes.rank &&
         space::findOutside(sizes, point.data()) == sizes.rank;
}

/// A space of a few hundred points at most.
space::Sizes drawSizes(Random &random, unsigned rank) {
  Values sizes(rank, 1);
  for (int times = 0; times < 12; ++times) {
    int64_t &size = sizes[draw(random, 0, rank - 1)];
    int64_t factor = draw(random, 1, 5);
    if (getVolume(sizes) * factor <= 600)
      size *= factor;
  }
  return makeSizes(sizes);
}

/// A transformation together with what was asked for.
struct Drawn {
  Call call;
  space::Transform transform;
};

/// Arguments for any transformation of a dimension.
struct Arguments {
  int64_t dim, other, low, high, factor;
  Values extents, weights;
};

Arguments drawArguments(Random &random, const space::Sizes &old) {
  Arguments args;
  args.dim = draw(random, 0, old.rank - 1);
  args.other = draw(random, 0, old.rank - 1);
  int64_t size = old.at[args.dim];
  args.low = draw(random, 0, size - 1);
  args.high = draw(random, args.low, size - 1);
  args.factor = draw(random, 1, size);
  for (int64_t count = draw(random, 1, 4); count > 0; --count) {
    args.extents.push_back(draw(random, 1, 40));
    args.weights.push_back(draw(random, 1, 3));
  }
  return args;
}

space::Status make(space::Op op, const space::Sizes &old, const Arguments &args,
                   space::Transform &made) {
  space::Failure why;
  size_t count = args.extents.size();
  const int64_t *extents = args.extents.data();
  switch (op) {
  case space::Op::Split:
    return space::makeSplit(old, args.dim, args.factor, made, why);
  case space::Op::Merge:
    return space::makeMerge(old, args.dim, args.other, made, why);
  case space::Op::Swap:
    return space::makeSwap(old, args.dim, args.other, made, why);
  case space::Op::Slice:
    return space::makeSlice(old, args.dim, args.low, args.high, made, why);
  case space::Op::Reverse:
    return space::makeReverse(old, args.dim, made, why);
  case space::Op::BalanceSplit:
    return space::makeBalanceSplit(old, args.dim, int64_t(count), made, why);
  case space::Op::AutoSplit:
    return space::makeAutoSplit(old, args.dim, extents, count, made, why);
  case space::Op::GreedySplit:
    return space::makeGreedySplit(old, args.dim, extents, count, made, why);
  case space::Op::Decompose:
    return space::makeDecompose(old, args.dim, extents, count,
                                args.weights.data(), count, made, why);
  }
  return space::Status::DimensionOutOfRange;
}

/// The sizes that a split puts in the place of `size`, by definition.
Values getParts(space::Op op, int64_t size, const Arguments &args) {
  unsigned count = args.extents.size();
  switch (op) {
  case space::Op::Split:
    return {args.factor, size / args.factor};
  case space::Op::BalanceSplit:
    return balanceSplit(size, count);
  case space::Op::AutoSplit:
    return decompose(size, args.extents, Values(count, 1),
                     listFactorizations(size, count));
  case space::Op::GreedySplit:
    return greedySplit(size, args.extents);
  case space::Op::Decompose:
    return decompose(size, args.extents, args.weights,
                     listFactorizations(size, count));
  default:
    return {};
  }
}

/// Draws arguments for `op`; false if they do not suit the space.
bool drawTransform(Random &random, const space::Sizes &old, space::Op op,
                   Drawn &drawn) {
  Arguments args = drawArguments(random, old);
  if (make(op, old, args, drawn.transform) != space::Status::Ok)
    return false;
  drawn.call = {
      op,       unsigned(args.dim), unsigned(args.other),
      args.low, args.high,          getParts(op, old.at[args.dim], args)};
  return true;
}

/// Some transformation of the space; there is always one, if only `reverse`.
Drawn drawAnyTransform(Random &random, const space::Sizes &old) {
  Drawn drawn;
  while (!drawTransform(random, old, space::Op(draw(random, 0, numOps - 1)),
                        drawn))
    continue;
  return drawn;
}

space::Sizes applyTo(const space::Sizes &old,
                     const space::Transform &transform) {
  space::Sizes result;
  space::newSizes(transform, old, result);
  return result;
}

/// Every new point stands for the old point the language says, inside of the
/// old space, and is found again from there.
void checkNewPoints(const Drawn &drawn, const space::Sizes &old,
                    const space::Sizes &now) {
  forEachPoint(getValues(now), [&](const Values &point) {
    Values back = pullBack(drawn.transform, point);
    EXPECT_EQ(back, toOld(drawn.call, getValues(old), point));
    EXPECT_TRUE(isInside(old, back));
    EXPECT_EQ(pushForward(drawn.transform, back), point);
  });
}

/// Every old point has one new point, unless a slice leaves it out.
void checkOldPoints(const Drawn &drawn, const space::Sizes &old,
                    const space::Sizes &now) {
  const Call &call = drawn.call;
  forEachPoint(getValues(old), [&](const Values &point) {
    Values forward = pushForward(drawn.transform, point);
    if (call.op == space::Op::Slice &&
        (point[call.dim] < call.low || point[call.dim] > call.high)) {
      EXPECT_TRUE(forward.empty());
      return;
    }
    EXPECT_TRUE(isInside(now, forward));
    EXPECT_EQ(pullBack(drawn.transform, forward), point);
  });
}

class SpaceTransform : public testing::TestWithParam<space::Op> {};

TEST_P(SpaceTransform, IsABijectionAsTheLanguageDefinesIt) {
  Random random(static_cast<unsigned>(GetParam()) + 1);
  unsigned made = 0;
  for (int times = 0; times < 500; ++times) {
    space::Sizes old = drawSizes(random, draw(random, 1, space::maxRank));
    Drawn drawn;
    if (!drawTransform(random, old, GetParam(), drawn))
      continue;
    ++made;
    space::Sizes now = applyTo(old, drawn.transform);
    SCOPED_TRACE("dimension " + std::to_string(drawn.call.dim) + ", " +
                 std::to_string(drawn.call.other) + " of " +
                 toString(getValues(old)) + " gives " +
                 toString(getValues(now)));
    ASSERT_EQ(getValues(now), newSizes(drawn.call, getValues(old)));
    if (GetParam() != space::Op::Slice) {
      ASSERT_EQ(getVolume(getValues(now)), getVolume(getValues(old)));
    }
    checkNewPoints(drawn, old, now);
    checkOldPoints(drawn, old, now);
    if (HasFailure())
      return;
  }
  EXPECT_GE(made, 50u) << "too few of the drawn arguments were good";
}

std::string getOpName(const testing::TestParamInfo<space::Op> &info) {
  static const char *const names[numOps] = {
      "Split",        "Merge",     "Swap",        "Slice",    "Reverse",
      "BalanceSplit", "AutoSplit", "GreedySplit", "Decompose"};
  return names[static_cast<unsigned>(info.param)];
}

INSTANTIATE_TEST_SUITE_P(
    Ops, SpaceTransform,
    testing::Values(space::Op::Split, space::Op::Merge, space::Op::Swap,
                    space::Op::Slice, space::Op::Reverse,
                    space::Op::BalanceSplit, space::Op::AutoSplit,
                    space::Op::GreedySplit, space::Op::Decompose),
    getOpName);

// MSP2: the transformations are undone in reverse. MSP5: and pushed forward.
TEST(Space, ChainsAreBijections) {
  Random random(2);
  for (int times = 0; times < 1000; ++times) {
    space::Sizes base = drawSizes(random, 2), now = base;
    std::vector<Drawn> chain(draw(random, 1, 8));
    std::vector<Values> sizes;
    for (Drawn &drawn : chain) {
      sizes.push_back(getValues(now));
      drawn = drawAnyTransform(random, now);
      space::newSizes(drawn.transform, now, now);
    }
    std::set<Values> reached;
    forEachPoint(getValues(now), [&](const Values &point) {
      Values back = point, expected = point;
      for (size_t i = chain.size(); i-- > 0;) {
        back = pullBack(chain[i].transform, back);
        expected = toOld(chain[i].call, sizes[i], expected);
      }
      EXPECT_EQ(back, expected);
      EXPECT_TRUE(isInside(base, back));
      EXPECT_TRUE(reached.insert(back).second) << toString(back) << " twice";
      for (const Drawn &drawn : chain)
        back = pushForward(drawn.transform, back);
      EXPECT_EQ(back, point);
    });
    ASSERT_FALSE(HasFailure()) << "chain " << times;
  }
}

// The examples a reader of the table would try, without any machinery.

TEST(Space, SplitCountsTheFirstPartFastest) {
  space::Transform split;
  space::Failure why;
  ASSERT_EQ(space::makeSplit(makeSizes({3, 8}), 1, 2, split, why),
            space::Status::Ok);
  EXPECT_EQ(getValues(applyTo(makeSizes({3, 8}), split)), Values({3, 2, 4}));
  EXPECT_EQ(pullBack(split, {1, 1, 3}), Values({1, 7}));
  EXPECT_EQ(pushForward(split, {2, 5}), Values({2, 1, 2}));
}

TEST(Space, MergePutsTheProductWhereTheFirstWas) {
  space::Transform merge;
  space::Failure why;
  space::Sizes old = makeSizes({2, 3, 5});
  ASSERT_EQ(space::makeMerge(old, 0, 2, merge, why), space::Status::Ok);
  EXPECT_EQ(getValues(applyTo(old, merge)), Values({10, 3}));
  EXPECT_EQ(pullBack(merge, {7, 2}), Values({1, 2, 2}));
  ASSERT_EQ(space::makeMerge(old, 2, 0, merge, why), space::Status::Ok);
  EXPECT_EQ(getValues(applyTo(old, merge)), Values({3, 10}));
  EXPECT_EQ(pullBack(merge, {2, 7}), Values({1, 2, 3}));
}

TEST(Space, SliceIncludesBothEnds) {
  space::Transform slice;
  space::Failure why;
  space::Sizes old = makeSizes({8});
  ASSERT_EQ(space::makeSlice(old, 0, 2, 5, slice, why), space::Status::Ok);
  EXPECT_EQ(getValues(applyTo(old, slice)), Values({4}));
  EXPECT_EQ(pullBack(slice, {3}), Values({5}));
  EXPECT_EQ(pushForward(slice, {1}), Values());
  EXPECT_EQ(pushForward(slice, {6}), Values());
}

TEST(Space, ReverseOfReverseIsTheSame) {
  space::Transform reverse;
  space::Failure why;
  ASSERT_EQ(space::makeReverse(makeSizes({2, 5}), 1, reverse, why),
            space::Status::Ok);
  EXPECT_EQ(pullBack(reverse, {1, 0}), Values({1, 4}));
  EXPECT_EQ(pullBack(reverse, pullBack(reverse, {1, 3})), Values({1, 3}));
}

TEST(Space, BalancedPartsCountTheFirstFastest) {
  space::Transform parts;
  space::Failure why;
  ASSERT_EQ(space::makeBalanceSplit(makeSizes({12}), 0, 3, parts, why),
            space::Status::Ok);
  EXPECT_EQ(getValues(applyTo(makeSizes({12}), parts)), Values({3, 2, 2}));
  EXPECT_EQ(pullBack(parts, {2, 1, 1}), Values({2 + 1 * 3 + 1 * 6}));
  EXPECT_EQ(pullBack(parts, {0, 1, 0}), Values({3}));
}

TEST(Space, NewSizesMayOverwriteTheOldOnes) {
  Random random(3);
  for (int times = 0; times < 200; ++times) {
    space::Sizes old = drawSizes(random, 3);
    Drawn drawn = drawAnyTransform(random, old);
    Values expected = getValues(applyTo(old, drawn.transform));
    space::newSizes(drawn.transform, old, old);
    EXPECT_EQ(getValues(old), expected);
  }
}

// MSP2: an index outside 0 <= i < size names the dimension.
TEST(Space, FindOutsideNamesTheFirstDimension) {
  space::Sizes sizes = makeSizes({2, 3, 0});
  auto find = [&](Values point) {
    return space::findOutside(sizes, point.data());
  };
  EXPECT_EQ(find({-1, 0, 0}), 0u);
  EXPECT_EQ(find({2, 9, 0}), 0u);
  EXPECT_EQ(find({1, 3, 0}), 1u);
  EXPECT_EQ(find({1, 2, 0}), 2u) << "a dimension of size 0 has no index";
  sizes.at[2] = 1;
  EXPECT_EQ(find({1, 2, 0}), 3u);
}

} // namespace
