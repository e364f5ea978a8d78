//===- TaskKindsTest.cpp - What a policy says of a kind of task -----------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FakePolicy.h"

#include "gtest/gtest.h"

using namespace mapwright::starpu;

namespace {
/// On 2 CPUs and 2 devices, unless said otherwise.
class TaskKinds : public testing::Test {
protected:
  TaskKind &configure(bool hasCpu, bool hasDevice) {
    TaskKind &task = session->tasks.emplace_back();
    task.name = "gemm";
    task.regions = {"A", "C"};
    task.codelet = makeCodelet(hasCpu, hasDevice, {STARPU_R, STARPU_RW});
    detail::configureTask(*session, task);
    return task;
  }

  std::unique_ptr<detail::SessionState> session =
      makeSession(1, {2, 3}, {0, 1});
};
using TaskKindsDeath = TaskKinds;
} // namespace

// STM1
TEST_F(TaskKinds, TheFirstKindWithAFunctionCounts) {
  answers.kinds = {MW_OMP, MW_GPU, MW_CPU};
  TaskKind &both = configure(true, true);
  EXPECT_EQ(both.kind, MW_GPU);
  EXPECT_EQ(both.codelet.where, uint32_t(STARPU_OPENCL));
  TaskKind &cpuOnly = configure(true, false);
  EXPECT_EQ(cpuOnly.kind, MW_CPU);
  EXPECT_EQ(cpuOnly.codelet.where, uint32_t(STARPU_CPU));
}

TEST_F(TaskKinds, TheFirstKindWithWorkersCounts) {
  session = makeSession(1, {0, 1}, {});
  answers.kinds = {MW_GPU, MW_CPU};
  EXPECT_EQ(configure(true, true).kind, MW_CPU);
}

TEST_F(TaskKinds, WithoutAFittingStatementTheTaskRunsWhereItCan) {
  EXPECT_EQ(configure(true, true).kind, MW_CPU);
  EXPECT_EQ(configure(false, true).kind, MW_GPU);
  answers.kinds = {MW_OMP};
  testing::internal::CaptureStderr();
  EXPECT_EQ(configure(true, true).kind, MW_CPU);
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "mapwright: warning: task \"gemm\" cannot run on OMP, which the "
            "mapper lists; it runs on CPU\n");
}

// STM2
TEST_F(TaskKinds, DataStayInHostMemoryWhereAMapperSaysZeroCopy) {
  answers.kinds = {MW_GPU};
  answers.memories = {MW_ZCMEM};
  EXPECT_EQ(configure(true, true).codelet.nodes[0], STARPU_SPECIFIC_NODE_CPU);
  answers.memories = {MW_SYSMEM, MW_FBMEM, MW_ZCMEM};
  EXPECT_EQ(configure(true, true).codelet.nodes[1], STARPU_SPECIFIC_NODE_LOCAL);
  answers.kinds = {MW_CPU};
  answers.memories = {MW_ZCMEM};
  EXPECT_EQ(configure(true, true).codelet.nodes[0], STARPU_SPECIFIC_NODE_LOCAL);
}

TEST_F(TaskKinds, AMemoryThatCannotBeAddressedIsToldOf) {
  answers.kinds = {MW_GPU};
  answers.memories = {MW_SYSMEM};
  testing::internal::CaptureStderr();
  configure(true, true);
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "mapwright: warning: task \"gemm\" on GPU addresses none of the "
            "memories that the mapper lists for \"A\"; StarPU chooses\n"
            "mapwright: warning: task \"gemm\" on GPU addresses none of the "
            "memories that the mapper lists for \"C\"; StarPU chooses\n");
}

// STM7
TEST_F(TaskKinds, LimitsAndCollectionAreThoseOfThePolicy) {
  EXPECT_EQ(configure(true, true).tokens, nullptr);
  answers.limit = 4;
  answers.collected = {false, true};
  TaskKind &task = configure(true, true);
  EXPECT_NE(task.tokens, nullptr);
  EXPECT_EQ(task.isCollected, (std::vector<bool>{false, true}));
}

TEST_F(TaskKindsDeath, NoWorkerForATask) {
  EXPECT_DEATH(configure(false, false),
               "no worker can run the task \"gemm\"; the machine has 1 node "
               "with 2 CPU, 2 GPU");
}

TEST_F(TaskKindsDeath, RegionsAreAsManyAsBuffers) {
  TaskKind task;
  task.name = "gemm";
  task.regions = {"A"};
  task.codelet = makeCodelet(true, true, {STARPU_R, STARPU_RW});
  EXPECT_DEATH(detail::configureTask(*session, task),
               "task \"gemm\" has 1 regions, but its codelet has 2 buffers");
}
