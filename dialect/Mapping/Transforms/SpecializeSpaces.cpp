//===- SpecializeSpaces.cpp - Tasks and machine spaces --------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialect/Mapping/Transforms/BodySpecializer.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mapwright;
using namespace mapwright::mapping;

//===----------------------------------------------------------------------===//
// Tasks
//===----------------------------------------------------------------------===//

template <typename PropertyOp>
LogicalResult BodySpecializer::visitProperty(PropertyOp op) {
  std::optional<int64_t> rank = getStaticExtent(lookup(op.getTask()).getType());
  if (rank && *rank == singleLaunchRank)
    return typeError(op, DiagId::EntryFunction)
           << "`." << op->getName().stripDialect()
           << "` exists only in index launches; a single launch has "
              "`.parent.processor(m)`";
  int64_t length = rank.value_or(ShapedType::kDynamic);
  return bind(op, copy(op, getTupleType(length))->getResult(0));
}

template LogicalResult BodySpecializer::visitProperty(IPointOp);
template LogicalResult BodySpecializer::visitProperty(ISpaceOp);
template LogicalResult BodySpecializer::visitProperty(ILoOp);

/// Whether `task` is one of an index launch, which has neither parent nor
/// processor (FUN4).
static bool isIndexLaunch(Value task) {
  std::optional<int64_t> rank = getStaticExtent(task.getType());
  return rank && *rank != singleLaunchRank;
}

LogicalResult BodySpecializer::visitOp(ParentOp op) {
  if (isIndexLaunch(lookup(op.getTask())))
    return typeError(op, DiagId::EntryFunction)
           << "`.parent` exists only in single launches; an index launch has "
              "`.ipoint` and `.ispace`";
  return bind(op, copy(op, op->getResultTypes())->getResult(0));
}

LogicalResult BodySpecializer::visitOp(ProcessorOp op) {
  if (isIndexLaunch(lookup(op.getTask())))
    return typeError(op, DiagId::EntryFunction)
           << "`.processor(m)` exists only in single launches; an index launch "
              "has `.ipoint` and `.ispace`";
  int64_t rank = getStaticExtent(lookup(op.getSpace()).getType())
                     .value_or(ShapedType::kDynamic);
  return bind(op, copy(op, getTupleType(rank))->getResult(0));
}

//===----------------------------------------------------------------------===//
// Spaces
//===----------------------------------------------------------------------===//

Value BodySpecializer::getSizes(Value space, Location loc) {
  int64_t rank =
      getStaticExtent(space.getType()).value_or(ShapedType::kDynamic);
  return SizeOp::create(builder, loc, getTupleType(rank), space);
}

LogicalResult BodySpecializer::visitOp(MachineOp op) {
  Type type = SpaceType::get(builder.getContext(), 2);
  return bind(op, copy(op, type)->getResult(0));
}

LogicalResult BodySpecializer::visitOp(StarOp op) {
  return bind(op, copy(op, op->getResultTypes())->getResult(0));
}

/// Whether `space` is a `Machine(P)` that nothing has transformed.
bool BodySpecializer::isUntransformed(Value space) {
  auto get = space.getDefiningOp<GetOp>();
  if (!get)
    return space.getDefiningOp<MachineOp>();
  auto global = specializer.symbols.lookup<GlobalOp>(get.getGlobal());
  FailureOr<GlobalOp> form = specializer.specialize(global);
  return succeeded(form) &&
         isUntransformed(
             form->getInitializer().front().getTerminator()->getOperand(0));
}

LogicalResult BodySpecializer::visitOp(IndexOp op) {
  Value space = lookup(op.getSpace());
  Location loc = getLoc(op);
  if (failed(countElements(op, op.getIndices())))
    return failure();
  std::optional<SmallVector<Value>> indices = flatten(op.getIndices(), loc);
  std::optional<int64_t> rank = getStaticExtent(space.getType());
  if (!indices || !rank)
    return bind(op, copy(op, op->getResultTypes())->getResult(0));
  if (op.getOfNodeZero() && indices->size() == 1 && isUntransformed(space))
    indices->insert(indices->begin(), getConstant(int64_t(0), loc));
  if (static_cast<int64_t>(indices->size()) != *rank)
    return typeError(op, DiagId::Arity)
           << "expected " << *rank << " indices for a machine space of "
           << *rank << " dimensions, got " << indices->size();
  for (auto [dim, index] : llvm::enumerate(*indices)) {
    std::optional<int64_t> known = getConstantInt(index);
    if (known && *known < 0)
      return valueError(op, DiagId::IndexBounds, "index ", *known,
                        " of dimension ", dim,
                        " is negative; indices of a machine space run from 0 "
                        "to its size - 1");
  }
  return bind(op, IndexOp::create(builder, loc, op.getType(), space, *indices,
                                  /*of_node_zero=*/false));
}

LogicalResult BodySpecializer::visitOp(HasOp op) {
  return bind(op, copy(op, op->getResultTypes())->getResult(0));
}

//===----------------------------------------------------------------------===//
// Transformations
//===----------------------------------------------------------------------===//

/// How many of the leading arguments are dimensions.
static unsigned getNumDimensions(Operation *op) {
  return isa<MergeOp, SwapOp>(op) ? 2 : 1;
}

LogicalResult BodySpecializer::checkDimensions(MachineSpaceTransform op,
                                               ValueRange arguments,
                                               int64_t rank) {
  for (Value dimension : arguments.take_front(getNumDimensions(op))) {
    std::optional<int64_t> known = getConstantInt(dimension);
    if (!known && generic)
      continue;
    if (!known)
      return typeError(op, DiagId::NotConstant)
             << "the dimension of `" << op.getMethodName()
             << "` must be constant, so that ranks are known; this one depends "
                "on the launch or the machine";
    if (*known < 0 || *known >= rank)
      return valueError(op, DiagId::SpaceArgument, "`", op.getMethodName(),
                        "` got dimension ", *known, ", but the space has ",
                        rank, " dimensions; expected 0 to ", rank - 1);
  }
  if (isa<MergeOp, SwapOp>(op) && getConstantInt(arguments[0]) &&
      getConstantInt(arguments[0]) == getConstantInt(arguments[1]))
    return valueError(op, DiagId::SpaceArgument, "`", op.getMethodName(),
                      "` needs two different dimensions, got ",
                      *getConstantInt(arguments[0]), " twice");
  return success();
}

/// Arguments that are wrong whatever the sizes are: extents, weights, factors
/// and counts are positive, lower bounds are not negative (MSP15).
LogicalResult BodySpecializer::checkSigns(MachineSpaceTransform op,
                                          ValueRange arguments) {
  auto check = [&](Value value, int64_t least) -> LogicalResult {
    std::optional<int64_t> known = getConstantInt(value);
    if (!known || *known >= least)
      return success();
    return valueError(op, DiagId::SpaceArgument, "`", op.getMethodName(),
                      "` got ", *known, "; expected at least ", least);
  };
  int64_t least = isa<mapping::SliceOp>(op) ? 0 : 1;
  for (Value argument : arguments.drop_front(getNumDimensions(op))) {
    if (argument.getType().isInteger()) {
      if (failed(check(argument, least)))
        return failure();
      continue;
    }
    auto tuple = argument.getDefiningOp<TupleOp>();
    if (!tuple)
      continue;
    if (tuple.getElements().empty())
      return valueError(op, DiagId::SpaceArgument, "`", op.getMethodName(),
                        "` got an empty tuple; expected at least one extent");
    for (Value element : tuple.getElements())
      if (failed(check(element, least)))
        return failure();
  }
  return success();
}

LogicalResult BodySpecializer::visitTransform(MachineSpaceTransform op) {
  std::optional<int64_t> rank =
      getStaticExtent(lookup(op.getSpace()).getType());
  SmallVector<Value> arguments = lookup(op.getTransformArguments());
  if (!rank)
    return bind(op->getResult(0), copy(op, op->getResultTypes())->getResult(0));
  if (failed(checkDimensions(op, arguments, *rank)) ||
      failed(checkSigns(op, arguments)))
    return failure();
  SmallVector<std::optional<int64_t>> known;
  for (Value argument : arguments)
    known.push_back(argument.getType().isInteger()
                        ? getConstantInt(argument)
                        : getStaticExtent(argument.getType()));
  std::optional<int64_t> newRank = op.getNewRank(*rank, known);
  if (!newRank && !generic)
    return typeError(op, DiagId::NotConstant)
           << "the number of parts of `" << op.getMethodName()
           << "` must be constant, so that the rank of the result is known";
  if (newRank && *newRank > space::maxRank)
    return valueError(op, DiagId::SpaceArgument, "`", op.getMethodName(),
                      "` makes a space of ", *newRank, " dimensions; at most ",
                      space::maxRank, " are allowed");
  Type type = SpaceType::get(builder.getContext(),
                             newRank.value_or(ShapedType::kDynamic));
  return bind(op->getResult(0), copy(op, type)->getResult(0));
}
