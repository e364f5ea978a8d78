//===- RunCommand.cpp - Runs a command that is no candidate ---------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Optimize/RealRuns.h"

#include "CommandTemplate.h"
#include "OutputCapture.h"

#include "llvm/Support/FormatVariadic.h"

using namespace mapwright;
using namespace mapwright::optimize;
using End = ProcessResult::End;

static std::string describeEnd(const ProcessResult &result,
                               const ExecOptions &options) {
  switch (result.end) {
  case End::Exited:
    return result.code == 0
               ? ""
               : llvm::formatv("ended with exit code {0}", result.code).str();
  case End::Signaled:
    return llvm::formatv("ended by signal {0}", result.code);
  case End::OverMemory:
    return "stopped as it used too much memory";
  case End::TimedOut:
  case End::Stopped:
    return llvm::formatv("stopped after {0} s", options.timeLimit);
  }
  llvm_unreachable("all ends are above");
}

llvm::Expected<CommandOutput>
mapwright::optimize::runCommand(const ExecOptions &options) {
  llvm::Expected<CommandTemplate> command = CommandTemplate::make(options);
  if (!command)
    return command.takeError();
  ProcessRequest request = command->instantiate({}, /*run=*/1);
  llvm::erase_if(request.environment, [](llvm::StringRef variable) {
    return variable.starts_with("MAPWRIGHT_MAPPER=");
  });
  request.timeLimit = options.timeLimit;
  request.memoryLimit = options.memoryLimit;
  OutputCapture capture([](llvm::StringRef) {});
  llvm::Expected<ProcessResult> result =
      runProcess(request, [&](llvm::StringRef bytes) { capture.add(bytes); });
  if (!result)
    return result.takeError();
  capture.finish();
  return CommandOutput{capture.getText(), describeEnd(*result, options)};
}
