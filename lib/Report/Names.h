//===- Names.h - Names of the tasks of a run --------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Report.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_REPORT_NAMES_H
#define MAPWRIGHT_LIB_REPORT_NAMES_H

#include "mapwright/Report/Report.h"

namespace mapwright {

/// What to call the nodes of a task graph.
class TaskNames {
public:
  explicit TaskNames(const RunView &run);

  /// "calc_new_currents (3)", "report"
  std::string format(uint32_t node) const;
  /// "(3)"; empty for single tasks.
  std::string formatPoint(uint32_t node) const;
  /// The domain of a launch statement; null for a single launch.
  const Domain *getDomain(uint32_t launch) const { return domains[launch]; }

private:
  const sim::TaskGraph &graph;
  std::vector<const Domain *> domains; ///< by launch statement
};

/// "1.50 MiB node 0 sysmem -> node 0 fb2 for stencil (0,1)"
std::string describeStep(const RunView &run, const TaskNames &names,
                         const sim::CriticalStep &step);

} // namespace mapwright

#endif // MAPWRIGHT_LIB_REPORT_NAMES_H
