//===- SearchHarness.h - Searches on small problems -------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_UNITTESTS_OPTIMIZE_SEARCHHARNESS_H
#define MAPWRIGHT_UNITTESTS_OPTIMIZE_SEARCHHARNESS_H

#include "mapwright/Optimize/CandidateEvaluator.h"
#include "mapwright/Optimize/Random.h"
#include "mapwright/Optimize/Searchers.h"

namespace mapwright {
namespace optimize {

/// A program on a machine, with its space.
struct SearchHarness {
  SearchHarness(llvm::StringRef spec, std::string source,
                llvm::StringRef machine = "p100x4");

  Program program;
  sim::TaskGraph graph;
  MachineModel model;
  Problem problem;
  Space space;
};

/// "naive" or "expert" of one of the nine programs.
std::string readMapper(llvm::StringRef program, llvm::StringRef name);
extern const char *const allPrograms[9];

/// A mapper of Circuit that says things in many ways.
extern const char manyWays[];

Assignment makeRandomAssignment(const Space &space, Random &random);

/// What a study does, without a store: at most `budget` evaluations, and an end
/// after 500 duplicates in a row.
History search(const SearchHarness &harness, Proposer &proposer,
               uint64_t budget, unsigned roundSize = 1);

/// Seconds of the best trial; infinite if none ran.
double getBestSeconds(const History &history);

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_UNITTESTS_OPTIMIZE_SEARCHHARNESS_H
