//===- TaskAsm.cpp - Assembly helpers of the task dialect -----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialect/Task/IR/TaskAsm.h"

#include "mlir/IR/Builders.h"

#include <charconv>
#include <cmath>

using namespace mlir;
using namespace mapwright;
using namespace mapwright::task;

//===----------------------------------------------------------------------===//
// Numbers and costs
//===----------------------------------------------------------------------===//

/// Whole numbers up to this one are exact and printed without a point.
static constexpr double maxWhole = 1e15;

static ParseResult parseNumber(OpAsmParser &parser, double &value) {
  int64_t whole = 0;
  OptionalParseResult isWhole = parser.parseOptionalInteger(whole);
  if (!isWhole.has_value())
    return parser.parseFloat(value);
  value = static_cast<double>(whole);
  return *isWhole;
}

/// The shortest digits that read back as the same number, in a form that MLIR
/// takes for a floating-point literal.
static void printNumber(OpAsmPrinter &printer, double value) {
  if (std::abs(value) <= maxWhole && value == std::floor(value)) {
    printer << static_cast<int64_t>(value);
    return;
  }
  char digits[32];
  auto end = std::to_chars(std::begin(digits), std::end(digits), value).ptr;
  StringRef text(digits, end - digits);
  size_t exponent = text.find('e');
  StringRef mantissa = text.take_front(exponent);
  printer << mantissa;
  if (!mantissa.contains('.'))
    printer << ".0";
  printer << text.drop_front(mantissa.size());
}

ParseResult task::parseReal(OpAsmParser &parser, FloatAttr &value) {
  double number = 0;
  if (parseNumber(parser, number))
    return failure();
  value = parser.getBuilder().getF64FloatAttr(number);
  return success();
}

void task::printReal(OpAsmPrinter &printer, Operation *, FloatAttr value) {
  printNumber(printer, value.getValueAsDouble());
}

/// `n3`: the number of elements of an argument.
static ParseResult parseArgumentRef(OpAsmParser &parser, unsigned &argument) {
  // More arguments than tasks have; costs are lists with an entry for each.
  constexpr unsigned maxArguments = 1u << 16;
  SMLoc loc = parser.getCurrentLocation();
  StringRef text;
  if (parser.parseKeyword(&text))
    return failure();
  if (text.consume_front("n") && !text.consumeInteger(10, argument) &&
      text.empty() && argument < maxArguments)
    return success();
  return parser.emitError(loc, "expected `n` and the number of an argument");
}

ParseResult task::parseCost(OpAsmParser &parser, DenseF64ArrayAttr &cost) {
  SmallVector<double> values = {0};
  do {
    double factor = 0;
    unsigned index = 0;
    if (parseNumber(parser, factor))
      return failure();
    if (succeeded(parser.parseOptionalStar())) {
      if (parseArgumentRef(parser, index))
        return failure();
      ++index;
    }
    if (index >= values.size())
      values.resize(index + 1);
    values[index] += factor;
  } while (succeeded(parser.parseOptionalPlus()));
  while (values.size() > 1 && values.back() == 0)
    values.pop_back();
  cost = parser.getBuilder().getDenseF64ArrayAttr(values);
  return success();
}

void task::printCost(OpAsmPrinter &printer, Operation *,
                     DenseF64ArrayAttr cost) {
  ArrayRef<double> values = cost.asArrayRef();
  bool isFirst = true;
  for (auto [index, value] : llvm::enumerate(values)) {
    if (value == 0)
      continue;
    printer << (std::exchange(isFirst, false) ? "" : " + ");
    printNumber(printer, value);
    if (index > 0)
      printer << " * n" << index - 1;
  }
  if (isFirst)
    printer << "0";
}

//===----------------------------------------------------------------------===//
// Fields
//===----------------------------------------------------------------------===//

ParseResult task::parseFields(OpAsmParser &parser, ArrayAttr &fields,
                              DenseI64ArrayAttr &bytes) {
  Builder &builder = parser.getBuilder();
  SmallVector<Attribute> names;
  SmallVector<int64_t> sizes;
  auto parseField = [&]() -> ParseResult {
    std::string name;
    if (parser.parseString(&name) || parser.parseColon() ||
        parser.parseInteger(sizes.emplace_back()))
      return failure();
    names.push_back(builder.getStringAttr(name));
    return success();
  };
  if (parser.parseCommaSeparatedList(AsmParser::Delimiter::Braces, parseField))
    return failure();
  fields = builder.getArrayAttr(names);
  bytes = builder.getDenseI64ArrayAttr(sizes);
  return success();
}

void task::printFields(OpAsmPrinter &printer, Operation *, ArrayAttr fields,
                       DenseI64ArrayAttr bytes) {
  printer << "{";
  llvm::interleaveComma(
      llvm::zip(fields, bytes.asArrayRef()), printer, [&](auto field) {
        printer << std::get<0>(field) << ": " << std::get<1>(field);
      });
  printer << "}";
}

ParseResult task::parseFieldList(OpAsmParser &parser, ArrayAttr &fields) {
  Builder &builder = parser.getBuilder();
  SmallVector<Attribute> parsed;
  auto parseField = [&]() -> ParseResult {
    int64_t number = 0;
    OptionalParseResult isNumber = parser.parseOptionalInteger(number);
    if (isNumber.has_value()) {
      parsed.push_back(builder.getI64IntegerAttr(number));
      return *isNumber;
    }
    std::string name;
    if (parser.parseString(&name))
      return failure();
    parsed.push_back(builder.getStringAttr(name));
    return success();
  };
  if (parser.parseCommaSeparatedList(AsmParser::Delimiter::Square, parseField))
    return failure();
  fields = builder.getArrayAttr(parsed);
  return success();
}

void task::printFieldList(OpAsmPrinter &printer, Operation *,
                          ArrayAttr fields) {
  printer << "[";
  llvm::interleaveComma(fields, printer, [&](Attribute field) {
    if (auto number = dyn_cast<IntegerAttr>(field))
      printer << number.getInt();
    else
      printer << field;
  });
  printer << "]";
}

//===----------------------------------------------------------------------===//
// Rectangles
//===----------------------------------------------------------------------===//

/// A number, or numbers in parentheses.
static ParseResult parseCoordinates(OpAsmParser &parser,
                                    SmallVectorImpl<int64_t> &coordinates) {
  if (parser.parseOptionalLParen())
    return parser.parseInteger(coordinates.emplace_back());
  do {
    if (parser.parseInteger(coordinates.emplace_back()))
      return failure();
  } while (succeeded(parser.parseOptionalComma()));
  return parser.parseRParen();
}

/// Appends all lower, then all upper bounds of a rectangle.
static ParseResult parseRect(OpAsmParser &parser,
                             SmallVectorImpl<int64_t> &bounds, unsigned &rank) {
  SMLoc loc = parser.getCurrentLocation();
  size_t begin = bounds.size();
  if (parseCoordinates(parser, bounds))
    return failure();
  rank = bounds.size() - begin;
  if (succeeded(parser.parseOptionalKeyword("to"))) {
    if (parseCoordinates(parser, bounds))
      return failure();
  } else {
    for (unsigned d = 0; d < rank; ++d)
      bounds.push_back(bounds[begin + d]);
  }
  if (bounds.size() - begin != 2 * rank)
    return parser.emitError(loc, "expected as many upper as lower bounds");
  return success();
}

/// `{...}`, all of one rank; `rank` is 0 as long as it is not known.
static ParseResult parseRectList(OpAsmParser &parser,
                                 SmallVectorImpl<int64_t> &bounds,
                                 unsigned &rank) {
  auto parseOne = [&]() -> ParseResult {
    SMLoc loc = parser.getCurrentLocation();
    unsigned found = 0;
    if (parseRect(parser, bounds, found))
      return failure();
    if (rank != 0 && found != rank)
      return parser.emitError(loc, "expected ")
             << rank << " dimensions as before, got " << found;
    rank = found;
    return success();
  };
  return parser.parseCommaSeparatedList(AsmParser::Delimiter::Braces, parseOne);
}

/// `rank 2` behind lists without rectangles; 1 if it is not there.
static ParseResult parseOptionalRank(OpAsmParser &parser, unsigned &rank) {
  if (rank != 0)
    return success();
  rank = 1;
  if (parser.parseOptionalKeyword("rank"))
    return success();
  return parser.parseInteger(rank);
}

static void printCoordinates(OpAsmPrinter &printer,
                             ArrayRef<int64_t> coordinates) {
  if (coordinates.size() == 1) {
    printer << coordinates.front();
    return;
  }
  printer << "(";
  llvm::interleaveComma(coordinates, printer);
  printer << ")";
}

/// `bounds` are those of one rectangle.
static void printRect(OpAsmPrinter &printer, ArrayRef<int64_t> bounds) {
  ArrayRef<int64_t> lo = bounds.take_front(bounds.size() / 2);
  ArrayRef<int64_t> hi = bounds.drop_front(lo.size());
  printCoordinates(printer, lo);
  if (lo == hi)
    return;
  printer << " to ";
  printCoordinates(printer, hi);
}

static void printRectList(OpAsmPrinter &printer, ArrayRef<int64_t> bounds,
                          unsigned rank) {
  printer << "{";
  for (size_t begin = 0; begin < bounds.size(); begin += 2 * rank) {
    printer << (begin > 0 ? ", " : "");
    printRect(printer, bounds.slice(begin, 2 * rank));
  }
  printer << "}";
}

static void printRank(OpAsmPrinter &printer, DenseI64ArrayAttr bounds,
                      IntegerAttr rank) {
  if (bounds.empty() && rank.getInt() != 1)
    printer << " rank " << rank.getInt();
}

ParseResult task::parseBox(OpAsmParser &parser, DenseI64ArrayAttr &box) {
  SmallVector<int64_t> bounds;
  unsigned rank = 0;
  if (parseRect(parser, bounds, rank))
    return failure();
  box = parser.getBuilder().getDenseI64ArrayAttr(bounds);
  return success();
}

void task::printBox(OpAsmPrinter &printer, Operation *, DenseI64ArrayAttr box) {
  printRect(printer, box);
}

ParseResult task::parseRects(OpAsmParser &parser, IntegerAttr &rank,
                             DenseI64ArrayAttr &bounds) {
  SmallVector<int64_t> parsed;
  unsigned found = 0;
  if (parseRectList(parser, parsed, found) || parseOptionalRank(parser, found))
    return failure();
  rank = parser.getBuilder().getI64IntegerAttr(found);
  bounds = parser.getBuilder().getDenseI64ArrayAttr(parsed);
  return success();
}

void task::printRects(OpAsmPrinter &printer, Operation *, IntegerAttr rank,
                      DenseI64ArrayAttr bounds) {
  printRectList(printer, bounds, rank.getInt());
  printRank(printer, bounds, rank);
}

ParseResult task::parsePieces(OpAsmParser &parser, IntegerAttr &rank,
                              DenseI64ArrayAttr &bounds,
                              DenseI32ArrayAttr &offsets) {
  SmallVector<int64_t> parsed;
  SmallVector<size_t> ends = {0};
  unsigned found = 0;
  auto parsePiece = [&]() -> ParseResult {
    if (parseRectList(parser, parsed, found))
      return failure();
    ends.push_back(parsed.size());
    return success();
  };
  if (parser.parseCommaSeparatedList(AsmParser::Delimiter::Square,
                                     parsePiece) ||
      parseOptionalRank(parser, found))
    return failure();
  SmallVector<int32_t> numbers;
  for (size_t end : ends)
    numbers.push_back(found == 0 ? 0 : end / (2 * found));
  Builder &builder = parser.getBuilder();
  rank = builder.getI64IntegerAttr(found);
  bounds = builder.getDenseI64ArrayAttr(parsed);
  offsets = builder.getDenseI32ArrayAttr(numbers);
  return success();
}

void task::printPieces(OpAsmPrinter &printer, Operation *, IntegerAttr rank,
                       DenseI64ArrayAttr bounds, DenseI32ArrayAttr offsets) {
  ArrayRef<int32_t> ends = offsets.asArrayRef();
  unsigned width = 2 * rank.getInt();
  printer << "[";
  printer.increaseIndent();
  for (size_t piece = 0; piece + 1 < ends.size(); ++piece) {
    printer << (piece > 0 ? "," : "");
    printer.printNewline();
    ArrayRef<int64_t> rects = bounds.asArrayRef();
    printRectList(printer,
                  rects.slice(size_t(ends[piece]) * width,
                              size_t(ends[piece + 1] - ends[piece]) * width),
                  rank.getInt());
  }
  printer.decreaseIndent();
  printer.printNewline();
  printer << "]";
  printRank(printer, bounds, rank);
}

//===----------------------------------------------------------------------===//
// Processor kinds and layouts
//===----------------------------------------------------------------------===//

static ParseResult parseProcKeyword(AsmParser &parser, ProcKind &kind) {
  SMLoc loc = parser.getCurrentLocation();
  StringRef text;
  if (parser.parseKeyword(&text))
    return failure();
  std::optional<ProcKind> parsed = parseProcKind(text);
  if (!parsed)
    return parser.emitError(loc, "expected a processor kind, got `")
           << text << "`";
  kind = *parsed;
  return success();
}

ParseResult task::parseProc(OpAsmParser &parser, ProcAttr &kind) {
  ProcKind parsed;
  if (parseProcKeyword(parser, parsed))
    return failure();
  kind = ProcAttr::get(parser.getContext(), parsed);
  return success();
}

void task::printProc(OpAsmPrinter &printer, Operation *, ProcAttr kind) {
  printer << spelling(kind.getValue());
}

Attribute ProcAttr::parse(AsmParser &parser, Type) {
  ProcKind kind;
  if (parser.parseLess() || parseProcKeyword(parser, kind) ||
      parser.parseGreater())
    return {};
  return ProcAttr::get(parser.getContext(), kind);
}

void ProcAttr::print(AsmPrinter &printer) const {
  printer << "<" << spelling(getValue()) << ">";
}

/// Takes a layout word into account; false if it is none.
static bool readLayoutWord(StringRef word, Builder &builder, BoolAttr &aos,
                           BoolAttr &cOrder) {
  if (word == "SOA" || word == "AOS")
    aos = builder.getBoolAttr(word == "AOS");
  else if (word == "F_order" || word == "C_order")
    cOrder = builder.getBoolAttr(word == "C_order");
  else
    return false;
  return true;
}

ParseResult task::parseDemand(OpAsmParser &parser, BoolAttr &aos,
                              BoolAttr &cOrder, IntegerAttr &align) {
  Builder &builder = parser.getBuilder();
  auto parseWord = [&]() -> ParseResult {
    SMLoc loc = parser.getCurrentLocation();
    StringRef word;
    if (parser.parseKeyword(&word))
      return failure();
    if (readLayoutWord(word, builder, aos, cOrder))
      return success();
    if (word != "Align")
      return parser.emitError(loc, "expected a layout word, got `")
             << word << "`";
    int64_t bytes = 0;
    if (parser.parseEqual() || parser.parseInteger(bytes))
      return failure();
    align = builder.getI64IntegerAttr(bytes);
    return success();
  };
  return parser.parseCommaSeparatedList(AsmParser::Delimiter::Square,
                                        parseWord);
}

void task::printDemand(OpAsmPrinter &printer, Operation *, BoolAttr aos,
                       BoolAttr cOrder, IntegerAttr align) {
  SmallVector<std::string> words;
  if (aos)
    words.push_back(aos.getValue() ? "AOS" : "SOA");
  if (cOrder)
    words.push_back(cOrder.getValue() ? "C_order" : "F_order");
  if (align && align.getInt() != 0)
    words.push_back("Align = " + std::to_string(align.getInt()));
  printer << "[";
  llvm::interleaveComma(words, printer);
  printer << "]";
}

//===----------------------------------------------------------------------===//
// Projections and blocks
//===----------------------------------------------------------------------===//

ParseResult task::parseProjection(OpAsmParser &parser,
                                  AffineMapAttr &projection) {
  AffineMap map;
  if (parser.parseAffineMap(map))
    return failure();
  projection = AffineMapAttr::get(map);
  return success();
}

void task::printProjection(OpAsmPrinter &printer, Operation *,
                           AffineMapAttr projection) {
  projection.getValue().print(printer.getStream());
}

ParseResult task::parseBlock(OpAsmParser &parser, Region &region) {
  OptionalParseResult parsed = parser.parseOptionalRegion(region);
  if (parsed.has_value() && failed(*parsed))
    return failure();
  if (region.empty())
    region.emplaceBlock();
  return success();
}

void task::printBlock(OpAsmPrinter &printer, Operation *, Region &region) {
  if (region.empty() || region.front().empty())
    return;
  printer << " ";
  printer.printRegion(region, /*printEntryBlockArgs=*/false);
}
