//===- Sema.cpp - Checks that depend on no rank and no constant -----------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SemaStatements.h"

#include "mapwright/Frontend/Frontend.h"

using namespace mapwright;
using namespace mapwright::sema;

mlir::LogicalResult mapwright::checkMapper(const SourceFile &source,
                                           ast::Mapper &mapper) {
  Reporter reporter(source);
  if (mapper.statements.empty())
    reporter.warning({}, DiagId::EmptyMapper)
        << "the mapper has no statements; the runtime's defaults decide "
           "everything";

  NameTable names = resolveNames(reporter, mapper);
  ExprChecker exprs(reporter, names);
  for (Definition *definition : orderByDependency(reporter, names))
    checkDefinition(reporter, names, exprs, *definition);
  exprs.enter(nullptr);
  for (ast::Stmt *stmt : mapper.statements)
    if (auto *print = llvm::dyn_cast<ast::PrintStmt>(stmt))
      exprs.checkPrint(*print);

  checkEntryFunctions(reporter, mapper, names);
  checkWords(reporter, mapper);
  warnOfRepeatedStatements(reporter, mapper);
  return mlir::failure(reporter.hasErrors());
}
