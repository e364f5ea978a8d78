//===- register.cc - Compiles a mapper into a program ---------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Stands for the one line that a program adds to compile a mapper in.
// REGISTER_MAPPERS: the function of the generated file.
//
//===----------------------------------------------------------------------===//

#include "legion.h"

#include <set>

void REGISTER_MAPPERS(Legion::Machine, Legion::Runtime *,
                      const std::set<Legion::Processor> &);

static const bool isAdded =
    (Legion::Runtime::add_registration_callback(REGISTER_MAPPERS), true);
