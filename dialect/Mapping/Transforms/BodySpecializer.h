//===- BodySpecializer.h - Specializes one body -----------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to Transforms: the visitor behind Specializer.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_DIALECT_MAPPING_TRANSFORMS_BODYSPECIALIZER_H
#define MAPWRIGHT_DIALECT_MAPPING_TRANSFORMS_BODYSPECIALIZER_H

#include "dialect/Mapping/Transforms/Specialize.h"
#include "mapwright/Support/Diagnostics.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"

namespace mapwright::mapping {

/// Copies the operations of one function, global or top-level print to the
/// insertion point of a builder, in their static form.
class BodySpecializer {
public:
  /// With `generic`, extents may stay unknown and what depends on them is kept
  /// as it is.
  BodySpecializer(Specializer &specializer, bool generic);

  /// Copies the operations of `block`, with its arguments bound to `arguments`,
  /// to the end of `into`, terminator excluded. Returns the operand of the
  /// terminator, or a null value where there is none.
  mlir::FailureOr<mlir::Value>
  copyBlock(mlir::Block &block, mlir::ValueRange arguments, mlir::Block &into);

  /// Operations visited so far.
  uint64_t getSteps() const { return steps; }

private:
  using Value = mlir::Value;
  using Location = mlir::Location;
  using LogicalResult = mlir::LogicalResult;

  mlir::FailureOr<Value> inlineBlock(mlir::Block &block,
                                     mlir::ValueRange arguments);
  LogicalResult visit(mlir::Operation *op);
  /// Fails if this makes the function too large.
  LogicalResult countSteps(mlir::Operation *op, uint64_t more);
  /// Counts the elements that unpacking the tuples of `list` makes.
  LogicalResult countElements(mlir::Operation *op, mlir::ValueRange list);

  // Control.
  LogicalResult visitOp(ConstantOp op);
  LogicalResult visitOp(LocalOp op);
  LogicalResult visitOp(GetOp op);
  LogicalResult visitOp(CallOp op);
  LogicalResult visitOp(CmpOp op);
  LogicalResult visitOp(AndOp op);
  LogicalResult visitOp(OrOp op);
  LogicalResult visitOp(SelectOp op);
  LogicalResult visitOp(PrintOp op);
  template <typename LazyOp>
  LogicalResult visitLazy(LazyOp op, bool decidedBy);
  LogicalResult visitConstantSelect(SelectOp op, bool condition);
  LogicalResult checkSelectTypes(SelectOp op, mlir::Type thenType,
                                 mlir::Type elseType);
  /// Checks what is known not to run: types count, failures do not. Gives the
  /// type of the value, null if it was not found.
  mlir::FailureOr<mlir::Type> checkDead(mlir::Block &block);
  /// Copies `block` into the region of a new operation.
  mlir::FailureOr<Value> copyRegion(mlir::Block &block, mlir::Region &into);
  mlir::FailureOr<mlir::SmallVector<Value>> expandArguments(CallOp op,
                                                            FuncOp callee);

  // Integers and tuples.
  template <typename BinaryOp>
  LogicalResult visitBinary(BinaryOp op);
  template <typename BinaryOp>
  mlir::FailureOr<Value> emitScalar(BinaryOp op, Value lhs, Value rhs);
  LogicalResult checkConstants(mlir::Operation *op, Value lhs, Value rhs);
  LogicalResult visitOp(NegOp op);
  LogicalResult visitOp(TupleOp op);
  LogicalResult visitOp(TupleForOp op);
  LogicalResult visitOp(ExtractOp op);
  LogicalResult visitOp(TupleSliceOp op);
  LogicalResult visitOp(LenOp op);
  LogicalResult visitOp(VolumeOp op);
  LogicalResult visitOp(SizeOp op);
  LogicalResult visitOp(PointTupleOp op);

  // Tasks and spaces.
  template <typename PropertyOp>
  LogicalResult visitProperty(PropertyOp op);
  LogicalResult visitOp(ParentOp op);
  LogicalResult visitOp(ProcessorOp op);
  LogicalResult visitOp(MachineOp op);
  LogicalResult visitOp(StarOp op);
  LogicalResult visitOp(IndexOp op);
  LogicalResult visitOp(HasOp op);
  LogicalResult visitTransform(MachineSpaceTransform op);
  LogicalResult checkDimensions(MachineSpaceTransform op,
                                mlir::ValueRange arguments, int64_t rank);
  LogicalResult checkSigns(MachineSpaceTransform op,
                           mlir::ValueRange arguments);
  bool isUntransformed(Value space);

  // Helpers.
  Value lookup(Value value) { return values.lookup(value); }
  mlir::SmallVector<Value> lookup(mlir::ValueRange range);
  LogicalResult bind(Value from, Value to) {
    values.map(from, to);
    return mlir::success();
  }
  LogicalResult bindElements(mlir::Operation *op,
                             llvm::ArrayRef<Value> elements);
  /// The elements of a tuple of known length, folded where they are known.
  mlir::SmallVector<Value> getElements(Value tuple, Location loc);
  /// The elements of a list, tuples unpacked; none if a length is unknown.
  std::optional<mlir::SmallVector<Value>> flatten(mlir::ValueRange list,
                                                  Location loc);
  Value getConstant(int64_t value, Location loc);
  Value getConstant(bool value, Location loc);
  Value getSizes(Value space, Location loc);
  /// Copies an operation with its operands replaced and these result types.
  mlir::Operation *copy(mlir::Operation *op, mlir::TypeRange types);
  MapTupleType getTupleType(int64_t length);

  /// The location of a copied operation: where it was written, called from.
  Location getLoc(mlir::Operation *op);
  /// Starts an error about types or arity.
  DiagnosticBuilder typeError(mlir::Operation *op, DiagId id);
  /// Fails about a value; only reported if the operation can run.
  template <typename... Text>
  LogicalResult valueError(mlir::Operation *op, DiagId id, Text &&...text);

  Specializer &specializer;
  bool generic;
  mlir::OpBuilder builder;
  mlir::IRMapping values;
  /// Call sites that led to what is being copied, the outermost first; each is
  /// the location of the call with the calls before it.
  mlir::SmallVector<Location> calls;
  /// Inside of something known not to run.
  unsigned deadDepth = 0;
  uint64_t steps = 0;
};

/// The value of a constant.
std::optional<int64_t> getConstantInt(mlir::Value value);
std::optional<bool> getConstantBool(mlir::Value value);

template <typename... Text>
mlir::LogicalResult BodySpecializer::valueError(mlir::Operation *op, DiagId id,
                                                Text &&...text) {
  if (deadDepth > 0)
    return mlir::failure();
  DiagnosticBuilder diag = typeError(op, id);
  (diag << ... << std::forward<Text>(text));
  return diag;
}

} // namespace mapwright::mapping

#endif // MAPWRIGHT_DIALECT_MAPPING_TRANSFORMS_BODYSPECIALIZER_H
