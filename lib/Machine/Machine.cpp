//===- Machine.cpp - The machine model ------------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Machine/Machine.h"

#include <algorithm>

using namespace mapwright;

Machine::Machine(std::vector<Node> nodes)
    : nodes(std::move(nodes)), numNodes(this->nodes.size()) {
  countProcessors();
}

Machine::Machine(Node node, unsigned count) : numNodes(count) {
  if (count > 0)
    nodes.push_back(std::move(node));
  countProcessors();
}

void Machine::countProcessors() {
  for (unsigned kind = 0; kind < numProcKinds; ++kind) {
    bool first = true;
    for (const Node &node : nodes) {
      unsigned count = node.processors[kind].size();
      fewest[kind] = first ? count : std::min(fewest[kind], count);
      most[kind] = std::max(most[kind], count);
      first = false;
    }
  }
}

const Node &Machine::getNode(unsigned node) const {
  static const Node nothing;
  if (node >= numNodes)
    return nothing;
  return nodes.size() == 1 ? nodes.front() : nodes[node];
}

bool Machine::canAddress(unsigned node, ProcKind kind, unsigned index,
                         MemKind memory) const {
  return chooseMemory(node, kind, index, memory) != nullptr;
}

const Memory *Machine::chooseMemory(unsigned node, ProcKind proc,
                                    unsigned index, MemKind memory) const {
  const Node &where = getNode(node);
  const auto &processors = where.processors[static_cast<unsigned>(proc)];
  if (index >= processors.size())
    return nullptr;

  const Memory *best = nullptr;
  uint64_t bestBandwidth = 0;
  for (const Affinity &affinity : processors[index].affinities) {
    const Memory &candidate = where.memories[affinity.memory];
    if (candidate.kind != memory || candidate.bytes == 0)
      continue;
    bool better =
        !best || affinity.bandwidth > bestBandwidth ||
        (affinity.bandwidth == bestBandwidth && candidate.id < best->id);
    if (!better)
      continue;
    best = &candidate;
    bestBandwidth = affinity.bandwidth;
  }
  return best;
}
