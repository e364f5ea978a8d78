//===- RuleEditMaps.cpp - Edits of where points go ------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RuleEditMaker.h"

#include "mapwright/Frontend/Names.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mapwright;
using ast::StmtKind;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// Whole maps
//===----------------------------------------------------------------------===//

/// Outputs do not tell how many dimensions a launch has. Each point gets a
/// processor of its own if there are enough of them.
static MapFunction makeMapOfAnyRank(ProcKind kind) {
  std::string word = spelling(kind).str();
  return {"blocks_" + spelling(kind).lower(),
          "Boxes of points on a grid of all " + word + " processors",
          "    grid = Machine(" + word +
              ").merge(0, 1).decompose(0, t.ispace);\n"
              "    return grid[*((t.ipoint - t.ilo) * grid.size / "
              "t.ispace)];\n"};
}

void RuleEditMaker::replaceMap(StmtKind statement,
                               const MapFunction &function) {
  StatementKey key = {{getTask()}, "", ""};
  editor.remove(statement, key, edits);
  editor.addMap(statement, key, function, edits);
}

void RuleEditMaker::changeIndexMap() {
  std::optional<ProcKind> kind = getKind();
  if (getTask().empty() || !kind)
    return;
  replaceMap(StmtKind::IndexTaskMap, makeMapOfAnyRank(*kind));
}

/// Only for mappers that leave all launches to the runtime.
void RuleEditMaker::addIndexMap() {
  bool hasMaps = llvm::any_of(mapper.statements, [](const ast::Stmt *each) {
    return each->kind == StmtKind::IndexTaskMap;
  });
  std::optional<ProcKind> kind = getKind();
  if (!hasMaps && kind)
    editor.addMap(StmtKind::IndexTaskMap, {{}, "", spelling(*kind).str()},
                  makeMapOfAnyRank(*kind), edits);
}

void RuleEditMaker::followParent() {
  std::optional<ProcKind> kind = getKind();
  if (getTask().empty() || !kind)
    return;
  replaceMap(StmtKind::SingleTaskMap, makeSingleMaps(*kind).front());
}

//===----------------------------------------------------------------------===//
// Indices
//===----------------------------------------------------------------------===//

static void visit(const ast::Expr *expr,
                  llvm::function_ref<void(const ast::Expr *)> found) {
  if (!expr)
    return;
  found(expr);
  auto each = [&](std::initializer_list<const ast::Expr *> parts) {
    for (const ast::Expr *part : parts)
      visit(part, found);
  };
  auto all = [&](const ast::Expr *base, llvm::ArrayRef<ast::Expr *> args) {
    visit(base, found);
    for (const ast::Expr *arg : args)
      visit(arg, found);
  };
  llvm::TypeSwitch<const ast::Expr *>(expr)
      .Case([&](const ast::TupleExpr *e) { all(nullptr, e->elements); })
      .Case([&](const ast::TupleForExpr *e) { each({e->body, e->over}); })
      .Case([&](const ast::NegateExpr *e) { each({e->operand}); })
      .Case([&](const ast::BinaryExpr *e) { each({e->lhs, e->rhs}); })
      .Case([&](const ast::ConditionalExpr *e) {
        each({e->condition, e->thenExpr, e->elseExpr});
      })
      .Case([&](const ast::IndexExpr *e) { all(e->base, e->args); })
      .Case(
          [&](const ast::SliceExpr *e) { each({e->base, e->lower, e->upper}); })
      .Case([&](const ast::PropertyExpr *e) { each({e->base}); })
      .Case([&](const ast::CallExpr *e) { all(nullptr, e->args); })
      .Case([&](const ast::MethodExpr *e) { all(e->base, e->args); })
      .Case([&](const ast::MachineExpr *e) { each({e->argument}); })
      .Case([&](const ast::UnpackExpr *e) { each({e->operand}); })
      .Default([](const ast::Expr *) {});
}

static const ast::Expr *getValue(const ast::Stmt *statement) {
  if (auto *assign = llvm::dyn_cast<ast::AssignStmt>(statement))
    return assign->value;
  if (auto *result = llvm::dyn_cast<ast::ReturnStmt>(statement))
    return result->value;
  return nullptr;
}

/// Of machine spaces: the one around the place named; else those of the map of
/// the task, or of all functions if that is not known.
std::vector<const ast::IndexExpr *> RuleEditMaker::findIndices() const {
  std::optional<uint32_t> offset = getOffset();
  std::string only;
  if (policies && !getTask().empty())
    if (MapChoice map = policies->getIndexMap(get("task"), getKind());
        map.statement)
      only = mapping::FuncOp(map.function).getName().str();
  std::vector<const ast::IndexExpr *> indices;
  auto note = [&](const ast::Expr *expr) {
    auto *index = llvm::dyn_cast<ast::IndexExpr>(expr);
    if (!index || index->base->type != ast::ValueKind::Space)
      return;
    if (offset && (*offset < index->range.begin || index->range.end <= *offset))
      return;
    // Parts come after what they are in: the innermost one counts.
    if (offset)
      indices.clear();
    indices.push_back(index);
  };
  for (const ast::Stmt *statement : mapper.statements)
    if (auto *function = llvm::dyn_cast<ast::FunctionStmt>(statement))
      if (offset || only.empty() || function->name.text == only)
        for (const ast::Stmt *each : function->body)
          visit(getValue(each), note);
  return indices;
}

/// EXP2: a remainder has the sign of the left side.
static bool mayBeNegative(const ast::Expr *expr) {
  bool found = false;
  visit(expr, [&](const ast::Expr *part) {
    auto *binary = llvm::dyn_cast<ast::BinaryExpr>(part);
    auto *number = llvm::dyn_cast<ast::IntExpr>(part);
    found |= llvm::isa<ast::NegateExpr>(part) ||
             (binary && binary->op == ast::BinaryOp::Sub) ||
             (number && number->value < 0);
  });
  return found;
}

void RuleEditMaker::wrap(const ast::IndexExpr &index, size_t dimension) {
  const ast::Expr *argument = index.args[dimension];
  auto *unpacked = llvm::dyn_cast<ast::UnpackExpr>(argument);
  if (llvm::isa<ast::StarExpr>(argument) || (unpacked && index.args.size() > 1))
    return;
  std::string space = source.slice(index.base->range).str();
  if (index.base->parenthesized)
    space = "(" + space + ")";
  std::string size = space + ".size";
  if (!unpacked)
    size += "[" + std::to_string(dimension) + "]";
  const ast::Expr *value = unpacked ? unpacked->operand : argument;
  std::string text = "(" + source.slice(value->range).str() + ") % " + size;
  if (StringRef(source.slice(value->range)).ends_with("% " + size))
    return;
  if (get("value").starts_with("-") || mayBeNegative(value))
    text = "(" + text + " + " + size + ") % " + size;
  replace(argument->range, unpacked ? "*(" + text + ")" : text);
}

void RuleEditMaker::wrapIndex() {
  size_t dimension;
  bool isOne = getOffset() && !get("dimension").getAsInteger(10, dimension);
  if (!get("check").empty() && get("check") != "index-bounds")
    return;
  for (const ast::IndexExpr *index : findIndices()) {
    if (isOne && dimension < index->args.size()) {
      wrap(*index, dimension);
      continue;
    }
    for (size_t each = 0; each < index->args.size(); ++each)
      wrap(*index, each);
  }
}

//===----------------------------------------------------------------------===//
// Functions that are missing
//===----------------------------------------------------------------------===//

namespace {
/// A statement that names a function.
struct MapStatement {
  const ast::Stmt *statement = nullptr;
  StringRef function;
  std::optional<ProcKind> kind;
};
} // namespace

static MapStatement describe(const ast::Stmt *statement) {
  auto fill = [&](const auto *map) {
    MapStatement filled{statement, map->function.text, std::nullopt};
    if (map->proc)
      filled.kind = map->proc->kind;
    return filled;
  };
  if (auto *map = llvm::dyn_cast<ast::IndexTaskMapStmt>(statement))
    return fill(map);
  if (auto *map = llvm::dyn_cast<ast::SingleTaskMapStmt>(statement))
    return fill(map);
  return {};
}

/// Above the first map whose function does not exist.
void RuleEditMaker::defineFunction() {
  llvm::StringSet<> defined;
  for (const ast::Stmt *each : mapper.statements)
    if (auto *function = llvm::dyn_cast<ast::FunctionStmt>(each))
      defined.insert(function->name.text);
  for (const ast::Stmt *each : mapper.statements) {
    MapStatement map = describe(each);
    if (!map.statement || defined.contains(map.function))
      continue;
    ProcKind kind = map.kind.value_or(getKind().value_or(ProcKind::GPU));
    MapFunction function = each->kind == StmtKind::IndexTaskMap
                               ? makeMapOfAnyRank(kind)
                               : makeSingleMaps(kind).front();
    return replace({each->range.begin, each->range.begin},
                   "# " + function.comment + "\ndef " + map.function.str() +
                       "(Task t) {\n" + function.body + "}\n");
  }
}
