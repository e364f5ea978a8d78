//===- EmitterValues.cpp - From a specialized function to a program: values
//===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Emitter.h"

#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace mapwright;
using namespace mapwright::detail;
using namespace mapwright::mapping;

//===----------------------------------------------------------------------===//
// Integers
//===----------------------------------------------------------------------===//

/// Applies a checked operation to known values; false if it fails.
static bool computeKnown(OpCode code, int64_t lhs, int64_t rhs,
                         int64_t &result) {
  switch (code) {
  case OpCode::Add:
    return space::checkedAdd(lhs, rhs, result);
  case OpCode::Sub:
    return space::checkedSub(lhs, rhs, result);
  case OpCode::Mul:
    return space::checkedMul(lhs, rhs, result);
  case OpCode::Div:
    return space::checkedDiv(lhs, rhs, result);
  case OpCode::Rem:
    return space::checkedRem(lhs, rhs, result);
  case OpCode::Lt:
    result = lhs < rhs;
    return true;
  case OpCode::Le:
    result = lhs <= rhs;
    return true;
  case OpCode::Gt:
    result = lhs > rhs;
    return true;
  case OpCode::Ge:
    result = lhs >= rhs;
    return true;
  case OpCode::Eq:
    result = lhs == rhs;
    return true;
  case OpCode::Ne:
    result = lhs != rhs;
    return true;
  default:
    llvm_unreachable("not an operation on two integers");
  }
}

/// Known operands that fail become an instruction as well: it fails in its
/// place, with the message that describes both values.
Scalar Emitter::compute(Operation *op, OpCode code, const Scalar &lhs,
                        const Scalar &rhs) {
  int64_t value = 0;
  if (lhs.known && rhs.known && computeKnown(code, lhs.value, rhs.value, value))
    return Scalar::constant(value);
  stopped = lhs.known && rhs.known;
  uint32_t a = slotOf(lhs), b = slotOf(rhs), dst = newSlot();
  append({code, dst, a, b, addSite(DiagId::Overflow, op->getLoc())});
  return Scalar::inSlot(dst);
}

LogicalResult Emitter::emitArithmetic(Operation *op, OpCode code) {
  return bind(op->getResult(0), compute(op, code, getScalar(op->getOperand(0)),
                                        getScalar(op->getOperand(1))));
}

LogicalResult Emitter::emitOp(NegOp op) {
  const Scalar operand = getScalar(op.getOperand());
  int64_t value;
  if (operand.known && space::checkedNeg(operand.value, value))
    return bind(op, Scalar::constant(value));
  stopped = operand.known;
  uint32_t a = slotOf(operand), dst = newSlot();
  append({OpCode::Neg, dst, a, 0, addSite(DiagId::Overflow, op.getLoc())});
  return bind(op, Scalar::inSlot(dst));
}

LogicalResult Emitter::emitOp(CmpOp op) {
  static constexpr OpCode codes[] = {OpCode::Lt, OpCode::Le, OpCode::Gt,
                                     OpCode::Ge, OpCode::Eq, OpCode::Ne};
  return emitArithmetic(op, codes[static_cast<unsigned>(op.getKind())]);
}

//===----------------------------------------------------------------------===//
// Tuples
//===----------------------------------------------------------------------===//

LogicalResult Emitter::emitOp(TupleOp op) {
  TupleValue tuple;
  for (mlir::Value element : op.getElements())
    tuple.push_back(getScalar(element));
  return bind(op, std::move(tuple));
}

LogicalResult Emitter::emitOp(ExtractOp op) {
  const TupleValue tuple = std::get<TupleValue>(get(op.getTuple()));
  const Scalar index = getScalar(op.getIndex());
  int64_t length = tuple.size(), position;
  if (index.known && space::resolveIndex(length, index.value, position))
    return bind(op, tuple[position]);
  if (index.known)
    return fail(op, DiagId::TupleBounds,
                llvm::formatv("index {0} is out of range for a tuple of length "
                              "{1}",
                              index.value, length));
  uint32_t a = slotOf(index);
  SmallVector<uint32_t> from;
  for (const Scalar &element : tuple)
    from.push_back(slotOf(element));
  uint32_t dst = newSlot();
  for (uint32_t slot : from)
    append({OpCode::Move, newSlot(), slot});
  append({OpCode::Element, dst, a, static_cast<uint32_t>(length),
          addSite(DiagId::TupleBounds, op.getLoc())});
  return bind(op, Scalar::inSlot(dst));
}

LogicalResult Emitter::emitOp(SizeOp op) {
  const space::Sizes &sizes = getSpace(op.getOf())->sizes.back();
  TupleValue tuple;
  for (unsigned d = 0; d < sizes.rank; ++d)
    tuple.push_back(Scalar::constant(sizes.at[d]));
  return bind(op, std::move(tuple));
}

LogicalResult Emitter::emitOp(PointTupleOp op) {
  const auto &point = std::get<PointValue>(get(op.getPoint()));
  return bind(op, TupleValue{point.node, point.index});
}

//===----------------------------------------------------------------------===//
// Tasks
//===----------------------------------------------------------------------===//

LogicalResult Emitter::emitOp(IPointOp op) {
  TupleValue coordinates;
  for (unsigned d = 0; d < launch.domain.rank; ++d)
    coordinates.push_back(launch.point ? Scalar::constant(launch.point->at[d])
                                       : Scalar::inSlot(d));
  return bind(op, std::move(coordinates));
}

LogicalResult Emitter::emitOp(ILoOp op) {
  Rect bounds = launch.domain.bounds();
  TupleValue lower;
  for (unsigned d = 0; d < launch.domain.rank; ++d)
    lower.push_back(Scalar::constant(bounds.lo.at[d]));
  return bind(op, std::move(lower));
}

LogicalResult Emitter::emitOp(ISpaceOp op) {
  Rect bounds = launch.domain.bounds();
  TupleValue extents;
  for (unsigned d = 0; d < launch.domain.rank; ++d)
    extents.push_back(Scalar::constant(bounds.hi.at[d] - bounds.lo.at[d] + 1));
  return bind(op, std::move(extents));
}

LogicalResult Emitter::emitOp(ParentOp op) {
  return bind(op, TaskValue{/*parent=*/true});
}

static std::string describeOutside(const Place &place, const SpaceValue &space,
                                   bool parent) {
  const space::Sizes &machine = space.sizes.front();
  std::string text = llvm::formatv(
      "{0} runs on node {1} {2} {3}, which is not in this machine "
      "space: Machine({4}) has {5} nodes of {6} processors",
      parent ? "the parent" : "the task", place.node, spelling(place.kind),
      place.index, spelling(space.kind), machine.at[0], machine.at[1]);
  if (!space.transforms.empty())
    text += ", and the transformations may leave some of them out";
  return text;
}

/// MSP5: the place pushed forward through the transformations. A processor of
/// another kind counts by its index within its own kind.
LogicalResult Emitter::emitOp(ProcessorOp op) {
  bool parent = std::get<TaskValue>(get(op.getTask())).parent;
  const Place &place = parent ? launch.parent : launch.self;
  const SpaceRef space = getSpace(op.getSpace());
  int64_t point[space::maxRank] = {place.node, place.index};
  const space::Sizes &machine = space->sizes.front();
  bool inside = space::findOutside(machine, point) == machine.rank;
  for (const space::Transform &transform : space->transforms)
    inside = inside && space::fromOld(transform, point);
  if (!inside)
    return fail(op, DiagId::IndexBounds,
                describeOutside(place, *space, parent));
  TupleValue coordinates;
  for (unsigned d = 0; d < space->sizes.back().rank; ++d)
    coordinates.push_back(Scalar::constant(point[d]));
  return bind(op, std::move(coordinates));
}
