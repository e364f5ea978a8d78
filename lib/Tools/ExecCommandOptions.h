//===- ExecCommandOptions.h - How commands are run --------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Tools. What mapper-opt and mapper-run share about real runs.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_TOOLS_EXECCOMMANDOPTIONS_H
#define MAPWRIGHT_LIB_TOOLS_EXECCOMMANDOPTIONS_H

#include "mapwright/Optimize/Exec.h"
#include "mapwright/Tools/CommonOptions.h"

namespace mapwright {

/// Takes off what stands after `--`: a command, which may have options of its
/// own.
std::vector<std::string> takeCommand(int &argc, char **argv);

/// Options of real runs but what is measured; one object a process.
struct ExecCommandOptions {
  explicit ExecCommandOptions(llvm::cl::OptionCategory &category);

  /// Everything of `exec` but its metric. Fails for a negative limit.
  llvm::Error fill(optimize::ExecOptions &exec) const;

  std::vector<std::string> command; ///< what stood after `--`
  llvm::cl::opt<std::string> correct;
  llvm::cl::list<std::string> environment;
  llvm::cl::opt<std::string> folder;
  llvm::cl::opt<double> timeLimit;
  llvm::cl::opt<uint64_t> memoryLimit;
};

} // namespace mapwright

#endif // MAPWRIGHT_LIB_TOOLS_EXECCOMMANDOPTIONS_H
