//===- DecisionIRTest.cpp - Decisions survive the way through IR ----------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Dump.h"

#include "../Evaluate/MapperHarness.h"
#include "../Evaluate/RandomProgram.h"

#include "mapwright/Evaluate/DecisionIR.h"
#include "mapwright/Support/InputFile.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mapwright;

static std::string describe(const Resolved &resolved) {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << resolved.identity << "\n";
  writeText(resolved.table, os);
  writeJSON(resolved.table, os);
  for (const LaunchDecision &launch : resolved.table.launches)
    if (const std::optional<Place> &parent = launch.launch.parent)
      os << launch.launch.task << " from " << spelling(parent->kind) << " "
         << parent->node << "." << parent->index << "\n";
  os << dump(resolved.placement);
  return text;
}

/// Resolves a mapper and reads the decisions back from their IR as text.
/// Returns whether there were decisions.
static bool expectRoundTrip(StringRef mapper, const Program &program,
                            StringRef machine) {
  MachineModel model = llvm::cantFail(loadMachine(machine));
  MapperHarness harness(mapper, model.getMachine());
  EXPECT_TRUE(harness.isCompiled()) << llvm::join(harness.diagnostics, "\n");
  if (!harness.isCompiled())
    return false;
  FailureOr<Resolved> resolved =
      resolve(harness.getEvaluator(), program, model);
  if (failed(resolved))
    return false;

  MLIRContext context(MLIRContext::Threading::DISABLED);
  context.loadDialect<placement::PlacementDialect>();
  OpBuilder builder(&context);
  OwningOpRef<ModuleOp> module = ModuleOp::create(builder.getUnknownLoc());
  builder.setInsertionPointToStart(module->getBody());
  writeDecisions(builder, builder.getStringAttr("p"), machine, model,
                 *resolved);
  EXPECT_TRUE(succeeded(verify(*module)));
  std::string text;
  llvm::raw_string_ostream(text) << *module;
  auto copy = parseSourceString<ModuleOp>(text, &context);
  EXPECT_TRUE(copy);
  if (!copy)
    return true;
  auto op = *copy->getOps<placement::DecisionsOp>().begin();
  FailureOr<Resolved> read = readDecisions(op, program, model);
  EXPECT_TRUE(succeeded(read));
  if (succeeded(read))
    EXPECT_EQ(describe(*read), describe(*resolved));
  return true;
}

TEST(DecisionIRTest, Benchmarks) {
  for (const char *name : {"circuit", "stencil", "pennant", "cannon", "summa",
                           "pumma", "johnson", "solomonik", "cosma"})
    for (const char *mapper : {"expert", "naive"})
      for (const char *machine : {"p100x4", "p100x4:4"}) {
        SCOPED_TRACE(std::string(name) + " " + mapper + " " + machine);
        std::string path = std::string(MAPWRIGHT_BENCHMARKS "/") + name + "/" +
                           mapper + ".mapper";
        auto text = llvm::cantFail(readInput(path, 1 << 20));
        Program program = llvm::cantFail(generateProgram(name));
        EXPECT_TRUE(expectRoundTrip(text->getBuffer(), program, machine));
      }
}

static constexpr StringRef mappers[] = {
    "", "Task * GPU,CPU;\nInstanceLimit * 3;\nCollectMemory * *;\n",
    "Task * CPU;\nRegion * * CPU ZCMEM;\n"
    "Layout * * * AOS C_order Compact Exact Align==64;\n"
    "m = Machine(CPU);\n"
    "def f(Task t) {\n  return m[t.ipoint[0] % m.size[0], 1];\n}\n"
    "IndexTaskMap * f;\n",
    // Nested launches follow their launching task; others take a set.
    "Task * CPU;\n"
    "m = Machine(CPU);\n"
    "def f(Task t) {\n"
    "  return m[t.ipoint[0] % m.size[0], t.ipoint[0] % 2];\n}\n"
    "IndexTaskMap * f;\n"
    "def g(Task t) {\n"
    "  return m[t.parent.processor(m)[0], 1 - t.parent.processor(m)[1]];\n}\n"
    "SingleTaskMap * g;\n"
    "ControlReplicate top_level;\n",
    "Task * CPU;\n"
    "m = Machine(CPU);\n"
    "def s(Task t) {\n  return m[1, *];\n}\n"
    "SingleTaskMap * s;\n"};

TEST(DecisionIRTest, RandomPrograms) {
  unsigned numDecided = 0;
  for (unsigned seed = 0; seed < 100; ++seed) {
    std::mt19937 random(seed);
    Program program = makeRandomProgram(random);
    for (StringRef mapper : mappers) {
      SCOPED_TRACE(std::to_string(seed) + ":\n" + mapper.str());
      numDecided += expectRoundTrip(mapper, program, "nodes:2,CPU:2,GPU:2");
      if (::testing::Test::HasFailure())
        return;
    }
  }
  EXPECT_GT(numDecided, 400u);
}

/// Single launches whose map looks at the launching task have a decision for
/// each place of that.
TEST(DecisionIRTest, LaunchingTasks) {
  ProgramMaker maker;
  unsigned outer = maker.addTask("outer", 0), inner = maker.addTask("inner", 0);
  Statement launch = makeLaunch(outer, 4, {});
  launch.body.push_back(makeLaunch(inner, std::nullopt, {}));
  maker.program.body.push_back(launch);
  MachineModel model = llvm::cantFail(loadMachine("nodes:2,CPU:2,GPU:2"));
  MapperHarness harness(mappers[3], model.getMachine());
  ASSERT_TRUE(harness.isCompiled()) << llvm::join(harness.diagnostics, "\n");
  FailureOr<Resolved> resolved =
      resolve(harness.getEvaluator(), maker.program, model);
  ASSERT_TRUE(succeeded(resolved)) << llvm::join(harness.diagnostics, "\n");
  EXPECT_GT(resolved->table.launches.size(), 2u);
  EXPECT_TRUE(
      expectRoundTrip(mappers[3], maker.program, "nodes:2,CPU:2,GPU:2"));
}
