//===- PlaceChecks.cpp - Where tasks run, and how evenly ------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CheckContext.h"

#include "llvm/ADT/DenseMap.h"

#include <set>

using namespace mlir;
using namespace mapwright;

/// The statement that places a launch, else the mapper as a whole.
static Location getMapLoc(const CheckContext &context, size_t launch) {
  const CheckedLaunch &checked = context.launches[launch];
  ProcKind kind = context.getPlacement(launch).kind;
  MapChoice map =
      checked.statement->domain
          ? context.getPolicies().getIndexMap(checked.task->name, kind)
          : context.getPolicies().getSingleMap(checked.task->name, kind);
  return map.statement ? map.statement->getLoc() : context.getMapper().getLoc();
}

static std::string describeProcessor(const CheckContext &context,
                                     uint32_t processor) {
  Place place = context.model.getPlace(processor);
  return "node " + std::to_string(place.node) + " " +
         spelling(place.kind).str() + " " + std::to_string(place.index);
}

/// How many there are of the kind that a launch runs on.
static size_t countProcessors(const CheckContext &context, size_t launch) {
  return size_t(context.model.getNumNodes()) *
         context.model.getMachine().getNumProcessors(
             context.getPlacement(launch).kind);
}

/// A map that spreads the points of a task evenly.
static void addMap(CheckContext &context, DiagnosticBuilder &diag,
                   const TaskKind &task) {
  if (std::optional<MapSubject> subject = context.getMapSubject(task))
    context.fixes.putIndexMap(diag, task.name, *subject);
}

//===----------------------------------------------------------------------===//
// concurrent-places
//===----------------------------------------------------------------------===//

void mapwright::checkPlaces(CheckContext &context) {
  for (size_t launch = 0; launch < context.launches.size(); ++launch) {
    if (!context.graph.launches[launch].isConcurrent ||
        !context.launches[launch].statement->domain)
      continue;
    llvm::DenseMap<uint32_t, size_t> firstPoint;
    size_t shared = 0, first = 0, second = 0;
    const auto &processors = context.getPlacement(launch).processors;
    for (auto [point, processor] : llvm::enumerate(processors)) {
      auto [found, isNew] = firstPoint.try_emplace(processor, point);
      if (!isNew && shared++ == 0) {
        first = found->second;
        second = point;
      }
    }
    if (shared == 0)
      continue;
    DiagnosticBuilder diag =
        context.report(getMapLoc(context, launch), DiagId::ConcurrentPlaces);
    diag << "the tasks of `" << context.launches[launch].task->name
         << "` run at the same time, but points " << first << " and " << second
         << " are both on " << describeProcessor(context, processors[second]);
    diag.note() << processors.size() << " points share " << firstPoint.size()
                << " processors; each of them needs one of its own";
    if (processors.size() <= countProcessors(context, launch))
      addMap(context, diag, *context.launches[launch].task);
  }
}

//===----------------------------------------------------------------------===//
// processor-memory
//===----------------------------------------------------------------------===//

/// Another memory where the deciding statement says the one an argument has; a
/// statement of its own where that one is for other kinds of processors, too.
static void putMemory(CheckContext &context, DiagnosticBuilder &diag,
                      size_t launch, size_t requirement, MemKind memory) {
  const sim::LaunchPlacement &placement = context.getPlacement(launch);
  mapping::RegionOp decider = context.findMemoryStatement(launch, requirement);
  if (decider && isa<mapping::ProcKindAttr>(decider->getAttr("proc")) &&
      decider.getMemories().size() == 1)
    return context.fixes.replaceWord(
        diag, decider, spelling(placement.arguments[requirement].memory),
        spelling(memory));
  context.fixes.insert(
      diag, ("use " + spelling(memory) + ", which all of them address").str(),
      decider,
      "Region " + context.selectArgument(launch, requirement, decider) + " " +
          spelling(placement.kind).str() + " " + spelling(memory).str() + ";",
      Applicability::Maybe);
}

/// A memory that all processors of a launch address.
static void addSeenMemory(CheckContext &context, DiagnosticBuilder &diag,
                          size_t launch, size_t requirement) {
  const sim::LaunchPlacement &placement = context.getPlacement(launch);
  auto sees = [&](uint32_t processor, MemKind memory) {
    Place place = placement.isRelativeToParent
                      ? Place{placement.kind, 0, int32_t(processor)}
                      : context.model.getPlace(processor);
    return context.model.chooseMemory(place, memory).has_value();
  };
  for (unsigned kind = 0; kind < numMemKinds; ++kind) {
    auto memory = static_cast<MemKind>(kind);
    if (memory == MemKind::VIRTUAL ||
        !llvm::all_of(placement.processors, [&](uint32_t processor) {
          return sees(processor, memory);
        }))
      continue;
    return putMemory(context, diag, launch, requirement, memory);
  }
}

/// Memories are chosen for the first processor of a kind: the others of a
/// machine file may see less.
static void checkReachOf(CheckContext &context, size_t launch,
                         size_t requirement) {
  const sim::LaunchPlacement &placement = context.getPlacement(launch);
  MemKind memory = placement.arguments[requirement].memory;
  if (memory == MemKind::VIRTUAL)
    return;
  for (uint32_t processor : placement.processors) {
    Place place =
        placement.isRelativeToParent
            ? Place{placement.kind, 0, static_cast<int32_t>(processor)}
            : context.model.getPlace(processor);
    if (context.model.chooseMemory(place, memory))
      continue;
    mapping::RegionOp statement =
        context.findMemoryStatement(launch, requirement);
    DiagnosticBuilder diag = context.report(
        statement ? statement.getLoc() : context.getMapper().getLoc(),
        DiagId::ProcessorMemory);
    diag << context.describeArgument(launch, requirement) << " is in "
         << spelling(memory) << ", which "
         << describeProcessor(context, context.model.getProcessor(place))
         << " cannot address";
    addSeenMemory(context, diag, launch, requirement);
    return;
  }
}

void mapwright::checkReach(CheckContext &context) {
  for (size_t launch = 0; launch < context.launches.size(); ++launch)
    for (size_t index = 0;
         index < context.getPlacement(launch).arguments.size(); ++index)
      checkReachOf(context, launch, index);
}

//===----------------------------------------------------------------------===//
// imbalance, idle-processor
//===----------------------------------------------------------------------===//

/// Points per processor; the launch is told of if one has far more than an even
/// share.
static void checkBalanceOf(CheckContext &context, size_t launch) {
  const auto &processors = context.getPlacement(launch).processors;
  size_t available = countProcessors(context, launch);
  llvm::DenseMap<uint32_t, size_t> counts;
  for (uint32_t processor : processors)
    ++counts[processor];
  size_t most = 0;
  uint32_t busiest = 0;
  for (uint32_t processor : processors)
    if (counts[processor] > most) {
      most = counts[processor];
      busiest = processor;
    }
  size_t share = (processors.size() + available - 1) / available;
  if (most <= context.options.imbalanceFactor * share)
    return;
  DiagnosticBuilder diag =
      context.report(getMapLoc(context, launch), DiagId::Imbalance);
  diag << describeProcessor(context, busiest) << " gets " << most << " of "
       << processors.size() << " points of `"
       << context.launches[launch].task->name << "`; an even share is "
       << share;
  addMap(context, diag, *context.launches[launch].task);
}

namespace {
/// What the tasks of a program use of a machine.
struct MachineUse {
  std::vector<bool> isUsed; ///< by processor
  /// By kind: the most points a launch has, and its task.
  std::array<size_t, numProcKinds> mostPoints = {};
  std::array<const TaskKind *, numProcKinds> largest = {};
};
} // namespace

static MachineUse findUse(const CheckContext &context) {
  MachineUse use;
  use.isUsed.resize(context.model.getNumProcessors());
  for (auto [launch, checked] : llvm::enumerate(context.launches)) {
    const sim::LaunchPlacement &placement = context.getPlacement(launch);
    if (placement.isRelativeToParent)
      continue;
    for (uint32_t processor : placement.processors)
      use.isUsed[processor] = true;
    auto kind = static_cast<unsigned>(placement.kind);
    if (!checked.statement->domain ||
        placement.processors.size() <= use.mostPoints[kind])
      continue;
    use.mostPoints[kind] = placement.processors.size();
    use.largest[kind] = checked.task;
  }
  return use;
}

/// Processors of kinds that have launches with enough points for all of them,
/// and still get nothing.
static void checkIdle(CheckContext &context) {
  MachineUse use = findUse(context);
  std::array<size_t, numProcKinds> idle = {};
  std::array<uint32_t, numProcKinds> firstIdle = {};
  for (uint32_t processor = use.isUsed.size(); processor-- > 0;) {
    auto kind = static_cast<unsigned>(context.model.getPlace(processor).kind);
    if (use.isUsed[processor])
      continue;
    ++idle[kind];
    firstIdle[kind] = processor;
  }
  for (unsigned number = 0; number < numProcKinds; ++number) {
    auto kind = static_cast<ProcKind>(number);
    size_t available = size_t(context.model.getNumNodes()) *
                       context.model.getMachine().getNumProcessors(kind);
    if (idle[number] == 0 || use.mostPoints[number] < available)
      continue;
    DiagnosticBuilder diag =
        context.report(context.getMapper().getLoc(), DiagId::IdleProcessor);
    diag << idle[number] << " of " << available << " " << spelling(kind)
         << " processors get no task, the first of them is "
         << describeProcessor(context, firstIdle[number]);
    // Without any launch of the kind there is nothing to spread.
    if (use.largest[number])
      addMap(context, diag, *use.largest[number]);
  }
}

void mapwright::checkBalance(CheckContext &context) {
  // One remark for a statement and a task, however often the task is launched.
  std::set<std::pair<const void *, const TaskKind *>> seen;
  for (size_t launch = 0; launch < context.launches.size(); ++launch) {
    const CheckedLaunch &checked = context.launches[launch];
    Location loc = getMapLoc(context, launch);
    if (checked.statement->domain &&
        seen.insert({loc.getAsOpaquePointer(), checked.task}).second)
      checkBalanceOf(context, launch);
  }
  checkIdle(context);
}
