//===- AdvicePlaces.cpp - Edits of where tasks run ------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AdviceCandidates.h"

#include "mapwright/Evaluate/Defaults.h"
#include "mapwright/Report/Report.h"

#include "llvm/ADT/STLExtras.h"

using namespace mapwright;
using ast::StmtKind;

/// For tasks that are looked at one by one, so many maps are tried when they
/// change their kind.
static constexpr size_t maxMapsOfTask = 3;

//===----------------------------------------------------------------------===//
// Processor kinds
//===----------------------------------------------------------------------===//

static bool hasVariant(const Program &program, uint32_t task, ProcKind kind) {
  return llvm::any_of(
      program.tasks[task].variants,
      [&](const Variant &variant) { return variant.kind == kind; });
}

/// The costliest task and its share, as a reason for another kind.
std::string
CandidateMaker::getKindReason(ProcKind kind,
                              const std::vector<uint32_t> &tasks) const {
  const TaskCost &worst = facts.tasks[tasks.front()];
  double makespan = facts.result.outcome.seconds;
  std::string text =
      list({tasks.front()}) + " runs on " + spelling(worst.kind).str();
  if (makespan > 0)
    text += " and takes " + formatShare(worst.criticalSeconds / makespan) +
            " of the critical path (" + formatSeconds(worst.criticalSeconds) +
            ")";
  text += "; ";
  text += tasks.size() == 1 ? "it has" : list(tasks) + " have";
  return text + " a variant for " + spelling(kind).str();
}

void CandidateMaker::addKinds(ProcKind kind) {
  std::vector<uint32_t> others;
  for (uint32_t task = 0; task < facts.tasks.size(); ++task)
    if (facts.tasks[task].kind != kind &&
        hasVariant(facts.program, facts.tasks[task].task, kind))
      others.push_back(task);
  if (others.empty())
    return;
  addKind(kind, others, "*");
  if (others.size() == 1)
    return;
  for (uint32_t task : others)
    if (task < maxTasksLookedAt)
      addKind(kind, {task}, quote(task));
}

void CandidateMaker::addKind(ProcKind kind, const std::vector<uint32_t> &tasks,
                             llvm::StringRef key) {
  // Kinds that are in use stay in the list, for tasks without a variant.
  std::string kinds = spelling(kind).str();
  for (unsigned number = 0; number < numProcKinds; ++number)
    if (auto other = static_cast<ProcKind>(number);
        other != kind && facts.isKindUsed(other))
      kinds += "," + spelling(other).str();
  Candidate candidate;
  candidate.rule = "advice-processor-kind";
  candidate.subject = ("kind of " + key + " " + spelling(kind)).str();
  candidate.reason = getKindReason(kind, tasks);
  candidate.title = "Run " + list(tasks) + " on " + spelling(kind).str();
  editor.put(StmtKind::Task, {{key.str()}, "", ""}, kinds, candidate.edits);
  StatementKey memory = {{"*"}, "*", spelling(kind).str()};
  const Memory *best =
      chooseDefaultMemory(facts.model.getMachine(), {kind, 0, 0});
  if (best && !editor.has(StmtKind::Region, memory))
    editor.put(StmtKind::Region, memory, spelling(best->kind), candidate.edits);
  addMapsOfKind(candidate, kind, tasks, key == "*");
  candidates.push_back(std::move(candidate));
}

/// The same with a map for the tasks of each rank.
void CandidateMaker::addMapsOfKind(const Candidate &base, ProcKind kind,
                                   const std::vector<uint32_t> &tasks,
                                   bool isForAll) {
  std::vector<MapGroup> groups = groupByRank(tasks);
  std::vector<std::vector<MapFunction>> maps;
  size_t count = 0;
  StatementKey named;
  for (const MapGroup &group : groups) {
    maps.push_back(listMaps(kind, group));
    count = std::max(count, maps.back().size());
    for (uint32_t task : group.tasks)
      named.tasks.push_back(quote(task));
  }
  if (!isForAll)
    count = std::min(count, maxMapsOfTask);
  for (size_t choice = 0; choice < count; ++choice) {
    Candidate candidate = base;
    std::string what;
    editor.remove(StmtKind::IndexTaskMap, named, candidate.edits);
    editor.remove(StmtKind::IndexTaskMap, {{}, "", spelling(kind).str()},
                  candidate.edits);
    for (auto [group, functions] : llvm::zip_equal(groups, maps)) {
      const MapFunction &function =
          functions[std::min(choice, functions.size() - 1)];
      editor.addMap(StmtKind::IndexTaskMap,
                    getMapKey(kind, group, isForAll && groups.size() == 1),
                    function, candidate.edits);
      what += (what.empty() ? "" : "; ") + function.comment;
    }
    candidate.title += ": " + what;
    candidates.push_back(std::move(candidate));
  }
}

//===----------------------------------------------------------------------===//
// Index maps
//===----------------------------------------------------------------------===//

/// Index launches by rank. A task of several ranks counts with its first one:
/// no function fits them all.
std::vector<CandidateMaker::MapGroup>
CandidateMaker::groupByRank(const std::vector<uint32_t> &tasks) const {
  std::vector<MapGroup> groups;
  for (uint32_t task : tasks) {
    const Domain *domain = facts.getDomain(facts.tasks[task].launches.front());
    if (!domain)
      continue;
    auto group = llvm::find_if(groups, [&](const MapGroup &group) {
      return group.rank == domain->rank;
    });
    if (group == groups.end())
      group = groups.insert(group, MapGroup{domain->rank, true, {}});
    group->tasks.push_back(task);
    for (uint32_t launch : facts.tasks[task].launches)
      if (const Domain *other = facts.getDomain(launch))
        for (unsigned dim = 0; dim < other->rank; ++dim)
          group->startsAtZero &= other->bounds().lo.at[dim] == 0;
  }
  return groups;
}

std::vector<MapFunction> CandidateMaker::listMaps(ProcKind kind,
                                                  const MapGroup &group) const {
  return makeIndexMaps(
      {kind, group.rank, group.startsAtZero, facts.model.getNumNodes() > 1});
}

/// One statement for the processor kind if that decides for all tasks.
StatementKey CandidateMaker::getMapKey(ProcKind kind, const MapGroup &group,
                                       bool isOnlyRank) const {
  StatementKey byName;
  for (uint32_t task : group.tasks)
    byName.tasks.push_back(quote(task));
  if (isOnlyRank)
    return {{}, "", spelling(kind).str()};
  return byName;
}

std::string CandidateMaker::getReasonToSpread(ProcKind kind,
                                              const MapGroup &group) const {
  RunFacts::Load load = facts.getLoad(kind);
  double seconds = 0;
  uint64_t bytes = 0;
  for (uint32_t task : group.tasks) {
    seconds += facts.tasks[task].getScore();
    bytes += facts.tasks[task].bytes;
  }
  std::string text = list(group.tasks);
  text += group.tasks.size() == 1 ? " takes " : " take ";
  text += formatSeconds(seconds) + " of the critical path";
  if (bytes > 0)
    text += ", with " + formatAmount(bytes) + " copied for arguments";
  if (load.count)
    text += "; " + spelling(kind).str() + " processors are busy " +
            formatShare(load.mean) + " of the time, the busiest " +
            formatShare(load.most);
  return text;
}

void CandidateMaker::addSpread(ProcKind kind, const MapGroup &group,
                               StatementKey key, const MapFunction &function) {
  Candidate candidate;
  candidate.rule = "advice-spread";
  candidate.subject = "places of " + list(group.tasks);
  candidate.reason = getReasonToSpread(kind, group);
  candidate.title = "Place the points of " + list(group.tasks) + " by `" +
                    function.name + "`: " + function.comment;
  StatementKey named;
  for (uint32_t task : group.tasks)
    named.tasks.push_back(quote(task));
  editor.remove(StmtKind::IndexTaskMap, named, candidate.edits);
  if (key.tasks.empty())
    editor.remove(StmtKind::IndexTaskMap, key, candidate.edits);
  editor.addMap(StmtKind::IndexTaskMap, key, function, candidate.edits);
  candidates.push_back(std::move(candidate));
}

/// All tasks of a kind by the same map, rank by rank.
void CandidateMaker::addSpreads(ProcKind kind) {
  std::vector<uint32_t> tasks;
  for (uint32_t task = 0; task < facts.tasks.size(); ++task)
    if (facts.tasks[task].kind == kind)
      tasks.push_back(task);
  std::vector<MapGroup> groups = groupByRank(tasks);
  for (const MapGroup &group : groups)
    for (const MapFunction &function : listMaps(kind, group))
      addSpread(kind, group, getMapKey(kind, group, groups.size() == 1),
                function);
}

/// The most costly tasks one by one, also by maps that other tasks have.
void CandidateMaker::addSpreadsOfTasks(ProcKind kind) {
  for (uint32_t task = 0; task < std::min(facts.tasks.size(), maxTasksLookedAt);
       ++task) {
    if (facts.tasks[task].kind != kind)
      continue;
    for (const MapGroup &group : groupByRank({task})) {
      std::vector<MapFunction> maps;
      for (const std::string &name :
           editor.getMapFunctions(StmtKind::IndexTaskMap))
        maps.push_back({name, "as other launches, whose data it uses", ""});
      llvm::append_range(maps, listMaps(kind, group));
      for (const MapFunction &function : maps)
        addSpread(kind, group, getMapKey(kind, group, false), function);
    }
  }
}

//===----------------------------------------------------------------------===//
// Single launches
//===----------------------------------------------------------------------===//

void CandidateMaker::addSingles(uint32_t task) {
  const TaskCost &cost = facts.tasks[task];
  if (facts.getDomain(cost.launches.front()))
    return;
  const sim::TaskTotals &totals = facts.result.tasks[cost.task];
  StatementKey key = {{quote(task)}, "", ""};
  for (const MapFunction &function : makeSingleMaps(cost.kind)) {
    Candidate candidate;
    candidate.rule = "advice-single-task";
    candidate.subject = "places of " + list({task});
    candidate.reason = list({task}) + " runs " + std::to_string(totals.count) +
                       " times by itself and waits " +
                       formatSeconds(totals.waitSeconds) + " in all for its " +
                       spelling(cost.kind).str() + " processor";
    candidate.title = "Place " + list({task}) + " by `" + function.name +
                      "`: " + function.comment;
    editor.remove(StmtKind::SingleTaskMap, key, candidate.edits);
    editor.addMap(StmtKind::SingleTaskMap, key, function, candidate.edits);
    candidates.push_back(std::move(candidate));
  }
}
