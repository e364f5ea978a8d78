//===- BoundsProver.h - Inequalities of lowered maps ------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Analysis.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_ANALYSIS_BOUNDSPROVER_H
#define MAPWRIGHT_LIB_ANALYSIS_BOUNDSPROVER_H

#include "dialect/Placement/IR/PlacementDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

namespace mapwright {

/// Proves inequalities between values of a map by the structure of what
/// computes them. "No" means not proved. Everything a map requires before the
/// point is reached holds: products are exact where they are checked, and what
/// was divided by is not 0.
class BoundsProver {
public:
  explicit BoundsProver(placement::MapOp map);

  /// 0 <= value < bound
  bool isInBounds(mlir::Value value, mlir::Value bound);

  /// Coordinates lie in 0 to extent - 1 from now on.
  void assumeFromZero() { startsAtZero = true; }

private:
  struct Order {
    mlir::Value less, greater;
    bool isStrict;
  };
  struct Operands {
    mlir::Value lhs, rhs;
    explicit operator bool() const { return lhs != nullptr; }
  };

  bool isNonNegative(mlir::Value value);
  bool isPositive(mlir::Value value);
  bool isLess(mlir::Value value, mlir::Value bound);
  bool isLessOrEqual(mlir::Value value, mlir::Value bound);
  bool isQuotientLess(Operands quotient, mlir::Value bound);
  bool isRemainderLess(Operands remainder, mlir::Value bound);
  bool isKnown(mlir::Value less, mlir::Value greater, bool isStrict) const;
  /// Both values of a choice, each under its condition.
  template <typename Prove>
  bool inBothCases(mlir::arith::SelectOp select, Prove prove);
  void addCondition(mlir::Value condition, bool holds);

  mlir::Value resolve(mlir::Value value) const;
  std::optional<int64_t> getConstant(mlir::Value value) const;
  template <typename PlainOp, typename CheckedOp>
  Operands matchExact(mlir::Value value) const;
  template <typename PlainOp>
  Operands matchDivision(mlir::Value value) const;
  Operands matchProduct(mlir::Value value) const;
  Operands matchSum(mlir::Value value) const;
  Operands matchDifference(mlir::Value value) const;
  Operands matchQuotient(mlir::Value value) const;
  Operands matchRemainder(mlir::Value value) const;

  mlir::Value getBoundArgument(unsigned number) const;
  /// The dimension of hi - lo + 1; of x or x - lo for a coordinate x.
  std::optional<unsigned> getExtentDim(mlir::Value value) const;
  std::optional<unsigned> getCoordinateDim(mlir::Value value) const;
  mlir::Value findExtent(unsigned dim) const;
  bool isCount(mlir::Value value) const;

  placement::MapOp map;
  unsigned rank;
  bool startsAtZero = false;
  unsigned depth = 0;
  llvm::DenseMap<mlir::Value, mlir::Value> origins;
  llvm::DenseSet<mlir::Value> nonZero;
  llvm::SmallVector<Order> orders;
};

} // namespace mapwright

#endif // MAPWRIGHT_LIB_ANALYSIS_BOUNDSPROVER_H
