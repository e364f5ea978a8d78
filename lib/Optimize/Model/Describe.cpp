//===- Describe.cpp - Program and machine in few words --------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Describe.h"

#include "mapwright/Frontend/Names.h"
#include "mapwright/Report/Report.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <map>
#include <set>

using namespace mapwright;
using namespace mapwright::optimize;
using llvm::StringRef;

static std::string formatSpeed(double bytesPerSecond) {
  return formatAmount(bytesPerSecond) + "/s";
}

//===----------------------------------------------------------------------===//
// Machine
//===----------------------------------------------------------------------===//

static void describeProcessors(const MachineModel &model, ProcKind kind,
                               llvm::raw_ostream &os) {
  const NodeModel &node = model.getNode();
  unsigned count = model.getMachine().getNumProcessors(kind);
  if (count == 0)
    return;
  os << "- " << count << ' ' << spelling(kind);
  const auto &paths = node.paths[unsigned(kind)].front();
  StringRef separator = count == 1 ? ", addresses: " : ", each addresses: ";
  std::set<MemKind> told;
  for (const AccessPath &path : paths) {
    MemKind memory = node.node.memories[path.memory].kind;
    if (!told.insert(memory).second)
      continue;
    os << separator << spelling(memory) << " at "
       << formatSpeed(path.bytesPerSecond);
    separator = ", ";
  }
  os << '\n';
}

static void describeMemories(const MachineModel &model, llvm::raw_ostream &os) {
  struct Group {
    unsigned first, count;
  };
  std::map<MemKind, Group> groups;
  for (auto [index, memory] : llvm::enumerate(model.getNode().node.memories))
    if (memory.bytes > 0)
      ++groups.insert({memory.kind, {unsigned(index), 0}}).first->second.count;
  for (const auto &[kind, group] : groups) {
    const Memory &memory = model.getMemoryFacts(group.first);
    os << "- " << group.count << ' ' << spelling(kind) << " of "
       << (memory.bytes == unknownCapacity ? "unknown size"
                                           : formatAmount(double(memory.bytes)))
       << '\n';
  }
  for (const auto &[from, source] : groups)
    for (const auto &[to, target] : groups)
      if (double speed = model.getBandwidth(source.first, target.first);
          from != to && speed > 0)
        os << "- copies " << spelling(from) << " to " << spelling(to) << ": "
           << formatSpeed(speed) << '\n';
}

std::string optimize::describeForModel(const MachineModel &model) {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << model.getName() << ", " << model.getNumNodes()
     << (model.getNumNodes() == 1 ? " node with:\n" : " nodes, each with:\n");
  for (unsigned kind = 0; kind < numProcKinds; ++kind)
    describeProcessors(model, ProcKind(kind), os);
  describeMemories(model, os);
  return text;
}

//===----------------------------------------------------------------------===//
// Program
//===----------------------------------------------------------------------===//

static std::string describeDomain(const LaunchStatement &launch) {
  if (!launch.domain)
    return "single";
  Rect bounds = launch.domain->bounds();
  std::string text = "over [";
  for (unsigned d = 0; d < bounds.rank(); ++d)
    text += (d ? ", " : "") + std::to_string(bounds.lo.at[d]) + ".." +
            std::to_string(bounds.hi.at[d]);
  return text + "]";
}

/// Elements that a task gets as an argument, on average.
static uint64_t countArgumentElements(const Program &program,
                                      const Requirement &requirement) {
  if (!requirement.isPartition) {
    const Region &region = program.regions[requirement.target];
    return countElements(program.indexSpaces[region.indexSpace].rects);
  }
  const Partition &partition = program.partitions[requirement.target];
  size_t pieces = std::max<size_t>(1, partition.offsets.size() - 1);
  return countElements(partition.rects) / pieces;
}

static void describeArgument(const Program &program, size_t index,
                             const Requirement &requirement,
                             llvm::raw_ostream &os) {
  unsigned root = requirement.isPartition
                      ? program.partitions[requirement.target].region
                      : requirement.target;
  const FieldSpace &fields =
      program.fieldSpaces[program.regions[root].fieldSpace];
  uint64_t bytes = 0;
  for (unsigned field : requirement.fields)
    bytes += fields.fields[field].bytes;
  os << "  - arg " << index;
  StringRef separator = " named ";
  for (const std::string &name : getRequirementNames(program, requirement)) {
    os << separator << quoteName(name);
    separator = " or ";
  }
  os << ": " << spelling(requirement.privilege) << requirement.reduction << ", "
     << formatAmount(
            double(bytes * countArgumentElements(program, requirement)))
     << ", " << requirement.fields.size()
     << (requirement.fields.size() == 1 ? " field\n" : " fields\n");
}

std::string optimize::describeForModel(const Program &program, StringRef name) {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << (name.empty() ? StringRef(program.name) : name) << ", top-level task "
     << quoteName(program.topLevel) << ". Tasks, with the launches and the "
     << "arguments of the first one:\n";
  std::vector<std::vector<const LaunchStatement *>> launches(
      program.tasks.size());
  forEachLaunch(program, [&](const Statement &statement) {
    launches[statement.launch.task].push_back(&statement.launch);
  });
  for (auto [task, launchesOfTask] : llvm::zip(program.tasks, launches)) {
    if (launchesOfTask.empty())
      continue;
    os << "- " << quoteName(task.name) << ": variants";
    for (const Variant &variant : task.variants)
      os << ' ' << spelling(variant.kind)
         << (variant.isInner ? " (launches only)" : "");
    std::set<std::string> domains;
    for (const LaunchStatement *launch : launchesOfTask)
      domains.insert(describeDomain(*launch));
    os << "; launched " << llvm::join(domains, ", ") << '\n';
    const auto &requirements = launchesOfTask.front()->requirements;
    for (size_t i = 0; i < requirements.size(); ++i)
      describeArgument(program, i, requirements[i], os);
  }
  return text;
}
