//===- RandomMapper.cpp - Random mappers for a program --------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RandomMapper.h"

#include "mapwright/Frontend/Names.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <algorithm>
#include <set>

using namespace mapwright;
using llvm::StringRef;

// GPUs and CPUs are what programs have variants for; the others are asked for
// now and then.
static constexpr StringRef procKinds[] = {"GPU", "GPU", "GPU", "CPU",
                                          "CPU", "OMP", "IO"};
static constexpr StringRef memKinds[] = {"FBMEM",  "FBMEM", "ZCMEM",  "SYSMEM",
                                         "SYSMEM", "RDMEM", "SOCKMEM"};

//===----------------------------------------------------------------------===//
// Words
//===----------------------------------------------------------------------===//

std::string RandomMapper::pickOf(llvm::ArrayRef<StringRef> words) {
  return words[pick(words.size())].str();
}

std::string RandomMapper::listOf(llvm::ArrayRef<StringRef> words,
                                 unsigned atMost) {
  std::string list = pickOf(words);
  for (unsigned count = pick(atMost); count > 0; --count) {
    std::string word = pickOf(words);
    llvm::SmallVector<StringRef> present;
    StringRef(list).split(present, ',');
    if (!llvm::is_contained(present, word))
      list += "," + word;
  }
  return list;
}

const TaskKind &RandomMapper::pickTask() {
  return program.tasks[pick(program.tasks.size())];
}

std::string RandomMapper::makeTask(const TaskKind &task, unsigned starPercent) {
  return chance(starPercent) ? "*" : quoteName(task.name);
}

/// `*`, an index, or a name under which a launch of the task has an argument.
std::string RandomMapper::makeRegion(const TaskKind &task) {
  std::set<std::string> names;
  forEachLaunch(program, [&](const Statement &statement) {
    if (&program.tasks[statement.launch.task] != &task)
      return;
    for (const Requirement &requirement : statement.launch.requirements)
      for (std::string &name : getRequirementNames(program, requirement))
        names.insert(std::move(name));
  });
  if (chance(40) || task.arguments.empty())
    return "*";
  if (names.empty() || chance(50))
    return std::to_string(pick(task.arguments.size()));
  return quoteName(*std::next(names.begin(), pick(names.size())));
}

std::string RandomMapper::makeProc() {
  return chance(40) ? "*" : pickOf(procKinds);
}

std::string RandomMapper::makeLayoutWords() {
  std::string words = chance(70) ? " SOA" : " AOS";
  words += chance(50) ? " C_order" : " F_order";
  if (chance(15))
    words += " Exact";
  if (chance(5))
    words += " Compact";
  if (chance(25))
    words += " Align == " + std::to_string(1u << (3 + pick(6)));
  return words;
}

//===----------------------------------------------------------------------===//
// Policies
//===----------------------------------------------------------------------===//

void RandomMapper::addTasks() {
  if (chance(80))
    text += "Task * " + listOf(procKinds, 3) + ";\n";
  for (unsigned count = pick(4); count > 0; --count)
    text +=
        "Task " + makeTask(pickTask(), 0) + " " + listOf(procKinds, 3) + ";\n";
}

void RandomMapper::addRegions() {
  for (unsigned count = pick(8); count > 0; --count) {
    const TaskKind &task = pickTask();
    StringRef virtualMemory[] = {"VIRTUAL"};
    text += "Region " + makeTask(task, 40) + " " + makeRegion(task) + " " +
            makeProc() + " " +
            (chance(2) ? listOf(virtualMemory, 1) : listOf(memKinds, 3)) +
            ";\n";
  }
}

void RandomMapper::addLayouts() {
  for (unsigned count = pick(6); count > 0; --count) {
    const TaskKind &task = pickTask();
    std::string target = chance(50) ? "*" : pickOf(memKinds);
    text += "Layout " + makeTask(task, 50) + " " + makeRegion(task) + " " +
            (chance(30) ? makeProc() : target) + makeLayoutWords() + ";\n";
  }
}

void RandomMapper::addLimits() {
  for (unsigned count = pick(2); count > 0; --count)
    text += "InstanceLimit " + makeTask(pickTask(), 30) + " " +
            std::to_string(1 + pick(4)) + ";\n";
  for (unsigned count = pick(3); count > 0; --count) {
    const TaskKind &task = pickTask();
    text +=
        "CollectMemory " + makeTask(task, 30) + " " + makeRegion(task) + ";\n";
  }
  if (chance(15))
    text += "ControlReplicate " +
            quoteName(chance(70) ? program.topLevel : pickTask().name) + ";\n";
}

//===----------------------------------------------------------------------===//
// Maps
//===----------------------------------------------------------------------===//

/// A machine space after some transformations.
std::string RandomMapper::makeSpace(unsigned &rank) {
  std::string space = "Machine(" + pickOf(procKinds) + ")";
  rank = 2;
  for (unsigned count = pick(3); count > 0; --count) {
    std::string d = std::to_string(pick(rank));
    switch (pick(6)) {
    case 0:
      if (rank < 2)
        break;
      space += ".merge(0, " + std::to_string(1 + pick(rank - 1)) + ")";
      --rank;
      break;
    case 1:
      space += ".split(" + d + ", " + std::to_string(1 + pick(3)) + ")";
      ++rank;
      break;
    case 2:
      if (rank < 2)
        break;
      space += ".swap(0, " + std::to_string(1 + pick(rank - 1)) + ")";
      break;
    case 3:
      space += ".slice(" + d + ", 0, " + std::to_string(pick(3)) + ")";
      break;
    case 4:
      space += ".reverse(" + d + ")";
      break;
    case 5:
      space += ".balance_split(" + d + ", 2)";
      ++rank;
      break;
    }
  }
  return space;
}

std::string RandomMapper::makeTerm(unsigned launchRank) {
  if (launchRank == 0 || chance(15))
    return std::to_string(pick(4));
  std::string d = std::to_string(pick(launchRank));
  switch (pick(4)) {
  case 0:
    return "t.ipoint[" + d + "] * m.size[0] / t.ispace[" + d + "]";
  case 1:
    return "(t.ipoint[" + d + "] + t.ispace[" + d + "])";
  default:
    return "t.ipoint[" + d + "]";
  }
}

std::string RandomMapper::makeIndex(unsigned launchRank, unsigned dim) {
  std::string index = makeTerm(launchRank);
  if (chance(30))
    index =
        "(" + index + (chance(50) ? " + " : " * ") + makeTerm(launchRank) + ")";
  if (chance(8))
    return index;
  return index + " % m.size[" + std::to_string(dim) + "]";
}

std::string RandomMapper::addFunction(unsigned rank) {
  std::string name = "map" + std::to_string(numFunctions++);
  unsigned spaceRank = 0;
  std::string space = makeSpace(spaceRank);
  text += "def " + name + "(Task t) {\n    m = " + space + ";\n    return m[";
  for (unsigned dim = 0; dim < spaceRank; ++dim) {
    bool isStar = rank == 0 && dim + 1 == spaceRank && chance(30);
    text += (dim > 0 ? ", " : "") +
            (isStar ? std::string("*") : makeIndex(rank, dim));
  }
  text += "];\n}\n";
  return name;
}

void RandomMapper::addMaps() {
  std::vector<std::pair<const TaskKind *, unsigned>> launched;
  forEachLaunch(program, [&](const Statement &statement) {
    const std::optional<Domain> &domain = statement.launch.domain;
    launched.push_back(
        {&program.tasks[statement.launch.task], domain ? domain->rank : 0});
  });
  for (unsigned count = pick(6); count > 0; --count) {
    auto [task, rank] = launched[pick(launched.size())];
    std::string function = addFunction(rank);
    std::string key = chance(70)   ? quoteName(task->name)
                      : chance(70) ? pickOf(procKinds)
                                   : "*";
    text += (rank == 0 ? "SingleTaskMap " : "IndexTaskMap ") + key + " " +
            function + ";\n";
  }
}

std::string RandomMapper::makeText() {
  addTasks();
  addMaps();
  addRegions();
  addLayouts();
  addLimits();
  return text;
}
