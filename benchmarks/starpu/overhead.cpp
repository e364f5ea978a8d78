//===- overhead.cpp - What placing a task costs ---------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// overhead [--tasks=20000] [--runs=5]
//
// The time for tasks that do nothing, each on one of 64 blocks: with a mapper
// that of a policy, else that of the scheduler STARPU_SCHED names.
//
//===----------------------------------------------------------------------===//

#include "Blocks.h"

#include <algorithm>
#include <cstdio>

using namespace bench;
using namespace mapwright::starpu;

static void doNothing(void **, void *) {}

static double measureRun(Session &session, const TaskKind &task,
                         const BlockGrid &blocks, int64_t count) {
  double begin = readClock();
  {
    Launch launch = session.launch(task, {{0}, {count - 1}});
    for (int64_t i = 0; i < count; ++i)
      launch.submit({i}, {blocks.get({i % 64})});
  }
  session.wait();
  return (readClock() - begin) / count;
}

int main(int argc, char **argv) {
  int64_t count = takeNumber(argc, argv, "tasks", 20000);
  int64_t runs = takeNumber(argc, argv, "runs", 5);
  Session session(argc, argv);
  const TaskKind &task =
      session.addTask("empty", makeCodelet(doNothing, {STARPU_W}), {"block"});
  BlockGrid blocks(session, session.launch(task, {{0}, {63}}), {64}, 8, 8);
  double best = measureRun(session, task, blocks, count);
  for (int64_t run = 1; run < runs; ++run)
    best = std::min(best, measureRun(session, task, blocks, count));
  std::printf("overhead %.3f us a task\n", best * 1e6);
}
