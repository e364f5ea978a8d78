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

/// A dense set of points, both corners included.
struct Box {
  Legion::DomainPoint lo, hi;

  bool operator==(const Box &other) const {
    return lo == other.lo && hi == other.hi;
  }
};

/// The rectangles that a domain consists of.
std::vector<Box> listBoxes(const Legion::Domain &domain);

/// Gathers points into few boxes.
class BoxList {
public:
  /// Each point once. It is quick if dimension 0 is the fastest.
  void add(const Legion::DomainPoint &point);

  /// Joins neighbours as far as two boxes of the same extents in all dimensions
  /// but one are a box; the points of a box become one box.
  void join();

  size_t getNumPoints() const { return numPoints; }
  const std::vector<Box> &get() const { return boxes; }

private:
  void joinAlong(int d);

  std::vector<Box> boxes;
  size_t numPoints = 0;
};

/// A domain of disjoint boxes, at least one. Of several it is sparse: somebody
/// has to destroy its sparsity map.
Legion::Domain makeDomain(const std::vector<Box> &boxes);

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
