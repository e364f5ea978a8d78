//===- GuidedChanges.cpp - Changes of assignments -------------------------===//
//---------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "GuidedChanges.h"

#include "mapwright/Evaluate/Defaults.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringExtras.h"

#include <map>

using namespace mapwright;
using namespace mapwright::optimize;

/// The form every rank has, for launches of which another form says nothing.
static constexpr llvm::StringLiteral commonForm = "blocks";

/// A choice without what differs between tasks: the rank of a form ("blocks_2d"
/// is "blocks"), and that it is what the mapper to start from says ("as written
/// (FBMEM)" is "FBMEM").
static llvm::StringRef getForm(llvm::StringRef choice) {
  if (choice.consume_front("as written ("))
    return choice.drop_back();
  llvm::StringRef rank = choice.take_back(3);
  if (rank.size() == 3 && rank[0] == '_' && llvm::isDigit(rank[1]) &&
      rank[2] == 'd')
    return choice.drop_back(3);
  return choice;
}

ChangeMaker::ChangeMaker(const Problem &problem, const Space &space)
    : problem(problem), space(space) {
  groupTasks();
  groupData();
  for (auto [number, dimension] : llvm::enumerate(space.getDimensions()))
    for (uint16_t choice = 0; choice < dimension.choices.size(); ++choice)
      singleChanges.push_back({{{static_cast<uint32_t>(number), choice}}});
}

ChangeMaker::Group ChangeMaker::listDimensions(DimensionKind kind) const {
  Group group;
  for (auto [number, dimension] : llvm::enumerate(space.getDimensions()))
    if (dimension.kind == kind)
      group.push_back(number);
  return group;
}

Assignment ChangeMaker::apply(const Assignment &assignment,
                              const Change &change) const {
  Assignment moved = assignment;
  for (auto [dimension, choice] : change.choices)
    moved[dimension] = choice;
  for (auto [dimension, choice] : change.choices)
    if (const Dimension &facts = space.getDimensions()[dimension];
        facts.kind == DimensionKind::Processor)
      space.repair(moved, facts.task);
  return moved;
}

//===----------------------------------------------------------------------===//
// Groups
//===----------------------------------------------------------------------===//

/// A change for each choice that at least two members have.
void ChangeMaker::addGroup(const Group &group) {
  std::vector<std::string> forms;
  std::map<std::string, Change> changes;
  for (uint32_t number : group)
    for (auto [choice, text] :
         llvm::enumerate(space.getDimensions()[number].choices)) {
      std::string form = getForm(text).str();
      auto [entry, isNew] = changes.try_emplace(form);
      if (isNew)
        forms.push_back(form);
      std::vector<std::pair<uint32_t, uint16_t>> &choices =
          entry->second.choices;
      if (choices.empty() || choices.back().first != number)
        choices.emplace_back(number, choice);
    }
  for (const std::string &form : forms)
    if (changes[form].choices.size() > 1)
      groupChanges.push_back(std::move(changes[form]));
}

/// All tasks, then the arguments of each task.
void ChangeMaker::groupTasks() {
  for (DimensionKind kind : {DimensionKind::Processor, DimensionKind::IndexMap,
                             DimensionKind::SingleMap, DimensionKind::Layout})
    addGroup(listDimensions(kind));
  for (DimensionKind kind : {DimensionKind::Memory, DimensionKind::Layout}) {
    std::map<uint32_t, Group> byTask;
    for (uint32_t number : listDimensions(kind))
      byTask[space.getDimensions()[number].task].push_back(number);
    for (const auto &[task, group] : byTask)
      addGroup(group);
  }
}

/// Arguments of the same partition or region; those of the same region tree but
/// for what only one processor at a time has a part of; all of a tree.
void ChangeMaker::groupData() {
  std::map<std::pair<bool, unsigned>, Group> byTarget;
  std::map<unsigned, Group> byRoot, overlapping;
  std::map<uint32_t, llvm::SmallSetVector<uint32_t, 4>> overlaps;
  for (const Overlap &overlap : space.getOverlaps()) {
    overlaps[overlap.first].insert(overlap.second);
    overlaps[overlap.second].insert(overlap.first);
  }
  forEachLaunch(problem.program, [&](const Statement &statement) {
    for (auto [index, requirement] :
         llvm::enumerate(statement.launch.requirements)) {
      std::optional<uint32_t> number =
          space.find(DimensionKind::Memory, statement.launch.task, index);
      if (!number)
        continue;
      bool isPart = requirement.isPartition;
      unsigned root =
          isPart ? problem.program.partitions[requirement.target].region
                 : requirement.target;
      auto addTo = [&](Group &group) {
        if (!llvm::is_contained(group, *number))
          group.push_back(*number);
      };
      addTo(byTarget[{isPart, requirement.target}]);
      addTo(byRoot[root]);
      if (overlaps.count(*number))
        addTo(overlapping[root]);
    }
  });
  for (const auto &[target, group] : byTarget)
    addGroup(group);
  for (const auto &[root, group] : overlapping)
    addGroup(group);
  for (const auto &[root, group] : byRoot)
    addGroup(group);
}

//===----------------------------------------------------------------------===//
// Openings
//===----------------------------------------------------------------------===//

std::vector<std::string> ChangeMaker::listForms(DimensionKind kind) const {
  llvm::SetVector<llvm::StringRef> forms;
  for (uint32_t number : listDimensions(kind))
    for (const std::string &choice : space.getDimensions()[number].choices)
      forms.insert(getForm(choice));
  std::vector<std::string> list;
  for (llvm::StringRef form : forms)
    list.push_back(form.str());
  return list;
}

/// False if the dimension has no such choice that suits its task.
bool ChangeMaker::choose(Assignment &assignment, uint32_t number,
                         llvm::StringRef form) const {
  const Dimension &dimension = space.getDimensions()[number];
  ProcKind kind = space.getKind(assignment, dimension.task);
  for (auto [choice, text] : llvm::enumerate(dimension.choices))
    if (getForm(text) == form && space.suits(number, choice, kind)) {
      assignment[number] = choice;
      return true;
    }
  return false;
}

/// Runs tasks on processors of a kind, with their data where these reach it
/// fastest.
void ChangeMaker::placeAll(Assignment &assignment, ProcKind kind) const {
  for (uint32_t number : listDimensions(DimensionKind::Processor)) {
    choose(assignment, number, mapwright::spelling(kind));
    space.repair(assignment, space.getDimensions()[number].task);
  }
  for (uint32_t number : listDimensions(DimensionKind::Memory)) {
    uint32_t task = space.getDimensions()[number].task;
    const Memory *fastest = chooseDefaultMemory(
        problem.model.getMachine(), {space.getKind(assignment, task), 0, 0});
    if (fastest)
      choose(assignment, number, mapwright::spelling(fastest->kind));
  }
}

std::vector<Opening> ChangeMaker::makeOpenings() const {
  std::vector<Opening> openings;
  Group maps = listDimensions(DimensionKind::IndexMap);
  Group singles = listDimensions(DimensionKind::SingleMap);
  auto listOrNone = [&](DimensionKind kind) {
    std::vector<std::string> forms = listForms(kind);
    return forms.empty() ? std::vector<std::string>{""} : forms;
  };
  for (unsigned kind = 0; kind < numProcKinds; ++kind) {
    auto processor = static_cast<ProcKind>(kind);
    if (!problem.model.getMachine().hasEverywhere(processor))
      continue;
    Assignment base = space.getStart();
    placeAll(base, processor);
    for (const std::string &form : listOrNone(DimensionKind::IndexMap))
      for (const std::string &single : listOrNone(DimensionKind::SingleMap)) {
        Opening opening = {"tasks on " + mapwright::spelling(processor).str(),
                           base};
        for (uint32_t number : maps)
          if (!choose(opening.assignment, number, form))
            choose(opening.assignment, number, commonForm);
        for (uint32_t number : singles)
          choose(opening.assignment, number, single);
        if (!form.empty())
          opening.text += ", points by " + form;
        if (!single.empty())
          opening.text += ", single tasks by " + single;
        openings.push_back(std::move(opening));
      }
  }
  return openings;
}
