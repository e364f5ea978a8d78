//===- ProgramMain.h - What the StarPU programs have in common --*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_BENCHMARKS_STARPU_PROGRAMMAIN_H
#define MAPWRIGHT_BENCHMARKS_STARPU_PROGRAMMAIN_H

#include "mapwright/Runtime/StarPU.h"

#include <functional>
#include <memory>
#include <string>

namespace bench {

/// A program whose data are registered, for one run.
class Program {
public:
  virtual ~Program() = default;

  /// Submits all tasks.
  virtual void submit() = 0;
  /// Compares the result with a sequential computation: the largest error, on
  /// rank 0. To be called on every rank.
  virtual double findLargestError() = 0;
};

struct ProgramFacts {
  const char *name;
  const char *mistake; ///< in the arguments; null if there is none
  /// The module of the task dialect that says what the program does.
  std::function<std::string()> describe;
  std::function<std::unique_ptr<Program>(mapwright::starpu::Session &)> create;
  double tolerance; ///< the largest error that is right
};

/// Prints the description with --describe, else runs the program, prints time,
/// traffic and whether the result is right. Returns the status of the process.
int runMain(int argc, char **argv, const ProgramFacts &facts);

/// The value of `--NAME=VALUE`, or `otherwise`.
int64_t takeNumber(int argc, char **argv, const std::string &name,
                   int64_t otherwise);
std::string takeText(int argc, char **argv, const std::string &name,
                     const std::string &otherwise);

/// In seconds.
double readClock();

} // namespace bench

#endif // MAPWRIGHT_BENCHMARKS_STARPU_PROGRAMMAIN_H
