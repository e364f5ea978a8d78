//===- CommonOptions.h - Command lines of the tools -------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the command lines of all tools have in common: one way to be parsed,
// `--version`, and help that shows only what the tool itself understands. The
// LLVM library registers the options of all its tools in every process.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_TOOLS_COMMONOPTIONS_H
#define MAPWRIGHT_TOOLS_COMMONOPTIONS_H

#include "mapwright/Support/ExitCodes.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/CommandLine.h"

namespace mapwright {

/// The version of the C interface of generated policies that this compiler
/// writes.
constexpr unsigned policyABIVersion = 1;

/// How a tool introduces itself.
struct ToolInfo {
  llvm::StringRef name;
  /// One paragraph below "OVERVIEW:".
  llvm::StringRef overview;
  /// What stands below the options in the help.
  llvm::StringRef examples;
};

/// Makes the name of an option free, should the LLVM library have taken it.
/// Returns `name`.
llvm::StringRef takeOverOption(llvm::StringRef name);

/// Hides all options that are registered so far from the help, except those of
/// `--help` and `--version`. For tools whose own options are in no category:
/// call it before they are registered.
void hideRegisteredOptions();

/// Parses the command line; every option that is to be in the help is in one of
/// `categories`, or registered after hideRegisteredOptions() if there are none.
/// `--help` and `--version` end the process. Returns false, having said why on
/// the standard error, if the command line is wrong: the tool should end with
/// `exitUsage`.
bool parseCommandLine(
    int argc, char **argv, const ToolInfo &tool,
    llvm::ArrayRef<const llvm::cl::OptionCategory *> categories);

/// Says on the standard error what is wrong with the command line, and points
/// at the help. Returns `exitUsage`.
ExitCode reportUsage(const ToolInfo &tool, const llvm::Twine &text);

} // namespace mapwright

#endif // MAPWRIGHT_TOOLS_COMMONOPTIONS_H
