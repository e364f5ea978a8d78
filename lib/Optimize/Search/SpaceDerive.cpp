//===- SpaceDerive.cpp - Dimensions from program and machine --------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "StartMapper.h"

#include "MapForms.h"

#include "mapwright/Frontend/Names.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace mapwright;
using namespace mapwright::optimize;
using namespace mapwright::optimize::detail;

namespace {
/// What the launches of a task kind have in common, and an argument of it.
struct LaunchesOfTask {
  std::vector<uint32_t> index, single; ///< launch numbers
  uint64_t mostPoints = 0;             ///< of an index launch
};

struct ArgumentFactsOfTask {
  std::string name; ///< "arg 1 rp_shared"
  bool isMapped = false;
  bool isRead = false; ///< by a launch that does not write it
  unsigned rank = 1;
  size_t numFields = 0; ///< of the field space
};

/// Adds the dimensions of a space, task by task.
class SpaceBuilder {
public:
  SpaceBuilder(SpaceState &state, StartMapper &start)
      : state(state), start(start), program(state.problem.program),
        machine(state.problem.model.getMachine()) {}

  void build();

private:
  void addTask(uint32_t task);
  void addProcessor(uint32_t task);
  void addIndexMap(uint32_t task, const LaunchesOfTask &launches);
  void addSingleMap(uint32_t task, const LaunchesOfTask &launches);
  void addLimit(uint32_t task, const LaunchesOfTask &launches);
  void addArgument(uint32_t task, uint32_t argument);
  void addMemory(uint32_t task, uint32_t argument, llvm::StringRef name);
  void addLayout(uint32_t task, uint32_t argument,
                 const ArgumentFactsOfTask &facts);
  void addCollect(uint32_t task, uint32_t argument, llvm::StringRef name);
  void addReplicate();

  /// Adds a dimension unless there is nothing to choose.
  void add(DimensionKind kind, uint32_t task, std::optional<uint32_t> argument,
           llvm::StringRef subject, std::vector<std::string> choices,
           ChoiceFacts facts = {});
  void addForms(std::vector<std::string> &choices, ChoiceFacts &facts) const;

  LaunchesOfTask collectLaunches(uint32_t task) const;
  ArgumentFactsOfTask describe(uint32_t task, uint32_t argument) const;
  std::vector<std::string> listLayouts(uint32_t task,
                                       const ArgumentFactsOfTask &facts,
                                       uint32_t argument) const;

  SpaceState &state;
  StartMapper &start;
  const Program &program;
  const Machine &machine;
  std::vector<Launch> launches;
};
} // namespace

void SpaceBuilder::build() {
  launches = mapwright::collectLaunches(program);
  // The last entry stands for the top-level task.
  state.tasks.resize(program.tasks.size() + 1);
  for (uint32_t task = 0; task < program.tasks.size(); ++task)
    addTask(task);
  addReplicate();
}

void SpaceBuilder::add(DimensionKind kind, uint32_t task,
                       std::optional<uint32_t> argument,
                       llvm::StringRef subject,
                       std::vector<std::string> choices, ChoiceFacts facts) {
  if (choices.size() < 2)
    return;
  uint32_t number = state.dimensions.size();
  state.dimensions.push_back(
      {kind, (optimize::spelling(kind) + " of " + subject).str(), task,
       argument, std::move(choices)});
  state.facts.push_back(std::move(facts));
  state.tasks[task].dimensions.push_back(number);
  if (kind == DimensionKind::Processor)
    state.tasks[task].processor = number;
}

LaunchesOfTask SpaceBuilder::collectLaunches(uint32_t task) const {
  LaunchesOfTask found;
  for (auto [number, launch] : llvm::enumerate(launches)) {
    if (launch.task != program.tasks[task].name)
      continue;
    (launch.domain ? found.index : found.single).push_back(number);
    if (launch.domain)
      found.mostPoints =
          std::max(found.mostPoints, launch.domain->volume().value_or(0));
  }
  return found;
}

void SpaceBuilder::addTask(uint32_t task) {
  const TaskKind &kind = program.tasks[task];
  TaskEntry &entry = state.tasks[task];
  entry.name = quoteName(kind.name);
  LaunchesOfTask found = collectLaunches(task);
  for (const Variant &variant : kind.variants)
    if (machine.hasEverywhere(variant.kind))
      entry.kinds.push_back(variant.kind);
  if ((found.index.empty() && found.single.empty()) || entry.kinds.empty())
    return;
  entry.startKind = start.chooseKind(kind);
  addProcessor(task);
  addIndexMap(task, found);
  addSingleMap(task, found);
  addLimit(task, found);
  start.describeArguments(task);
  for (uint32_t argument = 0; argument < kind.arguments.size(); ++argument)
    addArgument(task, argument);
}

void SpaceBuilder::addProcessor(uint32_t task) {
  const TaskEntry &entry = state.tasks[task];
  ChoiceFacts facts;
  facts.kinds.push_back(entry.startKind);
  for (ProcKind kind : entry.kinds)
    if (kind != entry.startKind)
      facts.kinds.push_back(kind);
  std::vector<std::string> choices;
  for (ProcKind kind : facts.kinds)
    choices.push_back(mapwright::spelling(kind).str());
  add(DimensionKind::Processor, task, std::nullopt, program.tasks[task].name,
      std::move(choices), std::move(facts));
}

//===----------------------------------------------------------------------===//
// Maps
//===----------------------------------------------------------------------===//

/// Adds the forms, which suit all kinds.
void SpaceBuilder::addForms(std::vector<std::string> &choices,
                            ChoiceFacts &facts) const {
  for (unsigned number = 0; number < numProcKinds; ++number) {
    const std::vector<MapFunction> &forms = facts.forms[number];
    // The forms of all kinds are the same.
    if (forms.empty() || facts.maps.back().form)
      continue;
    for (size_t form = 0; form < forms.size(); ++form) {
      MapOption option;
      option.form = form;
      option.suits.fill(true);
      facts.maps.push_back(std::move(option));
      choices.push_back(
          getFormName(forms[form], static_cast<ProcKind>(number)));
    }
  }
}

void SpaceBuilder::addIndexMap(uint32_t task, const LaunchesOfTask &found) {
  if (found.index.empty())
    return;
  std::vector<const Domain *> domains;
  bool isOneRank = true, startsAtZero = true;
  for (uint32_t launch : found.index) {
    const Domain &domain = *launches[launch].domain;
    domains.push_back(&domain);
    isOneRank &= domain.rank == domains.front()->rank;
    Rect bounds = domain.empty() ? Rect() : domain.bounds();
    for (unsigned dim = 0; dim < bounds.rank(); ++dim)
      startsAtZero &= bounds.lo.at[dim] == 0;
  }
  ChoiceFacts facts;
  std::vector<std::string> choices;
  start.addIndexMaps(task, domains, /*isWritten=*/true, choices, facts);
  if (isOneRank)
    for (ProcKind kind : state.tasks[task].kinds)
      facts.forms[static_cast<size_t>(kind)] =
          makeMapForms({kind, domains.front()->rank, startsAtZero,
                        state.problem.model.getNumNodes() > 1});
  addForms(choices, facts);
  start.addIndexMaps(task, domains, /*isWritten=*/false, choices, facts);
  add(DimensionKind::IndexMap, task, std::nullopt, program.tasks[task].name,
      std::move(choices), std::move(facts));
}

void SpaceBuilder::addSingleMap(uint32_t task, const LaunchesOfTask &found) {
  if (found.single.empty())
    return;
  ChoiceFacts facts;
  std::vector<std::string> choices;
  start.addSingleMaps(task, /*isWritten=*/true, choices, facts);
  for (ProcKind kind : state.tasks[task].kinds)
    facts.forms[static_cast<size_t>(kind)] = makeSingleMaps(kind);
  addForms(choices, facts);
  start.addSingleMaps(task, /*isWritten=*/false, choices, facts);
  add(DimensionKind::SingleMap, task, std::nullopt, program.tasks[task].name,
      std::move(choices), std::move(facts));
}

//===----------------------------------------------------------------------===//
// Limits and replication
//===----------------------------------------------------------------------===//

/// Powers of two below the number of points; a single launch may be limited to
/// one at a time.
void SpaceBuilder::addLimit(uint32_t task, const LaunchesOfTask &found) {
  constexpr uint64_t highestLimit = 8;
  std::vector<std::string> choices;
  std::string written = start.getWrittenLimit(task);
  choices.push_back(written.empty() ? "none" : written);
  if (!written.empty() && !start.isLimitedWithOthers())
    choices.push_back("none");
  uint64_t points = std::max<uint64_t>(found.mostPoints, 2);
  for (uint64_t limit = 1; limit < points && limit <= highestLimit; limit *= 2)
    if (std::to_string(limit) != written)
      choices.push_back(std::to_string(limit));
  add(DimensionKind::Limit, task, std::nullopt, program.tasks[task].name,
      std::move(choices));
}

void SpaceBuilder::addReplicate() {
  if (!program.isReplicable || state.problem.model.getNumNodes() == 1)
    return;
  state.tasks.back().name = quoteName(program.topLevel);
  std::vector<std::string> choices = {start.isReplicated() ? "on" : "off"};
  for (const TaskKind &task : program.tasks)
    if (llvm::none_of(task.variants, [](const Variant &variant) {
          return variant.isReplicable;
        }))
      state.unreplicated = quoteName(task.name);
  if (!start.isReplicated())
    choices.push_back("on");
  else if (!state.unreplicated.empty())
    choices.push_back("off");
  add(DimensionKind::Replicate, program.tasks.size(), std::nullopt,
      program.topLevel, std::move(choices));
}

//===----------------------------------------------------------------------===//
// Arguments
//===----------------------------------------------------------------------===//

ArgumentFactsOfTask SpaceBuilder::describe(uint32_t task,
                                           uint32_t argument) const {
  ArgumentFactsOfTask facts;
  uint32_t number = 0;
  forEachLaunch(program, [&](const Statement &statement) {
    uint32_t launch = number++;
    const LaunchStatement &made = statement.launch;
    if (made.task != task || argument >= made.requirements.size())
      return;
    const Requirement &requirement = made.requirements[argument];
    if (requirement.privilege == Privilege::None || requirement.fields.empty())
      return;
    unsigned region = requirement.isPartition
                          ? program.partitions[requirement.target].region
                          : requirement.target;
    const Region &root = program.regions[region];
    facts.name =
        state.problem.graph.launches[launch].requirements[argument].name;
    facts.isMapped = true;
    facts.isRead |= requirement.privilege == Privilege::Read;
    facts.rank = program.indexSpaces[root.indexSpace].rects.getRank();
    facts.numFields = program.fieldSpaces[root.fieldSpace].fields.size();
  });
  return facts;
}

void SpaceBuilder::addArgument(uint32_t task, uint32_t argument) {
  const TaskKind &kind = program.tasks[task];
  ArgumentFactsOfTask facts = describe(task, argument);
  // Inner variants get virtual instances whatever is said.
  if (!facts.isMapped ||
      llvm::all_of(kind.variants,
                   [](const Variant &variant) { return variant.isInner; }))
    return;
  facts.name = kind.name + " " + facts.name;
  addMemory(task, argument, facts.name);
  addLayout(task, argument, facts);
  if (facts.isRead)
    addCollect(task, argument, facts.name);
}

/// "as written (SYSMEM)", or by kinds where they differ.
static std::string
nameWritten(const TaskEntry &entry,
            llvm::function_ref<std::string(ProcKind)> getValue) {
  std::string list;
  bool isOne = true;
  for (ProcKind kind : entry.kinds) {
    isOne &= getValue(kind) == getValue(entry.startKind);
    list += (list.empty() ? "" : ", ") + mapwright::spelling(kind).str() +
            ": " + getValue(kind);
  }
  return "as written (" + (isOne ? getValue(entry.startKind) : list) + ")";
}

/// Memories that processors of one of the task's kinds address, except what
/// says the same as the mapper on all of them.
void SpaceBuilder::addMemory(uint32_t task, uint32_t argument,
                             llvm::StringRef name) {
  const TaskEntry &entry = state.tasks[task];
  auto says = [&](ProcKind kind) -> const WrittenArgument & {
    return entry.written.at({argument, kind});
  };
  std::vector<std::string> choices = {nameWritten(entry, [&](ProcKind kind) {
    return mapwright::spelling(says(kind).memory).str();
  })};
  ChoiceFacts facts;
  facts.memories.push_back(std::nullopt);
  for (unsigned number = 0; number < numMemKinds; ++number) {
    auto memory = static_cast<MemKind>(number);
    if (llvm::none_of(entry.kinds, [&](ProcKind kind) {
          return machine.canAddress(0, kind, 0, memory) &&
                 says(kind).memory != memory;
        }))
      continue;
    choices.push_back(spelling(memory).str());
    facts.memories.push_back(memory);
  }
  add(DimensionKind::Memory, task, argument, name, std::move(choices),
      std::move(facts));
}

/// All orders that make a difference, aligned as the task demands.
std::vector<std::string>
SpaceBuilder::listLayouts(uint32_t task, const ArgumentFactsOfTask &facts,
                          uint32_t argument) const {
  uint64_t align = 0;
  for (const Variant &variant : program.tasks[task].variants)
    for (const LayoutDemand &demand : variant.demands)
      if (demand.argument == argument)
        align = std::max(align, demand.align);
  std::vector<std::string> layouts;
  for (bool aos : {false, true})
    for (bool cOrder : {false, true}) {
      if ((aos && facts.numFields == 1) || (cOrder && facts.rank == 1))
        continue;
      Layout layout;
      layout.aos = aos;
      layout.cOrder = cOrder;
      layout.align = align;
      layouts.push_back(layout.str());
    }
  return layouts;
}

void SpaceBuilder::addLayout(uint32_t task, uint32_t argument,
                             const ArgumentFactsOfTask &facts) {
  const TaskEntry &entry = state.tasks[task];
  std::vector<std::string> choices = {nameWritten(entry, [&](ProcKind kind) {
    const WrittenArgument &written = entry.written.at({argument, kind});
    return written.allLayouts[size_t(written.memory)];
  })};
  for (std::string &layout : listLayouts(task, facts, argument)) {
    bool isNew = llvm::any_of(entry.kinds, [&](ProcKind kind) {
      const WrittenArgument &written = entry.written.at({argument, kind});
      for (unsigned memory = 0; memory < numMemKinds; ++memory)
        if (machine.canAddress(0, kind, 0, static_cast<MemKind>(memory)) &&
            written.allLayouts[memory] != layout)
          return true;
      return false;
    });
    if (isNew)
      choices.push_back(std::move(layout));
  }
  add(DimensionKind::Layout, task, argument, facts.name, std::move(choices));
}

void SpaceBuilder::addCollect(uint32_t task, uint32_t argument,
                              llvm::StringRef name) {
  bool isCollected = start.isCollected(task, argument);
  if (isCollected && start.isCollectedWithOthers(task, argument))
    return;
  add(DimensionKind::Collect, task, argument, name,
      isCollected ? std::vector<std::string>{"on", "off"}
                  : std::vector<std::string>{"off", "on"});
}

llvm::Error optimize::detail::deriveSpace(SpaceState &state) {
  StartMapper start(state);
  if (llvm::Error error = start.load())
    return error;
  SpaceBuilder(state, start).build();
  return llvm::Error::success();
}
