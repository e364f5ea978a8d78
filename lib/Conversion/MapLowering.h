//===- MapLowering.h - Lowers one specialized function ----------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Conversion. Walks the rank-static form of a function with
// symbolic values. An operation whose operands do not depend on the point is
// computed in the launch region: all operations there are total. What can fail
// leaves a `placement.require` in the point region, where the language
// evaluates it; requirements that no point can come around are moved to the
// launch region at the end.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_CONVERSION_MAPLOWERING_H
#define MAPWRIGHT_LIB_CONVERSION_MAPLOWERING_H

#include "dialect/Mapping/Transforms/Specialize.h"
#include "dialect/Placement/IR/PlacementDialect.h"
#include "mapwright/Support/Diagnostics.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"

#include <memory>
#include <variant>

namespace mapwright {

/// An integer or truth value: a constant, or a value of one of the regions.
struct Scalar {
  std::optional<int64_t> known;
  mlir::Value value;
  bool perPoint = false;
  bool isBool = false;
};
using TupleValue = llvm::SmallVector<Scalar, 4>;

/// One transformation: its operation, static dimensions, and what else is
/// needed to map points (sizes of parts, offsets), as in space::Transform.
struct TransformValue {
  mapping::MachineSpaceTransform op;
  unsigned dim = 0, otherDim = 0;
  TupleValue sizes;
  Scalar offset;
};

/// A machine space: sizes[k] are the sizes before transforms[k], the last ones
/// the present ones.
struct SpaceValue {
  ProcKind kind;
  llvm::SmallVector<TupleValue, 4> sizes;
  llvm::SmallVector<TransformValue, 4> transforms;
};

struct PointValue {
  ProcKind kind;
  Scalar node, index;
  /// One of several kinds; `kind` is the first of them then.
  bool isMixed = false;
};
using PointSetValue = llvm::SmallVector<PointValue, 4>;

struct TaskValue {
  bool parent = false;
};

using LoweredValue = std::variant<std::monostate, Scalar, TupleValue,
                                  std::shared_ptr<const SpaceValue>, PointValue,
                                  PointSetValue, TaskValue>;

class MapLowering {
public:
  MapLowering(mapping::Specializer &specializer, mlir::OpBuilder &builder)
      : specializer(specializer), outer(builder), launch(builder.getContext()),
        point(builder.getContext()) {}

  /// Creates the map of a function's form at the insertion point of the
  /// builder.
  mlir::FailureOr<placement::MapOp> lower(mapping::FuncOp form);

  /// Creates the map of a top-level `print`: of rank 0, and nobody's form. It
  /// runs once per machine, and what it places means nothing.
  mlir::FailureOr<placement::MapOp> lower(mapping::StartupOp startup,
                                          llvm::StringRef name);

private:
  using Location = mlir::Location;
  using LogicalResult = mlir::LogicalResult;
  using Operation = mlir::Operation;
  using Value = mlir::Value;
  using SpaceRef = std::shared_ptr<const SpaceValue>;

  void createMap(Operation *source, llvm::StringRef name,
                 mlir::FlatSymbolRefAttr function);
  mlir::FailureOr<placement::MapOp> complete(LogicalResult lowered);
  LogicalResult finish(const LoweredValue &result, Location loc);
  void hoistRequirements();
  Operation *insertEarly(Operation &op, mlir::IRMapping &mapping,
                         Operation *previous);

  LogicalResult lowerOps(mlir::Block &block);
  LogicalResult lower(Operation *op);
  LogicalResult lowerOp(mapping::ConstantOp op);
  LogicalResult lowerOp(mapping::GetOp op);
  LogicalResult lowerOp(mapping::AndOp op);
  LogicalResult lowerOp(mapping::OrOp op);
  LogicalResult lowerOp(mapping::SelectOp op);
  LogicalResult lowerOp(mapping::PrintOp op);
  LogicalResult lowerOp(mapping::NegOp op);
  LogicalResult lowerOp(mapping::CmpOp op);
  LogicalResult lowerOp(mapping::TupleOp op);
  LogicalResult lowerOp(mapping::ExtractOp op);
  LogicalResult lowerOp(mapping::SizeOp op);
  LogicalResult lowerOp(mapping::PointTupleOp op);
  LogicalResult lowerOp(mapping::IPointOp op);
  LogicalResult lowerOp(mapping::ISpaceOp op);
  LogicalResult lowerOp(mapping::ILoOp op);
  LogicalResult lowerOp(mapping::ParentOp op);
  LogicalResult lowerOp(mapping::ProcessorOp op);
  LogicalResult lowerOp(mapping::MachineOp op);
  LogicalResult lowerOp(mapping::StarOp op);
  LogicalResult lowerOp(mapping::IndexOp op);
  LogicalResult lowerOp(mapping::HasOp op);
  LogicalResult lowerTransform(mapping::MachineSpaceTransform op);

  // Choice.
  LogicalResult lowerChosen(Value target, mlir::Block &block);
  LogicalResult lowerChoice(Value target, const Scalar &condition,
                            mlir::Block *thenBlock, mlir::Block *elseBlock,
                            const LoweredValue &otherwise, Location loc);
  /// The value that is one of two; fails if their shapes differ.
  mlir::FailureOr<LoweredValue>
  mergeValues(const LoweredValue &lhs, const LoweredValue &rhs,
              llvm::function_ref<Scalar(const Scalar &, const Scalar &)> merge,
              Location loc);

  // Arithmetic.
  template <typename CheckedOp>
  Scalar computeChecked(Operation *op, const Scalar &lhs, const Scalar &rhs,
                        bool (*fold)(int64_t, int64_t, int64_t &),
                        llvm::StringRef text);
  template <typename DivisionOp>
  Scalar computeDivision(Operation *op, const Scalar &lhs, const Scalar &rhs,
                         bool (*fold)(int64_t, int64_t, int64_t &));
  Scalar compute(Operation *op, const Scalar &lhs, const Scalar &rhs);

  // Total helpers: they compute in the launch region where they can.
  Scalar constant(int64_t value) { return {value, {}, false, false}; }
  Scalar truth(bool value) { return {value, {}, false, true}; }
  Scalar compare(mapping::CompareKind kind, const Scalar &lhs,
                 const Scalar &rhs, Location loc);
  Scalar isBelow(const Scalar &index, const Scalar &size, Location loc);
  Scalar both(const Scalar &lhs, const Scalar &rhs, Location loc);
  Scalar invert(const Scalar &operand, Location loc);
  Scalar select(const Scalar &condition, const Scalar &lhs, const Scalar &rhs,
                Location loc);
  template <typename ArithOp>
  Scalar computeTotal(const Scalar &lhs, const Scalar &rhs, Location loc);
  Scalar add(const Scalar &lhs, const Scalar &rhs, Location loc);
  Scalar sub(const Scalar &lhs, const Scalar &rhs, Location loc);
  Scalar mul(const Scalar &lhs, const Scalar &rhs, Location loc);
  Scalar div(const Scalar &lhs, const Scalar &rhs, Location loc);
  Scalar rem(const Scalar &lhs, const Scalar &rhs, Location loc);

  // Spaces.
  void checkTransform(mapping::MachineSpaceTransform op, const SpaceValue &from,
                      llvm::ArrayRef<TupleValue> arguments);
  void requireNonEmpty(Operation *op, const SpaceValue &space, unsigned dim);
  void requireExtents(Operation *op, const TupleValue &extents);
  void requireWeights(Operation *op, const TupleValue &extents,
                      const TupleValue &weights);
  SpaceRef applyTransform(mapping::MachineSpaceTransform op,
                          const SpaceValue &from,
                          llvm::ArrayRef<TupleValue> arguments);
  TupleValue factorize(mapping::MachineSpaceTransform op, const Scalar &size,
                       llvm::ArrayRef<TupleValue> arguments);
  void toOld(const TransformValue &transform, TupleValue &point, Location loc);
  void fromOld(const TransformValue &transform, TupleValue &point,
               Operation *op);
  PointValue undo(const SpaceValue &space, TupleValue indices, Location loc);

  /// A requirement at the present place of the point region.
  void require(Operation *op, const Scalar &condition, DiagId id,
               const llvm::Twine &text, unsigned dim = 0,
               const Scalar *value = nullptr, const Scalar *bound = nullptr);

  /// The builder of the region an operation on these goes to.
  mlir::OpBuilder &builderFor(std::initializer_list<const Scalar *> operands);
  /// A scalar as a value of the launch region, or of the present place in the
  /// point region.
  Value inLaunch(const Scalar &scalar, Location loc);
  Value inPoint(const Scalar &scalar, Location loc);
  Value inRegion(const Scalar &scalar, bool perPoint, Location loc);
  Value materialize(mlir::OpBuilder &at, const Scalar &scalar, Location loc);

  LogicalResult bind(Value value, LoweredValue to);
  void takeName(Operation *op);
  void keepName(Operation *op, const LoweredValue &value);
  const LoweredValue &get(Value value) { return values[value]; }
  Scalar getScalar(Value value) { return std::get<Scalar>(values[value]); }
  SpaceRef getSpace(Value value) { return std::get<SpaceRef>(values[value]); }

  mapping::Specializer &specializer;
  mlir::OpBuilder &outer;
  placement::MapOp map;
  mlir::OpBuilder launch, point;
  unsigned rank = 0;
  llvm::SmallVector<ProcKind> kinds;
  Scalar nodes;
  std::array<Scalar, numProcKinds> processors;
  TupleValue lower_, upper_, coordinates;
  std::array<Scalar, 2> self, parent;
  /// Requirements on the launch go to the launch region at once.
  bool failsEarly = false;
  /// Launch values that points use, in the order of the yield.
  llvm::MapVector<Value, Value> captures;
  llvm::DenseMap<Value, LoweredValue> values;
  llvm::DenseMap<Operation *, mlir::StringAttr> names;
};

} // namespace mapwright

#endif // MAPWRIGHT_LIB_CONVERSION_MAPLOWERING_H
