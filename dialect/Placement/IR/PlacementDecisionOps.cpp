//===- PlacementDecisionOps.cpp - What is decided -------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialect/Placement/IR/PlacementAsm.h"
#include "dialect/Placement/IR/PlacementDialect.h"
#include "dialect/Task/IR/TaskDialect.h"

using namespace mlir;
using namespace mapwright;
using namespace mapwright::placement;

//===----------------------------------------------------------------------===//
// Assembly
//===----------------------------------------------------------------------===//

ParseResult placement::parsePlaces(OpAsmParser &parser,
                                   DenseI32ArrayAttr &nodes,
                                   DenseI32ArrayAttr &indices) {
  SmallVector<int32_t> parsedNodes, parsedIndices;
  auto parsePlace = [&]() -> ParseResult {
    return failure(parser.parseInteger(parsedNodes.emplace_back()) ||
                   parser.parseColon() ||
                   parser.parseInteger(parsedIndices.emplace_back()));
  };
  if (parser.parseCommaSeparatedList(AsmParser::Delimiter::Square, parsePlace))
    return failure();
  nodes = parser.getBuilder().getDenseI32ArrayAttr(parsedNodes);
  indices = parser.getBuilder().getDenseI32ArrayAttr(parsedIndices);
  return success();
}

void placement::printPlaces(OpAsmPrinter &printer, Operation *,
                            DenseI32ArrayAttr nodes,
                            DenseI32ArrayAttr indices) {
  printer << "[";
  llvm::interleaveComma(llvm::zip(nodes.asArrayRef(), indices.asArrayRef()),
                        printer, [&](auto place) {
                          printer << std::get<0>(place) << ":"
                                  << std::get<1>(place);
                        });
  printer << "]";
}

ParseResult placement::parseDecided(OpAsmParser &parser, Region &region) {
  OptionalParseResult parsed = parser.parseOptionalRegion(region);
  if (parsed.has_value() && failed(*parsed))
    return failure();
  if (region.empty())
    region.emplaceBlock();
  return success();
}

void placement::printDecided(OpAsmPrinter &printer, Operation *,
                             Region &region) {
  if (region.empty() || region.front().empty())
    return;
  printer << " ";
  printer.printRegion(region, /*printEntryBlockArgs=*/false);
}

//===----------------------------------------------------------------------===//
// Verifiers
//===----------------------------------------------------------------------===//

/// Launches are in program order; in total decisions none is left out. Those of
/// one number have different parents.
LogicalResult DecisionsOp::verify() {
  int64_t last = -1;
  bool hasParent = false;
  for (Operation &op : getDecided().front()) {
    if (isa<TaskOp>(op))
      continue;
    auto launch = dyn_cast<LaunchOp>(op);
    if (!launch)
      return op.emitOpError("is no decision");
    int64_t number = launch.getNumber();
    bool isSame = number == last && hasParent && launch.getParent();
    bool isNext = getTotal() ? number == last + 1 : number > last;
    if (!isSame && !isNext)
      return launch.emitOpError("has number ")
             << number << " behind launch " << last << "; expected "
             << (getTotal() ? "the next one" : "a higher one");
    last = number;
    hasParent = launch.getParent().has_value();
  }
  return success();
}

LogicalResult TaskOp::verify() {
  for (Operation &op : getDecided().front())
    if (!isa<ArgumentOp, CollectOp>(op))
      return op.emitOpError("is no decision about a task");
  return success();
}

LogicalResult ArgumentOp::verify() {
  if (getIndex() && static_cast<int64_t>(*getIndex()) < 0)
    return emitOpError("has a negative number");
  if (isa<TaskOp>((*this)->getParentOp()))
    return getCollected() ? emitOpError("is collected by `placement.collect`")
                          : success();
  if (!getIndex())
    return emitOpError("of a launch needs a number");
  if (getMemories().size() != 1 || !getWords())
    return emitOpError("of a launch needs one memory and a layout");
  return success();
}

/// The parts that name places agree with each other.
static LogicalResult verifyPlaces(LaunchOp op) {
  if (op.getNodes().has_value() != op.getIndices().has_value())
    return op.emitOpError("needs nodes and indices for its places");
  if (!op.getNodes())
    return success();
  ArrayRef<int32_t> nodes = *op.getNodes(), indices = *op.getIndices();
  if (nodes.size() != indices.size())
    return op.emitOpError("has ")
           << nodes.size() << " nodes and " << indices.size() << " indices";
  if (!op.getKind())
    return op.emitOpError("has places, but no processor kind");
  auto isNegative = [](int32_t number) { return number < 0; };
  if (llvm::any_of(nodes, isNegative) || llvm::any_of(indices, isNegative))
    return op.emitOpError("has a negative node or index");
  if (op.getRelative() &&
      llvm::any_of(nodes, [](int32_t node) { return node != 0; }))
    return op.emitOpError("has places relative to a node, but names others");
  return success();
}

/// Arguments are in order and of the launch's kind.
static LogicalResult verifyArguments(LaunchOp op) {
  int64_t next = 0;
  for (Operation &inner : op.getDecided().front()) {
    auto argument = dyn_cast<ArgumentOp>(inner);
    if (!argument)
      return inner.emitOpError("is no decision about a launch");
    if (!argument.getIndex())
      continue;
    if (static_cast<int64_t>(*argument.getIndex()) != next)
      return argument.emitOpError("has number ")
             << *argument.getIndex() << "; expected " << next;
    if (argument.getKindAttr() != op.getKindAttr())
      return argument.emitOpError("is for another processor kind than its "
                                  "launch");
    ++next;
  }
  return success();
}

LogicalResult LaunchOp::verify() {
  if (static_cast<int64_t>(getNumber()) < 0)
    return emitOpError("has a negative number");
  if (getByDefault() && getMap())
    return emitOpError("is placed by default, and by a map");
  if (getParentKind().has_value() != getParent().has_value() ||
      (getParent() && getParent()->size() != 2))
    return emitOpError("needs kind, node and index of its parent");
  if (cast<DecisionsOp>((*this)->getParentOp()).getTotal() &&
      (!getNodes() || getNodes()->empty()))
    return emitOpError("has no places, which total decisions need");
  return success(succeeded(verifyPlaces(*this)) &&
                 succeeded(verifyArguments(*this)));
}

LogicalResult LaunchOp::verifySymbolUses(SymbolTableCollection &symbols) {
  if (getMapAttr() &&
      !symbols.lookupNearestSymbolFrom<MapOp>(*this, getMapAttr()))
    return emitOpError() << getMapAttr() << " is no `placement.map`";
  return success();
}

//===----------------------------------------------------------------------===//
// Totality
//===----------------------------------------------------------------------===//

/// The name of the task kind that a launch of the program launches.
static StringRef getTaskName(task::LaunchOp launch,
                             SymbolTableCollection &symbols) {
  auto kind = symbols.lookupNearestSymbolFrom<task::KindOp>(
      launch, launch.getTaskAttr());
  return kind ? task::getWrittenName(kind) : launch.getTask();
}

/// Number of points of a domain, at most 2^64 - 1.
static uint64_t countPoints(task::LaunchOp launch) {
  size_t rank = launch.getDomainRank();
  ArrayRef<int64_t> bounds = *launch.getDomain();
  uint64_t sum = 0;
  for (; !bounds.empty(); bounds = bounds.drop_front(2 * rank)) {
    uint64_t volume = 1;
    for (size_t d = 0; d < rank; ++d) {
      int64_t lo = bounds[d], hi = bounds[rank + d];
      uint64_t last = static_cast<uint64_t>(hi) - static_cast<uint64_t>(lo);
      uint64_t extent =
          hi < lo ? 0 : llvm::SaturatingAdd(last, static_cast<uint64_t>(1));
      volume = llvm::SaturatingMultiply(volume, extent);
    }
    sum = llvm::SaturatingAdd(sum, volume);
  }
  return sum;
}

/// Whether a launch is decided to its end.
static LogicalResult verifyTotal(LaunchOp decided, task::LaunchOp launch,
                                 SymbolTableCollection &symbols) {
  StringRef task = getTaskName(launch, symbols);
  if (decided.getTask() != task)
    return decided.emitOpError("is of task \"")
           << decided.getTask() << "\", but launch " << decided.getNumber()
           << " of the program is of \"" << task << "\"";
  auto requirements = launch.getRequirements();
  auto arguments = decided.getDecided().getOps<ArgumentOp>();
  auto numArguments = std::distance(arguments.begin(), arguments.end());
  auto expected = std::distance(requirements.begin(), requirements.end());
  if (numArguments != expected)
    return decided.emitOpError("decides ")
           << numArguments << " of " << expected << " arguments";
  if (!launch.getDomain())
    return success();
  if (countPoints(launch) != decided.getNodes()->size())
    return decided.emitOpError("has ")
           << decided.getNodes()->size()
           << " places; expected one for each point of the launch";
  return success();
}

LogicalResult DecisionsOp::verifySymbolUses(SymbolTableCollection &symbols) {
  // Decisions may be kept without the program they are for.
  auto program = symbols.lookupNearestSymbolFrom<task::ProgramOp>(
      (*this)->getParentOp(), getProgramAttr());
  if (!program || !getTotal())
    return success();
  SmallVector<task::LaunchOp> launches;
  program.walk<WalkOrder::PreOrder>(
      [&](task::LaunchOp launch) { launches.push_back(launch); });
  int64_t numDecided = 0;
  for (auto decision : getDecided().getOps<LaunchOp>()) {
    numDecided = decision.getNumber() + 1;
    if (numDecided <= static_cast<int64_t>(launches.size()) &&
        failed(verifyTotal(decision, launches[numDecided - 1], symbols)))
      return failure();
  }
  if (numDecided != static_cast<int64_t>(launches.size()))
    return emitOpError("decides ") << numDecided << " of " << launches.size()
                                   << " launches of " << getProgramAttr();
  return success();
}
