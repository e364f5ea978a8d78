//===- Diagnostics.h - Diagnostics with ids, notes and fixes ----*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The one diagnostics layer of all tools. It stands on MLIR's engine, so that
// `--verify-diagnostics` works for `.mapper` files too: a diagnostic is an
// mlir::Diagnostic whose metadata carries its id and its fixes.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_SUPPORT_DIAGNOSTICS_H
#define MAPWRIGHT_SUPPORT_DIAGNOSTICS_H

#include "mapwright/Support/InputErrors.h"
#include "mapwright/Support/SourceEdit.h"

#include "mlir/IR/Diagnostics.h"

#include <optional>

namespace mapwright {

/// The rows of Diagnostics.def. Their kebab-case names are stable.
enum class DiagId {
#define DIAGNOSTIC(ENUM, NAME, SEVERITY, GROUP, SUMMARY, EXPLANATION) ENUM,
#include "mapwright/Support/Diagnostics.def"
};

/// Everything the table says of one id.
struct DiagInfo {
  DiagId id;
  llvm::StringLiteral name;          ///< "index-bounds"
  mlir::DiagnosticSeverity severity; ///< the default one
  llvm::StringLiteral group;         ///< "types", "machine", ...
  llvm::StringLiteral summary;       ///< one line
  llvm::StringLiteral explanation;   ///< the text of `mapc --explain`
};

/// All rows, in the order of the table.
llvm::ArrayRef<DiagInfo> allDiagnostics();
const DiagInfo &getDiagInfo(DiagId id);
/// The row named `name` ("index-bounds" or "mapwright-index-bounds").
const DiagInfo *findDiagInfo(llvm::StringRef name);

/// A diagnostic under construction; reported when it goes out of scope, like
/// mlir::InFlightDiagnostic, which it wraps.
class DiagnosticBuilder {
public:
  DiagnosticBuilder(mlir::InFlightDiagnostic &&diag, DiagId id);
  DiagnosticBuilder(DiagnosticBuilder &&) = default;

  template <typename Arg>
  DiagnosticBuilder &operator<<(Arg &&arg) & {
    diag << std::forward<Arg>(arg);
    return *this;
  }
  template <typename Arg>
  DiagnosticBuilder &&operator<<(Arg &&arg) && {
    diag << std::forward<Arg>(arg);
    return std::move(*this);
  }

  /// Attaches a note, at the place of the diagnostic if none is given.
  mlir::Diagnostic &note(std::optional<mlir::Location> where = std::nullopt);

  /// Attaches a fix.
  DiagnosticBuilder &fix(const Fix &fix);
  /// Attaches a fix of one edit of the bytes [begin, end) of `file`.
  DiagnosticBuilder &fix(llvm::StringRef title, llvm::StringRef file,
                         uint32_t begin, uint32_t end, llvm::StringRef text,
                         Applicability applicability = Applicability::Machine);

  /// Attaches a number or a word of the text, for programs that read
  /// diagnostics.
  DiagnosticBuilder &fact(llvm::StringRef name, uint64_t number);
  DiagnosticBuilder &fact(llvm::StringRef name, llvm::StringRef word);

  /// A builder turns into a failure, as an InFlightDiagnostic does.
  operator mlir::LogicalResult() const { return mlir::failure(); }
  template <typename T>
  operator mlir::FailureOr<T>() const {
    return mlir::failure();
  }

private:
  void setFact(llvm::StringRef name, mlir::Attribute value);

  mlir::InFlightDiagnostic diag;
};

/// A number (at most 2^63 - 1) or a word of a diagnostic, by name.
struct DiagnosticFact {
  std::string name; ///< "over_bytes"
  std::optional<int64_t> number;
  std::string word; ///< unless it is a number
};

/// Starts a diagnostic with the default severity of `id`.
DiagnosticBuilder diagnose(mlir::Location loc, DiagId id);

/// The id a diagnostic was started with; none for foreign diagnostics.
std::optional<DiagId> getDiagId(const mlir::Diagnostic &diag);
/// The fixes attached to a diagnostic.
llvm::SmallVector<Fix> getFixes(const mlir::Diagnostic &diag);
/// The facts attached to a diagnostic, by name.
llvm::SmallVector<DiagnosticFact> getFacts(const mlir::Diagnostic &diag);

} // namespace mapwright

#endif // MAPWRIGHT_SUPPORT_DIAGNOSTICS_H
