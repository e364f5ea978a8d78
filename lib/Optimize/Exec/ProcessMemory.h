//===- ProcessMemory.h - Memory of a tree of processes ----------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Optimize. Limits on address space are of no use here: runtimes
// of accelerators and sanitizers reserve much more than they touch.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_OPTIMIZE_EXEC_PROCESSMEMORY_H
#define MAPWRIGHT_LIB_OPTIMIZE_EXEC_PROCESSMEMORY_H

#include <cstdint>

namespace mapwright {
namespace optimize {

/// Resident bytes of all descendants of a process: the sum of what is their
/// own, and the largest of what each shares with others (files, shared memory).
/// Processes that come and go meanwhile may be missed.
uint64_t measureDescendants(int process);

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_LIB_OPTIMIZE_EXEC_PROCESSMEMORY_H
