//===- Process.h - Runs a command under supervision -------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Optimize. What llvm::sys::ExecuteAndWait lacks: the end of a
// command is the end of all that it started, there are limits, and output is
// read while it runs.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_OPTIMIZE_EXEC_PROCESS_H
#define MAPWRIGHT_LIB_OPTIMIZE_EXEC_PROCESS_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <functional>
#include <string>
#include <vector>

namespace mapwright {
namespace optimize {

struct ProcessRequest {
  std::vector<std::string> command; ///< the first one is the path of a program
  std::vector<std::string> environment; ///< NAME=VALUE, all of it
  std::string folder;                   ///< empty: the current one
  double timeLimit = 0;                 ///< seconds; 0: none
  uint64_t memoryLimit = 0;             ///< bytes of all processes; 0: none
  std::function<bool()> shouldStop;     ///< may be null
};

struct ProcessResult {
  enum class End { Exited, Signaled, TimedOut, OverMemory, Stopped };
  End end = End::Exited;
  int code = 0;          ///< exit code, or number of the signal
  double seconds = 0;    ///< wall time, until the command itself ended
  uint64_t numBytes = 0; ///< of output
};

/// Runs a command and hands out what it and its descendants write to standard
/// output and error, as it comes; the standard input is empty. Returns when all
/// of them are gone: those that the command leaves behind are killed. Who is
/// out of time gets SIGTERM and a second to end in order. Fails if the command
/// cannot be started. Safe to call from several threads.
llvm::Expected<ProcessResult>
runProcess(const ProcessRequest &request,
           llvm::function_ref<void(llvm::StringRef)> output);

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_LIB_OPTIMIZE_EXEC_PROCESS_H
