//===- Calibration.h - Costs measured in a run ------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// From a run with Spy and Prof logs: what point tasks and the runtime cost.
// How each number is made, and what it leaves out: docs/calibration.md.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_PROGRAM_CALIBRATION_H
#define MAPWRIGHT_PROGRAM_CALIBRATION_H

#include "mapwright/Machine/MachineModel.h"
#include "mapwright/Program/ImportRun.h"

namespace mapwright {

/// The measured time of a task kind on a kind of processor.
struct KernelCost {
  std::string task;
  ProcKind kind = ProcKind::CPU;
  LinearCost seconds;
  uint64_t samples = 0; ///< point tasks it was measured from
};

/// What became of the time of a kind of meta task; for people.
struct MetaTaskTotal {
  std::string name;
  std::string cost; ///< key of the runtime cost it went to, or "none"
  uint64_t runs = 0;
  double seconds = 0; ///< on utility processors, without waits
};

struct Calibration {
  std::string source;              ///< the logs
  std::vector<KernelCost> kernels; ///< by task name and kind
  RuntimeCosts runtime;
  std::vector<MetaTaskTotal> metaTasks; ///< by name and cost
};

/// Calibrates from a run. Fails if its logs have no point task in common.
llvm::Expected<Calibration> calibrate(const SpyLog &spy, const ProfLog &prof,
                                      const ImportedRun &run);

/// How much more (or less) work the kernels of a task do than in the run that
/// was calibrated from, for the same elements: what a parameter of the program
/// that no log shows, such as a number of time steps, changes.
struct KernelScale {
  std::string task;
  double factor;
};

/// Sets the measured seconds of all variants the calibration knows; variants it
/// does not know stay as they are. Fails if a scale names an unknown task, or a
/// kernel's cost is one of an argument that the task does not have.
llvm::Error applyKernels(const Calibration &calibration, Program &program,
                         llvm::ArrayRef<KernelScale> scales = {});
/// Sets the costs of the runtime.
void applyRuntime(const Calibration &calibration, MachineModel &model);

/// JSON of the schema "mapwright-calibration/1" (docs/schemas).
std::string writeCalibrationJSON(const Calibration &calibration);
/// Errors are `NAME:LINE: PATH: what`.
llvm::Expected<Calibration> readCalibrationJSON(llvm::StringRef text,
                                                llvm::StringRef name);

/// Seconds from the first start of a task called `first` to the last end of one
/// called `last`. Fails if one of them never ran.
llvm::Expected<double> measureSpan(const ProfLog &prof, llvm::StringRef first,
                                   llvm::StringRef last);

} // namespace mapwright

#endif // MAPWRIGHT_PROGRAM_CALIBRATION_H
