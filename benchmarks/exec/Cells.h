//===- Cells.h - A block of cells and what is done with it ------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_BENCHMARKS_EXEC_CELLS_H
#define MAPWRIGHT_BENCHMARKS_EXEC_CELLS_H

#include <cstddef>
#include <vector>

/// Fields of a cell. A step uses the first three; the others are there as they
/// are in any program.
enum Field {
  Temperature,
  Next,
  Conductivity,
  Density,
  HeatCapacity,
  Source,
  PositionX,
  PositionY,
  numFields
};

/// How the cells of a block lie in memory.
struct CellLayout {
  bool isAOS = false;    ///< the fields of a cell are neighbours
  bool isCOrder = false; ///< cells of a column are neighbours, else of a row

  bool operator==(const CellLayout &other) const {
    return isAOS == other.isAOS && isCOrder == other.isCOrder;
  }
};

/// A block of width x height cells: x is the first dimension.
class Cells {
public:
  Cells(size_t width, size_t height) : width(width), height(height) {}

  /// Brings the data into a layout, as a runtime does between tasks that want
  /// different ones. A new block gets memory here, on the worker that asks.
  void arrange(CellLayout wanted);

  void fill(unsigned block);
  /// A step of heat conduction; nothing flows across the border of the block.
  void diffuse();
  /// Sum of the temperatures, in an order that does not depend on the layout.
  double total() const;

private:
  /// Where cells of a field are: base[x * strideX + y * strideY].
  struct View {
    double *base;
    size_t strideX, strideY;
    double &operator()(size_t x, size_t y) const {
      return base[x * strideX + y * strideY];
    }
  };
  View view(Field field) const;

  size_t width, height;
  CellLayout layout;
  mutable std::vector<double> values;
};

#endif // MAPWRIGHT_BENCHMARKS_EXEC_CELLS_H
