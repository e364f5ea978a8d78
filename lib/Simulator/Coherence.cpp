//===- Coherence.cpp - Which instance holds what data ---------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Coherence.h"

#include "llvm/ADT/STLExtras.h"

#include <tuple>

using namespace mapwright;
using namespace mapwright::sim;

Coherence::Coherence(const TaskGraph &graph, Instances &instances,
                     Tables &tables, Channels &channels)
    : graph(graph), instances(instances), tables(tables), channels(channels),
      versions(graph.units.size(), 0), units(graph.units.size()) {}

void Coherence::becomeHolder(uint32_t unit, uint32_t instance, size_t index) {
  UnitState &state = instances.getState(index);
  if (state.isHolder)
    return;
  state.isHolder = true;
  uint32_t slot = freeHolder;
  if (slot == none) {
    slot = holders.size();
    holders.push_back({});
  } else {
    freeHolder = holders[slot].next;
  }
  holders[slot] = {instance, units[unit].holders, index};
  units[unit].holders = slot;
}

/// Visits the instances that hold a unit in its present version, and forgets
/// those that were freed.
template <typename Visit>
void Coherence::forEachHolder(const Place &place, Visit visit) {
  uint32_t *link = &units[place.unit].holders;
  while (*link != none) {
    uint32_t slot = *link;
    Holder &holder = holders[slot];
    if (!instances[holder.instance].isAlive) {
      *link = holder.next;
      holder.next = freeHolder;
      freeHolder = slot;
      continue;
    }
    const UnitState &state = instances.getState(holder.state);
    if (holder.state != place.state && state.version == versions[place.unit])
      visit(holder);
    link = &holder.next;
  }
}

bool Coherence::isTransposed(uint32_t from, uint32_t to, const Use &use) const {
  const Instance &a = instances[from], &b = instances[to];
  const LaunchFacts &launch = graph.launches[graph.nodes[use.task].launch];
  return a.aos != b.aos || (launch.requirements[use.requirement].rank > 1 &&
                            a.cOrder != b.cOrder);
}

uint32_t Coherence::createCopy(const Use &use, uint32_t source,
                               uint64_t bytes) {
  uint32_t id = tables.copies.size();
  CopyState &copy = tables.copies.emplace_back(use.task, use.requirement);
  copy.target = use.instance;
  copy.source = source;
  copy.bytes = bytes;
  if (source != none) {
    copy.isTransposing = isTransposed(source, use.instance, use);
    ++instances[source].users;
  }
  return id;
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

bool Coherence::bring(const Use &use) {
  missing.clear();
  folding.clear();
  const Instance &instance = instances[use.instance];
  uint32_t position = 0, lastCopy = none;
  for (uint32_t unit : use.units) {
    bool hasPending = units[unit].pending != none;
    if (versions[unit] == 0 && !hasPending)
      continue;
    size_t index = instances.findState(instance, unit, position);
    UnitState &state = instances.getState(index);
    if (hasPending)
      folding.push_back({unit, index, none});
    if (state.version != versions[unit]) {
      missing.push_back({unit, index, none});
    } else if (state.copy != none) {
      if (tables.copies[state.copy].isFinished)
        state.copy = none;
      else if (state.copy != lastCopy)
        tables.taskWaitsFor(use.task, lastCopy = state.copy);
    }
  }
  if (!missing.empty() && !copyMissing(use))
    return false;
  return folding.empty() || fold(use);
}

Coherence::Source &Coherence::getSource(uint32_t instance) {
  if (instance >= sourceOf.size())
    sourceOf.resize(instances.size(), none);
  uint32_t &slot = sourceOf[instance];
  if (slot == none) {
    slot = sources.size();
    sources.push_back({instance, 0, 0, 0, none, none});
  }
  return sources[slot];
}

void Coherence::forgetSources() {
  for (const Source &source : sources)
    sourceOf[source.instance] = none;
  sources.clear();
}

bool Coherence::copyMissing(const Use &use) {
  for (const Place &place : missing)
    forEachHolder(place, [&](const Holder &holder) {
      getSource(holder.instance).overlap += graph.units[place.unit].bytes;
    });
  bool isReachable = rankSources(use);
  if (isReachable) {
    chooseSources(use);
    createCopies(use);
  }
  forgetSources();
  return isReachable;
}

/// Sorts sources by bandwidth, then by what they could give, then by id.
bool Coherence::rankSources(const Use &use) {
  uint32_t to = instances[use.instance].memory;
  for (Source &source : sources) {
    uint32_t from = instances[source.instance].memory;
    source.bytesPerSecond = channels.getWay(from, to).bytesPerSecond;
    if (source.bytesPerSecond <= 0) {
      unreachable = from;
      return false;
    }
  }
  llvm::sort(sources, [](const Source &a, const Source &b) {
    return std::tuple(-a.bytesPerSecond, b.overlap, a.instance) <
           std::tuple(-b.bytesPerSecond, a.overlap, b.instance);
  });
  for (const auto &[rank, source] : llvm::enumerate(sources))
    sourceOf[source.instance] = rank;
  return true;
}

void Coherence::chooseSources(const Use &use) {
  for (Place &place : missing) {
    forEachHolder(place, [&](const Holder &holder) {
      place.source = std::min(place.source, sourceOf[holder.instance]);
    });
    if (place.source != none)
      sources[place.source].bytes += graph.units[place.unit].bytes;
  }
}

void Coherence::createCopies(const Use &use) {
  for (Source &source : sources) {
    if (source.bytes == 0)
      continue;
    source.copy = createCopy(use, source.instance, source.bytes);
    tables.taskWaitsFor(use.task, source.copy);
  }
  for (const Place &place : missing) {
    uint32_t copy = none;
    if (place.source != none) {
      const Source &source = sources[place.source];
      copy = source.copy;
      forEachHolder(place, [&](const Holder &holder) {
        if (holder.instance != source.instance)
          return;
        uint32_t earlier = instances.getState(holder.state).copy;
        if (earlier != none)
          tables.waitForCopy(copy, earlier);
        else if (units[place.unit].writer != none)
          tables.waitForTask(copy, units[place.unit].writer);
      });
    }
    UnitState &state = instances.getState(place.state);
    // What is to be folded must not be lost.
    if (!use.isTracked && units[place.unit].pending == none)
      continue;
    state.version = versions[place.unit];
    state.copy = copy;
    becomeHolder(place.unit, use.instance, place.state);
  }
}

//===----------------------------------------------------------------------===//
// Reductions and writing
//===----------------------------------------------------------------------===//

void Coherence::reduce(const Use &use) {
  for (uint32_t unit : use.units) {
    uint32_t slot = freeReduction;
    if (slot == none) {
      slot = reductions.size();
      reductions.push_back({});
    } else {
      freeReduction = reductions[slot].next;
    }
    reductions[slot] = {use.instance, use.task, units[unit].pending};
    units[unit].pending = slot;
  }
  instances[use.instance].pendingReductions += use.units.size();
}

void Coherence::dropPending(uint32_t unit) {
  uint32_t slot = units[unit].pending;
  units[unit].pending = none;
  while (slot != none) {
    --instances[reductions[slot].instance].pendingReductions;
    uint32_t next = reductions[slot].next;
    reductions[slot].next = freeReduction;
    freeReduction = slot;
    slot = next;
  }
}

void Coherence::collectReductions() {
  for (const Place &place : folding)
    for (uint32_t slot = units[place.unit].pending; slot != none;
         slot = reductions[slot].next) {
      Source &source = getSource(reductions[slot].instance);
      if (source.lastUnit != place.unit)
        source.bytes += graph.units[place.unit].bytes;
      source.lastUnit = place.unit;
    }
  llvm::sort(sources, [](const Source &a, const Source &b) {
    return a.instance < b.instance;
  });
  for (const auto &[index, source] : llvm::enumerate(sources))
    sourceOf[source.instance] = index;
}

/// A copy for each reduction instance; returns the one that is through when all
/// are.
uint32_t Coherence::createFolds(const Use &use) {
  for (Source &source : sources) {
    source.copy = createCopy(use, source.instance, source.bytes);
    tables.copies[source.copy].isReduction = true;
  }
  for (const Place &place : folding) {
    uint32_t base = instances.getState(place.state).copy;
    for (uint32_t slot = units[place.unit].pending; slot != none;
         slot = reductions[slot].next) {
      uint32_t copy = sources[sourceOf[reductions[slot].instance]].copy;
      tables.waitForTask(copy, reductions[slot].task);
      if (base != none)
        tables.waitForCopy(copy, base);
    }
  }
  if (sources.size() == 1)
    return sources.front().copy;
  uint32_t join = createCopy(use, none, 0);
  for (const Source &source : sources)
    tables.waitForCopy(join, source.copy);
  return join;
}

bool Coherence::fold(const Use &use) {
  collectReductions();
  uint32_t to = instances[use.instance].memory;
  for (const Source &source : sources) {
    uint32_t from = instances[source.instance].memory;
    if (channels.getWay(from, to).bytesPerSecond <= 0) {
      unreachable = from;
      forgetSources();
      return false;
    }
  }
  uint32_t last = createFolds(use);
  tables.taskWaitsFor(use.task, last);
  for (const Place &place : folding) {
    UnitState &state = instances.getState(place.state);
    state.version = ++versions[place.unit];
    state.copy = last;
    units[place.unit].writer = none;
    becomeHolder(place.unit, use.instance, place.state);
    dropPending(place.unit);
  }
  forgetSources();
  return true;
}

void Coherence::write(const Use &use) {
  const Instance &instance = instances[use.instance];
  uint32_t position = 0;
  for (uint32_t unit : use.units) {
    size_t index = instances.findState(instance, unit, position);
    UnitState &state = instances.getState(index);
    state.version = ++versions[unit];
    state.copy = none;
    units[unit].writer = use.task;
    becomeHolder(unit, use.instance, index);
    dropPending(unit);
  }
}
