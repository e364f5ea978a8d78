//===- ImportRunTest.cpp - Programs from logs of runs ---------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SmallSpyLog.h"

using namespace mapwright;

/// A body as text: "a b 3{a b} fence wait0".
static std::string summarize(const Program &program,
                             const std::vector<Statement> &body) {
  std::string text;
  for (const Statement &statement : body) {
    if (!text.empty())
      text += ' ';
    switch (statement.kind) {
    case StatementKind::Fence:
      text += "fence";
      break;
    case StatementKind::Wait:
      text += "wait" + std::to_string(statement.future);
      break;
    case StatementKind::Loop:
      text += std::to_string(statement.trips) + "{" +
              summarize(program, statement.body) + "}";
      break;
    case StatementKind::Launch: {
      const LaunchStatement &launch = statement.launch;
      text += program.tasks[launch.task].name;
      for (unsigned future : launch.waitsFor)
        text += "<" + std::to_string(future);
      if (launch.future)
        text += ">" + std::to_string(*launch.future);
      if (!statement.body.empty())
        text += "(" + summarize(program, statement.body) + ")";
      break;
    }
    }
  }
  return text;
}

static std::string summarize(const ImportedRun &run) {
  return summarize(run.program, run.program.body);
}

//===----------------------------------------------------------------------===//
// Data
//===----------------------------------------------------------------------===//

TEST(ImportRun, RegionsAndPartitions) {
  SmallSpyLog small;
  small.addData(3).addLaunch(10, 0, 5, 3);
  Program program = importGood(small.text).program;
  ASSERT_EQ(program.regions.size(), 1u);
  EXPECT_EQ(program.regions[0].name, "all");
  ASSERT_EQ(program.partitions.size(), 1u);
  const Partition &blocks = program.partitions[0];
  EXPECT_EQ(blocks.indexName, "blocks");
  EXPECT_TRUE(blocks.disjoint);
  EXPECT_EQ(countElements(blocks, 2), 4u);
  ASSERT_EQ(program.fieldSpaces.size(), 1u);
  EXPECT_EQ(program.fieldSpaces[0].fields[1].bytes, 8u);
  EXPECT_EQ(program.topLevel, "top");
  ASSERT_EQ(program.body.size(), 1u);
  const Requirement &requirement = program.body[0].launch.requirements.at(0);
  EXPECT_TRUE(requirement.projection.empty());
  EXPECT_EQ(requirement.privilege, Privilege::ReadWrite);
  EXPECT_EQ(requirement.fields, std::vector<unsigned>{0});
}

TEST(ImportRun, WhatTheRuntimeDidNotComputeIsComputed) {
  auto flagsOf = [](const std::string &second, const std::string &flags) {
    SmallSpyLog small;
    small.addData(1).add("Index Partition 1 1 0 0 0 0 ");
    small.text.clear();
    small = SmallSpyLog();
    small.add("Index Space Rect 1 1 0 7").add("Field Creation 1 0 4 ");
    small.add("Index Partition 1 1 " + flags + " 0 0 ");
    small.add("Index Subspace 1 100 0 1 0").add("Index Subspace 1 101 0 1 1");
    small.add("Index Space Rect 100 1 0 3")
        .add("Index Space Rect 101 1 " + second);
    small.addLaunch(10, 0, 5, 2);
    const Partition partition = importGood(small.text).program.partitions.at(0);
    return std::string(partition.disjoint ? "disjoint" : "aliased") +
           (partition.complete ? " complete" : " incomplete");
  };
  EXPECT_EQ(flagsOf("4 7", "0 0"), "disjoint complete");
  EXPECT_EQ(flagsOf("4 6", "0 0"), "disjoint incomplete");
  EXPECT_EQ(flagsOf("3 7", "0 0"), "aliased complete");
  EXPECT_EQ(flagsOf("2 5", "1 0"), "aliased incomplete");
}

TEST(ImportRun, RectanglesOfALineAreJoined) {
  SmallSpyLog small;
  small.add("Index Space Rect 1 1 4 7").add("Index Space Point 1 1 2");
  small.add("Index Space Point 1 1 3").add("Index Space Rect 1 1 0 0");
  small.add("Field Creation 1 0 4 ");
  small.add("Individual Task 1 5 10 t").add("Operation Index 1 0 10");
  small.add("Logical Requirement 10 0 1 1 1 1 1 0 0 1");
  Program program = importGood(small.text).program;
  const RectList &rects = program.indexSpaces.at(0).rects;
  ASSERT_EQ(rects.size(), 2u);
  EXPECT_EQ(rects.lo(1, 0), 2);
  EXPECT_EQ(rects.hi(1, 0), 7);
  EXPECT_FALSE(program.body.at(0).launch.requirements.at(0).isPartition);
}

TEST(ImportRun, OverlappingBoxesBecomeDisjoint) {
  SmallSpyLog small;
  small.add("Index Space Rect 1 2 0 3 0 3").add("Index Space Rect 1 2 2 5 2 5");
  small.add("Field Creation 1 0 4 ");
  small.add("Individual Task 1 5 10 t").add("Operation Index 1 0 10");
  small.add("Logical Requirement 10 0 1 1 1 1 1 0 0 1");
  Program program = importGood(small.text).program;
  EXPECT_EQ(countElements(program.indexSpaces.at(0).rects), 28u);
}

//===----------------------------------------------------------------------===//
// Projections
//===----------------------------------------------------------------------===//

static std::string projectionOf(unsigned pieces,
                                llvm::function_ref<unsigned(unsigned)> piece) {
  SmallSpyLog small;
  small.addData(pieces).addLaunch(10, 0, 5, pieces, piece);
  SpyLog log = readGoodSpy(small.text);
  llvm::Expected<ImportedRun> run = importRun(log);
  if (!run)
    return llvm::toString(run.takeError());
  const Projection &projection =
      run->program.body.at(0).launch.requirements.at(0).projection;
  if (projection.empty())
    return "identity";
  const AffineResult &result = projection.at(0);
  std::string text = std::to_string(result.constant);
  for (int64_t factor : result.point)
    text += " " + std::to_string(factor);
  return text + " mod " + std::to_string(result.modulus);
}

TEST(ImportRun, ProjectionsAreFitted) {
  EXPECT_EQ(projectionOf(4, [](unsigned i) { return i; }), "identity");
  EXPECT_EQ(projectionOf(4, [](unsigned i) { return 3 - i; }), "3 -1 mod 0");
  EXPECT_EQ(projectionOf(4, [](unsigned i) { return (i + 1) % 4; }),
            "1 1 mod 4");
  EXPECT_EQ(projectionOf(4, [](unsigned) { return 2u; }), "2 mod 0");
  EXPECT_EQ(projectionOf(4, [](unsigned i) { return i * i % 4; }),
            "small.spy:27: the pieces of argument 0 of 'task5' are no affine "
            "function of the point: such launches cannot be imported");
}

//===----------------------------------------------------------------------===//
// Statements
//===----------------------------------------------------------------------===//

TEST(ImportRun, RepeatedLaunchesBecomeLoops) {
  SmallSpyLog small;
  small.addData(2);
  unsigned position = 0;
  for (unsigned task : {5, 6, 7, 7, 6, 7, 7, 6, 7, 7, 5}) {
    small.addLaunch(10 + 10 * position, position, task, 2);
    ++position;
  }
  ImportedRun run = importGood(small.text);
  EXPECT_EQ(summarize(run), "task5 3{task6 2{task7}} task5");
  ASSERT_EQ(run.operations.size(), 4u);
  EXPECT_EQ(run.operations[1], (std::vector<uint64_t>{20, 50, 80}));
  EXPECT_EQ(run.operations[2],
            (std::vector<uint64_t>{30, 40, 60, 70, 90, 100}));
}

TEST(ImportRun, DifferentPiecesAreNoLoop) {
  SmallSpyLog small;
  small.addData(2).addLaunch(10, 0, 5, 2);
  small.addLaunch(20, 1, 5, 2, [](unsigned i) { return 1 - i; });
  EXPECT_EQ(summarize(importGood(small.text)), "task5 task5");
}

/// Each iteration reads the future of the one before it; the first reads that
/// of a launch of another task.
TEST(ImportRun, FuturesGoFromIterationToIteration) {
  SmallSpyLog small;
  small.addData(2).addLaunch(10, 0, 4, 2);
  small.add("Future Creation 10 900");
  for (unsigned i = 1; i <= 4; ++i) {
    small.addLaunch(10 + 10 * i, i, 5, 2);
    small.add(llvm::formatv("Future Usage {0} {1}", 10 + 10 * i, 899 + i));
    small.add(llvm::formatv("Future Creation {0} {1}", 10 + 10 * i, 900 + i));
  }
  EXPECT_EQ(summarize(importGood(small.text)), "task4>0 4{task5<0>0}");
}

TEST(ImportRun, FencesAndWaits) {
  SmallSpyLog small;
  small.addData(2).addLaunch(10, 0, 5, 2);
  small.add("Fence Operation 1 20 0").add("Operation Index 1 1 20");
  small.add("Fence Operation 1 21 1").add("Operation Index 1 2 21");
  small.add("Fence Operation 1 22 1").add("Timing Operation 1 22");
  small.add("Operation Index 1 3 22");
  small.add("Pending Partition Operation 1 23").add("Operation Index 1 4 23");
  ImportedRun run = importGood(small.text);
  EXPECT_EQ(summarize(run), "task5>0 fence wait0");
  ASSERT_EQ(run.notes.size(), 2u);
  EXPECT_EQ(run.notes[1], "1 operations of the kind 'Pending Partition' are "
                          "not part of the program");
}

TEST(ImportRun, NestedLaunches) {
  SmallSpyLog small;
  small.addData(2).addLaunch(10, 0, 5, 2);
  for (unsigned parent : {11, 12}) {
    unsigned id = 10 * parent;
    small.add(llvm::formatv("Individual Task {0} 6 {1} leaf", parent, id));
    small.add(llvm::formatv("Operation Index {0} 0 {1}", parent, id));
  }
  ImportedRun run = importGood(small.text);
  EXPECT_EQ(summarize(run), "task5(leaf)");
  EXPECT_EQ(run.operations.at(1), (std::vector<uint64_t>{110, 120}));
  small.add("Individual Task 12 6 121 leaf").add("Operation Index 12 1 121");
  EXPECT_EQ(importMessageOf(small.text),
            "small.spy:23: the tasks of 'task5' launch different things: such "
            "launches cannot be imported");
}

TEST(ImportRun, IncompleteLogsAreRefused) {
  SmallSpyLog small;
  small.addData(2).addLaunch(10, 0, 5, 2);
  small.add("Index Launch Rect 10 1 2 2");
  EXPECT_EQ(importMessageOf(small.text),
            "small.spy:23: a launch of 3 points, 2 of which are in the log");
}

//===----------------------------------------------------------------------===//
// Real logs
//===----------------------------------------------------------------------===//

TEST(ImportRealRuns, Circuit) {
  RunFiles files = loadOwnRun("circuit-p4c2");
  EXPECT_EQ(summarize(files.run),
            "Initialize Nodes Initialize Wires>0 wait0 Init Locations>1 wait1 "
            "fence 10{calc_new_currents distribute_charge update_voltages>2} "
            "fence wait2");
  const Program &program = files.run.program;
  std::map<std::string, const Partition *> named;
  for (const Partition &partition : program.partitions)
    named[partition.indexName] = &partition;
  const Partition &privateNodes = *named.at("private partition");
  EXPECT_TRUE(privateNodes.disjoint);
  EXPECT_EQ(countElements(privateNodes, 0), 890u);
  ASSERT_TRUE(privateNodes.parent);
  const Partition &privacy = program.partitions[privateNodes.parent->partition];
  EXPECT_EQ(privacy.indexName, "privacy partition");
  EXPECT_TRUE(privacy.disjoint && privacy.complete);
  EXPECT_EQ(privacy.pieceNames,
            (std::vector<std::string>{"all private", "all shared"}));
  EXPECT_FALSE(named.at("ghost partition")->disjoint);
  const Statement &loop = program.body.at(6);
  ASSERT_EQ(loop.body.size(), 3u);
  const LaunchStatement &charge = loop.body[1].launch;
  EXPECT_EQ(charge.requirements.at(3).privilege, Privilege::Reduce);
  EXPECT_EQ(charge.requirements.at(3).reduction, "+");
  EXPECT_EQ(getRequirementNames(program, charge.requirements.at(3)),
            (std::vector<std::string>{"ghost partition", "all_nodes",
                                      "node_index_space"}));
}

TEST(ImportRealRuns, TheOthersDifferInSizeOnly) {
  EXPECT_EQ(summarize(loadOwnRun("circuit-cpu2").run),
            "Initialize Nodes Initialize Wires>0 wait0 Init Locations>1 wait1 "
            "fence 3{calc_new_currents distribute_charge update_voltages>2} "
            "fence wait2");
  EXPECT_EQ(summarize(loadOwnRun("circuit-small").run),
            "Initialize Nodes Initialize Wires>0 wait0 Init Locations>1 wait1 "
            "fence 20{calc_new_currents distribute_charge update_voltages>2} "
            "fence wait2");
}

/// Without a Prof log a wait is assumed where the program asks for the time.
TEST(ImportRealRuns, WithoutProf) {
  EXPECT_EQ(summarize(importGood(unpackOwn("circuit-cpu2.spy.log.gz"))),
            "Initialize Nodes Initialize Wires Init Locations>0 fence wait0 "
            "3{calc_new_currents distribute_charge update_voltages>1} fence "
            "wait1");
}

//===----------------------------------------------------------------------===//
// Logs of the mapper wrapper
//===----------------------------------------------------------------------===//

static ImportedRun importWrapper(const std::string &name) {
  LoggedRun logged = llvm::cantFail(
      readWrapperLog(unpackOwn(name + ".wrapper.log"), "wrapper.log"));
  llvm::Expected<ImportedRun> run = importRun(logged, "wrapper.log");
  if (run)
    return std::move(*run);
  ADD_FAILURE() << llvm::toString(run.takeError());
  return ImportedRun();
}

TEST(ImportWrapperLogs, Circuit) {
  ImportedRun run = importWrapper("circuit-2x4cpu");
  EXPECT_EQ(summarize(run),
            "Initialize Nodes Initialize Wires Init Locations "
            "2{calc_new_currents distribute_charge update_voltages}");
  EXPECT_EQ(run.notes.size(), 1u);
  EXPECT_TRUE(run.program.isReplicable);
  // The wires that one launch writes are those that another one reads.
  const std::vector<Statement> &loop = run.program.body.at(3).body;
  EXPECT_EQ(loop[0].launch.requirements[0].target,
            loop[1].launch.requirements[0].target);
  EXPECT_NE(loop[1].launch.requirements[1].target,
            loop[1].launch.requirements[2].target);
}

TEST(ImportWrapperLogs, SparseDomains) {
  ImportedRun run = importWrapper("grid2d-2x2cpu");
  std::string body = summarize(run);
  EXPECT_NE(body.find("sparse probe"), std::string::npos) << body;
  EXPECT_FALSE(run.program.partitions.empty());
}
