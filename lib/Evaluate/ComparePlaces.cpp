//===- ComparePlaces.cpp - Places of points of logged launches ------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ComparePlaces.h"

#include "mapwright/Evaluate/Defaults.h"

using namespace mapwright;
using namespace mapwright::detail;

std::string detail::formatPlace(const Place &place) {
  return "node " + std::to_string(place.node) + " " +
         spelling(place.kind).str() + " " + std::to_string(place.index);
}

LaunchPlaces::LaunchPlaces(const LaunchDecision &decision,
                           const Machine &machine, ProcKind kind,
                           bool isReplicated)
    : decision(decision), kind(decision.kind.value_or(kind)) {
  RowMajorPoints walk(*decision.launch.domain);
  for (Point point; walk.next(point);)
    points.push_back(point);
  if (decision.isDefault)
    placeByDefault(machine, isReplicated);
}

//===----------------------------------------------------------------------===//
// Defaults
//===----------------------------------------------------------------------===//

static unsigned countProcessors(const Machine &machine, unsigned node,
                                ProcKind kind) {
  return machine.getNode(node).processors[static_cast<unsigned>(kind)].size();
}

/// A log shows the points of a sparse domain, but not its rectangles.
void LaunchPlaces::placeByDefault(const Machine &machine, bool isReplicated) {
  byDefault.assign(points.size(), {-1, 0});
  if (!isReplicated)
    return sliceGlobally(machine);
  std::vector<unsigned> nodes(points.size());
  shardByDefault(
      inColumnMajorOrder(*decision.launch.domain), machine.getNumNodes(),
      [&](const Point &point, unsigned node) { nodes[*find(point)] = node; });
  sliceLocally(machine, std::move(nodes));
}

void LaunchPlaces::sliceLocally(const Machine &machine,
                                std::vector<unsigned> nodes) {
  for (unsigned node = 0; node < machine.getNumNodes(); ++node) {
    std::vector<Point> local;
    std::vector<size_t> positions;
    for (auto [position, point] : llvm::enumerate(points)) {
      if (nodes[position] != node)
        continue;
      local.push_back(point);
      positions.push_back(position);
    }
    unsigned count = countProcessors(machine, node, kind);
    std::vector<unsigned> processors =
        sliceByDefault(local, std::max(count, 1u));
    for (auto [position, processor] : llvm::zip(positions, processors))
      byDefault[position] = {static_cast<int32_t>(node),
                             static_cast<int32_t>(processor)};
  }
}

void LaunchPlaces::sliceGlobally(const Machine &machine) {
  std::vector<PlacedTask> all;
  for (unsigned node = 0; node < machine.getNumNodes(); ++node)
    for (unsigned i = 0; i < countProcessors(machine, node, kind); ++i)
      all.push_back({static_cast<int32_t>(node), static_cast<int32_t>(i)});
  if (all.empty())
    all.push_back({0, 0});
  for (auto [position, processor] :
       llvm::enumerate(sliceByDefault(points, all.size())))
    byDefault[position] = all[processor];
}

//===----------------------------------------------------------------------===//
// Queries
//===----------------------------------------------------------------------===//

std::optional<size_t> LaunchPlaces::find(const Point &point) const {
  auto found = llvm::lower_bound(points, point);
  if (found == points.end() || !(*found == point))
    return std::nullopt;
  return found - points.begin();
}

std::optional<Place> LaunchPlaces::get(size_t position) const {
  PlacedTask task =
      decision.isDefault ? byDefault[position] : decision.tasks[position];
  if (task.node < 0)
    return std::nullopt;
  return Place{kind, task.node, task.index};
}

std::string LaunchPlaces::describeFailure(size_t position) const {
  return "error: " +
         formatFailure(decision.failures[decision.tasks[position].index]);
}

std::string LaunchPlaces::describeNode(size_t position) const {
  std::optional<Place> place = get(position);
  return place ? "node " + std::to_string(place->node)
               : describeFailure(position);
}

std::string LaunchPlaces::describe(size_t position) const {
  std::optional<Place> place = get(position);
  return place ? formatPlace(*place) : describeFailure(position);
}
