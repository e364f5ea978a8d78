//===- AdviceRuntime.cpp - Edits of what the runtime does -----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AdviceCandidates.h"

#include "mapwright/Frontend/Names.h"
#include "mapwright/Report/Report.h"

using namespace mapwright;
using ast::StmtKind;

/// One shard of the top-level task on each node, if the program allows it.
void CandidateMaker::addReplication() {
  if (facts.placement.isReplicated || !facts.program.isReplicable ||
      facts.model.getNumNodes() == 1)
    return;
  Candidate candidate;
  candidate.rule = "advice-replicate";
  candidate.subject = "replication";
  candidate.reason = "node 0 analyses and maps the tasks of all " +
                     std::to_string(facts.model.getNumNodes()) + " nodes";
  candidate.title = "Replicate `" + facts.program.topLevel + "`";
  editor.put(StmtKind::ControlReplicate,
             {{quoteName(facts.program.topLevel)}, "", ""}, "",
             candidate.edits);
  candidates.push_back(std::move(candidate));
}

/// Limits in force are taken back; where a memory overflows, new ones are set.
void CandidateMaker::addLimits() {
  bool isFull = facts.result.outcome.kind == sim::OutcomeKind::OutOfMemory;
  for (uint32_t task = 0; task < facts.tasks.size(); ++task) {
    uint32_t limit = facts.placement.limits[facts.tasks[task].task];
    Candidate candidate;
    candidate.rule = "advice-limit";
    candidate.subject = "limit of " + list({task});
    if (limit > 0) {
      StatementKey key = {{quote(task)}, "", ""};
      if (!editor.has(StmtKind::InstanceLimit, key))
        key.tasks = {"*"};
      candidate.reason = "at most " + std::to_string(limit) + " " +
                         list({task}) + " are mapped on a node at a time";
      candidate.title = "Do not limit " + list({task});
      editor.remove(StmtKind::InstanceLimit, key, candidate.edits);
      candidates.push_back(std::move(candidate));
      continue;
    }
    if (!isFull || task >= maxTasksLookedAt)
      continue;
    candidate.reason = "mapped tasks hold their instances, and " +
                       list({task}) + " has no limit";
    for (int count : {1, 2, 4}) {
      Candidate limited = candidate;
      limited.title = "Map at most " + std::to_string(count) + " " +
                      list({task}) + " on a node at a time";
      editor.put(StmtKind::InstanceLimit, {{quote(task)}, "", ""},
                 std::to_string(count), limited.edits);
      candidates.push_back(std::move(limited));
    }
  }
}

/// For memories that are full, or nearly so.
void CandidateMaker::addCollection() {
  std::optional<uint32_t> fullest;
  double most = nearlyFull;
  for (uint32_t memory = 0; memory < facts.result.memoryPeak.size(); ++memory) {
    double share =
        double(facts.result.memoryPeak[memory]) /
        std::max<uint64_t>(facts.model.getMemoryFacts(memory).bytes, 1);
    if (share > most) {
      most = share;
      fullest = memory;
    }
  }
  if (facts.result.outcome.kind == sim::OutcomeKind::OutOfMemory &&
      facts.result.outcome.memory != sim::none)
    fullest = facts.result.outcome.memory;
  if (!fullest)
    return;
  Candidate candidate;
  candidate.rule = "advice-collect";
  candidate.subject = "collection";
  candidate.reason = facts.model.getMemoryName(*fullest) + " fills up to " +
                     formatAmount(facts.result.memoryPeak[*fullest]) + " of " +
                     formatAmount(facts.model.getMemoryFacts(*fullest).bytes);
  candidate.title = "Let instances that were only read be collected";
  candidate.relieves = *fullest;
  editor.put(StmtKind::CollectMemory, {{"*"}, "*", ""}, "", candidate.edits);
  candidates.push_back(std::move(candidate));
}
