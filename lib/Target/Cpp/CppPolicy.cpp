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
/// An index map for one rank, and the names of what it consists of; forms of a
/// function that are alike share them.
struct IndexForm {
  unsigned rank;
  PrintedIndexMap map;
  std::string values, launch, point;
};

/// A function of the author that index maps name.
struct PrintedFunction {
  std::string name; ///< of its IndexMap
  FuncOp function;
  std::vector<IndexForm> forms; ///< by rank; not of all ranks
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
  LogicalResult collectIndexMap(MapOp map);
  LogicalResult collectSingleMap(MapOp map);
  void nameForms(StringRef author, std::vector<IndexForm> &forms);
  LogicalResult checkSingleMaps();

  void printHead();
  void printForms(ArrayRef<IndexForm> forms);
  void printFunctions();
  void printIndexMaps();
  void printIndexTable();
  void printSingleTable();
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
  std::vector<PrintedSingleMap> singleMaps, startups;
  llvm::MapVector<StringRef, PrintedFunction> functions;
  llvm::DenseMap<StringRef, std::string> singleFunctions;
};
} // namespace

//===----------------------------------------------------------------------===//
// Maps
//===----------------------------------------------------------------------===//

/// Gives one of the names of each form. Only where forms differ, the rank of
/// the first one that is so is part of it.
static void nameParts(std::vector<IndexForm> &forms, const std::string &hint,
                      bool (*isSame)(const IndexForm &, const IndexForm &),
                      std::string IndexForm::*name, CppNames &names) {
  auto isLikeFirst = [&](const IndexForm &form) {
    return isSame(form, forms.front());
  };
  bool areAllSame = llvm::all_of(forms, isLikeFirst);
  for (IndexForm &form : forms) {
    const IndexForm &first = *llvm::find_if(
        forms, [&](const IndexForm &other) { return isSame(form, other); });
    form.*name =
        &first == &form
            ? names.create(areAllSame ? hint : hint + llvm::utostr(form.rank))
            : first.*name;
  }
}

void PolicyPrinter::nameForms(StringRef author, std::vector<IndexForm> &forms) {
  nameParts(
      forms, (author + "_values").str(),
      [](const IndexForm &lhs, const IndexForm &rhs) {
        return lhs.map.fields == rhs.map.fields;
      },
      &IndexForm::values, names);
  nameParts(
      forms, (author + "_launch").str(),
      [](const IndexForm &lhs, const IndexForm &rhs) {
        return lhs.map.hasLaunchOf(rhs.map);
      },
      &IndexForm::launch, names);
  nameParts(
      forms, (author + "_point").str(),
      [](const IndexForm &lhs, const IndexForm &rhs) {
        return lhs.map.hasPointOf(rhs.map);
      },
      &IndexForm::point, names);
  for (IndexForm &form : forms)
    if (form.map.fields.empty())
      form.values = "NoValues";
}

LogicalResult PolicyPrinter::collectIndexMap(MapOp map) {
  FailureOr<PrintedIndexMap> printed = printIndexMap(map, source);
  if (failed(printed))
    return failure();
  functions[*map.getFunction()].forms.push_back(
      {static_cast<unsigned>(map.getRank()), std::move(*printed), "", "", ""});
  return success();
}

LogicalResult PolicyPrinter::collectSingleMap(MapOp map) {
  std::string hint =
      isStartup(map) ? "startup" : (*map.getFunction() + "_single").str();
  FailureOr<PrintedSingleMap> printed =
      printSingleMap(map, names.create(hint), source);
  if (failed(printed))
    return failure();
  if (!isStartup(map))
    singleFunctions[*map.getFunction()] = printed->name;
  (isStartup(map) ? startups : singleMaps).push_back(std::move(*printed));
  return success();
}

LogicalResult PolicyPrinter::collectMap(MapOp map) {
  if (!isStartup(map) && !symbols.lookup<FuncOp>(*map.getFunction()))
    return diagnose(map.getLoc(), DiagId::IRUnsupported)
           << "`" << map.getSymName() << "` comes from `" << *map.getFunction()
           << "`, which is no function of the mapper";
  return map.getRank() == 0 ? collectSingleMap(map) : collectIndexMap(map);
}

LogicalResult PolicyPrinter::collectMaps() {
  for (auto statement : mapper.getOps<IndexMapOp>()) {
    StringRef name = statement.getFunction();
    PrintedFunction &function = functions[name];
    if (!function.name.empty())
      continue;
    function.name = names.create(name);
    function.function = symbols.lookup<FuncOp>(name);
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
  for (auto &[author, function] : functions) {
    llvm::sort(function.forms, [](const IndexForm &lhs, const IndexForm &rhs) {
      return lhs.rank < rhs.rank;
    });
    nameForms(author, function.forms);
  }
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
  for (const std::string &header : options.includes)
    writer.line("#include \"" + header + "\"");
  writer.line("#include \"mapwright/Runtime/PolicyMaps.h\"");
  writer.line("#include \"mapwright/Runtime/PolicyTables.h\"");
  writer.blank();
  writer.line("namespace {");
  writer.line("using namespace mapwright::policy;");
  writer.blank();
}

/// What several forms share is printed with the first of them.
void PolicyPrinter::printForms(ArrayRef<IndexForm> forms) {
  llvm::StringSet<> defined;
  for (const IndexForm &form : forms) {
    if (defined.insert(form.values).second)
      form.map.printValues(os, form.values);
    if (defined.insert(form.launch).second)
      form.map.printLaunch(os, form.launch, form.values);
    if (defined.insert(form.point).second)
      form.map.printPoint(os, form.point, form.values);
  }
}

void PolicyPrinter::printFunctions() {
  for (const auto &[author, function] : functions)
    printForms(function.forms);
  for (const PrintedSingleMap &map : singleMaps)
    os << map.definition << '\n';
  for (const PrintedSingleMap &map : startups)
    os << map.definition << '\n';
}

/// A row for each form; ranks that follow each other share one.
static Texts formatForms(ArrayRef<IndexForm> forms) {
  Texts rows;
  while (!forms.empty()) {
    const IndexForm &first = forms.front();
    unsigned last = first.rank;
    auto isNext = [&](const IndexForm &form) {
      return form.rank == last + 1 && form.launch == first.launch &&
             form.point == first.point;
    };
    forms = forms.drop_front();
    for (; !forms.empty() && isNext(forms.front()); forms = forms.drop_front())
      ++last;
    rows.push_back("{" + llvm::utostr(first.rank) + ", " + llvm::utostr(last) +
                   ", form<" + first.launch + ", " + first.point + ">}");
  }
  if (rows.empty())
    rows.push_back("{}");
  return rows;
}

void PolicyPrinter::printIndexMaps() {
  for (auto &[author, function] : functions) {
    SourcePlace place = source.find(function.function.getLoc());
    std::string text = (author + " cannot place launches of this rank").str();
    writer.line("constexpr IndexMap " + function.name + " = {");
    CppWriter::Nested nested(writer), more(writer);
    writer.list(
        "",
        {llvm::utostr(place.line), llvm::utostr(place.column), quoteCpp(text)},
        ",");
    Texts rows = formatForms(function.forms);
    for (auto [i, row] : llvm::enumerate(rows))
      writer.line((i == 0 ? "{" : " ") + row +
                  (i + 1 == rows.size() ? "}};" : ","));
    writer.blank();
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
  printRows("IndexRow", "index_maps", rows, writer);
}

void PolicyPrinter::printSingleTable() {
  Texts rows;
  for (auto statement : mapper.getOps<SingleMapOp>())
    appendMapRows(getTasks(statement.getTasks()), statement.getKindAttr(),
                  singleFunctions[statement.getFunction()], rows);
  printRows("SingleRow", "single_maps", rows, writer);
}

void PolicyPrinter::printBind() {
  writer.line(
      "mw_status bind(void *m, const mw_machine *machine, mw_error *error) {");
  {
    CppWriter::Nested nested(writer);
    writer.line("mw_status status = bindMachine(m, machine, error);");
    // Launches that use a global meet the error of its initializer (EXP8).
    for (const PrintedSingleMap &map : startups) {
      writer.line("if (status == MW_OK)");
      writer.line((map.isInitializer ? "  " : "  status = ") + map.name +
                  "(*machine, error);");
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
  for (StringRef text : {name, StringRef(sourceName),
                         StringRef("Mapwright " MAPWRIGHT_VERSION
                                   " (LLVM " LLVM_VERSION_STRING ")")})
    writer.line(quoteCpp(text) + ",");
  writer.line(hasIndexMaps() ? "sizeof(Machine), getLaunchBytes<index_maps>(),"
                             : "sizeof(Machine), 0,");
  writer.line(startups.empty() ? "bindMachine," : "bind,");
  writer.line("kinds<tables>, memories<tables>, layout<tables>,");
  writer.line(hasIndexMaps() ? "launch<index_maps>, getPoint<index_maps>(),"
                             : "launchByDefault, pointByDefault,");
  writer.line(hasSingleMaps() ? "single<single_maps>," : "singleByDefault,");
  writer.line("instanceLimit<tables>, collect<tables>, replicate<tables>};");
}

LogicalResult PolicyPrinter::print() {
  if (failed(collectMaps()))
    return failure();
  printHead();
  printFunctions();
  if (hasIndexMaps()) {
    printIndexMaps();
    printIndexTable();
  }
  if (hasSingleMaps())
    printSingleTable();
  if (!startups.empty())
    printBind();
  printTables(mapper, writer);
  writer.blank();
  printPolicy();
  static constexpr StringLiteral loadable =
      "const mw_policy *mapwright_policy(uint32_t host_abi) {\n"
      "  return host_abi == MW_ABI ? &policy : nullptr;\n"
      "}\n";
  os << "} // namespace\n\n"
     << (options.entry.empty() ? StringRef(loadable) : options.entry);
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
