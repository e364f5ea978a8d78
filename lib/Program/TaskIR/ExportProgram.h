//===- ExportProgram.h - From a program to IR -------------------*- C++ -*-===//
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

#ifndef MAPWRIGHT_LIB_PROGRAM_TASKIR_EXPORTPROGRAM_H
#define MAPWRIGHT_LIB_PROGRAM_TASKIR_EXPORTPROGRAM_H

#include "mapwright/Program/TaskIR.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringMap.h"

namespace mapwright::detail {

/// The symbol of a declaration, and its name where that is another one.
struct DeclaredName {
  mlir::StringAttr symbol;
  mlir::StringAttr named; ///< null if it is the symbol
};

/// Gives each declaration a symbol of its own: its name if that is not taken.
class SymbolNamer {
public:
  explicit SymbolNamer(mlir::Builder &builder) : builder(builder) {}

  /// `fallback` begins the symbols of what has no name.
  DeclaredName choose(llvm::StringRef name, llvm::StringRef fallback);

private:
  mlir::Builder &builder;
  llvm::StringMap<unsigned> used; ///< symbols, with the last number appended
};

/// Builds the operations of one program.
class ProgramExporter {
public:
  ProgramExporter(const Program &program, mlir::MLIRContext *context);

  mlir::OwningOpRef<mlir::ModuleOp> run();

private:
  void chooseSymbols();
  void exportData();
  void exportPartition(unsigned id);
  void exportTask(unsigned id);
  void exportVariant(const Variant &variant);

  void exportStatements(const std::vector<Statement> &statements,
                        unsigned numLoops);
  void exportStatement(const Statement &statement, unsigned numLoops);
  void exportLaunch(const Statement &statement, unsigned numLoops);
  void exportRequirement(const LaunchStatement &launch,
                         const Requirement &requirement, unsigned numLoops);
  mlir::AffineMapAttr makeProjection(const Projection &projection,
                                     unsigned rank, unsigned numLoops);
  mlir::ArrayAttr makeFields(const Requirement &requirement);

  /// The block of a new region; what is built next goes there.
  void enter(mlir::Region &region) {
    builder.setInsertionPointToStart(&region.emplaceBlock());
  }
  mlir::IntegerAttr makeLine(unsigned line) {
    return line ? builder.getI64IntegerAttr(line) : mlir::IntegerAttr();
  }
  mlir::StringAttr makeOptional(llvm::StringRef text) {
    return text.empty() ? mlir::StringAttr() : builder.getStringAttr(text);
  }
  mlir::UnitAttr makeFlag(bool flag) {
    return flag ? builder.getUnitAttr() : mlir::UnitAttr();
  }
  mlir::DenseF64ArrayAttr makeCost(const LinearCost &cost);
  mlir::DenseF64ArrayAttr makeOptionalCost(const LinearCost &cost) {
    return cost.isZero() ? mlir::DenseF64ArrayAttr() : makeCost(cost);
  }

  const Program &program;
  mlir::OpBuilder builder;
  mlir::Location loc; ///< unknown: lines are attributes
  DeclaredName programName;
  std::vector<DeclaredName> fieldSpaces, indexSpaces, regions, partitions,
      tasks;
  /// By field space: whether fields can be told apart by their names.
  std::vector<bool> hasFieldNames;
};

} // namespace mapwright::detail

#endif // MAPWRIGHT_LIB_PROGRAM_TASKIR_EXPORTPROGRAM_H
