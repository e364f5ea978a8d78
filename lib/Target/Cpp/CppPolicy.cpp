//===- CppPolicy.cpp - The C++ file of a policy ---------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CppMaps.h"
#include "CppTables.h"

#include "mapwright/Support/Diagnostics.h"
#include "mapwright/Target/Cpp.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace mapwright;
using namespace mapwright::mapping;
using placement::MapOp;
using Texts = std::vector<std::string>;

namespace {
/// A function of the author that index maps name.
struct PrintedFunction {
  std::string name; ///< of its IndexMap
  FuncOp function;
  /// Launch functions, by rank; "nullptr" where there is none.
  Texts forms;
};

/// Prints the file from top to bottom.
class PolicyPrinter {
public:
  PolicyPrinter(ModuleOp module, MapperOp mapper, llvm::raw_ostream &os,
                const CppPolicyOptions &options)
      : module(module), mapper(mapper), options(options), os(os), writer(os),
        source(mapper.getName(), mapper.getSource().value_or(""),
               options.lineDirectives),
        symbols(mapper) {}

  LogicalResult print();

private:
  LogicalResult collectMaps();
  LogicalResult collectMap(MapOp map);
  MapNames createNames(MapOp map);
  LogicalResult checkSingleMaps();

  void printHead();
  void printLaunchStorage();
  void printFunctions();
  void printIndexMaps();
  void printIndexTable();
  void printSingleTable();
  void printPointFunction();
  void printBind();
  void printPolicy();

  std::string getSourceName();
  bool hasIndexMaps() { return !mapper.getOps<IndexMapOp>().empty(); }
  bool hasSingleMaps() { return !mapper.getOps<SingleMapOp>().empty(); }

  ModuleOp module;
  MapperOp mapper;
  const CppPolicyOptions &options;
  llvm::raw_ostream &os;
  CppWriter writer;
  SourceLines source;
  SymbolTable symbols;
  CppNames names;
  std::vector<PrintedMap> indexMaps, singleMaps, startups;
  llvm::MapVector<StringRef, PrintedFunction> functions;
  llvm::DenseMap<StringRef, std::string> singleFunctions;
};
} // namespace

//===----------------------------------------------------------------------===//
// Maps
//===----------------------------------------------------------------------===//

MapNames PolicyPrinter::createNames(MapOp map) {
  std::string rank = llvm::utostr(map.getRank());
  if (isStartup(map))
    return {names.create("startup"), "", "", ""};
  std::string function = map.getFunction()->str();
  if (map.getRank() == 0)
    return {names.create(function + "_single"), "", "", ""};
  return {names.create(function + "_launch" + rank),
          names.create(function + "_point" + rank),
          names.create(function + "_values" + rank),
          names.create(function + rank)};
}

LogicalResult PolicyPrinter::collectMap(MapOp map) {
  bool isSingle = map.getRank() == 0;
  FailureOr<PrintedMap> printed =
      isSingle ? printSingleMap(map, createNames(map), source)
               : printIndexMap(map, createNames(map), source);
  if (failed(printed))
    return failure();
  if (isStartup(map)) {
    startups.push_back(std::move(*printed));
    return success();
  }
  StringRef function = *map.getFunction();
  auto functionOp = symbols.lookup<FuncOp>(function);
  if (!functionOp)
    return diagnose(map.getLoc(), DiagId::IRUnsupported)
           << "`" << map.getSymName() << "` comes from `" << function
           << "`, which is no function of the mapper";
  if (isSingle) {
    singleFunctions[function] = printed->names.launch;
    singleMaps.push_back(std::move(*printed));
    return success();
  }
  functions[function].forms[map.getRank()] = printed->names.launch;
  indexMaps.push_back(std::move(*printed));
  return success();
}

LogicalResult PolicyPrinter::collectMaps() {
  for (auto statement : mapper.getOps<IndexMapOp>()) {
    StringRef name = statement.getFunction();
    PrintedFunction &function = functions[name];
    if (!function.name.empty())
      continue;
    function.name = names.create(name);
    function.function = symbols.lookup<FuncOp>(name);
    function.forms.assign(space::maxRank + 1, "nullptr");
  }
  llvm::StringSet<> singles;
  for (auto statement : mapper.getOps<SingleMapOp>())
    singles.insert(statement.getFunction());
  // Compilers warn of functions that nothing calls.
  auto isWanted = [&](MapOp map) {
    return isStartup(map) ||
           (map.getRank() == 0 ? singles.contains(*map.getFunction())
                               : functions.count(*map.getFunction()) > 0);
  };
  for (auto map : module.getOps<MapOp>())
    if (isWanted(map) && failed(collectMap(map)))
      return failure();
  return checkSingleMaps();
}

LogicalResult PolicyPrinter::checkSingleMaps() {
  for (auto statement : mapper.getOps<SingleMapOp>())
    if (!singleFunctions.count(statement.getFunction()))
      return diagnose(statement.getLoc(), DiagId::IRUnsupported)
             << "there is no `placement.map` of rank 0 from `"
             << statement.getFunction() << "`";
  return success();
}

//===----------------------------------------------------------------------===//
// The file
//===----------------------------------------------------------------------===//

std::string PolicyPrinter::getSourceName() {
  return options.sourceName.empty() ? mapper.getName().str()
                                    : options.sourceName;
}

void PolicyPrinter::printHead() {
  writer.comment("Generated by Mapwright from " +
                 formatComment(llvm::sys::path::filename(getSourceName())) +
                 ".");
  writer.blank();
  writer.line("#include \"mapwright/Runtime/PolicyMaps.h\"");
  writer.line("#include \"mapwright/Runtime/PolicyTables.h\"");
  writer.blank();
  writer.line("namespace {");
  writer.line("using namespace mapwright::policy;");
  writer.blank();
}

/// A launch knows its map, and what its points need.
void PolicyPrinter::printLaunchStorage() {
  bool hasMachine = false, hasValues = false;
  Texts members = {"none"};
  for (const PrintedMap &map : indexMaps) {
    members.push_back(map.names.member);
    hasMachine |= map.pointNeedsMachine;
    hasValues |= !map.values.empty();
    if (!map.values.empty())
      os << map.values << '\n';
  }
  writer.list("enum class Map : uint32_t { ", members, " };");
  writer.blank();
  writer.line("/// What a launch leaves for its points.");
  writer.line("struct Launch {");
  {
    CppWriter::Nested nested(writer);
    writer.line("Map map;");
    if (hasMachine)
      writer.line("const mw_machine *machine;");
    if (hasValues)
      writer.line("union {");
    for (const PrintedMap &map : indexMaps) {
      CppWriter::Nested inUnion(writer);
      if (!map.values.empty())
        writer.line(map.names.values + " " + map.names.member + ";");
    }
    if (hasValues)
      writer.line("};");
  }
  writer.line("};");
  writer.blank();
}

void PolicyPrinter::printFunctions() {
  for (const PrintedMap &map : indexMaps)
    os << map.launch << '\n' << map.point << '\n';
  for (const PrintedMap &map : singleMaps)
    os << map.launch << '\n';
  for (const PrintedMap &map : startups)
    os << map.launch << '\n';
}

void PolicyPrinter::printIndexMaps() {
  for (auto &[author, function] : functions) {
    SourcePlace place = source.find(function.function.getLoc());
    while (function.forms.size() > 1 && function.forms.back() == "nullptr")
      function.forms.pop_back();
    std::string text = (author + " cannot place launches of this rank").str();
    writer.list("constexpr IndexMap<Launch> " + function.name + " = {",
                {llvm::utostr(place.line), llvm::utostr(place.column),
                 quoteCpp(text), "{" + llvm::join(function.forms, ", ") + "}"},
                "};");
  }
}

static ArrayRef<Attribute> getTasks(std::optional<ArrayAttr> tasks) {
  return tasks ? tasks->getValue() : ArrayRef<Attribute>();
}

void PolicyPrinter::printIndexTable() {
  Texts rows;
  for (auto statement : mapper.getOps<IndexMapOp>())
    appendMapRows(getTasks(statement.getTasks()), statement.getKindAttr(),
                  "&" + functions[statement.getFunction()].name, rows);
  printRows("IndexRow<Launch>", "index_maps", rows, writer);
  writer.blank();
}

void PolicyPrinter::printSingleTable() {
  Texts rows;
  for (auto statement : mapper.getOps<SingleMapOp>())
    appendMapRows(getTasks(statement.getTasks()), statement.getKindAttr(),
                  singleFunctions[statement.getFunction()], rows);
  printRows("SingleRow", "single_maps", rows, writer);
  writer.blank();
}

void PolicyPrinter::printPointFunction() {
  bool usesPoint = false, usesError = false;
  for (const PrintedMap &map : indexMaps) {
    usesPoint |= map.pointNeedsPoint;
    usesError |= map.pointNeedsError;
  }
  writer.list("mw_status point(",
              {"const void *l",
               usesPoint ? "const int64_t *p" : "const int64_t *",
               indexMaps.empty() ? "mw_place *" : "mw_place *out",
               usesError ? "mw_error *error" : "mw_error *"},
              ") {");
  CppWriter::Nested nested(writer);
  writer.line("const Launch &launch = *static_cast<const Launch *>(l);");
  writer.line("switch (launch.map) {");
  writer.line("case Map::none:");
  writer.line("  break;");
  for (const PrintedMap &map : indexMaps) {
    writer.line("case Map::" + map.names.member + ":");
    writer.line("  return " + map.callPoint + ";");
  }
  writer.line("}");
  writer.line("return MW_DEFAULT;");
}

void PolicyPrinter::printBind() {
  writer.line(
      "mw_status bind(void *m, const mw_machine *machine, mw_error *error) {");
  {
    CppWriter::Nested nested(writer);
    writer.line("mw_status status = bindMachine(m, machine, error);");
    for (const PrintedMap &map : startups) {
      writer.line("if (status == MW_OK)");
      writer.line("  status = " + map.callPoint + ";");
    }
    writer.line("return status;");
  }
  writer.line("}");
  writer.blank();
}

/// 32 numbers.
static std::string formatIdentity(const std::array<uint8_t, 32> &identity) {
  auto bytes = llvm::map_range(identity, [](uint8_t byte) {
    return "0x" + llvm::toHex(ArrayRef(byte), /*LowerCase=*/true);
  });
  return llvm::join(bytes, ", ");
}

void PolicyPrinter::printPolicy() {
  std::string sourceName = getSourceName();
  StringRef name = llvm::sys::path::stem(sourceName);
  writer.line("constexpr mw_policy policy = {");
  CppWriter::Nested nested(writer), more(writer);
  writer.line("MW_MAGIC, MW_ABI, sizeof(mw_policy), 0,");
  SmallVector<StringRef> bytes;
  std::string identity =
      formatIdentity(options.identity.value_or(computePolicyIdentity(module)));
  StringRef(identity).split(bytes, ", ");
  writer.list("{", Texts(bytes.begin(), bytes.end()), "},");
  writer.list(
      quoteCpp(name) + ", ",
      {quoteCpp(sourceName), quoteCpp("Mapwright " MAPWRIGHT_VERSION
                                      " (LLVM " LLVM_VERSION_STRING ")")},
      ",");
  writer.line(hasIndexMaps() ? "sizeof(Machine), sizeof(Launch),"
                             : "sizeof(Machine), 0,");
  writer.line(startups.empty() ? "bindMachine," : "bind,");
  writer.line("kinds<tables>, memories<tables>, layout<tables>,");
  writer.line(hasIndexMaps() ? "launch<Launch, index_maps>, point,"
                             : "launchByDefault, pointByDefault,");
  writer.line(hasSingleMaps() ? "single<single_maps>," : "singleByDefault,");
  writer.line("instanceLimit<tables>, collect<tables>, replicate<tables>};");
}

LogicalResult PolicyPrinter::print() {
  if (failed(collectMaps()))
    return failure();
  printHead();
  if (hasIndexMaps())
    printLaunchStorage();
  printFunctions();
  if (hasIndexMaps()) {
    printIndexMaps();
    printIndexTable();
    printPointFunction();
    os << "}\n\n";
  }
  if (hasSingleMaps())
    printSingleTable();
  if (!startups.empty())
    printBind();
  printTables(mapper, writer);
  writer.blank();
  printPolicy();
  os << "} // namespace\n\n"
     << "const mw_policy *mapwright_policy(uint32_t host_abi) {\n"
     << "  return host_abi == MW_ABI ? &policy : nullptr;\n"
     << "}\n";
  return success();
}

LogicalResult mapwright::emitCppPolicy(ModuleOp module, llvm::raw_ostream &os,
                                       const CppPolicyOptions &options) {
  auto mappers = module.getOps<MapperOp>();
  if (!llvm::hasSingleElement(mappers))
    return diagnose(module.getLoc(), DiagId::IRUnsupported)
           << "expected one `mapping.mapper`, got "
           << std::distance(mappers.begin(), mappers.end());
  return PolicyPrinter(module, *mappers.begin(), os, options).print();
}
