//===- ParserErrorsTest.cpp - Programs that do not parse ------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SemaHarness.h"

using namespace mapwright;
using namespace mapwright::test;
using llvm::StringRef;

namespace {
/// A source, what parsing it reports ("line:column: part of the text", all of
/// it, in order), and the text after all machine-applicable fixes.
struct ErrorCase {
  const char *source;
  std::vector<const char *> errors;
  const char *fixed = nullptr;
};
} // namespace

static void expectErrors(llvm::ArrayRef<ErrorCase> table) {
  for (const ErrorCase &row : table) {
    Checked checked(row.source);
    SCOPED_TRACE("source:\n" + checked.text + "\nreported:\n" + checked.str());
    EXPECT_FALSE(checked.parses);
    ASSERT_EQ(checked.diagnostics.size(), row.errors.size());
    for (auto [diag, error] : llvm::zip(checked.diagnostics, row.errors)) {
      auto [place, text] = StringRef(error).split(": ");
      EXPECT_EQ(diag.place, place.str());
      EXPECT_TRUE(StringRef(diag.text).contains(text)) << error;
      EXPECT_EQ(diag.severity, "error");
      EXPECT_TRUE(diag.id == "syntax" || diag.id == "integer-range" ||
                  diag.id == "replicate-star")
          << diag.id;
    }
    if (row.fixed)
      EXPECT_EQ(applyAllFixes(checked), row.fixed);
  }
}

// LEX5
TEST(ParserErrorsTest, MissingSemicolons) {
  expectErrors({
      {"Task * GPU\nTask * CPU;\n",
       {"1:11: expected `;` at the end of the statement, got `Task`"},
       "Task * GPU;\nTask * CPU;\n"},
      {"x = 1 # c\ny = 2",
       {"1:6: expected `;`", "2:6: got end of file"},
       "x = 1; # c\ny = 2;"},
      {"def f(Task t) { return 1 }",
       {"1:25: expected `;`"},
       "def f(Task t) { return 1; }"},
      {"x = 1 Region * * * FBMEM;", {"1:6: expected `;`"}},
      {"Layout * * *\r\nTask * GPU;\r\n",
       {"1:13: expected `;`"},
       "Layout * * *;\r\nTask * GPU;\r\n"},
      // No statement begins there: nothing is invented.
      {"x = 1 2;\nTask * GPU;", {"1:7: expected `;`"}},
      {"x = a if b else c;", {"1:7: choose with `c ? a : b`"}},
      {";;x = 1;", {"1:1: unexpected `;`", "1:2: unexpected `;`"}, "x = 1;"},
      {"def f() { return 1; };",
       {"1:22: unexpected `;`"},
       "def f() { return 1; }"},
  });
}

// LEX3, LEX4
TEST(ParserErrorsTest, TaskAndRegionPositions) {
  expectErrors({
      {"Task GPU;",
       {"1:6: expected the name of a task or `*`, got `GPU`; the "
        "form is `Task TASK PROCESSOR,...;`"}},
      {"Task CPU GPU;",
       {"1:6: got the keyword `CPU`; a task called that is "
        "written `\"CPU\"`"}},
      {"Task * ;", {"1:8: expected a processor kind, got `;`"}},
      {"Task a b GPU;", {"1:8: names in a list are separated by commas"}},
      {"Task a,* GPU;", {"1:8: expected a name in this list, got `*`"}},
      {"Task *,a GPU;", {"1:6: expected a name in this list, got `*`"}},
      {"Task 3 GPU;", {"1:6: expected the name of a task or `*`, got `3`"}},
      {"Task * FBMEM;", {"1:8: expected a processor kind, got `FBMEM`"}},
      {"Task * *;", {"1:8: expected a processor kind, got `*`"}},
      {"Region * * FBMEM;", {"1:12: expected a processor kind or `*`"}},
      {"Region * -1 * FBMEM;", {"1:10: expected the name of a region"}},
      {"Region * r GPU,CPU FBMEM;", {"1:15: write one statement for each"}},
      {"ControlReplicate *;", {"1:18: only named tasks"}},
      {"InstanceLimit * n;", {"1:17: expected an integer of at least 1"}},
      {"IndexTaskMap T \"f\";", {"1:16: without quotes"}},
      {"IndexTaskMap GPU,CPU f;", {"1:17: one processor kind"}},
      {"IndexTaskMap f;", {"1:15: expected the name of a function, got `;`"}},
      {"IndexTaskMap * for;", {"1:16: got the keyword `for`"}},
  });
}

TEST(ParserErrorsTest, MisspeltKindsAndWords) {
  expectErrors({
      {"Task * gpu, Cpu;",
       {"1:8: did you mean `GPU`?", "1:13: `CPU`?"},
       "Task * GPU, CPU;"},
      {"Region * * GPU fbmem ZCMEN;",
       {"1:16: did you mean `FBMEM`?", "1:22: expected `;`"}},
      {"Task * GPU CPU;",
       {"1:12: a list is separated by commas"},
       "Task * GPU, CPU;"},
      {"Region * * * FBMEM ZCMEM;",
       {"1:20: a list is separated by commas"},
       "Region * * * FBMEM, ZCMEM;"},
      {"Layout * * * soa,c_Order;",
       {"1:14: `SOA`?", "1:17: separated by blanks", "1:18: `C_order`?"},
       "Layout * * * SOA C_order;"},
      {"Layout * * fbmem Align 128 Align = 64;",
       {"1:12: `FBMEM`?", "1:24: expected `==`", "1:34: expected `==`"},
       "Layout * * FBMEM Align == 128 Align == 64;"},
      {"Layout * * gpu Align == x;", {"1:12: `GPU`?", "1:25: bytes"}},
      {"Layout * * GPU,CPU SOA;", {"1:15: write one statement for each"}},
      {"Tsk * GPU;\nRegoin * * * FBMEM;",
       {"1:1: did you mean `Task`?", "2:1: did you mean `Region`?"},
       "Task * GPU;\nRegion * * * FBMEM;"},
  });
}

// Section 6, first row; LEX6
TEST(ParserErrorsTest, PythonBodies) {
  expectErrors({
      {"def f(Task t):\n    x = 1;\n    return m[x];\nTask * GPU;\n",
       {"1:14: functions use braces"},
       "def f(Task t) {\n    x = 1;\n    return m[x];\n}\nTask * GPU;\n"},
      {"def f(Task t):\n  x = 1\n  return m[x]\nTask * GPU;\n",
       {"2:8: expected `;`", "3:14: expected `;`", "1:14: use braces"},
       "def f(Task t) {\n  x = 1;\n  return m[x];\n}\nTask * GPU;\n"},
      {"def f(Task t): return m[0];",
       {"1:14: use braces"},
       "def f(Task t) { return m[0]; }"},
      {"def f(Task t):\r\n    return m[0];\r\n",
       {"1:14: use braces"},
       "def f(Task t) {\r\n    return m[0];\r\n}\r\n"},
      {"def f(Task t):\n  return m[0];\n}\n",
       {"1:14: use braces"},
       "def f(Task t) {\n  return m[0];\n}\n"},
      {"def f(Task t):\nreturn m[0];\nx = 1;",
       {"1:14: use braces"},
       "def f(Task t) {\nreturn m[0];\n}\nx = 1;"},
      {"def f(Task t):\n  x = 1;\ny = 2;",
       {"1:14: use braces"},
       "def f(Task t) {\n  x = 1;\n}\ny = 2;"},
      {"def f(Task t): { return 1; }",
       {"1:14: unexpected `:`"},
       "def f(Task t) { return 1; }"},
      {"def f(Task t)\n  return 1;\n",
       {"1:14: got nothing"},
       "def f(Task t) {\n  return 1;\n}\n"},
  });
}

TEST(ParserErrorsTest, Functions) {
  expectErrors({
      {"def f(task) { return 1; }\nx = ;",
       {"1:7: expected the type of a parameter", "2:5: an expression"}},
      {"def f(task t, Int d) { return 1; }",
       {"1:7: did you mean `Task`?", "1:15: did you mean `int`?"},
       "def f(Task t, int d) { return 1; }"},
      {"def f(Task) { return 1; }", {"1:11: name of a parameter, got `)`"}},
      {"def Task(Task t) { return 1; }", {"1:5: got the keyword `Task`"}},
      {"def f(Task t { x = 1; return x; }\ny = ;",
       {"1:14: expected `,` or `)`", "2:5: an expression"}},
      {"def f(Task t);\nx = ;", {"1:14: expected `{`", "2:5: an expression"}},
      {"def f(Task t) {\n  return 1;\nTask * GPU;\n",
       {"2:12: expected `}` at the end of the function, got `Task`"},
       "def f(Task t) {\n  return 1;\n}\nTask * GPU;\n"},
      {"def f(Task t) {\n  return 1;",
       {"2:12: expected `}`"},
       "def f(Task t) {\n  return 1;\n}"},
      {"def f(Task t) {\n  x = 1;\ndef g() { return 2; }\n}\n",
       {"2:9: expected `}`"}},
      {"def f() {\n  Task * GPU;\n  return 1;\n}", {"2:3: unexpected `Task`"}},
      {"return 1;", {"1:1: `return` stands outside of a function"}},
      {"def f() { return; }", {"1:17: expected a value after `return`"}},
      {"x = 1;\n}\n", {"2:1: no function is open"}, "x = 1;\n\n"},
      {"deff f(Task t)\n{\n  x = ;\n  return 1;\n}\nTask * ;",
       {"1:1: did you mean `def`?", "6:8: a processor kind"}},
      {"print(x);", {"1:7: expected a string"}},
      {"print(\"{}\", x,);", {"1:14: unexpected `,`"}, "print(\"{}\", x);"},
  });
}

TEST(ParserErrorsTest, Statements) {
  expectErrors({
      {"if (a) { x = 1; }", {"1:1: choose with `c ? a : b`"}},
      {"while True: x", {"1:1: there are no loops"}},
      {"f(x);", {"1:1: a name starts an assignment"}},
      {"x == 3;", {"1:3: expected `=`, got `==`"}, "x = 3;"},
      {"int x = 3;", {"1:1: unexpected type `int`"}, "x = 3;"},
      {"Machine = 3;", {"1:1: expected a statement, got `Machine`"}},
      {"/* no */", {"1:1: comments start with `#` or `//`"}},
      {"{ x = 1; }\ny = ;", {"1:1: expected a statement", "2:5: expression"}},
  });
}

// EXP1, EXP4, EXP5, MSP1
TEST(ParserErrorsTest, Expressions) {
  expectErrors({
      {"x = ();", {"1:6: a tuple has at least one element"}},
      {"x = (a, b,);", {"1:10: unexpected `,`"}, "x = (a, b);"},
      {"x = f(a,) + t[b,];",
       {"1:8: unexpected `,`", "1:16: unexpected `,`"},
       "x = f(a) + t[b];"},
      {"x = (*t);", {"1:6: a tuple of one element has a comma"}},
      {"x = *t;", {"1:5: `*` stands only in"}},
      {"x = m[];", {"1:7: expected an index"}},
      {"x = t[1:2, 3];", {"1:10: a slice `t[a:b]` has two bounds"}},
      {"x = t[1:2:3];", {"1:10: a slice `t[a:b]` has two bounds"}},
      {"x = t[0, 1:2];", {"1:11: a slice `t[a:b]` has two bounds"}},
      {"x = t[*a:2];", {"1:9: a slice `t[a:b]` has two bounds"}},
      {"x = f(a)(b);", {"1:9: only functions and methods are called"}},
      {"x = 3(a);", {"1:6: only functions and methods are called"}},
      {"x = (f)(a);", {"1:8: only functions and methods are called"}},
      {"x = m.GPU;", {"1:7: got the keyword `GPU`"}},
      {"x = 3.5;", {"1:7: numbers are integers"}},
      {"x = \"a\";", {"1:5: a string is the name of a task or region"}},
      {"x = +1;", {"1:5: there is no unary `+`"}},
      {"x = tuple(1, 2);", {"1:12: a tuple written `(a, b)`"}},
      {"x = tuple(i for GPU in t);", {"1:17: got the keyword `GPU`"}},
      {"x = Machine();", {"1:13: `Machine(GPU)`"}},
      {"x = Machine(GPU, CPU);", {"1:16: one processor kind"}},
      {"x = a ? b;", {"1:10: expected `:` of the conditional"}},
      {"x = (a;", {"1:7: expected `,` or `)`"}},
      {"x = a +;", {"1:8: expected an expression"}},
      {"x = for;", {"1:5: which is a keyword"}},
      {"x = 9223372036854775808;", {"1:5: out of range"}},
  });
}

TEST(ParserErrorsTest, OperatorsOfOtherLanguages) {
  expectErrors({
      {"x = a and b or c;",
       {"1:7: expected `&&`", "1:13: expected `||`"},
       "x = a && b || c;"},
      {"x = (a = 1) ? true : false;",
       {"1:8: `=` assigns, `==` compares", "1:15: `True`", "1:22: `False`"},
       "x = (a == 1) ? True : False;"},
      {"def f() { return a = 1 ? 2 : 3; }",
       {"1:20: `==` compares"},
       "def f() { return a == 1 ? 2 : 3; }"},
      // Python's chained assignment, C's: not to be repaired by guessing.
      {"x = y = 3;", {"1:7: `==` compares"}, "x = y = 3;"},
      {"x = a & b | c;",
       {"1:7: expected `&&`", "1:11: expected `||`"},
       "x = a && b || c;"},
      {"x = !a && not b;", {"1:5: `x == False`", "1:11: `x == False`"}},
  });
}

TEST(ParserErrorsTest, MalformedTokensAreOneErrorAStatement) {
  expectErrors({
      {"Task \"a GPU;\nTask * ;",
       {"1:6: expected `\"` at the end of the string `\"a GPU`",
        "2:8: a processor kind"}},
      {"Task a-b@c @ GPU;\nx = 1 @ 2;",
       {"1:7: expected a processor kind, got `-`", "2:7: unexpected `@`"}},
      {"12ab = 3;\nTask 3d GPU;",
       {"1:1: neither an integer nor a name", "2:6: neither an integer"}},
      {"@@ @", {"1:1: unexpected `@@`"}},
      // The token after a statement that was given up is not part of it.
      {"x = ;\n@ y = 1;", {"1:5: an expression", "2:1: unexpected `@`"}},
  });
}

// Recovery: each independent mistake is reported, and nothing else.
TEST(ParserErrorsTest, SeveralErrorsInOneRun) {
  expectErrors({{"Task * ;\n"
                 "Region * * GPU FBMEM;\n"
                 "x = (1 + ;\n"
                 "def f(Task t) {\n"
                 "  a = t.;\n"
                 "  b = a[0];\n"
                 "  return m[;\n"
                 "}\n"
                 "Layout * * oops;\n"
                 "Layout * * *\n"
                 "IndexTaskMap * f",
                 {"1:8: a processor kind", "3:10: an expression",
                  "5:9: a property or method", "7:12: an expression",
                  "9:12: a memory kind", "10:13: `;`", "11:17: `;`"}}});
}

TEST(ParserErrorsTest, TooManyErrors) {
  std::string text;
  for (unsigned i = 0; i < 1000; ++i)
    text += "x = ;\n";
  Checked checked(text);
  ASSERT_EQ(checked.diagnostics.size(), 65u);
  EXPECT_EQ(checked.diagnostics[63].place, "64:5");
  EXPECT_EQ(checked.diagnostics[64].text,
            "too many errors; the rest of the file is not checked");
}

// LEX6
TEST(ParserErrorsTest, NestingIsLimited) {
  std::string parens = "x = " + std::string(100'000, '(') + "1" +
                       std::string(100'000, ')') + ";\nTask * ;";
  Checked nested(parens);
  ASSERT_EQ(nested.diagnostics.size(), 2u);
  EXPECT_EQ(nested.diagnostics[0].place, "1:261");
  EXPECT_TRUE(StringRef(nested.diagnostics[0].text)
                  .starts_with("expression is nested more than 256 levels"));
  EXPECT_EQ(nested.diagnostics[1].place, "2:8");
  std::string chain = "x = 1";
  for (unsigned i = 0; i < 1'000'000; ++i)
    chain += "+1";
  Checked summed(chain + ";");
  ASSERT_EQ(summed.diagnostics.size(), 1u);
  EXPECT_TRUE(StringRef(summed.diagnostics[0].text)
                  .contains("group long chains with parentheses"));
}

/// Every beginning of a program ends in errors or in a tree, not in a hang.
TEST(ParserErrorsTest, TruncatedPrograms) {
  StringRef program = "Task a,\"b\" GPU,CPU;\nLayout * 0 * SOA Align == 8;\n"
                      "def f(Task t, int d) { x = m[*t.ipoint, *]; "
                      "print(\"{}\", t[1:2]); return c ? (a,) : "
                      "tuple(i for i in (0, 1)); }\n";
  for (size_t length = 0; length < program.size(); ++length) {
    Checked checked(program.take_front(length));
    EXPECT_EQ(checked.parses, checked.diagnostics.empty() ||
                                  checked.diagnostics[0].id != "syntax")
        << checked.text;
  }
}
