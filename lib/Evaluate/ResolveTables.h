//===- ResolveTables.h - What all mappers of a program share ----*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Evaluate.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_EVALUATE_RESOLVETABLES_H
#define MAPWRIGHT_LIB_EVALUATE_RESOLVETABLES_H

#include "mapwright/Evaluate/Resolve.h"

namespace mapwright::detail {

/// Program and machine as `resolve` needs them.
struct ProgramTables {
  ProgramTables(const Program &program, const MachineModel &model);

  struct LaunchEntry {
    const Statement *statement;
    std::optional<unsigned> parent; ///< launch of the launching task
    std::vector<unsigned> regions;  ///< of its requirements, in TaskFacts
  };

  const TaskFacts &getFacts(const LaunchEntry &entry) const {
    return facts.find(program.tasks[entry.statement->launch.task].name)->second;
  }
  /// Default sharding and slicing (STM5) of an index launch on `kind`.
  const std::vector<uint32_t> &getDefaultPlaces(size_t launch, ProcKind kind,
                                                bool isReplicated);

  const Program &program;
  const MachineModel &model;
  std::vector<Launch> launches;
  std::vector<LaunchEntry> entries; ///< by launch
  ProgramFacts facts;

private:
  using DefaultKey = std::tuple<size_t, ProcKind, bool>;
  std::map<DefaultKey, std::vector<uint32_t>> defaultPlaces;
};

} // namespace mapwright::detail

#endif // MAPWRIGHT_LIB_EVALUATE_RESOLVETABLES_H
