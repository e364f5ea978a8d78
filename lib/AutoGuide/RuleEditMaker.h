//===- RuleEditMaker.h - Edits that rules ask for ---------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/AutoGuide.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_AUTOGUIDE_RULEEDITMAKER_H
#define MAPWRIGHT_LIB_AUTOGUIDE_RULEEDITMAKER_H

#include "mapwright/AutoGuide/Feedback.h"
#include "mapwright/Evaluate/Policies.h"
#include "mapwright/Frontend/MapFunctions.h"
#include "mapwright/Frontend/SourceFile.h"

namespace mapwright {

/// Makes the edits of one kind each for one mapper, which parses. No edits mean
/// that the captures do not say enough.
class RuleEditMaker {
public:
  using Captures = std::map<std::string, std::string>;

  /// `policies`: what the mapper decides; null if it does not compile.
  RuleEditMaker(const SourceFile &source, const ast::Mapper &mapper,
                const Policies *policies);

  /// `edit` is one of the kinds of docs/autoguide.md.
  Edits make(llvm::StringRef edit, const Captures &captures);

private:
  using Maker = void (RuleEditMaker::*)();
  struct NamedMaker {
    llvm::StringLiteral edit;
    Maker make;
  };
  static const NamedMaker makers[];

  // RuleEditStatements.cpp: one statement or those of one task.
  void changeMemory();
  void addMemory();
  void changeProcessor();
  void useGPU();
  void changeLayout();
  void makeExact();
  void colocate();
  void removeVirtual();
  void removeLimits();
  void removeReplication();
  void removeCollection();

  // RuleEditMaps.cpp
  void changeIndexMap();
  void addIndexMap();
  void followParent();
  void wrapIndex();
  void defineFunction();

  llvm::StringRef get(llvm::StringRef name) const;
  /// The task named by the output as it stands in a mapper; empty if none is.
  std::string getTask() const;
  std::string getRegion() const; ///< `*` if none is named
  /// Kinds that the task may run on: those of its Task statement, else all.
  llvm::SmallVector<ProcKind> getKinds() const;
  /// The kind the task, or else any task, runs on.
  std::optional<ProcKind> getKind() const;
  /// The offset of the captures `line` and `column`.
  std::optional<uint32_t> getOffset() const;
  /// The statement there; null if there is none of that type.
  template <typename Stmt>
  const Stmt *findStatement() const;
  /// Whether statements for regions by name might win over one by index.
  template <typename Stmt>
  bool hasNamedRegions() const;
  template <typename Stmt>
  void removeStatements();

  void replace(ast::Range range, llvm::StringRef text);
  void replaceMemories(const ast::RegionStmt &statement,
                       llvm::ArrayRef<MemKind> memories);
  void putMemory(llvm::StringRef region, ProcKind kind, MemKind memory);
  void putLayout(llvm::StringRef region, ProcKind kind, MemKind memory,
                 const Layout &layout);
  void replaceMap(ast::StmtKind statement, const MapFunction &function);
  void turnLayoutsRound();
  void addFallbacks();
  Layout getLayout(llvm::StringRef region, ProcKind kind, MemKind memory) const;
  std::vector<const ast::IndexExpr *> findIndices() const;
  void wrap(const ast::IndexExpr &index, size_t dimension);

  const SourceFile &source;
  const ast::Mapper &mapper;
  const Policies *policies;
  MapperEditor editor;
  const Captures *captures = nullptr; ///< of the edit at hand
  Edits edits;
};

/// Where data of a kind of processors is without reasons for another place.
MemKind getUsualMemory(ProcKind kind);

} // namespace mapwright

#endif // MAPWRIGHT_LIB_AUTOGUIDE_RULEEDITMAKER_H
