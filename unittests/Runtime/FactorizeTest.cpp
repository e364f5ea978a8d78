//===- FactorizeTest.cpp - Tests of the factorizations --------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Factorizations against every possible one (MSP11 to MSP14).
//
//===----------------------------------------------------------------------===//

#include "Reference.h"

#include "llvm/ADT/APInt.h"

#include "gtest/gtest.h"

#include <functional>
#include <numeric>
#include <random>

using namespace mapwright;
using namespace mapwright::reference;

namespace {

using Random = std::mt19937_64;

int64_t draw(Random &random, int64_t low, int64_t high) {
  return low + static_cast<int64_t>(random() % (high - low + 1));
}

Values drawValues(Random &random, unsigned count, int64_t high) {
  Values values(count);
  for (int64_t &value : values)
    value = draw(random, 1, high);
  return values;
}

Values runBalanceSplit(int64_t n, unsigned count) {
  Values sizes(count);
  space::balanceSplit(n, count, sizes.data());
  return sizes;
}

Values runGreedySplit(int64_t n, const Values &extents) {
  Values sizes(extents.size());
  space::greedySplit(n, extents.data(), extents.size(), sizes.data());
  return sizes;
}

Values runDecompose(int64_t n, const Values &extents,
                    const Values &weights = {}) {
  Values sizes(extents.size());
  space::decompose(n, extents.data(),
                   weights.empty() ? nullptr : weights.data(), extents.size(),
                   sizes.data());
  return sizes;
}

int64_t getProduct(const Values &values) {
  return std::accumulate(values.begin(), values.end(), int64_t(1),
                         std::multiplies<>());
}

/// Every tuple of `count` values out of `choices`.
std::vector<Values> listTuples(unsigned count, const Values &choices) {
  std::vector<Values> all = {{}};
  for (unsigned i = 0; i < count; ++i) {
    std::vector<Values> longer;
    for (const Values &tuple : all)
      for (int64_t choice : choices) {
        longer.push_back(tuple);
        longer.back().push_back(choice);
      }
    all = std::move(longer);
  }
  return all;
}

/// Launch domains: small ones that tie often, equal ones, multiples, random
/// ones of all magnitudes.
std::vector<Values> listExtents(unsigned count) {
  std::vector<Values> all = listTuples(
      count, count < 4 ? Values{1, 2, 3, 4, 6, 12} : Values{1, 2, 6});
  for (int64_t equal : {5, 1000, 10000000, INT32_MAX})
    all.push_back(Values(count, equal));
  for (int64_t unit : {1, 35, 10000000}) {
    Values rising(count);
    std::iota(rising.begin(), rising.end(), 1);
    for (int64_t &extent : rising)
      extent *= unit;
    all.push_back(rising);
    all.push_back(Values(rising.rbegin(), rising.rend()));
  }
  Values consecutive(count);
  std::iota(consecutive.begin(), consecutive.end(), int64_t(INT32_MAX) - 3);
  all.push_back(consecutive);
  Random random(count);
  for (int64_t high : {8, 100, 5000, 1 << 20, INT32_MAX})
    for (int times = 0; times < 8; ++times)
      all.push_back(drawValues(random, count, high));
  return all;
}

constexpr int64_t largestN = 512;

// MSP11
TEST(Factorize, BalanceSplitIsItsDefinition) {
  for (int64_t n = 1; n <= largestN; ++n)
    for (unsigned count = 1; count <= space::maxRank; ++count) {
      Values sizes = runBalanceSplit(n, count);
      ASSERT_EQ(sizes, balanceSplit(n, count)) << n << " into " << count;
      ASSERT_EQ(getProduct(sizes), n);
    }
}

TEST(Factorize, BalanceSplitExamples) {
  EXPECT_EQ(runBalanceSplit(12, 2), Values({6, 2}));
  EXPECT_EQ(runBalanceSplit(12, 3), Values({3, 2, 2}));
  EXPECT_EQ(runBalanceSplit(7, 3), Values({7, 1, 1}));
  EXPECT_EQ(runBalanceSplit(1, 2), Values({1, 1}));
  EXPECT_EQ(runBalanceSplit(INT32_MAX, 2), Values({INT32_MAX, 1}));
}

// MSP13
TEST(Factorize, GreedySplitIsItsDefinition) {
  for (unsigned count = 1; count <= 4; ++count)
    for (const Values &extents : listExtents(count))
      for (int64_t n = 1; n <= largestN; ++n) {
        Values sizes = runGreedySplit(n, extents);
        ASSERT_EQ(sizes, greedySplit(n, extents))
            << n << " over " << toString(extents);
        ASSERT_EQ(getProduct(sizes), n);
      }
}

TEST(Factorize, GreedySplitComparesExactly) {
  // Before the last factor both blocks are 2/5 long; doubles break that tie.
  EXPECT_EQ(runGreedySplit(150, {6, 2}), Values({30, 5}));
}

/// For each n, all factorizations into `count`.
std::vector<std::vector<Values>> listAllFactorizations(unsigned count) {
  std::vector<std::vector<Values>> all(1);
  for (int64_t n = 1; n <= largestN; ++n)
    all.push_back(listFactorizations(n, count));
  return all;
}

// MSP12
TEST(Factorize, AutoSplitIsTheBestOfAll) {
  for (unsigned count = 1; count <= 4; ++count) {
    auto factorizations = listAllFactorizations(count);
    Values ones(count, 1);
    for (const Values &extents : listExtents(count))
      for (int64_t n = 1; n <= largestN; ++n)
        ASSERT_EQ(runDecompose(n, extents),
                  decompose(n, extents, ones, factorizations[n]))
            << n << " over " << toString(extents);
  }
}

// MSP14
TEST(Factorize, DecomposeIsTheBestOfAll) {
  Random random(14);
  for (unsigned count = 1; count <= 4; ++count) {
    auto factorizations = listAllFactorizations(count);
    for (const Values &extents : listExtents(count)) {
      int64_t high = draw(random, 0, 1) ? 4 : 1 << 20;
      Values weights = drawValues(random, count, high);
      for (int64_t n = 1; n <= largestN; ++n)
        ASSERT_EQ(runDecompose(n, extents, weights),
                  decompose(n, extents, weights, factorizations[n]))
            << n << " over " << toString(extents) << " with "
            << toString(weights);
    }
  }
}

TEST(Factorize, TiesGoToGreedySplitElseToTheFirst) {
  // 2,3 and 3,2 tie, and the greedy split is 3,2.
  EXPECT_EQ(runDecompose(6, {1, 1}), Values({3, 2}));
  // Greedy gives 10,12,6 which costs more; 8,9,10 is the first of six.
  EXPECT_EQ(runGreedySplit(720, {1, 1, 1}), Values({10, 12, 6}));
  EXPECT_EQ(runDecompose(720, {1, 1, 1}), Values({8, 9, 10}));
}

TEST(Factorize, AutoSplitComparesExactly) {
  // Floats with a tolerance of 10^-6 say 6,6 here.
  EXPECT_EQ(runDecompose(36, {10000000, 20000000}), Values({4, 9}));
}

TEST(Factorize, DecomposeSeesDifferencesNoDoubleHolds) {
  int64_t large = int64_t(1) << 62;
  EXPECT_EQ(runDecompose(6, {1, 1}, {large, large}), Values({3, 2}));
  EXPECT_EQ(runDecompose(6, {1, 1}, {large + 1, large}), Values({2, 3}));
  EXPECT_EQ(runDecompose(6, {1, 1}, {large, large + 1}), Values({3, 2}));
  EXPECT_EQ(runDecompose(6, {1, 1}, {large, large - 1}), Values({2, 3}));
  EXPECT_EQ(runDecompose(6, {1, 1}, {large - 1, large}), Values({3, 2}));
}

TEST(Factorize, UnitWeightsAreAutoSplit) {
  for (const Values &extents : listExtents(3))
    EXPECT_EQ(runDecompose(360, extents),
              runDecompose(360, extents, {1, 1, 1}));
}

/// sum(W_i * o_i / L_i) times the product of all L, without any limit.
llvm::APInt getCost(const Values &sizes, const Values &extents,
                    const Values &weights) {
  constexpr unsigned bits = 512;
  llvm::APInt sum(bits, 0);
  for (size_t i = 0; i < sizes.size(); ++i) {
    llvm::APInt term(bits, weights[i]);
    term *= llvm::APInt(bits, sizes[i]);
    for (size_t j = 0; j < sizes.size(); ++j)
      if (j != i)
        term *= llvm::APInt(bits, extents[j]);
    sum += term;
  }
  return sum;
}

/// As decompose() of the reference, for costs of any size.
Values decomposeWide(int64_t n, const Values &extents, const Values &weights) {
  Values best;
  llvm::APInt least;
  for (const Values &sizes : listFactorizations(n, extents.size())) {
    llvm::APInt cost = getCost(sizes, extents, weights);
    if (!best.empty() && cost.uge(least))
      continue;
    best = sizes;
    least = cost;
  }
  Values greedy = greedySplit(n, extents);
  return getCost(greedy, extents, weights) == least ? greedy : best;
}

TEST(Factorize, DecomposeIsTheBestOfAllInManyDimensions) {
  Random random(9);
  for (unsigned count = 5; count <= space::maxRank; ++count)
    for (int64_t n : {1, 2, 12, 30, 36, 60})
      for (int64_t high : {1, 2, 6, 1000, INT32_MAX})
        for (int times = 0; times < 2; ++times) {
          Values extents = drawValues(random, count, high);
          Values weights = drawValues(random, count, times ? INT64_MAX : 2);
          ASSERT_EQ(runDecompose(n, extents, weights),
                    decomposeWide(n, extents, weights))
              << n << " over " << toString(extents) << " with "
              << toString(weights);
        }
}

llvm::APInt toAPInt(const space::detail::WideInteger &value) {
  llvm::APInt result(512, 0);
  for (unsigned i = value.maxLimbs; i-- > 0;)
    result = (result << 32) | value.limb[i];
  return result;
}

TEST(Factorize, WideIntegersHoldTheLargestCost) {
  space::detail::WideInteger term, sum;
  term.assign(INT64_MAX);
  for (unsigned i = 1; i < space::maxRank; ++i)
    term.multiply(INT32_MAX);
  sum.assign(0);
  for (unsigned i = 0; i < space::maxRank; ++i)
    sum.addProduct(term, INT32_MAX, sum.maxLimbs);
  Values sizes(9, INT32_MAX), extents = sizes, weights(9, INT64_MAX);
  EXPECT_EQ(toAPInt(sum), getCost(sizes, extents, weights));
  EXPECT_EQ(sum.countLimbs(), 11u);
  EXPECT_LT(term.compare(sum, sum.maxLimbs), 0);
  EXPECT_GT(sum.compare(term, sum.maxLimbs), 0);
  EXPECT_EQ(sum.compare(sum, sum.maxLimbs), 0);
}

TEST(Factorize, DecomposeTakesTheLargestArguments) {
  // Every cost uses all of its 346 bits.
  Values extents(9, INT32_MAX), weights(9, INT64_MAX);
  for (unsigned cheap = 0; cheap < 9; ++cheap) {
    Values less = weights;
    --less[cheap];
    Values sizes(9, 1);
    sizes[cheap] = INT32_MAX;
    EXPECT_EQ(runDecompose(INT32_MAX, extents, less), sizes);
  }
}

/// The numbers below 2^31 with the most divisors, the most prime factors, and
/// the largest prime: listing their factorizations would never end.
TEST(Factorize, DecomposeEndsForTheHardestNumbers) {
  Random random(31);
  for (int64_t n : {2095133040, 1396755360, 735134400, 223092870, 1 << 30,
                    1162261467, INT32_MAX})
    for (int64_t high : {1, 3, INT32_MAX}) {
      Values extents = drawValues(random, space::maxRank, high);
      Values weights = drawValues(random, space::maxRank, high);
      Values sizes = runDecompose(n, extents, weights);
      EXPECT_EQ(getProduct(sizes), n);
      EXPECT_TRUE(
          getCost(sizes, extents, weights)
              .ule(getCost(runGreedySplit(n, extents), extents, weights)));
    }
}

/// Moving a prime from one dimension to another never makes the result better.
TEST(Factorize, DecomposeOfLargeNumbersIsALocalOptimum) {
  Random random(7);
  for (int times = 0; times < 20; ++times) {
    int64_t n = draw(random, 1, 20000) * draw(random, 1, 50000) * 2;
    Values extents = drawValues(random, 6, times % 2 ? 50 : INT32_MAX);
    Values ones(6, 1), sizes = runDecompose(n, extents);
    llvm::APInt least = getCost(sizes, extents, ones);
    for (unsigned from = 0; from < 6; ++from)
      for (unsigned to = 0; to < 6; ++to)
        for (int64_t prime : {2, 3, 5, 7, 11}) {
          if (sizes[from] % prime != 0)
            continue;
          Values moved = sizes;
          moved[from] /= prime;
          moved[to] *= prime;
          EXPECT_TRUE(getCost(moved, extents, ones).uge(least));
        }
  }
}

} // namespace
