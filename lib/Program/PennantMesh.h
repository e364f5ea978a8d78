//===- PennantMesh.h - A rectangular mesh in pieces -------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_PROGRAM_PENNANTMESH_H
#define MAPWRIGHT_LIB_PROGRAM_PENNANTMESH_H

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"

#include <cstdint>
#include <vector>

namespace mapwright {
namespace generate {

/// Numbers `lo` to `hi`; none if hi < lo.
struct NumberRun {
  int64_t lo, hi;
};

/// nzx x nzy zones in a grid of pieces. Points at borders between pieces come
/// first, by owner; those of one piece only follow, by piece. A border point is
/// owned by the touching piece with the lowest number; what a piece owns are
/// its right edge, its upper right corner and its upper edge, in this order.
class PennantMesh {
public:
  PennantMesh(int64_t nzx, int64_t nzy, int64_t pieces);

  bool hasZonesEverywhere() const { return gridX <= nzx && gridY <= nzy; }
  int64_t countPieces() const { return gridX * gridY; }
  int64_t countZones() const { return nzx * nzy; }
  int64_t countZones(int64_t piece) const;
  int64_t countPoints() const { return (nzx + 1) * (nzy + 1); }
  int64_t countBorderPoints() const { return borders.back(); }

  NumberRun getPrivatePoints(int64_t piece) const;
  NumberRun getOwnBorder(int64_t piece) const;
  /// All border points a piece touches, without empty runs.
  llvm::SmallVector<NumberRun, 4> getBorders(int64_t piece) const;

private:
  void chooseGrid(int64_t pieces);
  int64_t countInner(int64_t zones, int64_t parts, int64_t part) const;
  int64_t countInnerX(int64_t piece) const;
  int64_t countInnerY(int64_t piece) const;
  bool isLastX(int64_t piece) const { return piece % gridX == gridX - 1; }
  bool isLastY(int64_t piece) const { return piece / gridX == gridY - 1; }
  int64_t countRight(int64_t piece) const;
  int64_t countCorner(int64_t piece) const;
  int64_t countUpper(int64_t piece) const;

  int64_t nzx, nzy;
  int64_t gridX = 1, gridY = 1;
  std::vector<int64_t> borders;  ///< where the border points of a piece begin
  std::vector<int64_t> privates; ///< and where its private points begin
};

} // namespace generate
} // namespace mapwright

#endif // MAPWRIGHT_LIB_PROGRAM_PENNANTMESH_H
