//===- WorkerTableTest.cpp - StarPU's workers as processors ---------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "WorkerTable.h"

#include "gtest/gtest.h"

using namespace mapwright::starpu;

// StarPU counts OpenCL workers first.
TEST(WorkerTable, KeepsWorkersByKindAndIndex) {
  WorkerTable table(1, {2, 3}, {0, 1});
  EXPECT_EQ(table.count(MW_CPU), 2u);
  EXPECT_EQ(table.count(MW_GPU), 2u);
  EXPECT_EQ(table.count(MW_OMP), 0u);
  EXPECT_EQ(table.getWorker(MW_CPU, 1), 3);
  EXPECT_EQ(table.getWorker(MW_GPU, 0), 0);
}

// MSP1: all nodes are as large as the smallest.
TEST(WorkerTable, ForgetsWorkersThatNotEveryRankHas) {
  WorkerTable table(2, {1, 2}, {0});
  table.limit({1, 0});
  EXPECT_EQ(table.count(MW_CPU), 1u);
  EXPECT_EQ(table.count(MW_GPU), 0u);
  EXPECT_EQ(table.describe(), "2 nodes with 1 CPU");
}

TEST(WorkerTable, DevicesAddressTheirMemoryAndZeroCopyMemory) {
  WorkerTable table(1, {1}, {0});
  EXPECT_TRUE(table.canAddress(MW_CPU, MW_SYSMEM));
  EXPECT_TRUE(table.canAddress(MW_CPU, MW_ZCMEM));
  EXPECT_FALSE(table.canAddress(MW_CPU, MW_FBMEM));
  EXPECT_TRUE(table.canAddress(MW_GPU, MW_FBMEM));
  EXPECT_TRUE(table.canAddress(MW_GPU, MW_ZCMEM));
  EXPECT_FALSE(table.canAddress(MW_GPU, MW_SYSMEM));
  EXPECT_FALSE(table.canAddress(MW_OMP, MW_SYSMEM));
}

// As on a machine without GPUs.
TEST(WorkerTable, ThereIsNoZeroCopyMemoryWithoutDevices) {
  WorkerTable table(1, {0}, {});
  EXPECT_TRUE(table.canAddress(MW_CPU, MW_SYSMEM));
  EXPECT_FALSE(table.canAddress(MW_CPU, MW_ZCMEM));
}

TEST(WorkerTable, DescribesTheMachineForPolicies) {
  WorkerTable table(3, {2, 3}, {0, 1});
  mw_machine machine = table.describeForPolicy();
  EXPECT_EQ(machine.size, sizeof(mw_machine));
  EXPECT_EQ(machine.nodes, 3u);
  EXPECT_EQ(machine.procs[MW_CPU], 2u);
  EXPECT_EQ(machine.procs[MW_GPU], 2u);
  EXPECT_EQ(machine.procs[MW_PROC], 0u);
  EXPECT_EQ(machine.sees[MW_GPU][1], 1u << MW_FBMEM | 1u << MW_ZCMEM);
  EXPECT_EQ(table.describe(), "3 nodes with 2 CPU, 2 GPU");
}
