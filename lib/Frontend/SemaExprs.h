//===- SemaExprs.h - Kinds of values of expressions -------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_FRONTEND_SEMAEXPRS_H
#define MAPWRIGHT_LIB_FRONTEND_SEMAEXPRS_H

#include "SemaNames.h"

namespace mapwright::sema {

/// What a call takes: a user's function or a method of the language.
struct Signature {
  llvm::StringRef name;
  llvm::SmallVector<ast::ValueKind, 4> parameters;
  /// Trailing parameters beyond these may be left out.
  size_t numRequired;
  /// Where a user's function is defined; none for methods.
  std::optional<ast::Range> definition;
};

/// Fills in Expr::type bottom-up. An ill-typed expression is reported once and
/// gets the kind Unknown, with which everything fits.
class ExprChecker {
public:
  ExprChecker(Reporter &reporter, const NameTable &names)
      : reporter(reporter), names(names) {}

  /// The definition whose body or initializer the next expressions stand in.
  void enter(Definition *definition) { current = definition; }

  ast::ValueKind check(ast::Expr *expr);
  void checkPrint(const ast::PrintStmt &print);

private:
  ast::ValueKind compute(ast::Expr *expr);

  // SemaExprs.cpp: names, tuples and operators.
  ast::ValueKind checkName(const ast::NameExpr *expr);
  ast::ValueKind checkTuple(const ast::TupleExpr *expr);
  ast::ValueKind checkTupleFor(const ast::TupleForExpr *expr);
  ast::ValueKind checkNegate(const ast::NegateExpr *expr);
  ast::ValueKind checkBinary(const ast::BinaryExpr *expr);
  ast::ValueKind checkArithmetic(const ast::BinaryExpr *expr,
                                 ast::ValueKind lhs, ast::ValueKind rhs);
  ast::ValueKind checkComparison(const ast::BinaryExpr *expr,
                                 ast::ValueKind lhs, ast::ValueKind rhs);
  ast::ValueKind checkConditional(const ast::ConditionalExpr *expr);
  void warnIfChain(const ast::ConditionalExpr *expr);
  void suggestElementwise(DiagnosticBuilder &diag, const ast::BinaryExpr *expr);
  void noteOperands(DiagnosticBuilder &diag, const ast::BinaryExpr *expr);

  // SemaAccess.cpp: indices, slices, properties and methods.
  ast::ValueKind checkIndex(const ast::IndexExpr *expr);
  void checkTupleIndex(const ast::IndexExpr *expr);
  ast::ValueKind checkSpaceIndices(const ast::IndexExpr *expr);
  void checkSpaceIndex(ast::Expr *index);
  ast::ValueKind checkSlice(const ast::SliceExpr *expr);
  ast::ValueKind checkProperty(const ast::PropertyExpr *expr);
  ast::ValueKind checkMethod(const ast::MethodExpr *expr);
  ast::ValueKind checkHas(const ast::MethodExpr *expr, ast::ValueKind base);
  void noteSingleLaunchUse(ast::Range range);

  // SemaCalls.cpp: calls and their arguments.
  ast::ValueKind checkCall(const ast::CallExpr *expr);
  ast::ValueKind checkMachine(const ast::MachineExpr *expr);
  void checkArguments(llvm::ArrayRef<ast::Expr *> args, ast::Range call,
                      const Signature &signature);
  void checkArgument(ast::Expr *arg, ast::ValueKind expected,
                     const Signature &signature);
  void checkUnpackedArgument(ast::UnpackExpr *unpack,
                             const Signature &signature);
  void checkUnpack(ast::UnpackExpr *unpack);
  void checkEach(llvm::ArrayRef<ast::Expr *> exprs);
  void rejectStar(const ast::Expr *star);
  void rejectKindName(const ast::Expr *expr);

  /// Checks `expr`, which serves as `role` and has to be `expected`.
  void require(ast::Expr *expr, ast::ValueKind expected, llvm::StringRef role);
  DiagnosticBuilder reportMismatch(const ast::Expr *expr,
                                   llvm::StringRef expected,
                                   llvm::StringRef role, ast::ValueKind got);

  Reporter &reporter;
  const NameTable &names;
  Definition *current = nullptr;
};

/// Points convert to tuples where elements matter (EXP9).
inline bool isTupleLike(ast::ValueKind kind) {
  return kind == ast::ValueKind::Tuple || kind == ast::ValueKind::Point;
}

} // namespace mapwright::sema

#endif // MAPWRIGHT_LIB_FRONTEND_SEMAEXPRS_H
