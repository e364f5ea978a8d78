//===- MatmulMaker.h - What the matrix products share -----------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A(i,j) += B(i,k) * C(k,j) for square matrices, as DISTAL's programs do it:
// tasks that place the matrices, a leaf that calls a BLAS, and around it what
// the algorithm wants. Numbers: docs/programs/matmul.md.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_PROGRAM_MATMULMAKER_H
#define MAPWRIGHT_LIB_PROGRAM_MATMULMAKER_H

#include "ProgramBuilder.h"

namespace mapwright {
namespace generate {

/// Extents of the product one leaf computes, in elements, on average.
struct LeafSize {
  double rows, columns, depth;
};

class MatmulMaker {
public:
  enum Matrix : unsigned { A, B, C };

  MatmulMaker(llvm::StringRef name, int64_t n, int64_t processors);

  /// A matrix in grid[0] x grid[1] blocks.
  unsigned addTiles(llvm::StringRef name, Matrix matrix,
                    llvm::ArrayRef<int64_t> grid);
  unsigned add(Partition partition) {
    return builder.add(std::move(partition));
  }
  unsigned getRegion(Matrix matrix) const { return regions[matrix]; }
  int64_t getSize() const { return n; }

  Requirement read(unsigned partition, Projection projection = {}) const;
  Requirement write(unsigned partition, Projection projection = {}) const;
  Requirement update(unsigned partition, Projection projection = {}) const;
  Requirement accumulate(unsigned partition, Projection projection = {}) const;

  /// `task_4`: the BLAS call, with the arguments A, B, C.
  unsigned addLeaf(const LeafSize &size);
  /// `task_5`: launches leaves, with the same arguments.
  unsigned addInner();

  /// `task_1`, `task_2`, `task_3`: puts a matrix where the algorithm wants it,
  /// without any work, and waits for that. `isRead`: collects what was reduced,
  /// or leaves a copy; else it makes the matrix anew.
  void place(std::vector<Statement> &body, Matrix matrix,
             llvm::ArrayRef<int64_t> sizes, unsigned partition,
             Projection projection, bool isRead);
  /// `taco_fill`, over the colors of a partition.
  void fill(std::vector<Statement> &body, llvm::ArrayRef<int64_t> sizes,
            unsigned partition);
  void wait(std::vector<Statement> &body, Statement launch);

  /// The whole program: `body` some times over, then `taco_validate` on
  /// `validated`, if any.
  Program make(int64_t iterations, std::vector<Statement> body,
               llvm::ArrayRef<int64_t> sizes = {},
               std::optional<unsigned> validated = std::nullopt);

private:
  ProgramBuilder builder;
  int64_t n, processors;
  unsigned regions[3];
  unsigned future; ///< what the top-level task waits for
  std::optional<unsigned> places[3], filler;
};

} // namespace generate
} // namespace mapwright

#endif // MAPWRIGHT_LIB_PROGRAM_MATMULMAKER_H
