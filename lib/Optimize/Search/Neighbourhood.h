//===- Neighbourhood.h - Moves from an assignment ---------------*- C++ -*-===//
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

#ifndef MAPWRIGHT_LIB_OPTIMIZE_SEARCH_NEIGHBOURHOOD_H
#define MAPWRIGHT_LIB_OPTIMIZE_SEARCH_NEIGHBOURHOOD_H

#include "mapwright/Optimize/Random.h"
#include "mapwright/Optimize/Space.h"

namespace mapwright {
namespace optimize {

/// A choice for a dimension, and, of a group, the same for all dimensions that
/// are co-located with it.
struct Step {
  uint32_t dimension;
  uint16_t choice;
  bool isGroup;
};

/// Steps in a space. Arguments with most of their data in common are
/// co-located, and so are tasks that have such arguments: what is decided of
/// one of them alone brings copies (tuning: CCD's idea for all searchers).
class Neighbourhood {
public:
  explicit Neighbourhood(const Space &space);

  /// All steps that change something, dimension by dimension.
  std::vector<Step> listSteps(const Assignment &from) const;
  Step pickSingle(const Assignment &from, Random &random) const;
  /// A group if there are any, else a single step.
  Step pickGroup(const Assignment &from, Random &random) const;

  /// Takes a step, and repairs what does not suit a new kind of processor.
  Assignment take(const Assignment &from, const Step &step) const;

  /// Co-located dimensions, ascending, with itself.
  llvm::ArrayRef<uint32_t> getGroup(uint32_t dimension) const {
    return groups[dimension];
  }

private:
  const Space &space;
  std::vector<std::vector<uint32_t>> groups; ///< by dimension
  std::vector<uint32_t> grouped;             ///< those of more than one
};

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_LIB_OPTIMIZE_SEARCH_NEIGHBOURHOOD_H
