//===- Engine.h - The event loop of a simulation ----------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_SIMULATOR_ENGINE_H
#define MAPWRIGHT_LIB_SIMULATOR_ENGINE_H

#include "Coherence.h"
#include "EventQueue.h"
#include "Kernels.h"

namespace mapwright {
namespace sim {

/// Work of a node's utility processors.
enum class JobKind : uint8_t { None, Analysis, Mapping, Launch, Completion };
struct Job {
  JobKind kind = JobKind::None;
  uint32_t subject = none; ///< shard, or task
};

/// First in, first out.
template <typename T>
class Queue {
public:
  bool empty() const { return first == items.size(); }
  void push(const T &item) { items.push_back(item); }
  const T &front() const { return items[first]; }
  T pop() {
    T item = items[first++];
    if (first == items.size()) {
      items.clear();
      first = 0;
    }
    return item;
  }

private:
  std::vector<T> items;
  size_t first = 0;
};

/// Where a stretch of analysis without interruption began, and why then.
struct Origin {
  enum class Kind : uint8_t { Begin, Parent, Future, Window };
  Kind kind = Kind::Begin;
  double time = 0;
  uint32_t task = none;     ///< Parent: launching task. Future: what finished
  uint32_t previous = none; ///< Window: the stretch before it
  double since = 0;         ///< Window: it was full from then on
};

/// A context on one node; a replicated one has a shard on every node.
struct Shard {
  uint32_t context;
  uint32_t node;
  uint32_t next = 0;   ///< operation
  uint32_t issued = 0; ///< operations with tasks before `next`
  uint32_t origin = none;
  double stalledSince = 0;
  enum class State : uint8_t { Idle, Analysing, Waiting, Stalled, Done };
  State state = State::Idle;
};

/// The tasks of a context.
struct ContextState {
  uint32_t unmapped = 0, unfinished = 0;
  uint32_t completed = 0; ///< operations with tasks
  uint32_t openShards = 1;
  uint32_t firstShard = 0, numShards = 1;
  uint32_t lastMapped = none, lastFinished = none; ///< tasks
  double bound = 0; ///< lower bound on the start of its tasks
};

/// A run in progress. One file a concern: Control.cpp (contexts), Runtime.cpp
/// (utility processors), Mapping.cpp, Execution.cpp (processors and copies),
/// Progress.cpp (who goes on when something is done), CriticalPath.cpp,
/// Deadlock.cpp.
class Engine {
public:
  Engine(const TaskGraph &graph, const MachineModel &model,
         const Placement &placement, const Options &options);

  Result run();

private:
  // Set-up and end.
  bool checkPlacement();
  bool fitsLaunch(uint32_t launch, uint32_t numPoints) const;
  void setUpTasks();
  void setUpContexts();
  void loop();
  void handle(const Event &event);
  bool isDone() const { return unfinishedTasks == 0 && openShards == 0; }
  void fail(OutcomeKind kind, std::string text);
  Result takeResult();
  void takeTotals(Result &result) const;
  void takeRecords(Result &result);
  std::string describeTask(uint32_t task) const;
  std::string describeDeadlock() const;
  std::string describeBlockedTask(uint32_t task) const;

  // Control.cpp
  void openContext(uint32_t context, Origin::Kind kind, uint32_t node);
  void advance(uint32_t shard);
  bool isBlocked(uint32_t shard, const Operation &operation);
  void resume(uint32_t shard, const Origin &origin);
  void closeShard(uint32_t shard);
  double getAnalysisSeconds(const Shard &shard);
  void finishAnalysis(uint32_t shard);
  void completeOperation(uint32_t operation);
  llvm::ArrayRef<uint32_t> getPoints(const Shard &shard,
                                     const Operation &operation);
  Lists dealPoints(const Operation &operation) const;
  bool isWholeLaunchLocal(const Shard &shard) const;

  // Runtime.cpp
  void submit(uint32_t node, Job job);
  void serve(uint32_t node);
  double begin(uint32_t server, const Job &job);
  void finishJob(uint32_t server);

  // Mapping.cpp
  void analysed(uint32_t task, uint32_t origin);
  void advanceMapping(uint32_t task);
  void requestMapping(uint32_t task);
  void releaseToken(uint32_t task);
  bool isLimited(uint32_t task) const;
  llvm::ArrayRef<uint32_t> getCandidates(uint32_t task) const;
  uint32_t getNode(uint32_t task) const;
  uint32_t chooseProcessor(uint32_t task);
  double map(uint32_t server, uint32_t task);
  bool chooseInstances(uint32_t task, uint32_t processor, uint32_t &created);
  bool chooseInstance(uint32_t task, uint32_t requirement, uint32_t processor,
                      uint32_t &created);
  bool isUsable(uint32_t selection, const InstanceRequest &request) const;
  bool select(InstanceRequest request, uint32_t &selection, uint32_t &created);
  void reportOutOfMemory(const InstanceRequest &request);
  bool bringData(uint32_t task);
  void publishData(uint32_t task);
  void releaseInstances(uint32_t task);
  bool needsInstance(uint32_t task, uint32_t requirement) const;
  template <typename Visit>
  bool forEachUse(uint32_t task, uint32_t requirement, Visit visit) const;
  void finishMapping(uint32_t server, uint32_t task);

  // Execution.cpp
  void becomeReady(uint32_t task, Cause cause, uint32_t by);
  void launched(uint32_t task);
  void enqueue(uint32_t task);
  void dispatch(uint32_t processor);
  uint32_t takeNext(uint32_t processor);
  void occupy(uint32_t task, uint32_t processor);
  void start(uint32_t task);
  void finishKernel(uint32_t task);
  void issue(uint32_t copy, Cause cause, uint32_t by);
  void startCopy(uint32_t copy);
  void finishCopy(uint32_t copy);

  // Progress.cpp
  void advancePredecessors(uint32_t node);
  void setMapped(uint32_t node);
  void setFinished(uint32_t node);
  void drain();
  void spreadMapped(uint32_t node);
  void spreadFinished(uint32_t node);
  void notify(uint32_t &listeners, Cause cause, uint32_t by);
  void finishIfChildrenHave(uint32_t context);

  // CriticalPath.cpp
  friend class CriticalWalk;
  double getMappedWithChildren(uint32_t task) const;

  const LaunchFacts &getLaunch(uint32_t task) const {
    return graph.launches[graph.nodes[task].launch];
  }
  const LaunchPlacement &getDecision(uint32_t task) const {
    return placement.launches[graph.nodes[task].launch];
  }
  uint32_t getContext(uint32_t task) const {
    return graph.operations[graph.nodes[task].operation].context;
  }
  const Operation &getOperation(uint32_t task) const {
    return graph.operations[graph.nodes[task].operation];
  }
  bool isTask(uint32_t node) const {
    return graph.nodes[node].kind == NodeKind::Task;
  }

  const TaskGraph &graph;
  const MachineModel &model;
  const Placement &placement;
  const Options &options;
  const RuntimeCosts costs;
  const unsigned numNodes;

  EventQueue events;
  double now = 0;
  Channels channels;
  Kernels kernels;
  Tables tables;
  Instances instances;
  Coherence coherence;
  Outcome outcome;
  bool hasFailed = false;
  uint32_t unfinishedTasks = 0, numTasks = 0, openShards = 0;
  uint32_t lastFinished = none;

  // Contexts.
  std::vector<Shard> shards;
  std::vector<ContextState> contexts;
  std::vector<Origin> origins;
  std::vector<uint32_t> unfinishedOfOperation;
  std::vector<std::vector<uint32_t>> stalled; ///< shards, by context
  /// Points of launches by node, for contexts with several shards.
  std::vector<Lists> pointsOfNode; ///< by launch

  // Utility processors.
  struct Server {
    Job job;
    double busyUntil = 0;
    uint32_t firstCopy = 0, endCopy = 0; ///< made by the mapping it serves
  };
  struct UtilityNode {
    Queue<Job> urgent, others;
    unsigned idle = 0;
  };
  std::vector<Server> servers; ///< node by node
  std::vector<UtilityNode> utilities;
  std::vector<double> runtimeBusy;

  // Mapping.
  /// An instance and those units of a requirement that are in it. A requirement
  /// has several if fields of it are in instances that were there before.
  struct Part {
    uint32_t instance;
    llvm::ArrayRef<uint32_t> units;
  };
  struct Selection {
    uint32_t firstPart, numParts;
  };
  llvm::ArrayRef<Part> getParts(uint32_t selection) const;
  std::vector<Part> parts;
  std::vector<Selection> selections;
  std::vector<uint32_t> uses; ///< selections of tasks that are mapped
  std::vector<std::vector<uint32_t>> freeUses; ///< by number of requirements
  std::vector<uint32_t> cachedSelection;       ///< by argument
  struct Limit {
    uint32_t inUse = 0;
    Queue<uint32_t> waiting;
  };
  llvm::DenseMap<uint64_t, Limit> limits; ///< by task kind and node
  struct HeldBack {
    double since, until;
  };
  llvm::DenseMap<uint32_t, HeldBack> heldBack;   ///< by task
  llvm::DenseMap<uint64_t, uint32_t> roundRobin; ///< by task kind and node

  // Processors.
  struct List {
    uint32_t first = none, last = none;
  };
  struct ProcessorState {
    List queue;
    bool isBusy = false;
    llvm::SmallVector<uint32_t, 1> sharedQueues;
  };
  struct SharedQueue {
    std::vector<uint32_t> processors;
    List queue;
  };
  void append(List &list, uint32_t task);
  uint32_t getSharedQueue(uint32_t task);
  std::vector<ProcessorState> processors;
  std::vector<SharedQueue> sharedQueues;
  llvm::DenseMap<uint64_t, uint32_t> sharedQueueOf; ///< by launch and place
  uint32_t nextQueued = 0;
  /// Concurrent operations: tasks that are launched, and that have a processor.
  struct Gathering {
    uint32_t launched = 0, placed = 0;
  };
  llvm::DenseMap<uint32_t, Gathering> gatherings;

  // Progress.
  std::vector<uint32_t> mappedNodes, finishedNodes;
  bool isDraining = false;

  // Totals.
  std::vector<double> processorBusy;
  std::vector<TaskTotals> totals;
  std::vector<uint64_t> bytesOut, bytesIn;
  uint64_t numCopies = 0, copyBytes = 0, networkBytes = 0;
};

} // namespace sim
} // namespace mapwright

#endif // MAPWRIGHT_LIB_SIMULATOR_ENGINE_H
