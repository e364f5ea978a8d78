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

/// One decision. Choice 0 is what the mapper to start from says.
struct Dimension {
  DimensionKind kind;
  std::string name; ///< "memory of calc_new_currents arg 1 rp_shared"
  uint32_t task;    ///< task kind of the program
  std::optional<uint32_t> argument; ///< requirement index
  std::vector<std::string> choices; ///< as the language says them
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
  struct State;
  explicit Space(std::unique_ptr<State> state);
  std::unique_ptr<State> state;
};

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_OPTIMIZE_SPACE_H
