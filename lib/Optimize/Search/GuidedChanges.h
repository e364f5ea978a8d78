//===- GuidedChanges.h - Changes of assignments -----------------*- C++ -*-===//
//-*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Optimize/Search.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_OPTIMIZE_SEARCH_GUIDEDCHANGES_H
#define MAPWRIGHT_LIB_OPTIMIZE_SEARCH_GUIDEDCHANGES_H

#include "mapwright/Optimize/Space.h"

namespace mapwright {
namespace optimize {

/// Dimensions and the choice that each of them gets.
struct Change {
  std::vector<std::pair<uint32_t, uint16_t>> choices;
};

/// A whole mapper, as somebody would write who knows the machine and has a
/// quick look at the program.
struct Opening {
  std::string text; ///< "tasks on GPU, points by blocks"
  Assignment assignment;
};

/// Makes the changes of a guided search. What belongs together changes
/// together: all tasks, all index maps, all arguments of the same data.
class ChangeMaker {
public:
  ChangeMaker(const Problem &problem, const Space &space);

  /// All tasks on one kind of processor, as far as they have a variant, with
  /// their data in the fastest memory, one form of index maps and one form of
  /// single maps.
  std::vector<Opening> makeOpenings() const;

  /// Changes of several decisions at once, in the order of what they change.
  llvm::ArrayRef<Change> getGroupChanges() const { return groupChanges; }
  /// Changes of one decision.
  llvm::ArrayRef<Change> getSingleChanges() const { return singleChanges; }

  /// Tasks that get another kind of processor get what suits it.
  Assignment apply(const Assignment &assignment, const Change &change) const;

private:
  using Group = std::vector<uint32_t>; ///< dimensions

  Group listDimensions(DimensionKind kind) const;
  void addGroup(const Group &group);
  void groupData();
  void groupTasks();
  std::vector<std::string> listForms(DimensionKind kind) const;
  bool choose(Assignment &assignment, uint32_t dimension,
              llvm::StringRef form) const;
  void placeAll(Assignment &assignment, ProcKind kind) const;

  const Problem &problem;
  const Space &space;
  std::vector<Change> groupChanges, singleChanges;
};

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_LIB_OPTIMIZE_SEARCH_GUIDEDCHANGES_H
