//===- GenerateMatmulTest.cpp - Matrix products ---------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "GenerateHarness.h"

#include <map>

using namespace mapwright;
using namespace mapwright::test;

namespace {

/// A block of a matrix, as rows and columns.
struct Block {
  int64_t rowLo, columnLo, rowHi, columnHi;

  uint64_t size() const {
    return (rowHi - rowLo + 1) * (columnHi - columnLo + 1);
  }
};

/// What one leaf multiplies: A += B * C.
struct Product {
  Block blocks[3];
};

Block getBlock(const Program &program, const Requirement &requirement,
               llvm::ArrayRef<int64_t> point, llvm::ArrayRef<int64_t> loops,
               llvm::ArrayRef<int64_t> outer) {
  const Partition &partition = program.partitions[requirement.target];
  unsigned color =
      project(partition, requirement.projection, point, loops, outer);
  uint32_t rect = partition.offsets[color];
  if (rect == partition.offsets[color + 1])
    return {0, 0, -1, -1};
  return {partition.rects.lo(rect, 0), partition.rects.lo(rect, 1),
          partition.rects.hi(rect, 0), partition.rects.hi(rect, 1)};
}

/// All products of one iteration, by launch point of the outermost launch.
std::map<std::vector<int64_t>, std::vector<Product>>
collectProducts(const Program &program) {
  const Statement *inner = findLaunch(program, "task_5");
  const Statement *leaf = findLaunch(program, "task_4");
  const Rect box = (inner ? inner : leaf)->launch.domain->bounds();
  uint64_t steps = inner ? inner->body[0].trips : 1;
  std::map<std::vector<int64_t>, std::vector<Product>> products;
  uint64_t volume = *box.volume();
  for (uint64_t index = 0; index < volume; ++index) {
    std::vector<int64_t> point(box.rank());
    uint64_t rest = index;
    for (unsigned d = box.rank(); d-- > 0; rest /= box.hi.at[d] + 1)
      point[d] = rest % (box.hi.at[d] + 1);
    std::vector<int64_t> outer = {7}; // whichever iteration
    outer.insert(outer.end(), point.begin(), point.end());
    for (int64_t step = 0; step < static_cast<int64_t>(steps); ++step) {
      Product product;
      for (unsigned matrix = 0; matrix < 3; ++matrix)
        product.blocks[matrix] = getBlock(
            program, leaf->launch.requirements[matrix],
            inner ? llvm::ArrayRef<int64_t>() : llvm::ArrayRef(point),
            inner ? llvm::ArrayRef(step) : llvm::ArrayRef<int64_t>(), outer);
      products[point].push_back(product);
    }
  }
  return products;
}

/// Every product of an element of B by one of C is computed exactly once.
void expectWholeProduct(llvm::StringRef spec, int64_t n) {
  Program program = generate(spec);
  std::map<std::array<int64_t, 3>, unsigned> seen;
  for (const auto &[point, products] : collectProducts(program))
    for (const Product &product : products) {
      const auto &[a, b, c] = product.blocks;
      // Uneven cuts leave steps without anything to do.
      EXPECT_EQ(b.size() == 0, c.size() == 0) << spec.str();
      if (b.size() == 0)
        continue;
      EXPECT_EQ(b.columnLo, c.rowLo) << spec.str();
      EXPECT_EQ(b.columnHi, c.rowHi) << spec.str();
      EXPECT_EQ(a.rowLo, b.rowLo) << spec.str();
      EXPECT_EQ(a.columnHi, c.columnHi) << spec.str();
      for (int64_t i = a.rowLo; i <= a.rowHi; ++i)
        for (int64_t j = a.columnLo; j <= a.columnHi; ++j)
          for (int64_t k = b.columnLo; k <= b.columnHi; ++k)
            ++seen[{i, j, k}];
    }
  EXPECT_EQ(seen.size(), static_cast<size_t>(n * n * n)) << spec.str();
  for (const auto &[at, count] : seen)
    ASSERT_EQ(count, 1u) << spec.str();
}

TEST(GenerateMatmulTest, EveryAlgorithmMultiplies) {
  for (const char *name : {"cannon", "summa", "pumma"}) {
    expectWholeProduct((std::string(name) + ":n=12,gx=3,gy=3").c_str(), 12);
    expectWholeProduct((std::string(name) + ":n=13,gx=4,gy=2").c_str(), 13);
  }
  expectWholeProduct("johnson:n=11,gdim=3", 11);
  expectWholeProduct("cosma:n=11,gx=2,gy=3,gz=4", 11);
  expectWholeProduct("solomonik:n=12,rpoc=3,c=1,rpoc3=3", 12);
  expectWholeProduct("solomonik:n=13,rpoc=2,c=3,rpoc3=2", 13);
}

/// The k a point starts step `step` with.
int64_t startOf(llvm::StringRef spec, std::vector<int64_t> point,
                unsigned step) {
  Program program = generate(spec);
  return collectProducts(program)[point][step].blocks[1].columnLo;
}

TEST(GenerateMatmulTest, WhoUsesWhichBlockWhen) {
  EXPECT_EQ(startOf("cannon:n=12,gx=3,gy=3", {1, 1}, 0), 8);
  EXPECT_EQ(startOf("cannon:n=12,gx=3,gy=3", {1, 1}, 2), 4);
  EXPECT_EQ(startOf("summa:n=12,gx=3,gy=3", {1, 1}, 1), 4);
  EXPECT_EQ(startOf("pumma:n=12,gx=3,gy=3", {2, 1}, 0), 8);
  EXPECT_EQ(startOf("pumma:n=12,gx=3,gy=3", {2, 1}, 1), 0);
}

/// Elements of B and C a point must get that were not placed on it, on average:
/// `holds` says which block it holds.
double countReceived(
    llvm::StringRef spec, unsigned matrix,
    llvm::function_ref<bool(const std::vector<int64_t> &, const Block &)>
        holds) {
  Program program = generate(spec);
  double sum = 0;
  auto all = collectProducts(program);
  for (const auto &[point, products] : all)
    for (const Product &product : products)
      if (!holds(point, product.blocks[matrix]))
        sum += product.blocks[matrix].size();
  return sum / all.size();
}

TEST(GenerateMatmulTest, VolumeOfTwoDimensions) {
  // Each point gets its row of B but for its own block: n^2/g (1 - 1/g).
  for (const char *name : {"cannon", "summa", "pumma"})
    for (int64_t g : {2, 4, 6}) {
      int64_t n = 24;
      std::string spec = std::string(name) + ":n=24,gx=" + std::to_string(g) +
                         ",gy=" + std::to_string(g);
      for (unsigned matrix : {1, 2})
        EXPECT_EQ(countReceived(spec, matrix,
                                [&](const std::vector<int64_t> &point,
                                    const Block &block) {
                                  return block.rowLo == point[0] * n / g &&
                                         block.columnLo == point[1] * n / g;
                                }),
                  double(n * n) / g * (1 - 1.0 / g))
            << spec;
    }
}

TEST(GenerateMatmulTest, VolumeOfThreeDimensions) {
  // One block of each matrix a point: n^2/p^(2/3).
  for (int64_t g : {2, 3, 4})
    for (unsigned matrix : {0, 1, 2})
      EXPECT_EQ(countReceived("johnson:n=24,gdim=" + std::to_string(g), matrix,
                              [](const std::vector<int64_t> &, const Block &) {
                                return false;
                              }),
                24.0 * 24 / (g * g));
}

TEST(GenerateMatmulTest, VolumeOfTwoAndAHalfDimensions) {
  // rpoc^2 c points: n^2 / (c rpoc) = n^2 / sqrt(c p) of B, as of C.
  for (int64_t c : {1, 2, 3})
    for (unsigned matrix : {1, 2})
      EXPECT_EQ(
          countReceived("solomonik:n=24,rpoc=4,rpoc3=4,c=" + std::to_string(c),
                        matrix,
                        [](const std::vector<int64_t> &, const Block &) {
                          return false;
                        }),
          24.0 * 24 / (c * 4));
}

TEST(GenerateMatmulTest, GridsCosmaChooses) {
  auto grid = [](llvm::StringRef keys) {
    Program program = generate(("cosma:" + keys).str());
    const Rect box = findLaunch(program, "task_4")->launch.domain->bounds();
    return std::array<int64_t, 3>{box.hi.at[0] + 1, box.hi.at[1] + 1,
                                  box.hi.at[2] + 1};
  };
  using Grid = std::array<int64_t, 3>;
  EXPECT_EQ(grid("processors=4"), (Grid{1, 2, 2}));
  EXPECT_EQ(grid("processors=8"), (Grid{2, 2, 2}));
  EXPECT_EQ(grid("processors=16"), (Grid{2, 2, 4}));
  EXPECT_EQ(grid("processors=32"), (Grid{2, 4, 4}));
  EXPECT_EQ(grid("processors=7"), (Grid{1, 1, 7}));
  // With less memory fewer copies: (1,2,2) needs 5341 MiB, (2,2,1) 4578.
  EXPECT_EQ(grid("processors=4,memory=5000"), (Grid{2, 2, 1}));
}

TEST(GenerateMatmulTest, TheLibraryDemandsRowsOneAfterTheOther) {
  for (const char *name : {"cannon", "johnson", "solomonik", "cosma"}) {
    Program program = generate(name);
    for (const Variant &variant : findTask(program, "task_4").variants) {
      ASSERT_EQ(variant.demands.size(), 3u);
      EXPECT_EQ(variant.demands[2].cOrder, true);
    }
  }
}

TEST(GenerateMatmulTest, FlopsOfLeavesAreThoseOfTheProduct) {
  for (const char *spec :
       {"cannon:n=120,gx=4,gy=4,iterations=1", "johnson:n=120,iterations=1",
        "solomonik:n=120,rpoc=3,c=2,rpoc3=4,iterations=1"}) {
    Program program = generate(spec);
    double flops = 0;
    double depth = findTask(program, "task_4").flops.perElement[0];
    for (const auto &[point, products] : collectProducts(program))
      for (const Product &product : products)
        flops += depth * product.blocks[0].size();
    EXPECT_NEAR(flops, 2.0 * 120 * 120 * 120, 1e-3) << spec;
    EXPECT_EQ(program.work, 2.0 * 120 * 120 * 120) << spec;
  }
}

TEST(GenerateMatmulTest, PlacesAreFacesOfTheBox) {
  Program program = generate("cosma:gx=2,gy=3,gz=4");
  auto sizes = [&](llvm::StringRef task) {
    const Rect box = findLaunch(program, task)->launch.domain->bounds();
    return std::array<int64_t, 3>{box.hi.at[0] + 1, box.hi.at[1] + 1,
                                  box.hi.at[2] + 1};
  };
  EXPECT_EQ(sizes("task_1"), (std::array<int64_t, 3>{2, 3, 1}));
  EXPECT_EQ(sizes("task_2"), (std::array<int64_t, 3>{2, 1, 4}));
  EXPECT_EQ(sizes("task_3"), (std::array<int64_t, 3>{1, 3, 4}));
}

} // namespace
