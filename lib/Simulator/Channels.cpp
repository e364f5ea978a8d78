//===- Channels.cpp - Links of a machine as servers -----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Channels.h"

#include <algorithm>
#include <cmath>

using namespace mapwright;
using namespace mapwright::sim;

Channels::Channels(const MachineModel &model)
    : model(model),
      channelsPerNode(model.getNumChannels() / model.getNumNodes()),
      freeAt(model.getNumChannels(), 0), busy(freeAt), carried(freeAt) {}

const Way &Channels::getWay(uint32_t from, uint32_t to) {
  uint64_t key = uint64_t(from) * model.getNumMemories() + to;
  auto found = ways.find(key);
  if (found != ways.end())
    return found->second;
  return ways.try_emplace(key, findWay(from, to)).first->second;
}

Way Channels::findWay(uint32_t from, uint32_t to) {
  Way way{0, 0, static_cast<uint32_t>(hops.size()), 0};
  llvm::SmallVector<unsigned, 8> channels;
  if (!model.getRoute(from, to, channels))
    return way;
  way.bytesPerSecond = model.getBandwidth(from, to);
  for (size_t index = 0; index < channels.size(); ++index) {
    const Channel &facts = model.getChannelFacts(channels[index]);
    double latency = facts.latencySeconds;
    bool leavesNode = index + 1 < channels.size() &&
                      channels[index] / channelsPerNode !=
                          channels[index + 1] / channelsPerNode;
    if (leavesNode)
      latency += model.getNetworkLatency();
    hops.push_back({channels[index], facts.bytesPerSecond, latency});
    way.latency += latency;
  }
  way.numHops = channels.size();
  return way;
}

double Channels::occupy(uint32_t channel, double seconds, double bytes,
                        double from) {
  double start = std::max(from, freeAt[channel]);
  freeAt[channel] = start + seconds;
  busy[channel] += seconds;
  carried[channel] += bytes;
  return start;
}

Channels::Transfer Channels::send(const Way &way, uint64_t bytes,
                                  double slowdown, double now) {
  double amount = static_cast<double>(bytes);
  if (way.numHops == 0)
    return {now, now + amount / way.bytesPerSecond * slowdown};
  double first = 0, next = now, latencyLeft = way.latency, end = now;
  for (uint32_t index = 0; index < way.numHops; ++index) {
    const Way::Hop &hop = hops[way.firstHop + index];
    double seconds = amount / hop.bytesPerSecond * slowdown;
    double start = occupy(hop.channel, seconds, amount, next);
    if (index == 0)
      first = start;
    end = std::max(end, start + seconds + latencyLeft);
    next = start + hop.latency;
    latencyLeft -= hop.latency;
  }
  return {first, end};
}

double Channels::access(uint32_t channel, double bytes, double now) {
  double seconds = bytes / model.getChannelFacts(channel).bytesPerSecond;
  return occupy(channel, seconds, bytes, now) + seconds;
}

std::vector<uint64_t> Channels::getBytes() const {
  std::vector<uint64_t> bytes;
  bytes.reserve(carried.size());
  for (double amount : carried)
    bytes.push_back(static_cast<uint64_t>(std::llround(amount)));
  return bytes;
}
