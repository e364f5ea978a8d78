//===- MachineModelTest.cpp - Tests of presets and their numbers ----------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Machine/MachineModel.h"

#include "llvm/ADT/STLExtras.h"

#include "gtest/gtest.h"

#include <set>

using namespace mapwright;
using llvm::StringRef;

static MachineModel load(StringRef argument) {
  llvm::Expected<MachineModel> model = loadMachine(argument);
  if (model)
    return std::move(*model);
  ADD_FAILURE() << llvm::toString(model.takeError());
  return MachineModel("", {}, 0, 0, {});
}

static std::string messageOf(StringRef argument) {
  llvm::Expected<MachineModel> model = loadMachine(argument);
  return model ? "accepted" : llvm::toString(model.takeError());
}

/// The number of the memory called `name` on a node.
static unsigned find(const MachineModel &model, StringRef name,
                     unsigned node = 0) {
  const std::vector<std::string> &names = model.getNode().memoryNames;
  for (auto [i, candidate] : llvm::enumerate(names))
    if (candidate == name)
      return model.getMemory(node, i);
  ADD_FAILURE() << "no memory " << name.str();
  return 0;
}

/// Names of the channels between two memories, with the node of each.
static std::string route(const MachineModel &model, unsigned from,
                         unsigned to) {
  llvm::SmallVector<unsigned> channels;
  if (!model.getRoute(from, to, channels))
    return "none";
  std::string text;
  for (unsigned channel : channels)
    text += (text.empty() ? "" : ", ") + model.getChannelName(channel);
  return text;
}

TEST(Presets, AllReachAllAndHaveRates) {
  ASSERT_EQ(getPresetNames().size(), 5u);
  for (StringRef name : getPresetNames()) {
    SCOPED_TRACE(name.str());
    MachineModel model = load((name + ":2").str());
    EXPECT_EQ(model.getName(), name);
    EXPECT_EQ(model.getNumNodes(), 2u);
    for (unsigned from = 0; from < model.getNumMemories(); ++from)
      for (unsigned to = 0; to < model.getNumMemories(); ++to) {
        EXPECT_GT(model.getBandwidth(from, to), 1e9) << from << " " << to;
        EXPECT_EQ(model.getLatency(from, to) > 0, from != to);
      }
    for (unsigned kind = 0; kind < numProcKinds; ++kind)
      if (model.getMachine().hasEverywhere(static_cast<ProcKind>(kind)))
        EXPECT_GT(model.getNode().rates[kind].flopsPerSecond, 1e9);
    EXPECT_TRUE(model.getMachine().hasEverywhere(ProcKind::CPU));
    EXPECT_EQ(model.getRuntime().window, 1024u);
    EXPECT_EQ(model.getRuntime().utilityProcessors, 1u);
  }
}

/// Numbers of `sources` that do not come with an origin.
static unsigned countMissing(const std::vector<NumberSources> &all,
                             size_t numbers) {
  return llvm::count_if(
      all, [&](const NumberSources &some) { return some.size() != numbers; });
}

TEST(Presets, EveryNumberHasASource) {
  for (StringRef name : getPresetNames()) {
    SCOPED_TRACE(name.str());
    const MachineModel model = load(name);
    const ModelSources &sources = model.getNode().sources;
    EXPECT_EQ(countMissing(sources.memories, 2), 0u);
    EXPECT_EQ(countMissing(sources.channels, 2), 0u);
    EXPECT_EQ(sources.memories.size(), model.getNumMemories());
    EXPECT_EQ(sources.channels.size(), model.getNumChannels());
    EXPECT_EQ(sources.network.size(), 1u);
    EXPECT_EQ(sources.runtime.size(), 12u);
    for (unsigned kind = 0; kind < numProcKinds; ++kind) {
      std::set<MemKind> seen;
      for (const auto &paths : model.getNode().paths[kind])
        for (const AccessPath &path : paths)
          seen.insert(model.getMemoryFacts(path.memory).kind);
      EXPECT_EQ(sources.processors[kind].size(),
                seen.empty() ? 0 : 3 + seen.size());
    }
  }
}

TEST(Presets, PaperNode) {
  MachineModel model = load("p100x4");
  EXPECT_EQ(model.getMachine().getNumProcessors(ProcKind::GPU), 4u);
  EXPECT_EQ(model.getMachine().getNumProcessors(ProcKind::CPU), 8u);
  const ProcessorRates &gpu =
      model.getNode().rates[static_cast<unsigned>(ProcKind::GPU)];
  EXPECT_EQ(gpu.flopsPerSecond, 4.7e12);
  EXPECT_EQ(gpu.launchSeconds, 5e-6);
  EXPECT_EQ(gpu.sectorBytes, 32u);

  unsigned sys = find(model, "sysmem"), zc = find(model, "zcmem"),
           fb0 = find(model, "fb0"), fb1 = find(model, "fb1"),
           fb2 = find(model, "fb2");
  EXPECT_EQ(route(model, sys, fb0), "node 0 dram, node 0 pcie0.down");
  EXPECT_EQ(model.getBandwidth(sys, fb0), 11.688e9);
  EXPECT_DOUBLE_EQ(model.getLatency(sys, fb0), 1e-7 + 5e-6);
  EXPECT_EQ(model.getBandwidth(fb0, zc), 12.8e9);
  EXPECT_EQ(model.getBandwidth(fb0, fb0), 366e9);
  EXPECT_EQ(route(model, fb0, fb1), "node 0 pcie0.up, node 0 pcie1.down");
  EXPECT_DOUBLE_EQ(model.getLatency(fb0, fb1), 10e-6);
  EXPECT_EQ(route(model, zc, fb2),
            "node 0 dram, node 0 qpi.0to1, node 0 pcie2.down");
}

// No peer access between sockets: one hop to host memory, one from there.
TEST(Presets, PaperNodeStagesBetweenSockets) {
  MachineModel model = load("p100x4");
  unsigned zc = find(model, "zcmem"), fb0 = find(model, "fb0"),
           fb3 = find(model, "fb3");
  EXPECT_EQ(route(model, fb0, fb3),
            "node 0 pcie0.up, node 0 dram, node 0 qpi.0to1, node 0 pcie3.down");
  EXPECT_EQ(route(model, fb3, fb0),
            "node 0 pcie3.up, node 0 qpi.1to0, node 0 dram, node 0 pcie0.down");
  EXPECT_EQ(model.getBandwidth(fb0, fb3),
            std::min(model.getBandwidth(fb0, zc), model.getBandwidth(zc, fb3)));
  // The memory in the middle counts once.
  EXPECT_NEAR(model.getLatency(fb0, fb3),
              model.getLatency(fb0, zc) + model.getLatency(zc, fb3) - 1e-7,
              1e-12);
}

TEST(Presets, KernelsAccessTheirMemories) {
  MachineModel model = load("p100x4:2");
  Place gpu{ProcKind::GPU, 1, 2};
  unsigned own = find(model, "fb2", 1), other = find(model, "fb1", 1),
           zc = find(model, "zcmem", 1);
  EXPECT_EQ(model.chooseMemory(gpu, MemKind::FBMEM), own);
  EXPECT_EQ(model.chooseMemory(gpu, MemKind::ZCMEM), zc);
  EXPECT_EQ(model.chooseMemory(gpu, MemKind::SYSMEM), std::nullopt);
  EXPECT_EQ(model.getAccess(gpu, other), nullptr);
  EXPECT_EQ(model.getAccess(gpu, find(model, "fb2", 0)), nullptr);
  ASSERT_NE(model.getAccess(gpu, own), nullptr);
  EXPECT_TRUE(model.getAccess(gpu, own)->loads.empty());
  EXPECT_EQ(model.getAccess(gpu, own)->bytesPerSecond, 732e9);

  const AccessPath *zeroCopy = model.getAccess(gpu, zc);
  ASSERT_NE(zeroCopy, nullptr);
  EXPECT_EQ(zeroCopy->bytesPerSecond, 11.688e9);
  std::vector<std::string> loads, stores;
  for (unsigned channel : zeroCopy->loads)
    loads.push_back(model.getNode().channels[channel].name);
  for (unsigned channel : zeroCopy->stores)
    stores.push_back(model.getNode().channels[channel].name);
  EXPECT_EQ(loads,
            (std::vector<std::string>{"dram", "qpi.0to1", "pcie2.down"}));
  EXPECT_EQ(stores, (std::vector<std::string>{"pcie2.up", "qpi.1to0", "dram"}));

  const Machine &machine = model.getMachine();
  EXPECT_TRUE(machine.canAddress(1, ProcKind::CPU, 7, MemKind::ZCMEM));
  EXPECT_FALSE(machine.canAddress(1, ProcKind::CPU, 7, MemKind::FBMEM));
  EXPECT_FALSE(machine.canAddress(1, ProcKind::GPU, 0, MemKind::RDMEM));
}

TEST(Presets, NVLinkChangesOnlyPeersAndPeak) {
  MachineModel model = load("p100x4-nvlink");
  unsigned fb0 = find(model, "fb0"), fb1 = find(model, "fb1"),
           fb3 = find(model, "fb3");
  EXPECT_EQ(model.getBandwidth(fb0, fb1), 18.31e9);
  EXPECT_EQ(model.getBandwidth(fb0, fb3), 36.39e9);
  EXPECT_EQ(route(model, fb3, fb0), "node 0 nvlink.3to0");
  EXPECT_EQ(model.getBandwidth(find(model, "sysmem"), fb0), 11.688e9);
}

TEST(Presets, Lassen) {
  MachineModel model = load("v100x4:2");
  unsigned zc = find(model, "zcmem"), fb0 = find(model, "fb0"),
           fb1 = find(model, "fb1"), fb2 = find(model, "fb2");
  EXPECT_EQ(model.getBandwidth(zc, fb0), 75e9);
  EXPECT_EQ(model.getBandwidth(zc, fb2), 64e9);
  EXPECT_EQ(model.getBandwidth(fb0, fb1), 75e9);
  EXPECT_EQ(route(model, fb0, fb2),
            "node 0 nvhost0.up, node 0 xbus.0to1, node 0 nvhost2.down");
  EXPECT_EQ(model.getMemoryFacts(fb0).bytes, 15000ull << 20);
  EXPECT_EQ(route(model, fb2, find(model, "fb0", 1)),
            "node 0 nvhost2.up, node 0 nic1.out, node 1 nic0.in, node 1 dram, "
            "node 1 nvhost0.down");
}

TEST(Presets, H100) {
  MachineModel model = load("h100x8:2");
  unsigned fb0 = find(model, "fb0"), fb7 = find(model, "fb7");
  EXPECT_EQ(model.getBandwidth(fb0, fb7), 450e9);
  EXPECT_EQ(route(model, fb0, fb7), "node 0 nvlink0.out, node 0 nvlink7.in");
  unsigned remote = find(model, "fb5", 1);
  EXPECT_EQ(route(model, fb7, remote),
            "node 0 pcie7.up, node 0 nic7.out, node 1 nic5.in, node 1 "
            "pcie5.down");
  EXPECT_EQ(model.getBandwidth(fb7, remote), 50e9);
}

TEST(Presets, SocketMemoriesOfTheCPUNode) {
  MachineModel model = load("cpu");
  Place first{ProcKind::OMP, 0, 0}, second{ProcKind::OMP, 0, 1};
  EXPECT_EQ(model.chooseMemory(first, MemKind::SOCKMEM),
            find(model, "sockmem0"));
  EXPECT_EQ(model.chooseMemory(second, MemKind::SOCKMEM),
            find(model, "sockmem1"));
  EXPECT_EQ(model.getAccess(second, find(model, "sysmem"))->bytesPerSecond,
            32e9);
}

TEST(MachineModel, NumbersProcessorsByNodeKindIndex) {
  MachineModel model = load("p100x4:3");
  EXPECT_EQ(model.getNumProcessors(), 36u);
  EXPECT_EQ(model.getProcessor({ProcKind::CPU, 0, 0}), 0u);
  EXPECT_EQ(model.getProcessor({ProcKind::GPU, 0, 0}), 8u);
  EXPECT_EQ(model.getProcessor({ProcKind::CPU, 2, 1}), 25u);
  for (unsigned i = 0; i < model.getNumProcessors(); ++i)
    EXPECT_EQ(model.getProcessor(model.getPlace(i)), i);
  Place last = model.getPlace(35);
  EXPECT_EQ(last, (Place{ProcKind::GPU, 2, 3}));
}

TEST(MachineModel, NodesAreConnectedByTheNetwork) {
  MachineModel model = load("p100x4:16");
  EXPECT_EQ(model.getNumMemories(), 16u * 7);
  EXPECT_EQ(model.getMemoryName(find(model, "fb2", 9)), "node 9 fb2");
  EXPECT_EQ(model.getNodeOfMemory(find(model, "fb2", 9)), 9u);
  unsigned from = find(model, "fb3", 4), to = find(model, "fb0", 9);
  EXPECT_EQ(route(model, from, to),
            "node 4 pcie3.up, node 4 qpi.1to0, node 4 dram, node 4 nic0.out, "
            "node 9 nic0.in, node 9 dram, node 9 pcie0.down");
  EXPECT_EQ(model.getBandwidth(from, to), 11.688e9);
  EXPECT_NEAR(model.getLatency(from, to),
              5e-6 + 2e-7 + 1e-7 + 5e-7 + 2e-6 + 5e-7 + 1e-7 + 5e-6, 1e-12);
  EXPECT_EQ(route(model, from, from), "");
}

TEST(LoadMachine, CountsGetTheRatesOfAPreset) {
  MachineModel gpus = load("nodes:2,GPU:3,CPU:2,IO:1");
  EXPECT_EQ(gpus.getMachine().getNumProcessors(ProcKind::GPU), 3u);
  EXPECT_EQ(gpus.getMachine().getNumProcessors(ProcKind::IO), 1u);
  MachineModel preset = load("p100x4");
  for (ProcKind kind : {ProcKind::CPU, ProcKind::GPU})
    EXPECT_EQ(
        gpus.getNode().rates[static_cast<unsigned>(kind)].flopsPerSecond,
        preset.getNode().rates[static_cast<unsigned>(kind)].flopsPerSecond);
  unsigned fb1 = find(gpus, "fb1"), zc = find(gpus, "zcmem");
  EXPECT_EQ(route(gpus, zc, fb1), "node 0 dram, node 0 pcie1.down");
  EXPECT_EQ(route(gpus, fb1, find(gpus, "fb2")),
            "node 0 pcie1.up, node 0 pcie2.down");
  EXPECT_EQ(gpus.getBandwidth(zc, fb1), 11.688e9);
  EXPECT_EQ(gpus.chooseMemory({ProcKind::GPU, 1, 2}, MemKind::FBMEM),
            find(gpus, "fb2", 1));
  EXPECT_EQ(gpus.getAccess({ProcKind::GPU, 0, 1}, zc)->loads.size(), 2u);
  EXPECT_EQ(gpus.getMemoryFacts(fb1).bytes, unknownCapacity);
  EXPECT_GT(gpus.getBandwidth(fb1, find(gpus, "sysmem", 1)), 1e9);
}

TEST(LoadMachine, CountsWithoutGPUs) {
  MachineModel cpus = load("nodes:2,CPU:4,OMP:2");
  EXPECT_EQ(route(cpus, find(cpus, "sysmem"), find(cpus, "sockmem")),
            "node 0 memcpy, node 0 dram");
  const auto &rates = cpus.getNode().rates;
  EXPECT_EQ(rates[static_cast<unsigned>(ProcKind::OMP)].flopsPerSecond,
            5 * rates[static_cast<unsigned>(ProcKind::CPU)].flopsPerSecond);
}

TEST(LoadMachine, CountsUpToTheLimits) {
  EXPECT_EQ(load("nodes:1048576,GPU:510,CPU:1024")
                .getMachine()
                .getNumProcessors(ProcKind::GPU),
            510u);
  EXPECT_EQ(messageOf("nodes:1,GPU:511"),
            "machine 'nodes:1,GPU:511': a machine with rates has at most 510 "
            "GPU processors a node");
  EXPECT_EQ(messageOf("nodes:1,PY:1025"),
            "machine 'nodes:1,PY:1025': a machine with rates has at most 1024 "
            "PY processors a node");
}

TEST(LoadMachine, Errors) {
  std::string presets = "': expected FILE.json, PRESET[:NODES] or "
                        "nodes:N[,KIND:COUNT]..., where PRESET is p100x4, "
                        "p100x4-nvlink, v100x4, h100x8, cpu";
  EXPECT_EQ(messageOf("p10x4"), "there is no machine 'p10x4" + presets +
                                    "; did you mean 'p100x4'?");
  EXPECT_EQ(messageOf("frontier:4"),
            "there is no machine 'frontier:4" + presets);
  EXPECT_EQ(messageOf(""), "there is no machine '" + presets);
  EXPECT_EQ(messageOf("cpu:0"),
            "machine 'cpu:0': expected 1 to 1048576 nodes, got '0'");
  EXPECT_EQ(messageOf("cpu:"),
            "machine 'cpu:': expected 1 to 1048576 nodes, got ''");
  EXPECT_EQ(messageOf("cpu:1048577"),
            "machine 'cpu:1048577': expected 1 to 1048576 nodes, got "
            "'1048577'");
  EXPECT_EQ(messageOf("nodes:0"),
            "machine 'nodes:0': expected 1 to 1048576 nodes, got '0'");
  EXPECT_NE(messageOf("missing.json").find("missing.json"), std::string::npos);
}

TEST(DescribeMachine, SaysWhatThereIs) {
  std::string text = describeMachine(load("p100x4:4"));
  for (StringRef part :
       {"p100x4: 4 nodes\n", "  GPU   4      4700     5          32\n",
        "  GPU 2      zcmem   11.688  dram qpi.0to1 pcie2.down  "
        "pcie2.up qpi.1to0 dram\n",
        "  fb3     FBMEM   14.6 GiB", "  pcie3.down  11.688  5\n",
        "  fb0      fb2      11.688  10.3        pcie0.up dram qpi.0to1 "
        "pcie2.down\n",
        "  map per task              60\n",
        "  channel pcie0.up, pcie1.up, pcie2.up, pcie3.up\n",
        "    FBMEM: data sheet: NVIDIA Tesla P100 16 GB: 732 GB/s\n"})
    EXPECT_NE(text.find(part.str()), std::string::npos)
        << part.str() << "\nin\n"
        << text;
}
