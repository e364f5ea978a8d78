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
      evaluator(evaluator), resolved(resolved), options(options) {
  mapping::MapperOp mapper = getMapper();
  if (mapper.getSource())
    source.emplace(mapper.getContext(), mapper.getName(), *mapper.getSource());
}

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
// Fixes
//===----------------------------------------------------------------------===//

void CheckContext::addInsertion(DiagnosticBuilder &diag, StringRef title,
                                Operation *before, StringRef text,
                                Applicability applicability) const {
  if (!source)
    return;
  std::optional<ast::Range> range =
      before ? source->getRange(before->getLoc()) : std::nullopt;
  StringRef whole = source->getText();
  uint32_t at = range ? range->begin : whole.size();
  std::string line = (text + "\n").str();
  if (!range && !whole.empty() && whole.back() != '\n')
    line = "\n" + line;
  diag.fix(title, source->getName(), at, at, line, applicability);
}

void CheckContext::addRemoval(DiagnosticBuilder &diag,
                              Operation *statement) const {
  std::optional<ast::Range> range =
      source ? source->getRange(statement->getLoc()) : std::nullopt;
  if (!range)
    return;
  StringRef text = source->getText();
  uint32_t begin = range->begin, end = range->end;
  if (text.substr(end).ltrim(" \t").starts_with(";"))
    end = text.find(';', end) + 1;
  uint32_t lineBegin = text.take_front(begin).rtrim(" \t").size();
  uint32_t lineEnd = text.size() - text.substr(end).ltrim(" \t\r").size();
  bool isAlone = (lineBegin == 0 || text[lineBegin - 1] == '\n') &&
                 (lineEnd == text.size() || text[lineEnd] == '\n');
  if (isAlone) {
    begin = lineBegin;
    end = std::min<uint32_t>(lineEnd + 1, text.size());
  }
  diag.fix("remove the statement", source->getName(), begin, end, "");
}
