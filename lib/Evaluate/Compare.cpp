//===- Compare.cpp - Compares a mapper with a real run --------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Evaluate/Compare.h"

#include "ComparePlaces.h"

#include "mapwright/Evaluate/Defaults.h"
#include "mapwright/Frontend/Names.h"

#include "llvm/ADT/SetVector.h"

#include <set>

using namespace mapwright;
using namespace mapwright::detail;
using llvm::ArrayRef;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// Facts
//===----------------------------------------------------------------------===//

template <typename T>
static void insertSorted(std::vector<T> &values, T value) {
  auto at = llvm::lower_bound(values, value);
  if (at == values.end() || *at != value)
    values.insert(at, value);
}

ProgramFacts mapwright::collectFacts(const LoggedRun &run) {
  ProgramFacts facts;
  for (const LoggedSharding &sharding : run.shardings)
    facts[sharding.task];
  for (const LoggedReplication &replication : run.replications)
    facts[replication.task];
  for (const LoggedSlicing &slicing : run.slicings)
    for (const LoggedSlice &slice : slicing.slices)
      if (std::optional<Place> place = run.findProcessor(slice.processor))
        insertSorted(facts[slicing.task].variants, place->kind);
  for (const LoggedMapping &mapping : run.mappings) {
    TaskFacts &task = facts[mapping.task];
    for (uint64_t target : mapping.targets)
      if (std::optional<Place> place = run.findProcessor(target))
        insertSorted(task.variants, place->kind);
    for (const LoggedRequirement &requirement : mapping.requirements)
      insertSorted(task.arguments, requirement.index);
  }
  return facts;
}

//===----------------------------------------------------------------------===//
// Counting
//===----------------------------------------------------------------------===//

uint64_t Comparison::getCompared() const {
  uint64_t sum = 0;
  for (const ComparedCount &count : counts)
    sum += count.compared;
  return sum;
}

uint64_t Comparison::getEqual() const {
  uint64_t sum = 0;
  for (const ComparedCount &count : counts)
    sum += count.equal;
  return sum;
}

namespace {
class Comparer {
public:
  Comparer(const Evaluator &evaluator, const LoggedRun &run,
           const LoggedLaunches &launches, const DecisionTable &table);

  Comparison compareAll();

private:
  using Text = llvm::function_ref<std::string()>;

  void count(ComparedDecision decision, bool isEqual, unsigned line, Text what,
             Text mapper, Text log);
  void skip(StringRef reason, uint64_t times = 1) {
    result.notCompared[reason.str()] += times;
  }

  void compareSharding(const LoggedSharding &sharding, size_t launch);
  void compareSingleSharding(const LoggedSharding &sharding,
                             const LaunchDecision &decision);
  void compareSlicing(const LoggedSlicing &slicing, size_t launch);
  void compareSlice(const LoggedSlicing &slicing, const LoggedSlice &slice,
                    const LaunchPlaces &places);
  void compareMapping(const LoggedMapping &mapping,
                      std::optional<size_t> launch);
  void compareTargets(const LoggedMapping &mapping, ArrayRef<Place> targets,
                      std::optional<size_t> launch);
  void compareRequirement(const LoggedMapping &mapping,
                          const LoggedRequirement &requirement,
                          const Place &place);
  void compareInstance(const LoggedMapping &mapping,
                       const LoggedRequirement &requirement,
                       const LoggedInstance &instance, const Place &place);
  void compareLayout(const LoggedInstance &instance, const Layout &layout,
                     Text what);

  ProcKind getKind(StringRef task);
  const LaunchPlaces &getPlaces(size_t launch);

  const Evaluator &evaluator;
  const Policies &policies;
  const Machine &machine;
  const LoggedRun &run;
  const LoggedLaunches &launches;
  const DecisionTable &table;
  ProgramFacts facts;
  std::map<std::string, ProcKind> kinds;
  std::vector<std::unique_ptr<LaunchPlaces>> places;
  std::vector<bool> isSharded;
  std::set<std::string> replicated; ///< tasks with shards on several nodes
  Comparison result;
};
} // namespace

Comparer::Comparer(const Evaluator &evaluator, const LoggedRun &run,
                   const LoggedLaunches &launches, const DecisionTable &table)
    : evaluator(evaluator), policies(evaluator.getPolicies()),
      machine(evaluator.getMachine()), run(run), launches(launches),
      table(table), facts(collectFacts(run)), places(launches.launches.size()),
      isSharded(launches.launches.size()) {
  for (size_t launch : launches.ofSharding)
    isSharded[launch] = true;
  for (const LoggedReplication &replication : run.replications)
    if (!replication.targets.empty())
      replicated.insert(replication.task);
}

void Comparer::count(ComparedDecision decision, bool isEqual, unsigned line,
                     Text what, Text mapper, Text log) {
  ComparedCount &counted = result.counts[static_cast<unsigned>(decision)];
  ++counted.compared;
  if (isEqual)
    ++counted.equal;
  else if (counted.differences.size() < maxKeptDifferences)
    counted.differences.push_back({what(), mapper(), log(), line});
}

static std::string describeTask(StringRef task,
                                const std::optional<Point> &point) {
  return quoteName(task) + (point ? " " + formatPoint(*point) : "");
}

//===----------------------------------------------------------------------===//
// What the mapper says
//===----------------------------------------------------------------------===//

/// STM1. Where the task runs on none of the kinds the mapper lists, the mapper
/// says the first one that every node has.
static ProcKind chooseKind(const Evaluator &evaluator, StringRef task,
                           ArrayRef<ProcKind> variants) {
  if (std::optional<ProcKind> kind = evaluator.chooseKind(task, variants))
    return *kind;
  if (std::optional<ProcKind> kind = evaluator.chooseKind(task))
    return *kind;
  return chooseDefaultKind(evaluator.getMachine(), variants)
      .value_or(ProcKind::CPU);
}

ProcKind Comparer::getKind(StringRef task) {
  auto [known, isNew] = kinds.try_emplace(task.str(), ProcKind::CPU);
  if (isNew)
    known->second = chooseKind(evaluator, task, facts[task.str()].variants);
  return known->second;
}

const LaunchPlaces &Comparer::getPlaces(size_t launch) {
  const LaunchDecision &decision = table.launches[launch];
  if (!places[launch])
    places[launch] = std::make_unique<LaunchPlaces>(
        decision, machine, getKind(decision.launch.task), isSharded[launch]);
  return *places[launch];
}

//===----------------------------------------------------------------------===//
// Sharding and slicing
//===----------------------------------------------------------------------===//

void Comparer::compareSingleSharding(const LoggedSharding &sharding,
                                     const LaunchDecision &decision) {
  if (decision.isDefault)
    return skip("sharding of single launches without SingleTaskMap: the "
                "runtime chooses");
  PlacedTask task = decision.tasks.front();
  for (const LoggedShard &point : sharding.points)
    count(
        ComparedDecision::Sharding,
        task.node >= 0 && static_cast<unsigned>(task.node) == point.shard,
        sharding.line, [&] { return quoteName(sharding.task) + " single"; },
        [&] {
          return task.node >= 0
                     ? "node " + std::to_string(task.node)
                     : "error: " + formatFailure(decision.failures[task.index]);
        },
        [&] { return "node " + std::to_string(point.shard); });
}

void Comparer::compareSharding(const LoggedSharding &sharding, size_t launch) {
  const LaunchDecision &decision = table.launches[launch];
  if (!decision.launch.domain)
    return compareSingleSharding(sharding, decision);
  const LaunchPlaces &all = getPlaces(launch);
  for (const LoggedShard &point : sharding.points) {
    std::optional<size_t> position = all.find(point.point);
    if (!position) {
      skip("points outside of their launch");
      continue;
    }
    std::optional<Place> place = all.get(*position);
    count(
        ComparedDecision::Sharding,
        place && static_cast<unsigned>(place->node) == point.shard,
        sharding.line, [&] { return describeTask(sharding.task, point.point); },
        [&] { return all.describeNode(*position); },
        [&] { return "node " + std::to_string(point.shard); });
  }
}

static std::string describeLogged(const std::optional<Place> &place,
                                  uint64_t processor) {
  return place ? formatPlace(*place)
               : "processor " + llvm::utohexstr(processor, /*LowerCase=*/true);
}

void Comparer::compareSlice(const LoggedSlicing &slicing,
                            const LoggedSlice &slice,
                            const LaunchPlaces &places) {
  std::optional<Place> logged = run.findProcessor(slice.processor);
  RowMajorPoints points(slice.domain);
  for (Point point; points.next(point);) {
    std::optional<size_t> position = places.find(point);
    if (!position) {
      skip("points outside of their launch");
      continue;
    }
    std::optional<Place> place = places.get(*position);
    count(
        ComparedDecision::Slicing, place && logged && *place == *logged,
        slicing.line, [&] { return describeTask(slicing.task, point); },
        [&] { return places.describe(*position); },
        [&] { return describeLogged(logged, slice.processor); });
  }
}

void Comparer::compareSlicing(const LoggedSlicing &slicing, size_t launch) {
  const LaunchDecision &decision = table.launches[launch];
  if (!decision.launch.domain)
    return skip("slices without an index launch");
  uint64_t sliced = 0;
  for (const LoggedSlice &slice : slicing.slices)
    sliced += slice.domain.volume().value_or(0);
  // Without replication one node slices the whole launch; what it sends away is
  // sliced once more, by a rule the language does not have.
  if (decision.isDefault && !isSharded[launch] &&
      sliced != decision.launch.domain->volume())
    return skip("default slicing of a part sent to another node", sliced);
  for (const LoggedSlice &slice : slicing.slices)
    compareSlice(slicing, slice, getPlaces(launch));
}

//===----------------------------------------------------------------------===//
// Mapping
//===----------------------------------------------------------------------===//

/// Whether the processor the mapper chose is among those the task may run on;
/// for a set of processors, one of them.
void Comparer::compareTargets(const LoggedMapping &mapping,
                              ArrayRef<Place> targets,
                              std::optional<size_t> launch) {
  if (!launch)
    return skip("target processors of points whose launch is not in the log");
  const LaunchDecision &decision = table.launches[*launch];
  std::vector<Place> chosen;
  std::string text;
  if (mapping.point) {
    const LaunchPlaces &all = getPlaces(*launch);
    std::optional<size_t> position = all.find(*mapping.point);
    if (!position)
      return skip("points outside of their launch");
    if (std::optional<Place> place = all.get(*position))
      chosen.push_back(*place);
    text = all.describe(*position);
  } else {
    if (decision.isDefault)
      return skip("target processors of single tasks without SingleTaskMap: "
                  "the runtime chooses");
    if (replicated.count(mapping.task) > 0)
      return skip("shards of replicated tasks: there is one on each node");
    for (PlacedTask task : decision.tasks) {
      if (task.node >= 0)
        chosen.push_back({*decision.kind, task.node, task.index});
      else
        text = "error: " + formatFailure(decision.failures[task.index]);
    }
    if (!chosen.empty())
      text = formatPlace(chosen.front());
  }
  bool isMember = llvm::any_of(chosen, [&](const Place &place) {
    return llvm::is_contained(targets, place);
  });
  bool isNear = llvm::any_of(chosen, [&](const Place &place) {
    return place.kind == targets.front().kind &&
           place.node == targets.front().node;
  });
  if (!isMember && isNear && !mapping.hasAllTargets)
    return skip("tasks started on another processor of the node: the log does "
                "not show where else they might have run");
  count(
      ComparedDecision::Processor, isMember, mapping.line,
      [&] { return describeTask(mapping.task, mapping.point); },
      [&] { return text; }, [&] { return formatPlace(targets.front()); });
}

void Comparer::compareMapping(const LoggedMapping &mapping,
                              std::optional<size_t> launch) {
  std::vector<Place> targets;
  for (uint64_t target : mapping.targets)
    if (std::optional<Place> place = run.findProcessor(target))
      targets.push_back(*place);
  if (targets.empty())
    return skip("tasks on processors the language has no kind for");
  ProcKind kind = getKind(mapping.task);
  count(
      ComparedDecision::Kind, targets.front().kind == kind, mapping.line,
      [&] { return describeTask(mapping.task, mapping.point); },
      [&] { return spelling(kind).str(); },
      [&] { return spelling(targets.front().kind).str(); });
  compareTargets(mapping, targets, launch);
  Place place = targets.front();
  if (place.kind != kind)
    place = {kind, place.node, 0};
  for (const LoggedRequirement &requirement : mapping.requirements)
    compareRequirement(mapping, requirement, place);
}

//===----------------------------------------------------------------------===//
// Memories and layouts
//===----------------------------------------------------------------------===//

void Comparer::compareRequirement(const LoggedMapping &mapping,
                                  const LoggedRequirement &requirement,
                                  const Place &place) {
  if (requirement.privilege == "NO_ACCESS")
    return skip("requirements without access: not mapped");
  if (requirement.fields.empty() && !requirement.fieldsCut)
    return skip("requirements without fields: not mapped");
  if (requirement.instances.empty())
    return skip("requirements without an instance: not touched");
  for (const LoggedInstance &instance : requirement.instances) {
    if (instance.isVirtual)
      skip("virtual instances: those of inner variants");
    else
      compareInstance(mapping, requirement, instance, place);
  }
}

void Comparer::compareInstance(const LoggedMapping &mapping,
                               const LoggedRequirement &requirement,
                               const LoggedInstance &instance,
                               const Place &place) {
  const Memory *logged = run.findMemory(instance.memory);
  if (!logged)
    return skip("instances in memories the language has no kind for");
  RegionKey region{requirement.names, requirement.index};
  region.names.push_back(requirement.region);
  std::optional<MemKind> chosen = chooseMemory(
      machine, policies.getMemories(mapping.task, region, place.kind), place);
  if (!chosen)
    if (const Memory *byDefault = chooseDefaultMemory(machine, place))
      chosen = byDefault->kind;
  auto what = [&] {
    return describeTask(mapping.task, mapping.point) + " arg " +
           std::to_string(requirement.index);
  };
  count(
      ComparedDecision::Memory, chosen == logged->kind, instance.line, what,
      [&] { return chosen ? spelling(*chosen).str() : "no memory"; },
      [&] { return spelling(logged->kind).str(); });
  std::optional<Layout> layout = policies.getLayout(
      mapping.task, region, chosen.value_or(logged->kind), place.kind);
  compareLayout(instance, layout.value_or(Layout()), what);
}

static std::string describeOrder(StringRef letters) {
  if (letters == "YX" || letters == "ZYX")
    return "F_order";
  if (letters == "XY" || letters == "XYZ")
    return "C_order";
  return ("dimensions " + letters + " (slowest first)").str();
}

void Comparer::compareLayout(const LoggedInstance &instance,
                             const Layout &layout, Text what) {
  if (instance.order.empty())
    return skip("layouts the log does not show: more than 3 dimensions, or a "
                "line cut by the runtime");
  auto describeFields = [](bool aos) { return aos ? "AOS" : "SOA"; };
  count(
      ComparedDecision::Layout, instance.aos == layout.aos, instance.line, what,
      [&] { return describeFields(layout.aos); },
      [&] { return describeFields(instance.aos); });
  if (instance.order.size() == 1)
    return skip("dimension orders of 1-D instances: there is only one");
  std::string mapper = layout.cOrder ? "C_order" : "F_order";
  std::string log = describeOrder(instance.order);
  count(
      ComparedDecision::Layout, mapper == log, instance.line, what,
      [&] { return mapper; }, [&] { return log; });
}

Comparison Comparer::compareAll() {
  for (auto [sharding, launch] :
       llvm::zip_equal(run.shardings, launches.ofSharding))
    compareSharding(sharding, launch);
  for (auto [slicing, launch] :
       llvm::zip_equal(run.slicings, launches.ofSlicing))
    compareSlicing(slicing, launch);
  for (auto [mapping, launch] :
       llvm::zip_equal(run.mappings, launches.ofMapping))
    compareMapping(mapping, launch);
  return std::move(result);
}

Comparison mapwright::compare(const Evaluator &evaluator, const LoggedRun &run,
                              const LoggedLaunches &launches,
                              const DecisionTable &table) {
  return Comparer(evaluator, run, launches, table).compareAll();
}
