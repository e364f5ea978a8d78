//===- AdviceMemories.cpp - Edits of where data is ------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AdviceCandidates.h"
#include "LayoutWords.h"

#include "mapwright/Report/Report.h"

#include "llvm/ADT/STLExtras.h"

#include <map>

using namespace mapwright;
using ast::StmtKind;

static constexpr size_t maxRegionsLookedAt = 12;
static constexpr size_t maxTransfersLookedAt = 6;
/// Names that share a region are moved together if they have at least this
/// share of all copied bytes.
static constexpr double noticeableShare = 0.05;

/// Memories that processors of a kind reach.
std::vector<MemKind> CandidateMaker::listMemories(ProcKind kind) const {
  std::vector<MemKind> memories;
  for (unsigned number = 0; number < numMemKinds; ++number)
    if (auto memory = static_cast<MemKind>(number);
        facts.model.getMachine().canAddress(0, kind, 0, memory))
      memories.push_back(memory);
  return memories;
}

/// The names of arguments of tasks that run on `kind`; most copied bytes first,
/// then most time.
std::vector<CandidateMaker::NamedRegion>
CandidateMaker::listRegions(ProcKind kind) const {
  std::map<std::pair<uint32_t, uint32_t>, uint64_t> copied;
  for (const TransferCost &transfer : facts.transfers)
    copied[{transfer.task, transfer.requirement}] += transfer.bytes;
  std::map<std::string, NamedRegion> byKey;
  for (const TaskCost &task : facts.tasks)
    for (uint32_t launch : task.launches) {
      const sim::LaunchPlacement &places = facts.placement.launches[launch];
      for (uint32_t index = 0; index < places.arguments.size(); ++index) {
        if (places.kind != kind ||
            places.arguments[index].memory == MemKind::VIRTUAL)
          continue;
        const Requirement &requirement =
            facts.statements[launch]->launch.requirements[index];
        uint32_t root =
            requirement.isPartition
                ? facts.program.partitions[requirement.target].region
                : requirement.target;
        std::string key = facts.getRegionKey(launch, index);
        NamedRegion &region =
            byKey.try_emplace(key, NamedRegion{key, launch, index, root})
                .first->second;
        if (launch == task.launches.front()) {
          region.bytes += copied[{task.task, index}];
          region.seconds += task.getScore();
        }
      }
    }
  std::vector<NamedRegion> regions;
  for (auto &[key, region] : byKey)
    regions.push_back(region);
  llvm::sort(regions, [](const NamedRegion &a, const NamedRegion &b) {
    return std::tuple(a.bytes, a.seconds, b.key) >
           std::tuple(b.bytes, b.seconds, a.key);
  });
  if (regions.size() > maxRegionsLookedAt)
    regions.resize(maxRegionsLookedAt);
  return regions;
}

/// One memory for some names; none stand for all names.
void CandidateMaker::addMemory(ProcKind kind,
                               llvm::ArrayRef<const NamedRegion *> regions,
                               llvm::StringRef task, MemKind memory) {
  Candidate candidate;
  candidate.rule = "advice-memory";
  std::string names;
  uint64_t bytes = 0;
  for (const NamedRegion *region : regions) {
    names += (names.empty() ? "`" : ", `") + region->key + "`";
    bytes += region->bytes;
    editor.put(StmtKind::Region,
               {{task.str()}, region->key, spelling(kind).str()},
               spelling(memory), candidate.edits);
  }
  if (regions.empty()) {
    names = "all data";
    bytes = facts.result.copyBytes;
    editor.put(StmtKind::Region, {{task.str()}, "*", spelling(kind).str()},
               spelling(memory), candidate.edits);
  }
  std::string who =
      task == "*" ? "tasks on " + spelling(kind).str() : "`" + task.str() + "`";
  candidate.subject = "memory of " + names + " for " + who;
  candidate.title =
      "Keep " + names + " of " + who + " in " + spelling(memory).str();
  candidate.reason = who + " have " + formatAmount(bytes) + " (" +
                     formatShare(facts.result.copyBytes
                                     ? double(bytes) / facts.result.copyBytes
                                     : 0) +
                     " of all copied bytes) copied for " + names;
  if (regions.size() == 1 && regions[0]->bytes == 0)
    candidate.reason = "kernels that use " + names + " take " +
                       formatSeconds(regions[0]->seconds) +
                       " of the critical path";
  candidates.push_back(std::move(candidate));
}

void CandidateMaker::addMemories(ProcKind kind) {
  std::vector<NamedRegion> regions = listRegions(kind);
  std::map<uint32_t, std::vector<const NamedRegion *>> byRoot;
  std::vector<const NamedRegion *> copied;
  for (const NamedRegion &region : regions)
    if (region.bytes > 0 &&
        region.bytes >= noticeableShare * facts.result.copyBytes) {
      byRoot[region.root].push_back(&region);
      copied.push_back(&region);
    }
  for (MemKind memory : listMemories(kind)) {
    addMemory(kind, {}, "*", memory);
    // Data in two memories goes back and forth: its names move together.
    if (copied.size() > 1)
      addMemory(kind, copied, "*", memory);
    for (const auto &[root, names] : byRoot)
      if (names.size() > 1 && names.size() < copied.size())
        addMemory(kind, names, "*", memory);
    for (const NamedRegion &region : regions)
      addMemory(kind, &region, "*", memory);
  }
}

/// The heaviest copies, each for the task that asks for it.
void CandidateMaker::addMemoriesOfTransfers() {
  size_t count = std::min(facts.transfers.size(), maxTransfersLookedAt);
  for (const TransferCost &transfer :
       llvm::ArrayRef(facts.transfers).take_front(count)) {
    const sim::LaunchPlacement &places =
        facts.placement.launches[transfer.launch];
    uint32_t task = llvm::find_if(facts.tasks,
                                  [&](const TaskCost &cost) {
                                    return cost.task == transfer.task;
                                  }) -
                    facts.tasks.begin();
    NamedRegion region{
        facts.getRegionKey(transfer.launch, transfer.requirement),
        transfer.launch,
        transfer.requirement,
        0,
        transfer.bytes,
        transfer.seconds};
    for (MemKind memory : listMemories(places.kind))
      if (memory != places.arguments[transfer.requirement].memory) {
        addMemory(places.kind, &region, quote(task), memory);
        candidates.back().rule = "advice-transfer";
        candidates.back().reason =
            facts.describe(transfer.launch, transfer.requirement) + " has " +
            formatAmount(transfer.bytes) + " copied from " +
            spelling(transfer.from).str() + " to " +
            spelling(transfer.to).str() + " in " +
            std::to_string(transfer.count) + " copies";
      }
  }
}

//===----------------------------------------------------------------------===//
// Layouts
//===----------------------------------------------------------------------===//

void CandidateMaker::addLayout(llvm::StringRef task, const TaskCost &example,
                               uint32_t requirement) {
  uint32_t launch = example.launches.front();
  const sim::ArgumentPlacement &old =
      facts.placement.launches[launch].arguments[requirement];
  sim::ArgumentPlacement order = old, fields = old, both = old;
  order.cOrder = both.cOrder = !old.cOrder;
  fields.aos = both.aos = !old.aos;
  for (const sim::ArgumentPlacement &changed : {order, fields, both}) {
    Candidate candidate;
    candidate.rule = "advice-layout";
    candidate.subject = ("layout of " + task).str();
    candidate.reason =
        facts.describe(launch, requirement) + " is " + formatLayoutWords(old) +
        " in " + spelling(old.memory).str() + ", and its kernels take " +
        formatSeconds(example.criticalSeconds) + " of the critical path";
    candidate.title = "Lay data out as " + formatLayoutWords(changed);
    editor.put(StmtKind::Layout,
               {{task.str()}, "*", spelling(old.memory).str()},
               formatLayoutWords(changed), candidate.edits);
    candidates.push_back(std::move(candidate));
  }
}

void CandidateMaker::addLayouts() {
  std::set<MemKind> seen;
  for (uint32_t task = 0; task < std::min(facts.tasks.size(), maxTasksLookedAt);
       ++task) {
    const TaskCost &cost = facts.tasks[task];
    const sim::LaunchPlacement &places =
        facts.placement.launches[cost.launches.front()];
    std::set<MemKind> seenOfTask;
    for (uint32_t index = 0; index < places.arguments.size(); ++index) {
      MemKind memory = places.arguments[index].memory;
      if (memory == MemKind::VIRTUAL)
        continue;
      if (seen.insert(memory).second)
        addLayout("*", cost, index);
      if (seenOfTask.insert(memory).second)
        addLayout(quote(task), cost, index);
    }
  }
}
