//===- PolicyHost.h - Asks a policy where and how ---------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a program needs to be mapped: policy.h, and a way to load a file. Its
// processors are worker threads, its one memory is the system memory.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_BENCHMARKS_EXEC_POLICYHOST_H
#define MAPWRIGHT_BENCHMARKS_EXEC_POLICYHOST_H

#include "mapwright/Runtime/policy.h"

#include <memory>
#include <string>
#include <vector>

/// Decisions of a policy, or the defaults of a runtime where it makes none.
class PolicyHost {
public:
  /// Without a policy all decisions are defaults.
  explicit PolicyHost(unsigned numWorkers);
  ~PolicyHost();

  /// Loads and binds a policy. False, with a text in `error`, if it cannot.
  bool load(const char *path, std::string &error);

  /// The worker of each point 0..numPoints-1 of an index launch. Empty, with a
  /// text in `error`, if the policy fails.
  std::vector<unsigned> place(const char *task, unsigned numPoints,
                              std::string &error) const;

  /// The layout of the first argument of a task, which is a piece of `names`.
  mw_layout getLayout(const char *task,
                      const std::vector<const char *> &names) const;

private:
  std::string describe(const mw_error &failure) const;

  unsigned numWorkers;
  void *library = nullptr;
  const mw_policy *policy = nullptr;
  std::vector<uint32_t> visible; ///< memories, by worker
  mw_machine machine = {};
  // Storage for the policy, in units of its alignment.
  struct alignas(16) Block {
    unsigned char bytes[16];
  };
  std::unique_ptr<Block[]> bound;
};

#endif // MAPWRIGHT_BENCHMARKS_EXEC_POLICYHOST_H
