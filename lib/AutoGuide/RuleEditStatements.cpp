//===- RuleEditStatements.cpp - Edits of statements -----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A task that is named gets statements of its own, so that others stay as they
// are. If the output names none, only what is wrong for all is changed.
//
//===----------------------------------------------------------------------===//

#include "LayoutWords.h"
#include "RuleEditMaker.h"

#include "mapwright/Frontend/Names.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mapwright;
using ast::StmtKind;
using llvm::StringRef;

/// From its first character to its last, a statement at `offset`.
template <typename Stmt>
const Stmt *RuleEditMaker::findStatement() const {
  std::optional<uint32_t> offset = getOffset();
  for (const ast::Stmt *statement : mapper.statements)
    if (offset && statement->range.begin <= *offset &&
        *offset < statement->range.end)
      return llvm::dyn_cast<Stmt>(statement);
  return nullptr;
}

static bool names(llvm::ArrayRef<ast::Selector> tasks, StringRef task) {
  return llvm::any_of(tasks, [&](const ast::Selector &selector) {
    return selector.kind == ast::Selector::Any
               ? task == "*"
               : quoteName(selector.text) == task;
  });
}

/// STM2, STM3: (t, name) comes before (t, index), and only the program knows
/// which names an index has.
template <typename Stmt>
bool RuleEditMaker::hasNamedRegions() const {
  std::string task = getTask();
  return llvm::any_of(mapper.statements, [&](const ast::Stmt *statement) {
    auto *of = llvm::dyn_cast<Stmt>(statement);
    return of && names(of->tasks, task) &&
           llvm::any_of(of->regions, [](const ast::Selector &region) {
             return region.kind == ast::Selector::Identifier ||
                    region.kind == ast::Selector::String;
           });
  });
}

//===----------------------------------------------------------------------===//
// Memories
//===----------------------------------------------------------------------===//

void RuleEditMaker::replaceMemories(const ast::RegionStmt &statement,
                                    llvm::ArrayRef<MemKind> memories) {
  std::string text = llvm::join(
      llvm::map_range(memories,
                      [](MemKind kind) { return spelling(kind).str(); }),
      ",");
  ast::Range range = {statement.memories.front().range.begin,
                      statement.memories.back().range.end};
  if (source.slice(range) != text)
    replace(range, text);
}

void RuleEditMaker::putMemory(StringRef region, ProcKind kind, MemKind memory) {
  editor.put(StmtKind::Region,
             {{getTask()}, region.str(), spelling(kind).str()},
             spelling(memory), edits);
}

/// The usual memories of whatever a statement is for.
static llvm::SmallVector<MemKind, 2>
getUsualMemories(const ast::RegionStmt &statement) {
  if (statement.proc)
    return {getUsualMemory(statement.proc->kind)};
  // Only a GPU addresses the first.
  return {MemKind::FBMEM, MemKind::SYSMEM};
}

static bool hasMemory(const ast::RegionStmt &statement, MemKind memory) {
  return llvm::any_of(statement.memories, [&](const ast::MemName &name) {
    return name.kind == memory;
  });
}

/// Of a task: to what its processors address. Of a place: what stands there
/// cannot be used. Of a full memory: to the next larger one.
void RuleEditMaker::changeMemory() {
  bool isFull = get("check") == "capacity" || !get("size").empty();
  if (!isFull) {
    if (auto *statement = findStatement<ast::RegionStmt>())
      return replaceMemories(*statement, getUsualMemories(*statement));
    if (getTask().empty() || hasNamedRegions<ast::RegionStmt>())
      return;
    for (ProcKind kind : getKinds())
      putMemory(getRegion(), kind, getUsualMemory(kind));
    return;
  }
  // Main memory has no larger one to go to.
  StringRef memory = get("memory");
  if (memory != "FBMEM" && !memory.starts_with("CUDA") &&
      !memory.starts_with("OpenCL"))
    return;
  if (auto *statement = findStatement<ast::RegionStmt>())
    return replaceMemories(*statement, MemKind::ZCMEM);
  for (const ast::Stmt *each : mapper.statements)
    if (auto *statement = llvm::dyn_cast<ast::RegionStmt>(each))
      if (hasMemory(*statement, MemKind::FBMEM))
        replaceMemories(*statement, MemKind::ZCMEM);
  if (edits.empty())
    editor.put(StmtKind::Region, {{"*"}, "*", "GPU"}, "ZCMEM", edits);
}

/// A memory that every machine has behind those that this one may not have.
void RuleEditMaker::addMemory() {
  for (const ast::Stmt *each : mapper.statements) {
    auto *statement = llvm::dyn_cast<ast::RegionStmt>(each);
    if (!statement || hasMemory(*statement, MemKind::SYSMEM) ||
        hasMemory(*statement, MemKind::VIRTUAL))
      continue;
    uint32_t end = statement->memories.back().range.end;
    replace({end, end}, ",SYSMEM");
  }
}

void RuleEditMaker::removeVirtual() {
  std::string task = getTask();
  if (!task.empty() && hasNamedRegions<ast::RegionStmt>())
    return;
  bool isSaid = false;
  for (const ast::Stmt *each : mapper.statements) {
    auto *statement = llvm::dyn_cast<ast::RegionStmt>(each);
    if (!statement || !hasMemory(*statement, MemKind::VIRTUAL))
      continue;
    isSaid = true;
    if (task.empty())
      replaceMemories(*statement, getUsualMemories(*statement));
  }
  if (!isSaid || task.empty())
    return;
  for (ProcKind kind : getKinds())
    putMemory(getRegion(), kind, getUsualMemory(kind));
}

//===----------------------------------------------------------------------===//
// Processors
//===----------------------------------------------------------------------===//

/// Also in Realm's and Legion's words.
static std::optional<ProcKind> parseKind(StringRef text) {
  return llvm::StringSwitch<std::optional<ProcKind>>(text)
      .Case("TOC_PROC", ProcKind::GPU)
      .Case("LOC_PROC", ProcKind::CPU)
      .Case("OMP_PROC", ProcKind::OMP)
      .Case("PY_PROC", ProcKind::PY)
      .Case("IO_PROC", ProcKind::IO)
      .Default(parseProcKind(text));
}

static ProcKind getOther(ProcKind kind) {
  return kind == ProcKind::CPU ? ProcKind::GPU : ProcKind::CPU;
}

/// From the kind that does not do to another one. A map of the task's own has
/// to count the processors of that kind then.
void RuleEditMaker::changeProcessor() {
  std::optional<ProcKind> wrong = parseKind(get("kind"));
  if (auto *statement = findStatement<ast::TaskStmt>()) {
    ProcKind first = statement->kinds.front().kind;
    return replace({statement->kinds.front().range.begin,
                    statement->kinds.back().range.end},
                   spelling(getOther(first)));
  }
  std::string task = getTask();
  if (task.empty()) {
    // A map of that kind would still count its processors.
    if (!wrong)
      addFallbacks();
    return;
  }
  if (!wrong)
    wrong = policies && !policies->getKinds(get("task")).empty() ? getKind()
                                                                 : std::nullopt;
  if (!wrong)
    return;
  ProcKind kind = getOther(*wrong);
  editor.put(StmtKind::Task, {{task}, "", ""}, spelling(kind), edits);
  if (editor.has(StmtKind::IndexTaskMap, {{task}, "", ""}))
    changeIndexMap();
}

/// CPU and GPU behind what each statement names: the first kind that fits is
/// taken (STM1).
void RuleEditMaker::addFallbacks() {
  for (const ast::Stmt *each : mapper.statements) {
    auto *statement = llvm::dyn_cast<ast::TaskStmt>(each);
    if (!statement)
      continue;
    uint32_t end = statement->kinds.back().range.end;
    for (ProcKind kind : {ProcKind::CPU, ProcKind::GPU})
      if (llvm::none_of(statement->kinds, [&](const ast::ProcName &name) {
            return name.kind == kind;
          }))
        replace({end, end}, "," + spelling(kind).str());
  }
}

/// GPUs first, for all tasks that no statement sends there.
void RuleEditMaker::useGPU() {
  bool isSaid = false;
  for (const ast::Stmt *each : mapper.statements) {
    auto *statement = llvm::dyn_cast<ast::TaskStmt>(each);
    if (!statement)
      continue;
    isSaid |= names(statement->tasks, "*");
    uint32_t begin = statement->kinds.front().range.begin;
    if (llvm::none_of(statement->kinds, [&](const ast::ProcName &name) {
          return name.kind == ProcKind::GPU;
        }))
      replace({begin, begin}, "GPU,");
  }
  if (!isSaid)
    editor.put(StmtKind::Task, {{"*"}, "", ""}, "GPU,CPU", edits);
}

//===----------------------------------------------------------------------===//
// Layouts
//===----------------------------------------------------------------------===//

Layout RuleEditMaker::getLayout(StringRef region, ProcKind kind,
                                MemKind memory) const {
  RegionKey key;
  int64_t index;
  if (!region.getAsInteger(10, index))
    key.index = index;
  if (!policies)
    return {};
  return policies->getLayout(get("task"), key, memory, kind).value_or(Layout());
}

void RuleEditMaker::putLayout(StringRef region, ProcKind kind, MemKind memory,
                              const Layout &layout) {
  editor.put(StmtKind::Layout,
             {{getTask()}, region.str(), spelling(memory).str()},
             formatLayoutWords(layout), edits);
}

/// What a constraint is about, in Legion's words, decides what is changed; what
/// is not the runtime's default is taken back first.
static Layout change(Layout layout, StringRef constraint) {
  if (constraint.contains_insensitive("align")) {
    layout.align = layout.align ? 0 : 16;
    return layout;
  }
  bool isUsual = !layout.aos && !layout.cOrder && !layout.align;
  if (constraint.contains_insensitive("order") || isUsual)
    layout.cOrder = !layout.cOrder;
  else
    layout.aos = layout.cOrder = false;
  layout.align = 0;
  return layout;
}

void RuleEditMaker::changeLayout() {
  if (auto *statement = findStatement<ast::LayoutStmt>()) {
    // Words that exclude each other say nothing: the default does.
    ast::Range words = {statement->words.front().range.begin,
                        statement->words.back().range.end};
    StringRef demand = get("text").split("needs ").second.split(',').first;
    return replace(words, demand.empty() ? "SOA F_order" : demand);
  }
  if (getTask().empty())
    return turnLayoutsRound();
  if (hasNamedRegions<ast::LayoutStmt>())
    return;
  std::string region = getRegion();
  for (ProcKind kind : getKinds()) {
    MemKind memory = getUsualMemory(kind);
    Layout layout = getLayout(region, kind, memory);
    putLayout(region, kind, memory, change(layout, get("constraint")));
  }
}

static const ast::LayoutWord *findOrder(const ast::LayoutStmt &statement) {
  for (const ast::LayoutWord &word : statement.words)
    if (word.kind == ast::LayoutWordKind::C_order ||
        word.kind == ast::LayoutWordKind::F_order)
      return &word;
  return nullptr;
}

/// The other order for all data, if all has the same now.
void RuleEditMaker::turnLayoutsRound() {
  std::set<bool> orders;
  std::vector<const ast::LayoutStmt *> statements;
  bool isForAll = false;
  for (const ast::Stmt *each : mapper.statements)
    if (auto *statement = llvm::dyn_cast<ast::LayoutStmt>(each)) {
      const ast::LayoutWord *order = findOrder(*statement);
      orders.insert(order && order->kind == ast::LayoutWordKind::C_order);
      statements.push_back(statement);
      isForAll |= names(statement->tasks, "*");
    }
  if (orders.size() > 1)
    return;
  bool turned = orders.empty() || !*orders.begin();
  StringRef word = turned ? "C_order" : "F_order";
  for (const ast::LayoutStmt *statement : statements) {
    const ast::LayoutWord *order = findOrder(*statement);
    uint32_t end = statement->range.end - 1;
    order ? replace(order->range, word) : replace({end, end}, " " + word.str());
  }
  if (!isForAll && turned)
    editor.put(StmtKind::Layout, {{"*"}, "*", "*"}, word, edits);
}

/// An instance of its own size for each task.
void RuleEditMaker::makeExact() {
  if (getTask().empty() || hasNamedRegions<ast::LayoutStmt>())
    return;
  std::string region = getRegion();
  for (ProcKind kind : getKinds()) {
    MemKind memory = getUsualMemory(kind);
    Layout layout = getLayout(region, kind, memory);
    layout.exact = true;
    putLayout(region, kind, memory, layout);
  }
}

/// The memory and the layout of the first argument for both.
void RuleEditMaker::colocate() {
  std::string prior = get("prior").str();
  if (getTask().empty() || prior.empty() ||
      hasNamedRegions<ast::RegionStmt>() || hasNamedRegions<ast::LayoutStmt>())
    return;
  int64_t index;
  RegionKey key;
  if (!StringRef(prior).getAsInteger(10, index))
    key.index = index;
  for (ProcKind kind : getKinds()) {
    llvm::SmallVector<MemKind> memories;
    if (policies)
      memories = policies->getMemories(get("task"), key, kind);
    MemKind memory = memories.empty() || memories[0] == MemKind::VIRTUAL
                         ? getUsualMemory(kind)
                         : memories[0];
    Layout layout = getLayout(prior, kind, memory);
    for (const std::string &region : {prior, getRegion()}) {
      putMemory(region, kind, memory);
      putLayout(region, kind, memory, layout);
    }
  }
}

//===----------------------------------------------------------------------===//
// Statements that are taken back
//===----------------------------------------------------------------------===//

/// What the statement at the place named says; what is said of the task; or
/// else of all.
template <typename Stmt>
void RuleEditMaker::removeStatements() {
  std::string task = getTask();
  auto *placed = findStatement<Stmt>();
  bool isNamed = llvm::any_of(mapper.statements, [&](const ast::Stmt *each) {
    auto *statement = llvm::dyn_cast<Stmt>(each);
    return statement && names(statement->tasks, task);
  });
  for (const ast::Stmt *each : mapper.statements)
    if (auto *statement = llvm::dyn_cast<Stmt>(each))
      if (!placed || statement == placed)
        editor.dropTasks(
            *statement,
            [&](StringRef name) { return placed || !isNamed || name == task; },
            edits);
}

void RuleEditMaker::removeLimits() {
  removeStatements<ast::InstanceLimitStmt>();
}

void RuleEditMaker::removeReplication() {
  removeStatements<ast::ControlReplicateStmt>();
}

void RuleEditMaker::removeCollection() {
  removeStatements<ast::CollectMemoryStmt>();
}
