//===- CapacityChecks.cpp - Whether data fits into memories ---------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CheckContext.h"

#include "mapwright/Analysis/Capacity.h"
#include "mapwright/Support/InputFile.h"

#include <set>

using namespace mlir;
using namespace mapwright;

/// More would hide the message.
static constexpr size_t maxOccupants = 5;

static std::string describeMemory(const CheckContext &context,
                                  const MemoryBounds &bound) {
  return context.model.getMemoryName(bound.memory) + " (" +
         spelling(context.model.getMemoryFacts(bound.memory).kind).str() +
         ", " + formatBytes(bound.capacity) + ")";
}

/// The statement that puts the largest share there.
static Location getLoc(const CheckContext &context,
                       ArrayRef<MemoryShare> shares) {
  mapping::RegionOp statement = context.findMemoryStatement(
      shares.front().launch, shares.front().requirement);
  return statement ? statement.getLoc() : context.getMapper().getLoc();
}

static void noteShares(const CheckContext &context, DiagnosticBuilder &diag,
                       ArrayRef<MemoryShare> shares) {
  for (const MemoryShare &share : shares.take_front(maxOccupants))
    diag.note() << formatBytes(share.bytes) << " for "
                << context.describeArgument(share.launch, share.requirement);
  if (shares.size() > maxOccupants)
    diag.note() << "and " << shares.size() - maxOccupants << " more";
}

/// For programs that read diagnostics, in bytes.
static void addFacts(const CheckContext &context, DiagnosticBuilder &diag,
                     const MemoryBounds &bound, uint64_t needed) {
  diag.fact("memory_kind",
            spelling(context.model.getMemoryFacts(bound.memory).kind));
  diag.fact("memory", context.model.getMemoryName(bound.memory));
  diag.fact("capacity_bytes", bound.capacity);
  diag.fact("over_bytes", needed - bound.capacity);
}

/// Puts an argument of all launches of a task on a kind into another memory.
static sim::Placement moveArgument(const CheckContext &context,
                                   const MemoryShare &share, MemKind memory) {
  sim::Placement placement = context.resolved.placement;
  const CheckedLaunch &moved = context.launches[share.launch];
  ProcKind kind = placement.launches[share.launch].kind;
  for (auto [launch, checked] : llvm::enumerate(context.launches)) {
    sim::LaunchPlacement &other = placement.launches[launch];
    if (checked.task == moved.task && other.kind == kind &&
        other.arguments[share.requirement].memory != MemKind::VIRTUAL)
      other.arguments[share.requirement].memory = memory;
  }
  return placement;
}

/// Another memory for a share, if everything is good with it.
static std::optional<MemKind>
findMemory(const CheckContext &context, const MemoryShare &share,
           llvm::function_ref<bool(const MemoryBounds &)> isGood) {
  const sim::LaunchPlacement &launch = context.getPlacement(share.launch);
  Place place{launch.kind, 0, 0};
  for (unsigned kind = 0; kind < numMemKinds; ++kind) {
    auto memory = static_cast<MemKind>(kind);
    if (memory == MemKind::VIRTUAL ||
        memory == launch.arguments[share.requirement].memory ||
        !context.model.chooseMemory(place, memory))
      continue;
    std::vector<MemoryBounds> bounds = boundMemories(
        context.graph, context.model, moveArgument(context, share, memory));
    if (llvm::all_of(bounds, isGood))
      return memory;
  }
  return std::nullopt;
}

static void addFix(CheckContext &context, DiagnosticBuilder &diag,
                   ArrayRef<MemoryShare> shares,
                   llvm::function_ref<bool(const MemoryBounds &)> isGood) {
  for (const MemoryShare &share : shares.take_front(maxOccupants)) {
    std::optional<MemKind> memory = findMemory(context, share, isGood);
    if (!memory)
      continue;
    Operation *decider =
        context.findMemoryStatement(share.launch, share.requirement);
    std::string text =
        "Region " +
        context.selectArgument(share.launch, share.requirement, decider) + " " +
        spelling(context.getPlacement(share.launch).kind).str() + " " +
        spelling(*memory).str() + ";";
    return context.fixes.insert(
        diag,
        "put " + context.describeArgument(share.launch, share.requirement) +
            " into " + spelling(*memory).str(),
        decider, text, Applicability::Maybe);
  }
}

void mapwright::checkCapacity(CheckContext &context) {
  std::vector<MemoryBounds> bounds =
      boundMemories(context.graph, context.model, context.resolved.placement);
  // The nodes of a machine are alike: one message for each kind of memory.
  std::set<std::pair<unsigned, bool>> seen;
  for (const MemoryBounds &bound : bounds) {
    MemKind kind = context.model.getMemoryFacts(bound.memory).kind;
    if (bound.fits() ||
        !seen.insert({static_cast<unsigned>(kind), bound.cannotFit()}).second)
      continue;
    if (bound.cannotFit()) {
      DiagnosticBuilder diag =
          context.report(getLoc(context, bound.pinned), DiagId::Capacity);
      diag << describeMemory(context, bound)
           << " cannot hold what has to be there at the same time: "
           << formatBytes(bound.lower) << ", "
           << formatBytes(bound.lower - bound.capacity) << " too much";
      noteShares(context, diag, bound.pinned);
      addFix(context, diag, bound.pinned,
             [](const MemoryBounds &other) { return !other.cannotFit(); });
      addFacts(context, diag, bound, bound.lower);
      continue;
    }
    DiagnosticBuilder diag =
        context.report(getLoc(context, bound.shares), DiagId::CapacityRisk);
    diag << describeMemory(context, bound) << " may overflow: up to "
         << formatBytes(bound.upper)
         << " are asked for, and how much of that is freed in time depends on "
            "the run";
    noteShares(context, diag, bound.shares);
    // Each memory that is tried takes as long as the check.
    if (!context.options.onlyFatal)
      addFix(context, diag, bound.shares,
             [](const MemoryBounds &other) { return other.fits(); });
    addFacts(context, diag, bound, bound.upper);
  }
}
