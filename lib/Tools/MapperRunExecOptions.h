//===- MapperRunExecOptions.h - Real runs of mapper-run ---------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Tools.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_TOOLS_MAPPERRUNEXECOPTIONS_H
#define MAPWRIGHT_LIB_TOOLS_MAPPERRUNEXECOPTIONS_H

#include "ExecCommandOptions.h"

namespace mapwright {

/// What `mapper-run --exec` runs, and what it looks for.
struct MapperRunExecOptions {
  MapperRunExecOptions();

  bool isAskedFor() const { return isOn; }
  /// What is wrong with the options, given that --exec is or is not among them;
  /// empty if nothing is.
  std::string findMistake() const;
  /// For a command line without mistakes.
  optimize::ExecOptions get() const;

  llvm::cl::OptionCategory category;
  llvm::cl::opt<bool> isOn;
  llvm::cl::opt<unsigned> repeats;
  llvm::cl::list<std::string> metrics;
  ExecCommandOptions run;
};

} // namespace mapwright

#endif // MAPWRIGHT_LIB_TOOLS_MAPPERRUNEXECOPTIONS_H
