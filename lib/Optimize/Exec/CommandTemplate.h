//===- CommandTemplate.h - A command with placeholders ----------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Optimize. From ExecOptions and the files of a candidate to
// what exec takes.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_OPTIMIZE_EXEC_COMMANDTEMPLATE_H
#define MAPWRIGHT_LIB_OPTIMIZE_EXEC_COMMANDTEMPLATE_H

#include "PolicyBuilder.h"
#include "Process.h"

#include "mapwright/Optimize/Exec.h"

namespace mapwright {
namespace optimize {

class CommandTemplate {
public:
  /// Fails if there is no command, or none of that name, and for variables
  /// without a name. A program with a `/` in its name is looked for in the
  /// current folder.
  static llvm::Expected<CommandTemplate> make(const ExecOptions &options);

  /// Which files the placeholders ask for.
  PolicyBuilder::Wanted getWanted() const { return wanted; }

  /// Command, environment and folder of a run.
  ProcessRequest instantiate(const CandidateFiles &files, uint64_t run) const;
  /// The file of the metric, in the folder; empty if there is none.
  std::string getMetricFile(const CandidateFiles &files, uint64_t run) const;

private:
  explicit CommandTemplate(const ExecOptions &options);
  bool mentions(llvm::StringRef placeholder) const;
  llvm::Error findProgram();

  std::vector<std::string> command, environment;
  std::string folder, metricFile;
  PolicyBuilder::Wanted wanted = {};
};

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_LIB_OPTIMIZE_EXEC_COMMANDTEMPLATE_H
