//===- LogBlocksTest.cpp - Tests of the blocks of logs --------------------===//
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

/// The points as `shard:c,c`, separated by spaces.
static std::string render(const LoggedSharding &sharding) {
  std::string text;
  for (const LoggedShard &point : sharding.points) {
    text += (text.empty() ? "" : " ") + std::to_string(point.shard);
    for (unsigned d = 0; d < point.point.rank; ++d)
      text += (d ? "," : ":") + std::to_string(point.point.at[d]);
  }
  return text;
}

//===----------------------------------------------------------------------===//
// Decisions
//===----------------------------------------------------------------------===//

TEST(LogSharding, PointsOfAllShards) {
  SmallLog log = makeLog();
  log.add("SELECT_SHARDING_FUNCTOR for sparse probe<18> @ file.rg:12")
      .add("  0 <- (1,-1) (3,2)")
      .add("  1 <-")
      .add("  2 <- (12,1)");
  LoggedRun run = readGood(log.text);
  ASSERT_EQ(run.shardings.size(), 1u);
  const LoggedSharding &sharding = run.shardings[0];
  EXPECT_EQ(sharding.task, "sparse probe");
  EXPECT_EQ(sharding.operation, 18u);
  EXPECT_EQ(sharding.line, 7u);
  EXPECT_EQ(render(sharding), "0:1,-1 0:3,2 2:12,1");
  EXPECT_EQ(run.machine.getNumNodes(), 3u);
}

TEST(LogSharding, Damaged) {
  for (const char *line :
       {"  0 <- (1", "  0 <- (1,)", "  0 <- 1", "  0 <- (1)(2)",
        "  0 <- (9223372036854775808)", "  0 <- (1,1,1,1,1,1,1,1,1,1)",
        "  1 <- (0)", "  x <- (0)", "  0 < (0)", "  <0>..<1> -> 1d0"}) {
    SmallLog log = makeLog();
    log.add("SELECT_SHARDING_FUNCTOR for t<3>").add(line);
    EXPECT_EQ(messageOf(log.text).find(
                  "small.log:8: damaged line: expected 'SHARD <- (POINT)...'"),
              0u)
        << messageOf(log.text);
  }
}

TEST(LogSharding, DimensionsMustAgree) {
  SmallLog log = makeLog();
  log.add("SELECT_SHARDING_FUNCTOR for t<3>").add("  0 <- (1) (1,2)");
  EXPECT_EQ(messageOf(log.text),
            "small.log:8: a point of 2 dimensions in a launch of 1");
}

TEST(LogSharding, ALogThatEndsInTheBlock) {
  SmallLog log = makeLog();
  log.add("SELECT_SHARDING_FUNCTOR for t<3>").add("  0 <- (0)").add("  1 <-");
  log.add("SELECT_SHARDING_FUNCTOR for t<4>").add("  0 <- (0)");
  EXPECT_EQ(messageOf(log.text), "small.log:10: the log ends in this block: it "
                                 "shows 1 of 2 shards");
}

TEST(LogSharding, CopiesAreNotTasks) {
  SmallLog log = makeLog();
  log.add("SELECT_SHARDING_FUNCTOR for Copy<3>").add("  0 <- (0) (1)");
  log.add("SELECT_SHARDING_FUNCTOR for t<4>").add("  0 <- (0) (1)");
  LoggedRun run = readGood(log.text);
  ASSERT_EQ(run.shardings.size(), 1u);
  EXPECT_EQ(run.shardings[0].task, "t");

  log.add("SLICE_TASK for Copy<3>").add("  <0>..<1> -> 1d00000000000001");
  EXPECT_EQ(readGood(log.text).shardings.size(), 2u);
}

TEST(LogSlicing, DenseAndSparseSlices) {
  SmallLog log = makeLog();
  log.add("SLICE_TASK for t<4>")
      .add("  <9,4>..<9,4>+<7,7>..<8,7> -> 1d00000000000002")
      .add("  <0,0>..<9223372036854775807,0> -> 1d00000000000001");
  LoggedRun run = readGood(log.text);
  ASSERT_EQ(run.slicings.size(), 1u);
  ASSERT_EQ(run.slicings[0].slices.size(), 2u);
  const LoggedSlice &sparse = run.slicings[0].slices[0];
  EXPECT_EQ(sparse.domain.volume(), 3u);
  EXPECT_EQ(sparse.processor, 0x1d00000000000002u);
  EXPECT_EQ(run.slicings[0].slices[1].domain.volume(), 1ull << 63);
}

TEST(LogSlicing, Damaged) {
  for (const char *line :
       {"  <0>..<1> -> 1d0000000000001", "  <0>..<1,1> -> 1d00000000000001",
        "  <0>..<1>+<0,0>..<1,1> -> 1d00000000000001",
        "  <0>..<1>+ -> 1d00000000000001", "  <0>.<1> -> 1d00000000000001",
        "  <0>..<1> - 1d00000000000001", "  <0>..<1> -> 1d00000000000001x"}) {
    SmallLog log = makeLog();
    log.add("SLICE_TASK for t<3>").add(line);
    EXPECT_EQ(messageOf(log.text).find("small.log:8: damaged line: expected "
                                       "'<LO>..<HI>+... -> PROCESSOR'"),
              0u)
        << messageOf(log.text);
  }
  SmallLog log = makeLog();
  log.add("SLICE_TASK for t<3>").add("  <0>..<1> -> 1d00000000000001");
  log.add("  <0,0>..<1,1> -> 1d00000000000001");
  EXPECT_EQ(messageOf(log.text),
            "small.log:9: a slice of 2 dimensions in a launch of 1");
}

TEST(LogSlicing, UnknownProcessor) {
  SmallLog log = makeLog();
  log.add("SLICE_TASK for t<3>")
      .add("  <0>..<0> -> 1d00000000000001")
      .add("  <1>..<1> -> 1d00000000000009");
  EXPECT_EQ(messageOf(log.text),
            "small.log:9: no rank has the processor 1d00000000000009");
}

static SmallLog makeMapping(std::initializer_list<const char *> lines) {
  SmallLog log = makeLog();
  log.add("MAP_TASK for fill tile(index_point=(1,-3))<28> @ examples/x.rg:7");
  log.add("  TARGET PROCS: 1d00000000000001 1d00000000000002");
  log.add("  CHOSEN INSTANCES:");
  for (const char *line : lines)
    log.add(line);
  return log;
}

TEST(LogMapping, HeaderAndTargets) {
  LoggedRun run = readGood(
      makeMapping({"  MEMORY POOLS:", "    Memory 1e00000000000000 of kind "
                                      "SYSTEM_MEM: BOUNDED_POOL(size=1,"
                                      "alignment=8)"})
          .text);
  ASSERT_EQ(run.mappings.size(), 1u);
  const LoggedMapping &mapping = run.mappings[0];
  EXPECT_EQ(mapping.task, "fill tile");
  EXPECT_EQ(mapping.operation, 28u);
  ASSERT_TRUE(mapping.point);
  EXPECT_EQ(mapping.point->rank, 2u);
  EXPECT_EQ(mapping.point->at[1], -3);
  EXPECT_EQ(mapping.targets.size(), 2u);
  EXPECT_TRUE(mapping.requirements.empty());
}

TEST(LogMapping, RequirementsAndInstances) {
  LoggedRun run = readGood(
      makeMapping(
          {"    Requirement[0](privilege=READ_WRITE,region=(2,(6,2),2),"
           "domain=<1,1>..<6,6>+<8,8>..<9,9>,fields=a+node cap)",
           "      Instance[4000000000000000](region=(2,*,2),memory="
           "1e00000000000000,domain=<1,1>..<6,6>,fields=a+b,layout=AoS:XY)",
           "      Instance[4000000000000001](region=(2,*,2),memory="
           "1e00000000000000,domain=<1,1>..<6,6>,fields=b,layout=other)",
           "    Requirement[1](privilege=REDUCE,RESTRICTED,prop=SIMULTANEOUS,"
           "region=(2,(6,2),2),domain=,fields=charge)",
           "      Instance[40](REDUCTION,EXTERNAL,region=(2,*,2),memory="
           "1e00000000000000,domain=,fields=charge,layout=SoA:ZYX)",
           "    Requirement[2](privilege=NO_ACCESS,region=(2,(6,2),2),"
           "domain=<0>..<3>,fields=)",
           "      Instance(VIRTUAL)"})
          .text);
  const auto &requirements = run.mappings.at(0).requirements;
  ASSERT_EQ(requirements.size(), 3u);
  EXPECT_EQ(requirements[0].privilege, "READ_WRITE");
  EXPECT_EQ(requirements[0].fields,
            (std::vector<std::string>{"a", "node cap"}));
  EXPECT_FALSE(requirements[0].emptyDomain);
  ASSERT_EQ(requirements[0].instances.size(), 2u);
  EXPECT_TRUE(requirements[0].instances[0].aos);
  EXPECT_EQ(requirements[0].instances[0].order, "XY");
  EXPECT_EQ(requirements[0].instances[0].memory, 0x1e00000000000000u);
  EXPECT_EQ(requirements[0].instances[1].order, "");
  EXPECT_EQ(requirements[1].privilege, "REDUCE");
  EXPECT_TRUE(requirements[1].emptyDomain);
  EXPECT_TRUE(requirements[1].instances.at(0).isReduction);
  EXPECT_FALSE(requirements[1].instances.at(0).aos);
  EXPECT_EQ(requirements[1].instances.at(0).order, "ZYX");
  EXPECT_TRUE(requirements[2].fields.empty());
  EXPECT_TRUE(requirements[2].instances.at(0).isVirtual);
  EXPECT_EQ(requirements[2].line, 15u);
}

TEST(LogMapping, DamagedRequirementsAndInstances) {
  for (const char *line :
       {"    Requirement[0](privilege=READ_WRITE,region=(2,(6,2),2),domain=<0>"
        "..<1>,fields=a",
        "    Requirement[0](privilege=READ_WRITE,region=(2,(6,2),2),domain=<0>"
        "..<1,2>,fields=a)",
        "    Requirement[0](privilege=,region=(2,(6,2),2),domain=,fields=a)",
        "    Requirement[0](privilege=REDUCE,region=(2,6,2),domain=,fields=a)",
        "    Requirement[x](privilege=REDUCE,region=(2,(6,2),2),domain=,"
        "fields=a)",
        "    Requirement[1](privilege=REDUCE,region=(2,(6,2),2),domain=,"
        "fields=a)",
        "      Instance(VIRTUAL)", "    Garbage", "  TARGET PROCS:"}) {
    EXPECT_EQ(messageOf(makeMapping({line}).text).find("small.log:10: damaged"),
              0u)
        << messageOf(makeMapping({line}).text);
  }
  for (const char *instance :
       {"(VIRTUAL", "[40](region=(2,*,2),memory=1e,domain=,fields=,layout=X)",
        "[40](region=(2,*,2),memory=1e00000000000000,domain=,fields=a)",
        "[40](region=(2,*,2),memory=1e00000000000000,domain=,fields=a,"
        "layout=SoA:XX)",
        "[40](region=(2,*,2),memory=1e00000000000000,domain=,fields=a,"
        "layout=SoA:)"}) {
    std::string line = "      Instance" + std::string(instance);
    std::string text =
        makeMapping({"    Requirement[0](privilege=REDUCE,region=(2,(6,2),2),"
                     "domain=,fields=a)",
                     line.c_str()})
            .text;
    EXPECT_EQ(messageOf(text).find("small.log:11: damaged"), 0u)
        << messageOf(text);
  }
}

TEST(LogMapping, UnknownMemoryAndMissingParts) {
  EXPECT_EQ(messageOf(makeMapping({"    Requirement[0](privilege=REDUCE,region="
                                   "(2,(6,2),2),domain=,fields=a)",
                                   "      Instance[40](region=(2,*,2),memory="
                                   "1e00000000000007,domain=,fields=a,"
                                   "layout=SoA:X)"})
                          .text),
            "small.log:11: no rank has the memory 1e00000000000007");
  SmallLog log = makeLog();
  log.add("MAP_TASK for t<3>").add("  TARGET PROCS: 1d00000000000001");
  EXPECT_EQ(messageOf(log.text).find(
                "small.log:7: the block MAP_TASK ends too early"),
            0u)
      << messageOf(log.text);
}

/// A line of exactly the length at which Realm cuts, with what is between
/// `start` and the cut repeated.
static std::string cutLine(llvm::StringRef start, llvm::StringRef repeated) {
  SmallLog empty;
  empty.add("");
  std::string text = start.str();
  while (text.size() < 4096)
    text += repeated;
  return text.substr(0, 4096 - empty.text.size());
}

TEST(LogMapping, LinesRealmCutAreReadAsFarAsTheyGo) {
  LoggedRun run = readGood(
      makeMapping({cutLine("    Requirement[0](privilege=READ_ONLY,region="
                           "(2,(6,2),2),domain=",
                           "<1>..<2>+")
                       .c_str(),
                   cutLine("      Instance[40](region=(2,*,2),memory="
                           "1e00000000000000,domain=<0>..<9>,fields=a",
                           "+long field name")
                       .c_str()})
          .text);
  const LoggedRequirement &requirement = run.mappings.at(0).requirements.at(0);
  EXPECT_TRUE(requirement.fieldsCut);
  EXPECT_FALSE(requirement.emptyDomain);
  EXPECT_EQ(requirement.instances.at(0).memory, 0x1e00000000000000u);
  EXPECT_EQ(requirement.instances.at(0).order, "");
}

TEST(LogSharding, LinesRealmCutAreErrors) {
  SmallLog log = makeLog();
  log.add("SELECT_SHARDING_FUNCTOR for t<3>");
  log.add(cutLine("  0 <-", " (1,2)"));
  std::string message = messageOf(log.text);
  EXPECT_EQ(message.find("small.log:8: damaged line"), 0u) << message;
  EXPECT_NE(message.find("; Realm cut the line at 4095 bytes"),
            std::string::npos)
      << message;
}

TEST(LogReplication, TargetsAndOptions) {
  SmallLog log = makeLog();
  log.add("SELECT_TASK_OPTIONS for top<4> @ x.rg:7: "
          "initial_proc=1d00000000000001 valid_instances=false replicate=true");
  log.add("MAP_REPLICATE_TASK for top<4>")
      .add("  REPLICANT 0 -> 1d00000000000001")
      .add("  TARGET PROCS: 1d00000000000001")
      .add("  CHOSEN INSTANCES:")
      .add("  REPLICANT 1 -> 1d00010000000001");
  log.add("SELECT_TASK_OPTIONS for t<5>: initial_proc=1d00000000000001");
  log.add("SELECT_TASK_OPTIONS for u<6>: initial_proc=1d00000000000001 "
          "replicate=true");
  LoggedRun run = readGood(log.text);
  ASSERT_EQ(run.replications.size(), 2u);
  EXPECT_EQ(run.replications[0].task, "top");
  EXPECT_EQ(run.replications[0].line, 7u);
  EXPECT_EQ(run.replications[0].targets,
            (std::vector<uint64_t>{0x1d00000000000001, 0x1d00010000000001}));
  EXPECT_EQ(run.replications[1].task, "u");
  EXPECT_TRUE(run.replications[1].targets.empty());
  EXPECT_EQ(run.machine.getNumNodes(), 2u);
}

TEST(LogBlocks, SourcesCopiesInlineMappingsAndUnknownBlocksArePassedOver) {
  const char *requirement = "    Requirement[4](privilege=READ_ONLY,region="
                            "(2,(118,2),2),domain=<48>..<48>,fields=a)";
  const char *instance = "    Instance[40](region=(2,*,2),memory="
                         "1e00010000000000,domain=,fields=a,layout=SoA:X)";
  SmallLog log = makeLog();
  log.add("SELECT_TASK_SOURCES for t(index_point=(1))<215>")
      .add("  TARGET:")
      .add(requirement)
      .add(instance)
      .add("  SOURCES:")
      .add(instance);
  log.add("MAP_INLINE for InlineMapping<7> in top<3>").add(requirement);
  log.add("MAP_COPY for Copy<8>").add("  SRC:").add(requirement).add("  DST:");
  log.add("MAP_PARTITION for Partition<9>").add("    anything");
  LoggedRun run = readGood(log.text);
  EXPECT_TRUE(run.mappings.empty());
}

TEST(LogBlocks, NamesWithOperatorsAndNumbers) {
  for (const char *name : {"__binary_int64_int64_==", "foo<3>", "a (b)", "<7>",
                           "sum @ home", "x<3> y", "\xc3\xa4"}) {
    SmallLog log = makeLog();
    log.add("SELECT_SHARDING_FUNCTOR for " + std::string(name) +
            "<12> @ examples/pennant.rg:77");
    log.add("  0 <- (0)");
    LoggedRun run = readGood(log.text);
    EXPECT_EQ(run.shardings.at(0).task, name);
    EXPECT_EQ(run.shardings.at(0).operation, 12u);
  }
}

TEST(LogBlocks, DamagedHeaders) {
  for (const char *header :
       {"MAP_TASK for t", "MAP_TASK for t<x>", "MAP_TASK for <3>",
        "MAP_TASK for t<18446744073709551616>",
        "MAP_TASK for t(index_point=(1,))<3>", "MAP_TUSK for t<3>",
        "SELECT_TASK_OPTIONS for t<3>", "Memories on rank :",
        "SELECT_TASK_OPTIONS for t<3>: initial_proc=1d00000000000001 "
        "replicate=tru"}) {
    SmallLog log = makeLog();
    log.add(header);
    EXPECT_EQ(messageOf(log.text).find("small.log:7: damaged line"), 0u)
        << messageOf(log.text);
  }
  SmallLog log = makeLog();
  log.add("MAP#TASK for t<3>").add("  TARGET PROCS: 1d00000000000001");
  EXPECT_EQ(messageOf(log.text).find("small.log:8: a line of no block"), 0u)
      << messageOf(log.text);
}

//===----------------------------------------------------------------------===//
// Interleaving
//===----------------------------------------------------------------------===//

TEST(LogInterleaving, RanksAndThreads) {
  SmallLog log;
  log.from(0).addMachine().from(1).addMachine();
  log.from(0, "a").add("SELECT_SHARDING_FUNCTOR for t<2>");
  log.from(1, "a").add("SELECT_SHARDING_FUNCTOR for u<3>");
  log.from(0, "b").add("SLICE_TASK for v<4>");
  log.from(1, "a").add("  0 <- (7)");
  log.from(0, "a").add("  0 <- (5)");
  log.from(0, "b").add("  <0>..<1> -> 1d00000000000001");
  log.from(0, "a").add("  1 <- (6)");
  log.from(1, "a").add("  1 <- (8)");
  LoggedRun run = readGood(log.text);
  ASSERT_EQ(run.shardings.size(), 2u);
  EXPECT_EQ(render(run.shardings[0]), "0:5 1:6");
  EXPECT_EQ(run.shardings[0].rank, 0u);
  EXPECT_EQ(render(run.shardings[1]), "0:7 1:8");
  EXPECT_EQ(run.shardings[1].rank, 1u);
  EXPECT_EQ(run.slicings.at(0).slices.size(), 1u);
}

TEST(LogInterleaving, BlankedThreadsAreToldApartByTheShapeOfLines) {
  SmallLog log;
  log.from(0, "0").addMachine();
  log.add("SELECT_SHARDING_FUNCTOR for t<2>")
      .add("  0 <- (5)")
      .add("MAP_TASK for u<3>")
      .add("  TARGET PROCS: 1d00000000000001")
      .add("  1 <- (6)")
      .add("SLICE_TASK for v<4>")
      .add("  CHOSEN INSTANCES:")
      .add("  <0>..<1> -> 1d00000000000001");
  LoggedRun run = readGood(log.text);
  EXPECT_EQ(render(run.shardings.at(0)), "0:5 1:6");
  EXPECT_EQ(run.mappings.at(0).targets.size(), 1u);
  EXPECT_EQ(run.slicings.at(0).slices.size(), 1u);
}

TEST(LogInterleaving, NoMixingWhereThreadsAreKnown) {
  SmallLog log = makeLog();
  log.add("SELECT_SHARDING_FUNCTOR for t<2>").add("  0 <- (5)");
  log.add("MAP_TASK for u<3>").add("  1 <- (6)");
  EXPECT_EQ(messageOf(log.text).find("small.log:10: damaged line: expected "
                                     "'TARGET PROCS:'"),
            0u)
      << messageOf(log.text);
}
