//===- OverlapRepair.h - Keeps overlapping arguments together ---*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Optimize/Search.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_OPTIMIZE_SEARCH_OVERLAPREPAIR_H
#define MAPWRIGHT_LIB_OPTIMIZE_SEARCH_OVERLAPREPAIR_H

#include "mapwright/Optimize/Space.h"

namespace mapwright {
namespace optimize {

/// After `changed` dimensions of one task (its kind of processor, memories of
/// its arguments) got new choices, brings all arguments that overlap with its
/// arguments by one of `edges` into the same memory, and tasks whose kind does
/// not address that memory to one that does (tuning: A3). Each argument and
/// each task changes at most once; none if they would have to be in two
/// places.
std::optional<Assignment> repairOverlaps(const Space &space,
                                         llvm::ArrayRef<Overlap> edges,
                                         Assignment assignment,
                                         llvm::ArrayRef<uint32_t> changed);

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_LIB_OPTIMIZE_SEARCH_OVERLAPREPAIR_H
