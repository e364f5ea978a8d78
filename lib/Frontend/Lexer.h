//===- Lexer.h - Tokens of the mapper language ------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The lexer is a cursor over the text: copying it is how one looks ahead. It
// never reports anything; a malformed token says in `error` what is wrong and
// in `kind` what it is to be taken for.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_FRONTEND_LEXER_H
#define MAPWRIGHT_LIB_FRONTEND_LEXER_H

#include "mapwright/Frontend/SourceFile.h"

#include <string>

namespace mapwright {

enum class TokenKind : uint8_t {
#define TOKEN(ENUM, NAME) ENUM,
#define KEYWORD(SPELLING, CATEGORY) kw_##SPELLING,
#define PUNCTUATION(ENUM, SPELLING, NAME) ENUM,
#include "TokenKinds.def"
};

enum class KeywordCategory : uint8_t {
  None, ///< not a keyword
  Statement,
  Processor,
  Memory,
  Layout,
  Type,
  Other,
};

/// What is wrong with a token, and what the token counts as nevertheless.
enum class LexError : uint8_t {
  None,
  UnknownBytes,       ///< a run of bytes no token starts with: Unknown
  UnterminatedString, ///< String, up to where the quote probably belongs
  LoneBang,           ///< `!`: Bang
  LoneAmpersand,      ///< `&`: And
  LoneBar,            ///< `|`: Or
  LetterAfterDigits,  ///< `12ab`: Integer
  IntegerRange,       ///< more than 63 bits: Integer (LEX2)
};

struct Token {
  TokenKind kind = TokenKind::EndOfFile;
  LexError error = LexError::None;
  /// Whether a line break stands between the token before and this one.
  bool startsLine = false;
  ast::Range range;

  bool is(TokenKind k) const { return kind == k; }
  template <typename... Kinds>
  bool isAny(Kinds... kinds) const {
    return (is(kinds) || ...);
  }
  bool isKeyword() const;
  bool isKeyword(KeywordCategory category) const;
};

KeywordCategory keywordCategory(TokenKind kind);
/// The text of a keyword or punctuation; empty for other kinds.
llvm::StringRef spelling(TokenKind kind);

/// Spellings of all keywords of a category, in the order of the table.
llvm::ArrayRef<llvm::StringRef> keywordSpellings(KeywordCategory category);

class Lexer {
public:
  enum class Comments : bool { Skip, Keep };

  explicit Lexer(llvm::StringRef text, Comments comments = Comments::Skip);

  /// The next token; EndOfFile again and again at the end.
  Token next();
  /// Makes EndOfFile the next token.
  void moveToEnd() { position = text.size(); }

private:
  bool skipWhiteSpace();
  Token make(TokenKind kind, size_t begin, LexError error = LexError::None);
  Token lexComment(size_t begin);
  Token lexWord(size_t begin);
  Token lexNumber(size_t begin);
  Token lexString(size_t begin);
  Token lexPunctuation(size_t begin);
  Token lexUnknown(size_t begin);
  bool atComment() const;

  llvm::StringRef text;
  size_t position = 0;
  bool atFileStart = true;
  bool keepComments;
};

/// `text` fit for a message: in backquotes, control characters escaped, and
/// shortened when long.
std::string quoteForMessage(llvm::StringRef text);
/// A token as messages name it: "`GPU`" or "end of file".
std::string describe(const SourceFile &source, const Token &token);

/// Reports what is wrong with a token whose `error` is set.
void reportLexError(const SourceFile &source, const Token &token);

} // namespace mapwright

#endif // MAPWRIGHT_LIB_FRONTEND_LEXER_H
