//===- MapLoweringSpaces.cpp - Lowers one specialized function: spaces ----===//
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
// Machine spaces
//===----------------------------------------------------------------------===//

LogicalResult MapLowering::lowerOp(MachineOp op) {
  auto space = std::make_shared<SpaceValue>();
  space->kind = op.getKind().getValue();
  space->sizes.push_back(
      {nodes, processors[static_cast<unsigned>(space->kind)]});
  return bind(op, SpaceRef(std::move(space)));
}

LogicalResult MapLowering::lowerOp(StarOp op) {
  return bind(op, std::monostate());
}

LogicalResult MapLowering::lowerOp(HasOp op) {
  PointValue place = std::get<PointValue>(get(op.getPoint()));
  if (place.isMixed)
    return diagnose(op.getLoc(), DiagId::IRUnsupported)
           << "a policy cannot tell the memories of a point that is of one of "
              "two processor kinds; ask before choosing";
  OpBuilder &builder = builderFor({&place.index});
  bool perPoint = &builder == &point;
  Location loc = op.getLoc();
  Value result = placement::AddressesOp::create(
      builder, loc, builder.getI1Type(),
      ProcKindAttr::get(outer.getContext(), place.kind),
      inRegion(place.index, perPoint, loc), op.getMemoryAttr());
  return bind(op, Scalar{std::nullopt, result, perPoint, true});
}

//===----------------------------------------------------------------------===//
// Arguments of transformations (MSP15)
//===----------------------------------------------------------------------===//

void MapLowering::requireNonEmpty(Operation *op, const SpaceValue &space,
                                  unsigned dim) {
  const Scalar &size = space.sizes.back()[dim];
  Scalar zero = constant(0), which = constant(dim);
  require(op, compare(CompareKind::ne, size, zero, op->getLoc()),
          DiagId::SpaceArgument,
          "the dimension has size 0: there is no " + spelling(space.kind) +
              " on a node",
          dim, &which, &zero);
}

void MapLowering::requireExtents(Operation *op, const TupleValue &extents) {
  Location loc = op->getLoc();
  Scalar limit = constant(space::sizeLimit);
  for (auto [i, extent] : llvm::enumerate(extents)) {
    Scalar positive = compare(CompareKind::gt, extent, constant(0), loc);
    Scalar small = compare(CompareKind::lt, extent, limit, loc);
    require(op, both(positive, small, loc), DiagId::SpaceArgument,
            "an extent must be 1 to 2147483647; 0 means fewer points than "
            "processors",
            i, &extent, &limit);
  }
}

/// One positive weight for each extent (MSP14). Lengths are static, yet only a
/// point that gets here meets the error.
void MapLowering::requireWeights(Operation *op, const TupleValue &extents,
                                 const TupleValue &weights) {
  Location loc = op->getLoc();
  Scalar given = constant(weights.size()), wanted = constant(extents.size());
  require(op, truth(weights.size() == extents.size()), DiagId::SpaceArgument,
          "as many weights as extents are needed", 0, &given, &wanted);
  for (auto [i, weight] : llvm::enumerate(weights))
    require(op, compare(CompareKind::gt, weight, constant(0), loc),
            DiagId::SpaceArgument, "a weight must be positive", i, &weight);
}

void MapLowering::checkTransform(MachineSpaceTransform op,
                                 const SpaceValue &from,
                                 ArrayRef<TupleValue> arguments) {
  Location loc = op.getLoc();
  unsigned dim = *arguments[0][0].known;
  const Scalar size = from.sizes.back()[dim];
  requireNonEmpty(op, from, dim);
  if (isa<SplitOp>(op)) {
    const Scalar &factor = arguments[1][0];
    require(op, compare(CompareKind::gt, factor, constant(0), loc),
            DiagId::SpaceArgument, "the factor of a split must be positive",
            dim, &factor);
    Scalar rest = rem(size, factor, loc);
    require(op, compare(CompareKind::eq, rest, constant(0), loc),
            DiagId::SpaceArgument,
            "the factor of a split must divide the size of the dimension", dim,
            &factor, &size);
  } else if (isa<MergeOp, SwapOp>(op)) {
    unsigned other = *arguments[1][0].known;
    requireNonEmpty(op, from, other);
    if (isa<MergeOp>(op)) {
      Scalar product = mul(size, from.sizes.back()[other], loc);
      Scalar limit = constant(space::sizeLimit);
      require(op, compare(CompareKind::lt, product, limit, loc),
              DiagId::SpaceArgument, "the merged dimension is too large", dim,
              &product, &limit);
    }
  } else if (isa<mapping::SliceOp>(op)) {
    const Scalar &lo = arguments[1][0], &hi = arguments[2][0];
    for (const Scalar *bound : {&lo, &hi})
      require(op, isBelow(*bound, size, loc), DiagId::SpaceArgument,
              "a bound of a slice is outside of the dimension", dim, bound,
              &size);
    require(op, compare(CompareKind::le, lo, hi, loc), DiagId::SpaceArgument,
            "the lower bound of a slice is above its upper bound", dim, &lo,
            &hi);
  } else if (!isa<ReverseOp, BalanceSplitOp>(op)) {
    requireExtents(op, arguments[1]);
  }
  if (isa<DecomposeOp>(op) && arguments.size() > 2)
    requireWeights(op, arguments[1], arguments[2]);
}

//===----------------------------------------------------------------------===//
// New spaces
//===----------------------------------------------------------------------===//

TupleValue MapLowering::factorize(MachineSpaceTransform op, const Scalar &size,
                                  ArrayRef<TupleValue> arguments) {
  bool balanced = isa<BalanceSplitOp>(op);
  unsigned parts = balanced ? *arguments[1][0].known : arguments[1].size();
  TupleValue extents = balanced ? TupleValue() : arguments[1];
  TupleValue weights = arguments.size() > 2 ? arguments[2] : TupleValue();
  // The requirement on their number has failed; the operation stays well
  // formed.
  weights.resize(weights.empty() ? 0 : parts, constant(1));
  bool perPoint = &builderFor({&size}) == &point;
  for (const Scalar &scalar : llvm::concat<Scalar>(extents, weights))
    perPoint |= !scalar.known && scalar.perPoint;
  Location loc = op.getLoc();
  auto toValues = [&](const TupleValue &scalars) {
    SmallVector<Value> list;
    for (const Scalar &scalar : scalars)
      list.push_back(inRegion(scalar, perPoint, loc));
    return list;
  };
  auto kind = placement::symbolizeFactorizeKind(op.getMethodName());
  OpBuilder &builder = perPoint ? point : launch;
  SmallVector<Type> types(parts, builder.getI64Type());
  auto sizes = placement::FactorizeOp::create(
      builder, loc, types, *kind, inRegion(size, perPoint, loc),
      toValues(extents), toValues(weights));
  TupleValue result;
  for (Value part : sizes.getSizes())
    result.push_back({std::nullopt, part, perPoint, false});
  return result;
}

/// The new space, as space::newSizes and the make functions resolve it.
std::shared_ptr<const SpaceValue>
MapLowering::applyTransform(MachineSpaceTransform op, const SpaceValue &from,
                            ArrayRef<TupleValue> arguments) {
  auto to = std::make_shared<SpaceValue>(from);
  TupleValue sizes = from.sizes.back();
  Location loc = op.getLoc();
  TransformValue transform;
  transform.op = op;
  unsigned dim = transform.dim = *arguments[0][0].known;
  const Scalar size = sizes[dim];
  if (isa<SplitOp>(op)) {
    const Scalar factor = arguments[1][0];
    transform.sizes = {factor, div(size, factor, loc)};
  } else if (isa<mapping::SliceOp>(op)) {
    transform.offset = arguments[1][0];
    Scalar length = sub(arguments[2][0], arguments[1][0], loc);
    transform.sizes = {add(length, constant(1), loc)};
  } else if (isa<ReverseOp>(op)) {
    transform.offset = sub(size, constant(1), loc);
    transform.sizes = {size};
  } else if (isa<MergeOp, SwapOp>(op)) {
    transform.otherDim = *arguments[1][0].known;
    transform.sizes = {size, sizes[transform.otherDim]};
  } else {
    transform.sizes = factorize(op, size, arguments);
  }

  if (isa<SwapOp>(op)) {
    std::swap(sizes[dim], sizes[transform.otherDim]);
  } else if (isa<MergeOp>(op)) {
    sizes[dim] = mul(transform.sizes[0], transform.sizes[1], loc);
    sizes.erase(sizes.begin() + transform.otherDim);
  } else {
    sizes.erase(sizes.begin() + dim);
    sizes.insert(sizes.begin() + dim, transform.sizes.begin(),
                 transform.sizes.end());
  }
  to->transforms.push_back(std::move(transform));
  to->sizes.push_back(std::move(sizes));
  return to;
}

LogicalResult MapLowering::lowerTransform(MachineSpaceTransform op) {
  SmallVector<TupleValue> arguments;
  for (Value argument : op.getTransformArguments()) {
    const LoweredValue &value = get(argument);
    if (auto *tuple = std::get_if<TupleValue>(&value))
      arguments.push_back(*tuple);
    else
      arguments.push_back({std::get<Scalar>(value)});
  }
  Lowered space = transform(op, getSpace(op.getSpace()), arguments);
  return failed(space) ? failure() : bind(op->getResult(0), *space);
}

FailureOr<LoweredValue> MapLowering::transform(MachineSpaceTransform op,
                                               const SpaceRef &from,
                                               ArrayRef<TupleValue> arguments) {
  if (const auto &choice = from->choice)
    return lowerChoice(
        choice->condition,
        [&] { return transform(op, choice->thenValue, arguments); },
        [&] { return transform(op, choice->elseValue, arguments); },
        op.getLoc());
  checkTransform(op, *from, arguments);
  return LoweredValue(applyTransform(op, *from, arguments));
}

//===----------------------------------------------------------------------===//
// Points, there and back
//===----------------------------------------------------------------------===//

/// As space::toOld.
void MapLowering::toOld(const TransformValue &transform, TupleValue &point_,
                        Location loc) {
  unsigned dim = transform.dim;
  Operation *op = transform.op;
  if (isa<SwapOp>(op)) {
    std::swap(point_[dim], point_[transform.otherDim]);
  } else if (isa<MergeOp>(op)) {
    unsigned merged = dim < transform.otherDim ? dim : dim - 1;
    Scalar value = point_[merged];
    point_.erase(point_.begin() + merged);
    Scalar first = div(value, transform.sizes[1], loc);
    Scalar second = rem(value, transform.sizes[1], loc);
    bool ascending = dim < transform.otherDim;
    unsigned low = std::min(dim, transform.otherDim);
    unsigned high = std::max(dim, transform.otherDim);
    point_.insert(point_.begin() + low, ascending ? first : second);
    point_.insert(point_.begin() + high, ascending ? second : first);
  } else if (isa<mapping::SliceOp>(op)) {
    point_[dim] = add(point_[dim], transform.offset, loc);
  } else if (isa<ReverseOp>(op)) {
    point_[dim] = sub(transform.offset, point_[dim], loc);
  } else {
    unsigned parts = transform.sizes.size();
    Scalar joined = point_[dim + parts - 1];
    for (unsigned i = parts - 1; i-- > 0;)
      joined = add(point_[dim + i], mul(joined, transform.sizes[i], loc), loc);
    point_.erase(point_.begin() + dim, point_.begin() + dim + parts);
    point_.insert(point_.begin() + dim, joined);
  }
}

/// As space::fromOld; what a slice leaves out is an error (MSP5).
void MapLowering::fromOld(const TransformValue &transform, TupleValue &point_,
                          Operation *user) {
  unsigned dim = transform.dim;
  Operation *op = transform.op;
  Location loc = user->getLoc();
  if (isa<SwapOp>(op)) {
    std::swap(point_[dim], point_[transform.otherDim]);
  } else if (isa<MergeOp>(op)) {
    Scalar high = mul(point_[dim], transform.sizes[1], loc);
    point_[dim] = add(high, point_[transform.otherDim], loc);
    point_.erase(point_.begin() + transform.otherDim);
  } else if (isa<mapping::SliceOp>(op)) {
    point_[dim] = sub(point_[dim], transform.offset, loc);
    require(user, isBelow(point_[dim], transform.sizes[0], loc),
            DiagId::IndexBounds, "the processor is not in this machine space",
            dim, &point_[dim], &transform.sizes[0]);
  } else if (isa<ReverseOp>(op)) {
    point_[dim] = sub(transform.offset, point_[dim], loc);
  } else {
    Scalar rest = point_[dim];
    point_.erase(point_.begin() + dim);
    unsigned parts = transform.sizes.size();
    for (unsigned i = 0; i < parts; ++i) {
      bool last = i + 1 == parts;
      point_.insert(point_.begin() + dim + i,
                    last ? rest : rem(rest, transform.sizes[i], loc));
      rest = last ? rest : div(rest, transform.sizes[i], loc);
    }
  }
}

LogicalResult MapLowering::lowerOp(ProcessorOp op) {
  Lowered at = findProcessor(op, getSpace(op.getSpace()));
  return failed(at) ? failure() : bind(op, *at);
}

FailureOr<LoweredValue> MapLowering::findProcessor(ProcessorOp op,
                                                   const SpaceRef &space) {
  if (const auto &choice = space->choice)
    return lowerChoice(
        choice->condition, [&] { return findProcessor(op, choice->thenValue); },
        [&] { return findProcessor(op, choice->elseValue); }, op.getLoc());
  bool isParent = std::get<TaskValue>(get(op.getTask())).parent;
  const std::array<Scalar, 2> &place = isParent ? parent : self;
  TupleValue at = {place[0], place[1]};
  for (auto [d, coordinate] : llvm::enumerate(at)) {
    const Scalar &size = space->sizes.front()[d];
    require(op, isBelow(coordinate, size, op.getLoc()), DiagId::IndexBounds,
            "the processor is not in this machine space", d, &coordinate,
            &size);
  }
  for (const TransformValue &transform : space->transforms)
    fromOld(transform, at, op);
  return LoweredValue(std::move(at));
}

PointValue MapLowering::undo(const SpaceValue &space, TupleValue indices,
                             Location loc) {
  for (const TransformValue &transform : llvm::reverse(space.transforms))
    toOld(transform, indices, loc);
  return {space.kind, indices[0], indices[1]};
}

LogicalResult MapLowering::lowerOp(IndexOp op) {
  Lowered place = index(op, getSpace(op.getSpace()));
  return failed(place) ? failure() : bind(op, *place);
}

/// In an index map only the first point of a star set is used (MSP3).
FailureOr<LoweredValue> MapLowering::index(IndexOp op, const SpaceRef &space) {
  if (const auto &choice = space->choice)
    return lowerChoice(
        choice->condition, [&] { return index(op, choice->thenValue); },
        [&] { return index(op, choice->elseValue); }, op.getLoc());
  StarSetValue set = {space, {}, {}, std::nullopt};
  auto requireBelow = [&](unsigned d, StringRef text) {
    const Scalar &size = space->sizes.back()[d];
    require(op, isBelow(set.indices[d], size, op.getLoc()), DiagId::IndexBounds,
            text, d, &set.indices[d], &size);
  };
  for (auto [d, index] : llvm::enumerate(op.getIndices())) {
    if (isa<StarType>(index.getType())) {
      set.stars.push_back(d);
      set.indices.push_back(constant(0));
      continue;
    }
    set.indices.push_back(getScalar(index));
    requireBelow(d, "index out of bounds");
  }
  // As in the evaluator, indices that are written come before what `*` means.
  for (unsigned d : set.stars)
    requireBelow(d, "`*` stands for no index: the dimension has size 0");
  if (set.stars.empty() || rank > 0)
    return LoweredValue(undo(*space, set.indices, op.getLoc()));
  if (failed(requireOneNode(set, op.getLoc())))
    return failure();
  return LoweredValue(std::make_shared<const StarSetValue>(std::move(set)));
}
