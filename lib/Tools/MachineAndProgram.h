//===- MachineAndProgram.h - What --machine and --program name --*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Tools. Each function gives `exitDone`, or the exit code after
// having said what is wrong: a name that nothing has is a wrong command line
// (`exitUsage`), what is wrong in a file is its own business.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_TOOLS_MACHINEANDPROGRAM_H
#define MAPWRIGHT_LIB_TOOLS_MACHINEANDPROGRAM_H

#include "mapwright/Machine/MachineModel.h"
#include "mapwright/Program/Program.h"
#include "mapwright/Support/DiagnosticConsole.h"
#include "mapwright/Tools/CommonOptions.h"

#include <optional>

namespace mapwright {

/// Loads a preset, a specification or a machine file.
ExitCode loadMachineArgument(llvm::StringRef argument, const ToolInfo &tool,
                             const DiagnosticOptions &diagnostics,
                             std::optional<MachineModel> &model);

/// Parses `nodes:...` where the shape of the machine is enough. Its capacities
/// stay unknown then, which they do not if it is loaded.
ExitCode parseMachineArgument(llvm::StringRef argument, const ToolInfo &tool,
                              const DiagnosticOptions &diagnostics,
                              std::optional<Machine> &machine);

/// Loads and verifies a program from a file or a generator.
ExitCode loadProgramArgument(llvm::StringRef argument, const ToolInfo &tool,
                             const DiagnosticOptions &diagnostics,
                             Program &program);

} // namespace mapwright

#endif // MAPWRIGHT_LIB_TOOLS_MACHINEANDPROGRAM_H
