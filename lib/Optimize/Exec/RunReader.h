//===- RunReader.h - Metric and correctness of a run ------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Optimize. What the output of a run says, line by line, so that
// its length does not matter.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_OPTIMIZE_EXEC_RUNREADER_H
#define MAPWRIGHT_LIB_OPTIMIZE_EXEC_RUNREADER_H

#include "mapwright/Optimize/Exec.h"

#include <re2/re2.h>

namespace mapwright {
namespace optimize {

/// What was found so far in the output of one run.
struct RunFindings {
  std::optional<std::string> metric; ///< as it stands there
  bool isCorrect = false;
};

/// The patterns of an evaluator; any number of runs may use them at once.
class RunReader {
public:
  /// Fails for patterns and pointers that cannot be used.
  static llvm::Expected<std::unique_ptr<RunReader>>
  make(const ExecMetric &metric, llvm::StringRef correctPattern);

  llvm::StringRef getName() const { return name; }
  llvm::StringRef getUnit() const { return unit; }
  /// Whether the metric is the wall time of the command.
  bool isWallTime() const { return !pattern && metric.file.empty(); }
  /// Whether there is a correctness pattern.
  bool checksResults() const { return bool(correct); }

  void read(llvm::StringRef line, RunFindings &findings) const;

  /// The sample of a run that is complete. Fails, saying why, if there is none.
  /// `file` is that of the metric, without placeholders.
  llvm::Expected<double> getSample(const RunFindings &findings, double seconds,
                                   llvm::StringRef file) const;

private:
  explicit RunReader(const ExecMetric &metric) : metric(metric) {}
  llvm::Error compile(llvm::StringRef correctPattern);
  llvm::Error nameMetric();
  llvm::Expected<double> readFile(llvm::StringRef file) const;

  ExecMetric metric;
  std::string name = "time";
  std::string unit = "s";
  std::unique_ptr<RE2> pattern, correct;
  int group = 0;
};

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_LIB_OPTIMIZE_EXEC_RUNREADER_H
