//===- TaskVerifiers.cpp - Verifiers of the task dialect ------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What can be said of an operation and the symbols it names. What takes the
// whole program (do pieces overlap, do projections stay among the colors) is
// checked once, for programs of all origins, by lib/Program.
//
//===----------------------------------------------------------------------===//

#include "dialect/Task/IR/TaskDialect.h"

#include "mapwright/Runtime/Space.h"

#include "llvm/ADT/StringSet.h"

#include <cmath>

using namespace mlir;
using namespace mapwright;
using namespace mapwright::task;

//===----------------------------------------------------------------------===//
// Parts
//===----------------------------------------------------------------------===//

static LogicalResult verifyRank(Operation *op, int64_t rank) {
  if (rank < 1 || rank > space::maxRank)
    return op->emitOpError("has ")
           << rank << " dimensions; expected 1 to " << space::maxRank;
  return success();
}

static LogicalResult verifyRects(Operation *op, int64_t rank,
                                 ArrayRef<int64_t> bounds) {
  if (failed(verifyRank(op, rank)))
    return failure();
  if (bounds.size() % (2 * rank) != 0)
    return op->emitOpError("has ") << bounds.size() << " bounds; expected "
                                   << 2 * rank << " for each rectangle";
  return success();
}

static LogicalResult verifyCost(Operation *op, StringRef what,
                                std::optional<ArrayRef<double>> cost) {
  if (!cost)
    return success();
  if (cost->empty())
    return op->emitOpError("has ") << what << " without a constant";
  if (!llvm::all_of(*cost, [](double value) {
        return std::isfinite(value) && value >= 0;
      }))
    return op->emitOpError("has ")
           << what << " that are negative or not finite";
  return success();
}

/// Both or none of the two attributes that say which piece is meant.
static LogicalResult verifyPieceRef(Operation *op, bool hasPartition,
                                    bool hasColor) {
  if (hasPartition != hasColor)
    return op->emitOpError("needs a partition and a color to name a piece");
  return success();
}

/// The declaration of that name and kind; null, with an error, without one.
template <typename DeclarationOp>
static DeclarationOp lookup(Operation *op, FlatSymbolRefAttr symbol,
                            StringRef what, SymbolTableCollection &symbols) {
  auto found = symbols.lookupNearestSymbolFrom<DeclarationOp>(op, symbol);
  if (!found)
    op->emitOpError() << symbol << " is not " << what << " of the program";
  return found;
}

//===----------------------------------------------------------------------===//
// Declarations
//===----------------------------------------------------------------------===//

LogicalResult ProgramOp::verify() {
  for (Operation &op : getDeclarations().front())
    if (!isa<FieldSpaceOp, IndexSpaceOp, RegionOp, PartitionOp, KindOp, BodyOp>(
            op))
      return op.emitOpError("is no declaration of a program");
  auto bodies = getDeclarations().getOps<BodyOp>();
  if (!llvm::hasSingleElement(bodies))
    return emitOpError("has ") << std::distance(bodies.begin(), bodies.end())
                               << " bodies; expected one `task.body`";
  if (std::optional<APFloat> work = getWork();
      work && !(work->isFinite() && !work->isNegative()))
    return emitOpError("has work that is negative or not finite");
  return success();
}

LogicalResult FieldSpaceOp::verify() {
  if (getFields().size() != getBytes().size())
    return emitOpError("has ") << getFields().size() << " fields and "
                               << getBytes().size() << " sizes";
  for (int64_t bytes : getBytes())
    if (bytes < 1 || bytes > UINT32_MAX)
      return emitOpError("has a field of ")
             << bytes << " bytes; expected 1 to " << UINT32_MAX;
  return success();
}

LogicalResult IndexSpaceOp::verify() {
  return verifyRects(*this, getRank(), getBounds());
}

LogicalResult RegionOp::verifySymbolUses(SymbolTableCollection &symbols) {
  return success(lookup<IndexSpaceOp>(*this, getIndexSpaceAttr(),
                                      "an index space", symbols) &&
                 lookup<FieldSpaceOp>(*this, getFieldSpaceAttr(),
                                      "a field space", symbols));
}

/// Offsets rise from 0 to the number of rectangles.
static LogicalResult verifyOffsets(PartitionOp op) {
  ArrayRef<int32_t> offsets = op.getOffsets();
  size_t numRects = op.getBounds().size() / (2 * op.getRank());
  if (offsets.empty() || offsets.front() != 0 || !llvm::is_sorted(offsets) ||
      static_cast<size_t>(offsets.back()) != numRects)
    return op.emitOpError("has offsets that do not rise from 0 to the ")
           << numRects << " rectangles of its pieces";
  return success();
}

/// How many colors there are; none if there are more than 2^32 - 1.
static std::optional<uint64_t> countColors(ArrayRef<int64_t> colors) {
  size_t rank = colors.size() / 2;
  uint64_t count = 1;
  for (size_t d = 0; d < rank; ++d) {
    if (colors[rank + d] < colors[d])
      return 0;
    uint64_t extent = static_cast<uint64_t>(colors[rank + d]) -
                      static_cast<uint64_t>(colors[d]) + 1;
    if (extent == 0 || extent > UINT32_MAX || (count *= extent) > UINT32_MAX)
      return std::nullopt;
  }
  return count;
}

LogicalResult PartitionOp::verify() {
  if (failed(verifyPieceRef(*this, getParent().has_value(),
                            getParentColor().has_value())) ||
      failed(verifyRects(*this, getRank(), getBounds())) ||
      failed(verifyOffsets(*this)))
    return failure();
  if (getColors().size() % 2 != 0)
    return emitOpError("has colors with as many upper as lower bounds");
  if (failed(verifyRank(*this, getColors().size() / 2)))
    return failure();
  uint64_t numPieces = getOffsets().size() - 1;
  std::optional<uint64_t> numColors = countColors(getColors());
  if (numColors != numPieces)
    return emitOpError("has ")
           << numPieces << " pieces; expected one for each color";
  if (getPieceNames() && getPieceNames()->size() != numPieces)
    return emitOpError("has ") << getPieceNames()->size() << " names for "
                               << numPieces << " pieces";
  return success();
}

LogicalResult PartitionOp::verifySymbolUses(SymbolTableCollection &symbols) {
  auto region = lookup<RegionOp>(*this, getRegionAttr(), "a region", symbols);
  if (!region)
    return failure();
  if (getParentAttr() &&
      !lookup<PartitionOp>(*this, getParentAttr(), "a partition", symbols))
    return failure();
  auto space = symbols.lookupNearestSymbolFrom<IndexSpaceOp>(
      *this, region.getIndexSpaceAttr());
  if (space && space.getRank() != getRank())
    return emitOpError("has pieces of ")
           << getRank() << " dimensions, but its region has "
           << space.getRank();
  return success();
}

//===----------------------------------------------------------------------===//
// Task kinds
//===----------------------------------------------------------------------===//

LogicalResult KindOp::verify() {
  for (Operation &op : getParts().front())
    if (!isa<ArgumentOp, VariantOp>(op))
      return op.emitOpError("is no part of a task kind");
  if (getParts().getOps<VariantOp>().empty())
    return emitOpError("has no variant; expected at least one");
  return verifyCost(*this, "flops", getFlops());
}

LogicalResult ArgumentOp::verify() {
  return verifyCost(*this, "bytes", getBytes());
}

LogicalResult VariantOp::verify() {
  for (Operation &op : getDemands().front())
    if (!isa<DemandOp, ColocateOp>(op))
      return op.emitOpError("is no demand of a variant");
  if (std::optional<APFloat> efficiency = getEfficiency()) {
    double share = efficiency->convertToDouble();
    if (!(share > 0 && share <= 1))
      return emitOpError("has an efficiency that is not above 0 and at most 1");
  }
  return verifyCost(*this, "seconds", getSeconds());
}

LogicalResult ColocateOp::verify() {
  for (int64_t argument : getArguments())
    if (argument < 0 || argument > UINT32_MAX)
      return emitOpError("names argument ") << argument;
  return success();
}

//===----------------------------------------------------------------------===//
// Statements
//===----------------------------------------------------------------------===//

static LogicalResult verifyStatements(Region &statements) {
  for (Operation &op : statements.front())
    if (!isa<LoopOp, LaunchOp, FenceOp, WaitOp>(op))
      return op.emitOpError("is no statement of a program");
  return success();
}

LogicalResult BodyOp::verify() { return verifyStatements(getStatements()); }

LogicalResult LoopOp::verify() { return verifyStatements(getStatements()); }

LogicalResult LaunchOp::verify() {
  for (Operation &op : getBody().front())
    if (!isa<RequireOp, LoopOp, LaunchOp, FenceOp, WaitOp>(op))
      return op.emitOpError("is no requirement and no statement of a launch");
  for (int64_t future : getWaits())
    if (future < 0 || future > UINT32_MAX)
      return emitOpError("waits for future ") << future;
  if (getRank().has_value() != getDomain().has_value())
    return emitOpError("needs a number of dimensions and bounds for a domain");
  return getDomain() ? verifyRects(*this, *getRank(), *getDomain()) : success();
}

LogicalResult LaunchOp::verifySymbolUses(SymbolTableCollection &symbols) {
  auto kind = lookup<KindOp>(*this, getTaskAttr(), "a task kind", symbols);
  if (!kind)
    return failure();
  auto arguments = kind.getParts().getOps<ArgumentOp>();
  auto requirements = getRequirements();
  auto expected = std::distance(arguments.begin(), arguments.end());
  auto found = std::distance(requirements.begin(), requirements.end());
  if (found != expected)
    return emitOpError("has ")
           << found << " requirements, but task " << getTaskAttr() << " has "
           << expected << " arguments";
  return success();
}

LogicalResult RequireOp::verify() {
  if ((getAccess() == Access::reduce) != getReduction().has_value())
    return emitOpError("needs a reduction operator for `reduce`, and for no "
                       "other privilege");
  if (failed(verifyPieceRef(*this, getParent().has_value(),
                            getParentColor().has_value())))
    return failure();
  for (auto field : getFields().getAsRange<Attribute>())
    if (auto number = dyn_cast<IntegerAttr>(field);
        number && (number.getInt() < 0 || number.getInt() > UINT32_MAX))
      return emitOpError("has field number ") << number.getInt();
  if (!getProjection())
    return success();
  AffineMap map = *getProjection();
  unsigned rank = cast<LaunchOp>((*this)->getParentOp()).getDomainRank();
  if (map.getNumDims() != rank)
    return emitOpError("has a projection of points of ")
           << map.getNumDims() << " dimensions, but those of the launch have "
           << rank;
  for (AffineExpr result : map.getResults()) {
    if (readAffineSum(result, map.getNumDims(), map.getNumSymbols()))
      continue;
    std::string text;
    llvm::raw_string_ostream(text) << result;
    return emitOpError("has a projection with the result `")
           << text
           << "`; expected a sum of multiples, perhaps `mod` a constant";
  }
  return success();
}

/// Checks the names and numbers of fields, no field twice.
static LogicalResult verifyFields(RequireOp op, FieldSpaceOp space) {
  llvm::StringSet<> names;
  for (Attribute name : space.getFields())
    names.insert(cast<StringAttr>(name).getValue());
  for (Attribute field : op.getFields()) {
    auto name = dyn_cast<StringAttr>(field);
    bool isKnown = name ? names.contains(name)
                        : cast<IntegerAttr>(field).getInt() <
                              static_cast<int64_t>(space.getFields().size());
    if (!isKnown)
      return op.emitOpError("names field ")
             << field << ", which field space @" << space.getSymName()
             << " does not have";
  }
  return success();
}

LogicalResult RequireOp::verifySymbolUses(SymbolTableCollection &symbols) {
  Operation *target = symbols.lookupNearestSymbolFrom(*this, getTargetAttr());
  auto partition = dyn_cast_or_null<PartitionOp>(target);
  auto region = dyn_cast_or_null<RegionOp>(target);
  if (!partition && !region)
    return emitOpError() << getTargetAttr()
                         << " is neither a region nor a partition of the "
                            "program";
  if (region && getProjection())
    return emitOpError("has a projection, but ")
           << getTargetAttr() << " is a region, which has no colors";
  if (getParentAttr() &&
      !lookup<PartitionOp>(*this, getParentAttr(), "a partition", symbols))
    return failure();
  if (partition)
    region = symbols.lookupNearestSymbolFrom<RegionOp>(
        *this, partition.getRegionAttr());
  auto space = region ? symbols.lookupNearestSymbolFrom<FieldSpaceOp>(
                            *this, region.getFieldSpaceAttr())
                      : FieldSpaceOp();
  // What is missing there is reported there.
  return space ? verifyFields(*this, space) : success();
}
