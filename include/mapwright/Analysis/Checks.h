//===- Checks.h - Rejects bad mappers before they run -----------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What of a resolved mapper cannot run, may not fit, or does nothing, found
// without a run. `resolve` has reported what it cannot decide; these checks
// look at what it has decided. docs/checks.md lists them all.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_ANALYSIS_CHECKS_H
#define MAPWRIGHT_ANALYSIS_CHECKS_H

#include "mapwright/Evaluate/Resolve.h"

#include "mlir/IR/BuiltinOps.h"

namespace mapwright {

struct CheckOptions {
  /// A processor with more points of a launch than this times an even share is
  /// told of (imbalance).
  double imbalanceFactor = 2;
  /// Whether to look for what is merely worth knowing: statements without
  /// effect and remarks. Without, only what stops a run or may stop it.
  bool onlyFatal = false;
};

/// Checks mappers for one program on one machine. What does not depend on the
/// mapper is computed once. Program, model and graph must outlive it.
class MapperChecker {
public:
  MapperChecker(const Program &program, const MachineModel &model,
                const sim::TaskGraph &graph);
  ~MapperChecker();

  /// Reports what it finds; fails if any of it is an error: then no run of the
  /// program ends well. `resolved` is what `evaluator`'s mapper decides.
  mlir::LogicalResult check(Evaluator &evaluator, const Resolved &resolved,
                            const CheckOptions &options = {}) const;
  /// Resolves a mapper, which has passed `checkRanks`, and checks that.
  mlir::LogicalResult check(mapping::MapperOp mapper,
                            const CheckOptions &options = {}) const;

private:
  struct Tables;
  std::unique_ptr<Tables> tables;
};

/// The same for one mapper.
mlir::LogicalResult checkMapper(Evaluator &evaluator, const Program &program,
                                const MachineModel &model,
                                const sim::TaskGraph &graph,
                                const Resolved &resolved,
                                const CheckOptions &options = {});

/// Reports what of a checked module cannot work, or will not work as it looks,
/// on a machine: kinds that are missing or uneven (MSP1), `Task` statements
/// none of whose kinds fits (STM1), globals whose initializers fail while every
/// launch of some map needs them (EXP8).
mlir::LogicalResult checkOnMachine(mlir::ModuleOp module,
                                   const Machine &machine);

} // namespace mapwright

#endif // MAPWRIGHT_ANALYSIS_CHECKS_H
