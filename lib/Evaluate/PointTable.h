//===- PointTable.h - What the points of launches do ------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Evaluate. Work and data of each point of a launch; executions
// of the launch whose projections come to the same share them.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_EVALUATE_POINTTABLE_H
#define MAPWRIGHT_LIB_EVALUATE_POINTTABLE_H

#include "DataUnits.h"

namespace mapwright::detail {

/// The loops around an execution of a launch, see AffineResult.
struct ExecutionIndices {
  llvm::ArrayRef<int64_t> loops;
  llvm::ArrayRef<int64_t> outer;
};

/// Calls `visit` with the points of a launch in row-major order; with one
/// without coordinates for a single launch.
void forEachPoint(const LaunchStatement &launch,
                  llvm::function_ref<void(const Point &)> visit);

/// Fills in what a task graph says of launches, points and arguments.
class PointTable {
public:
  PointTable(const Program &program, sim::TaskGraph &graph, DataUnits &data);

  /// Adds a launch; launches are added in pre-order.
  void addLaunch(const LaunchStatement &launch);

  /// Number of points; 1 for a single launch.
  uint32_t countPoints(uint32_t launch) const {
    return launches[launch].numPoints;
  }
  /// Where the facts of the points of an execution begin in TaskGraph::points.
  uint32_t getFirstPoint(uint32_t launch, const ExecutionIndices &indices);

private:
  /// A launch with, for each requirement and dimension, what an execution adds
  /// to the projection: the key of shared facts.
  struct LaunchEntry {
    const LaunchStatement *statement;
    uint32_t numPoints;
    std::map<std::vector<int64_t>, uint32_t> firstPoints; ///< by shift
  };

  std::vector<int64_t> computeShifts(const LaunchStatement &launch,
                                     const ExecutionIndices &indices) const;
  void addPoint(uint32_t launch, const Point &point,
                llvm::ArrayRef<int64_t> shifts);
  sim::ArgumentFacts makeArgument(const Requirement &requirement,
                                  const Point &point,
                                  llvm::ArrayRef<int64_t> &shifts,
                                  uint32_t fieldSet);
  void addUsefulBytes(const LaunchStatement &launch, size_t firstArgument,
                      llvm::ArrayRef<uint64_t> elements);
  void addMeasuredSeconds(const TaskKind &task,
                          llvm::ArrayRef<uint64_t> elements);
  sim::RequirementFacts describe(const Requirement &requirement, size_t index);

  const Program &program;
  sim::TaskGraph &graph;
  DataUnits &data;
  std::vector<LaunchEntry> launches;
  std::map<std::string, uint32_t> reductions;
  bool hasMeasured; ///< some variant has measured seconds
};

} // namespace mapwright::detail

#endif // MAPWRIGHT_LIB_EVALUATE_POINTTABLE_H
