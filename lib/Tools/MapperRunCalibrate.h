//===- MapperRunCalibrate.h - Costs and machines, measured -------*- C++
//-*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Tools.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_TOOLS_MAPPERRUNCALIBRATE_H
#define MAPWRIGHT_LIB_TOOLS_MAPPERRUNCALIBRATE_H

#include "MapperRunOptions.h"

namespace mapwright {

/// Writes what the logs of a run (--log and --prof) say of the costs of kernels
/// and of the runtime to the file of --calibrate.
ExitCode calibrateFromRun(const MapperRunOptions &options,
                          const DiagnosticOptions &diagnostics);

/// Measures this machine, and has the command after `--` measure what it sees
/// of it; writes a machine for --machine.
ExitCode calibrateMachine(const MapperRunOptions &options,
                          const DiagnosticOptions &diagnostics);

} // namespace mapwright

#endif // MAPWRIGHT_LIB_TOOLS_MAPPERRUNCALIBRATE_H
