//===- MapperEditor.h - Edits of what mappers decide ------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Advice, the optimizer and rules change mappers through this one class: what
// an edit does not concern stays as its author wrote it.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_FRONTEND_MAPPEREDITOR_H
#define MAPWRIGHT_FRONTEND_MAPPEREDITOR_H

#include "mapwright/Frontend/AST.h"
#include "mapwright/Support/SourceEdit.h"

#include "llvm/ADT/STLFunctionalExtras.h"

#include <set>

namespace mapwright {

using Edits = llvm::SmallVector<SourceEdit, 2>;

/// What a statement decides: its tasks (each a key of its own, STM6), region
/// and processor or memory kind, as they stand in a mapper: `*`, quoted names,
/// indices.
struct StatementKey {
  std::vector<std::string> tasks; ///< empty for maps of a processor kind
  std::string region;             ///< Region, Layout, CollectMemory; else empty
  std::string target; ///< Region, Layout: kind or `*`; maps: processor kind
};

/// A function of the mapper language under construction.
struct MapFunction {
  std::string name;    ///< another one is taken if it is not free
  std::string comment; ///< one line
  std::string body;    ///< lines that end with '\n'
};

/// Makes edits that change what a mapper decides.
class MapperEditor {
public:
  /// All arguments must outlive the editor; `mapper` is the tree of `source`.
  MapperEditor(llvm::StringRef source, llvm::StringRef file,
               const ast::Mapper &mapper);

  /// Makes `value` what the statements of `kind` say of `key`. A statement that
  /// said something else of it is replaced, or loses the tasks that it names.
  void put(ast::StmtKind kind, const StatementKey &key, llvm::StringRef value,
           Edits &edits) const;
  /// Adds an index or single map with its function; without a body that is one
  /// the mapper has. Statements of the same key are to be removed first.
  void addMap(ast::StmtKind kind, const StatementKey &key,
              const MapFunction &function, Edits &edits) const;
  /// Takes the statements of `kind` back that name `key`.
  void remove(ast::StmtKind kind, const StatementKey &key, Edits &edits) const;

  /// Takes tasks out of those that a statement names, quoted as in keys; the
  /// statement with them if it names no others. Statements without tasks stay.
  void dropTasks(const ast::Stmt &statement,
                 llvm::function_ref<bool(llvm::StringRef)> isDropped,
                 Edits &edits) const;
  /// Adds statements of one kind, lines without the last line end, where put()
  /// would. No statement may have one of their keys.
  void addStatements(ast::StmtKind kind, llvm::StringRef lines,
                     Edits &edits) const;

  /// Whether a statement of `kind` has a key of just this task or target.
  bool has(ast::StmtKind kind, const StatementKey &key) const;
  /// Functions that some statement of `kind` names, in order.
  std::vector<std::string> getMapFunctions(ast::StmtKind kind) const;

private:
  /// The place of a new statement, and what stands around it there.
  struct Slot {
    uint32_t at;
    std::string before, after;
  };

  void add(uint32_t begin, uint32_t end, llvm::StringRef text,
           Edits &edits) const;
  void dropStatement(const ast::Stmt &statement, Edits &edits) const;
  Slot findSlot(ast::StmtKind kind) const;
  std::string pickName(const MapFunction &function, bool &exists) const;

  llvm::StringRef source;
  llvm::StringRef file;
  const ast::Mapper &mapper;
  llvm::StringRef newline;
  std::set<llvm::StringRef> names; ///< of functions and globals
};

} // namespace mapwright

#endif // MAPWRIGHT_FRONTEND_MAPPEREDITOR_H
