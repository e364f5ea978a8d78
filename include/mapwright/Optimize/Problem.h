//===- Problem.h - What is optimized ----------------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The mapper to start from, the program and the machine; and the way from the
// text of a candidate to its decisions or to why it has none.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_OPTIMIZE_PROBLEM_H
#define MAPWRIGHT_OPTIMIZE_PROBLEM_H

#include "mapwright/Evaluate/Resolve.h"
#include "mapwright/Optimize/Evaluation.h"

namespace mapwright {
namespace optimize {

/// What is optimized. Everything referred to outlives its users.
struct Problem {
  std::string source; ///< text of the mapper to start from
  std::string file;   ///< its name
  const Program &program;
  const MachineModel &model;
  const sim::TaskGraph &graph; ///< of `program`
  unsigned maxRank = 3;        ///< of launches, as for importMapper
};

/// A mapper that was looked at, and not run.
struct Candidate {
  std::string source;
  /// SHA-256 of the decision text, 64 hex digits: equal for mappers that decide
  /// the same. Of a mapper that does not get that far: "text:" and the SHA-256
  /// of its source.
  std::string identity;
  /// Its decisions; none if it does not parse, resolve or pass the checks.
  std::optional<Resolved> resolved;
  /// Then why: a ParseError or Rejected, with feedback.
  Evaluation failure;
};

/// Parses strictly, resolves and checks candidates of one problem. One thread
/// at a time.
class Screener {
public:
  explicit Screener(const Problem &problem);
  ~Screener();

  /// Never fails: a mapper that is no good is a Candidate that says so, with
  /// feedback if that is wanted.
  Candidate screen(llvm::StringRef source, GuideLevel level,
                   bool wantsFeedback = true);

private:
  struct State;
  std::unique_ptr<State> state;
};

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_OPTIMIZE_PROBLEM_H
