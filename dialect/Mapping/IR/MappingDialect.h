//===- MappingDialect.h - The mapping dialect -------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_DIALECT_MAPPING_IR_MAPPINGDIALECT_H
#define MAPWRIGHT_DIALECT_MAPPING_IR_MAPPINGDIALECT_H

#include "mapwright/Runtime/Space.h"
#include "mapwright/Support/Kinds.h"

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/RegionKindInterface.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include <optional>

#include "dialect/Mapping/IR/MappingDialect.h.inc"
#include "dialect/Mapping/IR/MappingEnums.h.inc"

#define GET_TYPEDEF_CLASSES
#include "dialect/Mapping/IR/MappingTypes.h.inc"
#define GET_ATTRDEF_CLASSES
#include "dialect/Mapping/IR/MappingAttrs.h.inc"

#include "dialect/Mapping/IR/MappingInterfaces.h.inc"
#define GET_OP_CLASSES
#include "dialect/Mapping/IR/MappingOps.h.inc"

namespace mapwright::mapping {

/// The extent of a tuple, space or task type; none if unknown or if the type
/// has none.
std::optional<int64_t> getStaticExtent(mlir::Type type);

/// Names of the argument attributes that say how a parameter is declared.
constexpr llvm::StringLiteral paramNameAttr = "mapping.name";
constexpr llvm::StringLiteral paramTypeAttr = "mapping.type";

} // namespace mapwright::mapping

#endif // MAPWRIGHT_DIALECT_MAPPING_IR_MAPPINGDIALECT_H
