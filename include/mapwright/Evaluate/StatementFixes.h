//===- StatementFixes.h - Fixes of statements ----------------- -*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the fixes of diagnostics about statements are made of. Without the text
// of the mapper, or where an edit would not be certain to do what its title
// says, nothing is attached.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_EVALUATE_STATEMENTFIXES_H
#define MAPWRIGHT_EVALUATE_STATEMENTFIXES_H

#include "dialect/Mapping/IR/MappingDialect.h"
#include "mapwright/Frontend/MapFunctions.h"
#include "mapwright/Frontend/SourceFile.h"
#include "mapwright/Support/Diagnostics.h"

namespace mapwright {

class StatementFixes {
public:
  /// The text is only looked at for the first fix.
  explicit StatementFixes(mapping::MapperOp mapper) : mapper(mapper) {}

  /// Puts a statement above another one, or, if there is none, at the end.
  void insert(DiagnosticBuilder &diag, llvm::StringRef title,
              mlir::Operation *before, llvm::StringRef text,
              Applicability applicability);
  /// Takes a statement away, with its line if nothing else is there.
  void remove(DiagnosticBuilder &diag, mlir::Operation *statement);
  /// Adds a last choice to the list at the end of a statement: a processor kind
  /// of `Task`, a memory kind of `Region`.
  void addChoice(DiagnosticBuilder &diag, mlir::Operation *statement,
                 llvm::StringRef choice);
  /// Replaces a name or keyword that the statement has exactly once.
  void replaceWord(DiagnosticBuilder &diag, mlir::Operation *statement,
                   llvm::StringRef word, llvm::StringRef replacement);
  /// Makes a task run on the first of these kinds ("CPU,GPU").
  void putKinds(DiagnosticBuilder &diag, llvm::StringRef task,
                llvm::StringRef kinds);
  /// Places the index (single) launches of a task by a function that fits.
  void putIndexMap(DiagnosticBuilder &diag, llvm::StringRef task,
                   const MapSubject &subject);
  void putSingleMap(DiagnosticBuilder &diag, llvm::StringRef task,
                    ProcKind kind);

private:
  const SourceFile *getSource();
  std::optional<ast::Range> getRange(mlir::Operation *statement);
  const MapperEditor *getEditor();
  void putMap(DiagnosticBuilder &diag, llvm::StringRef task, ast::StmtKind kind,
              const MapFunction &function);

  mapping::MapperOp mapper;
  std::optional<SourceFile> source;
  ast::ASTContext trees;
  std::optional<ast::Mapper> tree;
  std::optional<MapperEditor> editor;
};

} // namespace mapwright

#endif // MAPWRIGHT_EVALUATE_STATEMENTFIXES_H
