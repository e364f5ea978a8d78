//===- TaskText.h - Parts of modules of the task dialect --------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Programs whose data are grids of equal blocks of doubles. Needs no MLIR: the
// programs describe themselves as text.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_BENCHMARKS_STARPU_TASKTEXT_H
#define MAPWRIGHT_BENCHMARKS_STARPU_TASKTEXT_H

#include <cstdint>
#include <string>
#include <vector>

namespace bench {

/// A requirement of a launch: the block of `region` at the point, or where the
/// affine map `at` takes the point.
struct Requirement {
  std::string privilege, region, at;
};

/// A region and its partition `NAME_tiles` into a grid of tiles.
std::string writeRegion(const std::string &name,
                        const std::vector<int64_t> &grid,
                        const std::vector<int64_t> &tile);

/// A kind of task for CPU and GPU whose kernel accesses each of its arguments
/// once, the elements of a row of dimension `fastest` one after the other;
/// `flops` may be empty.
std::string writeKind(const std::string &name, const std::string &flops,
                      const std::vector<std::string> &arguments,
                      unsigned fastest = 1);

/// A launch over all points from 0 to below `extents`.
std::string writeLaunch(const std::string &task,
                        const std::vector<int64_t> &extents,
                        const std::vector<Requirement> &requirements);

/// A launch of one task. The maps of requirements have no dimensions, as
/// `() -> (0)`.
std::string writeSingleLaunch(const std::string &task,
                              const std::vector<Requirement> &requirements);

std::string writeProgram(const std::string &name,
                         const std::string &declarations,
                         const std::string &body);

} // namespace bench

#endif // MAPWRIGHT_BENCHMARKS_STARPU_TASKTEXT_H
