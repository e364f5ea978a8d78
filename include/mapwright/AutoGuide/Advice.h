//===- Advice.h - Advice from a simulated run -------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What costs the time of a run, and the edits of the mapper that save some of
// it. Every gain is simulated: an edit counts only if the edited mapper
// compiles, resolves, passes the checks and runs.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_AUTOGUIDE_ADVICE_H
#define MAPWRIGHT_AUTOGUIDE_ADVICE_H

#include "mapwright/AutoGuide/Feedback.h"
#include "mapwright/Evaluate/Resolve.h"

namespace mapwright {

struct AdviceOptions {
  unsigned maxSuggestions = 10;
  /// Edits that are simulated at most.
  unsigned maxTrials = 240;
  /// Point tasks that are simulated at most, over all trials; 16 trials are
  /// always allowed.
  uint64_t maxSimulatedTasks = 20'000'000;
  /// Time before over time after must be at least this.
  double smallestGain = 1.002;
  unsigned maxRank = 3; ///< of launches, as for importMapper
};

/// One mapper and its run.
struct AdviceSubject {
  llvm::StringRef source; ///< text of the mapper
  llvm::StringRef file;   ///< its name in the edits
  const sim::Placement &placement;
  const sim::Result &result; ///< with records
};

/// A mapper after some of the advice was followed.
struct AdvisedMapper {
  struct Step {
    Suggestion suggestion;
    sim::Outcome before, after;
  };
  std::string source;
  std::vector<Step> steps; ///< in order
};

/// Advises on mappers of one program on one machine, which must outlive it.
class Adviser {
public:
  Adviser(const Program &program, const sim::TaskGraph &graph,
          const MachineModel &model, const AdviceOptions &options = {});
  ~Adviser();

  /// How a run with a mapper ends. Fails if it does not compile or resolve; its
  /// diagnostics are not reported.
  llvm::Expected<sim::Outcome> evaluate(llvm::StringRef source);

  /// Explains what dominates the run and suggests edits: those that make a
  /// failed run end well and those that save most first. Edits that merely make
  /// room in a memory, and what no edit of the mapper can change, come last.
  Feedback advise(const AdviceSubject &subject);

  /// Follows the first suggestion at most `steps` times, as long as there is
  /// one that has a gain or ends a failure. Fails as evaluate() does.
  llvm::Expected<AdvisedMapper> improve(llvm::StringRef source,
                                        llvm::StringRef file, unsigned steps);

private:
  struct State;
  struct Run {
    sim::Placement placement;
    sim::Result result;
  };
  llvm::Expected<Run> run(llvm::StringRef source);

  std::unique_ptr<State> state;
};

} // namespace mapwright

#endif // MAPWRIGHT_AUTOGUIDE_ADVICE_H
