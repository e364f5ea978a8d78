//===- KilledStudy.h - Studies that are killed ------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_UNITTESTS_OPTIMIZE_KILLEDSTUDY_H
#define MAPWRIGHT_UNITTESTS_OPTIMIZE_KILLEDSTUDY_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"

namespace mapwright {
namespace optimize {

/// Runs `study` in a process of its own that gets SIGKILL when it has written
/// so many events and is about to write the next. False: it was done before. A
/// study that fails by itself fails the test.
bool isKilledAfter(unsigned numEvents, llvm::function_ref<llvm::Error()> study);

/// Every how many events studies are killed: `usual`, or what
/// MAPWRIGHT_KILL_STRIDE in the environment says, 1 for all of them.
unsigned getKillStride(unsigned usual);

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_UNITTESTS_OPTIMIZE_KILLEDSTUDY_H
