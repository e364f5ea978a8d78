//===- MappingOps.cpp - Verifiers of the mapping dialect ------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialect/Mapping/IR/MappingDialect.h"

#include "dialect/Mapping/IR/MappingAsm.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mapwright;
using namespace mapwright::mapping;

//===----------------------------------------------------------------------===//
// Policies
//===----------------------------------------------------------------------===//

/// Tasks have names only; `*` stands alone.
static LogicalResult verifyTasks(Operation *op, ArrayAttr tasks) {
  if (tasks.empty())
    return op->emitOpError("names no task; expected `*` or at least one name");
  for (Attribute task : tasks) {
    if (isa<IntegerAttr>(task))
      return op->emitOpError("a task has a name, got the index ") << task;
    if (isa<AnyAttr>(task) && tasks.size() > 1)
      return op->emitOpError("`*` stands for all tasks and takes no others "
                             "beside it");
  }
  return success();
}

static LogicalResult verifyRegionNames(Operation *op, ArrayAttr regions) {
  if (regions.empty())
    return op->emitOpError("names no region; expected `*`, a name or an index");
  for (Attribute region : regions) {
    auto index = dyn_cast<IntegerAttr>(region);
    if (index && index.getInt() < 0)
      return op->emitOpError("a requirement index is at least 0, got ")
             << index.getInt();
    if (isa<AnyAttr>(region) && regions.size() > 1)
      return op->emitOpError("`*` stands for all regions and takes no others "
                             "beside it");
  }
  return success();
}

LogicalResult TaskOp::verify() {
  if (getKinds().empty())
    return emitOpError("(STM1) lists no processor kind");
  return verifyTasks(*this, getTasks());
}

LogicalResult mapping::RegionOp::verify() {
  if (getMemories().empty())
    return emitOpError("(STM2) lists no memory kind");
  if (failed(verifyTasks(*this, getTasks())))
    return failure();
  return verifyRegionNames(*this, getRegions());
}

/// The property a layout word decides; words that decide the same one
/// contradict each other (STM4).
static unsigned getLayoutProperty(LayoutWord word) {
  switch (word) {
  case LayoutWord::SOA:
  case LayoutWord::AOS:
    return 0;
  case LayoutWord::C_order:
  case LayoutWord::F_order:
    return 1;
  case LayoutWord::Align:
  case LayoutWord::No_Align:
    return 2;
  case LayoutWord::Compact:
    return 3;
  case LayoutWord::Exact:
    return 4;
  }
  llvm_unreachable("all layout words are listed");
}

LogicalResult LayoutOp::verify() {
  auto memory = dyn_cast<MemKindAttr>(getTarget());
  if (memory && memory.getValue() == MemKind::VIRTUAL)
    return emitOpError("(STM3) a virtual instance has no layout");
  std::array<WordAttr, 5> decided;
  for (WordAttr word : getWords().getAsRange<WordAttr>()) {
    WordAttr &earlier = decided[getLayoutProperty(word.getWord())];
    if (earlier && earlier != word)
      return emitOpError("(STM4) `")
             << stringifyLayoutWord(word.getWord()) << "` contradicts `"
             << stringifyLayoutWord(earlier.getWord()) << "`";
    earlier = word;
    if (word.getWord() == LayoutWord::Align &&
        (word.getAlign() <= 0 || !llvm::isPowerOf2_64(word.getAlign())))
      return emitOpError("(STM4) an alignment is a power of two, got ")
             << word.getAlign();
  }
  if (failed(verifyTasks(*this, getTasks())))
    return failure();
  return verifyRegionNames(*this, getRegions());
}

LogicalResult InstanceLimitOp::verify() {
  return verifyTasks(*this, getTasks());
}

LogicalResult CollectMemoryOp::verify() {
  if (failed(verifyTasks(*this, getTasks())))
    return failure();
  return verifyRegionNames(*this, getRegions());
}

LogicalResult ControlReplicateOp::verify() {
  if (llvm::any_of(getTasks(), llvm::IsaPred<AnyAttr>))
    return emitOpError("takes names of tasks, not `*`");
  return verifyTasks(*this, getTasks());
}

//===----------------------------------------------------------------------===//
// Maps, globals and functions
//===----------------------------------------------------------------------===//

template <typename MapOp>
static LogicalResult verifyMap(MapOp op) {
  if (op.getTasks().has_value() == op.getKind().has_value())
    return op.emitOpError("(STM5) has either tasks or a processor kind");
  return op.getTasks() ? verifyTasks(op, *op.getTasks()) : success();
}

/// An entry function takes a task and returns a place (FUN1).
template <typename MapOp>
static LogicalResult verifyMapSymbol(MapOp op, SymbolTableCollection &symbols) {
  auto function =
      symbols.lookupNearestSymbolFrom<FuncOp>(op, op.getFunctionAttr());
  if (!function)
    return op.emitOpError("(FUN1) names no function `")
           << op.getFunction() << "`";
  FunctionType type = function.getFunctionType();
  if (type.getNumInputs() != 1 || !isa<TaskType>(type.getInput(0)) ||
      !isa<PointType, PointSetType>(type.getResult(0)))
    return op.emitOpError(
               "(FUN1) needs a function from a task to a point, got ")
           << type;
  return success();
}

LogicalResult IndexMapOp::verify() { return verifyMap(*this); }
LogicalResult SingleMapOp::verify() { return verifyMap(*this); }
LogicalResult IndexMapOp::verifySymbolUses(SymbolTableCollection &symbols) {
  return verifyMapSymbol(*this, symbols);
}
LogicalResult SingleMapOp::verifySymbolUses(SymbolTableCollection &symbols) {
  return verifyMapSymbol(*this, symbols);
}

/// Whether a value of type `from` may stand where `to` is declared: equal, or
/// equal but for an extent that one of them does not know.
static bool isCompatible(Type from, Type to) {
  if (from == to)
    return true;
  if (from.getTypeID() != to.getTypeID())
    return false;
  return isa<MapTupleType, SpaceType, TaskType>(from) &&
         (!getStaticExtent(from) || !getStaticExtent(to));
}

LogicalResult PrintOp::verify() {
  size_t places = getFormat().count("{}");
  if (getValues().size() < places)
    return emitOpError("(FUN5) has ")
           << getValues().size() << " values for " << places << " places";
  return success();
}

LogicalResult FuncOp::verify() {
  if (getFunctionType().getNumResults() != 1)
    return emitOpError("(FUN1) returns one value, got ")
           << getFunctionType().getNumResults();
  if (getBody().empty())
    return emitOpError("has no body");
  return success();
}

LogicalResult ReturnOp::verify() {
  Type expected =
      cast<FuncOp>((*this)->getParentOp()).getFunctionType().getResult(0);
  if (!isCompatible(getValue().getType(), expected))
    return emitOpError("returns ")
           << getValue().getType() << ", expected " << expected;
  return success();
}

LogicalResult GetOp::verifySymbolUses(SymbolTableCollection &symbols) {
  auto global =
      symbols.lookupNearestSymbolFrom<GlobalOp>(*this, getGlobalAttr());
  if (!global)
    return emitOpError("names no global `") << getGlobal() << "`";
  if (!isCompatible(global.getType(), getType()))
    return emitOpError("reads ") << global.getType() << " as " << getType();
  return success();
}

LogicalResult CallOp::verifySymbolUses(SymbolTableCollection &symbols) {
  auto callee = symbols.lookupNearestSymbolFrom<FuncOp>(*this, getCalleeAttr());
  if (!callee)
    return emitOpError("names no function `") << getCallee() << "`";
  if (getUnpacked().size() != getArguments().size())
    return emitOpError("marks ") << getUnpacked().size() << " of "
                                 << getArguments().size() << " operands";
  FunctionType type = callee.getFunctionType();
  bool spreads = llvm::is_contained(getUnpacked(), true);
  for (auto [argument, unpacked] : llvm::zip(getArguments(), getUnpacked()))
    if (unpacked && !isa<MapTupleType>(argument.getType()))
      return emitOpError("(EXP5) unpacks a value that is no tuple, got ")
             << argument.getType();
  if (!spreads && type.getNumInputs() != getArguments().size())
    return emitOpError("passes ")
           << getArguments().size() << " arguments to a function of "
           << type.getNumInputs();
  if (!isCompatible(type.getResult(0), getType()))
    return emitOpError("expects ")
           << getType() << " of a function to " << type.getResult(0);
  return success();
}

//===----------------------------------------------------------------------===//
// Expressions
//===----------------------------------------------------------------------===//

/// Integers with integers, tuples with tuples of one length (EXP3).
static LogicalResult verifyBinary(Operation *op) {
  Type lhs = op->getOperand(0).getType(), rhs = op->getOperand(1).getType();
  Type result = op->getResult(0).getType();
  if (lhs.getTypeID() != rhs.getTypeID() ||
      lhs.getTypeID() != result.getTypeID())
    return op->emitOpError("(EXP3) does not mix integers and tuples, got ")
           << lhs << ", " << rhs << " -> " << result;
  if (!isCompatible(lhs, rhs) || !isCompatible(lhs, result) ||
      !isCompatible(rhs, result))
    return op->emitOpError("(EXP3) needs equal lengths, got ")
           << lhs << ", " << rhs << " -> " << result;
  return success();
}

LogicalResult AddOp::verify() { return verifyBinary(*this); }
LogicalResult SubOp::verify() { return verifyBinary(*this); }
LogicalResult MulOp::verify() { return verifyBinary(*this); }
LogicalResult DivOp::verify() { return verifyBinary(*this); }
LogicalResult RemOp::verify() { return verifyBinary(*this); }

LogicalResult CmpOp::verify() {
  bool isEquality =
      getKind() == CompareKind::eq || getKind() == CompareKind::ne;
  if (!isEquality && getLhs().getType().isInteger(1))
    return emitOpError("(EXP3) does not order truth values");
  return success();
}

/// What a region of `parent` is to yield.
static Type getYieldedType(Operation *parent) {
  if (auto global = dyn_cast<GlobalOp>(parent))
    return global.getType();
  if (isa<TupleForOp>(parent))
    return IntegerType::get(parent->getContext(), 64);
  return parent->getResult(0).getType();
}

LogicalResult YieldOp::verify() {
  Type expected = getYieldedType((*this)->getParentOp());
  if (!getValue())
    return emitOpError("yields no value, expected ") << expected;
  if (!isCompatible(getValue().getType(), expected))
    return emitOpError("yields ")
           << getValue().getType() << ", expected " << expected;
  return success();
}

/// Number of values a list of elements and unpacked tuples makes.
static std::optional<int64_t> getTotalLength(ValueRange elements) {
  int64_t total = 0;
  for (Value element : elements) {
    std::optional<int64_t> length = 1;
    if (isa<MapTupleType>(element.getType()))
      length = getStaticExtent(element.getType());
    if (!length)
      return std::nullopt;
    total += *length;
  }
  return total;
}

LogicalResult TupleOp::verify() {
  std::optional<int64_t> total = getTotalLength(getElements());
  std::optional<int64_t> length = getStaticExtent(getType());
  if (total && length && *total != *length)
    return emitOpError("(EXP4) makes ")
           << *total << " elements, but its type has " << *length;
  return success();
}

LogicalResult TupleForOp::verify() {
  Block &body = getBody().front();
  if (body.getNumArguments() != 1 ||
      !body.getArgument(0).getType().isInteger(64))
    return emitOpError("(EXP5) has one i64 argument, the variable");
  if (!isCompatible(getOver().getType(), getType()))
    return emitOpError("(EXP5) makes as many elements as it runs over");
  return success();
}

LogicalResult IndexOp::verify() {
  bool hasStar = llvm::any_of(getIndices().getTypes(), llvm::IsaPred<StarType>);
  if (hasStar != isa<PointSetType>(getType()))
    return emitOpError("(MSP3) gives a set of points exactly when an index is "
                       "`*`");
  std::optional<int64_t> rank = getStaticExtent(getSpace().getType());
  std::optional<int64_t> indices = getTotalLength(getIndices());
  if (rank && indices && *rank != *indices && !getOfNodeZero())
    return emitOpError("(MSP2) has ")
           << *indices << " indices for a space of rank " << *rank;
  return success();
}

#define GET_OP_CLASSES
#include "dialect/Mapping/IR/MappingOps.cpp.inc"
