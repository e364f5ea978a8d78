//===- LaunchProver.cpp - Maps over large domains -------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AffinePath.h"

#include "mapwright/Analysis/LaunchBounds.h"
#include "mapwright/Runtime/Decompose.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mapwright;

/// A map that branches more is not proved.
static constexpr unsigned maxPaths = 512;
/// Nor is one for a sparse domain of more rectangles.
static constexpr size_t maxRects = 64;

namespace {
/// Answers along one path: given ones first, then `true`.
class Choices {
public:
  bool next() {
    if (position == answers.size())
      answers.push_back(true);
    return answers[position++];
  }
  /// The path that differs last, false behind the last path.
  bool advance() {
    answers.truncate(position);
    while (!answers.empty() && !answers.back())
      answers.pop_back();
    position = 0;
    if (answers.empty())
      return false;
    answers.back() = false;
    return true;
  }

private:
  SmallVector<bool> answers;
  size_t position = 0;
};

/// Follows a map with unknown coordinates along one path. Values are computed
/// when they are asked for; "none" is what is not affine.
class PathWalker {
public:
  /// `bounds` are those of the launch domain, `part` the points to look at.
  PathWalker(placement::MapOp map, const Machine &machine, const Rect &bounds,
             const Rect &part, Choices &choices)
      : map(map), machine(machine), bounds(bounds), path(part),
        choose([&choices] { return choices.next(); }) {}

  /// Fails if the path cannot be followed to its end.
  LogicalResult run();
  /// A point where the path ends in a failing requirement, if it does.
  std::optional<Point> findFailure() const {
    return isAtFailure ? path.findPoint() : std::nullopt;
  }

private:
  using Term = AffinePath::Term;

  void bindLaunch();
  void bindPoint();
  void bind(Value value, int64_t constant);
  LogicalResult walk(Block &block);
  LogicalResult walk(Operation &op);
  LogicalResult walkBranch(scf::IfOp branch);
  LogicalResult factorize(placement::FactorizeOp op);

  Term getTerm(Value value);
  Term computeTerm(Value value);
  Term divide(Value lhs, Value rhs, bool wantsRest, bool isTotal);
  std::optional<int64_t> getConstant(Value value);
  std::optional<bool> getTruth(Value value);
  std::optional<bool> computeTruth(Value value);
  std::optional<bool> combine(Operation *op, Value lhs, Value rhs);
  std::optional<bool> computeAddresses(placement::AddressesOp op);

  placement::MapOp map;
  const Machine &machine;
  const Rect &bounds;
  AffinePath path;
  std::function<bool()> choose;
  bool isAtFailure = false;
  llvm::DenseMap<Value, AffineTerm> terms;
  llvm::DenseMap<Value, bool> truths;
  llvm::DenseMap<Value, Value> origins; ///< of region arguments and results
};
} // namespace

//===----------------------------------------------------------------------===//
// Integers
//===----------------------------------------------------------------------===//

void PathWalker::bind(Value value, int64_t constant) {
  terms[value].constant = constant;
}

PathWalker::Term PathWalker::getTerm(Value value) {
  while (Value origin = origins.lookup(value))
    value = origin;
  auto known = terms.find(value);
  if (known != terms.end())
    return known->second;
  Term term = computeTerm(value);
  if (term)
    terms[value] = *term;
  return term;
}

std::optional<int64_t> PathWalker::getConstant(Value value) {
  Term term = getTerm(value);
  return term && term->isConstant() ? std::optional(term->constant)
                                    : std::nullopt;
}

/// `isTotal`: without a quotient the result is 0.
PathWalker::Term PathWalker::divide(Value lhs, Value rhs, bool wantsRest,
                                    bool isTotal) {
  Term dividend = getTerm(lhs);
  std::optional<int64_t> divisor = getConstant(rhs);
  if (!dividend || !divisor)
    return std::nullopt;
  if (*divisor == 0)
    return isTotal ? Term(AffineTerm()) : std::nullopt;
  Term quotient = path.divide(*dividend, *divisor, choose);
  if (!quotient || !wantsRest)
    return quotient;
  Term product = path.scale(*quotient, *divisor);
  return product ? path.subtract(*dividend, *product) : product;
}

PathWalker::Term PathWalker::computeTerm(Value value) {
  auto apply = [&](auto op, auto method) -> Term {
    Term lhs = getTerm(op.getLhs()), rhs = getTerm(op.getRhs());
    return lhs && rhs ? (path.*method)(*lhs, *rhs) : std::nullopt;
  };
  Operation *op = value.getDefiningOp();
  APInt constant;
  if (matchPattern(value, m_ConstantInt(&constant))) {
    AffineTerm term;
    term.constant = constant.getSExtValue();
    return term;
  }
  if (!op)
    return std::nullopt;
  return llvm::TypeSwitch<Operation *, Term>(op)
      .Case<arith::AddIOp, placement::AddOp>(
          [&](auto op) { return apply(op, &AffinePath::add); })
      .Case<arith::SubIOp, placement::SubOp>(
          [&](auto op) { return apply(op, &AffinePath::subtract); })
      .Case<arith::MulIOp, placement::MulOp>(
          [&](auto op) { return apply(op, &AffinePath::multiply); })
      .Case([&](arith::DivSIOp op) {
        return divide(op.getLhs(), op.getRhs(), false, /*isTotal=*/false);
      })
      .Case([&](arith::RemSIOp op) {
        return divide(op.getLhs(), op.getRhs(), true, /*isTotal=*/false);
      })
      .Case([&](placement::DivOp op) {
        return divide(op.getLhs(), op.getRhs(), false, /*isTotal=*/true);
      })
      .Case([&](placement::RemOp op) {
        return divide(op.getLhs(), op.getRhs(), true, /*isTotal=*/true);
      })
      .Case([&](arith::SelectOp op) -> Term {
        std::optional<bool> condition = getTruth(op.getCondition());
        if (!condition)
          return std::nullopt;
        return getTerm(*condition ? op.getTrueValue() : op.getFalseValue());
      })
      .Case([&](arith::ExtUIOp op) -> Term {
        std::optional<bool> truth = getTruth(op.getIn());
        if (!truth)
          return std::nullopt;
        AffineTerm term;
        term.constant = *truth;
        return term;
      })
      .Default([](Operation *) { return std::nullopt; });
}

//===----------------------------------------------------------------------===//
// Truth values
//===----------------------------------------------------------------------===//

std::optional<bool> PathWalker::getTruth(Value value) {
  while (Value origin = origins.lookup(value))
    value = origin;
  auto known = truths.find(value);
  if (known != truths.end())
    return known->second;
  std::optional<bool> truth = computeTruth(value);
  if (truth)
    truths[value] = *truth;
  return truth;
}

/// Of two truth values, the second is only asked for if it matters.
std::optional<bool> PathWalker::combine(Operation *op, Value lhs, Value rhs) {
  std::optional<bool> first = getTruth(lhs);
  if (!first || (isa<arith::AndIOp>(op) && !*first) ||
      (isa<arith::OrIOp>(op) && *first))
    return first;
  std::optional<bool> second = getTruth(rhs);
  if (second && isa<arith::XOrIOp>(op))
    return *first != *second;
  return second;
}

/// The node is not known: all of them have to be alike in this.
std::optional<bool> PathWalker::computeAddresses(placement::AddressesOp op) {
  std::optional<int64_t> index = getConstant(op.getIndex());
  if (!index || *index < 0)
    return std::nullopt;
  ProcKind kind = op.getProc().getValue();
  std::optional<bool> result;
  for (unsigned node = 0; node < machine.getNumNodes(); ++node) {
    const auto &processors =
        machine.getNode(node).processors[static_cast<unsigned>(kind)];
    if (static_cast<size_t>(*index) >= processors.size())
      return std::nullopt;
    bool has =
        machine.canAddress(node, kind, *index, op.getMemory().getValue());
    if (result.value_or(has) != has)
      return std::nullopt;
    result = has;
  }
  return result;
}

std::optional<bool> PathWalker::computeTruth(Value value) {
  APInt constant;
  if (matchPattern(value, m_ConstantInt(&constant)))
    return !constant.isZero();
  Operation *op = value.getDefiningOp();
  if (!op)
    return std::nullopt;
  return llvm::TypeSwitch<Operation *, std::optional<bool>>(op)
      .Case([&](arith::CmpIOp op) -> std::optional<bool> {
        if (op.getLhs().getType().isInteger(1))
          return std::nullopt;
        Term lhs = getTerm(op.getLhs()), rhs = getTerm(op.getRhs());
        if (!lhs || !rhs)
          return std::nullopt;
        return path.compare(op.getPredicate(), *lhs, *rhs, choose);
      })
      .Case<arith::AndIOp, arith::OrIOp, arith::XOrIOp>([&](auto both) {
        return combine(both, both.getLhs(), both.getRhs());
      })
      .Case<placement::AddOp, placement::SubOp, placement::MulOp>(
          [&](auto checked) -> std::optional<bool> {
            // Terms that could leave 64 bits are none.
            if (getTerm(checked.getResult()))
              return true;
            return std::nullopt;
          })
      .Case([&](arith::SelectOp op) -> std::optional<bool> {
        std::optional<bool> condition = getTruth(op.getCondition());
        if (!condition)
          return std::nullopt;
        return getTruth(*condition ? op.getTrueValue() : op.getFalseValue());
      })
      .Case([&](placement::AddressesOp op) { return computeAddresses(op); })
      .Default([](Operation *) { return std::nullopt; });
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

LogicalResult PathWalker::walkBranch(scf::IfOp branch) {
  std::optional<bool> condition = getTruth(branch.getCondition());
  if (!condition)
    return failure();
  Region &region = *condition ? branch.getThenRegion() : branch.getElseRegion();
  if (region.empty())
    return success();
  if (failed(walk(region.front())))
    return failure();
  Operation *yield = region.front().getTerminator();
  for (auto [result, value] :
       llvm::zip(branch.getResults(), yield->getOperands()))
    origins[result] = value;
  return success();
}

/// Sizes depend on machine and domain alone.
LogicalResult PathWalker::factorize(placement::FactorizeOp op) {
  constexpr int64_t limit = int64_t(1) << 31; // MSP15
  SmallVector<int64_t> extents, weights;
  bool isInRange = true;
  auto read = [&](ValueRange values, SmallVector<int64_t> &numbers) {
    return llvm::all_of(values, [&](Value value) {
      std::optional<int64_t> number = getConstant(value);
      numbers.push_back(number.value_or(0));
      isInRange &= numbers.back() >= 1;
      return number.has_value();
    });
  };
  std::optional<int64_t> size = getConstant(op.getSize());
  if (!size || !read(op.getExtents(), extents) ||
      !read(op.getWeights(), weights))
    return failure();
  isInRange &= *size >= 1 && *size < limit &&
               llvm::all_of(extents, [](int64_t n) { return n < limit; });
  unsigned count = op.getNumResults();
  int64_t sizes[space::maxRank];
  std::fill(std::begin(sizes), std::end(sizes), 1);
  if (isInRange && op.getKind() == placement::FactorizeKind::balance_split)
    space::balanceSplit(*size, count, sizes);
  else if (isInRange && op.getKind() == placement::FactorizeKind::greedy_split)
    space::greedySplit(*size, extents.data(), count, sizes);
  else if (isInRange)
    space::decompose(*size, extents.data(),
                     weights.empty() ? nullptr : weights.data(), count, sizes);
  for (auto [result, part] : llvm::zip(op.getResults(), sizes))
    bind(result, part);
  return success();
}

LogicalResult PathWalker::walk(Operation &op) {
  return llvm::TypeSwitch<Operation *, LogicalResult>(&op)
      .Case([&](placement::RequireOp op) -> LogicalResult {
        std::optional<bool> condition = getTruth(op.getCondition());
        isAtFailure = condition && !*condition;
        return success(condition.has_value());
      })
      .Case([&](scf::IfOp op) { return walkBranch(op); })
      .Case([&](placement::FactorizeOp op) { return factorize(op); })
      .Case([](placement::RequireOneNodeOp) { return failure(); })
      .Default([](Operation *) { return success(); });
}

LogicalResult PathWalker::walk(Block &block) {
  for (Operation &op : block)
    if (failed(walk(op)) || isAtFailure)
      return success(isAtFailure);
  return success();
}

//===----------------------------------------------------------------------===//
// Maps
//===----------------------------------------------------------------------===//

/// Number of nodes, counts of processors, lower and upper bounds.
void PathWalker::bindLaunch() {
  SmallVector<int64_t> numbers = {machine.getNumNodes()};
  for (auto kind : map.getKinds().getAsRange<mapping::ProcKindAttr>())
    numbers.push_back(machine.getNumProcessors(kind.getValue()));
  for (const Point &corner : {bounds.lo, bounds.hi})
    numbers.append(corner.at.begin(), corner.at.begin() + corner.rank);
  for (auto [argument, number] :
       llvm::zip(map.getLaunch().getArguments(), numbers))
    bind(argument, number);
}

/// What the launch yields, then the coordinates.
void PathWalker::bindPoint() {
  auto yield =
      cast<placement::YieldOp>(map.getLaunch().front().getTerminator());
  auto arguments = map.getPoint().getArguments();
  for (auto [argument, value] : llvm::zip(arguments, yield.getValues()))
    origins[argument] = value;
  auto coordinates = arguments.take_back(bounds.rank());
  for (auto [dim, coordinate] : llvm::enumerate(coordinates))
    terms[coordinate] = path.getCoordinate(dim);
}

LogicalResult PathWalker::run() {
  bindLaunch();
  if (failed(walk(map.getLaunch().front())) || isAtFailure)
    return success(isAtFailure);
  bindPoint();
  return walk(map.getPoint().front());
}

static LaunchProof proveRect(placement::MapOp map, const Machine &machine,
                             const Rect &bounds, const Rect &part) {
  Choices choices;
  unsigned numPaths = 0;
  do {
    PathWalker walker(map, machine, bounds, part, choices);
    if (++numPaths > maxPaths || failed(walker.run()))
      return {};
    if (std::optional<Point> point = walker.findFailure())
      return {LaunchResult::Refuted, *point};
  } while (choices.advance());
  return {LaunchResult::Proved, {}};
}

LaunchProof mapwright::proveLaunch(placement::MapOp map, const Machine &machine,
                                   const Domain &domain) {
  if (domain.rects.size() > maxRects)
    return {};
  Rect bounds = domain.bounds();
  for (const Rect &part : domain.rects) {
    if (part.empty())
      continue;
    LaunchProof proof = proveRect(map, machine, bounds, part);
    if (proof.result != LaunchResult::Proved)
      return proof;
  }
  return {LaunchResult::Proved, {}};
}
