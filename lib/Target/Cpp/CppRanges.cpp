//===- CppRanges.cpp - What is known of values while printing -------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CppRanges.h"

#include "mlir/IR/Matchers.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mapwright;
using llvm::ConstantRange;

static ConstantRange getFull() { return ConstantRange::getFull(64); }

static ConstantRange makeInclusive(int64_t lo, int64_t hi) {
  return ConstantRange::getNonEmpty(APInt(64, lo, true),
                                    APInt(64, hi, true) + 1);
}

Value KnownRanges::resolve(Value value) const {
  Value original = aliases.lookup(value);
  return original ? original : value;
}

void KnownRanges::set(Value value, const ConstantRange &range) {
  value = resolve(value);
  ConstantRange narrowed =
      compute(value, maxDepth).intersectWith(range, ConstantRange::Signed);
  facts.ranges.insert_or_assign(value, narrowed);
}

ConstantRange KnownRanges::get(Value value) const {
  return compute(value, maxDepth);
}

ConstantRange KnownRanges::compute(Value value, unsigned depth) const {
  value = resolve(value);
  APInt constant;
  if (matchPattern(value, m_ConstantInt(&constant)))
    return ConstantRange(constant);
  auto found = facts.ranges.find(value);
  if (found != facts.ranges.end())
    return found->second;
  return depth == 0 ? getFull() : computeDefinition(value, depth - 1);
}

/// Products of 64-bit values, and sums of those, do not wrap in so many bits.
static constexpr unsigned wideBits = 130;

static bool fits(const ConstantRange &wide) {
  return wide.getSignedMin().isSignedIntN(64) &&
         wide.getSignedMax().isSignedIntN(64);
}

static ConstantRange narrow(const ConstantRange &wide) {
  return fits(wide) ? wide.truncate(64) : getFull();
}

/// What is left of a range if the value is known to fit.
static ConstantRange clip(const ConstantRange &wide) {
  return wide
      .intersectWith(getFull().signExtend(wideBits), ConstantRange::Signed)
      .truncate(64);
}

/// The exact result of a sum, difference or product.
ConstantRange KnownRanges::computeWide(Operation *op, unsigned depth) const {
  auto of = [&](unsigned i) {
    return compute(op->getOperand(i), depth).signExtend(wideBits);
  };
  if (isa<arith::AddIOp, placement::AddOp>(op))
    return of(0).add(of(1));
  if (isa<arith::SubIOp, placement::SubOp>(op)) {
    ConstantRange difference = of(0).sub(of(1));
    bool isOrdered = ordered.contains(
        {resolve(op->getOperand(0)), resolve(op->getOperand(1))});
    return isOrdered
               ? difference.intersectWith(ConstantRange(
                     APInt(wideBits, 0), APInt::getSignedMinValue(wideBits)))
               : difference;
  }
  return of(0).multiply(of(1));
}

/// Total quotients and remainders are 0 where C++ defines none.
static ConstantRange withZero(const ConstantRange &range) {
  return range.unionWith(ConstantRange(APInt(64, 0)), ConstantRange::Signed);
}

ConstantRange KnownRanges::computeDefinition(Value value,
                                             unsigned depth) const {
  Operation *op = value.getDefiningOp();
  if (!op)
    return getFull();
  auto of = [&](Value operand) { return compute(operand, depth); };
  return llvm::TypeSwitch<Operation *, ConstantRange>(op)
      .Case<arith::AddIOp, arith::SubIOp, arith::MulIOp>([&](auto op) {
        ConstantRange wide = computeWide(op, depth);
        return op.hasNoSignedWrap() ? clip(wide) : narrow(wide);
      })
      .Case<arith::DivSIOp>(
          [&](auto op) { return of(op.getLhs()).sdiv(of(op.getRhs())); })
      .Case<arith::RemSIOp>(
          [&](auto op) { return of(op.getLhs()).srem(of(op.getRhs())); })
      .Case<placement::DivOp>([&](auto op) {
        return withZero(of(op.getLhs()).sdiv(of(op.getRhs())));
      })
      .Case<placement::RemOp>([&](auto op) {
        return withZero(of(op.getLhs()).srem(of(op.getRhs())));
      })
      .Case<arith::SelectOp>([&](auto op) {
        return of(op.getTrueValue())
            .unionWith(of(op.getFalseValue()), ConstantRange::Signed);
      })
      .Case<arith::ExtUIOp>([](auto) { return makeInclusive(0, 1); })
      .Case<placement::FactorizeOp>(
          [&](auto) { return makeInclusive(1, space::sizeLimit - 1); })
      .Default([](Operation *) { return getFull(); });
}

//===----------------------------------------------------------------------===//
// Learning
//===----------------------------------------------------------------------===//

static llvm::CmpInst::Predicate getPredicate(arith::CmpIPredicate predicate) {
  switch (predicate) {
  case arith::CmpIPredicate::eq:
    return llvm::CmpInst::ICMP_EQ;
  case arith::CmpIPredicate::ne:
    return llvm::CmpInst::ICMP_NE;
  case arith::CmpIPredicate::slt:
    return llvm::CmpInst::ICMP_SLT;
  case arith::CmpIPredicate::sle:
    return llvm::CmpInst::ICMP_SLE;
  case arith::CmpIPredicate::sgt:
    return llvm::CmpInst::ICMP_SGT;
  case arith::CmpIPredicate::sge:
    return llvm::CmpInst::ICMP_SGE;
  case arith::CmpIPredicate::ult:
    return llvm::CmpInst::ICMP_ULT;
  case arith::CmpIPredicate::ule:
    return llvm::CmpInst::ICMP_ULE;
  case arith::CmpIPredicate::ugt:
    return llvm::CmpInst::ICMP_UGT;
  case arith::CmpIPredicate::uge:
    return llvm::CmpInst::ICMP_UGE;
  }
  llvm_unreachable("all predicates are listed");
}

void KnownRanges::assumeCompare(arith::CmpIOp compare, bool holds) {
  if (!compare.getLhs().getType().isInteger(64))
    return;
  llvm::CmpInst::Predicate predicate = getPredicate(compare.getPredicate());
  if (!holds)
    predicate = llvm::CmpInst::getInversePredicate(predicate);
  if (predicate == llvm::CmpInst::ICMP_NE &&
      matchPattern(compare.getRhs(), m_Zero()))
    facts.nonZero.insert(resolve(compare.getLhs()));
  ConstantRange lhs = get(compare.getLhs()), rhs = get(compare.getRhs());
  set(compare.getLhs(), ConstantRange::makeAllowedICmpRegion(predicate, rhs));
  set(compare.getRhs(),
      ConstantRange::makeAllowedICmpRegion(
          llvm::CmpInst::getSwappedPredicate(predicate), lhs));
}

/// Recognizes what stands before a division: the dividend is not INT64_MIN or
/// the divisor not -1.
void KnownRanges::assumeNotBoth(arith::AndIOp both) {
  auto getEqual = [](Value condition, int64_t constant) -> Value {
    auto compare = condition.getDefiningOp<arith::CmpIOp>();
    APInt value;
    if (compare && compare.getPredicate() == arith::CmpIPredicate::eq &&
        matchPattern(compare.getRhs(), m_ConstantInt(&value)) &&
        value.getBitWidth() == 64 && value.getSExtValue() == constant)
      return compare.getLhs();
    return {};
  };
  Value sides[] = {both.getLhs(), both.getRhs()};
  for (unsigned first : {0, 1}) {
    Value lhs = getEqual(sides[first], INT64_MIN);
    Value rhs = getEqual(sides[1 - first], -1);
    if (lhs && rhs)
      facts.exactQuotients.insert({resolve(lhs), resolve(rhs)});
  }
}

/// `lhs && rhs` and `lhs || rhs`, whose right side runs only if needed.
void KnownRanges::assumeBranch(scf::IfOp branch, unsigned result, bool holds) {
  Value lhs = branch.getCondition();
  Value thenValue = branch.thenYield().getOperand(result);
  Value elseValue = branch.elseYield().getOperand(result);
  if (holds && matchPattern(elseValue, m_Zero())) {
    assume(lhs, true);
    assume(thenValue, true);
  } else if (!holds && matchPattern(thenValue, m_One())) {
    assume(lhs, false);
    assume(elseValue, false);
  }
}

void KnownRanges::assume(Value condition, bool holds) {
  condition = resolve(condition);
  Operation *op = condition.getDefiningOp();
  if (!op)
    return;
  if (auto compare = dyn_cast<arith::CmpIOp>(op)) {
    assumeCompare(compare, holds);
  } else if (auto both = dyn_cast<arith::AndIOp>(op)) {
    if (!holds)
      return assumeNotBoth(both);
    assume(both.getLhs(), true);
    assume(both.getRhs(), true);
  } else if (auto either = dyn_cast<arith::OrIOp>(op)) {
    if (holds)
      return;
    assume(either.getLhs(), false);
    assume(either.getRhs(), false);
  } else if (auto exclusive = dyn_cast<arith::XOrIOp>(op)) {
    if (matchPattern(exclusive.getRhs(), m_One()))
      assume(exclusive.getLhs(), !holds);
  } else if (auto branch = dyn_cast<scf::IfOp>(op)) {
    assumeBranch(branch, cast<OpResult>(condition).getResultNumber(), holds);
  } else if (holds &&
             isa<placement::AddOp, placement::SubOp, placement::MulOp>(op)) {
    // The result that fits.
    set(op->getResult(0), clip(computeWide(op)));
  }
}

//===----------------------------------------------------------------------===//
// Plain operators
//===----------------------------------------------------------------------===//

bool KnownRanges::cannotOverflow(Operation *op) const {
  auto flags = dyn_cast<arith::ArithIntegerOverflowFlagsInterface>(op);
  if (flags && flags.hasNoSignedWrap())
    return true;
  return fits(computeWide(op));
}

bool KnownRanges::canDivide(Value lhs, Value rhs) const {
  ConstantRange divisor = get(rhs);
  if (divisor.contains(APInt(64, 0)) && !facts.nonZero.contains(resolve(rhs)))
    return false;
  return !divisor.contains(APInt::getAllOnes(64)) ||
         !get(lhs).contains(APInt::getSignedMinValue(64)) ||
         facts.exactQuotients.contains({resolve(lhs), resolve(rhs)});
}
