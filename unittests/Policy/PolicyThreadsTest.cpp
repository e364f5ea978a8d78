//===- PolicyThreadsTest.cpp - One launch from many threads ---------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Policy/PolicyLibrary.h"

#include "gtest/gtest.h"

#include <atomic>
#include <thread>

using namespace mapwright;

/// What the names of the files end with.
#ifndef MAPWRIGHT_TEST_POLICY_SUFFIX
#define MAPWRIGHT_TEST_POLICY_SUFFIX ".so"
#endif

static constexpr unsigned numThreads = 8;
static constexpr int64_t numPoints = 4096;

/// Node and index of every point, asked in another order by every thread.
static std::vector<std::pair<int32_t, int32_t>>
placeAll(const BoundLaunch &launch, unsigned thread) {
  std::vector<std::pair<int32_t, int32_t>> places(numPoints);
  for (int64_t i = 0; i < numPoints; ++i) {
    int64_t at = (i * (2 * thread + 1) + thread) % numPoints;
    const int64_t point[] = {at, at % 4};
    mw_place place = {-1, -1};
    mw_error error = {};
    if (launch.evaluate(point, place, error) == MW_OK)
      places[at] = {place.node, place.index};
  }
  return places;
}

namespace {
/// A policy written by hand, and one that mapc made.
class PolicyThreads : public testing::TestWithParam<std::string> {};
} // namespace

INSTANTIATE_TEST_SUITE_P(Policies, PolicyThreads,
                         testing::Values("good", "generated"),
                         [](const auto &info) { return info.param; });

TEST_P(PolicyThreads, OneLaunchServesEightThreads) {
  auto library = PolicyLibrary::load(MAPWRIGHT_TEST_POLICIES "/" + GetParam() +
                                     MAPWRIGHT_TEST_POLICY_SUFFIX);
  ASSERT_TRUE(bool(library)) << llvm::toString(library.takeError());
  std::atomic<unsigned> printed = 0;
  BoundPolicy bound =
      cantFail(library->bind(cantFail(parseMachineSpec("nodes:3,GPU:4")),
                             [&](llvm::StringRef) { ++printed; }));
  mw_domain domain = {2, {0, 0}, {numPoints - 1, 3}};
  std::optional<BoundLaunch> launch =
      cantFail(bound.launch("calc", ProcKind::GPU, domain));
  ASSERT_TRUE(launch.has_value());

  std::vector<std::vector<std::pair<int32_t, int32_t>>> found(numThreads);
  std::vector<std::thread> threads;
  threads.reserve(numThreads);
  for (unsigned thread = 0; thread < numThreads; ++thread)
    threads.emplace_back([&, thread] {
      // Tables and new launches at the same time as points.
      EXPECT_EQ(cantFail(library->getKinds("calc")).size(), 2u);
      EXPECT_TRUE(
          cantFail(bound.launch("calc", ProcKind::GPU, domain)).has_value());
      found[thread] = placeAll(*launch, thread);
    });
  for (std::thread &thread : threads)
    thread.join();

  for (int64_t at = 0; at < numPoints; ++at)
    EXPECT_EQ(found[0][at], std::pair(int32_t(at % 3), int32_t(at % 4)));
  for (unsigned thread = 1; thread < numThreads; ++thread)
    EXPECT_EQ(found[thread], found[0]);
  EXPECT_EQ(printed, 1 + numThreads * numPoints);
}
