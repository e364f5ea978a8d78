//===- MappingAsm.h - Assembly helpers of the mapping dialect ---*- C++ -*-===//
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

#ifndef MAPWRIGHT_DIALECT_MAPPING_IR_MAPPINGASM_H
#define MAPWRIGHT_DIALECT_MAPPING_IR_MAPPINGASM_H

#include "dialect/Mapping/IR/MappingDialect.h"

namespace mapwright::mapping {

// `*` or `"name", 2, ...`
mlir::ParseResult parseSelectors(mlir::OpAsmParser &parser,
                                 mlir::ArrayAttr &selectors);
void printSelectors(mlir::OpAsmPrinter &printer, mlir::Operation *,
                    mlir::ArrayAttr selectors);

// A processor or memory kind, or `*`.
mlir::ParseResult parseKind(mlir::OpAsmParser &parser, mlir::Attribute &kind);
void printKind(mlir::OpAsmPrinter &printer, mlir::Operation *,
               mlir::Attribute kind);
mlir::ParseResult parseKind(mlir::OpAsmParser &parser, ProcKindAttr &kind);
mlir::ParseResult parseKind(mlir::OpAsmParser &parser, MemKindAttr &kind);

// `[GPU, CPU]` or `[ZCMEM]`
mlir::ParseResult parseKinds(mlir::OpAsmParser &parser, mlir::ArrayAttr &kinds);
void printKinds(mlir::OpAsmPrinter &printer, mlir::Operation *,
                mlir::ArrayAttr kinds);

// `[SOA, Align = 128]`
mlir::ParseResult parseWords(mlir::OpAsmParser &parser, mlir::ArrayAttr &words);
void printWords(mlir::OpAsmPrinter &printer, mlir::Operation *,
                mlir::ArrayAttr words);

// `kind GPU` or selectors
mlir::ParseResult parseMapKey(mlir::OpAsmParser &parser, mlir::ArrayAttr &tasks,
                              ProcKindAttr &kind);
void printMapKey(mlir::OpAsmPrinter &printer, mlir::Operation *,
                 mlir::ArrayAttr tasks, ProcKindAttr kind);

} // namespace mapwright::mapping

#endif // MAPWRIGHT_DIALECT_MAPPING_IR_MAPPINGASM_H
