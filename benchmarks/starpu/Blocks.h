//===- Blocks.h - Data of the StarPU programs -------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_BENCHMARKS_STARPU_BLOCKS_H
#define MAPWRIGHT_BENCHMARKS_STARPU_BLOCKS_H

#include "mapwright/Runtime/StarPU.h"

#include <vector>

namespace bench {

/// Rows and columns of doubles that StarPU gave to a kernel, where the kernel
/// can address them: the memory of an OpenCL device is mapped meanwhile. The
/// kernel is the same C++ on all workers.
class BlockView {
public:
  explicit BlockView(void *buffer);
  ~BlockView();
  BlockView(const BlockView &) = delete;
  BlockView &operator=(const BlockView &) = delete;

  double &operator()(int64_t row, int64_t column) {
    return data[row * stride + column];
  }
  int64_t getRows() const { return rows; }
  int64_t getColumns() const { return columns; }
  /// Distance of two rows.
  int64_t getStride() const { return stride; }
  double *get() { return data; }

private:
  void *deviceMemory = nullptr;
  int64_t rows, columns, stride;
  double *data;
};

/// Blocks of equal size over a grid of points, each of which StarPU keeps on
/// the rank that owns it.
class BlockGrid {
public:
  /// `extents` is the grid of points. The owner of a block is where `writer`,
  /// a launch over the same points from 0, writes it first.
  BlockGrid(mapwright::starpu::Session &session,
            const mapwright::starpu::Launch &writer,
            const mapwright::starpu::Point &extents, int64_t rows,
            int64_t columns);
  ~BlockGrid();
  BlockGrid(const BlockGrid &) = delete;
  BlockGrid &operator=(const BlockGrid &) = delete;

  starpu_data_handle_t get(const mapwright::starpu::Point &point) const;
  const std::vector<mapwright::starpu::Point> &getPoints() const {
    return points;
  }

  /// The block on rank 0; empty on others. To be called on every rank.
  std::vector<double> fetch(const mapwright::starpu::Point &point);

private:
  mapwright::starpu::Session &session;
  mapwright::starpu::Point extents;
  int64_t rows, columns;
  std::vector<mapwright::starpu::Point> points;
  std::vector<starpu_data_handle_t> handles;
};

/// All points from 0 to below `extents`, the last coordinate fastest.
std::vector<mapwright::starpu::Point>
listPoints(const mapwright::starpu::Point &extents);

/// The domain of these points.
mapwright::starpu::Domain makeDomain(const mapwright::starpu::Point &extents);

/// A codelet with one function for all workers.
starpu_codelet makeCodelet(void (*function)(void **, void *),
                           const std::vector<starpu_data_access_mode> &modes);

} // namespace bench

#endif // MAPWRIGHT_BENCHMARKS_STARPU_BLOCKS_H
