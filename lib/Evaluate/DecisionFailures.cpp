//===- DecisionFailures.cpp - Reports failed decisions --------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Evaluate/Decisions.h"

#include "mapwright/Frontend/SourceFile.h"

#include "llvm/ADT/MapVector.h"

using namespace mlir;
using namespace mapwright;

namespace {
/// All failures at one place of the mapper.
struct FailureGroup {
  const EvalFailure *first = nullptr;
  const LaunchDecision *decision = nullptr; ///< of the first
  uint64_t count = 0;
};
using FailureKey = std::pair<const void *, unsigned>; // location and id
} // namespace

static llvm::MapVector<FailureKey, FailureGroup>
groupFailures(const DecisionTable &table) {
  llvm::MapVector<FailureKey, FailureGroup> groups;
  for (const LaunchDecision &decision : table.launches) {
    for (const EvalFailure &failure : decision.failures) {
      FailureGroup &group = groups[{failure.loc.getAsOpaquePointer(),
                                    static_cast<unsigned>(failure.id)}];
      if (group.count++ == 0) {
        group.first = &failure;
        group.decision = &decision;
      }
    }
  }
  return groups;
}

/// The place itself and, innermost first, the calls that led there.
static Location splitCalls(Location loc, SmallVectorImpl<Location> &calls) {
  while (auto site = dyn_cast<CallSiteLoc>(loc)) {
    calls.push_back(site.getCaller());
    loc = site.getCallee();
  }
  std::reverse(calls.begin(), calls.end());
  return loc;
}

static void addWrapFix(DiagnosticBuilder &diag, const EvalFailure &failure,
                       const SourceFile &source) {
  if (!failure.wrap)
    return;
  SmallVector<Location> calls;
  std::optional<ast::Range> range =
      source.getRange(splitCalls(*failure.wrap, calls));
  if (!range)
    return;
  Fix fix;
  fix.title = "wrap the index";
  std::string file = source.getName().str();
  fix.edits.push_back({file, range->begin, range->begin, failure.before});
  fix.edits.push_back({file, range->end, range->end, failure.after});
  fix.applicability = Applicability::Maybe;
  diag.fix(fix);
}

/// FUN4: `ipoint` is raw, so domains that start elsewhere than at 0 need their
/// lower bound taken off.
static void addLowerBoundNote(DiagnosticBuilder &diag,
                              const EvalFailure &failure,
                              const Launch &launch) {
  if (failure.id != DiagId::IndexBounds || !launch.domain)
    return;
  Point lo = launch.domain->bounds().lo;
  if (std::all_of(lo.at.begin(), lo.at.begin() + lo.rank,
                  [](int64_t bound) { return bound == 0; }))
    return;
  diag.note() << "the launch domain starts at " << formatPoint(lo)
              << ": use `t.ipoint - t.ilo` for coordinates from 0 on";
}

static void report(const FailureGroup &group, const SourceFile *source) {
  const EvalFailure &failure = *group.first;
  SmallVector<Location> calls;
  Location place = splitCalls(failure.loc, calls);
  DiagnosticBuilder diag = diagnose(place, failure.id);
  diag << failure.text << ", task `" << group.decision->launch.task << "`";
  for (Location call : calls)
    diag.note(call) << "in this call";
  if (group.count > 1)
    diag.note() << "and " << group.count - 1
                << (group.count == 2 ? " more point" : " more points");
  addLowerBoundNote(diag, failure, group.decision->launch);
  if (source)
    addWrapFix(diag, failure, *source);
}

void mapwright::reportFailures(mapping::MapperOp mapper,
                               const DecisionTable &table) {
  llvm::MapVector<FailureKey, FailureGroup> groups = groupFailures(table);
  std::optional<SourceFile> source;
  if (!groups.empty() && mapper && mapper.getSource())
    source.emplace(mapper.getContext(), mapper.getName(), *mapper.getSource());
  for (const auto &[key, group] : groups)
    report(group, source ? &*source : nullptr);
}
