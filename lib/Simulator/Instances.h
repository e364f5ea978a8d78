//===- Instances.h - Instances in memories ------------------- -*- C++ -*--===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_SIMULATOR_INSTANCES_H
#define MAPWRIGHT_LIB_SIMULATOR_INSTANCES_H

#include "mapwright/Simulator/Simulator.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/Support/Allocator.h"

#include <map>

namespace mapwright {
namespace sim {

/// A unit in an instance. It is valid if `version` is that of the unit.
struct UnitState {
  uint32_t version = 0;
  uint32_t copy = none; ///< that brings or brought it; none: a task wrote it
  bool isHolder = false;
};

/// What an instance has to be.
struct InstanceRequest {
  uint32_t memory;
  uint32_t node;                  ///< data node to be covered
  uint32_t asked;                 ///< data node of the requirement
  uint32_t fieldSet;              ///< see Instances::intersect
  uint32_t reduction;             ///< operator; none for ordinary instances
  llvm::ArrayRef<uint32_t> units; ///< of the requirement
  uint32_t rank;
  const ArgumentPlacement *layout;
  uint32_t task, requirement; ///< who asks
};

struct Instance {
  uint32_t memory;
  uint32_t node;
  uint32_t fieldSet;
  uint32_t reduction;
  uint64_t bytes;
  uint32_t users = 0; ///< mapped, unfinished tasks, and copies from it
  uint32_t pendingReductions = 0;
  uint32_t task, requirement; ///< who made it
  uint32_t next;              ///< of the same memory and data node
  /// Its units: the ascending list, or if there is none all from firstUnit on.
  llvm::ArrayRef<uint32_t> units;
  uint32_t firstUnit = 0, numUnits = 0;
  size_t states; ///< of its units
  uint64_t align;
  bool aos, cOrder, isCompact;
  bool isAlive = true;
  bool isUntracked = false; ///< made for a collected requirement (STM7)
};

/// All instances of a run; knows what fits and what may go.
class Instances {
public:
  Instances(const TaskGraph &graph, const MachineModel &model,
            bool keepSamples);

  /// The data node an instance for a requirement covers (STM2).
  uint32_t cover(uint32_t node, MemKind memory, bool isExact) const;

  /// Field sets are those of the graph and more that are made of their groups.
  /// Of several sets of a region: what both have, and what only the first has;
  /// none if that is nothing.
  uint32_t intersect(uint32_t fieldSet, uint32_t other);
  uint32_t subtract(uint32_t fieldSet, uint32_t other);
  /// Those of some units that have fields of a set; lives as long as this.
  llvm::ArrayRef<uint32_t> filter(llvm::ArrayRef<uint32_t> units,
                                  uint32_t fieldSet);
  uint64_t getBytes(const InstanceRequest &request) const;

  /// The living instance that serves for most groups of the fields; none if
  /// there is none.
  uint32_t find(const InstanceRequest &request) const;
  /// Whether an instance found before still serves for some of the fields.
  bool serves(uint32_t instance, const InstanceRequest &request) const;
  /// Makes one; none if it does not fit: `getMissing` tells how much.
  uint32_t create(const InstanceRequest &request, double now,
                  llvm::ArrayRef<uint32_t> unitVersions);
  uint64_t getMissing() const { return missing; }

  Instance &operator[](uint32_t id) { return instances[id]; }
  const Instance &operator[](uint32_t id) const { return instances[id]; }
  uint32_t size() const { return instances.size(); }

  /// Where the state of a unit is, in an instance that covers it. `position`
  /// is a guess, which is right if the instance covers exactly what is asked
  /// for in ascending order; it moves on.
  size_t findState(const Instance &instance, uint32_t unit,
                   uint32_t &position) const {
    return instance.states + locate(instance, unit, position);
  }
  UnitState &getState(size_t state) { return states[state]; }

  const std::vector<uint64_t> &getPeaks() const { return peak; }
  std::vector<MemorySample> takeSamples() { return std::move(samples); }
  /// Who fills a memory, by size.
  std::vector<Occupant> getOccupants(uint32_t memory) const;

private:
  uint32_t locate(const Instance &instance, uint32_t unit,
                  uint32_t &position) const;
  uint32_t intern(std::vector<uint32_t> groups);
  size_t countCommon(uint32_t fieldSet, uint32_t other) const;
  void setUnits(Instance &instance, const InstanceRequest &request);
  llvm::ArrayRef<uint32_t> getUnitsUnder(uint32_t node);
  void collectUnits();
  bool isCollectable(const Instance &instance,
                     llvm::ArrayRef<uint32_t> unitVersions) const;
  bool makeRoom(uint32_t memory, uint64_t bytes, double now,
                llvm::ArrayRef<uint32_t> unitVersions);
  void free(uint32_t id, double now);
  void setUsed(uint32_t memory, uint64_t bytes, double now);
  size_t takeStates(uint32_t count);

  const TaskGraph &graph;
  const MachineModel &model;
  bool keepSamples;
  std::vector<Instance> instances;
  /// First instance by (memory, data node).
  llvm::DenseMap<uint64_t, uint32_t> byNode;
  std::vector<std::vector<uint32_t>> living; ///< by memory, oldest first
  std::vector<uint64_t> used, peak;
  uint64_t missing = 0;
  std::vector<MemorySample> samples;

  std::vector<std::vector<uint32_t>> fieldSets; ///< groups, ascending
  std::map<std::vector<uint32_t>, uint32_t> madeFieldSets;
  llvm::BumpPtrAllocator filtered;
  std::vector<UnitState> states;
  std::map<uint32_t, std::vector<size_t>> freeStates; ///< by number of units
  struct Range {
    uint32_t first = none, last = 0;
  };
  std::vector<Range> regionUnits; ///< by root region
  /// Units below data nodes that are neither roots nor asked for themselves.
  std::vector<std::vector<uint32_t>> unitsUnder;
};

} // namespace sim
} // namespace mapwright

#endif // MAPWRIGHT_LIB_SIMULATOR_INSTANCES_H
