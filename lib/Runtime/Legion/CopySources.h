//===- CopySources.h - Where explicit copies read ---------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_RUNTIME_LEGION_COPYSOURCES_H
#define MAPWRIGHT_LIB_RUNTIME_LEGION_COPYSOURCES_H

#include "legion.h"

namespace mapwright {
namespace legion {

/// Gives each source of a copy that `output` leaves virtual an instance with
/// all of it, in the memory of the destination; it stays virtual if there is no
/// space.
///
/// Legion 25.06 loses reductions that are still to be applied if a copy reads a
/// virtual instance whose data lie in several instances
/// (test/Legion/fuzz.test). DefaultMapper answers so, but with the few and
/// large instances of its own tasks it does not come to that.
void giveSourcesInstances(Legion::Mapping::MapperRuntime &runtime,
                          Legion::Mapping::MapperContext context,
                          const Legion::Copy &copy,
                          Legion::Mapping::Mapper::MapCopyOutput &output);

} // namespace legion
} // namespace mapwright

#endif // MAPWRIGHT_LIB_RUNTIME_LEGION_COPYSOURCES_H
