//===- ProgramBuilder.cpp - Makes programs of parts -----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ProgramBuilder.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"

#include <algorithm>

using namespace mapwright;
using namespace mapwright::generate;
using llvm::ArrayRef;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// Rectangles and partitions
//===----------------------------------------------------------------------===//

Rect generate::makeRect(ArrayRef<int64_t> lo, ArrayRef<int64_t> hi) {
  Rect rect;
  rect.lo.rank = rect.hi.rank = lo.size();
  for (size_t d = 0; d < lo.size(); ++d) {
    rect.lo.at[d] = lo[d];
    rect.hi.at[d] = hi[d];
  }
  return rect;
}

Rect generate::makeBox(ArrayRef<int64_t> sizes) {
  Rect rect;
  rect.lo.rank = rect.hi.rank = sizes.size();
  for (size_t d = 0; d < sizes.size(); ++d)
    rect.hi.at[d] = sizes[d] - 1;
  return rect;
}

Span generate::cutBlock(int64_t n, int64_t parts, int64_t k) {
  int64_t length = llvm::divideCeil(n, parts);
  return {k * length, std::min((k + 1) * length, n) - 1};
}

Partition generate::makePartition(StringRef name, unsigned region,
                                  unsigned rank, Rect colors, bool disjoint,
                                  bool complete) {
  Partition partition;
  partition.name = name.str();
  partition.region = region;
  partition.colors = colors;
  partition.disjoint = disjoint;
  partition.complete = complete;
  partition.rects = RectList(rank);
  partition.offsets.push_back(0);
  return partition;
}

void generate::addPiece(Partition &partition, ArrayRef<Rect> rects) {
  for (const Rect &rect : rects)
    if (!rect.empty())
      partition.rects.push_back(rect);
  partition.offsets.push_back(partition.rects.size());
}

Partition generate::makeTiles(StringRef name, unsigned region,
                              ArrayRef<int64_t> sizes, ArrayRef<int64_t> grid) {
  Rect colors = makeBox(grid);
  Partition partition = makePartition(name, region, sizes.size(), colors,
                                      /*disjoint=*/true, /*complete=*/true);
  uint64_t count = colors.volume().value_or(0);
  for (uint64_t color = 0; color < count; ++color) {
    Rect tile = makeBox(sizes);
    uint64_t rest = color;
    for (size_t d = grid.size(); d-- > 0; rest /= grid[d]) {
      Span block = cutBlock(sizes[d], grid[d], rest % grid[d]);
      tile.lo.at[d] = block.lo;
      tile.hi.at[d] = block.hi;
    }
    addPiece(partition, tile);
  }
  return partition;
}

//===----------------------------------------------------------------------===//
// Costs, projections, requirements
//===----------------------------------------------------------------------===//

LinearCost generate::perElement(unsigned argument, double factor) {
  LinearCost cost;
  addPerElement(cost, argument, factor);
  return cost;
}

void generate::addPerElement(LinearCost &cost, unsigned argument,
                             double factor) {
  if (cost.perElement.size() <= argument)
    cost.perElement.resize(argument + 1);
  cost.perElement[argument] += factor;
}

AffineResult generate::pointAt(unsigned dim) {
  AffineResult result;
  result.point.assign(dim + 1, 0);
  result.point[dim] = 1;
  return result;
}

AffineResult generate::outerAt(unsigned index) {
  AffineResult result;
  result.outer.assign(index + 1, 0);
  result.outer[index] = 1;
  return result;
}

AffineResult generate::constantAt(int64_t value) {
  AffineResult result;
  result.constant = value;
  return result;
}

Requirement generate::usePiece(unsigned partition, Privilege privilege,
                               std::vector<unsigned> fields,
                               Projection projection) {
  Requirement requirement;
  requirement.isPartition = true;
  requirement.target = partition;
  requirement.projection = std::move(projection);
  requirement.privilege = privilege;
  requirement.fields = std::move(fields);
  return requirement;
}

Requirement generate::useRegion(unsigned region, Privilege privilege,
                                std::vector<unsigned> fields) {
  Requirement requirement;
  requirement.target = region;
  requirement.privilege = privilege;
  requirement.fields = std::move(fields);
  return requirement;
}

Requirement generate::addInto(unsigned partition, std::vector<unsigned> fields,
                              Projection projection) {
  Requirement requirement = usePiece(partition, Privilege::Reduce,
                                     std::move(fields), std::move(projection));
  requirement.reduction = "+";
  return requirement;
}

//===----------------------------------------------------------------------===//
// Tasks and statements
//===----------------------------------------------------------------------===//

Variant generate::makeVariant(ProcKind kind, double efficiency) {
  Variant variant;
  variant.kind = kind;
  variant.efficiency = efficiency;
  return variant;
}

Variant generate::makeInner(ProcKind kind) {
  Variant variant;
  variant.kind = kind;
  variant.isInner = true;
  return variant;
}

Statement generate::makeSingle(unsigned task,
                               std::vector<Requirement> requirements) {
  Statement statement;
  statement.kind = StatementKind::Launch;
  statement.launch.task = task;
  statement.launch.requirements = std::move(requirements);
  return statement;
}

Statement generate::makeLaunch(unsigned task, ArrayRef<int64_t> sizes,
                               std::vector<Requirement> requirements) {
  Statement statement = makeSingle(task, std::move(requirements));
  Domain domain;
  domain.rank = sizes.size();
  domain.rects.push_back(makeBox(sizes));
  statement.launch.domain = std::move(domain);
  return statement;
}

Statement generate::makeLoop(uint64_t trips, std::vector<Statement> body) {
  Statement statement;
  statement.kind = StatementKind::Loop;
  statement.trips = trips;
  statement.body = std::move(body);
  return statement;
}

Statement generate::makeTracedLoop(uint64_t trips,
                                   std::vector<Statement> body) {
  Statement statement = makeLoop(trips, std::move(body));
  statement.isTraced = true;
  return statement;
}

Statement generate::makeFence() {
  Statement statement;
  statement.kind = StatementKind::Fence;
  return statement;
}

Statement generate::makeWait(unsigned future) {
  Statement statement;
  statement.kind = StatementKind::Wait;
  statement.future = future;
  return statement;
}

//===----------------------------------------------------------------------===//
// ProgramBuilder
//===----------------------------------------------------------------------===//

ProgramBuilder::ProgramBuilder(StringRef name, StringRef topLevel) {
  program.name = name.str();
  program.topLevel = topLevel.str();
}

unsigned ProgramBuilder::addFieldSpace(StringRef name,
                                       std::vector<Field> fields) {
  program.fieldSpaces.push_back({name.str(), std::move(fields)});
  return program.fieldSpaces.size() - 1;
}

unsigned ProgramBuilder::addRegion(StringRef name, const Rect &bounds,
                                   unsigned fieldSpace) {
  RectList rects(bounds.rank());
  rects.push_back(bounds);
  program.indexSpaces.push_back({"", std::move(rects)});
  unsigned indexSpace = program.indexSpaces.size() - 1;
  program.regions.push_back({name.str(), indexSpace, fieldSpace});
  return program.regions.size() - 1;
}

unsigned ProgramBuilder::add(Partition partition) {
  program.partitions.push_back(std::move(partition));
  return program.partitions.size() - 1;
}

unsigned ProgramBuilder::addTask(StringRef name, ArrayRef<StringRef> arguments,
                                 std::vector<Variant> variants) {
  TaskKind task;
  task.name = name.str();
  for (StringRef argument : arguments)
    task.arguments.push_back({argument.str(), {}});
  task.variants = std::move(variants);
  program.tasks.push_back(std::move(task));
  return program.tasks.size() - 1;
}

/// Whether `name` says `field` or the struct it is a component of.
static bool names(StringRef name, StringRef field) {
  return field.consume_front(name) && (field.empty() || field[0] == '.');
}

std::vector<unsigned> ProgramBuilder::fields(unsigned region,
                                             StringRef list) const {
  const FieldSpace &space =
      program.fieldSpaces[program.regions[region].fieldSpace];
  std::vector<unsigned> result;
  for (StringRef name : llvm::split(list, ' '))
    for (unsigned i = 0; i < space.fields.size(); ++i)
      if (names(name, space.fields[i].name))
        result.push_back(i);
  llvm::sort(result);
  return result;
}

uint32_t ProgramBuilder::countBytes(unsigned region,
                                    ArrayRef<unsigned> fields) const {
  const FieldSpace &space =
      program.fieldSpaces[program.regions[region].fieldSpace];
  uint32_t bytes = 0;
  for (unsigned field : fields)
    bytes += space.fields[field].bytes;
  return bytes;
}

Program ProgramBuilder::take(double work, StringRef unit) {
  program.work = work;
  program.workUnit = unit.str();
  return std::move(program);
}
