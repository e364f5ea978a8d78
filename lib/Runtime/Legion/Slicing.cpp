//===- Slicing.cpp - Slices of index launches -----------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PolicyMapper.h"

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
    placed[targets[numbers[i]]].add(all[i]);
  return placed;
}

PolicyMapper::PlacedPoints
PolicyMapper::placeByMap(const TaskFacts &facts, const Domain &domain,
                         const Domain &points) const {
  const char *name = facts.name.c_str();
  auto map = active.policy.launch(name, facts.kind, domain, Printing::On);
  // Found by number, without a search for each point.
  unsigned perNode = active.machine.count(facts.kind);
  std::vector<BoxList> slots(active.machine.getNumNodes() * perNode);
  for (Domain::DomainPointIterator it(points); it; ++it) {
    mw_place place = active.policy.place(*map, name, facts.kind, *it, domain);
    slots[place.node * perNode + place.index].add(*it);
  }
  PlacedPoints placed;
  for (size_t slot = 0; slot < slots.size(); ++slot)
    if (slots[slot].getNumPoints() > 0)
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
  for (const auto &[processor, points] : placed) {
    if (points.getNumPoints() == 1)
      continue;
    const std::vector<Box> &boxes = points.get();
    const DomainPoint &other =
        boxes.size() == 1 ? boxes.front().hi : boxes.back().lo;
    Failure(active.policy.get().source,
            "the points " + formatPoint(boxes.front().lo) + " and " +
                formatPoint(other) + " of the concurrent task \"" +
                task.get_task_name() + "\" are placed on one processor",
            "index-bounds")
        .note("points of a concurrent launch wait for each other; its map "
              "has to give each one a processor of its own")
        .note("the machine has " + active.machine.describe())
        .abortJob();
  }
}

/// Sparse slices are index spaces, not domains: Legion finds those of domains
/// by the id of the sparsity map, which Realm may have used for other points
/// before.
void PolicyMapper::makeSlices(Context context, PlacedPoints &placed,
                              SliceCache::Slices &slices) {
  for (auto &[processor, points] : placed) {
    points.join();
    Domain domain = makeDomain(points.get());
    if (points.get().size() == 1)
      slices.emplace_back(domain, processor, /*recurse=*/false,
                          /*stealable=*/false);
    else
      slices.emplace_back(makeIndexSpace(runtime, context, domain), processor,
                          /*recurse=*/false, /*stealable=*/false);
  }
}

void PolicyMapper::sliceGoverned(Context context, const Task &task,
                                 const TaskFacts &facts, const Domain &points,
                                 SliceCache::Slices &slices) {
  Domain domain = getLaunchDomain(context, task);
  NumberKey key =
      makeSliceKey(task.task_id, isInReplicatedContext(task), domain, points);
  // The points of concurrent launches are checked each time.
  if (!task.concurrent_task && active.slices.find(key, slices))
    return;
  uint64_t printed = active.policy.countPrinted();
  PlacedPoints placed = facts.hasIndexMap
                            ? placeByMap(facts, domain, points)
                            : placeByDefault(task, facts.kind, points);
  checkConcurrent(task, placed);
  makeSlices(context, placed, slices);
  // What prints has to be evaluated each time (FUN5).
  if (printed == active.policy.countPrinted())
    active.slices.remember(key, slices);
}

void PolicyMapper::slice_task(const MapperContext context, const Task &task,
                              const SliceTaskInput &input,
                              SliceTaskOutput &output) {
  const TaskFacts &facts = getFacts(context, task);
  if (task.must_epoch_task || !governs(context, task, facts))
    mapper->slice_task(context, task, input, output);
  else
    sliceGoverned(context, task, facts, input.domain, output.slices);
  if (active.log)
    active.log->writeSlices(runtime, context, task, output);
}
