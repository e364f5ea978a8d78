//===- LaunchTest.cpp - Tests of launches and their domains ---------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Program/Launch.h"

#include "gtest/gtest.h"

using namespace mapwright;

static Launch parse(llvm::StringRef spec) {
  llvm::Expected<Launch> launch = parseLaunchSpec(spec);
  if (launch)
    return *launch;
  ADD_FAILURE() << llvm::toString(launch.takeError());
  return Launch();
}

static std::string messageOf(llvm::StringRef spec) {
  llvm::Expected<Launch> launch = parseLaunchSpec(spec);
  return launch ? "accepted" : llvm::toString(launch.takeError());
}

static Point makePoint(std::initializer_list<int64_t> coordinates) {
  Point point;
  for (int64_t c : coordinates)
    point.at[point.rank++] = c;
  return point;
}

static Rect makeRect(std::initializer_list<int64_t> lo,
                     std::initializer_list<int64_t> hi) {
  return {makePoint(lo), makePoint(hi)};
}

TEST(Point, ComparesInRowMajorOrder) {
  EXPECT_LT(makePoint({0, 9}), makePoint({1, 0}));
  EXPECT_LT(makePoint({1, -1}), makePoint({1, 0}));
  EXPECT_FALSE(makePoint({1, 0}) < makePoint({1, 0}));
  EXPECT_LT(makePoint({5}), makePoint({0, 0}));
  EXPECT_FALSE(makePoint({1}) == makePoint({1, 0}));
}

TEST(Point, IgnoresCoordinatesBehindItsRank) {
  Point a = makePoint({1, 2}), b = makePoint({1, 3});
  a.rank = b.rank = 1;
  EXPECT_EQ(a, b);
}

TEST(Rect, VolumeIsExactOrNone) {
  EXPECT_EQ(makeRect({1, 1}, {4, 3}).volume(), 12u);
  EXPECT_EQ(makeRect({-3}, {3}).volume(), 7u);
  EXPECT_EQ(makeRect({0}, {INT64_MAX}).volume(), 1ull << 63);
  EXPECT_EQ(makeRect({INT64_MIN}, {INT64_MAX}).volume(), std::nullopt);
  EXPECT_EQ(makeRect({INT64_MIN}, {INT64_MAX - 1}).volume(), UINT64_MAX);
  EXPECT_EQ(makeRect({0, 0}, {INT64_MAX, 1}).volume(), std::nullopt);
  // An empty dimension decides, however large the others are.
  EXPECT_EQ(makeRect({INT64_MIN, 5}, {INT64_MAX, 4}).volume(), 0u);
}

TEST(Rect, Contains) {
  Rect rect = makeRect({1, 1}, {4, 3});
  EXPECT_TRUE(rect.contains(makePoint({4, 3})));
  EXPECT_FALSE(rect.contains(makePoint({4, 4})));
  EXPECT_FALSE(rect.contains(makePoint({0, 3})));
  EXPECT_FALSE(rect.contains(makePoint({2})));
}

TEST(Domain, BoundsAndVolumeOfSparseDomains) {
  Domain domain{2,
                {makeRect({9, 4}, {9, 4}), makeRect({2, 5}, {1, 0}),
                 makeRect({3, 7}, {4, 8})}};
  EXPECT_EQ(domain.volume(), 5u);
  EXPECT_EQ(domain.bounds().lo, makePoint({3, 4}));
  EXPECT_EQ(domain.bounds().hi, makePoint({9, 8}));
  EXPECT_FALSE(domain.empty());
}

TEST(Domain, EmptyDomains) {
  Domain nothing{3, {}};
  EXPECT_TRUE(nothing.empty());
  EXPECT_EQ(nothing.bounds().rank(), 3u);
  EXPECT_EQ(nothing.bounds().volume(), 0u);
  EXPECT_EQ(nothing.volume(), 0u);
}

TEST(Domain, VolumeOverflowsAcrossRectangles) {
  Rect half = makeRect({0}, {INT64_MAX});
  EXPECT_EQ((Domain{1, {half}}).volume(), 1ull << 63);
  EXPECT_EQ((Domain{1, {half, half}}).volume(), std::nullopt);
}

// FUN4
TEST(LaunchSpec, IndexLaunches) {
  Launch launch = parse("task_1[4,1..3,-2..2]:GPU");
  EXPECT_EQ(launch.task, "task_1");
  EXPECT_EQ(launch.kind, ProcKind::GPU);
  EXPECT_FALSE(launch.parent);
  ASSERT_TRUE(launch.domain);
  ASSERT_EQ(launch.domain->rects.size(), 1u);
  EXPECT_EQ(launch.domain->rank, 3u);
  EXPECT_EQ(launch.domain->rects[0].lo, makePoint({0, 1, -2}));
  EXPECT_EQ(launch.domain->rects[0].hi, makePoint({3, 3, 2}));
}

TEST(LaunchSpec, NineDimensions) {
  EXPECT_EQ(parse("t[1,2,1,2,1,2,1,2,1]").domain->volume(), 16u);
  EXPECT_EQ(messageOf("t[1,1,1,1,1,1,1,1,1,1]"),
            "launch 't[1,1,1,1,1,1,1,1,1,1]': expected at most 9 dimensions, "
            "got 10");
}

TEST(LaunchSpec, EmptyDomain) {
  Launch launch = parse("t[0,4]");
  EXPECT_TRUE(launch.domain->empty());
  EXPECT_EQ(launch.domain->volume(), 0u);
  EXPECT_EQ(launch.domain->bounds().hi, makePoint({-1, 3}));
}

TEST(LaunchSpec, ExtremeIntegers) {
  Launch launch =
      parse("t[-9223372036854775808..9223372036854775807,9223372036854775807]");
  EXPECT_EQ(launch.domain->volume(), std::nullopt);
}

TEST(LaunchSpec, SingleLaunches) {
  Launch plain = parse("t");
  EXPECT_FALSE(plain.domain || plain.kind || plain.parent);
  Launch full = parse("t:OMP@CPU:1.3");
  EXPECT_EQ(full.kind, ProcKind::OMP);
  EXPECT_EQ(full.parent, (Place{ProcKind::CPU, 1, 3}));
  EXPECT_EQ(parse("t@GPU:0.2").parent, (Place{ProcKind::GPU, 0, 2}));
}

// LEX4
TEST(LaunchSpec, TaskNamesWithOtherCharacters) {
  EXPECT_EQ(parse("\"a [b]: c@d\"[2]").task, "a [b]: c@d");
  EXPECT_EQ(parse("Initialize Nodes[2]").task, "Initialize Nodes");
  EXPECT_EQ(parse("__binary_int64_int64_==").task, "__binary_int64_int64_==");
}

TEST(LaunchSpec, Errors) {
  std::pair<const char *, const char *> cases[] = {
      {"", "expected a task name, got ''"},
      {"[4]", "expected a task name, got '[4]'"},
      {"\"\"[4]", "expected a task name, got '\"\"'"},
      {"\"t[4]", "the task name has no closing '\"'"},
      {"t\"u[4]", "expected a task name without '\"', got 't\"u'"},
      {"t[4", "expected ']' after the domain, got the end of '[4'"},
      {"t[]", "dimension 0: expected an integer, got ''"},
      {"t[4,]", "dimension 1: expected an integer, got ''"},
      {"t[4, 4]", "dimension 1: expected an integer, got ' 4'"},
      {"t[x]", "dimension 0: expected an integer, got 'x'"},
      {"t[-4]", "dimension 0: expected a size of at least 0, got '-4'"},
      {"t[2..]", "dimension 0: expected an integer, got ''"},
      {"t[5..3]", "dimension 0: expected LO..HI with LO <= HI, got '5..3'; an "
                  "empty domain is written 0"},
      {"t[9223372036854775808]",
       "dimension 0: the integer '9223372036854775808' does not fit 64 bits"},
      {"t[4]x", "expected ':KIND' or the end, got 'x'"},
      {"t[4]@CPU:0.0",
       "only a single launch has a parent, got '@CPU:0.0' after a domain"},
      {"t:GPX", "expected a processor kind (CPU, GPU, OMP, IO, PY, PROC), got "
                "'GPX'; did you mean 'GPU'? (a task name with ':' is written "
                "in quotes)"},
      {"t@CPU", "expected '@PARENT_KIND:NODE.INDEX', got '@CPU'"},
      {"t@CPU:1", "expected '@PARENT_KIND:NODE.INDEX', got '@CPU:1'"},
      {"t@CPU:x.1", "expected a parent node from 0 to 2147483647, got 'x'"},
      {"t@CPU:0.-1",
       "expected a parent processor from 0 to 2147483647, got '-1'"},
      {"t@CPU:4294967296.0",
       "expected a parent node from 0 to 2147483647, got '4294967296'"},
  };
  for (auto [spec, message] : cases)
    EXPECT_EQ(messageOf(spec),
              "launch '" + std::string(spec) + "': " + message);
}
