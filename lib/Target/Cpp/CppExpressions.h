//===- CppExpressions.h - Values as C++ expressions -------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Target/Cpp. An operation becomes part of the expression that
// uses it if that is its only use, the author gave it no name, and nothing that
// can fail or print stands between; else a variable.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_TARGET_CPP_CPPEXPRESSIONS_H
#define MAPWRIGHT_LIB_TARGET_CPP_CPPEXPRESSIONS_H

#include "dialect/Placement/IR/PlacementDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

#include <string>

namespace mapwright {

/// How strongly the outermost operator of an expression binds.
enum class Precedence {
  Conditional,
  Or,
  And,
  Equality,
  Relational,
  Additive,
  Multiplicative,
  Unary,
  Primary
};

struct Expression {
  std::string text;
  Precedence precedence = Precedence::Primary;
  /// The type may be int: arithmetic on it must not stay there.
  bool mayBeInt = false;
};

/// Which values of a map anything depends on, and which operations become part
/// of larger expressions.
class ExpressionPlan {
public:
  explicit ExpressionPlan(placement::MapOp map);

  bool isLive(mlir::Value value) const { return live.contains(value); }
  bool isLive(mlir::Operation *op) const;
  /// Operations that are printed where they are used.
  bool isInlined(mlir::Operation *op) const { return inlined.contains(op); }
  /// `c ? a : b`, or `&&` and `||`: nothing in it needs a statement.
  bool isExpression(mlir::scf::IfOp op) const;
  /// The only place where anything depends on the value; null if there are
  /// more.
  mlir::OpOperand *getOnlyUse(mlir::Value value) const;
  /// Whether both stand in one block and nothing between them can fail or
  /// print.
  bool areTogether(mlir::Operation *lhs, mlir::Operation *rhs) const;

private:
  void markLive(mlir::Block &block);
  void markOperands(mlir::Operation *op);
  void plan(mlir::Block &block);
  void decide(mlir::Operation *op);
  bool isBarrier(mlir::Operation *op) const;
  unsigned getWeight(mlir::Operation *op) const;

  llvm::DenseSet<mlir::Value> live;
  llvm::DenseSet<mlir::Operation *> inlined;
  /// Operations in the expression of an operation.
  llvm::DenseMap<mlir::Operation *, unsigned> weights;
  /// How many barriers stand before an operation in its block.
  llvm::DenseMap<mlir::Operation *, unsigned> epochs;
};

/// Prints values. Those that are not inlined have been given a name before.
class ExpressionPrinter {
public:
  /// `text` is a variable, or something as short and as cheap.
  void define(mlir::Value value, std::string text) {
    names[value] = std::move(text);
  }

  /// The text given to define; empty if the value is to be computed.
  llvm::StringRef getName(mlir::Value value) const {
    auto found = names.find(value);
    return found == names.end() ? llvm::StringRef() : found->second;
  }

  /// A value, in parentheses if it binds less than `weakest`.
  std::string print(mlir::Value value,
                    Precedence weakest = Precedence::Conditional);
  /// The opposite of a condition.
  std::string printNegated(mlir::Value condition,
                           Precedence weakest = Precedence::Conditional);
  /// What an operation computes, which need not be inlined.
  Expression compute(mlir::Operation *op);

private:
  Expression get(mlir::Value value);
  Expression negate(mlir::Value condition);
  Expression printBinary(mlir::Value lhs, llvm::StringRef symbol,
                         mlir::Value rhs, Precedence precedence);
  Expression printCall(llvm::StringRef function,
                       llvm::ArrayRef<std::string> arguments);
  Expression printComparison(mlir::arith::CmpIPredicate predicate,
                             mlir::Value lhs, mlir::Value rhs);
  Expression printConditional(mlir::Value condition, mlir::Value thenValue,
                              mlir::Value elseValue);
  Expression printExclusiveOr(mlir::arith::XOrIOp op);
  Expression printArithmetic(mlir::Operation *op, llvm::StringRef symbol,
                             llvm::StringRef wrapping, Precedence precedence);

  llvm::DenseMap<mlir::Value, std::string> names;
};

/// Whether ExpressionPrinter::compute knows the operation.
bool isExpressionOp(mlir::Operation *op);

} // namespace mapwright

#endif // MAPWRIGHT_LIB_TARGET_CPP_CPPEXPRESSIONS_H
