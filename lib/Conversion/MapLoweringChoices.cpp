//===- MapLoweringChoices.cpp - Lowers one specialized function: choice ---===//
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
// Branches
//===----------------------------------------------------------------------===//

FailureOr<LoweredValue> MapLowering::lowerBlock(Block &block) {
  if (failed(lowerOps(block)))
    return failure();
  return get(block.getTerminator()->getOperand(0));
}

/// Both branches are lowered into an `scf.if` of the point region; what they
/// compute for the launch is total and stays outside of it.
FailureOr<LoweredValue> MapLowering::lowerChoice(const Scalar &condition,
                                                 LowerBranch thenBranch,
                                                 LowerBranch elseBranch,
                                                 Location loc) {
  if (condition.known)
    return *condition.known ? thenBranch() : elseBranch();
  auto branch =
      scf::IfOp::create(point, loc, TypeRange(), inPoint(condition, loc),
                        /*withElseRegion=*/true);
  auto lowerInto = [&](Block *into, LowerBranch lower) {
    OpBuilder::InsertionGuard guard(point);
    point.setInsertionPoint(into->getTerminator());
    return lower();
  };
  Lowered thenValue = lowerInto(branch.thenBlock(), thenBranch);
  if (failed(thenValue))
    return failure();
  Lowered elseValue = lowerInto(branch.elseBlock(), elseBranch);
  if (failed(elseValue))
    return failure();
  return mergeBranches(branch, condition, *thenValue, *elseValue);
}

/// The operation anew, with these results.
static scf::IfOp addResults(OpBuilder &builder, scf::IfOp branch,
                            ArrayRef<std::pair<Value, Value>> yields) {
  SmallVector<Type> types;
  for (auto [thenValue, elseValue] : yields)
    types.push_back(thenValue.getType());
  Location loc = branch.getLoc();
  auto results = scf::IfOp::create(builder, loc, types, branch.getCondition(),
                                   /*addThenBlock=*/false,
                                   /*addElseBlock=*/false);
  results.getThenRegion().takeBody(branch.getThenRegion());
  results.getElseRegion().takeBody(branch.getElseRegion());
  branch.erase();
  auto setYield = [&](Block *block, auto range) {
    block->getTerminator()->erase();
    OpBuilder end = OpBuilder::atBlockEnd(block);
    scf::YieldOp::create(end, loc, llvm::to_vector(range));
  };
  setYield(results.thenBlock(), llvm::make_first_range(yields));
  setYield(results.elseBlock(), llvm::make_second_range(yields));
  return results;
}

/// Values are merged twice, in the same order: first to find out what the
/// branches yield, then with the results of the operation that yields it.
/// Values of the launch under a condition of the launch are selected there.
FailureOr<LoweredValue> MapLowering::mergeBranches(scf::IfOp branch,
                                                   const Scalar &condition,
                                                   const LoweredValue &lhs,
                                                   const LoweredValue &rhs) {
  Location loc = branch.getLoc();
  Block *thenBlock = branch.thenBlock(), *elseBlock = branch.elseBlock();
  auto isInside = [&](const Scalar &scalar) {
    Operation *definition = !scalar.known && scalar.perPoint
                                ? scalar.value.getDefiningOp()
                                : nullptr;
    return definition && (thenBlock->findAncestorOpInBlock(*definition) ||
                          elseBlock->findAncestorOpInBlock(*definition));
  };
  auto mergeOutside = [&](const Scalar &a,
                          const Scalar &b) -> std::optional<Scalar> {
    if (a.known && b.known && *a.known == *b.known)
      return a;
    for (const Scalar *scalar : {&condition, &a, &b})
      if (!scalar->known && scalar->perPoint)
        return std::nullopt;
    return select(condition, a, b, loc);
  };
  SmallVector<std::pair<Value, Value>> yields;
  auto collect = [&](const Scalar &a, const Scalar &b) -> Scalar {
    if (std::optional<Scalar> merged = mergeOutside(a, b))
      return *merged;
    OpBuilder::InsertionGuard guard(point);
    point.setInsertionPoint(thenBlock->getTerminator());
    Value x = inPoint(a, loc);
    point.setInsertionPoint(elseBlock->getTerminator());
    yields.push_back({x, inPoint(b, loc)});
    return a;
  };
  Lowered merged = mergeValues(lhs, rhs, {condition, collect, isInside}, loc);
  if (failed(merged) || yields.empty())
    return merged;
  scf::IfOp results = addResults(point, branch, yields);
  unsigned next = 0;
  auto number = [&](const Scalar &a, const Scalar &b) -> Scalar {
    if (std::optional<Scalar> merged = mergeOutside(a, b))
      return *merged;
    return {std::nullopt, results.getResult(next++), true, a.isBool};
  };
  return mergeValues(lhs, rhs, {condition, number, isInside}, loc);
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

static TupleValue mergeTuples(const TupleValue &a, const TupleValue &b,
                              const BranchMerge &how) {
  TupleValue merged;
  for (auto [x, y] : llvm::zip_equal(a, b))
    merged.push_back(how.merge(x, y));
  return merged;
}

/// The index counts processors of the kind the task runs on (STM1), whatever
/// kind the map's machine has.
static PointValue mergePoints(const PointValue &a, const PointValue &b,
                              const BranchMerge &how) {
  bool isMixed = a.isMixed || b.isMixed || a.kind != b.kind;
  Scalar node = how.merge(a.node, b.node);
  return {a.kind, node, how.merge(a.index, b.index), isMixed};
}

FailureOr<LoweredValue> MapLowering::mergeValues(const LoweredValue &lhs,
                                                 const LoweredValue &rhs,
                                                 const BranchMerge &how,
                                                 Location loc) {
  if (auto *a = std::get_if<Scalar>(&lhs))
    return LoweredValue(how.merge(*a, std::get<Scalar>(rhs)));
  if (auto *a = std::get_if<TupleValue>(&lhs))
    return LoweredValue(mergeTuples(*a, std::get<TupleValue>(rhs), how));
  if (auto *a = std::get_if<PointValue>(&lhs))
    return LoweredValue(mergePoints(*a, std::get<PointValue>(rhs), how));
  if (auto *a = std::get_if<StarSetRef>(&lhs))
    return mergeSets(*a, std::get<StarSetRef>(rhs), how, loc);
  if (auto *a = std::get_if<SpaceRef>(&lhs))
    return mergeSpaces(*a, std::get<SpaceRef>(rhs), how, loc);
  // Tasks: both are the same one.
  return lhs;
}

//===----------------------------------------------------------------------===//
// One of two spaces or sets
//===----------------------------------------------------------------------===//

/// What is computed inside of a branch means something only if that branch is
/// taken; else it is 0.
Scalar MapLowering::keep(const Scalar &scalar, bool isThen,
                         const BranchMerge &how) {
  if (!how.isInside(scalar))
    return scalar;
  Scalar zero = scalar.isBool ? truth(false) : constant(0);
  return isThen ? how.merge(scalar, zero) : how.merge(zero, scalar);
}

TupleValue MapLowering::keep(const TupleValue &tuple, bool isThen,
                             const BranchMerge &how) {
  TupleValue kept;
  for (const Scalar &scalar : tuple)
    kept.push_back(keep(scalar, isThen, how));
  return kept;
}

MapLowering::SpaceRef MapLowering::keep(const SpaceRef &space, bool isThen,
                                        const BranchMerge &how) {
  auto kept = std::make_shared<SpaceValue>(*space);
  for (TupleValue &sizes : kept->sizes)
    sizes = keep(sizes, isThen, how);
  for (TransformValue &transform : kept->transforms) {
    transform.sizes = keep(transform.sizes, isThen, how);
    transform.offset = keep(transform.offset, isThen, how);
  }
  if (auto &choice = kept->choice) {
    choice->condition = keep(choice->condition, isThen, how);
    choice->thenValue = keep(choice->thenValue, isThen, how);
    choice->elseValue = keep(choice->elseValue, isThen, how);
  }
  return kept;
}

MapLowering::StarSetRef MapLowering::keep(const StarSetRef &set, bool isThen,
                                          const BranchMerge &how) {
  auto kept = std::make_shared<StarSetValue>(*set);
  kept->indices = keep(set->indices, isThen, how);
  if (auto &choice = kept->choice) {
    choice->condition = keep(choice->condition, isThen, how);
    choice->thenValue = keep(choice->thenValue, isThen, how);
    choice->elseValue = keep(choice->elseValue, isThen, how);
  } else {
    kept->space = keep(set->space, isThen, how);
  }
  return kept;
}

/// How many values a value may be; each costs code of its own.
template <typename ValueT>
static unsigned countAlternatives(const ValueT &value) {
  return value.choice ? countAlternatives(*value.choice->thenValue) +
                            countAlternatives(*value.choice->elseValue)
                      : 1;
}

template <typename ValueT>
static LogicalResult checkAlternatives(const ValueT &lhs, const ValueT &rhs,
                                       Location loc) {
  constexpr unsigned maxAlternatives = 64;
  if (countAlternatives(lhs) + countAlternatives(rhs) <= maxAlternatives)
    return success();
  return diagnose(loc, DiagId::IRUnsupported)
         << "a policy cannot choose between more than " << maxAlternatives
         << " machine spaces while it runs; choose between points of them "
            "instead";
}

FailureOr<LoweredValue> MapLowering::mergeSpaces(const SpaceRef &lhs,
                                                 const SpaceRef &rhs,
                                                 const BranchMerge &how,
                                                 Location loc) {
  if (lhs == rhs)
    return LoweredValue(lhs);
  if (failed(checkAlternatives(*lhs, *rhs, loc)))
    return failure();
  auto merged = std::make_shared<SpaceValue>();
  merged->kind = lhs->kind;
  merged->sizes = {mergeTuples(lhs->sizes.back(), rhs->sizes.back(), how)};
  SpaceRef thenSpace = keep(lhs, /*isThen=*/true, how);
  SpaceRef elseSpace = keep(rhs, /*isThen=*/false, how);
  merged->choice =
      Alternatives<SpaceValue>{how.condition, thenSpace, elseSpace};
  return LoweredValue(SpaceRef(std::move(merged)));
}

FailureOr<LoweredValue> MapLowering::mergeSets(const StarSetRef &lhs,
                                               const StarSetRef &rhs,
                                               const BranchMerge &how,
                                               Location loc) {
  if (lhs == rhs)
    return LoweredValue(lhs);
  if (failed(checkAlternatives(*lhs, *rhs, loc)))
    return failure();
  auto merged = std::make_shared<StarSetValue>();
  StarSetRef thenSet = keep(lhs, /*isThen=*/true, how);
  StarSetRef elseSet = keep(rhs, /*isThen=*/false, how);
  merged->choice = Alternatives<StarSetValue>{how.condition, thenSet, elseSet};
  return LoweredValue(StarSetRef(std::move(merged)));
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

LogicalResult MapLowering::lowerOp(AndOp op) {
  Lowered value = lowerChoice(
      getScalar(op.getLhs()), [&] { return lowerBlock(op.getRhs().front()); },
      [&] { return Lowered(truth(false)); }, op.getLoc());
  return failed(value) ? failure() : bind(op, *value);
}

LogicalResult MapLowering::lowerOp(OrOp op) {
  Lowered value = lowerChoice(
      getScalar(op.getLhs()), [&] { return Lowered(truth(true)); },
      [&] { return lowerBlock(op.getRhs().front()); }, op.getLoc());
  return failed(value) ? failure() : bind(op, *value);
}

LogicalResult MapLowering::lowerOp(SelectOp op) {
  Lowered value = lowerChoice(
      getScalar(op.getCondition()),
      [&] { return lowerBlock(op.getThenRegion().front()); },
      [&] { return lowerBlock(op.getElseRegion().front()); }, op.getLoc());
  return failed(value) ? failure() : bind(op, *value);
}
