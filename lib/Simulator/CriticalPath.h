//===- CriticalPath.h - Why a run took as long as it did --------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_SIMULATOR_CRITICALPATH_H
#define MAPWRIGHT_LIB_SIMULATOR_CRITICALPATH_H

#include "Engine.h"

namespace mapwright {
namespace sim {

/// Walks from the end of a run to its beginning, from each thing to what it
/// waited for last. The steps follow on each other without gaps.
class CriticalWalk {
public:
  explicit CriticalWalk(Engine &engine) : engine(engine) {}

  /// Steps from last to first.
  std::vector<CriticalStep> walk(double makespan);

private:
  enum class At : uint8_t { Done, Task, Mapped, Copy, Origin };

  void add(CriticalKind kind, double start, uint32_t task,
           uint32_t copy = none);
  void go(At place, uint32_t id) {
    at = place;
    subject = id;
  }
  void passTask();
  void passExecution(uint32_t task);
  void passMapped();
  void passCopy();
  void passOrigin();
  void follow(Cause kind, uint32_t cause, uint32_t task);

  Engine &engine;
  At at = At::Done;
  uint32_t subject = none;
  double time = 0; ///< reached so far
  std::vector<CriticalStep> steps;
};

} // namespace sim
} // namespace mapwright

#endif // MAPWRIGHT_LIB_SIMULATOR_CRITICALPATH_H
