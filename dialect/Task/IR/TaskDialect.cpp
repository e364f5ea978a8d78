//===- TaskDialect.cpp - The task dialect ---------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialect/Task/IR/TaskDialect.h"

#include "dialect/Task/IR/TaskAsm.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mapwright;
using namespace mapwright::task;

#include "dialect/Task/IR/TaskDialect.cpp.inc"
#include "dialect/Task/IR/TaskEnums.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "dialect/Task/IR/TaskAttrs.cpp.inc"
#define GET_OP_CLASSES
#include "dialect/Task/IR/TaskOps.cpp.inc"

void TaskDialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "dialect/Task/IR/TaskOps.cpp.inc"
      >();
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialect/Task/IR/TaskAttrs.cpp.inc"
      >();
}

BodyOp ProgramOp::getBodyOp() {
  auto bodies = getDeclarations().getOps<BodyOp>();
  return bodies.empty() ? BodyOp() : *bodies.begin();
}

/// Adds `scale` times `expr` to `sum`.
static LogicalResult addMultiple(AffineExpr expr, int64_t scale,
                                 AffineSum &sum) {
  auto addTo = [scale](int64_t &coefficient, int64_t factor) {
    int64_t product = 0;
    return failure(llvm::MulOverflow(scale, factor, product) ||
                   llvm::AddOverflow(coefficient, product, coefficient));
  };
  if (auto constant = dyn_cast<AffineConstantExpr>(expr))
    return addTo(sum.constant, constant.getValue());
  if (auto dim = dyn_cast<AffineDimExpr>(expr))
    return addTo(sum.dims[dim.getPosition()], 1);
  if (auto symbol = dyn_cast<AffineSymbolExpr>(expr))
    return addTo(sum.symbols[symbol.getPosition()], 1);
  auto binary = cast<AffineBinaryOpExpr>(expr);
  if (expr.getKind() == AffineExprKind::Add)
    return success(succeeded(addMultiple(binary.getLHS(), scale, sum)) &&
                   succeeded(addMultiple(binary.getRHS(), scale, sum)));
  auto factor = dyn_cast<AffineConstantExpr>(binary.getRHS());
  int64_t product = 0;
  if (expr.getKind() != AffineExprKind::Mul || !factor ||
      llvm::MulOverflow(scale, factor.getValue(), product))
    return failure();
  return addMultiple(binary.getLHS(), product, sum);
}

std::optional<AffineSum> task::readAffineSum(AffineExpr expr, unsigned numDims,
                                             unsigned numSymbols) {
  AffineSum sum;
  sum.dims.resize(numDims);
  sum.symbols.resize(numSymbols);
  if (expr.getKind() == AffineExprKind::Mod) {
    auto binary = cast<AffineBinaryOpExpr>(expr);
    auto modulus = dyn_cast<AffineConstantExpr>(binary.getRHS());
    if (!modulus || modulus.getValue() < 1)
      return std::nullopt;
    sum.modulus = modulus.getValue();
    expr = binary.getLHS();
  }
  if (failed(addMultiple(expr, 1, sum)))
    return std::nullopt;
  return sum;
}
