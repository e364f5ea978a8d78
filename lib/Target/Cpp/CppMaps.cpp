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

namespace {
/// Prints one map. The launch part comes first: points refer to what it leaves.
class MapPrinter {
public:
  MapPrinter(placement::MapOp map, const SourceLines &source)
      : map(map), rank(map.getRank()), source(source), plan(map),
        launch(map.getLaunch().front()), point(map.getPoint().front()) {
    for (auto kind : map.getKinds().getAsRange<mapping::ProcKindAttr>())
      kinds.push_back(kind.getValue());
  }

  FailureOr<PrintedIndexMap> printIndexMap();
  FailureOr<PrintedSingleMap> printSingleMap(std::string name);

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
  LogicalResult printAnswer(StatementPrinter &statements, CppWriter &writer);
  bool needsMachine(Region &region) const;
  unsigned getFirstFact() const { return 1 + kinds.size(); }
  bool isLive(Block::BlockArgListType arguments) const;
  std::string printCoordinate(Value value);
  placement::MapOp map;
  unsigned rank;
  SmallVector<ProcKind> kinds; ///< whose counts the launch part gets
  const SourceLines &source;
  ExpressionPlan plan;
  ExpressionPrinter expressions;
  Block &launch, &point;
  PrintedIndexMap result;
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
      .walk([](Operation *op) {
        auto require = dyn_cast<placement::RequireOp>(op);
        bool fails =
            require ? canFail(require) : isa<placement::RequireOneNodeOp>(op);
        return fails ? WalkResult::interrupt() : WalkResult::advance();
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
    if (!plan.isLive(argument))
      continue;
    std::string fact = describeFact(i);
    if (rank == 0 || isUsedInLaunch(argument))
      statements.declare(argument, getHint(argument), fact);
    else
      expressions.define(argument, fact);
  }
}

void MapPrinter::defineDomain() {
  for (unsigned d = 0; d < rank; ++d) {
    Value lo = launch.getArgument(getFirstFact() + d);
    Value hi = launch.getArgument(getFirstFact() + rank + d);
    expressions.define(lo, "domain.lo[" + llvm::utostr(d) + "]");
    expressions.define(hi, "domain.hi[" + llvm::utostr(d) + "]");
  }
}

/// Places of a single task and its parent, 32-bit numbers; at the start there
/// are none.
void MapPrinter::definePlaces(StatementPrinter &statements) {
  static constexpr StringRef texts[] = {"self.node", "self.index",
                                        "parent.node", "parent.index"};
  for (auto [i, text] : llvm::enumerate(texts)) {
    Value argument = launch.getArgument(getFirstFact() + i);
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
  return (fact < rank ? "lo_" : "hi_") + llvm::utostr(fact % rank);
}

std::string MapPrinter::getHint(Value value) const {
  if (auto argument = dyn_cast<BlockArgument>(value))
    return getFactHint(argument.getArgNumber());
  StringRef author = getAuthorName(value.getDefiningOp()->getLoc());
  if (!author.empty() && value.getDefiningOp()->getNumResults() == 1)
    return author.str();
  // Elements of arrays: `parts[0]` is known as `parts_0`.
  std::string name = expressions.getName(value).rtrim(']').str();
  return name.empty() ? suggestName(value.getDefiningOp()) : name;
}

/// What a launch leaves and its points read, as fields of a struct.
void MapPrinter::defineFields() {
  CppNames names;
  llvm::raw_string_ostream os(result.fields);
  CppWriter writer(os, 1);
  if (needsMachine(map.getPoint()))
    writer.line("const mw_machine *machine;");
  for (auto [i, yielded] :
       llvm::enumerate(launch.getTerminator()->getOperands())) {
    Value argument = point.getArgument(i);
    if (!plan.isLive(argument))
      continue;
    std::string name = names.create(getHint(yielded));
    writer.line((argument.getType().isInteger(1) ? "bool " : "int64_t ") +
                name + ";");
    expressions.define(argument, "launch." + name);
  }
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

/// A part of a place, which has 32 bits.
std::string MapPrinter::printCoordinate(Value value) {
  std::string text = expressions.print(value);
  return value.getDefiningOp<arith::ConstantOp>() ? text
                                                  : "int32_t(" + text + ")";
}

LogicalResult MapPrinter::printLaunch() {
  llvm::raw_string_ostream os(result.launch);
  CppWriter writer(os, 1);
  StatementPrinter statements(plan, expressions, source, writer);
  defineMachine(statements);
  defineDomain();
  if (failed(statements.print(launch)))
    return failure();
  defineFields();
  std::vector<std::string> fields;
  if (needsMachine(map.getPoint()))
    fields.push_back("&machine");
  for (auto [i, yielded] :
       llvm::enumerate(launch.getTerminator()->getOperands()))
    if (plan.isLive(point.getArgument(i)))
      fields.push_back(expressions.print(yielded));
  if (!fields.empty())
    writer.list("launch = {", fields, "};");
  writer.line("return MW_OK;");
  os << "}\n" << source.getFunctionEnd();
  result.launchUsesMachine =
      isLive(launch.getArguments().take_front(getFirstFact())) ||
      needsMachine(map.getLaunch()) || needsMachine(map.getPoint());
  result.launchUsesDomain =
      isLive(launch.getArguments().drop_front(getFirstFact()));
  result.launchUsesError = needsError(map.getLaunch());
  return success();
}

LogicalResult MapPrinter::printPoint() {
  llvm::raw_string_ostream os(result.point);
  CppWriter writer(os, 1);
  StatementPrinter statements(plan, expressions, source, writer);
  unsigned numFields = launch.getTerminator()->getNumOperands();
  auto coordinates = point.getArguments().drop_front(numFields);
  for (auto [d, coordinate] : llvm::enumerate(coordinates))
    expressions.define(coordinate, "p[" + llvm::utostr(d) + "]");
  if (needsMachine(map.getPoint()))
    writer.line("const mw_machine &machine = *launch.machine;");
  if (failed(statements.print(point)))
    return failure();
  auto place = cast<placement::PlaceOp>(point.getTerminator());
  statements.startLine(place.getLoc());
  // In an index map the first place of a set is used (MSP3).
  writer.list("*out = {",
              {printCoordinate(place.getNodes().front()),
               printCoordinate(place.getIndices().front())},
              "};");
  writer.line("return MW_OK;");
  os << "}\n" << source.getFunctionEnd();
  result.pointUsesPoint = isLive(coordinates);
  result.pointUsesError = needsError(map.getPoint());
  return success();
}

FailureOr<PrintedIndexMap> MapPrinter::printIndexMap() {
  if (failed(printLaunch()) || failed(printPoint()))
    return failure();
  return std::move(result);
}

//===----------------------------------------------------------------------===//
// Definitions of index maps
//===----------------------------------------------------------------------===//

/// A parameter that is not used has no name: compilers would warn.
static std::string formatParameter(const Twine &type, StringRef name,
                                   bool isUsed) {
  std::string text = type.str();
  return isUsed ? text + name.str() : StringRef(text).rtrim().str();
}

void PrintedIndexMap::printValues(llvm::raw_ostream &os,
                                  StringRef values) const {
  if (!fields.empty())
    os << "struct " << values << " {\n" << fields << "};\n\n";
}

void PrintedIndexMap::printLaunch(llvm::raw_ostream &os, StringRef name,
                                  StringRef values) const {
  CppWriter(os).list(
      ("mw_status " + name + "(").str(),
      {formatParameter("const mw_machine &", "machine", launchUsesMachine),
       formatParameter("const mw_domain &", "domain", launchUsesDomain),
       formatParameter(values + " &", "launch", !fields.empty()),
       formatParameter("mw_error *", "error", launchUsesError)},
      ") {");
  os << launch << '\n';
}

void PrintedIndexMap::printPoint(llvm::raw_ostream &os, StringRef name,
                                 StringRef values) const {
  CppWriter(os).list(
      ("mw_status " + name + "(").str(),
      {formatParameter("const " + values + " &", "launch", !fields.empty()),
       formatParameter("const int64_t *", "p", pointUsesPoint), "mw_place *out",
       formatParameter("mw_error *", "error", pointUsesError)},
      ") {");
  os << point << '\n';
}

//===----------------------------------------------------------------------===//
// Single maps
//===----------------------------------------------------------------------===//

/// A single task is its only point: both parts in one function.
LogicalResult MapPrinter::printBoth(StatementPrinter &statements) {
  defineMachine(statements);
  definePlaces(statements);
  if (failed(statements.print(launch)))
    return failure();
  for (auto [i, yielded] :
       llvm::enumerate(launch.getTerminator()->getOperands())) {
    Value argument = point.getArgument(i);
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

/// Where a single task runs: the end of its function.
LogicalResult MapPrinter::printAnswer(StatementPrinter &statements,
                                      CppWriter &writer) {
  Operation *end = point.getTerminator();
  statements.startLine(end->getLoc());
  auto format = [&](Value node, Value index) {
    return "{" + printCoordinate(node) + ", " + printCoordinate(index) + "}";
  };
  if (auto set = dyn_cast<placement::PlaceSetOp>(end)) {
    writer.line("*answer.count = 0;");
    auto add = [&](placement::YieldOp member) {
      writer.line("answer.add(" +
                  format(member.getValues()[0], member.getValues()[1]) + ");");
    };
    if (failed(statements.printMembers(set.getMembers(), set.getSizes(), add)))
      return failure();
    writer.line("return MW_OK;");
    return success();
  }
  auto place = cast<placement::PlaceOp>(end);
  std::vector<std::string> places;
  for (auto [node, index] : llvm::zip(place.getNodes(), place.getIndices()))
    places.push_back(format(node, index));
  writer.list("return answer.give({", places, "});");
  return success();
}

FailureOr<PrintedSingleMap> MapPrinter::printSingleMap(std::string name) {
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
    writer.line("return MW_OK;");
  } else {
    if (failed(printAnswer(statements, writer)))
      return failure();
    auto selves = facts.slice(getFirstFact(), 2), parents = facts.take_back(2);
    parameters.push_back(formatParameter("mw_place ", "self", isLive(selves)));
    parameters.push_back(
        formatParameter("mw_place ", "parent", isLive(parents)));
    parameters.push_back("Answer answer");
  }
  parameters.push_back(formatParameter("mw_error *", "error", usesError));
  PrintedSingleMap printed{std::move(name), "",
                           map.getInitializes().has_value()};
  llvm::raw_string_ostream definition(printed.definition);
  CppWriter(definition)
      .list("mw_status " + printed.name + "(", parameters, ") {");
  definition << body << "}\n" << source.getFunctionEnd();
  return printed;
}

FailureOr<PrintedIndexMap> mapwright::printIndexMap(placement::MapOp map,
                                                    const SourceLines &source) {
  return MapPrinter(map, source).printIndexMap();
}

FailureOr<PrintedSingleMap>
mapwright::printSingleMap(placement::MapOp map, std::string name,
                          const SourceLines &source) {
  return MapPrinter(map, source).printSingleMap(std::move(name));
}
