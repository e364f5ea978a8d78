//===- Guided.cpp - Proposes what facts and estimates point to ------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "GuidedChanges.h"
#include "GuidedEstimate.h"
#include "GuidedParts.h"

#include "mapwright/Analysis/Capacity.h"
#include "mapwright/Optimize/Random.h"
#include "mapwright/Optimize/Searchers.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

#include <limits>
#include <set>
#include <tuple>
#include <utility>

using namespace mapwright;
using namespace mapwright::optimize;

/// So many openings are improved by estimate and proposed before the search
/// goes on from what turned out best.
static constexpr size_t maxOpenings = 8;
/// Changes that are estimated to save less are not made: the fewer changes, the
/// shorter the mapper.
static constexpr double smallestGain = 1.001;
/// Tasks that estimates for one proposal look at, at most, over all of them.
static constexpr uint64_t maxEstimatedTasks = 2'000'000;
/// Neighbours that are estimated to be so much slower are left out.
static constexpr double tolerableLoss = 1.5;
/// Draws of which the best by estimate is proposed once all neighbours are
/// known, and draws that have to be known in a row for the search to end.
static constexpr unsigned drawsOfAKick = 4, maxFruitlessDraws = 500;
/// Fixes of mappers that do not run, over all of them.
static constexpr unsigned maxFixes = 8;

namespace {
/// How good a candidate is likely to be; the smaller the better.
struct Prospect {
  uint64_t overBytes = 0; ///< that may not fit, if anything was out of memory
  double seconds = std::numeric_limits<double>::infinity();

  bool operator<(const Prospect &other) const {
    return std::tie(overBytes, seconds) <
           std::tie(other.overBytes, other.seconds);
  }
};

/// A candidate that may be proposed.
struct Plan {
  Prospect prospect;
  Assignment assignment;
  std::string text; ///< empty: a change of the incumbent
  size_t rank = 0;  ///< before sorting
};

/// The space that is searched, and what is known of it.
struct Ground {
  Ground(const Problem &problem, const Space &space)
      : space(space), parts(problem, space), changes(problem, space) {}

  const Space &space;
  PlacementParts parts;
  ChangeMaker changes;
};

class Guided : public Proposer {
public:
  Guided(const SearchSetup &setup, bool asksWhatIf)
      : problem(setup.problem), asksWhatIf(asksWhatIf), random(setup.seed),
        estimator(problem.graph, problem.model), screener(problem),
        ground(std::make_unique<Ground>(problem, setup.space)),
        incumbent(setup.space.getStart()) {
    // Whatever the start turns out to be is better than nothing.
    best.kind = sim::OutcomeKind::ParseError;
  }

  llvm::StringRef getName() const override {
    return asksWhatIf ? "guided-whatif" : "guided";
  }
  // What the checks say of a mapper is found out here.
  bool wantsFeedback() const override { return asksWhatIf && !best.isOk(); }
  llvm::Expected<std::optional<Proposal>>
  propose(const History &history, Exchanges &exchanges) override;
  void observe(const Trial &trial) override;

private:
  Prospect judge(const Assignment &assignment);
  uint64_t countExcess(const sim::Placement &placement) const;
  unsigned getMaxJudged() const;
  void judgeAgain();

  void planOpenings();
  void improve(Plan &plan);
  bool improveBy(Plan &plan, llvm::ArrayRef<Change> list, unsigned &numLeft);
  void planNeighbours();
  std::optional<Plan> drawKick();
  std::optional<Proposal> take(const Plan &plan);
  std::optional<Proposal> takePlanned();
  std::optional<Proposal> takeKick();

  void planFixes(const Trial &trial);
  void moveTo(const Trial &trial);

  const Problem &problem;
  bool asksWhatIf;
  Random random;
  CostEstimator estimator;
  Screener screener;
  /// Of a start that was repaired by a fix.
  std::optional<Problem> fixedProblem;
  std::optional<Space> fixedSpace;
  std::unique_ptr<Ground> ground;

  enum class Phase { Start, Openings, Neighbours, Kicks } phase = Phase::Start;
  bool hasRunOut = false;      ///< of memory
  uint64_t numWhatIfs = 0;     ///< since the last proposal
  std::vector<Plan> plans;     ///< best last
  std::vector<Proposal> fixes; ///< best last
  unsigned numFixes = 0;
  std::set<Assignment> tried;
  llvm::StringSet<> identities;
  llvm::StringMap<Assignment> proposed; ///< by text
  Assignment incumbent;
  unsigned incumbentNumber = 0;
  Evaluation best; ///< of the incumbent
};
} // namespace

/// Best last; the last of equals stays the last.
static void sortPlans(std::vector<Plan> &plans) {
  for (auto [rank, plan] : llvm::enumerate(plans))
    plan.rank = rank;
  llvm::sort(plans, [](const Plan &a, const Plan &b) {
    return std::tie(b.prospect, a.rank) < std::tie(a.prospect, b.rank);
  });
}

//===----------------------------------------------------------------------===//
// Estimates
//===----------------------------------------------------------------------===//

/// What may not fit into the memories.
uint64_t Guided::countExcess(const sim::Placement &placement) const {
  uint64_t excess = 0;
  for (const MemoryBounds &bounds :
       boundMemories(problem.graph, problem.model, placement))
    if (!bounds.fits())
      excess += bounds.upper - bounds.capacity;
  return excess;
}

Prospect Guided::judge(const Assignment &assignment) {
  Prospect prospect;
  std::optional<sim::Placement> placement = ground->parts.compose(assignment);
  if (!placement)
    return prospect;
  std::optional<double> seconds;
  if (!asksWhatIf) {
    seconds = estimator.estimate(*placement);
    if (hasRunOut && seconds)
      prospect.overBytes = countExcess(*placement);
  } else {
    ++numWhatIfs;
    sim::Result result =
        sim::simulate(problem.graph, problem.model, *placement);
    if (result.outcome.kind == sim::OutcomeKind::Ok)
      seconds = result.outcome.seconds;
  }
  if (seconds)
    prospect.seconds = *seconds;
  return prospect;
}

/// Memories turned out to matter.
void Guided::judgeAgain() {
  for (Plan &plan : plans)
    plan.prospect = judge(plan.assignment);
  sortPlans(plans);
}

/// How many candidates one proposal may look at.
unsigned Guided::getMaxJudged() const {
  uint64_t tasks = std::max<uint64_t>(problem.graph.nodes.size(), 1);
  return std::clamp<uint64_t>(maxEstimatedTasks / tasks, 16, 4096);
}

//===----------------------------------------------------------------------===//
// Openings
//===----------------------------------------------------------------------===//

/// Goes through changes and makes each one that saves time.
bool Guided::improveBy(Plan &plan, llvm::ArrayRef<Change> list,
                       unsigned &numLeft) {
  bool hasImproved = false;
  for (const Change &change : list) {
    Assignment changed = ground->changes.apply(plan.assignment, change);
    if (changed == plan.assignment)
      continue;
    if (numLeft-- == 0) {
      numLeft = 0;
      return false;
    }
    Prospect prospect = judge(changed);
    if (prospect.overBytes > plan.prospect.overBytes ||
        (prospect.overBytes == plan.prospect.overBytes &&
         prospect.seconds * smallestGain > plan.prospect.seconds))
      continue;
    plan.prospect = prospect;
    plan.assignment = std::move(changed);
    hasImproved = true;
  }
  return hasImproved;
}

void Guided::improve(Plan &plan) {
  unsigned numLeft = getMaxJudged() / maxOpenings;
  while (improveBy(plan, ground->changes.getGroupChanges(), numLeft)) {
  }
  while (improveBy(plan, ground->changes.getSingleChanges(), numLeft)) {
  }
}

/// The best openings as they are, and improved as far as estimates tell.
void Guided::planOpenings() {
  std::vector<Plan> all;
  for (Opening &opening : ground->changes.makeOpenings()) {
    Prospect prospect = judge(opening.assignment);
    all.push_back(
        {prospect, std::move(opening.assignment), std::move(opening.text)});
  }
  random.shuffle(all);
  sortPlans(all);
  if (all.size() > maxOpenings)
    all.erase(all.begin(), all.end() - maxOpenings);
  for (size_t number = 0, count = all.size(); number < count; ++number) {
    Plan improved = all[number];
    improve(improved);
    if (improved.assignment == all[number].assignment)
      continue;
    improved.text += ", improved by estimate";
    all.push_back(std::move(improved));
  }
  phase = Phase::Openings;
  sortPlans(all);
  plans = std::move(all);
}

//===----------------------------------------------------------------------===//
// Neighbours
//===----------------------------------------------------------------------===//

/// Plans the changes of the incumbent that were not tried yet.
void Guided::planNeighbours() {
  phase = Phase::Neighbours;
  std::vector<Plan> all;
  std::vector<const Change *> candidates;
  for (llvm::ArrayRef<Change> list :
       {ground->changes.getGroupChanges(), ground->changes.getSingleChanges()})
    for (const Change &change : list)
      candidates.push_back(&change);
  random.shuffle(candidates);
  Prospect now = judge(incumbent);
  unsigned numLeft = getMaxJudged();
  std::set<Assignment> seen;
  for (const Change *change : candidates) {
    Assignment changed = ground->changes.apply(incumbent, *change);
    if (tried.count(changed) || !seen.insert(changed).second)
      continue;
    if (numLeft-- == 0)
      break;
    Prospect prospect = judge(changed);
    if (best.isOk() && prospect.seconds > tolerableLoss * now.seconds)
      continue;
    all.push_back({prospect, std::move(changed), ""});
  }
  sortPlans(all);
  plans = std::move(all);
}

/// The best of a few mappers some changes away from the incumbent.
std::optional<Plan> Guided::drawKick() {
  std::optional<Plan> best;
  for (unsigned draw = 0; draw < drawsOfAKick; ++draw) {
    Plan plan;
    plan.assignment = incumbent;
    unsigned numChanges = 2 + random.below(3);
    for (unsigned count = 0; count < numChanges; ++count) {
      llvm::ArrayRef<Change> list = random.chance(0.5)
                                        ? ground->changes.getGroupChanges()
                                        : ground->changes.getSingleChanges();
      if (!list.empty())
        plan.assignment = ground->changes.apply(
            plan.assignment, list[random.below(list.size())]);
    }
    if (tried.count(plan.assignment))
      continue;
    plan.prospect = judge(plan.assignment);
    if (!best || plan.prospect < best->prospect)
      best = std::move(plan);
  }
  return best;
}

//===----------------------------------------------------------------------===//
// Proposals
//===----------------------------------------------------------------------===//

/// None if the mapper is known not to run, or to decide what another one did.
std::optional<Proposal> Guided::take(const Plan &plan) {
  if (!tried.insert(plan.assignment).second)
    return std::nullopt;
  Proposal proposal;
  proposal.source = ground->space.write(plan.assignment);
  Candidate candidate = screener.screen(proposal.source, GuideLevel::Raw,
                                        /*wantsFeedback=*/false);
  if (!candidate.resolved || !identities.insert(candidate.identity).second)
    return std::nullopt;
  proposal.origin = plan.text;
  if (plan.text.empty()) {
    proposal.origin = ground->space.describeChange(incumbent, plan.assignment);
    proposal.parent = incumbentNumber;
  }
  proposal.numWhatIfs = std::exchange(numWhatIfs, 0);
  proposed[proposal.source] = plan.assignment;
  return proposal;
}

std::optional<Proposal> Guided::takePlanned() {
  while (!plans.empty()) {
    Plan plan = std::move(plans.back());
    plans.pop_back();
    if (std::optional<Proposal> proposal = take(plan))
      return proposal;
  }
  return std::nullopt;
}

std::optional<Proposal> Guided::takeKick() {
  Random before = random;
  for (unsigned draw = 0; draw < maxFruitlessDraws; ++draw)
    if (std::optional<Plan> plan = drawKick())
      if (std::optional<Proposal> proposal = take(*plan))
        return proposal;
  random = before;
  return std::nullopt;
}

llvm::Expected<std::optional<Proposal>> Guided::propose(const History &history,
                                                        Exchanges &exchanges) {
  if (!fixes.empty()) {
    Proposal fixed = std::move(fixes.back());
    fixes.pop_back();
    return fixed;
  }
  if (phase == Phase::Start)
    planOpenings();
  std::optional<Proposal> proposal = takePlanned();
  if (!proposal && phase != Phase::Kicks) {
    planNeighbours();
    proposal = takePlanned();
  }
  if (!proposal) {
    phase = Phase::Kicks;
    proposal = takeKick();
  }
  return proposal;
}

//===----------------------------------------------------------------------===//
// Outcomes
//===----------------------------------------------------------------------===//

/// What the checks, or the evaluator, propose for a mapper that does not run.
void Guided::planFixes(const Trial &trial) {
  Feedback feedback = trial.evaluation.feedback;
  if (!asksWhatIf)
    feedback = screener.screen(trial.proposal.source, GuideLevel::Suggest)
                   .failure.feedback;
  for (const Suggestion &suggestion : llvm::reverse(feedback.suggest)) {
    if (!suggestion.fix || numFixes == maxFixes)
      continue;
    llvm::Expected<std::string> edited =
        applyEdits(trial.proposal.source, suggestion.fix->edits);
    if (!edited) {
      llvm::consumeError(edited.takeError());
      continue;
    }
    ++numFixes;
    fixes.push_back({std::move(*edited), suggestion.text, trial.number});
  }
}

/// The search goes on from a better mapper: its neighbours are other ones. The
/// openings that are left stay planned.
void Guided::moveTo(const Trial &trial) {
  best = trial.evaluation;
  incumbentNumber = trial.number;
  auto found = proposed.find(trial.proposal.source);
  if (found != proposed.end()) {
    incumbent = found->second;
  } else if (trial.number != 0) {
    fixedProblem.emplace(Problem{trial.proposal.source, problem.file,
                                 problem.program, problem.model, problem.graph,
                                 problem.maxRank});
    llvm::Expected<Space> space = Space::derive(*fixedProblem);
    if (!space) {
      llvm::consumeError(space.takeError());
      return;
    }
    ground.reset();
    fixedSpace.emplace(std::move(*space));
    ground = std::make_unique<Ground>(*fixedProblem, *fixedSpace);
    incumbent = fixedSpace->getStart();
    tried.clear();
    proposed.clear();
    plans.clear();
    phase = Phase::Start;
  }
  if (phase == Phase::Neighbours || phase == Phase::Kicks) {
    plans.clear();
    phase = Phase::Openings;
  }
}

void Guided::observe(const Trial &trial) {
  identities.insert(trial.identity);
  if (trial.number == 0 || compare(trial.evaluation, best) == Verdict::Better)
    moveTo(trial);
  if (!best.isOk() && trial.number == incumbentNumber)
    planFixes(trial);
  if (trial.evaluation.kind == sim::OutcomeKind::OutOfMemory && !hasRunOut) {
    hasRunOut = true;
    judgeAgain();
  }
}

std::unique_ptr<Proposer> optimize::makeGuided(const SearchSetup &setup) {
  return std::make_unique<Guided>(setup, /*asksWhatIf=*/false);
}

std::unique_ptr<Proposer> optimize::makeGuidedWhatIf(const SearchSetup &setup) {
  return std::make_unique<Guided>(setup, /*asksWhatIf=*/true);
}
