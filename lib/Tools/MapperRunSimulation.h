//===- MapperRunSimulation.h - Simulated runs -------------------*- C++ -*-===//
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

#ifndef MAPWRIGHT_LIB_TOOLS_MAPPERRUNSIMULATION_H
#define MAPWRIGHT_LIB_TOOLS_MAPPERRUNSIMULATION_H

#include "MapperRunOptions.h"

#include "mapwright/Evaluate/Resolve.h"
#include "mapwright/Report/Report.h"
#include "mapwright/Support/OutputFile.h"
#include "mapwright/Tools/CommonInput.h"

namespace mapwright {

/// What simulates a mapper on the program and the machine of the command line.
class Simulation {
public:
  Simulation(const MapperRunOptions &options, MachineModel model);

  /// Reads and unrolls the program, and reads the mapper to compare with.
  /// `exitDone`, or the exit code after having said what is wrong.
  ExitCode load(const DiagnosticOptions &diagnostics);

  /// Decides, simulates and writes what was asked for. Fails after diagnostics.
  mlir::LogicalResult run(Evaluator &evaluator, mlir::MLIRContext &context,
                          llvm::StringRef mapper, llvm::raw_ostream &os);

  /// Puts the trace and the report in place.
  llvm::Error keepFiles();

  /// Whether one of the runs did not end well.
  bool isNegative() const { return negative; }

  /// Why a real run was not possible, if it was not: `exitEnvironment`, ...
  ExitCode getFailure() const { return failureCode; }

private:
  sim::Result simulate(const sim::Placement &placement);
  RunView makeView(const Resolved &resolved, const sim::Result &result,
                   llvm::StringRef mapper) const;
  mlir::LogicalResult compare(const RunView &first, mlir::MLIRContext &context,
                              llvm::raw_ostream &os);
  mlir::LogicalResult compareWithReal(const RunView &view, Evaluator &evaluator,
                                      llvm::raw_ostream &os);
  ExitCode calibrate(const DiagnosticOptions &diagnostics);
  ExitCode loadCompared(const DiagnosticOptions &diagnostics);
  void write(const RunView &view, llvm::raw_ostream &os);

  const MapperRunOptions &options;
  MachineModel model;
  Program program;
  sim::TaskGraph graph;
  std::unique_ptr<llvm::MemoryBuffer> compared; ///< the text of --compare
  OutputFile trace, report;
  bool negative = false;
  ExitCode failureCode = exitDone;
};

} // namespace mapwright

#endif // MAPWRIGHT_LIB_TOOLS_MAPPERRUNSIMULATION_H
