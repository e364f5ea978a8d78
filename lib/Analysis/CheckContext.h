//===- CheckContext.h - What checks look at ---------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Analysis: what all checks get, and what their fixes are made
// of.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_ANALYSIS_CHECKCONTEXT_H
#define MAPWRIGHT_LIB_ANALYSIS_CHECKCONTEXT_H

#include "mapwright/Analysis/Checks.h"
#include "mapwright/Evaluate/StatementFixes.h"

namespace mapwright {

/// A launch statement as mappers see it.
struct CheckedLaunch {
  const LaunchStatement *statement;
  const TaskKind *task;
  std::vector<RegionKey> regions; ///< of its requirements
};

std::vector<CheckedLaunch> collectCheckedLaunches(const Program &program);

class CheckContext {
public:
  CheckContext(const Program &program, const MachineModel &model,
               const sim::TaskGraph &graph,
               llvm::ArrayRef<CheckedLaunch> launches, Evaluator &evaluator,
               const Resolved &resolved, const CheckOptions &options);

  /// Like mapwright::diagnose; errors make the check fail.
  DiagnosticBuilder report(mlir::Location loc, DiagId id);
  bool hasErrors() const { return foundErrors; }

  const Policies &getPolicies() const { return evaluator.getPolicies(); }
  mapping::MapperOp getMapper() const { return getPolicies().getMapper(); }
  const sim::LaunchPlacement &getPlacement(size_t launch) const {
    return resolved.placement.launches[launch];
  }
  /// The statement that decides the memory of an argument, null if none does.
  mapping::RegionOp findMemoryStatement(size_t launch,
                                        size_t requirement) const;
  /// The one that decides its layout.
  mapping::LayoutOp findLayoutStatement(size_t launch,
                                        size_t requirement) const;
  /// "calc_new_currents arg 1 rp_shared"
  std::string describeArgument(size_t launch, size_t requirement) const;
  /// The words `T R` that address exactly this argument, such that a statement
  /// above `decider` (null: none decides) is the one that counts.
  std::string selectArgument(size_t launch, size_t requirement,
                             mlir::Operation *decider) const;

  /// How a map has to be to fit all index launches of a task; none if they
  /// have several ranks, or run on several kinds of processors.
  std::optional<MapSubject> getMapSubject(const TaskKind &task) const;

  const Program &program;
  const MachineModel &model;
  const sim::TaskGraph &graph;
  llvm::ArrayRef<CheckedLaunch> launches;
  Evaluator &evaluator;
  const Resolved &resolved;
  const CheckOptions &options;
  StatementFixes fixes;

private:
  bool foundErrors = false;
};

/// The checks, each with the ids it reports.
void checkPlaces(CheckContext &context);     ///< concurrent-places
void checkReach(CheckContext &context);      ///< processor-memory
void checkDemands(CheckContext &context);    ///< layout-demand
void checkColocation(CheckContext &context); ///< colocation
void checkCapacity(CheckContext &context);   ///< capacity, capacity-risk
void checkEffects(CheckContext &context);    ///< no-effect
void checkBalance(CheckContext &context);    ///< imbalance, idle-processor

} // namespace mapwright

#endif // MAPWRIGHT_LIB_ANALYSIS_CHECKCONTEXT_H
