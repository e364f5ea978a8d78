//===- LaunchBounds.cpp - Index maps over large domains -------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Analysis/LaunchBounds.h"

#include "mapwright/Support/Diagnostics.h"

using namespace mlir;
using namespace mapwright;

namespace {
/// Sorts launches into those that are proved, fail, or are to be evaluated.
class LaunchChecker {
public:
  LaunchChecker(Evaluator &evaluator, ModuleOp lowered,
                const ProgramFacts *facts)
      : evaluator(evaluator), lowered(lowered), facts(facts) {}

  LogicalResult check(ArrayRef<Launch> launches);

private:
  LogicalResult checkLarge(const Launch &launch);
  LogicalResult addFailure(const Launch &launch, MapChoice map,
                           const Point &point);
  void leaveOpen(const Launch &launch, MapChoice map);
  std::optional<ProcKind> getKind(const Launch &launch) const;
  LaunchProof prove(const Launch &launch, MapChoice map);

  Evaluator &evaluator;
  ModuleOp lowered;
  const ProgramFacts *facts;
  std::vector<Launch> evaluated;
  DecisionTable failing;
};
} // namespace

std::optional<ProcKind> LaunchChecker::getKind(const Launch &launch) const {
  if (launch.kind)
    return launch.kind;
  ArrayRef<ProcKind> variants;
  if (facts)
    if (auto known = facts->find(launch.task); known != facts->end())
      variants = known->second.variants;
  return evaluator.chooseKind(launch.task, variants);
}

LaunchProof LaunchChecker::prove(const Launch &launch, MapChoice map) {
  if (!lowered)
    return {};
  std::optional<ProcKind> kind = getKind(launch);
  for (auto candidate : lowered.getOps<placement::MapOp>()) {
    if (candidate.getFunction() != map.function.getName() ||
        candidate.getRank() != launch.domain->rank)
      continue;
    // A map for another kind of processors places by number; whether there is
    // such a processor is not among its requirements.
    auto place = dyn_cast<placement::PlaceOp>(
        candidate.getPoint().front().getTerminator());
    if (!place || (kind && place.getKind().getValue() != *kind))
      return {};
    return proveLaunch(candidate, evaluator.getMachine(), *launch.domain);
  }
  return {};
}

/// The evaluator describes the counterexample as it does all failures.
LogicalResult LaunchChecker::addFailure(const Launch &launch, MapChoice map,
                                        const Point &point) {
  FailureOr<std::unique_ptr<BoundMap>> bound =
      evaluator.bind(map, *launch.domain);
  if (failed(bound))
    return failure();
  Places places;
  std::optional<EvalFailure> why;
  if ((*bound)->evaluate(point, places, why)) {
    leaveOpen(launch, map);
    return success();
  }
  LaunchDecision &decision = failing.launches.emplace_back();
  decision.launch = launch;
  decision.failures.push_back(std::move(*why));
  return failure();
}

void LaunchChecker::leaveOpen(const Launch &launch, MapChoice map) {
  std::optional<uint64_t> volume = launch.domain->volume();
  if (volume && *volume <= maxLaunchPoints) {
    evaluated.push_back(launch);
    return;
  }
  DiagnosticBuilder diag = diagnose(map.statement->getLoc(), DiagId::NotProved);
  diag << "`" << map.function.getName()
       << "` is not proved to stay in bounds for the launch of `" << launch.task
       << "`";
  diag.note() << "the launch has too many points to evaluate them all; the "
                 "check at run time stays";
}

LogicalResult LaunchChecker::checkLarge(const Launch &launch) {
  MapChoice map =
      evaluator.getPolicies().getIndexMap(launch.task, getKind(launch));
  if (!map.statement)
    return success();
  LaunchProof proof = prove(launch, map);
  if (proof.result == LaunchResult::Refuted)
    return addFailure(launch, map, proof.counterexample);
  if (proof.result == LaunchResult::Unknown)
    leaveOpen(launch, map);
  return success();
}

LogicalResult LaunchChecker::check(ArrayRef<Launch> launches) {
  bool ok = true;
  for (const Launch &launch : launches) {
    std::optional<uint64_t> volume =
        launch.domain ? launch.domain->volume() : 0;
    if (volume && *volume <= maxEvaluatedPoints)
      evaluated.push_back(launch);
    else
      ok &= succeeded(checkLarge(launch));
  }
  FailureOr<DecisionTable> table = decide(evaluator, evaluated, facts);
  if (failed(table))
    return failure();
  for (LaunchDecision &decision : table->launches)
    if (!decision.failures.empty())
      failing.launches.push_back(std::move(decision));
  mapping::MapperOp mapper = evaluator.getPolicies().getMapper();
  reportFailures(mapper, failing);
  return success(ok && failing.launches.empty());
}

LogicalResult mapwright::checkLaunchBounds(Evaluator &evaluator,
                                           ModuleOp lowered,
                                           ArrayRef<Launch> launches,
                                           const ProgramFacts *facts) {
  return LaunchChecker(evaluator, lowered, facts).check(launches);
}
