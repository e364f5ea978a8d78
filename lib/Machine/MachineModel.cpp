//===- MachineModel.cpp - What a machine can do in a second ---------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Machine/MachineModel.h"

#include <algorithm>

using namespace mapwright;
using llvm::SmallVectorImpl;

MachineModel::MachineModel(std::string name, NodeModel node, unsigned numNodes,
                           double networkLatencySeconds, RuntimeCosts runtime)
    : name(std::move(name)), node(std::move(node)),
      machine(this->node.node, numNodes), networkLatency(networkLatencySeconds),
      runtime(runtime), memoriesPerNode(this->node.node.memories.size()),
      channelsPerNode(this->node.channels.size()) {
  for (unsigned kind = 0; kind < numProcKinds; ++kind) {
    firstOfKind[kind] = processorsPerNode;
    processorsPerNode += this->node.node.processors[kind].size();
  }
}

unsigned MachineModel::getProcessor(const Place &place) const {
  return place.node * processorsPerNode +
         firstOfKind[static_cast<unsigned>(place.kind)] + place.index;
}

Place MachineModel::getPlace(unsigned processor) const {
  unsigned local = processor % processorsPerNode;
  unsigned kind = numProcKinds - 1;
  // Kinds without processors start where the next one does.
  while (firstOfKind[kind] > local ||
         node.node.processors[kind].size() <= local - firstOfKind[kind])
    --kind;
  Place place;
  place.kind = static_cast<ProcKind>(kind);
  place.node = processor / processorsPerNode;
  place.index = local - firstOfKind[kind];
  return place;
}

std::string MachineModel::getMemoryName(unsigned memory) const {
  return "node " + std::to_string(getNodeOfMemory(memory)) + " " +
         node.memoryNames[memory % memoriesPerNode];
}

std::string MachineModel::getChannelName(unsigned channel) const {
  return "node " + std::to_string(channel / channelsPerNode) + " " +
         getChannelFacts(channel).name;
}

std::optional<unsigned> MachineModel::chooseMemory(const Place &place,
                                                   MemKind kind) const {
  const Memory *chosen =
      machine.chooseMemory(place.node, place.kind, place.index, kind);
  if (!chosen)
    return std::nullopt;
  const std::vector<Memory> &all = machine.getNode(place.node).memories;
  return getMemory(place.node, chosen - all.data());
}

static void addChannels(const Route &route, unsigned firstChannel,
                        SmallVectorImpl<unsigned> &channels) {
  for (unsigned channel : route.channels)
    channels.push_back(firstChannel + channel);
}

bool MachineModel::getRoute(unsigned from, unsigned to,
                            SmallVectorImpl<unsigned> &channels) const {
  channels.clear();
  if (from == to)
    return true;
  unsigned fromNode = getNodeOfMemory(from), toNode = getNodeOfMemory(to);
  unsigned fromLocal = from % memoriesPerNode, toLocal = to % memoriesPerNode;
  if (fromNode == toNode) {
    const Route &route = node.routes[fromLocal * memoriesPerNode + toLocal];
    addChannels(route, fromNode * channelsPerNode, channels);
    return !route.channels.empty();
  }
  const Route &out = node.toNetwork[fromLocal], &in = node.fromNetwork[toLocal];
  if (out.channels.empty() || in.channels.empty())
    return false;
  addChannels(out, fromNode * channelsPerNode, channels);
  addChannels(in, toNode * channelsPerNode, channels);
  return true;
}

double MachineModel::getBandwidth(unsigned from, unsigned to) const {
  if (from == to)
    return node.selfCopies[from % memoriesPerNode];
  llvm::SmallVector<unsigned, 8> channels;
  if (!getRoute(from, to, channels))
    return 0;
  double smallest = getChannelFacts(channels.front()).bytesPerSecond;
  for (unsigned channel : channels)
    smallest = std::min(smallest, getChannelFacts(channel).bytesPerSecond);
  return smallest;
}

double MachineModel::getLatency(unsigned from, unsigned to) const {
  llvm::SmallVector<unsigned, 8> channels;
  getRoute(from, to, channels);
  double sum = 0;
  for (unsigned channel : channels)
    sum += getChannelFacts(channel).latencySeconds;
  if (!channels.empty() && getNodeOfMemory(from) != getNodeOfMemory(to))
    sum += networkLatency;
  return sum;
}

const AccessPath *MachineModel::getAccess(const Place &place,
                                          unsigned memory) const {
  if (getNodeOfMemory(memory) != static_cast<unsigned>(place.node))
    return nullptr;
  const auto &ofKind = node.paths[static_cast<unsigned>(place.kind)];
  if (static_cast<size_t>(place.index) >= ofKind.size())
    return nullptr;
  for (const AccessPath &path : ofKind[place.index])
    if (path.memory == memory % memoriesPerNode)
      return &path;
  return nullptr;
}
