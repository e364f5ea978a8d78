//===- MachineAndProgram.cpp - What --machine and --program name ----------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MachineAndProgram.h"

#include "mapwright/Program/TaskIR.h"
#include "mapwright/Tools/CommonInput.h"

#include "mlir/IR/MLIRContext.h"

using namespace mlir;
using namespace mapwright;

static ExitCode reportArgument(llvm::Error error, bool isFile,
                               const ToolInfo &tool,
                               const DiagnosticOptions &diagnostics) {
  return isFile ? reportInputError(std::move(error), diagnostics)
                : reportUsage(tool, llvm::toString(std::move(error)));
}

ExitCode mapwright::loadMachineArgument(StringRef argument,
                                        const ToolInfo &tool,
                                        const DiagnosticOptions &diagnostics,
                                        std::optional<MachineModel> &model) {
  llvm::Expected<MachineModel> loaded = loadMachine(argument);
  if (!loaded)
    return reportArgument(loaded.takeError(), argument.ends_with(".json"), tool,
                          diagnostics);
  model.emplace(std::move(*loaded));
  return exitDone;
}

ExitCode mapwright::parseMachineArgument(StringRef argument,
                                         const ToolInfo &tool,
                                         const DiagnosticOptions &diagnostics,
                                         std::optional<Machine> &machine) {
  if (argument.starts_with("nodes:")) {
    llvm::Expected<Machine> parsed = parseMachineSpec(argument);
    if (!parsed)
      return reportUsage(tool, llvm::toString(parsed.takeError()));
    machine = std::move(*parsed);
    return exitDone;
  }
  std::optional<MachineModel> model;
  if (ExitCode wrong = loadMachineArgument(argument, tool, diagnostics, model))
    return wrong;
  machine = model->getMachine();
  return exitDone;
}

ExitCode mapwright::loadProgramArgument(StringRef argument,
                                        const ToolInfo &tool,
                                        const DiagnosticOptions &diagnostics,
                                        Program &program) {
  MLIRContext context(MLIRContext::Threading::DISABLED);
  DiagnosticConsole console(&context, llvm::errs(), nullptr, diagnostics);
  llvm::Expected<FailureOr<Program>> loaded = loadProgram(argument, &context);
  if (!loaded)
    return reportArgument(loaded.takeError(), isProgramFile(argument), tool,
                          diagnostics);
  if (failed(*loaded))
    return exitDiagnosed;
  program = std::move(**loaded);
  if (llvm::Error error = verify(program))
    return reportInputError(std::move(error), diagnostics);
  return exitDone;
}
