//===- Slicing.cpp - Slices of index launches -----------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PolicyMapper.h"

#include "Points.h"

using namespace mapwright::legion;
using Legion::Domain;
using Legion::DomainPoint;
using Legion::Processor;
using Legion::Task;
using Legion::Mapping::MapperContext;

/// What the map is evaluated for: a sharding space stands for the domain.
Domain PolicyMapper::getLaunchDomain(Context context, const Task &task) {
  return task.sharding_space.exists()
             ? runtime->get_index_space_domain(context, task.sharding_space)
             : task.index_domain;
}

PolicyMapper::PlacedPoints
PolicyMapper::placeByDefault(const Task &task, mw_proc kind,
                             const Domain &points) const {
  std::vector<Processor> targets;
  bool isLocal = isInReplicatedContext(task);
  for (unsigned node = 0; node < active.machine.getNumNodes(); ++node)
    if (!isLocal || node == active.localNode) {
      const auto &more = active.machine.getProcessors(node, kind);
      targets.insert(targets.end(), more.begin(), more.end());
    }
  std::vector<DomainPoint> all = listPoints(points);
  std::vector<unsigned> numbers = sliceByDefault(all, targets.size());
  PlacedPoints placed;
  for (size_t i = 0; i < all.size(); ++i)
    placed[targets[numbers[i]]].push_back(all[i]);
  return placed;
}

PolicyMapper::PlacedPoints PolicyMapper::placePoints(Context context,
                                                     const Task &task,
                                                     const TaskFacts &facts,
                                                     const Domain &points) {
  if (!facts.hasIndexMap)
    return placeByDefault(task, facts.kind, points);
  const char *name = facts.name.c_str();
  Domain domain = getLaunchDomain(context, task);
  auto map = active.policy.launch(name, facts.kind, domain, Printing::On);
  // Found by number, without a search for each point.
  unsigned perNode = active.machine.count(facts.kind);
  std::vector<std::vector<DomainPoint>> slots(active.machine.getNumNodes() *
                                              perNode);
  for (Domain::DomainPointIterator it(points); it; ++it) {
    mw_place place = active.policy.place(*map, name, facts.kind, *it, domain);
    slots[place.node * perNode + place.index].push_back(*it);
  }
  PlacedPoints placed;
  for (size_t slot = 0; slot < slots.size(); ++slot)
    if (!slots[slot].empty())
      placed[active.machine.getProcessor({static_cast<int32_t>(slot / perNode),
                                          static_cast<int32_t>(slot % perNode)},
                                         facts.kind)] = std::move(slots[slot]);
  return placed;
}

/// The points of a concurrent launch wait for each other: each one needs a
/// processor of its own.
void PolicyMapper::checkConcurrent(const Task &task,
                                   const PlacedPoints &placed) const {
  if (!task.concurrent_task)
    return;
  for (const auto &[processor, points] : placed)
    if (points.size() > 1)
      Failure(active.policy.get().source,
              "the points " + formatPoint(points[0]) + " and " +
                  formatPoint(points[1]) + " of the concurrent task \"" +
                  task.get_task_name() + "\" are placed on one processor",
              "index-bounds")
          .note("points of a concurrent launch wait for each other; its map "
                "has to give each one a processor of its own")
          .note("the machine has " + active.machine.describe())
          .abortJob();
}

void PolicyMapper::slice_task(const MapperContext context, const Task &task,
                              const SliceTaskInput &input,
                              SliceTaskOutput &output) {
  const TaskFacts &facts = getFacts(context, task);
  if (task.must_epoch_task || !governs(context, task, facts)) {
    mapper->slice_task(context, task, input, output);
  } else {
    PlacedPoints placed = placePoints(context, task, facts, input.domain);
    checkConcurrent(task, placed);
    for (const auto &[processor, points] : placed) {
      PointSet slice = makeDomain(points);
      output.slices.emplace_back(slice.domain, processor, /*recurse=*/false,
                                 /*stealable=*/false,
                                 /*own=*/slice.isSparse);
    }
  }
  if (active.log)
    active.log->writeSlices(runtime, context, task, output);
}
