//===- StartMapper.h - What the mapper to start from says -------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Optimize/Search.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_OPTIMIZE_SEARCH_STARTMAPPER_H
#define MAPWRIGHT_LIB_OPTIMIZE_SEARCH_STARTMAPPER_H

#include "SpaceState.h"

#include "mapwright/Evaluate/Resolve.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"

namespace mapwright {
namespace optimize {
namespace detail {

/// Compiles the mapper to start from and answers what it says. Only needed
/// while a space is derived.
class StartMapper {
public:
  explicit StartMapper(SpaceState &state);

  /// Parses into the state; fails with the first error of the mapper.
  llvm::Error load();

  ProcKind chooseKind(const TaskKind &task) const;
  /// Fills in what is written of all arguments of a task, and the statements
  /// that name them.
  void describeArguments(uint32_t task);

  /// Adds choice 0, the map that applies (`isWritten`), or the mapper's
  /// functions that place all points of the launches (a single launch) on a
  /// kind of processor the task has a variant for, and do not apply there
  /// anyway.
  void addIndexMaps(uint32_t task, llvm::ArrayRef<const Domain *> domains,
                    bool isWritten, std::vector<std::string> &choices,
                    ChoiceFacts &facts);
  void addSingleMaps(uint32_t task, bool isWritten,
                     std::vector<std::string> &choices, ChoiceFacts &facts);

  /// The limit of a task, empty without one; and whether a statement of `*`
  /// says so, which cannot be taken back for one task.
  std::string getWrittenLimit(uint32_t task) const;
  bool isLimitedWithOthers() const;
  bool isReplicated() const;
  bool isCollected(uint32_t task, uint32_t argument) const;
  bool isCollectedWithOthers(uint32_t task, uint32_t argument) const;

private:
  using KindOfFunction =
      llvm::function_ref<std::optional<ProcKind>(const MapChoice &)>;

  std::optional<ProcKind> getIndexKind(const MapChoice &map,
                                       llvm::ArrayRef<const Domain *> domains);
  std::optional<ProcKind> getSingleKind(const MapChoice &map);
  void addWrittenMap(uint32_t task,
                     llvm::function_ref<MapChoice(ProcKind)> getMap,
                     KindOfFunction getKind, std::vector<std::string> &choices,
                     ChoiceFacts &facts);
  void addOwnMaps(uint32_t task, llvm::function_ref<MapChoice(ProcKind)> getMap,
                  KindOfFunction getKind, std::vector<std::string> &choices,
                  ChoiceFacts &facts);

  const TaskFacts &getFacts(uint32_t task) const;
  /// The first name list of an argument.
  const RegionKey &getRegion(uint32_t task, uint32_t argument) const;
  std::vector<uint32_t>
  findArguments(uint32_t task, llvm::ArrayRef<ast::Selector> regions) const;
  void noteStatement(uint32_t task, const ast::Stmt &statement);
  WrittenArgument describe(uint32_t task, uint32_t argument,
                           ProcKind kind) const;

  SpaceState &state;
  const Machine &machine;
  ProgramFacts programFacts;
  mlir::MLIRContext context;
  std::string firstError;
  mlir::ScopedDiagnosticHandler silence;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  std::unique_ptr<Evaluator> evaluator;
};

} // namespace detail
} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_LIB_OPTIMIZE_SEARCH_STARTMAPPER_H
