//===- Lexer.cpp - Tokens of the mapper language --------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Lexer.h"

#include "mapwright/Frontend/Frontend.h"
#include "mapwright/Support/Diagnostics.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/raw_ostream.h"

using namespace mapwright;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// The table
//===----------------------------------------------------------------------===//

KeywordCategory mapwright::keywordCategory(TokenKind kind) {
  switch (kind) {
#define KEYWORD(SPELLING, CATEGORY)                                            \
  case TokenKind::kw_##SPELLING:                                               \
    return KeywordCategory::CATEGORY;
#include "TokenKinds.def"
  default:
    return KeywordCategory::None;
  }
}

StringRef mapwright::spelling(TokenKind kind) {
  switch (kind) {
#define KEYWORD(SPELLING, CATEGORY)                                            \
  case TokenKind::kw_##SPELLING:                                               \
    return #SPELLING;
#define PUNCTUATION(ENUM, SPELLING, NAME)                                      \
  case TokenKind::ENUM:                                                        \
    return SPELLING;
#include "TokenKinds.def"
  default:
    return "";
  }
}

llvm::ArrayRef<StringRef>
mapwright::keywordSpellings(KeywordCategory category) {
  struct Row {
    StringRef text;
    KeywordCategory category;
  };
  static constexpr Row rows[] = {
#define KEYWORD(SPELLING, CATEGORY) {#SPELLING, KeywordCategory::CATEGORY},
#include "TokenKinds.def"
  };
  static const auto lists = [] {
    std::vector<std::vector<StringRef>> lists(
        static_cast<size_t>(KeywordCategory::Other) + 1);
    for (const Row &row : rows)
      lists[static_cast<size_t>(row.category)].push_back(row.text);
    return lists;
  }();
  return lists[static_cast<size_t>(category)];
}

/// What --emit=tokens calls a token: a keyword's category, or its kind.
static StringRef kindName(TokenKind kind) {
  switch (kind) {
#define TOKEN(ENUM, NAME)                                                      \
  case TokenKind::ENUM:                                                        \
    return NAME;
#define PUNCTUATION(ENUM, SPELLING, NAME)                                      \
  case TokenKind::ENUM:                                                        \
    return NAME;
#include "TokenKinds.def"
  default:
    break;
  }
  static constexpr llvm::StringLiteral names[] = {
      "", "statement", "processor", "memory", "layout", "type", "keyword"};
  return names[static_cast<unsigned>(keywordCategory(kind))];
}

bool Token::isKeyword() const {
  return keywordCategory(kind) != KeywordCategory::None;
}

bool Token::isKeyword(KeywordCategory category) const {
  return keywordCategory(kind) == category;
}

//===----------------------------------------------------------------------===//
// Lexing
//===----------------------------------------------------------------------===//

static bool isWhiteSpace(char c) {
  return StringRef(" \t\r\n\v\f").contains(c);
}
static bool isNameStart(char c) { return llvm::isAlpha(c) || c == '_'; }
static bool isNamePart(char c) { return llvm::isAlnum(c) || c == '_'; }

static bool startsToken(char c) {
  return isNamePart(c) || StringRef("\"#()[]{},;:?.+-*/%<>=!&|").contains(c);
}

Lexer::Lexer(StringRef text, Comments comments)
    : text(text), keepComments(comments == Comments::Keep) {
  // Editors on Windows write a byte order mark.
  if (text.starts_with("\xEF\xBB\xBF"))
    position = 3;
}

Token Lexer::make(TokenKind kind, size_t begin, LexError error) {
  Token token;
  token.kind = kind;
  token.error = error;
  token.range = {static_cast<uint32_t>(begin), static_cast<uint32_t>(position)};
  return token;
}

bool Lexer::atComment() const {
  StringRef rest = text.substr(position);
  return rest.starts_with("#") || rest.starts_with("//");
}

/// Also skips comments unless they are kept. Returns whether a line ended.
bool Lexer::skipWhiteSpace() {
  bool lineBreak = false;
  while (position < text.size()) {
    if (isWhiteSpace(text[position])) {
      lineBreak |= text[position] == '\n';
      ++position;
    } else if (!keepComments && atComment()) {
      position = std::min(text.find('\n', position), text.size());
    } else {
      break;
    }
  }
  return lineBreak;
}

Token Lexer::next() {
  bool startsFile = std::exchange(atFileStart, false);
  bool lineBreak = skipWhiteSpace() || startsFile;
  size_t begin = position;
  Token token;
  if (begin == text.size())
    token = make(TokenKind::EndOfFile, begin);
  else if (atComment())
    token = lexComment(begin);
  else if (isNameStart(text[begin]))
    token = lexWord(begin);
  else if (llvm::isDigit(text[begin]))
    token = lexNumber(begin);
  else if (text[begin] == '"')
    token = lexString(begin);
  else if (startsToken(text[begin]))
    token = lexPunctuation(begin);
  else
    token = lexUnknown(begin);
  token.startsLine = lineBreak;
  return token;
}

Token Lexer::lexComment(size_t begin) {
  position = std::min(text.find('\n', begin), text.size());
  return make(TokenKind::Comment, begin);
}

Token Lexer::lexWord(size_t begin) {
  while (position < text.size() && isNamePart(text[position]))
    ++position;
  TokenKind kind = llvm::StringSwitch<TokenKind>(text.slice(begin, position))
#define KEYWORD(SPELLING, CATEGORY) .Case(#SPELLING, TokenKind::kw_##SPELLING)
#include "TokenKinds.def"
                       .Default(TokenKind::Identifier);
  return make(kind, begin);
}

Token Lexer::lexNumber(size_t begin) {
  LexError error = LexError::None;
  while (position < text.size() && isNamePart(text[position])) {
    if (!llvm::isDigit(text[position]))
      error = LexError::LetterAfterDigits;
    ++position;
  }
  int64_t value;
  if (error == LexError::None &&
      text.slice(begin, position).getAsInteger(10, value))
    error = LexError::IntegerRange;
  return make(TokenKind::Integer, begin, error);
}

/// Where the closing quote of an unterminated string probably belongs: before
/// the punctuation that ends its line.
static size_t guessStringEnd(StringRef line) {
  StringRef content = line.rtrim();
  StringRef name = content.rtrim(" \t,;)");
  return name.size() > 1 ? name.size() : content.size();
}

Token Lexer::lexString(size_t begin) {
  size_t end = text.find_first_of("\"\n", begin + 1);
  if (end != StringRef::npos && text[end] == '"') {
    position = end + 1;
    return make(TokenKind::String, begin);
  }
  position = begin + guessStringEnd(text.slice(begin, end));
  return make(TokenKind::String, begin, LexError::UnterminatedString);
}

Token Lexer::lexPunctuation(size_t begin) {
  StringRef rest = text.substr(begin);
  // The longest spelling wins.
  TokenKind kind = TokenKind::Unknown;
  size_t length = 0;
#define PUNCTUATION(ENUM, SPELLING, NAME)                                      \
  if (StringRef(SPELLING).size() > length && rest.starts_with(SPELLING)) {     \
    kind = TokenKind::ENUM;                                                    \
    length = StringRef(SPELLING).size();                                       \
  }
#include "TokenKinds.def"
  position = begin + std::max<size_t>(length, 1);
  if (kind == TokenKind::Bang)
    return make(kind, begin, LexError::LoneBang);
  if (kind != TokenKind::Unknown)
    return make(kind, begin);
  return rest.front() == '&'
             ? make(TokenKind::And, begin, LexError::LoneAmpersand)
             : make(TokenKind::Or, begin, LexError::LoneBar);
}

Token Lexer::lexUnknown(size_t begin) {
  while (position < text.size() && !isWhiteSpace(text[position]) &&
         !startsToken(text[position]))
    ++position;
  return make(TokenKind::Unknown, begin, LexError::UnknownBytes);
}

//===----------------------------------------------------------------------===//
// Messages
//===----------------------------------------------------------------------===//

std::string mapwright::quoteForMessage(StringRef text) {
  constexpr size_t longest = 60;
  std::string result = "`";
  llvm::raw_string_ostream os(result);
  size_t end = std::min(text.size(), longest);
  // Never cut a UTF-8 sequence.
  while (end < text.size() && (text[end] & 0xC0) == 0x80)
    ++end;
  for (unsigned char c : text.take_front(end)) {
    if (c < 0x20 || c == 0x7F)
      os << "\\x" << llvm::hexdigit(c >> 4) << llvm::hexdigit(c & 15);
    else
      os << c;
  }
  os << (end < text.size() ? "...`" : "`");
  return result;
}

std::string mapwright::describe(const SourceFile &source, const Token &token) {
  if (token.is(TokenKind::EndOfFile))
    return "end of file";
  return quoteForMessage(source.slice(token.range));
}

void mapwright::reportLexError(const SourceFile &source, const Token &token) {
  std::string text = quoteForMessage(source.slice(token.range));
  DiagId id = token.error == LexError::IntegerRange ? DiagId::IntegerRange
                                                    : DiagId::Syntax;
  DiagnosticBuilder diag = diagnose(source.getLoc(token.range), id);
  auto replace = [&](StringRef title, StringRef by) {
    diag.fix(title, source.getName(), token.range.begin, token.range.end, by);
  };
  switch (token.error) {
  case LexError::None:
    break;
  case LexError::UnknownBytes:
    diag << "unexpected " << text
         << "; a name with other characters than letters, digits and `_` is "
            "written in quotes";
    break;
  case LexError::UnterminatedString:
    diag << "expected `\"` at the end of the string " << text
         << "; a string ends on its line";
    diag.fix("close the string", source.getName(), token.range.end,
             token.range.end, "\"", Applicability::Maybe);
    break;
  case LexError::LoneBang:
    diag << "`!` is not an operator; write `x == False` instead of `!x`";
    break;
  case LexError::LoneAmpersand:
    diag << "expected `&&`, got `&`";
    replace("write `&&`", "&&");
    break;
  case LexError::LoneBar:
    diag << "expected `||`, got `|`";
    replace("write `||`", "||");
    break;
  case LexError::LetterAfterDigits:
    diag << text
         << " is neither an integer nor a name; names start with a letter or "
            "`_`, other names are written in quotes";
    break;
  case LexError::IntegerRange:
    diag << "integer " << text
         << " is out of range; integers are at most 9223372036854775807";
    break;
  }
}

mlir::LogicalResult mapwright::printTokens(const SourceFile &source,
                                           llvm::raw_ostream &os) {
  Lexer lexer(source.getText());
  bool malformed = false;
  for (Token token = lexer.next(); !token.is(TokenKind::EndOfFile);
       token = lexer.next()) {
    if (token.error != LexError::None) {
      reportLexError(source, token);
      malformed = true;
      continue;
    }
    auto loc = mlir::cast<mlir::FileLineColRange>(source.getLoc(token.range));
    os << loc.getStartLine() << ':' << loc.getStartColumn() << ' '
       << kindName(token.kind) << " '" << source.slice(token.range) << "'\n";
  }
  return mlir::failure(malformed);
}
