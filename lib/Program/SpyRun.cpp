//===- SpyRun.cpp - A Spy log as a logged run -----------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Program/SpyLog.h"

#include "LogMachine.h"
#include "LogValues.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace mapwright;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// The machine
//===----------------------------------------------------------------------===//

/// Realm's names of its kinds, by number.
static constexpr StringRef processorKinds[] = {
    "NO_KIND",    "TOC_PROC", "LOC_PROC", "UTIL_PROC", "IO_PROC",
    "PROC_GROUP", "PROC_SET", "OMP_PROC", "PY_PROC"};
static constexpr StringRef memoryKinds[] = {
    "NO_MEMKIND", "GLOBAL_MEM", "SYSTEM_MEM", "REGDMA_MEM", "SOCKET_MEM",
    "Z_COPY_MEM", "GPU_FB_MEM", "DISK_MEM",   "HDF_MEM",    "FILE_MEM"};

static StringRef nameOf(llvm::ArrayRef<StringRef> names, unsigned kind) {
  return kind < names.size() ? names[kind] : StringRef("OTHER");
}

static Expected<Machine> makeMachine(const SpyLog &log,
                                     std::vector<unsigned> &ranks) {
  std::map<unsigned, LoggedBlock<LoggedMemory>> memories;
  std::map<unsigned, LoggedBlock<LoggedProcessor>> processors;
  for (const auto &[id, memory] : log.memories) {
    LoggedBlock<LoggedMemory> &block = memories[ownerOf(id)];
    block.line = block.entries.empty() ? memory.line : block.line;
    block.entries.push_back(
        {id, nameOf(memoryKinds, memory.kind), memory.bytes});
  }
  for (const auto &[id, processor] : log.processors) {
    LoggedBlock<LoggedProcessor> &block = processors[ownerOf(id)];
    block.line = block.entries.empty() ? processor.line : block.line;
    block.entries.push_back({id, nameOf(processorKinds, processor.kind), {}});
    for (const SpyAffinity &affinity : processor.affinities)
      block.entries.back().bandwidths.push_back(
          {affinity.memory, affinity.bandwidth});
  }
  LogLines lines(StringRef(), log.name, spyCategory);
  LogMachine machine(lines);
  for (auto &[rank, block] : memories) {
    block.rank = rank;
    if (Error error = machine.add(std::move(block)))
      return std::move(error);
  }
  for (auto &[rank, block] : processors) {
    block.rank = rank;
    if (Error error = machine.add(std::move(block)))
      return std::move(error);
  }
  if (Error error = machine.finish())
    return std::move(error);
  ranks = machine.getRanks();
  return machine.build(ranks.back() + 1);
}

//===----------------------------------------------------------------------===//
// Requirements
//===----------------------------------------------------------------------===//

/// The wrapper's word for Legion's bits.
static StringRef spellPrivilege(uint32_t privilege) {
  constexpr uint32_t read = 1, write = 2, reduce = 4, discard = 0x10000000;
  uint32_t bits = privilege & (read | write | reduce);
  if (bits == 0)
    return "NO_ACCESS";
  if (bits == reduce)
    return "REDUCE";
  if (!(bits & write))
    return "READ_ONLY";
  return (privilege & discard) || !(bits & read) ? "WRITE_DISCARD"
                                                 : "READ_WRITE";
}

namespace {
class RunMaker {
public:
  RunMaker(const SpyLog &log, LoggedRun &run) : log(log), run(run) {}
  Error make();

private:
  void addLaunch(const SpyOperation &operation);
  Error addMapping(const SpyOperation &operation);
  Expected<LoggedRequirement> makeRequirement(const SpyOperation &operation,
                                              unsigned index,
                                              const SpyRequirement &from);
  LoggedInstance makeInstance(const SpyInstance &from) const;
  void addNames(const SpyHandle &region, std::vector<std::string> &names) const;

  const SpyLog &log;
  LoggedRun &run;
};
} // namespace

/// The names of a region in the order of STM2: its own, its index space's, and
/// those of the partition it is a piece of.
void RunMaker::addNames(const SpyHandle &region,
                        std::vector<std::string> &names) const {
  auto add = [&](StringRef name) {
    if (!name.empty() && !llvm::is_contained(names, name))
      names.push_back(name.str());
  };
  add(log.getName(region));
  auto space = log.indexSpaces.find(region.index);
  if (space == log.indexSpaces.end())
    return;
  add(space->second.name);
  if (!space->second.partition)
    return;
  SpyHandle partition = region;
  partition.isPartition = true;
  partition.index = *space->second.partition;
  add(log.getName(partition));
  auto indexPartition = log.indexPartitions.find(partition.index);
  if (indexPartition != log.indexPartitions.end())
    add(indexPartition->second.name);
}

LoggedInstance RunMaker::makeInstance(const SpyInstance &from) const {
  constexpr StringRef letters = "XYZ";
  LoggedInstance instance;
  instance.isVirtual = from.isVirtual;
  instance.isReduction = from.redop != 0;
  instance.memory = from.memory;
  instance.line = from.line;
  if (from.order.empty() || instance.isVirtual)
    return instance;
  instance.aos = from.order.front() == spyFieldDimension;
  // The runtime counts dimensions from the fastest one.
  for (unsigned dimension : llvm::reverse(from.order)) {
    if (dimension == spyFieldDimension)
      continue;
    if (dimension >= letters.size())
      return instance.order.clear(), instance;
    instance.order += letters[dimension];
  }
  return instance;
}

Expected<LoggedRequirement>
RunMaker::makeRequirement(const SpyOperation &operation, unsigned index,
                          const SpyRequirement &from) {
  LoggedRequirement requirement;
  requirement.index = index;
  requirement.line = from.line;
  requirement.privilege = spellPrivilege(from.privilege).str();
  requirement.region = "(" + llvm::utostr(from.target.tree) + "," +
                       llvm::utohexstr(from.target.index, true) + "," +
                       llvm::utostr(from.target.fieldSpace) + ")";
  addNames(from.target, requirement.names);
  SpyHandle parent = from.target;
  parent.index = from.parent;
  addNames(parent, requirement.names);
  auto space = log.fieldSpaces.find(from.target.fieldSpace);
  for (unsigned field : from.fields) {
    if (space == log.fieldSpaces.end() || !space->second.fields.count(field))
      return log.error(from.line, "field " + llvm::Twine(field) +
                                      " is none of its field space");
    requirement.fields.push_back(space->second.fields.at(field).name);
  }
  auto chosen = operation.instances.find(index);
  if (chosen == operation.instances.end())
    return requirement;
  std::vector<uint64_t> seen;
  for (auto [field, event] : chosen->second) {
    if (llvm::is_contained(seen, event))
      continue;
    seen.push_back(event);
    auto instance = log.instances.find(event);
    if (instance == log.instances.end())
      return log.error(operation.mappingLine,
                       "an instance that the log does not describe");
    requirement.instances.push_back(makeInstance(instance->second));
  }
  return requirement;
}

//===----------------------------------------------------------------------===//
// Launches and mappings
//===----------------------------------------------------------------------===//

/// A launch and the nodes of its points.
void RunMaker::addLaunch(const SpyOperation &operation) {
  LoggedSharding sharding;
  sharding.task = log.getTaskName(operation.task);
  sharding.line = operation.line;
  sharding.operation = operation.id;
  for (uint64_t id : operation.points)
    if (const SpyOperation *point = log.findOperation(id);
        point && point->processor)
      sharding.points.push_back({point->point, ownerOf(*point->processor)});
  if (!sharding.points.empty())
    run.shardings.push_back(std::move(sharding));
}

Error RunMaker::addMapping(const SpyOperation &operation) {
  LoggedMapping mapping;
  mapping.task = log.getTaskName(operation.task);
  mapping.line = operation.mappingLine ? operation.mappingLine : operation.line;
  mapping.operation = operation.id;
  if (operation.kind == SpyOperationKind::PointTask) {
    mapping.point = operation.point;
    mapping.operation = operation.launch;
  }
  mapping.targets.push_back(*operation.processor);
  mapping.hasAllTargets = false;
  for (const auto &[index, requirement] : operation.requirements) {
    Expected<LoggedRequirement> made =
        makeRequirement(operation, index, requirement);
    if (!made)
      return made.takeError();
    mapping.requirements.push_back(std::move(*made));
  }
  run.mappings.push_back(std::move(mapping));
  return Error::success();
}

Error RunMaker::make() {
  for (const auto &[id, operation] : log.operations) {
    if (operation.kind == SpyOperationKind::IndexTask)
      addLaunch(operation);
    bool isTask = operation.kind == SpyOperationKind::Task ||
                  operation.kind == SpyOperationKind::PointTask;
    if (isTask && operation.processor)
      if (Error error = addMapping(operation))
        return error;
  }
  auto byLine = [](const auto &a, const auto &b) { return a.line < b.line; };
  llvm::sort(run.shardings, byLine);
  llvm::sort(run.mappings, byLine);
  return Error::success();
}

Expected<LoggedRun> mapwright::makeLoggedRun(const SpyLog &log) {
  LoggedRun run;
  Expected<Machine> machine = makeMachine(log, run.loggedRanks);
  if (!machine)
    return machine.takeError();
  run.machine = std::move(*machine);
  if (Error error = RunMaker(log, run).make())
    return std::move(error);
  return run;
}

Expected<LoggedRun> mapwright::readLoggedRun(StringRef text, StringRef name) {
  if (!isSpyLog(text))
    return readWrapperLog(text, name);
  Expected<SpyLog> log = readSpyLog(text, name);
  if (!log)
    return log.takeError();
  return makeLoggedRun(*log);
}
