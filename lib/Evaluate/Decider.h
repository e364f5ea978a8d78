//===- Decider.h - Decides launch by launch ---------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Evaluate: what fills a DecisionTable.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_EVALUATE_DECIDER_H
#define MAPWRIGHT_LIB_EVALUATE_DECIDER_H

#include "DecisionChecks.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

namespace mapwright::detail {

class Decider {
public:
  /// `facts` are null if the program is not known. A total decider takes the
  /// kind of the runtime's ranking where no statement gives one, and fails for
  /// a launch that fits no kind.
  Decider(Evaluator &evaluator, const ProgramFacts *facts, bool isTotal)
      : evaluator(evaluator), policies(evaluator.getPolicies()), facts(facts),
        isTotal(isTotal), checks(evaluator) {}

  /// Warns of statements that do not fit machine and program.
  void checkStatements();
  /// Decides a launch and adds it to the table, also if it reports and fails.
  mlir::LogicalResult addLaunch(const Launch &launch);
  /// Takes the last decision off the table again.
  LaunchDecision takeLast() {
    LaunchDecision last = std::move(table.launches.back());
    table.launches.pop_back();
    return last;
  }
  /// Adds the task kinds of the launches and hands the table over.
  DecisionTable takeTable();

  DecisionChecks &getChecks() { return checks; }

private:
  using KindSet = llvm::SmallSetVector<ProcKind, numProcKinds>;

  mlir::LogicalResult giveUp(const LaunchDecision &decision);
  mlir::LogicalResult decideLaunch(const Launch &launch);
  mlir::LogicalResult decideDefaultKind(LaunchDecision &decision,
                                        llvm::ArrayRef<ProcKind> variants);
  mlir::LogicalResult decideIndexLaunch(LaunchDecision &decision,
                                        MapChoice map);
  mlir::LogicalResult decideSingleLaunch(LaunchDecision &decision,
                                         MapChoice map);
  void addTask(LaunchDecision &decision, MapChoice map, const Place &place,
               llvm::StringRef where);
  void addFailure(LaunchDecision &decision, EvalFailure failure);

  llvm::ArrayRef<ProcKind> getVariants(llvm::StringRef task) const;
  TaskDecision decideTask(llvm::StringRef task, const KindSet &kinds);
  std::vector<RegionKey> getRegions(llvm::StringRef task) const;
  bool isInner(llvm::StringRef task, ProcKind kind) const;
  ArgumentDecision decideArgument(llvm::StringRef task, const RegionKey &region,
                                  ProcKind kind);

  Evaluator &evaluator;
  const Policies &policies;
  const ProgramFacts *facts;
  bool isTotal;
  DecisionChecks checks;
  DecisionTable table;
  llvm::MapVector<std::string, KindSet, std::map<std::string, unsigned>> tasks;
};

} // namespace mapwright::detail

#endif // MAPWRIGHT_LIB_EVALUATE_DECIDER_H
