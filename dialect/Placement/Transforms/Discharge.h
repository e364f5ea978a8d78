//===- Discharge.h - What ranges prove in a map -----------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to dialect/Placement/Transforms. Discharge.cpp walks over a map and
// changes it; DischargeFacts.cpp knows what holds at a place.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_DIALECT_PLACEMENT_TRANSFORMS_DISCHARGE_H
#define MAPWRIGHT_DIALECT_PLACEMENT_TRANSFORMS_DISCHARGE_H

#include "Intervals.h"

#include "dialect/Placement/IR/PlacementDialect.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

namespace mapwright::placement {

/// What is known at a place: ranges of integers, and truth values.
struct Facts {
  llvm::DenseMap<mlir::Value, Interval> ranges;
  llvm::DenseMap<mlir::Value, bool> truths;
  /// A range around 0 cannot leave it out.
  llvm::DenseSet<mlir::Value> nonZero;
  /// Pairs that are not (INT64_MIN, -1).
  llvm::DenseSet<std::pair<mlir::Value, mlir::Value>> exactQuotients;
  /// Pairs of which the first is not negative and less than the second.
  llvm::DenseSet<std::pair<mlir::Value, mlir::Value>> below;
};

class Discharger {
public:
  explicit Discharger(MapOp map) : map(map) {}
  void run();

  unsigned numDischarged = 0, numUnchecked = 0;

private:
  void visitBlock(mlir::Block &block);
  void visit(mlir::Operation *op);
  void visitOp(RequireOp op);
  void visitOp(mlir::scf::IfOp op);
  void visitOp(mlir::arith::CmpIOp op);
  void visitOp(mlir::arith::SelectOp op);
  void visitOp(FactorizeOp op);
  template <typename TotalOp, typename PlainOp>
  void visitDivision(TotalOp op);
  template <typename CheckedOp, typename PlainOp>
  void visitChecked(CheckedOp op);
  template <typename PlainOp>
  void visitPlain(PlainOp op);
  template <typename PlainOp>
  void visitPlainDivision(PlainOp op);
  void recordDifference(mlir::Operation *op);
  template <typename SetOp>
  void visitMembers(SetOp op);
  std::optional<bool> decideBelow(mlir::arith::CmpIOp op);
  /// Replaces a truth value that folds once its operands are known.
  bool tryFold(mlir::Operation *op);

  Interval compute(mlir::Operation *op, Interval lhs, Interval rhs);
  Interval getRange(mlir::Value value);
  std::optional<bool> getTruth(mlir::Value value);
  void setTruth(mlir::Operation *op, bool truth);
  /// Narrows ranges by the knowledge that a condition is `truth`.
  void assume(mlir::Value condition, bool truth);
  void assumeCompare(mlir::arith::CmpIOp op, bool truth);
  void assumeNotBoth(mlir::arith::AndIOp op);
  void assumeChoice(mlir::scf::IfOp op, unsigned result, bool truth);
  void narrow(mlir::Value value, Interval range);

  void hoistRequirements();

  void seedLaunch();
  void seedPoint();
  /// What a launch yields, for the name it has in the point region.
  mlir::Value resolve(mlir::Value value);
  mlir::Value getBound(unsigned number);
  /// The dimension of hi - lo, or of x - lo for a coordinate x.
  std::optional<unsigned> getExtent(mlir::Value lhs, mlir::Value rhs);
  std::optional<unsigned> getOffset(mlir::Value lhs, mlir::Value rhs);
  Wide getLargestOffset(unsigned dim);
  void narrowOffsets(mlir::Value extent);

  MapOp map;
  Facts facts;
  /// The yielded values behind the arguments of the point region.
  llvm::DenseMap<mlir::Value, mlir::Value> origins;
  /// Results of hi - lo and of x - lo, with their dimensions.
  llvm::SmallVector<std::pair<mlir::Value, unsigned>> extents, offsets;
};

} // namespace mapwright::placement

#endif // MAPWRIGHT_DIALECT_PLACEMENT_TRANSFORMS_DISCHARGE_H
