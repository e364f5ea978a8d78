//===- TaskGraph.h - A program as the simulator sees it ---------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A program unrolled into point tasks, with its data cut into units and its
// dependences: everything that does not depend on machine or mapper. It is
// built once per program and shared by all candidates. Plain values, flat
// arrays; lists are stored one after the other (CSR: `begin` has one entry more
// than there are lists).
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_SIMULATOR_TASKGRAPH_H
#define MAPWRIGHT_SIMULATOR_TASKGRAPH_H

#include <cstdint>
#include <string>
#include <vector>

namespace mapwright {
namespace sim {

constexpr uint32_t none = ~0u;

/// Lists of numbers, one after the other.
struct Lists {
  std::vector<uint32_t> begin = {0};
  std::vector<uint32_t> values;

  size_t size() const { return begin.size() - 1; }
};

/// A unit: elements of a region that every requirement takes whole or not at
/// all, times fields of which the same is true. Coherence is kept per unit.
struct DataUnit {
  uint32_t region;    ///< root region
  uint64_t bytes;     ///< elements times bytes of the fields
  uint32_t group = 0; ///< of fields, see TaskGraph::groupsOfFieldSet
};

/// What an instance may cover: a root region or a piece of a partition, with
/// the fields of one or several requirements. Node 0 of a region tree is its
/// root.
struct DataNode {
  uint32_t region;
  uint32_t parent; ///< the node one partition up in the tree; none: a root
  /// Number of colors of the partition it is a piece of; 0 for a root.
  uint32_t fanOut;
  uint64_t elements; ///< of the node's index space
};

enum class Access : uint8_t { None, Read, Write, ReadWrite, Reduce };

/// A requirement of a launch statement, for all its points.
struct RequirementFacts {
  std::string name; ///< "arg 1 rp_shared", for messages
  Access access;
  uint32_t reduction;   ///< number of its operator; none unless Reduce
  uint32_t fieldSet;    ///< interned set of fields of the region
  uint32_t fieldBytes;  ///< bytes of an element's fields of the requirement
  uint32_t structBytes; ///< bytes of an element's fields of the field space
  uint32_t rank;        ///< dimensions of the region
  uint32_t gatherBytes; ///< see ArgumentUse
  uint32_t fastestDim;
};

/// A launch statement of the program; `launch` ids count them in pre-order.
struct LaunchFacts {
  uint32_t task; ///< task kind
  bool isIndex;
  bool isConcurrent;
  std::vector<RequirementFacts> requirements;
};

/// What one point of a launch statement does. It is the same each time the
/// launch runs, unless projections depend on loops: then there are several sets
/// of facts, see Operation::firstPoint.
struct PointFacts {
  double flops;
  uint32_t firstArgument; ///< into TaskGraph::arguments, one per requirement
};

/// What a point does with an argument.
struct ArgumentFacts {
  uint32_t dataNode;  ///< what it asks for; none: nothing (empty piece)
  uint32_t unitList;  ///< into TaskGraph::unitLists
  double usefulBytes; ///< its kernel moves
};

enum class NodeKind : uint8_t {
  Task,
  Join ///< costs nothing: stands between many predecessors and successors
};

/// A point (or single) task of one execution of a launch, or a join.
struct TaskNode {
  NodeKind kind;
  uint32_t launch;    ///< launch statement
  uint32_t point;     ///< row-major number among its points; 0 for single ones
  uint32_t operation; ///< into TaskGraph::operations
};

enum class OperationKind : uint8_t { Launch, Fence, Wait };

/// One execution of a statement in a context, in program order.
struct Operation {
  OperationKind kind;
  bool isReplay; ///< replayed from a trace
  uint32_t context;
  uint32_t launch;    ///< statement; none for fences and waits
  uint32_t firstTask; ///< its tasks are consecutive
  uint32_t numTasks;
  /// Wait: the node (task or join) that must finish. Launch with predicate:
  /// the same before it is analysed. Else none.
  uint32_t waitsFor;
  /// Launch: facts of its tasks begin here in TaskGraph::points; none: at
  /// TaskGraph::firstPoint of the launch.
  uint32_t firstPoint = none;
};

/// The operations one task launches, in program order. Context 0 is that of the
/// top-level task.
struct Context {
  uint32_t parent; ///< task; none for the top level
  std::vector<uint32_t> operations;
};

struct TaskGraph {
  std::vector<std::string> taskNames; ///< by task kind
  std::vector<LaunchFacts> launches;
  /// Points of launch l: facts begin at firstPoint[l]. Use getPoint.
  std::vector<uint32_t> firstPoint;
  std::vector<PointFacts> points;
  std::vector<ArgumentFacts> arguments;
  /// Measured seconds of points, by processor kind (6 for each point), empty
  /// if the program has none; negative: not measured.
  std::vector<double> measuredSeconds;
  /// By task kind and processor kind (6 for each task kind): share of the peak
  /// flops its variant reaches, 0 where there is none.
  std::vector<double> efficiency;
  /// By task kind: launches only, gets virtual instances.
  std::vector<bool> isInner;

  std::vector<DataUnit> units;
  std::vector<DataNode> dataNodes;
  Lists unitLists; ///< units of an argument, ascending; interned
  /// Sets of fields, interned: bytes of an element, and the groups of fields
  /// they hold. Groups are numbered per region tree; every field set is a union
  /// of groups, and every unit has the fields of one group.
  std::vector<uint32_t> fieldSetBytes;
  Lists groupsOfFieldSet; ///< ascending
  /// By root region and group: bytes of an element's fields of the group.
  std::vector<std::vector<uint32_t>> groupBytes;

  std::vector<Operation> operations; ///< those of a context in program order
  std::vector<Context> contexts;
  std::vector<TaskNode> nodes; ///< in program order; predecessors come first
  Lists predecessors;          ///< by node: true, anti and output dependences,
                               ///< futures and fences
  Lists mappingPredecessors;   ///< by node: nodes to be mapped before
  bool isReplicable = false;
  double work = 0; ///< done by a whole run, for throughput
  std::string workUnit;

  /// Number of the facts of a task in `points`.
  uint32_t getPoint(const TaskNode &task) const {
    uint32_t first = operations[task.operation].firstPoint;
    return (first == none ? firstPoint[task.launch] : first) + task.point;
  }
};

} // namespace sim
} // namespace mapwright

#endif // MAPWRIGHT_SIMULATOR_TASKGRAPH_H
