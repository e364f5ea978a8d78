//===- CircuitGraph.h - A random network of wires ---------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A circuit of pieces. Each has private nodes, at which wires of its own end,
// and shared ones, at which also wires of the two pieces before it end: its
// ghosts are the shared nodes of the two pieces behind it, in a ring.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_BENCHMARKS_STARPU_CIRCUITGRAPH_H
#define MAPWRIGHT_BENCHMARKS_STARPU_CIRCUITGRAPH_H

#include <cstdint>
#include <string>
#include <vector>

namespace bench {

struct CircuitShape {
  int64_t pieces;
  int64_t privateNodes, sharedNodes, wires; ///< of a piece
  int64_t steps;

  /// What is wrong; null if nothing is.
  const char *findMistake() const;
  int64_t countNodes() const { return privateNodes + sharedNodes; }
};

/// How many pieces a piece has ghosts of: those 1 and 2 behind it.
constexpr int64_t numGhosts = 2;

/// A wire is a row of resistors and inductors, with capacitors between them.
constexpr int64_t numSegments = 4;
constexpr int64_t numInner = numSegments - 1;

/// Both ends of a wire as positions in the nodes its piece sees: private ones,
/// shared ones, then those of each ghost.
struct Wire {
  int64_t in, out;
  double resistance;
};
Wire makeWire(const CircuitShape &shape, int64_t piece, int64_t number);

struct Node {
  double voltage, capacitance;
};
/// `number` counts private nodes, then shared ones.
Node makeNode(const CircuitShape &shape, int64_t piece, int64_t number);

//===----------------------------------------------------------------------===//
// Physics, for the tasks and for the sequential computation
//===----------------------------------------------------------------------===//

constexpr double timeStep = 0.05, inductance = 1, wireCapacitance = 0.5,
                 leakage = 0.01;
constexpr int64_t numSubsteps = 4;

/// Advances the currents of a wire's segments and the voltages between them.
/// `stride` is the distance of two values.
void advanceWire(double *currents, double *inner, int64_t stride,
                 double resistance, double inVoltage, double outVoltage);

/// What a wire takes from one end, or brings to the other.
inline double getCharge(double current) {
  return numSubsteps * timeStep * current;
}

inline double advanceNode(double voltage, double charge, double capacitance) {
  return (voltage + charge / capacitance) * (1 - leakage);
}

/// The voltages of all nodes after all steps, piece by piece, without pieces
/// that see only parts.
std::vector<double> computeVoltages(const CircuitShape &shape);

/// The program as a module of the task dialect: the same launches, domains and
/// bytes as those that run.
std::string describe(const CircuitShape &shape);

//===----------------------------------------------------------------------===//
// Data of a piece, as rows and columns
//===----------------------------------------------------------------------===//

/// Rows of `wires`, a column for each: ends, resistance, currents, voltages.
enum WireRow {
  InRow,
  OutRow,
  ResistanceRow,
  CurrentRow,
  InnerRow = CurrentRow + numSegments,
  NumWireRows = InnerRow + numInner
};

/// Rows of `private`; `load` is the same without voltages, which neighbours
/// read as `shared`.
enum NodeRow { ChargeRow, CapacitanceRow, VoltageRow, NumNodeRows };
constexpr int64_t numLoadRows = VoltageRow;

} // namespace bench

#endif // MAPWRIGHT_BENCHMARKS_STARPU_CIRCUITGRAPH_H
