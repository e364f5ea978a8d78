//===- DiagnosticCLOptions.h - Options of diagnostics -----------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// -W..., -w, --diagnostics-format and --color-diagnostics, the same in all
// tools.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_SUPPORT_DIAGNOSTICCLOPTIONS_H
#define MAPWRIGHT_SUPPORT_DIAGNOSTICCLOPTIONS_H

#include "mapwright/Support/DiagnosticConsole.h"

#include "llvm/Support/CommandLine.h"

namespace mapwright {

/// Registers the options when it is created, which has to be before the command
/// line is parsed and at most once in a process.
class DiagnosticCLOptions {
public:
  DiagnosticCLOptions();

  /// What the command line asked for.
  DiagnosticOptions get(llvm::StringRef toolName) const;

  /// For tools that hide the options of other categories from their help.
  llvm::cl::OptionCategory &getCategory() { return category; }

private:
  llvm::cl::OptionCategory category;
  llvm::cl::list<std::string> warnings;
  llvm::cl::opt<bool> suppressWarnings;
  llvm::cl::opt<DiagnosticFormat> format;
  llvm::cl::opt<ColorMode> color;
};

} // namespace mapwright

#endif // MAPWRIGHT_SUPPORT_DIAGNOSTICCLOPTIONS_H
