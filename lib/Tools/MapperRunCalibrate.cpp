//===- MapperRunCalibrate.cpp - Costs from a measured run -----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MapperRunCalibrate.h"

#include "mapwright/Program/ImportRunFile.h"
#include "mapwright/Support/OutputFile.h"
#include "mapwright/Tools/CommonInput.h"

using namespace mapwright;

ExitCode mapwright::calibrateFromRun(const MapperRunOptions &options,
                                     const DiagnosticOptions &diagnostics) {
  llvm::Expected<RunFiles> files = loadRun(options.log, options.prof);
  if (!files)
    return reportInputError(files.takeError(), diagnostics);
  llvm::Expected<Calibration> calibration =
      calibrate(files->spy, *files->prof, files->run);
  if (!calibration)
    return reportInputError(calibration.takeError(), diagnostics);
  OutputFile output(options.calibrate);
  output.os() << writeCalibrationJSON(*calibration);
  if (llvm::Error error = output.keep())
    return reportFileError(std::move(error), diagnostics);
  return exitDone;
}
