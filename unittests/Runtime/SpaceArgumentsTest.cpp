//===- SpaceArgumentsTest.cpp - Tests of refused arguments ----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Every way an argument can be wrong is refused with what a message needs
// (MSP15).
//
//===----------------------------------------------------------------------===//

#include "mapwright/Runtime/Space.h"

#include "gtest/gtest.h"

#include <algorithm>
#include <functional>
#include <set>
#include <vector>

using namespace mapwright::space;

namespace {

using Values = std::vector<int64_t>;
using Make = std::function<Status(const Sizes &, Transform &, Failure &)>;

constexpr unsigned numStatuses =
    static_cast<unsigned>(Status::WeightNotPositive) + 1;

Sizes makeSizes(const Values &values) {
  Sizes sizes = {static_cast<uint32_t>(values.size()), {}};
  std::copy(values.begin(), values.end(), sizes.at);
  return sizes;
}

Make split(int64_t d, int64_t factor) {
  return [=](const Sizes &old, Transform &made, Failure &why) {
    return makeSplit(old, d, factor, made, why);
  };
}
Make merge(int64_t d1, int64_t d2) {
  return [=](const Sizes &old, Transform &made, Failure &why) {
    return makeMerge(old, d1, d2, made, why);
  };
}
Make swap(int64_t d1, int64_t d2) {
  return [=](const Sizes &old, Transform &made, Failure &why) {
    return makeSwap(old, d1, d2, made, why);
  };
}
Make slice(int64_t d, int64_t lo, int64_t hi) {
  return [=](const Sizes &old, Transform &made, Failure &why) {
    return makeSlice(old, d, lo, hi, made, why);
  };
}
Make reverse(int64_t d) {
  return [=](const Sizes &old, Transform &made, Failure &why) {
    return makeReverse(old, d, made, why);
  };
}
Make balance(int64_t d, int64_t count) {
  return [=](const Sizes &old, Transform &made, Failure &why) {
    return makeBalanceSplit(old, d, count, made, why);
  };
}
Make autoSplit(int64_t d, const Values &extents) {
  return [=](const Sizes &old, Transform &made, Failure &why) {
    return makeAutoSplit(old, d, extents.data(), extents.size(), made, why);
  };
}
Make greedy(int64_t d, const Values &extents) {
  return [=](const Sizes &old, Transform &made, Failure &why) {
    return makeGreedySplit(old, d, extents.data(), extents.size(), made, why);
  };
}
Make decomposed(int64_t d, const Values &extents, const Values &weights) {
  return [=](const Sizes &old, Transform &made, Failure &why) {
    // An empty vector may have no data, which would mean no weights at all.
    const int64_t none = 0;
    return makeDecompose(old, d, extents.data(), extents.size(),
                         weights.empty() ? &none : weights.data(),
                         weights.size(), made, why);
  };
}

struct Refusal {
  const char *call;
  Values sizes;
  Make make;
  Failure expected; ///< status, argument, entry, value, bound
};

const int64_t limit = int64_t(1) << 31;

/// What all transformations of one dimension refuse, shown for each of them.
std::vector<Refusal> listDimensionRefusals() {
  std::vector<Refusal> all;
  std::vector<std::pair<const char *, std::function<Make(int64_t)>>> makers = {
      {"split", [](int64_t d) { return split(d, 1); }},
      {"merge", [](int64_t d) { return merge(d, 0); }},
      {"swap", [](int64_t d) { return swap(d, 0); }},
      {"slice", [](int64_t d) { return slice(d, 0, 0); }},
      {"reverse", reverse},
      {"balance_split", [](int64_t d) { return balance(d, 2); }},
      {"auto_split", [](int64_t d) { return autoSplit(d, {1, 1}); }},
      {"greedy_split", [](int64_t d) { return greedy(d, {1, 1}); }},
      {"decompose", [](int64_t d) { return decomposed(d, {1}, {1}); }}};
  for (auto &[name, maker] : makers) {
    for (int64_t d : {int64_t(3), int64_t(-1), INT64_MAX, INT64_MIN})
      all.push_back({name,
                     {4, 0, limit},
                     maker(d),
                     {Status::DimensionOutOfRange, 0, 0, d, 3}});
    all.push_back(
        {name, {4, 0, limit}, maker(1), {Status::EmptyDimension, 0, 0, 1, 0}});
    all.push_back({name,
                   {4, 0, limit},
                   maker(2),
                   {Status::SizeTooLarge, 0, 0, limit, limit}});
  }
  return all;
}

/// What only some transformations refuse.
std::vector<Refusal> listRefusals() {
  const Values ones(9, 1), ten(10, 1), machine = {4, 6};
  return {
      {"merge(0, 2)",
       machine,
       merge(0, 2),
       {Status::DimensionOutOfRange, 1, 0, 2, 2}},
      {"swap(0, -1)",
       machine,
       swap(0, -1),
       {Status::DimensionOutOfRange, 1, 0, -1, 2}},
      {"merge(0, 1)",
       {2, 0},
       merge(0, 1),
       {Status::EmptyDimension, 1, 0, 1, 0}},
      {"swap(0, 1)", {2, 0}, swap(0, 1), {Status::EmptyDimension, 1, 0, 1, 0}},
      {"merge(1, 1)",
       machine,
       merge(1, 1),
       {Status::SameDimensions, 1, 0, 1, 0}},
      {"swap(0, 0)", machine, swap(0, 0), {Status::SameDimensions, 1, 0, 0, 0}},
      {"merge(0, 1)",
       {1 << 16, 1 << 15},
       merge(0, 1),
       {Status::ProductTooLarge, 1, 0, limit, limit}},
      {"split(0, 1)",
       ones,
       split(0, 1),
       {Status::TooManyDimensions, 1, 0, 10, 9}},
      {"balance_split(1, 9)",
       machine,
       balance(1, 9),
       {Status::TooManyDimensions, 1, 0, 10, 9}},
      {"auto_split(1, L)",
       machine,
       autoSplit(1, ones),
       {Status::TooManyDimensions, 1, 0, 10, 9}},
      {"split(1, 0)",
       machine,
       split(1, 0),
       {Status::FactorNotPositive, 1, 0, 0, 0}},
      {"split(1, -2)",
       machine,
       split(1, -2),
       {Status::FactorNotPositive, 1, 0, -2, 0}},
      {"split(1, 4)",
       machine,
       split(1, 4),
       {Status::FactorDoesNotDivide, 1, 0, 4, 6}},
      {"split(1, 12)",
       machine,
       split(1, 12),
       {Status::FactorDoesNotDivide, 1, 0, 12, 6}},
      {"slice(1, -1, 2)",
       machine,
       slice(1, -1, 2),
       {Status::SliceOutOfRange, 1, 0, -1, 6}},
      {"slice(1, 6, 6)",
       machine,
       slice(1, 6, 6),
       {Status::SliceOutOfRange, 1, 0, 6, 6}},
      {"slice(1, 0, 6)",
       machine,
       slice(1, 0, 6),
       {Status::SliceOutOfRange, 2, 0, 6, 6}},
      {"slice(1, 0, -1)",
       machine,
       slice(1, 0, -1),
       {Status::SliceOutOfRange, 2, 0, -1, 6}},
      {"slice(1, 3, 2)",
       machine,
       slice(1, 3, 2),
       {Status::SliceReversed, 1, 0, 3, 2}},
      {"balance_split(1, 0)",
       machine,
       balance(1, 0),
       {Status::CountNotPositive, 1, 0, 0, 0}},
      {"balance_split(1, MIN)",
       machine,
       balance(1, INT64_MIN),
       {Status::CountNotPositive, 1, 0, INT64_MIN, 0}},
      {"balance_split(1, MAX)",
       machine,
       balance(1, INT64_MAX),
       {Status::TooManyParts, 1, 0, INT64_MAX, 9}},
      {"greedy_split(0, L)",
       {4},
       greedy(0, ten),
       {Status::TooManyParts, 1, 0, 10, 9}},
      {"auto_split(1, ())",
       machine,
       autoSplit(1, {}),
       {Status::NoExtents, 1, 0, 0, 0}},
      {"greedy_split(1, ())",
       machine,
       greedy(1, {}),
       {Status::NoExtents, 1, 0, 0, 0}},
      {"auto_split(1, (2, 0))",
       machine,
       autoSplit(1, {2, 0}),
       {Status::ExtentZero, 1, 1, 0, 0}},
      {"greedy_split(1, (-3, 1))",
       machine,
       greedy(1, {-3, 1}),
       {Status::ExtentNegative, 1, 0, -3, 0}},
      {"auto_split(1, (1, 1, 2^31))",
       machine,
       autoSplit(1, {1, 1, limit}),
       {Status::ExtentTooLarge, 1, 2, limit, limit}},
      {"decompose(1, (2, 0), W)",
       machine,
       decomposed(1, {2, 0}, {1, 1}),
       {Status::ExtentZero, 1, 1, 0, 0}},
      {"decompose(1, L, (1,))",
       machine,
       decomposed(1, {2, 3}, {1}),
       {Status::WeightsLength, 2, 0, 1, 2}},
      {"decompose(1, L, ())",
       machine,
       decomposed(1, {2, 3}, {}),
       {Status::WeightsLength, 2, 0, 0, 2}},
      {"decompose(1, L, (1, 0))",
       machine,
       decomposed(1, {2, 3}, {1, 0}),
       {Status::WeightNotPositive, 2, 1, 0, 0}},
      {"decompose(1, L, (-1, 1))",
       machine,
       decomposed(1, {2, 3}, {-1, 1}),
       {Status::WeightNotPositive, 2, 0, -1, 0}},
  };
}

std::vector<Refusal> listAllRefusals() {
  std::vector<Refusal> all = listDimensionRefusals();
  for (const Refusal &refusal : listRefusals())
    all.push_back(refusal);
  return all;
}

TEST(SpaceArguments, AreRefusedWithWhatAMessageNeeds) {
  for (const Refusal &refusal : listAllRefusals()) {
    SCOPED_TRACE(refusal.call);
    Transform made;
    Failure why = {};
    const Failure &expected = refusal.expected;
    EXPECT_EQ(refusal.make(makeSizes(refusal.sizes), made, why),
              expected.status);
    EXPECT_EQ(why.status, expected.status);
    EXPECT_EQ(why.argument, expected.argument);
    EXPECT_EQ(why.entry, expected.entry);
    EXPECT_EQ(why.value, expected.value);
    EXPECT_EQ(why.bound, expected.bound);
  }
}

TEST(SpaceArguments, EveryStatusIsTested) {
  std::set<Status> tested = {Status::Ok};
  for (const Refusal &refusal : listAllRefusals())
    tested.insert(refusal.expected.status);
  EXPECT_EQ(tested.size(), numStatuses);
}

/// The largest arguments that are still accepted.
TEST(SpaceArguments, LimitsAreAccepted) {
  const Values ones(9, 1), eight(8, 1);
  std::vector<std::pair<Values, Make>> calls = {
      {{4, 6}, split(1, 6)},
      {{4, 6}, split(1, 1)},
      {eight, split(7, 1)},
      {ones, reverse(8)},
      {{limit - 1, 2}, reverse(0)},
      {{limit - 1, 1}, merge(0, 1)},
      {{4, 6}, slice(1, 0, 5)},
      {{4, 6}, slice(1, 5, 5)},
      {{6}, balance(0, 9)},
      {{4, 6}, balance(1, 8)},
      {ones, balance(4, 1)},
      {{6}, autoSplit(0, ones)},
      {{6}, greedy(0, {limit - 1, 1})},
      {{6}, decomposed(0, {limit - 1, 1}, {INT64_MAX, 1})},
      // A dimension of size 0 does no harm as long as it is left alone.
      {{4, 0}, reverse(0)},
  };
  for (size_t i = 0; i < calls.size(); ++i) {
    Transform made;
    Failure why;
    EXPECT_EQ(calls[i].second(makeSizes(calls[i].first), made, why), Status::Ok)
        << "call " << i;
    EXPECT_EQ(why.status, Status::Ok) << "call " << i;
  }
}

// MSP14: without weights it is auto_split, with weights the volume decides.
TEST(SpaceArguments, WeightsAreOptional) {
  Sizes machine = makeSizes({6});
  const int64_t extents[] = {10, 10}, weights[] = {5, 1};
  Transform made;
  Failure why;
  ASSERT_EQ(makeDecompose(machine, 0, extents, 2, nullptr, 0, made, why),
            Status::Ok);
  EXPECT_EQ(made.sizes[0], 3);
  EXPECT_EQ(made.sizes[1], 2);
  ASSERT_EQ(makeDecompose(machine, 0, extents, 2, weights, 2, made, why),
            Status::Ok);
  EXPECT_EQ(made.sizes[0], 1);
  EXPECT_EQ(made.sizes[1], 6);
}

} // namespace
