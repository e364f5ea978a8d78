//===- Parser.cpp - Tokens, reporting and recovery ------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Parser.h"

#include "mapwright/Frontend/Frontend.h"
#include "mapwright/Support/Diagnostics.h"

using namespace mapwright;
using llvm::StringRef;
using llvm::Twine;
using mlir::LogicalResult;

/// A file with more errors is not worth a longer list.
static constexpr unsigned maxErrors = 64;

mlir::FailureOr<ast::Mapper> mapwright::parseMapper(const SourceFile &source,
                                                    ast::ASTContext &context) {
  return Parser(source, context).parse();
}

Parser::Parser(const SourceFile &source, ast::ASTContext &context)
    : source(source), context(context), lexer(source.getText()) {
  advance();
  previousEnd = 0;
}

mlir::FailureOr<ast::Mapper> Parser::parse() {
  llvm::SmallVector<ast::Stmt *> statements;
  while (!token.is(TokenKind::EndOfFile))
    if (ast::Stmt *statement = parseTopLevelStatement())
      statements.push_back(statement);
  if (numErrors > 0)
    return mlir::failure();
  return ast::Mapper{context.copy(llvm::ArrayRef<ast::Stmt *>(statements))};
}

//===----------------------------------------------------------------------===//
// Tokens
//===----------------------------------------------------------------------===//

void Parser::advance() {
  previousEnd = token.range.end;
  do {
    token = lexer.next();
    // `!` is left to the grammar, which knows its operand.
    if (token.error == LexError::None || token.is(TokenKind::Bang))
      continue;
    if (admitError())
      reportLexError(source, token);
    doubtful |= token.error == LexError::UnknownBytes ||
                token.error == LexError::UnterminatedString ||
                token.error == LexError::LetterAfterDigits;
  } while (token.is(TokenKind::Unknown));
}

Token Parser::peek() const { return Lexer(lexer).next(); }

bool Parser::consumeIf(TokenKind kind) {
  if (!token.is(kind))
    return false;
  advance();
  return true;
}

bool Parser::atIdentifier(StringRef name) const {
  return token.is(TokenKind::Identifier) && tokenText() == name;
}

ast::Range Parser::afterPrevious() const { return {previousEnd, previousEnd}; }

//===----------------------------------------------------------------------===//
// Reporting
//===----------------------------------------------------------------------===//

Fix Parser::makeFix(StringRef title, ast::Range range, StringRef text,
                    Applicability applicability) const {
  Fix fix;
  fix.title = title.str();
  fix.applicability = applicability;
  fix.edits.push_back(
      {source.getName().str(), range.begin, range.end, text.str()});
  return fix;
}

bool Parser::admitError() {
  if (broken || doubtful || stopped)
    return false;
  if (numErrors++ < maxErrors)
    return true;
  stopped = true;
  lexer.moveToEnd();
  diagnose(source.getLoc(token.range), DiagId::Syntax)
      << "too many errors; the rest of the file is not checked";
  return false;
}

void Parser::report(ast::Range where, const Twine &message,
                    const std::optional<Fix> &fix, DiagId id) {
  if (!admitError())
    return;
  DiagnosticBuilder diag = diagnose(source.getLoc(where), id);
  diag << message.str();
  if (fix)
    diag.fix(*fix);
}

LogicalResult Parser::error(ast::Range where, const Twine &message,
                            std::optional<Fix> fix, DiagId id) {
  report(where, message, fix, id);
  broken = true;
  return mlir::failure();
}

void Parser::slip(ast::Range where, const Twine &message, Fix fix) {
  report(where, message, std::move(fix));
}

LogicalResult Parser::expected(const Twine &what, std::optional<Fix> fix) {
  return error(token.range,
               "expected " + what + ", got " + describe(source, token) +
                   formRemedy(),
               std::move(fix));
}

std::string Parser::formRemedy() const {
  return form.empty() ? "" : ("; the form is `" + form + "`").str();
}

LogicalResult Parser::expect(TokenKind kind, const Twine &what) {
  return consumeIf(kind) ? mlir::success() : expected(what);
}

LogicalResult Parser::keywordAsName(StringRef what) {
  std::string quoted = ("\"" + tokenText() + "\"").str();
  return error(
      token.range,
      "expected the name of a " + what + ", got the keyword " +
          describe(source, token) + "; a " + what +
          " called that is written `" + quoted + "`" + formRemedy(),
      makeFix("quote the name", token.range, quoted, Applicability::Maybe));
}

//===----------------------------------------------------------------------===//
// Recovery
//===----------------------------------------------------------------------===//

bool Parser::startsStatementOnNewLine() const {
  if (token.isAny(TokenKind::EndOfFile, TokenKind::RightBrace) ||
      token.isKeyword(KeywordCategory::Statement))
    return true;
  return token.startsLine && token.is(TokenKind::Identifier) &&
         peek().is(TokenKind::Equal);
}

void Parser::skipStatement() {
  unsigned braces = 0;
  while (!token.is(TokenKind::EndOfFile)) {
    bool ofBody = token.isAny(TokenKind::kw_return, TokenKind::kw_print);
    if (token.startsLine && token.isKeyword(KeywordCategory::Statement) &&
        (braces == 0 || !ofBody))
      break;
    if (braces == 0 && token.is(TokenKind::RightBrace))
      break;
    braces += token.is(TokenKind::LeftBrace);
    braces -= token.is(TokenKind::RightBrace);
    bool atEnd =
        braces == 0 && token.isAny(TokenKind::Semicolon, TokenKind::RightBrace);
    if (atEnd)
      return advanceToNextStatement();
    advance();
  }
  broken = doubtful = false;
}

void Parser::advanceToNextStatement() {
  broken = doubtful = false;
  advance();
}

bool Parser::skipToBody() {
  while (!token.isAny(TokenKind::EndOfFile, TokenKind::Semicolon,
                      TokenKind::RightBrace)) {
    if (token.isAny(TokenKind::LeftBrace, TokenKind::kw_return) ||
        (token.is(TokenKind::Colon) && peek().startsLine))
      return true;
    if (token.startsLine && token.isKeyword(KeywordCategory::Statement) &&
        !token.is(TokenKind::kw_Task))
      return false;
    advance();
  }
  return false;
}
