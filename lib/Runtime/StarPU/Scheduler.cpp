//===- Scheduler.cpp - A StarPU scheduler that obeys a policy -------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SessionState.h"

#include "Common/Failure.h"

#include <algorithm>
#include <atomic>

using namespace mapwright::starpu;
using mapwright::runtime::Failure;

static RunningTask *getRunningTask(const starpu_task *task) {
  return static_cast<RunningTask *>(task->sched_data);
}

/// Tasks of StarPU itself, such as copies, may run anywhere.
static int findAnyWorker(starpu_task *task, unsigned &implementation) {
  for (unsigned worker = 0; worker < starpu_worker_get_count(); ++worker)
    if (starpu_worker_can_execute_task_first_impl(worker, task,
                                                  &implementation))
      return worker;
  Failure("mapwright",
          std::string("no worker can run the task \"") +
              (task->cl && task->cl->name ? task->cl->name : "?") + "\"",
          "")
      .abortJob();
}

/// Tasks with a worker that were pushed and have not finished, by worker.
static std::atomic<int> waiting[STARPU_NMAXWORKERS];

static int chooseWorker(const RunningTask &running) {
  return *std::min_element(
      running.workers.begin(), running.workers.end(),
      [](int a, int b) { return waiting[a].load() < waiting[b].load(); });
}

/// StarPU would fail without a text, and then never stop.
[[noreturn]] static void refuseWorker(const RunningTask &running, int number) {
  char worker[64];
  starpu_worker_get_name(number, worker, sizeof(worker));
  Failure("mapwright",
          "task \"" + running.kind.name + "\" cannot run on worker " + worker +
              ", which the mapper says",
          "")
      .note("its codelet has no function for it, or its can_execute says no")
      .abortJob();
}

static int pushTask(starpu_task *task) {
  unsigned implementation = 0;
  RunningTask *running = getRunningTask(task);
  int worker =
      running ? chooseWorker(*running) : findAnyWorker(task, implementation);
  if (running) {
    if (!starpu_worker_can_execute_task_first_impl(worker, task,
                                                   &implementation))
      refuseWorker(*running, worker);
    ++waiting[worker];
  }
  starpu_task_set_implementation(task, implementation);
  if (starpu_get_prefetch_flag())
    starpu_prefetch_task_input_for(task, worker);
  return starpu_push_local_task(worker, task, /*back=*/0);
}

static void finishTask(starpu_task *task, unsigned) {
  std::unique_ptr<RunningTask> running(getRunningTask(task));
  if (!running)
    return;
  task->sched_data = nullptr;
  --waiting[starpu_worker_get_id()];
  if (running->session.log)
    running->session.log->addExecution(running->launch, running->point,
                                       starpu_worker_get_id());
  if (running->kind.tokens)
    running->kind.tokens->release();
}

static void doNothing(unsigned) {}
static void acceptWorkers(unsigned, int *, unsigned) {}

starpu_sched_policy &mapwright::starpu::getScheduler() {
  static starpu_sched_policy scheduler = [] {
    starpu_sched_policy result = {};
    result.init_sched = doNothing;
    result.deinit_sched = doNothing;
    result.add_workers = acceptWorkers;
    result.remove_workers = acceptWorkers;
    result.push_task = pushTask;
    result.post_exec_hook = finishTask;
    result.policy_name = "mapwright";
    result.policy_description = "places tasks as a mapper says";
    result.worker_type = STARPU_WORKER_LIST;
    return result;
  }();
  return scheduler;
}
