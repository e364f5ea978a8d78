//===- Points.h - Points of launch domains ----------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_RUNTIME_LEGION_POINTS_H
#define MAPWRIGHT_LIB_RUNTIME_LEGION_POINTS_H

#include "LegionVersion.h"

#include <vector>

namespace mapwright {
namespace legion {

/// The points of a domain, dimension 0 fastest within each rectangle.
std::vector<Legion::DomainPoint> listPoints(const Legion::Domain &domain);

/// A domain of exactly these points, at least one and each given once.
struct PointSet {
  Legion::Domain domain;
  /// Whether the domain has a sparsity map that somebody has to destroy.
  bool isSparse;
};
PointSet makeDomain(const std::vector<Legion::DomainPoint> &points);

/// Default slicing (STM5): for each of `points`, which are all those that one
/// node slices, the number of its processor out of `numProcessors`.
std::vector<unsigned>
sliceByDefault(const std::vector<Legion::DomainPoint> &points,
               unsigned numProcessors);

/// The number of a point in the order of default sharding (STM5): dimension 0
/// fastest, the rectangles of a sparse domain one after the other.
size_t numberPoint(const Legion::DomainPoint &point,
                   const Legion::Domain &domain);

} // namespace legion
} // namespace mapwright

#endif // MAPWRIGHT_LIB_RUNTIME_LEGION_POINTS_H
