//===- Compare.cpp - What two mappers do differently ----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A decision is what one statement can change: how a task kind is spread over
// processors, one argument's memory and layout, a limit, replication. A task
// kind that changes its processor kind takes its memories with it, because they
// may not be addressable otherwise.
//
//===----------------------------------------------------------------------===//

#include "Names.h"

#include "llvm/ADT/STLExtras.h"

#include <set>

using namespace mapwright;

namespace {
/// Puts one decision of the second placement into a copy of the first.
using Change = std::function<void(sim::Placement &)>;

struct DifferingDecision {
  std::string what, first, second;
  Change change;
};

class Differences {
public:
  Differences(const RunView &first, const RunView &second)
      : graph(first.graph), model(first.model), first(first.placement),
        second(second.placement) {}

  std::vector<DifferingDecision> find();

private:
  void findInTask(uint32_t task, llvm::ArrayRef<uint32_t> launches);
  void findInArguments(uint32_t task, llvm::ArrayRef<uint32_t> launches);
  void findLimit(uint32_t task);
  void findReplication();
  std::string describePlaces(const sim::LaunchPlacement &launch) const;

  const sim::TaskGraph &graph;
  const MachineModel &model;
  const sim::Placement &first, &second;
  std::vector<DifferingDecision> found;
};
} // namespace

static std::string describe(const sim::ArgumentPlacement &argument) {
  std::string text = spelling(argument.memory).str();
  if (argument.memory == MemKind::VIRTUAL)
    return text;
  text += argument.aos ? " AOS" : " SOA";
  text += argument.cOrder ? " C_order" : " F_order";
  if (argument.compact)
    text += " Compact";
  if (argument.exact)
    text += " Exact";
  if (argument.align)
    text += " Align==" + std::to_string(argument.align);
  if (argument.isCollected)
    text += " collected";
  return text;
}

std::string
Differences::describePlaces(const sim::LaunchPlacement &launch) const {
  std::set<uint32_t> processors(launch.processors.begin(),
                                launch.processors.end());
  std::set<int32_t> nodes;
  if (!launch.isRelativeToParent)
    for (uint32_t processor : processors)
      nodes.insert(model.getPlace(processor).node);
  std::string text = spelling(launch.kind).str();
  if (launch.isRelativeToParent)
    return text + " where its parent runs";
  if (processors.size() == 1)
    return formatProcessor(model, *processors.begin());
  text += ", " + std::to_string(processors.size()) + " processors on " +
          std::to_string(nodes.size());
  return text + (nodes.size() == 1 ? " node" : " nodes");
}

/// What differs between places that describePlaces() calls the same.
static std::string describeMoves(const sim::LaunchPlacement &a,
                                 const sim::LaunchPlacement &b) {
  size_t count = std::min(a.processors.size(), b.processors.size()), moved = 0;
  for (size_t point = 0; point < count; ++point)
    moved += a.processors[point] != b.processors[point];
  if (moved == 0)
    return ", chosen otherwise";
  return ", " + std::to_string(moved) + " of " + std::to_string(count) +
         " elsewhere";
}

static bool isPlacedAlike(const sim::LaunchPlacement &a,
                          const sim::LaunchPlacement &b) {
  return a.kind == b.kind && a.processors == b.processors &&
         a.takesFirstFree == b.takesFirstFree &&
         a.isRelativeToParent == b.isRelativeToParent &&
         a.firstOfParent == b.firstOfParent;
}

void Differences::findInTask(uint32_t task, llvm::ArrayRef<uint32_t> launches) {
  const uint32_t *differing = llvm::find_if(launches, [&](uint32_t launch) {
    return !isPlacedAlike(first.launches[launch], second.launches[launch]);
  });
  bool changesKind = llvm::any_of(launches, [&](uint32_t launch) {
    return first.launches[launch].kind != second.launches[launch].kind;
  });
  if (differing != launches.end()) {
    std::vector<uint32_t> changed(launches.begin(), launches.end());
    std::string mine = describePlaces(first.launches[*differing]);
    std::string other = describePlaces(second.launches[*differing]);
    if (mine == other)
      other += describeMoves(first.launches[*differing],
                             second.launches[*differing]);
    found.push_back({graph.taskNames[task] + " processors" +
                         (changesKind ? ", memories" : ""),
                     std::move(mine), std::move(other),
                     [this, changed, changesKind](sim::Placement &placement) {
                       for (uint32_t launch : changed) {
                         auto arguments =
                             std::move(placement.launches[launch].arguments);
                         placement.launches[launch] = second.launches[launch];
                         if (!changesKind)
                           placement.launches[launch].arguments =
                               std::move(arguments);
                       }
                     }});
  }
  if (!changesKind)
    findInArguments(task, launches);
}

void Differences::findInArguments(uint32_t task,
                                  llvm::ArrayRef<uint32_t> launches) {
  size_t count = 0;
  for (uint32_t launch : launches)
    count = std::max(count, first.launches[launch].arguments.size());
  for (size_t index = 0; index < count; ++index) {
    std::vector<uint32_t> changed;
    for (uint32_t launch : launches)
      if (index < first.launches[launch].arguments.size() &&
          !(first.launches[launch].arguments[index] ==
            second.launches[launch].arguments[index]))
        changed.push_back(launch);
    if (changed.empty())
      continue;
    found.push_back(
        {graph.taskNames[task] + " " +
             graph.launches[changed.front()].requirements[index].name,
         describe(first.launches[changed.front()].arguments[index]),
         describe(second.launches[changed.front()].arguments[index]),
         [this, changed, index](sim::Placement &placement) {
           for (uint32_t launch : changed)
             placement.launches[launch].arguments[index] =
                 second.launches[launch].arguments[index];
         }});
  }
}

void Differences::findLimit(uint32_t task) {
  uint32_t mine = first.limits[task], other = second.limits[task];
  if (mine == other)
    return;
  auto describeLimit = [](uint32_t limit) {
    return limit == 0 ? std::string("no limit") : std::to_string(limit);
  };
  found.push_back({graph.taskNames[task] + " limit", describeLimit(mine),
                   describeLimit(other),
                   [task, other](sim::Placement &placement) {
                     placement.limits[task] = other;
                   }});
}

void Differences::findReplication() {
  if (first.isReplicated == second.isReplicated)
    return;
  found.push_back({"control replication", first.isReplicated ? "yes" : "no",
                   second.isReplicated ? "yes" : "no",
                   [this](sim::Placement &placement) {
                     placement.isReplicated = second.isReplicated;
                   }});
}

std::vector<DifferingDecision> Differences::find() {
  std::vector<std::vector<uint32_t>> launchesOfTask(graph.taskNames.size());
  for (uint32_t launch = 0; launch < graph.launches.size(); ++launch)
    launchesOfTask[graph.launches[launch].task].push_back(launch);
  for (uint32_t task = 0; task < launchesOfTask.size(); ++task) {
    if (launchesOfTask[task].empty())
      continue;
    findInTask(task, launchesOfTask[task]);
    findLimit(task);
  }
  findReplication();
  return std::move(found);
}

/// Whether `a` is the better outcome.
static bool isBetter(const sim::Outcome &a, const sim::Outcome &b) {
  if (a.kind != b.kind)
    return a.kind > b.kind;
  return a.kind == sim::OutcomeKind::Ok && a.seconds < b.seconds;
}

/// A function that maps progress within step `index` of `count` to the whole.
static std::function<bool(double)>
scaleProgress(llvm::function_ref<void(double)> progress, size_t index,
              size_t count) {
  if (!progress)
    return nullptr;
  return [=](double share) {
    progress((double(index) + share) / double(count));
    return true;
  };
}

RunComparison
mapwright::compareRuns(const RunView &first, const RunView &second,
                       llvm::function_ref<void(double)> progress) {
  Differences differences(first, second); // changes refer to it
  std::vector<DifferingDecision> decisions = differences.find();
  RunComparison comparison;
  size_t count = std::min(decisions.size(), maxComparedEffects);
  comparison.numUndecided = decisions.size() - count;
  decisions.resize(count);
  for (auto [index, decision] : llvm::enumerate(decisions)) {
    sim::Placement placement = first.placement;
    decision.change(placement);
    sim::Options options;
    options.progress = scaleProgress(progress, index, count);
    sim::Result result =
        sim::simulate(first.graph, first.model, placement, options);
    comparison.effects.push_back(
        {std::move(decision.what), std::move(decision.first),
         std::move(decision.second), std::move(result.outcome)});
  }
  // Names differ, so that equal outcomes have an order too.
  llvm::sort(comparison.effects,
             [](const DecisionEffect &a, const DecisionEffect &b) {
               if (isBetter(a.alone, b.alone) || isBetter(b.alone, a.alone))
                 return isBetter(a.alone, b.alone);
               return a.what < b.what;
             });
  return comparison;
}
