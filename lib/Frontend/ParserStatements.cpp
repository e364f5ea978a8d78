//===- ParserStatements.cpp - Grammar of statements -----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Section 2 of the reference, except functions.
//
//===----------------------------------------------------------------------===//

#include "Parser.h"

#include "mapwright/Support/Diagnostics.h"

#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/StringSwitch.h"

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
// Dispatch
//===----------------------------------------------------------------------===//

static StringRef statementForm(TokenKind kind) {
  switch (kind) {
  case TokenKind::kw_Task:
    return "Task TASK PROCESSOR,...;";
  case TokenKind::kw_Region:
    return "Region TASK REGION PROCESSOR MEMORY,...;";
  case TokenKind::kw_Layout:
    return "Layout TASK REGION MEMORY WORD...;";
  case TokenKind::kw_IndexTaskMap:
    return "IndexTaskMap TASK FUNCTION;";
  case TokenKind::kw_SingleTaskMap:
    return "SingleTaskMap TASK FUNCTION;";
  case TokenKind::kw_InstanceLimit:
    return "InstanceLimit TASK COUNT;";
  case TokenKind::kw_CollectMemory:
    return "CollectMemory TASK REGION;";
  case TokenKind::kw_ControlReplicate:
    return "ControlReplicate TASK;";
  case TokenKind::kw_print:
    return "print(\"text {}\", VALUE);";
  case TokenKind::kw_def:
    return "def NAME(TYPE NAME, ...) { ... }";
  default:
    return "";
  }
}

Stmt *Parser::parseTopLevelStatement() {
  if (dropEmptyStatement())
    return nullptr;
  Stmt *statement = parseStatement();
  if (!broken)
    return statement;
  skipStatement();
  return nullptr;
}

Stmt *Parser::parseStatement() {
  Token first = token;
  uint32_t begin = first.range.begin;
  form = statementForm(first.kind);
  llvm::scope_exit leave([&] { form = ""; });
  if (first.is(TokenKind::kw_def))
    return parseFunction();
  if (first.is(TokenKind::RightBrace)) {
    dropStrayBrace();
    return nullptr;
  }
  if (!first.isKeyword(KeywordCategory::Statement))
    return parseNameStatement();
  advance();
  switch (first.kind) {
  case TokenKind::kw_Task:
    return parseTask(begin);
  case TokenKind::kw_Region:
    return parseRegion(begin);
  case TokenKind::kw_Layout:
    return parseLayout(begin);
  case TokenKind::kw_IndexTaskMap:
    return parseMap<IndexTaskMapStmt>(begin);
  case TokenKind::kw_SingleTaskMap:
    return parseMap<SingleTaskMapStmt>(begin);
  case TokenKind::kw_InstanceLimit:
    return parseInstanceLimit(begin);
  case TokenKind::kw_CollectMemory:
    return parseCollectMemory(begin);
  case TokenKind::kw_ControlReplicate:
    return parseControlReplicate(begin);
  case TokenKind::kw_print:
    return parsePrint(begin);
  default:
    (void)error(first.range, "`return` stands outside of a function; it "
                             "belongs between the braces of a `def`");
    return nullptr;
  }
}

void Parser::dropStrayBrace() {
  if (ignoredBraces > 0)
    --ignoredBraces;
  else
    slip(token.range, "unexpected `}`; no function is open here",
         makeFix("remove it", token.range, ""));
  advanceToNextStatement();
}

/// A lone `;` is a slip: a function definition has none after it (LEX5).
bool Parser::dropEmptyStatement() {
  if (!token.is(TokenKind::Semicolon))
    return false;
  slip(token.range, "unexpected `;`; no statement stands before it",
       makeFix("remove it", token.range, ""));
  advanceToNextStatement();
  return true;
}

/// What to write instead of something other languages have.
static StringRef foreignConstruct(StringRef word) {
  return llvm::StringSwitch<StringRef>(word)
      .Cases({"if", "else", "elif", "switch"},
             "; there is no such statement, choose with `c ? a : b`")
      .Cases({"for", "while", "do"},
             "; there are no loops, build a tuple with `tuple(e for i in t)`")
      .Cases({"let", "var", "const", "auto"},
             "; a name is declared by assigning it, `x = 1;`")
      .Cases({"import", "include", "from"}, "; a mapper is one file")
      .Default("");
}

LogicalResult Parser::expectSemicolon() {
  if (token.is(TokenKind::Semicolon)) {
    advanceToNextStatement();
    return success();
  }
  if (!startsStatementOnNewLine())
    return error(token.range, "expected `;` at the end of the statement, got " +
                                  describe(source, token) +
                                  foreignConstruct(tokenText()));
  slip(afterPrevious(),
       "expected `;` at the end of the statement, got " +
           describe(source, token),
       makeFix("insert `;`", afterPrevious(), ";"));
  doubtful = false;
  return success();
}

//===----------------------------------------------------------------------===//
// Statements that start with a name, print and return
//===----------------------------------------------------------------------===//

Stmt *Parser::parseNameStatement() {
  if (skipDeclaredType() ||
      (token.is(TokenKind::Identifier) &&
       peek().isAny(TokenKind::Equal, TokenKind::EqualEqual)))
    return parseAssign();
  (void)unknownStatement();
  return nullptr;
}

/// `int x = 1;` as in C: the type goes.
bool Parser::skipDeclaredType() {
  if (!token.isKeyword(KeywordCategory::Type))
    return false;
  Token type = token;
  Lexer ahead(lexer);
  if (!ahead.next().is(TokenKind::Identifier) ||
      !ahead.next().is(TokenKind::Equal))
    return false;
  advance();
  Range typeAndGap{type.range.begin, token.range.begin};
  slip(type.range,
       "unexpected type `" + text(type) +
           "`; an assignment declares its name without one",
       makeFix("remove the type", typeAndGap, ""));
  return true;
}

LogicalResult Parser::unknownStatement() {
  std::string message = "expected a statement, got " + describe(source, token);
  StringRef foreign = foreignConstruct(tokenText());
  if (!foreign.empty())
    return error(token.range, message + foreign);
  if (token.is(TokenKind::Slash))
    return error(token.range, message + "; comments start with `#` or `//`");
  if (!token.is(TokenKind::Identifier))
    return error(token.range, message);
  StringRef close =
      closestName(tokenText(), keywordSpellings(KeywordCategory::Statement));
  if (!close.empty())
    return error(token.range, message + "; did you mean `" + close + "`?",
                 makeFix(("write `" + close + "`").str(), token.range, close));
  return error(token.range,
               message + "; a name starts an assignment, `NAME = VALUE;`");
}

Stmt *Parser::parseAssign() {
  Name target{tokenText(), token.range};
  advance();
  if (token.is(TokenKind::EqualEqual))
    slip(token.range, "expected `=`, got `==`; `==` compares, `=` assigns",
         makeFix("write `=`", token.range, "="));
  advance();
  equalIsAmbiguous = true;
  FailureOr<Expr *> value = parseExpression();
  if (failed(value) || failed(expectSemicolon()))
    return nullptr;
  return context.create<AssignStmt>(rangeFrom(target.range.begin), target,
                                    *value);
}

Stmt *Parser::parseReturn(uint32_t begin) {
  equalIsAmbiguous = false;
  if (token.is(TokenKind::Semicolon)) {
    (void)expected("a value after `return`");
    return nullptr;
  }
  FailureOr<Expr *> value = parseExpression();
  if (failed(value) || failed(expectSemicolon()))
    return nullptr;
  return context.create<ReturnStmt>(rangeFrom(begin), *value);
}

Stmt *Parser::parsePrint(uint32_t begin) {
  if (failed(expect(TokenKind::LeftParen, "`(` after `print`")))
    return nullptr;
  if (!token.is(TokenKind::String)) {
    (void)expected("a string as the first argument of `print`");
    return nullptr;
  }
  Name format{tokenText().drop_front().rtrim('"'), token.range};
  advance();
  equalIsAmbiguous = true;
  Elements args;
  if (consumeIf(TokenKind::Comma) && failed(parseArguments(args)))
    return nullptr;
  rejectTrailingComma(args);
  if (failed(expect(TokenKind::RightParen, "`,` or `)`")) ||
      failed(expectSemicolon()))
    return nullptr;
  return context.create<PrintStmt>(rangeFrom(begin), format,
                                   context.copy(ArrayRef<Expr *>(args.list)));
}

//===----------------------------------------------------------------------===//
// Declarative statements
//===----------------------------------------------------------------------===//

Stmt *Parser::parseTask(uint32_t begin) {
  FailureOr<ArrayRef<Selector>> tasks = parseSelectors(SelectorRole::Task);
  if (failed(tasks) || failed(rejectMissingComma()))
    return nullptr;
  FailureOr<ArrayRef<ProcName>> kinds = parseProcKinds();
  if (failed(kinds) || failed(expectSemicolon()))
    return nullptr;
  return context.create<TaskStmt>(rangeFrom(begin), *tasks, *kinds);
}

/// `Task a b GPU;`
LogicalResult Parser::rejectMissingComma() {
  bool isName = token.isAny(TokenKind::Identifier, TokenKind::String);
  if (!isName || !guessKeyword(KeywordCategory::Processor).empty())
    return success();
  return error(
      token.range,
      "expected a processor kind, got " + describe(source, token) +
          "; names in a list are separated by commas, a name with blanks is "
          "written in quotes" +
          formRemedy(),
      makeFix("insert `,`", afterPrevious(), ",", Applicability::Maybe));
}

Stmt *Parser::parseRegion(uint32_t begin) {
  FailureOr<ArrayRef<Selector>> tasks = parseSelectors(SelectorRole::Task);
  if (failed(tasks))
    return nullptr;
  FailureOr<ArrayRef<Selector>> regions = parseSelectors(SelectorRole::Region);
  if (failed(regions))
    return nullptr;
  FailureOr<std::optional<ProcName>> proc = parseProcOrStar();
  if (failed(proc))
    return nullptr;
  FailureOr<ArrayRef<MemName>> memories = parseMemKinds();
  if (failed(memories) || failed(expectSemicolon()))
    return nullptr;
  return context.create<RegionStmt>(rangeFrom(begin), *tasks, *regions, *proc,
                                    *memories);
}

Stmt *Parser::parseLayout(uint32_t begin) {
  FailureOr<ArrayRef<Selector>> tasks = parseSelectors(SelectorRole::Task);
  if (failed(tasks))
    return nullptr;
  FailureOr<ArrayRef<Selector>> regions = parseSelectors(SelectorRole::Region);
  std::optional<MemName> memory;
  std::optional<ProcName> proc;
  if (failed(regions) || failed(parseLayoutTarget(memory, proc)))
    return nullptr;
  SmallVector<LayoutWord> words;
  while (!token.is(TokenKind::Semicolon) && !startsStatementOnNewLine()) {
    FailureOr<LayoutWord> word = parseLayoutWord();
    if (failed(word))
      return nullptr;
    words.push_back(*word);
  }
  if (failed(expectSemicolon()))
    return nullptr;
  return context.create<LayoutStmt>(rangeFrom(begin), *tasks, *regions, memory,
                                    proc,
                                    context.copy(ArrayRef<LayoutWord>(words)));
}

template <typename MapStmt>
Stmt *Parser::parseMap(uint32_t begin) {
  ArrayRef<Selector> tasks;
  std::optional<ProcName> proc;
  if (token.isKeyword(KeywordCategory::Processor)) {
    proc = ProcName{*parseProcKind(tokenText()), token.range};
    advance();
    if (token.is(TokenKind::Comma)) {
      (void)error(token.range, "expected the name of a function, got `,`; a "
                               "map names one processor kind, write one "
                               "statement for each");
      return nullptr;
    }
  } else {
    FailureOr<ArrayRef<Selector>> list = parseSelectors(SelectorRole::Task);
    if (failed(list))
      return nullptr;
    tasks = *list;
  }
  FailureOr<Name> function = parseName("function");
  if (failed(function) || failed(expectSemicolon()))
    return nullptr;
  return context.create<MapStmt>(rangeFrom(begin), tasks, proc, *function);
}

Stmt *Parser::parseInstanceLimit(uint32_t begin) {
  FailureOr<ArrayRef<Selector>> tasks = parseSelectors(SelectorRole::Task);
  if (failed(tasks))
    return nullptr;
  Range limitRange = token.range;
  FailureOr<int64_t> limit = parseInteger("an integer of at least 1");
  if (failed(limit) || failed(expectSemicolon()))
    return nullptr;
  return context.create<InstanceLimitStmt>(rangeFrom(begin), *tasks, *limit,
                                           limitRange);
}

Stmt *Parser::parseCollectMemory(uint32_t begin) {
  FailureOr<ArrayRef<Selector>> tasks = parseSelectors(SelectorRole::Task);
  if (failed(tasks))
    return nullptr;
  FailureOr<ArrayRef<Selector>> regions = parseSelectors(SelectorRole::Region);
  if (failed(regions) || failed(expectSemicolon()))
    return nullptr;
  return context.create<CollectMemoryStmt>(rangeFrom(begin), *tasks, *regions);
}

Stmt *Parser::parseControlReplicate(uint32_t begin) {
  if (token.is(TokenKind::Star)) {
    (void)error(token.range,
                "expected the name of a task, got `*`; only named tasks are "
                "control-replicated, usually the top-level task",
                std::nullopt, DiagId::ReplicateStar);
    return nullptr;
  }
  FailureOr<ArrayRef<Selector>> tasks = parseSelectors(SelectorRole::Task);
  if (failed(tasks) || failed(expectSemicolon()))
    return nullptr;
  return context.create<ControlReplicateStmt>(rangeFrom(begin), *tasks);
}
