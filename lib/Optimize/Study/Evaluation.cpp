//===- Evaluation.cpp - What a candidate is worth -------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Optimize/Evaluation.h"

#include "mapwright/Optimize/Random.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/bit.h"

using namespace mapwright;
using namespace mapwright::optimize;

/// Samples drawn with repetition to see how the median varies.
static constexpr unsigned numResamples = 1000;
/// Of them, those left out on each side of a 95 % interval.
static constexpr unsigned numOutside = 25;

/// Partially sorts `values`.
static double takeMedian(llvm::MutableArrayRef<double> values) {
  auto middle = values.begin() + values.size() / 2;
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1)
    return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

/// FNV-1a over the bits.
static uint64_t hashSamples(llvm::ArrayRef<double> samples) {
  uint64_t hash = 0xcbf29ce484222325;
  for (double sample : samples) {
    uint64_t bits = llvm::bit_cast<uint64_t>(sample);
    for (unsigned byte = 0; byte < 8; ++byte)
      hash = (hash ^ ((bits >> (8 * byte)) & 0xff)) * 0x100000001b3;
  }
  return hash;
}

Interval mapwright::optimize::estimateMedian(llvm::ArrayRef<double> samples) {
  std::vector<double> sorted(samples);
  llvm::sort(sorted);
  std::vector<double> drawn = sorted;
  double median = takeMedian(drawn);
  if (samples.size() < 3 || sorted.front() == sorted.back())
    return {median, median, median};
  Random random(hashSamples(sorted));
  std::vector<double> medians(numResamples);
  for (double &resampled : medians) {
    for (double &value : drawn)
      value = sorted[random.below(sorted.size())];
    resampled = takeMedian(drawn);
  }
  llvm::sort(medians);
  return {medians[numOutside], median, medians[numResamples - 1 - numOutside]};
}

void mapwright::optimize::limitFeedback(Feedback &feedback, GuideLevel level) {
  if (level < GuideLevel::Suggest)
    feedback.suggest.clear();
  if (level >= GuideLevel::Explain)
    return;
  feedback.explain.clear();
  feedback.unmatched.clear();
}

static Verdict compareNumbers(double candidate, double other) {
  if (candidate == other)
    return Verdict::Tie;
  return candidate < other ? Verdict::Better : Verdict::Worse;
}

/// What is not known is taken to be most.
static Verdict compareOverBytes(uint64_t candidate, uint64_t other) {
  uint64_t a = candidate - 1, b = other - 1;
  if (a == b)
    return Verdict::Tie;
  return a < b ? Verdict::Better : Verdict::Worse;
}

static Verdict compareSamples(llvm::ArrayRef<double> candidate,
                              llvm::ArrayRef<double> other) {
  Interval a = estimateMedian(candidate), b = estimateMedian(other);
  if (a.low <= b.high && b.low <= a.high)
    return Verdict::Tie;
  return compareNumbers(a.median, b.median);
}

Verdict mapwright::optimize::compare(const Evaluation &candidate,
                                     const Evaluation &other) {
  if (candidate.kind != other.kind)
    return candidate.kind > other.kind ? Verdict::Better : Verdict::Worse;
  if (candidate.kind == sim::OutcomeKind::OutOfMemory)
    return compareOverBytes(candidate.overBytes, other.overBytes);
  if (candidate.isOk())
    return compareSamples(candidate.samples, other.samples);
  return Verdict::Tie;
}
