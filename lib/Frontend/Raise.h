//===- Raise.h - From the mapping dialect back to a syntax tree -*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Frontend.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_FRONTEND_RAISE_H
#define MAPWRIGHT_LIB_FRONTEND_RAISE_H

#include "dialect/Mapping/IR/MappingDialect.h"
#include "mapwright/Frontend/AST.h"

namespace mapwright {

/// The statement that an operation of a mapper says. Fails, with a diagnostic,
/// on what the language cannot say: names that are no identifiers, a value that
/// is computed and not used, or too many copies of a shared value.
mlir::FailureOr<ast::Stmt *> raiseStatement(mlir::Operation *op,
                                            ast::ASTContext &context);

} // namespace mapwright

#endif // MAPWRIGHT_LIB_FRONTEND_RAISE_H
