//===- DecisionChecks.cpp - Warnings on decisions -------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DecisionChecks.h"

#include "mapwright/Evaluate/Defaults.h"
#include "mapwright/Frontend/Names.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mapwright;
using namespace mapwright::detail;
using namespace mapwright::mapping;

template <typename Kind>
static std::string listKinds(ArrayRef<Kind> kinds) {
  return llvm::join(
      llvm::map_range(kinds, [](Kind kind) { return spelling(kind).str(); }),
      ", ");
}

//===----------------------------------------------------------------------===//
// Machine
//===----------------------------------------------------------------------===//

static unsigned countMost(const Machine &machine, ProcKind kind) {
  size_t most = 0;
  for (unsigned node = 0; node < machine.getNumNodes(); ++node)
    most = std::max(
        most,
        machine.getNode(node).processors[static_cast<unsigned>(kind)].size());
  return most;
}

void DecisionChecks::checkMachines(MapperOp mapper) {
  const Machine &machine = evaluator.getMachine();
  std::set<ProcKind> seen;
  mapper.walk([&](MachineOp op) {
    ProcKind kind = op.getKind().getValue();
    if (!machine.isUneven(kind) || !seen.insert(kind).second)
      return;
    diagnose(op.getLoc(), DiagId::UnevenMachine)
        << "nodes have from " << machine.getNumProcessors(kind) << " to "
        << countMost(machine, kind) << " processors of kind " << spelling(kind)
        << "; `Machine(" << spelling(kind) << ")` has "
        << machine.getNumProcessors(kind) << " a node";
  });
}

void DecisionChecks::warnNoKind(StringRef task, ArrayRef<ProcKind> variants) {
  TaskOp statement = evaluator.getPolicies().findKinds(task);
  if (!statement ||
      !warned.insert({statement.getOperation(), task.str(), 0}).second)
    return;
  SmallVector<ProcKind> kinds = evaluator.getPolicies().getKinds(task);
  DiagnosticBuilder diag = diagnose(statement.getLoc(), DiagId::NoFittingKind);
  diag << "no processor kind of " << listKinds(ArrayRef(kinds)) << " fits `"
       << task << "`; the runtime's default decides";
  for (ProcKind kind : kinds) {
    if (!evaluator.getMachine().hasEverywhere(kind))
      diag.note() << "not every node has a processor of kind "
                  << spelling(kind);
    else if (!llvm::is_contained(variants, kind))
      diag.note() << "`" << task << "` has no variant for " << spelling(kind)
                  << "; it has " << listKinds(variants);
  }
  if (std::optional<ProcKind> kind =
          chooseDefaultKind(evaluator.getMachine(), variants))
    fixes.addChoice(diag, statement, spelling(*kind));
}

/// The kind of the map for the task if it can run there, else a map for the
/// kind it runs on.
void DecisionChecks::fixKindMismatch(DiagnosticBuilder &diag,
                                     const Launch &launch,
                                     ArrayRef<ProcKind> variants,
                                     ProcKind ofTask, ProcKind ofMap) {
  const Machine &machine = evaluator.getMachine();
  bool canRun = variants.empty() || llvm::is_contained(variants, ofMap);
  if (!launch.kind && canRun && machine.hasEverywhere(ofMap))
    return fixes.putKinds(diag, launch.task,
                          (spelling(ofMap) + "," + spelling(ofTask)).str());
  if (!launch.domain)
    return fixes.putSingleMap(diag, launch.task, ofTask);
  const auto &lo = launch.domain->bounds().lo.at;
  fixes.putIndexMap(diag, launch.task,
                    {ofTask, launch.domain->rank,
                     llvm::all_of(lo, [](int64_t bound) { return bound == 0; }),
                     machine.getNumNodes() > 1});
}

void DecisionChecks::warnKindMismatch(const Launch &launch,
                                      ArrayRef<ProcKind> variants,
                                      MapChoice map, ProcKind ofTask,
                                      ProcKind ofMap) {
  if (!warned
           .insert({map.statement, launch.task, static_cast<unsigned>(ofTask)})
           .second)
    return;
  DiagnosticBuilder diag =
      diagnose(map.statement->getLoc(), DiagId::KindMismatch);
  diag << "`" << map.function.getName() << "` places `" << launch.task
       << "` on processors of kind " << spelling(ofMap) << ", but it runs on "
       << spelling(ofTask) << "; the index counts processors of kind "
       << spelling(ofTask) << " then";
  if (launch.kind)
    diag.note() << "the launch asks for kind " << spelling(ofTask);
  else if (TaskOp statement = evaluator.getPolicies().findKinds(launch.task))
    diag.note(statement.getLoc())
        << "kind " << spelling(ofTask) << " is chosen here";
  fixKindMismatch(diag, launch, variants, ofTask, ofMap);
}

void DecisionChecks::checkMemories(StringRef task, const RegionKey &region,
                                   ProcKind kind) {
  const Policies &policies = evaluator.getPolicies();
  SmallVector<MemKind> memories = policies.getMemories(task, region, kind);
  Place place{kind, 0, 0};
  if (memories.empty() || chooseMemory(evaluator.getMachine(), memories, place))
    return;
  mapping::RegionOp statement =
      policies.findMemories(task, region, kind).front();
  if (!warned
           .insert({statement.getOperation(), "", static_cast<unsigned>(kind)})
           .second)
    return;
  DiagnosticBuilder diag =
      diagnose(statement.getLoc(), DiagId::MemoryUnreachable);
  diag << "a processor of kind " << spelling(kind) << ", where `" << task
       << "` runs, can address none of " << listKinds(ArrayRef(memories))
       << "; the runtime's default decides";
  if (const Memory *memory = chooseDefaultMemory(evaluator.getMachine(), place))
    fixes.addChoice(diag, statement, spelling(memory->kind));
}

LogicalResult DecisionChecks::reportVirtual(StringRef task,
                                            const RegionKey &region,
                                            ProcKind kind) {
  const Policies &policies = evaluator.getPolicies();
  mapping::RegionOp decider;
  for (mapping::RegionOp statement : policies.findMemories(task, region, kind))
    if (!decider &&
        llvm::any_of(statement.getMemories().getAsRange<MemKindAttr>(),
                     [](MemKindAttr memory) {
                       return memory.getValue() == MemKind::VIRTUAL;
                     }))
      decider = statement;
  std::string name = region.names.empty() ? "" : " " + region.names.front();
  DiagnosticBuilder diag =
      diagnose(decider ? decider.getLoc() : policies.getMapper().getLoc(),
               DiagId::VirtualInstance);
  diag << "`" << task << "` is a leaf task on " << spelling(kind)
       << ": its argument " << *region.index << name
       << " needs a real memory, not VIRTUAL";
  if (const Memory *memory =
          chooseDefaultMemory(evaluator.getMachine(), {kind, 0, 0}))
    fixes.replaceWord(diag, decider, spelling(MemKind::VIRTUAL),
                      spelling(memory->kind));
  return failure();
}

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

void DecisionChecks::suggestName(DiagnosticBuilder &diag, Operation *statement,
                                 StringRef name, StringRef close) {
  diag << "; did you mean " << quoteName(close) << "?";
  fixes.replaceWord(diag, statement, name, quoteName(close));
}

void DecisionChecks::checkTaskNames(Operation *statement, ArrayAttr tasks,
                                    const ProgramFacts &facts) {
  SmallVector<StringRef> known;
  for (const auto &[name, ignored] : facts)
    known.push_back(name);
  for (auto name : tasks.getAsRange<Attribute>()) {
    auto text = dyn_cast<StringAttr>(name);
    if (!text || facts.count(text.str()))
      continue;
    DiagnosticBuilder diag = diagnose(statement->getLoc(), DiagId::UnknownTask);
    diag << "the program has no task " << quoteName(text.getValue());
    if (StringRef close = closestName(text.getValue(), known); !close.empty())
      suggestName(diag, statement, text.getValue(), close);
  }
}

void DecisionChecks::checkRegionIndices(Operation *statement, ArrayAttr tasks,
                                        ArrayAttr regions,
                                        const ProgramFacts &facts) {
  for (Attribute region : regions) {
    auto index = dyn_cast<IntegerAttr>(region);
    if (!index)
      continue;
    for (Attribute task : tasks) {
      auto name = dyn_cast<StringAttr>(task);
      auto known = name ? facts.find(name.str()) : facts.end();
      if (known == facts.end() ||
          llvm::is_contained(known->second.arguments, index.getInt()))
        continue;
      diagnose(statement->getLoc(), DiagId::UnknownRegion)
          << "task " << quoteName(known->first) << " has no region requirement "
          << index.getInt() << "; it has " << known->second.arguments.size();
    }
  }
}

/// Whether some requirement in `regions` answers to the name; collects the
/// names there are.
static bool hasRegion(ArrayRef<RegionKey> regions, StringRef pattern,
                      SmallVectorImpl<StringRef> &known) {
  for (const RegionKey &region : regions)
    for (const std::string &name : region.names) {
      if (matchesWildcard(pattern, name))
        return true;
      known.push_back(name);
    }
  return false;
}

/// A name for all tasks has to be known in one of them.
void DecisionChecks::checkRegionNames(Operation *statement, ArrayAttr tasks,
                                      ArrayAttr regions,
                                      const ProgramFacts &facts) {
  auto check = [&](StringRef pattern, ArrayRef<RegionKey> among,
                   const Twine &whose) {
    SmallVector<StringRef> known;
    if (hasRegion(among, pattern, known) || known.empty())
      return;
    DiagnosticBuilder diag =
        diagnose(statement->getLoc(), DiagId::UnknownRegion);
    diag << whose.str() << " has no region " << quoteName(pattern);
    if (StringRef close = closestName(pattern, known); !close.empty())
      suggestName(diag, statement, pattern, close);
  };
  std::vector<RegionKey> all;
  for (const auto &[name, task] : facts)
    all.insert(all.end(), task.regions.begin(), task.regions.end());
  for (auto region : regions.getAsRange<Attribute>()) {
    auto pattern = dyn_cast<StringAttr>(region);
    if (!pattern)
      continue;
    for (Attribute task : tasks) {
      auto name = dyn_cast<StringAttr>(task);
      auto known = name ? facts.find(name.str()) : facts.end();
      if (!name)
        check(pattern.getValue(), all, "the program");
      else if (known != facts.end())
        check(pattern.getValue(), known->second.regions,
              "task " + quoteName(known->first));
    }
  }
}

void DecisionChecks::checkNames(MapperOp mapper, const ProgramFacts &facts) {
  for (Operation &op : mapper.getBody().front())
    llvm::TypeSwitch<Operation *>(&op)
        .Case<TaskOp, InstanceLimitOp, ControlReplicateOp>([&](auto statement) {
          checkTaskNames(&op, statement.getTasks(), facts);
        })
        .Case<mapping::RegionOp, LayoutOp, CollectMemoryOp>(
            [&](auto statement) {
              checkTaskNames(&op, statement.getTasks(), facts);
              checkRegionIndices(&op, statement.getTasks(),
                                 statement.getRegions(), facts);
              checkRegionNames(&op, statement.getTasks(),
                               statement.getRegions(), facts);
            })
        .Case<IndexMapOp, SingleMapOp>([&](auto statement) {
          if (statement.getTasks())
            checkTaskNames(&op, *statement.getTasks(), facts);
        });
}
