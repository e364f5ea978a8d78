//===- MapLoweringValues.cpp - Lowers one specialized function: integers --===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MapLowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace mapwright;
using namespace mapwright::mapping;

//===----------------------------------------------------------------------===//
// Total helpers
//===----------------------------------------------------------------------===//

template <typename ArithOp>
Scalar MapLowering::computeTotal(const Scalar &lhs, const Scalar &rhs,
                                 Location loc) {
  OpBuilder &builder = builderFor({&lhs, &rhs});
  bool perPoint = &builder == &point;
  Value a = inRegion(lhs, perPoint, loc), b = inRegion(rhs, perPoint, loc);
  return {std::nullopt, ArithOp::create(builder, loc, a, b)->getResult(0),
          perPoint, lhs.isBool};
}

/// Wraps, as the operations do.
static int64_t wrap(uint64_t value) { return static_cast<int64_t>(value); }

Scalar MapLowering::add(const Scalar &lhs, const Scalar &rhs, Location loc) {
  if (lhs.known && rhs.known)
    return constant(wrap(uint64_t(*lhs.known) + uint64_t(*rhs.known)));
  return computeTotal<arith::AddIOp>(lhs, rhs, loc);
}

Scalar MapLowering::sub(const Scalar &lhs, const Scalar &rhs, Location loc) {
  if (rhs.known && *rhs.known == 0)
    return lhs;
  if (lhs.known && rhs.known)
    return constant(wrap(uint64_t(*lhs.known) - uint64_t(*rhs.known)));
  return computeTotal<arith::SubIOp>(lhs, rhs, loc);
}

Scalar MapLowering::mul(const Scalar &lhs, const Scalar &rhs, Location loc) {
  if (lhs.known && *lhs.known == 1)
    return rhs;
  if (rhs.known && *rhs.known == 1)
    return lhs;
  return computeTotal<arith::MulIOp>(lhs, rhs, loc);
}

Scalar MapLowering::div(const Scalar &lhs, const Scalar &rhs, Location loc) {
  if (rhs.known && *rhs.known == 1)
    return lhs;
  return computeTotal<placement::DivOp>(lhs, rhs, loc);
}

Scalar MapLowering::rem(const Scalar &lhs, const Scalar &rhs, Location loc) {
  return computeTotal<placement::RemOp>(lhs, rhs, loc);
}

Scalar MapLowering::both(const Scalar &lhs, const Scalar &rhs, Location loc) {
  for (const Scalar *side : {&lhs, &rhs})
    if (side->known)
      return *side->known ? (side == &lhs ? rhs : lhs) : truth(false);
  return computeTotal<arith::AndIOp>(lhs, rhs, loc);
}

Scalar MapLowering::invert(const Scalar &operand, Location loc) {
  if (operand.known)
    return truth(!*operand.known);
  return computeTotal<arith::XOrIOp>(operand, truth(true), loc);
}

Scalar MapLowering::select(const Scalar &condition, const Scalar &lhs,
                           const Scalar &rhs, Location loc) {
  if (condition.known)
    return *condition.known ? lhs : rhs;
  OpBuilder &builder = builderFor({&condition, &lhs, &rhs});
  bool perPoint = &builder == &point;
  Value chosen = arith::SelectOp::create(
      builder, loc, inRegion(condition, perPoint, loc),
      inRegion(lhs, perPoint, loc), inRegion(rhs, perPoint, loc));
  return {std::nullopt, chosen, perPoint, lhs.isBool};
}

static arith::CmpIPredicate getPredicate(CompareKind kind) {
  switch (kind) {
  case CompareKind::lt:
    return arith::CmpIPredicate::slt;
  case CompareKind::le:
    return arith::CmpIPredicate::sle;
  case CompareKind::gt:
    return arith::CmpIPredicate::sgt;
  case CompareKind::ge:
    return arith::CmpIPredicate::sge;
  case CompareKind::eq:
    return arith::CmpIPredicate::eq;
  case CompareKind::ne:
    return arith::CmpIPredicate::ne;
  }
  llvm_unreachable("all comparisons are listed");
}

Scalar MapLowering::compare(CompareKind kind, const Scalar &lhs,
                            const Scalar &rhs, Location loc) {
  arith::CmpIPredicate predicate = getPredicate(kind);
  if (lhs.known && rhs.known)
    return truth(arith::applyCmpPredicate(
        predicate, APInt(64, *lhs.known, true), APInt(64, *rhs.known, true)));
  OpBuilder &builder = builderFor({&lhs, &rhs});
  bool perPoint = &builder == &point;
  Value result = arith::CmpIOp::create(builder, loc, predicate,
                                       inRegion(lhs, perPoint, loc),
                                       inRegion(rhs, perPoint, loc));
  return {std::nullopt, result, perPoint, true};
}

/// 0 <= index < size, where size is not negative: one unsigned comparison.
Scalar MapLowering::isBelow(const Scalar &index, const Scalar &size,
                            Location loc) {
  if (index.known && size.known)
    return truth(*index.known >= 0 && *index.known < *size.known);
  OpBuilder &builder = builderFor({&index, &size});
  bool perPoint = &builder == &point;
  Value result = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult,
                                       inRegion(index, perPoint, loc),
                                       inRegion(size, perPoint, loc));
  return {std::nullopt, result, perPoint, true};
}

//===----------------------------------------------------------------------===//
// Checked arithmetic
//===----------------------------------------------------------------------===//

template <typename CheckedOp>
Scalar MapLowering::computeChecked(Operation *op, const Scalar &lhs,
                                   const Scalar &rhs,
                                   bool (*fold)(int64_t, int64_t, int64_t &),
                                   StringRef text) {
  int64_t value;
  if (lhs.known && rhs.known && fold(*lhs.known, *rhs.known, value))
    return constant(value);
  OpBuilder &builder = builderFor({&lhs, &rhs});
  bool perPoint = &builder == &point;
  Location loc = op->getLoc();
  auto checked = CheckedOp::create(builder, loc, inRegion(lhs, perPoint, loc),
                                   inRegion(rhs, perPoint, loc));
  require(op, {std::nullopt, checked.getOk(), perPoint, true}, DiagId::Overflow,
          text, 0, &lhs, &rhs);
  return {std::nullopt, checked.getResult(), perPoint, false};
}

template <typename DivisionOp>
Scalar MapLowering::computeDivision(Operation *op, const Scalar &lhs,
                                    const Scalar &rhs,
                                    bool (*fold)(int64_t, int64_t, int64_t &)) {
  int64_t value;
  if (lhs.known && rhs.known && fold(*lhs.known, *rhs.known, value))
    return constant(value);
  Location loc = op->getLoc();
  require(op, compare(CompareKind::ne, rhs, constant(0), loc),
          DiagId::DivisionByZero, "division by zero", 0, &lhs, &rhs);
  bool mayOverflow = std::is_same_v<DivisionOp, placement::DivOp> &&
                     (!rhs.known || *rhs.known == -1);
  if (mayOverflow) {
    Scalar least = compare(CompareKind::eq, lhs, constant(INT64_MIN), loc);
    Scalar minusOne = compare(CompareKind::eq, rhs, constant(-1), loc);
    require(op, invert(both(least, minusOne, loc), loc), DiagId::Overflow,
            "the quotient does not fit in 64 bits", 0, &lhs, &rhs);
  }
  return computeTotal<DivisionOp>(lhs, rhs, loc);
}

Scalar MapLowering::compute(Operation *op, const Scalar &lhs,
                            const Scalar &rhs) {
  if (isa<AddOp>(op))
    return computeChecked<placement::AddOp>(op, lhs, rhs, space::checkedAdd,
                                            "the sum does not fit in 64 bits");
  if (isa<SubOp>(op))
    return computeChecked<placement::SubOp>(
        op, lhs, rhs, space::checkedSub,
        "the difference does not fit in 64 bits");
  if (isa<MulOp>(op))
    return computeChecked<placement::MulOp>(
        op, lhs, rhs, space::checkedMul, "the product does not fit in 64 bits");
  if (isa<DivOp>(op))
    return computeDivision<placement::DivOp>(op, lhs, rhs, space::checkedDiv);
  return computeDivision<placement::RemOp>(op, lhs, rhs, space::checkedRem);
}

LogicalResult MapLowering::lowerOp(NegOp op) {
  return bind(op,
              computeChecked<placement::SubOp>(
                  op, constant(0), getScalar(op.getOperand()),
                  space::checkedSub, "the negation does not fit in 64 bits"));
}

LogicalResult MapLowering::lowerOp(CmpOp op) {
  Scalar lhs = getScalar(op.getLhs()), rhs = getScalar(op.getRhs());
  return bind(op, compare(op.getKind(), lhs, rhs, op.getLoc()));
}

//===----------------------------------------------------------------------===//
// Tuples
//===----------------------------------------------------------------------===//

LogicalResult MapLowering::lowerOp(TupleOp op) {
  TupleValue tuple;
  for (Value element : op.getElements())
    tuple.push_back(getScalar(element));
  return bind(op, std::move(tuple));
}

/// A position that is not known is searched for: tuples are short.
LogicalResult MapLowering::lowerOp(ExtractOp op) {
  TupleValue tuple = std::get<TupleValue>(get(op.getTuple()));
  Scalar index = getScalar(op.getIndex());
  int64_t length = tuple.size(), position;
  Location loc = op.getLoc();
  if (index.known && space::resolveIndex(length, *index.known, position))
    return bind(op, tuple[position]);
  Scalar bound = constant(length);
  Scalar fromEnd = add(index, bound, loc);
  Scalar negative = compare(CompareKind::lt, index, constant(0), loc);
  Scalar resolved = select(negative, fromEnd, index, loc);
  require(op, isBelow(resolved, bound, loc), DiagId::TupleBounds,
          "index out of range for a tuple", 0, &index, &bound);
  Scalar chosen = tuple.empty() ? constant(0) : tuple.back();
  for (int64_t i = length - 2; i >= 0; --i)
    chosen = select(compare(CompareKind::eq, resolved, constant(i), loc),
                    tuple[i], chosen, loc);
  return bind(op, chosen);
}

LogicalResult MapLowering::lowerOp(SizeOp op) {
  return bind(op, TupleValue(getSpace(op.getOf())->sizes.back()));
}

LogicalResult MapLowering::lowerOp(PointTupleOp op) {
  PointValue place = std::get<PointValue>(get(op.getPoint()));
  return bind(op, TupleValue{place.node, place.index});
}

//===----------------------------------------------------------------------===//
// Tasks
//===----------------------------------------------------------------------===//

LogicalResult MapLowering::lowerOp(IPointOp op) {
  return bind(op, TupleValue(coordinates));
}

LogicalResult MapLowering::lowerOp(ILoOp op) {
  return bind(op, TupleValue(lower_));
}

LogicalResult MapLowering::lowerOp(ISpaceOp op) {
  TupleValue extents;
  StringRef text = "the extent of the launch domain does not fit in 64 bits";
  for (auto [lo, hi] : llvm::zip_equal(lower_, upper_)) {
    Scalar difference =
        computeChecked<placement::SubOp>(op, hi, lo, space::checkedSub, text);
    extents.push_back(computeChecked<placement::AddOp>(
        op, difference, constant(1), space::checkedAdd, text));
  }
  names.insert({op, outer.getStringAttr("extent")});
  return bind(op, std::move(extents));
}

LogicalResult MapLowering::lowerOp(ParentOp op) {
  return bind(op, TaskValue{/*parent=*/true});
}
