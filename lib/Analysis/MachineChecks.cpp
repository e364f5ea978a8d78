//===- MachineChecks.cpp - Checks of a mapper on a machine ----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Analysis/Checks.h"

#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallSet.h"

using namespace mlir;
using namespace mapwright;
using namespace mapwright::mapping;

//===----------------------------------------------------------------------===//
// Kinds of processors
//===----------------------------------------------------------------------===//

/// Says once a kind that `Machine(P)` is not what it looks like (MSP1).
static void warnOfKinds(MapperOp mapper, const Machine &machine) {
  llvm::SmallSet<ProcKind, numProcKinds> seen;
  mapper.walk([&](MachineOp op) {
    ProcKind kind = op.getKind().getValue();
    if (!seen.insert(kind).second)
      return;
    if (!machine.hasEverywhere(kind))
      diagnose(op.getLoc(), DiagId::MissingKind)
          << "some node has no " << spelling(kind) << " processor: `Machine("
          << spelling(kind) << ")` has size 0 in dimension 1 here";
    else if (machine.isUneven(kind))
      diagnose(op.getLoc(), DiagId::UnevenMachine)
          << "the nodes have different numbers of " << spelling(kind)
          << " processors; `Machine(" << spelling(kind) << ")` has "
          << machine.getNumProcessors(kind)
          << " a node, and the others are not used by maps";
  });
}

static void warnOfTaskStatements(MapperOp mapper, const Machine &machine) {
  for (auto task : mapper.getOps<TaskOp>()) {
    auto fits = [&](Attribute kind) {
      return machine.hasEverywhere(cast<ProcKindAttr>(kind).getValue());
    };
    if (llvm::none_of(task.getKinds(), fits))
      diagnose(task.getLoc(), DiagId::NoFittingKind)
          << "no processor kind of this statement is on every node; the "
             "runtime's default decides";
  }
}

//===----------------------------------------------------------------------===//
// Globals
//===----------------------------------------------------------------------===//

namespace {
/// Finds what every launch of a map meets: uses that stand in no branch (locals
/// are evaluated in order, used or not: EXP8).
class CertainUses {
public:
  explicit CertainUses(MapperOp mapper) : symbols(mapper) {}

  /// The globals a function needs whatever the launch is.
  llvm::SetVector<StringRef> collect(FuncOp function) {
    globals.clear();
    visited.clear();
    visit(function);
    return globals;
  }

  FuncOp lookup(FlatSymbolRefAttr function) const {
    return symbols.lookup<FuncOp>(function.getAttr());
  }

private:
  void visit(FuncOp function) {
    if (!function || !visited.insert(function).second)
      return;
    for (Operation &op : function.getBody().front()) {
      if (auto get = dyn_cast<GetOp>(op))
        globals.insert(get.getGlobal());
      else if (auto call = dyn_cast<CallOp>(op))
        visit(lookup(call.getCalleeAttr()));
    }
  }

  SymbolTable symbols;
  llvm::SetVector<StringRef> globals;
  llvm::SmallPtrSet<Operation *, 8> visited;
};

/// Reports globals that fail on a machine, each once.
class GlobalChecker {
public:
  GlobalChecker(MapperOp mapper, const Evaluator &evaluator)
      : uses(mapper), evaluator(evaluator) {}

  void check(Operation *map, FlatSymbolRefAttr function) {
    for (StringRef global : uses.collect(uses.lookup(function))) {
      const EvalFailure *failure = evaluator.findGlobalFailure(global);
      if (!failure || !reported.insert(failure->loc))
        continue;
      foundAny = true;
      DiagnosticBuilder diag = diagnose(failure->loc, failure->id);
      diag << failure->text;
      diag.note(map->getLoc())
          << "every launch that `" << function.getValue()
          << "` places needs the value of `" << global << "`";
    }
  }

  bool foundAny = false;

private:
  CertainUses uses;
  const Evaluator &evaluator;
  llvm::SetVector<Location> reported;
};
} // namespace

static LogicalResult checkOneMapper(MapperOp mapper, const Machine &machine) {
  warnOfKinds(mapper, machine);
  warnOfTaskStatements(mapper, machine);
  Evaluator evaluator(mapper, machine);
  GlobalChecker checker(mapper, evaluator);
  for (auto map : mapper.getOps<IndexMapOp>())
    checker.check(map, map.getFunctionAttr());
  for (auto map : mapper.getOps<SingleMapOp>())
    checker.check(map, map.getFunctionAttr());
  return success(!checker.foundAny);
}

LogicalResult mapwright::checkOnMachine(ModuleOp module,
                                        const Machine &machine) {
  LogicalResult result = success();
  for (auto mapper : module.getOps<MapperOp>())
    if (failed(checkOneMapper(mapper, machine)))
      result = failure();
  return result;
}
