//===- Bandit.cpp - An ensemble of techniques -----------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AucBandit.h"
#include "Techniques.h"

using namespace mapwright;
using namespace mapwright::optimize;

static constexpr size_t maxPopulation = 30, minPopulation = 4;
static constexpr unsigned maxRetries = 5;

namespace {
class Bandit : public SearchBase {
public:
  Bandit(llvm::StringRef name, const SearchSetup &setup,
         const BanditOptions &options);

  std::string getFingerprint() const override {
    return getName().str() + ", population " + std::to_string(population) +
           (creditsProgress ? ", credits progress" : "");
  }

protected:
  std::optional<Move> next() override;
  void digest(const Move &move, const Known &known) override;
  void digestStart(const Known &start) override;

private:
  std::optional<Assignment> ask(unsigned technique);
  bool isSuccess(const Known &known) const;
  void learn(const Known &known);

  bool isSeeded, creditsProgress;
  size_t population;
  TechniqueContext context;
  std::vector<std::unique_ptr<Technique>> techniques;
  AucBandit bandit;
  Known previous; ///< the trial before
};
} // namespace

/// The start is proposed by nobody, but evolution has it as a member.
static constexpr unsigned evolution = 0;

Bandit::Bandit(llvm::StringRef name, const SearchSetup &setup,
               const BanditOptions &options)
    : SearchBase(name, setup), isSeeded(options.isSeeded),
      creditsProgress(options.creditsProgress),
      population(
          std::clamp<uint64_t>(setup.budget / 3, minPopulation, maxPopulation)),
      context{setup.space, random, std::nullopt},
      bandit(options.isSeeded ? 5 : 4) {
  techniques.push_back(makeEvolution(population));
  techniques.push_back(makeUniformMutation());
  techniques.push_back(makeNormalMutation());
  techniques.push_back(makeReflection());
  if (isSeeded)
    techniques.push_back(makeGroupMutation(setup.space));
}

void Bandit::learn(const Known &known) {
  for (const std::unique_ptr<Technique> &technique : techniques)
    technique->digestAny(known);
  if (!context.best || isBetter(known.evaluation, context.best->evaluation))
    context.best = known;
}

void Bandit::digestStart(const Known &start) {
  if (!isSeeded)
    return;
  techniques[evolution]->digest(start);
  learn(start);
}

/// Something new of a technique, if it comes up with it soon.
std::optional<Assignment> Bandit::ask(unsigned technique) {
  for (unsigned retry = 0; retry <= maxRetries; ++retry) {
    std::optional<Assignment> proposed =
        techniques[technique]->propose(context);
    if (!proposed || !wasProposed(*proposed))
      return proposed;
  }
  return std::nullopt;
}

/// The techniques in order, until one has something.
std::optional<Move> Bandit::next() {
  Move move;
  if (context.best) {
    move.base = context.best->assignment;
    move.parent = context.best->trial;
  }
  for (unsigned technique : bandit.rank(random)) {
    move.technique = technique;
    if (std::optional<Assignment> proposed = ask(technique)) {
      move.assignment = std::move(*proposed);
      return move;
    }
    bandit.push(technique, false);
  }
  move.assignment = makeRandom();
  return move;
}

bool Bandit::isSuccess(const Known &known) const {
  if (!context.best || isBetter(known.evaluation, context.best->evaluation))
    return true;
  // A new best is rare, and as long as everything fails there is none: getting
  // further than the technique before counts as well.
  return creditsProgress && previous.trial > 0 &&
         isBetter(known.evaluation, previous.evaluation);
}

void Bandit::digest(const Move &move, const Known &known) {
  bandit.push(move.technique, isSuccess(known));
  techniques[move.technique]->digest(known);
  learn(known);
  previous = known;
}

std::unique_ptr<Proposer> optimize::makeBandit(const SearchSetup &setup,
                                               const BanditOptions &options) {
  return std::make_unique<Bandit>(options.isSeeded ? "bandit-seeded" : "bandit",
                                  setup, options);
}
