//===- GenerateMeshTest.cpp - Circuit, Stencil and Pennant ----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "GenerateHarness.h"

#include <set>

using namespace mapwright;
using namespace mapwright::test;

namespace {

//===----------------------------------------------------------------------===//
// Stencil
//===----------------------------------------------------------------------===//

TEST(GenerateStencilTest, TilesOfASmallGrid) {
  // 10 x 8 points without the border, padded to 18 x 16: tiles of 9 x 8.
  Program program = generate("stencil:nx=14,ny=12,ntx=2,nty=2");
  EXPECT_EQ(spell(findPartition(program, "private"), 0), "0,0..8,7");
  EXPECT_EQ(spell(findPartition(program, "private"), 1), "9,0..17,7");
  EXPECT_EQ(spell(findPartition(program, "interior"), 0), "2,2..6,5");
  EXPECT_EQ(spell(findPartition(program, "exterior"), 0), "0,0..6,5");
  EXPECT_EQ(spell(findPartition(program, "exterior"), 3), "11,10..17,15");
}

TEST(GenerateStencilTest, HalosAreWhatNeighboursWrite) {
  Program program = generate("stencil:nx=14,ny=12,ntx=2,nty=2");
  // Tile 1 is right of tile 0, tile 2 above it.
  EXPECT_EQ(spell(findPartition(program, "pxm_in"), 0), "");
  EXPECT_EQ(spell(findPartition(program, "pxm_in"), 1), "0,0..1,3");
  EXPECT_EQ(spell(findPartition(program, "pxm_out"), 0), "0,0..1,3");
  EXPECT_EQ(spell(findPartition(program, "pxp_in"), 0), "2,0..3,3");
  EXPECT_EQ(spell(findPartition(program, "pxp_out"), 1), "2,0..3,3");
  EXPECT_EQ(spell(findPartition(program, "pym_in"), 2), "0,0..4,1");
  EXPECT_EQ(spell(findPartition(program, "pym_out"), 0), "0,0..4,1");
  EXPECT_EQ(spell(findPartition(program, "pyp_in"), 2), "");
}

TEST(GenerateStencilTest, HaloBytesOfAStep) {
  // Between two tiles two strips of radius 2 cross, one each way.
  Program program = generate("stencil:nx=104,ny=204,ntx=4,nty=2");
  uint64_t elements = 0;
  for (const char *name : {"pxm_in", "pxp_in", "pym_in", "pyp_in"})
    for (unsigned tile = 0; tile < 8; ++tile)
      elements += countElements(findPartition(program, name), tile);
  EXPECT_EQ(elements, 2u * 2 * (3 * 200 + 1 * 100));
}

/// Per-element cost of argument 0, summed over all tiles.
double sumOverTiles(const Program &program, const LinearCost &cost) {
  const Partition &tiles = findPartition(program, "private");
  double sum = 0;
  for (unsigned tile = 0; tile + 1 < tiles.offsets.size(); ++tile)
    sum += cost.perElement[0] * countElements(tiles, tile);
  return sum;
}

TEST(GenerateStencilTest, Kernels) {
  Program program = generate("stencil:nx=14,ny=12,ntx=2,nty=2");
  const TaskKind &task = findTask(program, "stencil");
  const TaskKind &increment = findTask(program, "increment");
  EXPECT_NEAR(sumOverTiles(program, task.flops), 16 * 10 * 8, 1e-9);
  EXPECT_NEAR(sumOverTiles(program, task.arguments[0].use.bytes), 24 * 10 * 8,
              1e-9);
  EXPECT_NEAR(sumOverTiles(program, increment.flops), 14 * 12, 1e-9);
  // Only the C kernel on CPUs insists on its stride.
  EXPECT_EQ(task.variants[0].kind, ProcKind::CPU);
  ASSERT_EQ(task.variants[0].demands.size(), 1u);
  EXPECT_EQ(task.variants[0].demands[0].cOrder, false);
  EXPECT_TRUE(task.variants[1].demands.empty());
}

//===----------------------------------------------------------------------===//
// Circuit
//===----------------------------------------------------------------------===//

TEST(GenerateCircuitTest, PiecesOfTheLassenRun) {
  Program program = generate("circuit:pieces=8");
  EXPECT_EQ(spell(findPartition(program, "rp_private"), 0), "4000..53499");
  EXPECT_EQ(spell(findPartition(program, "rp_private"), 1), "53500..102999");
  EXPECT_EQ(spell(findPartition(program, "rp_shared"), 1), "500..999");
  EXPECT_EQ(spell(findPartition(program, "rp_wires"), 0), "0..199999");
  // Three small pieces of 50 shared nodes reach over either end.
  EXPECT_EQ(spell(findPartition(program, "rp_ghost"), 0), "0..649");
}

TEST(GenerateCircuitTest, GhostsStayInTheWindow) {
  Program program = generate("circuit:pieces=40,pieces_per_superpiece=1,"
                             "nodes_per_piece=1000,neighbors=2,window=4");
  const Partition &ghosts = findPartition(program, "rp_ghost");
  std::set<std::string> different;
  for (int64_t piece = 0; piece < 40; ++piece) {
    ASSERT_EQ(ghosts.offsets[piece + 1] - ghosts.offsets[piece], 1u);
    EXPECT_GE(ghosts.rects.lo(piece, 0), (piece - 4) * 10);
    EXPECT_LT(ghosts.rects.hi(piece, 0), (piece + 5) * 10);
    different.insert(
        std::to_string(ghosts.rects.hi(piece, 0) - ghosts.rects.lo(piece, 0)));
  }
  EXPECT_GT(different.size(), 3u);
}

TEST(GenerateCircuitTest, EndsOfWires) {
  // One small piece a launch point: every wire that leaves it ends at a ghost.
  Program program = generate("circuit:pieces=4,pieces_per_superpiece=1");
  const TaskKind &task = findTask(program, "calculate_new_currents");
  auto bytes = [&](unsigned argument) {
    return task.arguments[argument].use.bytes.perElement[3];
  };
  EXPECT_NEAR(bytes(0), 4 * 0.99 * 1.8, 1e-9);
  EXPECT_NEAR(bytes(1), 4 * 0.01 * 1.8, 1e-9);
  EXPECT_NEAR(bytes(2), 4 * 0.2, 1e-9);
  EXPECT_EQ(task.arguments[2].use.gatherBytes, 4u);
}

TEST(GenerateCircuitTest, FlopsAreThoseTheProgramReports) {
  Program program = generate("circuit:pieces=2,loops=3,steps=5");
  double wires = 2 * 10 * 20000, nodes = 2 * 10 * 5000;
  EXPECT_EQ(program.work, 3 * (wires * (96 * 5 + 4) + nodes * 4));
  double kernels = 0;
  forEachLaunch(program, [&](const Statement &statement) {
    const TaskKind &task = program.tasks[statement.launch.task];
    for (size_t a = 0; a < task.flops.perElement.size(); ++a) {
      const Partition &partition =
          program.partitions[statement.launch.requirements[a].target];
      for (unsigned piece = 0; piece < 2; ++piece)
        kernels +=
            3 * task.flops.perElement[a] * countElements(partition, piece);
    }
  });
  EXPECT_EQ(kernels, program.work);
}

TEST(GenerateCircuitTest, InitLaunchesNestedTasks) {
  Program program = generate("circuit:pieces=3,init=1");
  const Statement *init = findLaunch(program, "init_piece");
  ASSERT_TRUE(init);
  EXPECT_TRUE(findTask(program, "init_piece").variants[0].isInner);
  ASSERT_EQ(init->body.size(), 3u);
  const Requirement &wires = init->body[2].launch.requirements[4];
  const Partition &partition = program.partitions[wires.target];
  EXPECT_EQ(partition.name, "rp_wires");
  EXPECT_EQ(project(partition, wires.projection, {}, {}, {2}), 2u);
}

//===----------------------------------------------------------------------===//
// Pennant
//===----------------------------------------------------------------------===//

TEST(GeneratePennantTest, PiecesOfTheLassenRun) {
  Program program = generate("pennant:pieces=8,nzx=320,nzy=184320");
  EXPECT_EQ(spell(findPartition(program, "rz_all_p"), 0), "0..7372799");
  EXPECT_EQ(spell(findPartition(program, "rz_all_p"), 2), "14745600..22118399");
  EXPECT_EQ(spell(findPartition(program, "rs_all_p"), 0), "0..29491199");
  EXPECT_EQ(spell(findPartition(program, "rp_all_private_p"), 0),
            "2247..7398086");
  EXPECT_EQ(spell(findPartition(program, "rp_all_ghost_p"), 0), "0..320");
}

/// How many points between pieces each piece touches, counted point by point.
std::vector<uint64_t> countBorders(int64_t nzx, int64_t nzy, int64_t gridX,
                                   int64_t gridY) {
  auto touching = [](int64_t at, int64_t zones, int64_t parts) {
    std::vector<int64_t> result;
    for (int64_t k = 0; k < parts; ++k)
      if (k * zones / parts <= at && at <= (k + 1) * zones / parts)
        result.push_back(k);
    return result;
  };
  std::vector<uint64_t> counts(gridX * gridY);
  for (int64_t y = 0; y <= nzy; ++y)
    for (int64_t x = 0; x <= nzx; ++x) {
      std::vector<int64_t> columns = touching(x, nzx, gridX);
      std::vector<int64_t> rows = touching(y, nzy, gridY);
      if (columns.size() * rows.size() > 1)
        for (int64_t row : rows)
          for (int64_t column : columns)
            ++counts[row * gridX + column];
    }
  return counts;
}

TEST(GeneratePennantTest, BordersCountedPointByPoint) {
  Program program = generate("pennant:pieces=12,nzx=31,nzy=47");
  const Partition &ghosts = findPartition(program, "rp_all_ghost_p");
  std::vector<uint64_t> expected = countBorders(31, 47, 3, 4);
  for (unsigned piece = 0; piece < 12; ++piece)
    EXPECT_EQ(countElements(ghosts, piece), expected[piece]) << piece;
}

TEST(GeneratePennantTest, OwnersAreAmongThoseWhoTouch) {
  Program program = generate("pennant:pieces=12,nzx=31,nzy=47");
  const Partition &ghosts = findPartition(program, "rp_all_ghost_p");
  const Partition &shared = findPartition(program, "rp_all_shared_p");
  for (unsigned piece = 0; piece < 12; ++piece) {
    std::string own = spell(shared, piece), all = spell(ghosts, piece);
    EXPECT_NE(all.find(own), std::string::npos) << all << " without " << own;
  }
}

TEST(GeneratePennantTest, TheTimeStepGoesAround) {
  Program program = generate("pennant:pieces=2,cycles=2");
  const Statement *global = findLaunch(program, "calc_global_dt");
  const Statement *limit = findLaunch(program, "calc_dt_hydro");
  const Statement *least = findLaunch(program, "__binary_double_double_min");
  ASSERT_TRUE(global && limit && least);
  EXPECT_EQ(least->launch.waitsFor,
            (std::vector<unsigned>{*limit->launch.future}));
  EXPECT_EQ(global->launch.waitsFor,
            (std::vector<unsigned>{*least->launch.future}));
  EXPECT_EQ(findLaunch(program, "adv_pos_half")->launch.waitsFor,
            (std::vector<unsigned>{*global->launch.future}));
}

TEST(GeneratePennantTest, BytesAndFlops) {
  Program program = generate("pennant");
  const TaskKind &corner = findTask(program, "qcs_corner_divergence");
  // The loop is over sides, argument 3; the 5 results of a side are only
  // written.
  EXPECT_EQ(corner.flops.perElement, (std::vector<double>{0, 0, 0, 109}));
  EXPECT_EQ(corner.arguments[4].use.bytes.perElement[4], 40);
  EXPECT_TRUE(corner.arguments[3].use.bytes.isZero());
  EXPECT_EQ(
      findTask(program, "sum_point_force").arguments[2].use.bytes.perElement[2],
      2 * 16);
}

} // namespace
