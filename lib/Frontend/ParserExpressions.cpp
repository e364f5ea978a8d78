//===- ParserExpressions.cpp - Grammar of expressions ---------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Rules EXP1, EXP4 and EXP5. Trees are at most maxNesting high (LEX6), so that
// every later stage may recurse over them. Left-associative chains and postfix
// operators grow trees without recursion here; hence the check of `finish`
// beside the check of `enter`.
//
//===----------------------------------------------------------------------===//

#include "Parser.h"

#include "mapwright/Frontend/Frontend.h"
#include "mapwright/Support/Diagnostics.h"

#include "llvm/ADT/ScopeExit.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace mapwright;
using namespace mapwright::ast;
using llvm::ArrayRef;
using llvm::isa;
using llvm::StringRef;
using mlir::failed;
using mlir::failure;
using mlir::FailureOr;
using mlir::LogicalResult;
using mlir::success;

//===----------------------------------------------------------------------===//
// Nesting
//===----------------------------------------------------------------------===//

LogicalResult Parser::tooDeep() {
  return error(token.range,
               "expression is nested more than " + llvm::Twine(maxNesting) +
                   " levels deep; assign parts of it to names, or group long "
                   "chains with parentheses");
}

/// The caller leaves the level again.
LogicalResult Parser::enter(unsigned &level) {
  ++level;
  return level > maxNesting ? tooDeep() : success();
}

Parser::OperandOr Parser::finish(Expr *expr, unsigned childHeight) {
  if (childHeight >= maxNesting)
    return tooDeep();
  return Operand{expr, expr->range, childHeight + 1};
}

Parser::OperandOr Parser::leaf(Expr *expr) {
  return Operand{expr, expr->range, 0};
}

//===----------------------------------------------------------------------===//
// Operators
//===----------------------------------------------------------------------===//

FailureOr<Expr *> Parser::parseExpression() {
  OperandOr operand = parseExpr();
  if (failed(operand))
    return failure();
  return operand->expr;
}

Parser::OperandOr Parser::parseExpr() {
  OperandOr condition = parseBinary(/*minPrecedence=*/1);
  if (failed(condition) || !token.is(TokenKind::Question))
    return condition;
  return parseConditional(*condition);
}

Parser::OperandOr Parser::parseConditional(Operand condition) {
  llvm::scope_exit leave([&] { --exprLevel; });
  if (failed(enter(exprLevel)))
    return failure();
  advance();
  OperandOr thenOperand = parseExpr();
  if (failed(thenOperand) ||
      failed(expect(TokenKind::Colon, "`:` of the conditional `c ? a : b`")))
    return failure();
  OperandOr elseOperand = parseExpr();
  if (failed(elseOperand))
    return failure();
  unsigned height =
      std::max({condition.height, thenOperand->height, elseOperand->height});
  Range range{condition.outer.begin, elseOperand->outer.end};
  return finish(context.create<ConditionalExpr>(range, condition.expr,
                                                thenOperand->expr,
                                                elseOperand->expr),
                height);
}

static std::optional<BinaryOp> binaryOp(TokenKind kind) {
  switch (kind) {
  case TokenKind::Plus:
    return BinaryOp::Add;
  case TokenKind::Minus:
    return BinaryOp::Sub;
  case TokenKind::Star:
    return BinaryOp::Mul;
  case TokenKind::Slash:
    return BinaryOp::Div;
  case TokenKind::Percent:
    return BinaryOp::Rem;
  case TokenKind::Less:
    return BinaryOp::Lt;
  case TokenKind::LessEqual:
    return BinaryOp::Le;
  case TokenKind::Greater:
    return BinaryOp::Gt;
  case TokenKind::GreaterEqual:
    return BinaryOp::Ge;
  case TokenKind::EqualEqual:
    return BinaryOp::Eq;
  case TokenKind::NotEqual:
    return BinaryOp::Ne;
  case TokenKind::And:
    return BinaryOp::And;
  case TokenKind::Or:
    return BinaryOp::Or;
  default:
    return std::nullopt;
  }
}

std::optional<Parser::OperatorGuess> Parser::guessBinaryOperator() const {
  if (std::optional<BinaryOp> op = binaryOp(token.kind))
    return OperatorGuess{*op, false};
  if (token.is(TokenKind::Equal))
    return OperatorGuess{BinaryOp::Eq, true};
  if (atIdentifier("and"))
    return OperatorGuess{BinaryOp::And, true};
  if (atIdentifier("or"))
    return OperatorGuess{BinaryOp::Or, true};
  return std::nullopt;
}

void Parser::reportMisspeltOperator(BinaryOp op) {
  StringRef right = spelling(op);
  bool isClear = op != BinaryOp::Eq || !equalIsAmbiguous;
  StringRef remedy = op == BinaryOp::Eq ? "; `=` assigns, `==` compares" : "";
  slip(token.range,
       "expected `" + right + "`, got " + describe(source, token) + remedy,
       makeFix(("write `" + right + "`").str(), token.range, right,
               isClear ? Applicability::Machine : Applicability::Maybe));
}

/// Precedence climbing: operators that bind at least as tightly as
/// `minPrecedence`.
Parser::OperandOr Parser::parseBinary(unsigned minPrecedence) {
  OperandOr lhs = parseUnary();
  while (succeeded(lhs)) {
    std::optional<OperatorGuess> guess = guessBinaryOperator();
    if (!guess || precedence(guess->op) < minPrecedence)
      return lhs;
    if (guess->misspelt)
      reportMisspeltOperator(guess->op);
    Range opRange = token.range;
    advance();
    OperandOr rhs = parseBinary(precedence(guess->op) + 1);
    if (failed(rhs))
      return failure();
    Range range{lhs->outer.begin, rhs->outer.end};
    lhs = finish(context.create<BinaryExpr>(range, guess->op, opRange,
                                            lhs->expr, rhs->expr),
                 std::max(lhs->height, rhs->height));
  }
  return failure();
}

Parser::OperandOr Parser::parseUnary() {
  if (token.is(TokenKind::Minus))
    return parseNegate();
  Token after = atIdentifier("not") ? peek() : Token();
  if (token.is(TokenKind::Bang) ||
      after.isAny(TokenKind::Identifier, TokenKind::Integer, TokenKind::kw_True,
                  TokenKind::kw_False))
    return parseNot();
  return parsePostfix();
}

Parser::OperandOr Parser::parseNegate() {
  llvm::scope_exit leave([&] { --exprLevel; });
  if (failed(enter(exprLevel)))
    return failure();
  uint32_t begin = token.range.begin;
  advance();
  OperandOr operand = parseUnary();
  if (failed(operand))
    return failure();
  Range range{begin, operand->outer.end};
  return finish(context.create<NegateExpr>(range, operand->expr),
                operand->height);
}

/// `!x` and `not x`, which the language does not have.
Parser::OperandOr Parser::parseNot() {
  llvm::scope_exit leave([&] { --exprLevel; });
  if (failed(enter(exprLevel)))
    return failure();
  Token word = token;
  bool isBang = word.is(TokenKind::Bang);
  advance();
  Range wordAndGap{word.range.begin, token.range.begin};
  // Python's `not` binds less tightly than comparisons.
  OperandOr operand =
      isBang ? parseUnary() : parseBinary(precedence(BinaryOp::Eq));
  if (failed(operand))
    return failure();
  bool isBinary = isa<BinaryExpr>(operand->expr) &&
                  operand->outer.begin == operand->expr->range.begin;
  Fix fix = makeFix("compare with `False`", wordAndGap, isBinary ? "(" : "",
                    Applicability::Maybe);
  fix.edits.push_back({source.getName().str(), operand->outer.end,
                       operand->outer.end,
                       isBinary ? ") == False" : " == False"});
  slip(word.range,
       quoteForMessage(text(word)) +
           " is not an operator; write `x == False` instead",
       std::move(fix));
  Range range{word.range.begin, operand->outer.end};
  auto *no = context.create<BoolExpr>(range, false);
  return finish(context.create<BinaryExpr>(range, BinaryOp::Eq, word.range,
                                           operand->expr, no),
                operand->height);
}

//===----------------------------------------------------------------------===//
// Postfix operators
//===----------------------------------------------------------------------===//

Parser::OperandOr Parser::parsePostfix() {
  OperandOr base = parsePrimary();
  while (succeeded(base)) {
    if (token.is(TokenKind::Dot))
      base = parseMember(*base);
    else if (token.is(TokenKind::LeftBracket))
      base = parseSubscript(*base);
    else if (token.is(TokenKind::LeftParen))
      return error(token.range,
                   "unexpected `(`; only functions and methods are called, "
                   "`f(x)` or `m.split(0, 2)`");
    else
      return base;
  }
  return failure();
}

Parser::OperandOr Parser::parseMember(Operand base) {
  advance();
  if (token.is(TokenKind::Integer) && isa<IntExpr>(base.expr))
    return error(token.range,
                 "expected the name of a property or method, got " +
                     describe(source, token) + "; numbers are integers");
  FailureOr<Name> name = parseName("property or method");
  if (failed(name))
    return failure();
  Range range = rangeFrom(base.outer.begin);
  if (!token.is(TokenKind::LeftParen))
    return finish(context.create<PropertyExpr>(range, base.expr, *name),
                  base.height);
  Elements args;
  if (failed(parseCallArguments(args)))
    return failure();
  range = rangeFrom(base.outer.begin);
  return finish(
      context.create<MethodExpr>(range, base.expr, *name,
                                 context.copy(ArrayRef<Expr *>(args.list))),
      std::max(base.height, args.height));
}

Parser::OperandOr Parser::parseSubscript(Operand base) {
  llvm::scope_exit leave([&] { --exprLevel; });
  llvm::SaveAndRestore restore(equalIsAmbiguous, false);
  if (failed(enter(exprLevel)))
    return failure();
  advance();
  if (token.is(TokenKind::Colon))
    return parseSlice(base, nullptr);
  if (token.is(TokenKind::RightBracket))
    return expected("an index");
  Elements args;
  if (failed(parseArguments(args)))
    return failure();
  if (token.is(TokenKind::Colon) && args.list.size() == 1 &&
      !isa<UnpackExpr, StarExpr>(args.list.front())) {
    Operand lower{args.list.front(), {}, args.height};
    return parseSlice(base, &lower);
  }
  if (token.is(TokenKind::Colon))
    return error(token.range, "unexpected `:`; a slice `t[a:b]` has two "
                              "bounds and no other indices");
  rejectTrailingComma(args);
  if (failed(expect(TokenKind::RightBracket, "`,` or `]`")))
    return failure();
  return finish(
      context.create<IndexExpr>(rangeFrom(base.outer.begin), base.expr,
                                context.copy(ArrayRef<Expr *>(args.list))),
      std::max(base.height, args.height));
}

Parser::OperandOr Parser::parseSlice(Operand base, Operand *lower) {
  advance();
  unsigned height = std::max(base.height, lower ? lower->height : 0);
  Expr *upper = nullptr;
  if (!token.is(TokenKind::RightBracket)) {
    OperandOr operand = parseExpr();
    if (failed(operand))
      return failure();
    height = std::max(height, operand->height);
    upper = operand->expr;
  }
  if (token.isAny(TokenKind::Comma, TokenKind::Colon))
    return error(token.range, "unexpected " + describe(source, token) +
                                  "; a slice `t[a:b]` has two bounds and no "
                                  "other indices");
  if (failed(expect(TokenKind::RightBracket, "`]`")))
    return failure();
  return finish(context.create<SliceExpr>(rangeFrom(base.outer.begin),
                                          base.expr,
                                          lower ? lower->expr : nullptr, upper),
                height);
}

//===----------------------------------------------------------------------===//
// Primary expressions
//===----------------------------------------------------------------------===//

Parser::OperandOr Parser::parsePrimary() {
  Range range = token.range;
  StringRef spelled = tokenText();
  Expr *simple = nullptr;
  if (token.is(TokenKind::Integer))
    simple = context.create<IntExpr>(range, integerValue(token));
  else if (token.isAny(TokenKind::kw_True, TokenKind::kw_False))
    simple = context.create<BoolExpr>(range, token.is(TokenKind::kw_True));
  else if (token.isKeyword(KeywordCategory::Processor))
    simple = context.create<ProcExpr>(range, *parseProcKind(spelled));
  else if (token.isKeyword(KeywordCategory::Memory))
    simple = context.create<MemExpr>(range, *parseMemKind(spelled));
  if (simple) {
    advance();
    return leaf(simple);
  }
  switch (token.kind) {
  case TokenKind::Identifier:
    return parseNameOrCall();
  case TokenKind::LeftParen:
    return parseParenthesized();
  case TokenKind::kw_tuple:
    return parseTupleFor();
  case TokenKind::kw_Machine:
    return parseMachine();
  default:
    return notAnExpression();
  }
}

Parser::OperandOr Parser::notAnExpression() {
  StringRef remedy;
  if (token.is(TokenKind::String))
    remedy = "; a string is the name of a task or region, not a value";
  else if (token.is(TokenKind::Star))
    remedy = "; `*` stands only in `[...]`, in a call and in a tuple `(*t, 1)`";
  else if (token.is(TokenKind::Plus))
    remedy = "; there is no unary `+`";
  else if (token.isKeyword())
    remedy = ", which is a keyword";
  return error(token.range, "expected an expression, got " +
                                describe(source, token) + remedy);
}

Parser::OperandOr Parser::parseNameOrCall() {
  Name name{tokenText(), token.range};
  bool isTrue = name.text == "true";
  if (isTrue || name.text == "false") {
    StringRef right = isTrue ? "True" : "False";
    slip(name.range, "expected `" + right + "`, got `" + name.text + "`",
         makeFix(("write `" + right + "`").str(), name.range, right));
    advance();
    return leaf(context.create<BoolExpr>(name.range, isTrue));
  }
  advance();
  if (!token.is(TokenKind::LeftParen))
    return leaf(context.create<NameExpr>(name.range, name.text));
  Elements args;
  if (failed(parseCallArguments(args)))
    return failure();
  return finish(
      context.create<CallExpr>(rangeFrom(name.range.begin), name,
                               context.copy(ArrayRef<Expr *>(args.list))),
      args.height);
}

/// `(a)`, or the tuples `(a,)`, `(a, b)`.
Parser::OperandOr Parser::parseParenthesized() {
  uint32_t begin = token.range.begin;
  llvm::scope_exit leave([&] { --parenLevel; });
  llvm::SaveAndRestore restore(equalIsAmbiguous, false);
  if (failed(enter(parenLevel)))
    return failure();
  advance();
  if (token.is(TokenKind::RightParen))
    return error(token.range, "expected an expression, got `)`; a tuple has "
                              "at least one element");
  Elements elements;
  if (failed(parseArguments(elements)))
    return failure();
  if (elements.list.size() > 1)
    rejectTrailingComma(elements);
  if (failed(expect(TokenKind::RightParen, "`,` or `)`")))
    return failure();
  Range range = rangeFrom(begin);
  Expr *first = elements.list.front();
  if (elements.list.size() > 1 || elements.trailingComma)
    return finish(context.create<TupleExpr>(
                      range, context.copy(ArrayRef<Expr *>(elements.list))),
                  elements.height);
  if (isa<UnpackExpr, StarExpr>(first)) {
    Range beforeClose{range.end - 1, range.end - 1};
    return error(first->range,
                 "unexpected `*` in parentheses; a tuple of one element has a "
                 "comma, `(*t,)`",
                 makeFix("insert `,`", beforeClose, ",", Applicability::Maybe));
  }
  first->parenthesized = true;
  return Operand{first, range, elements.height};
}

Parser::OperandOr Parser::parseTupleFor() {
  uint32_t begin = token.range.begin;
  llvm::scope_exit leave([&] { --exprLevel; });
  if (failed(enter(exprLevel)))
    return failure();
  advance();
  if (failed(expect(TokenKind::LeftParen, "`(` after `tuple`")))
    return failure();
  OperandOr body = parseExpr();
  if (failed(body))
    return failure();
  if (!token.is(TokenKind::kw_for))
    return expected("`for` of `tuple(e for i in t)`, or a tuple written "
                    "`(a, b)`");
  advance();
  FailureOr<Name> variable = parseName("variable");
  if (failed(variable) || failed(expect(TokenKind::kw_in, "`in`")))
    return failure();
  OperandOr over = parseExpr();
  if (failed(over) || failed(expect(TokenKind::RightParen, "`)`")))
    return failure();
  return finish(context.create<TupleForExpr>(rangeFrom(begin), body->expr,
                                             *variable, over->expr),
                std::max(body->height, over->height));
}

Parser::OperandOr Parser::parseMachine() {
  uint32_t begin = token.range.begin;
  llvm::scope_exit leave([&] { --exprLevel; });
  if (failed(enter(exprLevel)))
    return failure();
  advance();
  if (failed(expect(TokenKind::LeftParen, "`(` after `Machine`")))
    return failure();
  if (token.is(TokenKind::RightParen))
    return expected("a processor kind, `Machine(GPU)`");
  OperandOr argument = parseExpr();
  if (failed(argument))
    return failure();
  if (token.is(TokenKind::Comma))
    return error(token.range, "expected `)`, got `,`; a machine space has one "
                              "processor kind, `Machine(GPU)`");
  if (failed(expect(TokenKind::RightParen, "`)`")))
    return failure();
  return finish(context.create<MachineExpr>(rangeFrom(begin), argument->expr),
                argument->height);
}

//===----------------------------------------------------------------------===//
// Elements of calls, indices and tuples
//===----------------------------------------------------------------------===//

/// An expression, `*expression`, or `*`.
Parser::OperandOr Parser::parseElement() {
  if (!token.is(TokenKind::Star))
    return parseExpr();
  Token star = token;
  advance();
  if (token.isAny(TokenKind::Comma, TokenKind::RightBracket,
                  TokenKind::RightParen))
    return leaf(context.create<StarExpr>(star.range));
  llvm::scope_exit leave([&] { --exprLevel; });
  if (failed(enter(exprLevel)))
    return failure();
  OperandOr operand = parseExpr();
  if (failed(operand))
    return failure();
  Range range{star.range.begin, operand->outer.end};
  return finish(context.create<UnpackExpr>(range, operand->expr),
                operand->height);
}

/// One or more elements, up to the closing token, which is left.
LogicalResult Parser::parseArguments(Elements &elements) {
  do {
    bool atClose = token.isAny(TokenKind::RightParen, TokenKind::RightBracket);
    if (!elements.list.empty() && atClose) {
      elements.trailingComma = Range{previousEnd - 1, previousEnd};
      return success();
    }
    OperandOr element = parseElement();
    if (failed(element))
      return failure();
    elements.list.push_back(element->expr);
    elements.height = std::max(elements.height, element->height);
  } while (consumeIf(TokenKind::Comma));
  return success();
}

void Parser::rejectTrailingComma(const Elements &elements) {
  if (elements.trailingComma)
    slip(*elements.trailingComma,
         "unexpected `,` before " + describe(source, token) +
             "; only a tuple of one element ends with a comma",
         makeFix("remove it", *elements.trailingComma, ""));
}

/// A call's arguments with the parentheses around them.
LogicalResult Parser::parseCallArguments(Elements &elements) {
  llvm::scope_exit leave([&] { --exprLevel; });
  llvm::SaveAndRestore restore(equalIsAmbiguous, true);
  if (failed(enter(exprLevel)))
    return failure();
  advance();
  if (consumeIf(TokenKind::RightParen))
    return success();
  if (failed(parseArguments(elements)))
    return failure();
  rejectTrailingComma(elements);
  return expect(TokenKind::RightParen, "`,` or `)`");
}
