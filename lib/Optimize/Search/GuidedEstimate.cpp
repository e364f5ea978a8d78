//===- GuidedEstimate.cpp - What a placement costs, roughly ---------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "GuidedEstimate.h"

#include "lib/Simulator/Kernels.h"

#include "llvm/ADT/STLExtras.h"

using namespace mapwright;
using namespace mapwright::optimize;
using sim::none;

/// Copies that change the layout are slower (docs/simulator.md).
static constexpr double transposing = 4;

//===----------------------------------------------------------------------===//
// One placement
//===----------------------------------------------------------------------===//

namespace mapwright {
namespace optimize {
/// Goes through the tasks of a program once, in program order, and adds up.
class PlacementTally {
public:
  PlacementTally(CostEstimator &estimator, const sim::Placement &placement)
      : estimator(estimator), graph(estimator.graph), model(estimator.model),
        placement(placement), kernels(graph, model, placement),
        units(graph.units.size()), processors(graph.nodes.size(), 0),
        kernelSeconds(model.getNumProcessors(), 0),
        accessSeconds(model.getNumChannels(), 0),
        copySeconds(model.getNumChannels(), 0),
        runtimeSeconds(model.getNumNodes(), 0) {}

  std::optional<double> run();

private:
  /// A memory and a layout in it: data in another layout is elsewhere.
  struct Spot {
    uint32_t memory;
    bool aos, cOrder;
    bool operator==(const Spot &other) const {
      return memory == other.memory && aos == other.aos &&
             cOrder == other.cOrder;
    }
  };
  struct Unit {
    bool isWritten = false;
    llvm::SmallVector<Spot, 2> holders;
    llvm::SmallVector<Spot, 1> pending; ///< reductions to be folded
  };

  bool addTask(uint32_t task);
  uint32_t choose(uint32_t task);
  bool addData(uint32_t task, bool isWriting, unsigned &numCopies);
  bool bring(uint32_t unit, const Spot &spot, unsigned rank);
  bool copy(const Spot &from, const Spot &to, uint64_t bytes, unsigned rank);
  void publish(uint32_t unit, const Spot &spot, sim::Access access);
  void addRuntime(uint32_t task, unsigned numCopies);
  void closePhase();

  CostEstimator &estimator;
  const sim::TaskGraph &graph;
  const MachineModel &model;
  const sim::Placement &placement;
  sim::Kernels kernels;
  std::vector<Unit> units;
  std::vector<uint32_t> processors; ///< by task
  llvm::DenseMap<uint64_t, unsigned> turns;
  // Of the phase, by processor and by channel.
  std::vector<double> kernelSeconds, accessSeconds, copySeconds;
  double selfSeconds = 0; ///< copies within the busiest memory
  double latency = 0;     ///< of the slowest way that was used
  uint32_t phase = none;
  double seconds = 0;                 ///< of the phases before
  std::vector<double> runtimeSeconds; ///< by node
};
} // namespace optimize
} // namespace mapwright

std::optional<double> PlacementTally::run() {
  for (uint32_t task = 0; task < graph.nodes.size(); ++task)
    if (graph.nodes[task].kind == sim::NodeKind::Task && !addTask(task))
      return std::nullopt;
  closePhase();
  double runtime =
      *llvm::max_element(runtimeSeconds) / model.getRuntime().utilityProcessors;
  return std::max(seconds, runtime);
}

bool PlacementTally::addTask(uint32_t task) {
  uint32_t now = estimator.phases[graph.nodes[task].operation];
  if (now != phase)
    closePhase();
  phase = now;
  uint32_t processor = processors[task] = choose(task);
  if (!kernels.hasVariant(task, processor))
    return false;
  unsigned numCopies = 0;
  if (!graph.isInner[graph.launches[graph.nodes[task].launch].task] &&
      (!addData(task, /*isWriting=*/false, numCopies) ||
       !addData(task, /*isWriting=*/true, numCopies)))
    return false;
  const sim::Kernel &kernel = kernels.get(task, processor);
  kernelSeconds[processor] += kernel.alone;
  for (const sim::ChannelAccess &access : kernels.getAccesses(kernel))
    accessSeconds[access.channel] +=
        access.bytes / model.getChannelFacts(access.channel).bytesPerSecond;
  addRuntime(task, numCopies);
  return true;
}

/// Sets of processors are taken in turn, also by tasks that would take
/// whichever is free.
uint32_t PlacementTally::choose(uint32_t task) {
  const sim::TaskNode &node = graph.nodes[task];
  const sim::LaunchPlacement &decision = placement.launches[node.launch];
  if (graph.launches[node.launch].isIndex)
    return decision.processors[node.point];
  uint32_t parent =
      graph.contexts[graph.operations[node.operation].context].parent;
  uint32_t above = parent == none ? 0 : processors[parent];
  llvm::ArrayRef<uint32_t> listed = decision.processors;
  if (!decision.firstOfParent.empty()) {
    uint32_t first = decision.firstOfParent[above];
    uint32_t count = decision.firstOfParent[above + 1] - first;
    if (count != 0)
      listed = listed.slice(first, count);
  }
  uint32_t home = decision.isRelativeToParent ? kernels.getNode(above)
                                              : kernels.getNode(listed[0]);
  uint64_t key = uint64_t(graph.launches[node.launch].task) << 32 | home;
  uint32_t chosen = listed[turns[key]++ % listed.size()];
  if (!decision.isRelativeToParent)
    return chosen;
  return model.getProcessor({decision.kind, static_cast<int32_t>(home),
                             static_cast<int32_t>(chosen)});
}

//===----------------------------------------------------------------------===//
// Data
//===----------------------------------------------------------------------===//

/// First everything is read, then everything is written: what a task writes is
/// not copied to another of its arguments.
bool PlacementTally::addData(uint32_t task, bool isWriting,
                             unsigned &numCopies) {
  const sim::TaskNode &node = graph.nodes[task];
  const sim::LaunchFacts &launch = graph.launches[node.launch];
  uint32_t first = graph.points[graph.getPoint(node)].firstArgument;
  for (const auto &[index, facts] : llvm::enumerate(launch.requirements)) {
    const sim::ArgumentFacts &argument = graph.arguments[first + index];
    const sim::ArgumentPlacement &layout =
        placement.launches[node.launch].arguments[index];
    if (facts.access == sim::Access::None || argument.dataNode == none ||
        layout.memory == MemKind::VIRTUAL)
      continue;
    Spot spot = {kernels.getMemory(processors[task], layout.memory), layout.aos,
                 layout.cOrder};
    if (spot.memory == none)
      return false;
    bool reads = facts.access == sim::Access::Read ||
                 facts.access == sim::Access::ReadWrite;
    const auto begin = graph.unitLists.begin.begin() + argument.unitList;
    bool hasCopied = false;
    for (uint32_t at = begin[0]; at != begin[1]; ++at) {
      uint32_t unit = graph.unitLists.values[at];
      if (isWriting && facts.access != sim::Access::Read)
        publish(unit, spot, facts.access);
      if (isWriting || !reads)
        continue;
      hasCopied |= units[unit].isWritten &&
                   !llvm::is_contained(units[unit].holders, spot);
      if (!bring(unit, spot, facts.rank))
        return false;
    }
    numCopies += hasCopied;
  }
  return true;
}

/// From where it takes least time.
bool PlacementTally::bring(uint32_t number, const Spot &spot, unsigned rank) {
  Unit &unit = units[number];
  uint64_t bytes = graph.units[number].bytes;
  if (unit.isWritten && !llvm::is_contained(unit.holders, spot)) {
    auto getRate = [&](const Spot &from) {
      return estimator.getWay(from.memory, spot.memory).bytesPerSecond;
    };
    const Spot *best =
        llvm::max_element(unit.holders, [&](const Spot &a, const Spot &b) {
          return getRate(a) < getRate(b);
        });
    if (!copy(*best, spot, bytes, rank))
      return false;
    unit.holders.push_back(spot);
  }
  if (unit.pending.empty())
    return true;
  for (const Spot &from : unit.pending)
    if (!copy(from, spot, bytes, rank))
      return false;
  unit.pending.clear();
  unit.holders.assign({spot});
  unit.isWritten = true;
  return true;
}

bool PlacementTally::copy(const Spot &from, const Spot &to, uint64_t bytes,
                          unsigned rank) {
  const CostEstimator::Way &way = estimator.getWay(from.memory, to.memory);
  if (way.bytesPerSecond <= 0)
    return false;
  bool isTransposing =
      from.aos != to.aos || (rank > 1 && from.cOrder != to.cOrder);
  double amount = double(bytes) * (isTransposing ? transposing : 1);
  if (way.channels.empty())
    selfSeconds += amount / way.bytesPerSecond / model.getNumMemories();
  for (unsigned channel : way.channels)
    copySeconds[channel] +=
        amount / model.getChannelFacts(channel).bytesPerSecond;
  latency = std::max(latency, way.latency);
  return true;
}

void PlacementTally::publish(uint32_t number, const Spot &spot,
                             sim::Access access) {
  Unit &unit = units[number];
  if (access == sim::Access::Reduce) {
    if (!llvm::is_contained(unit.pending, spot))
      unit.pending.push_back(spot);
    return;
  }
  unit.isWritten = true;
  unit.holders.assign({spot});
  unit.pending.clear();
}

//===----------------------------------------------------------------------===//
// Sums
//===----------------------------------------------------------------------===//

void PlacementTally::addRuntime(uint32_t task, unsigned numCopies) {
  const RuntimeCosts &costs = model.getRuntime();
  const sim::TaskNode &node = graph.nodes[task];
  const sim::Operation &operation = graph.operations[node.operation];
  size_t numRequirements = graph.launches[node.launch].requirements.size();
  double &here = runtimeSeconds[kernels.getNode(processors[task])];
  here += costs.taskLaunch + costs.taskCompletion;
  if (operation.isReplay) {
    here += costs.replayPerTask;
    return;
  }
  here += costs.mapPerTask + costs.mapPerRequirement * numRequirements +
          costs.copyIssue * numCopies;
  // Slicing is done by the node of the point only where that has a shard.
  double &slices = placement.isReplicated ? here : runtimeSeconds.front();
  slices += costs.slicePerPoint;
  if (task == operation.firstTask)
    for (size_t shard = 0;
         shard < (placement.isReplicated ? runtimeSeconds.size() : 1); ++shard)
      runtimeSeconds[shard] += costs.analysisPerLaunch +
                               costs.analysisPerRequirement * numRequirements;
}

void PlacementTally::closePhase() {
  if (phase == none)
    return;
  double compute = std::max(*llvm::max_element(kernelSeconds),
                            *llvm::max_element(accessSeconds));
  double move =
      std::max(*llvm::max_element(copySeconds), selfSeconds) + latency;
  seconds +=
      estimator.isNested[phase] ? std::max(compute, move) : compute + move;
  llvm::fill(kernelSeconds, 0);
  llvm::fill(accessSeconds, 0);
  llvm::fill(copySeconds, 0);
  selfSeconds = latency = 0;
}

//===----------------------------------------------------------------------===//
// CostEstimator
//===----------------------------------------------------------------------===//

CostEstimator::CostEstimator(const sim::TaskGraph &graph,
                             const MachineModel &model)
    : graph(graph), model(model), phases(graph.operations.size()),
      isNested(graph.operations.size(), false) {
  for (uint32_t number = 0; number < graph.operations.size(); ++number) {
    uint32_t outer = number;
    for (uint32_t parent;
         (parent = graph.contexts[graph.operations[outer].context].parent) !=
         none;)
      outer = graph.nodes[parent].operation;
    phases[number] = outer;
    isNested[outer] = isNested[outer] || outer != number;
  }
}

const CostEstimator::Way &CostEstimator::getWay(uint32_t from, uint32_t to) {
  auto [entry, isNew] = ways.try_emplace(uint64_t(from) << 32 | to);
  Way &way = entry->second;
  if (!isNew)
    return way;
  if (from == to) {
    size_t memoriesPerNode = model.getNumMemories() / model.getNumNodes();
    way.bytesPerSecond = model.getNode().selfCopies[to % memoriesPerNode];
  } else if (model.getRoute(from, to, way.channels)) {
    way.bytesPerSecond = model.getBandwidth(from, to);
    way.latency = model.getLatency(from, to);
  }
  return way;
}

std::optional<double> CostEstimator::estimate(const sim::Placement &placement) {
  return PlacementTally(*this, placement).run();
}
