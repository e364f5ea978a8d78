//===- Kernels.cpp - How long kernels take --------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Kernels.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

#include <algorithm>

using namespace mapwright;
using namespace mapwright::sim;

/// Bytes of an element of one field that neighbouring threads load together.
static constexpr uint32_t elementBytes = 8;

Kernels::Kernels(const TaskGraph &graph, const MachineModel &model,
                 const Placement &placement)
    : graph(graph), model(model), placement(placement),
      processorsPerNode(model.getNumProcessors() / model.getNumNodes()),
      memoriesPerNode(model.getNumMemories() / model.getNumNodes()),
      channelsPerNode(model.getNumChannels() / model.getNumNodes()),
      memoryOf(processorsPerNode * numMemKinds, none),
      paths(processorsPerNode * memoriesPerNode, nullptr),
      kernels(graph.points.size()), memorySeconds(memoriesPerNode, 0) {
  for (unsigned processor = 0; processor < processorsPerNode; ++processor) {
    Place place = model.getPlace(processor);
    kinds.push_back(place.kind);
    for (unsigned kind = 0; kind < numMemKinds; ++kind)
      if (auto memory = model.chooseMemory(place, MemKind(kind)))
        memoryOf[processor * numMemKinds + kind] = *memory;
    for (unsigned memory = 0; memory < memoriesPerNode; ++memory)
      paths[processor * memoriesPerNode + memory] =
          model.getAccess(place, memory);
  }
}

uint32_t Kernels::getMemory(uint32_t processor, MemKind kind) const {
  uint32_t local = processor % processorsPerNode;
  uint32_t memory = memoryOf[local * numMemKinds + static_cast<unsigned>(kind)];
  // A memory without a way to it cannot be used by a kernel.
  if (memory == none || !paths[local * memoriesPerNode + memory])
    return none;
  return getNode(processor) * memoriesPerNode + memory;
}

const AccessPath &Kernels::getPath(uint32_t processor, uint32_t memory) const {
  return *paths[processor % processorsPerNode * memoriesPerNode +
                memory % memoriesPerNode];
}

const Kernel &Kernels::get(uint32_t task, uint32_t processor) {
  Kernel &kernel = kernels[graph.getPoint(graph.nodes[task])];
  if (kernel.processor != processor)
    kernel = compute(task, processor);
  return kernel;
}

Kernel Kernels::compute(uint32_t task, uint32_t processor) {
  const TaskNode &node = graph.nodes[task];
  uint32_t point = graph.getPoint(node);
  auto kind = static_cast<unsigned>(getKind(processor));
  Kernel kernel;
  kernel.processor = processor;
  kernel.firstAccess = accesses.size();
  size_t measured = size_t(point) * numProcKinds + kind;
  if (measured < graph.measuredSeconds.size() &&
      graph.measuredSeconds[measured] >= 0) {
    kernel.seconds = kernel.alone = graph.measuredSeconds[measured];
    return kernel;
  }
  const ProcessorRates &rates = model.getNode().rates[kind];
  uint32_t taskKind = graph.launches[node.launch].task;
  double flops = graph.points[point].flops;
  kernel.launchSeconds = rates.launchSeconds;
  if (flops > 0)
    kernel.seconds = flops / (rates.flopsPerSecond *
                              graph.efficiency[taskKind * numProcKinds + kind]);
  addMemories(kernel, task, kernel.seconds);
  kernel.numAccesses = accesses.size() - kernel.firstAccess;
  kernel.alone = kernel.seconds;
  for (const ChannelAccess &access : getAccesses(kernel))
    kernel.alone = std::max(
        kernel.alone,
        access.bytes / model.getChannelFacts(access.channel).bytesPerSecond);
  kernel.alone += kernel.launchSeconds;
  return kernel;
}

/// Adds what the memories of the arguments take: all at the same time, but the
/// bytes of one memory one after the other.
void Kernels::addMemories(const Kernel &kernel, uint32_t task,
                          double &seconds) {
  const TaskNode &node = graph.nodes[task];
  const LaunchFacts &launch = graph.launches[node.launch];
  if (graph.isInner[launch.task])
    return;
  const LaunchPlacement &decision = placement.launches[node.launch];
  uint32_t first = graph.points[graph.getPoint(node)].firstArgument;
  std::fill(memorySeconds.begin(), memorySeconds.end(), 0);
  for (const auto &[index, facts] : llvm::enumerate(launch.requirements)) {
    const ArgumentFacts &argument = graph.arguments[first + index];
    const ArgumentPlacement &layout = decision.arguments[index];
    if (facts.access == Access::None || argument.dataNode == none ||
        layout.memory == MemKind::VIRTUAL || argument.usefulBytes <= 0)
      continue;
    uint32_t memory = getMemory(kernel.processor, layout.memory);
    const AccessPath &path = getPath(kernel.processor, memory);
    double traffic = getTraffic({&facts, &layout, argument.usefulBytes},
                                getKind(kernel.processor));
    double &total = memorySeconds[memory % memoriesPerNode];
    total += traffic / path.bytesPerSecond;
    seconds = std::max(seconds, total);
    bool loads = facts.access != Access::Write;
    bool stores = facts.access != Access::Read;
    double share = loads && stores ? traffic / 2 : traffic;
    if (loads)
      addAccesses(kernel, path.loads, share);
    if (stores)
      addAccesses(kernel, path.stores, share);
  }
}

/// Bytes that really move: whole sectors, of which some bytes are not wanted.
double Kernels::getTraffic(const Argument &argument, ProcKind kind) const {
  const RequirementFacts &facts = *argument.facts;
  const ArgumentPlacement &layout = *argument.placement;
  bool isGPU = kind == ProcKind::GPU;
  uint32_t sector =
      model.getNode().rates[static_cast<unsigned>(kind)].sectorBytes;
  double wanted = std::max<uint32_t>(facts.fieldBytes, 1);
  double touched =
      llvm::alignTo(std::max<uint32_t>(facts.fieldBytes, 1), sector);
  double factor = 1;
  if (layout.aos)
    factor = std::min<double>(facts.structBytes, touched) / wanted;
  uint32_t fastest = layout.cOrder ? facts.rank - 1 : 0;
  if (isGPU && facts.rank > 1 && facts.fastestDim != fastest)
    // No two neighbouring threads share a sector.
    factor = layout.aos ? touched / wanted
                        : sector / std::min<double>(wanted, elementBytes);
  if (isGPU && facts.gatherBytes != 0)
    factor = std::max(factor, double(llvm::alignTo(facts.gatherBytes, sector)) /
                                  facts.gatherBytes);
  return argument.bytes * std::max(factor, 1.0);
}

void Kernels::addAccesses(const Kernel &kernel,
                          llvm::ArrayRef<unsigned> channels, double bytes) {
  for (unsigned local : channels) {
    uint32_t channel = getNode(kernel.processor) * channelsPerNode + local;
    auto found = std::find_if(
        accesses.begin() + kernel.firstAccess, accesses.end(),
        [&](const ChannelAccess &access) { return access.channel == channel; });
    if (found == accesses.end())
      accesses.push_back({channel, bytes});
    else
      found->bytes += bytes;
  }
}

bool Kernels::hasVariant(uint32_t task, uint32_t processor) const {
  const TaskNode &node = graph.nodes[task];
  auto kind = static_cast<unsigned>(getKind(processor));
  return graph.efficiency[graph.launches[node.launch].task * numProcKinds +
                          kind] > 0;
}
