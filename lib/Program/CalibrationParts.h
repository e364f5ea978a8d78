//===- CalibrationParts.h - Parts of the calibration ------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_PROGRAM_CALIBRATIONPARTS_H
#define MAPWRIGHT_LIB_PROGRAM_CALIBRATIONPARTS_H

#include "mapwright/Program/Calibration.h"

namespace mapwright {

/// The times of all point tasks that both logs have, by task and kind.
std::vector<KernelCost> measureKernels(const SpyLog &spy, const ProfLog &prof,
                                       const ImportedRun &run);

/// Fills the costs of the runtime and the table of meta tasks.
void measureRuntime(const SpyLog &spy, const ProfLog &prof,
                    Calibration &calibration);

} // namespace mapwright

#endif // MAPWRIGHT_LIB_PROGRAM_CALIBRATIONPARTS_H
