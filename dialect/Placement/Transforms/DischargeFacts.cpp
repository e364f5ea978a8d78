//===- DischargeFacts.cpp - What is known at a place in a map -------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Discharge.h"

#include "mlir/IR/Matchers.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mapwright;
using namespace mapwright::placement;

//===----------------------------------------------------------------------===//
// Facts
//===----------------------------------------------------------------------===//

Value Discharger::resolve(Value value) {
  Value origin = origins.lookup(value);
  return origin ? origin : value;
}

Interval Discharger::getRange(Value value) {
  value = resolve(value);
  APInt constant;
  if (matchPattern(value, m_ConstantInt(&constant)))
    return {constant.getSExtValue(), constant.getSExtValue()};
  auto found = facts.ranges.find(value);
  return found == facts.ranges.end() ? Interval() : found->second;
}

std::optional<bool> Discharger::getTruth(Value value) {
  value = resolve(value);
  APInt constant;
  if (matchPattern(value, m_ConstantInt(&constant)))
    return !constant.isZero();
  auto found = facts.truths.find(value);
  return found == facts.truths.end() ? std::nullopt
                                     : std::optional(found->second);
}

void Discharger::narrow(Value value, Interval range) {
  value = resolve(value);
  Interval known = getRange(value);
  Interval met = known.meet(range);
  // Contradictory facts: what follows never runs, and no range describes it.
  if (met.lo > met.hi)
    return;
  facts.ranges[value] = met;
  narrowOffsets(value);
  // x + c in [lo, hi] says x in [lo - c, hi - c], if the sum is exact.
  auto sum = value.getDefiningOp<placement::AddOp>();
  if (!sum || value != sum.getResult() || getTruth(sum.getOk()) != true)
    return;
  Interval addend = getRange(sum.getRhs());
  if (addend.lo == addend.hi)
    narrow(sum.getLhs(), {met.lo - addend.lo, met.hi - addend.lo});
}

void Discharger::assume(Value condition, bool truth) {
  condition = resolve(condition);
  facts.truths[condition] = truth;
  Operation *op = condition.getDefiningOp();
  if (!op)
    return;
  llvm::TypeSwitch<Operation *>(op)
      .Case([&](arith::CmpIOp compare) { assumeCompare(compare, truth); })
      .Case([&](arith::AndIOp both) {
        if (!truth)
          return assumeNotBoth(both);
        assume(both.getLhs(), true);
        assume(both.getRhs(), true);
      })
      .Case([&](arith::OrIOp either) {
        if (truth)
          return;
        assume(either.getLhs(), false);
        assume(either.getRhs(), false);
      })
      .Case([&](arith::XOrIOp flip) {
        if (getTruth(flip.getRhs()) == true)
          assume(flip.getLhs(), !truth);
      })
      .Case([&](scf::IfOp choice) {
        unsigned result = cast<OpResult>(condition).getResultNumber();
        assumeChoice(choice, result, truth);
      })
      .Case<placement::AddOp, placement::SubOp, placement::MulOp>([&](auto op) {
        if (truth)
          narrow(op.getResult(),
                 compute(op, getRange(op.getLhs()), getRange(op.getRhs())));
      });
}

/// Recognizes what stands before a division: the dividend is not INT64_MIN or
/// the divisor not -1.
void Discharger::assumeNotBoth(arith::AndIOp op) {
  auto getEqual = [](Value condition, int64_t constant) -> Value {
    auto compare = condition.getDefiningOp<arith::CmpIOp>();
    APInt value;
    bool isEqual = compare &&
                   compare.getPredicate() == arith::CmpIPredicate::eq &&
                   matchPattern(compare.getRhs(), m_ConstantInt(&value)) &&
                   value.getSExtValue() == constant;
    return isEqual ? compare.getLhs() : Value();
  };
  Value sides[] = {resolve(op.getLhs()), resolve(op.getRhs())};
  for (unsigned first : {0, 1}) {
    Value other = sides[1 - first];
    if (getTruth(sides[first]) == true)
      assume(other, false);
    Value lhs = getEqual(sides[first], INT64_MIN), rhs = getEqual(other, -1);
    if (lhs && rhs)
      facts.exactQuotients.insert({resolve(lhs), resolve(rhs)});
  }
}

/// `lhs && rhs` and `lhs || rhs`, whose right side runs only if needed.
void Discharger::assumeChoice(scf::IfOp op, unsigned result, bool truth) {
  Value thenValue = op.thenYield().getOperand(result);
  Value elseValue = op.elseYield().getOperand(result);
  if (truth && getTruth(elseValue) == false) {
    assume(op.getCondition(), true);
    assume(thenValue, true);
  } else if (!truth && getTruth(thenValue) == true) {
    assume(op.getCondition(), false);
    assume(elseValue, false);
  }
}

void Discharger::assumeCompare(arith::CmpIOp op, bool truth) {
  using arith::CmpIPredicate;
  CmpIPredicate predicate = op.getPredicate();
  if (!truth)
    predicate = arith::invertPredicate(predicate);
  Value lhs = op.getLhs(), rhs = op.getRhs();
  // Canonicalization puts constants on the right.
  if (predicate == CmpIPredicate::ugt) {
    predicate = CmpIPredicate::ult;
    std::swap(lhs, rhs);
  }
  Interval a = getRange(lhs), b = getRange(rhs);
  switch (predicate) {
  case CmpIPredicate::eq:
    narrow(lhs, b);
    narrow(rhs, a);
    return;
  case CmpIPredicate::ne:
    if (b.lo == 0 && b.hi == 0)
      facts.nonZero.insert(resolve(lhs));
    if (b.lo == b.hi && a.lo == b.lo)
      narrow(lhs, {a.lo + 1, a.hi});
    else if (b.lo == b.hi && a.hi == b.lo)
      narrow(lhs, {a.lo, a.hi - 1});
    return;
  case CmpIPredicate::slt:
    narrow(lhs, {least, b.hi - 1});
    narrow(rhs, {a.lo + 1, most});
    return;
  case CmpIPredicate::sle:
    narrow(lhs, {least, b.hi});
    narrow(rhs, {a.lo, most});
    return;
  case CmpIPredicate::sgt:
    narrow(lhs, {b.lo + 1, most});
    narrow(rhs, {least, a.hi - 1});
    return;
  case CmpIPredicate::sge:
    narrow(lhs, {b.lo, most});
    narrow(rhs, {least, a.hi});
    return;
  case CmpIPredicate::ult:
    // With a bound that is not negative: 0 <= lhs < rhs.
    if (b.lo >= 0) {
      narrow(lhs, {0, b.hi - 1});
      narrow(rhs, {1, most});
    }
    return;
  default:
    return;
  }
}

//===----------------------------------------------------------------------===//
// The launch and its domain
//===----------------------------------------------------------------------===//

/// The policy checks the machine once: it has nodes, and counts are below 2^31
/// (MSP15). It refuses launches of which an extent does not fit.
void Discharger::seedLaunch() {
  auto launchArgs = map.getLaunch().getArguments();
  facts.ranges[launchArgs.front()] = {1, space::sizeLimit - 1};
  for (Value count : launchArgs.slice(1, map.getKinds().size()))
    facts.ranges[count] = {0, space::sizeLimit - 1};
  if (map.getRank() > 0)
    return;
  // Places of a single task and its parent have 32 bits.
  for (Value coordinate : launchArgs.take_back(4))
    facts.ranges[coordinate] = {INT32_MIN, INT32_MAX};
}

/// An argument of the launch region after the counts.
Value Discharger::getBound(unsigned number) {
  return map.getLaunch().getArgument(1 + map.getKinds().size() + number);
}

std::optional<unsigned> Discharger::getExtent(Value lhs, Value rhs) {
  for (unsigned d = 0, rank = map.getRank(); d < rank; ++d)
    if (resolve(lhs) == getBound(rank + d) && resolve(rhs) == getBound(d))
      return d;
  return std::nullopt;
}

std::optional<unsigned> Discharger::getOffset(Value lhs, Value rhs) {
  unsigned rank = map.getRank();
  auto coordinates = map.getPoint().getArguments().take_back(rank);
  for (unsigned d = 0; d < rank; ++d)
    if (lhs == coordinates[d] && resolve(rhs) == getBound(d))
      return d;
  return std::nullopt;
}

/// Every hi - lo that has been computed bounds x - lo.
Wide Discharger::getLargestOffset(unsigned dim) {
  Wide largest = most - 1;
  for (auto [extent, extentDim] : extents)
    if (extentDim == dim)
      largest = std::min(largest, getRange(extent).hi);
  return largest;
}

void Discharger::narrowOffsets(Value extent) {
  for (auto [known, dim] : extents)
    if (known == extent)
      for (auto [offset, offsetDim] : offsets)
        if (offsetDim == dim)
          narrow(offset, {0, getLargestOffset(dim)});
}

/// Facts about what a launch yields hold for its points.
void Discharger::seedPoint() {
  auto yield = cast<YieldOp>(map.getLaunch().front().getTerminator());
  for (auto [argument, value] :
       llvm::zip(map.getPoint().getArguments(), yield.getValues()))
    origins[argument] = value;
}
