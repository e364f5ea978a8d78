//===- AucBandit.h - Chooses among techniques -------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Optimize/Search.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_OPTIMIZE_SEARCH_AUCBANDIT_H
#define MAPWRIGHT_LIB_OPTIMIZE_SEARCH_AUCBANDIT_H

#include "mapwright/Optimize/Random.h"

#include <deque>
#include <vector>

namespace mapwright {
namespace optimize {

/// Credits techniques by the area under the curve of their successes in a
/// window of the last uses (OpenTuner). All operations but the ranking take
/// constant time (tuning: A5).
class AucBandit {
public:
  explicit AucBandit(unsigned numTechniques, size_t window = 500,
                     double exploration = 0.05)
      : counts(numTechniques), window(window), exploration(exploration) {}

  void push(unsigned technique, bool isSuccess);
  /// 0 to 1; the later a success, the more it counts.
  double getAuc(unsigned technique) const;
  /// All techniques, the most promising first: those that are not in the
  /// window, then by area plus what has been tried little. Ties are shuffled.
  std::vector<unsigned> rank(Random &random) const;

private:
  /// Of one technique in the window.
  struct Count {
    uint64_t uses = 0;
    uint64_t successes = 0;
    uint64_t positions = 0; ///< sum over successes, from 1 among its uses
  };
  double getScore(unsigned technique) const;

  std::vector<Count> counts;
  std::deque<std::pair<unsigned, bool>> history;
  size_t window;
  double exploration;
};

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_LIB_OPTIMIZE_SEARCH_AUCBANDIT_H
