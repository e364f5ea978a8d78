//===- RealRuns.h - All that runs of a program measure ----------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One mapper, run several times, and every number that the program prints about
// itself. Searches look at one of them only: CandidateEvaluator.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_OPTIMIZE_REALRUNS_H
#define MAPWRIGHT_OPTIMIZE_REALRUNS_H

#include "mapwright/Optimize/Exec.h"

namespace mapwright {
namespace optimize {

/// A number that runs printed.
struct RealMetric {
  std::string name;            ///< "time", "bus_bytes", or that of a channel
  std::string unit;            ///< "s", "bytes", or empty
  std::vector<double> samples; ///< of the runs that printed it; 0 is allowed
  bool isChannel = false;
};

struct RealRuns {
  /// The first failure, or the wall times of all runs. With feedback.
  Evaluation evaluation;
  std::vector<RealMetric> metrics; ///< standard ones first, then as they came
};

/// Runs `candidate` so many times. Looks in the output for the standard metrics
/// (findStandardMetric), for the bytes of channels of the machine ("channel
/// node 0 pcie0.down bytes 12"), and for `patterns`, each of which has one
/// named group. The metric of `options` is not used.
/// Errors are those of makeExecEvaluator() and CandidateEvaluator::evaluate().
llvm::Expected<RealRuns> measureRealRuns(const Problem &problem,
                                         const Candidate &candidate,
                                         ExecOptions options,
                                         llvm::ArrayRef<std::string> patterns,
                                         unsigned repeats, GuideLevel level);

/// What a command that is no candidate wrote.
struct CommandOutput {
  std::string text;
  std::string problem; ///< how it ended, unless with exit code 0
};

/// Runs the command of `options` once, with their environment, folder and
/// limits; there are no placeholders, and MAPWRIGHT_MAPPER is not set. Fails if
/// it cannot be started.
llvm::Expected<CommandOutput> runCommand(const ExecOptions &options);

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_OPTIMIZE_REALRUNS_H
