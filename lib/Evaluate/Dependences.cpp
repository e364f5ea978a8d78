//===- Dependences.cpp - Dependence analysis ------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Dependences.h"

#include "llvm/ADT/STLExtras.h"

using namespace mapwright;
using namespace mapwright::detail;
using sim::Access;
using sim::none;

/// A join is put between so many predecessors and their successors, if it has
/// several of those.
static constexpr size_t maxSharedPredecessors = 8;
/// The same for any number of successors, since later launches may add some.
static constexpr size_t maxPredecessors = 64;
/// Epochs of more members are condensed, so that data that is read for ever
/// does not remember all its readers.
static constexpr size_t maxMembers = 64;
/// Every so many launches: finding the length takes time.
static constexpr uint32_t lengthPeriod = 64;
/// Marks members that are numbers of groups.
static constexpr Member isGroup = 1u << 30;

//===----------------------------------------------------------------------===//
// Members
//===----------------------------------------------------------------------===//

uint32_t MemberPool::makeLink(Member member, MemberList next) {
  uint32_t slot = links.size();
  if (unused == empty) {
    links.push_back({member, next});
  } else {
    slot = unused & ~isChained;
    unused = links[slot].next;
    links[slot] = {member, next};
  }
  return slot | isChained;
}

void MemberPool::add(MemberList &list, Member member) {
  if (list == empty) {
    list = member;
    return;
  }
  bool isChain = list & isChained;
  if ((isChain ? getLink(list).member : list) == member)
    return;
  list = makeLink(member, isChain ? list : makeLink(list, empty));
}

void MemberPool::release(MemberList &list) {
  MemberList rest = std::exchange(list, empty);
  while (rest != empty && (rest & isChained)) {
    MemberList next = getLink(rest).next;
    links[rest & ~isChained].next = unused;
    unused = rest;
    rest = next;
  }
}

void MemberPool::forEach(MemberList list,
                         llvm::function_ref<void(Member)> visit) const {
  if (list != empty && !(list & isChained))
    return visit(list);
  for (; list != empty; list = getLink(list).next)
    visit(getLink(list).member);
}

size_t MemberPool::count(MemberList list) const {
  size_t count = 0;
  forEach(list, [&](Member) { ++count; });
  return count;
}

//===----------------------------------------------------------------------===//
// Contexts
//===----------------------------------------------------------------------===//

void Dependences::enterContext(uint32_t context) {
  size_t depth = frames.size();
  if (depth == states.size())
    states.push_back(std::make_unique<std::vector<UnitState>>());
  Frame &frame = frames.emplace_back();
  frame.context = context;
  frame.units = states[depth].get();
}

void Dependences::leaveContext() { frames.pop_back(); }

Dependences::UnitState &Dependences::getState(uint32_t unit) {
  Frame &frame = frames.back();
  UnitState &state = (*frame.units)[unit];
  if (state.context == frame.context)
    return state;
  pool.release(state.current);
  pool.release(state.previous);
  state = UnitState();
  state.context = frame.context;
  return state;
}

//===----------------------------------------------------------------------===//
// Nodes
//===----------------------------------------------------------------------===//

/// What a fence separates the node from is replaced by the fence, except in
/// what has to be mapped before.
uint32_t Dependences::pushNode(const sim::TaskNode &node,
                               llvm::ArrayRef<uint32_t> dataPredecessors,
                               llvm::ArrayRef<uint32_t> others) {
  Frame &frame = frames.back();
  uint32_t id = graph.nodes.size();
  std::vector<uint32_t> &values = graph.predecessors.values;
  size_t begin = values.size();
  for (uint32_t predecessor : dataPredecessors)
    if (frame.fence == none || predecessor > frame.fence)
      values.push_back(predecessor);
  bool isOrdered =
      node.kind == sim::NodeKind::Task || !dataPredecessors.empty();
  if (frame.fence != none && isOrdered && values.size() == begin)
    values.push_back(frame.fence);
  llvm::append_range(values, others);
  std::sort(values.begin() + begin, values.end());
  values.erase(std::unique(values.begin() + begin, values.end()), values.end());
  // What waits inside of a task does not stand in for what is outside.
  for (size_t i = begin; i < values.size(); ++i)
    if (getContext(values[i]) == frame.context)
      hasSuccessor[values[i]] = true;
  graph.predecessors.begin.push_back(values.size());

  llvm::append_range(graph.mappingPredecessors.values, dataPredecessors);
  graph.mappingPredecessors.begin.push_back(
      graph.mappingPredecessors.values.size());
  graph.nodes.push_back(node);
  hasSuccessor.push_back(false);
  collected.push_back(0);
  frame.nodes.push_back(id);
  return id;
}

uint32_t Dependences::addJoin(uint32_t operation, uint32_t firstTask,
                              uint32_t numTasks) {
  if (numTasks == 1)
    return firstTask;
  llvm::SmallVector<uint32_t> tasks;
  for (uint32_t i = 0; i < numTasks; ++i)
    tasks.push_back(firstTask + i);
  return pushNode({sim::NodeKind::Join, none, 0, operation}, {}, tasks);
}

void Dependences::addFence(uint32_t operation) {
  Frame &frame = frames.back();
  std::vector<uint32_t> last;
  for (uint32_t node : frame.nodes)
    if (!hasSuccessor[node])
      last.push_back(node);
  uint32_t fence =
      pushNode({sim::NodeKind::Join, none, 0, operation}, {}, last);
  frame.fence = fence;
  frame.nodes = {fence};
}

uint32_t Dependences::internJoin(uint32_t operation,
                                 llvm::ArrayRef<uint32_t> nodes) {
  SetKey key;
  for (uint32_t node : nodes)
    key.add(node);
  auto [known, isNew] = joins.try_emplace(key, none);
  if (isNew)
    known->second =
        pushNode({sim::NodeKind::Join, none, 0, operation}, nodes, {});
  return known->second;
}

uint32_t Dependences::getJoin(Group &group) {
  if (group.join == none)
    group.join =
        internJoin(group.operation,
                   llvm::ArrayRef(groupNodes).slice(group.first, group.size));
  return group.join;
}

//===----------------------------------------------------------------------===//
// Accesses
//===----------------------------------------------------------------------===//

/// What two accesses within a launch amount to.
static std::pair<Access, uint16_t> merge(Access a, uint16_t reductionOfA,
                                         Access b, uint16_t reductionOfB) {
  bool isSame = a == b && reductionOfA == reductionOfB &&
                (a == Access::Read || a == Access::Reduce);
  return isSame ? std::make_pair(a, reductionOfA)
                : std::make_pair(Access::Write, noReduction);
}

/// Finds the different lists of units that the launch uses.
void Dependences::collectLists(llvm::ArrayRef<TaskAccess> accesses) {
  usedLists.clear();
  listUses.resize(graph.unitLists.size());
  for (const TaskAccess &access : accesses) {
    ListUse &use = listUses[access.unitList];
    if (use.serial != serial) {
      use = {serial, 1, access.task, static_cast<uint32_t>(usedLists.size())};
      usedLists.push_back({access.unitList, access.access, access.reduction, 0,
                           0, MemberPool::empty});
      continue;
    }
    UsedList &used = usedLists[use.slot];
    std::tie(used.access, used.reduction) =
        merge(used.access, used.reduction, access.access, access.reduction);
    if (use.lastTask != access.task)
      ++use.numTasks;
    use.lastTask = access.task;
  }
}

void Dependences::mergeAccesses(const UsedList &used) {
  for (uint32_t i = graph.unitLists.begin[used.list];
       i < graph.unitLists.begin[used.list + 1]; ++i) {
    UnitState &state = getState(graph.unitLists.values[i]);
    if (state.merged != serial) {
      state.isDue = state.merged / lengthPeriod != serial / lengthPeriod;
      state.merged = serial;
      state.isApplied = false;
      state.next = used.access;
      state.nextReduction = used.reduction;
    } else {
      std::tie(state.next, state.nextReduction) =
          merge(state.next, state.nextReduction, used.access, used.reduction);
    }
  }
}

/// Adds the nodes of members to listPredecessors, each once.
void Dependences::collect(MemberList members) {
  auto add = [&](uint32_t node) {
    if (collected[node] == numCollections)
      return;
    collected[node] = numCollections;
    listPredecessors.push_back(node);
  };
  pool.forEach(members, [&](Member member) {
    if (!(member & isGroup))
      return add(member);
    Group &group = groups[member & ~isGroup];
    if (group.size > maxSharedPredecessors)
      return add(getJoin(group));
    llvm::for_each(llvm::ArrayRef(groupNodes).slice(group.first, group.size),
                   add);
  });
}

void Dependences::findPredecessors(UsedList &used, uint32_t operation) {
  ++numCollections;
  size_t begin = listPredecessors.size();
  for (uint32_t i = graph.unitLists.begin[used.list];
       i < graph.unitLists.begin[used.list + 1]; ++i) {
    UnitState &state = getState(graph.unitLists.values[i]);
    collect(state.joins() ? state.previous : state.current);
  }
  size_t count = listPredecessors.size() - begin;
  bool isShared = listUses[used.list].numTasks > 1;
  if (count > (isShared ? maxSharedPredecessors : maxPredecessors)) {
    auto nodes = llvm::MutableArrayRef(listPredecessors).drop_front(begin);
    llvm::sort(nodes);
    uint32_t join = internJoin(operation, nodes);
    listPredecessors.resize(begin);
    listPredecessors.push_back(join);
  }
  used.firstPredecessor = begin;
  used.numPredecessors = listPredecessors.size() - begin;
}

void Dependences::pushTasks(uint32_t launch, uint32_t operation,
                            uint32_t numTasks,
                            llvm::ArrayRef<TaskAccess> accesses,
                            llvm::ArrayRef<uint32_t> waitsFor) {
  llvm::SmallVector<uint32_t> predecessors;
  for (uint32_t task = 0; task < numTasks; ++task) {
    predecessors.clear();
    for (; !accesses.empty() && accesses.front().task == task;
         accesses = accesses.drop_front()) {
      const UsedList &used =
          usedLists[listUses[accesses.front().unitList].slot];
      llvm::append_range(predecessors, llvm::ArrayRef(listPredecessors)
                                           .slice(used.firstPredecessor,
                                                  used.numPredecessors));
    }
    llvm::sort(predecessors);
    predecessors.erase(llvm::unique(predecessors), predecessors.end());
    pushNode({sim::NodeKind::Task, launch, task, operation}, predecessors,
             waitsFor);
  }
}

//===----------------------------------------------------------------------===//
// Epochs
//===----------------------------------------------------------------------===//

/// Gives each list of units the member that stands for its tasks.
void Dependences::makeMembers(llvm::ArrayRef<TaskAccess> accesses,
                              uint32_t firstTask, uint32_t operation) {
  for (UsedList &used : usedLists) {
    const ListUse &use = listUses[used.list];
    if (use.numTasks == 1) {
      used.member = firstTask + use.lastTask;
      continue;
    }
    used.member = groups.size() | isGroup;
    uint32_t first = groupNodes.size();
    groups.push_back({first, 0, operation, none});
    groupNodes.resize(first + use.numTasks);
  }
  for (const TaskAccess &access : accesses) {
    const UsedList &used = usedLists[listUses[access.unitList].slot];
    if (!(used.member & isGroup))
      continue;
    Group &group = groups[used.member & ~isGroup];
    uint32_t node = firstTask + access.task;
    uint32_t *nodes = groupNodes.data() + group.first;
    if (group.size == 0 || nodes[group.size - 1] != node)
      nodes[group.size++] = node;
  }
}

/// Replaces the members of a long epoch by a node that stands for them.
void Dependences::limitEpoch(UnitState &state, uint32_t operation) {
  if (pool.count(state.current) <= maxMembers)
    return;
  ++numCollections;
  size_t begin = listPredecessors.size();
  collect(state.current);
  auto nodes = llvm::MutableArrayRef(listPredecessors).drop_front(begin);
  llvm::sort(nodes);
  uint32_t join = internJoin(operation, nodes);
  listPredecessors.resize(begin);
  pool.release(state.current);
  pool.add(state.current, join);
}

void Dependences::apply(const UsedList &used, uint32_t operation) {
  for (uint32_t i = graph.unitLists.begin[used.list];
       i < graph.unitLists.begin[used.list + 1]; ++i) {
    UnitState &state = getState(graph.unitLists.values[i]);
    if (!state.isApplied && !state.joins()) {
      pool.release(state.previous);
      state.previous = state.current;
      state.current = MemberPool::empty;
      state.kind = state.next;
      state.reduction = state.nextReduction;
    } else if (!state.isApplied && state.isDue) {
      limitEpoch(state, operation);
    }
    state.isApplied = true;
    pool.add(state.current, used.member);
  }
}

uint32_t Dependences::addTasks(uint32_t launch, uint32_t operation,
                               uint32_t numTasks,
                               llvm::ArrayRef<TaskAccess> accesses,
                               llvm::ArrayRef<uint32_t> waitsFor) {
  ++serial;
  frames.back().units->resize(graph.units.size());
  listPredecessors.clear();
  collectLists(accesses);
  for (const UsedList &used : usedLists)
    mergeAccesses(used);
  for (UsedList &used : usedLists)
    findPredecessors(used, operation);
  uint32_t firstTask = graph.nodes.size();
  pushTasks(launch, operation, numTasks, accesses, waitsFor);
  makeMembers(accesses, firstTask, operation);
  for (const UsedList &used : usedLists)
    apply(used, operation);
  return firstTask;
}
