//===- Decisions.cpp - What a mapper decides ------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Evaluate/Decisions.h"

#include "Decider.h"

#include "mapwright/Evaluate/Defaults.h"

using namespace mlir;
using namespace mapwright;
using namespace mapwright::detail;

std::optional<MemKind> mapwright::chooseMemory(const Machine &machine,
                                               ArrayRef<MemKind> candidates,
                                               const Place &place) {
  for (MemKind memory : candidates)
    if (memory == MemKind::VIRTUAL ||
        machine.canAddress(place.node, place.kind, place.index, memory))
      return memory;
  return std::nullopt;
}

static DiagnosticBuilder refuse(const Launch &launch, MLIRContext *context) {
  DiagnosticBuilder diag =
      diagnose(UnknownLoc::get(context), DiagId::LaunchArgument);
  diag << "the launch of `" << launch.task << "` ";
  return diag;
}

LogicalResult mapwright::checkLaunch(const Machine &machine,
                                     const Launch &launch,
                                     MLIRContext *context) {
  if (launch.domain) {
    std::optional<uint64_t> volume = launch.domain->volume();
    if (!volume || *volume > maxLaunchPoints)
      return refuse(launch, context)
             << "has " << (volume ? std::to_string(*volume) : "over 2^64")
             << " points; expected at most " << maxLaunchPoints;
  }
  if (!launch.parent)
    return success();
  const Place &parent = *launch.parent;
  if (static_cast<unsigned>(parent.node) >= machine.getNumNodes())
    return refuse(launch, context)
           << "has a parent on node " << parent.node << ", but the machine has "
           << machine.getNumNodes()
           << (machine.getNumNodes() == 1 ? " node" : " nodes");
  size_t count = machine.getNode(parent.node)
                     .processors[static_cast<unsigned>(parent.kind)]
                     .size();
  if (static_cast<size_t>(parent.index) >= count)
    return refuse(launch, context)
           << "has a parent on " << spelling(parent.kind) << " " << parent.index
           << " of node " << parent.node << ", which has " << count
           << " of that kind";
  return success();
}

MemKind mapwright::chooseLayoutMemory(const Machine &machine,
                                      ArrayRef<MemKind> candidates,
                                      const Place &place) {
  if (std::optional<MemKind> memory = chooseMemory(machine, candidates, place))
    return *memory;
  const Memory *memory = chooseDefaultMemory(machine, place);
  return memory ? memory->kind : MemKind::SYSMEM;
}

//===----------------------------------------------------------------------===//
// Launches
//===----------------------------------------------------------------------===//

ArrayRef<ProcKind> Decider::getVariants(StringRef task) const {
  if (!facts)
    return {};
  auto known = facts->find(task.str());
  return known == facts->end() ? ArrayRef<ProcKind>()
                               : ArrayRef(known->second.variants);
}

void Decider::addFailure(LaunchDecision &decision, EvalFailure failure) {
  decision.tasks.push_back(
      {-1, static_cast<int32_t>(decision.failures.size())});
  decision.failures.push_back(std::move(failure));
}

/// The map's index counts processors of the kind the task runs on, whatever
/// kind its machine has; such a processor has to exist.
void Decider::addTask(LaunchDecision &decision, MapChoice map,
                      const Place &place, StringRef where) {
  if (!decision.kind)
    decision.kind = place.kind;
  ProcKind kind = *decision.kind;
  if (place.kind == kind) {
    decision.tasks.push_back({place.node, place.index});
    return;
  }
  checks.warnKindMismatch(decision.launch, getVariants(decision.launch.task),
                          map, kind, place.kind);
  size_t count = evaluator.getMachine()
                     .getNode(place.node)
                     .processors[static_cast<unsigned>(kind)]
                     .size();
  if (static_cast<size_t>(place.index) < count) {
    decision.tasks.push_back({place.node, place.index});
    return;
  }
  std::string text = "the map chooses " + spelling(place.kind).str() + " " +
                     std::to_string(place.index) + ", but the task runs on " +
                     spelling(kind).str() + ", of which node " +
                     std::to_string(place.node) + " has " +
                     std::to_string(count) + where.str();
  addFailure(decision, {DiagId::IndexBounds,
                        map.statement->getLoc(),
                        text,
                        std::nullopt,
                        {},
                        {}});
}

LogicalResult Decider::giveUp(const LaunchDecision &decision) {
  const EvalFailure &first = decision.failures.front();
  diagnose(first.loc, first.id) << first.text;
  return refuse(decision.launch, first.loc.getContext())
         << "is given up: its map fails at more than " << maxFailedPoints
         << " points";
}

LogicalResult Decider::decideIndexLaunch(LaunchDecision &decision,
                                         MapChoice map) {
  const Domain &domain = *decision.launch.domain;
  if (domain.empty())
    return success();
  FailureOr<std::unique_ptr<BoundMap>> bound = evaluator.bind(map, domain);
  if (failed(bound))
    return failure();
  decision.tasks.reserve(*domain.volume());
  RowMajorPoints points(domain);
  Places places;
  for (Point point; points.next(point);) {
    std::optional<EvalFailure> failure;
    if ((*bound)->evaluate(point, places, failure))
      addTask(decision, map, places.front(),
              places.front().kind == decision.kind
                  ? ""
                  : " at point " + formatPoint(point));
    else
      addFailure(decision, std::move(*failure));
    if (decision.failures.size() > maxFailedPoints)
      return giveUp(decision);
  }
  return success();
}

LogicalResult Decider::decideSingleLaunch(LaunchDecision &decision,
                                          MapChoice map) {
  Place parent = decision.launch.parent.value_or(Place{ProcKind::CPU, 0, 0});
  Place self{decision.kind.value_or(parent.kind), parent.node, 0};
  std::optional<EvalFailure> why;
  FailureOr<Places> places = evaluator.evaluateSingle(map, self, parent, why);
  if (failed(places))
    return failure();
  if (why) {
    addFailure(decision, std::move(*why));
    return success();
  }
  for (const Place &place : *places)
    addTask(decision, map, place, "");
  return success();
}

/// STM1: the kind of the runtime's default ranking.
LogicalResult Decider::decideDefaultKind(LaunchDecision &decision,
                                         ArrayRef<ProcKind> variants) {
  decision.kind = chooseDefaultKind(evaluator.getMachine(), variants);
  if (decision.kind)
    return success();
  Location loc = policies.getMapper().getLoc();
  return DiagnosticBuilder(mlir::emitError(loc), DiagId::NoFittingKind)
         << "`" << decision.launch.task
         << "` has nowhere to run: not every node has a processor of a kind "
            "for which it has a variant";
}

LogicalResult Decider::decideLaunch(const Launch &launch) {
  LaunchDecision &decision = table.launches.emplace_back();
  decision.launch = launch;
  if (failed(checkLaunch(evaluator.getMachine(), launch,
                         policies.getMapper()->getContext())))
    return failure();
  ArrayRef<ProcKind> variants = getVariants(launch.task);
  decision.kind =
      launch.kind ? launch.kind : evaluator.chooseKind(launch.task, variants);
  if (!decision.kind) {
    checks.warnNoKind(launch.task, variants);
    if (isTotal && failed(decideDefaultKind(decision, variants)))
      return failure();
  }
  MapChoice map = launch.domain
                      ? policies.getIndexMap(launch.task, decision.kind)
                      : policies.getSingleMap(launch.task, decision.kind);
  decision.isDefault = !map.statement;
  if (decision.isDefault)
    return success();
  return launch.domain ? decideIndexLaunch(decision, map)
                       : decideSingleLaunch(decision, map);
}

//===----------------------------------------------------------------------===//
// Task kinds
//===----------------------------------------------------------------------===//

std::vector<RegionKey> Decider::getRegions(StringRef task) const {
  if (!facts)
    return policies.getMentionedRegions(task);
  auto known = facts->find(task.str());
  if (known == facts->end())
    return {};
  std::vector<RegionKey> regions = known->second.regions;
  if (regions.empty())
    for (unsigned index : known->second.arguments)
      regions.push_back({{}, index});
  return regions;
}

static ArgumentName getName(const RegionKey &region) {
  return {region.names.empty() ? "" : region.names.front(), region.index};
}

bool Decider::isInner(StringRef task, ProcKind kind) const {
  if (!facts)
    return false;
  auto known = facts->find(task.str());
  return known != facts->end() &&
         llvm::is_contained(known->second.innerVariants, kind);
}

ArgumentDecision Decider::decideArgument(StringRef task,
                                         const RegionKey &region,
                                         ProcKind kind) {
  if (isInner(task, kind))
    return {getName(region), kind, {MemKind::VIRTUAL}, std::nullopt};
  SmallVector<MemKind> memories = policies.getMemories(task, region, kind);
  MemKind memory =
      chooseLayoutMemory(evaluator.getMachine(), memories, {kind, 0, 0});
  ArgumentDecision decision{getName(region), kind, {}, std::nullopt};
  decision.memories.assign(memories.begin(), memories.end());
  decision.layout = policies.getLayout(task, region, memory, kind);
  return decision;
}

/// `kinds` are those of the launches; if they are not known, the task may run
/// on whatever every node has.
TaskDecision Decider::decideTask(StringRef task, const KindSet &kinds) {
  TaskDecision decision;
  decision.task = task.str();
  KindSet possible = kinds;
  for (unsigned kind = 0; kinds.empty() && kind < numProcKinds; ++kind)
    if (evaluator.getMachine().hasEverywhere(static_cast<ProcKind>(kind)))
      possible.insert(static_cast<ProcKind>(kind));
  for (const RegionKey &region : getRegions(task)) {
    for (ProcKind kind : possible)
      decision.arguments.push_back(decideArgument(task, region, kind));
    for (ProcKind kind : kinds)
      if (!isInner(task, kind))
        checks.checkMemories(task, region, kind);
    if (policies.isCollected(task, region))
      decision.collected.push_back(getName(region));
  }
  decision.limit = policies.getInstanceLimit(task);
  decision.isReplicated = policies.isReplicated(task).value_or(false);
  if (isTotal)
    decision.kinds.assign(kinds.begin(), kinds.end());
  return decision;
}

void Decider::checkStatements() {
  mapping::MapperOp mapper = policies.getMapper();
  checks.checkMachines(mapper);
  if (facts)
    checks.checkNames(mapper, *facts);
}

LogicalResult Decider::addLaunch(const Launch &launch) {
  LogicalResult result = decideLaunch(launch);
  KindSet &kinds = tasks[launch.task];
  if (std::optional<ProcKind> kind = table.launches.back().kind)
    kinds.insert(*kind);
  return result;
}

DecisionTable Decider::takeTable() {
  for (const auto &[task, kinds] : tasks)
    table.tasks.push_back(decideTask(task, kinds));
  return std::move(table);
}

FailureOr<DecisionTable> mapwright::decide(Evaluator &evaluator,
                                           ArrayRef<Launch> launches,
                                           const ProgramFacts *facts) {
  Decider decider(evaluator, facts, /*isTotal=*/false);
  decider.checkStatements();
  bool ok = true;
  for (const Launch &launch : launches)
    ok &= succeeded(decider.addLaunch(launch));
  DecisionTable table = decider.takeTable();
  if (!ok)
    return failure();
  return table;
}
