//===- TokenLedger.h - Instance limits --------------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_RUNTIME_LEGION_TOKENLEDGER_H
#define MAPWRIGHT_LIB_RUNTIME_LEGION_TOKENLEDGER_H

#include "LegionVersion.h"

#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <string>

namespace mapwright {
namespace legion {

/// Who may be mapped under InstanceLimit (STM7): for each limited kind of task
/// the tasks of this process that are mapped, or about to be, and not complete.
/// Shared by all mappers of the process.
class TokenLedger {
public:
  /// Whether the task may be mapped: it holds a token already or there is one
  /// left. `id` is unique to the task.
  bool take(const std::string &kind, unsigned limit, Legion::UniqueID id);

  /// Whether a task holds a token.
  bool holds(Legion::UniqueID id);

  /// Gives the token of a complete task back, if it holds one. Returns the
  /// events to trigger, which nobody else will.
  std::vector<Legion::Mapping::MapperEvent> release(Legion::UniqueID id);

  /// Has `event` returned by the next release; false if there was one since
  /// `seen` (see getReleases), so that waiting would be for too long.
  bool waitForRelease(Legion::Mapping::MapperEvent event, uint64_t seen);

  uint64_t getReleases() const { return releases; }

private:
  std::mutex mutex;
  std::map<std::string, std::set<Legion::UniqueID>> holders;
  std::map<Legion::UniqueID, std::string> kinds;
  std::vector<Legion::Mapping::MapperEvent> waiting;
  std::atomic<uint64_t> releases{0};
};

} // namespace legion
} // namespace mapwright

#endif // MAPWRIGHT_LIB_RUNTIME_LEGION_TOKENLEDGER_H
