//===- BoundsProver.cpp - Inequalities of lowered maps --------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "BoundsProver.h"

#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace mapwright;

/// Terms deeper than this are not looked into: each choice on the way doubles
/// the work.
static constexpr unsigned maxDepth = 24;

namespace {
struct DepthGuard {
  explicit DepthGuard(unsigned &depth) : depth(++depth) {}
  ~DepthGuard() { --depth; }
  unsigned &depth;
};
} // namespace

BoundsProver::BoundsProver(placement::MapOp map)
    : map(map), rank(map.getRank()) {
  auto yield =
      cast<placement::YieldOp>(map.getLaunch().front().getTerminator());
  for (auto [argument, value] :
       llvm::zip(map.getPoint().getArguments(), yield.getValues()))
    origins[argument] = value;
  for (auto require : map.getLaunch().getOps<placement::RequireOp>())
    addCondition(require.getCondition(), true);
}

//===----------------------------------------------------------------------===//
// Terms
//===----------------------------------------------------------------------===//

Value BoundsProver::resolve(Value value) const {
  Value origin = origins.lookup(value);
  return origin ? origin : value;
}

std::optional<int64_t> BoundsProver::getConstant(Value value) const {
  APInt constant;
  if (matchPattern(resolve(value), m_ConstantInt(&constant)))
    return constant.getSExtValue();
  return std::nullopt;
}

/// Operations that do not wrap: marked so, or checked by a requirement.
template <typename PlainOp, typename CheckedOp>
BoundsProver::Operands BoundsProver::matchExact(Value value) const {
  value = resolve(value);
  if (auto plain = value.getDefiningOp<PlainOp>())
    if (bitEnumContainsAll(plain.getOverflowFlags(),
                           arith::IntegerOverflowFlags::nsw))
      return {resolve(plain.getLhs()), resolve(plain.getRhs())};
  auto checked = value.getDefiningOp<CheckedOp>();
  if (!checked || checked.getResult() != value)
    return {};
  for (Operation *user : checked.getOk().getUsers())
    if (isa<placement::RequireOp>(user))
      return {resolve(checked.getLhs()), resolve(checked.getRhs())};
  return {};
}

/// Divisions that stand behind the requirement that there is a quotient.
template <typename PlainOp>
BoundsProver::Operands BoundsProver::matchDivision(Value value) const {
  value = resolve(value);
  if (auto plain = value.getDefiningOp<PlainOp>())
    return {resolve(plain.getLhs()), resolve(plain.getRhs())};
  return {};
}

BoundsProver::Operands BoundsProver::matchProduct(Value value) const {
  return matchExact<arith::MulIOp, placement::MulOp>(value);
}
BoundsProver::Operands BoundsProver::matchSum(Value value) const {
  return matchExact<arith::AddIOp, placement::AddOp>(value);
}
BoundsProver::Operands BoundsProver::matchDifference(Value value) const {
  return matchExact<arith::SubIOp, placement::SubOp>(value);
}
BoundsProver::Operands BoundsProver::matchQuotient(Value value) const {
  return matchDivision<arith::DivSIOp>(value);
}
BoundsProver::Operands BoundsProver::matchRemainder(Value value) const {
  return matchDivision<arith::RemSIOp>(value);
}

//===----------------------------------------------------------------------===//
// Machines and launches
//===----------------------------------------------------------------------===//

Value BoundsProver::getBoundArgument(unsigned number) const {
  placement::MapOp op = map;
  return op.getLaunch().getArgument(1 + op.getKinds().size() + number);
}

/// Numbers of nodes and of processors.
bool BoundsProver::isCount(Value value) const {
  placement::MapOp op = map;
  auto argument = dyn_cast<BlockArgument>(resolve(value));
  return argument && argument.getOwner() == &op.getLaunch().front() &&
         argument.getArgNumber() < 1 + op.getKinds().size();
}

std::optional<unsigned> BoundsProver::getExtentDim(Value value) const {
  Operands sum = matchSum(value);
  if (!sum || getConstant(sum.rhs) != 1)
    return std::nullopt;
  Operands difference = matchDifference(sum.lhs);
  if (!difference)
    return std::nullopt;
  for (unsigned dim = 0; dim < rank; ++dim)
    if (difference.lhs == getBoundArgument(rank + dim) &&
        difference.rhs == getBoundArgument(dim))
      return dim;
  return std::nullopt;
}

/// Raw coordinates are below the extent only if domains start at 0.
std::optional<unsigned> BoundsProver::getCoordinateDim(Value value) const {
  placement::MapOp op = map;
  auto coordinates = op.getPoint().getArguments().take_back(rank);
  Operands difference = matchDifference(value);
  for (unsigned dim = 0; dim < rank; ++dim) {
    if (startsAtZero && value == coordinates[dim])
      return dim;
    if (difference && difference.lhs == coordinates[dim] &&
        difference.rhs == getBoundArgument(dim))
      return dim;
  }
  return std::nullopt;
}

/// The extent of a dimension, if the map computes it.
Value BoundsProver::findExtent(unsigned dim) const {
  placement::MapOp op = map;
  for (Operation &inner : op.getLaunch().front())
    for (Value result : inner.getResults())
      if (getExtentDim(result) == dim)
        return result;
  return nullptr;
}

//===----------------------------------------------------------------------===//
// Conditions
//===----------------------------------------------------------------------===//

void BoundsProver::addCondition(Value condition, bool holds) {
  if (auto both = condition.getDefiningOp<arith::AndIOp>()) {
    if (!holds)
      return;
    addCondition(both.getLhs(), true);
    return addCondition(both.getRhs(), true);
  }
  auto compare = condition.getDefiningOp<arith::CmpIOp>();
  if (!compare)
    return;
  arith::CmpIPredicate predicate =
      holds ? compare.getPredicate()
            : arith::invertPredicate(compare.getPredicate());
  Value lhs = resolve(compare.getLhs()), rhs = resolve(compare.getRhs());
  switch (predicate) {
  case arith::CmpIPredicate::ne:
    if (getConstant(rhs) == 0)
      nonZero.insert(lhs);
    return;
  case arith::CmpIPredicate::slt:
    orders.push_back({lhs, rhs, true});
    return;
  case arith::CmpIPredicate::sle:
    orders.push_back({lhs, rhs, false});
    return;
  case arith::CmpIPredicate::sgt:
    orders.push_back({rhs, lhs, true});
    return;
  case arith::CmpIPredicate::sge:
    orders.push_back({rhs, lhs, false});
    return;
  default:
    return;
  }
}

bool BoundsProver::isKnown(Value less, Value greater, bool isStrict) const {
  return llvm::any_of(orders, [&](const Order &order) {
    return order.less == less && order.greater == greater &&
           (order.isStrict || !isStrict);
  });
}

template <typename Prove>
bool BoundsProver::inBothCases(arith::SelectOp select, Prove prove) {
  size_t numOrders = orders.size();
  llvm::DenseSet<Value> nonZeroBefore = nonZero;
  bool isProved = true;
  for (bool holds : {true, false}) {
    addCondition(resolve(select.getCondition()), holds);
    isProved =
        isProved &&
        prove(resolve(holds ? select.getTrueValue() : select.getFalseValue()));
    orders.truncate(numOrders);
    nonZero = nonZeroBefore;
  }
  return isProved;
}

//===----------------------------------------------------------------------===//
// Inequalities
//===----------------------------------------------------------------------===//

bool BoundsProver::isPositive(Value value) {
  DepthGuard guard(depth);
  value = resolve(value);
  if (depth > maxDepth)
    return false;
  if (std::optional<int64_t> constant = getConstant(value))
    return *constant > 0;
  // Sizes of splits are at least 1, and a launch has at least one point.
  if (value.getDefiningOp<placement::FactorizeOp>() || getExtentDim(value))
    return true;
  placement::MapOp op = map;
  if (value == op.getLaunch().getArgument(0))
    return true;
  if (nonZero.contains(value) && isNonNegative(value))
    return true;
  for (const Order &order : llvm::to_vector(orders))
    if (order.greater == value && getConstant(order.less) &&
        *getConstant(order.less) >= (order.isStrict ? 0 : 1))
      return true;
  if (auto select = value.getDefiningOp<arith::SelectOp>())
    return inBothCases(select,
                       [&](Value chosen) { return isPositive(chosen); });
  if (Operands product = matchProduct(value))
    return isPositive(product.lhs) && isPositive(product.rhs);
  if (Operands sum = matchSum(value))
    return (isPositive(sum.lhs) && isNonNegative(sum.rhs)) ||
           (isNonNegative(sum.lhs) && isPositive(sum.rhs));
  if (Operands difference = matchDifference(value))
    return isLess(difference.rhs, difference.lhs);
  return false;
}

bool BoundsProver::isNonNegative(Value value) {
  DepthGuard guard(depth);
  value = resolve(value);
  if (depth > maxDepth)
    return false;
  if (std::optional<int64_t> constant = getConstant(value))
    return *constant >= 0;
  if (isCount(value) || getExtentDim(value) || getCoordinateDim(value) ||
      value.getDefiningOp<placement::FactorizeOp>())
    return true;
  if (auto select = value.getDefiningOp<arith::SelectOp>())
    return inBothCases(select,
                       [&](Value chosen) { return isNonNegative(chosen); });
  if (Operands product = matchProduct(value))
    return isNonNegative(product.lhs) && isNonNegative(product.rhs);
  if (Operands sum = matchSum(value))
    return isNonNegative(sum.lhs) && isNonNegative(sum.rhs);
  if (Operands quotient = matchQuotient(value))
    return isNonNegative(quotient.lhs) && isNonNegative(quotient.rhs);
  if (Operands remainder = matchRemainder(value))
    return isNonNegative(remainder.lhs);
  if (Operands difference = matchDifference(value))
    return isLessOrEqual(difference.rhs, difference.lhs) ||
           (getConstant(difference.rhs) == 1 && isPositive(difference.lhs));
  return false;
}

/// 0 <= a and 0 < p give a % p < p.
bool BoundsProver::isRemainderLess(Operands remainder, Value bound) {
  return isNonNegative(remainder.lhs) && isNonNegative(remainder.rhs) &&
         isLessOrEqual(remainder.rhs, bound);
}

/// 0 <= x < y and 0 < p give x * p / y < p; 0 <= a < p * q gives a / q < p.
bool BoundsProver::isQuotientLess(Operands quotient, Value bound) {
  if (Operands product = matchProduct(quotient.lhs)) {
    Value factors[] = {product.lhs, product.rhs};
    for (unsigned x : {0, 1}) {
      Value p = factors[1 - x];
      if (isNonNegative(factors[x]) && isLess(factors[x], quotient.rhs) &&
          isPositive(p) && isLessOrEqual(p, bound))
        return true;
    }
  }
  Operands remainder = matchRemainder(quotient.lhs);
  Operands area =
      remainder ? matchProduct(remainder.rhs) : Operands{nullptr, nullptr};
  bool isOfArea =
      area && ((area.lhs == quotient.rhs && isLessOrEqual(area.rhs, bound)) ||
               (area.rhs == quotient.rhs && isLessOrEqual(area.lhs, bound)));
  if (isOfArea && isNonNegative(remainder.lhs))
    return true;
  return isNonNegative(quotient.lhs) && isPositive(quotient.rhs) &&
         isLess(quotient.lhs, bound);
}

bool BoundsProver::isLess(Value value, Value bound) {
  DepthGuard guard(depth);
  value = resolve(value);
  bound = resolve(bound);
  if (depth > maxDepth)
    return false;
  std::optional<int64_t> constant = getConstant(value);
  if (constant && getConstant(bound))
    return *constant < *getConstant(bound);
  if (isKnown(value, bound, /*isStrict=*/true) ||
      (constant && *constant <= 0 && isPositive(bound)))
    return true;
  if (auto select = value.getDefiningOp<arith::SelectOp>())
    return inBothCases(select,
                       [&](Value chosen) { return isLess(chosen, bound); });
  if (std::optional<unsigned> dim = getCoordinateDim(value)) {
    Value extent = findExtent(*dim);
    return extent && isLessOrEqual(extent, bound);
  }
  if (Operands remainder = matchRemainder(value))
    return isRemainderLess(remainder, bound) ||
           (isNonNegative(remainder.lhs) && isLess(remainder.lhs, bound));
  if (Operands quotient = matchQuotient(value))
    return isQuotientLess(quotient, bound);
  if (Operands difference = matchDifference(value))
    return isPositive(difference.rhs) && isLessOrEqual(difference.lhs, bound);
  return false;
}

bool BoundsProver::isLessOrEqual(Value value, Value bound) {
  DepthGuard guard(depth);
  value = resolve(value);
  bound = resolve(bound);
  if (depth > maxDepth)
    return false;
  if (value == bound || isKnown(value, bound, /*isStrict=*/false))
    return true;
  std::optional<int64_t> constant = getConstant(value);
  if (constant && getConstant(bound))
    return *constant <= *getConstant(bound);
  if ((constant && *constant <= 1 && isPositive(bound)) ||
      (constant && *constant <= 0 && isNonNegative(bound)))
    return true;
  if (auto select = value.getDefiningOp<arith::SelectOp>())
    return inBothCases(
        select, [&](Value chosen) { return isLessOrEqual(chosen, bound); });
  if (auto select = bound.getDefiningOp<arith::SelectOp>())
    return inBothCases(
        select, [&](Value chosen) { return isLessOrEqual(value, chosen); });
  if (Operands difference = matchDifference(value))
    if (isNonNegative(difference.rhs) && isLessOrEqual(difference.lhs, bound))
      return true;
  return isLess(value, bound);
}

bool BoundsProver::isInBounds(Value value, Value bound) {
  return isNonNegative(value) && isLess(value, bound);
}
