//===- MatmulDescription.h - What a multiplication does ---------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_BENCHMARKS_STARPU_MATMULDESCRIPTION_H
#define MAPWRIGHT_BENCHMARKS_STARPU_MATMULDESCRIPTION_H

#include <cstdint>
#include <string>
#include <vector>

namespace bench {

struct MatmulShape {
  std::string algorithm;
  int64_t n, grid, layers;

  /// What is wrong; null if nothing is.
  const char *findMistake() const;

  /// Extents of the launches of products: one more dimension for layers.
  std::vector<int64_t> getSpace() const;
  int64_t getNumSteps() const { return grid / layers; }
  /// The column of blocks of A, and row of blocks of B, that a point uses.
  int64_t getInner(const std::vector<int64_t> &point, int64_t step) const;
};

/// The program as a module of the task dialect: the same launches, domains and
/// bytes as those that run.
std::string describe(const MatmulShape &shape);

} // namespace bench

#endif // MAPWRIGHT_BENCHMARKS_STARPU_MATMULDESCRIPTION_H
