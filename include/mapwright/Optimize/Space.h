//===- Space.h - The mappers that searches look at --------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The declared space of a problem: dimensions with finitely many choices each,
// derived from program, machine and language. All searchers look at this space
// and no other.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_OPTIMIZE_SPACE_H
#define MAPWRIGHT_OPTIMIZE_SPACE_H

#include "mapwright/Optimize/Problem.h"

namespace mapwright {
namespace optimize {

namespace detail {
struct SpaceState;
} // namespace detail

enum class DimensionKind : uint8_t {
  Processor, ///< of a task kind
  Memory,    ///< of an argument of a task kind
  Layout,    ///< of an argument of a task kind
  IndexMap,  ///< of a task kind that is index-launched
  SingleMap, ///< of a task kind that is launched alone
  Limit,     ///< InstanceLimit of a task kind
  Collect,   ///< CollectMemory of an argument of a task kind
  Replicate, ///< of the top-level task, on several nodes
};
llvm::StringRef spelling(DimensionKind kind);

/// One decision. Choice 0 is what the mapper to start from says, also where the
/// task runs on another kind of processor.
struct Dimension {
  DimensionKind kind;
  std::string name; ///< "memory of calc_new_currents arg 1 rp_shared"
  uint32_t task;    ///< task kind of the program; of Replicate: their number
  std::optional<uint32_t> argument; ///< requirement index
  /// As the language says them; index maps by form, which is written for the
  /// kind that the task runs on. Choice 0 may be "as written (SYSMEM)".
  std::vector<std::string> choices;
};

/// A choice for each dimension.
using Assignment = std::vector<uint16_t>;

/// Arguments that overlap (constrained coordinate descent: AutoMap).
struct Overlap {
  uint32_t first, second; ///< dimensions of kind Memory
  uint64_t bytes;
};

class Space {
public:
  /// Fails if the mapper to start from does not parse. `problem` must outlive
  /// the space.
  static llvm::Expected<Space> derive(const Problem &problem);
  Space(Space &&);
  ~Space();

  llvm::ArrayRef<Dimension> getDimensions() const;
  double getLog10Size() const;
  Assignment getStart() const;                 ///< all 0
  llvm::ArrayRef<Overlap> getOverlaps() const; ///< most bytes first

  /// The dimension of a decision; none if there is nothing to choose.
  std::optional<uint32_t>
  find(DimensionKind kind, uint32_t task,
       std::optional<uint32_t> argument = std::nullopt) const;
  /// Bytes of all data an argument uses, by dimension; 0 for other dimensions.
  uint64_t getBytes(uint32_t dimension) const;
  /// The processor kind that a task kind runs on.
  ProcKind getKind(const Assignment &assignment, uint32_t task) const;
  /// Whether a choice is made for a kind of processor: memories that it
  /// addresses, maps that are on it. Memories that are not have no effect; maps
  /// of another kind make a mapper be rejected if it has more processors.
  bool suits(uint32_t dimension, uint16_t choice, ProcKind kind) const;
  /// The memory that an argument (a Memory dimension) comes to be in.
  MemKind getMemory(const Assignment &assignment, uint32_t dimension) const;
  /// The choice that brings an argument into a memory when its task runs on
  /// `kind`; none if there is none.
  std::optional<uint16_t> findMemory(uint32_t dimension, ProcKind kind,
                                     MemKind memory) const;
  /// Takes for each decision of a task that does not suit its kind of processor
  /// the first choice that does.
  void repair(Assignment &assignment, uint32_t task) const;

  /// The text of the mapper: that to start from, edited where the choice is
  /// another. Every assignment has one, and it parses.
  std::string write(const Assignment &assignment) const;
  /// "memory of t arg 1: ZCMEM, ..." where `to` differs from `from`.
  std::string describeChange(const Assignment &from,
                             const Assignment &to) const;

  /// Size and dimensions, for `--space`.
  void print(llvm::raw_ostream &os) const;
  void printJSON(llvm::raw_ostream &os) const;

private:
  explicit Space(std::unique_ptr<detail::SpaceState> state);
  std::unique_ptr<detail::SpaceState> state;
};

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_OPTIMIZE_SPACE_H
