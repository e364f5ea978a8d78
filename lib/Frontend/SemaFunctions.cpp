//===- SemaFunctions.cpp - Bodies of functions, and entry functions -------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SemaStatements.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

using namespace mapwright;
using namespace mapwright::sema;
using ast::ValueKind;
using llvm::cast;
using llvm::dyn_cast;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// Bodies
//===----------------------------------------------------------------------===//

static void checkAssign(const NameTable &names, ExprChecker &exprs,
                        const ast::AssignStmt *assign) {
  ValueKind kind = exprs.check(assign->value);
  if (Definition *target = names.definedBy(assign->target))
    target->type = kind;
}

/// FUN3: a body ends at its first `return`.
static const ast::ReturnStmt *findReturn(Reporter &reporter,
                                         const ast::FunctionStmt *function) {
  auto *it = llvm::find_if(function->body, [](const ast::Stmt *stmt) {
    return llvm::isa<ast::ReturnStmt>(stmt);
  });
  if (it == function->body.end()) {
    ast::Range brace = {function->range.end - 1, function->range.end};
    DiagnosticBuilder diag = reporter.error(brace, DiagId::MissingReturn);
    diag << "expected `return` at the end of function `" << function->name.text
         << "`, got `}`";
    diag.note(reporter.getLoc(function->name.range))
        << "end it with `return VALUE;`";
    return nullptr;
  }
  const ast::Stmt *ret = *it;
  if (std::next(it) != function->body.end()) {
    DiagnosticBuilder diag =
        reporter.warning((*std::next(it))->range, DiagId::UnreachableCode);
    diag << "this is never evaluated; remove it, or move it above `return`";
    diag.note(reporter.getLoc(ret->range)) << "the function ends here";
  }
  return cast<ast::ReturnStmt>(ret);
}

static void checkFunction(Reporter &reporter, const NameTable &names,
                          ExprChecker &exprs, ast::FunctionStmt *function) {
  for (const ast::Param &param : function->params)
    if (Definition *definition = names.definedBy(param.name))
      definition->type = valueKind(param.type);
  for (ast::Stmt *stmt : function->body) {
    if (auto *assign = dyn_cast<ast::AssignStmt>(stmt))
      checkAssign(names, exprs, assign);
    else if (auto *print = dyn_cast<ast::PrintStmt>(stmt))
      exprs.checkPrint(*print);
    else if (auto *ret = dyn_cast<ast::ReturnStmt>(stmt))
      exprs.check(ret->value);
  }
  if (const ast::ReturnStmt *ret = findReturn(reporter, function))
    function->resultType = ret->value->type;
}

/// A helper that asks for the parent got its task from its caller, so the
/// caller asks for it too.
static void inheritSingleLaunchUse(Definition &function) {
  for (const Use &use : function.uses) {
    if (function.singleLaunchUse)
      return;
    if (use.target->singleLaunchUse)
      function.singleLaunchUse = {use.range, use.target};
  }
}

void sema::checkDefinition(Reporter &reporter, const NameTable &names,
                           ExprChecker &exprs, Definition &definition) {
  exprs.enter(&definition);
  if (auto *global = dyn_cast<ast::AssignStmt>(definition.statement)) {
    checkAssign(names, exprs, global);
    return;
  }
  checkFunction(reporter, names, exprs,
                cast<ast::FunctionStmt>(definition.statement));
  inheritSingleLaunchUse(definition);
}

//===----------------------------------------------------------------------===//
// Entry functions
//===----------------------------------------------------------------------===//

namespace {

class EntryChecker {
public:
  EntryChecker(Reporter &reporter, const NameTable &names)
      : reporter(reporter), names(names) {}

  template <typename MapStmt>
  void check(const MapStmt &map, unsigned position);

private:
  const Definition *findFunction(const ast::Name &name, const ast::Stmt &map,
                                 unsigned position);
  void reportUnknown(const ast::Name &name, unsigned position);
  void checkSignature(const ast::Name &use, const Definition &function);
  void checkResult(const ast::Name &use, const Definition &function);
  void rejectSingleLaunchUse(const ast::Stmt &map, const Definition &function);
  std::optional<StringRef> onlySpace() const;

  Reporter &reporter;
  const NameTable &names;
  /// Functions reported already: one message is enough for all their maps.
  llvm::DenseSet<const Definition *> checked;
  llvm::DenseSet<const Definition *> rejectedInIndexMaps;
};

} // namespace

template <typename MapStmt>
void EntryChecker::check(const MapStmt &map, unsigned position) {
  const Definition *function = findFunction(map.function, map, position);
  if (!function)
    return;
  if (checked.insert(function).second) {
    checkSignature(map.function, *function);
    checkResult(map.function, *function);
  }
  bool isIndexMap = map.kind == ast::StmtKind::IndexTaskMap;
  if (isIndexMap && function->singleLaunchUse &&
      rejectedInIndexMaps.insert(function).second)
    rejectSingleLaunchUse(map, *function);
}

const Definition *EntryChecker::findFunction(const ast::Name &name,
                                             const ast::Stmt &map,
                                             unsigned position) {
  Definition *definition = names.lookup(name.text);
  if (!definition) {
    reportUnknown(name, position);
    return nullptr;
  }
  if (definition->kind != Definition::Function) {
    DiagnosticBuilder diag = reporter.error(name.range, DiagId::Type);
    diag << "expected a function, got the " << spelling(definition->kind)
         << " `" << name.text << "`";
    diag.note(reporter.getLoc(definition->name.range))
        << "the " << spelling(definition->kind) << " is defined here";
    return nullptr;
  }
  if (definition->position > position)
    reportUseBeforeDefinition(reporter, name.range, map, *definition);
  return definition;
}

void EntryChecker::reportUnknown(const ast::Name &name, unsigned position) {
  llvm::SmallVector<StringRef> above;
  for (StringRef function : names.namesOf(Definition::Function))
    if (names.lookup(function)->position < position)
      above.push_back(function);
  DiagnosticBuilder diag = reporter.error(name.range, DiagId::UnknownFunction);
  diag << "unknown function `" << name.text << "`";
  reporter.didYouMean(diag, name.range, name.text, above);
  diag.note() << "define `def " << name.text
              << "(Task t) { ... }` above this statement";
}

void EntryChecker::checkSignature(const ast::Name &use,
                                  const Definition &definition) {
  auto *function = cast<ast::FunctionStmt>(definition.statement);
  llvm::ArrayRef<ast::Param> params = function->params;
  if (params.size() == 1 && params[0].type == ast::ParamType::Task)
    return;
  DiagnosticBuilder diag = reporter.error(use.range, DiagId::EntryFunction);
  diag << "expected a function with the signature `(Task t)`, got `" << use.text
       << "(";
  llvm::interleave(
      params,
      [&](const ast::Param &param) { diag << ast::spelling(param.type); },
      [&] { diag << ", "; });
  diag << ")`";
  diag.note(reporter.getLoc(function->name.range))
      << "it is defined here; to use it, call it from a function that takes "
         "one `Task`";
}

static const ast::Expr *getResult(const ast::FunctionStmt *function) {
  for (const ast::Stmt *stmt : function->body)
    if (auto *ret = dyn_cast<ast::ReturnStmt>(stmt))
      return ret->value;
  return nullptr;
}

void EntryChecker::checkResult(const ast::Name &use,
                               const Definition &definition) {
  auto *function = cast<ast::FunctionStmt>(definition.statement);
  ValueKind kind = function->resultType;
  if (kind == ValueKind::Unknown || kind == ValueKind::Point ||
      kind == ValueKind::PointSet)
    return;
  const ast::Expr *result = getResult(function);
  DiagnosticBuilder diag = reporter.error(use.range, DiagId::EntryFunction);
  diag << "expected a function that returns a point of a machine space, got `"
       << use.text << "`, which returns " << ast::spelling(kind);
  mlir::Diagnostic &note = diag.note(reporter.getLoc(result->range));
  if (kind != ValueKind::Tuple) {
    note << "a point is an indexed machine space, for instance `m[0, 0]`";
    return;
  }
  note << "a tuple is not a point: index a machine space, `m[*x]`";
  std::optional<StringRef> space = onlySpace();
  if (!space)
    return;
  StringRef text = reporter.getSource().slice(result->range);
  reporter.fix(diag, "index `" + *space + "`", result->range,
               *space + "[*" + text + "]", Applicability::Maybe);
}

/// The name of the machine space of the mapper, if there is just one.
std::optional<StringRef> EntryChecker::onlySpace() const {
  std::optional<StringRef> space;
  for (StringRef name : names.namesOf(Definition::Global)) {
    if (names.lookup(name)->type != ValueKind::Space)
      continue;
    if (space)
      return std::nullopt;
    space = name;
  }
  return space;
}

/// FUN4. The error stands at the use, the notes lead from there to the map.
void EntryChecker::rejectSingleLaunchUse(const ast::Stmt &map,
                                         const Definition &function) {
  llvm::SmallVector<ast::Range> calls;
  SingleLaunchUse use = *function.singleLaunchUse;
  while (use.callee) {
    calls.push_back(use.range);
    use = *use.callee->singleLaunchUse;
  }
  DiagnosticBuilder diag = reporter.error(use.range, DiagId::LaunchProperty);
  diag << "`" << reporter.getSource().slice(use.range)
       << "` exists only for single launches; points of an index launch have "
          "`ipoint`, `ispace` and `ilo`";
  constexpr size_t maxNotes = 16;
  for (ast::Range call : llvm::reverse(
           llvm::ArrayRef(calls).take_back(std::min(calls.size(), maxNotes))))
    diag.note(reporter.getLoc(call)) << "called from here";
  diag.note(reporter.getLoc(map.range))
      << "`" << function.name.text << "` is used for index launches here";
}

void sema::checkEntryFunctions(Reporter &reporter, const ast::Mapper &mapper,
                               const NameTable &names) {
  EntryChecker checker(reporter, names);
  for (auto [position, stmt] : llvm::enumerate(mapper.statements)) {
    if (reporter.isFull())
      return;
    if (auto *map = dyn_cast<ast::IndexTaskMapStmt>(stmt))
      checker.check(*map, position);
    else if (auto *map = dyn_cast<ast::SingleTaskMapStmt>(stmt))
      checker.check(*map, position);
  }
}
