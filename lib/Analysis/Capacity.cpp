//===- Capacity.cpp - What has to fit into memories -----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Analysis/Capacity.h"

#include "TaskPlaces.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

#include <map>
#include <optional>
#include <tuple>

using namespace mapwright;

namespace {
/// Instances of one class serve the same requirements. The alignment is left
/// out: an instance with a larger one serves for a smaller one, too.
using InstanceClass =
    std::tuple<uint32_t, bool, bool, bool, uint32_t>; // memory, AOS, C_order,
                                                      // Compact, reduction

/// An argument of a task, and what an instance for it has to be.
struct Ask {
  uint32_t launch, requirement;
  uint32_t argument; ///< into TaskGraph::arguments
  sim::Access access;
  bool isTracked; ///< becomes a valid copy
  InstanceClass instances;
  uint32_t memory;
};

/// Sums of bytes by who asks for them.
class Shares {
public:
  void add(const Ask &ask, uint64_t bytes) {
    bytesOf[{ask.launch, ask.requirement}] += bytes;
    total += bytes;
  }
  uint64_t getTotal() const { return total; }
  std::vector<MemoryShare> sort() const;

private:
  std::map<std::pair<uint32_t, uint32_t>, uint64_t> bytesOf;
  uint64_t total = 0;
};

/// Goes through what a run asks for. For what stays until its end, it goes from
/// the end to the beginning: the first write of a unit that is met is the last
/// one there is.
class CapacityBounds {
public:
  CapacityBounds(const sim::TaskGraph &graph, const MachineModel &model,
                 const sim::Placement &placement)
      : graph(graph), model(model), placement(placement),
        places(graph, model, placement), units(graph.units.size()),
        seen(graph.arguments.size()) {}

  std::vector<MemoryBounds> run();

private:
  /// What is known of a unit, from the end of the run on.
  struct UnitState {
    bool isClosed = false;  ///< a write or a folded reduction was met
    bool isWritten = false; ///< there is data at the end
    bool isRead = false;    ///< which folds reductions before it
    /// Instances that hold the last data, and reductions that nobody folds.
    llvm::SmallVector<uint32_t, 2> holders, pending; ///< into `asks`
  };

  llvm::ArrayRef<uint32_t> getUnits(uint32_t argument) const;
  std::optional<Ask> describe(uint32_t task, uint32_t requirement,
                              uint32_t processor) const;
  template <typename Visit>
  void forEachAsk(uint32_t task, Visit visit);
  bool isRepeated(const Ask &ask, uint32_t processor);
  void addUpper(const Ask &ask);
  void boundAbove();
  uint32_t getNumber(const Ask &ask);
  void publish(const Ask &ask, bool isCertain);
  void read(const Ask &ask, bool isCertain);
  void boundByLastData();
  void boundByLaunch(const sim::Operation &operation);
  void boundByTasks(uint32_t first, uint32_t count);
  void boundBelow();
  void takeLower(const std::map<uint32_t, Shares> &byMemory);

  const sim::TaskGraph &graph;
  const MachineModel &model;
  const sim::Placement &placement;
  TaskPlaces places;
  std::vector<UnitState> units;
  /// Whether an argument was met, and where.
  std::vector<llvm::SmallVector<uint32_t, 1>> seen;
  llvm::DenseSet<uint64_t> boundLaunches; ///< by statement and first point
  std::map<std::pair<InstanceClass, uint32_t>, uint32_t> numbers;
  std::vector<Ask> asks; ///< one per class and argument of a statement
  std::map<uint32_t, MemoryBounds> bounds;
  std::map<uint32_t, Shares> upper;
  /// Groups of fields that instances of a data node have, by class, node and
  /// alignment.
  std::map<std::tuple<InstanceClass, uint32_t, uint64_t>,
           llvm::SmallVector<uint32_t, 4>>
      covered;
};
} // namespace

std::vector<MemoryShare> Shares::sort() const {
  std::vector<MemoryShare> shares;
  for (const auto &[who, bytes] : bytesOf)
    shares.push_back({who.first, who.second, bytes});
  llvm::sort(shares, [](const MemoryShare &a, const MemoryShare &b) {
    return std::tie(b.bytes, a.launch, a.requirement) <
           std::tie(a.bytes, b.launch, b.requirement);
  });
  return shares;
}

static llvm::ArrayRef<uint32_t> getList(const sim::Lists &lists,
                                        uint32_t index) {
  return llvm::ArrayRef(lists.values)
      .slice(lists.begin[index], lists.begin[index + 1] - lists.begin[index]);
}

llvm::ArrayRef<uint32_t> CapacityBounds::getUnits(uint32_t argument) const {
  return getList(graph.unitLists, graph.arguments[argument].unitList);
}

//===----------------------------------------------------------------------===//
// What is asked for
//===----------------------------------------------------------------------===//

/// None if the requirement gets no instance, or not one the processor reaches.
std::optional<Ask> CapacityBounds::describe(uint32_t task, uint32_t requirement,
                                            uint32_t processor) const {
  const sim::TaskNode &node = graph.nodes[task];
  const sim::RequirementFacts &facts =
      graph.launches[node.launch].requirements[requirement];
  const sim::ArgumentPlacement &layout =
      placement.launches[node.launch].arguments[requirement];
  uint32_t argument =
      graph.points[graph.getPoint(node)].firstArgument + requirement;
  if (facts.access == sim::Access::None ||
      graph.arguments[argument].dataNode == sim::none ||
      layout.memory == MemKind::VIRTUAL)
    return std::nullopt;
  std::optional<unsigned> memory =
      model.chooseMemory(model.getPlace(processor), layout.memory);
  if (!memory)
    return std::nullopt;
  uint32_t reduction =
      facts.access == sim::Access::Reduce ? facts.reduction : sim::none;
  return Ask{node.launch,
             requirement,
             argument,
             facts.access,
             !layout.isCollected || facts.access != sim::Access::Read,
             {*memory, layout.aos, facts.rank > 1 && layout.cOrder,
              layout.compact, reduction},
             *memory};
}

/// Calls `visit` with what a task asks for, its processor, and whether the
/// memory does not depend on simulated time.
template <typename Visit>
void CapacityBounds::forEachAsk(uint32_t task, Visit visit) {
  const sim::LaunchFacts &launch = graph.launches[graph.nodes[task].launch];
  if (graph.isInner[launch.task] || launch.requirements.empty())
    return;
  TaskPlaces::Processors processors = places.getMapped(task);
  for (uint32_t index = 0; index < launch.requirements.size(); ++index) {
    llvm::SmallVector<std::pair<Ask, uint32_t>, 1> found;
    for (uint32_t processor : processors)
      if (std::optional<Ask> ask = describe(task, index, processor))
        found.push_back({*ask, processor});
    bool isCertain = llvm::all_of(found, [&](const auto &other) {
      return other.first.instances == found.front().first.instances;
    });
    for (const auto &[ask, processor] : found)
      visit(ask, processor, isCertain && processors.size() == found.size());
  }
}

/// Whether the same was met before: then it changes nothing.
bool CapacityBounds::isRepeated(const Ask &ask, uint32_t processor) {
  if (llvm::is_contained(seen[ask.argument], processor))
    return true;
  seen[ask.argument].push_back(processor);
  return false;
}

//===----------------------------------------------------------------------===//
// At most
//===----------------------------------------------------------------------===//

/// Instances of one class, data node and alignment never have a field twice.
void CapacityBounds::addUpper(const Ask &ask) {
  const sim::ArgumentPlacement &layout =
      placement.launches[ask.launch].arguments[ask.requirement];
  uint32_t asked = graph.arguments[ask.argument].dataNode;
  uint32_t node = ask.access == sim::Access::Reduce
                      ? asked
                      : sim::findCoveredNode(graph, model.getNumNodes(), asked,
                                             layout.memory, layout.exact);
  const sim::DataNode &data = graph.dataNodes[node];
  auto &groups = covered[{ask.instances, node, layout.align}];
  uint32_t fieldSet =
      graph.launches[ask.launch].requirements[ask.requirement].fieldSet;
  uint64_t bytes = 0;
  for (uint32_t group : getList(graph.groupsOfFieldSet, fieldSet)) {
    if (llvm::is_contained(groups, group))
      continue;
    groups.push_back(group);
    bytes += graph.groupBytes[data.region][group];
  }
  upper[ask.memory].add(ask, bytes * data.elements);
}

void CapacityBounds::boundAbove() {
  for (uint32_t task = 0; task < graph.nodes.size(); ++task)
    if (graph.nodes[task].kind == sim::NodeKind::Task)
      forEachAsk(task, [&](const Ask &ask, uint32_t processor, bool) {
        if (!isRepeated(ask, processor))
          addUpper(ask);
      });
  for (const auto &[memory, shares] : upper) {
    MemoryBounds &bound = bounds[memory];
    bound.memory = memory;
    bound.capacity = model.getMemoryFacts(memory).bytes;
    bound.upper = shares.getTotal();
    bound.shares = shares.sort();
  }
}

//===----------------------------------------------------------------------===//
// At least
//===----------------------------------------------------------------------===//

/// A number for the class of instances and the argument that asks.
uint32_t CapacityBounds::getNumber(const Ask &ask) {
  uint32_t who = ask.launch << 8 | std::min<uint32_t>(ask.requirement, 255);
  auto [found, isNew] = numbers.try_emplace({ask.instances, who}, asks.size());
  if (isNew)
    asks.push_back(ask);
  return found->second;
}

static void insert(llvm::SmallVectorImpl<uint32_t> &numbers, uint32_t number) {
  if (!llvm::is_contained(numbers, number))
    numbers.push_back(number);
}

/// Writes and reductions of a task come after all it reads, so that, from the
/// end, they come first.
void CapacityBounds::publish(const Ask &ask, bool isCertain) {
  uint32_t number = getNumber(ask);
  for (uint32_t id : getUnits(ask.argument)) {
    UnitState &unit = units[id];
    if (unit.isClosed)
      continue;
    if (ask.access == sim::Access::Reduce) {
      // Folded by a reader, whose instance is the only valid one then.
      if (unit.isRead)
        unit.isClosed = unit.isWritten = true;
      else if (isCertain)
        insert(unit.pending, number);
      continue;
    }
    unit.isClosed = unit.isWritten = true;
    if (isCertain)
      insert(unit.holders, number);
  }
}

/// Reads of the last data there is make valid copies that stay.
void CapacityBounds::read(const Ask &ask, bool isCertain) {
  uint32_t number = getNumber(ask);
  for (uint32_t id : getUnits(ask.argument)) {
    UnitState &unit = units[id];
    if (unit.isClosed)
      continue;
    unit.isRead = true;
    if (isCertain && ask.isTracked)
      insert(unit.holders, number);
  }
}

void CapacityBounds::takeLower(const std::map<uint32_t, Shares> &byMemory) {
  for (const auto &[memory, shares] : byMemory) {
    MemoryBounds &bound = bounds[memory];
    if (shares.getTotal() <= bound.lower)
      continue;
    bound.lower = shares.getTotal();
    bound.pinned = shares.sort();
  }
}

/// Nothing of the last data is ever freed: at the end it is all there.
void CapacityBounds::boundByLastData() {
  for (auto &places : seen)
    places.clear();
  for (uint32_t task = graph.nodes.size(); task-- > 0;) {
    if (graph.nodes[task].kind != sim::NodeKind::Task)
      continue;
    forEachAsk(task, [&](const Ask &ask, uint32_t processor, bool isCertain) {
      // What a reduction does depends on the readers after it.
      if (ask.access == sim::Access::Reduce ||
          (ask.access != sim::Access::Read && !isRepeated(ask, processor)))
        publish(ask, isCertain);
    });
    forEachAsk(task, [&](const Ask &ask, uint32_t processor, bool isCertain) {
      if (ask.access == sim::Access::Read && !isRepeated(ask, processor))
        read(ask, isCertain);
    });
  }
  std::map<uint32_t, Shares> byMemory;
  for (const auto &[id, unit] : llvm::enumerate(units)) {
    uint64_t bytes = graph.units[id].bytes;
    for (uint32_t number : unit.pending)
      byMemory[asks[number].memory].add(asks[number], bytes);
    llvm::SmallVector<InstanceClass, 2> counted;
    for (uint32_t number : unit.holders) {
      const Ask &ask = asks[number];
      if (!unit.isWritten || llvm::is_contained(counted, ask.instances))
        continue;
      counted.push_back(ask.instances);
      byMemory[ask.memory].add(ask, bytes);
    }
  }
  takeLower(byMemory);
}

/// What tasks that run at the same time use cannot be freed for one of them.
void CapacityBounds::boundByTasks(uint32_t first, uint32_t count) {
  std::map<uint32_t, Shares> byMemory;
  std::map<InstanceClass, llvm::DenseSet<uint32_t>> used;
  for (uint32_t task = first; task < first + count; ++task)
    forEachAsk(task, [&](const Ask &ask, uint32_t, bool isCertain) {
      if (!isCertain)
        return;
      uint64_t bytes = 0;
      for (uint32_t unit : getUnits(ask.argument))
        if (used[ask.instances].insert(unit).second)
          bytes += graph.units[unit].bytes;
      byMemory[ask.memory].add(ask, bytes);
    });
  takeLower(byMemory);
}

void CapacityBounds::boundByLaunch(const sim::Operation &operation) {
  uint64_t key = uint64_t(operation.launch) << 32 | operation.firstPoint;
  if (operation.kind != sim::OperationKind::Launch || operation.numTasks == 0 ||
      !boundLaunches.insert(key).second)
    return;
  if (graph.launches[operation.launch].isConcurrent)
    return boundByTasks(operation.firstTask, operation.numTasks);
  for (uint32_t index = 0; index < operation.numTasks; ++index)
    boundByTasks(operation.firstTask + index, 1);
}

void CapacityBounds::boundBelow() {
  boundByLastData();
  for (const sim::Operation &operation : graph.operations)
    boundByLaunch(operation);
}

std::vector<MemoryBounds> CapacityBounds::run() {
  boundAbove();
  auto fits = [](const auto &bound) { return bound.second.fits(); };
  if (!llvm::all_of(bounds, fits))
    boundBelow();
  std::vector<MemoryBounds> result;
  for (auto &[memory, bound] : bounds)
    result.push_back(std::move(bound));
  return result;
}

std::vector<MemoryBounds>
mapwright::boundMemories(const sim::TaskGraph &graph, const MachineModel &model,
                         const sim::Placement &placement) {
  return CapacityBounds(graph, model, placement).run();
}
