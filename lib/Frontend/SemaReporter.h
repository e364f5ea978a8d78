//===- SemaReporter.h - Diagnostics of Sema in source order -----*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_FRONTEND_SEMAREPORTER_H
#define MAPWRIGHT_LIB_FRONTEND_SEMAREPORTER_H

#include "mapwright/Frontend/SourceFile.h"
#include "mapwright/Support/Diagnostics.h"

#include <optional>

namespace mapwright::sema {

/// Starts the diagnostics of Sema. Its passes visit the tree several times; a
/// reader wants one list from top to bottom. So the diagnostics are held back
/// and emitted sorted by place when the reporter goes out of scope.
class Reporter {
public:
  explicit Reporter(const SourceFile &source);
  ~Reporter();
  Reporter(const Reporter &) = delete;
  Reporter &operator=(const Reporter &) = delete;

  DiagnosticBuilder error(ast::Range range, DiagId id);
  DiagnosticBuilder warning(ast::Range range, DiagId id);

  bool hasErrors() const { return numErrors != 0; }
  /// So many errors that more would not help; passes stop early then.
  bool isFull() const { return numErrors >= maxErrors; }

  const SourceFile &getSource() const { return source; }
  mlir::Location getLoc(ast::Range range) const { return source.getLoc(range); }

  /// Attaches a fix that replaces the bytes of `range` by `text`.
  void fix(DiagnosticBuilder &diag, const llvm::Twine &title, ast::Range range,
           const llvm::Twine &text,
           Applicability applicability = Applicability::Machine) const;
  /// Attaches "did you mean" and its fix if a candidate is close to the name at
  /// `range`. Returns whether there was one.
  bool didYouMean(DiagnosticBuilder &diag, ast::Range range,
                  llvm::StringRef name,
                  llvm::ArrayRef<llvm::StringRef> candidates) const;

private:
  static constexpr unsigned maxErrors = 64;

  const SourceFile &source;
  unsigned numErrors = 0;
  std::vector<mlir::Diagnostic> held;
  std::optional<mlir::ScopedDiagnosticHandler> handler;
};

/// An empty range where `range` begins, to insert before it.
inline ast::Range before(ast::Range range) {
  return {range.begin, range.begin};
}
/// An empty range where `range` ends, to insert after it.
inline ast::Range after(ast::Range range) { return {range.end, range.end}; }

} // namespace mapwright::sema

#endif // MAPWRIGHT_LIB_FRONTEND_SEMAREPORTER_H
