//===- AucBandit.cpp - Chooses among techniques ---------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AucBandit.h"

#include "llvm/ADT/STLExtras.h"

#include <cmath>
#include <limits>

using namespace mapwright;
using namespace mapwright::optimize;

void AucBandit::push(unsigned technique, bool isSuccess) {
  history.push_back({technique, isSuccess});
  Count &count = counts[technique];
  ++count.uses;
  if (isSuccess) {
    count.positions += count.uses;
    ++count.successes;
  }
  if (history.size() <= window)
    return;
  auto [oldest, wasSuccess] = history.front();
  history.pop_front();
  // All others of its successes move one position down, and it leaves from
  // position 1.
  Count &left = counts[oldest];
  --left.uses;
  left.positions -= left.successes;
  left.successes -= wasSuccess;
}

double AucBandit::getAuc(unsigned technique) const {
  const Count &count = counts[technique];
  if (count.uses == 0)
    return 0;
  return 2.0 * count.positions / (double(count.uses) * (count.uses + 1));
}

double AucBandit::getScore(unsigned technique) const {
  if (counts[technique].uses == 0)
    return std::numeric_limits<double>::infinity();
  return getAuc(technique) +
         exploration * std::sqrt(2 * std::log2(double(history.size())) /
                                 double(counts[technique].uses));
}

std::vector<unsigned> AucBandit::rank(Random &random) const {
  std::vector<unsigned> ranked, ties;
  for (unsigned technique = 0; technique < counts.size(); ++technique) {
    ranked.push_back(technique);
    ties.push_back(technique);
  }
  random.shuffle(ties);
  llvm::sort(ranked, [&](unsigned a, unsigned b) {
    return std::pair(getScore(b), ties[a]) < std::pair(getScore(a), ties[b]);
  });
  return ranked;
}
