//===- GenerateStencil.cpp - A star-shaped stencil in two dimensions ------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Tiles carry a border of their own into which a step first copies what the
// four neighbours left in exchange regions, one region per direction. Structure
// and numbers: docs/programs/stencil.md.
//
//===----------------------------------------------------------------------===//

#include "Generators.h"
#include "ProgramBuilder.h"

#include <algorithm>

using namespace mapwright;
using namespace mapwright::generate;
using llvm::ArrayRef;
using llvm::Expected;
using llvm::StringRef;

static constexpr int64_t radius = 2;

static constexpr Key keys[] = {
    {"nx", 30000, 2 * radius + 1, 1 << 24},
    {"ny", 30000, 2 * radius + 1, 1 << 24},
    {"ntx", 2, 1, 1 << 16},
    {"nty", 2, 1, 1 << 16},
    {"steps", 30, 1, 100000},
    {"check", 0, 0, 1},
};

ArrayRef<Key> generate::getStencilKeys() { return keys; }

namespace {
/// The grid: `n` points without the outermost border in `tiles` tiles.
struct Grid {
  int64_t nx, ny;
  int64_t tilesX, tilesY;

  int64_t countTiles() const { return tilesX * tilesY; }
  /// Points of all tiles without borders, and with the border of the grid.
  double countInterior() const { return static_cast<double>(nx) * ny; }
  double countExterior() const {
    return static_cast<double>(nx + 2 * radius) * (ny + 2 * radius);
  }
  /// Points of the region that holds all tiles with their borders.
  int64_t paddedX() const { return nx + tilesX * 2 * radius; }
  int64_t paddedY() const { return ny + tilesY * 2 * radius; }
};

class StencilMaker {
public:
  StencilMaker(const Grid &grid, int64_t steps)
      : grid(grid), steps(steps), builder("stencil", "main") {}

  Program make(bool withCheck);

private:
  void addRegions();
  void addTiles();
  unsigned addHalo(StringRef name, unsigned region, bool alongX, int64_t shift);
  void addTasks();
  void addKernel(TaskKind &task, double points, double flops, double tileBytes,
                 double haloBytes);
  Statement makeStep(unsigned task, StringRef tileFields, bool isIncrement);
  void addCheck();

  Grid grid;
  int64_t steps;
  ProgramBuilder builder;
  unsigned points, halos[4], times;
  unsigned tiles, interior, exterior, pieceTimes;
  unsigned haloIn[4], haloOut[4];
  unsigned stencil, increment, check, getElapsed, printTime, readConfig;
};
} // namespace

void StencilMaker::addRegions() {
  unsigned space =
      builder.addFieldSpace("point", {{"input", 8}, {"output", 8}});
  unsigned stamps = builder.addFieldSpace(
      "timestamp",
      {{"init_start", 8}, {"init_stop", 8}, {"start", 8}, {"stop", 8}});
  Rect along = makeBox({grid.tilesX * radius, grid.ny});
  Rect across = makeBox({grid.nx, grid.tilesY * radius});
  points = builder.addRegion("points",
                             makeBox({grid.paddedX(), grid.paddedY()}), space);
  halos[0] = builder.addRegion("xm", along, space);
  halos[1] = builder.addRegion("xp", along, space);
  halos[2] = builder.addRegion("ym", across, space);
  halos[3] = builder.addRegion("yp", across, space);
  times = builder.addRegion("times", makeBox({grid.countTiles()}), stamps);
}

/// The k-th of `parts` nearly equal parts of 0 to n-1.
static Span cutEvenly(int64_t n, int64_t parts, int64_t k) {
  return {k * n / parts, (k + 1) * n / parts - 1};
}

void StencilMaker::addTiles() {
  Rect colors = makeBox({grid.countTiles()});
  Partition whole = makePartition("private", points, 2, colors, true, true);
  Partition inner = makePartition("interior", points, 2, colors, true, false);
  Partition outer = makePartition("exterior", points, 2, colors, true, false);
  for (int64_t y = 0; y < grid.tilesY; ++y)
    for (int64_t x = 0; x < grid.tilesX; ++x) {
      Span spanX = cutEvenly(grid.paddedX(), grid.tilesX, x);
      Span spanY = cutEvenly(grid.paddedY(), grid.tilesY, y);
      addPiece(whole, makeRect({spanX.lo, spanY.lo}, {spanX.hi, spanY.hi}));
      addPiece(inner, makeRect({spanX.lo + radius, spanY.lo + radius},
                               {spanX.hi - radius, spanY.hi - radius}));
      // The border of the whole grid is incremented too, that between tiles
      // is not.
      int64_t left = x == 0 ? 0 : radius;
      int64_t right = x == grid.tilesX - 1 ? 0 : radius;
      int64_t low = y == 0 ? 0 : radius;
      int64_t high = y == grid.tilesY - 1 ? 0 : radius;
      addPiece(outer, makeRect({spanX.lo + left, spanY.lo + low},
                               {spanX.hi - right, spanY.hi - high}));
    }
  tiles = builder.add(std::move(whole));
  interior = builder.add(std::move(inner));
  exterior = builder.add(std::move(outer));
  pieceTimes = builder.add(
      makeTiles("p_times", times, {grid.countTiles()}, {grid.countTiles()}));
}

/// The strips of an exchange region: those a tile writes (`shift` 0), or those
/// of its neighbour one tile down (-1) or up (1) a dimension, which the tiles
/// at that end of the grid do not have.
unsigned StencilMaker::addHalo(StringRef name, unsigned region, bool alongX,
                               int64_t shift) {
  Partition partition =
      makePartition(name, region, 2, makeBox({grid.countTiles()}),
                    /*disjoint=*/true, /*complete=*/shift == 0);
  int64_t count = alongX ? grid.tilesX : grid.tilesY;
  for (int64_t y = 0; y < grid.tilesY; ++y)
    for (int64_t x = 0; x < grid.tilesX; ++x) {
      int64_t strip = (alongX ? x : y) + shift;
      Span narrow = {strip * radius, (strip + 1) * radius - 1};
      if (strip < 0 || strip >= count)
        narrow = {0, -1};
      Span wide = alongX ? cutEvenly(grid.ny, grid.tilesY, y)
                         : cutEvenly(grid.nx, grid.tilesX, x);
      addPiece(partition,
               alongX ? makeRect({narrow.lo, wide.lo}, {narrow.hi, wide.hi})
                      : makeRect({wide.lo, narrow.lo}, {wide.hi, narrow.hi}));
    }
  return builder.add(std::move(partition));
}

/// Costs of a kernel over `points` of all tiles and over the four halos,
/// arguments 2 to 5. Interior and exterior are arguments without access, which
/// have no instances; costs count the elements of the tile itself instead.
void StencilMaker::addKernel(TaskKind &task, double points, double flops,
                             double tileBytes, double haloBytes) {
  double share = points / grid.paddedX() / grid.paddedY();
  task.flops = perElement(0, share * flops);
  task.arguments[0].use.bytes = perElement(0, share * tileBytes);
  for (unsigned halo = 2; halo < 6; ++halo)
    task.arguments[halo].use.bytes = perElement(halo, haloBytes);
}

void StencilMaker::addTasks() {
  // The C kernel walks the tile with unit stride in x.
  Variant cpu = makeVariant(ProcKind::CPU, 0.25);
  LayoutDemand unitStride;
  unitStride.argument = 0;
  unitStride.aos = false;
  unitStride.cOrder = false;
  cpu.demands.push_back(unitStride);
  Variant gpu = makeVariant(ProcKind::GPU, 0.5);
  Variant plain = makeVariant(ProcKind::CPU, 0.1);

  readConfig = builder.addTask("read_config", {}, {plain});
  stencil = builder.addTask(
      "stencil", {"private", "interior", "xm", "xp", "ym", "yp", "times"},
      {cpu, gpu});
  // 12 for the four arms of two weighted points each, 4 to add them. With the
  // rows around a point in cache: input once, output read and written.
  addKernel(builder.getTask(stencil), grid.countInterior(), 16, 24, 16);
  increment = builder.addTask(
      "increment", {"private", "exterior", "xm", "xp", "ym", "yp", "times"},
      {cpu, gpu});
  addKernel(builder.getTask(increment), grid.countExterior(), 1, 16, 16);
  getElapsed = builder.addTask("get_elapsed", {"all_times"}, {plain});
  printTime = builder.addTask("print_time", {}, {plain});
}

/// One launch over all tiles; the halos are those of the neighbours (which are
/// read) or, to increment, those of the tile itself.
Statement StencilMaker::makeStep(unsigned task, StringRef tileFields,
                                 bool isIncrement) {
  std::vector<Requirement> requirements;
  requirements.push_back(usePiece(tiles, Privilege::ReadWrite,
                                  builder.fields(points, tileFields)));
  requirements.push_back(
      usePiece(isIncrement ? exterior : interior, Privilege::None, {}));
  for (unsigned side = 0; side < 4; ++side)
    requirements.push_back(
        usePiece(isIncrement ? haloOut[side] : haloIn[side],
                 isIncrement ? Privilege::ReadWrite : Privilege::Read,
                 builder.fields(halos[side], "input")));
  requirements.push_back(usePiece(pieceTimes, Privilege::ReadWrite,
                                  builder.fields(times, "start stop")));
  return makeLaunch(task, {grid.countTiles()}, std::move(requirements));
}

void StencilMaker::addCheck() {
  check = builder.addTask("check", {"private", "interior"},
                          {makeVariant(ProcKind::CPU, 0.1)});
  TaskKind &task = builder.getTask(check);
  double share = grid.countInterior() / grid.paddedX() / grid.paddedY();
  task.flops = perElement(0, 2 * share);
  task.arguments[0].use.bytes = perElement(0, 16 * share);
  builder.run(makeLaunch(
      check, {grid.countTiles()},
      {usePiece(tiles, Privilege::Read, builder.fields(points, "input output")),
       usePiece(interior, Privilege::None, {})}));
}

Program StencilMaker::make(bool withCheck) {
  addRegions();
  addTiles();
  static constexpr llvm::StringLiteral in[] = {"pxm_in", "pxp_in", "pym_in",
                                               "pyp_in"};
  static constexpr llvm::StringLiteral out[] = {"pxm_out", "pxp_out", "pym_out",
                                                "pyp_out"};
  for (unsigned side = 0; side < 4; ++side) {
    bool alongX = side < 2;
    int64_t shift = side % 2 == 0 ? -1 : 1;
    haloIn[side] = addHalo(in[side], halos[side], alongX, shift);
    haloOut[side] = addHalo(out[side], halos[side], alongX, 0);
  }
  addTasks();

  builder.run(makeSingle(readConfig, {}));
  builder.run(makeFence());
  builder.run(makeTracedLoop(steps, {makeStep(stencil, "input output", false),
                                     makeStep(increment, "input", true)}));
  if (withCheck)
    addCheck();
  builder.run(
      makeSingle(getElapsed, {useRegion(times, Privilege::Read,
                                        builder.fields(times, "start stop"))}));
  builder.run(makeLaunch(printTime, {grid.countTiles()}, {}));
  return builder.take(grid.countInterior() * steps, "points");
}

Expected<Program> generate::makeStencil(const Parameters &parameters) {
  Grid grid = {parameters["nx"] - 2 * radius, parameters["ny"] - 2 * radius,
               parameters["ntx"], parameters["nty"]};
  if (grid.nx < grid.tilesX || grid.ny < grid.tilesY)
    return makeError("program 'stencil' needs nx-4 >= ntx and ny-4 >= nty, so "
                     "that every tile has a point");
  if (grid.countTiles() > 1 << 20)
    return makeError("program 'stencil' has at most 1048576 tiles, got " +
                     llvm::Twine(grid.countTiles()));
  return StencilMaker(grid, parameters["steps"]).make(parameters["check"] != 0);
}
