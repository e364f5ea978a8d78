//===- DiagnosticFeedback.h - Rejections as feedback ------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the front end and the checks say of a mapper, in the form in which every
// other outcome comes back too. In the library MapwrightDiagnosticFeedback.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_AUTOGUIDE_DIAGNOSTICFEEDBACK_H
#define MAPWRIGHT_AUTOGUIDE_DIAGNOSTICFEEDBACK_H

#include "mapwright/AutoGuide/Feedback.h"
#include "mapwright/Support/Diagnostics.h"

#include "mlir/IR/Diagnostics.h"

namespace mapwright {

/// A diagnostic that outlives its context.
struct CollectedDiagnostic {
  /// Lines and columns count from 1; an empty file stands for no place.
  struct Place {
    std::string file;
    unsigned line = 0, column = 0;
  };
  struct Note {
    Place place;
    std::string text;
  };

  std::optional<DiagId> id; ///< none: not one of ours
  mlir::DiagnosticSeverity severity = mlir::DiagnosticSeverity::Error;
  Place place;
  std::string text;
  std::vector<Note> notes;
  std::vector<Fix> fixes;
  std::vector<DiagnosticFact> facts;
};

/// What the diagnostics of one mapper mean. Their first error decides:
/// `parse error` for the syntax, else `rejected`; without one the outcome is
/// unknown. `memory` and `overBytes` are those of the check `capacity`.
/// Errors are explained, or warnings if there are none. Each of their fixes is
/// a suggestion, those that `--fix` would apply first; an error without a fix
/// suggests to read its explanation.
Feedback feedbackOfDiagnostics(llvm::ArrayRef<CollectedDiagnostic> collected);

/// Keeps the diagnostics of a context while it lives. Collectors and other
/// handlers nest; the innermost one is asked first.
class DiagnosticCollector {
public:
  enum class Mode {
    Swallow, ///< nobody else sees them
    Listen,  ///< outer handlers see them too
  };

  /// Keeps at most `limit` diagnostics: the first errors, and others as long as
  /// there is room.
  explicit DiagnosticCollector(mlir::MLIRContext *context, size_t limit = 32,
                               Mode mode = Mode::Swallow);
  DiagnosticCollector(const DiagnosticCollector &) = delete;
  DiagnosticCollector &operator=(const DiagnosticCollector &) = delete;

  llvm::ArrayRef<CollectedDiagnostic> getDiagnostics() const {
    return collected;
  }
  bool hasErrors() const { return numErrors > 0; }
  /// feedbackOfDiagnostics() of what was collected so far.
  Feedback makeFeedback() const { return feedbackOfDiagnostics(collected); }
  /// For the next mapper of the same context.
  void clear();

private:
  void keep(mlir::Diagnostic &diagnostic);

  size_t limit;
  size_t numErrors = 0; ///< of all
  std::vector<CollectedDiagnostic> collected;
  /// Declared last: unregistered before anything it uses goes away.
  mlir::ScopedDiagnosticHandler handler;
};

} // namespace mapwright

#endif // MAPWRIGHT_AUTOGUIDE_DIAGNOSTICFEEDBACK_H
