//===- LogLinesTest.cpp - Tests of prefixes and machines in logs ----------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SmallLog.h"

using namespace mapwright;

static SmallLog makeLog() {
  SmallLog log;
  log.addMachine();
  return log;
}

//===----------------------------------------------------------------------===//
// Prefixes and foreign lines
//===----------------------------------------------------------------------===//

TEST(LogPrefix, ForeignLinesArePassedOver) {
  SmallLog log;
  log.addRaw("circuit: starting")
      .addRaw("")
      .addRaw("[0 - 7f00]    0.1 {3}{runtime}: some warning")
      .addRaw("[0 - 7f00]    0.1 {4}{mapper}: MAP_TASK for you, my friend")
      .addRaw("\x01\xff\xfe binary output")
      .addMachine()
      .add("this mapper says hello")
      .add("  and goes on");
  EXPECT_EQ(readGood(log.text).machine.getNumNodes(), 1u);
}

TEST(LogPrefix, OutputBeforeALineWithoutTimeAndWithCarriageReturns) {
  SmallLog log = makeLog();
  log.addRaw(
         "50 %...[0 - 7f00] {2}{mapper}: SELECT_SHARDING_FUNCTOR for t<3>\r")
      .addRaw("[1,0]<stderr>:[0 - 7f00]  9.5 {2}{mapper}:   0 <- (4)\r");
  LoggedRun run = readGood(log.text);
  ASSERT_EQ(run.shardings.size(), 1u);
  ASSERT_EQ(run.shardings[0].points.size(), 1u);
  EXPECT_EQ(run.shardings[0].points[0].point.at[0], 4);
}

TEST(LogPrefix, MissingLastLineEndIsFine) {
  SmallLog log = makeLog();
  log.add("SELECT_SHARDING_FUNCTOR for t<3>").add("  0 <- (4)");
  log.text.pop_back();
  EXPECT_EQ(readGood(log.text).shardings.size(), 1u);
}

TEST(LogPrefix, DamagedPrefixes) {
  for (const char *prefix :
       {"[0 - 7f00 0.1 {2}", "[x - 7f00] 0.1 {2}", "[0 + 7f00] 0.1 {2}",
        "[0 - 7f00] 0.1 2}", "[70000 - 7f00] 0.1 {2}", "[0 - zz] 0.1 {2}",
        ""}) {
    std::string text = std::string(prefix) + "{mapper}: MAP_TASK for t<3>\n";
    EXPECT_EQ(messageOf(text),
              "small.log:1: damaged line: expected '[RANK - THREAD] TIME "
              "{LEVEL}{mapper}: ', got '" +
                  text.substr(0, text.size() - 1) + "'");
  }
}

TEST(LogPrefix, BytesThatAreNotText) {
  SmallLog log = makeLog();
  log.add("MAP_TASK for a\x02<3>");
  EXPECT_EQ(messageOf(log.text),
            "small.log:7: damaged line: it holds bytes that are not text, near "
            "'MAP_TASK for a?<3>'");
  log = makeLog();
  log.add("MAP_TASK for a\xc3<3>");
  EXPECT_NE(messageOf(log.text).find("not text"), std::string::npos);
}

TEST(LogPrefix, LogsThatEndInALine) {
  std::string text = makeLog().text;
  EXPECT_EQ(messageOf(text + "[0 - 7f0"),
            "small.log:7: the log ends in the middle of this line: '[0 - 7f0'");
  EXPECT_EQ(messageOf(text + "[0 - 7f00]  1.0 {2}{mapper}: MAP_TASK for t<3"),
            "small.log:7: damaged line: expected 'MAP_TASK for NAME<NUMBER>', "
            "got 'MAP_TASK for t<3'; the log ends in the middle of this line");
}

TEST(LogPrefix, NoMapperLinesAtAll) {
  for (const char *text : {"", "hello\n", "{mapper}\n", "\n\n\n"})
    EXPECT_EQ(
        messageOf(text),
        "small.log:1: the log has no memories and processors of any rank; "
        "such a log is made by a run whose mapper is in Legion's logging "
        "wrapper (Legion::Mapping::LoggingWrapper), with '-level "
        "mapper=2'");
}

//===----------------------------------------------------------------------===//
// The machine
//===----------------------------------------------------------------------===//

TEST(LogMachine, KindsOfTheLanguage) {
  SmallLog log;
  log.add("Memories on rank 0:");
  for (const char *memory :
       {"1a00000000000000 (GPU_FB_MEM)", "1e00000000000000 (SYSTEM_MEM)",
        "1e00000000000001 (GPU_FB_MEM)", "1e00000000000002 (Z_COPY_MEM)",
        "1e00000000000003 (REGDMA_MEM)", "1e00000000000004 (SOCKET_MEM)",
        "1e00000000000005 (FILE_MEM)", "1e00000000000006 (GPU_DYNAMIC_MEM)"})
    log.add("  " + std::string(memory) + ": 100 bytes");
  log.add("Processors on rank 0:");
  unsigned number = 0;
  for (const char *kind : {"TOC", "LOC", "UTIL", "IO", "OMP", "PY"})
    log.add("  1d0000000000000" + std::to_string(number++) + " (" + kind +
            "_PROC) can see 1e00000000000001(bw=5)");
  log.add("  1d00000000000006 (PROC_SET) can see");
  log.add("  1d00000000000007 (PROC_GROUP) can see");
  LoggedRun run = readGood(log.text);

  for (unsigned kind = 0; kind < numProcKinds; ++kind)
    EXPECT_EQ(run.machine.getNumProcessors(static_cast<ProcKind>(kind)), 1u);
  // Transfer buffers (1a...) and kinds the language lacks are not there.
  EXPECT_EQ(run.machine.getNode(0).memories.size(), 5u);
  EXPECT_EQ(run.findMemory(0x1e00000000000005), nullptr);
  EXPECT_EQ(run.findMemory(0x1a00000000000000), nullptr);
  ASSERT_NE(run.findMemory(0x1e00000000000001), nullptr);
  EXPECT_EQ(run.findMemory(0x1e00000000000001)->kind, MemKind::FBMEM);
  EXPECT_EQ(run.findProcessor(0x1d00000000000002), std::nullopt);
  EXPECT_EQ(run.findProcessor(0x1d00000000000006),
            (Place{ProcKind::PROC, 0, 0}));
  EXPECT_TRUE(run.machine.canAddress(0, ProcKind::GPU, 0, MemKind::FBMEM));
  EXPECT_FALSE(run.machine.canAddress(0, ProcKind::PROC, 0, MemKind::FBMEM));
}

TEST(LogMachine, SilentRanksRepeatTheFirstNodeWithIdsOfTheirOwn) {
  SmallLog log = makeLog();
  log.add("SELECT_SHARDING_FUNCTOR for t<3>")
      .add("  0 <- (0)")
      .add("  1 <- (1)")
      .add("  2 <- (2)");
  log.add("SLICE_TASK for t<3>").add("  <0>..<0> -> 1d00020000000002");
  LoggedRun run = readGood(log.text);
  EXPECT_EQ(run.machine.getNumNodes(), 3u);
  EXPECT_EQ(run.loggedRanks, std::vector<unsigned>{0});
  EXPECT_EQ(run.findProcessor(0x1d00020000000002),
            (Place{ProcKind::CPU, 2, 1}));
  EXPECT_EQ(run.findMemory(0x1e00020000000000)->bytes, 4096u);
  EXPECT_EQ(run.findProcessor(0x1d00030000000002), std::nullopt);
}

TEST(LogMachine, ARunMayShowRankOneOnly) {
  SmallLog log;
  log.from(1).addMachine();
  LoggedRun run = readGood(log.text);
  EXPECT_EQ(run.machine.getNumNodes(), 2u);
  EXPECT_EQ(run.findProcessor(0x1d00000000000001),
            (Place{ProcKind::CPU, 0, 0}));
}

TEST(LogMachine, RepeatsAreFineContradictionsAreNot) {
  EXPECT_EQ(messageOf(makeLog().addMachine().text), "accepted");
  EXPECT_EQ(messageOf(makeLog().addMemories("8").text),
            "small.log:7: the memories of rank 0 differ from those in line 1");
}

TEST(LogMachine, MissingOrForeignParts) {
  SmallLog memoriesOnly;
  memoriesOnly.addMemories();
  EXPECT_EQ(messageOf(memoriesOnly.text),
            "small.log:1: rank 0 printed its memories, but no block "
            "'Processors on rank ...'");

  SmallLog headless;
  headless.add("  1e00000000000000 (SYSTEM_MEM): 4096 bytes");
  EXPECT_NE(messageOf(headless.text).find("small.log:1: a line of no block"),
            std::string::npos);

  SmallLog otherRank;
  otherRank.from(0).add("Memories on rank 0:");
  otherRank.add("  1e00010000000000 (SYSTEM_MEM): 4096 bytes");
  EXPECT_EQ(messageOf(otherRank.text),
            "small.log:1: the memories of rank 0 include one of rank 1");

  SmallLog unknownMemory;
  unknownMemory.addMemories().add("Processors on rank 0:");
  unknownMemory.add("  1d00000000000000 (LOC_PROC) can see "
                    "1e00000000000009(bw=100)");
  EXPECT_EQ(messageOf(unknownMemory.text),
            "small.log:3: a processor of rank 0 sees a memory twice, or one "
            "its rank does not have (memories in line 1)");
}

TEST(LogMachine, DamagedLines) {
  for (const char *line :
       {"  1e0000000000000 (SYSTEM_MEM): 1 bytes",
        "  1e00000000000001 (SYSTEM_MEM): bytes",
        "  1e00000000000001 (SYSTEM_MEM): 1 byt",
        "  1e00000000000001 (SYSTEM_MEM): 18446744073709551616 bytes",
        "  1e00000000000001 (): 1 bytes", "  1e00000000000001"}) {
    SmallLog log;
    log.add("Memories on rank 0:").add(line);
    EXPECT_EQ(messageOf(log.text).find(
                  "small.log:2: damaged line: expected 'ID (KIND): N bytes'"),
              0u)
        << line;
  }
}

TEST(LogMachine, ABlockNeedsTheMachineOfItsRank) {
  SmallLog log = makeLog();
  log.from(1).add("SELECT_SHARDING_FUNCTOR for t<3>").add("  0 <- (0)");
  EXPECT_EQ(messageOf(log.text),
            "small.log:7: rank 1 decides here, but the log does not show its "
            "memories and processors ('Memories on rank ...')");
}
