//===- RandomMap.h - Random index maps --------------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Well-typed entry functions over everything that a map can compute: integers,
// truth values, tuples, helpers, `tuple(for)`, transformations and indexing.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_UNITTESTS_EVALUATE_RANDOMMAP_H
#define MAPWRIGHT_UNITTESTS_EVALUATE_RANDOMMAP_H

#include "mapwright/Program/Launch.h"

#include "llvm/ADT/StringRef.h"

#include <random>

namespace mapwright {

/// One mapper with the map `f` for the task `t`, a machine and a domain (of
/// rank 2 and not used for a single map), all functions of the seed. Some are
/// wrong with constant values and do not compile.
class RandomMap {
public:
  enum class Kind {
    Index, ///< index map, without stars and without choices between spaces
    Rich,  ///< index map, with them
    Single ///< single map, with them
  };
  explicit RandomMap(unsigned seed, Kind kind = Kind::Index);

  /// The mapper. `force`, an expression of value 1, is the factor of a `split`
  /// at the start of the map.
  std::string getText(llvm::StringRef force) const;

  /// What the functions of all maps stand on.
  static std::string getPrelude();
  /// The map alone, as the function `name`.
  std::string getFunction(llvm::StringRef name, llvm::StringRef force) const;

  std::string machine;
  Domain domain;

private:
  /// 0 to n-1.
  unsigned pick(unsigned n) { return random() % n; }
  int64_t between(int64_t lo, int64_t hi) { return lo + pick(hi - lo + 1); }

  std::string makeInt(unsigned depth);
  std::string makeBool(unsigned depth);
  /// A tuple as long as the launch has dimensions.
  std::string makeTuple(unsigned depth);
  /// A tuple that the launch gives, one of three.
  std::string makeLaunchTuple(unsigned which);
  std::string makeSpace(unsigned &dimensions);
  std::string makeBaseSpace();
  std::string makeIndexing(unsigned dimensions, bool &hasStar);
  std::string makeStatements();
  std::string makeReturn();
  void makeDomain();

  std::mt19937 random;
  Kind kind;
  unsigned rank = 1;
  unsigned numLocals = 0;
  std::string loopVariable; ///< inside of a `tuple(for)`
  std::string body;
};

} // namespace mapwright

#endif // MAPWRIGHT_UNITTESTS_EVALUATE_RANDOMMAP_H
