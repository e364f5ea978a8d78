//===- MapperRunOptions.h - Command line of mapper-run ----------*- C++ -*-===//
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

#ifndef MAPWRIGHT_LIB_TOOLS_MAPPERRUNOPTIONS_H
#define MAPWRIGHT_LIB_TOOLS_MAPPERRUNOPTIONS_H

#include "MapperRunExecOptions.h"

#include "mapwright/Machine/MachineModel.h"
#include "mapwright/Program/Calibration.h"
#include "mapwright/Program/Launch.h"
#include "mapwright/Support/DiagnosticCLOptions.h"
#include "mapwright/Tools/CommonOptions.h"

namespace mapwright {

/// Registers the options of mapper-run; one object a process.
struct MapperRunOptions {
  MapperRunOptions();

  static const ToolInfo &getTool();

  /// Parses the command line and checks that its options go together.
  /// `exitDone`, or the exit code after having said what is wrong.
  ExitCode parse(int argc, char **argv);

  /// Filled in by parse(), unless a log is given.
  std::optional<Machine> machine;
  /// The same with its performance, where it is asked for.
  std::optional<MachineModel> model;
  std::vector<Launch> launches;
  std::vector<KernelScale> kernelScales;

  /// Whether the figures of this machine are asked for, not those of a log.
  bool measuresMachine() const;
  /// Where --calibrate writes.
  std::string getCalibrationOutput() const;

  DiagnosticCLOptions diagnostics;
  MapperRunExecOptions exec;
  llvm::cl::OptionCategory category;
  llvm::cl::opt<std::string> input;
  llvm::cl::opt<std::string> policy;
  llvm::cl::opt<std::string> machineSpec;
  llvm::cl::list<std::string> launchSpecs;
  llvm::cl::opt<std::string> program;
  llvm::cl::opt<bool> decisions;
  llvm::cl::opt<std::string> compare;
  llvm::cl::opt<std::string> trace;
  llvm::cl::opt<std::string> report;
  llvm::cl::opt<std::string> calibration;
  llvm::cl::opt<std::string> calibrate;
  llvm::cl::opt<std::string> prof;
  llvm::cl::list<std::string> kernelScaleSpecs;
  llvm::cl::opt<bool> noRuntimeCosts;
  llvm::cl::opt<bool> noChecks;
  llvm::cl::opt<std::string> guide;
  llvm::cl::opt<bool> guideStdin;
  llvm::cl::list<std::string> guideRules;
  llvm::cl::opt<unsigned> applyAdvice;
  llvm::cl::opt<bool> machineInfo;
  llvm::cl::opt<std::string> log;
  llvm::cl::opt<bool> compareLog;
  llvm::cl::opt<bool> json;
  llvm::cl::opt<std::string> output;
  llvm::cl::opt<unsigned> maxRank;
  llvm::cl::opt<bool> verifyDiagnostics;

private:
  ExitCode checkUsage();
  ExitCode checkSubject();
  ExitCode checkSource();
  ExitCode checkCalibrate();
  ExitCode checkExec();
  ExitCode checkGuideStdin();
  ExitCode checkSimulation();
  ExitCode checkFiles();
  ExitCode checkAdvice();
  ExitCode parseMachine();
  ExitCode parseKernelScales();
  ExitCode parseSpecs();
};

} // namespace mapwright

#endif // MAPWRIGHT_LIB_TOOLS_MAPPERRUNOPTIONS_H
