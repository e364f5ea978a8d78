//===- Kernels.h - How long kernels take ------------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_SIMULATOR_KERNELS_H
#define MAPWRIGHT_LIB_SIMULATOR_KERNELS_H

#include "mapwright/Simulator/Simulator.h"

namespace mapwright {
namespace sim {

/// What running a task on a processor takes.
struct Kernel {
  uint32_t processor = none;
  double launchSeconds = 0;
  double seconds = 0; ///< after the launch, by flops and memories alone
  double alone = 0;   ///< in all, if nothing else uses the channels
  uint32_t firstAccess = 0, numAccesses = 0;
};

/// Bytes a kernel sends over a channel.
struct ChannelAccess {
  uint32_t channel;
  double bytes;
};

/// Times of kernels, each computed once per point and processor.
class Kernels {
public:
  Kernels(const TaskGraph &graph, const MachineModel &model,
          const Placement &placement);

  const Kernel &get(uint32_t task, uint32_t processor);
  llvm::ArrayRef<ChannelAccess> getAccesses(const Kernel &kernel) const {
    return llvm::ArrayRef(accesses).slice(kernel.firstAccess,
                                          kernel.numAccesses);
  }
  bool hasVariant(uint32_t task, uint32_t processor) const;
  /// The memory a processor uses for a kind of memory (STM2); none.
  uint32_t getMemory(uint32_t processor, MemKind kind) const;
  uint32_t getNode(uint32_t processor) const {
    return processor / processorsPerNode;
  }
  ProcKind getKind(uint32_t processor) const {
    return kinds[processor % processorsPerNode];
  }

private:
  /// One argument of a kernel, as its processor sees it.
  struct Argument {
    const RequirementFacts *facts;
    const ArgumentPlacement *placement;
    double bytes;
  };

  Kernel compute(uint32_t task, uint32_t processor);
  void addMemories(const Kernel &kernel, uint32_t task, double &seconds);
  double getTraffic(const Argument &argument, ProcKind kind) const;
  void addAccesses(const Kernel &kernel, llvm::ArrayRef<unsigned> channels,
                   double bytes);
  const AccessPath &getPath(uint32_t processor, uint32_t memory) const;

  const TaskGraph &graph;
  const MachineModel &model;
  const Placement &placement;
  unsigned processorsPerNode, memoriesPerNode, channelsPerNode;
  std::vector<ProcKind> kinds;    ///< by processor of a node
  std::vector<uint32_t> memoryOf; ///< by processor and kind, within the node
  std::vector<const AccessPath *> paths; ///< by processor and memory
  std::vector<Kernel> kernels;           ///< by point facts
  std::vector<ChannelAccess> accesses;
  std::vector<double> memorySeconds; ///< of one kernel, by memory of the node
};

} // namespace sim
} // namespace mapwright

#endif // MAPWRIGHT_LIB_SIMULATOR_KERNELS_H
