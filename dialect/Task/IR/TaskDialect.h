//===- TaskDialect.h - The task dialect -------------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_DIALECT_TASK_IR_TASKDIALECT_H
#define MAPWRIGHT_DIALECT_TASK_IR_TASKDIALECT_H

#include "mapwright/Support/Kinds.h"

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"

#include "dialect/Task/IR/TaskDialect.h.inc"
#include "dialect/Task/IR/TaskEnums.h.inc"
#define GET_ATTRDEF_CLASSES
#include "dialect/Task/IR/TaskAttrs.h.inc"

#define GET_OP_CLASSES
#include "dialect/Task/IR/TaskOps.h.inc"

namespace mapwright::task {

/// The sum of multiples that a result of a projection is, before `modulus` (0:
/// none) is applied.
struct AffineSum {
  int64_t constant = 0;
  llvm::SmallVector<int64_t> dims;    ///< one for each dimension
  llvm::SmallVector<int64_t> symbols; ///< one for each symbol
  int64_t modulus = 0;
};

/// Takes a result of a projection apart. None if it has another form than
/// `task.require` allows, or its numbers do not fit in 64 bits.
std::optional<AffineSum> readAffineSum(mlir::AffineExpr expr, unsigned numDims,
                                       unsigned numSymbols);

/// The name that the program has for a declaration.
template <typename DeclarationOp>
llvm::StringRef getWrittenName(DeclarationOp op) {
  return op.getNamed().value_or(op.getSymName());
}

} // namespace mapwright::task

#endif // MAPWRIGHT_DIALECT_TASK_IR_TASKDIALECT_H
