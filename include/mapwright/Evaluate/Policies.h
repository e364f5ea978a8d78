//===- Policies.h - Lookup of policies by task and region -------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The statements of a mapper as tables, with the lookup orders of the language
// reference (STM1 to STM7). Nothing here depends on a machine.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_EVALUATE_POLICIES_H
#define MAPWRIGHT_EVALUATE_POLICIES_H

#include "dialect/Mapping/IR/MappingDialect.h"

#include <string>
#include <vector>

namespace mapwright {

/// What is known of a region requirement: its names in the order of STM2, and
/// its index, which is tried after all of them.
struct RegionKey {
  std::vector<std::string> names;
  std::optional<int64_t> index;
};

/// A layout as STM4 resolves it.
struct Layout {
  bool aos = false;
  bool cOrder = false;
  bool compact = false;
  bool exact = false;
  int64_t align = 0; ///< bytes; 0: none asked for

  /// "SOA F_order Align==128": the words of decision text.
  std::string str() const;
};

/// Which statement of a map applies, and its function.
struct MapChoice {
  mlir::Operation *statement = nullptr; ///< null: none applies
  mapping::FuncOp function;
};

class Policies {
public:
  /// Statements that are added to `mapper` later are not seen.
  explicit Policies(mapping::MapperOp mapper);

  mapping::MapperOp getMapper() const { return mapper; }

  /// STM1: the list of the statement naming `task`, else that of `*`; empty if
  /// there is neither.
  llvm::SmallVector<ProcKind> getKinds(llvm::StringRef task) const;
  /// The statement behind getKinds, null if there is none.
  mapping::TaskOp findKinds(llvm::StringRef task) const;

  /// STM2: candidate memories in order, without repetitions.
  llvm::SmallVector<MemKind> getMemories(llvm::StringRef task,
                                         const RegionKey &region,
                                         ProcKind proc) const;

  /// The statements behind getMemories, in the order of STM2.
  llvm::SmallVector<mapping::RegionOp> findMemories(llvm::StringRef task,
                                                    const RegionKey &region,
                                                    ProcKind proc) const;

  /// STM3: the one statement that decides; none: the runtime's default.
  std::optional<Layout> getLayout(llvm::StringRef task, const RegionKey &region,
                                  MemKind memory, ProcKind proc) const;
  /// The statement behind getLayout, null if there is none.
  mapping::LayoutOp findLayout(llvm::StringRef task, const RegionKey &region,
                               MemKind memory, ProcKind proc) const;

  /// STM5: by task name, then by processor kind (if known), then by `*`.
  MapChoice getIndexMap(llvm::StringRef task,
                        std::optional<ProcKind> proc) const;
  MapChoice getSingleMap(llvm::StringRef task,
                         std::optional<ProcKind> proc) const;

  /// STM7: at most so many tasks a node; none: no limit.
  std::optional<int64_t> getInstanceLimit(llvm::StringRef task) const;
  /// The statement behind getInstanceLimit, null if there is none.
  mapping::InstanceLimitOp findInstanceLimit(llvm::StringRef task) const;
  bool isCollected(llvm::StringRef task, const RegionKey &region) const {
    return findCollect(task, region) != nullptr;
  }
  /// The statement behind isCollected, null if there is none.
  mapping::CollectMemoryOp findCollect(llvm::StringRef task,
                                       const RegionKey &region) const;
  /// None if no statement says anything of replication.
  std::optional<bool> isReplicated(llvm::StringRef task) const;

  /// Names and indices of regions that a statement which applies to `task`
  /// mentions, in order of mention: what there is to decide when the program is
  /// not known. The last one is `*` (no name, no index) if some statement says
  /// it.
  std::vector<RegionKey> getMentionedRegions(llvm::StringRef task) const;

private:
  /// An operation handle, whose accessors are not const.
  mutable mapping::MapperOp mapper;
  mlir::SymbolTable symbols;
  /// Statements of one kind each, in order: lookups are many, and most of a
  /// mapper is something else.
  std::vector<mapping::RegionOp> regions;
  std::vector<mapping::LayoutOp> layouts;
  std::vector<mapping::CollectMemoryOp> collects;
};

/// Whether `pattern`, in which `*` stands for any characters, matches `name`
/// (STM2). Linear in the length of both for one `*`, never exponential.
bool matchesWildcard(llvm::StringRef pattern, llvm::StringRef name);

} // namespace mapwright

#endif // MAPWRIGHT_EVALUATE_POLICIES_H
