//===- CppStatements.h - Operations as C++ statements -----------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Target/Cpp. The body of one function of the generated file.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_TARGET_CPP_CPPSTATEMENTS_H
#define MAPWRIGHT_LIB_TARGET_CPP_CPPSTATEMENTS_H

#include "CppExpressions.h"
#include "CppNames.h"
#include "CppText.h"

namespace mapwright {

/// A name for a value the author gave none: after what it is for, or else after
/// what computes it.
std::string suggestName(mlir::Operation *op);

/// False for requirements that hold by themselves.
bool canFail(placement::RequireOp op);

class StatementPrinter {
public:
  StatementPrinter(const ExpressionPlan &plan, ExpressionPrinter &expressions,
                   const SourceLines &source, CppWriter &writer)
      : plan(plan), expressions(expressions), source(source), writer(writer) {}

  /// Prints all operations of a block but its terminator. Fails, with a
  /// diagnostic, on operations that have no C++.
  mlir::LogicalResult print(mlir::Block &block);

  /// Declares a local with this initializer and lets it stand for the value.
  void declare(mlir::Value value, llvm::StringRef hint,
               llvm::StringRef initializer);

  /// A loop over each coordinate of the members of a set, row-major, around the
  /// operations of the region and what `printBody` prints after them.
  mlir::LogicalResult
  printMembers(mlir::Region &members, mlir::ValueRange sizes,
               llvm::function_ref<void(placement::YieldOp)> printBody);

  /// A comment with the line of the source, unless it is already the last one.
  void startLine(mlir::Location loc);

private:
  using LogicalResult = mlir::LogicalResult;

  LogicalResult print(mlir::Operation *op);
  LogicalResult printOp(placement::RequireOp op);
  LogicalResult printOp(placement::RequireOneNodeOp op);
  LogicalResult printOp(placement::PrintOp op);
  LogicalResult printOp(placement::FactorizeOp op);
  LogicalResult printOp(mlir::scf::IfOp op);
  LogicalResult printChecked(mlir::Operation *op, llvm::StringRef builtin);
  LogicalResult printVariable(mlir::Operation *op);

  placement::RequireOp findCheck(mlir::Operation *checked) const;
  LogicalResult printFailure(placement::RequireOp op);
  LogicalResult printBranch(mlir::scf::IfOp op, bool isThen);
  bool isTrivial(mlir::Region &region) const;
  std::string createName(mlir::Operation *op, llvm::StringRef hint);

  const ExpressionPlan &plan;
  ExpressionPrinter &expressions;
  const SourceLines &source;
  CppWriter &writer;
  CppNames names;
  uint32_t lastLine = 0;
  /// Requirements that were printed with the operation they check.
  llvm::DenseSet<mlir::Operation *> printed;
};

} // namespace mapwright

#endif // MAPWRIGHT_LIB_TARGET_CPP_CPPSTATEMENTS_H
