//===- RunLimits.cpp - How long a run may take ----------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RunLimits.h"

#include <algorithm>

using namespace mapwright::optimize;

/// Within this time, starting a program varies more than candidates do.
static constexpr double minRelativeLimit = 1;

double RunLimits::getLimit(bool isSearch) const {
  std::lock_guard<std::mutex> lock(guard);
  if (!isSearch || bestSeconds.empty())
    return absolute;
  auto [least, most] =
      std::minmax_element(bestSeconds.begin(), bestSeconds.end());
  double noise = *most - *least;
  double relative = std::max({2 * *most, *most + 3 * noise, minRelativeLimit});
  return absolute > 0 ? std::min(absolute, relative) : relative;
}

void RunLimits::add(double metric, const std::vector<double> &seconds) {
  std::lock_guard<std::mutex> lock(guard);
  if (metric >= bestMetric)
    return;
  bestMetric = metric;
  bestSeconds = seconds;
}
