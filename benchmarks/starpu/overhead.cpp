//===- overhead.cpp - What placing a task costs ---------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// overhead [--tasks=20000] [--runs=5] [--wait=0]
//
// The time for tasks that do nothing, each on one of 64 blocks: with a mapper
// that of a policy, else that of the scheduler STARPU_SCHED names. How many
// were submitted and not at their end at a time, at most, shows InstanceLimit;
// with `wait` they take so many microseconds.
//
//===----------------------------------------------------------------------===//

#include "Blocks.h"
#include "ProgramMain.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <thread>

using namespace bench;
using namespace mapwright::starpu;

/// Tasks of this rank that have been at their end.
static std::atomic<int64_t> numEnded{0};

static void waitLong(void **, void *argument) {
  int64_t microseconds;
  std::memcpy(&microseconds, argument, sizeof(microseconds));
  if (microseconds > 0)
    std::this_thread::sleep_for(std::chrono::microseconds(microseconds));
  ++numEnded;
}

static constexpr int64_t numBlocks = 64;

namespace {
struct Measured {
  double seconds;   ///< of one task
  int64_t mostOpen; ///< submitted and not at their end
};
} // namespace

static Measured measureRun(Session &session, const TaskKind &task,
                           const BlockGrid &blocks, int64_t count,
                           int64_t wait) {
  Measured result = {0, 0};
  numEnded = 0;
  double begin = readClock();
  {
    Launch launch = session.launch(task, {{0}, {count - 1}});
    for (int64_t i = 0; i < count; ++i) {
      launch.submit({i}, {blocks.get({i % numBlocks})}, &wait, sizeof(wait));
      result.mostOpen = std::max(result.mostOpen, i + 1 - numEnded.load());
    }
  }
  session.wait();
  result.seconds = (readClock() - begin) / count;
  return result;
}

int main(int argc, char **argv) {
  int64_t count = takeNumber(argc, argv, "tasks", 20000);
  int64_t runs = takeNumber(argc, argv, "runs", 5);
  int64_t wait = takeNumber(argc, argv, "wait", 0);
  Session session(argc, argv);
  const TaskKind &task =
      session.addTask("empty", makeCodelet(waitLong, {STARPU_W}), {"block"});
  BlockGrid blocks(session, session.launch(task, makeDomain({numBlocks})),
                   {numBlocks}, 8, 8);
  Measured best = measureRun(session, task, blocks, count, wait);
  for (int64_t run = 1; run < runs; ++run) {
    Measured next = measureRun(session, task, blocks, count, wait);
    best.seconds = std::min(best.seconds, next.seconds);
    best.mostOpen = std::max(best.mostOpen, next.mostOpen);
  }
  std::printf("overhead %.3f us a task\n", best.seconds * 1e6);
  std::printf("at most %lld tasks at a time\n",
              static_cast<long long>(best.mostOpen));
}
