//===- CppExpressions.cpp - Values as C++ expressions ---------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CppExpressions.h"

#include "CppText.h"

#include "mlir/IR/Matchers.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mapwright;

static bool isBool(Value value) { return value.getType().isInteger(1); }
static bool isInteger(Value value) { return value.getType().isInteger(64); }

bool mapwright::isExpressionOp(Operation *op) {
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<arith::ConstantOp, arith::SelectOp>([](auto op) {
        return isBool(op.getResult()) || isInteger(op.getResult());
      })
      .Case<arith::AddIOp, arith::SubIOp, arith::MulIOp, arith::DivSIOp,
            arith::RemSIOp>([](auto op) { return isInteger(op.getResult()); })
      .Case<arith::AndIOp, arith::OrIOp, arith::XOrIOp>(
          [](auto op) { return isBool(op.getResult()); })
      .Case<arith::CmpIOp>(
          [](auto op) { return isBool(op.getLhs()) || isInteger(op.getLhs()); })
      .Case<arith::ExtUIOp>([](auto op) {
        return isBool(op.getIn()) && isInteger(op.getResult());
      })
      .Case<placement::AddOp, placement::SubOp, placement::MulOp,
            placement::DivOp, placement::RemOp, placement::AddressesOp>(
          [](auto) { return true; })
      .Default([](Operation *) { return false; });
}

//===----------------------------------------------------------------------===//
// What is alive
//===----------------------------------------------------------------------===//

static bool hasEffect(Operation *op) {
  return op
      ->walk([](Operation *inner) {
        return isa<placement::RequireOp, placement::RequireOneNodeOp,
                   placement::PrintOp>(inner)
                   ? WalkResult::interrupt()
                   : WalkResult::advance();
      })
      .wasInterrupted();
}

ExpressionPlan::ExpressionPlan(placement::MapOp map) {
  Block &launch = map.getLaunch().front(), &point = map.getPoint().front();
  markLive(point);
  for (auto [i, value] : llvm::enumerate(launch.getTerminator()->getOperands()))
    if (isLive(point.getArgument(i)))
      live.insert(value);
  markLive(launch);
  plan(launch);
  plan(point);
}

bool ExpressionPlan::isLive(Operation *op) const {
  return isa<placement::PlaceOp, placement::PlaceSetOp>(op) || hasEffect(op) ||
         llvm::any_of(op->getResults(),
                      [&](Value value) { return isLive(value); });
}

/// Values beyond the last hole of a format are not printed.
static ValueRange getPrinted(placement::PrintOp op) {
  int64_t count = 0;
  for (int64_t length : op.getLengths().take_front(op.getFormat().count("{}")))
    count += std::abs(length);
  return op.getValues().take_front(count);
}

void ExpressionPlan::markOperands(Operation *op) {
  ValueRange operands = op->getOperands();
  if (auto print = dyn_cast<placement::PrintOp>(op))
    operands = getPrinted(print);
  live.insert(operands.begin(), operands.end());
}

/// Visits uses before definitions. What a terminator passes on is marked by
/// those who know which of it is used.
void ExpressionPlan::markLive(Block &block) {
  for (Operation &op : llvm::reverse(block)) {
    if (isa<scf::YieldOp, placement::YieldOp>(op) || !isLive(&op))
      continue;
    markOperands(&op);
    if (isa<placement::PlaceSetOp, placement::RequireOneNodeOp>(op)) {
      Block &members = op.getRegion(0).front();
      markOperands(members.getTerminator());
      markLive(members);
      continue;
    }
    for (Region &region : op.getRegions()) {
      if (region.empty())
        continue;
      Operation *yield = region.front().getTerminator();
      for (auto [result, value] :
           llvm::zip(op.getResults(), yield->getOperands()))
        if (isLive(result))
          live.insert(value);
      markLive(region.front());
    }
  }
}

//===----------------------------------------------------------------------===//
// What is inlined
//===----------------------------------------------------------------------===//

bool ExpressionPlan::isExpression(scf::IfOp op) const {
  if (op.getNumResults() != 1 || hasEffect(op))
    return false;
  return llvm::all_of(op->getRegions(), [&](Region &region) {
    return llvm::all_of(
        region.front().without_terminator(), [&](Operation &op) {
          return isa<arith::ConstantOp>(op) || !isLive(&op) || isInlined(&op);
        });
  });
}

/// Nothing is moved across these.
bool ExpressionPlan::isBarrier(Operation *op) const {
  auto branch = dyn_cast<scf::IfOp>(op);
  return isa<placement::RequireOp, placement::RequireOneNodeOp,
             placement::PrintOp>(op) ||
         (branch && !isExpression(branch));
}

void ExpressionPlan::plan(Block &block) {
  unsigned epoch = 0;
  for (Operation &op : block) {
    for (Region &region : op.getRegions())
      if (!region.empty())
        plan(region.front());
    epochs[&op] = epoch;
    epoch += isBarrier(&op);
  }
  for (Operation &op : block)
    decide(&op);
}

unsigned ExpressionPlan::getWeight(Operation *op) const {
  unsigned weight = 1;
  auto add = [&](ValueRange operands) {
    for (Value operand : operands)
      if (Operation *definition = operand.getDefiningOp())
        if (isInlined(definition))
          weight += weights.lookup(definition);
  };
  add(op->getOperands());
  for (Region &region : op->getRegions())
    if (!region.empty())
      add(region.front().getTerminator()->getOperands());
  return weight;
}

OpOperand *ExpressionPlan::getOnlyUse(Value value) const {
  OpOperand *only = nullptr;
  for (OpOperand &use : value.getUses()) {
    Operation *user = use.getOwner();
    bool isUsed = isa<scf::YieldOp, placement::YieldOp>(user) || isLive(user);
    if (isUsed && only)
      return nullptr;
    if (isUsed)
      only = &use;
  }
  return only;
}

bool ExpressionPlan::areTogether(Operation *lhs, Operation *rhs) const {
  return lhs->getBlock() == rhs->getBlock() &&
         epochs.lookup(lhs) == epochs.lookup(rhs);
}

void ExpressionPlan::decide(Operation *op) {
  // Longer expressions are hard to read.
  constexpr unsigned maxWeight = 10;
  auto branch = dyn_cast<scf::IfOp>(op);
  bool isPart = branch ? isExpression(branch) : isExpressionOp(op);
  if (!isPart || isa<arith::ConstantOp>(op) || !isLive(op->getResult(0)))
    return;
  bool isChecked = op->getNumResults() == 2 && isLive(op->getResult(1));
  if (isChecked || !getAuthorName(op->getLoc()).empty())
    return;
  weights[op] = getWeight(op);
  OpOperand *use = getOnlyUse(op->getResult(0));
  if (use && areTogether(op, use->getOwner()) && weights[op] <= maxWeight)
    inlined.insert(op);
}

//===----------------------------------------------------------------------===//
// Printing
//===----------------------------------------------------------------------===//

/// The text, in parentheses if it binds less than `weakest`.
static std::string protect(const Expression &expression, Precedence weakest) {
  return expression.precedence < weakest ? "(" + expression.text + ")"
                                         : expression.text;
}

Expression ExpressionPrinter::get(Value value) {
  auto named = names.find(value);
  if (named != names.end())
    return {named->second};
  return compute(value.getDefiningOp());
}

std::string ExpressionPrinter::print(Value value, Precedence weakest) {
  return protect(get(value), weakest);
}

std::string ExpressionPrinter::printNegated(Value condition,
                                            Precedence weakest) {
  return protect(negate(condition), weakest);
}

Expression ExpressionPrinter::printCall(StringRef function,
                                        ArrayRef<std::string> arguments) {
  return {(function + "(" + llvm::join(arguments, ", ") + ")").str()};
}

/// If both sides may be of type int, one is widened: the arithmetic has 64
/// bits.
Expression ExpressionPrinter::printBinary(Value lhs, StringRef symbol,
                                          Value rhs, Precedence precedence) {
  auto stronger = static_cast<Precedence>(static_cast<int>(precedence) + 1);
  Expression left = get(lhs), right = get(rhs);
  if (left.mayBeInt && right.mayBeInt)
    left = {"int64_t(" + left.text + ")"};
  return {(protect(left, precedence) + " " + symbol + " " +
           protect(right, stronger))
              .str(),
          precedence};
}

/// Whether a pass has proved that the result fits.
static bool isExact(Operation *op) {
  auto arithmetic = dyn_cast<arith::ArithIntegerOverflowFlagsInterface>(op);
  return arithmetic && arithmetic.hasNoSignedWrap();
}

Expression ExpressionPrinter::printArithmetic(Operation *op, StringRef symbol,
                                              StringRef wrapping,
                                              Precedence precedence) {
  Value lhs = op->getOperand(0), rhs = op->getOperand(1);
  if (isExact(op))
    return printBinary(lhs, symbol, rhs, precedence);
  return printCall(wrapping, {print(lhs), print(rhs)});
}

static StringRef getSymbol(arith::CmpIPredicate predicate) {
  switch (predicate) {
  case arith::CmpIPredicate::eq:
    return "==";
  case arith::CmpIPredicate::ne:
    return "!=";
  case arith::CmpIPredicate::slt:
    return "<";
  case arith::CmpIPredicate::sle:
    return "<=";
  case arith::CmpIPredicate::sgt:
    return ">";
  case arith::CmpIPredicate::sge:
    return ">=";
  default:
    return "";
  }
}

/// Unsigned comparisons are what is left of `0 <= index < size`.
Expression ExpressionPrinter::printComparison(arith::CmpIPredicate predicate,
                                              Value lhs, Value rhs) {
  using arith::CmpIPredicate;
  StringRef symbol = getSymbol(predicate);
  if (!symbol.empty()) {
    bool isEquality =
        predicate == CmpIPredicate::eq || predicate == CmpIPredicate::ne;
    // Compilers warn of comparisons of comparisons without parentheses.
    return {(print(lhs, Precedence::Additive) + " " + symbol + " " +
             print(rhs, Precedence::Additive))
                .str(),
            isEquality ? Precedence::Equality : Precedence::Relational};
  }
  bool isSwapped =
      predicate == CmpIPredicate::ugt || predicate == CmpIPredicate::ule;
  if (isSwapped)
    std::swap(lhs, rhs);
  Expression inside = printCall("inside", {print(lhs), print(rhs)});
  if (predicate == CmpIPredicate::ult || predicate == CmpIPredicate::ugt)
    return inside;
  return {"!" + inside.text, Precedence::Unary};
}

static std::string join(ExpressionPrinter &printer, Value lhs, StringRef symbol,
                        Value rhs, bool negated, Precedence weakest) {
  auto print = [&](Value side) {
    return negated ? printer.printNegated(side, weakest)
                   : printer.print(side, weakest);
  };
  return (print(lhs) + " " + symbol + " " + print(rhs)).str();
}

/// `a && b` inside `||` gets parentheses; compilers warn without them.
static Expression printBoth(ExpressionPrinter &printer, Value lhs, Value rhs,
                            bool negated) {
  return {join(printer, lhs, "&&", rhs, negated, Precedence::And),
          Precedence::And};
}
static Expression printEither(ExpressionPrinter &printer, Value lhs, Value rhs,
                              bool negated) {
  return {join(printer, lhs, "||", rhs, negated, Precedence::Equality),
          Precedence::Or};
}

Expression ExpressionPrinter::printExclusiveOr(arith::XOrIOp op) {
  if (matchPattern(op.getRhs(), m_One()))
    return negate(op.getLhs());
  return printComparison(arith::CmpIPredicate::ne, op.getLhs(), op.getRhs());
}

Expression ExpressionPrinter::negate(Value condition) {
  Operation *op = condition.getDefiningOp();
  if (op && names.find(condition) == names.end()) {
    if (auto compare = dyn_cast<arith::CmpIOp>(op))
      return printComparison(arith::invertPredicate(compare.getPredicate()),
                             compare.getLhs(), compare.getRhs());
    if (auto both = dyn_cast<arith::AndIOp>(op))
      return printEither(*this, both.getLhs(), both.getRhs(), true);
    if (auto either = dyn_cast<arith::OrIOp>(op))
      return printBoth(*this, either.getLhs(), either.getRhs(), true);
    auto exclusive = dyn_cast<arith::XOrIOp>(op);
    if (exclusive && matchPattern(exclusive.getRhs(), m_One()))
      return get(exclusive.getLhs());
    APInt constant;
    if (matchPattern(condition, m_ConstantInt(&constant)))
      return {constant.isZero() ? "true" : "false"};
  }
  return {"!" + print(condition, Precedence::Unary), Precedence::Unary};
}

static std::optional<bool> getTruth(Value value) {
  APInt constant;
  if (!isBool(value) || !matchPattern(value, m_ConstantInt(&constant)))
    return std::nullopt;
  return !constant.isZero();
}

Expression ExpressionPrinter::printConditional(Value condition, Value thenValue,
                                               Value elseValue) {
  Expression thenSide = get(thenValue), elseSide = get(elseValue);
  if (getTruth(elseValue) == false)
    return {print(condition, Precedence::And) + " && " +
                protect(thenSide, Precedence::And),
            Precedence::And};
  if (getTruth(thenValue) == true)
    return {print(condition, Precedence::Equality) + " || " +
                protect(elseSide, Precedence::Equality),
            Precedence::Or};
  return {print(condition, Precedence::Or) + " ? " +
              protect(thenSide, Precedence::Or) + " : " +
              protect(elseSide, Precedence::Conditional),
          Precedence::Conditional, thenSide.mayBeInt && elseSide.mayBeInt};
}

static Expression formatConstant(arith::ConstantOp op) {
  APInt value = cast<IntegerAttr>(op.getValue()).getValue();
  if (value.getBitWidth() == 1)
    return {value.isZero() ? "false" : "true"};
  int64_t integer = value.getSExtValue();
  bool isMinus = integer < 0 && integer != INT64_MIN;
  return {formatInteger(integer),
          isMinus ? Precedence::Unary : Precedence::Primary,
          llvm::isInt<32>(integer)};
}

Expression ExpressionPrinter::compute(Operation *op) {
  return llvm::TypeSwitch<Operation *, Expression>(op)
      .Case<arith::ConstantOp>(formatConstant)
      .Case<arith::AddIOp, placement::AddOp>([&](auto op) {
        return printArithmetic(op, "+", "wrapAdd", Precedence::Additive);
      })
      .Case<arith::SubIOp, placement::SubOp>([&](auto op) {
        return printArithmetic(op, "-", "wrapSub", Precedence::Additive);
      })
      .Case<arith::MulIOp, placement::MulOp>([&](auto op) {
        return printArithmetic(op, "*", "wrapMul", Precedence::Multiplicative);
      })
      // Undefined where C++ is; placement-discharge sees to it that it is not.
      .Case<arith::DivSIOp>([&](auto op) {
        return printBinary(op.getLhs(), "/", op.getRhs(),
                           Precedence::Multiplicative);
      })
      .Case<arith::RemSIOp>([&](auto op) {
        return printBinary(op.getLhs(), "%", op.getRhs(),
                           Precedence::Multiplicative);
      })
      .Case<placement::DivOp>([&](auto op) {
        return printCall("quotient", {print(op.getLhs()), print(op.getRhs())});
      })
      .Case<placement::RemOp>([&](auto op) {
        return printCall("remainder", {print(op.getLhs()), print(op.getRhs())});
      })
      .Case<arith::CmpIOp>([&](auto op) {
        return printComparison(op.getPredicate(), op.getLhs(), op.getRhs());
      })
      .Case<arith::AndIOp>([&](auto op) {
        return printBoth(*this, op.getLhs(), op.getRhs(), false);
      })
      .Case<arith::OrIOp>([&](auto op) {
        return printEither(*this, op.getLhs(), op.getRhs(), false);
      })
      .Case<arith::XOrIOp>([&](auto op) { return printExclusiveOr(op); })
      .Case<arith::SelectOp>([&](auto op) {
        return printConditional(op.getCondition(), op.getTrueValue(),
                                op.getFalseValue());
      })
      .Case<scf::IfOp>([&](auto op) {
        return printConditional(op.getCondition(), op.thenYield().getOperand(0),
                                op.elseYield().getOperand(0));
      })
      .Case<arith::ExtUIOp>(
          [&](auto op) { return printCall("int64_t", {print(op.getIn())}); })
      .Case<placement::AddressesOp>([&](auto op) {
        return printCall("addresses",
                         {"machine", formatKind(op.getProc().getValue()),
                          print(op.getIndex()),
                          formatKind(op.getMemory().getValue())});
      })
      .Default([](Operation *) -> Expression {
        llvm_unreachable("only operations of isExpressionOp get here");
      });
}
