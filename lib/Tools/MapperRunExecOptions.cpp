//===- MapperRunExecOptions.cpp - Real runs of mapper-run -----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MapperRunExecOptions.h"

using namespace mapwright;
namespace cl = llvm::cl;

MapperRunExecOptions::MapperRunExecOptions()
    : category("Real runs"),
      isOn(takeOverOption("exec"), cl::cat(category),
           cl::desc("With --program: run the command after `--` too, with the "
                    "mapper in MAPWRIGHT_MAPPER, {policy} or {mapper}, and "
                    "show what it measured beside what was simulated "
                    "(docs/exec.md)")),
      repeats(takeOverOption("exec-repeats"), cl::cat(category), cl::init(5),
              cl::value_desc("n"), cl::desc("Run it so often (default 5)")),
      metrics(takeOverOption("exec-metric"), cl::cat(category),
              cl::value_desc("regex"),
              cl::desc("Look for the number in (?P<name>...), besides time, "
                       "bytes over buses and MPI, and those of channels. May "
                       "be given several times")),
      run(category) {}

std::string MapperRunExecOptions::findMistake() const {
  auto isGiven = [](const cl::Option &option) {
    return option.getNumOccurrences() > 0;
  };
  if (!isOn && (isGiven(repeats) || isGiven(metrics) || isGiven(run.correct)))
    return "--exec-repeats, --exec-metric and --exec-correct are for --exec";
  if (isOn && run.command.empty())
    return "--exec needs a command: -- ./app {policy}";
  if (repeats == 0)
    return "--exec-repeats is at least 1";
  optimize::ExecOptions options;
  return llvm::toString(run.fill(options));
}

optimize::ExecOptions MapperRunExecOptions::get() const {
  optimize::ExecOptions options;
  llvm::consumeError(run.fill(options));
  return options;
}
