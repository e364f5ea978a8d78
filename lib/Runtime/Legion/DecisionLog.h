//===- DecisionLog.h - Decisions as the mapper wrapper logs them --*- C++
//-*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_RUNTIME_LEGION_DECISIONLOG_H
#define MAPWRIGHT_LIB_RUNTIME_LEGION_DECISIONLOG_H

#include "LegionVersion.h"

#include <memory>
#include <string>

namespace mapwright {
namespace legion {

/// Writes what a mapper decides in the format of Legion's logging wrapper, for
/// `mapper-run --compare-log`. One for each process, for all threads. Lines are
/// never cut, other than those of Realm's logger.
class DecisionLog {
public:
  using Mapper = Legion::Mapping::Mapper;
  using Runtime = Legion::Mapping::MapperRuntime;
  using Context = Legion::Mapping::MapperContext;

  /// Opens the file that MAPWRIGHT_LOG names, in which `%` stands for the rank;
  /// without one, all ranks but the first put their number behind the name.
  /// Null if the variable is not set. The job ends with a message if the file
  /// cannot be written.
  static std::unique_ptr<DecisionLog> open(unsigned rank);

  void writeMachine(Legion::Machine machine);
  void writeOptions(Runtime *runtime, Context context, const Legion::Task &task,
                    const Mapper::TaskOptions &options);
  void writeSharding(Runtime *runtime, Context context,
                     const Legion::Task &task,
                     const Mapper::SelectShardingFunctorInput &input,
                     const Mapper::SelectShardingFunctorOutput &output);
  void writeSlices(Runtime *runtime, Context context, const Legion::Task &task,
                   const Mapper::SliceTaskOutput &output);
  void writeMapping(Runtime *runtime, Context context, const Legion::Task &task,
                    const Mapper::MapTaskOutput &output);
  void writeReplication(Runtime *runtime, Context context,
                        const Legion::Task &task,
                        const Mapper::ReplicateTaskOutput &output);

  ~DecisionLog();
  DecisionLog(const DecisionLog &) = delete;
  DecisionLog &operator=(const DecisionLog &) = delete;

private:
  DecisionLog(int file, unsigned rank) : file(file), rank(rank) {}
  class Block;

  int file;
  unsigned rank;
};

} // namespace legion
} // namespace mapwright

#endif // MAPWRIGHT_LIB_RUNTIME_LEGION_DECISIONLOG_H
