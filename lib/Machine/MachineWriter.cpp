//===- MachineWriter.cpp - Writes a machine as JSON -----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ModelParts.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace mapwright;
using llvm::ArrayRef;
using llvm::StringRef;

namespace {
/// Writes every object of a model in full, without counts or indices.
class MachineWriter {
public:
  MachineWriter(const MachineModel &model, llvm::raw_ostream &os)
      : model(model), node(model.getNode()), json(os, /*IndentSize=*/2) {}

  void write();

private:
  void writeMemories();
  void writeChannels();
  void writeProcessors();
  void writeKind(unsigned kind);
  void writeAccess(const AccessPath &path);
  void writeRoutes();
  void writeNetwork();
  void writeRuntime();
  void writeSources(const NumberSources &sources);
  void writeChannelList(StringRef key, ArrayRef<unsigned> channels);

  const MachineModel &model;
  const NodeModel &node;
  llvm::json::OStream json;
};
} // namespace

void MachineWriter::write() {
  json.object([&] {
    json.attribute("schema",
                   (machineSchema + llvm::Twine(machineSchemaVersion)).str());
    json.attribute("name", model.getName());
    if (!node.sources.description.empty())
      json.attribute("description", node.sources.description);
    json.attribute("nodes", model.getNumNodes());
    json.attributeArray("memories", [&] { writeMemories(); });
    json.attributeArray("channels", [&] { writeChannels(); });
    json.attributeObject("processors", [&] { writeProcessors(); });
    json.attributeArray("routes", [&] { writeRoutes(); });
    if (!node.toNetwork.front().channels.empty())
      json.attributeObject("network", [&] { writeNetwork(); });
    json.attributeObject("runtime", [&] { writeRuntime(); });
  });
}

void MachineWriter::writeSources(const NumberSources &sources) {
  if (sources.empty())
    return;
  json.attributeObject("source", [&] {
    for (const auto &[key, text] : sources)
      json.attribute(key, text);
  });
}

void MachineWriter::writeChannelList(StringRef key,
                                     ArrayRef<unsigned> channels) {
  if (channels.empty())
    return;
  json.attributeArray(key, [&] {
    for (unsigned channel : channels)
      json.value(node.channels[channel].name);
  });
}

void MachineWriter::writeMemories() {
  for (auto [i, name] : llvm::enumerate(node.memoryNames)) {
    const Memory &memory = node.node.memories[i];
    json.object([&, i = i, &name = name] {
      json.attribute("name", name);
      json.attribute("kind", spelling(memory.kind));
      if (memory.bytes != unknownCapacity)
        json.attribute("capacity_bytes", memory.bytes);
      json.attribute("copy_bytes_per_second", node.selfCopies[i]);
      if (i < node.sources.memories.size())
        writeSources(node.sources.memories[i]);
    });
  }
}

void MachineWriter::writeChannels() {
  for (auto [i, channel] : llvm::enumerate(node.channels)) {
    json.object([&, i = i, &channel = channel] {
      json.attribute("name", channel.name);
      json.attribute("bytes_per_second", channel.bytesPerSecond);
      json.attribute("latency_seconds", channel.latencySeconds);
      if (i < node.sources.channels.size())
        writeSources(node.sources.channels[i]);
    });
  }
}

void MachineWriter::writeProcessors() {
  for (unsigned kind = 0; kind < numProcKinds; ++kind)
    if (!node.paths[kind].empty())
      json.attributeObject(spelling(static_cast<ProcKind>(kind)),
                           [&] { writeKind(kind); });
}

void MachineWriter::writeKind(unsigned kind) {
  const ProcessorRates &rates = node.rates[kind];
  json.attribute("flops_per_second", rates.flopsPerSecond);
  json.attribute("launch_seconds", rates.launchSeconds);
  json.attribute("sector_bytes", rates.sectorBytes);
  writeSources(node.sources.processors[kind]);
  json.attributeArray("members", [&] {
    for (const std::vector<AccessPath> &paths : node.paths[kind])
      json.object([&] {
        json.attributeArray("memories", [&] {
          for (const AccessPath &path : paths)
            json.object([&] { writeAccess(path); });
        });
      });
  });
}

void MachineWriter::writeAccess(const AccessPath &path) {
  json.attribute("memory", node.memoryNames[path.memory]);
  json.attribute("bytes_per_second", path.bytesPerSecond);
  writeChannelList("loads", path.loads);
  writeChannelList("stores", path.stores);
}

void MachineWriter::writeRoutes() {
  size_t count = node.memoryNames.size();
  for (size_t from = 0; from < count; ++from)
    for (size_t to = 0; to < count; ++to) {
      const Route &route = node.routes[from * count + to];
      if (from == to || route.channels.empty())
        continue;
      json.object([&] {
        json.attribute("from", node.memoryNames[from]);
        json.attribute("to", node.memoryNames[to]);
        writeChannelList("channels", route.channels);
      });
    }
}

void MachineWriter::writeNetwork() {
  json.attribute("latency_seconds", model.getNetworkLatency());
  writeSources(node.sources.network);
  json.attributeArray("memories", [&] {
    for (auto [name, out, in] :
         llvm::zip(node.memoryNames, node.toNetwork, node.fromNetwork))
      json.object([&, &name = name, &out = out, &in = in] {
        json.attribute("memory", name);
        writeChannelList("out", out.channels);
        writeChannelList("in", in.channels);
      });
  });
}

void MachineWriter::writeRuntime() {
  const RuntimeCosts &costs = model.getRuntime();
  for (const CostField &cost : getCostFields())
    json.attribute(cost.key, costs.*cost.field);
  json.attribute("utility_processors", costs.utilityProcessors);
  json.attribute("window", costs.window);
  writeSources(node.sources.runtime);
}

std::string mapwright::writeMachineJSON(const MachineModel &model) {
  std::string text;
  llvm::raw_string_ostream os(text);
  MachineWriter(model, os).write();
  os << '\n';
  return text;
}
