//===- MachineView.h - The machine as policies see it -----------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_RUNTIME_LEGION_MACHINEVIEW_H
#define MAPWRIGHT_LIB_RUNTIME_LEGION_MACHINEVIEW_H

#include "LegionVersion.h"

#include "mapwright/Runtime/policy.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <vector>

namespace mapwright {
namespace legion {

/// A kind of processor or memory of the language; none if it has no such kind.
std::optional<mw_proc> toPolicyKind(Legion::Processor::Kind kind);
std::optional<mw_mem> toPolicyKind(Legion::Memory::Kind kind);
Legion::Processor::Kind toLegionKind(mw_proc kind);
/// Not for MW_VIRTUAL.
Legion::Memory::Kind toLegionKind(mw_mem kind);

/// As in the language: "CPU", "SYSMEM".
const char *spell(mw_proc kind);
const char *spell(mw_mem kind);

/// The processors and memories of a run. The same on all ranks and immutable.
class MachineView {
public:
  /// `local` is the node of this process.
  MachineView(Legion::Machine machine, unsigned local);

  unsigned getNumNodes() const { return nodes.size(); }
  /// Processors of the kind on each node: the smallest number (MSP1).
  unsigned count(mw_proc kind) const { return counts[kind]; }
  /// Kinds of which some node has more.
  std::vector<mw_proc> listUnequalKinds() const;

  /// All processors of a kind on a node, by id.
  const std::vector<Legion::Processor> &getProcessors(unsigned node,
                                                      mw_proc kind) const {
    return nodes[node][kind];
  }
  Legion::Processor getProcessor(mw_place place, mw_proc kind) const {
    return nodes[place.node][kind][place.index];
  }
  /// Node and number within its own kind; the kind is one of the language.
  mw_place getPlace(Legion::Processor processor) const;

  /// STM2: the memory of a kind that a processor uses: the one of the highest
  /// bandwidth among those with a capacity, then of the lowest id; none if it
  /// addresses none.
  Legion::Memory findMemory(Legion::Processor processor, mw_mem kind) const;
  /// The same over all kinds: what the runtime takes by default.
  Legion::Memory findDefaultMemory(Legion::Processor processor) const;
  bool canAddress(Legion::Processor processor, Legion::Memory memory) const;
  /// Whether all processors of a kind on this node can.
  bool isSeenByAll(mw_proc kind, Legion::Memory memory) const {
    const std::vector<Legion::Memory> &seen = seenByAll[kind];
    return std::find(seen.begin(), seen.end(), memory) != seen.end();
  }
  /// Of copies between two memories; 0 if Realm has no direct path.
  unsigned getBandwidth(Legion::Memory from, Legion::Memory to) const;

  /// For messages: "2 nodes with 4 CPU, 1 OMP each".
  std::string describe() const;

  /// What bind() of a policy gets; lives as long as this.
  mw_machine describeForPolicy() const;

private:
  /// For each kind the memory to use, at MW_VIRTUAL the default one.
  using Memories = std::array<Legion::Memory, MW_MEM_KINDS>;
  struct Reach {
    Memories chosen;
    std::vector<Legion::Memory> all; ///< it can address, by id
  };
  Reach findReach(Legion::Processor processor) const;
  std::vector<Legion::Memory>
  listSeenByAll(const std::vector<Legion::Processor> &processors) const;
  Memories getMemories(Legion::Processor processor) const;

  Legion::Machine machine;
  using Node = std::array<std::vector<Legion::Processor>, MW_PROC_KINDS>;
  std::vector<Node> nodes;
  std::array<unsigned, MW_PROC_KINDS> counts = {};
  std::array<std::vector<uint32_t>, MW_PROC_KINDS> sees;
  /// Of the processors of this process, which are asked for all the time.
  std::map<Legion::Processor, Reach> localReach;
  std::array<std::vector<Legion::Memory>, MW_PROC_KINDS> seenByAll;
};

} // namespace legion
} // namespace mapwright

#endif // MAPWRIGHT_LIB_RUNTIME_LEGION_MACHINEVIEW_H
