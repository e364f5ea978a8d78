//===- SliceCacheTest.cpp - Slicing a launch as before --------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SliceCache.h"

#include "gtest/gtest.h"

using namespace mapwright::legion;
using Legion::Domain;
using Legion::DomainPoint;

static Domain makeLine(int lo, int hi) {
  return Domain(DomainPoint(lo), DomainPoint(hi));
}

TEST(SliceKeyTest, EverythingMatters) {
  NumberKey key = makeSliceKey(1, false, makeLine(0, 9), makeLine(0, 4));
  EXPECT_TRUE(key == makeSliceKey(1, false, makeLine(0, 9), makeLine(0, 4)));
  EXPECT_FALSE(key == makeSliceKey(2, false, makeLine(0, 9), makeLine(0, 4)));
  EXPECT_FALSE(key == makeSliceKey(1, true, makeLine(0, 9), makeLine(0, 4)));
  EXPECT_FALSE(key == makeSliceKey(1, false, makeLine(0, 8), makeLine(0, 4)));
  EXPECT_FALSE(key == makeSliceKey(1, false, makeLine(1, 9), makeLine(0, 4)));
  EXPECT_FALSE(key == makeSliceKey(1, false, makeLine(0, 9), makeLine(0, 5)));
  EXPECT_FALSE(key == makeSliceKey(1, false, makeLine(0, 9), makeLine(5, 9)));
  Domain plane(Legion::Rect<2>({0, 0}, {9, 4}));
  EXPECT_FALSE(key == makeSliceKey(1, false, plane, plane));
}

TEST(SliceCacheTest, CopiesWhatWasRemembered) {
  SliceCache cache;
  NumberKey key = makeSliceKey(1, false, makeLine(0, 9), makeLine(0, 9));
  SliceCache::Slices slices;
  EXPECT_FALSE(cache.find(key, slices));
  SliceCache::Slices made;
  made.emplace_back(makeLine(0, 4), Legion::Processor::NO_PROC, false, false);
  made.emplace_back(makeLine(5, 9), Legion::Processor::NO_PROC, false, false);
  cache.remember(key, made);
  ASSERT_TRUE(cache.find(key, slices));
  ASSERT_EQ(slices.size(), 2u);
  EXPECT_EQ(slices[0].domain, makeLine(0, 4));
  EXPECT_EQ(slices[1].domain, makeLine(5, 9));
}

/// Old entries go; the newest one is always there.
TEST(SliceCacheTest, IsBounded) {
  SliceCache cache;
  SliceCache::Slices slices;
  auto makeKey = [](unsigned task) {
    return makeSliceKey(task, false, makeLine(0, 9), makeLine(0, 9));
  };
  constexpr unsigned many = 200000;
  for (unsigned task = 0; task < many; ++task)
    cache.remember(makeKey(task), slices);
  EXPECT_FALSE(cache.find(makeKey(0), slices));
  EXPECT_TRUE(cache.find(makeKey(many - 1), slices));
}
