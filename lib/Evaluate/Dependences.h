//===- Dependences.h - Dependence analysis ----------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Evaluate. Adds the nodes of a task graph in program order and
// finds what they depend on, unit by unit.
//
// The uses of a unit form epochs: one launch that writes, or all readers up to
// the next other use, or all reductions with one operator. Who joins an epoch
// depends on all members of the one before; who opens one depends on all
// members of the current one. Earlier epochs follow. Points of one launch do
// not depend on each other.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_EVALUATE_DEPENDENCES_H
#define MAPWRIGHT_LIB_EVALUATE_DEPENDENCES_H

#include "mapwright/Program/Cells.h"
#include "mapwright/Simulator/TaskGraph.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"

namespace mapwright::detail {

constexpr uint16_t noReduction = 0xffff;

/// What a task of a launch does with the units of a list.
struct TaskAccess {
  uint32_t task; ///< number within the launch
  uint32_t unitList;
  sim::Access access;
  uint16_t reduction; ///< of Reduce, else noReduction
};

/// Stands for a set of nodes that used a unit: a node, several that use the
/// same list of units in one launch, or a list of such.
using Member = uint32_t;

/// A list of members; see MemberPool.
using MemberList = uint32_t;

/// Keeps lists of members, of which there are as many as units. Most are of one
/// member: such a list is that member. Others are chains.
class MemberPool {
public:
  static constexpr MemberList empty = ~0u;

  /// Puts a member in front, unless it is there already.
  void add(MemberList &list, Member member);
  void release(MemberList &list);
  size_t count(MemberList list) const;
  void forEach(MemberList list, llvm::function_ref<void(Member)> visit) const;

private:
  static constexpr uint32_t isChained = 1u << 31;

  struct Link {
    Member member;
    MemberList next; ///< a chain or empty
  };

  uint32_t makeLink(Member member, MemberList next);
  const Link &getLink(MemberList chain) const {
    return links[chain & ~isChained];
  }

  std::vector<Link> links;
  MemberList unused = empty;
};

/// Adds nodes to a task graph. Lists of units are those of the graph.
class Dependences {
public:
  explicit Dependences(sim::TaskGraph &graph) : graph(graph) {}

  /// What one task launches depends on nothing outside of it. `context` is a
  /// number of the graph's that has not been used before.
  void enterContext(uint32_t context);
  void leaveContext();

  /// Adds the tasks of a launch with their dependences; `accesses` are ordered
  /// by task. All of them come after `waitsFor` too.
  /// Returns the first of the nodes, which follow each other.
  uint32_t addTasks(uint32_t launch, uint32_t operation, uint32_t numTasks,
                    llvm::ArrayRef<TaskAccess> accesses,
                    llvm::ArrayRef<uint32_t> waitsFor);

  /// Adds a node for a fence: everything in the context before it comes before
  /// everything after it.
  void addFence(uint32_t operation);

  /// A node that stands for consecutive tasks of an operation.
  uint32_t addJoin(uint32_t operation, uint32_t firstTask, uint32_t numTasks);

private:
  /// The uses of a unit in a context.
  struct UnitState {
    uint32_t context = sim::none; ///< the state of another one is void
    uint32_t merged = 0;          ///< launch for which the next three are valid
    bool isApplied = false;       ///< it has joined or opened the epoch
    sim::Access next = sim::Access::None; ///< by all tasks of the launch
    uint16_t nextReduction = noReduction;
    uint16_t reduction = noReduction; ///< of the current epoch
    sim::Access kind = sim::Access::None;
    bool isDue = false; ///< the length of the epoch is to be looked at
    MemberList current = MemberPool::empty;
    MemberList previous = MemberPool::empty;

    /// Whether the launch joins the current epoch.
    bool joins() const {
      return kind == next &&
             (next == sim::Access::Read ||
              (next == sim::Access::Reduce && reduction == nextReduction));
    }
  };

  /// The tasks of the launch that use one list of units.
  struct ListUse {
    uint32_t serial = 0; ///< launch for which this is valid
    uint32_t numTasks;
    uint32_t lastTask;
    uint32_t slot; ///< in `used`
  };
  struct UsedList {
    uint32_t list;
    sim::Access access;
    uint16_t reduction;
    uint32_t firstPredecessor, numPredecessors; ///< in listPredecessors
    Member member;
  };

  /// Nodes that used the same list of units in one launch.
  struct Group {
    uint32_t first, size; ///< in groupNodes
    uint32_t operation;
    uint32_t join; ///< none: not needed so far
  };

  /// A context being added.
  struct Frame {
    uint32_t context;
    uint32_t fence = sim::none;
    std::vector<uint32_t> nodes; ///< since the fence
    std::vector<UnitState> *units;
  };

  UnitState &getState(uint32_t unit);
  uint32_t getContext(uint32_t node) const {
    return graph.operations[graph.nodes[node].operation].context;
  }
  void collectLists(llvm::ArrayRef<TaskAccess> accesses);
  void mergeAccesses(const UsedList &used);
  void findPredecessors(UsedList &used, uint32_t operation);
  void collect(MemberList members);
  void makeMembers(llvm::ArrayRef<TaskAccess> accesses, uint32_t firstTask,
                   uint32_t operation);
  void apply(const UsedList &used, uint32_t operation);
  void limitEpoch(UnitState &state, uint32_t operation);
  uint32_t getJoin(Group &group);
  uint32_t internJoin(uint32_t operation, llvm::ArrayRef<uint32_t> nodes);
  uint32_t pushNode(const sim::TaskNode &node,
                    llvm::ArrayRef<uint32_t> dataPredecessors,
                    llvm::ArrayRef<uint32_t> others);
  void pushTasks(uint32_t launch, uint32_t operation, uint32_t numTasks,
                 llvm::ArrayRef<TaskAccess> accesses,
                 llvm::ArrayRef<uint32_t> waitsFor);

  sim::TaskGraph &graph;
  MemberPool pool;
  std::vector<Group> groups;
  std::vector<uint32_t> groupNodes;
  std::vector<Frame> frames;
  /// States of units by depth of contexts.
  std::vector<std::unique_ptr<std::vector<UnitState>>> states;
  uint32_t serial = 0; ///< of the launch being added; 0: none
  std::vector<ListUse> listUses;
  std::vector<UsedList> usedLists;
  std::vector<uint32_t> listPredecessors;
  std::vector<uint32_t> collected; ///< by node: the last collection it is in
  uint32_t numCollections = 0;
  std::vector<bool> hasSuccessor; ///< by node
  struct SetKeyInfo {
    static SetKey getEmptyKey() { return {~0ull, ~0ull}; }
    static SetKey getTombstoneKey() { return {~0ull, ~0ull - 1}; }
    static unsigned getHashValue(const SetKey &key) { return key.first; }
    static bool isEqual(const SetKey &a, const SetKey &b) { return a == b; }
  };
  llvm::DenseMap<SetKey, uint32_t, SetKeyInfo> joins; ///< by predecessors
};

} // namespace mapwright::detail

#endif // MAPWRIGHT_LIB_EVALUATE_DEPENDENCES_H
