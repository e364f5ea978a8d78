//===- Machine.h - The machine model ----------------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The one model of the machine a program runs on: a documented query class
// without IR. A node is one runtime process (rule MSP1).
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_MACHINE_MACHINE_H
#define MAPWRIGHT_MACHINE_MACHINE_H

#include "mapwright/Support/Kinds.h"

#include "llvm/Support/Error.h"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace mapwright {

/// Where a task runs: an index among the node's processors of `kind`.
struct Place {
  ProcKind kind = ProcKind::CPU;
  int32_t node = 0;
  int32_t index = 0;

  bool operator==(const Place &other) const {
    return kind == other.kind && node == other.node && index == other.index;
  }
};

/// A memory of a node.
struct Memory {
  MemKind kind;
  uint64_t bytes; ///< capacity; a memory of 0 bytes is never chosen (STM2)
  uint64_t id;    ///< the runtime's id, or a running number within the node
};

/// A processor's view of one memory of its node.
struct Affinity {
  unsigned memory;    ///< index into Node::memories
  uint64_t bandwidth; ///< nominal, only for ordering within one processor
};

/// A processor of a node.
struct Processor {
  uint64_t id; ///< the runtime's id, or a running number within the node
  std::vector<Affinity> affinities;
};

/// One runtime process.
struct Node {
  std::vector<Memory> memories;
  /// Processors of each kind in order of their ids.
  std::array<std::vector<Processor>, numProcKinds> processors;
};

/// A whole machine. All queries are total: a node or processor that does not
/// exist sees nothing.
class Machine {
public:
  Machine() = default;
  explicit Machine(std::vector<Node> nodes);
  /// `count` nodes that are all like `node`, stored once.
  Machine(Node node, unsigned count);

  unsigned getNumNodes() const { return numNodes; }
  const Node &getNode(unsigned node) const;

  /// Processors of `kind` every node has: the smallest count over all nodes
  /// (MSP1).
  unsigned getNumProcessors(ProcKind kind) const {
    return fewest[static_cast<unsigned>(kind)];
  }
  /// Whether nodes have different numbers of processors of `kind`.
  bool isUneven(ProcKind kind) const {
    return fewest[static_cast<unsigned>(kind)] !=
           most[static_cast<unsigned>(kind)];
  }
  /// Whether every node has a processor of `kind` (STM1).
  bool hasEverywhere(ProcKind kind) const { return getNumProcessors(kind) > 0; }

  /// Whether processor `index` of `kind` on `node` addresses a memory of kind
  /// `memory` with capacity above 0 (MSP4). VIRTUAL is addressed by none.
  bool canAddress(unsigned node, ProcKind kind, unsigned index,
                  MemKind memory) const;
  /// The memory of `kind` STM2 chooses for that processor: capacity above 0,
  /// highest bandwidth, then lowest id. Null if there is none.
  const Memory *chooseMemory(unsigned node, ProcKind proc, unsigned index,
                             MemKind memory) const;

private:
  void countProcessors();

  std::vector<Node> nodes; ///< one if all nodes are alike, else `numNodes`
  unsigned numNodes = 0;
  /// Processors of each kind on the nodes with the fewest and the most of them.
  std::array<unsigned, numProcKinds> fewest = {};
  std::array<unsigned, numProcKinds> most = {};
};

/// What a machine specification may ask for at most.
constexpr unsigned maxSpecNodes = 1u << 20;
constexpr unsigned maxSpecProcessors = 1u << 16; ///< of one kind on one node
/// Capacity in bytes of a memory whose size is not known: it never fills up.
constexpr uint64_t unknownCapacity = INT64_MAX;

/// Parses `nodes:N[,KIND:COUNT]...` (design section 10), e.g.
/// `nodes:2,GPU:4,CPU:1`. Without any CPU a node still has one. Every node gets
/// SYSMEM and, per GPU, one FBMEM, and, with GPUs, one ZCMEM and one RDMEM; OMP
/// processors add one SOCKMEM. CPU, OMP, IO, PY and PROC see SYSMEM, SOCKMEM,
/// ZCMEM and RDMEM; a GPU sees its own FBMEM and ZCMEM. Capacities are unknown.
/// N is 1 to maxSpecNodes, COUNT 1 to maxSpecProcessors, each kind comes once.
/// Fails on anything else, with a message that names the offending part and
/// what is expected.
llvm::Expected<Machine> parseMachineSpec(llvm::StringRef spec);

/// Parses a processor kind a user typed; the message of a failure lists the
/// kinds and the closest one.
llvm::Expected<ProcKind> parseProcKindArgument(llvm::StringRef text);

} // namespace mapwright

#endif // MAPWRIGHT_MACHINE_MACHINE_H
