//===- Decisions.h - What a mapper decides ----------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The decisions of a mapper for the launches of a program, as plain data, and
// their text and JSON forms (design: "Tools").
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_EVALUATE_DECISIONS_H
#define MAPWRIGHT_EVALUATE_DECISIONS_H

#include "mapwright/Evaluate/Evaluator.h"

#include <map>

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace mapwright {

/// What is known of a task kind of the program.
struct TaskFacts {
  /// Kinds of processors it has variants for; empty: not known.
  std::vector<ProcKind> variants;
  /// Those of them that are registered as inner: they get virtual instances.
  std::vector<ProcKind> innerVariants;
  /// Indices of its region requirements.
  std::vector<unsigned> arguments;
  /// Requirements with their names, by index and then in program order: one for
  /// each different list of names. Empty: names are not known.
  std::vector<RegionKey> regions;
};

/// Task kinds by name.
using ProgramFacts = std::map<std::string, TaskFacts>;

/// Where a point (or single) task goes.
struct PlacedTask {
  int32_t node;  ///< negative: evaluation failed
  int32_t index; ///< among the node's processors, or of the failure
};

/// The decision for one launch.
struct LaunchDecision {
  Launch launch;
  /// The kind the tasks run on: the one of STM1, else that of the map's
  /// machine; none if the mapper says nothing of it.
  std::optional<ProcKind> kind;
  /// Whether no map applies, so that the runtime's default places the tasks.
  bool isDefault = true;
  /// Unless it is the default: one for each point of an index launch in
  /// row-major order; for a single launch those of a set, all on one node.
  std::vector<PlacedTask> tasks;
  std::vector<EvalFailure> failures;
};

/// A region requirement as far as it is known; neither name nor index: all
/// those that no other statement names (`*`).
struct ArgumentName {
  std::string name;
  std::optional<int64_t> index;
};

/// Memory and layout of an argument when the task runs on `kind`.
struct ArgumentDecision {
  ArgumentName argument;
  ProcKind kind;
  std::vector<MemKind> memories; ///< candidates in order; empty: default
  std::optional<Layout> layout;  ///< none: default
};

/// What is decided for all launches of a task kind.
struct TaskDecision {
  std::string task;
  std::vector<ArgumentDecision> arguments;
  std::vector<ArgumentName> collected;
  std::optional<int64_t> limit; ///< tasks a node
  bool isReplicated = false;
  /// Kinds it runs on, if they are all known: shown for tasks that have no
  /// arguments.
  std::vector<ProcKind> kinds;
};

/// All decisions of a mapper for a program on a machine, in program order.
struct DecisionTable {
  std::vector<LaunchDecision> launches;
  std::vector<TaskDecision> tasks;
};

/// A launch of more points than this is refused.
constexpr uint64_t maxLaunchPoints = 1ull << 26;
/// A launch at more failing points than this is given up: each of them has a
/// text of its own.
constexpr size_t maxFailedPoints = 1u << 20;

/// Evaluates the maps for all points of `launches`. `facts` are those of the
/// program, null if it is not known. Failures of points are part of the table
/// and not reported. Reports, and fails for, launches that cannot be evaluated:
/// a rank the map is not well typed for (EXP7), too many points or failures, a
/// parent the machine does not have. Warns of processor kinds, memories, tasks
/// and regions that do not fit machine and program.
mlir::FailureOr<DecisionTable> decide(Evaluator &evaluator,
                                      llvm::ArrayRef<Launch> launches,
                                      const ProgramFacts *facts);

/// Reports, and fails for, a launch of too many points or with a parent that
/// the machine does not have.
mlir::LogicalResult checkLaunch(const Machine &machine, const Launch &launch,
                                mlir::MLIRContext *context);

/// The memory of STM2 among `candidates` for a task at `place`: the first one
/// that it can address (VIRTUAL always fits); none if there is no such memory.
std::optional<MemKind> chooseMemory(const Machine &machine,
                                    llvm::ArrayRef<MemKind> candidates,
                                    const Place &place);

/// The memory whose layout an argument gets (STM3): that of chooseMemory, else
/// the one the runtime takes by default.
MemKind chooseLayoutMemory(const Machine &machine,
                           llvm::ArrayRef<MemKind> candidates,
                           const Place &place);

/// Reports the points and single launches whose map fails: one error for each
/// place in the mapper, with the number of points that fail there and, for an
/// index out of bounds, a fix that wraps the index. Without a mapper there are
/// no fixes.
void reportFailures(mapping::MapperOp mapper, const DecisionTable &table);

/// Decision text: one line a decision.
void writeText(const DecisionTable &table, llvm::raw_ostream &os);

/// The same facts as a JSON object with the schema "mapwright-decisions/1".
void writeJSON(const DecisionTable &table, llvm::raw_ostream &os);

/// "(0,1)"
std::string formatPoint(const Point &point);

/// "TEXT [id]": a failure in decision text.
std::string formatFailure(const EvalFailure &failure);

} // namespace mapwright

#endif // MAPWRIGHT_EVALUATE_DECISIONS_H
