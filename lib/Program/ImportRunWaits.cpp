//===- ImportRunWaits.cpp - Where a task blocked --------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

//
// A wait in a Prof log has times, but no place in the program. While a task
// blocks it launches nothing: operations whose first meta task was created
// before the end of the wait were launched before it, all others after it.
//
//===----------------------------------------------------------------------===//

#include "ImportRunParts.h"

#include "llvm/ADT/STLExtras.h"

using namespace mapwright;

namespace {
/// Times of operations, by their position in program order.
struct OrderTimes {
  /// When the runtime first did something for it; none if it never did.
  std::vector<std::optional<uint64_t>> firstCreated;
  /// When the last of its tasks ended; none for operations without tasks.
  std::vector<std::optional<uint64_t>> lastEnded;
};
} // namespace

static OrderTimes collectTimes(const SpyLog &log, const ProfLog &prof,
                               llvm::ArrayRef<uint64_t> order) {
  OrderTimes times;
  times.firstCreated.resize(order.size());
  times.lastEnded.resize(order.size());
  std::map<uint64_t, size_t> positions;
  for (auto [position, id] : llvm::enumerate(order)) {
    positions[id] = position;
    for (uint64_t point : log.findOperation(id)->points)
      positions[point] = position;
  }
  for (const ProfTask &run : prof.metaRuns) {
    auto at = positions.find(run.operation);
    if (at == positions.end())
      continue;
    std::optional<uint64_t> &first = times.firstCreated[at->second];
    first = std::min(first.value_or(run.create), run.create);
  }
  for (const ProfTask &run : prof.taskRuns) {
    auto at = positions.find(run.operation);
    if (at == positions.end())
      continue;
    std::optional<uint64_t> &last = times.lastEnded[at->second];
    last = std::max(last.value_or(run.stop), run.stop);
  }
  return times;
}

std::vector<RunWait> mapwright::findWaits(const SpyLog &log,
                                          const ProfLog &prof, uint64_t context,
                                          llvm::ArrayRef<uint64_t> order) {
  std::vector<RunWait> waits;
  auto task = llvm::find_if(prof.taskRuns, [&](const ProfTask &run) {
    return run.operation == context;
  });
  if (task == prof.taskRuns.end())
    return waits;
  OrderTimes times = collectTimes(log, prof, order);
  for (const ProfWait &wait : task->waits) {
    std::optional<size_t> after;
    for (auto [i, created] : llvm::enumerate(times.firstCreated))
      if (created && *created < wait.end)
        after = i;
    if (!after)
      continue;
    for (size_t i = *after + 1; i-- > 0;) {
      if (!times.lastEnded[i] || *times.lastEnded[i] > wait.ready)
        continue;
      if (waits.empty() || waits.back().forLaunch < i)
        waits.push_back({*after, i});
      break;
    }
  }
  return waits;
}
