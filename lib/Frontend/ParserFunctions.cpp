//===- ParserFunctions.cpp - Grammar of functions -------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Section 3 of the reference, and the most common mistake in it: bodies that
// are written as in Python (section 6).
//
//===----------------------------------------------------------------------===//

#include "Parser.h"

#include "mapwright/Support/Diagnostics.h"

using namespace mapwright;
using namespace mapwright::ast;
using llvm::ArrayRef;
using llvm::SmallVector;
using llvm::SmallVectorImpl;
using llvm::StringRef;
using mlir::failed;
using mlir::failure;
using mlir::FailureOr;
using mlir::LogicalResult;
using mlir::success;

Stmt *Parser::parseFunction() {
  uint32_t begin = token.range.begin;
  advance();
  Name name;
  SmallVector<Param> params;
  bool headIsGood = succeeded(parseFunctionHead(name, params));
  if (!headIsGood && !skipToBody())
    return nullptr;
  Range start = token.range;
  FailureOr<BodyStyle> style = parseBodyStart(start);
  if (failed(style))
    return nullptr;
  SmallVector<Stmt *> body;
  if (*style == BodyStyle::Braces)
    parseBracedBody(start, body);
  else
    parseIndentedBody(begin, start, body);
  if (!headIsGood)
    return nullptr;
  return context.create<FunctionStmt>(rangeFrom(begin), name,
                                      context.copy(ArrayRef<Param>(params)),
                                      context.copy(ArrayRef<Stmt *>(body)));
}

//===----------------------------------------------------------------------===//
// Heads
//===----------------------------------------------------------------------===//

LogicalResult Parser::parseFunctionHead(Name &name,
                                        SmallVectorImpl<Param> &params) {
  FailureOr<Name> parsedName = parseName("function");
  if (failed(parsedName))
    return failure();
  name = *parsedName;
  if (failed(expect(TokenKind::LeftParen, "`(` after the function's name")))
    return failure();
  if (consumeIf(TokenKind::RightParen))
    return success();
  do {
    FailureOr<Param> param = parseParam();
    if (failed(param))
      return failure();
    params.push_back(*param);
  } while (consumeIf(TokenKind::Comma));
  return expect(TokenKind::RightParen, "`,` or `)`");
}

FailureOr<Param> Parser::parseParam() {
  Range typeRange = token.range;
  FailureOr<ParamType> type = parseParamType();
  if (failed(type))
    return failure();
  FailureOr<Name> name = parseName("parameter");
  if (failed(name))
    return failure();
  return Param{*type, typeRange, *name};
}

static std::optional<ParamType> paramType(StringRef text) {
  for (ParamType type :
       {ParamType::Task, ParamType::Int, ParamType::Bool, ParamType::IPoint,
        ParamType::ISpace, ParamType::MSpace})
    if (spelling(type) == text)
      return type;
  return std::nullopt;
}

FailureOr<ParamType> Parser::parseParamType() {
  std::optional<ParamType> type = paramType(tokenText());
  if (!type && token.is(TokenKind::Identifier)) {
    Range here{token.range.begin, token.range.begin};
    if (!peek().is(TokenKind::Identifier))
      return expected(
          "the type of a parameter (`Task`, `int`, `bool`, "
          "`IPoint`, `ISpace` or `MSpace`)",
          makeFix("declare it as a task", here, "Task ", Applicability::Maybe));
    StringRef guess = tokenText().equals_insensitive("task")
                          ? StringRef("Task")
                          : guessKeyword(KeywordCategory::Type);
    type = paramType(guess);
    if (type)
      slip(token.range,
           "expected a type, got " + describe(source, token) +
               "; did you mean `" + guess + "`?",
           makeFix(("write `" + guess + "`").str(), token.range, guess));
  }
  if (!type)
    return expected("the type of a parameter (`Task`, `int`, `bool`, "
                    "`IPoint`, `ISpace` or `MSpace`)");
  advance();
  return *type;
}

//===----------------------------------------------------------------------===//
// Bodies
//===----------------------------------------------------------------------===//

/// Sets `start` to the `{`, or to what stands instead of it.
FailureOr<Parser::BodyStyle> Parser::parseBodyStart(Range &start) {
  start = token.range;
  if (token.is(TokenKind::Colon) && peek().is(TokenKind::LeftBrace)) {
    slip(start, "unexpected `:`; the body follows in braces",
         makeFix("remove it", start, ""));
    advance();
    start = token.range;
  }
  bool hasBrace = token.is(TokenKind::LeftBrace);
  if (hasBrace || token.is(TokenKind::Colon)) {
    advanceToNextStatement();
    return hasBrace ? BodyStyle::Braces : BodyStyle::Indentation;
  }
  bool startsBody =
      token.isAny(TokenKind::kw_return, TokenKind::kw_print) ||
      (token.is(TokenKind::Identifier) && peek().is(TokenKind::Equal));
  if (!startsBody)
    return expected("`{`");
  broken = false;
  start = afterPrevious();
  return BodyStyle::Indentation;
}

/// Whether a statement begins that only stands outside of functions.
bool Parser::atOuterStatement() const {
  return token.isKeyword(KeywordCategory::Statement) &&
         !token.isAny(TokenKind::kw_return, TokenKind::kw_print);
}

Stmt *Parser::parseBodyStatement() {
  uint32_t begin = token.range.begin;
  form = "";
  Stmt *statement = nullptr;
  if (consumeIf(TokenKind::kw_return))
    statement = parseReturn(begin);
  else if (consumeIf(TokenKind::kw_print))
    statement = parsePrint(begin);
  else
    statement = parseNameStatement();
  if (!broken)
    return statement;
  skipStatement();
  return nullptr;
}

void Parser::parseBracedBody(Range open, SmallVectorImpl<Stmt *> &body) {
  bool hasReturn = false;
  while (!token.isAny(TokenKind::EndOfFile, TokenKind::RightBrace)) {
    if (dropEmptyStatement())
      continue;
    if (atOuterStatement()) {
      if (token.startsLine && (hasReturn || token.is(TokenKind::kw_def))) {
        ++ignoredBraces;
        return reportMissingClose(open, hasReturn);
      }
      (void)error(token.range, "unexpected `" + tokenText() +
                                   "` in a function; such statements stand "
                                   "outside of functions");
      advance();
      skipStatement();
      continue;
    }
    hasReturn |= token.is(TokenKind::kw_return);
    if (Stmt *statement = parseBodyStatement())
      body.push_back(statement);
  }
  if (token.is(TokenKind::RightBrace))
    advanceToNextStatement();
  else
    reportMissingClose(open, hasReturn);
}

void Parser::reportMissingClose(Range open, bool certain) {
  if (!admitError())
    return;
  DiagnosticBuilder diag =
      diagnose(source.getLoc(afterPrevious()), DiagId::Syntax);
  diag << "expected `}` at the end of the function, got "
       << describe(source, token);
  diag.note(source.getLoc(open)) << "to match this `{`";
  diag.fix(makeFix("insert `}`", afterPrevious(), lineBreak() + "}",
                   certain ? Applicability::Machine : Applicability::Maybe));
}

/// The body goes to its `return`, or to the first line that is indented no more
/// than the `def`.
void Parser::parseIndentedBody(uint32_t functionBegin, Range start,
                               SmallVectorImpl<Stmt *> &body) {
  auto column = [&](uint32_t offset) {
    size_t lineEnd = source.getText().rfind('\n', offset);
    return lineEnd == StringRef::npos ? offset : offset - lineEnd - 1;
  };
  size_t headColumn = column(functionBegin);
  bool isIndented = column(token.range.begin) > headColumn;
  std::string close = " }";
  if (token.startsLine)
    close = lineBreak() + std::string(headColumn, ' ') + "}";
  uint32_t bodyEnd = previousEnd;
  bool atEnd = false;
  while (!atEnd && !token.isAny(TokenKind::EndOfFile, TokenKind::RightBrace)) {
    bool isDedented = isIndented && token.startsLine &&
                      column(token.range.begin) <= headColumn;
    if (isDedented || atOuterStatement())
      break;
    atEnd = token.is(TokenKind::kw_return);
    if (Stmt *statement = parseBodyStatement())
      body.push_back(statement);
    bodyEnd = previousEnd;
  }
  if (consumeIf(TokenKind::RightBrace))
    close = "";
  reportMissingBraces(start, bodyEnd, close);
}

void Parser::reportMissingBraces(Range start, uint32_t bodyEnd,
                                 StringRef close) {
  Fix fix = makeFix("put the body in braces", start, " {");
  if (!close.empty())
    fix.edits.push_back(
        {source.getName().str(), bodyEnd, bodyEnd, close.str()});
  StringRef got = start.empty() ? StringRef("nothing") : StringRef("`:`");
  slip(start,
       "expected `{` before the body of the function, got " + got +
           "; functions use braces, `def f(Task t) { ... }`",
       std::move(fix));
}

/// The line ending of the file.
std::string Parser::lineBreak() const {
  StringRef text = source.getText();
  size_t end = text.find('\n');
  bool isCRLF = end != StringRef::npos && end > 0 && text[end - 1] == '\r';
  return isCRLF ? "\r\n" : "\n";
}
