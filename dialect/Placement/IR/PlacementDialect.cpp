//===- PlacementDialect.cpp - The placement dialect -----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialect/Placement/IR/PlacementDialect.h"

#include "dialect/Placement/IR/PlacementAsm.h"
#include "mapwright/Support/Diagnostics.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mapwright;
using namespace mapwright::placement;

#include "dialect/Placement/IR/PlacementDialect.cpp.inc"
#include "dialect/Placement/IR/PlacementEnums.cpp.inc"

void PlacementDialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "dialect/Placement/IR/PlacementOps.cpp.inc"
      >();
}

/// What folds gives constants of `arith`.
Operation *PlacementDialect::materializeConstant(OpBuilder &builder,
                                                 Attribute value, Type type,
                                                 Location loc) {
  return arith::ConstantOp::materialize(builder, value, type, loc);
}

//===----------------------------------------------------------------------===//
// Verifiers
//===----------------------------------------------------------------------===//

/// Arguments of the launch region, after the number of nodes and the processor
/// counts: bounds of the domain, or two places.
static unsigned getNumLaunchFacts(int64_t rank) {
  return rank == 0 ? 4 : 2 * rank;
}

LogicalResult MapOp::verify() {
  int64_t rank = getRank();
  if (rank < 0 || rank > space::maxRank)
    return emitOpError("has rank ")
           << rank << "; expected 0 to " << space::maxRank;
  if (getInitializes() && (rank != 0 || getFunction()))
    return emitOpError("initializes a global; it has rank 0 and no function");
  Block &launch = getLaunch().front(), &point = getPoint().front();
  unsigned expected = 1 + getKinds().size() + getNumLaunchFacts(rank);
  if (launch.getNumArguments() != expected)
    return emitOpError("launch region has ")
           << launch.getNumArguments() << " arguments; expected " << expected;
  if (!llvm::all_of(launch.getArgumentTypes(),
                    [](Type type) { return type.isInteger(64); }))
    return emitOpError("arguments of the launch region must be `i64`");
  auto yield = dyn_cast<YieldOp>(launch.getTerminator());
  if (!yield)
    return emitOpError("launch region must end in `placement.yield`");
  if (rank > 0 && isa<PlaceSetOp>(point.getTerminator()))
    return emitOpError("of rank ") << rank << " places a set; only single "
                                   << "tasks have sets";
  if (!isa<PlaceOp, PlaceSetOp>(point.getTerminator()))
    return emitOpError("point region must end in `placement.place`");
  SmallVector<Type> types(yield.getValues().getTypes());
  types.append(rank, IntegerType::get(getContext(), 64));
  if (TypeRange(point.getArgumentTypes()) != TypeRange(types))
    return emitOpError("arguments of the point region must be what the launch "
                       "region yields and ")
           << rank << " coordinates";
  return success();
}

LogicalResult PlaceOp::verify() {
  if (getNodes().empty())
    return emitOpError("names no processor");
  return success();
}

/// The members of a set: one coordinate for each size, and what is computed of
/// each.
static LogicalResult verifyMembers(Operation *op, Region &members,
                                   unsigned numYielded) {
  Type integer = IntegerType::get(op->getContext(), 64);
  if (op->getNumOperands() == 0)
    return op->emitOpError("has no sizes");
  if (TypeRange(members.getArgumentTypes()) != TypeRange(op->getOperandTypes()))
    return op->emitOpError("needs one coordinate for each size");
  auto yield = dyn_cast<YieldOp>(members.front().getTerminator());
  SmallVector<Type> yielded(numYielded, integer);
  if (!yield || TypeRange(yield.getValues()) != TypeRange(yielded))
    return op->emitOpError("must yield ") << numYielded << " `i64`";
  auto found = members.walk([](Operation *inner) {
    return isa<RequireOp, RequireOneNodeOp, PrintOp>(inner)
               ? WalkResult::interrupt()
               : WalkResult::advance();
  });
  if (found.wasInterrupted())
    return op->emitOpError("has members that can fail or print");
  return success();
}

LogicalResult PlaceSetOp::verify() {
  return verifyMembers(*this, getMembers(), 2);
}

LogicalResult RequireOneNodeOp::verify() {
  return verifyMembers(*this, getMembers(), 1);
}

LogicalResult RequireOp::verify() {
  if (!findDiagInfo(getId()))
    return emitOpError("`") << getId() << "` is not the id of a diagnostic";
  return success();
}

LogicalResult PrintOp::verify() {
  int64_t next = 0, count = getValues().size();
  for (int64_t length : getLengths()) {
    if (length < -1)
      return emitOpError("has length ") << length << "; expected at least -1";
    int64_t end = next + std::abs(length);
    if (end > count)
      return emitOpError("has ") << count << " values, less than its lengths "
                                 << "ask for";
    Type wanted = IntegerType::get(getContext(), length < 0 ? 1 : 64);
    for (Value value : getValues().slice(next, std::abs(length)))
      if (value.getType() != wanted)
        return emitOpError("has a value of type ")
               << value.getType() << " where its lengths ask for " << wanted;
    next = end;
  }
  if (next != count)
    return emitOpError("has ") << count << " values, more than its lengths ask "
                               << "for";
  if (getLengths().size() < getFormat().count("{}"))
    return emitOpError("needs a length for each `{}` of its format");
  return success();
}

LogicalResult FactorizeOp::verify() {
  if (getNumResults() == 0)
    return emitOpError("has no parts");
  bool balanced = getKind() == FactorizeKind::balance_split;
  if (balanced != getExtents().empty())
    return emitOpError("has extents unless it is `balance_split`");
  if (!balanced && getExtents().size() != getNumResults())
    return emitOpError("has ") << getExtents().size() << " extents for "
                               << getNumResults() << " parts";
  if (!getWeights().empty() && (getKind() != FactorizeKind::decompose ||
                                getWeights().size() != getNumResults()))
    return emitOpError("has weights only for `decompose`, one a part");
  return success();
}

void MapOp::getAsmBlockArgumentNames(Region &region,
                                     OpAsmSetValueNameFn setName) {
  bool isLaunch = &region == &getLaunch();
  unsigned rank = getRank();
  SmallVector<std::string> names;
  if (isLaunch) {
    names.push_back("nodes");
    for (auto kind : getKinds().getAsRange<mapping::ProcKindAttr>())
      names.push_back(spelling(kind.getValue()).lower() + "s");
    for (const char *bound : {"lo", "hi"})
      for (unsigned d = 0; d < rank; ++d)
        names.push_back((bound + Twine(d)).str());
    if (rank == 0)
      names.insert(names.end(),
                   {"self_node", "self_index", "parent_node", "parent_index"});
  } else {
    for (unsigned i = rank; i < region.getNumArguments(); ++i)
      names.push_back("launch");
    for (unsigned d = 0; d < rank; ++d)
      names.push_back(("p" + Twine(d)).str());
  }
  for (auto [argument, name] : llvm::zip(region.getArguments(), names))
    setName(argument, name);
}

static void nameStars(Region &members, OpAsmSetValueNameFn setName) {
  for (auto [i, argument] : llvm::enumerate(members.getArguments()))
    setName(argument, ("star" + Twine(i)).str());
}

void PlaceSetOp::getAsmBlockArgumentNames(Region &region,
                                          OpAsmSetValueNameFn setName) {
  nameStars(region, setName);
}

void RequireOneNodeOp::getAsmBlockArgumentNames(Region &region,
                                                OpAsmSetValueNameFn setName) {
  nameStars(region, setName);
}

//===----------------------------------------------------------------------===//
// Canonicalization
//===----------------------------------------------------------------------===//

/// The point's argument for a yielded value that need not be yielded: it is a
/// constant, or yielded before. Null if it must be.
static Value replaceCapture(YieldOp yield, unsigned i, Block &point,
                            PatternRewriter &rewriter) {
  Value value = yield.getOperand(i);
  for (unsigned earlier = 0; earlier < i; ++earlier)
    if (yield.getOperand(earlier) == value)
      return point.getArgument(earlier);
  auto constant = value.getDefiningOp<arith::ConstantOp>();
  if (!constant)
    return {};
  OpBuilder::InsertionGuard guard(rewriter);
  rewriter.setInsertionPointToStart(&point);
  return rewriter.clone(*constant)->getResult(0);
}

/// Launches pass on only what points use.
LogicalResult MapOp::canonicalize(MapOp op, PatternRewriter &rewriter) {
  Block &point = op.getPoint().front();
  auto yield = cast<YieldOp>(op.getLaunch().front().getTerminator());
  bool changed = false;
  for (unsigned i = yield.getNumOperands(); i-- > 0;) {
    BlockArgument argument = point.getArgument(i);
    if (!argument.use_empty()) {
      Value replacement = replaceCapture(yield, i, point, rewriter);
      if (!replacement)
        continue;
      rewriter.replaceAllUsesWith(argument, replacement);
    }
    rewriter.modifyOpInPlace(op, [&] {
      point.eraseArgument(i);
      yield.getValuesMutable().erase(i);
    });
    changed = true;
  }
  return success(changed);
}

//===----------------------------------------------------------------------===//
// Folds
//===----------------------------------------------------------------------===//

static std::optional<int64_t> getInt(Attribute attr) {
  auto value = dyn_cast_or_null<IntegerAttr>(attr);
  return value ? std::optional(value.getInt()) : std::nullopt;
}

/// Folds a checked operation on two constants to its value and whether it fits.
static LogicalResult foldChecked(Attribute lhsAttr, Attribute rhsAttr,
                                 bool (*compute)(int64_t, int64_t, int64_t &),
                                 SmallVectorImpl<OpFoldResult> &results) {
  std::optional<int64_t> lhs = getInt(lhsAttr), rhs = getInt(rhsAttr);
  int64_t result;
  if (!lhs || !rhs || !compute(*lhs, *rhs, result))
    return failure();
  MLIRContext *context = lhsAttr.getContext();
  results.push_back(IntegerAttr::get(IntegerType::get(context, 64), result));
  results.push_back(BoolAttr::get(context, true));
  return success();
}

LogicalResult AddOp::fold(FoldAdaptor adaptor,
                          SmallVectorImpl<OpFoldResult> &results) {
  return foldChecked(adaptor.getLhs(), adaptor.getRhs(), space::checkedAdd,
                     results);
}
LogicalResult SubOp::fold(FoldAdaptor adaptor,
                          SmallVectorImpl<OpFoldResult> &results) {
  return foldChecked(adaptor.getLhs(), adaptor.getRhs(), space::checkedSub,
                     results);
}
LogicalResult MulOp::fold(FoldAdaptor adaptor,
                          SmallVectorImpl<OpFoldResult> &results) {
  return foldChecked(adaptor.getLhs(), adaptor.getRhs(), space::checkedMul,
                     results);
}

/// The total quotient or remainder of two constants.
static OpFoldResult foldDivision(Attribute lhsAttr, Attribute rhsAttr,
                                 bool (*compute)(int64_t, int64_t, int64_t &)) {
  std::optional<int64_t> lhs = getInt(lhsAttr), rhs = getInt(rhsAttr);
  if (!lhs || !rhs)
    return {};
  int64_t result = 0;
  if (!compute(*lhs, *rhs, result))
    result = 0;
  return IntegerAttr::get(cast<IntegerAttr>(lhsAttr).getType(), result);
}

OpFoldResult DivOp::fold(FoldAdaptor adaptor) {
  return foldDivision(adaptor.getLhs(), adaptor.getRhs(), space::checkedDiv);
}
OpFoldResult RemOp::fold(FoldAdaptor adaptor) {
  return foldDivision(adaptor.getLhs(), adaptor.getRhs(), space::checkedRem);
}

#define GET_OP_CLASSES
#include "dialect/Placement/IR/PlacementOps.cpp.inc"
