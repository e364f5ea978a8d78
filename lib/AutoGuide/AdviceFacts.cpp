//===- AdviceFacts.cpp - What a run spent its time on ---------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AdviceFacts.h"

#include "mapwright/Frontend/Names.h"

#include "llvm/ADT/STLExtras.h"

#include <map>
#include <tuple>

using namespace mapwright;

RunFacts::RunFacts(const Program &program, const sim::TaskGraph &graph,
                   const MachineModel &model, const sim::Placement &placement,
                   const sim::Result &result)
    : program(program), graph(graph), model(model), placement(placement),
      result(result) {
  forEachLaunch(program, [&](const Statement &statement) {
    statements.push_back(&statement);
  });
  tasks.resize(graph.taskNames.size());
  for (uint32_t task = 0; task < tasks.size(); ++task)
    tasks[task].task = task;
  for (uint32_t launch = 0; launch < graph.launches.size(); ++launch) {
    TaskCost &task = tasks[graph.launches[launch].task];
    if (task.launches.empty())
      task.kind = placement.launches[launch].kind;
    task.launches.push_back(launch);
  }
  addTransfers();
  addCriticalPath();
  llvm::erase_if(tasks,
                 [](const TaskCost &task) { return task.launches.empty(); });
  llvm::sort(tasks, [](const TaskCost &a, const TaskCost &b) {
    return std::tuple(a.getScore(), a.bytes, b.task) >
           std::tuple(b.getScore(), b.bytes, a.task);
  });
}

void RunFacts::addCriticalPath() {
  for (const sim::CriticalStep &step : result.criticalPath) {
    uint32_t node = step.node;
    if (step.copy != sim::none && step.copy < result.copies.size())
      node = result.copies[step.copy].forTask;
    if (node == sim::none || graph.nodes[node].kind != sim::NodeKind::Task)
      continue;
    TaskCost &task = tasks[graph.launches[graph.nodes[node].launch].task];
    bool isKernel = step.kind == sim::CriticalKind::Kernel ||
                    step.kind == sim::CriticalKind::Launch;
    (isKernel ? task.criticalSeconds : task.waitSeconds) +=
        step.end - step.start;
  }
}

void RunFacts::addTransfers() {
  std::map<std::tuple<uint32_t, uint32_t, MemKind, MemKind, bool>, TransferCost>
      byUse;
  for (const sim::CopyRecord &copy : result.copies) {
    if (copy.forTask == sim::none)
      continue;
    uint32_t launch = graph.nodes[copy.forTask].launch;
    MemKind from = model.getMemoryFacts(copy.from).kind;
    MemKind to = model.getMemoryFacts(copy.to).kind;
    bool crosses =
        model.getNodeOfMemory(copy.from) != model.getNodeOfMemory(copy.to);
    uint32_t task = graph.launches[launch].task;
    auto [entry, isNew] = byUse.try_emplace(
        {task, copy.requirement, from, to, crosses},
        TransferCost{task, launch, copy.requirement, from, to, crosses});
    entry->second.bytes += copy.bytes;
    entry->second.count += 1;
    entry->second.seconds += copy.end - copy.start;
    tasks[task].bytes += copy.bytes;
  }
  for (auto &[use, transfer] : byUse)
    transfers.push_back(transfer);
  llvm::sort(transfers, [](const TransferCost &a, const TransferCost &b) {
    auto use = [](const TransferCost &cost) {
      return std::tuple(cost.task, cost.requirement, cost.from, cost.to,
                        cost.crossesNodes);
    };
    return a.bytes != b.bytes ? a.bytes > b.bytes : use(a) < use(b);
  });
}

std::string RunFacts::describe(uint32_t launch, uint32_t requirement) const {
  const sim::LaunchFacts &facts = graph.launches[launch];
  return graph.taskNames[facts.task] + " " +
         facts.requirements[requirement].name;
}

std::string RunFacts::getRegionKey(uint32_t launch,
                                   uint32_t requirement) const {
  std::vector<std::string> names = getRequirementNames(
      program, statements[launch]->launch.requirements[requirement]);
  return names.empty() ? std::to_string(requirement) : quoteName(names.front());
}

const Domain *RunFacts::getDomain(uint32_t launch) const {
  const std::optional<Domain> &domain = statements[launch]->launch.domain;
  return domain ? &*domain : nullptr;
}

RunFacts::Load RunFacts::getLoad(ProcKind kind) const {
  Load load;
  double makespan = result.outcome.seconds;
  if (makespan <= 0)
    return load;
  for (unsigned number = 0; number < result.processorBusy.size(); ++number) {
    if (model.getPlace(number).kind != kind)
      continue;
    double busy = result.processorBusy[number] / makespan;
    load.mean += busy;
    load.most = std::max(load.most, busy);
    load.numIdle += busy == 0;
    ++load.count;
  }
  if (load.count)
    load.mean /= load.count;
  return load;
}

bool RunFacts::isKindUsed(ProcKind kind) const {
  return llvm::any_of(
      placement.launches,
      [&](const sim::LaunchPlacement &launch) { return launch.kind == kind; });
}
