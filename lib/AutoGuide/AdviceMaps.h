//===- AdviceMaps.h - Index maps that spread work ---------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/AutoGuide.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_AUTOGUIDE_ADVICEMAPS_H
#define MAPWRIGHT_LIB_AUTOGUIDE_ADVICEMAPS_H

#include "AdviceEdits.h"

namespace mapwright {

/// What an index map is to fit.
struct MapSubject {
  ProcKind kind;
  unsigned rank;        ///< of the launches
  bool startsAtZero;    ///< the lower bounds of all their domains
  bool hasSeveralNodes; ///< of the machine
};

/// Maps for index launches, the likeliest first. All of them spread any domain
/// over all processors of the kind without leaving the machine.
std::vector<MapFunction> makeIndexMaps(const MapSubject &subject);

/// Maps for single launches: with the launching task, and over its node.
std::vector<MapFunction> makeSingleMaps(ProcKind kind);

} // namespace mapwright

#endif // MAPWRIGHT_LIB_AUTOGUIDE_ADVICEMAPS_H
