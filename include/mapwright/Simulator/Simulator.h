//===- Simulator.h - Simulates one run --------------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A deterministic discrete-event model of one program on one machine under one
// placement. What it models and why: docs/simulator.md.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_SIMULATOR_SIMULATOR_H
#define MAPWRIGHT_SIMULATOR_SIMULATOR_H

#include "mapwright/Machine/MachineModel.h"
#include "mapwright/Simulator/TaskGraph.h"

#include <functional>

namespace mapwright {
namespace sim {

/// Memory and layout of an argument of a launch.
struct ArgumentPlacement {
  MemKind memory = MemKind::SYSMEM; ///< VIRTUAL: no instance
  bool aos = false;
  bool cOrder = false;
  bool compact = false;
  bool exact = false;
  uint64_t align = 0;
  bool isCollected = false; ///< CollectMemory (STM7)

  bool operator==(const ArgumentPlacement &other) const;
};

/// Where the points of a launch statement run.
struct LaunchPlacement {
  ProcKind kind = ProcKind::CPU;
  /// Machine-wide processor of each point. A single launch has one list of
  /// candidates: its star set, in order (STM1, MSP3).
  std::vector<uint32_t> processors;
  /// Single launches: the task takes whichever of `processors` is free first;
  /// else they take turns (k-th launch of the task kind on the node: k mod n).
  bool takesFirstFree = false;
  /// Single launches without a map run on the node of the launching task:
  /// `processors` are indices within that node's kind then.
  bool isRelativeToParent = false;
  /// Single launches whose map looks at the launching task: candidates of a
  /// task launched on (machine-wide) processor p are processors[k] for k from
  /// firstOfParent[p] to before firstOfParent[p + 1]. Empty: one list for all.
  /// The top-level task runs on processor 0 of node 0.
  std::vector<uint32_t> firstOfParent;
  std::vector<ArgumentPlacement> arguments; ///< one per requirement
};

/// What a mapper decided, for every launch statement of a TaskGraph.
struct Placement {
  std::vector<LaunchPlacement> launches;
  std::vector<uint32_t> limits; ///< by task kind, tasks a node; 0: no limit
  bool isReplicated = false;    ///< one shard of the top-level task per node
};

/// Worst to best; no outcome of a lower class ever beats one of a higher.
enum class OutcomeKind : uint8_t {
  ParseError,
  Rejected,
  Crash,
  RuntimeError,
  OutOfMemory,
  WrongResult,
  Timeout,
  Ok
};
llvm::StringRef spelling(OutcomeKind kind);

/// An instance that stood in the way.
struct Occupant {
  std::string what; ///< "calc_new_currents arg 1 (rp_shared)", or a region
  uint64_t bytes;
  bool isInUse; ///< by a task that is mapped and not finished
};

struct Outcome {
  OutcomeKind kind = OutcomeKind::Ok;
  double seconds = 0; ///< Ok: the makespan
  std::string text;   ///< else: what happened
  uint32_t memory = none;
  uint64_t overBytes = 0;          ///< OutOfMemory: what was missing
  std::vector<Occupant> occupants; ///< by size, largest first
};

/// A task that ran, for reports. Times in seconds from the start.
struct TaskRecord {
  uint32_t node; ///< of the task graph
  uint32_t processor;
  double mapped, ready, start, end;
};

/// A copy that ran.
struct CopyRecord {
  uint32_t from, to;    ///< memories
  uint32_t forTask;     ///< node of the task graph that asked for it
  uint32_t requirement; ///< of that task
  uint64_t bytes;
  double ready, start, end;
  bool isReduction, isTransposing;
};

/// A step of the critical path, from the end of the run backwards.
enum class CriticalKind : uint8_t {
  Kernel,
  Launch,
  Copy,
  Queue,
  Runtime,
  Wait
};
llvm::StringRef spelling(CriticalKind kind);
struct CriticalStep {
  CriticalKind kind;
  uint32_t node; ///< task; none
  uint32_t copy; ///< index into Result::copies (with records); none
  double start, end;
};

/// Totals of a task kind.
struct TaskTotals {
  uint64_t count = 0;
  double kernelSeconds = 0;
  double waitSeconds = 0; ///< ready, but its processor was busy
};

/// A sample of a memory's use, whenever it changes (with records).
struct MemorySample {
  uint32_t memory;
  double time;
  uint64_t bytes;
};

struct Result {
  Outcome outcome;
  double criticalPathBound = 0;            ///< the makespan is at least this
  double busiestBound = 0;                 ///< and at least this
  std::vector<TaskTotals> tasks;           ///< by task kind
  std::vector<double> processorBusy;       ///< by processor
  std::vector<double> runtimeBusy;         ///< by node, utility processors
  std::vector<double> channelBusy;         ///< by channel
  std::vector<uint64_t> channelBytes;      ///< by channel
  std::vector<uint64_t> memoryPeak;        ///< by memory
  std::vector<uint64_t> bytesOut, bytesIn; ///< by memory, copies only
  uint64_t numCopies = 0;
  uint64_t copyBytes = 0;
  uint64_t networkBytes = 0;
  std::array<double, 6> criticalShare = {}; ///< seconds by CriticalKind
  // With records only:
  std::vector<TaskRecord> taskRecords; ///< by start, then by node
  std::vector<CopyRecord> copies;
  std::vector<MemorySample> memorySamples;
  std::vector<CriticalStep> criticalPath; ///< from first to last
};

struct Options {
  bool keepRecords = false;
  /// Called now and then with the share of tasks done; false: stop (Timeout).
  std::function<bool(double)> progress;
};

/// The data node that an instance for a requirement on `node` covers (STM2):
/// in memories of the host without `Exact` more than what is asked for.
uint32_t findCoveredNode(const TaskGraph &graph, unsigned numNodes,
                         uint32_t node, MemKind memory, bool isExact);

/// Simulates one run. `placement` must fit graph and model (the checks of
/// lib/Evaluate); what it asks for and the machine cannot do is an outcome.
/// Equal arguments give equal results, bit for bit.
Result simulate(const TaskGraph &graph, const MachineModel &model,
                const Placement &placement, const Options &options = {});

} // namespace sim
} // namespace mapwright

#endif // MAPWRIGHT_SIMULATOR_SIMULATOR_H
