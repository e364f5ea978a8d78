//===- TaskAsm.h - Assembly helpers of the task dialect ---------*- C++ -*-===//
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

#ifndef MAPWRIGHT_DIALECT_TASK_IR_TASKASM_H
#define MAPWRIGHT_DIALECT_TASK_IR_TASKASM_H

#include "dialect/Task/IR/TaskDialect.h"

namespace mapwright::task {

// `5`, `0.25` or `1.0e-06`: reads back as the same number.
mlir::ParseResult parseReal(mlir::OpAsmParser &parser, mlir::FloatAttr &value);
void printReal(mlir::OpAsmPrinter &printer, mlir::Operation *,
               mlir::FloatAttr value);

// `5 + 60 * n0 + 0.5 * n2`
mlir::ParseResult parseCost(mlir::OpAsmParser &parser,
                            mlir::DenseF64ArrayAttr &cost);
void printCost(mlir::OpAsmPrinter &printer, mlir::Operation *,
               mlir::DenseF64ArrayAttr cost);

// `{"capacitance": 4, "voltage": 4}`
mlir::ParseResult parseFields(mlir::OpAsmParser &parser,
                              mlir::ArrayAttr &fields,
                              mlir::DenseI64ArrayAttr &bytes);
void printFields(mlir::OpAsmPrinter &printer, mlir::Operation *,
                 mlir::ArrayAttr fields, mlir::DenseI64ArrayAttr bytes);

// `["voltage", 3]`
mlir::ParseResult parseFieldList(mlir::OpAsmParser &parser,
                                 mlir::ArrayAttr &fields);
void printFieldList(mlir::OpAsmPrinter &printer, mlir::Operation *,
                    mlir::ArrayAttr fields);

// `0 to 15`, `(0, 0) to (3, 3)`, or one point
mlir::ParseResult parseBox(mlir::OpAsmParser &parser,
                           mlir::DenseI64ArrayAttr &box);
void printBox(mlir::OpAsmPrinter &printer, mlir::Operation *,
              mlir::DenseI64ArrayAttr box);

// `{0 to 15, 17}` or `{} rank 2`
mlir::ParseResult parseRects(mlir::OpAsmParser &parser, mlir::IntegerAttr &rank,
                             mlir::DenseI64ArrayAttr &bounds);
void printRects(mlir::OpAsmPrinter &printer, mlir::Operation *,
                mlir::IntegerAttr rank, mlir::DenseI64ArrayAttr bounds);

// `[{0 to 15}, {}]`, one piece a line
mlir::ParseResult parsePieces(mlir::OpAsmParser &parser,
                              mlir::IntegerAttr &rank,
                              mlir::DenseI64ArrayAttr &bounds,
                              mlir::DenseI32ArrayAttr &offsets);
void printPieces(mlir::OpAsmPrinter &printer, mlir::Operation *,
                 mlir::IntegerAttr rank, mlir::DenseI64ArrayAttr bounds,
                 mlir::DenseI32ArrayAttr offsets);

// `GPU`
mlir::ParseResult parseProc(mlir::OpAsmParser &parser, ProcAttr &kind);
void printProc(mlir::OpAsmPrinter &printer, mlir::Operation *, ProcAttr kind);

// `[AOS, C_order, Align = 64]`
mlir::ParseResult parseDemand(mlir::OpAsmParser &parser, mlir::BoolAttr &aos,
                              mlir::BoolAttr &cOrder, mlir::IntegerAttr &align);
void printDemand(mlir::OpAsmPrinter &printer, mlir::Operation *,
                 mlir::BoolAttr aos, mlir::BoolAttr cOrder,
                 mlir::IntegerAttr align);

// `(d0)[s0] -> (d0 + s0)`
mlir::ParseResult parseProjection(mlir::OpAsmParser &parser,
                                  mlir::AffineMapAttr &projection);
void printProjection(mlir::OpAsmPrinter &printer, mlir::Operation *,
                     mlir::AffineMapAttr projection);

// A block in braces, which are left out if it is empty.
mlir::ParseResult parseBlock(mlir::OpAsmParser &parser, mlir::Region &region);
void printBlock(mlir::OpAsmPrinter &printer, mlir::Operation *,
                mlir::Region &region);

} // namespace mapwright::task

#endif // MAPWRIGHT_DIALECT_TASK_IR_TASKASM_H
