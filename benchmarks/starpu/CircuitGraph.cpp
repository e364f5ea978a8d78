//===- CircuitGraph.cpp - A random network of wires -----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CircuitGraph.h"

using namespace bench;

const char *CircuitShape::findMistake() const {
  if (pieces <= numGhosts)
    return "--pieces must be at least 3, so that ghosts are of other pieces";
  return nullptr;
}

//===----------------------------------------------------------------------===//
// The network
//===----------------------------------------------------------------------===//

/// A number that looks random, the same in every task and on every rank (the
/// finalizer of splitmix64).
static uint64_t mix(uint64_t a, uint64_t b, uint64_t c) {
  uint64_t bits = (a * 0x9e3779b97f4a7c15 + b) * 0x9e3779b97f4a7c15 + c +
                  0x632be59bd9b4e019;
  bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9;
  bits = (bits ^ (bits >> 27)) * 0x94d049bb133111eb;
  return bits ^ (bits >> 31);
}

/// From 0 to below 1.
static double toFraction(uint64_t bits) { return (bits >> 11) * 0x1p-53; }

Wire bench::makeWire(const CircuitShape &shape, int64_t piece, int64_t number) {
  auto draw = [&](uint64_t purpose) { return mix(piece, number, purpose); };
  Wire wire;
  wire.in = draw(0) % shape.countNodes();
  wire.resistance = 1 + 3 * toFraction(draw(1));
  // One wire of five leaves the piece.
  uint64_t target = draw(2) % 10;
  wire.out = target >= numGhosts
                 ? draw(3) % shape.countNodes()
                 : shape.countNodes() + target * shape.sharedNodes +
                       draw(3) % shape.sharedNodes;
  return wire;
}

Node bench::makeNode(const CircuitShape &shape, int64_t piece, int64_t number) {
  uint64_t position = piece * shape.countNodes() + number;
  return {2 * toFraction(mix(position, 4, 0)) - 1,
          10 + 10 * toFraction(mix(position, 5, 0))};
}

//===----------------------------------------------------------------------===//
// Physics
//===----------------------------------------------------------------------===//

void bench::advanceWire(double *currents, double *inner, int64_t stride,
                        double resistance, double inVoltage,
                        double outVoltage) {
  for (int64_t substep = 0; substep < numSubsteps; ++substep) {
    for (int64_t i = 0; i < numSegments; ++i) {
      double before = i == 0 ? inVoltage : inner[(i - 1) * stride];
      double behind = i == numInner ? outVoltage : inner[i * stride];
      double &current = currents[i * stride];
      current +=
          timeStep / inductance * (before - behind - resistance * current);
    }
    for (int64_t i = 0; i < numInner; ++i)
      inner[i * stride] += timeStep / wireCapacitance *
                           (currents[i * stride] - currents[(i + 1) * stride]);
  }
}

/// The number of the node among all, which is at `position` for `piece`.
static int64_t findNode(const CircuitShape &shape, int64_t piece,
                        int64_t position) {
  int64_t nodes = shape.countNodes();
  if (position < nodes)
    return piece * nodes + position;
  int64_t ghost = (position - nodes) / shape.sharedNodes;
  int64_t owner = (piece + 1 + ghost) % shape.pieces;
  return owner * nodes + shape.privateNodes +
         (position - nodes) % shape.sharedNodes;
}

std::vector<double> bench::computeVoltages(const CircuitShape &shape) {
  struct Connection {
    int64_t in, out;
    double resistance, currents[numSegments], inner[numInner];
  };
  std::vector<Connection> wires;
  std::vector<double> voltages, capacitances;
  for (int64_t piece = 0; piece < shape.pieces; ++piece) {
    for (int64_t i = 0; i < shape.wires; ++i) {
      Wire wire = makeWire(shape, piece, i);
      wires.push_back({findNode(shape, piece, wire.in),
                       findNode(shape, piece, wire.out),
                       wire.resistance,
                       {},
                       {}});
    }
    for (int64_t i = 0; i < shape.countNodes(); ++i) {
      Node node = makeNode(shape, piece, i);
      voltages.push_back(node.voltage);
      capacitances.push_back(node.capacitance);
    }
  }
  for (int64_t step = 0; step < shape.steps; ++step) {
    std::vector<double> charges(voltages.size(), 0);
    for (Connection &wire : wires) {
      advanceWire(wire.currents, wire.inner, 1, wire.resistance,
                  voltages[wire.in], voltages[wire.out]);
      charges[wire.in] -= getCharge(wire.currents[0]);
      charges[wire.out] += getCharge(wire.currents[numSegments - 1]);
    }
    for (size_t i = 0; i < voltages.size(); ++i)
      voltages[i] = advanceNode(voltages[i], charges[i], capacitances[i]);
  }
  return voltages;
}
