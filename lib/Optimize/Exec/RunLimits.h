//===- RunLimits.h - How long a run may take --------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_OPTIMIZE_EXEC_RUNLIMITS_H
#define MAPWRIGHT_LIB_OPTIMIZE_EXEC_RUNLIMITS_H

#include <limits>
#include <mutex>
#include <vector>

namespace mapwright {
namespace optimize {

/// Remembers how long the best candidate takes by the clock, whatever the
/// metric is. Safe to use from several threads.
class RunLimits {
public:
  explicit RunLimits(double absolute) : absolute(absolute) {}

  /// Seconds that a run may take; 0: no limit. `isSearch`: what takes much
  /// longer than the best is of no interest.
  double getLimit(bool isSearch) const;

  /// A candidate with that metric took so many seconds in each of its runs.
  void add(double metric, const std::vector<double> &seconds);

private:
  double absolute;
  mutable std::mutex guard;
  double bestMetric = std::numeric_limits<double>::infinity();
  std::vector<double> bestSeconds;
};

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_LIB_OPTIMIZE_EXEC_RUNLIMITS_H
