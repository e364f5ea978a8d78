//===- Techniques.h - What the bandit chooses among -------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Optimize/Search. The ensemble of OpenTuner on choices, which
// have no order to speak of.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_OPTIMIZE_SEARCH_TECHNIQUES_H
#define MAPWRIGHT_LIB_OPTIMIZE_SEARCH_TECHNIQUES_H

#include "Neighbourhood.h"
#include "SearchBase.h"

namespace mapwright {
namespace optimize {

/// What techniques share.
struct TechniqueContext {
  const Space &space;
  Random &random;
  std::optional<Known> best;

  Assignment makeRandom();
  uint16_t pickChoice(uint32_t dimension);
};

class Technique {
public:
  virtual ~Technique() = default;
  /// None if it has nothing to go by.
  virtual std::optional<Assignment> propose(TechniqueContext &context) = 0;
  /// Told of what it proposed, and what came of it.
  virtual void digest(const Known &known) {}
  /// Told of everything that was evaluated.
  virtual void digestAny(const Known &known) {}
};

/// Differential evolution: a population whose oldest member is replaced if what
/// takes its place is better. Until it is complete it is filled at random.
std::unique_ptr<Technique> makeEvolution(size_t populationSize);
/// Draws each choice of the best anew with some probability, at least one.
std::unique_ptr<Technique> makeUniformMutation();
/// Moves numbers of choices by normal distances.
std::unique_ptr<Technique> makeNormalMutation();
/// An analog of a simplex: away from the worst of three, towards the others.
std::unique_ptr<Technique> makeReflection();
/// Moves a group of co-located arguments or tasks.
std::unique_ptr<Technique> makeGroupMutation(const Space &space);

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_LIB_OPTIMIZE_SEARCH_TECHNIQUES_H
