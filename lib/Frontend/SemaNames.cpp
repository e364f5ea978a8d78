//===- SemaNames.cpp - What the names of a mapper stand for ---------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SemaNames.h"

#include "llvm/ADT/STLExtras.h"

using namespace mapwright;
using namespace mapwright::sema;
using llvm::cast;
using llvm::dyn_cast;
using llvm::StringRef;

StringRef sema::spelling(Definition::Kind kind) {
  switch (kind) {
  case Definition::Global:
    return "global";
  case Definition::Function:
    return "function";
  case Definition::Parameter:
    return "parameter";
  case Definition::Local:
    return "local";
  case Definition::LoopVariable:
    return "loop variable";
  }
  return "";
}

//===----------------------------------------------------------------------===//
// NameTable
//===----------------------------------------------------------------------===//

Definition &NameTable::define(Definition::Kind kind, const ast::Name &name) {
  definitions.emplace_back(kind, name);
  defined[&name] = &definitions.back();
  return definitions.back();
}

Definition *NameTable::insertAtFileLevel(Definition &definition) {
  auto [it, inserted] = fileLevel.insert({definition.name.text, &definition});
  return inserted ? nullptr : it->second;
}

llvm::SmallVector<StringRef> NameTable::namesOf(Definition::Kind kind) const {
  llvm::SmallVector<StringRef> names;
  for (const auto &[name, definition] : fileLevel)
    if (definition->kind == kind)
      names.push_back(name);
  return names;
}

std::vector<Definition *> NameTable::getFileLevel() {
  std::vector<Definition *> result;
  for (Definition &definition : definitions)
    if (definition.statement)
      result.push_back(&definition);
  return result;
}

//===----------------------------------------------------------------------===//
// NameResolver
//===----------------------------------------------------------------------===//

namespace {

class NameResolver {
public:
  NameResolver(Reporter &reporter, const ast::Mapper &mapper, NameTable &names)
      : reporter(reporter), mapper(mapper), names(names) {}

  void run();

private:
  void defineAtFileLevel(Definition::Kind kind, const ast::Name &name,
                         ast::Stmt *statement, unsigned position);
  void resolveStatement(ast::Stmt *statement, unsigned position);
  void resolveFunction(const ast::FunctionStmt *function);
  void resolveInBody(const ast::Stmt *statement);

  void defineParameter(const ast::Param &param);
  void defineLocal(const ast::Name &name);
  void warnIfShadowing(const ast::Name &name, Definition::Kind kind);

  void resolve(const ast::Expr *expr);
  void resolveAll(llvm::ArrayRef<ast::Expr *> exprs);
  void resolveName(const ast::NameExpr *expr);
  void resolveCall(const ast::CallExpr *call);
  void resolveTupleFor(const ast::TupleForExpr *expr);
  void resolveAtFileLevel(const ast::Expr *expr, ast::Range use,
                          Definition &definition);

  Definition *findInFunction(StringRef name) const;
  const ast::AssignStmt *findLaterAssignment(StringRef name) const;
  llvm::SmallVector<StringRef> visibleValues() const;

  Reporter &reporter;
  const ast::Mapper &mapper;
  NameTable &names;

  /// The statement of file level that is being resolved.
  const ast::Stmt *statement = nullptr;
  unsigned position = 0;
  /// The global or function it defines, if it does.
  Definition *current = nullptr;
  llvm::MapVector<StringRef, Definition *> locals;
  llvm::SmallVector<Definition *> loopVariables;
};

} // namespace

void NameResolver::run() {
  for (auto [index, stmt] : llvm::enumerate(mapper.statements)) {
    if (auto *global = dyn_cast<ast::AssignStmt>(stmt))
      defineAtFileLevel(Definition::Global, global->target, stmt, index);
    else if (auto *function = dyn_cast<ast::FunctionStmt>(stmt))
      defineAtFileLevel(Definition::Function, function->name, stmt, index);
  }
  for (auto [index, stmt] : llvm::enumerate(mapper.statements)) {
    if (reporter.isFull())
      return;
    resolveStatement(stmt, index);
  }
}

void NameResolver::defineAtFileLevel(Definition::Kind kind,
                                     const ast::Name &name,
                                     ast::Stmt *statement, unsigned position) {
  Definition &definition = names.define(kind, name);
  definition.statement = statement;
  definition.position = position;
  Definition *previous = names.insertAtFileLevel(definition);
  if (!previous || reporter.isFull())
    return;
  DiagnosticBuilder diag = reporter.error(name.range, DiagId::Redefinition);
  if (previous->kind == kind)
    diag << "redefinition of " << spelling(kind) << " `" << name.text << "`";
  else
    diag << "`" << name.text << "` is already the name of a "
         << spelling(previous->kind);
  diag << "; give one of them another name";
  diag.note(reporter.getLoc(previous->name.range))
      << "previous definition is here";
}

void NameResolver::resolveStatement(ast::Stmt *stmt, unsigned index) {
  statement = stmt;
  position = index;
  current = nullptr;
  if (auto *global = dyn_cast<ast::AssignStmt>(stmt)) {
    current = names.definedBy(global->target);
    resolve(global->value);
  } else if (auto *print = dyn_cast<ast::PrintStmt>(stmt)) {
    resolveAll(print->args);
  } else if (auto *function = dyn_cast<ast::FunctionStmt>(stmt)) {
    current = names.definedBy(function->name);
    resolveFunction(function);
  }
}

void NameResolver::resolveFunction(const ast::FunctionStmt *function) {
  for (const ast::Param &param : function->params)
    defineParameter(param);
  for (const ast::Stmt *stmt : function->body) {
    if (reporter.isFull())
      break;
    resolveInBody(stmt);
  }
  locals.clear();
}

void NameResolver::resolveInBody(const ast::Stmt *stmt) {
  if (auto *assign = dyn_cast<ast::AssignStmt>(stmt)) {
    resolve(assign->value);
    defineLocal(assign->target);
  } else if (auto *print = dyn_cast<ast::PrintStmt>(stmt)) {
    resolveAll(print->args);
  } else if (auto *ret = dyn_cast<ast::ReturnStmt>(stmt)) {
    resolve(ret->value);
  }
}

//===----------------------------------------------------------------------===//
// Names of functions
//===----------------------------------------------------------------------===//

void NameResolver::defineParameter(const ast::Param &param) {
  const ast::Name &name = param.name;
  if (Definition *previous = locals.lookup(name.text)) {
    DiagnosticBuilder diag = reporter.error(name.range, DiagId::Redefinition);
    diag << "two parameters are called `" << name.text
         << "`; give one of them another name";
    diag.note(reporter.getLoc(previous->name.range))
        << "previous definition is here";
    return;
  }
  warnIfShadowing(name, Definition::Parameter);
  locals[name.text] = &names.define(Definition::Parameter, name);
}

void NameResolver::defineLocal(const ast::Name &name) {
  Definition *previous = locals.lookup(name.text);
  if (!previous) {
    warnIfShadowing(name, Definition::Local);
    locals[name.text] = &names.define(Definition::Local, name);
    return;
  }
  DiagnosticBuilder diag = reporter.error(name.range, DiagId::Reassignment);
  diag << spelling(previous->kind) << " `" << name.text
       << "` already has a value; assign to a new name";
  diag.note(reporter.getLoc(previous->name.range))
      << (previous->kind == Definition::Parameter
              ? "it is a parameter of this function"
              : "its value is given here");
}

void NameResolver::warnIfShadowing(const ast::Name &name,
                                   Definition::Kind kind) {
  Definition *hidden = findInFunction(name.text);
  if (!hidden)
    hidden = names.lookup(name.text);
  // Calls never mean a variable, so nothing hides a function.
  if (!hidden || hidden->kind == Definition::Function)
    return;
  DiagnosticBuilder diag = reporter.warning(name.range, DiagId::ShadowedName);
  diag << spelling(kind) << " `" << name.text << "` hides the "
       << spelling(hidden->kind) << " of that name";
  diag.note(reporter.getLoc(hidden->name.range))
      << "the " << spelling(hidden->kind) << " is defined here";
}

Definition *NameResolver::findInFunction(StringRef name) const {
  for (Definition *variable : llvm::reverse(loopVariables))
    if (variable->name.text == name)
      return variable;
  return locals.lookup(name);
}

const ast::AssignStmt *NameResolver::findLaterAssignment(StringRef name) const {
  auto *function = dyn_cast<ast::FunctionStmt>(statement);
  if (!function)
    return nullptr;
  for (const ast::Stmt *stmt : function->body)
    if (auto *assign = dyn_cast<ast::AssignStmt>(stmt))
      if (assign->target.text == name)
        return assign;
  return nullptr;
}

//===----------------------------------------------------------------------===//
// Names in expressions
//===----------------------------------------------------------------------===//

void NameResolver::resolveAll(llvm::ArrayRef<ast::Expr *> exprs) {
  for (const ast::Expr *expr : exprs)
    resolve(expr);
}

void NameResolver::resolve(const ast::Expr *expr) {
  if (!expr || reporter.isFull())
    return;
  switch (expr->kind) {
  case ast::ExprKind::Int:
  case ast::ExprKind::Bool:
  case ast::ExprKind::Proc:
  case ast::ExprKind::Mem:
  case ast::ExprKind::Star:
    return;
  case ast::ExprKind::Name:
    return resolveName(cast<ast::NameExpr>(expr));
  case ast::ExprKind::Tuple:
    return resolveAll(cast<ast::TupleExpr>(expr)->elements);
  case ast::ExprKind::TupleFor:
    return resolveTupleFor(cast<ast::TupleForExpr>(expr));
  case ast::ExprKind::Negate:
    return resolve(cast<ast::NegateExpr>(expr)->operand);
  case ast::ExprKind::Binary: {
    auto *binary = cast<ast::BinaryExpr>(expr);
    return resolveAll({binary->lhs, binary->rhs});
  }
  case ast::ExprKind::Conditional: {
    auto *cond = cast<ast::ConditionalExpr>(expr);
    return resolveAll({cond->condition, cond->thenExpr, cond->elseExpr});
  }
  case ast::ExprKind::Index: {
    auto *index = cast<ast::IndexExpr>(expr);
    resolve(index->base);
    return resolveAll(index->args);
  }
  case ast::ExprKind::Slice: {
    auto *slice = cast<ast::SliceExpr>(expr);
    return resolveAll({slice->base, slice->lower, slice->upper});
  }
  case ast::ExprKind::Property:
    return resolve(cast<ast::PropertyExpr>(expr)->base);
  case ast::ExprKind::Call:
    return resolveCall(cast<ast::CallExpr>(expr));
  case ast::ExprKind::Method: {
    auto *method = cast<ast::MethodExpr>(expr);
    resolve(method->base);
    return resolveAll(method->args);
  }
  case ast::ExprKind::Machine: {
    // A name there is a misspelled processor kind, not a value.
    ast::Expr *argument = cast<ast::MachineExpr>(expr)->argument;
    if (!llvm::isa<ast::NameExpr>(argument))
      resolve(argument);
    return;
  }
  case ast::ExprKind::Unpack:
    return resolve(cast<ast::UnpackExpr>(expr)->operand);
  }
}

void NameResolver::resolveName(const ast::NameExpr *expr) {
  if (Definition *definition = findInFunction(expr->name))
    return names.resolve(expr, *definition);
  if (Definition *definition = names.lookup(expr->name)) {
    if (definition->kind == Definition::Global)
      return resolveAtFileLevel(expr, expr->range, *definition);
    DiagnosticBuilder diag = reporter.error(expr->range, DiagId::Type);
    diag << "expected a value, got the function `" << expr->name
         << "`; call it: `" << expr->name << "(...)`";
    diag.note(reporter.getLoc(definition->name.range))
        << "the function is defined here";
    return;
  }
  if (const ast::AssignStmt *later = findLaterAssignment(expr->name)) {
    DiagnosticBuilder diag = reporter.error(expr->range, DiagId::UnknownName);
    diag << "`" << expr->name << "` is used before it has a value";
    diag.note(reporter.getLoc(later->target.range))
        << "it gets its first value here";
    return;
  }
  reportUnknownName(reporter, mapper, *expr, visibleValues());
}

void NameResolver::resolveCall(const ast::CallExpr *call) {
  resolveAll(call->args);
  const ast::Name &callee = call->callee;
  Definition *definition = names.lookup(callee.text);
  if (definition && definition->kind == Definition::Function)
    return resolveAtFileLevel(call, callee.range, *definition);
  if (Definition *inner = findInFunction(callee.text))
    definition = inner;
  if (!definition)
    return reportUnknownCallee(reporter, *call,
                               names.namesOf(Definition::Function));
  DiagnosticBuilder diag = reporter.error(callee.range, DiagId::Type);
  diag << "expected a function, got the " << spelling(definition->kind) << " `"
       << callee.text << "`; only functions can be called";
  diag.note(reporter.getLoc(definition->name.range))
      << "the " << spelling(definition->kind) << " is defined here";
}

/// Bodies of functions may name what stands below them, initializers and
/// top-level prints may not (STM8).
void NameResolver::resolveAtFileLevel(const ast::Expr *expr, ast::Range use,
                                      Definition &definition) {
  bool inFunction = current && current->kind == Definition::Function;
  if (!inFunction && definition.position >= position)
    return reportUseBeforeDefinition(reporter, use, *statement, definition);
  names.resolve(expr, definition);
  if (current)
    current->uses.push_back({&definition, use});
}

void NameResolver::resolveTupleFor(const ast::TupleForExpr *expr) {
  resolve(expr->over);
  warnIfShadowing(expr->variable, Definition::LoopVariable);
  loopVariables.push_back(
      &names.define(Definition::LoopVariable, expr->variable));
  resolve(expr->body);
  loopVariables.pop_back();
}

llvm::SmallVector<StringRef> NameResolver::visibleValues() const {
  llvm::SmallVector<StringRef> visible;
  for (Definition *variable : loopVariables)
    visible.push_back(variable->name.text);
  for (const auto &[name, definition] : locals)
    visible.push_back(name);
  bool inFunction = current && current->kind == Definition::Function;
  for (StringRef name : names.namesOf(Definition::Global))
    if (inFunction || names.lookup(name)->position < position)
      visible.push_back(name);
  return visible;
}

NameTable sema::resolveNames(Reporter &reporter, const ast::Mapper &mapper) {
  NameTable names;
  NameResolver(reporter, mapper, names).run();
  return names;
}
