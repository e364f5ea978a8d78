//===- Keeper.h - The process between us and a command ----------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Optimize. A process inherits the orphans among its descendants
// if it asks for them, whatever they did to detach themselves. As that holds
// for a whole process, each command gets one of its own, the keeper, which ends
// all of them when the command ends, when it is told to, and when the process
// that asked for the command is gone.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_OPTIMIZE_EXEC_KEEPER_H
#define MAPWRIGHT_LIB_OPTIMIZE_EXEC_KEEPER_H

#include <cstdint>

namespace mapwright {
namespace optimize {

/// What a keeper is to run, prepared by its parent: after a fork of a program
/// with several threads nothing may be allocated.
struct KeeperPlan {
  const char *program;
  char *const *arguments;
  char *const *environment;
  const char *folder; ///< null: the current one
  int output;         ///< standard output and error of the command
  int control;        ///< a byte: SIGTERM to the command; its end: kill all
  int report;         ///< receives KeeperReport
};

/// What a keeper says, in this order; nothing after a failure.
struct KeeperReport {
  enum class Kind : int32_t {
    Started, ///< value: process of the command, which leads its group
    Failed,  ///< value: errno of what kept the command from being started
    Ended,   ///< value: status of wait(); all descendants are gone
  };
  Kind kind;
  int32_t value;
  int64_t nanoseconds; ///< Ended: wall time of the command
};

/// The life of a keeper; only for a process that was forked for it.
[[noreturn]] void runKeeper(const KeeperPlan &plan);

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_LIB_OPTIMIZE_EXEC_KEEPER_H
