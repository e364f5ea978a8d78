//===- ParserTest.cpp - Programs that parse -------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SyntaxProperties.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"

#include "gtest/gtest.h"

#include <limits>

using namespace mapwright;
using namespace mapwright::test;
using llvm::StringRef;

/// The tree below "Mapper", or "error".
static std::string tree(StringRef text) {
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  mlir::ScopedDiagnosticHandler swallow(
      &context, [](mlir::Diagnostic &) { return mlir::success(); });
  std::optional<std::string> result = parsedAST(&context, text);
  if (!result)
    return "error";
  StringRef body = *result;
  return body.consume_front("Mapper\n") ? body.str() : "no mapper";
}

/// What the unparser makes of `x = expr;`, without `x = ` and `;`.
static std::string normalized(StringRef expr) {
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  std::string text = ("x = " + expr + ";").str();
  SourceFile source(&context, "f.mapper", text);
  ast::ASTContext nodes;
  mlir::FailureOr<ast::Mapper> mapper = parseMapper(source, nodes);
  if (failed(mapper))
    return "error";
  return unparse(
      *llvm::cast<ast::AssignStmt>(mapper->statements.front())->value);
}

struct StatementRow {
  const char *text;
  const char *tree;
};

// LEX4, STM1, STM2, STM3, STM4, STM5, STM7
TEST(ParserTest, DeclarativeStatements) {
  const StatementRow rows[] = {
      {"Task * GPU,CPU;", "  Task tasks=* kinds=GPU,CPU\n"},
      {"Task a,\"b c\" OMP;", "  Task tasks=a,\"b c\" kinds=OMP\n"},
      {"Region * rp_shared GPU ZCMEM,FBMEM;",
       "  Region tasks=* regions=rp_shared proc=GPU memories=ZCMEM,FBMEM\n"},
      {"Region t 0 * SYSMEM;",
       "  Region tasks=t regions=0 proc=* memories=SYSMEM\n"},
      {"Region t \"ghost_*\",1,* * VIRTUAL;", "error"},
      {"Region t,u \"g*\",1,r PY VIRTUAL;",
       "  Region tasks=t,u regions=\"g*\",1,r proc=PY memories=VIRTUAL\n"},
      {"Layout * * * SOA C_order Align == 128;",
       "  Layout tasks=* regions=* target=* words=SOA,C_order,Align==128\n"},
      {"Layout a r FBMEM;", "  Layout tasks=a regions=r target=FBMEM words=\n"},
      {"Layout * * IO Align <= 3 No_Align Exact Compact;",
       "  Layout tasks=* regions=* target=IO "
       "words=Align<=3,No_Align,Exact,Compact\n"},
      {"IndexTaskMap a,b f;", "  IndexTaskMap tasks=a,b function=f\n"},
      {"IndexTaskMap GPU f;", "  IndexTaskMap proc=GPU function=f\n"},
      {"IndexTaskMap \"GPU\" f;", "  IndexTaskMap tasks=\"GPU\" function=f\n"},
      {"SingleTaskMap * f;", "  SingleTaskMap tasks=* function=f\n"},
      {"InstanceLimit a 4;", "  InstanceLimit tasks=a limit=4\n"},
      {"CollectMemory * r;", "  CollectMemory tasks=* regions=r\n"},
      {"ControlReplicate main_task;", "  ControlReplicate tasks=main_task\n"},
  };
  for (const StatementRow &row : rows)
    EXPECT_EQ(tree(row.text), row.tree) << row.text;
}

// LEX1, LEX6, STM9
TEST(ParserTest, EmptyMappersAndWhiteSpace) {
  EXPECT_EQ(tree(""), "");
  EXPECT_EQ(tree("# nothing\n// here"), "");
  EXPECT_EQ(tree("Task\r\n*\r\nGPU # why\r\n;"), "  Task tasks=* kinds=GPU\n");
}

// FUN1, FUN3, FUN5
TEST(ParserTest, Functions) {
  EXPECT_EQ(tree("def f(Task task, int d, bool b, IPoint p, ISpace s,\n"
                 "      MSpace m) {\n"
                 "  size = s.size; print(\"{}\", *p);\n  return m[size]; }\n"
                 "def g() { }"),
            "  Function f params=Task task,int d,bool b,IPoint p,ISpace s,"
            "MSpace m\n"
            "    Assign size\n      Property size\n        Name s\n"
            "    Print \"{}\"\n      Unpack\n        Name p\n"
            "    Return\n      Index\n        Name m\n        Name size\n"
            "  Function g params=\n");
}

// EXP1
TEST(ParserTest, PrecedenceAndAssociativity) {
  EXPECT_EQ(normalized("((a + b)) * c - (d - e) - (f * g)"),
            "(a + b) * c - (d - e) - f * g");
  EXPECT_EQ(normalized("(a - b) - c"), "a - b - c");
  EXPECT_EQ(normalized("a / (b / c) % d"), "a / (b / c) % d");
  EXPECT_EQ(normalized("a || b && c"), "a || (b && c)");
  EXPECT_EQ(normalized("(a || b) && c"), "(a || b) && c");
  EXPECT_EQ(normalized("a == b < c + d"), "a == b < c + d");
  EXPECT_EQ(normalized("(a == b) < c"), "(a == b) < c");
  EXPECT_EQ(normalized("-a.b[0]"), "-a.b[0]");
  EXPECT_EQ(normalized("(-a).b"), "(-a).b");
  EXPECT_EQ(normalized("-(a * b)"), "-(a * b)");
  EXPECT_EQ(normalized("--a * -1"), "--a * -1");
  EXPECT_EQ(normalized("a ? b : c ? d : e"), "a ? b : (c ? d : e)");
  EXPECT_EQ(normalized("(a ? b : c) ? d : e"), "(a ? b : c) ? d : e");
  EXPECT_EQ(normalized("a || b ? c + 1 : -d"), "a || b ? c + 1 : -d");
  EXPECT_EQ(normalized("m[*a ? b : c, *d + e]"), "m[*a ? b : c, *d + e]");
}

// EXP1: right-associative, and `*` takes the whole expression after it.
TEST(ParserTest, ConditionalsAndUnpackingAsTrees) {
  EXPECT_EQ(tree("x = a ? b : c ? d : e;"),
            "  Assign x\n    Conditional\n      Name a\n      Name b\n"
            "      Conditional\n        Name c\n        Name d\n"
            "        Name e\n");
  EXPECT_EQ(tree("x = f(*a + b);"),
            "  Assign x\n    Call f\n      Unpack\n        Binary +\n"
            "          Name a\n          Name b\n");
  EXPECT_EQ(tree("x = m[*, *a];"),
            "  Assign x\n    Index\n      Name m\n      Star\n"
            "      Unpack\n        Name a\n");
}

// EXP4, EXP5, MSP1, MSP4, LEX6
TEST(ParserTest, PrimaryAndPostfixExpressions) {
  for (const char *expr :
       {"(a,)", "(a, *b, -1)", "t[-1]", "t[:]", "t[a:]", "t[:-1]", "t[a + 1:b]",
        "Machine(GPU)", "tuple(i * 2 for i in (0, 1))",
        "m.split(0, 2).merge(0, 1)", "task.parent.processor(m)",
        "m[0, 1].has(FBMEM)", "f()", "a.split.size", "(a, b)[0]",
        "tuple(t[i] for i in t).len", "9223372036854775807"})
    EXPECT_EQ(normalized(expr), expr);
  EXPECT_EQ(tree("x = t[1:2];"), "  Assign x\n    Slice lower upper\n"
                                 "      Name t\n      Int 1\n      Int 2\n");
  EXPECT_EQ(tree("x = t[:2];"), "  Assign x\n    Slice upper\n"
                                "      Name t\n      Int 2\n");
}

TEST(ParserTest, RangesCoverWhatWasWritten) {
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  StringRef text = " x = ((a)) + f ( b ) [ 1 ] ; # c";
  SourceFile source(&context, "f.mapper", text);
  ast::ASTContext nodes;
  mlir::FailureOr<ast::Mapper> mapper = parseMapper(source, nodes);
  ASSERT_TRUE(succeeded(mapper));
  auto *assign = llvm::cast<ast::AssignStmt>(mapper->statements.front());
  EXPECT_EQ(source.slice(assign->range), "x = ((a)) + f ( b ) [ 1 ] ;");
  EXPECT_EQ(source.slice(assign->target.range), "x");
  auto *sum = llvm::cast<ast::BinaryExpr>(assign->value);
  EXPECT_EQ(source.slice(sum->range), "((a)) + f ( b ) [ 1 ]");
  EXPECT_EQ(source.slice(sum->opRange), "+");
  EXPECT_EQ(source.slice(sum->lhs->range), "a");
  EXPECT_TRUE(sum->lhs->parenthesized);
  EXPECT_FALSE(sum->rhs->parenthesized);
  EXPECT_EQ(source.slice(sum->rhs->range), "f ( b ) [ 1 ]");
}

TEST(ParserTest, BuiltTreesUnparse) {
  ast::ASTContext nodes;
  auto *smallest = nodes.create<ast::IntExpr>(
      ast::Range(), std::numeric_limits<int64_t>::min());
  EXPECT_EQ(unparse(*smallest), "(-9223372036854775807 - 1)");
  auto *five = nodes.create<ast::IntExpr>(ast::Range(), -5);
  auto *property = nodes.create<ast::PropertyExpr>(ast::Range(), five,
                                                   ast::Name{"size", {}});
  EXPECT_EQ(unparse(*property), "(-5).size");
}
