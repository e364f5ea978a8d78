//===- MapperRunPolicy.cpp - Decisions of compiled policies ---------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MapperRunPolicy.h"

#include "mapwright/Evaluate/Defaults.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

#include <set>

using namespace mlir;
using namespace mapwright;

namespace {
class PolicyDecider {
public:
  PolicyDecider(const PolicyLibrary &policy, const Machine &machine,
                const ProgramFacts *facts, MLIRContext *context)
      : policy(policy), machine(machine), facts(facts), context(context) {}

  FailureOr<DecisionTable> decide(ArrayRef<Launch> launches,
                                  PolicyPrintSink print);

private:
  using KindSet = llvm::SmallSetVector<ProcKind, numProcKinds>;

  Location getLoc(const mw_error &error) const;
  EvalFailure makeFailure(const mw_error &error, StringRef text) const;
  LogicalResult report(llvm::Error error);
  FailureOr<EvalFailure> takeFailure(llvm::Error error);

  ArrayRef<ProcKind> getVariants(StringRef task) const;
  FailureOr<std::optional<ProcKind>> chooseKind(const Launch &launch);
  LogicalResult decideLaunch(const BoundPolicy &bound, const Launch &launch);
  LogicalResult decideIndexLaunch(const BoundPolicy &bound,
                                  LaunchDecision &decision);
  LogicalResult decidePoints(const BoundLaunch &launch,
                             LaunchDecision &decision);
  LogicalResult failEverywhere(llvm::Error error, LaunchDecision &decision);
  LogicalResult decideSingleLaunch(const BoundPolicy &bound,
                                   LaunchDecision &decision);
  LogicalResult addPlace(LaunchDecision &decision, mw_place place,
                         const Point *point);
  LogicalResult addFailure(LaunchDecision &decision, EvalFailure failure);

  FailureOr<TaskDecision> decideTask(StringRef task, const KindSet &kinds);
  std::vector<PolicyRegion> getRegions(StringRef task) const;
  LogicalResult decideArgument(TaskDecision &decision,
                               const PolicyRegion &region, ProcKind kind);

  const PolicyLibrary &policy;
  const Machine &machine;
  const ProgramFacts *facts;
  MLIRContext *context;
  DecisionTable table;
  std::set<std::string> warned; ///< tasks for which no listed kind fits
};
} // namespace

//===----------------------------------------------------------------------===//
// Errors
//===----------------------------------------------------------------------===//

Location PolicyDecider::getLoc(const mw_error &error) const {
  if (error.line == 0)
    return UnknownLoc::get(context);
  return FileLineColLoc::get(context, policy.getSource(), error.line,
                             error.column);
}

/// The text of an error with what its code says of the numbers (policy.h).
static std::string describe(const mw_error &error, StringRef text) {
  std::string full;
  llvm::raw_string_ostream os(full);
  os << text;
  switch (error.code) {
  case MW_E_OVERFLOW:
    os << ": operands " << error.value << " and " << error.bound;
    break;
  case MW_E_DIVISION_BY_ZERO:
    os << ": " << error.value << " by 0";
    break;
  case MW_E_TUPLE_BOUNDS:
    os << ": index " << error.value << ", length " << error.bound;
    break;
  case MW_E_INDEX_BOUNDS:
    os << ": index " << error.value << " in dimension " << error.dim
       << " of size " << error.bound;
    break;
  case MW_E_SEVERAL_NODES:
    os << " (" << error.value << " and " << error.bound
       << "); a task runs on one node";
    break;
  case MW_E_SPACE_ARGUMENT:
    os << ": argument " << error.dim << " is " << error.value
       << ", the limit is " << error.bound;
    break;
  default:
    break;
  }
  return full;
}

/// " at point (1,2) of the launch domain (0,0)..(3,3)"
static std::string describe(const Point &point, const Rect &bounds) {
  return " at point " + formatPoint(point) + " of the launch domain " +
         formatPoint(bounds.lo) + ".." + formatPoint(bounds.hi);
}

EvalFailure PolicyDecider::makeFailure(const mw_error &error,
                                       StringRef text) const {
  const DiagInfo *info = findDiagInfo(getPolicyErrorName(error.code));
  return {info ? info->id : DiagId::Input,
          getLoc(error),
          describe(error, text),
          std::nullopt,
          {},
          {}};
}

/// Reports what is wrong with a whole launch, machine or policy.
LogicalResult PolicyDecider::report(llvm::Error error) {
  llvm::handleAllErrors(
      std::move(error),
      [&](const PolicyError &why) {
        EvalFailure failure = makeFailure(why.getError(), why.getText());
        diagnose(failure.loc, failure.id) << failure.text;
      },
      [&](const llvm::ErrorInfoBase &why) {
        diagnose(UnknownLoc::get(context), DiagId::Input) << why.message();
      });
  return failure();
}

//===----------------------------------------------------------------------===//
// Places
//===----------------------------------------------------------------------===//

LogicalResult PolicyDecider::addFailure(LaunchDecision &decision,
                                        EvalFailure failure) {
  decision.tasks.push_back(
      {-1, static_cast<int32_t>(decision.failures.size())});
  decision.failures.push_back(std::move(failure));
  if (decision.failures.size() <= maxFailedPoints)
    return success();
  const EvalFailure &first = decision.failures.front();
  return diagnose(first.loc, first.id)
         << first.text << "; the launch of `" << decision.launch.task
         << "` is given up: it fails at more than " << maxFailedPoints
         << " points";
}

/// The index counts processors of the kind the task runs on, whatever kind the
/// map's machine has; such a processor has to exist. `point` is null for a
/// single task.
LogicalResult PolicyDecider::addPlace(LaunchDecision &decision, mw_place place,
                                      const Point *point) {
  unsigned kind = static_cast<unsigned>(*decision.kind);
  auto node = static_cast<uint32_t>(place.node);
  size_t count = node < machine.getNumNodes()
                     ? machine.getNode(node).processors[kind].size()
                     : 0;
  if (static_cast<uint32_t>(place.index) < count) {
    decision.tasks.push_back({place.node, place.index});
    return success();
  }
  std::string text = "the policy chooses " + spelling(*decision.kind).str() +
                     " " + std::to_string(place.index) + " of node " +
                     std::to_string(place.node) + ", which the machine does " +
                     "not have";
  if (point)
    text += describe(*point, decision.launch.domain->bounds());
  return addFailure(decision, {DiagId::IndexBounds,
                               UnknownLoc::get(context),
                               text,
                               std::nullopt,
                               {},
                               {}});
}

static mw_domain convert(const Domain &domain) {
  Rect bounds = domain.bounds();
  mw_domain converted = {domain.rank, {}, {}};
  llvm::copy(bounds.lo.at, converted.lo);
  llvm::copy(bounds.hi.at, converted.hi);
  return converted;
}

LogicalResult PolicyDecider::decidePoints(const BoundLaunch &launch,
                                          LaunchDecision &decision) {
  const Domain &domain = *decision.launch.domain;
  Rect bounds = domain.bounds();
  decision.tasks.reserve(*domain.volume());
  RowMajorPoints points(domain);
  for (Point point; points.next(point);) {
    mw_place place = {0, 0};
    mw_error error = {};
    if (launch.evaluate(point.at.data(), place, error) == MW_OK) {
      if (failed(addPlace(decision, place, &point)))
        return failure();
      continue;
    }
    EvalFailure why =
        makeFailure(error, error.text ? error.text : "the policy fails");
    why.text += describe(point, bounds);
    if (failed(addFailure(decision, std::move(why))))
      return failure();
  }
  return success();
}

/// The failure of a launch. Reports, and fails for, what is wrong with more
/// than its places: a rank that the map is not made for, a broken policy.
FailureOr<EvalFailure> PolicyDecider::takeFailure(llvm::Error error) {
  std::optional<EvalFailure> why;
  error = llvm::handleErrors(
      std::move(error), [&](std::unique_ptr<PolicyError> info) -> llvm::Error {
        if (info->getError().code == MW_E_RANK)
          return llvm::Error(std::move(info));
        why = makeFailure(info->getError(), info->getText());
        return llvm::Error::success();
      });
  if (error)
    return report(std::move(error));
  return std::move(*why);
}

/// What fails for a launch fails for each of its points.
LogicalResult PolicyDecider::failEverywhere(llvm::Error error,
                                            LaunchDecision &decision) {
  FailureOr<EvalFailure> why = takeFailure(std::move(error));
  if (failed(why))
    return failure();
  Rect bounds = decision.launch.domain->bounds();
  RowMajorPoints points(*decision.launch.domain);
  for (Point point; points.next(point);) {
    EvalFailure here = *why;
    here.text += describe(point, bounds);
    if (failed(addFailure(decision, std::move(here))))
      return failure();
  }
  return success();
}

LogicalResult PolicyDecider::decideIndexLaunch(const BoundPolicy &bound,
                                               LaunchDecision &decision) {
  const Launch &launch = decision.launch;
  auto answer =
      bound.launch(launch.task, *decision.kind, convert(*launch.domain));
  decision.isDefault = answer && !*answer;
  if (!answer)
    return failEverywhere(answer.takeError(), decision);
  return *answer ? decidePoints(**answer, decision) : success();
}

LogicalResult PolicyDecider::decideSingleLaunch(const BoundPolicy &bound,
                                                LaunchDecision &decision) {
  const Launch &launch = decision.launch;
  SingleLaunch single;
  single.task = launch.task;
  single.kind = *decision.kind;
  if (const std::optional<Place> &parent = launch.parent) {
    // What task launches it is not known, only that there is one.
    single.parent.emplace();
    single.parentKind = parent->kind;
    single.parentAt = {parent->node, parent->index};
  }
  single.self = {single.parentAt.node, 0};
  auto answer = bound.single(single);
  decision.isDefault = answer && !*answer;
  if (!answer) {
    FailureOr<EvalFailure> why = takeFailure(answer.takeError());
    return failed(why) ? failure() : addFailure(decision, std::move(*why));
  }
  if (*answer)
    for (mw_place place : **answer)
      if (failed(addPlace(decision, place, nullptr)))
        return failure();
  return success();
}

//===----------------------------------------------------------------------===//
// Launches
//===----------------------------------------------------------------------===//

ArrayRef<ProcKind> PolicyDecider::getVariants(StringRef task) const {
  if (!facts)
    return {};
  auto known = facts->find(task.str());
  return known == facts->end() ? ArrayRef<ProcKind>()
                               : ArrayRef(known->second.variants);
}

/// STM1. None if neither launch nor policy decides.
FailureOr<std::optional<ProcKind>>
PolicyDecider::chooseKind(const Launch &launch) {
  if (launch.kind)
    return launch.kind;
  auto kinds = policy.getKinds(launch.task);
  if (!kinds)
    return report(kinds.takeError());
  ArrayRef<ProcKind> variants = getVariants(launch.task);
  for (ProcKind kind : *kinds)
    if (machine.hasEverywhere(kind) &&
        (variants.empty() || llvm::is_contained(variants, kind)))
      return std::optional(kind);
  if (!kinds->empty() && warned.insert(launch.task).second)
    diagnose(UnknownLoc::get(context), DiagId::NoFittingKind)
        << "no processor kind that the policy lists fits `" << launch.task
        << "`; the runtime's default decides";
  return std::optional<ProcKind>();
}

LogicalResult PolicyDecider::decideLaunch(const BoundPolicy &bound,
                                          const Launch &launch) {
  LaunchDecision &decision = table.launches.emplace_back();
  decision.launch = launch;
  if (failed(checkLaunch(machine, launch, context)))
    return failure();
  FailureOr<std::optional<ProcKind>> chosen = chooseKind(launch);
  if (failed(chosen))
    return failure();
  decision.kind = *chosen;
  if (!decision.kind)
    decision.kind = chooseDefaultKind(machine, getVariants(launch.task))
                        .value_or(ProcKind::CPU);
  LogicalResult result = launch.domain ? decideIndexLaunch(bound, decision)
                                       : decideSingleLaunch(bound, decision);
  if (decision.isDefault)
    decision.kind = *chosen;
  return result;
}

//===----------------------------------------------------------------------===//
// Task kinds
//===----------------------------------------------------------------------===//

std::vector<PolicyRegion> PolicyDecider::getRegions(StringRef task) const {
  if (!facts)
    return {PolicyRegion{}};
  std::vector<PolicyRegion> regions;
  if (auto known = facts->find(task.str()); known != facts->end())
    for (unsigned index : known->second.arguments)
      regions.push_back({{}, index});
  return regions;
}

static Layout convert(const mw_layout &layout) {
  Layout converted;
  converted.aos = layout.aos != 0;
  converted.cOrder = layout.c_order != 0;
  converted.compact = layout.compact != 0;
  converted.exact = layout.exact != 0;
  converted.align = static_cast<int64_t>(layout.align);
  return converted;
}

LogicalResult PolicyDecider::decideArgument(TaskDecision &decision,
                                            const PolicyRegion &region,
                                            ProcKind kind) {
  auto memories = policy.getMemories(decision.task, region, kind);
  if (!memories)
    return report(memories.takeError());
  MemKind memory = chooseLayoutMemory(machine, *memories, {kind, 0, 0});
  auto layout = policy.getLayout(decision.task, region, memory, kind);
  if (!layout)
    return report(layout.takeError());
  ArgumentDecision &argument = decision.arguments.emplace_back();
  argument = {{"", region.index}, kind, {}, std::nullopt};
  argument.memories.assign(memories->begin(), memories->end());
  if (*layout)
    argument.layout = convert(**layout);
  return success();
}

/// `kinds` are those of the launches; if they are not known, the task may run
/// on whatever every node has.
FailureOr<TaskDecision> PolicyDecider::decideTask(StringRef task,
                                                  const KindSet &kinds) {
  TaskDecision decision;
  decision.task = task.str();
  KindSet possible = kinds;
  for (unsigned kind = 0; kinds.empty() && kind < numProcKinds; ++kind)
    if (machine.hasEverywhere(static_cast<ProcKind>(kind)))
      possible.insert(static_cast<ProcKind>(kind));
  for (const PolicyRegion &region : getRegions(task)) {
    for (ProcKind kind : possible)
      if (failed(decideArgument(decision, region, kind)))
        return failure();
    if (policy.isCollected(task, region))
      decision.collected.push_back({"", region.index});
  }
  decision.limit = policy.getInstanceLimit(task);
  decision.isReplicated = policy.isReplicated(task).value_or(false);
  return decision;
}

FailureOr<DecisionTable> PolicyDecider::decide(ArrayRef<Launch> launches,
                                               PolicyPrintSink print) {
  llvm::Expected<BoundPolicy> bound = policy.bind(machine, std::move(print));
  if (!bound)
    return report(bound.takeError());
  bool ok = true;
  llvm::MapVector<StringRef, KindSet> tasks;
  for (const Launch &launch : launches) {
    ok &= succeeded(decideLaunch(*bound, launch));
    KindSet &kinds = tasks[launch.task];
    if (std::optional<ProcKind> kind = table.launches.back().kind)
      kinds.insert(*kind);
  }
  for (const auto &[task, kinds] : tasks) {
    FailureOr<TaskDecision> decision = decideTask(task, kinds);
    if (failed(decision))
      return failure();
    table.tasks.push_back(std::move(*decision));
  }
  if (!ok)
    return failure();
  return std::move(table);
}

FailureOr<DecisionTable>
mapwright::decide(const PolicyLibrary &policy, const Machine &machine,
                  ArrayRef<Launch> launches, const ProgramFacts *facts,
                  MLIRContext *context, PolicyPrintSink print) {
  return PolicyDecider(policy, machine, facts, context)
      .decide(launches, std::move(print));
}
