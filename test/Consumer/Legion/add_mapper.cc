//===- add_mapper.cc - Adds the mapper to the program ---------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "legion.h"

void register_last_mappers(Legion::Machine, Legion::Runtime *,
                           const std::set<Legion::Processor> &);

static const bool isAdded =
    (Legion::Runtime::add_registration_callback(register_last_mappers), true);
