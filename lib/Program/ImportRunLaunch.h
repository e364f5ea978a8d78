//===- ImportRunLaunch.h - Launches of a run --------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_PROGRAM_IMPORTRUNLAUNCH_H
#define MAPWRIGHT_LIB_PROGRAM_IMPORTRUNLAUNCH_H

#include "ImportRunParts.h"

namespace mapwright {

/// The language's kind of a processor; none if it has none or the log does not
/// describe the processor.
std::optional<ProcKind> getProgramKind(const SpyLog &log, uint64_t processor);

/// Makes launch statements, without futures and nested launches, and the task
/// kinds, regions and partitions they need.
class RunLaunches {
public:
  RunLaunches(const SpyLog &log, Program &program)
      : log(log), program(program), data(log, program) {}

  llvm::Expected<LaunchStatement> make(const SpyOperation &operation);
  /// Gives task kinds that never ran a variant; to be called last.
  void finishTasks();
  const RunData &getData() const { return data; }

  /// Equal for equal launches.
  static std::string makeKey(const LaunchStatement &launch);

private:
  using PointTarget = std::pair<Point, SpyHandle>;

  unsigned getTask(const SpyOperation &operation);
  void addVariant(TaskKind &task, const SpyOperation &operation);
  llvm::Expected<Domain> makeDomain(const SpyOperation &operation) const;
  llvm::Expected<std::vector<PointTarget>>
  collectTargets(const SpyOperation &operation, unsigned index) const;
  llvm::Expected<Requirement> makeRequirement(const SpyOperation &operation,
                                              unsigned index);
  llvm::Error setRegion(Requirement &requirement, const SpyHandle &region,
                        unsigned line);
  llvm::Error setPieces(Requirement &requirement,
                        llvm::ArrayRef<PointTarget> targets,
                        const SpyOperation &operation, unsigned index);

  const SpyLog &log;
  Program &program;
  RunData data;
  std::map<std::pair<std::string, size_t>, unsigned> tasks;
};

} // namespace mapwright

#endif // MAPWRIGHT_LIB_PROGRAM_IMPORTRUNLAUNCH_H
