//===- DataUnits.h - Cuts the data of a program into units ------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Evaluate. All elements that are in the same pieces (of the
// partitions that requirements use) form an atom, however scattered they are;
// all fields that the same requirements use form a group. An atom with the
// fields of a group is a unit.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_EVALUATE_DATAUNITS_H
#define MAPWRIGHT_LIB_EVALUATE_DATAUNITS_H

#include "mapwright/Program/Program.h"
#include "mapwright/Simulator/TaskGraph.h"

#include <map>

namespace mapwright::detail {

/// The atoms of one region tree.
struct TreeAtoms {
  std::vector<uint64_t> elements; ///< by atom
  /// Atoms of the root (list 0), and of the pieces of all partitions in use,
  /// those of partition p from firstOwner[p] on.
  sim::Lists atomsOfOwner;
  std::map<unsigned, uint32_t> firstOwner;
};

/// Fills in what a task graph says of data: units, dataNodes, unitLists and
/// field sets. The program has passed `verify`.
class DataUnits {
public:
  DataUnits(const Program &program, sim::TaskGraph &graph);

  /// Fails if rectangles overlap in too many ways.
  llvm::Error build();

  /// Interns the fields of a requirement as a field set of its region tree.
  uint32_t getFieldSet(const Requirement &requirement);

  /// A root region, or a piece of it.
  struct Target {
    unsigned region;
    std::optional<PieceRef> piece;
  };
  /// Number in TaskGraph::dataNodes; parents come before their children.
  uint32_t getDataNode(const Target &target);
  /// Number in TaskGraph::unitLists. List 0 is the empty one.
  uint32_t getUnitList(const Target &target, uint32_t fieldSet);

private:
  using FieldSetKey = std::pair<unsigned, std::vector<unsigned>>;

  uint32_t &getListNumber(const Target &target, uint32_t fieldSet);
  uint32_t getOwner(const Target &target) const;
  uint32_t getUnit(unsigned region, uint32_t atom, uint32_t group);
  void collectFieldSets();
  void groupFields(unsigned region);
  llvm::Error buildTree(unsigned region);

  const Program &program;
  sim::TaskGraph &graph;
  std::map<FieldSetKey, uint32_t> fieldSets;
  std::vector<std::vector<uint32_t>> groupsOfFieldSet;
  /// By region: bytes of an element in each of its groups of fields.
  std::vector<std::vector<uint32_t>> groupBytes;
  std::vector<TreeAtoms> trees;
  /// By region: units of its atoms, group by group; none: not used so far.
  std::vector<std::vector<uint32_t>> unitOfAtom;
  /// By region, then by partition, whether requirements use them.
  std::vector<bool> isRootUsed, isPartitionUsed;
  std::vector<uint32_t> firstPiece; ///< by partition, in nodeOfPiece
  std::vector<uint32_t> nodeOfPiece, nodeOfRoot;
  /// Lists of units by field set and partition (none: the root), then by color;
  /// none: not asked for so far.
  std::map<std::pair<uint32_t, uint32_t>, std::vector<uint32_t>> lists;
};

} // namespace mapwright::detail

#endif // MAPWRIGHT_LIB_EVALUATE_DATAUNITS_H
