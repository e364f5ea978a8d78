//===- Techniques.cpp - What the bandit chooses among ---------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Techniques.h"

#include "llvm/ADT/STLExtras.h"

#include <cmath>

using namespace mapwright;
using namespace mapwright::optimize;

Assignment TechniqueContext::makeRandom() {
  Assignment assignment;
  for (uint32_t number = 0; number < space.getDimensions().size(); ++number)
    assignment.push_back(pickChoice(number));
  return assignment;
}

uint16_t TechniqueContext::pickChoice(uint32_t dimension) {
  return random.below(space.getDimensions()[dimension].choices.size());
}

/// The best if it ran, else something random: what failed is no place to start.
static Assignment pickParent(TechniqueContext &context) {
  return context.best && context.best->evaluation.isOk()
             ? context.best->assignment
             : context.makeRandom();
}

//===----------------------------------------------------------------------===//
// Differential evolution
//===----------------------------------------------------------------------===//

namespace {
class Evolution : public Technique {
public:
  explicit Evolution(size_t size) : size(size) {}

  std::optional<Assignment> propose(TechniqueContext &context) override;
  void digest(const Known &known) override;

private:
  struct Member {
    Known known;
    uint64_t age; ///< when it was last replaced, or kept
  };
  Assignment cross(TechniqueContext &context, const Assignment &oldest) const;
  std::vector<Member>::iterator findOldest();

  size_t size;
  uint64_t clock = 0;
  bool injectsBest = false;
  std::vector<Member> population;
  static constexpr double crossover = 0.2;
};
} // namespace

std::vector<Evolution::Member>::iterator Evolution::findOldest() {
  return std::min_element(
      population.begin(), population.end(),
      [](const Member &a, const Member &b) { return a.age < b.age; });
}

/// x1 + F (x2 - x3), crossed with the oldest. Of choices the difference is only
/// whether there is one: then F says how likely the choice is drawn anew.
Assignment Evolution::cross(TechniqueContext &context,
                            const Assignment &oldest) const {
  Random &random = context.random;
  const Assignment *parents[3];
  for (const Assignment *&parent : parents)
    parent = &population[random.below(population.size())].known.assignment;
  if (injectsBest && context.best)
    parents[0] = &context.best->assignment;
  double factor = 0.5 + 0.5 * random.unit();
  Assignment child = oldest;
  uint32_t always = random.below(child.size());
  for (uint32_t number = 0; number < child.size(); ++number) {
    if (number != always && !random.chance(crossover))
      continue;
    child[number] = (*parents[0])[number];
    if ((*parents[1])[number] != (*parents[2])[number] && random.chance(factor))
      child[number] = context.pickChoice(number);
  }
  return child;
}

std::optional<Assignment> Evolution::propose(TechniqueContext &context) {
  if (population.size() < size)
    return context.makeRandom();
  auto oldest = findOldest();
  Assignment child = cross(context, oldest->known.assignment);
  injectsBest = false;
  return child;
}

void Evolution::digest(const Known &known) {
  if (population.size() < size) {
    population.push_back({known, clock++});
    injectsBest = population.size() == size;
    return;
  }
  auto oldest = findOldest();
  if (isBetter(known.evaluation, oldest->known.evaluation))
    oldest->known = known;
  oldest->age = clock++;
}

std::unique_ptr<Technique> optimize::makeEvolution(size_t populationSize) {
  return std::make_unique<Evolution>(populationSize);
}

//===----------------------------------------------------------------------===//
// Mutations
//===----------------------------------------------------------------------===//

namespace {
class UniformMutation : public Technique {
public:
  std::optional<Assignment> propose(TechniqueContext &context) override {
    Assignment child = pickParent(context);
    uint32_t always = context.random.below(child.size());
    for (uint32_t number = 0; number < child.size(); ++number)
      if (number == always || context.random.chance(rate))
        child[number] = context.pickChoice(number);
    return child;
  }

private:
  static constexpr double rate = 0.1;
};

class NormalMutation : public Technique {
public:
  std::optional<Assignment> propose(TechniqueContext &context) override {
    Assignment child = pickParent(context);
    uint32_t always = context.random.below(child.size());
    for (uint32_t number = 0; number < child.size(); ++number)
      if (number == always || context.random.chance(rate))
        child[number] = shift(context, number, child[number]);
    return child;
  }

private:
  /// At least one on, reflected at the ends.
  uint16_t shift(TechniqueContext &context, uint32_t dimension,
                 uint16_t choice) const {
    int last = context.space.getDimensions()[dimension].choices.size() - 1;
    double distance = sigma * last * context.random.normal();
    int step = int(std::ceil(std::abs(distance)));
    int moved = distance < 0 ? choice - step : choice + step;
    moved = moved < 0 ? -moved : moved > last ? 2 * last - moved : moved;
    return std::clamp(moved, 0, last);
  }

  static constexpr double rate = 0.3, sigma = 0.1;
};

/// Keeps the three best.
class Reflection : public Technique {
public:
  void digestAny(const Known &known) override {
    auto place = llvm::find_if(simplex, [&](const Known &other) {
      return isBetter(known.evaluation, other.evaluation);
    });
    simplex.insert(place, known);
    if (simplex.size() > 3)
      simplex.pop_back();
  }

  std::optional<Assignment> propose(TechniqueContext &context) override {
    if (simplex.size() < 3)
      return std::nullopt;
    Assignment child;
    for (uint32_t number = 0; number < simplex[0].assignment.size(); ++number)
      child.push_back(reflect(context, number));
    return child;
  }

private:
  uint16_t reflect(TechniqueContext &context, uint32_t number) const {
    uint16_t better = simplex[context.random.below(2)].assignment[number];
    if (better != simplex[2].assignment[number] ||
        !context.random.chance(redrawn))
      return better;
    return context.pickChoice(number);
  }

  static constexpr double redrawn = 0.05;
  std::vector<Known> simplex; ///< best first
};

class GroupMutation : public Technique {
public:
  explicit GroupMutation(const Space &space) : neighbourhood(space) {}

  std::optional<Assignment> propose(TechniqueContext &context) override {
    if (!context.best)
      return std::nullopt;
    const Assignment &parent = context.best->assignment;
    return neighbourhood.take(parent,
                              neighbourhood.pickGroup(parent, context.random));
  }

private:
  Neighbourhood neighbourhood;
};
} // namespace

std::unique_ptr<Technique> optimize::makeUniformMutation() {
  return std::make_unique<UniformMutation>();
}

std::unique_ptr<Technique> optimize::makeNormalMutation() {
  return std::make_unique<NormalMutation>();
}

std::unique_ptr<Technique> optimize::makeReflection() {
  return std::make_unique<Reflection>();
}

std::unique_ptr<Technique> optimize::makeGroupMutation(const Space &space) {
  return std::make_unique<GroupMutation>(space);
}
