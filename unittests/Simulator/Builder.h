//===- Builder.h - Small machines and programs for tests --------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_UNITTESTS_SIMULATOR_BUILDER_H
#define MAPWRIGHT_UNITTESTS_SIMULATOR_BUILDER_H

#include "mapwright/Simulator/Simulator.h"

namespace mapwright {
namespace sim {
namespace test {

constexpr double cpuFlops = 1e9, gpuFlops = 1e10;
constexpr double sysmemRate = 1e9, fbmemRate = 1e10;
constexpr double linkRate = 1e8, linkLatency = 1e-6;
constexpr double networkRate = 5e7, networkLatency = 1e-5;
constexpr double selfCopyRate = 4e8;

/// Nodes with SYSMEM, ZCMEM and a FBMEM per GPU. Each GPU has a link down and
/// one up; peer copies of a node share one link; each node has a card with a
/// way in and a way out.
struct TestMachine {
  unsigned nodes = 1, cpus = 1, gpus = 0;
  RuntimeCosts costs;
  uint64_t fbmemBytes = 1u << 30, sysmemBytes = uint64_t(1) << 40;
  double launchSeconds = 0;

  MachineModel build() const;
  // Numbers within node 0 and of other nodes.
  uint32_t cpu(unsigned index = 0, unsigned node = 0) const {
    return node * (cpus + gpus) + index;
  }
  uint32_t gpu(unsigned index = 0, unsigned node = 0) const {
    return node * (cpus + gpus) + cpus + index;
  }
  uint32_t sysmem(unsigned node = 0) const { return node * (gpus + 2); }
  uint32_t zcmem(unsigned node = 0) const { return node * (gpus + 2) + 1; }
  uint32_t fbmem(unsigned index = 0, unsigned node = 0) const {
    return node * (gpus + 2) + 2 + index;
  }
  uint32_t down(unsigned gpu = 0) const { return 3 + 2 * gpu; }
  uint32_t up(unsigned gpu = 0) const { return 4 + 2 * gpu; }
};

/// What a point asks for.
struct Piece {
  uint32_t dataNode = none;
  std::vector<uint32_t> units;
};

struct Requirement {
  Access access = Access::Read;
  uint32_t reduction = none;
  uint32_t rank = 1;
};

/// Builds a TaskGraph, with dependences found unit by unit and task by task.
class GraphBuilder {
public:
  GraphBuilder();

  /// A region cut into units of equally many elements of 8 bytes.
  uint32_t region(uint64_t elements, unsigned numUnits = 1);
  Piece whole(uint32_t region) const;
  /// One piece for each unit of a region, of a partition with so many colors.
  std::vector<Piece> pieces(uint32_t region);
  /// A piece of some units of a region, numbered within it.
  Piece piece(uint32_t region, std::vector<uint32_t> units,
              uint32_t fanOut = 2);

  uint32_t task(std::string name, bool isInner = false);
  uint32_t launch(uint32_t task, std::vector<Requirement> requirements,
                  bool isIndex = true);
  LaunchFacts &getLaunch(uint32_t launch) { return graph.launches[launch]; }

  struct Run {
    double flops = 0;
    double usefulBytes = 0; ///< of each argument
    uint32_t context = 0;
    uint32_t waitsFor = none; ///< node
    bool isReplay = false;
    std::vector<uint32_t> after; ///< nodes, futures for instance
  };
  /// Runs a launch; one list of pieces for each point. Returns the first task.
  uint32_t run(uint32_t launch, const std::vector<std::vector<Piece>> &points,
               const Run &options);
  uint32_t run(uint32_t launch, const std::vector<std::vector<Piece>> &points) {
    return run(launch, points, Run());
  }
  void wait(uint32_t node, uint32_t context = 0);
  uint32_t join(std::vector<uint32_t> after);
  /// A context of what a task launches.
  uint32_t context(uint32_t parent);

  TaskGraph graph;

private:
  struct Access_ {
    uint32_t node;
    Access access;
    uint32_t reduction;
  };
  void depend(uint32_t node, const std::vector<uint32_t> &after,
              const std::vector<uint32_t> &data);
  uint32_t intern(const std::vector<uint32_t> &units);

  std::vector<std::vector<uint32_t>> regionUnits;
  std::vector<uint32_t> roots;
  /// By context and unit: everything that touched it.
  std::vector<std::vector<std::vector<Access_>>> history;
};

/// A placement that puts all points of launch l of a graph on CPU 0.
Placement placeOnCPU(const TaskGraph &graph, const TestMachine &machine);
/// Places a launch: points on processors in turn, all arguments in one memory.
void place(Placement &placement, const TaskGraph &graph, uint32_t launch,
           ProcKind kind, std::vector<uint32_t> processors, MemKind memory);

Result simulateWithRecords(const TaskGraph &graph, const MachineModel &model,
                           const Placement &placement);
/// Expects what holds for every result.
void expectConserved(const Result &result, const MachineModel &model);

} // namespace test
} // namespace sim
} // namespace mapwright

#endif // MAPWRIGHT_UNITTESTS_SIMULATOR_BUILDER_H
