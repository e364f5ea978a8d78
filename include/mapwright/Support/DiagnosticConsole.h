//===- DiagnosticConsole.h - Shows diagnostics to the user ------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The end of the diagnostics layer in every tool: text like Clang's with the
// source line, notes and fixes, or JSON, one object a line.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_SUPPORT_DIAGNOSTICCONSOLE_H
#define MAPWRIGHT_SUPPORT_DIAGNOSTICCONSOLE_H

#include "mapwright/Support/Diagnostics.h"
#include "mapwright/Support/WarningPolicy.h"

#include <memory>
#include <string>
#include <vector>

namespace llvm {
class raw_ostream;
class SourceMgr;
} // namespace llvm

namespace mapwright {

enum class DiagnosticFormat { Text, JSON };

/// Auto: when the stream is a terminal and NO_COLOR is not set.
enum class ColorMode { Auto, Always, Never };

struct DiagnosticOptions {
  /// Stands in front of messages that have no place in a file.
  std::string toolName = "mapwright";
  DiagnosticFormat format = DiagnosticFormat::Text;
  ColorMode color = ColorMode::Auto;
  /// The -W options in their order, without `-W` (see WarningPolicy::add).
  std::vector<std::string> warnings;
  /// -w
  bool suppressWarnings = false;
};

/// Shows the diagnostics of a context while it lives, silences those that -W
/// options or `mapwright: allow(<id>)` comments ask for, counts the others and
/// collects their fixes. A comment counts on its own line and, if nothing else
/// is on it, on the next one; it never silences errors.
///
/// Source lines come from `sources` (by the name of the buffer) or from disk.
/// A -W option that names nothing is itself reported, when this is created.
class DiagnosticConsole {
public:
  /// `sources` may be null; it and `os` must outlive this object.
  DiagnosticConsole(mlir::MLIRContext *context, llvm::raw_ostream &os,
                    const llvm::SourceMgr *sources, DiagnosticOptions options);
  ~DiagnosticConsole();

  unsigned getNumErrors() const { return numErrors; }
  unsigned getNumWarnings() const { return numWarnings; }

  /// The fixes of all diagnostics shown so far, in their order.
  llvm::ArrayRef<Fix> getFixes() const { return fixes; }

  /// Writes the last line, "2 errors and 1 warning generated.", in text form
  /// and if there is anything to count.
  void printSummary();

private:
  class Renderer;

  void handle(mlir::Diagnostic &diag);

  llvm::raw_ostream &os;
  DiagnosticOptions options;
  WarningPolicy policy;
  std::unique_ptr<Renderer> renderer;
  llvm::SmallVector<Fix> fixes;
  unsigned numErrors = 0;
  unsigned numWarnings = 0;
  /// Declared last: unregistered before anything it uses goes away.
  std::unique_ptr<mlir::ScopedDiagnosticHandler> handler;
};

} // namespace mapwright

#endif // MAPWRIGHT_SUPPORT_DIAGNOSTICCONSOLE_H
