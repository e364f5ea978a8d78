//===- Watchdog.cpp - When no task finishes any more ----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SessionState.h"

#include "Common/Failure.h"

#include <cstdlib>

using namespace mapwright::starpu;
using detail::SessionState;
using mapwright::runtime::Failure;

/// Less than this much of a memory is left for a task that needs more.
static constexpr int fullAt = 8;

static bool isFull(starpu_ssize_t total, starpu_ssize_t available) {
  return total > 0 && available < total / fullAt;
}

/// StarPU goes on for ever where data do not fit, or do not come.
static void reportHang(void *argument) {
  const auto &session = *static_cast<const SessionState *>(argument);
  // The session has set it if nobody else has.
  long long timeout = std::strtoll(std::getenv("STARPU_WATCHDOG_TIMEOUT"),
                                   /*endptr=*/nullptr, /*base=*/10);
  std::string rank = "rank " + std::to_string(session.rank);
  Failure failure("mapwright",
                  rank + ": no task has finished for " +
                      std::to_string(timeout / 1000000) + " s, " +
                      std::to_string(starpu_task_nsubmitted()) + " wait",
                  "");
  bool isAnyFull = false;
  for (unsigned node = 0; node < starpu_memory_nodes_get_count(); ++node) {
    starpu_ssize_t total = starpu_memory_get_total(node);
    starpu_ssize_t available = starpu_memory_get_available(node);
    if (!isFull(total, available))
      continue;
    isAnyFull = true;
    char name[64];
    starpu_memory_node_get_name(node, name, sizeof(name));
    failure.note("the memory of " + std::string(name) +
                 " is full: " + std::to_string(available) + " of " +
                 std::to_string(total) + " bytes are left");
  }
  if (!isAnyFull && session.numRanks > 1)
    failure.note("other ranks do not send what these tasks read, or have "
                 "stopped");
  failure
      .note("STARPU_WATCHDOG_TIMEOUT is the longest time without an end of a "
            "task, in microseconds")
      .abortJob();
}

void SessionState::watch() { starpu_task_watchdog_set_hook(reportHang, this); }
