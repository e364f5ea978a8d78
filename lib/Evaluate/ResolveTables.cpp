//===- ResolveTables.cpp - What all mappers of a program share ------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ResolveTables.h"

#include "ComparePlaces.h"

#include "llvm/ADT/STLExtras.h"

using namespace mapwright;
using namespace mapwright::detail;

std::vector<Launch> mapwright::collectLaunches(const Program &program) {
  std::vector<Launch> launches;
  forEachLaunch(program, [&](const Statement &statement) {
    Launch launch;
    launch.task = program.tasks[statement.launch.task].name;
    launch.domain = statement.launch.domain;
    launches.push_back(std::move(launch));
  });
  return launches;
}

//===----------------------------------------------------------------------===//
// Facts
//===----------------------------------------------------------------------===//

static bool isSame(const RegionKey &a, const RegionKey &b) {
  return a.index == b.index && a.names == b.names;
}

/// Adds a requirement behind all of its index, unless it is known.
static void addRegion(std::vector<RegionKey> &regions, RegionKey key) {
  auto end = llvm::upper_bound(regions, *key.index,
                               [](int64_t index, const RegionKey &other) {
                                 return index < *other.index;
                               });
  bool isKnown = std::any_of(regions.begin(), end, [&](const RegionKey &other) {
    return isSame(key, other);
  });
  if (!isKnown)
    regions.insert(end, std::move(key));
}

ProgramFacts mapwright::collectFacts(const Program &program) {
  ProgramFacts facts;
  facts[program.topLevel];
  for (const TaskKind &task : program.tasks) {
    TaskFacts &known = facts[task.name];
    for (const Variant &variant : task.variants) {
      known.variants.push_back(variant.kind);
      if (variant.isInner)
        known.innerVariants.push_back(variant.kind);
    }
    for (size_t index = 0; index < task.arguments.size(); ++index)
      known.arguments.push_back(index);
  }
  forEachLaunch(program, [&](const Statement &statement) {
    TaskFacts &known = facts[program.tasks[statement.launch.task].name];
    for (auto [index, requirement] :
         llvm::enumerate(statement.launch.requirements)) {
      addRegion(known.regions, {getRequirementNames(program, requirement),
                                static_cast<int64_t>(index)});
    }
  });
  return facts;
}

//===----------------------------------------------------------------------===//
// Tables
//===----------------------------------------------------------------------===//

/// Calls `visit` for each launch in pre-order, with the number of the launch
/// whose tasks launch it.
static void forEachNested(
    const std::vector<Statement> &body, std::optional<unsigned> parent,
    unsigned &count,
    llvm::function_ref<void(const Statement &, std::optional<unsigned>)>
        visit) {
  for (const Statement &statement : body) {
    std::optional<unsigned> inner = parent;
    if (statement.kind == StatementKind::Launch) {
      visit(statement, parent);
      inner = count++;
    }
    forEachNested(statement.body, inner, count, visit);
  }
}

ProgramTables::ProgramTables(const Program &program, const MachineModel &model)
    : program(program), model(model), launches(collectLaunches(program)),
      facts(collectFacts(program)) {
  unsigned count = 0;
  forEachNested(
      program.body, std::nullopt, count,
      [&](const Statement &statement, std::optional<unsigned> parent) {
        LaunchEntry &entry = entries.emplace_back();
        entry.statement = &statement;
        entry.parent = parent;
      });
  for (LaunchEntry &entry : entries) {
    const std::vector<RegionKey> &regions = getFacts(entry).regions;
    for (auto [index, requirement] :
         llvm::enumerate(entry.statement->launch.requirements)) {
      RegionKey key{getRequirementNames(program, requirement),
                    static_cast<int64_t>(index)};
      auto found = llvm::find_if(
          regions, [&](const RegionKey &other) { return isSame(key, other); });
      entry.regions.push_back(found - regions.begin());
    }
  }
}

const std::vector<uint32_t> &
ProgramTables::getDefaultPlaces(size_t launch, ProcKind kind,
                                bool isReplicated) {
  auto [known, isNew] = defaultPlaces.try_emplace({launch, kind, isReplicated});
  if (!isNew)
    return known->second;
  LaunchDecision decision;
  decision.launch = launches[launch];
  decision.kind = kind;
  LaunchPlaces places(decision, model.getMachine(), kind, isReplicated);
  size_t count = *launches[launch].domain->volume();
  for (size_t position = 0; position < count; ++position)
    known->second.push_back(model.getProcessor(*places.get(position)));
  return known->second;
}
