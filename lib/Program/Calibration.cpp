//===- Calibration.cpp - Costs measured in a run --------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Program/Calibration.h"

#include "CalibrationParts.h"
#include "mapwright/Support/InputErrors.h"

#include "llvm/ADT/STLExtras.h"

using namespace mapwright;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;
using llvm::Twine;

Expected<Calibration> mapwright::calibrate(const SpyLog &spy,
                                           const ProfLog &prof,
                                           const ImportedRun &run) {
  Calibration calibration;
  calibration.source = spy.name + ", " + prof.name;
  calibration.kernels = measureKernels(spy, prof, run);
  if (calibration.kernels.empty())
    return makeError(prof.name + ": it has no run of any task that " +
                     spy.name + " launches: these are logs of different runs");
  measureRuntime(spy, prof, calibration);
  return calibration;
}

//===----------------------------------------------------------------------===//
// Application
//===----------------------------------------------------------------------===//

static double getScale(llvm::ArrayRef<KernelScale> scales, StringRef task) {
  for (const KernelScale &scale : scales)
    if (scale.task == task)
      return scale.factor;
  return 1;
}

static LinearCost multiply(LinearCost cost, double factor) {
  cost.constant *= factor;
  for (double &perElement : cost.perElement)
    perElement *= factor;
  return cost;
}

Error mapwright::applyKernels(const Calibration &calibration, Program &program,
                              llvm::ArrayRef<KernelScale> scales) {
  for (const KernelScale &scale : scales) {
    auto isTask = [&](const TaskKind &task) { return task.name == scale.task; };
    if (llvm::none_of(program.tasks, isTask))
      return makeError("a scale for '" + scale.task +
                       "', which the program does not have");
  }
  for (TaskKind &task : program.tasks) {
    double scale = getScale(scales, task.name);
    for (Variant &variant : task.variants) {
      auto kernel =
          llvm::find_if(calibration.kernels, [&](const KernelCost &cost) {
            return cost.task == task.name && cost.kind == variant.kind;
          });
      if (kernel == calibration.kernels.end())
        continue;
      if (kernel->seconds.perElement.size() > task.arguments.size())
        return makeError("the calibration has a cost for argument " +
                         Twine(kernel->seconds.perElement.size() - 1) +
                         " of '" + task.name + "', which has " +
                         Twine(task.arguments.size()) + " arguments");
      variant.seconds = multiply(kernel->seconds, scale);
    }
  }
  return Error::success();
}

void mapwright::applyRuntime(const Calibration &calibration,
                             MachineModel &model) {
  model.setRuntime(calibration.runtime);
}

//===----------------------------------------------------------------------===//
// Spans
//===----------------------------------------------------------------------===//

Expected<double> mapwright::measureSpan(const ProfLog &prof, StringRef first,
                                        StringRef last) {
  std::optional<uint64_t> start, end;
  for (const ProfTask &run : prof.taskRuns) {
    auto task = prof.tasks.find(run.kind);
    if (task == prof.tasks.end())
      continue;
    if (task->second == first)
      start = std::min(start.value_or(run.start), run.start);
    if (task->second == last)
      end = std::max(end.value_or(run.stop), run.stop);
  }
  if (!start || !end)
    return makeError(prof.name + ": no task called '" + (start ? last : first) +
                     "' ran");
  constexpr double nanosecond = 1e-9;
  return (static_cast<double>(*end) - static_cast<double>(*start)) * nanosecond;
}
