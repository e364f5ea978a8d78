//===- Emitter.h - From a specialized function to a program -----*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Evaluate. The Emitter walks the rank-static form of a function
// once. Values that depend only on the machine and the launch are computed on
// the way; the others become instructions. An operation that fails with known
// values becomes a Fail instruction in its place, so that only a point that
// gets there meets the error.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_EVALUATE_EMITTER_H
#define MAPWRIGHT_LIB_EVALUATE_EMITTER_H

#include "PointProgram.h"

#include "llvm/ADT/MapVector.h"

namespace mapwright::detail {

/// What a mapper is bound to: a machine, and its globals evaluated on it.
class Bindings {
public:
  Bindings(mapping::MapperOp mapper, const Machine &machine, PrintSink print);

  /// A global's value; not set if its initializer failed.
  struct Global {
    EvalValue value;
    std::optional<EvalFailure> failure;
  };
  const Global *findGlobal(llvm::StringRef name) const;

  const Machine &machine;
  PrintSink print;
  mapping::Specializer specializer;

private:
  void runStartup();
  void bindGlobal(mapping::GlobalOp global);

  llvm::StringMap<Global> globals;
};

/// What a launch gives to its map.
struct LaunchContext {
  Domain domain;
  /// The point, if it is known.
  std::optional<Point> point;
  Place self, parent;
};

class Emitter {
public:
  Emitter(const Bindings &bindings, const LaunchContext &launch,
          PointProgram &program);

  /// Emits a body whose parameter, if it has one, is the task. Fails if the
  /// body does not allow a program: the caller then tries again with the point
  /// known.
  mlir::LogicalResult emitBody(mlir::Block &body);

  /// The operand of the body's terminator; not set if it always fails before.
  const EvalValue &getResult() const { return result; }
  /// Whether every way through the body ends in a failure.
  bool alwaysFails() const { return stopped; }

private:
  using Location = mlir::Location;
  using LogicalResult = mlir::LogicalResult;
  using Operation = mlir::Operation;
  using Value = mlir::Value;

  LogicalResult emitOps(mlir::Block &block);
  LogicalResult emit(Operation *op);

  // Control.
  LogicalResult emitOp(mapping::ConstantOp op);
  LogicalResult emitOp(mapping::GetOp op);
  LogicalResult emitOp(mapping::AndOp op);
  LogicalResult emitOp(mapping::OrOp op);
  LogicalResult emitOp(mapping::SelectOp op);
  LogicalResult emitOp(mapping::PrintOp op);
  LogicalResult emitLazy(Operation *op, mlir::Block &rhs, bool decidedBy);
  LogicalResult emitBranches(Value result, const Scalar &condition,
                             mlir::Block &thenBlock, mlir::Block *elseBlock,
                             const EvalValue &otherwise);
  /// Emits one branch; its value, moved to `merged` where that is set.
  LogicalResult emitBranch(mlir::Block &block, EvalValue &value);

  // Integers and tuples.
  LogicalResult emitArithmetic(Operation *op, OpCode code);
  LogicalResult emitOp(mapping::NegOp op);
  LogicalResult emitOp(mapping::CmpOp op);
  LogicalResult emitOp(mapping::TupleOp op);
  LogicalResult emitOp(mapping::ExtractOp op);
  LogicalResult emitOp(mapping::SizeOp op);
  LogicalResult emitOp(mapping::PointTupleOp op);

  // Tasks and spaces.
  LogicalResult emitOp(mapping::IPointOp op);
  LogicalResult emitOp(mapping::ISpaceOp op);
  LogicalResult emitOp(mapping::ILoOp op);
  LogicalResult emitOp(mapping::ParentOp op);
  LogicalResult emitOp(mapping::ProcessorOp op);
  LogicalResult emitOp(mapping::MachineOp op);
  LogicalResult emitOp(mapping::StarOp op);
  LogicalResult emitOp(mapping::IndexOp op);
  LogicalResult emitOp(mapping::HasOp op);
  LogicalResult emitTransform(mapping::MachineSpaceTransform op);
  void emitBound(mapping::IndexOp op, unsigned dimension, Value index,
                 const Scalar &value, const SpaceRef &space);
  PointValue undo(const SpaceRef &space, llvm::ArrayRef<Scalar> indices);
  LogicalResult emitStarSet(mapping::IndexOp op, const SpaceRef &space,
                            TupleValue indices,
                            llvm::ArrayRef<unsigned> starDimensions);

  // Slots and instructions.
  uint32_t newSlot();
  /// A slot that holds the scalar.
  uint32_t slotOf(const Scalar &scalar);
  Instruction &append(Instruction instruction);
  void move(uint32_t to, const Scalar &from);
  Scalar compute(Operation *op, OpCode code, const Scalar &lhs,
                 const Scalar &rhs);
  uint32_t addSite(DiagId id, Location loc, std::string text = {});
  /// The operation fails whenever it runs.
  LogicalResult fail(Operation *op, DiagId id, std::string text);
  /// The value, in slots of its own, that two branches move theirs to; none if
  /// they cannot be merged.
  std::optional<EvalValue> makeMerged(const EvalValue &lhs,
                                      const EvalValue &rhs);
  void moveValue(const EvalValue &to, const EvalValue &from);

  LogicalResult bind(Value value, EvalValue to) {
    values[value] = std::move(to);
    return mlir::success();
  }
  const EvalValue &get(Value value) { return values[value]; }
  const Scalar &getScalar(Value value) {
    return std::get<Scalar>(values[value]);
  }
  const SpaceRef &getSpace(Value value) {
    return std::get<SpaceRef>(values[value]);
  }

  const Bindings &bindings;
  const LaunchContext &launch;
  PointProgram &program;
  llvm::DenseMap<Value, EvalValue> values;
  std::map<int64_t, uint32_t> constants;
  EvalValue result;
  bool stopped = false;
};

/// What is wrong with an argument of a transformation, and what to do (MSP15).
std::string describeSpaceFailure(mapping::MachineSpaceTransform op,
                                 const space::Failure &why,
                                 const SpaceValue &on);

} // namespace mapwright::detail

#endif // MAPWRIGHT_LIB_EVALUATE_EMITTER_H
