//===- SemaNamesTest.cpp - Names, order and functions ---------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SemaHarness.h"

using namespace mapwright;
using namespace mapwright::test;

TEST(SemaNames, Definitions) {
  expectAll({
      {"STM9", "a = 1;\nb = a + 1;\ndef f(int x) { return x + b; }\n", {}},
      {"STM9",
       "a = 1;\na = 2;\n",
       {"2:1: error: redefinition of global `a` [redefinition]",
        "note: 1:1: previous definition is here"}},
      {"STM9",
       "def f(int x) { return x; }\ndef f(int y) { return y; }\n",
       {"2:5: error: redefinition of function `f` [redefinition]",
        "note: 1:5: previous definition is here"}},
      {"STM9",
       "def f(int x) { return x; }\nf = 2;\n",
       {"2:1: error: `f` is already the name of a function [redefinition]",
        "note: 1:5: previous"}},
      {"STM9",
       "f = 2;\ndef f(int x) { return x; }\n",
       {"2:5: error: `f` is already the name of a global [redefinition]"}},
      {"STM9",
       "def f(int a, bool a) { return a; }\n",
       {"1:19: error: two parameters are called `a` [redefinition]",
        "note: 1:11: previous definition"}},
  });
}

TEST(SemaNames, LocalsKeepTheirFirstValue) {
  expectAll({
      {"FUN3", "def f(int a) { b = a; c = b; return c; }\n", {}},
      {"FUN3",
       "def f(int a) {\n  b = a;\n  b = 2;\n  return b;\n}\n",
       {"3:3: error: local `b` already has a value; assign to a new name "
        "[reassignment]",
        "note: 2:3: its value is given here"}},
      {"FUN3",
       "def f(int a) {\n  a = 2;\n  return a;\n}\n",
       {"2:3: error: parameter `a` already has a value [reassignment]",
        "note: 1:11: it is a parameter"}},
      {"FUN3",
       "def f(int a) { x = a; return x; }\n"
       "def g(int a) { x = a; return x; }\n",
       {}},
  });
}

TEST(SemaNames, Shadowing) {
  expectAll({
      {"FUN3",
       "a = 1;\ndef f(int b) {\n  a = b;\n  return a;\n}\n",
       {"3:3: warning: local `a` hides the global of that name "
        "[shadowed-name]",
        "note: 1:1: the global is defined here"}},
      {"FUN3",
       "a = 1;\ndef f(bool a) { return a; }\n",
       {"2:12: warning: parameter `a` hides the global [shadowed-name]"}},
      {"FUN3",
       "def f(int f) { g = f; return g; }\ndef g(int n) { return f(n); }",
       {}},
      {"EXP5",
       "def f(ISpace i) { return tuple(i for i in i); }\n",
       {"1:38: warning: loop variable `i` hides the parameter "
        "[shadowed-name]"}},
      {"EXP5",
       "def f(ISpace s) { return tuple(tuple(i for i in s)[i] for i in s); }\n",
       {"1:44: warning: loop variable `i` hides the loop variable "
        "[shadowed-name]"}},
      {"EXP5",
       "x = tuple(i for i in (0, 1));\ny = tuple(i for i in (0, 1));\n",
       {}},
      {"EXP5",
       "x = tuple(i for i in (0, 1));\ny = i;\n",
       {"2:5: error: unknown name `i` [unknown-name]"}},
  });
}

TEST(SemaNames, UnknownNames) {
  expectAll({
      {"section 6",
       "width = 4;\ny = widt;\n",
       {"2:5: error: unknown name `widt`; did you mean `width`? "
        "[unknown-name]"}},
      {"section 6",
       "a = 1;\nx = b;\n",
       {"2:5: error: unknown name `b` [unknown-name]"}},
      {"section 6",
       "x = zebra;\n",
       {"1:5: error: unknown name `zebra` [unknown-name]"}},
      {"section 6",
       "x = Tru;\n",
       {"1:5: error: did you mean `True`? [unknown-name]"}},
      {"FUN3",
       "def f(int a) {\n  b = later;\n  later = a;\n  return b;\n}\n",
       {"2:7: error: `later` is used before it has a value [unknown-name]",
        "note: 3:3: it gets its first value here"}},
      {"FUN3",
       "later = 1;\ndef f(int a) {\n  b = later;\n  later = a;\n  return b;\n}",
       {"4:3: warning: local `later` hides the global [shadowed-name]"}},
      {"section 6",
       "def f(int a) { return a; }\nx = f;\n",
       {"2:5: error: expected a value, got the function `f`; call it: "
        "`f(...)` [type]",
        "note: 1:5: the function is defined here"}},
  });
}

TEST(SemaNames, UnknownMachine) {
  expectAll({
      {"section 6",
       "def f(Task t) {\n  return mgpu[0, 0];\n}\nIndexTaskMap * f;\n",
       {"2:10: error: unknown name `mgpu` [unknown-name]",
        "note: add `mgpu = Machine(GPU);`"}},
      {"section 6",
       "x = m_CPU.size;\n",
       {"1:5: error: unknown name `m_CPU` [unknown-name]",
        "note: add `m_CPU = Machine(CPU);`"}},
      {"section 6",
       "x = machine.size;\n",
       {"1:5: error: unknown name `machine` [unknown-name]",
        "note: add `machine = Machine(GPU);`"}},
      {"section 6",
       "mgpu = Machine(GPU);\nx = mcpu.size;\n",
       {"2:5: error: unknown name `mcpu` [unknown-name]",
        "note: add `mcpu = Machine(CPU);`"}},
      {"section 6",
       "mgpu = Machine(GPU);\nx = m_gpu.size;\n",
       {"2:5: error: unknown name `m_gpu`; did you mean `mgpu`? "
        "[unknown-name]"}},
  });
  Checked checked("# comment\r\nTask * GPU;\r\ndef f(Task t) { return "
                  "mgpu[0, 0]; }\r\nIndexTaskMap * f;\r\n");
  EXPECT_EQ(applyAllFixes(checked),
            "# comment\r\nmgpu = Machine(GPU);\r\nTask * GPU;\r\ndef f(Task t) "
            "{ return mgpu[0, 0]; }\r\nIndexTaskMap * f;\r\n");
}

TEST(SemaNames, UnknownFunctions) {
  expectAll({
      {"section 6",
       "def block(int a) { return a; }\nx = blok(1);\n",
       {"2:5: error: unknown function `blok`; did you mean `block`? "
        "[unknown-function]"}},
      {"section 6",
       "x = tuple(i for i in range(3));\n",
       {"1:22: error: unknown function `range` [unknown-function]",
        "note: list the values of a range"}},
      {"section 6",
       "x = len((1, 2));\n",
       {"1:5: error: unknown function `len` [unknown-function]",
        "note: it is a property"}},
      {"section 6",
       "x = frobnicate(1);\n",
       {"1:5: error: unknown function `frobnicate` [unknown-function]",
        "note: def frobnicate(...)"}},
      {"section 6",
       "a = 1;\nx = a(1);\n",
       {"2:5: error: expected a function, got the global `a` [type]",
        "note: 1:1: the global is defined here"}},
      {"section 6",
       "def f(int n) { return n(1); }\n",
       {"1:23: error: expected a function, got the parameter `n` [type]"}},
  });
}

TEST(SemaNames, MapsNameFunctions) {
  expectAll({
      {"section 6",
       inEntry("return m[0, 0];") + "IndexTaskMap task_1 bloc;\n",
       {"6:21: error: unknown function `bloc` [unknown-function]",
        "note: define `def bloc(Task t) { ... }` above this statement"}},
      {"section 6",
       "m = Machine(GPU);\ndef block(Task t) { return m[0, 0]; }\n"
       "SingleTaskMap task_1 bloc;\n",
       {"3:22: error: unknown function `bloc`; did you mean `block`? "
        "[unknown-function]"}},
      {"section 6",
       "m = Machine(GPU);\nIndexTaskMap task_1 m;\n",
       {"2:21: error: expected a function, got the global `m` [type]"}},
  });
}

TEST(SemaNames, Order) {
  expectAll({
      {"STM8",
       "def f(int a) { return g(a) + b; }\n"
       "def g(int a) { return a; }\nb = 1;\nc = f(1);\n",
       {}},
      {"STM8",
       "a = b;\nb = 1;\n",
       {"1:5: error: global `b` is used above its definition "
        "[statement-order]",
        "note: 2:1: move this definition above the use"}},
      {"STM8",
       "a = a + 1;\n",
       {"1:5: error: global `a` is used in its own initializer "
        "[statement-order]"}},
      {"STM8",
       "a = g(1);\n\n# Adds one.\ndef g(int a) {\n  return a + 1;\n}\n",
       {"1:5: error: function `g` is used above its definition "
        "[statement-order]",
        "4:11: warning: parameter `a` hides the global [shadowed-name]"}},
      {"STM8",
       "print(\"{}\", a);\na = 1;\n",
       {"1:13: error: global `a` is used above its definition "
        "[statement-order]"}},
      {"STM8", "a = 1;\nprint(\"{}\", a);\n", {}},
      {"STM8",
       "m = Machine(GPU);\nIndexTaskMap * f;\nSingleTaskMap * f;\n"
       "def f(Task t) { return m[0, 0]; }\n",
       {"2:16: error: function `f` is used above its definition "
        "[statement-order]",
        "note: 4:5: move this definition above the use",
        "3:17: error: function `f` is used above its definition "
        "[statement-order]"}},
  });
}

TEST(SemaNames, MovingAFunctionKeepsItsComment) {
  Checked checked("m = Machine(GPU);\nIndexTaskMap * f;\nTask * GPU;\n"
                  "# Deals blocks.\ndef f(Task t) {\n  return m[0, 0];\n}");
  std::string fixed = applyAllFixes(checked);
  EXPECT_TRUE(Checked(fixed).diagnostics.empty()) << fixed;
  Checked whole("m = Machine(GPU);\nIndexTaskMap * f;\nTask * GPU;\n"
                "# Deals blocks.\ndef f(Task t) {\n  return m[0, 0];\n}\n");
  EXPECT_EQ(applyAllFixes(whole),
            "m = Machine(GPU);\n# Deals blocks.\ndef f(Task t) {\n"
            "  return m[0, 0];\n}\nIndexTaskMap * f;\nTask * GPU;\n");
}

TEST(SemaNames, Recursion) {
  expectAll({
      {"FUN2",
       "def f(int n) { return g(n) + g(n); }\n"
       "def g(int n) { return n; }\n",
       {}},
      {"FUN2",
       "def f(int n) {\n  return n == 0 ? 1 : f(n - 1);\n}\n",
       {"1:5: error: function `f` needs its own value; mappers have no "
        "recursion [recursion]",
        "note: 2:23: `f` calls `f` here"}},
      {"FUN2",
       "def f(int n) { return g(n); }\ndef g(int n) { return h(n); }\n"
       "def h(int n) { return f(n); }\ndef other(int n) { return f(n); }\n",
       {"1:5: error: function `f` needs its own value through others "
        "[recursion]",
        "note: 1:23: `f` calls `g` here", "note: 2:23: `g` calls `h` here",
        "note: 3:23: `h` calls `f` here"}},
      {"FUN2",
       "def f(int n) { return n + a; }\na = f(1);\n",
       {"1:5: error: function `f` needs its own value through others "
        "[recursion]",
        "note: 1:27: `f` uses `a` here", "note: 2:5: `a` calls `f` here"}},
      {"FUN2",
       "a = 1;\ndef f(int n) {\n  a = n;\n  return a;\n}\nb = f(1);\n",
       {"3:3: warning: hides the global [shadowed-name]"}},
  });
}

TEST(SemaNames, Returns) {
  expectAll({
      {"FUN3",
       "def f(int n) {\n  x = n;\n}\n",
       {"3:1: error: expected `return` at the end of function `f`, got `}` "
        "[missing-return]"}},
      {"FUN3",
       "def f(int n) {\n  return n;\n  x = n;\n  return x;\n}\n",
       {"3:3: warning: this is never evaluated [unreachable-code]",
        "note: 2:3: the function ends here"}},
      {"FUN3",
       "def f(int n) {\n  x = n;\n}\nm = Machine(GPU);\n"
       "def g(Task t) { return m[f(1), 0] ; }\nIndexTaskMap * g;\n",
       {"3:1: error: expected `return` [missing-return]"}},
  });
}

TEST(SemaNames, StopsAfterManyErrors) {
  std::string source;
  for (int i = 0; i < 1000; ++i)
    source += "x" + std::to_string(i) + " = unknown;\n";
  Checked checked(source);
  EXPECT_FALSE(checked.succeeds);
  EXPECT_EQ(checked.count("error"), 64u);
  EXPECT_TRUE(
      llvm::any_of(checked.diagnostics.back().notes, [](llvm::StringRef note) {
        return note.contains("too many errors");
      }));
}

TEST(SemaNames, LongChainsOfCallsNeedNoStack) {
  std::string source = "def f0(int n) { return n; }\n";
  for (int i = 1; i <= 50000; ++i)
    source += "def f" + std::to_string(i) + "(int n) { return f" +
              std::to_string(i - 1) + "(n); }\n";
  source += "x = f50000(1);\n";
  Checked checked(source);
  EXPECT_TRUE(checked.succeeds) << checked.str();
}
