//===- RealLogsTest.cpp - Tests on logs of real runs ----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SmallLog.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

#include <map>
#include <random>
#include <set>

using namespace mapwright;

static std::string readFile(const std::string &path) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (buffer)
    return (*buffer)->getBuffer().str();
  ADD_FAILURE() << path << ": " << buffer.getError().message();
  return "";
}

static std::string ownLog(const std::string &name) {
  return readFile(MAPWRIGHT_TEST_INPUTS "/legion/" + name + ".wrapper.log");
}

namespace {
/// What a log holds, counted in its text with other tools.
struct Figures {
  size_t shardings, points, slicings, slices, mappings, requirements, instances,
      virtualInstances, reductions, aos, emptyDomains;
};
} // namespace

static Figures count(const LoggedRun &run) {
  Figures f = {};
  f.shardings = run.shardings.size();
  f.slicings = run.slicings.size();
  f.mappings = run.mappings.size();
  for (const LoggedSharding &sharding : run.shardings)
    f.points += sharding.points.size();
  for (const LoggedSlicing &slicing : run.slicings)
    f.slices += slicing.slices.size();
  for (const LoggedMapping &mapping : run.mappings) {
    f.requirements += mapping.requirements.size();
    for (const LoggedRequirement &requirement : mapping.requirements) {
      f.emptyDomains += requirement.emptyDomain;
      f.instances += requirement.instances.size();
      for (const LoggedInstance &instance : requirement.instances) {
        f.virtualInstances += instance.isVirtual;
        f.reductions += instance.isReduction;
        f.aos += instance.aos;
      }
    }
  }
  return f;
}

static void expectFigures(const LoggedRun &run, const Figures &expected) {
  Figures got = count(run);
  EXPECT_EQ(got.shardings, expected.shardings);
  EXPECT_EQ(got.points, expected.points);
  EXPECT_EQ(got.slicings, expected.slicings);
  EXPECT_EQ(got.slices, expected.slices);
  EXPECT_EQ(got.mappings, expected.mappings);
  EXPECT_EQ(got.requirements, expected.requirements);
  EXPECT_EQ(got.instances, expected.instances);
  EXPECT_EQ(got.virtualInstances, expected.virtualInstances);
  EXPECT_EQ(got.reductions, expected.reductions);
  EXPECT_EQ(got.aos, expected.aos);
  EXPECT_EQ(got.emptyDomains, expected.emptyDomains);
}

/// A slice lies on the node of the rank that printed it, every target and
/// memory is found, every block has its launch, and the slices of all launches
/// of one domain cover the points of the rank's shards.
static void expectConsistent(const LoggedRun &run) {
  LoggedLaunches launches = run.indexLaunches();
  std::map<std::pair<unsigned, size_t>, size_t> ownPoints;
  for (auto [i, sharding] : llvm::enumerate(run.shardings)) {
    size_t launch = launches.ofSharding[i];
    if (launches.launches[launch].domain)
      for (const LoggedShard &point : sharding.points)
        ownPoints[{sharding.rank, launch}] += point.shard == sharding.rank;
  }
  for (auto [i, slicing] : llvm::enumerate(run.slicings)) {
    for (const LoggedSlice &slice : slicing.slices) {
      std::optional<Place> place = run.findProcessor(slice.processor);
      ASSERT_TRUE(place);
      EXPECT_EQ(place->node, static_cast<int32_t>(slicing.rank));
      ownPoints[{slicing.rank, launches.ofSlicing[i]}] -=
          *slice.domain.volume();
    }
  }
  for (auto [key, missing] : ownPoints)
    EXPECT_EQ(missing, 0u) << launches.launches[key.second].task;
  for (std::optional<size_t> launch : launches.ofMapping)
    EXPECT_TRUE(launch);
  for (const LoggedMapping &mapping : run.mappings) {
    for (uint64_t target : mapping.targets)
      EXPECT_TRUE(run.findProcessor(target));
    for (const LoggedRequirement &requirement : mapping.requirements)
      for (const LoggedInstance &instance : requirement.instances)
        EXPECT_TRUE(instance.isVirtual || run.findMemory(instance.memory));
  }
}

/// `task`, `domain's volume` and number of rectangles of each launch.
static std::vector<std::string> summarize(const std::vector<Launch> &launches) {
  std::vector<std::string> texts;
  for (const Launch &launch : launches)
    texts.push_back(launch.task +
                    (launch.domain
                         ? " " + std::to_string(*launch.domain->volume()) +
                               "/" + std::to_string(launch.domain->rects.size())
                         : " single"));
  return texts;
}

//===----------------------------------------------------------------------===//
// Logs of the repository
//===----------------------------------------------------------------------===//

TEST(RealLogs, Circuit) {
  LoggedRun run = readGood(ownLog("circuit-2x4cpu"));
  expectFigures(run, {18, 288, 18, 72, 146, 496, 496, 0, 64, 0, 0});
  expectConsistent(run);
  EXPECT_EQ(run.machine.getNumNodes(), 2u);
  EXPECT_EQ(run.machine.getNumProcessors(ProcKind::CPU), 4u);
  EXPECT_EQ(run.loggedRanks, (std::vector<unsigned>{0, 1}));
  ASSERT_EQ(run.replications.size(), 1u);
  EXPECT_EQ(run.replications[0].task, "top_level");
  EXPECT_EQ(
      summarize(run.collectLaunches()),
      (std::vector<std::string>{
          "top_level single", "Initialize Nodes 16/1", "Initialize Wires 16/1",
          "Init Locations 16/1", "calc_new_currents 16/1",
          "distribute_charge 16/1", "update_voltages 16/1"}));
  // The second SYSTEM_MEM of a node has no capacity.
  const Memory *memory =
      run.machine.chooseMemory(1, ProcKind::CPU, 3, MemKind::SYSMEM);
  ASSERT_TRUE(memory);
  EXPECT_EQ(memory->id, 0x1e00010000000000u);
}

TEST(RealLogs, Grid) {
  LoggedRun run = readGood(ownLog("grid2d-2x2cpu"));
  expectFigures(run, {8, 84, 8, 16, 44, 48, 48, 0, 12, 36, 0});
  expectConsistent(run);
  EXPECT_EQ(run.machine.getNumNodes(), 2u);
  EXPECT_EQ(run.machine.getNumProcessors(ProcKind::CPU), 2u);
  std::vector<Launch> launches = run.collectLaunches();
  EXPECT_EQ(
      summarize(launches),
      (std::vector<std::string>{"top single", "fill tile 12/1", "smooth 12/1",
                                "sum halo 12/1", "sparse probe 6/6"}));
  Rect dense = launches.at(1).domain->bounds();
  EXPECT_EQ(dense.lo.at[0], 1);
  EXPECT_EQ(dense.lo.at[1], 1);
  EXPECT_EQ(dense.hi.at[0], 4);
  EXPECT_EQ(dense.hi.at[1], 3);
  std::set<std::string> orders;
  for (const LoggedMapping &mapping : run.mappings)
    for (const LoggedRequirement &requirement : mapping.requirements)
      orders.insert((requirement.instances.at(0).aos ? "AoS:" : "SoA:") +
                    requirement.instances.at(0).order);
  EXPECT_EQ(orders, (std::set<std::string>{"AoS:XY", "SoA:YX"}));
}

//===----------------------------------------------------------------------===//
// Logs beside the repository
//===----------------------------------------------------------------------===//

static bool hasLassenLogs() {
  return llvm::sys::fs::exists(MAPWRIGHT_SHARED_LOGS
                               "/circuit-lassen-2x4gpu.wrapper.log");
}

static LoggedRun readLassenLog(const std::string &program) {
  LoggedRun run = readGood(readFile(MAPWRIGHT_SHARED_LOGS "/" + program +
                                    "-lassen-2x4gpu.wrapper.log"));
  EXPECT_EQ(run.machine.getNumNodes(), 2u);
  EXPECT_EQ(run.loggedRanks, std::vector<unsigned>{0});
  EXPECT_EQ(run.machine.getNumProcessors(ProcKind::GPU), 4u);
  EXPECT_EQ(run.machine.getNumProcessors(ProcKind::CPU), 1u);
  // 4 FBMEM, 2 SYSMEM (one of 0 bytes), ZCMEM, RDMEM.
  EXPECT_EQ(run.machine.getNode(1).memories.size(), 8u);
  expectConsistent(run);
  // The shard of the rank that printed nothing.
  EXPECT_EQ(run.replications.size(), 1u);
  std::optional<Place> place =
      run.findProcessor(run.replications.at(0).targets.at(1));
  EXPECT_EQ(place, (Place{ProcKind::CPU, 1, 0}));
  return run;
}

TEST(LassenLogs, Circuit) {
  if (!hasLassenLogs())
    GTEST_SKIP() << "the Lassen logs are not beside the repository";
  LoggedRun run = readLassenLog("circuit");
  expectFigures(run, {12, 75, 9, 27, 51, 187, 194, 20, 16, 0, 0});
  EXPECT_EQ(summarize(run.collectLaunches()),
            (std::vector<std::string>{
                "parse_input single", "init_piece 8/1", "init_nodes single",
                "init_wires single", "create_ghost_partition single",
                "init_pointers 8/1", "calculate_new_currents 8/1",
                "distribute_charge 8/1", "update_voltages 8/1",
                "get_elapsed single", "print_summary 8/1"}));
}

TEST(LassenLogs, Stencil) {
  if (!hasLassenLogs())
    GTEST_SKIP() << "the Lassen logs are not beside the repository";
  LoggedRun run = readLassenLog("stencil");
  expectFigures(run, {19, 61, 6, 18, 37, 132, 112, 11, 0, 0, 12});
}

TEST(LassenLogs, Pennant) {
  if (!hasLassenLogs())
    GTEST_SKIP() << "the Lassen logs are not beside the repository";
  LoggedRun run = readLassenLog("pennant");
  expectFigures(run, {442, 883, 63, 246, 631, 892, 1276, 0, 24, 0, 0});
  for (const Launch &launch : run.collectLaunches())
    if (launch.task == "__binary_int64_int64_==" ||
        launch.task == "continue_simulation")
      EXPECT_FALSE(launch.domain);
}

//===----------------------------------------------------------------------===//
// Damaged logs
//===----------------------------------------------------------------------===//

/// Whether the reader returned a run or an error of the right form.
static bool isAnswered(llvm::StringRef text) {
  llvm::Expected<LoggedRun> run = readWrapperLog(text, "damaged.log");
  if (run) {
    run->collectLaunches();
    return true;
  }
  std::string message = llvm::toString(run.takeError());
  llvm::StringRef rest = message;
  unsigned line;
  return rest.consume_front("damaged.log:") && !rest.consumeInteger(10, line) &&
         line > 0 && rest.starts_with(": ");
}

TEST(DamagedLogs, CutAnywhere) {
  for (const char *name : {"circuit-2x4cpu", "grid2d-2x2cpu"}) {
    std::string text = ownLog(name);
    // A step that meets all places of lines.
    for (size_t size = 0; size < text.size(); size += 1009)
      EXPECT_TRUE(isAnswered(llvm::StringRef(text).take_front(size)))
          << name << " cut at " << size;
  }
}

TEST(DamagedLogs, CutInALineIsAnErrorThere) {
  std::string text = ownLog("grid2d-2x2cpu");
  size_t begin = text.find("Requirement[");
  size_t line = 1 + std::count(text.begin(), text.begin() + begin, '\n');
  EXPECT_EQ(messageOf(llvm::StringRef(text).take_front(begin + 40))
                .find("small.log:" + std::to_string(line) + ": damaged line"),
            0u);
}

TEST(DamagedLogs, FlippedBytes) {
  std::string original = ownLog("grid2d-2x2cpu");
  std::mt19937 random(20250101);
  unsigned numErrors = 0;
  for (unsigned round = 0; round < 400; ++round) {
    std::string text = original;
    for (unsigned flips = 1 + random() % 3; flips > 0; --flips)
      text[random() % text.size()] = static_cast<char>(random());
    EXPECT_TRUE(isAnswered(text)) << "round " << round;
    llvm::Expected<LoggedRun> run = readWrapperLog(text, "damaged.log");
    if (run)
      continue;
    llvm::consumeError(run.takeError());
    ++numErrors;
  }
  // Most bytes are in numbers and names that stay well-formed or in times.
  EXPECT_GT(numErrors, 100u);
}

TEST(DamagedLogs, MissingAndDoubledLines) {
  std::string original = ownLog("grid2d-2x2cpu");
  llvm::SmallVector<llvm::StringRef> lines;
  llvm::StringRef(original).split(lines, '\n');
  std::mt19937 random(20250102);
  for (unsigned round = 0; round < 400; ++round) {
    size_t chosen = random() % lines.size();
    std::string text;
    for (auto [i, line] : llvm::enumerate(lines)) {
      unsigned copies = i == chosen ? 2 * (round % 2) : 1;
      for (unsigned copy = 0; copy < copies; ++copy)
        text += line.str() + "\n";
    }
    EXPECT_TRUE(isAnswered(text)) << "line " << chosen;
  }
}

TEST(DamagedLogs, HugeRectanglesAreNotEnumerated) {
  SmallLog log;
  log.addMachine();
  log.add("SLICE_TASK for t<3>");
  log.add("  <0>..<9223372036854775807> -> 1d00000000000001");
  log.add("  <-9223372036854775808>..<-1> -> 1d00000000000001");
  std::vector<Launch> launches = readGood(log.text).collectLaunches();
  ASSERT_EQ(launches.size(), 1u);
  EXPECT_EQ(launches[0].domain->volume(), std::nullopt);
}

TEST(DamagedLogs, AMachineTooLargeToRepeatIsAnError) {
  SmallLog log;
  log.addMemories().add("Processors on rank 0:");
  for (unsigned i = 0; i < 4096; ++i)
    log.add(llvm::formatv("  1d00000000000{0} (LOC_PROC) can see "
                          "1e00000000000000(bw=1)",
                          llvm::utohexstr(i + 4096, true).substr(1))
                .str());
  log.add("SELECT_SHARDING_FUNCTOR for t<3>");
  for (unsigned i = 0; i < 65536; ++i)
    log.add("  " + std::to_string(i) + " <-");
  EXPECT_EQ(messageOf(log.text),
            "small.log:1: the 65536 nodes have too many memories and "
            "processors");
  log.add("  65536 <-");
  EXPECT_EQ(messageOf(log.text).find("small.log:69637: damaged line"), 0u)
      << messageOf(log.text);
}
