//===- TaskIRTest.cpp - Programs survive the way through IR ---------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Dump.h"

#include "../Evaluate/RandomProgram.h"

#include "mapwright/Program/TaskIR.h"

#include "mlir/Bytecode/BytecodeWriter.h"
#include "mlir/IR/Verifier.h"
#include "llvm/Support/MemoryBuffer.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mapwright;

namespace {
class TaskIRTest : public ::testing::Test {
protected:
  TaskIRTest()
      : context(MLIRContext::Threading::DISABLED),
        handler(&context, [this](Diagnostic &diag) {
          diagnostics.push_back(diag.str());
        }) {}

  static std::string print(ModuleOp module) {
    std::string text;
    llvm::raw_string_ostream os(text);
    module.print(os);
    return text;
  }
  static std::string writeBytecode(ModuleOp module) {
    std::string bytes;
    llvm::raw_string_ostream os(bytes);
    EXPECT_TRUE(succeeded(writeBytecodeToFile(module, os)));
    return bytes;
  }
  /// Reads what was written with a context that knows nothing of it.
  std::string readAndDump(StringRef written) {
    MLIRContext other(MLIRContext::Threading::DISABLED);
    auto buffer = llvm::MemoryBuffer::getMemBufferCopy(written, "written");
    FailureOr<Program> program = parseProgram(*buffer, &other);
    return succeeded(program) ? dump(*program) : "not read";
  }
  void expectRoundTrip(const Program &program) {
    if (llvm::Error error = verify(program))
      FAIL() << llvm::toString(std::move(error));
    OwningOpRef<ModuleOp> module = exportProgram(program, &context);
    ASSERT_TRUE(succeeded(mlir::verify(*module)));
    std::string expected = dump(program);
    EXPECT_EQ(readAndDump(print(*module)), expected);
    EXPECT_EQ(readAndDump(writeBytecode(*module)), expected);
    FailureOr<Program> direct = importProgram(*module);
    ASSERT_TRUE(succeeded(direct));
    EXPECT_EQ(dump(*direct), expected);
    EXPECT_EQ(print(*exportProgram(*direct, &context)), print(*module));
  }

  MLIRContext context;
  std::vector<std::string> diagnostics;
  ScopedDiagnosticHandler handler;
};
} // namespace

TEST_F(TaskIRTest, GeneratedPrograms) {
  for (const char *spec :
       {"circuit", "circuit:pieces=7", "stencil", "pennant", "cannon", "summa",
        "pumma", "johnson", "solomonik", "cosma"}) {
    SCOPED_TRACE(spec);
    llvm::Expected<Program> program = generateProgram(spec);
    ASSERT_TRUE(static_cast<bool>(program))
        << llvm::toString(program.takeError());
    expectRoundTrip(*program);
  }
}

TEST_F(TaskIRTest, RandomPrograms) {
  for (unsigned seed = 0; seed < 500; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    Program program = makeRandomProgram(random);
    decorate(program, random);
    expectRoundTrip(program);
    if (HasFailure())
      return;
  }
}

TEST_F(TaskIRTest, ManyPieces) {
  constexpr int64_t numPieces = 100000;
  ProgramMaker maker;
  unsigned region = maker.addRegion("r", makeRect({0}, {2 * numPieces - 1}));
  maker.addBlocks("blocks", region, 2 * numPieces, numPieces);
  expectRoundTrip(maker.program);
}

/// Results of a projection keep their meaning where affine expressions are
/// simplified: factors that the modulus divides, a modulus of 1, no point.
TEST_F(TaskIRTest, SimplifiedProjections) {
  ProgramMaker maker;
  unsigned region = maker.addRegion("r", makeRect({0}, {15}));
  unsigned blocks = maker.addBlocks("blocks", region, 16, 8);
  unsigned task = maker.addTask("t", 3);
  std::vector<Requirement> requirements;
  for (AffineResult result :
       {AffineResult{-3, {8, 0}, {1}, {}, 8}, AffineResult{5, {3}, {}, {}, 1},
        AffineResult{-1, {-2}, {16}, {}, 6}}) {
    result.point.resize(1);
    requirements.push_back(onPartition(blocks, Privilege::Read));
    requirements.back().projection = {result};
  }
  maker.program.body.push_back(
      makeLoop(3, {makeLaunch(task, 4, requirements)}));
  expectRoundTrip(maker.program);
}

TEST_F(TaskIRTest, InvalidProgramsAreReportedAtTheProgram) {
  ProgramMaker maker;
  unsigned region = maker.addRegion("r", makeRect({0}, {15}));
  maker.addPartition("halves", region, makeRect({0}, {1}),
                     {{makeRect({0}, {8})}, {makeRect({8}, {15})}});
  OwningOpRef<ModuleOp> module = exportProgram(maker.program, &context);
  ASSERT_TRUE(succeeded(mlir::verify(*module)));
  EXPECT_TRUE(failed(importProgram(*module)));
  ASSERT_EQ(diagnostics.size(), 1u);
  EXPECT_NE(diagnostics[0].find("halves"), std::string::npos) << diagnostics[0];
}

TEST_F(TaskIRTest, LoadProgram) {
  EXPECT_TRUE(isProgramFile("a.mlir"));
  EXPECT_TRUE(isProgramFile("a.mlirbc"));
  EXPECT_FALSE(isProgramFile("circuit:pieces=4"));

  auto generated = loadProgram("circuit:pieces=4", &context);
  ASSERT_TRUE(static_cast<bool>(generated));
  ASSERT_TRUE(succeeded(*generated));
  EXPECT_EQ((*generated)->name, "circuit");

  auto unknown = loadProgram("circut", &context);
  ASSERT_FALSE(static_cast<bool>(unknown));
  EXPECT_NE(llvm::toString(unknown.takeError()).find("circuit"),
            std::string::npos);

  auto missing = loadProgram("no/such/file.mlir", &context);
  ASSERT_FALSE(static_cast<bool>(missing));
  EXPECT_EQ(llvm::errorToErrorCode(missing.takeError()),
            std::errc::no_such_file_or_directory);
}
