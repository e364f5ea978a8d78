//===- SpaceState.h - What a space knows ------------------------*- C++ -*-===//
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

#ifndef MAPWRIGHT_LIB_OPTIMIZE_SEARCH_SPACESTATE_H
#define MAPWRIGHT_LIB_OPTIMIZE_SEARCH_SPACESTATE_H

#include "mapwright/Frontend/MapFunctions.h"
#include "mapwright/Optimize/Space.h"

#include <array>
#include <map>

namespace mapwright {
namespace optimize {
namespace detail {

/// A choice of an index or single map.
struct MapOption {
  std::optional<size_t> form; ///< into the forms of the task's kind
  /// Else one of the mapper to start from; of choice 0 empty.
  std::string function;
  std::array<bool, numProcKinds> suits = {};
};

/// What the choices of a dimension mean; one member has an entry per choice.
struct ChoiceFacts {
  std::vector<ProcKind> kinds;                  ///< Processor
  std::vector<std::optional<MemKind>> memories; ///< Memory; none: as written
  std::vector<MapOption> maps;                  ///< IndexMap, SingleMap
  /// Forms of maps, by processor kind.
  std::array<std::vector<MapFunction>, numProcKinds> forms;
};

/// A statement that names a task, and arguments of it by name or index.
struct NamingStatement {
  const ast::Stmt *statement;
  std::vector<uint32_t> arguments;
};

/// What the mapper to start from says of an argument when the task runs on a
/// kind of processor.
struct WrittenArgument {
  std::string memories;                            ///< "FBMEM,ZCMEM" or empty
  MemKind memory = MemKind::SYSMEM;                ///< that it comes to
  std::array<std::string, numMemKinds> layouts;    ///< by memory, or empty
  std::array<std::string, numMemKinds> allLayouts; ///< with default ones
};

struct TaskEntry {
  std::string name;            ///< as it stands in a mapper
  std::vector<ProcKind> kinds; ///< of variants that the machine can run
  ProcKind startKind = ProcKind::CPU;
  std::optional<uint32_t> processor; ///< dimension
  std::vector<uint32_t> dimensions;  ///< all, ascending
  std::vector<NamingStatement> regions, layouts, collects;
  std::map<std::pair<uint32_t, ProcKind>, WrittenArgument> written;
};

struct SpaceState {
  explicit SpaceState(const Problem &problem) : problem(problem) {}

  const Problem &problem;
  ast::ASTContext context;
  ast::Mapper mapper; ///< of problem.source
  std::unique_ptr<MapperEditor> editor;
  std::vector<Dimension> dimensions;
  std::vector<ChoiceFacts> facts; ///< by dimension
  std::vector<uint64_t> bytes;    ///< by dimension
  std::vector<Overlap> overlaps;
  std::vector<TaskEntry> tasks; ///< by task kind
  /// The task that "off" of Replicate names in place of the top-level one.
  std::string unreplicated;

  ProcKind getKind(const Assignment &assignment, uint32_t task) const;
};

/// Fills in everything but overlaps and bytes.
llvm::Error deriveSpace(SpaceState &state);

/// Fills in overlaps and bytes.
void findOverlaps(SpaceState &state);

/// SpaceWriter.cpp
std::string writeAssignment(const SpaceState &state,
                            const Assignment &assignment);

} // namespace detail
} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_LIB_OPTIMIZE_SEARCH_SPACESTATE_H
