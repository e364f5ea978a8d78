//===- PlacesTest.cpp - Where the tasks of a launch run -------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FakePolicy.h"

#include "gtest/gtest.h"

#include <ostream>

using namespace mapwright::starpu;
using detail::LaunchState;

static bool operator==(mw_place a, mw_place b) {
  return a.node == b.node && a.index == b.index;
}
static std::ostream &operator<<(std::ostream &os, mw_place place) {
  return os << place.node << "." << place.index;
}

namespace {
/// 2 ranks with 2 CPUs and 2 devices each.
class Places : public testing::Test {
protected:
  Places() {
    task.name = "step";
    task.kind = MW_CPU;
  }

  std::unique_ptr<detail::SessionState> session =
      makeSession(2, {2, 3}, {0, 1});
  TaskKind task;
};
using PlacesDeath = Places;
} // namespace

//===----------------------------------------------------------------------===//
// Index launches
//===----------------------------------------------------------------------===//

TEST_F(Places, WithoutAMapPointsAreDealtToRanksAndThenToWorkers) {
  LaunchState launch(*session, task, {{1, 1}, {2, 4}});
  EXPECT_EQ(launch.place({1, 1}), (mw_place{0, 0}));
  EXPECT_EQ(launch.place({2, 1}), (mw_place{1, 0}));
  EXPECT_EQ(launch.place({1, 2}), (mw_place{0, 1}));
  EXPECT_EQ(launch.place({2, 4}), (mw_place{1, 1}));
}

TEST_F(Places, AMapSaysRankAndWorker) {
  answers.status = MW_OK;
  answers.place = [](const int64_t *point) {
    return mw_place{1, static_cast<int32_t>(point[0] % 2)};
  };
  LaunchState launch(*session, task, {{0}, {7}});
  EXPECT_EQ(launch.place({5}), (mw_place{1, 1}));
  EXPECT_EQ(launch.listWorkers({1, 1}), (std::vector<int>{3}));
}

TEST_F(PlacesDeath, PointsAreInTheirLaunch) {
  LaunchState launch(*session, task, {{0, 0}, {1, 1}});
  EXPECT_DEATH(launch.place({0, 2}), "the point \\(0,2\\) of task \"step\" is "
                                     "not in its launch \\(0,0\\)..\\(1,1\\)");
  EXPECT_DEATH(launch.place({0}), "the point \\(0\\) of task");
  EXPECT_DEATH(LaunchState(*session, task, {{}, {}}), "which is no domain");
  EXPECT_DEATH(LaunchState(*session, task, {{0}, {1, 2}}),
               "which is no domain");
}

TEST_F(PlacesDeath, TheMapSaysAWorkerOfAnotherKind) {
  answers.status = MW_OK;
  answers.place = [](const int64_t *) { return mw_place{0, 2}; };
  LaunchState launch(*session, task, {{0}, {7}});
  EXPECT_DEATH(launch.place({0}),
               "says processor 2 of a node, but the task runs on CPU, of which "
               "there are 2 \\[mapwright-kind-mismatch\\]");
}

TEST_F(PlacesDeath, AMapThatFailsIsNamed) {
  answers.status = MW_ERROR;
  EXPECT_DEATH(LaunchState(*session, task, {{0}, {7}}),
               "fake.mapper:3:5: error: fails on purpose.*\n"
               "note: task \"step\" on CPU, launch \\(0\\)..\\(7\\); the "
               "machine has 2 nodes with 2 CPU, 2 GPU");
}

//===----------------------------------------------------------------------===//
// Single launches
//===----------------------------------------------------------------------===//

// STM10
TEST_F(Places, ASingleTaskRunsWhereItsMapSays) {
  answers.status = MW_OK;
  answers.singlePlaces = {{1, 1}};
  LaunchState launch(*session, task);
  EXPECT_EQ(launch.place({}), (mw_place{1, 1}));
  EXPECT_EQ(launch.listWorkers({1, 1}), (std::vector<int>{3}));
  EXPECT_EQ(answers.parent, "main");
  EXPECT_EQ(answers.parentKind, MW_CPU);
}

// STM1
TEST_F(Places, WithoutAMapASingleTaskRunsOnAnyCpuOfTheFirstRank) {
  LaunchState launch(*session, task);
  EXPECT_EQ(launch.place({}), (mw_place{0, 0}));
  EXPECT_EQ(launch.listWorkers({0, 0}), (std::vector<int>{2, 3}));
}

// MSP3
TEST_F(Places, OfASetOfDevicesEachHasItsTurn) {
  task.kind = MW_GPU;
  answers.status = MW_OK;
  answers.singlePlaces = {{1, 0}, {1, 1}};
  EXPECT_EQ(LaunchState(*session, task).place({}), (mw_place{1, 0}));
  LaunchState second(*session, task);
  EXPECT_EQ(second.place({}), (mw_place{1, 1}));
  EXPECT_EQ(second.listWorkers({1, 1}), (std::vector<int>{1}));
  EXPECT_EQ(LaunchState(*session, task).place({}), (mw_place{1, 0}));
}

TEST_F(Places, TheProgramIsOnADeviceWhereThereIsNoCpu) {
  session = makeSession(1, {}, {0});
  task.kind = MW_GPU;
  EXPECT_EQ(LaunchState(*session, task).place({}), (mw_place{0, 0}));
  EXPECT_EQ(answers.parentKind, MW_GPU);
}

TEST_F(PlacesDeath, ASingleMapThatFailsIsNamed) {
  answers.status = MW_ERROR;
  EXPECT_DEATH(LaunchState(*session, task),
               "fake.mapper:3:5: error: fails on purpose.*\n"
               "note: task \"step\", a single launch; the machine has");
}
