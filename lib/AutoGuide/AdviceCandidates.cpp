//===- AdviceCandidates.cpp - Edits that may save time --------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AdviceCandidates.h"

#include "mapwright/Frontend/Names.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mapwright;

std::string mapwright::formatShare(double share) {
  return llvm::formatv("{0:F1} %", 100 * share).str();
}

/// The task as it stands in a mapper.
std::string CandidateMaker::quote(uint32_t task) const {
  return quoteName(facts.graph.taskNames[facts.tasks[task].task]);
}

/// "`a`, `b` and 7 more"
std::string CandidateMaker::list(const std::vector<uint32_t> &tasks) const {
  constexpr size_t maxNamed = 3;
  std::string text;
  size_t named = tasks.size() <= maxNamed ? tasks.size() : maxNamed - 1;
  for (size_t index = 0; index < named; ++index) {
    bool isLast = index + 1 == tasks.size();
    text += index == 0 ? "" : isLast ? " and " : ", ";
    text += "`" + facts.graph.taskNames[facts.tasks[tasks[index]].task] + "`";
  }
  if (named < tasks.size())
    text += " and " + std::to_string(tasks.size() - named) + " more";
  return text;
}

std::vector<Candidate> CandidateMaker::make() {
  const Machine &machine = facts.model.getMachine();
  std::vector<ProcKind> kinds;
  for (unsigned kind = 0; kind < numProcKinds; ++kind)
    if (machine.hasEverywhere(static_cast<ProcKind>(kind)))
      kinds.push_back(static_cast<ProcKind>(kind));
  addReplication();
  addCollection();
  for (ProcKind kind : kinds)
    addKinds(kind);
  for (uint32_t task = 0; task < facts.tasks.size(); ++task)
    if (task < maxTasksLookedAt)
      addSingles(task);
  std::vector<ProcKind> used = kinds;
  llvm::erase_if(used, [&](ProcKind kind) { return !facts.isKindUsed(kind); });
  for (ProcKind kind : used)
    addSpreads(kind);
  for (ProcKind kind : used)
    addMemories(kind);
  addMemoriesOfTransfers();
  addLayouts();
  addLimits();
  for (ProcKind kind : used)
    addSpreadsOfTasks(kind);
  return std::move(candidates);
}
