//===- Formatter.cpp - Standard layout of a source ------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Works on tokens, so that comments and redundant parentheses stay. One
// statement a line; a line break inside a statement is kept only where a
// comment makes it necessary.
//
//===----------------------------------------------------------------------===//

#include "Lexer.h"

#include "mapwright/Frontend/Frontend.h"

#include "llvm/ADT/SmallVector.h"

using namespace mapwright;
using llvm::StringRef;

namespace {
class Formatter {
public:
  explicit Formatter(const SourceFile &source);
  std::string run();

private:
  void comment(const Token &item);
  void token(const Token &item);
  void startLine(const Token &item, unsigned indent);
  void trackConditionals(const Token &item);
  bool needsSpace(const Token &item) const;
  bool isPrefix(TokenKind kind) const;
  bool endsStatement(TokenKind kind) const;
  unsigned breaksBefore(const Token &item) const;
  StringRef text(const Token &item) const { return source.slice(item.range); }

  const SourceFile &source;
  std::string out;
  StringRef lineBreak;

  /// The last token or comment, and the last token, of the source.
  Token previous;
  Token previousToken;
  /// Whether `previousToken` is a prefix operator.
  bool previousIsPrefix = false;
  /// Whether the line being written is complete.
  bool lineIsDone = true;

  unsigned depth = 0;
  bool inStatement = false;
  /// Whether the statement is a list of positions, not of expressions.
  bool isDeclarative = false;
  /// `?` that wait for their `:`, for every open bracket of the statement.
  llvm::SmallVector<unsigned> openConditionals;
  /// Whether the current `:` belongs to a conditional.
  bool colonOfConditional = false;
};
} // namespace

static constexpr unsigned indentWidth = 4;

Formatter::Formatter(const SourceFile &source) : source(source) {
  StringRef text = source.getText();
  size_t end = text.find('\n');
  bool isCRLF = end != StringRef::npos && end > 0 && text[end - 1] == '\r';
  lineBreak = isCRLF ? "\r\n" : "\n";
  if (text.starts_with("\xEF\xBB\xBF"))
    out = "\xEF\xBB\xBF";
}

std::string Formatter::run() {
  Lexer lexer(source.getText(), Lexer::Comments::Keep);
  for (Token item = lexer.next(); !item.is(TokenKind::EndOfFile);
       item = lexer.next()) {
    if (item.is(TokenKind::Comment))
      comment(item);
    else
      token(item);
    previous = item;
  }
  if (!previous.range.empty())
    out += lineBreak;
  return std::move(out);
}

//===----------------------------------------------------------------------===//
// Lines
//===----------------------------------------------------------------------===//

unsigned Formatter::breaksBefore(const Token &item) const {
  return source.getText()
      .slice(previous.range.end, item.range.begin)
      .count('\n');
}

/// Keeps one blank line between statements, none at the edges of a block.
void Formatter::startLine(const Token &item, unsigned indent) {
  bool isFirst = previous.range.empty();
  if (!isFirst) {
    out += lineBreak;
    bool atEdge = previous.is(TokenKind::LeftBrace) ||
                  item.is(TokenKind::RightBrace) || inStatement;
    if (breaksBefore(item) > 1 && !atEdge)
      out += lineBreak;
  }
  out.append(indent * indentWidth, ' ');
  lineIsDone = false;
}

void Formatter::comment(const Token &item) {
  bool isTrailing = !previous.range.empty() && !item.startsLine;
  if (isTrailing)
    out += "  ";
  else
    startLine(item, depth + inStatement);
  out += text(item).rtrim();
  lineIsDone = true;
}

bool Formatter::endsStatement(TokenKind kind) const {
  return kind == TokenKind::Semicolon || kind == TokenKind::LeftBrace ||
         kind == TokenKind::RightBrace;
}

void Formatter::token(const Token &item) {
  bool isClose = item.is(TokenKind::RightBrace);
  if (isClose && depth > 0)
    --depth;
  if (!inStatement) {
    startLine(item, depth);
    openConditionals.assign(1, 0);
    isDeclarative = item.isKeyword(KeywordCategory::Statement) &&
                    !item.isAny(TokenKind::kw_def, TokenKind::kw_return,
                                TokenKind::kw_print);
  }
  trackConditionals(item);
  if (inStatement && lineIsDone)
    startLine(item, depth + 1);
  else if (inStatement && needsSpace(item))
    out += ' ';
  out += text(item);

  previousIsPrefix = isPrefix(item.kind);
  inStatement = !endsStatement(item.kind);
  lineIsDone = !inStatement;
  depth += item.is(TokenKind::LeftBrace);
  previousToken = item;
}

void Formatter::trackConditionals(const Token &item) {
  if (item.is(TokenKind::Question)) {
    ++openConditionals.back();
  } else if (item.is(TokenKind::Colon)) {
    colonOfConditional = openConditionals.back() > 0;
    openConditionals.back() -= colonOfConditional;
  } else if (item.isAny(TokenKind::LeftParen, TokenKind::LeftBracket)) {
    openConditionals.push_back(0);
  } else if (item.isAny(TokenKind::RightParen, TokenKind::RightBracket) &&
             openConditionals.size() > 1) {
    openConditionals.pop_back();
  }
}

//===----------------------------------------------------------------------===//
// Spaces
//===----------------------------------------------------------------------===//

/// Whether an operand may end with this token, so that an operator after it is
/// binary.
static bool endsOperand(const Token &item) {
  return item.isAny(TokenKind::Identifier, TokenKind::Integer,
                    TokenKind::String, TokenKind::RightParen,
                    TokenKind::RightBracket, TokenKind::kw_True,
                    TokenKind::kw_False) ||
         item.isKeyword(KeywordCategory::Processor) ||
         item.isKeyword(KeywordCategory::Memory);
}

/// Whether a token of this kind, after `previousToken`, is a prefix operator.
bool Formatter::isPrefix(TokenKind kind) const {
  return !isDeclarative &&
         (kind == TokenKind::Minus || kind == TokenKind::Star) &&
         !endsOperand(previousToken);
}

/// Whether a space stands between `previousToken` and `item`.
bool Formatter::needsSpace(const Token &item) const {
  TokenKind before = previousToken.kind;
  if (item.isAny(TokenKind::Comma, TokenKind::Semicolon))
    return false;
  if (isDeclarative)
    return before != TokenKind::Comma;
  if (item.isAny(TokenKind::RightParen, TokenKind::RightBracket, TokenKind::Dot,
                 TokenKind::LeftBracket) ||
      previousToken.isAny(TokenKind::LeftParen, TokenKind::LeftBracket,
                          TokenKind::Dot) ||
      previousIsPrefix)
    return false;
  if (item.is(TokenKind::Colon) || before == TokenKind::Colon)
    return colonOfConditional;
  if (item.is(TokenKind::LeftParen))
    return !previousToken.isAny(TokenKind::Identifier, TokenKind::kw_tuple,
                                TokenKind::kw_Machine, TokenKind::kw_print);
  return true;
}

std::string mapwright::formatMapper(const SourceFile &source) {
  return Formatter(source).run();
}
