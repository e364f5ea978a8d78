//===- MatmulMaker.cpp - What the matrix products share -------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MatmulMaker.h"

#include <algorithm>

using namespace mapwright;
using namespace mapwright::generate;
using llvm::ArrayRef;
using llvm::StringRef;

/// A BLAS loads an element of B once for so many columns of A (of C: rows): the
/// tile that all cores of a device work on at a time.
static constexpr double blockedExtent = 1024;

static constexpr ProcKind kinds[] = {ProcKind::GPU, ProcKind::OMP,
                                     ProcKind::CPU};

static std::vector<Variant> makeVariants(double onGPU, double onHost) {
  std::vector<Variant> variants;
  for (ProcKind kind : kinds)
    variants.push_back(
        makeVariant(kind, kind == ProcKind::GPU ? onGPU : onHost));
  return variants;
}

MatmulMaker::MatmulMaker(StringRef name, int64_t n, int64_t processors)
    : builder(name, "top_level"), n(n), processors(processors) {
  unsigned space = builder.addFieldSpace("values", {{"val", 8}});
  static constexpr llvm::StringLiteral names[] = {"A", "B", "C"};
  for (unsigned matrix = A; matrix <= C; ++matrix)
    regions[matrix] = builder.addRegion(names[matrix], makeBox({n, n}), space);
  future = builder.addFuture();
}

unsigned MatmulMaker::addTiles(StringRef name, Matrix matrix,
                               ArrayRef<int64_t> grid) {
  return builder.add(makeTiles(name, regions[matrix], {n, n}, grid));
}

//===----------------------------------------------------------------------===//
// Requirements
//===----------------------------------------------------------------------===//

Requirement MatmulMaker::read(unsigned partition, Projection projection) const {
  return usePiece(partition, Privilege::Read, {0}, std::move(projection));
}

Requirement MatmulMaker::write(unsigned partition,
                               Projection projection) const {
  return usePiece(partition, Privilege::Write, {0}, std::move(projection));
}

Requirement MatmulMaker::update(unsigned partition,
                                Projection projection) const {
  return usePiece(partition, Privilege::ReadWrite, {0}, std::move(projection));
}

Requirement MatmulMaker::accumulate(unsigned partition,
                                    Projection projection) const {
  return addInto(partition, {0}, std::move(projection));
}

//===----------------------------------------------------------------------===//
// Tasks
//===----------------------------------------------------------------------===//

unsigned MatmulMaker::addLeaf(const LeafSize &size) {
  std::vector<Variant> variants = makeVariants(0.9, 0.8);
  // The leading dimension passed to the BLAS is the distance of two rows.
  for (Variant &variant : variants)
    for (unsigned matrix = A; matrix <= C; ++matrix) {
      LayoutDemand demand;
      demand.argument = matrix;
      demand.cOrder = true;
      variant.demands.push_back(demand);
    }
  unsigned id = builder.addTask("task_4", {"a", "b", "c"}, std::move(variants));
  TaskKind &task = builder.getTask(id);
  task.flops = perElement(A, 2 * size.depth);
  double loads[] = {2, std::max(1.0, size.columns / blockedExtent),
                    std::max(1.0, size.rows / blockedExtent)};
  for (unsigned matrix = A; matrix <= C; ++matrix) {
    ArgumentUse &use = task.arguments[matrix].use;
    use.bytes = perElement(matrix, 8 * loads[matrix]);
    use.fastestDim = 1;
  }
  return id;
}

unsigned MatmulMaker::addInner() {
  std::vector<Variant> variants;
  for (ProcKind kind : kinds)
    variants.push_back(makeInner(kind));
  return builder.addTask("task_5", {"a", "b", "c"}, std::move(variants));
}

/// A task with one argument.
static unsigned addUnary(ProgramBuilder &builder, StringRef name,
                         double bytesPerElement) {
  unsigned id = builder.addTask(name, {"a"}, makeVariants(0.5, 0.5));
  ArgumentUse &use = builder.getTask(id).arguments[0].use;
  use.fastestDim = 1;
  if (bytesPerElement > 0)
    use.bytes = perElement(0, bytesPerElement);
  else
    use.bytes.constant = 1; // nothing; 0 would stand for every element
  return id;
}

void MatmulMaker::wait(std::vector<Statement> &body, Statement launch) {
  launch.launch.future = future;
  body.push_back(std::move(launch));
  body.push_back(makeWait(future));
}

void MatmulMaker::place(std::vector<Statement> &body, Matrix matrix,
                        ArrayRef<int64_t> sizes, unsigned partition,
                        Projection projection, bool isRead) {
  static constexpr llvm::StringLiteral names[] = {"task_1", "task_2", "task_3"};
  if (!places[matrix])
    places[matrix] = addUnary(builder, names[matrix], 0);
  Requirement requirement = isRead ? read(partition, std::move(projection))
                                   : write(partition, std::move(projection));
  wait(body, makeLaunch(*places[matrix], sizes, {std::move(requirement)}));
}

void MatmulMaker::fill(std::vector<Statement> &body, ArrayRef<int64_t> sizes,
                       unsigned partition) {
  if (!filler)
    filler = addUnary(builder, "taco_fill", 8);
  body.push_back(makeLaunch(*filler, sizes, {write(partition)}));
}

Program MatmulMaker::make(int64_t iterations, std::vector<Statement> body,
                          ArrayRef<int64_t> sizes,
                          std::optional<unsigned> validated) {
  unsigned init = builder.addTask("init_cublas", {}, makeVariants(0.5, 0.5));
  builder.run(makeLaunch(init, {processors}, {}));
  builder.run(makeLoop(iterations, std::move(body)));
  if (validated) {
    unsigned validate = addUnary(builder, "taco_validate", 8);
    builder.run(makeLaunch(validate, sizes, {read(*validated)}));
  }
  double extent = n;
  return builder.take(2 * extent * extent * extent * iterations, "flops");
}
