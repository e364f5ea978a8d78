//===- Specialize.h - Rank-static forms of functions and globals -*- C++
//-*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A function is generic in the lengths of its tuples and the ranks of its
// spaces and tasks (EXP7). The Specializer builds its form for launches of one
// rank: calls are inlined, `tuple(... for ...)` is unrolled, slices and
// elementwise arithmetic become operations on integers, constants are folded,
// and every type has its extent. What is ill-typed for that rank, or fails with
// constant values, is diagnosed at the expression, with notes for the calls
// that led there.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_DIALECT_MAPPING_TRANSFORMS_SPECIALIZE_H
#define MAPWRIGHT_DIALECT_MAPPING_TRANSFORMS_SPECIALIZE_H

#include "dialect/Mapping/IR/MappingDialect.h"

#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace mapwright::mapping {

/// Rank 0 stands for launches of a single task.
constexpr unsigned singleLaunchRank = 0;

/// Specializes the functions and globals of one mapper. Results belong to the
/// Specializer and are not part of the mapper; the mapper must not change while
/// it is in use.
class Specializer {
public:
  explicit Specializer(MapperOp mapper);
  ~Specializer();

  /// The form of `function`, which takes a task, for launches of `rank`.
  /// Reports what is ill-typed. Asking again gives the same answer, silently.
  mlir::FailureOr<FuncOp> specialize(FuncOp function, unsigned rank);

  /// The form of a global, whose type is static then.
  mlir::FailureOr<GlobalOp> specialize(GlobalOp global);

  /// The form of a top-level `print`.
  mlir::FailureOr<StartupOp> specialize(StartupOp startup);

  /// Checks a function for parameters of any length: reports only what is wrong
  /// whatever the lengths are.
  mlir::LogicalResult checkGeneric(FuncOp function);

  /// Whether `function` was inlined into, or is, anything specialized so far.
  bool isReached(FuncOp function) const { return reached.contains(function); }

  MapperOp getMapper() const { return mapper; }

  /// How many operations the last call for a function visited: how far it got.
  uint64_t getLastSteps() const { return lastSteps; }

private:
  friend class BodySpecializer;

  /// Copies the body of `function`, with parameters of these types, to `into`.
  mlir::FailureOr<mlir::Value> copyFunction(FuncOp function,
                                            mlir::TypeRange parameters,
                                            mlir::Block &into, bool generic);

  MapperOp mapper;
  mlir::SymbolTable symbols;
  llvm::SetVector<mlir::Operation *> reached;
  /// Operations that the last specialization of a function visited.
  uint64_t lastSteps = 0;
  /// Null where specialization failed.
  llvm::MapVector<std::pair<mlir::Operation *, unsigned>,
                  mlir::OwningOpRef<FuncOp>>
      functions;
  llvm::MapVector<mlir::Operation *, mlir::OwningOpRef<GlobalOp>> globals;
  llvm::SmallPtrSet<mlir::Operation *, 4> globalsInProgress;
  llvm::MapVector<mlir::Operation *, mlir::OwningOpRef<StartupOp>> startups;
};

/// EXP7: every function that a map names must be well typed for at least one
/// launch rank from 1 to `maxRank` (for single maps: for single launches);
/// every other function and global must not be wrong whatever the lengths are.
/// Reports the errors of the rank that got furthest.
mlir::LogicalResult checkRanks(MapperOp mapper, unsigned maxRank);

} // namespace mapwright::mapping

#endif // MAPWRIGHT_DIALECT_MAPPING_TRANSFORMS_SPECIALIZE_H
