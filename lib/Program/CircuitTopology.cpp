//===- CircuitTopology.cpp - Which pieces of a circuit are wired ----------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CircuitTopology.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"

#include <algorithm>
#include <cmath>

using namespace mapwright;
using namespace mapwright::generate;

namespace {
/// SplitMix64: the standard library's distributions differ between platforms.
class Random {
public:
  explicit Random(uint64_t seed) : state(seed) {}

  /// 0 to n-1; the bias of the modulus is far below what matters here.
  int64_t below(int64_t n) {
    state += 0x9e3779b97f4a7c15u;
    uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (z ^ (z >> 31)) % n;
  }

private:
  uint64_t state;
};
} // namespace

static int64_t countNeighbors(const CircuitShape &shape) {
  return std::min(shape.neighbors, shape.countPieces() - 1);
}

/// Different pieces around `piece`, ascending.
static llvm::SmallVector<int64_t> pickNeighbors(const CircuitShape &shape,
                                                int64_t piece, Random &random) {
  int64_t pieces = shape.countPieces();
  int64_t wanted = countNeighbors(shape);
  int64_t window = std::max(shape.window, (wanted + 1) / 2);
  int64_t first = piece - window;
  int64_t last = piece + window;
  if (first < 0) {
    first = 0;
    last = std::max(std::min(wanted, pieces - 1), piece);
  }
  if (last >= pieces) {
    first = std::max<int64_t>(0, std::min(pieces - 1 - wanted, piece));
    last = pieces - 1;
  }
  llvm::SmallVector<int64_t> candidates;
  for (int64_t other = first; other <= last; ++other)
    if (other != piece)
      candidates.push_back(other);
  // The candidates that are not wanted leave in random order.
  while (static_cast<int64_t>(candidates.size()) > wanted)
    candidates.erase(candidates.begin() + random.below(candidates.size()));
  return candidates;
}

/// How many nodes of one neighbour the wires of a piece end at. A wire takes a
/// random node of those already used or, past them, the next unused one: the
/// used ones are a run from the first shared node on, and the chance that it
/// grows falls as it does. This is its expected length.
static int64_t countUsedNodes(const CircuitShape &shape) {
  double wires = static_cast<double>(shape.wiresPerPiece) *
                 (100 - shape.percentInPiece) / 100 / countNeighbors(shape);
  double shared = shape.sharedPerPiece;
  double used = shared * (1 - std::pow(1 - 1 / shared, wires));
  return std::clamp<int64_t>(std::llround(used), 1, shape.sharedPerPiece);
}

CircuitTopology generate::wireCircuit(const CircuitShape &shape) {
  CircuitTopology topology;
  topology.ghosts.resize(shape.superpieces);
  if (shape.countPieces() == 1 || shape.percentInPiece == 100)
    return topology;
  int64_t used = countUsedNodes(shape);
  uint64_t links = 0, outside = 0;
  for (int64_t super = 0; super < shape.superpieces; ++super) {
    int64_t firstPiece = super * shape.piecesPerSuperpiece;
    int64_t nearest = shape.countPieces(), farthest = -1;
    for (int64_t k = 0; k < shape.piecesPerSuperpiece; ++k) {
      // A generator per piece: a piece's wires do not depend on the grouping.
      Random random(shape.seed * 0x9e3779b97f4a7c15u + firstPiece + k);
      for (int64_t other : pickNeighbors(shape, firstPiece + k, random)) {
        ++links;
        outside += other / shape.piecesPerSuperpiece != super;
        nearest = std::min(nearest, other);
        farthest = std::max(farthest, other);
      }
    }
    topology.ghosts[super] = {nearest * shape.sharedPerPiece,
                              farthest * shape.sharedPerPiece + used - 1};
  }
  topology.outsideShare = static_cast<double>(outside) / links;
  return topology;
}
