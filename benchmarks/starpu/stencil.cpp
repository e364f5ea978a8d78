//===- stencil.cpp - A stencil in two dimensions --------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// stencil [--n=256] [--grid=4] [--steps=4] [--describe]
//
// Each step makes a cell the mean of its four neighbours on an n x n torus, in
// grid x grid blocks. StarPU keeps data that overlap no more coherent than
// others do, so the borders of blocks are data of their own: `pack` copies
// them, `step` reads those of the four neighbours.
//
// --describe prints the program for `mapper-run --program=FILE.mlir`.
//
//===----------------------------------------------------------------------===//

#include "Blocks.h"
#include "ProgramMain.h"
#include "TaskText.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>

using namespace bench;
using namespace mapwright::starpu;

namespace {
struct StencilShape {
  int64_t n, grid, steps;
};

/// The borders of a block, and where the neighbour is whose border a block
/// needs there.
struct Side {
  const char *region;
  bool isRow;
  int64_t row, column;
};
} // namespace

static constexpr unsigned numSides = 4;
/// A block needs the bottom border of the block above, and so on.
static constexpr Side sides[numSides] = {{"bottom", true, -1, 0},
                                         {"top", true, 1, 0},
                                         {"right", false, 0, -1},
                                         {"left", false, 0, 1}};

//===----------------------------------------------------------------------===//
// Kernels
//===----------------------------------------------------------------------===//

/// Multiples of a power of two: few steps round nothing.
static double getCell(int64_t row, int64_t column) {
  return (row * 13 + column * 5) % 64;
}

static void fillBlock(void **buffers, void *argument) {
  BlockView block(buffers[0]);
  int64_t at[2];
  std::memcpy(at, argument, sizeof(at));
  for (int64_t row = 0; row < block.getRows(); ++row)
    for (int64_t column = 0; column < block.getColumns(); ++column)
      block(row, column) = getCell(at[0] * block.getRows() + row,
                                   at[1] * block.getColumns() + column);
}

/// Buffers: the block, then a border a side.
static void packBorders(void **buffers, void *) {
  BlockView block(buffers[0]);
  BlockView bottom(buffers[1]), top(buffers[2]), right(buffers[3]),
      left(buffers[4]);
  int64_t lastRow = block.getRows() - 1, lastColumn = block.getColumns() - 1;
  for (int64_t column = 0; column <= lastColumn; ++column) {
    bottom(0, column) = block(lastRow, column);
    top(0, column) = block(0, column);
  }
  for (int64_t row = 0; row <= lastRow; ++row) {
    right(row, 0) = block(row, lastColumn);
    left(row, 0) = block(row, 0);
  }
}

/// Buffers: the block, then the border of each neighbour.
static void stepBlock(void **buffers, void *) {
  BlockView block(buffers[0]);
  BlockView above(buffers[1]), below(buffers[2]), before(buffers[3]),
      behind(buffers[4]);
  int64_t rows = block.getRows(), columns = block.getColumns();
  std::vector<double> old(rows * columns);
  for (int64_t row = 0; row < rows; ++row)
    std::copy_n(&block(row, 0), columns, &old[row * columns]);
  for (int64_t row = 0; row < rows; ++row)
    for (int64_t column = 0; column < columns; ++column) {
      const double *cell = &old[row * columns + column];
      double up = row == 0 ? above(0, column) : cell[-columns];
      double down = row == rows - 1 ? below(0, column) : cell[columns];
      double west = column == 0 ? before(row, 0) : cell[-1];
      double east = column == columns - 1 ? behind(row, 0) : cell[1];
      block(row, column) = (up + down + west + east) / 4;
    }
}

//===----------------------------------------------------------------------===//
// The program
//===----------------------------------------------------------------------===//

namespace {
class Stencil final : public Program {
public:
  Stencil(Session &session, const StencilShape &shape);

  void submit() override;
  double findLargestError() override;

private:
  void fill();
  void advance();
  Point getNeighbour(const Point &point, const Side &side) const;

  Session &session;
  StencilShape shape;
  int64_t blockSide;
  Point extents;
  const TaskKind &fillKind, &pack, &step;
  BlockGrid cells;
  std::unique_ptr<BlockGrid> borders[numSides];
};
} // namespace

Stencil::Stencil(Session &session, const StencilShape &shape)
    : session(session), shape(shape), blockSide(shape.n / shape.grid),
      extents({shape.grid, shape.grid}),
      fillKind(session.addTask("fill", makeCodelet(fillBlock, {STARPU_W}),
                               {"cells"})),
      pack(session.addTask(
          "pack",
          makeCodelet(packBorders,
                      {STARPU_R, STARPU_W, STARPU_W, STARPU_W, STARPU_W}),
          {"cells", "bottom", "top", "right", "left"})),
      step(
          session.addTask("step",
                          makeCodelet(stepBlock, {STARPU_RW, STARPU_R, STARPU_R,
                                                  STARPU_R, STARPU_R}),
                          {"cells", "bottom", "top", "right", "left"})),
      cells(session, session.launch(fillKind, makeDomain(extents)), extents,
            blockSide, blockSide) {
  Launch writer = session.launch(pack, makeDomain(extents));
  for (unsigned i = 0; i < numSides; ++i)
    borders[i] = std::make_unique<BlockGrid>(session, writer, extents,
                                             sides[i].isRow ? 1 : blockSide,
                                             sides[i].isRow ? blockSide : 1);
}

Point Stencil::getNeighbour(const Point &point, const Side &side) const {
  int64_t grid = shape.grid;
  return {(point[0] + side.row + grid) % grid,
          (point[1] + side.column + grid) % grid};
}

void Stencil::fill() {
  Launch launch = session.launch(fillKind, makeDomain(extents));
  for (const Point &point : cells.getPoints())
    launch.submit(point, {cells.get(point)}, point.data(),
                  sizeof(int64_t) * point.size());
}

void Stencil::advance() {
  Launch packs = session.launch(pack, makeDomain(extents));
  for (const Point &point : cells.getPoints()) {
    std::vector<starpu_data_handle_t> handles = {cells.get(point)};
    for (const auto &border : borders)
      handles.push_back(border->get(point));
    packs.submit(point, handles);
  }
  Launch steps = session.launch(step, makeDomain(extents));
  for (const Point &point : cells.getPoints()) {
    std::vector<starpu_data_handle_t> handles = {cells.get(point)};
    for (unsigned i = 0; i < numSides; ++i)
      handles.push_back(borders[i]->get(getNeighbour(point, sides[i])));
    steps.submit(point, handles);
  }
}

void Stencil::submit() {
  fill();
  for (int64_t step = 0; step < shape.steps; ++step)
    advance();
}

/// The whole torus after all steps, without blocks.
static std::vector<double> computeCells(const StencilShape &shape) {
  int64_t n = shape.n;
  std::vector<double> now(n * n), next(n * n);
  for (int64_t row = 0; row < n; ++row)
    for (int64_t column = 0; column < n; ++column)
      now[row * n + column] = getCell(row, column);
  for (int64_t step = 0; step < shape.steps; ++step) {
    for (int64_t row = 0; row < n; ++row)
      for (int64_t column = 0; column < n; ++column)
        next[row * n + column] = (now[(row + n - 1) % n * n + column] +
                                  now[(row + 1) % n * n + column] +
                                  now[row * n + (column + n - 1) % n] +
                                  now[row * n + (column + 1) % n]) /
                                 4;
    std::swap(now, next);
  }
  return now;
}

double Stencil::findLargestError() {
  std::vector<double> expected;
  if (session.getRank() == 0)
    expected = computeCells(shape);
  double largest = 0;
  for (const Point &point : cells.getPoints()) {
    std::vector<double> block = cells.fetch(point);
    for (size_t i = 0; i < block.size(); ++i) {
      int64_t row = point[0] * blockSide + i / blockSide;
      int64_t column = point[1] * blockSide + i % blockSide;
      largest = std::max(largest,
                         std::abs(block[i] - expected[row * shape.n + column]));
    }
  }
  return largest;
}

//===----------------------------------------------------------------------===//
// Its description
//===----------------------------------------------------------------------===//

/// `(d0 + 3) mod 4`, or `d0` without a distance.
static std::string writeIndex(const char *dimension, int64_t distance,
                              int64_t grid) {
  if (distance == 0)
    return dimension;
  return "(" + std::string(dimension) + " + " +
         std::to_string((distance + grid) % grid) + ") mod " +
         std::to_string(grid);
}

static std::string describe(const StencilShape &shape) {
  std::vector<int64_t> plane = {shape.grid, shape.grid};
  int64_t side = shape.n / shape.grid;
  std::string regions = writeRegion("cells", plane, {side, side});
  std::vector<Requirement> packs = {{"read", "cells", ""}};
  std::vector<Requirement> steps = {{"read_write", "cells", ""}};
  std::vector<std::string> arguments = {"cells"};
  for (const Side &border : sides) {
    std::vector<int64_t> tile = {side, 1};
    if (border.isRow)
      tile = {1, side};
    regions += writeRegion(border.region, plane, tile);
    arguments.push_back(border.region);
    packs.push_back({"write", border.region, ""});
    steps.push_back({"read", border.region,
                     "(d0, d1) -> (" +
                         writeIndex("d0", border.row, shape.grid) + ", " +
                         writeIndex("d1", border.column, shape.grid) + ")"});
  }
  std::string kinds = writeKind("fill", "", {"cells"}) +
                      writeKind("pack", "", arguments) +
                      writeKind("step", "4 * n0", arguments);
  std::string body = writeLaunch("fill", plane, {{"write", "cells", ""}});
  for (int64_t step = 0; step < shape.steps; ++step)
    body +=
        writeLaunch("pack", plane, packs) + writeLaunch("step", plane, steps);
  return writeProgram("stencil", regions + kinds, body);
}

int main(int argc, char **argv) {
  StencilShape shape;
  shape.n = takeNumber(argc, argv, "n", 256);
  shape.grid = takeNumber(argc, argv, "grid", 4);
  shape.steps = takeNumber(argc, argv, "steps", 4);
  auto create = [&](Session &session) {
    return std::make_unique<Stencil>(session, shape);
  };
  return runMain(
      argc, argv,
      {"stencil",
       shape.n % shape.grid == 0 ? nullptr : "--n must be a multiple of --grid",
       [&] { return describe(shape); }, create, /*tolerance=*/0});
}
