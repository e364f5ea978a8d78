//===- ResolveTest.cpp - Tests of total decisions -------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MapperHarness.h"
#include "RandomProgram.h"

#include "mapwright/Evaluate/Resolve.h"

using namespace mapwright;

namespace {
/// Two launches over a region in blocks, and one single launch of a third task.
struct SmallProgram : ProgramMaker {
  SmallProgram() {
    program.isReplicable = false;
    region = addRegion("cells", makeRect({0}, {79}), 2);
    blocks = addBlocks("p_cells", region, 80, 8);
    std::vector<ProcKind> both = {ProcKind::CPU, ProcKind::GPU};
    unsigned step = addTask("step", 2, both);
    program.body = {makeLaunch(step, 8,
                               {onPartition(blocks, Privilege::ReadWrite),
                                onPartition(blocks, Privilege::Read, {1})}),
                    makeLaunch(addTask("host only", 1), 8,
                               {onPartition(blocks, Privilege::Read)}),
                    makeLaunch(addTask("report", 1, both), std::nullopt,
                               {onRegion(region, Privilege::Read)})};
  }
  unsigned region, blocks;
};

/// Resolves one mapper for one program.
class ResolveHarness {
public:
  explicit ResolveHarness(llvm::StringRef text,
                          const Program &program = SmallProgram().program,
                          llvm::StringRef machine = "p100x4:2")
      : program(program), model(llvm::cantFail(loadMachine(machine))),
        mapper(text, model.getMachine()) {
    if (llvm::Error error = verify(program))
      ADD_FAILURE() << llvm::toString(std::move(error));
    mlir::FailureOr<Resolved> result =
        resolve(mapper.getEvaluator(), this->program, model);
    isOk = succeeded(result);
    if (isOk)
      resolved = std::move(*result);
  }

  /// The places of a launch: "0.GPU2" for GPU 2 of node 0.
  std::string describePlaces(size_t launch) const {
    std::string text;
    for (uint32_t processor : resolved.placement.launches[launch].processors) {
      Place place = model.getPlace(processor);
      text += (text.empty() ? "" : " ") + std::to_string(place.node) + "." +
              spelling(place.kind).str() + std::to_string(place.index);
    }
    return text;
  }
  const sim::LaunchPlacement &getLaunch(size_t launch) const {
    return resolved.placement.launches[launch];
  }
  std::string getText() const {
    std::string text;
    llvm::raw_string_ostream os(text);
    writeText(resolved.table, os);
    return text;
  }
  std::string getDiagnostics() const {
    return llvm::join(mapper.diagnostics, "\n");
  }

  bool isOk = false;
  Resolved resolved;

private:
  Program program;
  MachineModel model;
  MapperHarness mapper;
};
} // namespace

//===----------------------------------------------------------------------===//
// Processors
//===----------------------------------------------------------------------===//

TEST(Resolve, TheRuntimeDecidesWithoutStatements) {
  ResolveHarness mapper("Task nobody CPU;");
  ASSERT_TRUE(mapper.isOk) << mapper.getDiagnostics();
  // STM1: GPU before CPU; a task without a GPU variant runs on CPUs.
  EXPECT_EQ(mapper.getLaunch(0).kind, ProcKind::GPU);
  EXPECT_EQ(mapper.getLaunch(1).kind, ProcKind::CPU);
  // STM5, not replicated: blocks over the processors of all nodes.
  EXPECT_EQ(mapper.describePlaces(0), "0.GPU0 0.GPU1 0.GPU2 0.GPU3 "
                                      "1.GPU0 1.GPU1 1.GPU2 1.GPU3");
  // STM1: on the launching task's node, on its first GPU.
  EXPECT_TRUE(mapper.getLaunch(2).isRelativeToParent);
  EXPECT_FALSE(mapper.getLaunch(2).takesFirstFree);
  EXPECT_EQ(mapper.getLaunch(2).processors, std::vector<uint32_t>{0});
  // STM2, STM3.
  EXPECT_EQ(mapper.getLaunch(0).arguments[0].memory, MemKind::FBMEM);
  EXPECT_EQ(mapper.getLaunch(1).arguments[0].memory, MemKind::SYSMEM);
  EXPECT_FALSE(mapper.getLaunch(0).arguments[0].aos);
  EXPECT_FALSE(mapper.resolved.placement.isReplicated);
  EXPECT_EQ(mapper.resolved.placement.limits, (std::vector<uint32_t>(3, 0)));
}

/// STM5: replicated, points are dealt to nodes one by one, and each node slices
/// its own.
TEST(Resolve, ReplicatedContextsShardByDefault) {
  Program program = SmallProgram().program;
  program.isReplicable = true;
  ResolveHarness mapper("Task * GPU,CPU;", program);
  ASSERT_TRUE(mapper.isOk) << mapper.getDiagnostics();
  EXPECT_TRUE(mapper.resolved.placement.isReplicated);
  EXPECT_EQ(mapper.describePlaces(0), "0.GPU0 1.GPU0 0.GPU1 1.GPU1 "
                                      "0.GPU2 1.GPU2 0.GPU3 1.GPU3");
  EXPECT_NE(mapper.getText().find("top_level replicate yes\n"),
            std::string::npos);
}

TEST(Resolve, StatementsDecideReplication) {
  Program program = SmallProgram().program;
  program.isReplicable = true;
  ResolveHarness other("ControlReplicate step;", program);
  EXPECT_FALSE(other.resolved.placement.isReplicated);
  ResolveHarness named("ControlReplicate top_level;", program);
  EXPECT_TRUE(named.resolved.placement.isReplicated);
  EXPECT_EQ(named.getDiagnostics(), "");
  ResolveHarness one("ControlReplicate top_level;", program, "p100x4");
  EXPECT_FALSE(one.resolved.placement.isReplicated);
  ResolveHarness never("ControlReplicate top_level;");
  EXPECT_FALSE(never.resolved.placement.isReplicated);
  EXPECT_EQ(never.getDiagnostics(),
            "no-effect: `top_level` has no variant that can be replicated; it "
            "runs on one node");
}

TEST(Resolve, MapsPlacePoints) {
  ResolveHarness mapper("m = Machine(GPU);\n"
                        "def rotate(Task t) {\n"
                        "  return m[t.ipoint[0] % 2, t.ipoint[0] / 2];\n"
                        "}\n"
                        "Task * GPU,CPU;\n"
                        "IndexTaskMap step rotate;\n");
  ASSERT_TRUE(mapper.isOk) << mapper.getDiagnostics();
  EXPECT_EQ(mapper.describePlaces(0), "0.GPU0 1.GPU0 0.GPU1 1.GPU1 "
                                      "0.GPU2 1.GPU2 0.GPU3 1.GPU3");
}

/// MSP3: GPUs take turns, CPUs are taken as they become free.
TEST(Resolve, StarSetsAreCandidates) {
  const char *text = "m = Machine(%KIND%);\n"
                     "def all(Task t) { return m[1, *]; }\n"
                     "Task * %KIND%;\n"
                     "SingleTaskMap report all;\n";
  auto withKind = [&](const std::string &kind) {
    std::string result = text;
    for (size_t at; (at = result.find("%KIND%")) != std::string::npos;)
      result.replace(at, 6, kind);
    return result;
  };
  ResolveHarness gpu(withKind("GPU"));
  ASSERT_TRUE(gpu.isOk) << gpu.getDiagnostics();
  EXPECT_EQ(gpu.describePlaces(2), "1.GPU0 1.GPU1 1.GPU2 1.GPU3");
  EXPECT_FALSE(gpu.getLaunch(2).takesFirstFree);
  EXPECT_FALSE(gpu.getLaunch(2).isRelativeToParent);
  ResolveHarness cpu(withKind("CPU"), SmallProgram().program, "nodes:2,CPU:3");
  ASSERT_TRUE(cpu.isOk) << cpu.getDiagnostics();
  EXPECT_EQ(cpu.describePlaces(2), "1.CPU0 1.CPU1 1.CPU2");
  EXPECT_TRUE(cpu.getLaunch(2).takesFirstFree);
}

TEST(Resolve, FailingPointsAreReported) {
  ResolveHarness mapper("m = Machine(GPU);\n"
                        "def f(Task t) { return m[0, t.ipoint[0]]; }\n"
                        "Task step GPU;\n"
                        "IndexTaskMap step f;\n");
  EXPECT_FALSE(mapper.isOk);
  EXPECT_EQ(mapper.getDiagnostics().substr(0, 13), "index-bounds:");
}

TEST(Resolve, TasksThatFitNowhereAreReported) {
  Program program = SmallProgram().program;
  program.tasks[1].variants[0].kind = ProcKind::PY;
  ResolveHarness mapper("Task * GPU;", program);
  EXPECT_FALSE(mapper.isOk);
  EXPECT_NE(
      mapper.getDiagnostics().find(
          "`host only` has nowhere to run: not every node has a processor "
          "of a kind for which it has a variant"),
      std::string::npos);
}

//===----------------------------------------------------------------------===//
// Nested launches
//===----------------------------------------------------------------------===//

/// A single task launched by each of four points.
static Program makeNestedProgram() {
  ProgramMaker maker;
  maker.program.isReplicable = false;
  std::vector<ProcKind> both = {ProcKind::CPU, ProcKind::GPU};
  Statement outer = makeLaunch(maker.addTask("outer", 0, both), 4, {});
  outer.body = {makeLaunch(maker.addTask("inner", 0, both), std::nullopt, {})};
  maker.program.body = {outer};
  return std::move(maker.program);
}

/// STM10: the map is evaluated with the place of the launching task.
TEST(Resolve, SingleMapsFollowTheLaunchingTask) {
  ResolveHarness mapper(
      "m = Machine(GPU);\n"
      "def block(Task t) { return m[t.ipoint[0] % 2, t.ipoint[0]]; }\n"
      "def beside(Task t) {\n"
      "  p = t.parent.processor(m);\n"
      "  return m[p[0], (p[1] + 1) % m.size[1]];\n"
      "}\n"
      "Task * GPU;\n"
      "IndexTaskMap outer block;\n"
      "SingleTaskMap inner beside;\n",
      makeNestedProgram());
  ASSERT_TRUE(mapper.isOk) << mapper.getDiagnostics();
  EXPECT_EQ(mapper.describePlaces(0), "0.GPU0 1.GPU1 0.GPU2 1.GPU3");
  // By place of the parent, ascending.
  EXPECT_EQ(mapper.describePlaces(1), "0.GPU1 0.GPU3 1.GPU2 1.GPU0");
  const std::vector<uint32_t> &first = mapper.getLaunch(1).firstOfParent;
  for (size_t point = 0; point < 4; ++point) {
    uint32_t parent = mapper.getLaunch(0).processors[point];
    EXPECT_EQ(first[parent + 1] - first[parent], 1u);
  }
  EXPECT_EQ(first.back(), 4u);
  EXPECT_EQ(mapper.getText(), "outer (0): node 0 GPU 0\n"
                              "outer (1): node 1 GPU 1\n"
                              "outer (2): node 0 GPU 2\n"
                              "outer (3): node 1 GPU 3\n"
                              "inner single: node 0 GPU 1\n"
                              "inner single: node 0 GPU 3\n"
                              "inner single: node 1 GPU 2\n"
                              "inner single: node 1 GPU 0\n"
                              "outer on GPU\n"
                              "inner on GPU\n");
}

TEST(Resolve, SingleMapsThatIgnoreTheParentDecideOnce) {
  ResolveHarness mapper("m = Machine(GPU);\n"
                        "def last(Task t) { return m[1, 3]; }\n"
                        "Task * GPU;\n"
                        "SingleTaskMap inner last;\n",
                        makeNestedProgram());
  ASSERT_TRUE(mapper.isOk) << mapper.getDiagnostics();
  EXPECT_EQ(mapper.describePlaces(1), "1.GPU3");
  EXPECT_TRUE(mapper.getLaunch(1).firstOfParent.empty());
}

/// STM10: what a map sees of a replicated parent is shard 0.
TEST(Resolve, ReplicatedParentsAreShardZero) {
  Program program = SmallProgram().program;
  const char *text = "m = Machine(GPU);\n"
                     "def near(Task t, MSpace s) {\n"
                     "  p = t.parent.processor(s);\n"
                     "  return m[p[0], 2];\n"
                     "}\n"
                     "def f(Task t) { return near(t, m); }\n"
                     "Task * GPU,CPU;\n"
                     "SingleTaskMap report f;\n";
  ResolveHarness alone(text, program);
  EXPECT_EQ(alone.getDiagnostics(), "");
  program.isReplicable = true;
  ResolveHarness mapper(text, program);
  ASSERT_TRUE(mapper.isOk) << mapper.getDiagnostics();
  EXPECT_EQ(mapper.describePlaces(2), "0.GPU2");
  EXPECT_EQ(mapper.getDiagnostics(),
            "shard-zero: `top_level` runs on every node: for `report` its "
            "place is that of shard 0");
}

TEST(Resolve, NestedIndexLaunchesAreNotSharded) {
  Program program = makeNestedProgram();
  program.isReplicable = true;
  program.body[0].body[0].launch.domain = Domain{1, {makeRect({0}, {7})}};
  ResolveHarness mapper("Task * GPU;", program);
  ASSERT_TRUE(mapper.isOk) << mapper.getDiagnostics();
  EXPECT_EQ(mapper.describePlaces(0), "0.GPU0 1.GPU0 0.GPU1 1.GPU1");
  EXPECT_EQ(mapper.describePlaces(1), "0.GPU0 0.GPU1 0.GPU2 0.GPU3 "
                                      "1.GPU0 1.GPU1 1.GPU2 1.GPU3");
}

//===----------------------------------------------------------------------===//
// Arguments
//===----------------------------------------------------------------------===//

TEST(Resolve, RegionsAreKnownByTheirNames) {
  ResolveHarness mapper("Task * GPU,CPU;\n"
                        "Region step p_cells GPU ZCMEM,FBMEM;\n"
                        "Region * cells * SYSMEM,FBMEM;\n"
                        "Layout step 1 ZCMEM AOS C_order Align == 64 Exact;\n"
                        "InstanceLimit step 2;\n"
                        "CollectMemory step 1;\n");
  ASSERT_TRUE(mapper.isOk) << mapper.getDiagnostics();
  const sim::LaunchPlacement &step = mapper.getLaunch(0);
  EXPECT_EQ(step.arguments[0].memory, MemKind::ZCMEM);
  EXPECT_FALSE(step.arguments[0].aos);
  EXPECT_TRUE(step.arguments[1].aos && step.arguments[1].cOrder &&
              step.arguments[1].exact);
  EXPECT_EQ(step.arguments[1].align, 64u);
  EXPECT_TRUE(step.arguments[1].isCollected);
  EXPECT_FALSE(step.arguments[0].isCollected);
  // A GPU does not see SYSMEM.
  EXPECT_EQ(mapper.getLaunch(2).arguments[0].memory, MemKind::FBMEM);
  EXPECT_EQ(mapper.resolved.placement.limits, (std::vector<uint32_t>{2, 0, 0}));
  EXPECT_NE(mapper.getText().find(
                "step arg 0 p_cells on GPU: ZCMEM,FBMEM,SYSMEM default\n"
                "step arg 1 p_cells on GPU: ZCMEM,FBMEM,SYSMEM AOS C_order "
                "Exact Align==64\n"
                "step limit 2\n"
                "step collect arg 1 p_cells\n"
                "\"host only\" arg 0 p_cells on CPU: SYSMEM,FBMEM default\n"
                "report arg 0 cells on GPU: SYSMEM,FBMEM default\n"),
            std::string::npos)
      << mapper.getText();
}

/// One task kind, launched on different regions.
TEST(Resolve, ArgumentsDifferByLaunch) {
  ProgramMaker maker;
  unsigned task = maker.addTask("t", 1);
  unsigned a = maker.addRegion("a", makeRect({0}, {9}));
  unsigned b = maker.addRegion("b", makeRect({0}, {9}));
  maker.program.body = {
      makeLaunch(task, std::nullopt, {onRegion(a, Privilege::Read)}),
      makeLaunch(task, std::nullopt, {onRegion(b, Privilege::Read)})};
  ResolveHarness mapper("Task t CPU;\nRegion t b CPU ZCMEM;\n", maker.program,
                        "p100x4");
  ASSERT_TRUE(mapper.isOk) << mapper.getDiagnostics();
  EXPECT_EQ(mapper.getLaunch(0).arguments[0].memory, MemKind::SYSMEM);
  EXPECT_EQ(mapper.getLaunch(1).arguments[0].memory, MemKind::ZCMEM);
  EXPECT_NE(mapper.getText().find("t arg 0 a on CPU: default default\n"
                                  "t arg 0 b on CPU: ZCMEM default\n"),
            std::string::npos)
      << mapper.getText();
}

TEST(Resolve, InnerTasksGetVirtualInstancesAndLeavesDoNot) {
  Program program = SmallProgram().program;
  program.tasks[2].variants[1].isInner = true;
  ResolveHarness inner("Task * GPU,CPU;\nRegion report * GPU FBMEM;", program);
  ASSERT_TRUE(inner.isOk) << inner.getDiagnostics();
  EXPECT_EQ(inner.getLaunch(2).arguments[0].memory, MemKind::VIRTUAL);
  ResolveHarness leaf("Task * GPU,CPU;\nRegion step 1 GPU VIRTUAL;");
  EXPECT_FALSE(leaf.isOk);
  EXPECT_EQ(leaf.getDiagnostics(),
            "virtual-instance: `step` is a leaf task on GPU: its argument 1 "
            "p_cells needs a real memory, not VIRTUAL");
}

TEST(Resolve, UnreachableMemoriesFallBackWithAWarning) {
  ResolveHarness mapper("Task * GPU,CPU;\nRegion step 0 GPU SYSMEM;");
  ASSERT_TRUE(mapper.isOk);
  EXPECT_EQ(mapper.getLaunch(0).arguments[0].memory, MemKind::FBMEM);
  EXPECT_EQ(mapper.getDiagnostics().substr(0, 18), "memory-unreachable");
}

TEST(Resolve, CollectingWhatIsWrittenHasNoEffect) {
  ResolveHarness mapper("Task * GPU,CPU;\nCollectMemory step 0;");
  ASSERT_TRUE(mapper.isOk);
  EXPECT_FALSE(mapper.getLaunch(0).arguments[0].isCollected);
  EXPECT_EQ(mapper.getDiagnostics().substr(0, 9), "no-effect");
}

TEST(Resolve, UnknownRegionsGetAProposal) {
  ResolveHarness mapper("Task * GPU,CPU;\n"
                        "Region step p_cell GPU FBMEM;\n"
                        "Region * \"p_*\" GPU FBMEM;\n"
                        "Region * ghosts GPU FBMEM;\n");
  ASSERT_TRUE(mapper.isOk);
  EXPECT_EQ(mapper.getDiagnostics(),
            "unknown-region: task step has no region p_cell; did you mean "
            "p_cells?\n"
            "unknown-region: the program has no region ghosts");
}

//===----------------------------------------------------------------------===//
// Identity
//===----------------------------------------------------------------------===//

TEST(Resolve, IdentityIsOfDecisionsNotOfText) {
  ResolveHarness a("Task * GPU,CPU;\nRegion * * GPU FBMEM;\n");
  ResolveHarness b("# The same.\nRegion * p_cells GPU FBMEM;\n"
                   "Region * * GPU FBMEM;\nTask * GPU,CPU;\n");
  ResolveHarness c("Task * GPU,CPU;\nRegion * * GPU ZCMEM;\n");
  EXPECT_EQ(a.resolved.identity.size(), 64u);
  EXPECT_EQ(a.resolved.identity, b.resolved.identity);
  EXPECT_NE(a.resolved.identity, c.resolved.identity);
}

/// A task without arguments, placed by default: only its kind differs.
TEST(Resolve, IdentityKnowsTheKind) {
  ProgramMaker maker;
  maker.program.body = {
      makeLaunch(maker.addTask("t", 0, {ProcKind::CPU, ProcKind::GPU}), 4, {})};
  ResolveHarness gpu("Task t GPU;", maker.program);
  ResolveHarness cpu("Task t CPU;", maker.program);
  EXPECT_NE(gpu.resolved.identity, cpu.resolved.identity);
}

TEST(Resolve, OneResolverServesManyMappers) {
  Program program = SmallProgram().program;
  MachineModel model = llvm::cantFail(loadMachine("p100x4:2"));
  Resolver resolver(program, model);
  for (llvm::StringRef text : {"Task * GPU,CPU;", "Task * CPU;"}) {
    MapperHarness mapper(text, model.getMachine());
    mlir::FailureOr<Resolved> shared = resolver.resolve(mapper.getEvaluator());
    mlir::FailureOr<Resolved> fresh =
        resolve(mapper.getEvaluator(), program, model);
    ASSERT_TRUE(succeeded(shared) && succeeded(fresh));
    EXPECT_EQ(shared->identity, fresh->identity);
    for (size_t launch = 0; launch < 3; ++launch)
      EXPECT_EQ(shared->placement.launches[launch].processors,
                fresh->placement.launches[launch].processors);
  }
}
