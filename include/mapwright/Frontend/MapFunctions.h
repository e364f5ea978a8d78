//===- MapFunctions.h - Index maps that spread work -------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The grammar of index maps that advice and the optimizer draw from.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_FRONTEND_MAPFUNCTIONS_H
#define MAPWRIGHT_FRONTEND_MAPFUNCTIONS_H

#include "mapwright/Frontend/MapperEditor.h"

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

#endif // MAPWRIGHT_FRONTEND_MAPFUNCTIONS_H
