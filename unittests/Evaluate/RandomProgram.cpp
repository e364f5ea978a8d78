//===- RandomProgram.cpp - Small programs for tests -----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RandomProgram.h"

#include "llvm/ADT/STLExtras.h"

#include <set>

using namespace mapwright;

//===----------------------------------------------------------------------===//
// Parts
//===----------------------------------------------------------------------===//

Point mapwright::makePoint(std::initializer_list<int64_t> coordinates) {
  Point point;
  for (int64_t c : coordinates)
    point.at[point.rank++] = c;
  return point;
}

Rect mapwright::makeRect(std::initializer_list<int64_t> lo,
                         std::initializer_list<int64_t> hi) {
  return {makePoint(lo), makePoint(hi)};
}

unsigned ProgramMaker::addRegion(const std::string &name, const Rect &rect,
                                 unsigned numFields) {
  FieldSpace &fields = program.fieldSpaces.emplace_back();
  for (unsigned field = 0; field < numFields; ++field)
    fields.fields.push_back({"f" + std::to_string(field), 8});
  IndexSpace &space = program.indexSpaces.emplace_back();
  space.rects = RectList(rect.rank());
  space.rects.push_back(rect);
  unsigned id = program.regions.size();
  program.regions.push_back({name, id, id});
  return id;
}

unsigned ProgramMaker::addPartition(
    const std::string &name, unsigned region, const Rect &colors,
    const std::vector<std::vector<Rect>> &pieces, bool disjoint) {
  Partition &partition = program.partitions.emplace_back();
  partition.name = name;
  partition.region = region;
  partition.colors = colors;
  partition.disjoint = disjoint;
  partition.complete = false;
  partition.rects = RectList(
      program.indexSpaces[program.regions[region].indexSpace].rects.getRank());
  partition.offsets.push_back(0);
  for (const std::vector<Rect> &piece : pieces) {
    for (const Rect &rect : piece)
      partition.rects.push_back(rect);
    partition.offsets.push_back(partition.rects.size());
  }
  return program.partitions.size() - 1;
}

unsigned ProgramMaker::addBlocks(const std::string &name, unsigned region,
                                 int64_t size, int64_t numPieces) {
  std::vector<std::vector<Rect>> pieces;
  for (int64_t k = 0; k < numPieces; ++k)
    pieces.push_back(
        {makeRect({size * k / numPieces}, {size * (k + 1) / numPieces - 1})});
  return addPartition(name, region, makeRect({0}, {numPieces - 1}), pieces);
}

unsigned ProgramMaker::addTask(const std::string &name, unsigned numArguments,
                               std::vector<ProcKind> kinds) {
  TaskKind &task = program.tasks.emplace_back();
  task.name = name;
  task.arguments.resize(numArguments);
  for (ProcKind kind : kinds)
    task.variants.emplace_back().kind = kind;
  return program.tasks.size() - 1;
}

Requirement mapwright::onPartition(unsigned partition, Privilege privilege,
                                   std::vector<unsigned> fields) {
  Requirement requirement = onRegion(partition, privilege, std::move(fields));
  requirement.isPartition = true;
  return requirement;
}

Requirement mapwright::onRegion(unsigned region, Privilege privilege,
                                std::vector<unsigned> fields) {
  Requirement requirement;
  requirement.target = region;
  requirement.privilege = privilege;
  if (privilege == Privilege::Reduce)
    requirement.reduction = "+";
  requirement.fields = std::move(fields);
  return requirement;
}

Statement mapwright::makeLaunch(unsigned task, std::optional<int64_t> numPoints,
                                std::vector<Requirement> requirements) {
  Statement statement;
  statement.launch.task = task;
  if (numPoints)
    statement.launch.domain = Domain{1, {makeRect({0}, {*numPoints - 1})}};
  statement.launch.requirements = std::move(requirements);
  return statement;
}

Statement mapwright::makeLoop(uint64_t trips, std::vector<Statement> body) {
  Statement statement;
  statement.kind = StatementKind::Loop;
  statement.trips = trips;
  statement.body = std::move(body);
  return statement;
}

Statement mapwright::makeFence() {
  Statement statement;
  statement.kind = StatementKind::Fence;
  return statement;
}

Statement mapwright::makeWait(unsigned future) {
  Statement statement;
  statement.kind = StatementKind::Wait;
  statement.future = future;
  return statement;
}

//===----------------------------------------------------------------------===//
// Random programs
//===----------------------------------------------------------------------===//

namespace {
class RandomMaker {
public:
  explicit RandomMaker(std::mt19937 &random) : random(random) {}

  Program make();

private:
  static constexpr int64_t numColors = 4;
  static constexpr unsigned numFields = 3;

  unsigned pick(unsigned count) { return random() % count; }
  void addData();
  std::vector<Rect> makePiece(const std::vector<Rect> &within);
  std::vector<Rect> listRects(unsigned partition, unsigned color) const;
  void addRandomPartition(unsigned region, std::optional<PieceRef> parent);
  Requirement makeRequirement(bool isIndex, unsigned numLoops);
  bool interferes(unsigned partition, bool isPermuted) const;
  Statement makeRandomLaunch(unsigned numLoops, unsigned depth);
  std::vector<Statement> makeBody(unsigned numLoops, unsigned depth,
                                  unsigned budget);

  std::mt19937 &random;
  ProgramMaker maker;
  std::set<unsigned> produced;
};
} // namespace

/// The elements of `within` that a random rectangle or two keep.
std::vector<Rect> RandomMaker::makePiece(const std::vector<Rect> &within) {
  std::vector<Rect> piece;
  for (const Rect &rect : within) {
    if (pick(4) == 0)
      continue;
    Rect part = rect;
    for (unsigned d = 0; d < rect.rank(); ++d) {
      int64_t extent = rect.hi.at[d] - rect.lo.at[d] + 1;
      part.lo.at[d] += pick(extent);
      part.hi.at[d] = part.lo.at[d] + pick(rect.hi.at[d] - part.lo.at[d] + 1);
    }
    piece.push_back(part);
  }
  return piece;
}

std::vector<Rect> RandomMaker::listRects(unsigned partition,
                                         unsigned color) const {
  const Partition &of = maker.program.partitions[partition];
  std::vector<Rect> rects;
  for (unsigned i = of.offsets[color]; i < of.offsets[color + 1]; ++i)
    rects.push_back(of.rects[i]);
  return rects;
}

void RandomMaker::addRandomPartition(unsigned region,
                                     std::optional<PieceRef> parent) {
  std::vector<Rect> within =
      parent ? listRects(parent->partition, parent->color)
             : std::vector<Rect>{maker.program.indexSpaces[region].rects[0]};
  std::vector<std::vector<Rect>> pieces;
  for (int64_t color = 0; color < numColors; ++color)
    pieces.push_back(makePiece(within));
  unsigned id =
      maker.addPartition("aliased" + std::to_string(region), region,
                         makeRect({0}, {numColors - 1}), pieces, false);
  maker.program.partitions[id].parent = parent;
}

void RandomMaker::addData() {
  unsigned line = maker.addRegion("line", makeRect({0}, {15}), numFields);
  unsigned plane =
      maker.addRegion("plane", makeRect({-1, 0}, {4, 5}), numFields);
  unsigned blocks = maker.addBlocks("blocks", line, 16, numColors);
  std::vector<std::vector<Rect>> tiles;
  for (int64_t k = 0; k < numColors; ++k)
    tiles.push_back({makeRect({-1 + 3 * (k / 2), 3 * (k % 2)},
                              {1 + 3 * (k / 2), 2 + 3 * (k % 2)})});
  maker.addPartition("tiles", plane, makeRect({0}, {numColors - 1}), tiles);
  for (unsigned region : {line, plane})
    for (unsigned i = 0; i < 1 + pick(2); ++i)
      addRandomPartition(region, std::nullopt);
  addRandomPartition(line, PieceRef{blocks, pick(numColors)});
}

/// Whether pieces of two points of a launch overlap.
bool RandomMaker::interferes(unsigned partition, bool isPermuted) const {
  return !isPermuted || !maker.program.partitions[partition].disjoint;
}

Requirement RandomMaker::makeRequirement(bool isIndex, unsigned numLoops) {
  static constexpr Privilege privileges[] = {
      Privilege::Read, Privilege::Write, Privilege::ReadWrite,
      Privilege::Reduce, Privilege::None};
  std::vector<unsigned> fields;
  for (unsigned field = 0; field < numFields; ++field)
    if (pick(2))
      fields.push_back(field);
  Privilege privilege = privileges[pick(pick(4) ? 4 : 5)];
  bool isPermuted = true;
  if (pick(5) == 0)
    return onRegion(pick(2),
                    isIndex && privilege != Privilege::Reduce ? Privilege::Read
                                                              : privilege,
                    fields);
  unsigned partition = pick(maker.program.partitions.size());
  AffineResult result;
  result.constant = pick(numColors);
  result.modulus = numColors;
  if (isIndex)
    result.point = {pick(2) ? 1 : static_cast<int64_t>(pick(numColors))};
  isPermuted = isIndex && result.point[0] % 2 == 1;
  for (unsigned loop = 0; loop < numLoops; ++loop)
    result.loops.push_back(pick(3));
  if (isIndex && interferes(partition, isPermuted) &&
      privilege != Privilege::Reduce)
    privilege = Privilege::Read;
  Requirement requirement = onPartition(partition, privilege, fields);
  if (privilege == Privilege::Reduce && pick(2))
    requirement.reduction = "max";
  requirement.projection = {result};
  return requirement;
}

/// Requirements of an index launch use regions and fields of their own, so that
/// points do not interfere through different ones.
static bool overlap(const Program &program, const Requirement &a,
                    const Requirement &b) {
  auto getRegion = [&](const Requirement &requirement) {
    return requirement.isPartition
               ? program.partitions[requirement.target].region
               : requirement.target;
  };
  bool isHarmless =
      a.privilege == Privilege::Read && b.privilege == Privilege::Read;
  return !isHarmless && getRegion(a) == getRegion(b) &&
         llvm::any_of(a.fields, [&](unsigned field) {
           return llvm::is_contained(b.fields, field);
         });
}

Statement RandomMaker::makeRandomLaunch(unsigned numLoops, unsigned depth) {
  bool isIndex = pick(3) > 0;
  std::vector<Requirement> requirements;
  for (unsigned i = 0; i < 1 + pick(3); ++i) {
    Requirement requirement = makeRequirement(isIndex, numLoops);
    bool clashes = llvm::any_of(requirements, [&](const Requirement &other) {
      return overlap(maker.program, requirement, other);
    });
    if (!isIndex || !clashes)
      requirements.push_back(std::move(requirement));
  }
  unsigned task = maker.addTask(
      "t" + std::to_string(maker.program.tasks.size()), requirements.size());
  Statement statement = makeLaunch(
      task, isIndex ? std::optional<int64_t>(numColors) : std::nullopt,
      std::move(requirements));
  if (!produced.empty() && pick(4) == 0)
    statement.launch.waitsFor.push_back(*produced.begin());
  if (depth == 0 && pick(4) == 0) {
    statement.launch.future = maker.program.numFutures++;
    produced.insert(*statement.launch.future);
  }
  if (depth == 0 && pick(5) == 0)
    statement.body = makeBody(0, 1, 2);
  return statement;
}

std::vector<Statement> RandomMaker::makeBody(unsigned numLoops, unsigned depth,
                                             unsigned budget) {
  std::vector<Statement> body;
  for (unsigned i = 0; i < 1 + pick(budget); ++i) {
    unsigned choice = pick(10);
    if (choice == 0)
      body.push_back(makeFence());
    else if (choice == 1 && !produced.empty())
      body.push_back(makeWait(*produced.rbegin()));
    else if (choice <= 3 && numLoops == 0 && depth == 0)
      body.push_back(makeLoop(1 + pick(3), makeBody(1, 0, 3)));
    else
      body.push_back(makeRandomLaunch(numLoops, depth));
  }
  return body;
}

Program RandomMaker::make() {
  addData();
  maker.program.body = makeBody(0, 0, 6);
  return std::move(maker.program);
}

Program mapwright::makeRandomProgram(std::mt19937 &random) {
  return RandomMaker(random).make();
}
