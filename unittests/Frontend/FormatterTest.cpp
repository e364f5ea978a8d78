//===- FormatterTest.cpp - Standard layout --------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Frontend/Frontend.h"

#include "mlir/IR/MLIRContext.h"

#include "gtest/gtest.h"

using namespace mapwright;

static std::string format(llvm::StringRef text) {
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  return formatMapper(SourceFile(&context, "f.mapper", text));
}

TEST(FormatterTest, SpacesDependOnTheStatement) {
  EXPECT_EQ(format("Task  *  GPU , CPU ;"), "Task * GPU,CPU;\n");
  EXPECT_EQ(format("Region a, \"b c\" 0 * ZCMEM ,FBMEM;"),
            "Region a,\"b c\" 0 * ZCMEM,FBMEM;\n");
  EXPECT_EQ(format("Layout * * * SOA Align==128;"),
            "Layout * * * SOA Align == 128;\n");
  EXPECT_EQ(format("x=f(a,b,(c,)) ;"), "x = f(a, b, (c,));\n");
  EXPECT_EQ(format("print( \"{}\",a );"), "print(\"{}\", a);\n");
  EXPECT_EQ(format("m=Machine( GPU ) . merge(0,1);"),
            "m = Machine(GPU).merge(0, 1);\n");
}

TEST(FormatterTest, OperatorsArePrefixOrBinary) {
  EXPECT_EQ(format("x=a- -b*-c;"), "x = a - -b * -c;\n");
  EXPECT_EQ(format("x=m[ * a,*,b*c];"), "x = m[*a, *, b * c];\n");
  EXPECT_EQ(format("x=t[a :b]+t[ : ]+t[- 1:];"),
            "x = t[a:b] + t[:] + t[-1:];\n");
  EXPECT_EQ(format("x=c?t[a?1:2:b]:d;"), "x = c ? t[a ? 1 : 2:b] : d;\n");
  EXPECT_EQ(format("x=GPU==k&&True||(- y>2);"),
            "x = GPU == k && True || (-y > 2);\n");
  EXPECT_EQ(format("x=tuple( -i for i in(1,2) );"),
            "x = tuple(-i for i in (1, 2));\n");
}

TEST(FormatterTest, OneStatementALine) {
  EXPECT_EQ(format("a=1;b=2;def f( Task t,int d ){c=3;return(c);}d=4;"),
            "a = 1;\nb = 2;\ndef f(Task t, int d) {\n    c = 3;\n"
            "    return (c);\n}\nd = 4;\n");
  EXPECT_EQ(format("x =\n  a\n  + b\n;"), "x = a + b;\n");
}

TEST(FormatterTest, BlankLinesSeparateStatements) {
  EXPECT_EQ(format("\n\na = 1;\n\n\n\nb = 2;\nc = 3;\n\n"),
            "a = 1;\n\nb = 2;\nc = 3;\n");
  EXPECT_EQ(format("def f() {\n\n\n  a = 1;\n\n  return a;\n\n}"),
            "def f() {\n    a = 1;\n\n    return a;\n}\n");
  EXPECT_EQ(format("x = a\n\n\n + b;"), "x = a + b;\n");
}

TEST(FormatterTest, CommentsStay) {
  EXPECT_EQ(format("# one  \n\n\n#two\na = 1;# three\n  // four\nb = 2;"),
            "# one\n\n#two\na = 1;  # three\n// four\nb = 2;\n");
  EXPECT_EQ(format("def f() { # a\n# b\nreturn 1; # c\n# d\n} # e"),
            "def f() {  # a\n    # b\n    return 1;  # c\n    # d\n}  # e\n");
}

TEST(FormatterTest, CommentsInStatementsKeepTheirLineBreak) {
  EXPECT_EQ(format("x = f(a, # first\n\n  # own\nb\n, c);"),
            "x = f(a,  # first\n    # own\n    b, c);\n");
  EXPECT_EQ(format("a = 1 # c\n;"), "a = 1  # c\n    ;\n");
}

// LEX6
TEST(FormatterTest, LineEndingsAreKept) {
  EXPECT_EQ(format("a=1;\r\n\r\n\r\nb=2; # c\r\n"),
            "a = 1;\r\n\r\nb = 2;  # c\r\n");
  EXPECT_EQ(format("a=1;\nb=2;\r\n"), "a = 1;\nb = 2;\n");
  EXPECT_EQ(format("a=1;"), "a = 1;\n");
  EXPECT_EQ(format("\xEF\xBB\xBF"
                   "a=1;"),
            "\xEF\xBB\xBF"
            "a = 1;\n");
}

TEST(FormatterTest, NothingStaysNothing) {
  EXPECT_EQ(format(""), "");
  EXPECT_EQ(format(" \n\n \n"), "");
  EXPECT_EQ(format("\n# c"), "# c\n");
}
