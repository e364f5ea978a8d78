//===- Anneal.cpp - Simulated annealing -----------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Steps are accepted by relative change, so that programs of any length anneal
// alike. The temperature is what would have accepted a fifth of the recent
// steps for the worse.
//
//===----------------------------------------------------------------------===//

#include "Neighbourhood.h"
#include "SearchBase.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <cmath>

using namespace mapwright;
using namespace mapwright::optimize;

static constexpr double targetAcceptance = 0.2;
static constexpr double groupShare = 0.25; ///< of steps that move groups
static constexpr size_t numRemembered = 50;
/// The search goes back to the best so often within its budget, but not before
/// it has made some steps.
static constexpr uint64_t numResets = 100, minStepsToReset = 5;

namespace {
class Anneal : public SearchBase {
public:
  explicit Anneal(const SearchSetup &setup)
      : SearchBase("anneal", setup), neighbourhood(setup.space),
        budget(setup.budget) {}

  std::string getFingerprint() const override {
    return "anneal, " + std::to_string(budget) + " evaluations";
  }

protected:
  std::optional<Move> next() override;
  void digest(const Move &move, const Known &known) override;
  void digestStart(const Known &start) override { best = current = start; }

private:
  bool accepts(const Evaluation &evaluation);
  double findBeta() const;

  Neighbourhood neighbourhood;
  uint64_t budget, numSteps = 0;
  Known best, current;
  std::deque<double> worsenings; ///< relative, of the last steps for the worse
};
} // namespace

std::optional<Move> Anneal::next() {
  return makeNew(
      [&] {
        Step step = random.chance(groupShare)
                        ? neighbourhood.pickGroup(current.assignment, random)
                        : neighbourhood.pickSingle(current.assignment, random);
        return neighbourhood.take(current.assignment, step);
      },
      &current);
}

/// The inverse temperature at which the target share of what is remembered
/// would have been accepted.
double Anneal::findBeta() const {
  double low = 0, high = 1e6;
  for (unsigned step = 0; step < 60; ++step) {
    double beta = (low + high) / 2, sum = 0;
    for (double worsening : worsenings)
      sum += std::exp(-beta * worsening);
    (sum > targetAcceptance * worsenings.size() ? low : high) = beta;
  }
  return low;
}

/// The relative worsening of an evaluation of the same class.
static double getWorsening(const Evaluation &evaluation,
                           const Evaluation &reference) {
  if (evaluation.isOk())
    return estimateMedian(evaluation.samples).median /
               estimateMedian(reference.samples).median -
           1;
  if (evaluation.overBytes && reference.overBytes)
    return double(evaluation.overBytes) / double(reference.overBytes) - 1;
  return 0;
}

bool Anneal::accepts(const Evaluation &evaluation) {
  if (evaluation.kind != current.evaluation.kind)
    return evaluation.kind > current.evaluation.kind;
  double worsening = getWorsening(evaluation, current.evaluation);
  if (!(worsening > 0))
    return true;
  worsenings.push_back(worsening);
  if (worsenings.size() > numRemembered)
    worsenings.pop_front();
  return random.chance(std::exp(-findBeta() * worsening));
}

void Anneal::digest(const Move &move, const Known &known) {
  if (isBetter(known.evaluation, best.evaluation))
    best = known;
  if (accepts(known.evaluation))
    current = known;
  if (++numSteps % std::max(minStepsToReset, budget / numResets) == 0)
    current = best;
}

std::unique_ptr<Proposer> optimize::makeAnneal(const SearchSetup &setup) {
  return std::make_unique<Anneal>(setup);
}
