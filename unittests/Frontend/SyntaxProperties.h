//===- SyntaxProperties.h - What holds for every source ------- -*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_UNITTESTS_FRONTEND_SYNTAXPROPERTIES_H
#define MAPWRIGHT_UNITTESTS_FRONTEND_SYNTAXPROPERTIES_H

#include "mapwright/Frontend/Frontend.h"

#include <optional>
#include <string>

namespace mapwright::test {

/// The tree of a text as printAST writes it; none if it does not parse.
std::optional<std::string> parsedAST(mlir::MLIRContext *context,
                                     llvm::StringRef text);

/// Checks a source that may be anything, with diagnostics swallowed. If it
/// parses: unparsing and parsing again gives an equal tree; the formatter keeps
/// tokens, comments, line endings and the tree, and leaves its own output and
/// the unparser's as they are; Sema ends. Returns which property does not hold,
/// with the texts in question.
std::optional<std::string> findViolation(mlir::MLIRContext *context,
                                         llvm::StringRef text);

} // namespace mapwright::test

#endif // MAPWRIGHT_UNITTESTS_FRONTEND_SYNTAXPROPERTIES_H
