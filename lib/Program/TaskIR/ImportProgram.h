//===- ImportProgram.h - From IR to a program -------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Program/TaskIR.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_PROGRAM_TASKIR_IMPORTPROGRAM_H
#define MAPWRIGHT_LIB_PROGRAM_TASKIR_IMPORTPROGRAM_H

#include "mapwright/Program/TaskIR.h"

#include "llvm/ADT/DenseMap.h"

namespace mapwright::detail {

/// Reads the operations of one program, which MLIR has verified: symbols and
/// names of fields are there.
class ProgramImporter {
public:
  explicit ProgramImporter(task::ProgramOp op) : op(op) {}

  Program run();

private:
  void numberDeclarations();
  void importData();
  void importPartition(task::PartitionOp partition);
  void importTask(task::KindOp kind);

  void importStatements(mlir::Region &region, unsigned numLoops,
                        std::vector<Statement> &statements);
  Statement importStatement(mlir::Operation &statement, unsigned numLoops);
  Statement importLaunch(task::LaunchOp launch, unsigned numLoops);
  Requirement importRequirement(task::RequireOp require, unsigned numLoops);
  std::vector<unsigned> importFields(task::RequireOp require,
                                     const Requirement &requirement);
  std::optional<PieceRef> makePieceRef(mlir::FlatSymbolRefAttr partition,
                                       std::optional<uint64_t> color);

  unsigned getId(mlir::FlatSymbolRefAttr symbol) const {
    return ids.lookup(symbol.getAttr());
  }

  task::ProgramOp op;
  Program program;
  /// Numbers of declarations among those of their kind, by symbol.
  llvm::DenseMap<mlir::StringAttr, unsigned> ids;
  llvm::DenseMap<mlir::StringAttr, bool> isPartition;
  /// By field space: fields by name.
  std::vector<llvm::DenseMap<mlir::StringAttr, unsigned>> fieldIds;
};

/// Rectangles from their bounds as the dialect stores them.
RectList makeRects(unsigned rank, llvm::ArrayRef<int64_t> bounds);
/// All lower, then all upper bounds.
Rect makeRect(llvm::ArrayRef<int64_t> bounds);

} // namespace mapwright::detail

#endif // MAPWRIGHT_LIB_PROGRAM_TASKIR_IMPORTPROGRAM_H
