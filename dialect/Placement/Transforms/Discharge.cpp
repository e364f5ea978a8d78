//===- Discharge.cpp - placement-discharge --------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialect/Placement/Transforms/Passes.h"

#include "Discharge.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/TypeSwitch.h"

namespace mapwright::placement {
#define GEN_PASS_DEF_PLACEMENTDISCHARGE
#include "dialect/Placement/Transforms/Passes.h.inc"
} // namespace mapwright::placement

using namespace mlir;
using namespace mapwright;
using namespace mapwright::placement;

//===----------------------------------------------------------------------===//
// Transfer
//===----------------------------------------------------------------------===//

/// Exact ranges; they may exceed 64 bits, which means a possible overflow.
Interval Discharger::compute(Operation *op, Interval lhs, Interval rhs) {
  if (isa<placement::AddOp, arith::AddIOp>(op))
    return {lhs.lo + rhs.lo, lhs.hi + rhs.hi};
  if (isa<placement::SubOp, arith::SubIOp>(op)) {
    Interval difference = {lhs.lo - rhs.hi, lhs.hi - rhs.lo};
    Value a = op->getOperand(0), b = op->getOperand(1);
    // A launch has points, they lie in its domain, and its extents fit.
    if (getExtent(a, b))
      return difference.meet({0, most - 1});
    if (std::optional<unsigned> dim = getOffset(a, b))
      return difference.meet({0, getLargestOffset(*dim)});
    return difference;
  }
  // The product of two 64-bit values fits in 128 bits.
  return multiply(lhs, rhs);
}

/// Remembers x - lo and hi - lo: what is learned of one bounds the other.
void Discharger::recordDifference(Operation *op) {
  if (!isa<placement::SubOp, arith::SubIOp>(op))
    return;
  Value lhs = op->getOperand(0), rhs = op->getOperand(1);
  if (std::optional<unsigned> dim = getExtent(lhs, rhs))
    extents.push_back({op->getResult(0), *dim});
  else if (std::optional<unsigned> dim = getOffset(lhs, rhs))
    offsets.push_back({op->getResult(0), *dim});
}

/// A result that may be wrapped has a range only once a requirement says that
/// it is not.
template <typename CheckedOp, typename PlainOp>
void Discharger::visitChecked(CheckedOp op) {
  Interval range = compute(op, getRange(op.getLhs()), getRange(op.getRhs()));
  if (!range.fits())
    return;
  OpBuilder builder(op);
  auto plain = PlainOp::create(builder, op.getLoc(), op.getLhs(), op.getRhs(),
                               arith::IntegerOverflowFlags::nsw);
  Value ok = arith::ConstantOp::create(builder, op.getLoc(),
                                       builder.getBoolAttr(true));
  op.replaceAllUsesWith(ValueRange{plain, ok});
  facts.ranges[plain] = range;
  recordDifference(plain);
  op.erase();
  ++numUnchecked;
}

/// Plain arithmetic wraps; where it could, nothing is known.
template <typename PlainOp>
void Discharger::visitPlain(PlainOp op) {
  if (!op.getType().isInteger(64))
    return;
  Interval range = compute(op, getRange(op.getLhs()), getRange(op.getRhs()));
  if (range.fits())
    op.setOverflowFlags(op.getOverflowFlags() |
                        arith::IntegerOverflowFlags::nsw);
  if (op.hasNoSignedWrap())
    facts.ranges[op] = range.meet(Interval());
  recordDifference(op);
}

template <typename TotalOp, typename PlainOp>
void Discharger::visitDivision(TotalOp op) {
  Value lhs = op.getLhs(), rhs = op.getRhs();
  Interval a = getRange(lhs), b = getRange(rhs);
  bool nonZero = !b.contains(0) || facts.nonZero.contains(resolve(rhs));
  bool isExact = !a.contains(least) || !b.contains(-1) ||
                 facts.exactQuotients.contains({resolve(lhs), resolve(rhs)});
  bool isQuotient = std::is_same_v<TotalOp, placement::DivOp>;
  Value result = op;
  if (nonZero && isExact) {
    OpBuilder builder(op);
    result = PlainOp::create(builder, op.getLoc(), lhs, rhs);
    op.replaceAllUsesWith(result);
    op.erase();
  }
  facts.ranges[result] = isQuotient ? divide(a, b, nonZero) : remainder(a, b);
  if (!isQuotient && a.lo >= 0 && b.lo > 0)
    facts.below.insert({result, resolve(rhs)});
}

template <typename PlainOp>
void Discharger::visitPlainDivision(PlainOp op) {
  Interval a = getRange(op.getLhs()), b = getRange(op.getRhs());
  facts.ranges[op] = isa<arith::DivSIOp>(op) ? divide(a, b, /*nonZero=*/true)
                                             : remainder(a, b);
}

void Discharger::visitOp(FactorizeOp op) {
  Interval size = getRange(op.getSize());
  for (Value part : op.getSizes())
    facts.ranges[part] = {1, std::max<Wide>(1, size.hi)};
}

void Discharger::visitOp(arith::SelectOp op) {
  if (op.getType().isInteger(64))
    facts.ranges[op] =
        getRange(op.getTrueValue()).join(getRange(op.getFalseValue()));
}

/// Whether 0 <= lhs < rhs is known of the two values, and says something.
std::optional<bool> Discharger::decideBelow(arith::CmpIOp op) {
  using arith::CmpIPredicate;
  auto isBelow = [&](Value lhs, Value rhs) {
    return facts.below.contains({resolve(lhs), resolve(rhs)});
  };
  bool isLess = isBelow(op.getLhs(), op.getRhs());
  if (!isLess && !isBelow(op.getRhs(), op.getLhs()))
    return std::nullopt;
  switch (op.getPredicate()) {
  case CmpIPredicate::eq:
    return false;
  case CmpIPredicate::ne:
    return true;
  case CmpIPredicate::slt:
  case CmpIPredicate::sle:
  case CmpIPredicate::ult:
  case CmpIPredicate::ule:
    return isLess;
  default:
    return !isLess;
  }
}

void Discharger::visitOp(arith::CmpIOp op) {
  std::optional<bool> truth = decideBelow(op);
  if (!truth)
    truth =
        decide(op.getPredicate(), getRange(op.getLhs()), getRange(op.getRhs()));
  if (truth)
    setTruth(op, *truth);
}

void Discharger::setTruth(Operation *op, bool truth) {
  OpBuilder builder(op);
  Value constant = arith::ConstantOp::create(builder, op->getLoc(),
                                             builder.getBoolAttr(truth));
  op->getResult(0).replaceAllUsesWith(constant);
}

bool Discharger::tryFold(Operation *op) {
  std::optional<bool> lhs = getTruth(op->getOperand(0));
  std::optional<bool> rhs = getTruth(op->getOperand(1));
  if (isa<arith::XOrIOp>(op) && lhs && rhs) {
    setTruth(op, *lhs != *rhs);
    return true;
  }
  if (!isa<arith::AndIOp>(op))
    return false;
  if (lhs == false || rhs == false)
    setTruth(op, false);
  else if (lhs == true)
    op->getResult(0).replaceAllUsesWith(op->getOperand(1));
  else if (rhs == true)
    op->getResult(0).replaceAllUsesWith(op->getOperand(0));
  else
    return false;
  return true;
}

//===----------------------------------------------------------------------===//
// Walking
//===----------------------------------------------------------------------===//

void Discharger::visitOp(RequireOp op) {
  if (getTruth(op.getCondition()) == true) {
    op.erase();
    ++numDischarged;
    return;
  }
  assume(op.getCondition(), true);
}

void Discharger::visitOp(scf::IfOp op) {
  Facts before = facts;
  assume(op.getCondition(), true);
  visitBlock(*op.thenBlock());
  Facts afterThen = facts;
  facts = before;
  if (Block *otherwise = op.elseBlock()) {
    assume(op.getCondition(), false);
    visitBlock(*otherwise);
  }
  Facts afterElse = std::move(facts);
  facts = std::move(before);
  for (auto [i, result] : llvm::enumerate(op.getResults())) {
    if (!result.getType().isInteger(64))
      continue;
    std::swap(facts, afterThen);
    Interval a = getRange(op.thenYield().getOperand(i));
    std::swap(facts, afterThen);
    std::swap(facts, afterElse);
    Interval b = getRange(op.elseYield().getOperand(i));
    std::swap(facts, afterElse);
    facts.ranges[result] = a.join(b);
  }
}

/// Members have coordinates from 0 to the size of each star.
template <typename SetOp>
void Discharger::visitMembers(SetOp op) {
  Facts before = facts;
  Block &members = op.getMembers().front();
  for (auto [coordinate, size] :
       llvm::zip_equal(members.getArguments(), op.getSizes()))
    facts.ranges[coordinate] = {0, std::max<Wide>(getRange(size).hi - 1, 0)};
  visitBlock(members);
  facts = std::move(before);
}

void Discharger::visit(Operation *op) {
  llvm::TypeSwitch<Operation *>(op)
      .Case<RequireOp, scf::IfOp, arith::CmpIOp, arith::SelectOp, FactorizeOp>(
          [&](auto derived) { visitOp(derived); })
      .Case<PlaceSetOp, RequireOneNodeOp>([&](auto set) { visitMembers(set); })
      .Case([&](placement::AddOp add) {
        visitChecked<placement::AddOp, arith::AddIOp>(add);
      })
      .Case([&](placement::SubOp sub) {
        visitChecked<placement::SubOp, arith::SubIOp>(sub);
      })
      .Case([&](placement::MulOp mul) {
        visitChecked<placement::MulOp, arith::MulIOp>(mul);
      })
      .Case([&](placement::DivOp div) {
        visitDivision<placement::DivOp, arith::DivSIOp>(div);
      })
      .Case([&](placement::RemOp rem) {
        visitDivision<placement::RemOp, arith::RemSIOp>(rem);
      })
      .Case<arith::AddIOp, arith::SubIOp, arith::MulIOp>(
          [&](auto plain) { visitPlain(plain); })
      .Case<arith::DivSIOp, arith::RemSIOp>(
          [&](auto plain) { visitPlainDivision(plain); })
      .Case([&](arith::ExtUIOp truth) { facts.ranges[truth] = {0, 1}; })
      .Case<arith::AndIOp, arith::XOrIOp>([&](auto) { tryFold(op); });
}

void Discharger::visitBlock(Block &block) {
  for (Operation &op : llvm::make_early_inc_range(block))
    visit(&op);
}

/// Moves requirements on what the launch knows there, as far as nothing that
/// depends on the point comes before them: what did is gone now.
void Discharger::hoistRequirements() {
  OpBuilder launch(map.getLaunch().front().getTerminator());
  auto isKnown = [&](Value value) {
    return origins.contains(value) || matchPattern(value, m_Constant());
  };
  for (Operation &op : llvm::make_early_inc_range(map.getPoint().front())) {
    if (!isa<RequireOp>(op)) {
      if (!isMemoryEffectFree(&op))
        return;
      continue;
    }
    if (!llvm::all_of(op.getOperands(), isKnown))
      return;
    IRMapping mapping;
    for (Value operand : op.getOperands())
      mapping.map(operand,
                  origins.contains(operand)
                      ? origins.lookup(operand)
                      : launch.clone(*operand.getDefiningOp())->getResult(0));
    launch.clone(op, mapping);
    op.erase();
  }
}

void Discharger::run() {
  seedLaunch();
  visitBlock(map.getLaunch().front());
  seedPoint();
  visitBlock(map.getPoint().front());
  hoistRequirements();
}

//===----------------------------------------------------------------------===//
// Pass
//===----------------------------------------------------------------------===//

namespace {
struct PlacementDischargePass
    : placement::impl::PlacementDischargeBase<PlacementDischargePass> {
  using PlacementDischargeBase::PlacementDischargeBase;

  void runOnOperation() override {
    Discharger discharger(getOperation());
    discharger.run();
    numDischarged += discharger.numDischarged;
    numUnchecked += discharger.numUnchecked;
  }
};
} // namespace
