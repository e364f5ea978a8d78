//===- PolicyPoints.cpp - Cost of a point in a compiled policy ------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Dense launches on 16 nodes with 4 GPUs each, of the maps that mapc compiled,
// each in a policy of its own and all in one, and of the same maps written by
// hand. All are called through a pointer to a function of the ABI, and give the
// same places. The `run` beside this file compares them.
//
//===----------------------------------------------------------------------===//

#include "HandWritten.h"

#include "mapwright/Policy/PolicyLibrary.h"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <new>

using namespace mapwright;

//===----------------------------------------------------------------------===//
// Allocations
//===----------------------------------------------------------------------===//

static uint64_t numAllocations = 0;

void *operator new(size_t size) {
  ++numAllocations;
  void *memory = std::malloc(size);
  if (!memory)
    std::abort();
  return memory;
}
void operator delete(void *memory) noexcept { std::free(memory); }
void operator delete(void *memory, size_t) noexcept { std::free(memory); }

//===----------------------------------------------------------------------===//
// Launches
//===----------------------------------------------------------------------===//

namespace {

struct BenchmarkMap {
  const char *policy; ///< file name
  const char *task;
  uint32_t rank;
  const handwritten::Map &byHand;
};

const BenchmarkMap maps[] = {{MAPWRIGHT_BENCHMARK_POLICIES "/block-cyclic.so",
                              "t", 1, handwritten::blockCyclic},
                             {MAPWRIGHT_BENCHMARK_POLICIES "/two-level.so", "t",
                              2, handwritten::twoLevel2D},
                             {MAPWRIGHT_BENCHMARK_POLICIES "/two-level-3d.so",
                              "t", 3, handwritten::twoLevel3D},
                             {MAPWRIGHT_BENCHMARK_POLICIES "/three-maps.so",
                              "one", 1, handwritten::blockCyclic},
                             {MAPWRIGHT_BENCHMARK_POLICIES "/three-maps.so",
                              "two", 2, handwritten::twoLevel2D},
                             {MAPWRIGHT_BENCHMARK_POLICIES "/three-maps.so",
                              "three", 3, handwritten::twoLevel3D}};

/// A launch of `side` points in each dimension.
class BenchmarkLaunch {
public:
  BenchmarkLaunch(const BenchmarkMap &map, int64_t side);

  /// Null, or why there is nothing to measure.
  const char *getError() const { return failure; }
  void bindGenerated();
  void bindByHand() { map.byHand.launch(machine, domain, handStorage); }
  uint64_t getVolume() const;

  /// Calls a map for all points. The sum keeps the places alive.
  template <typename Visit>
  int64_t visitPoints(Visit visit) const;
  int64_t runGenerated() const;
  int64_t runByHand() const;

private:
  bool isEqual() const;

  const BenchmarkMap &map;
  llvm::Expected<PolicyLibrary> library;
  const char *failure = nullptr;
  uint32_t sees[4] = {};
  mw_machine machine = {};
  mw_domain domain = {};
  alignas(16) char machineStorage[1024];
  alignas(16) char launchStorage[4096];
  handwritten::Launch handStorage = {};
};

} // namespace

BenchmarkLaunch::BenchmarkLaunch(const BenchmarkMap &map, int64_t side)
    : map(map), library(PolicyLibrary::load(map.policy)) {
  if (!library) {
    llvm::consumeError(library.takeError());
    failure = "the policy cannot be loaded";
    return;
  }
  const mw_policy &policy = library->get();
  machine.size = sizeof(machine);
  machine.nodes = 16;
  machine.procs[MW_GPU] = 4;
  machine.sees[MW_GPU] = sees;
  domain.rank = map.rank;
  for (uint32_t d = 0; d < map.rank; ++d)
    domain.hi[d] = side - 1;
  mw_error error;
  if (policy.machine_bytes > sizeof(machineStorage) ||
      policy.launch_bytes > sizeof(launchStorage) ||
      policy.bind(machineStorage, &machine, &error) != MW_OK)
    failure = "the policy cannot be bound";
  else
    bindGenerated();
  if (failure)
    return;
  bindByHand();
  if (!isEqual())
    failure = "the maps do not place alike";
}

void BenchmarkLaunch::bindGenerated() {
  mw_error error;
  if (library->get().launch(machineStorage, map.task, MW_GPU, &domain,
                            launchStorage, &error) != MW_OK)
    failure = "the launch cannot be bound";
}

uint64_t BenchmarkLaunch::getVolume() const {
  uint64_t volume = 1;
  for (uint32_t d = 0; d < domain.rank; ++d)
    volume *= domain.hi[d] + 1;
  return volume;
}

template <typename Visit>
int64_t BenchmarkLaunch::visitPoints(Visit visit) const {
  int64_t sum = 0;
  int64_t p[3] = {0, 0, 0};
  for (p[0] = 0; p[0] <= domain.hi[0]; ++p[0])
    for (p[1] = 0; p[1] <= domain.hi[1]; ++p[1])
      for (p[2] = 0; p[2] <= domain.hi[2]; ++p[2])
        sum += visit(p);
  return sum;
}

static int64_t runPoints(const BenchmarkLaunch &launch,
                         handwritten::PointFunction function,
                         const void *storage) {
  // The compiler must not see which function it is.
  benchmark::DoNotOptimize(function);
  return launch.visitPoints([&](const int64_t *p) -> int64_t {
    mw_place place;
    mw_error error;
    if (function(storage, p, &place, &error) != MW_OK)
      return 1;
    return place.node + place.index;
  });
}

int64_t BenchmarkLaunch::runGenerated() const {
  return runPoints(*this, library->get().point, launchStorage);
}

int64_t BenchmarkLaunch::runByHand() const {
  return runPoints(*this, map.byHand.point, &handStorage);
}

bool BenchmarkLaunch::isEqual() const {
  return visitPoints([&](const int64_t *p) -> int64_t {
           mw_place generated, byHand;
           mw_error error;
           return library->get().point(launchStorage, p, &generated, &error) !=
                      MW_OK ||
                  map.byHand.point(&handStorage, p, &byHand, &error) != MW_OK ||
                  generated.node != byHand.node ||
                  generated.index != byHand.index;
         }) == 0;
}

//===----------------------------------------------------------------------===//
// Benchmarks
//===----------------------------------------------------------------------===//

/// Measures `run`; its allocations count, too.
template <typename Run>
static void measurePoints(benchmark::State &state, Run run) {
  BenchmarkLaunch launch(maps[state.range(0)], state.range(1));
  if (launch.getError())
    return state.SkipWithError(launch.getError());
  uint64_t before = numAllocations;
  for (auto _ : state)
    benchmark::DoNotOptimize(run(launch));
  uint64_t allocations = numAllocations - before;
  uint64_t points = state.iterations() * launch.getVolume();
  state.counters["allocations"] = static_cast<double>(allocations);
  state.counters["points"] = static_cast<double>(launch.getVolume());
  state.SetItemsProcessed(static_cast<int64_t>(points));
}

static void pointsGenerated(benchmark::State &state) {
  measurePoints(state, [](const BenchmarkLaunch &launch) {
    return launch.runGenerated();
  });
}

static void pointsByHand(benchmark::State &state) {
  measurePoints(
      state, [](const BenchmarkLaunch &launch) { return launch.runByHand(); });
}

static void launchGenerated(benchmark::State &state) {
  BenchmarkLaunch launch(maps[state.range(0)], state.range(1));
  for (auto _ : state)
    launch.bindGenerated();
  if (launch.getError())
    state.SkipWithError(launch.getError());
}

static void launchByHand(benchmark::State &state) {
  BenchmarkLaunch launch(maps[state.range(0)], state.range(1));
  for (auto _ : state)
    launch.bindByHand();
  if (launch.getError())
    state.SkipWithError(launch.getError());
}

/// Number of the map, and points in each dimension: 64, 4096 and 10^6 in all.
static void addLaunches(benchmark::internal::Benchmark *benchmark) {
  benchmark->ArgNames({"map", "side"});
  constexpr int64_t sides[][3] = {
      {64, 4096, 1000000}, {8, 64, 1000}, {4, 16, 100}};
  for (int64_t map = 0; map < 6; ++map)
    for (int64_t side : sides[map % 3])
      benchmark->Args({map, side});
}

BENCHMARK(pointsGenerated)->Apply(addLaunches);
BENCHMARK(pointsByHand)->Apply(addLaunches);
BENCHMARK(launchGenerated)->Apply(addLaunches);
BENCHMARK(launchByHand)->Apply(addLaunches);
