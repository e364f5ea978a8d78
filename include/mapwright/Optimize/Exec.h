//===- Exec.h - Evaluates by running the real program -----------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The evaluator that runs a command with each candidate, and how well
// simulation predicted what it measured. For users: docs/exec.md.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_OPTIMIZE_EXEC_H
#define MAPWRIGHT_OPTIMIZE_EXEC_H

#include "mapwright/Optimize/CandidateEvaluator.h"
#include "mapwright/Optimize/Store.h"

namespace mapwright {
namespace optimize {

/// What is measured. Without a pattern and a file it is the wall time of the
/// command, in seconds.
struct ExecMetric {
  /// RE2 with exactly one named group, `(?P<NAME>...)`, which is the number;
  /// its name is that of the metric. Looked for in each line of the output.
  std::string pattern;
  bool takesFirst = false; ///< the first match counts, else the last one
  /// JSON file that the command writes; `{n}` stands for the number of the run.
  std::string file;
  std::string pointer; ///< of the number in `file` (RFC 6901)
  std::string unit;    ///< of pattern or file; may be empty
  /// Samples are 1 / what was found.
  bool isHigherBetter = false;
};

/// How candidates are run.
struct ExecOptions {
  /// Program and arguments; no shell. In all of them but the first, and in the
  /// values of `environment`, `{policy}` stands for a file with the compiled
  /// candidate (a shared object, policy.h), `{mapper}` for one with its text,
  /// and `{n}` for the number of the run, from 1. The candidate is compiled
  /// unless `{mapper}` occurs and `{policy}` does not.
  std::vector<std::string> command;
  /// NAME=VALUE, added to the environment of this process. MAPWRIGHT_MAPPER is
  /// set to `{policy}` if there is one.
  std::vector<std::string> environment;
  std::string folder; ///< to run in; empty: the current one
  ExecMetric metric;
  /// RE2 that a line of the output has to match, else it is a WrongResult;
  /// empty: every result is right.
  std::string correctPattern;
  /// Seconds after which a run is stopped; 0: never. Candidates are stopped
  /// before if they take twice as long as the best one, or three times its
  /// noise longer if that is more, but not within the first second.
  double timeLimit = 600;
  uint64_t memoryLimit = 0;           ///< bytes of all its processes; 0: none
  std::vector<std::string> ruleFiles; ///< of AutoGuide, besides its own
  bool isConcurrent = false; ///< runs may disturb each other: -j was asked for
  /// Gets each line of the output of each run as well; may be null.
  std::function<void(llvm::StringRef)> onLine;
};

/// A metric by its name, of programs that print what those in benchmarks/starpu
/// do: `time` ("time 1.5 s"), `bus_bytes` ("bus bytes 12"), `mpi_bytes`. None
/// if `name` is none of these.
std::optional<ExecMetric> findStandardMetric(llvm::StringRef name);
llvm::ArrayRef<llvm::StringRef> getStandardMetricNames();

/// Runs the command of `options` for each candidate. Fails for an empty command
/// or one that cannot be found, wrong patterns, variables without a `=`, and
/// rules that cannot be read.
///
/// Outcomes: Timeout; OutOfMemory past `memoryLimit`; Crash if a signal ended
/// it; RuntimeError for other exit codes than 0 and for a metric that is not
/// there or not above 0; WrongResult; Rejected if a candidate cannot be made a
/// policy. What AutoGuide recognizes in the output of a run that failed is more
/// precise and wins. Exit codes 126 and 127 are errors: shells and loaders use
/// them for commands that cannot be started.
///
/// When a run ends, no process that it started is left, however it detached
/// itself; nor after this process was killed. `shouldStop`, and the end of
/// `secondsLeft` before one run was finished, are errors with the code
/// std::errc::operation_canceled.
llvm::Expected<std::unique_ptr<CandidateEvaluator>>
makeExecEvaluator(const Problem &problem, ExecOptions options);

/// A candidate that was simulated, and run.
struct Prediction {
  unsigned trial;
  double predicted; ///< median of the search
  double measured;  ///< median of the final race
};

/// How well a search by simulation can be trusted.
struct PredictionQuality {
  std::vector<Prediction> predictions; ///< by trial; Ok in both only
  /// Kendall's tau-b between predicted and measured, -1 to 1; none for fewer
  /// than two candidates, or if all are equal.
  std::optional<double> tau;
  /// Why simulation should not be used to choose candidates; empty if nothing
  /// speaks against it.
  std::string warning;
};

/// Kendall's tau-b of pairs (x, y): +1 if they have the same order, -1 if the
/// opposite one, with ties accounted for.
std::optional<double>
computeKendallTau(llvm::ArrayRef<std::pair<double, double>> pairs);

/// Compares the trials of a search with those `measurements` of them that are
/// of the phase "final".
PredictionQuality assessPredictions(const History &history,
                                    llvm::ArrayRef<Measurement> measurements);

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_OPTIMIZE_EXEC_H
