//===- Mapping.cpp - Mapping of tasks -------------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Engine.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Twine.h"

using namespace mapwright;
using namespace mapwright::sim;

static uint64_t getKey(uint32_t kind, uint32_t node) {
  return uint64_t(kind) << 32 | node;
}

void Engine::analysed(uint32_t task, uint32_t origin) {
  TaskState &state = tables.tasks[task];
  state.origin = origin;
  state.bound = contexts[getContext(task)].bound;
  advanceMapping(task);
}

//===----------------------------------------------------------------------===//
// Instance limits (STM7)
//===----------------------------------------------------------------------===//

bool Engine::isLimited(uint32_t task) const {
  const LaunchFacts &launch = getLaunch(task);
  if (launch.task >= placement.limits.size() ||
      placement.limits[launch.task] == 0 || launch.isConcurrent ||
      getOperation(task).isReplay)
    return false;
  for (uint32_t parent = graph.contexts[getContext(task)].parent;
       parent != none; parent = graph.contexts[getContext(parent)].parent)
    if (getLaunch(parent).task == launch.task &&
        tables.tasks[parent].holdsToken)
      return false;
  return true;
}

/// Once its predecessors are mapped, a task is mapped when the limit allows.
void Engine::requestMapping(uint32_t task) {
  if (!isLimited(task)) {
    submit(getNode(task), {JobKind::Mapping, task});
    return;
  }
  uint32_t kind = getLaunch(task).task, node = getNode(task);
  Limit &limit = limits[getKey(kind, node)];
  if (limit.inUse == placement.limits[kind]) {
    heldBack[task] = {now, now};
    limit.waiting.push(task);
    return;
  }
  ++limit.inUse;
  tables.tasks[task].holdsToken = true;
  submit(node, {JobKind::Mapping, task});
}

void Engine::releaseToken(uint32_t task) {
  if (!tables.tasks[task].holdsToken)
    return;
  uint32_t node = getNode(task);
  tables.tasks[task].holdsToken = false;
  Limit &limit = limits[getKey(getLaunch(task).task, node)];
  if (limit.waiting.empty()) {
    --limit.inUse;
    return;
  }
  uint32_t next = limit.waiting.pop();
  tables.tasks[next].holdsToken = true;
  heldBack[next].until = now;
  submit(node, {JobKind::Mapping, next});
}

//===----------------------------------------------------------------------===//
// Processors
//===----------------------------------------------------------------------===//

/// The processors of a single task: one list for all or, if its map looks at
/// the launching task, one for each place of that.
llvm::ArrayRef<uint32_t> Engine::getCandidates(uint32_t task) const {
  const LaunchPlacement &decision = getDecision(task);
  if (decision.firstOfParent.empty())
    return decision.processors;
  uint32_t parent = graph.contexts[getContext(task)].parent;
  uint32_t place = parent == none ? 0 : tables.tasks[parent].processor;
  uint32_t first = decision.firstOfParent[place];
  uint32_t count = decision.firstOfParent[place + 1] - first;
  // Nothing was decided for a task there: anything decided will do.
  return count == 0 ? llvm::ArrayRef(decision.processors)
                    : llvm::ArrayRef(decision.processors).slice(first, count);
}

/// The node a task runs on, which does not depend on which of a set of
/// processors it takes.
uint32_t Engine::getNode(uint32_t task) const {
  const LaunchPlacement &decision = getDecision(task);
  if (decision.isRelativeToParent) {
    uint32_t parent = graph.contexts[getContext(task)].parent;
    return parent == none ? 0 : getNode(parent);
  }
  return kernels.getNode(getCandidates(task)[graph.nodes[task].point]);
}

/// The processor a task is mapped for; with several to be taken by whichever is
/// free, the first.
uint32_t Engine::chooseProcessor(uint32_t task) {
  const LaunchPlacement &decision = getDecision(task);
  const LaunchFacts &launch = getLaunch(task);
  uint32_t chosen = graph.nodes[task].point;
  uint32_t node = getNode(task);
  llvm::ArrayRef<uint32_t> candidates = getCandidates(task);
  if (!launch.isIndex && !decision.takesFirstFree && candidates.size() > 1)
    chosen = roundRobin[getKey(launch.task, node)]++ % candidates.size();
  uint32_t processor = candidates[chosen];
  if (!decision.isRelativeToParent)
    return processor;
  Place place;
  place.kind = decision.kind;
  place.node = node;
  place.index = processor;
  return model.getProcessor(place);
}

//===----------------------------------------------------------------------===//
// Instances
//===----------------------------------------------------------------------===//

bool Engine::needsInstance(uint32_t task, uint32_t requirement) const {
  const LaunchFacts &launch = getLaunch(task);
  uint32_t first =
      graph.points[graph.getPoint(graph.nodes[task])].firstArgument;
  return launch.requirements[requirement].access != Access::None &&
         graph.arguments[first + requirement].dataNode != none &&
         getDecision(task).arguments[requirement].memory != MemKind::VIRTUAL;
}

bool Engine::chooseInstance(uint32_t task, uint32_t requirement,
                            uint32_t processor, uint32_t &created) {
  const RequirementFacts &facts = getLaunch(task).requirements[requirement];
  const ArgumentPlacement &layout = getDecision(task).arguments[requirement];
  uint32_t argument =
      graph.points[graph.getPoint(graph.nodes[task])].firstArgument +
      requirement;
  const ArgumentFacts &asked = graph.arguments[argument];
  uint32_t memory = kernels.getMemory(processor, layout.memory);
  if (memory == none) {
    fail(OutcomeKind::RuntimeError,
         (llvm::Twine(describeTask(task)) + " " + facts.name +
          ": its processor has no " + spelling(layout.memory))
             .str());
    return false;
  }
  uint32_t &cached = cachedSelection[argument];
  auto begin = graph.unitLists.begin.begin() + asked.unitList;
  InstanceRequest request{memory,
                          asked.dataNode,
                          asked.dataNode,
                          facts.fieldSet,
                          facts.access == Access::Reduce ? facts.reduction
                                                         : none,
                          llvm::ArrayRef(graph.unitLists.values)
                              .slice(begin[0], begin[1] - begin[0]),
                          facts.rank,
                          &layout,
                          task,
                          requirement};
  if (cached == none || !isUsable(cached, request)) {
    if (request.reduction == none)
      request.node =
          instances.cover(asked.dataNode, layout.memory, layout.exact);
    if (!select(request, cached, created))
      return false;
  }
  uses[tables.tasks[task].firstUse + requirement] = cached;
  for (const Part &part : getParts(cached))
    ++instances[part.instance].users;
  return true;
}

llvm::ArrayRef<Engine::Part> Engine::getParts(uint32_t selection) const {
  return llvm::ArrayRef(parts).slice(selections[selection].firstPart,
                                     selections[selection].numParts);
}

bool Engine::isUsable(uint32_t selection,
                      const InstanceRequest &request) const {
  return llvm::all_of(getParts(selection), [&](const Part &part) {
    return instances.serves(part.instance, request);
  });
}

/// Takes what there is for some of the fields, and makes an instance for those
/// that are left.
bool Engine::select(InstanceRequest request, uint32_t &selection,
                    uint32_t &created) {
  selection = selections.size();
  selections.push_back({static_cast<uint32_t>(parts.size()), 0});
  const uint32_t allFields = request.fieldSet;
  const llvm::ArrayRef<uint32_t> allUnits = request.units;
  while (request.fieldSet != none) {
    uint32_t id = instances.find(request);
    if (id == none) {
      if (request.fieldSet != allFields)
        request.units = instances.filter(allUnits, request.fieldSet);
      id = instances.create(request, now, coherence.getVersions());
      ++created;
    }
    if (id == none) {
      reportOutOfMemory(request);
      return false;
    }
    // Not to be freed for the next part.
    ++instances[id].users;
    uint32_t found = instances[id].fieldSet;
    uint32_t taken = instances.intersect(request.fieldSet, found);
    parts.push_back({id, taken == allFields
                             ? allUnits
                             : instances.filter(allUnits, taken)});
    ++selections[selection].numParts;
    request.fieldSet = instances.subtract(request.fieldSet, found);
  }
  for (const Part &part : getParts(selection))
    --instances[part.instance].users;
  return true;
}

void Engine::reportOutOfMemory(const InstanceRequest &request) {
  uint64_t bytes = instances.getBytes(request);
  const Memory &memory = model.getMemoryFacts(request.memory);
  uint64_t missing = instances.getMissing();
  outcome.memory = request.memory;
  outcome.overBytes = missing;
  outcome.occupants = instances.getOccupants(request.memory);
  fail(OutcomeKind::OutOfMemory,
       (llvm::Twine(describeTask(request.task)) + " " +
        getLaunch(request.task).requirements[request.requirement].name +
        ": an instance of " + llvm::Twine(bytes) + " bytes does not fit in " +
        model.getMemoryName(request.memory) + " (" + spelling(memory.kind) +
        ", " + llvm::Twine(memory.bytes) + " bytes): " + llvm::Twine(missing) +
        " bytes over")
           .str());
}

bool Engine::chooseInstances(uint32_t task, uint32_t processor,
                             uint32_t &created) {
  uint32_t count = getLaunch(task).requirements.size();
  if (count >= freeUses.size())
    freeUses.resize(count + 1);
  TaskState &state = tables.tasks[task];
  if (freeUses[count].empty()) {
    state.firstUse = uses.size();
    uses.resize(uses.size() + count, none);
  } else {
    state.firstUse = freeUses[count].back();
    freeUses[count].pop_back();
    std::fill_n(uses.begin() + state.firstUse, count, none);
  }
  for (uint32_t requirement = 0; requirement < count; ++requirement)
    if (needsInstance(task, requirement) &&
        !chooseInstance(task, requirement, processor, created))
      return false;
  return true;
}

void Engine::releaseInstances(uint32_t task) {
  TaskState &state = tables.tasks[task];
  if (state.firstUse == none)
    return;
  uint32_t count = getLaunch(task).requirements.size();
  for (uint32_t requirement = 0; requirement < count; ++requirement) {
    uint32_t selection = uses[state.firstUse + requirement];
    if (selection == none)
      continue;
    for (const Part &part : getParts(selection))
      --instances[part.instance].users;
  }
  freeUses[count].push_back(state.firstUse);
  state.firstUse = none;
}

//===----------------------------------------------------------------------===//
// Data
//===----------------------------------------------------------------------===//

/// Visits the instances of a requirement until one says no.
template <typename Visit>
bool Engine::forEachUse(uint32_t task, uint32_t requirement,
                        Visit visit) const {
  uint32_t selection = uses[tables.tasks[task].firstUse + requirement];
  if (selection == none)
    return true;
  // Only copies of what is only read can do without being valid.
  bool isTracked =
      !getDecision(task).arguments[requirement].isCollected ||
      getLaunch(task).requirements[requirement].access != Access::Read;
  return llvm::all_of(getParts(selection), [&](const Part &part) {
    return visit(Coherence::Use{task, requirement, part.instance, part.units,
                                isTracked});
  });
}

bool Engine::bringData(uint32_t task) {
  const LaunchFacts &launch = getLaunch(task);
  for (uint32_t index = 0; index < launch.requirements.size(); ++index) {
    Access access = launch.requirements[index].access;
    if (access != Access::Read && access != Access::ReadWrite)
      continue;
    auto bring = [&](const Coherence::Use &use) {
      if (coherence.bring(use))
        return true;
      fail(OutcomeKind::RuntimeError,
           describeTask(task) + " " + launch.requirements[index].name +
               ": there is no way from " +
               model.getMemoryName(coherence.getUnreachable()) + " to " +
               model.getMemoryName(instances[use.instance].memory));
      return false;
    };
    if (!forEachUse(task, index, bring))
      return false;
  }
  return true;
}

/// After everything was read: what the task itself writes is not copied to
/// another of its instances.
void Engine::publishData(uint32_t task) {
  const LaunchFacts &launch = getLaunch(task);
  for (uint32_t index = 0; index < launch.requirements.size(); ++index) {
    Access access = launch.requirements[index].access;
    if (access == Access::Read || access == Access::None)
      continue;
    forEachUse(task, index, [&](const Coherence::Use &use) {
      if (access == Access::Reduce)
        coherence.reduce(use);
      else
        coherence.write(use);
      return true;
    });
  }
}

/// Maps a task as things are now; returns how long the runtime is busy with it.
double Engine::map(uint32_t server, uint32_t task) {
  const LaunchPlacement &decision = getDecision(task);
  uint32_t processor = chooseProcessor(task);
  if (!decision.takesFirstFree)
    tables.tasks[task].processor = processor;
  if (!kernels.hasVariant(task, processor)) {
    fail(OutcomeKind::RuntimeError,
         (describeTask(task) + " has no variant for " +
          spelling(kernels.getKind(processor)))
             .str());
    return 0;
  }
  servers[server].firstCopy = tables.copies.size();
  uint32_t created = 0;
  bool hasData = !graph.isInner[getLaunch(task).task] &&
                 !getLaunch(task).requirements.empty();
  if (hasData) {
    if (!chooseInstances(task, processor, created) || !bringData(task))
      return 0;
    publishData(task);
  }
  servers[server].endCopy = tables.copies.size();
  double seconds = costs.instanceCreation * created;
  if (getOperation(task).isReplay)
    return seconds + costs.replayPerTask;
  uint32_t numCopies = 0;
  for (uint32_t copy = servers[server].firstCopy;
       copy != servers[server].endCopy; ++copy)
    numCopies += !tables.copies[copy].isJoin();
  return seconds + costs.mapPerTask +
         costs.mapPerRequirement * getLaunch(task).requirements.size() +
         costs.copyIssue * numCopies;
}

void Engine::finishMapping(uint32_t server, uint32_t task) {
  TaskState &state = tables.tasks[task];
  state.mapped = now;
  state.isOwnMapped = true;
  // A task that launches others is mapped for its successors when those are.
  if (state.child == none || contexts[state.child].unmapped == 0)
    setMapped(task);
  uint32_t firstCopy = servers[server].firstCopy;
  uint32_t endCopy = servers[server].endCopy;
  for (uint32_t copy = firstCopy; copy != endCopy; ++copy)
    issue(copy, Cause::Mapped, task);
  advancePredecessors(task);
  if (state.cursor == graph.predecessors.begin[task + 1] &&
      state.pendingCopies == 0)
    becomeReady(task, Cause::Mapped, none);
}
