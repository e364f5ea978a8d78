//===- Runtime.cpp - Utility processors of the nodes ----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Engine.h"

using namespace mapwright;
using namespace mapwright::sim;

/// Handing ready tasks to processors goes before everything else, as in Legion:
/// what runs frees the way for what is behind it.
void Engine::submit(uint32_t node, Job job) {
  UtilityNode &utility = utilities[node];
  (job.kind == JobKind::Launch ? utility.urgent : utility.others).push(job);
  serve(node);
}

void Engine::serve(uint32_t node) {
  UtilityNode &utility = utilities[node];
  while (utility.idle != 0 && !hasFailed) {
    Queue<Job> &queue =
        utility.urgent.empty() ? utility.others : utility.urgent;
    if (queue.empty())
      return;
    uint32_t id = node * costs.utilityProcessors;
    while (servers[id].job.kind != JobKind::None)
      ++id;
    Server &server = servers[id];
    server.job = queue.pop();
    --utility.idle;
    double seconds = begin(id, server.job);
    server.busyUntil = now + seconds;
    runtimeBusy[node] += seconds;
    events.push(server.busyUntil, EventKind::JobDone, id);
  }
}

/// Starts a job and returns how long it takes.
double Engine::begin(uint32_t server, const Job &job) {
  switch (job.kind) {
  case JobKind::Analysis:
    return getAnalysisSeconds(shards[job.subject]);
  case JobKind::Mapping:
    return map(server, job.subject);
  case JobKind::Launch:
    return costs.taskLaunch;
  case JobKind::Completion:
    return costs.taskCompletion;
  case JobKind::None:
    break;
  }
  return 0;
}

void Engine::finishJob(uint32_t id) {
  Job job = servers[id].job;
  servers[id].job = Job();
  uint32_t node = id / costs.utilityProcessors;
  ++utilities[node].idle;
  if (job.kind == JobKind::Analysis)
    finishAnalysis(job.subject);
  else if (job.kind == JobKind::Mapping)
    finishMapping(id, job.subject);
  else if (job.kind == JobKind::Launch)
    launched(job.subject);
  serve(node);
}
