//===- MappingDialect.cpp - The mapping dialect ---------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialect/Mapping/IR/MappingDialect.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mapwright;
using namespace mapwright::mapping;

//===----------------------------------------------------------------------===//
// Kinds and extents in assembly
//===----------------------------------------------------------------------===//

namespace mlir {
template <>
struct FieldParser<ProcKind> {
  static FailureOr<ProcKind> parse(AsmParser &parser) {
    SMLoc loc = parser.getCurrentLocation();
    StringRef text;
    if (parser.parseKeyword(&text))
      return failure();
    if (std::optional<ProcKind> kind = parseProcKind(text))
      return *kind;
    return parser.emitError(loc, "expected a processor kind, got `")
           << text << "`";
  }
};

template <>
struct FieldParser<MemKind> {
  static FailureOr<MemKind> parse(AsmParser &parser) {
    SMLoc loc = parser.getCurrentLocation();
    StringRef text;
    if (parser.parseKeyword(&text))
      return failure();
    if (std::optional<MemKind> kind = parseMemKind(text))
      return *kind;
    return parser.emitError(loc, "expected a memory kind, got `")
           << text << "`";
  }
};
} // namespace mlir

namespace mapwright {
static AsmPrinter &operator<<(AsmPrinter &printer, ProcKind kind) {
  return printer << spelling(kind);
}
static AsmPrinter &operator<<(AsmPrinter &printer, MemKind kind) {
  return printer << spelling(kind);
}
} // namespace mapwright

static ParseResult parseExtent(AsmParser &parser, int64_t &extent) {
  if (succeeded(parser.parseOptionalQuestion())) {
    extent = ShapedType::kDynamic;
    return success();
  }
  return parser.parseInteger(extent);
}

static void printExtent(AsmPrinter &printer, int64_t extent) {
  if (ShapedType::isDynamic(extent))
    printer << "?";
  else
    printer << extent;
}

static LogicalResult verifyExtent(function_ref<InFlightDiagnostic()> emitError,
                                  int64_t extent, StringRef what) {
  if (extent < 0 && !ShapedType::isDynamic(extent))
    return emitError() << "expected " << what << " of at least 0, got "
                       << extent;
  return success();
}

LogicalResult MapTupleType::verify(function_ref<InFlightDiagnostic()> emitError,
                                   int64_t extent) {
  return verifyExtent(emitError, extent, "a length");
}

LogicalResult SpaceType::verify(function_ref<InFlightDiagnostic()> emitError,
                                int64_t extent) {
  return verifyExtent(emitError, extent, "a rank");
}

LogicalResult TaskType::verify(function_ref<InFlightDiagnostic()> emitError,
                               int64_t extent) {
  return verifyExtent(emitError, extent, "a rank");
}

std::optional<int64_t> mapping::getStaticExtent(Type type) {
  int64_t extent = TypeSwitch<Type, int64_t>(type)
                       .Case<MapTupleType, SpaceType, TaskType>(
                           [](auto extended) { return extended.getExtent(); })
                       .Default(ShapedType::kDynamic);
  if (ShapedType::isDynamic(extent))
    return std::nullopt;
  return extent;
}

//===----------------------------------------------------------------------===//
// Generated definitions and registration
//===----------------------------------------------------------------------===//

#include "dialect/Mapping/IR/MappingDialect.cpp.inc"
#include "dialect/Mapping/IR/MappingEnums.cpp.inc"
#include "dialect/Mapping/IR/MappingInterfaces.cpp.inc"

#define GET_TYPEDEF_CLASSES
#include "dialect/Mapping/IR/MappingTypes.cpp.inc"
#define GET_ATTRDEF_CLASSES
#include "dialect/Mapping/IR/MappingAttrs.cpp.inc"

void MappingDialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "dialect/Mapping/IR/MappingOps.cpp.inc"
      >();
  addTypes<
#define GET_TYPEDEF_LIST
#include "dialect/Mapping/IR/MappingTypes.cpp.inc"
      >();
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialect/Mapping/IR/MappingAttrs.cpp.inc"
      >();
}

Operation *MappingDialect::materializeConstant(OpBuilder &builder,
                                               Attribute value, Type type,
                                               Location loc) {
  if (!isa<IntegerAttr, BoolAttr>(value))
    return nullptr;
  return ConstantOp::create(builder, loc, type, cast<TypedAttr>(value));
}

/// The argument attributes of functions are this dialect's only ones.
LogicalResult MappingDialect::verifyRegionArgAttribute(Operation *op,
                                                       unsigned regionIndex,
                                                       unsigned argIndex,
                                                       NamedAttribute attr) {
  if (!isa<FuncOp>(op))
    return op->emitError("argument attributes of `mapping` belong to "
                         "`mapping.func`");
  if (attr.getName() != paramNameAttr && attr.getName() != paramTypeAttr)
    return op->emitError("unknown argument attribute `")
           << attr.getName() << "`; expected `" << paramNameAttr << "` or `"
           << paramTypeAttr << "`";
  if (!isa<StringAttr>(attr.getValue()))
    return op->emitError("argument attribute `")
           << attr.getName() << "` must be a string, got " << attr.getValue();
  return success();
}
