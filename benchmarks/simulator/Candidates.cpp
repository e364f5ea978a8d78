//===- Candidates.cpp - Candidate mappers per second ----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What an optimizer pays for one candidate: Circuit's expert mapper on four
// GPUs, decided (which checks every point and every memory) and simulated. With
// `text`, the candidate is parsed and checked from its text as well.
//
//===----------------------------------------------------------------------===//

#include "mapwright/Evaluate/Resolve.h"
#include "mapwright/Frontend/Frontend.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/MemoryBuffer.h"

#include <benchmark/benchmark.h>

using namespace mapwright;

namespace {
/// Everything that is the same for all candidates.
struct Setup {
  mlir::MLIRContext context{mlir::MLIRContext::Threading::DISABLED};
  std::string text;
  Program program = llvm::cantFail(generateProgram("circuit"));
  MachineModel model = llvm::cantFail(loadMachine("p100x4"));
  sim::TaskGraph graph = llvm::cantFail(buildTaskGraph(program));
  Resolver resolver{program, model};
  mlir::OwningOpRef<mlir::ModuleOp> module;
};
} // namespace

/// Null if the mapper cannot be read; it is part of the repository.
static std::unique_ptr<Setup> makeSetup() {
  auto setup = std::make_unique<Setup>();
  auto file = llvm::MemoryBuffer::getFile(MAPWRIGHT_BENCHMARK_MAPPER);
  if (!file)
    return nullptr;
  setup->text = (*file)->getBuffer().str();
  setup->module =
      importMapper(setup->text, "expert.mapper", &setup->context, 3);
  return setup->module ? std::move(setup) : nullptr;
}

/// Decides and simulates; false if the run does not end well.
static bool judge(Setup &setup, mlir::ModuleOp module) {
  mapping::MapperOp mapper = *module.getOps<mapping::MapperOp>().begin();
  Evaluator evaluator(mapper, setup.model.getMachine());
  mlir::FailureOr<Resolved> resolved = setup.resolver.resolve(evaluator);
  if (failed(resolved))
    return false;
  sim::Result result =
      sim::simulate(setup.graph, setup.model, resolved->placement);
  return result.outcome.kind == sim::OutcomeKind::Ok;
}

static void judgeModule(benchmark::State &state) {
  std::unique_ptr<Setup> setup = makeSetup();
  if (!setup)
    return state.SkipWithError("the mapper cannot be read");
  for (auto _ : state)
    if (!judge(*setup, *setup->module))
      return state.SkipWithError("the run does not end well");
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(judgeModule)->Name("module")->Unit(benchmark::kMicrosecond);

static void judgeText(benchmark::State &state) {
  std::unique_ptr<Setup> setup = makeSetup();
  if (!setup)
    return state.SkipWithError("the mapper cannot be read");
  for (auto _ : state) {
    mlir::OwningOpRef<mlir::ModuleOp> module =
        importMapper(setup->text, "expert.mapper", &setup->context, 3);
    if (!module || !judge(*setup, *module))
      return state.SkipWithError("the run does not end well");
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(judgeText)->Name("text")->Unit(benchmark::kMicrosecond);
