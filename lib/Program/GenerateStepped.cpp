//===- GenerateStepped.cpp - Cannon, SUMMA, PUMMA -------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Matrix products on a two-dimensional grid. Each point keeps its block of A
// and goes through the blocks of its row of B and its column of C step by step;
// the algorithms differ in who uses which block when. Structure and numbers:
// docs/programs/{cannon,summa,pumma}.md.
//
//===----------------------------------------------------------------------===//

#include "Generators.h"
#include "MatmulMaker.h"

using namespace mapwright;
using namespace mapwright::generate;
using llvm::ArrayRef;
using llvm::Expected;

static constexpr Key keys[] = {
    {"n", 20000, 1, 1 << 24},
    {"gx", 2, 1, 1024},
    {"gy", 2, 1, 1024},
    {"iterations", 10, 1, 100000},
};

ArrayRef<Key> generate::getSteppedKeys() { return keys; }

namespace {
/// How the block of k in step s follows from s and the point (x, y).
struct Skew {
  int64_t x, y;
};

/// What a leaf knows of the task that launches it: the iteration of the main
/// loop and the point (x, y).
enum Outer : unsigned { Iteration, X, Y };
} // namespace

/// (step + skew) modulo the number of steps.
static AffineResult stepAt(Skew skew, int64_t steps) {
  AffineResult result;
  result.outer = {0, skew.x, skew.y};
  result.loops = {1};
  result.modulus = steps;
  return result;
}

static Expected<Program> makeStepped(const Parameters &parameters, Skew skew) {
  int64_t n = parameters["n"], gx = parameters["gx"], gy = parameters["gy"];
  if (n < gx || n < gy)
    return makeError("program '" + parameters.getProgram() +
                     "' needs an n of at least gx and gy");
  int64_t steps = gx;
  MatmulMaker maker(parameters.getProgram(), n, gx * gy);
  unsigned tilesA = maker.addTiles("A_tiles", MatmulMaker::A, {gx, gy});
  unsigned tilesB = maker.addTiles("B_tiles", MatmulMaker::B, {gx, gy});
  unsigned tilesC = maker.addTiles("C_tiles", MatmulMaker::C, {gx, gy});
  unsigned rowsB = maker.addTiles("B_rows", MatmulMaker::B, {gx, 1});
  unsigned columnsC = maker.addTiles("C_columns", MatmulMaker::C, {1, gy});
  // Equal blocks are one partition, so that a placed block is used in place.
  unsigned stepsB =
      gx == gy ? tilesB
               : maker.addTiles("B_steps", MatmulMaker::B, {gx, steps});
  double width = static_cast<double>(n) / gx;
  unsigned leaf = maker.addLeaf({width, static_cast<double>(n) / gy, width});
  unsigned inner = maker.addInner();

  std::vector<Statement> body;
  for (unsigned tiles : {tilesA, tilesB, tilesC})
    maker.fill(body, {gx, gy}, tiles);
  unsigned tiles[] = {tilesA, tilesB, tilesC};
  for (unsigned matrix : {0, 1, 2})
    maker.place(body, static_cast<MatmulMaker::Matrix>(matrix), {gx, gy},
                tiles[matrix], {}, /*isRead=*/true);
  Statement product = makeLaunch(
      inner, {gx, gy},
      {maker.update(tilesA), maker.read(rowsB, {pointAt(0), constantAt(0)}),
       maker.read(columnsC, {constantAt(0), pointAt(1)})});
  AffineResult block = stepAt(skew, steps);
  product.body.push_back(makeLoop(
      steps, {makeSingle(leaf, {maker.update(tilesA, {outerAt(X), outerAt(Y)}),
                                maker.read(stepsB, {outerAt(X), block}),
                                maker.read(tilesC, {block, outerAt(Y)})})}));
  maker.wait(body, std::move(product));
  return maker.make(parameters["iterations"], std::move(body), {gx, gy},
                    tilesA);
}

Expected<Program> generate::makeCannon(const Parameters &parameters) {
  return makeStepped(parameters, {1, 1});
}

Expected<Program> generate::makeSumma(const Parameters &parameters) {
  return makeStepped(parameters, {0, 0});
}

Expected<Program> generate::makePumma(const Parameters &parameters) {
  return makeStepped(parameters, {1, 0});
}
