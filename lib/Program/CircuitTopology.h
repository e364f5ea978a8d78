//===- CircuitTopology.h - Which pieces of a circuit are wired --*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_PROGRAM_CIRCUITTOPOLOGY_H
#define MAPWRIGHT_LIB_PROGRAM_CIRCUITTOPOLOGY_H

#include <cstdint>
#include <vector>

namespace mapwright {
namespace generate {

/// The random network of the circuit program. It is made of small pieces; a
/// launch point works on `piecesPerSuperpiece` of them.
struct CircuitShape {
  int64_t superpieces;
  int64_t piecesPerSuperpiece;
  int64_t nodesPerPiece, wiresPerPiece;
  int64_t sharedPerPiece; ///< nodes that wires of other pieces may end at
  int64_t percentInPiece; ///< wires that stay in their piece
  int64_t neighbors;      ///< pieces a piece is wired to
  int64_t window;         ///< how far away they may be
  int64_t seed;

  int64_t countPieces() const { return superpieces * piecesPerSuperpiece; }
};

/// Shared nodes, counted over the whole circuit.
struct NodeRange {
  int64_t lo = 0, hi = -1;
};

struct CircuitTopology {
  /// By superpiece: the smallest range of shared nodes around all nodes of
  /// other pieces that its wires end at. Empty if there are none.
  std::vector<NodeRange> ghosts;
  /// Of the wires that leave their piece: the share that leave the superpiece.
  double outsideShare = 0;
};

/// Picks the neighbours of every piece at random (equal seeds, equal circuits).
CircuitTopology wireCircuit(const CircuitShape &shape);

} // namespace generate
} // namespace mapwright

#endif // MAPWRIGHT_LIB_PROGRAM_CIRCUITTOPOLOGY_H
