//===- MappingAsm.cpp - Assembly helpers of the mapping dialect -----------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialect/Mapping/IR/MappingAsm.h"

#include "mlir/IR/Builders.h"
#include "mlir/Interfaces/FunctionImplementation.h"

using namespace mlir;
using namespace mapwright;
using namespace mapwright::mapping;

//===----------------------------------------------------------------------===//
// Selectors
//===----------------------------------------------------------------------===//

static ParseResult parseSelector(OpAsmParser &parser, Attribute &selector) {
  Builder &builder = parser.getBuilder();
  int64_t index;
  OptionalParseResult isIndex = parser.parseOptionalInteger(index);
  if (isIndex.has_value()) {
    selector = builder.getI64IntegerAttr(index);
    return *isIndex;
  }
  std::string name;
  if (parser.parseOptionalString(&name))
    return parser.emitError(parser.getCurrentLocation(),
                            "expected `*`, a name in quotes or an index");
  selector = builder.getStringAttr(name);
  return success();
}

ParseResult mapping::parseSelectors(OpAsmParser &parser, ArrayAttr &selectors) {
  SmallVector<Attribute> parsed;
  auto parseOne = [&]() -> ParseResult {
    if (succeeded(parser.parseOptionalStar())) {
      parsed.push_back(AnyAttr::get(parser.getContext()));
      return success();
    }
    return parseSelector(parser, parsed.emplace_back());
  };
  if (parser.parseCommaSeparatedList(parseOne))
    return failure();
  selectors = parser.getBuilder().getArrayAttr(parsed);
  return success();
}

void mapping::printSelectors(OpAsmPrinter &printer, Operation *,
                             ArrayAttr selectors) {
  llvm::interleaveComma(selectors, printer, [&](Attribute selector) {
    if (isa<AnyAttr>(selector))
      printer << "*";
    else if (auto index = dyn_cast<IntegerAttr>(selector))
      printer << index.getInt();
    else
      printer << selector;
  });
}

//===----------------------------------------------------------------------===//
// Kinds and words
//===----------------------------------------------------------------------===//

ParseResult mapping::parseKind(OpAsmParser &parser, Attribute &kind) {
  MLIRContext *context = parser.getContext();
  if (succeeded(parser.parseOptionalStar())) {
    kind = AnyAttr::get(context);
    return success();
  }
  SMLoc loc = parser.getCurrentLocation();
  StringRef text;
  if (parser.parseKeyword(&text))
    return failure();
  if (std::optional<ProcKind> proc = parseProcKind(text))
    kind = ProcKindAttr::get(context, *proc);
  else if (std::optional<MemKind> memory = parseMemKind(text))
    kind = MemKindAttr::get(context, *memory);
  else
    return parser.emitError(loc, "expected a processor or memory kind, got `")
           << text << "`";
  return success();
}

template <typename KindAttr>
static ParseResult parseKindOf(OpAsmParser &parser, KindAttr &kind,
                               StringRef what) {
  SMLoc loc = parser.getCurrentLocation();
  Attribute parsed;
  if (parseKind(parser, parsed))
    return failure();
  kind = dyn_cast<KindAttr>(parsed);
  if (!kind)
    return parser.emitError(loc, "expected a ") << what;
  return success();
}

ParseResult mapping::parseKind(OpAsmParser &parser, ProcKindAttr &kind) {
  return parseKindOf(parser, kind, "processor kind");
}

ParseResult mapping::parseKind(OpAsmParser &parser, MemKindAttr &kind) {
  return parseKindOf(parser, kind, "memory kind");
}

void mapping::printKind(OpAsmPrinter &printer, Operation *, Attribute kind) {
  if (auto proc = dyn_cast<ProcKindAttr>(kind))
    printer << spelling(proc.getValue());
  else if (auto memory = dyn_cast<MemKindAttr>(kind))
    printer << spelling(memory.getValue());
  else
    printer << "*";
}

ParseResult mapping::parseKinds(OpAsmParser &parser, ArrayAttr &kinds) {
  SmallVector<Attribute> parsed;
  auto parseOne = [&] { return parseKind(parser, parsed.emplace_back()); };
  if (parser.parseCommaSeparatedList(AsmParser::Delimiter::Square, parseOne))
    return failure();
  kinds = parser.getBuilder().getArrayAttr(parsed);
  return success();
}

void mapping::printKinds(OpAsmPrinter &printer, Operation *op,
                         ArrayAttr kinds) {
  printer << "[";
  llvm::interleaveComma(kinds, printer,
                        [&](Attribute kind) { printKind(printer, op, kind); });
  printer << "]";
}

static ParseResult parseWord(OpAsmParser &parser, Attribute &word) {
  SMLoc loc = parser.getCurrentLocation();
  StringRef text;
  if (parser.parseKeyword(&text))
    return failure();
  std::optional<LayoutWord> kind = symbolizeLayoutWord(text);
  if (!kind)
    return parser.emitError(loc, "expected a layout word, got `")
           << text << "`";
  int64_t bytes = 0;
  if (*kind == LayoutWord::Align &&
      (parser.parseEqual() || parser.parseInteger(bytes)))
    return failure();
  word = WordAttr::get(parser.getContext(), *kind, bytes);
  return success();
}

ParseResult mapping::parseWords(OpAsmParser &parser, ArrayAttr &words) {
  SmallVector<Attribute> parsed;
  auto parseOne = [&] { return parseWord(parser, parsed.emplace_back()); };
  if (parser.parseCommaSeparatedList(AsmParser::Delimiter::Square, parseOne))
    return failure();
  words = parser.getBuilder().getArrayAttr(parsed);
  return success();
}

void mapping::printWords(OpAsmPrinter &printer, Operation *, ArrayAttr words) {
  printer << "[";
  llvm::interleaveComma(words.getAsRange<WordAttr>(), printer,
                        [&](WordAttr word) {
                          printer << stringifyLayoutWord(word.getWord());
                          if (word.getWord() == LayoutWord::Align)
                            printer << " = " << word.getAlign();
                        });
  printer << "]";
}

ParseResult mapping::parseMapKey(OpAsmParser &parser, ArrayAttr &tasks,
                                 ProcKindAttr &kind) {
  if (succeeded(parser.parseOptionalKeyword("kind")))
    return parseKind(parser, kind);
  return parseSelectors(parser, tasks);
}

void mapping::printMapKey(OpAsmPrinter &printer, Operation *op, ArrayAttr tasks,
                          ProcKindAttr kind) {
  if (kind) {
    printer << "kind ";
    printKind(printer, op, kind);
  } else if (tasks) {
    printSelectors(printer, op, tasks);
  }
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

ParseResult FuncOp::parse(OpAsmParser &parser, OperationState &result) {
  auto buildFuncType =
      [](Builder &builder, ArrayRef<Type> argTypes, ArrayRef<Type> results,
         function_interface_impl::VariadicFlag,
         std::string &) { return builder.getFunctionType(argTypes, results); };
  return function_interface_impl::parseFunctionOp(
      parser, result, /*allowVariadic=*/false,
      getFunctionTypeAttrName(result.name), buildFuncType,
      getArgAttrsAttrName(result.name), getResAttrsAttrName(result.name));
}

void FuncOp::print(OpAsmPrinter &printer) {
  function_interface_impl::printFunctionOp(
      printer, *this, /*isVariadic=*/false, getFunctionTypeAttrName(),
      getArgAttrsAttrName(), getResAttrsAttrName());
}

void FuncOp::getAsmBlockArgumentNames(Region &region,
                                      OpAsmSetValueNameFn setName) {
  for (BlockArgument argument : region.getArguments())
    setName(argument, getParamName(argument.getArgNumber()));
}

StringRef FuncOp::getParamName(unsigned index) {
  auto name = getArgAttrOfType<StringAttr>(index, paramNameAttr);
  return name ? name.getValue() : "";
}

StringRef FuncOp::getParamType(unsigned index) {
  auto type = getArgAttrOfType<StringAttr>(index, paramTypeAttr);
  return type ? type.getValue() : "";
}
