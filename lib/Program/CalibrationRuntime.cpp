//===- CalibrationRuntime.cpp - Costs of the runtime ----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

//
// Legion does its work in meta tasks on utility processors, most of them for
// one operation. Each kind of meta task goes to one cost of the model; what
// belongs to no launch of a task is left out.
//
//===----------------------------------------------------------------------===//

#include "CalibrationParts.h"

#include "LogValues.h"

#include "llvm/ADT/STLExtras.h"

using namespace mapwright;
using llvm::StringRef;

namespace {
/// The costs that meta tasks are told apart by.
enum class MetaCost { Analysis, Slicing, Mapping, Completion, None };

/// What the launches of a run cost in seconds, and how many there were.
struct RuntimeTotals {
  uint64_t launches = 0;
  uint64_t tasks = 0;
  uint64_t mappedWithoutNew = 0; ///< tasks that made no instance
  uint64_t instances = 0;        ///< made by the others
  double analysis = 0;
  double slicing = 0;
  double mappingWithoutNew = 0;
  double mappingWithNew = 0;
  double completion = 0;
};
} // namespace

static MetaCost classify(StringRef name) {
  if (name == "Prepipeline Stage" || name == "Logical Dependence Analysis" ||
      name == "Trigger Ready")
    return MetaCost::Analysis;
  // Of index launches: it slices them.
  if (name == "Trigger Operation Mapping")
    return MetaCost::Slicing;
  if (name.contains("Task Mapping") || name.contains("Perform Mapping") ||
      name.starts_with("Defer Physical Analysis") ||
      name.starts_with("Copy Fill") || name == "Deferred Mapped" ||
      name == "Defer Release Acquired Instances" ||
      name == "Tighten Index Space" || name == "Deferred Enqueue Task")
    return MetaCost::Mapping;
  return MetaCost::Completion;
}

/// Names of the costs as in the JSON of machines.
static StringRef spell(MetaCost cost) {
  switch (cost) {
  case MetaCost::Analysis:
    return "analysis_per_launch_seconds";
  case MetaCost::Slicing:
    return "slice_per_point_seconds";
  case MetaCost::Mapping:
    return "map_per_task_seconds";
  case MetaCost::Completion:
    return "task_completion_seconds";
  case MetaCost::None:
    return "none";
  }
  return "none";
}

/// The launch or task that an operation is, or was added for; null if it has to
/// do with neither.
static const SpyOperation *findTask(const SpyLog &spy, uint64_t id) {
  const SpyOperation *operation = spy.findOperation(id);
  if (operation && operation->creator)
    operation = spy.findOperation(*operation->creator);
  if (!operation || operation->id == spy.topLevel)
    return nullptr;
  switch (operation->kind) {
  case SpyOperationKind::Task:
  case SpyOperationKind::IndexTask:
  case SpyOperationKind::PointTask:
    return operation;
  default:
    return nullptr;
  }
}

static void addRun(RuntimeTotals &totals, MetaCost cost, double seconds,
                   bool madeInstance) {
  switch (cost) {
  case MetaCost::Analysis:
    totals.analysis += seconds;
    break;
  case MetaCost::Slicing:
    totals.slicing += seconds;
    break;
  case MetaCost::Mapping:
    (madeInstance ? totals.mappingWithNew : totals.mappingWithoutNew) +=
        seconds;
    break;
  case MetaCost::Completion:
    totals.completion += seconds;
    break;
  case MetaCost::None:
    break;
  }
}

static void countTasks(const SpyLog &spy,
                       const std::map<uint64_t, uint64_t> &newInstances,
                       RuntimeTotals &totals) {
  for (const auto &[id, operation] : spy.operations) {
    if (!findTask(spy, id) || operation.creator)
      continue;
    totals.launches += operation.kind != SpyOperationKind::PointTask;
    if (operation.kind == SpyOperationKind::IndexTask)
      continue;
    ++totals.tasks;
    auto made = newInstances.find(id);
    if (made == newInstances.end())
      ++totals.mappedWithoutNew;
    else
      totals.instances += made->second;
  }
}

static double divide(double sum, uint64_t count) {
  return count == 0 ? 0 : sum / count;
}

static RuntimeCosts makeCosts(const RuntimeTotals &totals) {
  // No trace is replayed in such a run. Legion's own measurements put a
  // replayed task at about a tenth of one that is analysed.
  constexpr double assumedReplayShare = 0.1;
  RuntimeCosts costs;
  costs.analysisPerLaunch = divide(totals.analysis, totals.launches);
  costs.slicePerPoint = divide(totals.slicing, totals.tasks);
  costs.mapPerTask = divide(totals.mappingWithoutNew, totals.mappedWithoutNew);
  uint64_t withNew = totals.tasks - totals.mappedWithoutNew;
  costs.instanceCreation =
      std::max(0.0, divide(totals.mappingWithNew - withNew * costs.mapPerTask,
                           totals.instances));
  costs.taskCompletion = divide(totals.completion, totals.tasks);
  costs.replayPerTask =
      assumedReplayShare * (costs.mapPerTask + costs.slicePerPoint +
                            divide(totals.analysis, totals.tasks));
  return costs;
}

/// Of the first node: all are alike.
static unsigned countUtilityProcessors(const SpyLog &spy) {
  unsigned first = ownerOf(spy.processors.begin()->first);
  unsigned count = llvm::count_if(spy.processors, [&](const auto &entry) {
    return entry.second.kind == spyUtilityProcessor &&
           ownerOf(entry.first) == first;
  });
  return std::max(1u, count);
}

void mapwright::measureRuntime(const SpyLog &spy, const ProfLog &prof,
                               Calibration &calibration) {
  std::map<uint64_t, uint64_t> newInstances; // by operation
  for (const ProfInstance &instance : prof.instances)
    ++newInstances[instance.operation];
  RuntimeTotals totals;
  countTasks(spy, newInstances, totals);
  std::map<std::pair<std::string, std::string>, MetaTaskTotal> table;
  for (const ProfTask &run : prof.metaRuns) {
    constexpr double nanosecond = 1e-9;
    auto known = prof.metaTasks.find(run.kind);
    std::string name = known == prof.metaTasks.end()
                           ? "meta task " + std::to_string(run.kind)
                           : known->second;
    const SpyOperation *task = findTask(spy, run.operation);
    MetaCost cost = task ? classify(name) : MetaCost::None;
    double seconds = nanosecond * run.getBusy();
    addRun(totals, cost, seconds, task && newInstances.count(task->id));
    MetaTaskTotal &total = table[{name, spell(cost).str()}];
    total.name = name;
    total.cost = spell(cost).str();
    ++total.runs;
    total.seconds += seconds;
  }
  for (auto &[key, total] : table)
    calibration.metaTasks.push_back(std::move(total));
  calibration.runtime = makeCosts(totals);
  calibration.runtime.utilityProcessors = countUtilityProcessors(spy);
}
