//===- SpecModel.cpp - Performance of machines given by counts ------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ModelParts.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Twine.h"

using namespace mapwright;
using llvm::Expected;
using llvm::StringRef;
using llvm::Twine;

namespace {
/// Gives the node of a specification the rates of a preset that it resembles.
/// Every GPU has a host link of its own, and GPUs copy from each other over
/// these links; all host memories are one DRAM.
class SpecBuilder {
public:
  SpecBuilder(const Node &node, const MachineModel &resembled)
      : resembled(resembled), preset(resembled.getNode()) {
    model.node.memories = node.memories;
  }

  NodeModel build(const Node &node);

private:
  void nameMemories();
  void addChannels();
  unsigned addChannel(StringRef name, StringRef like);
  void addRoutes();
  void addRoute(unsigned from, unsigned to);
  void addGates();
  void addProcessors(const Node &node, ProcKind kind);
  AccessPath makeAccess(ProcKind kind, unsigned memory, unsigned index) const;
  /// The number of the GPU that owns a memory; none for the host's.
  std::optional<unsigned> getOwner(unsigned memory) const {
    return owners[memory];
  }
  unsigned findMemoryLike(MemKind kind) const;

  const MachineModel &resembled;
  const NodeModel &preset;
  NodeModel model;
  std::vector<std::optional<unsigned>> owners;
  unsigned dram = 0, hostCopies = 0, networkOut = 0, networkIn = 0;
  std::vector<unsigned> down, up; ///< host links by GPU
};
} // namespace

/// A memory of the preset of that kind; its system memory if there is none.
unsigned SpecBuilder::findMemoryLike(MemKind kind) const {
  const auto &memories = preset.node.memories;
  for (auto [i, memory] : llvm::enumerate(memories))
    if (memory.kind == kind)
      return i;
  return 0;
}

static std::string makeMemoryName(MemKind kind) {
  return StringRef(spelling(kind)).lower();
}

void SpecBuilder::nameMemories() {
  unsigned numGPUs = 0;
  for (const Memory &memory : model.node.memories) {
    bool isGPUs = memory.kind == MemKind::FBMEM;
    owners.push_back(isGPUs ? std::optional(numGPUs) : std::nullopt);
    model.memoryNames.push_back(isGPUs ? "fb" + std::to_string(numGPUs++)
                                       : makeMemoryName(memory.kind));
    unsigned like = findMemoryLike(memory.kind);
    model.selfCopies.push_back(preset.selfCopies[like]);
    NumberSources sources;
    for (const auto &source : preset.sources.memories[like])
      if (source.first == "copy_bytes_per_second")
        sources.push_back(source);
    model.sources.memories.push_back(std::move(sources));
  }
}

unsigned SpecBuilder::addChannel(StringRef name, StringRef like) {
  for (auto [i, channel] : llvm::enumerate(preset.channels)) {
    if (channel.name != like)
      continue;
    model.channels.push_back(
        {name.str(), channel.bytesPerSecond, channel.latencySeconds});
    model.sources.channels.push_back(preset.sources.channels[i]);
  }
  return model.channels.size() - 1;
}

void SpecBuilder::addChannels() {
  dram = addChannel("dram", "dram");
  hostCopies = addChannel("memcpy", "memcpy");
  networkOut = addChannel("nic0.out", "nic0.out");
  networkIn = addChannel("nic0.in", "nic0.in");
  unsigned numGPUs = llvm::count_if(
      owners, [](std::optional<unsigned> owner) { return owner.has_value(); });
  for (unsigned gpu = 0; gpu < numGPUs; ++gpu) {
    std::string name = "pcie" + std::to_string(gpu);
    down.push_back(addChannel(name + ".down", "pcie0.down"));
    up.push_back(addChannel(name + ".up", "pcie0.up"));
  }
}

void SpecBuilder::addRoute(unsigned from, unsigned to) {
  Route &route = model.routes[from * model.memoryNames.size() + to];
  std::optional<unsigned> source = getOwner(from), target = getOwner(to);
  if (source)
    route.channels.push_back(up[*source]);
  if (!source && !target)
    route.channels.push_back(hostCopies);
  if (!source || !target)
    route.channels.push_back(dram);
  if (target)
    route.channels.push_back(down[*target]);
}

void SpecBuilder::addRoutes() {
  size_t count = model.memoryNames.size();
  model.routes.resize(count * count);
  for (size_t from = 0; from < count; ++from)
    for (size_t to = 0; to < count; ++to)
      if (from != to)
        addRoute(from, to);
}

void SpecBuilder::addGates() {
  for (std::optional<unsigned> owner : owners) {
    Route out, in;
    if (owner)
      out.channels.push_back(up[*owner]);
    out.channels.append({dram, networkOut});
    in.channels.append({networkIn, dram});
    if (owner)
      in.channels.push_back(down[*owner]);
    model.toNetwork.push_back(std::move(out));
    model.fromNetwork.push_back(std::move(in));
  }
  model.sources.network = preset.sources.network;
}

AccessPath SpecBuilder::makeAccess(ProcKind kind, unsigned memory,
                                   unsigned index) const {
  AccessPath access = {};
  access.memory = memory;
  bool isGPU = kind == ProcKind::GPU;
  MemKind like = model.node.memories[memory].kind;
  // The host sees every memory of its own like its system memory.
  if (!isGPU)
    like = MemKind::SYSMEM;
  for (const AccessPath &path :
       preset.paths[static_cast<unsigned>(kind)].front())
    if (preset.node.memories[path.memory].kind == like)
      access.bytesPerSecond = path.bytesPerSecond;
  if (getOwner(memory))
    return access;
  access.loads.push_back(dram);
  access.stores.push_back(dram);
  if (isGPU) {
    access.loads.push_back(down[index]);
    access.stores.insert(access.stores.begin(), up[index]);
  }
  return access;
}

void SpecBuilder::addProcessors(const Node &node, ProcKind kind) {
  unsigned number = static_cast<unsigned>(kind);
  if (node.processors[number].empty())
    return;
  // Kinds that the preset has not run on a core as well.
  ProcKind like = preset.paths[number].empty() ? ProcKind::CPU : kind;
  unsigned likeNumber = static_cast<unsigned>(like);
  model.rates[number] = preset.rates[likeNumber];
  model.sources.processors[number] = preset.sources.processors[likeNumber];
  for (auto [i, processor] : llvm::enumerate(node.processors[number])) {
    std::vector<AccessPath> &paths = model.paths[number].emplace_back();
    for (const Affinity &affinity : processor.affinities)
      paths.push_back(makeAccess(like, affinity.memory, i));
  }
}

NodeModel SpecBuilder::build(const Node &node) {
  nameMemories();
  addChannels();
  addRoutes();
  addGates();
  for (unsigned kind = 0; kind < numProcKinds; ++kind)
    addProcessors(node, static_cast<ProcKind>(kind));
  deriveProcessors(model);
  model.sources.runtime = preset.sources.runtime;
  model.sources.description =
      ("Counts of the specification, rates of the preset " +
       resembled.getName() + ".")
          .str();
  return std::move(model);
}

Expected<MachineModel> mapwright::makeSpecModel(StringRef spec,
                                                const Machine &machine,
                                                const MachineModel &resembled) {
  const Node &node = machine.getNode(0);
  for (unsigned kind = 0; kind < numProcKinds; ++kind) {
    // Each GPU brings a memory and two channels, beside those of the host.
    bool isGPU = static_cast<ProcKind>(kind) == ProcKind::GPU;
    unsigned most = isGPU ? maxModelChannels / 2 - 2 : maxModelProcessors;
    if (node.processors[kind].size() > most)
      return llvm::createStringError(
          llvm::inconvertibleErrorCode(),
          "machine '" + spec + "': a machine with rates has at most " +
              Twine(most) + " " + spelling(static_cast<ProcKind>(kind)) +
              " processors a node");
  }
  return MachineModel(spec.str(), SpecBuilder(node, resembled).build(node),
                      machine.getNumNodes(), resembled.getNetworkLatency(),
                      resembled.getRuntime());
}
