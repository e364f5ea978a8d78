//===- Instances.cpp - Instances in memories ------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Instances.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"

#include <algorithm>
#include <tuple>

using namespace mapwright;
using namespace mapwright::sim;

static uint64_t getKey(uint32_t memory, uint32_t node) {
  return uint64_t(memory) << 32 | node;
}

static llvm::ArrayRef<uint32_t> getList(const Lists &lists, uint32_t index) {
  return llvm::ArrayRef(lists.values)
      .slice(lists.begin[index], lists.begin[index + 1] - lists.begin[index]);
}

Instances::Instances(const TaskGraph &graph, const MachineModel &model,
                     bool keepSamples)
    : graph(graph), model(model), keepSamples(keepSamples),
      living(model.getNumMemories()), used(model.getNumMemories(), 0),
      peak(used) {
  for (uint32_t set = 0; set < graph.groupsOfFieldSet.size(); ++set)
    fieldSets.push_back(getList(graph.groupsOfFieldSet, set).vec());
  for (const auto &[index, unit] : llvm::enumerate(graph.units)) {
    if (unit.region >= regionUnits.size())
      regionUnits.resize(unit.region + 1);
    Range &range = regionUnits[unit.region];
    range.first = std::min<uint32_t>(range.first, index);
    range.last = index;
  }
}

uint32_t mapwright::sim::findCoveredNode(const TaskGraph &graph,
                                         unsigned numNodes, uint32_t node,
                                         MemKind memory, bool isExact) {
  if (isExact || memory == MemKind::FBMEM || memory == MemKind::ZCMEM)
    return node;
  uint32_t best = node;
  for (uint32_t level = node; level != none;
       level = graph.dataNodes[level].parent) {
    bool isRoot = graph.dataNodes[level].parent == none;
    if (numNodes == 1 ? isRoot : graph.dataNodes[level].fanOut >= numNodes)
      best = level;
  }
  return best;
}

uint32_t Instances::cover(uint32_t node, MemKind memory, bool isExact) const {
  return findCoveredNode(graph, model.getNumNodes(), node, memory, isExact);
}

//===----------------------------------------------------------------------===//
// Fields
//===----------------------------------------------------------------------===//

uint32_t Instances::intern(std::vector<uint32_t> groups) {
  if (groups.empty())
    return none;
  auto [found, isNew] = madeFieldSets.try_emplace(groups, fieldSets.size());
  if (isNew)
    fieldSets.push_back(std::move(groups));
  return found->second;
}

size_t Instances::countCommon(uint32_t fieldSet, uint32_t other) const {
  if (fieldSet == other)
    return fieldSets[fieldSet].size();
  size_t count = 0;
  for (uint32_t group : fieldSets[fieldSet])
    count += llvm::binary_search(fieldSets[other], group);
  return count;
}

uint32_t Instances::intersect(uint32_t fieldSet, uint32_t other) {
  if (countCommon(fieldSet, other) == fieldSets[fieldSet].size())
    return fieldSet;
  std::vector<uint32_t> groups;
  for (uint32_t group : fieldSets[fieldSet])
    if (llvm::binary_search(fieldSets[other], group))
      groups.push_back(group);
  return intern(std::move(groups));
}

uint32_t Instances::subtract(uint32_t fieldSet, uint32_t other) {
  std::vector<uint32_t> groups;
  for (uint32_t group : fieldSets[fieldSet])
    if (!llvm::binary_search(fieldSets[other], group))
      groups.push_back(group);
  return intern(std::move(groups));
}

llvm::ArrayRef<uint32_t> Instances::filter(llvm::ArrayRef<uint32_t> units,
                                           uint32_t fieldSet) {
  std::vector<uint32_t> kept;
  for (uint32_t unit : units)
    if (llvm::binary_search(fieldSets[fieldSet], graph.units[unit].group))
      kept.push_back(unit);
  return llvm::ArrayRef(kept).copy(filtered);
}

uint64_t Instances::getBytes(const InstanceRequest &request) const {
  const DataNode &node = graph.dataNodes[request.node];
  uint64_t bytes = 0;
  for (uint32_t group : fieldSets[request.fieldSet])
    bytes += graph.groupBytes[node.region][group];
  return bytes * node.elements;
}

//===----------------------------------------------------------------------===//
// Reuse
//===----------------------------------------------------------------------===//

bool Instances::serves(uint32_t id, const InstanceRequest &request) const {
  const Instance &instance = instances[id];
  const ArgumentPlacement &layout = *request.layout;
  if (!instance.isAlive || instance.memory != request.memory ||
      instance.reduction != request.reduction ||
      instance.isCompact != layout.compact || instance.aos != layout.aos ||
      (request.rank > 1 && instance.cOrder != layout.cOrder) ||
      instance.align < layout.align)
    return false;
  return countCommon(instance.fieldSet, request.fieldSet) != 0;
}

uint32_t Instances::find(const InstanceRequest &request) const {
  // Reductions never share an instance with other pieces: what is folded is
  // decided per piece.
  bool onlyEqual = request.layout->exact || request.reduction != none;
  uint32_t best = none;
  size_t mostGroups = 0;
  for (uint32_t node = request.node; node != none;
       node = graph.dataNodes[node].parent) {
    auto found = byNode.find(getKey(request.memory, node));
    for (uint32_t id = found == byNode.end() ? none : found->second; id != none;
         id = instances[id].next) {
      if (!serves(id, request))
        continue;
      size_t groups = countCommon(instances[id].fieldSet, request.fieldSet);
      if (groups <= mostGroups)
        continue;
      best = id;
      mostGroups = groups;
    }
    if (onlyEqual)
      break;
  }
  return best;
}

//===----------------------------------------------------------------------===//
// Units of an instance
//===----------------------------------------------------------------------===//

void Instances::collectUnits() {
  unitsUnder.resize(graph.dataNodes.size());
  for (const ArgumentFacts &argument : graph.arguments) {
    if (argument.dataNode == none)
      continue;
    auto units = getList(graph.unitLists, argument.unitList);
    for (uint32_t node = argument.dataNode;
         graph.dataNodes[node].parent != none;
         node = graph.dataNodes[node].parent)
      unitsUnder[node].insert(unitsUnder[node].end(), units.begin(),
                              units.end());
  }
  for (std::vector<uint32_t> &units : unitsUnder) {
    llvm::sort(units);
    units.erase(std::unique(units.begin(), units.end()), units.end());
  }
}

llvm::ArrayRef<uint32_t> Instances::getUnitsUnder(uint32_t node) {
  if (unitsUnder.empty())
    collectUnits();
  return unitsUnder[node];
}

void Instances::setUnits(Instance &instance, const InstanceRequest &request) {
  if (request.node == request.asked) {
    instance.units = request.units;
    instance.numUnits = instance.units.size();
    return;
  }
  const DataNode &node = graph.dataNodes[request.node];
  if (node.parent != none) {
    instance.units = getUnitsUnder(request.node);
    instance.numUnits = instance.units.size();
    return;
  }
  Range range =
      node.region < regionUnits.size() ? regionUnits[node.region] : Range();
  if (range.first == none)
    return;
  instance.firstUnit = range.first;
  instance.numUnits = range.last - range.first + 1;
}

uint32_t Instances::locate(const Instance &instance, uint32_t unit,
                           uint32_t &position) const {
  if (instance.units.empty())
    return unit - instance.firstUnit;
  if (position >= instance.numUnits || instance.units[position] != unit)
    position = llvm::lower_bound(instance.units, unit) - instance.units.begin();
  return position++;
}

size_t Instances::takeStates(uint32_t count) {
  auto found = freeStates.find(count);
  if (found != freeStates.end() && !found->second.empty()) {
    size_t first = found->second.back();
    found->second.pop_back();
    std::fill_n(states.begin() + first, count, UnitState());
    return first;
  }
  size_t first = states.size();
  states.resize(first + count);
  return first;
}

//===----------------------------------------------------------------------===//
// Capacity
//===----------------------------------------------------------------------===//

void Instances::setUsed(uint32_t memory, uint64_t bytes, double now) {
  used[memory] = bytes;
  peak[memory] = std::max(peak[memory], bytes);
  if (keepSamples)
    samples.push_back({memory, now, bytes});
}

void Instances::free(uint32_t id, double now) {
  Instance &instance = instances[id];
  instance.isAlive = false;
  freeStates[instance.numUnits].push_back(instance.states);
  llvm::erase(living[instance.memory], id);
  uint32_t *link = &byNode.find(getKey(instance.memory, instance.node))->second;
  while (*link != id)
    link = &instances[*link].next;
  *link = instance.next;
  setUsed(instance.memory, used[instance.memory] - instance.bytes, now);
}

bool Instances::isCollectable(const Instance &instance,
                              llvm::ArrayRef<uint32_t> unitVersions) const {
  if (instance.users != 0 || instance.pendingReductions != 0)
    return false;
  if (instance.reduction != none)
    return true;
  for (uint32_t index = 0; index < instance.numUnits; ++index) {
    uint32_t unit = instance.units.empty() ? instance.firstUnit + index
                                           : instance.units[index];
    uint32_t version = states[instance.states + index].version;
    if (version != 0 && version == unitVersions[unit])
      return false;
  }
  return true;
}

/// Frees what nothing needs until `bytes` fit: reduction instances first, then
/// those of collected requirements, then others; among equals one of just the
/// right size, then the smallest that is large enough, then the largest.
bool Instances::makeRoom(uint32_t memory, uint64_t bytes, double now,
                         llvm::ArrayRef<uint32_t> unitVersions) {
  uint64_t capacity = model.getMemoryFacts(memory).bytes;
  if (bytes <= capacity && used[memory] <= capacity - bytes)
    return true;
  uint64_t freeable = 0;
  llvm::SmallVector<uint32_t> candidates;
  for (uint32_t id : living[memory]) {
    if (!isCollectable(instances[id], unitVersions))
      continue;
    candidates.push_back(id);
    freeable += instances[id].bytes;
  }
  if (used[memory] - freeable + bytes > capacity) {
    missing = used[memory] - freeable + bytes - capacity;
    return false;
  }
  auto rank = [&](uint32_t id) {
    const Instance &instance = instances[id];
    unsigned kind = instance.reduction != none ? 0
                    : instance.isUntracked     ? 1
                                               : 2;
    bool isLarge = instance.bytes >= bytes;
    uint64_t distance =
        isLarge ? instance.bytes - bytes : bytes - instance.bytes;
    return std::tuple(kind, !isLarge, distance, id);
  };
  llvm::sort(candidates,
             [&](uint32_t a, uint32_t b) { return rank(a) < rank(b); });
  for (uint32_t id : candidates) {
    free(id, now);
    if (used[memory] <= capacity - bytes)
      break;
  }
  return true;
}

uint32_t Instances::create(const InstanceRequest &request, double now,
                           llvm::ArrayRef<uint32_t> unitVersions) {
  uint64_t bytes = getBytes(request);
  if (!makeRoom(request.memory, bytes, now, unitVersions))
    return none;
  uint32_t id = instances.size();
  const ArgumentPlacement &layout = *request.layout;
  Instance instance;
  instance.memory = request.memory;
  instance.node = request.node;
  instance.fieldSet = request.fieldSet;
  instance.reduction = request.reduction;
  instance.bytes = bytes;
  instance.task = request.task;
  instance.requirement = request.requirement;
  instance.align = layout.align;
  instance.aos = layout.aos;
  instance.cOrder = layout.cOrder;
  instance.isCompact = layout.compact;
  instance.isUntracked = layout.isCollected;
  setUnits(instance, request);
  instance.states = takeStates(instance.numUnits);
  uint32_t &first =
      byNode.try_emplace(getKey(request.memory, request.node), none)
          .first->second;
  instance.next = first;
  first = id;
  living[request.memory].push_back(id);
  instances.push_back(instance);
  setUsed(request.memory, used[request.memory] + bytes, now);
  return id;
}

std::vector<Occupant> Instances::getOccupants(uint32_t memory) const {
  std::map<std::pair<std::string, bool>, uint64_t> byName;
  for (uint32_t id : living[memory]) {
    const Instance &instance = instances[id];
    const LaunchFacts &launch =
        graph.launches[graph.nodes[instance.task].launch];
    std::string what = graph.taskNames[launch.task] + " " +
                       launch.requirements[instance.requirement].name;
    byName[{what, instance.users != 0}] += instance.bytes;
  }
  std::vector<Occupant> occupants;
  for (const auto &[name, bytes] : byName)
    occupants.push_back({name.first, bytes, name.second});
  llvm::sort(occupants, [](const Occupant &a, const Occupant &b) {
    return std::tie(b.bytes, a.what, a.isInUse) <
           std::tie(a.bytes, b.what, b.isInUse);
  });
  return occupants;
}
