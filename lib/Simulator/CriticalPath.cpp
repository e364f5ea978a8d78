//===- CriticalPath.cpp - Why a run took as long as it did ----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CriticalPath.h"

#include <algorithm>

using namespace mapwright;
using namespace mapwright::sim;

/// Adds what happened from `start` to where the walk is.
void CriticalWalk::add(CriticalKind kind, double start, uint32_t task,
                       uint32_t copy) {
  if (start >= time)
    return;
  steps.push_back({kind, task, copy, start, time});
  time = start;
}

void CriticalWalk::follow(Cause kind, uint32_t cause, uint32_t task) {
  if (kind == Cause::Mapped)
    go(At::Mapped, task);
  else
    go(kind == Cause::Task ? At::Task : At::Copy, cause);
}

/// At the time a task or join finished.
void CriticalWalk::passTask() {
  const TaskState &state = engine.tables.tasks[subject];
  if (!engine.isTask(subject)) {
    if (state.cause == none)
      go(At::Done, none);
    else
      go(At::Task, state.cause);
    return;
  }
  if (state.finished > state.end) {
    // What it launched took longer than itself.
    const ContextState &context = engine.contexts[state.child];
    uint32_t last = context.lastFinished;
    if (last != none && engine.tables.tasks[last].finished == state.finished) {
      go(At::Task, last);
      return;
    }
    go(At::Origin, engine.shards[context.firstShard].origin);
    return;
  }
  passExecution(subject);
}

void CriticalWalk::passExecution(uint32_t task) {
  const TaskState &state = engine.tables.tasks[task];
  const Kernel &kernel = engine.kernels.get(task, state.processor);
  add(CriticalKind::Kernel, state.start + kernel.launchSeconds, task);
  add(CriticalKind::Launch, state.start, task);
  add(engine.getLaunch(task).isConcurrent ? CriticalKind::Wait
                                          : CriticalKind::Queue,
      state.launched, task);
  add(CriticalKind::Runtime, state.ready, task);
  follow(state.causeKind, state.cause, task);
}

double Engine::getMappedWithChildren(uint32_t node) const {
  while (tables.tasks[node].child != none) {
    uint32_t last = contexts[tables.tasks[node].child].lastMapped;
    if (last == none)
      break;
    node = last;
  }
  return tables.tasks[node].mapped;
}

/// At the time a node was mapped, with all that it launches.
void CriticalWalk::passMapped() {
  const TaskState &state = engine.tables.tasks[subject];
  if (state.child != none && time > state.mapped &&
      engine.contexts[state.child].lastMapped != none) {
    go(At::Mapped, engine.contexts[state.child].lastMapped);
    return;
  }
  uint32_t before = state.mappingCause;
  auto heldBack = engine.heldBack.find(subject);
  if (heldBack != engine.heldBack.end()) {
    add(CriticalKind::Runtime, heldBack->second.until, subject);
    add(CriticalKind::Wait, heldBack->second.since, subject);
  }
  if (before != none) {
    add(CriticalKind::Runtime, engine.getMappedWithChildren(before), subject);
    go(At::Mapped, before);
    return;
  }
  if (!engine.isTask(subject)) {
    go(At::Done, none);
    return;
  }
  go(At::Origin, state.origin);
}

void CriticalWalk::passCopy() {
  const CopyState &state = engine.tables.copies[subject];
  add(CriticalKind::Copy, state.start, state.task, subject);
  add(CriticalKind::Queue, state.ready, state.task, subject);
  follow(state.causeKind, state.cause, state.task);
}

/// In a stretch of analysis.
void CriticalWalk::passOrigin() {
  const Origin &origin = engine.origins[subject];
  add(CriticalKind::Runtime, origin.time, none);
  switch (origin.kind) {
  case Origin::Kind::Begin:
    go(At::Done, none);
    return;
  case Origin::Kind::Window:
    add(CriticalKind::Wait, origin.since, none);
    go(At::Origin, origin.previous);
    return;
  case Origin::Kind::Future:
    go(At::Task, origin.task);
    return;
  case Origin::Kind::Parent:
    break;
  }
  // The parent had just started.
  const TaskState &parent = engine.tables.tasks[origin.task];
  add(CriticalKind::Queue, parent.launched, origin.task);
  add(CriticalKind::Runtime, parent.ready, origin.task);
  follow(parent.causeKind, parent.cause, origin.task);
}

std::vector<CriticalStep> CriticalWalk::walk(double makespan) {
  time = makespan;
  uint32_t last = engine.lastFinished;
  if (last != none && engine.tables.tasks[last].finished == makespan)
    go(At::Task, last);
  else if (!engine.shards.empty())
    go(At::Origin, engine.shards.front().origin);
  while (at != At::Done && time > 0) {
    if (at == At::Task)
      passTask();
    else if (at == At::Mapped)
      passMapped();
    else if (at == At::Copy)
      passCopy();
    else
      passOrigin();
  }
  // What is left was the runtime: nothing else goes on without a cause.
  add(CriticalKind::Runtime, 0, none);
  return std::move(steps);
}
