//===- Defaults.h - What the runtime decides by default ---------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where a mapper says nothing, Legion's DefaultMapper decides. These are its
// choices (STM1, STM2, STM5) as functions of the machine and the launch domain.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_EVALUATE_DEFAULTS_H
#define MAPWRIGHT_EVALUATE_DEFAULTS_H

#include "mapwright/Program/Launch.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace mapwright {

/// The points of a domain in row-major order (the last dimension fastest), one
/// after the other.
class RowMajorPoints {
public:
  explicit RowMajorPoints(const Domain &domain);

  /// Moves on to the next point; false behind the last one.
  bool next(Point &point);

private:
  Rect box;                  ///< of a dense domain
  std::vector<Point> points; ///< of a sparse one
  size_t position = 0;
  bool isDense;
  bool isAtEnd;
  Point current;
};

/// Default sharding: calls `visit` for each point with its node. Points are
/// dealt cyclically in column-major order (dimension 0 fastest), the rectangles
/// of a sparse domain one after the other. `numNodes` is at least 1.
void shardByDefault(const Domain &domain, unsigned numNodes,
                    llvm::function_ref<void(const Point &, unsigned)> visit);

/// The same points as rectangles of one point each, in column-major order: what
/// to shard when a log shows the points of a sparse domain, but not its
/// rectangles. Dense domains stay as they are.
Domain inColumnMajorOrder(const Domain &domain);

/// Default slicing: the number of the processor, 0 to `numProcessors`-1, of
/// each of `points`, which are all those that one node slices. Their bounding
/// box is cut into a grid of as many blocks as there are processors; blocks
/// that hold points are dealt to the processors, block coordinate 0 fastest.
/// `numProcessors` is at least 1.
std::vector<unsigned> sliceByDefault(llvm::ArrayRef<Point> points,
                                     unsigned numProcessors);

/// The kind that the default ranking (GPU, OMP, PROC, CPU, IO, PY) chooses
/// among those every node has and, if any are given, the task has variants for.
std::optional<ProcKind> chooseDefaultKind(const Machine &machine,
                                          llvm::ArrayRef<ProcKind> variants);

/// The memory that the default policy takes: capacity above 0, highest
/// bandwidth to the processor, then lowest id. Null if the processor sees none.
const Memory *chooseDefaultMemory(const Machine &machine, const Place &place);

} // namespace mapwright

#endif // MAPWRIGHT_EVALUATE_DEFAULTS_H
