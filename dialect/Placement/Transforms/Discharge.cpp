//===- Discharge.cpp - placement-discharge --------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialect/Placement/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/TypeSwitch.h"

#include <limits>

namespace mapwright::placement {
#define GEN_PASS_DEF_PLACEMENTDISCHARGE
#include "dialect/Placement/Transforms/Passes.h.inc"
} // namespace mapwright::placement

using namespace mlir;
using namespace mapwright;
using namespace mapwright::placement;

namespace {
using Wide = __int128;

constexpr Wide least = std::numeric_limits<int64_t>::min();
constexpr Wide most = std::numeric_limits<int64_t>::max();

/// Both ends belong to it.
struct Interval {
  Wide lo = least;
  Wide hi = most;

  bool fits() const { return lo >= least && hi <= most; }
  Interval meet(const Interval &other) const {
    return {std::max(lo, other.lo), std::min(hi, other.hi)};
  }
  Interval join(const Interval &other) const {
    return {std::min(lo, other.lo), std::max(hi, other.hi)};
  }
};

/// What is known at a place: ranges of integers, and truth values.
struct Facts {
  DenseMap<Value, Interval> ranges;
  DenseMap<Value, bool> truths;
};

class Discharger {
public:
  explicit Discharger(MapOp map) : map(map) {}
  void run();

  unsigned numDischarged = 0, numUnchecked = 0;

private:
  void visitBlock(Block &block);
  void visit(Operation *op);
  void visitOp(RequireOp op);
  void visitOp(scf::IfOp op);
  void visitOp(arith::CmpIOp op);
  void visitOp(arith::SelectOp op);
  void visitOp(FactorizeOp op);
  void visitDivision(Operation *op);
  template <typename CheckedOp, typename PlainOp>
  void visitChecked(CheckedOp op);
  void visitPlain(Operation *op);
  /// Replaces a truth value that folds once its operands are known.
  bool tryFold(Operation *op);

  Interval compute(Operation *op, Interval lhs, Interval rhs);
  Interval getRange(Value value);
  std::optional<bool> getTruth(Value value);
  void setTruth(Operation *op, bool truth);
  /// Narrows ranges by the knowledge that a condition is `truth`.
  void assume(Value condition, bool truth);
  void assumeCompare(arith::CmpIOp op, bool truth);
  void narrow(Value value, Interval range);

  void seedLaunch();
  void seedPoint();
  bool isExtent(Value lhs, Value rhs);
  /// x - lo of a coordinate and the lower bound of its dimension.
  std::optional<Interval> getOffsetRange(Value lhs, Value rhs);

  MapOp map;
  Facts facts;
  /// Captures of the lower bounds, by dimension, and the ranges of extents.
  DenseMap<Value, unsigned> lowerBounds;
  SmallVector<Interval> offsets;
};
} // namespace

//===----------------------------------------------------------------------===//
// Facts
//===----------------------------------------------------------------------===//

Interval Discharger::getRange(Value value) {
  APInt constant;
  if (matchPattern(value, m_ConstantInt(&constant)))
    return {constant.getSExtValue(), constant.getSExtValue()};
  auto found = facts.ranges.find(value);
  return found == facts.ranges.end() ? Interval() : found->second;
}

std::optional<bool> Discharger::getTruth(Value value) {
  APInt constant;
  if (matchPattern(value, m_ConstantInt(&constant)))
    return !constant.isZero();
  auto found = facts.truths.find(value);
  return found == facts.truths.end() ? std::nullopt
                                     : std::optional(found->second);
}

void Discharger::setTruth(Operation *op, bool truth) {
  OpBuilder builder(op);
  Value constant = arith::ConstantOp::create(builder, op->getLoc(),
                                             builder.getBoolAttr(truth));
  op->getResult(0).replaceAllUsesWith(constant);
}

void Discharger::narrow(Value value, Interval range) {
  Interval known = getRange(value);
  Interval met = known.meet(range);
  // Contradictory facts: what follows never runs, and no range describes it.
  if (met.lo > met.hi)
    return;
  facts.ranges[value] = met;
  // x + c in [lo, hi] says x in [lo - c, hi - c], if the sum is exact.
  auto sum = value.getDefiningOp<placement::AddOp>();
  if (!sum || value != sum.getResult() || getTruth(sum.getOk()) != true)
    return;
  Interval addend = getRange(sum.getRhs());
  if (addend.lo == addend.hi)
    narrow(sum.getLhs(), {met.lo - addend.lo, met.hi - addend.lo});
}

void Discharger::assume(Value condition, bool truth) {
  facts.truths[condition] = truth;
  Operation *op = condition.getDefiningOp();
  if (auto both = dyn_cast_or_null<arith::AndIOp>(op); both && truth) {
    assume(both.getLhs(), true);
    assume(both.getRhs(), true);
  } else if (auto flip = dyn_cast_or_null<arith::XOrIOp>(op)) {
    if (getTruth(flip.getRhs()) == true)
      assume(flip.getLhs(), !truth);
  } else if (auto compare = dyn_cast_or_null<arith::CmpIOp>(op)) {
    assumeCompare(compare, truth);
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
// Transfer
//===----------------------------------------------------------------------===//

static Interval multiply(Interval a, Interval b) {
  Wide products[] = {a.lo * b.lo, a.lo * b.hi, a.hi * b.lo, a.hi * b.hi};
  return {*std::min_element(products, products + 4),
          *std::max_element(products, products + 4)};
}

/// The quotient by a positive divisor, truncated toward zero.
static Interval divide(Interval a, Interval b) {
  Wide quotients[] = {a.lo / b.lo, a.lo / b.hi, a.hi / b.lo, a.hi / b.hi};
  return {*std::min_element(quotients, quotients + 4),
          *std::max_element(quotients, quotients + 4)};
}

static Interval remainder(Interval a, Interval b) {
  Wide limit = b.hi - 1;
  return {a.lo >= 0 ? 0 : std::max(-limit, a.lo),
          a.hi <= 0 ? 0 : std::min(limit, a.hi)};
}

/// Exact ranges; they may exceed 64 bits, which means a possible overflow.
Interval Discharger::compute(Operation *op, Interval lhs, Interval rhs) {
  if (isa<placement::AddOp, arith::AddIOp>(op))
    return {lhs.lo + rhs.lo, lhs.hi + rhs.hi};
  if (isa<placement::SubOp, arith::SubIOp>(op)) {
    if (auto offset = getOffsetRange(op->getOperand(0), op->getOperand(1)))
      return *offset;
    if (isExtent(op->getOperand(0), op->getOperand(1)))
      return {0, most - least};
    return {lhs.lo - rhs.hi, lhs.hi - rhs.lo};
  }
  // The product of two 64-bit values fits in 128 bits.
  return multiply(lhs, rhs);
}

template <typename CheckedOp, typename PlainOp>
void Discharger::visitChecked(CheckedOp op) {
  Interval range = compute(op, getRange(op.getLhs()), getRange(op.getRhs()));
  if (!range.fits()) {
    facts.ranges[op.getResult()] = range.meet(Interval());
    return;
  }
  OpBuilder builder(op);
  Value plain = PlainOp::create(builder, op.getLoc(), op.getLhs(), op.getRhs(),
                                arith::IntegerOverflowFlags::nsw);
  Value ok = arith::ConstantOp::create(builder, op.getLoc(),
                                       builder.getBoolAttr(true));
  op.replaceAllUsesWith(ValueRange{plain, ok});
  facts.ranges[plain] = range;
  op.erase();
  ++numUnchecked;
}

/// Plain arithmetic wraps; where it could, nothing is known.
void Discharger::visitPlain(Operation *op) {
  if (!op->getResult(0).getType().isInteger(64))
    return;
  Interval range =
      compute(op, getRange(op->getOperand(0)), getRange(op->getOperand(1)));
  if (range.fits())
    facts.ranges[op->getResult(0)] = range;
}

void Discharger::visitDivision(Operation *op) {
  Interval lhs = getRange(op->getOperand(0)), rhs = getRange(op->getOperand(1));
  if (rhs.lo <= 0)
    return;
  facts.ranges[op->getResult(0)] =
      isa<placement::DivOp>(op) ? divide(lhs, rhs) : remainder(lhs, rhs);
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

/// True or false whatever the values are, or not decided.
static std::optional<bool> decide(arith::CmpIPredicate predicate, Interval a,
                                  Interval b) {
  using arith::CmpIPredicate;
  auto less = [](Interval x, Interval y) -> std::optional<bool> {
    if (x.hi < y.lo)
      return true;
    return x.lo >= y.hi ? std::optional(false) : std::nullopt;
  };
  auto invert = [](std::optional<bool> truth) {
    return truth ? std::optional(!*truth) : std::nullopt;
  };
  switch (predicate) {
  case CmpIPredicate::slt:
    return less(a, b);
  case CmpIPredicate::sgt:
    return less(b, a);
  case CmpIPredicate::sle:
    return invert(less(b, a));
  case CmpIPredicate::sge:
    return invert(less(a, b));
  case CmpIPredicate::ult:
    return a.lo >= 0 && b.lo >= 0 ? less(a, b) : std::nullopt;
  case CmpIPredicate::ugt:
    return decide(CmpIPredicate::ult, b, a);
  case CmpIPredicate::eq:
  case CmpIPredicate::ne: {
    std::optional<bool> equal;
    if (a.hi < b.lo || b.hi < a.lo)
      equal = false;
    else if (a.lo == a.hi && b.lo == b.hi && a.lo == b.lo)
      equal = true;
    return predicate == CmpIPredicate::eq ? equal : invert(equal);
  }
  default:
    return std::nullopt;
  }
}

void Discharger::visitOp(arith::CmpIOp op) {
  if (auto truth = decide(op.getPredicate(), getRange(op.getLhs()),
                          getRange(op.getRhs())))
    setTruth(op, *truth);
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

void Discharger::visit(Operation *op) {
  llvm::TypeSwitch<Operation *>(op)
      .Case<RequireOp, scf::IfOp, arith::CmpIOp, arith::SelectOp, FactorizeOp>(
          [&](auto derived) { visitOp(derived); })
      .Case([&](placement::AddOp add) {
        visitChecked<placement::AddOp, arith::AddIOp>(add);
      })
      .Case([&](placement::SubOp sub) {
        visitChecked<placement::SubOp, arith::SubIOp>(sub);
      })
      .Case([&](placement::MulOp mul) {
        visitChecked<placement::MulOp, arith::MulIOp>(mul);
      })
      .Case<placement::DivOp, placement::RemOp>(
          [&](auto) { visitDivision(op); })
      .Case<arith::AddIOp, arith::SubIOp, arith::MulIOp>(
          [&](auto) { visitPlain(op); })
      .Case<arith::AndIOp, arith::XOrIOp>([&](auto) { tryFold(op); });
}

void Discharger::visitBlock(Block &block) {
  for (Operation &op : llvm::make_early_inc_range(block))
    visit(&op);
}

/// The policy checks the machine once: it has nodes, and counts are below 2^31
/// (MSP15).
void Discharger::seedLaunch() {
  auto launchArgs = map.getLaunch().getArguments();
  facts.ranges[launchArgs.front()] = {1, space::sizeLimit - 1};
  for (Value count : launchArgs.slice(1, map.getKinds().size()))
    facts.ranges[count] = {0, space::sizeLimit - 1};
}

/// Whether this is hi - lo of a dimension, which is not negative: a launch
/// without points evaluates nothing.
bool Discharger::isExtent(Value lhs, Value rhs) {
  auto launchArgs = map.getLaunch().getArguments();
  unsigned first = 1 + map.getKinds().size(), rank = map.getRank();
  for (unsigned d = 0; d < rank; ++d)
    if (lhs == launchArgs[first + rank + d] && rhs == launchArgs[first + d])
      return true;
  return false;
}

void Discharger::seedPoint() {
  auto yield = cast<YieldOp>(map.getLaunch().front().getTerminator());
  Block &point = map.getPoint().front();
  unsigned rank = map.getRank();
  unsigned firstBound = 1 + map.getKinds().size();
  auto launchArgs = map.getLaunch().getArguments();
  for (auto [i, value] : llvm::enumerate(yield.getValues())) {
    Value capture = point.getArgument(i);
    if (std::optional<bool> truth = getTruth(value))
      facts.truths[capture] = *truth;
    else if (value.getType().isInteger(64))
      facts.ranges[capture] = getRange(value);
    for (unsigned d = 0; d < rank; ++d)
      if (value == launchArgs[firstBound + d])
        lowerBounds[capture] = d;
  }
  // hi - lo, where the launch has computed it and required that it fits.
  offsets.assign(rank, Interval());
  for (Operation &op : map.getLaunch().front()) {
    if (!isa<arith::SubIOp, placement::SubOp>(op))
      continue;
    for (unsigned d = 0; d < rank; ++d) {
      bool isExtent = op.getOperand(0) == launchArgs[firstBound + rank + d] &&
                      op.getOperand(1) == launchArgs[firstBound + d];
      // Plain arithmetic has a range only where it cannot wrap.
      bool exact = isa<arith::SubIOp>(op)
                       ? facts.ranges.contains(op.getResult(0))
                       : getTruth(op.getResult(1)) == true;
      if (isExtent && exact)
        offsets[d] = {0, getRange(op.getResult(0)).hi};
    }
  }
}

std::optional<Interval> Discharger::getOffsetRange(Value lhs, Value rhs) {
  auto bound = lowerBounds.find(rhs);
  auto coordinate = dyn_cast<BlockArgument>(lhs);
  Block &point = map.getPoint().front();
  if (bound == lowerBounds.end() || !coordinate ||
      coordinate.getOwner() != &point)
    return std::nullopt;
  unsigned first = point.getNumArguments() - map.getRank();
  unsigned d = bound->second;
  if (coordinate.getArgNumber() != first + d || offsets[d].lo != 0)
    return std::nullopt;
  return offsets[d];
}

void Discharger::run() {
  seedLaunch();
  visitBlock(map.getLaunch().front());
  seedPoint();
  visitBlock(map.getPoint().front());
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
