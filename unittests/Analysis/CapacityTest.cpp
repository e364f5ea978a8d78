//===- CapacityTest.cpp - Bounds against simulated runs -------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "benchmarks/checks/RandomMapper.h"
#include "unittests/Evaluate/MapperHarness.h"

#include "mapwright/Analysis/Capacity.h"
#include "mapwright/Analysis/Checks.h"

#include "llvm/ADT/StringExtras.h"

using namespace mapwright;

namespace {
/// A program on a machine.
struct Subject {
  Subject(llvm::StringRef spec, const MachineModel &machine)
      : program(llvm::cantFail(generateProgram(spec))), model(machine),
        graph(llvm::cantFail(buildTaskGraph(program))) {}

  Program program;
  MachineModel model;
  sim::TaskGraph graph;
};
} // namespace

static MachineModel load(llvm::StringRef machine) {
  return llvm::cantFail(loadMachine(machine));
}

/// A machine whose memories hold so many bytes.
static MachineModel limitMemories(const MachineModel &model, uint64_t bytes) {
  NodeModel node = model.getNode();
  for (Memory &memory : node.node.memories)
    if (memory.bytes > 0)
      memory.bytes = bytes;
  return MachineModel("small", node, model.getNumNodes(),
                      model.getNetworkLatency(), model.getRuntime());
}

static std::optional<Resolved> resolveRandom(const Subject &subject,
                                             MapperHarness &harness) {
  if (!harness.isCompiled())
    return std::nullopt;
  auto resolved =
      resolve(harness.getEvaluator(), subject.program, subject.model);
  return succeeded(resolved) ? std::optional(std::move(*resolved))
                             : std::nullopt;
}

/// Where nothing has to be freed, peaks lie between the bounds; where the
/// memory is small, bounds are right about runs.
static unsigned compareWithRuns(llvm::StringRef spec, llvm::StringRef machine,
                                unsigned numMappers) {
  Subject large(spec, load(machine));
  unsigned numErrors = 0;
  for (unsigned seed = 1; seed <= numMappers; ++seed) {
    std::string text = RandomMapper(large.program, seed).makeText();
    MapperHarness harness(text, large.model.getMachine());
    std::optional<Resolved> resolved = resolveRandom(large, harness);
    if (!resolved)
      continue;
    SCOPED_TRACE("seed " + std::to_string(seed));
    sim::Result run =
        sim::simulate(large.graph, large.model, resolved->placement);
    if (run.outcome.kind != sim::OutcomeKind::Ok)
      continue;
    uint64_t largest = 4;
    for (const MemoryBounds &bound :
         boundMemories(large.graph, large.model, resolved->placement)) {
      EXPECT_LE(run.memoryPeak[bound.memory], bound.upper);
      largest = std::max(largest, run.memoryPeak[bound.memory]);
    }
    Subject small(spec, limitMemories(large.model, largest * 3 / 4));
    bool cannotFit = false, fits = true;
    for (const MemoryBounds &bound :
         boundMemories(small.graph, small.model, resolved->placement)) {
      cannotFit |= bound.cannotFit();
      fits &= bound.fits();
      EXPECT_LE(bound.lower, bound.upper);
    }
    sim::Outcome outcome =
        sim::simulate(small.graph, small.model, resolved->placement).outcome;
    bool isOk = outcome.kind == sim::OutcomeKind::Ok;
    EXPECT_FALSE(cannotFit && isOk);
    EXPECT_FALSE(fits && !isOk) << outcome.text;
    numErrors += cannotFit;
  }
  return numErrors;
}

TEST(CapacityTest, BoundsAgreeWithRunsOfCircuit) {
  EXPECT_GT(compareWithRuns("circuit:pieces=8", "p100x4:2", 60), 5u);
}

TEST(CapacityTest, BoundsAgreeWithRunsOfStencil) {
  EXPECT_GT(compareWithRuns("stencil", "p100x4", 60), 5u);
}

TEST(CapacityTest, BoundsAgreeWithRunsOfNestedLaunches) {
  EXPECT_GT(compareWithRuns("summa", "p100x4:2", 60), 5u);
}

TEST(CapacityTest, SharesAreSortedAndSumUp) {
  Subject subject("circuit", load("p100x4"));
  MapperHarness harness("Task * GPU,CPU;\n", subject.model.getMachine());
  std::optional<Resolved> resolved = resolveRandom(subject, harness);
  ASSERT_TRUE(resolved);
  std::vector<MemoryBounds> bounds =
      boundMemories(subject.graph, subject.model, resolved->placement);
  ASSERT_FALSE(bounds.empty());
  for (const MemoryBounds &bound : bounds) {
    uint64_t sum = 0, previous = UINT64_MAX;
    for (const MemoryShare &share : bound.shares) {
      EXPECT_LE(share.bytes, previous);
      previous = share.bytes;
      sum += share.bytes;
    }
    EXPECT_EQ(sum, bound.upper);
    EXPECT_EQ(bound.lower, 0u) << "is not looked for where everything fits";
  }
}

/// The second GPU of each node does not see zero-copy memory.
static MachineModel makeUnevenMachine() {
  MachineModel model = load("p100x4");
  NodeModel node = model.getNode();
  auto gpu = static_cast<unsigned>(ProcKind::GPU);
  std::vector<Affinity> &affinities = node.node.processors[gpu][1].affinities;
  std::vector<AccessPath> &paths = node.paths[gpu][1];
  for (size_t index = affinities.size(); index-- > 0;)
    if (node.node.memories[affinities[index].memory].kind == MemKind::ZCMEM) {
      affinities.erase(affinities.begin() + index);
      paths.erase(paths.begin() + index);
    }
  return MachineModel("uneven", node, 1, model.getNetworkLatency(),
                      model.getRuntime());
}

TEST(ChecksTest, OneProcessorSeesLess) {
  Subject subject("circuit", makeUnevenMachine());
  MapperHarness harness("Task * GPU,CPU;\nRegion * rp_shared GPU ZCMEM;\n",
                        subject.model.getMachine());
  std::optional<Resolved> resolved = resolveRandom(subject, harness);
  ASSERT_TRUE(resolved);
  EXPECT_TRUE(failed(checkMapper(harness.getEvaluator(), subject.program,
                                 subject.model, subject.graph, *resolved)));
  ASSERT_FALSE(harness.diagnostics.empty());
  EXPECT_TRUE(llvm::StringRef(harness.diagnostics.front())
                  .starts_with("processor-memory: "))
      << harness.diagnostics.front();
  EXPECT_NE(harness.diagnostics.front().find("node 0 GPU 1 cannot address"),
            std::string::npos);
  sim::Result run =
      sim::simulate(subject.graph, subject.model, resolved->placement);
  EXPECT_EQ(run.outcome.kind, sim::OutcomeKind::RuntimeError);
}

TEST(ChecksTest, OnlyFatalLeavesOutTheRest) {
  Subject subject("circuit", load("p100x4"));
  llvm::StringRef text = "Task * GPU,CPU;\n"
                         "m = Machine(GPU);\n"
                         "def one(Task t) { return m[0, 0]; }\n"
                         "IndexTaskMap GPU one;\n";
  MapperHarness harness(text, subject.model.getMachine());
  std::optional<Resolved> resolved = resolveRandom(subject, harness);
  ASSERT_TRUE(resolved);
  CheckOptions options;
  options.onlyFatal = true;
  MapperChecker checker(subject.program, subject.model, subject.graph);
  EXPECT_TRUE(
      succeeded(checker.check(harness.getEvaluator(), *resolved, options)));
  EXPECT_TRUE(harness.diagnostics.empty());
  EXPECT_TRUE(succeeded(checker.check(harness.getEvaluator(), *resolved)));
  EXPECT_FALSE(harness.diagnostics.empty());
}
