//===- ExecCommandOptions.cpp - How commands are run ----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ExecCommandOptions.h"

#include "mapwright/Support/InputErrors.h"

#include <algorithm>

using namespace mapwright;
namespace cl = llvm::cl;

std::vector<std::string> mapwright::takeCommand(int &argc, char **argv) {
  char **end = argv + argc;
  char **dashes = std::find(argv, end, llvm::StringRef("--"));
  argc = dashes - argv;
  return dashes == end ? std::vector<std::string>()
                       : std::vector<std::string>(dashes + 1, end);
}

ExecCommandOptions::ExecCommandOptions(cl::OptionCategory &category)
    : correct(
          takeOverOption("exec-correct"), cl::cat(category), cl::init(""),
          cl::value_desc("regex"),
          cl::desc(
              "A line of the output has to match, else the result is wrong")),
      environment(takeOverOption("exec-env"), cl::cat(category),
                  cl::value_desc("name=value"),
                  cl::desc("Set a variable of the command; {policy}, {mapper} "
                           "and {n} are replaced in the value")),
      folder(takeOverOption("exec-folder"), cl::cat(category), cl::init(""),
             cl::value_desc("folder"), cl::desc("Run the command there")),
      timeLimit(takeOverOption("exec-time-limit"), cl::cat(category),
                cl::init(600), cl::value_desc("s"),
                cl::desc("Stop a run after so many seconds (default 600; in a "
                         "search sooner if it is much slower than the best)")),
      memoryLimit(takeOverOption("exec-memory-limit"), cl::cat(category),
                  cl::init(0), cl::value_desc("MiB"),
                  cl::desc("Stop a run that needs more memory")) {}

llvm::Error ExecCommandOptions::fill(optimize::ExecOptions &exec) const {
  if (!(timeLimit >= 0))
    return makeError("--exec-time-limit is not negative");
  exec.command = command;
  exec.environment.assign(environment.begin(), environment.end());
  exec.folder = folder;
  exec.correctPattern = correct;
  exec.timeLimit = timeLimit;
  exec.memoryLimit = memoryLimit << 20;
  return llvm::Error::success();
}
