//===- SpecializeTuples.cpp - Integers and tuples -------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialect/Mapping/Transforms/BodySpecializer.h"

using namespace mlir;
using namespace mapwright;
using namespace mapwright::mapping;

//===----------------------------------------------------------------------===//
// Elements
//===----------------------------------------------------------------------===//

SmallVector<Value> BodySpecializer::getElements(Value tuple, Location loc) {
  if (auto built = tuple.getDefiningOp<TupleOp>())
    return built.getElements();
  SmallVector<Value> elements;
  int64_t length = getStaticExtent(tuple.getType()).value_or(0);
  for (int64_t i = 0; i < length; ++i)
    elements.push_back(ExtractOp::create(builder, loc, builder.getI64Type(),
                                         tuple, getConstant(i, loc)));
  return elements;
}

LogicalResult BodySpecializer::countElements(Operation *op, ValueRange list) {
  for (Value value : list) {
    auto length = getStaticExtent(lookup(value).getType());
    if (length && failed(countSteps(op, *length)))
      return failure();
  }
  return success();
}

std::optional<SmallVector<Value>> BodySpecializer::flatten(ValueRange list,
                                                           Location loc) {
  SmallVector<Value> flat;
  for (Value value : lookup(list)) {
    if (!isa<MapTupleType>(value.getType())) {
      flat.push_back(value);
      continue;
    }
    if (!getStaticExtent(value.getType()))
      return std::nullopt;
    llvm::append_range(flat, getElements(value, loc));
  }
  return flat;
}

LogicalResult BodySpecializer::bindElements(Operation *op,
                                            ArrayRef<Value> elements) {
  Value tuple = TupleOp::create(builder, getLoc(op),
                                getTupleType(elements.size()), elements);
  return bind(op->getResult(0), tuple);
}

//===----------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------===//

namespace {
/// The symbol of an operation and its checked arithmetic.
struct Arithmetic {
  StringRef symbol;
  bool (*compute)(int64_t, int64_t, int64_t &);
};
} // namespace

static Arithmetic getArithmetic(Operation *op) {
  if (isa<AddOp>(op))
    return {"+", space::checkedAdd};
  if (isa<SubOp>(op))
    return {"-", space::checkedSub};
  if (isa<MulOp>(op))
    return {"*", space::checkedMul};
  if (isa<DivOp>(op))
    return {"/", space::checkedDiv};
  return {"%", space::checkedRem};
}

/// What is known of both operands, or of the divisor alone, must not fail.
LogicalResult BodySpecializer::checkConstants(Operation *op, Value lhs,
                                              Value rhs) {
  std::optional<int64_t> left = getConstantInt(lhs),
                         right = getConstantInt(rhs);
  Arithmetic arithmetic = getArithmetic(op);
  if (isa<DivOp, RemOp>(op) && right && *right == 0)
    return valueError(op, DiagId::DivisionByZero,
                      "division by zero: the right "
                      "side of `",
                      arithmetic.symbol, "` is 0");
  int64_t result;
  if (left && right && !arithmetic.compute(*left, *right, result))
    return valueError(op, DiagId::ConstantOverflow, *left, " ",
                      arithmetic.symbol, " ", *right,
                      " does not fit in 64 bits");
  return success();
}

template <typename BinaryOp>
FailureOr<Value> BodySpecializer::emitScalar(BinaryOp op, Value lhs,
                                             Value rhs) {
  if (failed(checkConstants(op, lhs, rhs)))
    return failure();
  return builder.createOrFold<BinaryOp>(getLoc(op), builder.getI64Type(), lhs,
                                        rhs);
}

template <typename BinaryOp>
LogicalResult BodySpecializer::visitBinary(BinaryOp op) {
  Value lhs = lookup(op.getLhs()), rhs = lookup(op.getRhs());
  if (lhs.getType().isInteger() && rhs.getType().isInteger()) {
    FailureOr<Value> value = emitScalar(op, lhs, rhs);
    return failed(value) ? failure() : bind(op, *value);
  }
  std::optional<int64_t> left = getStaticExtent(lhs.getType());
  std::optional<int64_t> right = getStaticExtent(rhs.getType());
  if (!left || !right)
    return bind(op,
                copy(op, left ? lhs.getType() : rhs.getType())->getResult(0));
  if (*left != *right)
    return typeError(op, DiagId::Type)
           << "`" << getArithmetic(op).symbol
           << "` works element by element and needs tuples of one length, got "
           << *left << " and " << *right;
  if (failed(countSteps(op, *left)))
    return failure();
  SmallVector<Value> elements;
  Location loc = getLoc(op);
  for (auto [a, b] :
       llvm::zip_equal(getElements(lhs, loc), getElements(rhs, loc))) {
    FailureOr<Value> value = emitScalar(op, a, b);
    if (failed(value))
      return failure();
    elements.push_back(*value);
  }
  return bindElements(op, elements);
}

template LogicalResult BodySpecializer::visitBinary(AddOp);
template LogicalResult BodySpecializer::visitBinary(SubOp);
template LogicalResult BodySpecializer::visitBinary(MulOp);
template LogicalResult BodySpecializer::visitBinary(DivOp);
template LogicalResult BodySpecializer::visitBinary(RemOp);

LogicalResult BodySpecializer::visitOp(NegOp op) {
  Value operand = lookup(op.getOperand());
  Location loc = getLoc(op);
  auto negate = [&](Value value) -> FailureOr<Value> {
    std::optional<int64_t> known = getConstantInt(value);
    int64_t result;
    if (known && !space::checkedNeg(*known, result))
      return FailureOr<Value>(valueError(op, DiagId::ConstantOverflow, "-(",
                                         *known, ") does not fit in 64 bits"));
    return builder.createOrFold<NegOp>(loc, builder.getI64Type(), value);
  };
  if (operand.getType().isInteger()) {
    FailureOr<Value> value = negate(operand);
    return failed(value) ? failure() : bind(op, *value);
  }
  if (!getStaticExtent(operand.getType()))
    return bind(op, copy(op, operand.getType())->getResult(0));
  SmallVector<Value> elements;
  for (Value element : getElements(operand, loc)) {
    FailureOr<Value> value = negate(element);
    if (failed(value))
      return failure();
    elements.push_back(*value);
  }
  return bindElements(op, elements);
}

//===----------------------------------------------------------------------===//
// Tuples
//===----------------------------------------------------------------------===//

LogicalResult BodySpecializer::visitOp(TupleOp op) {
  if (failed(countElements(op, op.getElements())))
    return failure();
  if (auto elements = flatten(op.getElements(), getLoc(op)))
    return bindElements(op, *elements);
  return bind(op, copy(op, op->getResultTypes())->getResult(0));
}

/// Unrolled; over a tuple of unknown length the body is copied once, to check
/// it.
LogicalResult BodySpecializer::visitOp(TupleForOp op) {
  Value over = lookup(op.getOver());
  Block &body = op.getBody().front();
  if (!getStaticExtent(over.getType())) {
    auto loop = TupleForOp::create(builder, getLoc(op), op.getType(),
                                   op.getVariable(), over);
    Block &copy = loop.getBody().emplaceBlock();
    values.map(body.getArgument(0),
               copy.addArgument(builder.getI64Type(), op.getLoc()));
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToEnd(&copy);
    FailureOr<Value> value = inlineBlock(body, copy.getArguments());
    if (failed(value))
      return failure();
    YieldOp::create(builder, op.getLoc(), *value);
    return bind(op, loop);
  }
  SmallVector<Value> elements;
  for (Value element : getElements(over, getLoc(op))) {
    FailureOr<Value> value = inlineBlock(body, element);
    if (failed(value))
      return failure();
    elements.push_back(*value);
  }
  return bindElements(op, elements);
}

LogicalResult BodySpecializer::visitOp(ExtractOp op) {
  Value tuple = lookup(op.getTuple()), index = lookup(op.getIndex());
  std::optional<int64_t> length = getStaticExtent(tuple.getType());
  std::optional<int64_t> known = getConstantInt(index);
  if (!length || !known)
    return bind(op, copy(op, op->getResultTypes())->getResult(0));
  int64_t position = *known < 0 ? *known + *length : *known;
  if (position < 0 || position >= *length)
    return valueError(op, DiagId::TupleBounds, "index ", *known,
                      " is out of range for a tuple of length ", *length,
                      "; expected ", -*length, " to ", *length - 1);
  if (auto built = tuple.getDefiningOp<TupleOp>())
    return bind(op, built.getElements()[position]);
  Location loc = getLoc(op);
  return bind(op, ExtractOp::create(builder, loc, builder.getI64Type(), tuple,
                                    getConstant(position, loc)));
}

/// The bounds of a slice after EXP4: lengths added to negative ones, `:0` is
/// the end.
LogicalResult BodySpecializer::visitOp(TupleSliceOp op) {
  Value tuple = lookup(op.getTuple());
  std::optional<int64_t> length = getStaticExtent(tuple.getType());
  std::array<Value, 2> written = {op.getLower(), op.getUpper()};
  std::array<int64_t, 2> bounds = {0, length.value_or(0)};
  for (auto [i, bound] : llvm::enumerate(written)) {
    if (!bound)
      continue;
    std::optional<int64_t> known = getConstantInt(lookup(bound));
    if (!known && generic)
      length = std::nullopt;
    else if (!known)
      return typeError(op, DiagId::NotConstant)
             << "the bounds of a slice must be constant, so that its length is "
                "known; this one depends on the launch or the machine";
    if (!length)
      break;
    if (i == 0 || *known != 0)
      bounds[i] = *known < 0 ? *known + *length : *known;
    if (bounds[i] < 0 || bounds[i] > *length)
      return valueError(op, DiagId::TupleBounds, "slice bound ", *known,
                        " is out of range for a tuple of length ", *length,
                        "; expected ", -*length, " to ", *length);
  }
  if (!length)
    return bind(op, copy(op, op->getResultTypes())->getResult(0));
  Location loc = getLoc(op);
  Value source = isa<SpaceType>(tuple.getType()) ? getSizes(tuple, loc) : tuple;
  SmallVector<Value> elements = getElements(source, loc);
  int64_t count = std::max<int64_t>(bounds[1] - bounds[0], 0);
  return bindElements(op,
                      ArrayRef(elements).slice(count ? bounds[0] : 0, count));
}

LogicalResult BodySpecializer::visitOp(LenOp op) {
  return bind(op, builder.createOrFold<LenOp>(getLoc(op), builder.getI64Type(),
                                              lookup(op.getOf())));
}

LogicalResult BodySpecializer::visitOp(VolumeOp op) {
  Value of = lookup(op.getOf());
  if (!getStaticExtent(of.getType()))
    return bind(op, copy(op, op->getResultTypes())->getResult(0));
  Location loc = getLoc(op);
  Value tuple = isa<SpaceType>(of.getType()) ? getSizes(of, loc) : of;
  Value product = getConstant(int64_t(1), loc);
  for (Value element : getElements(tuple, loc)) {
    std::optional<int64_t> left = getConstantInt(product);
    std::optional<int64_t> right = getConstantInt(element);
    int64_t result;
    if (left && right && !space::checkedMul(*left, *right, result))
      return valueError(op, DiagId::ConstantOverflow,
                        "the volume does not fit in 64 bits");
    product = left == 1 ? element
                        : builder.createOrFold<MulOp>(loc, builder.getI64Type(),
                                                      product, element);
  }
  return bind(op, product);
}

LogicalResult BodySpecializer::visitOp(SizeOp op) {
  Value of = lookup(op.getOf());
  if (isa<SpaceType>(of.getType()))
    return bind(op, getSizes(of, getLoc(op)));
  return bind(op, of);
}

LogicalResult BodySpecializer::visitOp(PointTupleOp op) {
  return bind(op, copy(op, getTupleType(2))->getResult(0));
}
