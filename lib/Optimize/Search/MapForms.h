//===- MapForms.h - Forms of index maps that searches try -------*- C++ -*-===//
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

#ifndef MAPWRIGHT_LIB_OPTIMIZE_SEARCH_MAPFORMS_H
#define MAPWRIGHT_LIB_OPTIMIZE_SEARCH_MAPFORMS_H

#include "mapwright/Frontend/MapFunctions.h"

namespace mapwright {
namespace optimize {

/// makeIndexMaps and, for launches of two dimensions and more, boxes on a grid
/// of all processors, also for exchange along one dimension (`decompose`). The
/// forms of two kinds are the same, in the same order.
std::vector<MapFunction> makeMapForms(const MapSubject &subject);

/// The name of a form without the processor kind.
std::string getFormName(const MapFunction &function, ProcKind kind);

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_LIB_OPTIMIZE_SEARCH_MAPFORMS_H
