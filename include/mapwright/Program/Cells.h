//===- Cells.h - Cuts overlapping rectangles into cells ---------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The geometry behind checks of partitions and behind data units: boxes in
// which it does not change which rectangles contain an element.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_PROGRAM_CELLS_H
#define MAPWRIGHT_PROGRAM_CELLS_H

#include "mapwright/Program/Program.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace mapwright {

/// Stands for a set of numbers: equal sets have equal keys, and different sets
/// have different ones but for a chance of about 2^-128.
struct SetKey {
  uint64_t first = 0, second = 0;

  void add(uint32_t member);
  void remove(uint32_t member);
  bool operator==(const SetKey &other) const {
    return first == other.first && second == other.second;
  }
};

/// A box all elements of which are in the same rectangles.
struct Cell {
  llvm::ArrayRef<int64_t> lo, hi; ///< both included
  /// Owners of the rectangles that contain it, in no particular order. An owner
  /// whose rectangles overlap comes several times.
  llvm::ArrayRef<uint32_t> owners;
  SetKey key; ///< of the owners

  Point getLower() const;
};

/// Cuts the union of non-empty rectangles into cells, in a fixed order;
/// `owners` has one entry per rectangle. Cells that no rectangle contains are
/// left out. Ends early, and returns false, when `visit` returns false. Takes
/// O(n log n) for n rectangles of which few overlap any one element.
bool forEachCell(const RectList &rects, llvm::ArrayRef<uint32_t> owners,
                 llvm::function_ref<bool(const Cell &)> visit);

} // namespace mapwright

#endif // MAPWRIGHT_PROGRAM_CELLS_H
