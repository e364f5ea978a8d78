//===- SpaceOverlaps.cpp - Data that arguments have in common -------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SpaceState.h"

#include "llvm/ADT/STLExtras.h"

#include <set>
#include <tuple>

using namespace mapwright;
using namespace mapwright::optimize;
using namespace mapwright::optimize::detail;

namespace {
/// Collects the data units behind dimensions.
class UnitCollector {
public:
  explicit UnitCollector(const SpaceState &state)
      : state(state), graph(state.problem.graph) {}

  /// By data unit: the Memory dimensions whose arguments use it, ascending.
  std::vector<std::vector<uint32_t>> run();

private:
  void addPoints(uint32_t launch, uint32_t firstPoint, uint32_t numPoints);
  std::vector<std::optional<uint32_t>> findDimensions(uint32_t launch) const;

  const SpaceState &state;
  const sim::TaskGraph &graph;
  std::vector<std::set<uint32_t>> users;
};
} // namespace

/// The Memory dimensions of the requirements of a launch.
std::vector<std::optional<uint32_t>>
UnitCollector::findDimensions(uint32_t launch) const {
  const sim::LaunchFacts &facts = graph.launches[launch];
  std::vector<std::optional<uint32_t>> found(facts.requirements.size());
  for (uint32_t dimension : state.tasks[facts.task].dimensions)
    if (const Dimension &other = state.dimensions[dimension];
        other.kind == DimensionKind::Memory && *other.argument < found.size())
      found[*other.argument] = dimension;
  return found;
}

void UnitCollector::addPoints(uint32_t launch, uint32_t firstPoint,
                              uint32_t numPoints) {
  std::vector<std::optional<uint32_t>> dimensions = findDimensions(launch);
  for (uint32_t point = firstPoint; point < firstPoint + numPoints; ++point)
    for (auto [requirement, dimension] : llvm::enumerate(dimensions)) {
      const sim::ArgumentFacts &argument =
          graph.arguments[graph.points[point].firstArgument + requirement];
      if (!dimension || argument.dataNode == sim::none)
        continue;
      for (uint32_t unit = graph.unitLists.begin[argument.unitList];
           unit < graph.unitLists.begin[argument.unitList + 1]; ++unit)
        users[graph.unitLists.values[unit]].insert(*dimension);
    }
}

std::vector<std::vector<uint32_t>> UnitCollector::run() {
  users.resize(graph.units.size());
  std::set<std::pair<uint32_t, uint32_t>> seen;
  for (const sim::Operation &operation : graph.operations) {
    if (operation.kind != sim::OperationKind::Launch)
      continue;
    uint32_t first = operation.firstPoint == sim::none
                         ? graph.firstPoint[operation.launch]
                         : operation.firstPoint;
    if (seen.insert({operation.launch, first}).second)
      addPoints(operation.launch, first, operation.numTasks);
  }
  std::vector<std::vector<uint32_t>> lists;
  for (const std::set<uint32_t> &dimensions : users)
    lists.emplace_back(dimensions.begin(), dimensions.end());
  return lists;
}

void optimize::detail::findOverlaps(SpaceState &state) {
  state.bytes.assign(state.dimensions.size(), 0);
  // Most units have the same users as many others.
  std::map<std::vector<uint32_t>, uint64_t> bytesOfUsers;
  std::vector<std::vector<uint32_t>> users = UnitCollector(state).run();
  for (auto [unit, dimensions] : llvm::enumerate(users))
    bytesOfUsers[dimensions] += state.problem.graph.units[unit].bytes;
  std::map<std::pair<uint32_t, uint32_t>, uint64_t> pairs;
  for (const auto &[dimensions, bytes] : bytesOfUsers)
    for (size_t first = 0; first < dimensions.size(); ++first) {
      state.bytes[dimensions[first]] += bytes;
      for (size_t second = first + 1; second < dimensions.size(); ++second)
        pairs[{dimensions[first], dimensions[second]}] += bytes;
    }
  for (const auto &[pair, bytes] : pairs)
    state.overlaps.push_back({pair.first, pair.second, bytes});
  llvm::sort(state.overlaps, [](const Overlap &a, const Overlap &b) {
    return std::tuple(b.bytes, a.first, a.second) <
           std::tuple(a.bytes, b.first, b.second);
  });
}
