//===- Report.h - What a simulated run looked like --------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Renders the result of a simulation for people and for other programs. Nothing
// here simulates or decides anything.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_REPORT_REPORT_H
#define MAPWRIGHT_REPORT_REPORT_H

#include "mapwright/Program/Program.h"
#include "mapwright/Simulator/Simulator.h"

#include "llvm/ADT/STLFunctionalExtras.h"

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace mapwright {

/// A run and everything that is needed to name its parts. Refers to objects
/// that must outlive it.
struct RunView {
  const Program &program;
  const sim::TaskGraph &graph;
  const MachineModel &model;
  const sim::Placement &placement;
  const sim::Result &result;
  std::string mapper;      ///< what to call it: the path of its file
  std::string programName; ///< as the user gave it: "circuit:pieces=16"
  std::string identity;    ///< of the decisions, 64 hex digits
};

/// A table for people: outcome, makespan, throughput, tasks, memories,
/// channels, critical path.
void writeRunText(const RunView &run, llvm::raw_ostream &os);

/// A JSON object with the schema "mapwright-run/1".
void writeRunJSON(const RunView &run, llvm::raw_ostream &os);

/// A trace for chrome://tracing and ui.perfetto.dev (JSON object format; times
/// in microseconds): a process per node, a thread per processor, one or several
/// per pair of memories, counters for memories. Needs records.
void writeTrace(const RunView &run, llvm::raw_ostream &os);

/// A self-contained HTML page: timeline, utilization, data movement, memory
/// over time, placement of each launch, critical path. At most a few megabytes:
/// what a screen cannot tell apart is merged. Needs records.
void writeHTML(const RunView &run, llvm::raw_ostream &os);

/// What two mappers do differently on one program and machine, and what each
/// decision that differs saves or costs by itself: the seconds the first run
/// would change by if it took only that decision from the second.
struct DecisionEffect {
  std::string what;          ///< "calc_new_currents arg 1 rp_shared"
  std::string first, second; ///< "ZCMEM SOA F_order", "FBMEM SOA F_order"
  sim::Outcome alone;        ///< first run with only this decision changed
};
struct RunComparison {
  std::vector<DecisionEffect> effects; ///< largest gain first
  uint64_t numUndecided = 0; ///< differing decisions past the limit, not tried
};
/// At most so many differing decisions are simulated one by one.
constexpr size_t maxComparedEffects = 64;

/// Both views must be of the same program, graph and model. `progress` is
/// called now and then with the share of the work that is done.
RunComparison compareRuns(const RunView &first, const RunView &second,
                          llvm::function_ref<void(double)> progress = nullptr);
void writeComparisonText(const RunView &first, const RunView &second,
                         const RunComparison &comparison,
                         llvm::raw_ostream &os);
void writeComparisonJSON(const RunView &first, const RunView &second,
                         const RunComparison &comparison,
                         llvm::raw_ostream &os);

/// "1.234 ms", "12.30 s": four significant digits and a unit, ns to s.
std::string formatSeconds(double seconds);
/// "1.500 GiB", "12 bytes": four significant digits, powers of 1024.
std::string formatAmount(double bytes);
/// "node 0 GPU 3"
std::string formatProcessor(const MachineModel &model, unsigned processor);
} // namespace mapwright

#endif // MAPWRIGHT_REPORT_REPORT_H
