//===- BoundsTest.cpp - Which expert maps are proved ----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Analysis/Bounds.h"
#include "mapwright/Conversion/Passes.h"
#include "mapwright/Frontend/Frontend.h"

#include "mlir/Pass/PassManager.h"
#include "llvm/Support/MemoryBuffer.h"
#include "gtest/gtest.h"

#include <chrono>

using namespace mapwright;

namespace {
struct Expected {
  const char *program;
  /// "FUNCTION rank N: RESULT" of all index maps, for the ranks of launches.
  std::vector<std::string> proofs;
};
} // namespace

/// The expert mapper of a program, lowered to arithmetic.
static mlir::OwningOpRef<mlir::ModuleOp> lower(mlir::MLIRContext &context,
                                               const std::string &program) {
  std::string path =
      std::string(MAPWRIGHT_BENCHMARKS) + "/" + program + "/expert.mapper";
  auto file = llvm::MemoryBuffer::getFile(path);
  if (!file)
    return nullptr;
  auto module = importMapper((*file)->getBuffer(), path, &context);
  if (!module)
    return nullptr;
  mlir::PassManager passes(&context);
  buildPolicyPipeline(passes, 3);
  if (failed(passes.run(*module)))
    return nullptr;
  return module;
}

static std::vector<std::string> describe(llvm::ArrayRef<BoundsProof> proofs) {
  std::vector<std::string> lines;
  for (BoundsProof proof : proofs)
    lines.push_back(proof.map.getFunction()->str() + " rank " +
                    std::to_string(proof.map.getRank()) + ": " +
                    spelling(proof.result).str());
  return lines;
}

/// The table of docs/checks.md.
TEST(BoundsTest, ExpertMaps) {
  const std::vector<std::string> blocks = {
      "block_gpu rank 1: proved from 0", "block_gpu rank 2: proved from 0",
      "block_gpu rank 3: proved from 0", "block_cpu rank 1: proved from 0",
      "block_cpu rank 2: proved from 0", "block_cpu rank 3: proved from 0"};
  const std::vector<std::string> grid = {
      "grid_block rank 2: proved from 0", "one_each rank 1: proved from 0",
      "one_each rank 2: proved from 0", "one_each rank 3: proved from 0"};
  const Expected expected[] = {
      {"circuit", blocks},
      {"stencil", blocks},
      {"pennant", blocks},
      {"cannon", grid},
      {"summa", grid},
      {"pumma", grid},
      {"johnson",
       {"product rank 3: proved from 0", "face rank 3: not proved",
        "one_each rank 1: proved from 0", "one_each rank 2: proved from 0",
        "one_each rank 3: proved from 0"}},
      {"solomonik",
       {"layers rank 3: proved from 0", "first_layer rank 3: not proved",
        "one_each rank 1: proved from 0", "one_each rank 2: proved from 0",
        "one_each rank 3: proved from 0"}},
      {"cosma",
       {"product rank 3: proved from 0", "face_of_a rank 3: not proved",
        "face_of_b rank 3: not proved", "face_of_c rank 3: not proved",
        "one_each rank 1: proved from 0", "one_each rank 2: proved from 0",
        "one_each rank 3: proved from 0"}},
  };
  for (const Expected &expert : expected) {
    mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
    mlir::OwningOpRef<mlir::ModuleOp> lowered = lower(context, expert.program);
    ASSERT_TRUE(lowered) << expert.program;
    auto start = std::chrono::steady_clock::now();
    std::vector<BoundsProof> proofs = proveBounds(*lowered);
    double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start)
            .count();
    RecordProperty(std::string(expert.program) + "_microseconds",
                   static_cast<int>(1e6 * seconds));
    EXPECT_EQ(describe(proofs), expert.proofs) << expert.program;
  }
}
