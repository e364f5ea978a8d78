//===- Support.h - What the Legion programs of the tests share --*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_TEST_LEGION_PROGRAMS_SUPPORT_H
#define MAPWRIGHT_TEST_LEGION_PROGRAMS_SUPPORT_H

#include "legion.h"

#include <cstdlib>
#include <cstring>
#include <string>

namespace support {

using Regions = std::vector<Legion::PhysicalRegion>;

/// What follows `name` on the command line, else `value`.
inline std::string readOption(const char *name, const std::string &value) {
  const Legion::InputArgs &arguments = Legion::Runtime::get_input_args();
  for (int i = 1; i + 1 < arguments.argc; ++i)
    if (!std::strcmp(arguments.argv[i], name))
      return arguments.argv[i + 1];
  return value;
}

inline int readOption(const char *name, int value) {
  return std::atoi(readOption(name, std::to_string(value)).c_str());
}

/// What a task may do, for the runtime and the mapper.
enum class Role {
  Leaf,       ///< launches nothing
  Concurrent, ///< a leaf whose points may wait for each other
  Inner,      ///< launches, and looks at no data itself
  Replicable, ///< launches, and may be control-replicated
  Plain       ///< launches and looks at data
};

/// Registers a variant of a task. Null as the name of the task: it has none.
template <auto body>
void preregister(Legion::TaskID id, const char *name, Role role,
                 Legion::Processor::Kind kind = Legion::Processor::LOC_PROC) {
  Legion::TaskVariantRegistrar registrar(id, name ? name : "a variant");
  registrar.add_constraint(Legion::ProcessorConstraint(kind));
  registrar.set_leaf(role == Role::Leaf || role == Role::Concurrent);
  registrar.set_concurrent(role == Role::Concurrent);
  registrar.set_inner(role == Role::Inner);
  registrar.set_replicable(role == Role::Replicable);
  using Result = decltype(body(nullptr, Regions(), Legion::Context(), nullptr));
  if constexpr (std::is_void_v<Result>)
    Legion::Runtime::preregister_task_variant<body>(registrar, name);
  else
    Legion::Runtime::preregister_task_variant<Result, body>(registrar, name);
}

/// A region with one field of 64-bit integers for each of `fields`.
inline Legion::LogicalRegion
makeRegion(Legion::Context context, Legion::Runtime *runtime,
           Legion::IndexSpace space, const std::vector<Legion::FieldID> &fields,
           const char *name) {
  Legion::FieldSpace fieldSpace = runtime->create_field_space(context);
  Legion::FieldAllocator allocator =
      runtime->create_field_allocator(context, fieldSpace);
  for (Legion::FieldID field : fields)
    allocator.allocate_field(sizeof(int64_t), field);
  Legion::LogicalRegion region =
      runtime->create_logical_region(context, space, fieldSpace);
  runtime->attach_name(region, name);
  return region;
}

/// Says on one rank whether the result of `part` is the expected one.
inline bool report(Legion::Context context, Legion::Runtime *runtime,
                   const std::string &part, int64_t result, int64_t expected) {
  if (result != expected)
    LEGION_PRINT_ONCE(runtime, context, stdout,
                      "result WRONG of %s: %lld, not %lld\n", part.c_str(),
                      (long long)result, (long long)expected);
  return result == expected;
}

} // namespace support

#endif // MAPWRIGHT_TEST_LEGION_PROGRAMS_SUPPORT_H
