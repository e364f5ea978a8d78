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

#include "mlir/Dialect/SCF/IR/SCF.h"
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

/// One of two values; which one is not known before the policy runs.
template <typename ValueT>
struct Alternatives {
  Scalar condition;
  std::shared_ptr<const ValueT> thenValue, elseValue;
};

/// A machine space: sizes[k] are the sizes before transforms[k], the last ones
/// the present ones. One of two spaces has nothing but its present sizes.
struct SpaceValue {
  ProcKind kind;
  llvm::SmallVector<TupleValue, 4> sizes;
  llvm::SmallVector<TransformValue, 4> transforms;
  std::optional<Alternatives<SpaceValue>> choice;
};

/// A star set of a single map (MSP3): a space and an index for each of its
/// dimensions, those of stars unset. What the stars mean is computed where the
/// set is placed.
struct StarSetValue {
  std::shared_ptr<const SpaceValue> space;
  TupleValue indices;
  llvm::SmallVector<unsigned> stars;
  std::optional<Alternatives<StarSetValue>> choice;
};

struct PointValue {
  ProcKind kind;
  Scalar node, index;
  /// One of several kinds; `kind` is the first of them then.
  bool isMixed = false;
};

struct TaskValue {
  bool parent = false;
};

using LoweredValue =
    std::variant<std::monostate, Scalar, TupleValue,
                 std::shared_ptr<const SpaceValue>, PointValue,
                 std::shared_ptr<const StarSetValue>, TaskValue>;

/// How the values of two branches become one.
struct BranchMerge {
  Scalar condition;
  /// The value that is one of two.
  llvm::function_ref<Scalar(const Scalar &, const Scalar &)> merge;
  /// Whether a value is computed inside of one of the branches.
  llvm::function_ref<bool(const Scalar &)> isInside;
};

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

  /// The same for the initializer of `global`, for what it prints.
  mlir::FailureOr<placement::MapOp>
  lower(mapping::GlobalOp form, mapping::GlobalOp global, llvm::StringRef name);

private:
  using Location = mlir::Location;
  using LogicalResult = mlir::LogicalResult;
  using Operation = mlir::Operation;
  using Value = mlir::Value;
  using SpaceRef = std::shared_ptr<const SpaceValue>;
  using StarSetRef = std::shared_ptr<const StarSetValue>;
  using Lowered = mlir::FailureOr<LoweredValue>;
  using LowerBranch = llvm::function_ref<Lowered()>;

  void createMap(Operation *source, llvm::StringRef name,
                 mlir::FlatSymbolRefAttr function);
  mlir::FailureOr<placement::MapOp> complete(LogicalResult lowered);
  LogicalResult finish(const LoweredValue &result, Location loc);
  mlir::FailureOr<placement::MapOp> finishStartup(mlir::Block &body,
                                                  Location loc);
  void hoistRequirements();
  Operation *insertEarly(Operation &op, mlir::IRMapping &mapping,
                         Operation *previous);

  const LoweredValue *findLowered(mapping::GlobalOp global);
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
  Lowered transform(mapping::MachineSpaceTransform op, const SpaceRef &from,
                    llvm::ArrayRef<TupleValue> arguments);

  // Choice.
  Lowered lowerBlock(mlir::Block &block);
  /// Lowers the branches into an `scf.if`, or only the one that is known to be
  /// taken.
  Lowered lowerChoice(const Scalar &condition, LowerBranch thenBranch,
                      LowerBranch elseBranch, Location loc);
  Lowered mergeBranches(mlir::scf::IfOp branch, const Scalar &condition,
                        const LoweredValue &lhs, const LoweredValue &rhs);
  Lowered mergeValues(const LoweredValue &lhs, const LoweredValue &rhs,
                      const BranchMerge &how, Location loc);
  Lowered mergeSpaces(const SpaceRef &lhs, const SpaceRef &rhs,
                      const BranchMerge &how, Location loc);
  Lowered mergeSets(const StarSetRef &lhs, const StarSetRef &rhs,
                    const BranchMerge &how, Location loc);
  Scalar keep(const Scalar &scalar, bool isThen, const BranchMerge &how);
  TupleValue keep(const TupleValue &tuple, bool isThen, const BranchMerge &how);
  SpaceRef keep(const SpaceRef &space, bool isThen, const BranchMerge &how);
  StarSetRef keep(const StarSetRef &set, bool isThen, const BranchMerge &how);

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
  Lowered index(mapping::IndexOp op, const SpaceRef &space);
  Lowered findProcessor(mapping::ProcessorOp op, const SpaceRef &space);

  // Star sets of single maps.
  Lowered lowerMember(const StarSetValue &set,
                      llvm::ArrayRef<Scalar> coordinates, Location loc);
  mlir::FailureOr<PointValue> fillMembers(mlir::Region &members,
                                          const StarSetValue &set,
                                          unsigned numStars, Location loc);
  TupleValue getStarSizes(const StarSetValue &set, Location loc);
  LogicalResult requireOneNode(const StarSetValue &set, Location loc);
  LogicalResult placeSet(const StarSetValue &set, Location loc);

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
  /// What is lowered has printed already.
  bool isSilent = false;
  unsigned depth = 0; ///< of globals that are being lowered
  uint64_t steps = 0; ///< operations that have been lowered
  /// The values of globals, and the blocks where they have been used.
  llvm::DenseMap<Operation *,
                 llvm::SmallVector<std::pair<mlir::Block *, LoweredValue>, 1>>
      globals;
  /// Launch values that points use, in the order of the yield.
  llvm::MapVector<Value, Value> captures;
  llvm::DenseMap<Value, LoweredValue> values;
  llvm::DenseMap<Operation *, mlir::StringAttr> names;
};

} // namespace mapwright

#endif // MAPWRIGHT_LIB_CONVERSION_MAPLOWERING_H
