//===- MachineModel.h - What a machine can do in a second -------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The performance of a machine: rates, memories, channels and routes, and what
// the runtime itself costs. All nodes are alike. Numbers of memories and
// channels run over the whole machine.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_MACHINE_MACHINEMODEL_H
#define MAPWRIGHT_MACHINE_MACHINEMODEL_H

#include "mapwright/Machine/Machine.h"

#include "llvm/ADT/SmallVector.h"

namespace mapwright {

/// A resource that carries bytes in one direction: a bus, a link, a port of a
/// network card, a memory controller used by copies. First come, first served.
struct Channel {
  std::string name; ///< unique within the node: "pcie0.down"
  double bytesPerSecond;
  double latencySeconds;
};

/// A step of a transfer: channels (of the node) that bytes cross at once.
/// Bytes staged through another memory have several hops, which are pipelined.
struct Route {
  llvm::SmallVector<unsigned, 4> channels; ///< in order
};

/// How a processor reaches a memory.
struct AccessPath {
  unsigned memory;       ///< index into the node's memories
  double bytesPerSecond; ///< of its kernels
  /// Channels of the node that loads (stores) cross, where they contend with
  /// copies; empty for a processor's own memory.
  llvm::SmallVector<unsigned, 2> loads, stores;
};

/// What all processors of a kind have in common.
struct ProcessorRates {
  double flopsPerSecond = 0; ///< peak, double precision
  double launchSeconds = 0;  ///< overhead of one kernel or task body
  /// Smallest unit of memory traffic (32 on GPUs, 64 on CPUs).
  uint32_t sectorBytes = 64;
};

/// What the runtime spends on its utility processors, in seconds.
struct RuntimeCosts {
  double analysisPerLaunch = 0;      ///< dependence analysis, on every shard
  double analysisPerRequirement = 0; ///< added for each requirement
  double slicePerPoint = 0;          ///< of the points of the shard
  double mapPerTask = 0;             ///< mapping of a point task
  double mapPerRequirement = 0;
  double instanceCreation = 0; ///< for each new instance
  double copyIssue = 0;        ///< for each copy
  double taskLaunch = 0;       ///< once it is ready
  double taskCompletion = 0;
  double replayPerTask = 0; ///< replaces analysis and mapping in a trace
  unsigned utilityProcessors = 1;
  unsigned window = 1024; ///< operations of a context that may be outstanding

  /// A runtime that costs nothing.
  static RuntimeCosts none() { return {}; }
};

/// Where the numbers of an object come from, by key: "bytes_per_second",
/// "measured: who, where". Texts begin with "data sheet: ", "measured: ",
/// "calculated: " or "assumed: ".
using NumberSources = std::vector<std::pair<std::string, std::string>>;

/// Where all numbers of a model come from; lists may be empty.
struct ModelSources {
  std::string description;
  std::vector<NumberSources> memories, channels; ///< in the node's order
  /// Keys of the rates, and memory kinds for the rates of access.
  std::array<NumberSources, numProcKinds> processors;
  NumberSources network, runtime;
};

/// A node of a model and the network between nodes.
struct NodeModel {
  Node node; ///< affinities: `bandwidth` as nominal MB/s, for STM2
  /// "sysmem", "fb0": one name per memory of the node, unique.
  std::vector<std::string> memoryNames;
  std::array<ProcessorRates, numProcKinds> rates;
  /// Per kind and processor: its memories, in the order of its affinities.
  std::array<std::vector<std::vector<AccessPath>>, numProcKinds> paths;
  std::vector<Channel> channels;
  /// routes[from * memories + to] within the node; empty channels on the
  /// diagonal stand for a copy within the memory: `selfCopies`.
  std::vector<Route> routes;
  /// Bytes per second of a copy within one memory.
  std::vector<double> selfCopies;
  /// Channels of the node from a memory to the network, and from the network
  /// to a memory. Both include the network card.
  std::vector<Route> toNetwork, fromNetwork;
  ModelSources sources; ///< for people; nothing is computed from them
};

/// A machine with its performance: what the simulator runs on.
class MachineModel {
public:
  /// `node` must be complete: sizes of its tables agree and rates are positive
  /// (the loader has checked that).
  MachineModel(std::string name, NodeModel node, unsigned numNodes,
               double networkLatencySeconds, RuntimeCosts runtime);

  llvm::StringRef getName() const { return name; }
  const Machine &getMachine() const { return machine; }
  const NodeModel &getNode() const { return node; }
  unsigned getNumNodes() const { return machine.getNumNodes(); }
  const RuntimeCosts &getRuntime() const { return runtime; }
  void setRuntime(const RuntimeCosts &costs) { runtime = costs; }
  double getNetworkLatency() const { return networkLatency; }

  /// Processors, numbered node by node, kind by kind, then by index.
  unsigned getNumProcessors() const {
    return processorsPerNode * getNumNodes();
  }
  unsigned getProcessor(const Place &place) const;
  Place getPlace(unsigned processor) const;

  /// Memories, numbered node by node.
  unsigned getNumMemories() const { return memoriesPerNode * getNumNodes(); }
  unsigned getMemory(unsigned node, unsigned index) const {
    return node * memoriesPerNode + index;
  }
  unsigned getNodeOfMemory(unsigned memory) const {
    return memory / memoriesPerNode;
  }
  const Memory &getMemoryFacts(unsigned memory) const {
    return node.node.memories[memory % memoriesPerNode];
  }
  /// "node 0 fb2"
  std::string getMemoryName(unsigned memory) const;
  /// The memory STM2 chooses for a processor; none if it sees none of the kind.
  std::optional<unsigned> chooseMemory(const Place &place, MemKind kind) const;

  /// Channels, numbered node by node.
  unsigned getNumChannels() const { return channelsPerNode * getNumNodes(); }
  const Channel &getChannelFacts(unsigned channel) const {
    return node.channels[channel % channelsPerNode];
  }
  std::string getChannelName(unsigned channel) const;

  /// The channels a copy from one memory to another crosses, in order, with
  /// the numbers of the whole machine; none for a copy within one memory.
  /// False if there is no way.
  bool getRoute(unsigned from, unsigned to,
                llvm::SmallVectorImpl<unsigned> &channels) const;
  /// The smallest bandwidth on the way, in bytes per second; 0 if there is
  /// none.
  double getBandwidth(unsigned from, unsigned to) const;
  /// The sum of latencies on the way, the network's included.
  double getLatency(unsigned from, unsigned to) const;
  /// How a processor reaches a memory of its node; null if it does not.
  const AccessPath *getAccess(const Place &place, unsigned memory) const;

private:
  std::string name;
  NodeModel node;
  Machine machine;
  double networkLatency;
  RuntimeCosts runtime;
  unsigned processorsPerNode = 0;
  unsigned memoriesPerNode = 0;
  unsigned channelsPerNode = 0;
  std::array<unsigned, numProcKinds> firstOfKind = {};
};

/// Reads a machine from JSON text (schema "mapwright-machine/1", see
/// docs/schemas), of at most 16 MiB. Errors are `NAME:LINE: PATH: what`. If
/// `numNodes` is above 0, it replaces the number of nodes in the text.
llvm::Expected<MachineModel> readMachineJSON(llvm::StringRef text,
                                             llvm::StringRef name,
                                             unsigned numNodes = 0);
/// The JSON text of a model; reading it back gives the same model.
std::string writeMachineJSON(const MachineModel &model);
/// A table of processors, memories, channels, routes and costs for people.
std::string describeMachine(const MachineModel &model);

/// What a model may have at most, on each node.
constexpr unsigned maxModelProcessors = 1u << 10;
constexpr unsigned maxModelMemories = 1u << 10;
constexpr unsigned maxModelChannels = 1u << 10;

/// Names of the machines that come with Mapwright, in the order of the docs.
llvm::ArrayRef<llvm::StringRef> getPresetNames();

/// MACHINE of design section 10: `FILE.json`, `PRESET[:NODES]`, or
/// `nodes:N[,KIND:COUNT]...`, which gets the rates of the preset it resembles:
/// p100x4 with GPUs, else cpu. The message of a failure lists what there is.
llvm::Expected<MachineModel> loadMachine(llvm::StringRef argument);

} // namespace mapwright

#endif // MAPWRIGHT_MACHINE_MACHINEMODEL_H
