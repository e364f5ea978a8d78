//===- MapperRunCalibrate.cpp - Costs and machines, measured --------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MapperRunCalibrate.h"

#include "ProgressLine.h"

#include "mapwright/Calibrate/Calibrate.h"
#include "mapwright/Optimize/RealRuns.h"
#include "mapwright/Program/ImportRunFile.h"
#include "mapwright/Support/InputErrors.h"
#include "mapwright/Support/OutputFile.h"
#include "mapwright/Tools/CommonInput.h"

#include "llvm/Support/Path.h"

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
  OutputFile output(options.getCalibrationOutput());
  output.os() << writeCalibrationJSON(*calibration);
  if (llvm::Error error = output.keep())
    return reportFileError(std::move(error), diagnostics);
  return exitDone;
}

/// The command without the folders of its programs, which others do not have.
static std::string nameCommand(llvm::ArrayRef<std::string> command) {
  std::string name;
  for (llvm::StringRef word : command)
    name += (name.empty() ? "" : " ") + llvm::sys::path::filename(word).str();
  return name;
}

/// Adds what the command measures; without a command nothing.
static llvm::Error addCommand(const MapperRunOptions &options,
                              MachineMeasurement &measurement) {
  optimize::ExecOptions exec = options.exec.get();
  if (exec.command.empty())
    return llvm::Error::success();
  llvm::Expected<optimize::CommandOutput> output = optimize::runCommand(exec);
  if (!output)
    return output.takeError();
  if (!output->problem.empty())
    return makeError("the command '" + exec.command.front() + "' " +
                     output->problem +
                     (output->text.empty() ? "" : ":\n" + output->text));
  if (!llvm::StringRef(output->text).contains("measured "))
    return makeError("the command '" + exec.command.front() +
                     "' measured nothing: it has to print lines such as "
                     "'measured core_flops_per_second=2e10'");
  return addMeasurements(output->text, nameCommand(exec.command), measurement);
}

static llvm::Expected<MachineModel> measure(const MapperRunOptions &options) {
  ProgressLine line;
  auto show = [&](llvm::StringRef what) {
    line.update([&] { return ("measuring " + what).str(); });
  };
  llvm::Expected<MachineMeasurement> measurement = measureHost(show);
  if (!measurement)
    return measurement.takeError();
  show("with the command");
  if (llvm::Error error = addCommand(options, *measurement))
    return std::move(error);
  return makeMachine(*measurement);
}

ExitCode mapwright::calibrateMachine(const MapperRunOptions &options,
                                     const DiagnosticOptions &diagnostics) {
  llvm::Expected<MachineModel> model = measure(options);
  if (!model)
    return reportInputError(model.takeError(), diagnostics);
  OutputFile output(options.getCalibrationOutput());
  output.os() << writeMachineJSON(*model);
  if (llvm::Error error = output.keep())
    return reportFileError(std::move(error), diagnostics);
  return exitDone;
}
