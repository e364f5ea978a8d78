//===- SemaNames.h - What the names of a mapper stand for -------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_FRONTEND_SEMANAMES_H
#define MAPWRIGHT_LIB_FRONTEND_SEMANAMES_H

#include "SemaReporter.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SmallVector.h"

#include <deque>
#include <vector>

namespace mapwright::sema {

struct Definition;

/// A place where a body or an initializer names something of file level.
struct Use {
  Definition *target;
  ast::Range range;
};

/// A use of `t.parent` or `t.processor(m)` (FUN4), direct or in a callee.
struct SingleLaunchUse {
  ast::Range range;
  /// The function called at `range`, null for a direct use.
  const Definition *callee;
};

/// Something that has a name: what it is and what is known about it.
struct Definition {
  enum Kind : uint8_t { Global, Function, Parameter, Local, LoopVariable };

  Definition(Kind kind, ast::Name name) : kind(kind), name(name) {}

  Kind kind;
  ast::Name name;
  /// The value's kind; stays unknown for functions (FunctionStmt::resultType).
  ast::ValueKind type = ast::ValueKind::Unknown;
  /// For globals and functions: the statement and its index in the mapper.
  ast::Stmt *statement = nullptr;
  unsigned position = 0;
  /// For globals and functions: what they name, in the order of the source.
  llvm::SmallVector<Use, 0> uses;
  std::optional<SingleLaunchUse> singleLaunchUse;
};

/// "global", "function", "parameter", ... as diagnostics say it.
llvm::StringRef spelling(Definition::Kind kind);

/// The definitions of a mapper and which of them each name stands for.
class NameTable {
public:
  Definition &define(Definition::Kind kind, const ast::Name &name);
  /// Makes `definition` the one its name stands for at file level, or returns
  /// the earlier one of that name.
  Definition *insertAtFileLevel(Definition &definition);
  void resolve(const ast::Expr *expr, Definition &definition) {
    resolved[expr] = &definition;
  }

  /// The global or function of that name, null if there is none.
  Definition *lookup(llvm::StringRef name) const {
    return fileLevel.lookup(name);
  }
  /// The definition that `name` introduces, null if it was not accepted.
  Definition *definedBy(const ast::Name &name) const {
    return defined.lookup(&name);
  }
  /// What a NameExpr or CallExpr names, null if that was not found.
  Definition *getResolved(const ast::Expr *expr) const {
    return resolved.lookup(expr);
  }
  /// Names of the globals or functions, in the order of the source.
  llvm::SmallVector<llvm::StringRef> namesOf(Definition::Kind kind) const;
  /// All globals and functions in the order of the source, repeated definitions
  /// of one name too.
  std::vector<Definition *> getFileLevel();

private:
  std::deque<Definition> definitions;
  llvm::MapVector<llvm::StringRef, Definition *> fileLevel;
  llvm::DenseMap<const ast::Name *, Definition *> defined;
  llvm::DenseMap<const ast::Expr *, Definition *> resolved;
};

/// Finds what every name of `mapper` stands for. Reports unknown names, names
/// that are defined twice, assigned again or shadowed (STM9, FUN3), and uses
/// above the definition (STM8).
NameTable resolveNames(Reporter &reporter, const ast::Mapper &mapper);

/// All globals and functions, each after those it uses. Reports definitions
/// that need themselves (FUN2).
std::vector<Definition *> orderByDependency(Reporter &reporter,
                                            NameTable &names);

/// Reports that `use`, a name in `statement`, comes before the definition of
/// what it names (STM8).
void reportUseBeforeDefinition(Reporter &reporter, ast::Range use,
                               const ast::Stmt &statement,
                               const Definition &definition);

/// Reports a name that stands for nothing among `visible` names of values.
void reportUnknownName(Reporter &reporter, const ast::Mapper &mapper,
                       const ast::NameExpr &expr,
                       llvm::ArrayRef<llvm::StringRef> visible);

/// Reports a call of a function that does not exist.
void reportUnknownCallee(Reporter &reporter, const ast::CallExpr &call,
                         llvm::ArrayRef<llvm::StringRef> functions);

} // namespace mapwright::sema

#endif // MAPWRIGHT_LIB_FRONTEND_SEMANAMES_H
