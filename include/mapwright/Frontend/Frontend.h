//===- Frontend.h - Text of the mapper language to trees and IR -*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The stages of the front end. All of them report through MLIR's diagnostic
// engine with the ids of Diagnostics.def and never exit or abort on input.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_FRONTEND_FRONTEND_H
#define MAPWRIGHT_FRONTEND_FRONTEND_H

#include "mapwright/Frontend/SourceFile.h"

#include "mlir/IR/OwningOpRef.h"
#include "mlir/Support/LLVM.h"

#include <string>

namespace mlir {
class ModuleOp;
class Operation;
} // namespace mlir

namespace mapwright {

/// Limits of rule LEX6.
constexpr uint64_t maxSourceBytes = 16u << 20;
constexpr unsigned maxNesting = 256;

/// Whether `text` can be a source at all: at most 16 MiB, UTF-8, no NUL byte
/// (LEX6). Reports the first offending byte.
mlir::LogicalResult checkEncoding(const SourceFile &source);

/// Writes one line a token: `line:col kind 'spelling'` (`--emit=tokens`).
/// Fails after reporting if a token is malformed.
mlir::LogicalResult printTokens(const SourceFile &source,
                                llvm::raw_ostream &os);

/// Parses a mapper. Recovers at statement ends, so that one run reports several
/// errors; fails if there was any.
mlir::FailureOr<ast::Mapper> parseMapper(const SourceFile &source,
                                         ast::ASTContext &context);

/// Writes the tree, one node a line, indented (`--emit=ast`).
void printAST(const ast::Mapper &mapper, llvm::raw_ostream &os);

/// Names, arity, kinds of values, recursion, order and duplicates of
/// statements: every rule that does not depend on ranks or constants. Fills in
/// Expr::type and FunctionStmt::resultType. Fails if there was any error.
mlir::LogicalResult checkMapper(const SourceFile &source, ast::Mapper &mapper);

/// Text of a tree in formatter style, without comments. Parsing it gives an
/// equal tree back.
std::string unparse(const ast::Mapper &mapper);
std::string unparse(const ast::Stmt &statement);
std::string unparse(const ast::Expr &expression);

/// Lays out a source in the standard style, keeping comments, line endings and
/// the sequence of tokens. Idempotent. `source` must parse.
std::string formatMapper(const SourceFile &source);

/// Builds the `mapping` module of a checked tree. The module holds the source.
mlir::OwningOpRef<mlir::ModuleOp> generateModule(const SourceFile &source,
                                                 const ast::Mapper &mapper);

/// All stages: text to a verified module whose functions are well typed for at
/// least one launch rank up to `maxRank` (EXP7). Null after an error.
mlir::OwningOpRef<mlir::ModuleOp> importMapper(llvm::StringRef text,
                                               llvm::StringRef name,
                                               mlir::MLIRContext *context,
                                               unsigned maxRank = 3);

/// Prints a module as mapper language. Statements that are what the module's
/// source says come out as they were written, with the comments and blank lines
/// before them; others in formatter style. Unmodified modules come back byte
/// for byte. Fails, with a diagnostic, on ops that the language cannot say.
mlir::FailureOr<std::string> exportMapper(mlir::ModuleOp module);

} // namespace mapwright

#endif // MAPWRIGHT_FRONTEND_FRONTEND_H
