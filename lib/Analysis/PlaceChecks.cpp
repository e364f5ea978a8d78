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
  }
}

//===----------------------------------------------------------------------===//
// processor-memory
//===----------------------------------------------------------------------===//

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
    context.report(statement ? statement.getLoc()
                             : context.getMapper().getLoc(),
                   DiagId::ProcessorMemory)
        << context.describeArgument(launch, requirement) << " is in "
        << spelling(memory) << ", which "
        << describeProcessor(context, context.model.getProcessor(place))
        << " cannot address";
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
  size_t available = size_t(context.model.getNumNodes()) *
                     context.model.getMachine().getNumProcessors(
                         context.getPlacement(launch).kind);
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
  context.report(getMapLoc(context, launch), DiagId::Imbalance)
      << describeProcessor(context, busiest) << " gets " << most << " of "
      << processors.size() << " points of `"
      << context.launches[launch].task->name << "`; an even share is " << share;
}

/// Processors of kinds that have launches with enough points for all of them,
/// and still get nothing.
static void checkIdle(CheckContext &context) {
  const Machine &machine = context.model.getMachine();
  std::vector<bool> isUsed(context.model.getNumProcessors());
  std::array<size_t, numProcKinds> mostPoints = {};
  for (size_t launch = 0; launch < context.launches.size(); ++launch) {
    const sim::LaunchPlacement &placement = context.getPlacement(launch);
    if (placement.isRelativeToParent)
      continue;
    for (uint32_t processor : placement.processors)
      isUsed[processor] = true;
    if (context.launches[launch].statement->domain) {
      size_t &most = mostPoints[static_cast<unsigned>(placement.kind)];
      most = std::max(most, placement.processors.size());
    }
  }
  std::array<size_t, numProcKinds> idle = {};
  std::array<uint32_t, numProcKinds> firstIdle = {};
  for (uint32_t processor = isUsed.size(); processor-- > 0;) {
    auto kind = static_cast<unsigned>(context.model.getPlace(processor).kind);
    if (isUsed[processor])
      continue;
    ++idle[kind];
    firstIdle[kind] = processor;
  }
  for (unsigned kind = 0; kind < numProcKinds; ++kind) {
    size_t available = size_t(context.model.getNumNodes()) *
                       machine.getNumProcessors(static_cast<ProcKind>(kind));
    if (idle[kind] == 0 || mostPoints[kind] < available)
      continue;
    context.report(context.getMapper().getLoc(), DiagId::IdleProcessor)
        << idle[kind] << " of " << available << " "
        << spelling(static_cast<ProcKind>(kind))
        << " processors get no task, the first of them is "
        << describeProcessor(context, firstIdle[kind]);
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
