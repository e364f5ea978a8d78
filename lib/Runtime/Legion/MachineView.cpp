//===- MachineView.cpp - The machine as policies see it -------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MachineView.h"

#include <algorithm>

using namespace mapwright::legion;
using Legion::Machine;
using Legion::Memory;
using Legion::Processor;
using Affinity = Machine::ProcessorMemoryAffinity;

//===----------------------------------------------------------------------===//
// Kinds
//===----------------------------------------------------------------------===//

static constexpr Processor::Kind processorKinds[MW_PROC_KINDS] = {
    Processor::LOC_PROC, Processor::TOC_PROC, Processor::OMP_PROC,
    Processor::IO_PROC,  Processor::PY_PROC,  Processor::PROC_SET};
static constexpr const char *processorNames[MW_PROC_KINDS] = {
    "CPU", "GPU", "OMP", "IO", "PY", "PROC"};

static constexpr Memory::Kind memoryKinds[MW_VIRTUAL] = {
    Memory::SYSTEM_MEM, Memory::GPU_FB_MEM, Memory::Z_COPY_MEM,
    Memory::REGDMA_MEM, Memory::SOCKET_MEM};
static constexpr const char *memoryNames[MW_MEM_KINDS] = {
    "SYSMEM", "FBMEM", "ZCMEM", "RDMEM", "SOCKMEM", "VIRTUAL"};

std::optional<mw_proc> mapwright::legion::toPolicyKind(Processor::Kind kind) {
  for (unsigned i = 0; i < MW_PROC_KINDS; ++i)
    if (processorKinds[i] == kind)
      return static_cast<mw_proc>(i);
  return std::nullopt;
}

std::optional<mw_mem> mapwright::legion::toPolicyKind(Memory::Kind kind) {
  for (unsigned i = 0; i < MW_VIRTUAL; ++i)
    if (memoryKinds[i] == kind)
      return static_cast<mw_mem>(i);
  return std::nullopt;
}

Processor::Kind mapwright::legion::toLegionKind(mw_proc kind) {
  return processorKinds[kind];
}

Memory::Kind mapwright::legion::toLegionKind(mw_mem kind) {
  return memoryKinds[kind];
}

const char *mapwright::legion::spell(mw_proc kind) {
  return processorNames[kind];
}

const char *mapwright::legion::spell(mw_mem kind) { return memoryNames[kind]; }

//===----------------------------------------------------------------------===//
// Building
//===----------------------------------------------------------------------===//

/// The kinds of memory that a processor addresses, as a set of bits (MSP4).
static uint32_t listSeenKinds(Machine machine, Processor processor) {
  std::vector<Affinity> affinities;
  machine.get_proc_mem_affinity(affinities, processor, Memory::NO_MEMORY,
                                /*local_only=*/false);
  uint32_t seen = 0;
  for (const Affinity &affinity : affinities)
    if (auto kind = toPolicyKind(affinity.m.kind());
        kind && affinity.m.capacity() > 0)
      seen |= uint32_t(1) << *kind;
  return seen;
}

MachineView::MachineView(Machine machine, unsigned local) : machine(machine) {
  Machine::ProcessorQuery all(machine);
  for (Processor processor : all) {
    std::optional<mw_proc> kind = toPolicyKind(processor.kind());
    unsigned node = processor.address_space();
    if (nodes.size() <= node)
      nodes.resize(node + 1);
    if (kind)
      nodes[node][*kind].push_back(processor);
  }
  for (unsigned kind = 0; kind < MW_PROC_KINDS; ++kind) {
    size_t least = SIZE_MAX;
    for (Node &node : nodes) {
      std::sort(node[kind].begin(), node[kind].end());
      least = std::min(least, node[kind].size());
    }
    counts[kind] = nodes.empty() ? 0 : least;
    // All nodes count as alike; the first one is known on every rank.
    for (unsigned i = 0; i < counts[kind]; ++i)
      sees[kind].push_back(listSeenKinds(machine, nodes.front()[kind][i]));
    for (Processor processor : nodes[local][kind])
      localReach[processor] = findReach(processor);
    seenByAll[kind] = listSeenByAll(nodes[local][kind]);
  }
}

mw_machine MachineView::describeForPolicy() const {
  mw_machine result = {};
  result.size = sizeof(mw_machine);
  result.nodes = nodes.size();
  for (unsigned kind = 0; kind < MW_PROC_KINDS; ++kind) {
    result.procs[kind] = counts[kind];
    result.sees[kind] = sees[kind].data();
  }
  return result;
}

std::string MachineView::describe() const {
  std::string text = std::to_string(nodes.size());
  text += nodes.size() == 1 ? " node with" : " nodes with";
  const char *separator = " ";
  for (unsigned kind = 0; kind < MW_PROC_KINDS; ++kind)
    if (counts[kind] > 0) {
      text +=
          separator + std::to_string(counts[kind]) + " " + processorNames[kind];
      separator = ", ";
    }
  return nodes.size() == 1 ? text : text + " each";
}

//===----------------------------------------------------------------------===//
// Queries
//===----------------------------------------------------------------------===//

std::vector<mw_proc> MachineView::listUnequalKinds() const {
  std::vector<mw_proc> kinds;
  for (unsigned kind = 0; kind < MW_PROC_KINDS; ++kind)
    if (std::any_of(nodes.begin(), nodes.end(), [&](const Node &node) {
          return node[kind].size() != counts[kind];
        }))
      kinds.push_back(static_cast<mw_proc>(kind));
  return kinds;
}

mw_place MachineView::getPlace(Processor processor) const {
  mw_place place = {static_cast<int32_t>(processor.address_space()), 0};
  if (std::optional<mw_proc> kind = toPolicyKind(processor.kind())) {
    const std::vector<Processor> &same = nodes[place.node][*kind];
    place.index =
        std::lower_bound(same.begin(), same.end(), processor) - same.begin();
  }
  return place;
}

MachineView::Reach MachineView::findReach(Processor processor) const {
  std::vector<Affinity> affinities;
  machine.get_proc_mem_affinity(affinities, processor, Memory::NO_MEMORY,
                                /*local_only=*/false);
  Reach reach;
  Memories &best = reach.chosen;
  best.fill(Memory::NO_MEMORY);
  std::array<unsigned, MW_MEM_KINDS> bandwidths = {};
  auto offer = [&](const Affinity &affinity, unsigned slot) {
    if (best[slot].exists() &&
        (affinity.bandwidth < bandwidths[slot] ||
         (affinity.bandwidth == bandwidths[slot] && best[slot] < affinity.m)))
      return;
    best[slot] = affinity.m;
    bandwidths[slot] = affinity.bandwidth;
  };
  for (const Affinity &affinity : affinities) {
    reach.all.push_back(affinity.m);
    std::optional<mw_mem> kind = toPolicyKind(affinity.m.kind());
    if (!kind || affinity.m.capacity() == 0)
      continue;
    offer(affinity, *kind);
    offer(affinity, MW_VIRTUAL);
  }
  std::sort(reach.all.begin(), reach.all.end());
  return reach;
}

std::vector<Memory>
MachineView::listSeenByAll(const std::vector<Processor> &processors) const {
  if (processors.empty())
    return {};
  std::vector<Memory> seen = localReach.at(processors.front()).all;
  for (Processor processor : processors) {
    std::vector<Memory> both;
    const std::vector<Memory> &all = localReach.at(processor).all;
    std::set_intersection(seen.begin(), seen.end(), all.begin(), all.end(),
                          std::back_inserter(both));
    seen = std::move(both);
  }
  return seen;
}

MachineView::Memories MachineView::getMemories(Processor processor) const {
  auto known = localReach.find(processor);
  return known == localReach.end() ? findReach(processor).chosen
                                   : known->second.chosen;
}

Memory MachineView::findMemory(Processor processor, mw_mem kind) const {
  return kind == MW_VIRTUAL ? Memory::NO_MEMORY : getMemories(processor)[kind];
}

Memory MachineView::findDefaultMemory(Processor processor) const {
  return getMemories(processor)[MW_VIRTUAL];
}

bool MachineView::canAddress(Processor processor, Memory memory) const {
  auto known = localReach.find(processor);
  if (known == localReach.end())
    return machine.has_affinity(processor, memory);
  const std::vector<Memory> &all = known->second.all;
  return std::binary_search(all.begin(), all.end(), memory);
}

unsigned MachineView::getBandwidth(Memory from, Memory to) const {
  std::vector<Machine::MemoryMemoryAffinity> affinities;
  machine.get_mem_mem_affinity(affinities, from, to, /*local_only=*/false);
  return affinities.empty() ? 0 : affinities.front().bandwidth;
}
