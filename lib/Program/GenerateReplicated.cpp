//===- GenerateReplicated.cpp - Johnson, Solomonik, COSMA -----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Matrix products on three-dimensional grids: copies of the matrices are spent
// to communicate less, and layers of the grid are summed up. Structure and
// numbers: docs/programs/{johnson,solomonik,cosma}.md.
//
//===----------------------------------------------------------------------===//

#include "Generators.h"
#include "MatmulMaker.h"

#include "llvm/Support/MathExtras.h"

#include <algorithm>
#include <array>
#include <optional>

using namespace mapwright;
using namespace mapwright::generate;
using llvm::ArrayRef;
using llvm::Expected;

using Matrix = MatmulMaker::Matrix;

//===----------------------------------------------------------------------===//
// One product a point: Johnson and COSMA
//===----------------------------------------------------------------------===//

/// Points (x, y, z) multiply B(x, z) by C(z, y) into A(x, y).
static Expected<Program> makeCube(const Parameters &parameters, int64_t gx,
                                  int64_t gy, int64_t gz) {
  int64_t n = parameters["n"];
  if (n < std::max({gx, gy, gz}))
    return makeError(
        "program '" + parameters.getProgram() + "' needs an n of at least " +
        llvm::Twine(std::max({gx, gy, gz})) + ", the longest side of its grid");
  MatmulMaker maker(parameters.getProgram(), n, gx * gy * gz);
  unsigned tilesA = maker.addTiles("A_tiles", Matrix::A, {gx, gy});
  unsigned tilesB = maker.addTiles("B_tiles", Matrix::B, {gx, gz});
  unsigned tilesC = maker.addTiles("C_tiles", Matrix::C, {gz, gy});
  double size = n;
  unsigned leaf = maker.addLeaf({size / gx, size / gy, size / gz});
  Projection ofA = {pointAt(0), pointAt(1)};
  Projection ofB = {pointAt(0), pointAt(2)};
  Projection ofC = {pointAt(2), pointAt(1)};

  std::vector<Statement> body;
  maker.place(body, Matrix::A, {gx, gy, 1}, tilesA, ofA, /*isRead=*/false);
  maker.place(body, Matrix::B, {gx, 1, gz}, tilesB, ofB, /*isRead=*/false);
  maker.place(body, Matrix::C, {1, gy, gz}, tilesC, ofC, /*isRead=*/false);
  body.push_back(
      makeLaunch(leaf, {gx, gy, gz},
                 {maker.accumulate(tilesA, ofA), maker.read(tilesB, ofB),
                  maker.read(tilesC, ofC)}));
  // Reading A where it was placed sums up what the layers computed.
  maker.place(body, Matrix::A, {gx, gy, 1}, tilesA, ofA, /*isRead=*/true);
  return maker.make(parameters["iterations"], std::move(body));
}

static constexpr Key johnsonKeys[] = {
    {"n", 20000, 1, 1 << 24},
    {"gdim", 2, 1, 128},
    {"iterations", 11, 1, 100000},
};

ArrayRef<Key> generate::getJohnsonKeys() { return johnsonKeys; }

Expected<Program> generate::makeJohnson(const Parameters &parameters) {
  int64_t side = parameters["gdim"];
  return makeCube(parameters, side, side, side);
}

//===----------------------------------------------------------------------===//
// The grid COSMA would choose
//===----------------------------------------------------------------------===//

static constexpr Key cosmaKeys[] = {
    {"n", 20000, 1, 1 << 24},      {"processors", 4, 1, 1 << 16},
    {"memory", 15000, 1, 1 << 24}, {"gx", 0, 0, 1 << 16},
    {"gy", 0, 0, 1 << 16},         {"gz", 0, 0, 1 << 16},
    {"iterations", 11, 1, 100000},
};

ArrayRef<Key> generate::getCosmaKeys() { return cosmaKeys; }

namespace {
using Grid = std::array<int64_t, 3>;
} // namespace

/// Elements of the three blocks a point works on; they are what it must get.
static double countBlocks(double n, const Grid &grid) {
  auto [x, y, z] = grid;
  return n * n * (1.0 / (x * y) + 1.0 / (x * z) + 1.0 / (y * z));
}

/// Bytes of the fullest memory: point (0, 0, 0) holds its blocks as they were
/// placed and a sum of its own for A.
static double countBytes(double n, const Grid &grid) {
  return 8 * (countBlocks(n, grid) + n * n / (grid[0] * grid[1]));
}

/// The grid with the least communication that fits; of equal ones the one with
/// the smallest x, then y. None if none fits.
static std::optional<Grid> chooseGrid(int64_t n, int64_t processors,
                                      double bytes) {
  std::optional<Grid> best;
  for (int64_t x = 1; x <= processors; ++x) {
    if (processors % x != 0)
      continue;
    for (int64_t y = 1; y <= processors / x; ++y) {
      if (processors / x % y != 0)
        continue;
      Grid grid = {x, y, processors / x / y};
      if (countBytes(n, grid) > bytes)
        continue;
      if (!best || countBlocks(n, grid) < countBlocks(n, *best) * (1 - 1e-12))
        best = grid;
    }
  }
  return best;
}

Expected<Program> generate::makeCosma(const Parameters &parameters) {
  Grid given = {parameters["gx"], parameters["gy"], parameters["gz"]};
  if (given[0] * given[1] * given[2] > 1 << 20)
    return makeError("program 'cosma' has at most 1048576 points");
  if (given[0] && given[1] && given[2])
    return makeCube(parameters, given[0], given[1], given[2]);
  if (given[0] || given[1] || given[2])
    return makeError("program 'cosma' takes 'gx', 'gy' and 'gz' together, or "
                     "none of them to have the grid chosen");
  double bytes = parameters["memory"] * 1048576.0;
  std::optional<Grid> grid =
      chooseGrid(parameters["n"], parameters["processors"], bytes);
  if (!grid)
    return makeError("program 'cosma' finds no grid: matrices of n = " +
                     llvm::Twine(parameters["n"]) + " do not fit " +
                     llvm::Twine(parameters["processors"]) +
                     " processors with " + llvm::Twine(parameters["memory"]) +
                     " MiB each");
  return makeCube(parameters, (*grid)[0], (*grid)[1], (*grid)[2]);
}

//===----------------------------------------------------------------------===//
// 2.5 dimensions
//===----------------------------------------------------------------------===//

static constexpr Key solomonikKeys[] = {
    {"n", 20000, 1, 1 << 24}, {"rpoc", 2, 1, 512},           {"c", 1, 1, 512},
    {"rpoc3", 2, 1, 512},     {"iterations", 11, 1, 100000},
};

ArrayRef<Key> generate::getSolomonikKeys() { return solomonikKeys; }

namespace {
/// What a leaf knows of the task that launches it: the iteration of the main
/// loop and the point (x, y, layer).
enum Outer : unsigned { Iteration, X, Y, Layer };

class SolomonikMaker {
public:
  SolomonikMaker(const Parameters &parameters)
      : grid(parameters["rpoc"]), layers(parameters["c"]),
        steps(parameters["rpoc3"]), iterations(parameters["iterations"]),
        maker("solomonik", parameters["n"], grid * grid * layers) {}

  Program make();

private:
  unsigned addSteps(llvm::StringRef name, Matrix matrix);
  Projection locate(bool isB) const;
  Statement makeProduct();

  int64_t grid, layers, steps, iterations;
  MatmulMaker maker;
  unsigned tiles[3];
  unsigned stepsB, stepsC;
};
} // namespace

/// Blocks of B (colors x, layer, step) or C (layer, step, y): a layer has a
/// slice of k, cut into steps.
unsigned SolomonikMaker::addSteps(llvm::StringRef name, Matrix matrix) {
  int64_t n = maker.getSize();
  bool isB = matrix == Matrix::B;
  Rect colors =
      isB ? makeBox({grid, layers, steps}) : makeBox({layers, steps, grid});
  Partition partition =
      makePartition(name, maker.getRegion(matrix), 2, colors, true, true);
  int64_t count = grid * layers * steps;
  for (int64_t color = 0; color < count; ++color) {
    int64_t layer = isB ? color / steps % layers : color / grid / steps;
    int64_t step = isB ? color % steps : color / grid % steps;
    Span slice = cutBlock(n, layers, layer);
    Span part = cutBlock(llvm::divideCeil(n, layers), steps, step);
    Span k = {slice.lo + part.lo, std::min(slice.lo + part.hi, slice.hi)};
    Span other = cutBlock(n, grid, isB ? color / steps / layers : color % grid);
    addPiece(partition, isB ? makeRect({other.lo, k.lo}, {other.hi, k.hi})
                            : makeRect({k.lo, other.lo}, {k.hi, other.hi}));
  }
  return maker.add(std::move(partition));
}

/// The block of B (of C) a leaf uses: that of its row (column), its layer and
/// a step that runs along the diagonals as in Cannon's algorithm.
Projection SolomonikMaker::locate(bool isB) const {
  AffineResult step;
  step.outer = {0, 1, 1};
  step.loops = {1};
  step.modulus = steps;
  bool usesTiles = layers == 1 && steps == grid;
  Projection projection;
  if (isB)
    projection.push_back(outerAt(X));
  if (!usesTiles)
    projection.push_back(outerAt(Layer));
  projection.push_back(step);
  if (!isB)
    projection.push_back(outerAt(Y));
  return projection;
}

Statement SolomonikMaker::makeProduct() {
  double size = maker.getSize();
  unsigned leaf =
      maker.addLeaf({size / grid, size / grid, size / layers / steps});
  unsigned inner = maker.addInner();
  unsigned slicesB = maker.addTiles("B_slices", Matrix::B, {grid, layers});
  unsigned slicesC = maker.addTiles("C_slices", Matrix::C, {layers, grid});
  Statement product =
      makeLaunch(inner, {grid, grid, layers},
                 {maker.accumulate(tiles[Matrix::A], {pointAt(0), pointAt(1)}),
                  maker.read(slicesB, {pointAt(0), pointAt(2)}),
                  maker.read(slicesC, {pointAt(2), pointAt(1)})});
  product.body.push_back(makeLoop(
      steps, {makeSingle(leaf, {maker.accumulate(tiles[Matrix::A],
                                                 {outerAt(X), outerAt(Y)}),
                                maker.read(stepsB, locate(true)),
                                maker.read(stepsC, locate(false))})}));
  return product;
}

Program SolomonikMaker::make() {
  static constexpr llvm::StringLiteral names[] = {"A_tiles", "B_tiles",
                                                  "C_tiles"};
  for (unsigned matrix = 0; matrix < 3; ++matrix)
    tiles[matrix] = maker.addTiles(names[matrix], static_cast<Matrix>(matrix),
                                   {grid, grid});
  // Equal blocks are one partition, so that a placed block is used in place.
  bool usesTiles = layers == 1 && steps == grid;
  stepsB = usesTiles ? tiles[Matrix::B] : addSteps("B_steps", Matrix::B);
  stepsC = usesTiles ? tiles[Matrix::C] : addSteps("C_steps", Matrix::C);

  Projection flat = {pointAt(0), pointAt(1)};
  std::vector<Statement> body;
  for (unsigned matrix = 0; matrix < 3; ++matrix)
    maker.place(body, static_cast<Matrix>(matrix), {grid, grid, 1},
                tiles[matrix], flat, /*isRead=*/false);
  body.push_back(makeProduct());
  // Reading A where it was placed sums up what the layers computed.
  maker.place(body, Matrix::A, {grid, grid, 1}, tiles[Matrix::A], flat,
              /*isRead=*/true);
  return maker.make(iterations, std::move(body));
}

Expected<Program> generate::makeSolomonik(const Parameters &parameters) {
  int64_t n = parameters["n"], grid = parameters["rpoc"];
  int64_t blocks = parameters["c"] * parameters["rpoc3"];
  if (n < grid || n < blocks)
    return makeError("program 'solomonik' needs an n of at least rpoc and "
                     "c * rpoc3");
  if (grid * std::max(grid, blocks) > 1 << 20)
    return makeError("program 'solomonik' has at most 1048576 blocks of a "
                     "matrix");
  return SolomonikMaker(parameters).make();
}
