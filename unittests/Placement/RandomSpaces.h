//===- RandomSpaces.h - Random maps over spaces -----------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Well-typed maps that exercise machine spaces: all transformations, as globals
// and locals, with arguments of the launch and of the point, star indices,
// `has`, choices between points, and the processors of single tasks. What
// Evaluate's RandomMap does with integers is left to it.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_UNITTESTS_PLACEMENT_RANDOMSPACES_H
#define MAPWRIGHT_UNITTESTS_PLACEMENT_RANDOMSPACES_H

#include "mapwright/Program/Launch.h"

#include <random>
#include <string>
#include <vector>

namespace mapwright {

/// A mapper with the map `f` for the task `t`, a machine and a launch, all
/// functions of the seed. Some are wrong with constant values and do not
/// compile.
class RandomSpaces {
public:
  explicit RandomSpaces(unsigned seed);

  std::string text;
  std::string machine;
  Domain domain; ///< of rank 0 for a single launch
  Place self, parent;

private:
  struct Space {
    std::string name;
    unsigned dimensions;
  };

  unsigned pick(unsigned n) { return random() % n; }
  std::string number(unsigned n) { return std::to_string(pick(n)); }

  /// An integer of the machine, where `inGlobal`, else also of the launch and
  /// the point.
  std::string makeInt(bool inGlobal);
  std::string makeExtents(bool inGlobal);
  std::string makeBool();
  /// Adds transformations to a space; `dimensions` follows.
  std::string transform(const Space &from, unsigned steps, bool inGlobal,
                        unsigned &dimensions);
  /// A point, or a choice between points.
  std::string makePoint(unsigned depth);
  void makeGlobals();
  void makeDomain();
  void makeFunction();

  std::mt19937 random;
  unsigned rank;
  bool hasStars;
  std::vector<Space> spaces; ///< in scope, all of one kind
};

} // namespace mapwright

#endif // MAPWRIGHT_UNITTESTS_PLACEMENT_RANDOMSPACES_H
