//===- matmul.cpp - Blocked matrix multiplications ------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// matmul [--algorithm=cannon|summa|solomonik] [--n=256] [--grid=4]
//        [--layers=1] [--describe]
//
// C = A * B in grid x grid blocks. In each step a point multiplies one block of
// A with one of B:
//
//   cannon     blocks go around: all points of a step use different ones
//   summa      a column of blocks of A and a row of blocks of B at a time
//   solomonik  2.5D: `layers` copies of C, each with its share of the steps,
//              which are added at the end
//
// --describe prints the program for `mapper-run --program=FILE.mlir`.
//
//===----------------------------------------------------------------------===//

#include "Blocks.h"
#include "MatmulDescription.h"
#include "ProgramMain.h"

#include <cblas.h>

#include <algorithm>
#include <cmath>
#include <cstring>

using namespace bench;
using namespace mapwright::starpu;

//===----------------------------------------------------------------------===//
// Kernels
//===----------------------------------------------------------------------===//

namespace {
/// What a fill task writes: values of matrix `matrix` at a block.
struct FillArgument {
  int64_t matrix, blockRow, blockColumn;
};
} // namespace

/// Small integers: sums of products are exact, in every order.
static double getElement(int64_t matrix, int64_t row, int64_t column) {
  return matrix == 2 ? 0 : (row * 7 + column * (matrix * 2 + 3)) % 5 - 2;
}

static void fillBlock(void **buffers, void *argument) {
  BlockView block(buffers[0]);
  FillArgument fill;
  std::memcpy(&fill, argument, sizeof(fill));
  int64_t rows = block.getRows(), columns = block.getColumns();
  for (int64_t row = 0; row < rows; ++row)
    for (int64_t column = 0; column < columns; ++column)
      block(row, column) = getElement(fill.matrix, fill.blockRow * rows + row,
                                      fill.blockColumn * columns + column);
}

static void multiplyBlocks(void **buffers, void *) {
  BlockView a(buffers[0]), b(buffers[1]), c(buffers[2]);
  cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, c.getRows(),
              c.getColumns(), a.getColumns(), 1, a.get(), a.getStride(),
              b.get(), b.getStride(), 1, c.get(), c.getStride());
}

static void addBlocks(void **buffers, void *) {
  BlockView sum(buffers[0]), part(buffers[1]);
  for (int64_t row = 0; row < sum.getRows(); ++row)
    for (int64_t column = 0; column < sum.getColumns(); ++column)
      sum(row, column) += part(row, column);
}

//===----------------------------------------------------------------------===//
// The program
//===----------------------------------------------------------------------===//

namespace {
class Matmul final : public Program {
public:
  Matmul(Session &session, const MatmulShape &shape);

  void submit() override;
  double findLargestError() override;

private:
  void fill();
  void multiply();
  void addLayers();
  void fillGrid(const TaskKind &task, BlockGrid &grid, int64_t matrix);

  Session &session;
  MatmulShape shape;
  int64_t side;
  Point plane, space; ///< extents of launches
  const TaskKind &fillA, &fillB, &fillC, &gemm, &add;
  BlockGrid a, b, c;
};
} // namespace

static const TaskKind &addFill(Session &session, const char *name,
                               const char *region) {
  return session.addTask(name, makeCodelet(fillBlock, {STARPU_W}), {region});
}

Matmul::Matmul(Session &session, const MatmulShape &shape)
    : session(session), shape(shape), side(shape.n / shape.grid),
      plane({shape.grid, shape.grid}), space(shape.getSpace()),
      fillA(addFill(session, "fill_a", "A")),
      fillB(addFill(session, "fill_b", "B")),
      fillC(addFill(session, "fill_c", "C")),
      gemm(session.addTask(
          "gemm", makeCodelet(multiplyBlocks, {STARPU_R, STARPU_R, STARPU_RW}),
          {"A", "B", "C"})),
      add(session.addTask("add", makeCodelet(addBlocks, {STARPU_RW, STARPU_R}),
                          {"C", "C"})),
      a(session, session.launch(fillA, makeDomain(plane)), plane, side, side),
      b(session, session.launch(fillB, makeDomain(plane)), plane, side, side),
      c(session, session.launch(fillC, makeDomain(space)), space, side, side) {}

void Matmul::fillGrid(const TaskKind &task, BlockGrid &grid, int64_t matrix) {
  const Point &extents = matrix == 2 ? space : plane;
  Launch launch = session.launch(task, makeDomain(extents));
  for (const Point &point : grid.getPoints()) {
    FillArgument argument{matrix, point[0], point[1]};
    launch.submit(point, {grid.get(point)}, &argument, sizeof(argument));
  }
}

void Matmul::fill() {
  fillGrid(fillA, a, 0);
  fillGrid(fillB, b, 1);
  fillGrid(fillC, c, 2);
}

void Matmul::multiply() {
  for (int64_t step = 0; step < shape.getNumSteps(); ++step) {
    Launch launch = session.launch(gemm, makeDomain(space));
    for (const Point &point : listPoints(space)) {
      int64_t k = shape.getInner(point, step);
      launch.submit(point,
                    {a.get({point[0], k}), b.get({k, point[1]}), c.get(point)});
    }
  }
}

void Matmul::addLayers() {
  for (int64_t layer = 1; layer < shape.layers; ++layer) {
    Launch launch = session.launch(add, makeDomain(plane));
    for (const Point &point : listPoints(plane))
      launch.submit(point, {c.get({point[0], point[1], 0}),
                            c.get({point[0], point[1], layer})});
  }
}

void Matmul::submit() {
  fill();
  multiply();
  addLayers();
}

static std::vector<double> makeMatrix(int64_t matrix, int64_t n) {
  std::vector<double> elements(n * n);
  for (int64_t row = 0; row < n; ++row)
    for (int64_t column = 0; column < n; ++column)
      elements[row * n + column] = getElement(matrix, row, column);
  return elements;
}

/// One row of blocks of the product with `b`, computed without blocks.
static std::vector<double> multiplyRows(const std::vector<double> &b, int64_t n,
                                        int64_t first, int64_t rows) {
  std::vector<double> product(rows * n);
  for (int64_t row = 0; row < rows; ++row)
    for (int64_t k = 0; k < n; ++k) {
      double factor = getElement(0, first + row, k);
      for (int64_t column = 0; column < n; ++column)
        product[row * n + column] += factor * b[k * n + column];
    }
  return product;
}

double Matmul::findLargestError() {
  double largest = 0;
  std::vector<double> second;
  if (session.getRank() == 0)
    second = makeMatrix(1, shape.n);
  for (int64_t blockRow = 0; blockRow < shape.grid; ++blockRow) {
    std::vector<double> expected;
    if (session.getRank() == 0)
      expected = multiplyRows(second, shape.n, blockRow * side, side);
    for (int64_t blockColumn = 0; blockColumn < shape.grid; ++blockColumn) {
      Point point = {blockRow, blockColumn};
      if (shape.layers > 1)
        point.push_back(0);
      std::vector<double> block = c.fetch(point);
      for (size_t i = 0; i < block.size(); ++i)
        largest = std::max(
            largest,
            std::abs(
                block[i] -
                expected[i / side * shape.n + blockColumn * side + i % side]));
    }
  }
  return largest;
}

int main(int argc, char **argv) {
  openblas_set_num_threads(1);
  MatmulShape shape;
  shape.algorithm = takeText(argc, argv, "algorithm", "cannon");
  shape.n = takeNumber(argc, argv, "n", 256);
  shape.grid = takeNumber(argc, argv, "grid", 4);
  shape.layers = takeNumber(argc, argv, "layers", 1);
  auto create = [&](Session &session) {
    return std::make_unique<Matmul>(session, shape);
  };
  return runMain(argc, argv,
                 {"matmul", shape.findMistake(),
                  [&] { return describe(shape); }, create, /*tolerance=*/0});
}
