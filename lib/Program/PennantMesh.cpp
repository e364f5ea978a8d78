//===- PennantMesh.cpp - A rectangular mesh in pieces ---------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PennantMesh.h"

#include <algorithm>
#include <cmath>
#include <utility>

using namespace mapwright;
using namespace mapwright::generate;

PennantMesh::PennantMesh(int64_t nzx, int64_t nzy, int64_t pieces)
    : nzx(nzx), nzy(nzy) {
  chooseGrid(pieces);
  borders.push_back(0);
  for (int64_t piece = 0; piece < pieces; ++piece)
    borders.push_back(borders.back() + countRight(piece) + countCorner(piece) +
                      countUpper(piece));
  privates.push_back(borders.back());
  for (int64_t piece = 0; piece < pieces; ++piece)
    privates.push_back(privates.back() +
                       countInnerX(piece) * countInnerY(piece));
}

/// As Pennant's mesh generator: pieces as square as the number of pieces
/// allows.
void PennantMesh::chooseGrid(int64_t pieces) {
  double narrow = std::min(nzx, nzy), wide = std::max(nzx, nzy);
  double ideal = std::sqrt(pieces * narrow / wide);
  int64_t fewer = std::max<int64_t>(std::floor(ideal + 1e-12), 1);
  while (pieces % fewer != 0)
    --fewer;
  int64_t more = std::max<int64_t>(std::ceil(ideal - 1e-12), 1);
  while (pieces % more != 0)
    ++more;
  auto longSide = [&](int64_t count) {
    return std::max(narrow / count, wide / (pieces / count));
  };
  int64_t across = longSide(fewer) <= longSide(more) ? fewer : more;
  gridX = across;
  gridY = pieces / across;
  if (nzx > nzy)
    std::swap(gridX, gridY);
}

/// Points of a part along one dimension that are not between two parts.
int64_t PennantMesh::countInner(int64_t zones, int64_t parts,
                                int64_t part) const {
  int64_t first = part * zones / parts;
  int64_t last = (part + 1) * zones / parts;
  return last - first + 1 - (part > 0) - (part < parts - 1);
}

int64_t PennantMesh::countInnerX(int64_t piece) const {
  return countInner(nzx, gridX, piece % gridX);
}

int64_t PennantMesh::countInnerY(int64_t piece) const {
  return countInner(nzy, gridY, piece / gridX);
}

int64_t PennantMesh::countRight(int64_t piece) const {
  return isLastX(piece) ? 0 : countInnerY(piece);
}

int64_t PennantMesh::countCorner(int64_t piece) const {
  return !isLastX(piece) && !isLastY(piece);
}

int64_t PennantMesh::countUpper(int64_t piece) const {
  return isLastY(piece) ? 0 : countInnerX(piece);
}

int64_t PennantMesh::countZones(int64_t piece) const {
  int64_t x = piece % gridX, y = piece / gridX;
  return ((x + 1) * nzx / gridX - x * nzx / gridX) *
         ((y + 1) * nzy / gridY - y * nzy / gridY);
}

NumberRun PennantMesh::getPrivatePoints(int64_t piece) const {
  return {privates[piece], privates[piece + 1] - 1};
}

NumberRun PennantMesh::getOwnBorder(int64_t piece) const {
  return {borders[piece], borders[piece + 1] - 1};
}

llvm::SmallVector<NumberRun, 4> PennantMesh::getBorders(int64_t piece) const {
  llvm::SmallVector<NumberRun, 4> runs;
  bool hasLeft = piece % gridX > 0, hasLower = piece / gridX > 0;
  if (hasLeft && hasLower) {
    int64_t diagonal = piece - gridX - 1;
    int64_t corner = borders[diagonal] + countRight(diagonal);
    runs.push_back({corner, corner});
  }
  if (hasLower) {
    int64_t lower = piece - gridX;
    runs.push_back(
        {borders[lower] + countRight(lower), borders[lower + 1] - 1});
  }
  if (hasLeft) {
    int64_t left = piece - 1;
    runs.push_back({borders[left],
                    borders[left] + countRight(left) + countCorner(left) - 1});
  }
  runs.push_back(getOwnBorder(piece));
  llvm::erase_if(runs, [](NumberRun run) { return run.hi < run.lo; });
  return runs;
}
