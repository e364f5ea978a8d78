//===- CircuitDescription.cpp - What a circuit does -----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CircuitGraph.h"
#include "TaskText.h"

using namespace bench;

/// The piece `distance` behind, or before, that of the point.
static std::string writeNeighbour(const CircuitShape &shape, int64_t distance) {
  return "(d0) -> ((d0 + " +
         std::to_string((distance + shape.pieces) % shape.pieces) + ") mod " +
         std::to_string(shape.pieces) + ")";
}

static std::string writeRegions(const CircuitShape &shape) {
  std::vector<int64_t> pieces = {shape.pieces};
  return writeRegion("wires", pieces, {NumWireRows * shape.wires}) +
         writeRegion("private", pieces, {NumNodeRows * shape.privateNodes}) +
         writeRegion("shared", pieces, {shape.sharedNodes}) +
         writeRegion("load", pieces, {numLoadRows * shape.sharedNodes}) +
         writeRegion("next", pieces, {shape.sharedNodes}) +
         writeRegion("far", pieces, {shape.sharedNodes}) +
         writeRegion("energy", pieces, {1}) + writeRegion("total", {1}, {1});
}

/// Regions have one dimension.
static std::string writeLineKind(const std::string &name,
                                 const std::string &flops,
                                 const std::vector<std::string> &arguments) {
  return writeKind(name, flops, arguments, /*fastest=*/0);
}

static std::string writeKinds() {
  // Additions and multiplications of a wire; argument 0 has its rows.
  int64_t flops = numSubsteps * (5 * numSegments + 3 * numInner);
  return writeLineKind("init_piece", "",
                       {"wires", "private", "shared", "load"}) +
         writeLineKind("init_total", "", {"total"}) +
         writeLineKind("calc_new_currents",
                       std::to_string(flops / NumWireRows) + " * n0",
                       {"wires", "private", "shared", "next", "far"}) +
         writeLineKind("distribute_charge", "1 * n0",
                       {"wires", "private", "load", "next", "far"}) +
         writeLineKind("update_voltages", "1 * n0",
                       {"private", "shared", "load", "next", "far"}) +
         writeLineKind("sum_energy", "1 * n0",
                       {"private", "shared", "load", "energy"}) +
         writeLineKind("add_energy", "1 * n0", {"energy", "total"});
}

static std::string writeStep(const CircuitShape &shape) {
  std::vector<int64_t> pieces = {shape.pieces};
  return writeLaunch("calc_new_currents", pieces,
                     {{"read_write", "wires", ""},
                      {"read", "private", ""},
                      {"read", "shared", ""},
                      {"read", "shared", writeNeighbour(shape, 1)},
                      {"read", "shared", writeNeighbour(shape, 2)}}) +
         writeLaunch("distribute_charge", pieces,
                     {{"read", "wires", ""},
                      {"read_write", "private", ""},
                      {"read_write", "load", ""},
                      {"write", "next", ""},
                      {"write", "far", ""}}) +
         writeLaunch("update_voltages", pieces,
                     {{"read_write", "private", ""},
                      {"read_write", "shared", ""},
                      {"read_write", "load", ""},
                      {"read", "next", writeNeighbour(shape, -1)},
                      {"read", "far", writeNeighbour(shape, -2)}});
}

std::string bench::describe(const CircuitShape &shape) {
  std::vector<int64_t> pieces = {shape.pieces};
  std::string body =
      writeLaunch("init_piece", pieces,
                  {{"write", "wires", ""},
                   {"write", "private", ""},
                   {"write", "shared", ""},
                   {"write", "load", ""}}) +
      writeSingleLaunch("init_total", {{"write", "total", "() -> (0)"}});
  for (int64_t step = 0; step < shape.steps; ++step)
    body += writeStep(shape);
  body += writeLaunch("sum_energy", pieces,
                      {{"read", "private", ""},
                       {"read", "shared", ""},
                       {"read", "load", ""},
                       {"write", "energy", ""}});
  for (int64_t piece = 0; piece < shape.pieces; ++piece)
    body += writeSingleLaunch(
        "add_energy",
        {{"read", "energy", "() -> (" + std::to_string(piece) + ")"},
         {"read_write", "total", "() -> (0)"}});
  return writeProgram("circuit", writeRegions(shape) + writeKinds(), body);
}
