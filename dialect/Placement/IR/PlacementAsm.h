//===- PlacementAsm.h - Assembly helpers of placement -----------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The `custom<...>` directives of the dialect's assembly formats.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_DIALECT_PLACEMENT_IR_PLACEMENTASM_H
#define MAPWRIGHT_DIALECT_PLACEMENT_IR_PLACEMENTASM_H

#include "dialect/Mapping/IR/MappingAsm.h"

namespace mapwright::placement {

using mapping::parseKind;
using mapping::parseKinds;
using mapping::parseWords;
using mapping::printKind;
using mapping::printKinds;
using mapping::printWords;

// `[0:0, 0:1]`: node and index of places
mlir::ParseResult parsePlaces(mlir::OpAsmParser &parser,
                              mlir::DenseI32ArrayAttr &nodes,
                              mlir::DenseI32ArrayAttr &indices);
void printPlaces(mlir::OpAsmPrinter &printer, mlir::Operation *,
                 mlir::DenseI32ArrayAttr nodes,
                 mlir::DenseI32ArrayAttr indices);

// A block in braces, which are left out if it is empty.
mlir::ParseResult parseDecided(mlir::OpAsmParser &parser, mlir::Region &region);
void printDecided(mlir::OpAsmPrinter &printer, mlir::Operation *,
                  mlir::Region &region);

} // namespace mapwright::placement

#endif // MAPWRIGHT_DIALECT_PLACEMENT_IR_PLACEMENTASM_H
