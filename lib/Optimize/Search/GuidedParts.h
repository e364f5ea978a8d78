//===- GuidedParts.h - Placements put together ------------------*- C++ -*-===//
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

#ifndef MAPWRIGHT_LIB_OPTIMIZE_SEARCH_GUIDEDPARTS_H
#define MAPWRIGHT_LIB_OPTIMIZE_SEARCH_GUIDEDPARTS_H

#include "mapwright/Optimize/Space.h"

#include <map>
#include <set>

namespace mapwright {
namespace optimize {

/// Tells what assignments decide, mostly without writing and compiling their
/// text: what a launch does depends on the choices for its task only, so that
/// the decisions of a few mappers, cut into parts, give those of all others.
class PlacementParts {
public:
  PlacementParts(const Problem &problem, const Space &space);
  ~PlacementParts();

  /// None if the mapper does not resolve. Neither capacities nor anything else
  /// that lib/Analysis looks at is checked. Single launches whose map looks at
  /// the launching task may be only roughly where they would be.
  std::optional<sim::Placement> compose(const Assignment &assignment);

private:
  struct Compiler;
  /// A launch, argument or task kind, with the choices that decide about it.
  using Key = std::vector<uint32_t>;
  using Dimensions = llvm::SmallVector<uint32_t, 4>;

  Dimensions listDimensions(uint32_t task, llvm::ArrayRef<DimensionKind> kinds,
                            std::optional<uint32_t> argument = {}) const;
  static Key makeKey(std::initializer_list<uint32_t> subject,
                     const Dimensions &dimensions,
                     const Assignment &assignment);
  /// Stops at the first part that is not known, and says which dimensions
  /// decide about it.
  std::optional<sim::Placement> assemble(const Assignment &assignment,
                                         Dimensions &missing) const;
  void learn(const Assignment &assignment);
  Assignment widen(const Assignment &assignment,
                   const Dimensions &dimensions) const;

  const Space &space;
  /// By launch: the dimensions that decide where its points run; by launch and
  /// argument: those that decide about its data.
  std::vector<Dimensions> placing;
  std::vector<std::vector<Dimensions>> storing;
  std::vector<Dimensions> limiting; ///< by task kind
  Dimensions replicating;
  std::map<Key, sim::LaunchPlacement> places; ///< without arguments
  std::map<Key, sim::ArgumentPlacement> arguments;
  std::map<Key, uint32_t> limits;
  std::map<Key, bool> replications;
  std::set<Assignment> failed;
  std::unique_ptr<Compiler> compiler;
};

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_LIB_OPTIMIZE_SEARCH_GUIDEDPARTS_H
