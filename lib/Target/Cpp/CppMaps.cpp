//===- CppMaps.cpp - Maps as C++ functions --------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CppMaps.h"

#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace mapwright;
using llvm::ConstantRange;

namespace {
/// Prints one map. The launch part comes first: what is known at its end holds
/// for every point.
class MapPrinter {
public:
  MapPrinter(placement::MapOp map, MapNames names, const SourceLines &source)
      : map(map), rank(map.getRank()), source(source), plan(map),
        launch(map.getLaunch().front()), point(map.getPoint().front()) {
    result.names = std::move(names);
    for (auto kind : map.getKinds().getAsRange<mapping::ProcKindAttr>())
      kinds.push_back(kind.getValue());
  }

  FailureOr<PrintedMap> printIndexMap();
  FailureOr<PrintedMap> printSingleMap();

private:
  LogicalResult printLaunch();
  LogicalResult printPoint();
  LogicalResult printBoth(StatementPrinter &statements);

  void defineMachine(StatementPrinter &statements);
  void defineDomain();
  void definePlaces(StatementPrinter &statements);
  void defineFields();
  std::string describeFact(unsigned i) const;
  std::string getFactHint(unsigned i) const;
  std::string getHint(Value value) const;
  bool isUsedInLaunch(Value argument) const;
  bool needsError(Region &region) const;
  bool needsMachine(Region &region) const;
  unsigned getFirstFact() const { return 1 + kinds.size(); }
  bool isLive(Block::BlockArgListType arguments) const;
  std::string printCoordinate(Value value);
  void writeFunction(std::string &into, StringRef head,
                     ArrayRef<std::string> parameters, StringRef body);

  placement::MapOp map;
  unsigned rank;
  SmallVector<ProcKind> kinds; ///< whose counts the launch part gets
  const SourceLines &source;
  ExpressionPlan plan;
  ExpressionPrinter expressions;
  Block &launch, &point;
  PrintedMap result;
};
} // namespace

//===----------------------------------------------------------------------===//
// What functions depend on
//===----------------------------------------------------------------------===//

bool MapPrinter::isLive(Block::BlockArgListType arguments) const {
  return llvm::any_of(arguments,
                      [&](Value value) { return plan.isLive(value); });
}

bool MapPrinter::needsError(Region &region) const {
  return region
      .walk([](placement::RequireOp op) {
        return canFail(op) ? WalkResult::interrupt() : WalkResult::advance();
      })
      .wasInterrupted();
}

bool MapPrinter::needsMachine(Region &region) const {
  return region
      .walk([&](Operation *op) {
        bool needs = isa<placement::PrintOp, placement::AddressesOp>(op);
        return needs && plan.isLive(op) ? WalkResult::interrupt()
                                        : WalkResult::advance();
      })
      .wasInterrupted();
}

/// Not only passed on to the points.
bool MapPrinter::isUsedInLaunch(Value argument) const {
  return llvm::any_of(argument.getUsers(), [&](Operation *user) {
    return !isa<placement::YieldOp>(user) && plan.isLive(user);
  });
}

//===----------------------------------------------------------------------===//
// Arguments
//===----------------------------------------------------------------------===//

/// How the launch function gets at the number of nodes, and then of processors.
std::string MapPrinter::describeFact(unsigned i) const {
  return i == 0 ? "machine.nodes"
                : "machine.procs[" + formatKind(kinds[i - 1]) + "]";
}

/// Counts are unsigned 32-bit numbers: what computes with them takes a
/// variable.
void MapPrinter::defineMachine(StatementPrinter &statements) {
  for (unsigned i = 0; i < getFirstFact(); ++i) {
    Value argument = launch.getArgument(i);
    // bindMachine lets no other counts through.
    expressions.getRanges().set(
        argument,
        ConstantRange(APInt(64, i == 0 ? 1 : 0), APInt(64, uint64_t(1) << 31)));
    if (!plan.isLive(argument))
      continue;
    std::string fact = describeFact(i);
    if (rank == 0 || isUsedInLaunch(argument))
      statements.declare(argument, getHint(argument), fact);
    else
      expressions.define(argument, fact);
  }
}

/// A launch has points, and they lie in the domain.
void MapPrinter::defineDomain() {
  unsigned numFields = launch.getTerminator()->getNumOperands();
  for (unsigned d = 0; d < rank; ++d) {
    Value lo = launch.getArgument(getFirstFact() + d);
    Value hi = launch.getArgument(getFirstFact() + rank + d);
    expressions.define(lo, "domain.lo[" + llvm::utostr(d) + "]");
    expressions.define(hi, "domain.hi[" + llvm::utostr(d) + "]");
    expressions.getRanges().setOrdered(hi, lo);
    expressions.getRanges().setOrdered(point.getArgument(numFields + d), lo);
  }
}

/// Places of a single task and its parent, 32-bit numbers; at the start there
/// are none.
void MapPrinter::definePlaces(StatementPrinter &statements) {
  static constexpr StringRef texts[] = {"self.node", "self.index",
                                        "parent.node", "parent.index"};
  for (auto [i, text] : llvm::enumerate(texts)) {
    Value argument = launch.getArgument(getFirstFact() + i);
    expressions.getRanges().set(
        argument, ConstantRange(APInt(64, INT32_MIN, /*isSigned=*/true),
                                APInt(64, uint64_t(1) << 31)));
    if (plan.isLive(argument))
      statements.declare(argument, getHint(argument),
                         isStartup(map) ? "0" : text);
  }
}

static constexpr StringRef placeNames[] = {"self_node", "self_index",
                                           "parent_node", "parent_index"};

std::string MapPrinter::getFactHint(unsigned i) const {
  unsigned fact = i - getFirstFact();
  if (i == 0)
    return "nodes";
  if (i < getFirstFact())
    return spelling(kinds[i - 1]).lower() + "s";
  if (rank == 0)
    return placeNames[fact].str();
  return (fact < rank ? "lo" : "hi") + llvm::utostr(fact % rank);
}

std::string MapPrinter::getHint(Value value) const {
  if (auto argument = dyn_cast<BlockArgument>(value))
    return getFactHint(argument.getArgNumber());
  StringRef author = getAuthorName(value.getDefiningOp()->getLoc());
  if (!author.empty() && value.getDefiningOp()->getNumResults() == 1)
    return author.str();
  // Elements of arrays: `parts[0]` is known as `parts_0`.
  std::string name = expressions.getName(value).rtrim(']').str();
  return name.empty() ? suggestName(value.getDefiningOp()).str() : name;
}

/// The struct that a launch fills in and its points read.
void MapPrinter::defineFields() {
  CppNames names;
  llvm::raw_string_ostream os(result.values);
  CppWriter writer(os);
  for (auto [i, yielded] :
       llvm::enumerate(launch.getTerminator()->getOperands())) {
    Value argument = point.getArgument(i);
    expressions.getRanges().setAlias(argument, yielded);
    if (!plan.isLive(argument))
      continue;
    if (result.values.empty())
      writer.line("struct " + result.names.values + " {");
    CppWriter::Nested nested(writer);
    std::string name = names.create(getHint(yielded));
    writer.line((argument.getType().isInteger(1) ? "bool " : "int64_t ") +
                name + ";");
    expressions.define(argument, "launch." + name);
  }
  if (!result.values.empty())
    writer.line("};");
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

void MapPrinter::writeFunction(std::string &into, StringRef head,
                               ArrayRef<std::string> parameters,
                               StringRef body) {
  llvm::raw_string_ostream os(into);
  CppWriter writer(os);
  writer.list(("mw_status " + head + "(").str(), parameters, ") {");
  os << body << "}\n" << source.getFunctionEnd();
}

/// A part of a place, which has 32 bits.
std::string MapPrinter::printCoordinate(Value value) {
  std::string text = expressions.print(value);
  return value.getDefiningOp<arith::ConstantOp>() ? text
                                                  : "int32_t(" + text + ")";
}

/// A parameter that is not used has no name: compilers would warn.
static std::string formatParameter(StringRef type, StringRef name,
                                   bool isUsed) {
  return isUsed ? (type + name).str() : type.rtrim().str();
}

LogicalResult MapPrinter::printLaunch() {
  std::string body;
  llvm::raw_string_ostream os(body);
  CppWriter writer(os, 1);
  StatementPrinter statements(plan, expressions, source, writer);
  defineMachine(statements);
  defineDomain();
  if (failed(statements.print(launch)))
    return failure();
  defineFields();
  writer.line("launch.map = Map::" + result.names.member + ";");
  result.pointNeedsMachine = needsMachine(map.getPoint());
  if (result.pointNeedsMachine)
    writer.line("launch.machine = &machine;");
  std::vector<std::string> fields;
  for (auto [i, yielded] :
       llvm::enumerate(launch.getTerminator()->getOperands()))
    if (plan.isLive(point.getArgument(i)))
      fields.push_back(expressions.print(yielded));
  if (!fields.empty())
    writer.list("launch." + result.names.member + " = {", fields, "};");
  writer.line("return MW_OK;");
  bool usesMachine = isLive(launch.getArguments().take_front(getFirstFact())) ||
                     needsMachine(map.getLaunch()) || result.pointNeedsMachine;
  bool usesDomain = isLive(launch.getArguments().drop_front(getFirstFact()));
  writeFunction(
      result.launch, result.names.launch,
      {formatParameter("const mw_machine &", "machine", usesMachine),
       formatParameter("const mw_domain &", "domain", usesDomain),
       "Launch &launch",
       formatParameter("mw_error *", "error", needsError(map.getLaunch()))},
      body);
  return success();
}

LogicalResult MapPrinter::printPoint() {
  std::string body;
  llvm::raw_string_ostream os(body);
  CppWriter writer(os, 1);
  StatementPrinter statements(plan, expressions, source, writer);
  unsigned numFields = launch.getTerminator()->getNumOperands();
  auto coordinates = point.getArguments().drop_front(numFields);
  for (auto [d, coordinate] : llvm::enumerate(coordinates))
    expressions.define(coordinate, "p[" + llvm::utostr(d) + "]");
  if (failed(statements.print(point)))
    return failure();
  auto place = cast<placement::PlaceOp>(point.getTerminator());
  statements.startLine(place.getLoc());
  // In an index map the first place of a set is used (MSP3).
  writer.line("*out = {" + printCoordinate(place.getNodes().front()) + ", " +
              printCoordinate(place.getIndices().front()) + "};");
  writer.line("return MW_OK;");
  result.pointNeedsPoint = isLive(coordinates);
  result.pointNeedsError = needsError(map.getPoint());
  std::vector<std::string> parameters, arguments;
  auto add = [&](bool isUsed, const std::string &parameter,
                 const std::string &argument) {
    if (!isUsed)
      return;
    parameters.push_back(parameter);
    arguments.push_back(argument);
  };
  add(!result.values.empty(), "const " + result.names.values + " &launch",
      "launch." + result.names.member);
  add(result.pointNeedsMachine, "const mw_machine &machine", "*launch.machine");
  add(result.pointNeedsPoint, "const int64_t *p", "p");
  add(true, "mw_place *out", "out");
  add(result.pointNeedsError, "mw_error *error", "error");
  writeFunction(result.point, result.names.point, parameters, body);
  result.callPoint =
      result.names.point + "(" + llvm::join(arguments, ", ") + ")";
  return success();
}

FailureOr<PrintedMap> MapPrinter::printIndexMap() {
  if (failed(printLaunch()) || failed(printPoint()))
    return failure();
  return std::move(result);
}

/// A single task is its only point: both parts in one function.
LogicalResult MapPrinter::printBoth(StatementPrinter &statements) {
  defineMachine(statements);
  definePlaces(statements);
  if (failed(statements.print(launch)))
    return failure();
  for (auto [i, yielded] :
       llvm::enumerate(launch.getTerminator()->getOperands())) {
    Value argument = point.getArgument(i);
    expressions.getRanges().setAlias(argument, yielded);
    if (!plan.isLive(argument))
      continue;
    std::string text = expressions.print(yielded);
    if (expressions.getName(yielded).empty())
      statements.declare(argument, getHint(yielded), text);
    else
      expressions.define(argument, text);
  }
  return statements.print(point);
}

FailureOr<PrintedMap> MapPrinter::printSingleMap() {
  std::string body;
  llvm::raw_string_ostream os(body);
  CppWriter writer(os, 1);
  StatementPrinter statements(plan, expressions, source, writer);
  if (failed(printBoth(statements)))
    return failure();
  auto facts = launch.getArguments();
  bool usesMachine = isLive(facts.take_front(getFirstFact())) ||
                     needsMachine(map.getLaunch()) ||
                     needsMachine(map.getPoint());
  bool usesError = needsError(map.getLaunch()) || needsError(map.getPoint());
  std::vector<std::string> parameters = {
      formatParameter("const mw_machine &", "machine", usesMachine)};
  if (isStartup(map)) {
    result.callPoint = result.names.launch + "(*machine, error)";
    writer.line("return MW_OK;");
  } else {
    auto place = cast<placement::PlaceOp>(point.getTerminator());
    statements.startLine(place.getLoc());
    std::vector<std::string> places;
    for (auto [node, index] : llvm::zip(place.getNodes(), place.getIndices()))
      places.push_back("{" + printCoordinate(node) + ", " +
                       printCoordinate(index) + "}");
    writer.list("return answer.give({", places, "});");
    auto selves = facts.slice(getFirstFact(), 2), parents = facts.take_back(2);
    parameters.push_back(formatParameter("mw_place ", "self", isLive(selves)));
    parameters.push_back(
        formatParameter("mw_place ", "parent", isLive(parents)));
    parameters.push_back("Answer answer");
  }
  parameters.push_back(formatParameter("mw_error *", "error", usesError));
  writeFunction(result.launch, result.names.launch, parameters, body);
  return std::move(result);
}

FailureOr<PrintedMap> mapwright::printIndexMap(placement::MapOp map,
                                               MapNames names,
                                               const SourceLines &source) {
  return MapPrinter(map, std::move(names), source).printIndexMap();
}

FailureOr<PrintedMap> mapwright::printSingleMap(placement::MapOp map,
                                                MapNames names,
                                                const SourceLines &source) {
  return MapPrinter(map, std::move(names), source).printSingleMap();
}
