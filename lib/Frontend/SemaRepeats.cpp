//===- SemaRepeats.cpp - Statements for a key that is taken ---------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SemaStatements.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/raw_ostream.h"

using namespace mapwright;
using namespace mapwright::sema;
using llvm::dyn_cast;
using llvm::StringRef;

namespace {

/// Remembers the first place of each key: the words that select what a
/// statement decides, such as "Region", a task, a region and a processor kind.
class RepeatFinder {
public:
  explicit RepeatFinder(Reporter &reporter) : reporter(reporter) {}

  void visit(const ast::Stmt *stmt);

private:
  using Selectors = llvm::ArrayRef<ast::Selector>;

  template <typename MapStmt>
  void visitMap(StringRef statement, const MapStmt &map);
  void addTasks(StringRef statement, Selectors tasks);
  void addTasksAndRegions(StringRef statement, Selectors tasks,
                          Selectors regions, StringRef place);
  /// `description` is what the message says of the key.
  void add(StringRef key, StringRef description, ast::Range range);

  /// Two long lists make very many keys; only a warning depends on them.
  static constexpr unsigned maxKeys = 1u << 20;

  Reporter &reporter;
  llvm::StringMap<ast::Range> firstPlaces;
  unsigned numKeys = 0;
};

} // namespace

void RepeatFinder::add(StringRef key, StringRef description, ast::Range range) {
  if (numKeys == maxKeys)
    return;
  ++numKeys;
  auto [it, inserted] = firstPlaces.try_emplace(key, range);
  if (inserted)
    return;
  DiagnosticBuilder diag = reporter.warning(range, DiagId::DuplicateStatement);
  diag << description << " has been decided above; the first statement counts";
  diag.note(reporter.getLoc(it->second)) << "the first statement is here";
}

/// A selector such that no two different ones read the same; a name and a
/// string with the same text are one (LEX4).
static void writeKey(llvm::raw_ostream &os, const ast::Selector &selector) {
  switch (selector.kind) {
  case ast::Selector::Any:
    os << '*';
    break;
  case ast::Selector::Identifier:
  case ast::Selector::String:
    os << '"' << selector.text << '"';
    break;
  case ast::Selector::Index:
    os << selector.index;
    break;
  }
}

static std::string describe(const ast::Selector &selector) {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << '`';
  if (selector.kind == ast::Selector::Identifier)
    os << selector.text;
  else
    writeKey(os, selector);
  os << '`';
  return text;
}

void RepeatFinder::addTasks(StringRef statement, Selectors tasks) {
  for (const ast::Selector &task : tasks) {
    llvm::SmallString<64> key;
    llvm::raw_svector_ostream os(key);
    os << statement << ' ';
    writeKey(os, task);
    add(key, ("`" + statement + "` for " + describe(task)).str(), task.range);
  }
}

void RepeatFinder::addTasksAndRegions(StringRef statement, Selectors tasks,
                                      Selectors regions, StringRef place) {
  for (const ast::Selector &task : tasks)
    for (const ast::Selector &region : regions) {
      if (numKeys == maxKeys)
        return;
      llvm::SmallString<64> key;
      llvm::raw_svector_ostream os(key);
      os << statement << ' ';
      writeKey(os, task);
      os << ' ';
      writeKey(os, region);
      os << ' ' << place;
      std::string description =
          ("`" + statement + "` for task " + describe(task) + ", region " +
           describe(region) + (place.empty() ? "" : ", `" + place + "`"))
              .str();
      add(key, description, task.range);
    }
}

template <typename MapStmt>
void RepeatFinder::visitMap(StringRef statement, const MapStmt &map) {
  if (!map.proc)
    return addTasks(statement, map.tasks);
  StringRef kind = spelling(map.proc->kind);
  add((statement + " " + kind).str(),
      ("`" + statement + "` for processor kind `" + kind + "`").str(),
      map.proc->range);
}

/// What a layout is for besides task and region, `*` if for everything.
static StringRef getPlace(const ast::LayoutStmt &layout) {
  if (layout.memory)
    return spelling(layout.memory->kind);
  return layout.proc ? spelling(layout.proc->kind) : "*";
}

void RepeatFinder::visit(const ast::Stmt *stmt) {
  if (auto *task = dyn_cast<ast::TaskStmt>(stmt))
    addTasks("Task", task->tasks);
  else if (auto *region = dyn_cast<ast::RegionStmt>(stmt))
    addTasksAndRegions("Region", region->tasks, region->regions,
                       region->proc ? spelling(region->proc->kind) : "*");
  else if (auto *layout = dyn_cast<ast::LayoutStmt>(stmt))
    addTasksAndRegions("Layout", layout->tasks, layout->regions,
                       getPlace(*layout));
  else if (auto *map = dyn_cast<ast::IndexTaskMapStmt>(stmt))
    visitMap("IndexTaskMap", *map);
  else if (auto *map = dyn_cast<ast::SingleTaskMapStmt>(stmt))
    visitMap("SingleTaskMap", *map);
  else if (auto *limit = dyn_cast<ast::InstanceLimitStmt>(stmt))
    addTasks("InstanceLimit", limit->tasks);
  else if (auto *collect = dyn_cast<ast::CollectMemoryStmt>(stmt))
    addTasksAndRegions("CollectMemory", collect->tasks, collect->regions, "");
  else if (auto *replicate = dyn_cast<ast::ControlReplicateStmt>(stmt))
    addTasks("ControlReplicate", replicate->tasks);
}

void sema::warnOfRepeatedStatements(Reporter &reporter,
                                    const ast::Mapper &mapper) {
  RepeatFinder finder(reporter);
  for (const ast::Stmt *stmt : mapper.statements)
    finder.visit(stmt);
}
