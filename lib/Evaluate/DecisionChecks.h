//===- DecisionChecks.h - Warnings on decisions -----------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Evaluate: what of a mapper does not fit its machine or
// program.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_EVALUATE_DECISIONCHECKS_H
#define MAPWRIGHT_LIB_EVALUATE_DECISIONCHECKS_H

#include "mapwright/Evaluate/Decisions.h"
#include "mapwright/Evaluate/StatementFixes.h"

#include <set>

namespace mapwright::detail {

/// Gives each warning once, however many launches meet its cause.
class DecisionChecks {
public:
  explicit DecisionChecks(const Evaluator &evaluator)
      : evaluator(evaluator), fixes(evaluator.getPolicies().getMapper()) {}

  /// MSP1: nodes have different numbers of processors.
  void checkMachines(mapping::MapperOp mapper);
  /// Statements name tasks and requirements that the program has.
  void checkNames(mapping::MapperOp mapper, const ProgramFacts &facts);
  /// STM1: no kind of the task's list fits.
  void warnNoKind(llvm::StringRef task, llvm::ArrayRef<ProcKind> variants);
  /// The map indexes processors of another kind than the task, which has these
  /// variants, runs on.
  void warnKindMismatch(const Launch &launch, llvm::ArrayRef<ProcKind> variants,
                        MapChoice map, ProcKind ofTask, ProcKind ofMap);
  /// STM2: no listed memory can be addressed.
  void checkMemories(llvm::StringRef task, const RegionKey &region,
                     ProcKind kind);
  /// STM2: reports that an argument of a leaf task is `VIRTUAL`.
  mlir::LogicalResult reportVirtual(llvm::StringRef task,
                                    const RegionKey &region, ProcKind kind);

  StatementFixes &getFixes() { return fixes; }

private:
  using Cause = std::tuple<mlir::Operation *, std::string, unsigned>;

  void checkTaskNames(mlir::Operation *statement, mlir::ArrayAttr tasks,
                      const ProgramFacts &facts);
  void checkRegionIndices(mlir::Operation *statement, mlir::ArrayAttr tasks,
                          mlir::ArrayAttr regions, const ProgramFacts &facts);
  void checkRegionNames(mlir::Operation *statement, mlir::ArrayAttr tasks,
                        mlir::ArrayAttr regions, const ProgramFacts &facts);

  void suggestName(DiagnosticBuilder &diag, mlir::Operation *statement,
                   llvm::StringRef name, llvm::StringRef close);
  void fixKindMismatch(DiagnosticBuilder &diag, const Launch &launch,
                       llvm::ArrayRef<ProcKind> variants, ProcKind ofTask,
                       ProcKind ofMap);

  const Evaluator &evaluator;
  StatementFixes fixes;
  std::set<Cause> warned;
};

} // namespace mapwright::detail

#endif // MAPWRIGHT_LIB_EVALUATE_DECISIONCHECKS_H
