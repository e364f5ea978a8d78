//===- EmitterSpaces.cpp - From a specialized function to a program: spaces
//===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Emitter.h"

#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace mapwright;
using namespace mapwright::detail;
using namespace mapwright::mapping;

LogicalResult Emitter::emitOp(MachineOp op) {
  auto space = std::make_shared<SpaceValue>();
  space->kind = op.getKind().getValue();
  space::Sizes sizes = {};
  sizes.rank = 2;
  sizes.at[0] = bindings.machine.getNumNodes();
  sizes.at[1] = bindings.machine.getNumProcessors(space->kind);
  space->sizes.push_back(sizes);
  return bind(op, SpaceRef(std::move(space)));
}

LogicalResult Emitter::emitOp(StarOp op) { return bind(op, std::monostate()); }

/// Depends on the point only where the processor does; then the point has to be
/// known.
LogicalResult Emitter::emitOp(HasOp op) {
  const auto &point = std::get<PointValue>(get(op.getPoint()));
  if (!point.node.known || !point.index.known)
    return failure();
  bool has =
      bindings.machine.canAddress(point.node.value, point.kind,
                                  point.index.value, op.getMemory().getValue());
  return bind(op, Scalar::constant(has));
}

//===----------------------------------------------------------------------===//
// Transformations
//===----------------------------------------------------------------------===//

LogicalResult Emitter::emitTransform(MachineSpaceTransform op) {
  const SpaceRef from = getSpace(op.getSpace());
  SmallVector<SmallVector<int64_t>> lists;
  for (mlir::Value argument : op.getTransformArguments()) {
    const EvalValue &value = get(argument);
    SmallVector<int64_t> &list = lists.emplace_back();
    TupleValue scalars;
    if (auto *tuple = std::get_if<TupleValue>(&value))
      scalars = *tuple;
    else
      scalars = {std::get<Scalar>(value)};
    for (const Scalar &scalar : scalars) {
      if (!scalar.known)
        return failure();
      list.push_back(scalar.value);
    }
  }
  SmallVector<ArrayRef<int64_t>> arguments(lists.begin(), lists.end());
  space::Transform transform = {};
  space::Failure why = {};
  const space::Sizes &sizes = from->sizes.back();
  if (op.resolve(sizes, arguments, transform, why) != space::Status::Ok)
    return fail(op, DiagId::SpaceArgument,
                describeSpaceFailure(op, why, *from));
  auto to = std::make_shared<SpaceValue>(*from);
  space::Sizes resulting = {};
  space::newSizes(transform, sizes, resulting);
  to->transforms.push_back(transform);
  to->sizes.push_back(resulting);
  return bind(op->getResult(0), SpaceRef(std::move(to)));
}

//===----------------------------------------------------------------------===//
// Indexing
//===----------------------------------------------------------------------===//

/// Where an inlined operation stands in the source.
static FileLineColRange getRange(Location loc) {
  while (auto site = dyn_cast<CallSiteLoc>(loc))
    loc = site.getCallee();
  return dyn_cast<FileLineColRange>(loc);
}

/// The expression of an index, if it stands by itself inside the brackets: what
/// a fix can wrap.
static std::optional<Location> getIndexExpression(IndexOp op,
                                                  mlir::Value index) {
  Operation *definition = index.getDefiningOp();
  if (!definition)
    return std::nullopt;
  FileLineColRange outer = getRange(op.getLoc());
  FileLineColRange inner = getRange(definition->getLoc());
  if (!outer || !inner || outer == inner ||
      outer.getFilename() != inner.getFilename())
    return std::nullopt;
  auto begin = [](FileLineColRange r) {
    return std::pair(r.getStartLine(), r.getStartColumn());
  };
  auto end = [](FileLineColRange r) {
    return std::pair(r.getEndLine(), r.getEndColumn());
  };
  if (begin(inner) <= begin(outer) || end(inner) >= end(outer))
    return std::nullopt;
  return inner;
}

void Emitter::emitBound(IndexOp op, unsigned dimension, mlir::Value index,
                        const Scalar &value, const SpaceRef &space) {
  int64_t size = space->sizes.back().at[dimension];
  if (value.known && value.value >= 0 && value.value < size)
    return;
  uint32_t site = addSite(DiagId::IndexBounds, op.getLoc());
  FailureSite &described = program.sites[site];
  described.dimension = dimension;
  described.index = getIndexExpression(op, index);
  described.kindName = spelling(space->kind).str();
  if (auto get = op.getSpace().getDefiningOp<GetOp>())
    described.sizeText =
        llvm::formatv("{0}.size[{1}]", get.getGlobal(), dimension);
  append(
      {OpCode::Bound, 0, slotOf(value), slotOf(Scalar::constant(size)), site});
  stopped |= value.known;
}

PointValue Emitter::undo(const SpaceRef &space, ArrayRef<Scalar> indices) {
  if (space->transforms.empty())
    return {space->kind, indices[0], indices[1]};
  bool known = llvm::all_of(indices, [](const Scalar &s) { return s.known; });
  if (known) {
    int64_t point[space::maxRank] = {};
    for (auto [d, index] : llvm::enumerate(indices))
      point[d] = index.value;
    for (const space::Transform &transform : llvm::reverse(space->transforms))
      space::toOld(transform, point);
    return {space->kind, Scalar::constant(point[0]),
            Scalar::constant(point[1])};
  }
  SmallVector<uint32_t> from;
  for (const Scalar &index : indices)
    from.push_back(slotOf(index));
  uint32_t base = program.slots.size();
  program.slots.resize(base + space::maxRank, 0);
  for (auto [d, slot] : llvm::enumerate(from))
    append({OpCode::Move, static_cast<uint32_t>(base + d), slot});
  program.spaces.push_back(space);
  append({OpCode::Undo, base, 0, 0,
          static_cast<uint32_t>(program.spaces.size() - 1)});
  return {space->kind, Scalar::inSlot(base), Scalar::inSlot(base + 1)};
}

/// All points of the star dimensions in row-major order, the rest as given
/// (MSP3). In an index map only the first point is used.
LogicalResult Emitter::emitStarSet(IndexOp op, const SpaceRef &space,
                                   TupleValue indices,
                                   ArrayRef<unsigned> starDimensions) {
  const space::Sizes &sizes = space->sizes.back();
  for (unsigned d : starDimensions) {
    if (sizes.at[d] == 0)
      return fail(op, DiagId::IndexBounds,
                  llvm::formatv("`*` stands for no index: dimension {0} has "
                                "size 0, since there is no {1} on a node",
                                d, spelling(space->kind)));
    indices[d] = Scalar::constant(0);
  }
  PointSetValue set = {undo(space, indices)};
  auto advance = [&] {
    for (unsigned d : llvm::reverse(starDimensions)) {
      if (++indices[d].value < sizes.at[d])
        return true;
      indices[d].value = 0;
    }
    return false;
  };
  bool isIndexLaunch = launch.domain.rank > 0;
  while (!isIndexLaunch && advance()) {
    set.push_back(undo(space, indices));
    if (set.back().node.known && set.front().node.known &&
        set.back().node.value != set.front().node.value)
      return fail(op, DiagId::IndexBounds,
                  llvm::formatv("`*` stands for processors of several nodes "
                                "({0} and {1}); a task runs on one node",
                                set.front().node.value, set.back().node.value));
  }
  return bind(op, std::move(set));
}

LogicalResult Emitter::emitOp(IndexOp op) {
  const SpaceRef space = getSpace(op.getSpace());
  TupleValue indices;
  SmallVector<unsigned> starDimensions;
  for (auto [d, index] : llvm::enumerate(op.getIndices())) {
    if (isa<StarType>(index.getType())) {
      starDimensions.push_back(d);
      indices.push_back(Scalar());
      continue;
    }
    indices.push_back(getScalar(index));
    emitBound(op, d, index, indices.back(), space);
    if (stopped)
      return success();
  }
  if (!starDimensions.empty())
    return emitStarSet(op, space, std::move(indices), starDimensions);
  return bind(op, undo(space, indices));
}

//===----------------------------------------------------------------------===//
// Messages
//===----------------------------------------------------------------------===//

static std::string describeStatus(const space::Failure &why,
                                  const SpaceValue &on) {
  using space::Status;
  switch (why.status) {
  case Status::DimensionOutOfRange:
    return llvm::formatv("dimension {0} does not exist; the space has {1} "
                         "dimensions, 0 to {2}",
                         why.value, why.bound, why.bound - 1);
  case Status::SameDimensions:
    return llvm::formatv("needs two different dimensions, got {0} twice",
                         why.value);
  case Status::EmptyDimension:
    return llvm::formatv("dimension {0} has size 0: there is no {1} on a node",
                         why.value, spelling(on.kind));
  case Status::SizeTooLarge:
  case Status::ProductTooLarge:
  case Status::ExtentTooLarge:
    return llvm::formatv("{0} is too large; expected less than {1}", why.value,
                         why.bound);
  case Status::TooManyDimensions:
    return llvm::formatv("makes {0} dimensions; at most {1} are allowed",
                         why.value, why.bound);
  case Status::FactorNotPositive:
    return llvm::formatv("the factor must be positive, got {0}", why.value);
  case Status::FactorDoesNotDivide:
    return llvm::formatv("the factor {0} does not divide the size {1} of the "
                         "dimension; use a divisor, or `auto_split`",
                         why.value, why.bound);
  case Status::SliceOutOfRange:
    return llvm::formatv("bound {0} is outside of the dimension; expected 0 to "
                         "{1} (both ends belong to the slice)",
                         why.value, why.bound - 1);
  case Status::SliceReversed:
    return llvm::formatv("the lower bound {0} is above the upper bound {1}",
                         why.value, why.bound);
  case Status::CountNotPositive:
    return llvm::formatv("the number of parts must be positive, got {0}",
                         why.value);
  case Status::TooManyParts:
    return llvm::formatv("{0} parts are too many; at most {1} are allowed",
                         why.value, why.bound);
  case Status::NoExtents:
    return "the tuple of extents is empty; expected at least one extent";
  case Status::ExtentZero:
    return llvm::formatv("extent {0} is 0: there are fewer points than "
                         "processors in this dimension; use extents of at "
                         "least 1, such as (e + p - 1) / p instead of e / p",
                         why.entry);
  case Status::ExtentNegative:
    return llvm::formatv("extent {0} is {1}; expected a positive extent",
                         why.entry, why.value);
  case Status::WeightsLength:
    return llvm::formatv(
        "{0} weights for {1} extents; expected as many weights "
        "as extents",
        why.value, why.bound);
  case Status::WeightNotPositive:
    return llvm::formatv("weight {0} is {1}; expected a positive weight",
                         why.entry, why.value);
  case Status::Ok:
    break;
  }
  return {};
}

std::string mapwright::detail::describeSpaceFailure(MachineSpaceTransform op,
                                                    const space::Failure &why,
                                                    const SpaceValue &on) {
  return llvm::formatv("`{0}`: {1}", op.getMethodName(),
                       describeStatus(why, on));
}
