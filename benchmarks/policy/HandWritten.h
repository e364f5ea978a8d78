//===- HandWritten.h - Maps as a person writes them -------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The maps of the mappers of this benchmark, in the form of mw_policy::launch
// and mw_policy::point: plain 64-bit arithmetic on what was computed once for
// the launch. They trust their arguments and check neither bounds nor overflow.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_BENCHMARKS_POLICY_HANDWRITTEN_H
#define MAPWRIGHT_BENCHMARKS_POLICY_HANDWRITTEN_H

#include "mapwright/Runtime/policy.h"

namespace handwritten {

/// Storage that fits each of them.
struct Launch {
  int64_t nodes, gpus;
  int64_t lo[3], extent[3], perNode[3];
  int64_t upper[3], lower[3]; ///< grid of the nodes, and of a node's GPUs
};

using LaunchFunction = void (*)(const mw_machine &machine,
                                const mw_domain &domain, Launch &launch);
using PointFunction = decltype(mw_policy::point);

struct Map {
  LaunchFunction launch;
  PointFunction point;
};

/// block-cyclic.mapper, two-level.mapper and two-level-3d.mapper.
extern const Map blockCyclic, twoLevel2D, twoLevel3D;

} // namespace handwritten

#endif // MAPWRIGHT_BENCHMARKS_POLICY_HANDWRITTEN_H
