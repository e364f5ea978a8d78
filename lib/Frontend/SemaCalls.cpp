//===- SemaCalls.cpp - Calls and their arguments --------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SemaExprs.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace mapwright;
using namespace mapwright::sema;
using ast::ValueKind;
using llvm::cast;
using llvm::dyn_cast;
using llvm::isa;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// Things that are arguments only
//===----------------------------------------------------------------------===//

void ExprChecker::checkEach(llvm::ArrayRef<ast::Expr *> exprs) {
  for (ast::Expr *expr : exprs)
    check(expr);
}

void ExprChecker::checkUnpack(ast::UnpackExpr *unpack) {
  ValueKind got = check(unpack->operand);
  if (got != ValueKind::Unknown && !isTupleLike(got))
    reportMismatch(unpack->operand, "tuple", "operand of a prefix `*`", got);
}

void ExprChecker::rejectStar(const ast::Expr *star) {
  reporter.error(star->range, DiagId::Type)
      << "expected a value, got `*`; it stands for all values of a dimension, "
         "only as index of a machine space";
}

void ExprChecker::rejectKindName(const ast::Expr *expr) {
  if (auto *proc = dyn_cast<ast::ProcExpr>(expr)) {
    StringRef name = spelling(proc->value);
    DiagnosticBuilder diag = reporter.error(expr->range, DiagId::Type);
    diag << "expected a value, got the processor kind `" << name
         << "`; its processors are `Machine(" << name << ")`";
    reporter.fix(diag, "write `Machine(" + name + ")`", expr->range,
                 "Machine(" + name + ")", Applicability::Maybe);
    return;
  }
  reporter.error(expr->range, DiagId::Type)
      << "expected a value, got the memory kind `"
      << spelling(cast<ast::MemExpr>(expr)->value)
      << "`; it is used only in `m[i].has(...)`";
}

//===----------------------------------------------------------------------===//
// Arguments
//===----------------------------------------------------------------------===//

static void reportArity(Reporter &reporter, ast::Range call, size_t got,
                        bool hasUnpack, const Signature &signature) {
  size_t most = signature.parameters.size();
  DiagnosticBuilder diag = reporter.error(call, DiagId::Arity);
  diag << "`" << signature.name << "` takes ";
  if (signature.numRequired != most)
    diag << signature.numRequired << " or ";
  diag << most << (most == 1 ? " argument" : " arguments") << ", got "
       << (hasUnpack ? "at least " : "") << got;
  if (signature.definition)
    diag.note(reporter.getLoc(*signature.definition))
        << "`" << signature.name << "` is defined here";
}

/// How many arguments an unpacked tuple makes is known only when its length is:
/// what stands behind one is left to the checks of each launch rank (EXP7).
void ExprChecker::checkArguments(llvm::ArrayRef<ast::Expr *> args,
                                 ast::Range call, const Signature &signature) {
  bool hasUnpack = false;
  size_t numPlain = 0;
  for (ast::Expr *arg : args) {
    if (auto *unpack = dyn_cast<ast::UnpackExpr>(arg)) {
      hasUnpack = true;
      checkUnpackedArgument(unpack, signature);
      continue;
    }
    ++numPlain;
    if (!hasUnpack && numPlain <= signature.parameters.size())
      checkArgument(arg, signature.parameters[numPlain - 1], signature);
    else
      check(arg);
  }
  if (numPlain > signature.parameters.size() ||
      (!hasUnpack && numPlain < signature.numRequired))
    reportArity(reporter, call, numPlain, hasUnpack, signature);
}

/// Arguments of methods decide ranks, so their number has to show in the text.
void ExprChecker::checkUnpackedArgument(ast::UnpackExpr *unpack,
                                        const Signature &signature) {
  checkUnpack(unpack);
  if (!signature.definition)
    reporter.error(unpack->range, DiagId::Type)
        << "expected one value as argument of `" << signature.name
        << "`, got an unpacked tuple; write its elements: `t[0], t[1]`";
}

void ExprChecker::checkArgument(ast::Expr *arg, ValueKind expected,
                                const Signature &signature) {
  ValueKind got = check(arg);
  bool converts = expected == ValueKind::Tuple && isTupleLike(got);
  if (got == ValueKind::Unknown || got == expected || converts)
    return;
  std::string role = ("argument of `" + signature.name + "`").str();
  DiagnosticBuilder diag = reportMismatch(arg, spelling(expected), role, got);
  if (expected == ValueKind::Int && isTupleLike(got) && signature.definition)
    diag << "; `*` unpacks a tuple into arguments";
  if (expected == ValueKind::Tuple && got == ValueKind::Space)
    diag << "; its sizes are `.size`";
  if (signature.definition)
    diag.note(reporter.getLoc(*signature.definition))
        << "`" << signature.name << "` is defined here";
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

ValueKind ExprChecker::checkCall(const ast::CallExpr *expr) {
  Definition *callee = names.getResolved(expr);
  if (!callee) {
    checkEach(expr->args);
    return ValueKind::Unknown;
  }
  auto *function = cast<ast::FunctionStmt>(callee->statement);
  Signature signature = {
      function->name.text, {}, function->params.size(), function->name.range};
  for (const ast::Param &param : function->params)
    signature.parameters.push_back(valueKind(param.type));
  checkArguments(expr->args, expr->range, signature);
  return function->resultType;
}

/// The argument of `Machine` as a processor kind in the wrong case or spelling.
static void suggestProcKind(Reporter &reporter, DiagnosticBuilder &diag,
                            const ast::NameExpr *name) {
  llvm::SmallVector<StringRef> kinds;
  for (unsigned kind = 0; kind < numProcKinds; ++kind)
    kinds.push_back(spelling(static_cast<ProcKind>(kind)));
  StringRef closest = closestName(name->name.upper(), kinds);
  if (closest.empty()) {
    diag.note() << "processor kinds are " << llvm::join(kinds, ", ");
    return;
  }
  diag << "; did you mean `" << closest << "`?";
  reporter.fix(diag, "write `" + closest + "`", name->range, closest);
}

/// `Machine(P)` (MSP1), the only place for a processor kind.
ValueKind ExprChecker::checkMachine(const ast::MachineExpr *expr) {
  ast::Expr *argument = expr->argument;
  if (isa<ast::ProcExpr>(argument)) {
    argument->type = ValueKind::Proc;
    return ValueKind::Space;
  }
  if (auto *name = dyn_cast<ast::NameExpr>(argument)) {
    DiagnosticBuilder diag = reporter.error(argument->range, DiagId::Type);
    diag << "expected processor kind as argument of `Machine`, got the name `"
         << name->name << "`";
    suggestProcKind(reporter, diag, name);
  } else if (isa<ast::MemExpr>(argument)) {
    reporter.error(argument->range, DiagId::Type)
        << "expected processor kind as argument of `Machine`, got memory kind; "
           "for instance `Machine(GPU)`";
  } else if (ValueKind got = check(argument); got != ValueKind::Unknown) {
    reportMismatch(argument, "processor kind", "argument of `Machine`", got)
        << "; for instance `Machine(GPU)`";
  }
  return ValueKind::Space;
}

//===----------------------------------------------------------------------===//
// print
//===----------------------------------------------------------------------===//

static bool isPrintable(ValueKind kind) {
  switch (kind) {
  case ValueKind::Unknown:
  case ValueKind::Int:
  case ValueKind::Bool:
  case ValueKind::Tuple:
  case ValueKind::Point:
  case ValueKind::Space:
    return true;
  default:
    return false;
  }
}

/// FUN5.
void ExprChecker::checkPrint(const ast::PrintStmt &print) {
  for (ast::Expr *arg : print.args) {
    if (auto *unpack = dyn_cast<ast::UnpackExpr>(arg)) {
      DiagnosticBuilder diag = reporter.error(unpack->range, DiagId::Type);
      diag << "expected one value as argument of `print`, got an unpacked "
              "tuple; a tuple prints as a whole";
      reporter.fix(diag, "remove the `*`",
                   {unpack->range.begin, unpack->range.begin + 1}, "");
      check(unpack->operand);
    } else if (ValueKind got = check(arg); !isPrintable(got)) {
      reportMismatch(arg, "int, bool, tuple, point or machine space",
                     "argument of `print`", got);
    }
  }
  size_t places = print.format.text.count("{}");
  if (print.args.size() < places)
    reporter.error(print.format.range, DiagId::PrintArguments)
        << "the text has " << places << " `{}`, got " << print.args.size()
        << (print.args.size() == 1 ? " argument" : " arguments");
  else if (print.args.size() > places)
    reporter.warning(print.args[places]->range, DiagId::PrintExtraArguments)
        << "the text has " << places << " `{}`, got " << print.args.size()
        << (print.args.size() == 1 ? " argument" : " arguments")
        << "; add `{}` or remove what is not printed";
}
