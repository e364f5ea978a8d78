//===- ProgramBuilder.h - Makes programs of parts ---------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the generators have in common: names for the usual ways to fill the
// structs of Program.h. Nothing here checks anything; `verify` does.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_PROGRAM_PROGRAMBUILDER_H
#define MAPWRIGHT_LIB_PROGRAM_PROGRAMBUILDER_H

#include "mapwright/Program/Program.h"

#include "llvm/ADT/ArrayRef.h"

namespace mapwright {
namespace generate {

/// The rectangle from `lo` to `hi`, both included.
Rect makeRect(llvm::ArrayRef<int64_t> lo, llvm::ArrayRef<int64_t> hi);
/// The rectangle from 0 with these sizes.
Rect makeBox(llvm::ArrayRef<int64_t> sizes);

/// Elements `lo` to `hi`.
struct Span {
  int64_t lo, hi;
};
/// The k-th of `parts` blocks of 0 to n-1, all but the last ones as long as the
/// first. May be empty (hi < lo).
Span cutBlock(int64_t n, int64_t parts, int64_t k);

/// A partition without pieces; `addPiece` adds them in the order of colors.
Partition makePartition(llvm::StringRef name, unsigned region, unsigned rank,
                        Rect colors, bool disjoint, bool complete);
/// Empty rectangles are left out.
void addPiece(Partition &partition, llvm::ArrayRef<Rect> rects);
/// A box cut into the blocks of a grid, color (i, j, ...) being block i of
/// dimension 0, and so on.
Partition makeTiles(llvm::StringRef name, unsigned region,
                    llvm::ArrayRef<int64_t> sizes,
                    llvm::ArrayRef<int64_t> grid);

/// `factor` for each element of an argument.
LinearCost perElement(unsigned argument, double factor);
void addPerElement(LinearCost &cost, unsigned argument, double factor);

/// Coordinate `dim` of the launch point.
AffineResult pointAt(unsigned dim);
/// The k-th of what stands around a nested launch (AffineResult::outer).
AffineResult outerAt(unsigned index);
/// A color that does not depend on the point.
AffineResult constantAt(int64_t value);

Requirement usePiece(unsigned partition, Privilege privilege,
                     std::vector<unsigned> fields, Projection projection = {});
Requirement useRegion(unsigned region, Privilege privilege,
                      std::vector<unsigned> fields);
/// A reduction with `+`.
Requirement addInto(unsigned partition, std::vector<unsigned> fields,
                    Projection projection = {});

Variant makeVariant(ProcKind kind, double efficiency);
/// Launches only.
Variant makeInner(ProcKind kind);

Statement makeLaunch(unsigned task, llvm::ArrayRef<int64_t> sizes,
                     std::vector<Requirement> requirements);
Statement makeSingle(unsigned task, std::vector<Requirement> requirements);
Statement makeLoop(uint64_t trips, std::vector<Statement> body);
Statement makeTracedLoop(uint64_t trips, std::vector<Statement> body);
Statement makeFence();
Statement makeWait(unsigned future);

/// Gives out ids.
class ProgramBuilder {
public:
  ProgramBuilder(llvm::StringRef name, llvm::StringRef topLevel);

  unsigned addFieldSpace(llvm::StringRef name, std::vector<Field> fields);
  /// A root region with an index space of its own, which is all of `bounds`.
  unsigned addRegion(llvm::StringRef name, const Rect &bounds,
                     unsigned fieldSpace);
  unsigned add(Partition partition);
  /// Arguments carry names; their use is filled in afterwards.
  unsigned addTask(llvm::StringRef name,
                   llvm::ArrayRef<llvm::StringRef> arguments,
                   std::vector<Variant> variants);
  TaskKind &getTask(unsigned task) { return program.tasks[task]; }
  unsigned addFuture() { return program.numFutures++; }
  void run(Statement statement) {
    program.body.push_back(std::move(statement));
  }

  /// Fields of a region by name, separated by spaces. A name stands also for
  /// its components: `zx` for `zx.x` and `zx.y`.
  std::vector<unsigned> fields(unsigned region, llvm::StringRef names) const;

  /// Bytes of an element's fields.
  uint32_t countBytes(unsigned region, llvm::ArrayRef<unsigned> fields) const;

  Program take(double work, llvm::StringRef unit);

private:
  Program program;
};

} // namespace generate
} // namespace mapwright

#endif // MAPWRIGHT_LIB_PROGRAM_PROGRAMBUILDER_H
