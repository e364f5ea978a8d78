//===- DiagnosticCLOptions.cpp - Options of diagnostics -------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Support/DiagnosticCLOptions.h"

using namespace mapwright;
namespace cl = llvm::cl;

/// Makes `name` free: the LLVM library brings options of all its tools along,
/// a `-W` of its assembler among them, and a name can be registered only once.
static llvm::StringRef takeOver(llvm::StringRef name) {
  auto &registered = cl::getRegisteredOptions();
  if (auto it = registered.find(name); it != registered.end())
    it->second->removeArgument();
  return name;
}

DiagnosticCLOptions::DiagnosticCLOptions()
    : category("Diagnostics"),
      warnings(takeOver("W"), cl::Prefix, cl::cat(category),
               cl::value_desc("name|no-name|error|error=name|no-error=name"),
               cl::desc("Show, silence or turn into errors the warnings that "
                        "an id or a group names")),
      suppressWarnings(takeOver("w"), cl::cat(category), cl::init(false),
                       cl::desc("Show no warnings and no remarks")),
      format(takeOver("diagnostics-format"), cl::cat(category),
             cl::init(DiagnosticFormat::Text),
             cl::desc("How diagnostics are written"),
             cl::values(clEnumValN(DiagnosticFormat::Text, "text",
                                   "for people (default)"),
                        clEnumValN(DiagnosticFormat::JSON, "json",
                                   "one JSON object a line"))),
      color(takeOver("color-diagnostics"), cl::cat(category),
            cl::init(ColorMode::Auto), cl::desc("Colours in diagnostics"),
            cl::values(clEnumValN(ColorMode::Auto, "auto",
                                  "on a terminal, unless NO_COLOR is set "
                                  "(default)"),
                       clEnumValN(ColorMode::Always, "always", "always"),
                       clEnumValN(ColorMode::Never, "never", "never"))) {}

DiagnosticOptions DiagnosticCLOptions::get(llvm::StringRef toolName) const {
  DiagnosticOptions options;
  options.toolName = toolName.str();
  options.format = format;
  options.color = color;
  options.warnings.assign(warnings.begin(), warnings.end());
  options.suppressWarnings = suppressWarnings;
  return options;
}
