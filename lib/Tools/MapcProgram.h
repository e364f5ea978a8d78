//===- MapcProgram.h - Checks of a mapper for a program ---------*- C++ -*-===//
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

#ifndef MAPWRIGHT_LIB_TOOLS_MAPCPROGRAM_H
#define MAPWRIGHT_LIB_TOOLS_MAPCPROGRAM_H

#include "MapcOptions.h"

#include "mapwright/Analysis/Checks.h"

namespace mapwright {

/// The program and the machine that `--program` and `--machine` name.
class MapcProgram {
public:
  explicit MapcProgram(MachineModel model) : model(std::move(model)) {}

  /// Reads and unrolls the program. `exitDone`, or the exit code after having
  /// said what is wrong.
  ExitCode load(llvm::StringRef argument, const DiagnosticOptions &diagnostics);

  /// Decides everything for the program and checks it.
  mlir::LogicalResult check(mlir::ModuleOp module) const;

private:
  MachineModel model;
  Program program;
  sim::TaskGraph graph;
};

/// `--prove`: the remark `not-proved` for index maps that are not proved to
/// stay in bounds on all machines and for all launches.
mlir::LogicalResult proveMaps(mlir::ModuleOp module, unsigned maxRank);

} // namespace mapwright

#endif // MAPWRIGHT_LIB_TOOLS_MAPCPROGRAM_H
