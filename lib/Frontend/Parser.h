//===- Parser.h - Parser of the mapper language -----------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A recursive-descent parser with precedence climbing. Two kinds of errors:
//  - `error` gives the statement up: nothing else is reported until the parser
//    has found the next statement, so errors do not cascade;
//  - `slip` is a mistake whose meaning is clear. It always carries a fix, and
//    parsing goes on as if the fix had been applied.
//
// Parser.cpp has tokens, reporting and recovery; ParserStatements.cpp,
// ParserPositions.cpp, ParserFunctions.cpp and ParserExpressions.cpp have the
// grammar.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_FRONTEND_PARSER_H
#define MAPWRIGHT_LIB_FRONTEND_PARSER_H

#include "Lexer.h"

#include "mapwright/Support/Diagnostics.h"

#include "mlir/Support/LLVM.h"

#include "llvm/ADT/SmallVector.h"

namespace mapwright {

class Parser {
public:
  Parser(const SourceFile &source, ast::ASTContext &context);

  mlir::FailureOr<ast::Mapper> parse();

private:
  /// An expression that was parsed.
  struct Operand {
    ast::Expr *expr;
    ast::Range outer; ///< with the parentheses around it
    unsigned height;  ///< of its tree; 0 for a leaf (LEX6)
  };
  using OperandOr = mlir::FailureOr<Operand>;

  /// A list of arguments, indices or tuple elements, and the largest height.
  struct Elements {
    llvm::SmallVector<ast::Expr *> list;
    unsigned height = 0;
    std::optional<ast::Range> trailingComma;
  };

  /// What a task or region position may hold.
  enum class SelectorRole : bool { Task, Region };

  /// A binary operator at the current token, possibly misspelt.
  struct OperatorGuess {
    ast::BinaryOp op;
    bool misspelt; ///< `=`, `and`, `or`
  };

  /// How the body of a function was delimited.
  enum class BodyStyle : uint8_t { Braces, Indentation };

  //===--------------------------------------------------------------------===//
  // Tokens
  //===--------------------------------------------------------------------===//

  /// Moves to the next well-formed token; reports the malformed ones.
  void advance();
  /// The token after the current one; nothing is reported.
  Token peek() const;
  bool consumeIf(TokenKind kind);
  llvm::StringRef text(const Token &t) const { return source.slice(t.range); }
  llvm::StringRef tokenText() const { return text(token); }
  bool atIdentifier(llvm::StringRef name) const;
  /// The empty range right after the previous token.
  ast::Range afterPrevious() const;
  ast::Range rangeFrom(uint32_t begin) const { return {begin, previousEnd}; }

  //===--------------------------------------------------------------------===//
  // Reporting and recovery
  //===--------------------------------------------------------------------===//

  mlir::LogicalResult error(ast::Range where, const llvm::Twine &message,
                            std::optional<Fix> fix = std::nullopt,
                            DiagId id = DiagId::Syntax);
  void slip(ast::Range where, const llvm::Twine &message, Fix fix);
  /// "expected WHAT, got TOKEN", with the form of the statement, if it has one.
  mlir::LogicalResult expected(const llvm::Twine &what,
                               std::optional<Fix> fix = std::nullopt);
  /// Consumes `kind` or reports what was `expected`.
  mlir::LogicalResult expect(TokenKind kind, const llvm::Twine &what);
  /// "; the form is `...`", if the statement has one.
  std::string formRemedy() const;
  /// Passes the last token of a statement, after which errors are news.
  void advanceToNextStatement();
  /// Counts an error; returns whether it is to be reported.
  bool admitError();
  void report(ast::Range where, const llvm::Twine &message,
              const std::optional<Fix> &fix, DiagId id = DiagId::Syntax);
  Fix makeFix(llvm::StringRef title, ast::Range range, llvm::StringRef text,
              Applicability applicability = Applicability::Machine) const;
  /// "use a string literal" for a keyword where a name belongs.
  mlir::LogicalResult keywordAsName(llvm::StringRef what);

  bool startsStatementOnNewLine() const;
  /// Skips to after the end of the statement, or to the next one.
  void skipStatement();
  /// Skips to the body of a function whose head is broken.
  bool skipToBody();

  //===--------------------------------------------------------------------===//
  // Statements
  //===--------------------------------------------------------------------===//

  ast::Stmt *parseTopLevelStatement();
  /// One statement without recovery; null after an error.
  ast::Stmt *parseStatement();
  ast::Stmt *parseNameStatement();
  ast::Stmt *parseTask(uint32_t begin);
  mlir::LogicalResult rejectMissingComma();
  ast::Stmt *parseRegion(uint32_t begin);
  ast::Stmt *parseLayout(uint32_t begin);
  template <typename MapStmt>
  ast::Stmt *parseMap(uint32_t begin);
  ast::Stmt *parseInstanceLimit(uint32_t begin);
  ast::Stmt *parseCollectMemory(uint32_t begin);
  ast::Stmt *parseControlReplicate(uint32_t begin);
  ast::Stmt *parsePrint(uint32_t begin);
  ast::Stmt *parseReturn(uint32_t begin);
  ast::Stmt *parseAssign();
  bool skipDeclaredType();
  mlir::LogicalResult unknownStatement();
  mlir::LogicalResult expectSemicolon();
  bool dropEmptyStatement();
  void dropStrayBrace();

  mlir::FailureOr<llvm::ArrayRef<ast::Selector>>
  parseSelectors(SelectorRole role);
  mlir::FailureOr<ast::Selector> parseSelector(SelectorRole role);
  mlir::FailureOr<ast::Selector> parseSelectorKeyword(SelectorRole role);
  mlir::FailureOr<llvm::ArrayRef<ast::ProcName>> parseProcKinds();
  mlir::FailureOr<llvm::ArrayRef<ast::MemName>> parseMemKinds();
  /// The next keyword of `category`; a near miss is a slip. `what` says what
  /// was expected.
  mlir::FailureOr<ast::Name> parseKeywordOf(KeywordCategory category,
                                            const llvm::Twine &what);
  /// The keyword of `category` the current identifier was meant to be.
  llvm::StringRef guessKeyword(KeywordCategory category) const;
  /// Whether another kind follows in a list; a missing comma is a slip.
  bool consumeListComma(KeywordCategory category);
  mlir::FailureOr<std::optional<ast::ProcName>> parseProcOrStar();
  mlir::LogicalResult parseLayoutTarget(std::optional<ast::MemName> &memory,
                                        std::optional<ast::ProcName> &proc);
  mlir::FailureOr<ast::LayoutWord> parseLayoutWord();
  mlir::LogicalResult parseAlignment(ast::LayoutWord &word);
  mlir::FailureOr<int64_t> parseInteger(const llvm::Twine &what);
  mlir::FailureOr<ast::Name> parseName(llvm::StringRef what);
  int64_t integerValue(const Token &t) const;

  //===--------------------------------------------------------------------===//
  // Functions
  //===--------------------------------------------------------------------===//

  ast::Stmt *parseFunction();
  mlir::LogicalResult parseFunctionHead(ast::Name &name,
                                        llvm::SmallVectorImpl<ast::Param> &);
  mlir::FailureOr<ast::Param> parseParam();
  mlir::FailureOr<ast::ParamType> parseParamType();
  /// The `{`, or what stands there instead; none after an error.
  mlir::FailureOr<BodyStyle> parseBodyStart(ast::Range &start);
  void parseBracedBody(ast::Range open,
                       llvm::SmallVectorImpl<ast::Stmt *> &body);
  void parseIndentedBody(uint32_t functionBegin, ast::Range start,
                         llvm::SmallVectorImpl<ast::Stmt *> &body);
  void reportMissingClose(ast::Range open, bool certain);
  void reportMissingBraces(ast::Range start, uint32_t bodyEnd,
                           llvm::StringRef close);
  bool atOuterStatement() const;
  ast::Stmt *parseBodyStatement();
  std::string lineBreak() const;

  //===--------------------------------------------------------------------===//
  // Expressions
  //===--------------------------------------------------------------------===//

  mlir::FailureOr<ast::Expr *> parseExpression();
  OperandOr parseExpr();
  OperandOr parseConditional(Operand condition);
  OperandOr parseBinary(unsigned minPrecedence);
  std::optional<OperatorGuess> guessBinaryOperator() const;
  void reportMisspeltOperator(ast::BinaryOp op);
  OperandOr parseUnary();
  OperandOr parseNegate();
  OperandOr parseNot();
  OperandOr parsePostfix();
  OperandOr parseMember(Operand base);
  OperandOr parseSubscript(Operand base);
  OperandOr parseSlice(Operand base, Operand *lower);
  OperandOr parsePrimary();
  OperandOr parseNameOrCall();
  OperandOr parseParenthesized();
  OperandOr parseTupleFor();
  OperandOr parseMachine();
  OperandOr notAnExpression();
  OperandOr parseElement();
  mlir::LogicalResult parseCallArguments(Elements &elements);
  mlir::LogicalResult parseArguments(Elements &elements);
  void rejectTrailingComma(const Elements &elements);
  /// Checks the height of a new node (LEX6).
  OperandOr finish(ast::Expr *expr, unsigned childHeight);
  OperandOr leaf(ast::Expr *expr);
  mlir::LogicalResult enter(unsigned &level);
  mlir::LogicalResult tooDeep();

  const SourceFile &source;
  ast::ASTContext &context;
  Lexer lexer;
  Token token;
  uint32_t previousEnd = 0;

  /// Whether the current statement was given up (see `error`).
  bool broken = false;
  /// Whether a malformed token was reported in the current statement: what
  /// else is wrong with it is most likely a consequence.
  bool doubtful = false;
  /// After too many errors nothing more is parsed or reported.
  bool stopped = false;
  unsigned numErrors = 0;
  /// The form of the statement being parsed, for messages.
  llvm::StringRef form;
  /// Closing braces to be ignored because a function was ended without one.
  unsigned ignoredBraces = 0;

  /// Open grouping parentheses, and other open levels of an expression.
  unsigned parenLevel = 0;
  unsigned exprLevel = 0;
  /// Whether `=` instead of `==` may have been meant as something else.
  bool equalIsAmbiguous = false;
};

} // namespace mapwright

#endif // MAPWRIGHT_LIB_FRONTEND_PARSER_H
