//===- SpaceWriter.cpp - The text of an assignment ------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Statements of a task and an argument's index come before all that names less,
// but after those that name the argument's region: tasks are taken out of
// these.
//
//===----------------------------------------------------------------------===//

#include "SpaceState.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Casting.h"

#include <set>

using namespace mapwright;
using namespace mapwright::optimize;
using namespace mapwright::optimize::detail;
using ast::StmtKind;

namespace {
/// Writes one assignment.
class AssignmentWriter {
public:
  AssignmentWriter(const SpaceState &state, const Assignment &assignment)
      : state(state), assignment(assignment) {}

  std::string write();

private:
  /// Dimensions that differ from the start, by argument of a task.
  using Changes = std::map<uint32_t, uint32_t>;
  using Lines = std::vector<std::string>;

  void writeWholeTask(uint32_t dimension);
  void writeMap(uint32_t dimension);
  void writeRegions(uint32_t task);
  void writeLayouts(uint32_t task);
  void writeCollects(uint32_t task);
  void writeReplicate(uint32_t dimension);

  Changes collectChanges(uint32_t task, DimensionKind kind) const;
  std::vector<uint32_t> free(uint32_t task, const Changes &changes,
                             const std::vector<NamingStatement> &statements);
  MemKind getMemory(uint32_t task, uint32_t argument, ProcKind kind) const;
  llvm::StringRef getChoice(uint32_t dimension) const {
    return state.dimensions[dimension].choices[assignment[dimension]];
  }
  void drop(StmtKind kind, const std::string &task) {
    dropped[kind].insert(task);
  }
  void addTaskLines();
  void applyDrops();
  void addMaps();

  const SpaceState &state;
  const Assignment &assignment;
  Edits edits;
  /// Tasks that no statement of a kind is to name.
  std::map<StmtKind, std::set<std::string>> dropped;
  /// Tasks that one statement is not to name.
  std::map<const ast::Stmt *, std::set<std::string>> droppedFrom;
  /// Values of Task and InstanceLimit, with their tasks.
  std::map<std::pair<StmtKind, std::string>, std::vector<std::string>> values;
  std::map<std::pair<StmtKind, std::string>,
           std::pair<MapFunction, std::vector<std::string>>>
      maps;
  std::map<StmtKind, Lines> lines;
};
} // namespace

//===----------------------------------------------------------------------===//
// Decisions of whole tasks
//===----------------------------------------------------------------------===//

void AssignmentWriter::writeWholeTask(uint32_t dimension) {
  const Dimension &decision = state.dimensions[dimension];
  const std::string &task = state.tasks[decision.task].name;
  StmtKind kind = decision.kind == DimensionKind::Processor
                      ? StmtKind::Task
                      : StmtKind::InstanceLimit;
  drop(kind, task);
  llvm::StringRef value = getChoice(dimension);
  if (value != "none")
    values[{kind, value.str()}].push_back(task);
}

void AssignmentWriter::writeMap(uint32_t dimension) {
  const Dimension &decision = state.dimensions[dimension];
  const ChoiceFacts &facts = state.facts[dimension];
  const MapOption &option = facts.maps[assignment[dimension]];
  const std::string &task = state.tasks[decision.task].name;
  StmtKind kind = decision.kind == DimensionKind::IndexMap
                      ? StmtKind::IndexTaskMap
                      : StmtKind::SingleTaskMap;
  MapFunction function{option.function, "", ""};
  if (option.form)
    function = facts.forms[size_t(state.getKind(assignment, decision.task))]
                          [*option.form];
  drop(kind, task);
  auto &[written, tasks] = maps[{kind, function.name + function.body}];
  written = std::move(function);
  tasks.push_back(task);
}

void AssignmentWriter::writeReplicate(uint32_t dimension) {
  for (const ast::Stmt *statement : state.mapper.statements)
    if (auto *old = llvm::dyn_cast<ast::ControlReplicateStmt>(statement))
      state.editor->dropTasks(
          *old, [](llvm::StringRef) { return true; }, edits);
  bool isOn = getChoice(dimension) == "on";
  lines[StmtKind::ControlReplicate].push_back(
      "ControlReplicate " +
      (isOn ? state.tasks.back().name : state.unreplicated) + ";");
}

//===----------------------------------------------------------------------===//
// Decisions of arguments
//===----------------------------------------------------------------------===//

AssignmentWriter::Changes
AssignmentWriter::collectChanges(uint32_t task, DimensionKind kind) const {
  Changes changes;
  for (uint32_t dimension : state.tasks[task].dimensions)
    if (assignment[dimension] != 0 && state.dimensions[dimension].kind == kind)
      changes[*state.dimensions[dimension].argument] = dimension;
  return changes;
}

/// Takes the task out of all statements that name changed arguments. Returns
/// the other arguments they name: what was said of them is to be said again.
std::vector<uint32_t>
AssignmentWriter::free(uint32_t task, const Changes &changes,
                       const std::vector<NamingStatement> &statements) {
  std::vector<uint32_t> others, work;
  for (auto [argument, dimension] : changes)
    work.push_back(argument);
  while (!work.empty()) {
    uint32_t argument = work.back();
    work.pop_back();
    for (const NamingStatement &naming : statements) {
      if (!llvm::is_contained(naming.arguments, argument))
        continue;
      droppedFrom[naming.statement].insert(state.tasks[task].name);
      for (uint32_t other : naming.arguments)
        if (!changes.count(other) && !llvm::is_contained(others, other)) {
          others.push_back(other);
          work.push_back(other);
        }
    }
  }
  return others;
}

/// "Region t 1 GPU SYSMEM;"
static std::string makeLine(llvm::StringRef keyword, const TaskEntry &task,
                            uint32_t argument, const llvm::Twine &rest) {
  return (keyword + " " + task.name + " " + llvm::Twine(argument) + rest + ";")
      .str();
}

void AssignmentWriter::writeRegions(uint32_t task) {
  Changes changes = collectChanges(task, DimensionKind::Memory);
  if (changes.empty())
    return;
  const TaskEntry &entry = state.tasks[task];
  ProcKind kind = state.getKind(assignment, task);
  std::string target = " " + mapwright::spelling(kind).str() + " ";
  Lines &added = lines[StmtKind::Region];
  for (auto [argument, dimension] : changes)
    added.push_back(
        makeLine("Region", entry, argument, target + getChoice(dimension)));
  for (uint32_t argument : free(task, changes, entry.regions))
    if (const WrittenArgument &written = entry.written.at({argument, kind});
        !written.memories.empty())
      added.push_back(
          makeLine("Region", entry, argument, target + written.memories));
}

/// The memory an argument is in.
MemKind AssignmentWriter::getMemory(uint32_t task, uint32_t argument,
                                    ProcKind kind) const {
  for (uint32_t dimension : state.tasks[task].dimensions)
    if (state.dimensions[dimension].kind == DimensionKind::Memory &&
        state.dimensions[dimension].argument == argument)
      if (std::optional<MemKind> memory =
              state.facts[dimension].memories[assignment[dimension]];
          memory &&
          state.problem.model.getMachine().canAddress(0, kind, 0, *memory))
        return *memory;
  return state.tasks[task].written.at({argument, kind}).memory;
}

void AssignmentWriter::writeLayouts(uint32_t task) {
  Changes changes = collectChanges(task, DimensionKind::Layout);
  if (changes.empty())
    return;
  const TaskEntry &entry = state.tasks[task];
  ProcKind kind = state.getKind(assignment, task);
  Lines &added = lines[StmtKind::Layout];
  for (auto [argument, dimension] : changes)
    added.push_back(
        makeLine("Layout", entry, argument, " * " + getChoice(dimension)));
  for (uint32_t argument : free(task, changes, entry.layouts)) {
    MemKind memory = getMemory(task, argument, kind);
    const std::string &layout =
        entry.written.at({argument, kind}).layouts[size_t(memory)];
    if (!layout.empty())
      added.push_back(makeLine("Layout", entry, argument, " * " + layout));
  }
}

void AssignmentWriter::writeCollects(uint32_t task) {
  Changes changes = collectChanges(task, DimensionKind::Collect);
  const TaskEntry &entry = state.tasks[task];
  Lines &added = lines[StmtKind::CollectMemory];
  Changes takenBack;
  for (auto [argument, dimension] : changes)
    if (getChoice(dimension) == "off")
      takenBack[argument] = dimension;
    else
      added.push_back(makeLine("CollectMemory", entry, argument, ""));
  if (takenBack.empty())
    return;
  for (uint32_t argument : free(task, takenBack, entry.collects))
    added.push_back(makeLine("CollectMemory", entry, argument, ""));
}

//===----------------------------------------------------------------------===//
// Edits
//===----------------------------------------------------------------------===//

void AssignmentWriter::applyDrops() {
  for (const ast::Stmt *statement : state.mapper.statements) {
    auto everywhere = dropped.find(statement->kind);
    auto here = droppedFrom.find(statement);
    if (everywhere == dropped.end() && here == droppedFrom.end())
      continue;
    state.editor->dropTasks(
        *statement,
        [&](llvm::StringRef task) {
          return (everywhere != dropped.end() &&
                  everywhere->second.count(task.str())) ||
                 (here != droppedFrom.end() && here->second.count(task.str()));
        },
        edits);
  }
}

void AssignmentWriter::addTaskLines() {
  for (const auto &[value, tasks] : values) {
    bool isTask = value.first == StmtKind::Task;
    lines[value.first].push_back((isTask ? "Task " : "InstanceLimit ") +
                                 llvm::join(tasks, ",") + " " + value.second +
                                 ";");
  }
}

/// One function for all tasks that it places.
void AssignmentWriter::addMaps() {
  for (const auto &[key, map] : maps)
    state.editor->addMap(key.first, {map.second, "", ""}, map.first, edits);
}

std::string AssignmentWriter::write() {
  for (uint32_t number = 0; number < assignment.size(); ++number) {
    if (assignment[number] == 0)
      continue;
    switch (state.dimensions[number].kind) {
    case DimensionKind::Processor:
    case DimensionKind::Limit:
      writeWholeTask(number);
      break;
    case DimensionKind::IndexMap:
    case DimensionKind::SingleMap:
      writeMap(number);
      break;
    case DimensionKind::Replicate:
      writeReplicate(number);
      break;
    case DimensionKind::Memory:
    case DimensionKind::Layout:
    case DimensionKind::Collect:
      break;
    }
  }
  for (uint32_t task = 0; task < state.tasks.size(); ++task) {
    writeRegions(task);
    writeLayouts(task);
    writeCollects(task);
  }
  addTaskLines();
  applyDrops();
  for (const auto &[kind, added] : lines)
    if (!added.empty())
      state.editor->addStatements(kind, llvm::join(added, "\n"), edits);
  addMaps();
  llvm::Expected<std::string> text = applyEdits(state.problem.source, edits);
  // Each statement is edited once, and inserts never overlap.
  return llvm::cantFail(std::move(text));
}

std::string optimize::detail::writeAssignment(const SpaceState &state,
                                              const Assignment &assignment) {
  return AssignmentWriter(state, assignment).write();
}
