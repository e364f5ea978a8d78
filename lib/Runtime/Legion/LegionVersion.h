//===- LegionVersion.h - Differences between Legion releases ----*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Everything that differs between the supported releases of Legion, 25.06 and
// (to compile with) 24.12. No other file asks for the version.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_RUNTIME_LEGION_LEGIONVERSION_H
#define MAPWRIGHT_LIB_RUNTIME_LEGION_LEGIONVERSION_H

#include "legion.h"
#include "mappers/default_mapper.h"
#include "mappers/forwarding_mapper.h"
#include "mappers/mapping_utilities.h"

#include <type_traits>

namespace mapwright {
namespace legion {

/// The linker's names of functions that this library stands before.
constexpr const char *startSymbol = "_ZN6Legion7Runtime5startEiPPcbbb";
constexpr const char *replaceMapperSymbol =
    "_ZN6Legion7Runtime22replace_default_mapperEPNS_7Mapping6MapperEN5Realm"
    "9ProcessorE";
constexpr const char *addMapperSymbol =
    "_ZN6Legion7Runtime10add_mapperEjPNS_7Mapping6MapperEN5Realm9ProcessorE";

/// The task that launched `task`; null if none did.
inline const Legion::Task *getParent(const Legion::Task &task) {
  return task.has_parent_task() ? task.get_parent_task() : nullptr;
}

/// Whether `task` was launched by a control-replicated task.
inline bool isInReplicatedContext(const Legion::Task &task) {
  const Legion::Task *parent = getParent(task);
  return parent && parent->get_total_shards() > 1;
}

template <typename Slice, typename = void>
struct CanOwnDomain : std::false_type {};
template <typename Slice>
struct CanOwnDomain<Slice, std::void_t<decltype(Slice::take_ownership)>>
    : std::true_type {};

/// An index space of a sparse domain that was made for it. Releases before
/// 25.03 cannot take the domain over: it stays as long as the process.
template <typename Runtime>
Legion::IndexSpace makeIndexSpace(Runtime *runtime,
                                  Legion::Mapping::MapperContext context,
                                  const Legion::Domain &domain) {
  if constexpr (CanOwnDomain<Legion::Mapping::Mapper::TaskSlice>::value)
    return runtime->create_index_space(context, domain, /*type_tag=*/0,
                                       /*provenance=*/nullptr,
                                       /*take_ownership=*/true);
  else
    return runtime->create_index_space(context, domain);
}

} // namespace legion
} // namespace mapwright

#endif // MAPWRIGHT_LIB_RUNTIME_LEGION_LEGIONVERSION_H
