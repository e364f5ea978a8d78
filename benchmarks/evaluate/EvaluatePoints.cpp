//===- EvaluatePoints.cpp - Cost of a point in lib/Evaluate ---------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Evaluates the two-level map of two-level.mapper on 16 nodes with 4 GPUs, for
// dense square launches: once per launch (bind), then per point.
//
//===----------------------------------------------------------------------===//

#include "mapwright/Evaluate/Evaluator.h"
#include "mapwright/Frontend/Frontend.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/MemoryBuffer.h"

#include <benchmark/benchmark.h>

using namespace mapwright;

namespace {
/// The mapper, checked and bound to the machine.
struct Setup {
  mlir::MLIRContext context{mlir::MLIRContext::Threading::DISABLED};
  std::unique_ptr<llvm::MemoryBuffer> text;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  Machine machine;
  std::unique_ptr<Evaluator> evaluator;
};
} // namespace

/// Null if the mapper cannot be read or is wrong; it is part of the repository.
static std::unique_ptr<Setup> makeSetup() {
  auto setup = std::make_unique<Setup>();
  auto text = llvm::MemoryBuffer::getFile(MAPWRIGHT_BENCHMARK_MAPPER);
  llvm::Expected<Machine> machine = parseMachineSpec("nodes:16,GPU:4");
  if (!text || !machine)
    return nullptr;
  setup->text = std::move(*text);
  setup->machine = std::move(*machine);
  setup->module = importMapper(setup->text->getBuffer(),
                               MAPWRIGHT_BENCHMARK_MAPPER, &setup->context);
  if (!setup->module)
    return nullptr;
  setup->evaluator = std::make_unique<Evaluator>(
      *setup->module->getOps<mapping::MapperOp>().begin(), setup->machine);
  return setup;
}

static Domain makeSquare(int64_t side) {
  Rect rect;
  rect.lo.rank = rect.hi.rank = 2;
  rect.hi.at[0] = rect.hi.at[1] = side - 1;
  return {2, {rect}};
}

static void bindLaunch(benchmark::State &state) {
  std::unique_ptr<Setup> setup = makeSetup();
  if (!setup)
    return state.SkipWithError("the mapper of this benchmark does not check");
  Domain domain = makeSquare(state.range(0));
  MapChoice map =
      setup->evaluator->getPolicies().getIndexMap("t", ProcKind::GPU);
  for (auto _ : state)
    benchmark::DoNotOptimize(setup->evaluator->bind(map, domain));
}
BENCHMARK(bindLaunch)->Arg(8)->Arg(1000);

static void evaluatePoints(benchmark::State &state) {
  std::unique_ptr<Setup> setup = makeSetup();
  if (!setup)
    return state.SkipWithError("the mapper of this benchmark does not check");
  int64_t side = state.range(0);
  MapChoice map =
      setup->evaluator->getPolicies().getIndexMap("t", ProcKind::GPU);
  auto bound = setup->evaluator->bind(map, makeSquare(side));
  if (failed(bound) || !(*bound)->isCompiled())
    return state.SkipWithError("the map did not become a program");
  Places places;
  std::optional<EvalFailure> failure;
  for (auto _ : state) {
    Point point;
    point.rank = 2;
    for (point.at[0] = 0; point.at[0] < side; ++point.at[0])
      for (point.at[1] = 0; point.at[1] < side; ++point.at[1])
        benchmark::DoNotOptimize((*bound)->evaluate(point, places, failure));
  }
  if (failure)
    return state.SkipWithError("a point failed");
  state.SetItemsProcessed(state.iterations() * side * side);
}
BENCHMARK(evaluatePoints)
    ->Arg(8)
    ->Arg(64)
    ->Arg(1000)
    ->Unit(benchmark::kMillisecond);
