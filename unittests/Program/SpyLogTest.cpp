//===- SpyLogTest.cpp - Legion Spy logs -----------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SmallSpyLog.h"

#include "llvm/ADT/STLExtras.h"

#include <random>

using namespace mapwright;

//===----------------------------------------------------------------------===//
// Statements
//===----------------------------------------------------------------------===//

TEST(SpyLog, MachineAndNames) {
  SmallSpyLog small;
  small.add("Processor Kind 2 CPU").add("Memory Kind 2 System");
  small.add("Task ID Name 7 a name with blanks");
  small.add("Task Variant 7 3 1 0 0 a name with blanks");
  SpyLog log = readGoodSpy(small.text);
  EXPECT_EQ(log.processors.size(), 2u);
  EXPECT_EQ(log.memories.at(0x1e00000000000000).bytes, 4096u);
  EXPECT_EQ(log.getTaskName(7), "a name with blanks");
  EXPECT_EQ(log.getTaskName(8), "task 8");
  const SpyVariant *variant = log.findVariant(7, 3);
  ASSERT_TRUE(variant);
  EXPECT_TRUE(variant->isInner);
  EXPECT_FALSE(variant->isLeaf);
  EXPECT_EQ(log.topLevel, 1u);
}

TEST(SpyLog, SpacesFieldsAndPartitions) {
  SmallSpyLog small;
  small.addData(3);
  small.add("Index Space Point 200 2 5 -6 0").add("Empty Index Space 201");
  small.add("Index Partition 1 2 0 1 0 0 ");
  SpyLog log = readGoodSpy(small.text);
  EXPECT_EQ(log.indexSpaces.at(1).name, "elements");
  EXPECT_EQ(log.indexPartitions.at(1).pieces.size(), 3u);
  EXPECT_EQ(log.indexPartitions.at(1).disjoint, true);
  EXPECT_EQ(log.indexPartitions.at(2).disjoint, std::nullopt);
  EXPECT_EQ(log.indexPartitions.at(2).complete, false);
  EXPECT_EQ(log.fieldSpaces.at(1).fields.at(1).bytes, 8u);
  EXPECT_EQ(log.getName({false, 1, 1, 1}), "all");
  const RectList &point = *log.indexSpaces.at(0x200).rects;
  EXPECT_EQ(point.getRank(), 2u);
  EXPECT_EQ(point.lo(0, 1), -6);
  EXPECT_TRUE(log.indexSpaces.at(0x201).isEmpty);
}

TEST(SpyLog, PointsFindTheirLaunchThroughSlices) {
  SmallSpyLog small;
  small.addData(2).add("Index Task 1 5 10 t").add("Index Slice 10 20");
  small.add("Slice Slice 20 21").add("Slice Point 21 12 1 1");
  small.add("Slice Point 21 11 1 0");
  SpyLog log = readGoodSpy(small.text);
  EXPECT_EQ(log.operations.at(10).points, (std::vector<uint64_t>{11, 12}));
  EXPECT_EQ(log.operations.at(11).launch, 10u);
  EXPECT_EQ(log.operations.at(11).task, 5u);
}

TEST(SpyLog, PointsOfOtherOperationsAreNoTasks) {
  SmallSpyLog small;
  small.add("Dependent Partition Operation 1 10 3 0");
  small.add("Index Point 10 11 1 0");
  SpyLog log = readGoodSpy(small.text);
  EXPECT_EQ(log.operations.at(11).kind, SpyOperationKind::Other);
  EXPECT_TRUE(log.operations.at(10).points.empty());
  EXPECT_EQ(log.operations.at(10).what, "Dependent Partition");
}

TEST(SpyLog, ShardsAreJoined) {
  SmallSpyLog small;
  small.addData(2);
  small.add("Replicate Task 1 77 0");
  small.add("Replicate Shard 77 0 2").add("Replicate Shard 77 1 3");
  small.add("Index Task 2 5 10 t").add("Operation Index 2 0 10");
  small.add("Index Task 3 5 20 t").add("Operation Index 3 0 20");
  small.add("Index Slice 10 30").add("Slice Point 30 11 1 0");
  small.add("Index Slice 20 31").add("Slice Point 31 21 1 1");
  SpyLog log = readGoodSpy(small.text);
  EXPECT_EQ(log.operations.at(10).points, (std::vector<uint64_t>{11, 21}));
  auto orders = log.collectProgramOrders();
  EXPECT_EQ(orders.at(1), std::vector<uint64_t>{10});
  EXPECT_EQ(orders.count(3), 0u);

  small.add("Index Task 2 5 12 t").add("Operation Index 2 1 12");
  small.add("Index Task 3 6 22 u").add("Operation Index 3 1 22");
  EXPECT_EQ(spyMessageOf(small.text),
            "small.spy:36: shard 1 launches something else than shard 0 in "
            "line 34");
}

TEST(SpyLog, ForeignLinesArePassedOver) {
  SmallSpyLog small;
  small.text += "output of the program\n"
                "[0 - 7f00]    1.2 {2}{mapper}: MAP_TASK for t<3>\n";
  small.add("Event Dependence 80000 90000").add("");
  EXPECT_EQ(spyMessageOf(small.text),
            "small.spy:11: damaged line: nothing after '{legion_spy}: '");
}

//===----------------------------------------------------------------------===//
// Damaged logs
//===----------------------------------------------------------------------===//

TEST(DamagedSpyLogs, Messages) {
  auto messageWith = [](const std::string &statement) {
    return spyMessageOf(SmallSpyLog().addData(1).add(statement).text);
  };
  EXPECT_EQ(messageWith("Index Space Rect 1 0 3"),
            "small.spy:21: damaged line: expected 'Index Space Rect ID RANK LO "
            "HI...', got 'Index Space Rect 1 0 3'");
  EXPECT_EQ(messageWith("Index Space Rect 1 2 0 3 0 3"),
            "small.spy:21: the number of dimensions of this index space "
            "contradicts line 9");
  EXPECT_EQ(messageWith("Processor 1d00000000000001 1"),
            "small.spy:21: the kind of this processor contradicts line 2");
  EXPECT_EQ(messageWith("Slice Point 9 10 1 0"),
            "small.spy:21: a point of a launch that the log does not describe");
  EXPECT_EQ(messageWith("Task Processor 9 1d00000000000009"),
            "small.spy:21: a processor that no line before it describes");
  EXPECT_EQ(messageWith("Index Partition 1 5 3 0 0 0 "),
            "small.spy:21: damaged line: expected 'Index Partition PARENT ID "
            "DISJOINT COMPLETE COLOR', got 'Index Partition 1 5 3 0 0 0 '");
  EXPECT_EQ(spyMessageOf("[0 - 7f00] 1.0 {2}{mapper}: nothing else\n"),
            "small.spy:1: the log describes no processors; such a log is made "
            "by a run with '-lg:spy -logfile FILE'");
}

TEST(DamagedSpyLogs, ALastLineWithoutEndIsAnError) {
  std::string text = SmallSpyLog().text;
  text.pop_back();
  EXPECT_EQ(spyMessageOf(text),
            "small.spy:7: the log ends in the middle of this line");
}

/// Whether reading and importing give results or errors of the right form.
static bool isAnswered(llvm::StringRef text) {
  auto isLocated = [](llvm::Error error) {
    std::string message = llvm::toString(std::move(error));
    return llvm::StringRef(message).starts_with("damaged.spy:") ||
           !llvm::StringRef(message).contains('\n');
  };
  llvm::Expected<SpyLog> log = readSpyLog(text, "damaged.spy");
  if (!log)
    return isLocated(log.takeError());
  llvm::Expected<ImportedRun> run = importRun(*log);
  if (!run && !isLocated(run.takeError()))
    return false;
  llvm::Expected<LoggedRun> logged = makeLoggedRun(*log);
  if (!logged)
    return isLocated(logged.takeError());
  logged->collectLaunches();
  return true;
}

TEST(DamagedSpyLogs, CutAnywhere) {
  std::string text = unpackOwn("circuit-cpu2.spy.log.gz");
  for (size_t size = 0; size < text.size(); size += 10007)
    EXPECT_TRUE(isAnswered(llvm::StringRef(text).take_front(size)))
        << "cut at " << size;
}

TEST(DamagedSpyLogs, FlippedBytesAndMissingLines) {
  std::string original = SmallSpyLog()
                             .addData(4)
                             .addLaunch(10, 0, 5, 4)
                             .addLaunch(20, 1, 5, 4)
                             .text;
  std::mt19937 random(20250103);
  for (unsigned round = 0; round < 2000; ++round) {
    std::string text = original;
    for (unsigned flips = 1 + random() % 3; flips > 0; --flips)
      text[random() % text.size()] = static_cast<char>(random());
    EXPECT_TRUE(isAnswered(text)) << "round " << round;
  }
  llvm::SmallVector<llvm::StringRef> lines;
  llvm::StringRef(original).split(lines, '\n');
  for (size_t missing = 0; missing + 1 < lines.size(); ++missing) {
    std::string text;
    for (auto [i, line] : llvm::enumerate(lines))
      if (i != missing && !line.empty())
        text += line.str() + "\n";
    EXPECT_TRUE(isAnswered(text)) << "without line " << missing + 1;
  }
}

//===----------------------------------------------------------------------===//
// Real logs
//===----------------------------------------------------------------------===//

TEST(RealSpyLogs, Counts) {
  SpyLog log = readGoodSpy(unpackOwn("circuit-p4c2.spy.log.gz"));
  EXPECT_EQ(log.processors.size(), 3u);
  EXPECT_EQ(log.memories.size(), 3u);
  EXPECT_EQ(log.variants.size(), 8u);
  EXPECT_EQ(log.instances.size(), 18u);
  EXPECT_EQ(log.indexPartitions.size(), 11u);
  EXPECT_EQ(log.fieldSpaces.at(2).fields.size(), 26u);
  EXPECT_EQ(log.fieldSpaces.at(1).fields.at(4).name, "piece color");
  EXPECT_EQ(log.fieldSpaces.at(1).fields.at(4).bytes, 8u);
  std::map<std::string, unsigned> points;
  for (const auto &[id, operation] : log.operations)
    if (operation.kind == SpyOperationKind::PointTask)
      ++points[log.getTaskName(operation.task)];
  EXPECT_EQ(points, (std::map<std::string, unsigned>{{"Init Locations", 4},
                                                     {"Initialize Nodes", 4},
                                                     {"Initialize Wires", 4},
                                                     {"calc_new_currents", 40},
                                                     {"distribute_charge", 40},
                                                     {"update_voltages", 40}}));
}

TEST(RealSpyLogs, AsLoggedRun) {
  SpyLog log = readGoodSpy(unpackOwn("circuit-cpu2.spy.log.gz"));
  llvm::Expected<LoggedRun> run = makeLoggedRun(log);
  ASSERT_TRUE(static_cast<bool>(run));
  EXPECT_EQ(run->machine.getNumNodes(), 1u);
  EXPECT_EQ(run->machine.getNumProcessors(ProcKind::CPU), 2u);
  EXPECT_EQ(run->shardings.size(), 12u);
  EXPECT_EQ(run->mappings.size(), 49u);
  EXPECT_EQ(run->collectLaunches().size(), 7u);
  const LoggedMapping *mapping = nullptr;
  for (const LoggedMapping &m : run->mappings)
    if (m.task == "distribute_charge" && m.point && m.point->at[0] == 2)
      mapping = &m;
  ASSERT_TRUE(mapping);
  ASSERT_EQ(mapping->requirements.size(), 4u);
  const LoggedRequirement &ghost = mapping->requirements[3];
  EXPECT_EQ(ghost.privilege, "REDUCE");
  EXPECT_EQ(ghost.fields, std::vector<std::string>{"charge"});
  EXPECT_EQ(ghost.names, (std::vector<std::string>{
                             "ghost_nodes_of_piece_2", "ghost partition",
                             "all_nodes", "node_index_space"}));
  ASSERT_EQ(ghost.instances.size(), 1u);
  EXPECT_TRUE(ghost.instances[0].isReduction);
  EXPECT_EQ(ghost.instances[0].order, "X");
  EXPECT_FALSE(ghost.instances[0].aos);
  const Memory *memory = run->findMemory(ghost.instances[0].memory);
  ASSERT_TRUE(memory);
  EXPECT_EQ(memory->kind, MemKind::SYSMEM);
}

/// What it is decides, not what it is called.
TEST(RealSpyLogs, ReadersAreChosenByContent) {
  for (const char *name :
       {"circuit-cpu2.spy.log.gz", "circuit-2x4cpu.wrapper.log"}) {
    llvm::Expected<LoggedRun> run = readLoggedRun(unpackOwn(name), "run.log");
    ASSERT_TRUE(static_cast<bool>(run)) << name;
    EXPECT_EQ(run->collectLaunches().size(), 7u) << name;
  }
}
