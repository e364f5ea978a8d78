//===- DiagnosticView.h - A diagnostic as it is shown -----------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What renderers are given: a diagnostic with its severity decided and its
// place resolved.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_SUPPORT_DIAGNOSTICVIEW_H
#define MAPWRIGHT_LIB_SUPPORT_DIAGNOSTICVIEW_H

#include "mapwright/Support/Diagnostics.h"

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace mapwright {

/// A range of a file. Lines and columns count from 1, columns in bytes; the end
/// column is one past the last byte. A line of 0 stands for the whole file.
struct FilePosition {
  llvm::StringRef file;
  unsigned line;
  unsigned column;
  unsigned endLine;
  unsigned endColumn;

  bool operator==(const FilePosition &other) const {
    return file == other.file && line == other.line && column == other.column &&
           endLine == other.endLine && endColumn == other.endColumn;
  }
};

/// The first file range inside of a location, if there is one.
std::optional<FilePosition> findPosition(mlir::Location loc);

struct DiagnosticView {
  mlir::DiagnosticSeverity severity;
  std::string message;
  std::optional<FilePosition> position;
  std::optional<DiagId> id;
  /// Whether -Werror made an error of a warning.
  bool promoted = false;
  llvm::SmallVector<Fix> fixes;
  llvm::SmallVector<DiagnosticFact> facts;
  std::vector<DiagnosticView> notes;
};

/// "error", "warning", "remark" or "note".
llvm::StringRef spelling(mlir::DiagnosticSeverity severity);

/// Writes one object of the schema "mapwright-diagnostics/1" and a newline.
void renderJSON(const DiagnosticView &view, llvm::raw_ostream &os);

} // namespace mapwright

#endif // MAPWRIGHT_LIB_SUPPORT_DIAGNOSTICVIEW_H
