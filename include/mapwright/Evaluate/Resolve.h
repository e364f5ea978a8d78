//===- Resolve.h - Total decisions for a program ----------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// From what a mapper says to what is decided: for every launch of a program on
// a machine one processor kind, one processor per point, one memory and layout
// per requirement. `placement` IR holds the same facts (its decision part);
// this is its plain form, and the only way from it to decision text, identity
// and the simulator.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_EVALUATE_RESOLVE_H
#define MAPWRIGHT_EVALUATE_RESOLVE_H

#include "mapwright/Evaluate/Decisions.h"
#include "mapwright/Machine/MachineModel.h"
#include "mapwright/Program/Program.h"
#include "mapwright/Simulator/Simulator.h"

namespace mapwright {

namespace detail {
struct ProgramTables;
} // namespace detail

/// The launches of a program as a mapper sees them, in pre-order; the launch
/// ids of sim::TaskGraph.
std::vector<Launch> collectLaunches(const Program &program);

/// Variants and arguments by task kind.
ProgramFacts collectFacts(const Program &program);

/// Unrolls a program, which has passed `verify`: point tasks, data units,
/// dependences. Points of one launch do not depend on each other. Fails past
/// the limits of Program.h. Independent of machine and mapper.
llvm::Expected<sim::TaskGraph> buildTaskGraph(const Program &program);

/// What is decided for a program on a machine.
struct Resolved {
  DecisionTable table;      ///< for decision text and JSON
  sim::Placement placement; ///< total
  std::string identity;     ///< 64 hex digits: SHA-256 of the decision text
};

/// Resolves mappers for one program and one machine; what does not depend on
/// the mapper is computed once. Program and model must outlive it.
class Resolver {
public:
  Resolver(const Program &program, const MachineModel &model);
  ~Resolver();

  /// Decides everything. Where no statement applies the runtime's defaults are
  /// taken (STM1 ranking, STM5 default sharding and slicing, memory of highest
  /// bandwidth, SOA F_order). Reports, and fails for, points and single
  /// launches whose map fails, tasks without a variant for any kind of the
  /// machine's processors, and virtual instances of leaf tasks (STM2). Of other
  /// statements that cannot act it warns. `evaluator` is on the model's
  /// machine.
  ///
  /// A single launch of a task that itself runs in several places is decided
  /// once for each of them if its map says different things there: the table
  /// has one LaunchDecision, with its `parent`, for each (STM10).
  mlir::FailureOr<Resolved> resolve(Evaluator &evaluator);

private:
  std::unique_ptr<detail::ProgramTables> tables;
};

/// The same for one mapper.
mlir::FailureOr<Resolved> resolve(Evaluator &evaluator, const Program &program,
                                  const MachineModel &model);

/// SHA-256 of the decision text, as 64 hex digits.
std::string computeIdentity(const DecisionTable &table);

} // namespace mapwright

#endif // MAPWRIGHT_EVALUATE_RESOLVE_H
