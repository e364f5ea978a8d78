//===- MachineTest.cpp - Tests of the machine model -----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Machine/Machine.h"

#include "gtest/gtest.h"

using namespace mapwright;

static Machine parse(llvm::StringRef spec) {
  llvm::Expected<Machine> machine = parseMachineSpec(spec);
  if (machine)
    return *machine;
  ADD_FAILURE() << llvm::toString(machine.takeError());
  return Machine();
}

static std::string messageOf(llvm::StringRef spec) {
  llvm::Expected<Machine> machine = parseMachineSpec(spec);
  return machine ? "accepted" : llvm::toString(machine.takeError());
}

static unsigned countMemories(const Node &node, MemKind kind) {
  return std::count_if(node.memories.begin(), node.memories.end(),
                       [&](const Memory &m) { return m.kind == kind; });
}

TEST(MachineSpec, NodesAloneHaveOneCPU) {
  Machine machine = parse("nodes:3");
  EXPECT_EQ(machine.getNumNodes(), 3u);
  EXPECT_EQ(machine.getNumProcessors(ProcKind::CPU), 1u);
  EXPECT_EQ(machine.getNumProcessors(ProcKind::GPU), 0u);
  EXPECT_FALSE(machine.hasEverywhere(ProcKind::GPU));
  EXPECT_EQ(machine.getNode(2).memories.size(), 1u);
  EXPECT_TRUE(machine.canAddress(2, ProcKind::CPU, 0, MemKind::SYSMEM));
  EXPECT_FALSE(machine.canAddress(2, ProcKind::CPU, 0, MemKind::ZCMEM));
}

TEST(MachineSpec, GPUsBringTheirMemories) {
  Machine machine = parse("nodes:2,GPU:4,CPU:3,OMP:2");
  const Node &node = machine.getNode(1);
  EXPECT_EQ(machine.getNumProcessors(ProcKind::GPU), 4u);
  EXPECT_EQ(machine.getNumProcessors(ProcKind::CPU), 3u);
  EXPECT_EQ(machine.getNumProcessors(ProcKind::OMP), 2u);
  EXPECT_EQ(countMemories(node, MemKind::FBMEM), 4u);
  for (MemKind kind :
       {MemKind::SYSMEM, MemKind::ZCMEM, MemKind::RDMEM, MemKind::SOCKMEM})
    EXPECT_EQ(countMemories(node, kind), 1u) << spelling(kind).str();
}

// MSP4
TEST(MachineSpec, ProcessorsAddressTheirMemories) {
  Machine machine = parse("nodes:1,GPU:2,OMP:1,IO:1,PY:1,PROC:1");
  for (ProcKind kind : {ProcKind::CPU, ProcKind::OMP, ProcKind::IO,
                        ProcKind::PY, ProcKind::PROC}) {
    for (MemKind memory :
         {MemKind::SYSMEM, MemKind::SOCKMEM, MemKind::ZCMEM, MemKind::RDMEM})
      EXPECT_TRUE(machine.canAddress(0, kind, 0, memory));
    EXPECT_FALSE(machine.canAddress(0, kind, 0, MemKind::FBMEM));
    EXPECT_FALSE(machine.canAddress(0, kind, 0, MemKind::VIRTUAL));
  }
  const Memory *first =
      machine.chooseMemory(0, ProcKind::GPU, 0, MemKind::FBMEM);
  const Memory *second =
      machine.chooseMemory(0, ProcKind::GPU, 1, MemKind::FBMEM);
  ASSERT_TRUE(first && second);
  EXPECT_NE(first, second);
  EXPECT_TRUE(machine.canAddress(0, ProcKind::GPU, 1, MemKind::ZCMEM));
  EXPECT_FALSE(machine.canAddress(0, ProcKind::GPU, 1, MemKind::SYSMEM));
  EXPECT_FALSE(machine.canAddress(0, ProcKind::GPU, 1, MemKind::RDMEM));
}

TEST(MachineSpec, Limits) {
  EXPECT_EQ(parse("nodes:1048576,GPU:65536").getNumNodes(), 1u << 20);
  EXPECT_EQ(messageOf("nodes:1048577"),
            "machine 'nodes:1048577': expected 1 to 1048576 nodes, got "
            "'1048577'");
  EXPECT_EQ(messageOf("nodes:2,GPU:65537"),
            "machine 'nodes:2,GPU:65537': expected 1 to 65536 GPU processors, "
            "got '65537'");
}

TEST(MachineSpec, Errors) {
  std::pair<const char *, const char *> cases[] = {
      {"", "expected 'nodes:N[,KIND:COUNT]...', got ''"},
      {"GPU:4", "expected 'nodes:N[,KIND:COUNT]...', got 'GPU:4'"},
      {"nodes:", "expected 1 to 1048576 nodes, got ''"},
      {"nodes:0", "expected 1 to 1048576 nodes, got '0'"},
      {"nodes:-1", "expected 1 to 1048576 nodes, got '-1'"},
      {"nodes:99999999999999999999",
       "expected 1 to 1048576 nodes, got '99999999999999999999'"},
      {"nodes:2 ", "expected 1 to 1048576 nodes, got '2 '"},
      {"nodes:2,", "expected 'KIND:COUNT', got ''"},
      {"nodes:2,GPU", "expected 'KIND:COUNT', got 'GPU'"},
      {"nodes:2,GPU:0", "expected 1 to 65536 GPU processors, got '0'"},
      {"nodes:2,GPU:4,GPU:4",
       "the number of GPU processors is given twice: 'GPU:4'"},
      {"nodes:2,nodes:3", "the number of nodes is given twice: 'nodes:3'"},
      {"nodes:2,GPUs:4",
       "expected a processor kind (CPU, GPU, OMP, IO, PY, PROC), got 'GPUs'; "
       "did you mean 'GPU'?"},
      {"nodes:2,cpu:4",
       "expected a processor kind (CPU, GPU, OMP, IO, PY, PROC), got 'cpu'; "
       "did you mean 'CPU'?"},
      {"nodes:2,ACCELERATOR:4",
       "expected a processor kind (CPU, GPU, OMP, IO, PY, PROC), got "
       "'ACCELERATOR'"},
  };
  for (auto [spec, message] : cases)
    EXPECT_EQ(messageOf(spec),
              "machine '" + std::string(spec) + "': " + message);
}

/// A node with `numCPUs` processors that see all of `memories`, each with the
/// bandwidth of the same position.
static Node makeNode(unsigned numCPUs, std::vector<Memory> memories,
                     std::vector<uint64_t> bandwidths) {
  Node node;
  node.memories = std::move(memories);
  for (unsigned i = 0; i < numCPUs; ++i) {
    Processor processor{i, {}};
    for (unsigned m = 0; m < bandwidths.size(); ++m)
      processor.affinities.push_back({m, bandwidths[m]});
    node.processors[0].push_back(processor);
  }
  return node;
}

// STM2
TEST(Machine, ChoosesTheMemoryOfHighestBandwidthThenLowestId) {
  Machine machine({makeNode(1,
                            {{MemKind::SYSMEM, 0, 1},
                             {MemKind::SYSMEM, 8, 9},
                             {MemKind::SYSMEM, 8, 4},
                             {MemKind::SYSMEM, 8, 2},
                             {MemKind::ZCMEM, 8, 3}},
                            {900, 100, 100, 50, 500})});
  const Memory *chosen =
      machine.chooseMemory(0, ProcKind::CPU, 0, MemKind::SYSMEM);
  ASSERT_TRUE(chosen);
  EXPECT_EQ(chosen->id, 4u);
}

TEST(Machine, MemoryWithoutCapacityIsNotThere) {
  Machine machine({makeNode(1, {{MemKind::SYSMEM, 0, 1}}, {100})});
  EXPECT_FALSE(machine.canAddress(0, ProcKind::CPU, 0, MemKind::SYSMEM));
}

// MSP1
TEST(Machine, CountsWhatEveryNodeHas) {
  Machine machine(
      {makeNode(4, {}, {}), makeNode(2, {}, {}), makeNode(3, {}, {})});
  EXPECT_EQ(machine.getNumProcessors(ProcKind::CPU), 2u);
  EXPECT_TRUE(machine.isUneven(ProcKind::CPU));
  EXPECT_FALSE(machine.isUneven(ProcKind::GPU));
}

TEST(Machine, QueriesAreTotal) {
  Machine nothing;
  EXPECT_EQ(nothing.getNumNodes(), 0u);
  EXPECT_EQ(nothing.getNumProcessors(ProcKind::CPU), 0u);
  EXPECT_FALSE(nothing.canAddress(0, ProcKind::CPU, 0, MemKind::SYSMEM));

  Machine machine = parse("nodes:2");
  EXPECT_FALSE(machine.canAddress(2, ProcKind::CPU, 0, MemKind::SYSMEM));
  EXPECT_FALSE(machine.canAddress(0, ProcKind::CPU, 1, MemKind::SYSMEM));
  EXPECT_EQ(machine.chooseMemory(0, ProcKind::GPU, 0, MemKind::FBMEM), nullptr);
  EXPECT_TRUE(machine.getNode(7).memories.empty());
}
