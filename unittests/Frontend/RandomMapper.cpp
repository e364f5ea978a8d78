//===- RandomMapper.cpp - Random programs for tests -----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RandomMapper.h"

#include "lib/Frontend/Lexer.h"

#include "llvm/ADT/SmallVector.h"

using namespace mapwright;
using namespace mapwright::ast;
using namespace mapwright::test;
using llvm::ArrayRef;
using llvm::SmallVector;
using llvm::StringRef;

namespace {
class Generator {
public:
  Generator(Random &random, ASTContext &context)
      : random(random), context(context) {}

  Stmt *topLevelStatement();

private:
  enum class Unpacking : bool { No, Yes };

  Stmt *declaration();
  Stmt *function();
  Stmt *bodyStatement();
  template <typename MapStmt>
  Stmt *map();
  Stmt *print();

  Expr *expression(unsigned depth);
  Expr *leaf();
  Expr *operation(unsigned depth);
  Expr *postfix(unsigned depth);
  Expr *element(unsigned depth);
  ArrayRef<Expr *> elements(unsigned least, unsigned depth);
  Expr *optional(unsigned depth) {
    return random.oneIn(2) ? expression(depth) : nullptr;
  }

  Name name();
  Selector selector(bool isRegion);
  ArrayRef<Selector> selectors(bool isRegion);
  ProcName proc() { return {ProcKind(random.below(numProcKinds)), {}}; }
  MemName mem() { return {MemKind(random.below(numMemKinds)), {}}; }
  LayoutWord layoutWord();

  /// A list of `least` to `least` + 2 items.
  template <typename Make>
  auto list(unsigned least, Make make) {
    SmallVector<decltype(make())> items;
    for (unsigned n = least + random.below(3); items.size() < n;)
      items.push_back(make());
    return context.copy(ArrayRef<decltype(make())>(items));
  }
  template <typename Make>
  auto maybe(Make make) {
    return random.oneIn(2) ? std::optional(make()) : std::nullopt;
  }

  Random &random;
  ASTContext &context;
};
} // namespace

static constexpr unsigned maxDepth = 5;

//===----------------------------------------------------------------------===//
// Positions
//===----------------------------------------------------------------------===//

Name Generator::name() {
  static constexpr llvm::StringLiteral names[] = {
      "a", "x1", "mgpu", "task", "size", "linear_block", "_", "tuple_", "F"};
  return {names[random.below(std::size(names))], {}};
}

Selector Generator::selector(bool isRegion) {
  static constexpr llvm::StringLiteral strings[] = {
      "Initialize Nodes", "GPU", "0", "ghost_*", "# no // comment", "\xC3\xA9"};
  Selector result;
  switch (random.below(isRegion ? 3 : 2)) {
  case 0:
    result.kind = Selector::Identifier;
    result.text = name().text;
    break;
  case 1:
    result.kind = Selector::String;
    result.text = strings[random.below(std::size(strings))];
    break;
  default:
    result.kind = Selector::Index;
    result.index = random.below(12);
    break;
  }
  return result;
}

ArrayRef<Selector> Generator::selectors(bool isRegion) {
  if (random.oneIn(3))
    return context.copy(ArrayRef<Selector>(Selector()));
  return list(1, [&] { return selector(isRegion); });
}

LayoutWord Generator::layoutWord() {
  LayoutWord word;
  word.kind = LayoutWordKind(random.below(8));
  if (word.kind == LayoutWordKind::Align) {
    word.alignOp = AlignOp(random.below(6));
    word.align = int64_t(1) << random.below(12);
  }
  return word;
}

//===----------------------------------------------------------------------===//
// Statements
//===----------------------------------------------------------------------===//

Stmt *Generator::topLevelStatement() {
  switch (random.below(6)) {
  case 0:
    return context.create<AssignStmt>(Range(), name(), expression(maxDepth));
  case 1:
    return function();
  case 2:
    return random.oneIn(2) ? map<IndexTaskMapStmt>() : map<SingleTaskMapStmt>();
  case 3:
    return random.oneIn(4) ? print() : declaration();
  default:
    return declaration();
  }
}

Stmt *Generator::declaration() {
  Range none;
  ArrayRef<Selector> tasks = selectors(false), regions = selectors(true);
  switch (random.below(6)) {
  case 0:
    return context.create<TaskStmt>(none, tasks,
                                    list(1, [&] { return proc(); }));
  case 1:
    return context.create<RegionStmt>(none, tasks, regions,
                                      maybe([&] { return proc(); }),
                                      list(1, [&] { return mem(); }));
  case 2: {
    std::optional<MemName> memory = maybe([&] { return mem(); });
    std::optional<ProcName> processor;
    if (!memory)
      processor = maybe([&] { return proc(); });
    return context.create<LayoutStmt>(none, tasks, regions, memory, processor,
                                      list(0, [&] { return layoutWord(); }));
  }
  case 3:
    return context.create<InstanceLimitStmt>(none, tasks, random.below(9),
                                             none);
  case 4:
    return context.create<CollectMemoryStmt>(none, tasks, regions);
  default:
    return context.create<ControlReplicateStmt>(
        none, list(1, [&] { return selector(false); }));
  }
}

template <typename MapStmt>
Stmt *Generator::map() {
  bool byKind = random.oneIn(2);
  return context.create<MapStmt>(
      Range(), byKind ? ArrayRef<Selector>() : selectors(false),
      byKind ? std::optional(proc()) : std::nullopt, name());
}

Stmt *Generator::print() {
  return context.create<PrintStmt>(Range(), Name{"{} and {}", {}},
                                   elements(0, 2));
}

Stmt *Generator::bodyStatement() {
  if (random.oneIn(4))
    return print();
  return context.create<AssignStmt>(Range(), name(), expression(maxDepth));
}

Stmt *Generator::function() {
  auto params =
      list(0, [&] { return Param{ParamType(random.below(6)), {}, name()}; });
  SmallVector<Stmt *> body(list(0, [&] { return bodyStatement(); }));
  body.push_back(context.create<ReturnStmt>(Range(), expression(maxDepth)));
  return context.create<FunctionStmt>(Range(), name(), params,
                                      context.copy(ArrayRef<Stmt *>(body)));
}

//===----------------------------------------------------------------------===//
// Expressions
//===----------------------------------------------------------------------===//

Expr *Generator::leaf() {
  Range none;
  switch (random.below(6)) {
  case 0:
    return context.create<IntExpr>(none, random.below(100));
  case 1:
    return context.create<BoolExpr>(none, random.oneIn(2));
  case 2:
    return context.create<ProcExpr>(none, proc().kind);
  case 3:
    return context.create<MemExpr>(none, mem().kind);
  default:
    return context.create<NameExpr>(none, name().text);
  }
}

Expr *Generator::expression(unsigned depth) {
  if (depth == 0 || random.oneIn(5))
    return leaf();
  return random.oneIn(2) ? operation(depth - 1) : postfix(depth - 1);
}

Expr *Generator::operation(unsigned depth) {
  Range none;
  switch (random.below(6)) {
  case 0:
    return context.create<NegateExpr>(none, expression(depth));
  case 1: {
    Expr *condition = expression(depth);
    Expr *thenExpr = expression(depth);
    return context.create<ConditionalExpr>(none, condition, thenExpr,
                                           expression(depth));
  }
  default: {
    BinaryOp op = BinaryOp(random.below(13));
    Expr *lhs = expression(depth);
    return context.create<BinaryExpr>(none, op, none, lhs, expression(depth));
  }
  }
}

Expr *Generator::postfix(unsigned depth) {
  Range none;
  Expr *base = expression(depth);
  switch (random.below(8)) {
  case 0:
    return context.create<TupleExpr>(none, elements(1, depth));
  case 1:
    return context.create<TupleForExpr>(none, base, name(), expression(depth));
  case 2:
    return context.create<IndexExpr>(none, base, elements(1, depth));
  case 3: {
    Expr *lower = optional(depth);
    return context.create<SliceExpr>(none, base, lower, optional(depth));
  }
  case 4:
    return context.create<PropertyExpr>(none, base, name());
  case 5:
    return context.create<CallExpr>(none, name(), elements(0, depth));
  case 6:
    return context.create<MethodExpr>(none, base, name(), elements(0, depth));
  default:
    return context.create<MachineExpr>(none, base);
  }
}

Expr *Generator::element(unsigned depth) {
  switch (random.below(6)) {
  case 0:
    return context.create<UnpackExpr>(Range(), expression(depth));
  case 1:
    return context.create<StarExpr>(Range());
  default:
    return expression(depth);
  }
}

ArrayRef<Expr *> Generator::elements(unsigned least, unsigned depth) {
  return list(least, [&] { return element(depth); });
}

//===----------------------------------------------------------------------===//
// Entry points
//===----------------------------------------------------------------------===//

Mapper mapwright::test::randomMapper(Random &random, ASTContext &context) {
  Generator generator(random, context);
  SmallVector<Stmt *> statements;
  for (unsigned n = random.below(13); statements.size() < n;)
    statements.push_back(generator.topLevelStatement());
  return {context.copy(ArrayRef<Stmt *>(statements))};
}

std::string mapwright::test::scatterTrivia(StringRef text, StringRef lineBreak,
                                           Random &random) {
  static constexpr llvm::StringLiteral blanks[] = {" ", "  ", "\t", " \f ",
                                                   "\v"};
  static constexpr llvm::StringLiteral comments[] = {
      "# a; b {", "// \"not a string", "#", "#\xE2\x82\xAC  "};
  std::string result;
  auto add = [&](StringRef piece) { result += piece; };
  Lexer lexer(text);
  for (Token token = lexer.next(); !token.is(TokenKind::EndOfFile);
       token = lexer.next()) {
    // Words must not grow together, nor `/` with a comment.
    add(" ");
    for (unsigned n = random.below(3); n > 0; --n) {
      if (random.oneIn(4)) {
        add(comments[random.below(std::size(comments))]);
        add(lineBreak);
      } else if (random.oneIn(3)) {
        add(lineBreak);
      } else {
        add(blanks[random.below(std::size(blanks))]);
      }
    }
    add(text.slice(token.range.begin, token.range.end));
  }
  return result;
}
