//===- MapLoweringSets.cpp - Lowers one specialized function: star sets ---===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `m[i, *]` in a single map (MSP3). How many members the set has depends on the
// machine, so that they are a region over the coordinates of the stars.
//
//===----------------------------------------------------------------------===//

#include "MapLowering.h"

using namespace mlir;
using namespace mapwright;
using namespace mapwright::mapping;

/// The member with these coordinates. A set with fewer stars takes the last of
/// them: those in front count to 1.
FailureOr<LoweredValue> MapLowering::lowerMember(const StarSetValue &set,
                                                 ArrayRef<Scalar> coordinates,
                                                 Location loc) {
  if (set.choice)
    return lowerChoice(
        set.choice->condition,
        [&] { return lowerMember(*set.choice->thenValue, coordinates, loc); },
        [&] { return lowerMember(*set.choice->elseValue, coordinates, loc); },
        loc);
  TupleValue indices = set.indices;
  auto own = coordinates.take_back(set.stars.size());
  for (auto [star, coordinate] : llvm::zip_equal(set.stars, own))
    indices[star] = coordinate;
  return LoweredValue(undo(*set.space, std::move(indices), loc));
}

/// Fills in the region of an operation over the members, up to its terminator,
/// and returns the member.
FailureOr<PointValue> MapLowering::fillMembers(Region &members,
                                               const StarSetValue &set,
                                               unsigned numStars,
                                               Location loc) {
  Block &block = members.emplaceBlock();
  TupleValue coordinates;
  for (unsigned i = 0; i < numStars; ++i)
    coordinates.push_back({std::nullopt,
                           block.addArgument(outer.getI64Type(), loc), true,
                           false});
  point.setInsertionPointToEnd(&block);
  Lowered member = lowerMember(set, coordinates, loc);
  if (failed(member))
    return failure();
  return std::get<PointValue>(*member);
}

/// How far each star counts.
TupleValue MapLowering::getStarSizes(const StarSetValue &set, Location loc) {
  TupleValue sizes;
  for (unsigned star : set.stars)
    sizes.push_back(set.space->sizes.back()[star]);
  if (!set.choice)
    return sizes;
  TupleValue thenSizes = getStarSizes(*set.choice->thenValue, loc);
  TupleValue elseSizes = getStarSizes(*set.choice->elseValue, loc);
  size_t length = std::max(thenSizes.size(), elseSizes.size());
  for (TupleValue *shorter : {&thenSizes, &elseSizes})
    shorter->insert(shorter->begin(), length - shorter->size(), constant(1));
  for (auto [a, b] : llvm::zip_equal(thenSizes, elseSizes))
    sizes.push_back(select(set.choice->condition, a, b, loc));
  return sizes;
}

/// Where the node does not depend on the stars there is nothing to require.
LogicalResult MapLowering::requireOneNode(const StarSetValue &set,
                                          Location loc) {
  SmallVector<Value> sizes;
  for (const Scalar &size : getStarSizes(set, loc))
    sizes.push_back(inPoint(size, loc));
  auto require = placement::RequireOneNodeOp::create(point, loc, sizes);
  OpBuilder::InsertionGuard guard(point);
  FailureOr<PointValue> member =
      fillMembers(require.getMembers(), set, sizes.size(), loc);
  if (failed(member))
    return failure();
  Scalar node = member->node;
  bool depends = !node.known && node.perPoint &&
                 require.getMembers().isAncestor(node.value.getParentRegion());
  if (depends)
    placement::YieldOp::create(point, loc, node.value);
  else
    require.erase();
  return success();
}

LogicalResult MapLowering::placeSet(const StarSetValue &set, Location loc) {
  SmallVector<Value> sizes;
  for (const Scalar &size : getStarSizes(set, loc))
    sizes.push_back(inPoint(size, loc));
  // The kind is known once the members are.
  auto place = placement::PlaceSetOp::create(
      point, loc, ProcKindAttr::get(outer.getContext(), ProcKind::CPU), sizes);
  OpBuilder::InsertionGuard guard(point);
  FailureOr<PointValue> member =
      fillMembers(place.getMembers(), set, sizes.size(), loc);
  if (failed(member))
    return failure();
  place.setKindAttr(ProcKindAttr::get(outer.getContext(), member->kind));
  placement::YieldOp::create(
      point, loc,
      ValueRange{inPoint(member->node, loc), inPoint(member->index, loc)});
  return success();
}
