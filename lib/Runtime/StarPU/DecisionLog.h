//===- DecisionLog.h - What ran where, for mapper-run -----------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_RUNTIME_STARPU_DECISIONLOG_H
#define MAPWRIGHT_LIB_RUNTIME_STARPU_DECISIONLOG_H

#include "WorkerTable.h"

#include "mapwright/Runtime/StarPU.h"

#include <memory>
#include <mutex>

namespace mapwright {
namespace starpu {

/// The launches of this rank and the workers that ran their points, in the
/// format of Legion's logging wrapper, for `mapper-run --compare-log`. Workers
/// are those that did run a task, not those it was meant for. Written at the
/// end, launch by launch.
class DecisionLog {
public:
  /// For the file that MAPWRIGHT_LOG names, in which `%` stands for the rank;
  /// without one, all ranks but the first put their number behind the name.
  /// Null if the variable is not set.
  static std::unique_ptr<DecisionLog> open(unsigned rank);

  /// Returns the number of the launch.
  size_t addLaunch(const std::string &task);
  /// The point of a single launch is {}.
  size_t addSingleLaunch(const std::string &task);
  /// To be called for all points of a launch, on all ranks.
  void addPoint(size_t launch, const Point &point, unsigned pointRank);
  /// Called by workers.
  void addExecution(size_t launch, const Point &point, int worker);

  /// The job ends with a message if the file cannot be written.
  void write(const WorkerTable &workers) const;

private:
  struct LoggedLaunch {
    std::string task;
    bool isSingle;
    std::vector<std::vector<Point>> pointsOfRank;
    std::vector<std::pair<Point, int>> executions;
  };

  DecisionLog(std::string path, unsigned rank)
      : path(std::move(path)), rank(rank) {}

  std::string writeMachine(const WorkerTable &workers) const;
  std::string writeLaunch(size_t launch, const WorkerTable &workers) const;

  std::string path;
  unsigned rank;
  std::mutex mutex;
  std::vector<LoggedLaunch> launches;
};

} // namespace starpu
} // namespace mapwright

#endif // MAPWRIGHT_LIB_RUNTIME_STARPU_DECISIONLOG_H
