//===- SyntaxProperties.cpp - What holds for every source -----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SyntaxProperties.h"

#include "lib/Frontend/Lexer.h"

#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/raw_ostream.h"

#include <vector>

using namespace mapwright;
using llvm::StringRef;

std::optional<std::string>
mapwright::test::parsedAST(mlir::MLIRContext *context, StringRef text) {
  SourceFile source(context, "test.mapper", text);
  ast::ASTContext nodes;
  mlir::FailureOr<ast::Mapper> mapper = parseMapper(source, nodes);
  if (failed(mapper))
    return std::nullopt;
  std::string result;
  llvm::raw_string_ostream os(result);
  printAST(*mapper, os);
  return result;
}

/// Spellings of tokens and comments.
static std::vector<std::string> spellings(StringRef text) {
  std::vector<std::string> result;
  Lexer lexer(text, Lexer::Comments::Keep);
  for (Token token = lexer.next(); !token.is(TokenKind::EndOfFile);
       token = lexer.next())
    result.push_back(
        text.slice(token.range.begin, token.range.end).rtrim().str());
  return result;
}

static std::string formatted(mlir::MLIRContext *context, StringRef text) {
  return formatMapper(SourceFile(context, "test.mapper", text));
}

/// Whether all lines of a formatted text end as the first one of `original`.
static bool endsLinesLike(StringRef formatted, StringRef original) {
  size_t end = original.find('\n');
  bool isCRLF = end != StringRef::npos && end > 0 && original[end - 1] == '\r';
  return formatted.count("\r\n") == (isCRLF ? formatted.count('\n') : 0);
}

static std::optional<std::string>
findParsedViolation(mlir::MLIRContext *context, StringRef text,
                    const ast::Mapper &mapper, const std::string &tree) {
  auto violation = [&](StringRef property, StringRef other) {
    return (property + "\n-- of:\n" + text + "\n-- got:\n" + other).str();
  };
  std::string unparsed = unparse(mapper);
  if (test::parsedAST(context, unparsed) != tree)
    return violation("unparsed text parses to an equal tree", unparsed);
  if (formatted(context, unparsed) != unparsed)
    return violation("the unparser writes formatted text",
                     formatted(context, unparsed));
  std::string laidOut = formatted(context, text);
  if (formatted(context, laidOut) != laidOut)
    return violation("formatting is idempotent", laidOut);
  if (spellings(laidOut) != spellings(text))
    return violation("formatting keeps tokens and comments", laidOut);
  if (test::parsedAST(context, laidOut) != tree)
    return violation("formatting keeps the tree", laidOut);
  if (!endsLinesLike(laidOut, text))
    return violation("formatting keeps line endings", laidOut);
  return std::nullopt;
}

std::optional<std::string>
mapwright::test::findViolation(mlir::MLIRContext *context, StringRef text) {
  mlir::ScopedDiagnosticHandler swallow(
      context, [](mlir::Diagnostic &) { return mlir::success(); });
  SourceFile source(context, "test.mapper", text);
  if (failed(checkEncoding(source)))
    return std::nullopt;
  llvm::raw_null_ostream nowhere;
  (void)printTokens(source, nowhere);
  ast::ASTContext nodes;
  mlir::FailureOr<ast::Mapper> mapper = parseMapper(source, nodes);
  if (failed(mapper))
    return std::nullopt;
  std::string tree = *parsedAST(context, text);
  (void)checkMapper(source, *mapper);
  return findParsedViolation(context, text, *mapper, tree);
}
