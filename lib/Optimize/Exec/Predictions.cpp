//===- Predictions.cpp - Simulated against measured times -----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Optimize/Exec.h"

#include "llvm/Support/FormatVariadic.h"

#include <cmath>

using namespace mapwright;
using namespace mapwright::optimize;

/// Below, simulation puts so many pairs in the wrong order that what it leaves
/// out may well be the best.
static constexpr double minTau = 0.5;
/// Fewer candidates say nothing about an order: even by chance alone three are
/// in the right one every sixth time.
static constexpr size_t minPredictions = 4;

std::optional<double> mapwright::optimize::computeKendallTau(
    llvm::ArrayRef<std::pair<double, double>> pairs) {
  int64_t agreement = 0, differInX = 0, differInY = 0;
  auto sign = [](double a, double b) { return (a > b) - (a < b); };
  for (size_t i = 0; i < pairs.size(); ++i)
    for (size_t j = 0; j < i; ++j) {
      int x = sign(pairs[i].first, pairs[j].first);
      int y = sign(pairs[i].second, pairs[j].second);
      agreement += x * y;
      differInX += x != 0;
      differInY += y != 0;
    }
  if (differInX == 0 || differInY == 0)
    return std::nullopt;
  return double(agreement) / std::sqrt(double(differInX) * double(differInY));
}

/// All final samples of each trial that are Ok.
static std::map<unsigned, std::vector<double>>
collectMeasured(llvm::ArrayRef<Measurement> measurements) {
  std::map<unsigned, std::vector<double>> samples;
  for (const Measurement &measurement : measurements)
    if (measurement.phase == "final" && measurement.evaluation.isOk())
      llvm::append_range(samples[measurement.trial],
                         measurement.evaluation.samples);
  return samples;
}

static std::string warn(const PredictionQuality &quality) {
  if (!quality.tau)
    return "";
  if (quality.predictions.size() < minPredictions)
    return llvm::formatv("only {0} candidates were simulated and run: that "
                         "does not tell whether simulation ranks them right",
                         quality.predictions.size());
  if (*quality.tau >= minTau)
    return "";
  return llvm::formatv(
      "simulation ranks the candidates that were run poorly (Kendall's tau "
      "{0:F2}, at least {1:F1} is wanted): what it left out may be better; "
      "calibrate the machine model, run more finalists, or search by running",
      *quality.tau, minTau);
}

PredictionQuality mapwright::optimize::assessPredictions(
    const History &history, llvm::ArrayRef<Measurement> measurements) {
  PredictionQuality quality;
  std::vector<std::pair<double, double>> pairs;
  for (const auto &[number, samples] : collectMeasured(measurements)) {
    if (number >= history.trials.size() || samples.empty())
      continue;
    const Evaluation &simulated = history.trials[number].evaluation;
    if (!simulated.isOk())
      continue;
    Prediction prediction = {number, estimateMedian(simulated.samples).median,
                             estimateMedian(samples).median};
    pairs.emplace_back(prediction.predicted, prediction.measured);
    quality.predictions.push_back(prediction);
  }
  quality.tau = computeKendallTau(pairs);
  quality.warning = warn(quality);
  return quality;
}
