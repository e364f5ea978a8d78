//===- MapperRunFailures.h - Reports failed decisions -----------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Tools.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_TOOLS_MAPPERRUNFAILURES_H
#define MAPWRIGHT_LIB_TOOLS_MAPPERRUNFAILURES_H

#include "mapwright/Evaluate/Decisions.h"

namespace mapwright {

/// Reports the points and single launches whose map fails: one error for each
/// place in the mapper, with the number of points that fail there and, for an
/// index out of bounds, a fix that wraps the index. Without a mapper there are
/// no fixes.
void reportFailures(mapping::MapperOp mapper, const DecisionTable &table);

} // namespace mapwright

#endif // MAPWRIGHT_LIB_TOOLS_MAPPERRUNFAILURES_H
