//===- MatmulDescription.cpp - What a multiplication does -----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MatmulDescription.h"

#include "TaskText.h"

using namespace bench;

const char *MatmulShape::findMistake() const {
  if (algorithm != "cannon" && algorithm != "summa" && algorithm != "solomonik")
    return "--algorithm is cannon, summa or solomonik";
  if (n % grid != 0)
    return "--n must be a multiple of --grid";
  if (algorithm != "solomonik" && layers != 1)
    return "--layers is for --algorithm=solomonik";
  if (grid % layers != 0)
    return "--grid must be a multiple of --layers";
  return nullptr;
}

std::vector<int64_t> MatmulShape::getSpace() const {
  std::vector<int64_t> space = {grid, grid};
  if (layers > 1)
    space.push_back(layers);
  return space;
}

int64_t MatmulShape::getInner(const std::vector<int64_t> &point,
                              int64_t step) const {
  if (algorithm == "summa")
    return step;
  int64_t layer = layers > 1 ? point[2] : 0;
  return (point[0] + point[1] + layer * getNumSteps() + step) % grid;
}

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

static std::string writeInner(const MatmulShape &shape, int64_t step) {
  if (shape.algorithm == "summa")
    return std::to_string(step);
  std::string sum = "d0 + d1";
  if (shape.layers > 1)
    sum += " + d2 * " + std::to_string(shape.getNumSteps());
  return "(" + sum + " + " + std::to_string(step) + ") mod " +
         std::to_string(shape.grid);
}

static std::string writeProduct(const MatmulShape &shape, int64_t step) {
  std::string point = shape.layers > 1 ? "(d0, d1, d2)" : "(d0, d1)";
  std::string inner = writeInner(shape, step);
  return writeLaunch("gemm", shape.getSpace(),
                     {{"read", "A", point + " -> (d0, " + inner + ")"},
                      {"read", "B", point + " -> (" + inner + ", d1)"},
                      {"read_write", "C", ""}});
}

static std::string writeBody(const MatmulShape &shape) {
  std::vector<int64_t> plane = {shape.grid, shape.grid};
  std::string text =
      writeLaunch("fill_a", plane, {{"write", "A", ""}}) +
      writeLaunch("fill_b", plane, {{"write", "B", ""}}) +
      writeLaunch("fill_c", shape.getSpace(), {{"write", "C", ""}});
  for (int64_t step = 0; step < shape.getNumSteps(); ++step)
    text += writeProduct(shape, step);
  for (int64_t layer = 1; layer < shape.layers; ++layer)
    text += writeLaunch(
        "add", plane,
        {{"read_write", "C", "(d0, d1) -> (d0, d1, 0)"},
         {"read", "C", "(d0, d1) -> (d0, d1, " + std::to_string(layer) + ")"}});
  return text;
}

std::string bench::describe(const MatmulShape &shape) {
  int64_t side = shape.n / shape.grid;
  std::vector<int64_t> plane = {shape.grid, shape.grid};
  std::vector<int64_t> tile = {side, side}, layerTile = tile;
  if (shape.layers > 1)
    layerTile.push_back(1);
  std::string regions = writeRegion("A", plane, tile) +
                        writeRegion("B", plane, tile) +
                        writeRegion("C", shape.getSpace(), layerTile);
  std::string kinds =
      writeKind("fill_a", "", {"A"}) + writeKind("fill_b", "", {"B"}) +
      writeKind("fill_c", "", {"C"}) +
      writeKind("gemm", std::to_string(2 * side) + " * n2", {"A", "B", "C"});
  if (shape.layers > 1)
    kinds += writeKind("add", "1 * n0", {"C", "D"});
  return writeProgram(shape.algorithm, regions + kinds, writeBody(shape));
}
