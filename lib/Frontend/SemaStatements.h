//===- SemaStatements.h - Checks of whole statements ------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_FRONTEND_SEMASTATEMENTS_H
#define MAPWRIGHT_LIB_FRONTEND_SEMASTATEMENTS_H

#include "SemaExprs.h"

namespace mapwright::sema {

/// The body of a function or the initializer of a global (FUN3); what it uses
/// has been checked before. Fills in the kinds of its names and results.
void checkDefinition(Reporter &reporter, const NameTable &names,
                     ExprChecker &exprs, Definition &definition);

/// The functions that maps name: that they exist above the map, take a task,
/// return a point (FUN1), and ask for nothing an index launch lacks (FUN4).
void checkEntryFunctions(Reporter &reporter, const ast::Mapper &mapper,
                         const NameTable &names);

/// Words, numbers and lists in statements (STM1 to STM4, STM7).
void checkWords(Reporter &reporter, const ast::Mapper &mapper);

/// Warns of statements whose key has been decided above (STM6).
void warnOfRepeatedStatements(Reporter &reporter, const ast::Mapper &mapper);

} // namespace mapwright::sema

#endif // MAPWRIGHT_LIB_FRONTEND_SEMASTATEMENTS_H
