//===- ComparePlaces.h - Places of points of logged launches ----*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Evaluate: where the points of a logged launch go, by its map
// or by the runtime's default.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_EVALUATE_COMPAREPLACES_H
#define MAPWRIGHT_LIB_EVALUATE_COMPAREPLACES_H

#include "mapwright/Evaluate/Decisions.h"

namespace mapwright::detail {

class LaunchPlaces {
public:
  /// `kind` is the kind of processor that default slicing deals points to. In a
  /// replicated context every node slices its own points, else one node slices
  /// all of them for the whole machine.
  LaunchPlaces(const LaunchDecision &decision, const Machine &machine,
               ProcKind kind, bool isReplicated);

  /// The position of a point of the domain in row-major order.
  std::optional<size_t> find(const Point &point) const;

  /// Node and processor of the point at `position`; none if the map fails
  /// there.
  std::optional<Place> get(size_t position) const;
  /// "node 1", or the failure.
  std::string describeNode(size_t position) const;
  /// "node 1 GPU 2", or the failure.
  std::string describe(size_t position) const;

private:
  void placeByDefault(const Machine &machine, bool isReplicated);
  void sliceLocally(const Machine &machine, std::vector<unsigned> nodes);
  void sliceGlobally(const Machine &machine);
  std::string describeFailure(size_t position) const;

  const LaunchDecision &decision;
  ProcKind kind;
  std::vector<Point> points;         ///< in row-major order
  std::vector<PlacedTask> byDefault; ///< one a point, if no map applies
};

/// "node 1 GPU 2"
std::string formatPlace(const Place &place);

} // namespace mapwright::detail

#endif // MAPWRIGHT_LIB_EVALUATE_COMPAREPLACES_H
