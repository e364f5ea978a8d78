//===- Neighbourhood.cpp - Moves from an assignment -----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Neighbourhood.h"

#include "llvm/ADT/STLExtras.h"

#include <set>

using namespace mapwright;
using namespace mapwright::optimize;

Neighbourhood::Neighbourhood(const Space &space) : space(space) {
  llvm::ArrayRef<Dimension> dimensions = space.getDimensions();
  std::vector<std::set<uint32_t>> sets(dimensions.size());
  auto join = [&](uint32_t a, uint32_t b) {
    sets[a].insert(b);
    sets[b].insert(a);
  };
  for (uint32_t dimension = 0; dimension < dimensions.size(); ++dimension)
    sets[dimension].insert(dimension);
  for (const Overlap &overlap : space.getOverlaps()) {
    uint64_t smaller =
        std::min(space.getBytes(overlap.first), space.getBytes(overlap.second));
    if (2 * overlap.bytes < smaller)
      continue;
    join(overlap.first, overlap.second);
    for (DimensionKind kind :
         {DimensionKind::Processor, DimensionKind::IndexMap}) {
      auto first = space.find(kind, dimensions[overlap.first].task);
      auto second = space.find(kind, dimensions[overlap.second].task);
      if (first && second)
        join(*first, *second);
    }
  }
  for (uint32_t dimension = 0; dimension < sets.size(); ++dimension) {
    groups.emplace_back(sets[dimension].begin(), sets[dimension].end());
    if (groups.back().size() > 1)
      grouped.push_back(dimension);
  }
}

std::vector<Step> Neighbourhood::listSteps(const Assignment &from) const {
  std::vector<Step> steps;
  for (auto [number, dimension] : llvm::enumerate(space.getDimensions()))
    for (uint16_t choice = 0; choice < dimension.choices.size(); ++choice) {
      if (choice == from[number])
        continue;
      steps.push_back({uint32_t(number), choice, false});
      if (groups[number].size() > 1)
        steps.push_back({uint32_t(number), choice, true});
    }
  return steps;
}

/// A choice other than that of `from`.
static Step pickChoice(const Space &space, const Assignment &from,
                       uint32_t dimension, bool isGroup, Random &random) {
  size_t count = space.getDimensions()[dimension].choices.size();
  uint16_t choice = random.below(count - 1);
  return {dimension, uint16_t(choice + (choice >= from[dimension])), isGroup};
}

Step Neighbourhood::pickSingle(const Assignment &from, Random &random) const {
  return pickChoice(space, from, random.below(from.size()), false, random);
}

Step Neighbourhood::pickGroup(const Assignment &from, Random &random) const {
  if (grouped.empty())
    return pickSingle(from, random);
  return pickChoice(space, from, grouped[random.below(grouped.size())], true,
                    random);
}

Assignment Neighbourhood::take(const Assignment &from, const Step &step) const {
  llvm::ArrayRef<Dimension> dimensions = space.getDimensions();
  Assignment to = from;
  to[step.dimension] = step.choice;
  const std::string &name = dimensions[step.dimension].choices[step.choice];
  if (step.isGroup)
    for (uint32_t other : groups[step.dimension]) {
      const std::vector<std::string> &choices = dimensions[other].choices;
      if (auto same = llvm::find(choices, name); same != choices.end())
        to[other] = same - choices.begin();
    }
  if (dimensions[step.dimension].kind == DimensionKind::Processor)
    for (uint32_t changed : groups[step.dimension])
      if (to[changed] != from[changed])
        space.repair(to, dimensions[changed].task);
  return to;
}
