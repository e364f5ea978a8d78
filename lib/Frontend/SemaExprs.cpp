//===- SemaExprs.cpp - Kinds of values of expressions ---------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SemaExprs.h"

using namespace mapwright;
using namespace mapwright::sema;
using ast::ValueKind;
using llvm::cast;
using llvm::StringRef;

ValueKind ExprChecker::check(ast::Expr *expr) {
  if (reporter.isFull())
    return ValueKind::Unknown;
  return expr->type = compute(expr);
}

ValueKind ExprChecker::compute(ast::Expr *expr) {
  switch (expr->kind) {
  case ast::ExprKind::Int:
    return ValueKind::Int;
  case ast::ExprKind::Bool:
    return ValueKind::Bool;
  case ast::ExprKind::Proc:
  case ast::ExprKind::Mem:
    rejectKindName(expr);
    return ValueKind::Unknown;
  case ast::ExprKind::Star:
    rejectStar(expr);
    return ValueKind::Unknown;
  case ast::ExprKind::Unpack:
    checkUnpack(cast<ast::UnpackExpr>(expr));
    return ValueKind::Unknown;
  case ast::ExprKind::Name:
    return checkName(cast<ast::NameExpr>(expr));
  case ast::ExprKind::Tuple:
    return checkTuple(cast<ast::TupleExpr>(expr));
  case ast::ExprKind::TupleFor:
    return checkTupleFor(cast<ast::TupleForExpr>(expr));
  case ast::ExprKind::Negate:
    return checkNegate(cast<ast::NegateExpr>(expr));
  case ast::ExprKind::Binary:
    return checkBinary(cast<ast::BinaryExpr>(expr));
  case ast::ExprKind::Conditional:
    return checkConditional(cast<ast::ConditionalExpr>(expr));
  case ast::ExprKind::Index:
    return checkIndex(cast<ast::IndexExpr>(expr));
  case ast::ExprKind::Slice:
    return checkSlice(cast<ast::SliceExpr>(expr));
  case ast::ExprKind::Property:
    return checkProperty(cast<ast::PropertyExpr>(expr));
  case ast::ExprKind::Call:
    return checkCall(cast<ast::CallExpr>(expr));
  case ast::ExprKind::Method:
    return checkMethod(cast<ast::MethodExpr>(expr));
  case ast::ExprKind::Machine:
    return checkMachine(cast<ast::MachineExpr>(expr));
  }
  return ValueKind::Unknown;
}

//===----------------------------------------------------------------------===//
// Requirements
//===----------------------------------------------------------------------===//

DiagnosticBuilder ExprChecker::reportMismatch(const ast::Expr *expr,
                                              StringRef expected,
                                              StringRef role, ValueKind got) {
  return reporter.error(expr->range, DiagId::Type)
         << "expected " << expected << " as " << role << ", got "
         << spelling(got);
}

void ExprChecker::require(ast::Expr *expr, ValueKind expected, StringRef role) {
  ValueKind got = check(expr);
  if (got == ValueKind::Unknown || got == expected ||
      (expected == ValueKind::Tuple && isTupleLike(got)))
    return;
  DiagnosticBuilder diag = reportMismatch(expr, spelling(expected), role, got);
  if (expected != ValueKind::Bool || got != ValueKind::Int)
    return;
  diag << "; compare it with a number";
  if (!expr->parenthesized)
    reporter.fix(diag, "compare with 0", after(expr->range), " != 0");
}

//===----------------------------------------------------------------------===//
// Names and tuples
//===----------------------------------------------------------------------===//

ValueKind ExprChecker::checkName(const ast::NameExpr *expr) {
  Definition *definition = names.getResolved(expr);
  return definition ? definition->type : ValueKind::Unknown;
}

ValueKind ExprChecker::checkTuple(const ast::TupleExpr *expr) {
  for (ast::Expr *element : expr->elements) {
    ValueKind got = check(element);
    if (got == ValueKind::Unknown || got == ValueKind::Int)
      continue;
    DiagnosticBuilder diag =
        reportMismatch(element, "int", "element of a tuple", got);
    if (!isTupleLike(got))
      continue;
    diag << "; tuples do not nest, but `*` unpacks one into another";
    if (!element->parenthesized)
      reporter.fix(diag, "unpack it", before(element->range), "*");
  }
  return ValueKind::Tuple;
}

ValueKind ExprChecker::checkTupleFor(const ast::TupleForExpr *expr) {
  ValueKind over = check(expr->over);
  if (over != ValueKind::Unknown && !isTupleLike(over)) {
    DiagnosticBuilder diag =
        reportMismatch(expr->over, "tuple", "range of `tuple(for)`", over);
    if (over == ValueKind::Int)
      diag << "; list the values, for instance `(0, 1, 2)`";
    if (over == ValueKind::Space)
      diag << "; its sizes are `.size`";
  }
  if (Definition *variable = names.definedBy(expr->variable))
    variable->type = ValueKind::Int;
  require(expr->body, ValueKind::Int, "element of a tuple");
  return ValueKind::Tuple;
}

//===----------------------------------------------------------------------===//
// Operators
//===----------------------------------------------------------------------===//

ValueKind ExprChecker::checkNegate(const ast::NegateExpr *expr) {
  ValueKind operand = check(expr->operand);
  if (isTupleLike(operand))
    return ValueKind::Tuple;
  if (operand == ValueKind::Int || operand == ValueKind::Unknown)
    return operand;
  DiagnosticBuilder diag =
      reportMismatch(expr->operand, "int or tuple", "operand of `-`", operand);
  if (operand == ValueKind::Bool)
    diag << "; to negate a bool compare it: `== False`";
  return ValueKind::Unknown;
}

ValueKind ExprChecker::checkBinary(const ast::BinaryExpr *expr) {
  if (expr->op == ast::BinaryOp::And || expr->op == ast::BinaryOp::Or) {
    std::string role = ("operand of `" + spelling(expr->op) + "`").str();
    require(expr->lhs, ValueKind::Bool, role);
    require(expr->rhs, ValueKind::Bool, role);
    return ValueKind::Bool;
  }
  ValueKind lhs = check(expr->lhs);
  ValueKind rhs = check(expr->rhs);
  switch (expr->op) {
  case ast::BinaryOp::Add:
  case ast::BinaryOp::Sub:
  case ast::BinaryOp::Mul:
  case ast::BinaryOp::Div:
  case ast::BinaryOp::Rem:
    return checkArithmetic(expr, lhs, rhs);
  default:
    return checkComparison(expr, lhs, rhs);
  }
}

void ExprChecker::noteOperands(DiagnosticBuilder &diag,
                               const ast::BinaryExpr *expr) {
  diag.note(reporter.getLoc(expr->lhs->range))
      << "the left side is of kind " << spelling(expr->lhs->type);
  diag.note(reporter.getLoc(expr->rhs->range))
      << "the right side is of kind " << spelling(expr->rhs->type);
}

/// "`tuple(x + n for x in t)`": what mixing a tuple and an int was to mean.
static std::string elementwise(const SourceFile &source,
                               const ast::BinaryExpr *expr) {
  bool tupleIsLeft = isTupleLike(expr->lhs->type);
  StringRef lhs = source.slice(expr->lhs->range);
  StringRef rhs = source.slice(expr->rhs->range);
  StringRef over = tupleIsLeft ? lhs : rhs;
  return ("tuple(" + (tupleIsLeft ? StringRef("x") : lhs) + " " +
          spelling(expr->op) + " " + (tupleIsLeft ? rhs : StringRef("x")) +
          " for x in " + over + ")")
      .str();
}

ValueKind ExprChecker::checkArithmetic(const ast::BinaryExpr *expr,
                                       ValueKind lhs, ValueKind rhs) {
  if (lhs == ValueKind::Unknown || rhs == ValueKind::Unknown)
    return ValueKind::Unknown;
  if (lhs == ValueKind::Int && rhs == ValueKind::Int)
    return ValueKind::Int;
  if (isTupleLike(lhs) && isTupleLike(rhs))
    return ValueKind::Tuple;

  DiagnosticBuilder diag = reporter.error(expr->opRange, DiagId::Type);
  diag << "expected two ints or two tuples for `" << spelling(expr->op)
       << "`, got " << spelling(lhs) << " and " << spelling(rhs);
  noteOperands(diag, expr);
  bool mixed = (lhs == ValueKind::Int && isTupleLike(rhs)) ||
               (isTupleLike(lhs) && rhs == ValueKind::Int);
  if (mixed)
    suggestElementwise(diag, expr);
  return ValueKind::Unknown;
}

/// Says how to mix a tuple and an int.
void ExprChecker::suggestElementwise(DiagnosticBuilder &diag,
                                     const ast::BinaryExpr *expr) {
  const ast::Expr *tuple = isTupleLike(expr->lhs->type) ? expr->lhs : expr->rhs;
  const SourceFile &source = reporter.getSource();
  auto *index = llvm::dyn_cast<ast::IndexExpr>(tuple);
  if (index && index->args.size() == 1 &&
      index->base->type == ValueKind::Space) {
    ast::Range afterBase = {index->base->range.end, index->range.end};
    diag.note() << "a size of the machine space is `"
                << source.slice(index->base->range) << ".size"
                << source.slice(afterBase) << "`";
    reporter.fix(diag, "use the size", before(afterBase), ".size",
                 Applicability::Maybe);
    return;
  }
  if (expr->lhs->parenthesized || expr->rhs->parenthesized) {
    diag.note() << "for each element write `tuple(x " << spelling(expr->op)
                << " n for x in t)`";
    return;
  }
  std::string text = elementwise(source, expr);
  diag.note() << "for each element write `" << text << "`";
  reporter.fix(diag, "apply it to each element", expr->range, text,
               Applicability::Maybe);
}

ValueKind ExprChecker::checkComparison(const ast::BinaryExpr *expr,
                                       ValueKind lhs, ValueKind rhs) {
  bool equality =
      expr->op == ast::BinaryOp::Eq || expr->op == ast::BinaryOp::Ne;
  bool unknown = lhs == ValueKind::Unknown || rhs == ValueKind::Unknown;
  bool ints = lhs == ValueKind::Int && rhs == ValueKind::Int;
  bool bools = lhs == ValueKind::Bool && rhs == ValueKind::Bool;
  if (unknown || ints || (bools && equality))
    return ValueKind::Bool;

  DiagnosticBuilder diag = reporter.error(expr->opRange, DiagId::Type);
  diag << "expected two ints" << (equality ? " or two bools" : "") << " for `"
       << spelling(expr->op) << "`, got " << spelling(lhs) << " and "
       << spelling(rhs);
  noteOperands(diag, expr);
  if (isTupleLike(lhs) || isTupleLike(rhs))
    diag.note() << "compare the elements one by one, for instance `a[0] "
                << spelling(expr->op) << " b[0]`";
  return ValueKind::Bool;
}

//===----------------------------------------------------------------------===//
// Conditionals
//===----------------------------------------------------------------------===//

ValueKind ExprChecker::checkConditional(const ast::ConditionalExpr *expr) {
  require(expr->condition, ValueKind::Bool, "condition");
  ValueKind thenKind = check(expr->thenExpr);
  ValueKind elseKind = check(expr->elseExpr);
  if (thenKind == ValueKind::Unknown || elseKind == ValueKind::Unknown)
    return ValueKind::Unknown;
  if (thenKind == elseKind) {
    warnIfChain(expr);
    return thenKind;
  }
  DiagnosticBuilder diag = reporter.error(expr->range, DiagId::Type);
  diag << "expected branches of one kind, got " << spelling(thenKind) << " and "
       << spelling(elseKind);
  diag.note(reporter.getLoc(expr->thenExpr->range))
      << "this branch is of kind " << spelling(thenKind);
  diag.note(reporter.getLoc(expr->elseExpr->range))
      << "this branch is of kind " << spelling(elseKind);
  if (isTupleLike(thenKind) && isTupleLike(elseKind))
    diag.note() << "a slice makes a tuple of the point: `p[:]`";
  return ValueKind::Unknown;
}

/// With bools, `a ? b : c ? d : e` means something in the reference
/// implementation too, but something else (EXP1).
void ExprChecker::warnIfChain(const ast::ConditionalExpr *expr) {
  const ast::Expr *rest = expr->elseExpr;
  if (rest->kind != ast::ExprKind::Conditional || rest->parenthesized ||
      rest->type != ValueKind::Bool)
    return;
  DiagnosticBuilder diag =
      reporter.warning(rest->range, DiagId::ConditionalChain);
  diag << "`a ? b : c ? d : e` means `a ? b : (c ? d : e)`; DSLMapper reads it "
          "as `(a ? b : c) ? d : e`";
  Fix fix;
  fix.title = "add parentheses";
  fix.applicability = Applicability::Machine;
  std::string file = reporter.getSource().getName().str();
  fix.edits.push_back({file, rest->range.begin, rest->range.begin, "("});
  fix.edits.push_back({file, rest->range.end, rest->range.end, ")"});
  diag.fix(fix);
}
