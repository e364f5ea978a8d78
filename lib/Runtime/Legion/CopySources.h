//===- CopySources.h - Where explicit copies read ---------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_RUNTIME_LEGION_COPYSOURCES_H
#define MAPWRIGHT_LIB_RUNTIME_LEGION_COPYSOURCES_H

#include "LegionVersion.h"
#include "NumberKey.h"

#include <mutex>
#include <vector>

namespace mapwright {
namespace legion {

/// Gives sources of explicit copies that a mapper leaves virtual an instance.
/// One for each mapper.
///
/// Legion 25.06 loses reductions that are still to be applied if a copy reads a
/// virtual instance whose data lie in several instances
/// (test/Legion/copies.test). DefaultMapper answers so, but with the few and
/// large instances of its own tasks it does not come to that.
class CopySources {
public:
  explicit CopySources(Legion::Mapping::MapperRuntime *runtime)
      : runtime(runtime) {}

  /// DefaultMapper's answer, and with instances, where sources and destinations
  /// have all they need; with one call of the runtime instead of one for each
  /// of them. False, and no answer, for all other copies.
  bool answer(Legion::Mapping::MapperContext context, const Legion::Copy &copy,
              const Legion::Mapping::Mapper::MapCopyInput &input,
              Legion::Mapping::Mapper::MapCopyOutput &output);

  /// The instance holds all of the source: one that is offered beside the
  /// virtual one, or one in the memory of the destination. A source stays
  /// virtual if there is no space.
  void giveInstances(Legion::Mapping::MapperContext context,
                     const Legion::Copy &copy,
                     Legion::Mapping::Mapper::MapCopyOutput &output);

private:
  using PhysicalInstances = std::vector<Legion::Mapping::PhysicalInstance>;

  bool findHolder(Legion::Mapping::MapperContext context,
                  const Legion::RegionRequirement &source,
                  PhysicalInstances &offered);
  void make(Legion::Mapping::MapperContext context,
            const Legion::RegionRequirement &source, Legion::Memory memory,
            PhysicalInstances &instances);

  /// An offer that was judged: the instances, whose numbers are not given to
  /// others while this refers to them, and the place of the one that holds all,
  /// or the number of instances.
  struct Judged {
    PhysicalInstances offered;
    size_t holder;
  };

  Legion::Mapping::MapperRuntime *runtime;
  std::mutex mutex;
  NumberKeyMap<Judged> known;
};

} // namespace legion
} // namespace mapwright

#endif // MAPWRIGHT_LIB_RUNTIME_LEGION_COPYSOURCES_H
