//===- ParserPositions.cpp - Grammar of the positions of statements -------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// T, R, P, M, X and C of section 2 of the reference.
//
//===----------------------------------------------------------------------===//

#include "Parser.h"

#include "mapwright/Support/Diagnostics.h"

#include "llvm/ADT/STLExtras.h"

using namespace mapwright;
using namespace mapwright::ast;
using llvm::ArrayRef;
using llvm::SmallVector;
using llvm::StringRef;
using llvm::Twine;
using mlir::failed;
using mlir::failure;
using mlir::FailureOr;
using mlir::LogicalResult;
using mlir::success;

//===----------------------------------------------------------------------===//
// Tasks and regions
//===----------------------------------------------------------------------===//

FailureOr<ArrayRef<Selector>> Parser::parseSelectors(SelectorRole role) {
  SmallVector<Selector> list;
  do {
    Token first = token;
    FailureOr<Selector> selector = parseSelector(role);
    if (failed(selector))
      return failure();
    bool isAny = selector->kind == Selector::Any;
    if (isAny && (!list.empty() || token.is(TokenKind::Comma)))
      return error(first.range, "expected a name in this list, got `*`; `*` "
                                "stands for all and is not part of a list");
    list.push_back(*selector);
  } while (consumeIf(TokenKind::Comma));
  return context.copy(ArrayRef<Selector>(list));
}

FailureOr<Selector> Parser::parseSelector(SelectorRole role) {
  Selector selector;
  selector.range = token.range;
  if (token.is(TokenKind::Star)) {
    selector.kind = Selector::Any;
  } else if (token.is(TokenKind::Identifier)) {
    selector.kind = Selector::Identifier;
    selector.text = tokenText();
  } else if (token.is(TokenKind::String)) {
    selector.kind = Selector::String;
    selector.text = tokenText().drop_front().rtrim('"');
  } else if (token.is(TokenKind::Integer) && role == SelectorRole::Region) {
    selector.kind = Selector::Index;
    selector.index = integerValue(token);
  } else if (token.isKeyword()) {
    return parseSelectorKeyword(role);
  } else {
    return expected(role == SelectorRole::Task
                        ? "the name of a task or `*`"
                        : "the name of a region, its index or `*`");
  }
  advance();
  return selector;
}

/// A keyword where a name belongs: most likely the position is missing.
FailureOr<Selector> Parser::parseSelectorKeyword(SelectorRole role) {
  StringRef what = role == SelectorRole::Task ? "task" : "region";
  bool isKind = token.isKeyword(KeywordCategory::Processor) ||
                token.isKeyword(KeywordCategory::Memory);
  Token after = peek();
  if (!isKind || !after.isAny(TokenKind::Semicolon, TokenKind::Comma))
    return keywordAsName(what);
  Range here{token.range.begin, token.range.begin};
  return expected(
      "the name of a " + what + " or `*`",
      makeFix(("for every " + what).str(), here, "* ", Applicability::Maybe));
}

//===----------------------------------------------------------------------===//
// Kinds
//===----------------------------------------------------------------------===//

StringRef Parser::guessKeyword(KeywordCategory category) const {
  if (!token.is(TokenKind::Identifier))
    return "";
  ArrayRef<StringRef> candidates = keywordSpellings(category);
  for (StringRef candidate : candidates)
    if (candidate.equals_insensitive(tokenText()))
      return candidate;
  std::string upper = tokenText().upper();
  StringRef close = closestName(tokenText(), candidates);
  return close.empty() ? closestName(upper, candidates) : close;
}

FailureOr<Name> Parser::parseKeywordOf(KeywordCategory category,
                                       const Twine &what) {
  Name keyword{tokenText(), token.range};
  if (!token.isKeyword(category)) {
    StringRef guess = guessKeyword(category);
    if (guess.empty())
      return expected(what);
    slip(token.range,
         "expected " + what + ", got " + describe(source, token) +
             "; did you mean `" + guess + "`?",
         makeFix(("write `" + guess + "`").str(), token.range, guess));
    keyword.text = guess;
  }
  advance();
  return keyword;
}

bool Parser::consumeListComma(KeywordCategory category) {
  if (consumeIf(TokenKind::Comma))
    return true;
  if (token.startsLine || !token.isKeyword(category))
    return false;
  slip(token.range,
       "expected `,` or `;`, got " + describe(source, token) +
           "; a list is separated by commas",
       makeFix("insert `,`", afterPrevious(), ","));
  return true;
}

FailureOr<ArrayRef<ProcName>> Parser::parseProcKinds() {
  SmallVector<ProcName> list;
  do {
    if (token.is(TokenKind::Star))
      return error(token.range, "expected a processor kind, got `*`; list the "
                                "kinds in order of preference, `GPU,CPU`");
    FailureOr<Name> name =
        parseKeywordOf(KeywordCategory::Processor, "a processor kind");
    if (failed(name))
      return failure();
    list.push_back({*parseProcKind(name->text), name->range});
  } while (consumeListComma(KeywordCategory::Processor));
  return context.copy(ArrayRef<ProcName>(list));
}

FailureOr<ArrayRef<MemName>> Parser::parseMemKinds() {
  SmallVector<MemName> list;
  do {
    if (token.is(TokenKind::Star))
      return error(token.range, "expected a memory kind, got `*`; list the "
                                "kinds in order of preference, `FBMEM,ZCMEM`");
    FailureOr<Name> name =
        parseKeywordOf(KeywordCategory::Memory, "a memory kind");
    if (failed(name))
      return failure();
    list.push_back({*parseMemKind(name->text), name->range});
  } while (consumeListComma(KeywordCategory::Memory));
  return context.copy(ArrayRef<MemName>(list));
}

FailureOr<std::optional<ProcName>> Parser::parseProcOrStar() {
  if (consumeIf(TokenKind::Star))
    return std::optional<ProcName>();
  if (token.isKeyword(KeywordCategory::Memory)) {
    Range here{token.range.begin, token.range.begin};
    return expected(
        "a processor kind or `*`",
        makeFix("for every processor kind", here, "* ", Applicability::Maybe));
  }
  FailureOr<Name> name =
      parseKeywordOf(KeywordCategory::Processor, "a processor kind or `*`");
  if (failed(name))
    return failure();
  if (token.is(TokenKind::Comma))
    return error(token.range, "expected a memory kind, got `,`; a region "
                              "statement has one processor kind, write one "
                              "statement for each");
  return std::optional<ProcName>({*parseProcKind(name->text), name->range});
}

//===----------------------------------------------------------------------===//
// Layouts
//===----------------------------------------------------------------------===//

LogicalResult Parser::parseLayoutTarget(std::optional<MemName> &memory,
                                        std::optional<ProcName> &proc) {
  if (consumeIf(TokenKind::Star))
    return success();
  bool isProc = token.isKeyword(KeywordCategory::Processor) ||
                (guessKeyword(KeywordCategory::Memory).empty() &&
                 !guessKeyword(KeywordCategory::Processor).empty());
  FailureOr<Name> name = parseKeywordOf(
      isProc ? KeywordCategory::Processor : KeywordCategory::Memory,
      "a memory kind, a processor kind or `*`");
  if (failed(name))
    return failure();
  if (isProc)
    proc = ProcName{*parseProcKind(name->text), name->range};
  else
    memory = MemName{*parseMemKind(name->text), name->range};
  if (token.is(TokenKind::Comma))
    return error(token.range, "expected a layout word or `;`, got `,`; a "
                              "layout is for one kind, write one statement "
                              "for each");
  return success();
}

FailureOr<LayoutWord> Parser::parseLayoutWord() {
  if (token.is(TokenKind::Comma)) {
    slip(token.range,
         "expected a layout word, got `,`; layout words are "
         "separated by blanks",
         makeFix("write a blank", token.range, " "));
    advance();
  }
  FailureOr<Name> name =
      parseKeywordOf(KeywordCategory::Layout, "a layout word or `;`");
  if (failed(name))
    return failure();
  LayoutWord word;
  for (unsigned i = 0; i <= static_cast<unsigned>(LayoutWordKind::No_Align);
       ++i)
    if (spelling(static_cast<LayoutWordKind>(i)) == name->text)
      word.kind = static_cast<LayoutWordKind>(i);
  if (word.kind == LayoutWordKind::Align && failed(parseAlignment(word)))
    return failure();
  word.range = rangeFrom(name->range.begin);
  return word;
}

static std::optional<AlignOp> alignOp(TokenKind kind) {
  switch (kind) {
  case TokenKind::EqualEqual:
  case TokenKind::Equal:
    return AlignOp::Eq;
  case TokenKind::NotEqual:
    return AlignOp::Ne;
  case TokenKind::Less:
    return AlignOp::Lt;
  case TokenKind::LessEqual:
    return AlignOp::Le;
  case TokenKind::Greater:
    return AlignOp::Gt;
  case TokenKind::GreaterEqual:
    return AlignOp::Ge;
  default:
    return std::nullopt;
  }
}

/// `== 128` after `Align` (STM4).
LogicalResult Parser::parseAlignment(LayoutWord &word) {
  word.opRange = token.range;
  if (token.is(TokenKind::Integer)) {
    word.opRange = afterPrevious();
    slip(token.range,
         "expected `==` after `Align`, got " + describe(source, token),
         makeFix("insert `==`", word.opRange, " =="));
  } else {
    std::optional<AlignOp> op = alignOp(token.kind);
    if (!op)
      return expected("`==` after `Align`");
    if (token.is(TokenKind::Equal))
      slip(token.range, "expected `==` after `Align`, got `=`",
           makeFix("write `==`", token.range, "=="));
    word.alignOp = *op;
    advance();
  }
  FailureOr<int64_t> bytes = parseInteger("a number of bytes");
  if (failed(bytes))
    return failure();
  word.align = *bytes;
  return success();
}

//===----------------------------------------------------------------------===//
// Names and numbers
//===----------------------------------------------------------------------===//

int64_t Parser::integerValue(const Token &t) const {
  int64_t value;
  // Malformed integers have been reported; any value does for them.
  return text(t).getAsInteger(10, value) ? 1 : value;
}

FailureOr<int64_t> Parser::parseInteger(const Twine &what) {
  if (!token.is(TokenKind::Integer))
    return expected(what);
  int64_t value = integerValue(token);
  advance();
  return value;
}

FailureOr<Name> Parser::parseName(StringRef what) {
  if (token.isKeyword())
    return error(token.range, "expected the name of a " + what +
                                  ", got the keyword `" + tokenText() + "`" +
                                  formRemedy());
  if (token.is(TokenKind::String))
    return expected("the name of a " + what + " without quotes");
  if (!token.is(TokenKind::Identifier))
    return expected("the name of a " + what);
  Name name{tokenText(), token.range};
  advance();
  return name;
}
