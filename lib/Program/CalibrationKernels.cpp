//===- CalibrationKernels.cpp - Times of point tasks ----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CalibrationParts.h"

#include "ImportRunLaunch.h"

#include "llvm/ADT/STLExtras.h"

using namespace mapwright;

namespace {
/// One point task: its time, and the elements of its arguments.
struct Sample {
  double seconds;
  std::vector<uint64_t> elements;
};
using SampleKey = std::pair<std::string, ProcKind>;
} // namespace

/// Elements of what a task at `point` gets as an argument.
static uint64_t countArgument(const Program &program,
                              const Requirement &requirement,
                              const Point &point) {
  if (!requirement.isPartition)
    return countElements(
        program.indexSpaces[program.regions[requirement.target].indexSpace]
            .rects);
  const Partition &partition = program.partitions[requirement.target];
  std::optional<Point> color = projectPoint(requirement.projection, point);
  if (!color || !partition.colors.contains(*color))
    return 0;
  uint64_t number = 0;
  for (unsigned d = 0; d < color->rank; ++d)
    number =
        number * (partition.colors.hi.at[d] - partition.colors.lo.at[d] + 1) +
        (color->at[d] - partition.colors.lo.at[d]);
  return countElements(partition, number);
}

/// By operation: the runs of tasks. A task that ran several times (it was
/// aborted) counts with the last one.
static std::map<uint64_t, const ProfTask *> indexRuns(const ProfLog &prof) {
  std::map<uint64_t, const ProfTask *> runs;
  for (const ProfTask &run : prof.taskRuns)
    runs[run.operation] = &run;
  return runs;
}

static double getSeconds(const ProfTask &run) {
  constexpr double nanosecond = 1e-9;
  uint64_t device = run.deviceStop - run.deviceStart;
  return nanosecond * (device > 0 ? device : run.getBusy());
}

static std::map<SampleKey, std::vector<Sample>>
collectSamples(const SpyLog &spy, const ProfLog &prof, const ImportedRun &run) {
  std::map<uint64_t, const ProfTask *> runs = indexRuns(prof);
  std::map<SampleKey, std::vector<Sample>> samples;
  const Program &program = run.program;
  auto operations = run.operations.begin();
  auto addTask = [&](const LaunchStatement &launch, uint64_t id) {
    auto taskRun = runs.find(id);
    if (taskRun == runs.end())
      return;
    std::optional<ProcKind> kind =
        getProgramKind(spy, taskRun->second->processor);
    if (!kind)
      return;
    Sample sample{getSeconds(*taskRun->second), {}};
    const Point &point = spy.findOperation(id)->point;
    for (const Requirement &requirement : launch.requirements)
      sample.elements.push_back(countArgument(program, requirement, point));
    samples[{program.tasks[launch.task].name, *kind}].push_back(
        std::move(sample));
  };
  forEachLaunch(program, [&](const Statement &statement) {
    for (uint64_t id : *operations++) {
      const SpyOperation &operation = *spy.findOperation(id);
      if (operation.kind == SpyOperationKind::Task)
        addTask(statement.launch, id);
      for (uint64_t point : operation.points)
        addTask(statement.launch, point);
    }
  });
  return samples;
}

//===----------------------------------------------------------------------===//
// Fitting
//===----------------------------------------------------------------------===//

/// The argument with most elements over all samples; none without elements.
static std::optional<unsigned> findDominant(llvm::ArrayRef<Sample> samples) {
  std::optional<unsigned> best;
  uint64_t most = 0;
  for (size_t i = 0; i < samples.front().elements.size(); ++i) {
    uint64_t sum = 0;
    for (const Sample &sample : samples)
      sum += sample.elements[i];
    if (sum > most) {
      most = sum;
      best = i;
    }
  }
  return best;
}

/// A constant and a slope by least squares, if the sizes differ enough for that
/// and both come out as times.
static bool fitLine(llvm::ArrayRef<Sample> samples, unsigned argument,
                    LinearCost &cost) {
  constexpr size_t enoughSamples = 8;
  double n = samples.size(), x = 0, y = 0, xx = 0, xy = 0;
  uint64_t least = UINT64_MAX, most = 0;
  for (const Sample &sample : samples) {
    uint64_t elements = sample.elements[argument];
    least = std::min(least, elements);
    most = std::max(most, elements);
    x += elements;
    y += sample.seconds;
    xx += static_cast<double>(elements) * elements;
    xy += elements * sample.seconds;
  }
  if (samples.size() < enoughSamples || most / 2 < least)
    return false;
  double slope = (n * xy - x * y) / (n * xx - x * x);
  double constant = (y - slope * x) / n;
  if (!(slope >= 0) || !(constant >= 0))
    return false;
  cost.constant = constant;
  cost.perElement[argument] = slope;
  return true;
}

static LinearCost fitCost(llvm::ArrayRef<Sample> samples) {
  LinearCost cost;
  double seconds = 0;
  for (const Sample &sample : samples)
    seconds += sample.seconds;
  std::optional<unsigned> argument = findDominant(samples);
  if (!argument) {
    cost.constant = seconds / samples.size();
    return cost;
  }
  cost.perElement.assign(*argument + 1, 0);
  if (fitLine(samples, *argument, cost))
    return cost;
  uint64_t elements = 0;
  for (const Sample &sample : samples)
    elements += sample.elements[*argument];
  cost.perElement[*argument] = seconds / elements;
  return cost;
}

std::vector<KernelCost> mapwright::measureKernels(const SpyLog &spy,
                                                  const ProfLog &prof,
                                                  const ImportedRun &run) {
  std::vector<KernelCost> kernels;
  for (const auto &[key, samples] : collectSamples(spy, prof, run))
    kernels.push_back(
        {key.first, key.second, fitCost(samples), samples.size()});
  return kernels;
}
