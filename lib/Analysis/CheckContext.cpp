//===- CheckContext.cpp - What checks look at -----------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CheckContext.h"

#include "mapwright/Frontend/Names.h"

using namespace mlir;
using namespace mapwright;

std::vector<CheckedLaunch>
mapwright::collectCheckedLaunches(const Program &program) {
  std::vector<CheckedLaunch> launches;
  forEachLaunch(program, [&](const Statement &statement) {
    CheckedLaunch &launch = launches.emplace_back();
    launch.statement = &statement.launch;
    launch.task = &program.tasks[statement.launch.task];
    for (auto [index, requirement] :
         llvm::enumerate(statement.launch.requirements))
      launch.regions.push_back({getRequirementNames(program, requirement),
                                static_cast<int64_t>(index)});
  });
  return launches;
}

CheckContext::CheckContext(const Program &program, const MachineModel &model,
                           const sim::TaskGraph &graph,
                           ArrayRef<CheckedLaunch> launches,
                           Evaluator &evaluator, const Resolved &resolved,
                           const CheckOptions &options)
    : program(program), model(model), graph(graph), launches(launches),
      evaluator(evaluator), resolved(resolved), options(options),
      fixes(evaluator.getPolicies().getMapper()) {}

DiagnosticBuilder CheckContext::report(Location loc, DiagId id) {
  foundErrors |= getDiagInfo(id).severity == DiagnosticSeverity::Error;
  return diagnose(loc, id);
}

//===----------------------------------------------------------------------===//
// Arguments
//===----------------------------------------------------------------------===//

mapping::RegionOp CheckContext::findMemoryStatement(size_t launch,
                                                    size_t requirement) const {
  const CheckedLaunch &checked = launches[launch];
  const sim::LaunchPlacement &placement = getPlacement(launch);
  MemKind memory = placement.arguments[requirement].memory;
  for (mapping::RegionOp statement : getPolicies().findMemories(
           checked.task->name, checked.regions[requirement], placement.kind))
    for (auto kind : statement.getMemories().getAsRange<mapping::MemKindAttr>())
      if (kind.getValue() == memory)
        return statement;
  return nullptr;
}

mapping::LayoutOp CheckContext::findLayoutStatement(size_t launch,
                                                    size_t requirement) const {
  const CheckedLaunch &checked = launches[launch];
  const sim::LaunchPlacement &placement = getPlacement(launch);
  return getPolicies().findLayout(
      checked.task->name, checked.regions[requirement],
      placement.arguments[requirement].memory, placement.kind);
}

std::string CheckContext::describeArgument(size_t launch,
                                           size_t requirement) const {
  return launches[launch].task->name + " " +
         graph.launches[launch].requirements[requirement].name;
}

/// Whether the statement names both the task and the region.
static bool namesBoth(Operation *statement) {
  auto isNamed = [&](StringRef attribute) {
    return isa<StringAttr, IntegerAttr>(
        statement->getAttrOfType<ArrayAttr>(attribute)[0]);
  };
  return isNamed("tasks") && isNamed("regions");
}

std::string CheckContext::selectArgument(size_t launch, size_t requirement,
                                         Operation *decider) const {
  const RegionKey &region = launches[launch].regions[requirement];
  std::string task = quoteName(launches[launch].task->name);
  // Names come before the index in the order of STM2.
  if (decider && namesBoth(decider) && !region.names.empty())
    return task + " " + quoteName(region.names.front());
  return task + " " + std::to_string(*region.index);
}

//===----------------------------------------------------------------------===//
// Maps
//===----------------------------------------------------------------------===//

std::optional<MapSubject>
CheckContext::getMapSubject(const TaskKind &task) const {
  std::optional<MapSubject> subject;
  for (auto [number, launch] : llvm::enumerate(launches)) {
    const std::optional<Domain> &domain = launch.statement->domain;
    if (launch.task != &task || !domain)
      continue;
    if (!subject)
      subject = MapSubject{getPlacement(number).kind, domain->rank, true,
                           model.getNumNodes() > 1};
    if (subject->rank != domain->rank ||
        subject->kind != getPlacement(number).kind)
      return std::nullopt;
    Point lo = domain->bounds().lo;
    for (unsigned dim = 0; dim < domain->rank; ++dim)
      subject->startsAtZero &= lo.at[dim] == 0;
  }
  return subject;
}
