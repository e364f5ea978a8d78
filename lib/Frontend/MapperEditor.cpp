//===- MapperEditor.cpp - Edits of what mappers decide --------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Frontend/MapperEditor.h"

#include "mapwright/Frontend/Names.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Casting.h"

using namespace mapwright;
using llvm::cast;
using llvm::dyn_cast;

namespace {
/// The keys of a statement, in the form of StatementKey.
struct StatementKeys {
  llvm::ArrayRef<ast::Selector> tasks;
  llvm::ArrayRef<ast::Selector> regions;
  std::string target;
};
} // namespace

static std::string format(const ast::Selector &selector) {
  switch (selector.kind) {
  case ast::Selector::Any:
    return "*";
  case ast::Selector::Index:
    return std::to_string(selector.index);
  case ast::Selector::Identifier:
  case ast::Selector::String:
    return quoteName(selector.text);
  }
  llvm_unreachable("all kinds of selectors are handled");
}

static StatementKeys getKeys(const ast::Stmt &statement) {
  auto spell = [](const auto &name) {
    return name ? mapwright::spelling(name->kind).str() : std::string("*");
  };
  if (auto *task = dyn_cast<ast::TaskStmt>(&statement))
    return {task->tasks, {}, ""};
  if (auto *region = dyn_cast<ast::RegionStmt>(&statement))
    return {region->tasks, region->regions, spell(region->proc)};
  if (auto *layout = dyn_cast<ast::LayoutStmt>(&statement))
    return {layout->tasks, layout->regions,
            layout->memory ? spell(layout->memory) : spell(layout->proc)};
  if (auto *map = dyn_cast<ast::IndexTaskMapStmt>(&statement))
    return {map->tasks, {}, map->proc ? spell(map->proc) : ""};
  if (auto *map = dyn_cast<ast::SingleTaskMapStmt>(&statement))
    return {map->tasks, {}, map->proc ? spell(map->proc) : ""};
  if (auto *limit = dyn_cast<ast::InstanceLimitStmt>(&statement))
    return {limit->tasks, {}, ""};
  if (auto *collect = dyn_cast<ast::CollectMemoryStmt>(&statement))
    return {collect->tasks, collect->regions, ""};
  if (auto *replicate = dyn_cast<ast::ControlReplicateStmt>(&statement))
    return {replicate->tasks, {}, ""};
  return {};
}

/// Whether a statement says something of `key`; `others` are the tasks it names
/// besides.
static bool says(const StatementKeys &keys, const StatementKey &key,
                 std::vector<std::string> &others) {
  if (keys.target != key.target)
    return false;
  if (!key.region.empty() &&
      llvm::none_of(keys.regions, [&](const ast::Selector &region) {
        return format(region) == key.region;
      }))
    return false;
  others.clear();
  for (const ast::Selector &task : keys.tasks)
    if (!llvm::is_contained(key.tasks, format(task)))
      others.push_back(format(task));
  return key.tasks.empty() ? keys.tasks.empty()
                           : others.size() < keys.tasks.size();
}

MapperEditor::MapperEditor(llvm::StringRef source, llvm::StringRef file,
                           const ast::Mapper &mapper)
    : source(source), file(file), mapper(mapper),
      newline(source.contains("\r\n") ? "\r\n" : "\n") {
  for (const ast::Stmt *statement : mapper.statements) {
    if (auto *function = dyn_cast<ast::FunctionStmt>(statement))
      names.insert(function->name.text);
    if (auto *assign = dyn_cast<ast::AssignStmt>(statement))
      names.insert(assign->target.text);
  }
}

void MapperEditor::add(uint32_t begin, uint32_t end, llvm::StringRef text,
                       Edits &edits) const {
  std::string lines;
  for (char c : text)
    if (c == '\n')
      lines += newline;
    else
      lines += c;
  edits.push_back({file.str(), begin, end, std::move(lines)});
}

/// Takes the line with it if nothing else is on it.
void MapperEditor::dropStatement(const ast::Stmt &statement,
                                 Edits &edits) const {
  auto [begin, end] = statement.range;
  uint32_t lineBegin = source.take_front(begin).rfind('\n') + 1;
  size_t lineEnd = source.find('\n', end);
  lineEnd = lineEnd == llvm::StringRef::npos ? source.size() : lineEnd + 1;
  if (source.slice(lineBegin, begin).trim().empty() &&
      source.slice(end, lineEnd).trim().empty()) {
    begin = lineBegin;
    end = lineEnd;
  }
  add(begin, end, "", edits);
}

/// Below the last statement of the same kind, else at the end.
MapperEditor::Slot MapperEditor::findSlot(ast::StmtKind kind) const {
  const ast::Stmt *last = nullptr;
  for (const ast::Stmt *statement : mapper.statements)
    if (statement->kind == kind)
      last = statement;
  if (!last)
    return {uint32_t(source.size()), "\n", "\n"};
  size_t lineEnd = source.find('\n', last->range.end);
  llvm::StringRef rest = source.slice(last->range.end, lineEnd).trim();
  if (!rest.empty() && !rest.starts_with("#") && !rest.starts_with("//"))
    return {last->range.end, "\n", ""};
  if (lineEnd == llvm::StringRef::npos)
    return {uint32_t(source.size()), "\n", "\n"};
  return {uint32_t(lineEnd + 1), "", "\n"};
}

static llvm::StringRef getKeyword(ast::StmtKind kind) {
  switch (kind) {
  case ast::StmtKind::Task:
    return "Task";
  case ast::StmtKind::Region:
    return "Region";
  case ast::StmtKind::Layout:
    return "Layout";
  case ast::StmtKind::IndexTaskMap:
    return "IndexTaskMap";
  case ast::StmtKind::SingleTaskMap:
    return "SingleTaskMap";
  case ast::StmtKind::InstanceLimit:
    return "InstanceLimit";
  case ast::StmtKind::CollectMemory:
    return "CollectMemory";
  case ast::StmtKind::ControlReplicate:
    return "ControlReplicate";
  default:
    return "";
  }
}

static std::string makeStatement(ast::StmtKind kind, const StatementKey &key,
                                 llvm::StringRef value) {
  std::string text = getKeyword(kind).str();
  for (const std::string &part :
       {llvm::join(key.tasks, ","), key.region, key.target, value.str()})
    if (!part.empty())
      text += " " + part;
  return text + ";";
}

void MapperEditor::remove(ast::StmtKind kind, const StatementKey &key,
                          Edits &edits) const {
  std::vector<std::string> others;
  for (const ast::Stmt *statement : mapper.statements) {
    if (statement->kind != kind)
      continue;
    StatementKeys keys = getKeys(*statement);
    // A list of regions is more keys than the one to take back.
    if (!says(keys, key, others) || keys.regions.size() > 1)
      continue;
    if (others.empty())
      dropStatement(*statement, edits);
    else
      add(keys.tasks.front().range.begin, keys.tasks.back().range.end,
          llvm::join(others, ","), edits);
  }
}

void MapperEditor::dropTasks(
    const ast::Stmt &statement,
    llvm::function_ref<bool(llvm::StringRef)> isDropped, Edits &edits) const {
  StatementKeys keys = getKeys(statement);
  std::vector<std::string> others;
  for (const ast::Selector &task : keys.tasks)
    if (std::string name = format(task); !isDropped(name))
      others.push_back(std::move(name));
  if (others.size() == keys.tasks.size())
    return;
  if (others.empty())
    return dropStatement(statement, edits);
  add(keys.tasks.front().range.begin, keys.tasks.back().range.end,
      llvm::join(others, ","), edits);
}

void MapperEditor::addStatements(ast::StmtKind kind, llvm::StringRef lines,
                                 Edits &edits) const {
  Slot slot = findSlot(kind);
  add(slot.at, slot.at, slot.before + lines.str() + slot.after, edits);
}

void MapperEditor::put(ast::StmtKind kind, const StatementKey &key,
                       llvm::StringRef value, Edits &edits) const {
  std::string text = makeStatement(kind, key, value);
  std::vector<std::string> others;
  for (const ast::Stmt *statement : mapper.statements) {
    if (statement->kind != kind)
      continue;
    StatementKeys keys = getKeys(*statement);
    if (!says(keys, key, others))
      continue;
    // In front of what is left of it: the first statement counts (STM6).
    if (keys.regions.size() > 1 || !others.empty()) {
      add(statement->range.begin, statement->range.begin, text + "\n", edits);
      return remove(kind, key, edits);
    }
    add(statement->range.begin, statement->range.end, text, edits);
    Edits removed;
    remove(kind, key, removed);
    for (SourceEdit &edit : removed)
      if (edit.begin > statement->range.end)
        edits.push_back(std::move(edit));
    return;
  }
  addStatements(kind, text, edits);
}

static std::string makeDefinition(llvm::StringRef name,
                                  const MapFunction &function) {
  return ("def " + name + "(Task t) {\n" + function.body + "}\n").str();
}

/// `exists`: the mapper has this very function.
std::string MapperEditor::pickName(const MapFunction &function,
                                   bool &exists) const {
  std::string name = function.name;
  for (unsigned number = 2;; ++number) {
    exists = source.contains(makeDefinition(name, function));
    if (exists || !names.count(name))
      return name;
    name = function.name + "_" + std::to_string(number);
  }
}

void MapperEditor::addMap(ast::StmtKind kind, const StatementKey &key,
                          const MapFunction &function, Edits &edits) const {
  bool exists = true;
  std::string name = function.name;
  // Without a body it is one that the mapper has.
  if (!function.body.empty())
    name = pickName(function, exists);
  std::string text = "\n";
  if (!exists)
    text +=
        "# " + function.comment + "\n" + makeDefinition(name, function) + "\n";
  // The statement comes after what it names (STM8): at the end.
  add(source.size(), source.size(),
      text + makeStatement(kind, key, name) + "\n", edits);
}

bool MapperEditor::has(ast::StmtKind kind, const StatementKey &key) const {
  std::vector<std::string> others;
  return llvm::any_of(mapper.statements, [&](const ast::Stmt *statement) {
    return statement->kind == kind && says(getKeys(*statement), key, others);
  });
}

std::vector<std::string>
MapperEditor::getMapFunctions(ast::StmtKind kind) const {
  std::vector<std::string> functions;
  auto note = [&](llvm::StringRef name) {
    if (!llvm::is_contained(functions, name))
      functions.push_back(name.str());
  };
  for (const ast::Stmt *statement : mapper.statements) {
    if (statement->kind != kind)
      continue;
    if (auto *map = dyn_cast<ast::IndexTaskMapStmt>(statement))
      note(map->function.text);
    if (auto *map = dyn_cast<ast::SingleTaskMapStmt>(statement))
      note(map->function.text);
  }
  return functions;
}
