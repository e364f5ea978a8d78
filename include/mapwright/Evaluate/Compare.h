//===- Compare.h - Compares a mapper with a real run ------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Decision by decision: what a mapper says and what a Legion mapper-wrapper log
// shows. What a log cannot show, or no statement and no default decides, is
// counted apart with the reason.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_EVALUATE_COMPARE_H
#define MAPWRIGHT_EVALUATE_COMPARE_H

#include "mapwright/Evaluate/Decisions.h"
#include "mapwright/Program/WrapperLog.h"

namespace mapwright {

/// The kinds of decisions that are compared.
enum class ComparedDecision {
  Sharding,  ///< node of a point: SELECT_SHARDING_FUNCTOR
  Slicing,   ///< processor of a point: SLICE_TASK
  Kind,      ///< kind of processor of a task: TARGET PROCS of MAP_TASK
  Processor, ///< the processor chosen is one of TARGET PROCS
  Memory,    ///< kind of memory of an instance
  Layout,    ///< SOA or AOS, and the order of 2 or 3 dimensions
};
constexpr unsigned numComparedDecisions = 6;

/// "sharding", "slicing", "processor kind", ...
llvm::StringRef spelling(ComparedDecision decision);

/// A decision that differs.
struct Difference {
  std::string what;   ///< "stencil (0,1) arg 2"
  std::string mapper; ///< "node 1 GPU 0"
  std::string log;
  unsigned line; ///< 1-based line of the log
};

/// At most so many differences of a kind are kept.
constexpr size_t maxKeptDifferences = 20;

struct ComparedCount {
  uint64_t compared = 0;
  uint64_t equal = 0;
  std::vector<Difference> differences; ///< the first ones
};

struct Comparison {
  std::array<ComparedCount, numComparedDecisions> counts;
  /// How many things were not compared, by reason, in order of the reasons.
  std::map<std::string, uint64_t> notCompared;

  uint64_t getCompared() const;
  uint64_t getEqual() const;
  /// Whether there was something to compare and all of it is equal.
  bool isEqual() const {
    return getCompared() > 0 && getCompared() == getEqual();
  }
};

/// What a run shows of its task kinds. Variants are not in a log: the kinds of
/// processors a task ran on count as those it has variants for.
ProgramFacts collectFacts(const LoggedRun &run);

/// Compares the decisions for the launches of a run with what the run did.
/// `launches` are run.indexLaunches(), and `table` holds the decisions for
/// exactly these. Where the mapper says nothing, the runtime's default is
/// compared: DefaultMapper's sharding and slicing (STM5) and ranking of
/// processor kinds (STM1), the memory of highest bandwidth, and SOA F_order.
/// A log has no names of regions: statements address requirements by index, or
/// by the region's handle as the log prints it, "(1,(40,4),1)", where launches
/// of one task use different regions for one requirement.
Comparison compare(const Evaluator &evaluator, const LoggedRun &run,
                   const LoggedLaunches &launches, const DecisionTable &table);

/// A table for people; the last line is "compared N, equal M".
void writeText(const Comparison &comparison, llvm::raw_ostream &os);

/// A JSON object with the schema "mapwright-comparison/1".
void writeJSON(const Comparison &comparison, llvm::raw_ostream &os);

} // namespace mapwright

#endif // MAPWRIGHT_EVALUATE_COMPARE_H
