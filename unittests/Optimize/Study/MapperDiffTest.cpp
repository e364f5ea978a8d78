//===- MapperDiffTest.cpp - Tests of differences of mappers ---------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lib/Optimize/Study/MapperDiff.h"

#include "gtest/gtest.h"

using namespace mapwright::optimize;

static const char start[] = R"(# The header.

# Everything on CPUs.
Task * CPU; # for now
Region * * * SYSMEM;

def f(Task t) {
    return Machine(CPU)[0, 0];
}
IndexTaskMap * f;
)";

static std::string applyAll(llvm::StringRef from, llvm::StringRef to,
                            bool isMade = true) {
  std::optional<MapperDiff> diff = MapperDiff::make(from, to);
  if (!diff)
    return "no difference";
  return diff->apply(std::vector<bool>(diff->getNumChanges(), isMade));
}

TEST(MapperDiff, NoChangeGivesTheStart) {
  EXPECT_EQ(applyAll(start, start), start);
  EXPECT_EQ(applyAll(start, "Task * GPU;", /*isMade=*/false), start);
  EXPECT_EQ(applyAll("", "Task * GPU;", /*isMade=*/false), "\n");
}

/// Comments and formatting are no changes.
TEST(MapperDiff, LooksAtStatementsOnly) {
  std::optional<MapperDiff> diff =
      MapperDiff::make("Task  *   CPU;\n# a\nRegion * * * SYSMEM;",
                       "Task * CPU; Region * *  * SYSMEM; # b");
  ASSERT_TRUE(diff);
  EXPECT_EQ(diff->getNumChanges(), 0u);
}

TEST(MapperDiff, ReplacesInPlace) {
  std::string to = start;
  to.replace(to.find("Task * CPU"), 10, "Task * GPU,CPU");
  EXPECT_EQ(applyAll(start, to), to);
  std::optional<MapperDiff> diff = MapperDiff::make(start, to);
  ASSERT_EQ(diff->getNumChanges(), 1u);
  EXPECT_EQ(diff->describe(0), "Task * GPU,CPU;");
}

TEST(MapperDiff, RemovesLines) {
  EXPECT_EQ(applyAll("Task * CPU;\nRegion * * * SYSMEM;\nInstanceLimit * 2;\n",
                     "Task * CPU;\nInstanceLimit * 2;\n"),
            "Task * CPU;\nInstanceLimit * 2;\n");
  EXPECT_EQ(applyAll("Task * CPU;\nInstanceLimit * 2;\n", "InstanceLimit * 2;"),
            "InstanceLimit * 2;\n");
  EXPECT_EQ(applyAll("Task * CPU; InstanceLimit * 2;\n", "InstanceLimit * 2;"),
            " InstanceLimit * 2;\n");
  std::optional<MapperDiff> diff =
      MapperDiff::make("InstanceLimit * 2;", "Task * CPU;");
  ASSERT_EQ(diff->getNumChanges(), 2u);
  EXPECT_EQ(diff->describe(0), "without InstanceLimit * 2;");
}

/// New statements bring their own comment along, and stand where `to` has them.
TEST(MapperDiff, InsertsWithComments) {
  EXPECT_EQ(applyAll(start, std::string(start) +
                                "# Few at a time.\nInstanceLimit * 2; # two\n"),
            std::string(start) + "# Few at a time.\nInstanceLimit * 2;\n");
  EXPECT_EQ(applyAll("# top\n\nTask * CPU; # c\nInstanceLimit * 2;\n",
                     "# top\n\nTask * CPU;\nRegion * * * SYSMEM;\n"
                     "InstanceLimit * 2;\n"),
            "# top\n\nTask * CPU; # c\nRegion * * * SYSMEM;\n"
            "InstanceLimit * 2;\n");
  EXPECT_EQ(applyAll("# top\n\nTask * CPU;\n",
                     "# top\n\nInstanceLimit * 2;\nTask * CPU;\n"),
            "# top\n\nInstanceLimit * 2;\nTask * CPU;\n");
  EXPECT_EQ(applyAll("# top\n\n# own\nTask * CPU;\n",
                     "InstanceLimit * 2;\nTask * CPU;\n"),
            "# top\n\nInstanceLimit * 2;\n# own\nTask * CPU;\n");
  EXPECT_EQ(applyAll("", "Task * CPU;"), "Task * CPU;\n");
}

TEST(MapperDiff, KeepsLineEndings) {
  EXPECT_EQ(applyAll("Task * CPU;\r\nRegion * * * SYSMEM;\r\n",
                     "Task * CPU;\nInstanceLimit * 2;\nRegion * * * SYSMEM;\n"),
            "Task * CPU;\r\nInstanceLimit * 2;\r\nRegion * * * SYSMEM;\r\n");
}

TEST(MapperDiff, AppliesSome) {
  std::string to = "Task * GPU;\nRegion * * * FBMEM;\nInstanceLimit * 2;\n";
  std::string from = "Task * CPU;\nRegion * * * SYSMEM;\n";
  std::optional<MapperDiff> diff = MapperDiff::make(from, to);
  ASSERT_EQ(diff->getNumChanges(), 3u);
  EXPECT_EQ(diff->apply({false, true, false}),
            "Task * CPU;\nRegion * * * FBMEM;\n");
  EXPECT_EQ(diff->apply({false, false, true}),
            "Task * CPU;\nRegion * * * SYSMEM;\nInstanceLimit * 2;\n");
}

TEST(MapperDiff, FunctionsAreStatements) {
  std::string to = start;
  to.replace(to.find("[0, 0]"), 6, "[0, 1]");
  EXPECT_EQ(applyAll(start, to), to);
}

TEST(MapperDiff, NeedsMappers) {
  EXPECT_FALSE(MapperDiff::make("Task", start));
  EXPECT_FALSE(MapperDiff::make(start, "Task"));
}
