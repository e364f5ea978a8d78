//===- BlocksTest.cpp - Tests of the separable parts of mappers -----------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "lib/Optimize/Model/Blocks.h"

#include "mapwright/Optimize/Problem.h"

#include "llvm/Support/MemoryBuffer.h"
#include "gtest/gtest.h"

using namespace mapwright;
using namespace mapwright::optimize;
using llvm::StringRef;

static std::string readMapper(StringRef program, StringRef name) {
  auto buffer = llvm::MemoryBuffer::getFile(MAPWRIGHT_BENCHMARKS "/" + program +
                                            "/" + name + ".mapper");
  EXPECT_TRUE(buffer) << program.str();
  return buffer ? (*buffer)->getBuffer().str() : "";
}

static std::string getError(llvm::Error error) {
  return llvm::toString(std::move(error));
}

static std::string &at(BlockTexts &texts, Block block) {
  std::optional<std::string> &text = texts[unsigned(block)];
  if (!text)
    text = "";
  return *text;
}

/// Two nodes, so that maps have something to decide.
class NinePrograms : public testing::TestWithParam<const char *> {
protected:
  NinePrograms()
      : program(llvm::cantFail(generateProgram(GetParam()))),
        graph(llvm::cantFail(buildTaskGraph(program))),
        model(llvm::cantFail(loadMachine("p100x4:2"))),
        problem{"", "a.mapper", program, model, graph}, screener(problem) {}

  std::string getIdentity(StringRef source) {
    Candidate candidate = screener.screen(source, GuideLevel::Raw);
    EXPECT_FALSE(StringRef(candidate.identity).starts_with("text:"))
        << source.str() << candidate.failure.feedback.raw;
    return candidate.identity;
  }

  Program program;
  sim::TaskGraph graph;
  MachineModel model;
  Problem problem;
  Screener screener;
};

TEST_P(NinePrograms, BlocksJoinedAgainDecideTheSame) {
  BlockSplitter splitter;
  for (StringRef name : {"naive", "expert"}) {
    std::string source = readMapper(GetParam(), name);
    std::string identity = getIdentity(source);
    BlockTexts texts = llvm::cantFail(splitter.split(source, name));
    EXPECT_EQ(getIdentity(join(texts)), identity) << join(texts);
    EXPECT_EQ(getError(splitter.check(texts)), "");
    // Each one alone, and all of them, in the author's text.
    std::string all = llvm::cantFail(splitter.replace(source, texts));
    EXPECT_EQ(getIdentity(all), identity) << all;
    for (unsigned i = 0; i < numBlocks; ++i) {
      BlockTexts one;
      one[i] = texts[i];
      std::string edited = llvm::cantFail(splitter.replace(source, one));
      EXPECT_EQ(getIdentity(edited), identity) << edited;
      EXPECT_EQ(llvm::cantFail(splitter.split(edited, name)), texts) << edited;
    }
    // Blocks of blocks are the same blocks.
    EXPECT_EQ(llvm::cantFail(splitter.split(join(texts), name)), texts);
    BlockTexts none;
    EXPECT_EQ(llvm::cantFail(splitter.replace(source, none)), source);
  }
}

INSTANTIATE_TEST_SUITE_P(, NinePrograms,
                         testing::Values("circuit", "stencil", "pennant",
                                         "cannon", "summa", "pumma", "johnson",
                                         "solomonik", "cosma"),
                         [](const auto &info) { return info.param; });

TEST(BlocksTest, DefinitionsGoWithTheirUsers) {
  BlockSplitter splitter;
  StringRef source = "m = Machine(GPU);\n"
                     "one = 1;\n"
                     "def helper(int i) { return i * one; }\n"
                     "def alone(Task t) { return m[0, helper(0)]; }\n"
                     "def spread(Task t) { return m[0, 0]; }\n"
                     "IndexTaskMap * spread;\n"
                     "SingleTaskMap * alone;\n"
                     "Task * GPU;\n";
  BlockTexts texts = llvm::cantFail(splitter.split(source, "a.mapper"));
  StringRef index = at(texts, Block::IndexMaps);
  StringRef single = at(texts, Block::SingleMaps);
  EXPECT_TRUE(index.contains("m = Machine(GPU);")) << index.str();
  EXPECT_TRUE(index.contains("def spread"));
  EXPECT_FALSE(index.contains("helper"));
  EXPECT_TRUE(single.contains("one = 1;")) << single.str();
  EXPECT_TRUE(single.contains("def helper"));
  EXPECT_TRUE(single.contains("def alone"));
  EXPECT_EQ(at(texts, Block::Task), "Task * GPU;\n");
}

TEST(BlocksTest, WhatIsNotReplacedStaysAsItWas) {
  BlockSplitter splitter;
  StringRef source = "# The head of the file.\n"
                     "\n"
                     "# Where tasks run.\n"
                     "Task * CPU; # behind\n"
                     "\n"
                     "# --- Memories\n"
                     "\n"
                     "Region  *   * * SYSMEM;   # odd   blanks\n";
  BlockTexts texts;
  at(texts, Block::Task) = "Task * GPU, CPU;";
  EXPECT_EQ(llvm::cantFail(splitter.replace(source, texts)),
            "# The head of the file.\n"
            "\n"
            "Task * GPU, CPU;\n"
            "\n"
            "# --- Memories\n"
            "\n"
            "Region  *   * * SYSMEM;   # odd   blanks\n");
}

TEST(BlocksTest, SingleMapsMayUseWhatIndexMapsDefine) {
  BlockSplitter splitter;
  StringRef source = "def a(Task t) { return Machine(CPU)[0, 0]; }\n"
                     "SingleTaskMap * a;\n"
                     "m = Machine(CPU);\n"
                     "def b(Task t) { return m[0, 0]; }\n"
                     "IndexTaskMap * b;\n";
  BlockTexts texts;
  at(texts, Block::SingleMaps) = "line = m.merge(0, 1);\n"
                                 "def a(Task t) { return line[0]; }\n"
                                 "SingleTaskMap * a;\n";
  std::string edited = llvm::cantFail(splitter.replace(source, texts));
  EXPECT_EQ(splitter.findError(edited, "mapper"), "") << edited;
}

TEST(BlocksTest, EmptyTextEmptiesABlock) {
  BlockSplitter splitter;
  BlockTexts texts;
  at(texts, Block::Region) = "";
  EXPECT_EQ(
      llvm::cantFail(splitter.replace(
          "Task * CPU;\nRegion * * * SYSMEM;\nLayout * * * SOA;\n", texts)),
      "Task * CPU;\nLayout * * * SOA;\n");
}

TEST(BlocksTest, ErrorsAreLocatedInTheirBlock) {
  BlockSplitter splitter;
  BlockTexts texts;
  at(texts, Block::Region) = "Region * * GPU FBMEM;\nRegion * * GPU ZCMEM\n";
  at(texts, Block::Task) = "Region * * * SYSMEM;\n";
  std::string error = getError(splitter.check(texts));
  EXPECT_NE(error.find("region:2:"), std::string::npos) << error;
  EXPECT_NE(error.find("    Region * * GPU ZCMEM\n"), std::string::npos);
  EXPECT_NE(error.find("task:1:1: this statement is not one of block 'task'"),
            std::string::npos)
      << error;
  EXPECT_NE(splitter.findError("IndexTaskMap * nobody;\n", "mapper")
                .find("mapper:1:16: "),
            std::string::npos);
}

TEST(BlocksTest, BytesThatAreNoTextAreRefused) {
  BlockSplitter splitter;
  BlockTexts texts;
  at(texts, Block::Task) = std::string("Task * CPU;\0", 12);
  EXPECT_NE(getError(splitter.check(texts)), "");
  at(texts, Block::Task) = "Task \xff CPU;";
  EXPECT_NE(getError(splitter.check(texts)), "");
}
