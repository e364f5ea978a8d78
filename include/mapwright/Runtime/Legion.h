//===- Legion.h - Generated mappers in Legion programs ----------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the files that `mapc --target=legion` writes call. A program that links
// such a file and the library `mapwright-legion` gives Legion the function of
// the file as a registration callback:
//
//   Runtime::add_registration_callback(register_app_mappers);
//
// The library needs no call at all where the policy is loaded: the environment
// variable MAPWRIGHT_MAPPER names it, and comes before a policy that is linked.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_RUNTIME_LEGION_H
#define MAPWRIGHT_RUNTIME_LEGION_H

#include "mapwright/Runtime/policy.h"

#include "legion.h"

#include <set>

namespace mapwright {
namespace legion {

/// Puts mappers that do what `policy` says before those of the program, on all
/// processors of this process, for the mapper id `id`. Tasks that no statement
/// is about keep the mapper of the program that is registered later, else
/// Legion's DefaultMapper. To be called in a registration callback, on every
/// rank with the same policy. `policy` lives as long as the process.
///
/// The job ends with a message if the policy does not fit the machine.
void registerPolicy(const mw_policy &policy, Legion::Runtime *runtime,
                    const std::set<Legion::Processor> &localProcessors,
                    Legion::MapperID id = 0);

} // namespace legion
} // namespace mapwright

#endif // MAPWRIGHT_RUNTIME_LEGION_H
