//===- DiagnosticFixesTest.cpp - How fixes are shown and collected --------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ConsoleFixture.h"

using namespace mapwright;

TEST_F(ConsoleTest, ShowsAnInsertBelowTheLine) {
  addSource("a.mapper", "Task a GPU\nTask b CPU;\n");
  open();
  diagnose(at(1, 11, 11), DiagId::Syntax)
          .fix("insert ';'", "a.mapper", 10, 10, ";")
      << "expected ';'";
  EXPECT_EQ(take(), "a.mapper:1:11: error: expected ';' [mapwright-syntax]\n"
                    "    1 | Task a GPU\n"
                    "      |           ^\n"
                    "      |           ;\n"
                    "      = fix: insert ';'\n");
}

TEST_F(ConsoleTest, ShowsAReplacementOfWhatIsMarkedBelowIt) {
  addSource("a.mapper", "\tx = mgpus[0];\n");
  open();
  diagnose(at(1, 6, 11), DiagId::UnknownName)
          .fix("use 'mgpu'", "a.mapper", 5, 10, "mgpu", Applicability::Maybe)
      << "unknown name";
  EXPECT_EQ(take(), "a.mapper:1:6: error: unknown name "
                    "[mapwright-unknown-name]\n"
                    "    1 |         x = mgpus[0];\n"
                    "      |             ^~~~~\n"
                    "      |             mgpu\n"
                    "      = possible fix: use 'mgpu'\n");
}

TEST_F(ConsoleTest, ShowsOtherFixesAsLines) {
  addSource("a.mapper", "m = Machine(GPU);\ndef f(Task t):\n  return "
                        "m[0, 0];\nTask a GPU;\n");
  open();
  Fix braces{"use braces",
             {{"a.mapper", 31, 32, " {"}, {"a.mapper", 50, 50, "\n}"}},
             Applicability::Machine};
  diagnose(at(2, 14, 15), DiagId::Syntax).fix(braces) << "no colon";
  EXPECT_EQ(take(), "a.mapper:2:14: error: no colon [mapwright-syntax]\n"
                    "    2 | def f(Task t):\n"
                    "      |              ^\n"
                    "      = fix: use braces\n"
                    "    2 - def f(Task t):\n"
                    "    2 + def f(Task t) {\n"
                    "    4 + }\n");
}

TEST_F(ConsoleTest, ShowsDeletionsAndLaterLinesOfAFix) {
  addSource("a.mapper", "Task a GPU;\nTask a CPU;\nTask b CPU;\nTask c IO;");
  open();
  Fix fix{"remove it",
          {{"a.mapper", 12, 24, ""}, {"a.mapper", 43, 45, "CPU"}},
          Applicability::Machine};
  diagnose(at(2, 1, 12), DiagId::DuplicateStatement).fix(fix) << "again";
  EXPECT_EQ(take(), "a.mapper:2:1: warning: again "
                    "[mapwright-duplicate-statement]\n"
                    "    2 | Task a CPU;\n"
                    "      | ^~~~~~~~~~~\n"
                    "      = fix: remove it\n"
                    "    2 - Task a CPU;\n"
                    "    4 - Task c IO;\n"
                    "    3 + Task c CPU;\n");
}

TEST_F(ConsoleTest, ShortensLongFixes) {
  addSource("a.mapper", "x\n");
  open();
  std::string lines;
  for (int i = 0; i < 20; ++i)
    lines += "y\n";
  diagnose(at(1, 1, 2), DiagId::Syntax).fix("many", "a.mapper", 0, 0, lines)
      << "text";
  std::string expected = "a.mapper:1:1: error: text [mapwright-syntax]\n"
                         "    1 | x\n"
                         "      | ^\n"
                         "      = fix: many\n";
  for (int i = 1; i <= 12; ++i)
    expected += (i < 10 ? "    " : "   ") + std::to_string(i) + " + y\n";
  EXPECT_EQ(take(), expected + "      + ... 8 more lines\n");
}

TEST_F(ConsoleTest, NamesTheOtherFileOfAFix) {
  addSource("a.mapper", "x\n");
  addSource("b.mapper", "y\n");
  open();
  diagnose(at(1, 1, 2), DiagId::Syntax)
          .fix("there", "b.mapper", 0, 1, "z")
          .fix("nowhere", "c.mapper", 0, 1, "z")
          .fix("impossible", "a.mapper", 5, 9, "z")
      << "text";
  EXPECT_EQ(take(), "a.mapper:1:1: error: text [mapwright-syntax]\n"
                    "    1 | x\n"
                    "      | ^\n"
                    "      = fix: there\n"
                    "      in b.mapper:\n"
                    "    1 - y\n"
                    "    1 + z\n"
                    "      = fix: nowhere\n"
                    "      = fix: impossible\n");
}

TEST_F(ConsoleTest, CollectsFixesOfWhatIsShown) {
  addSource("a.mapper", "x\n");
  open({"no-shadowed-name"});
  diagnose(at(1, 1, 2), DiagId::Syntax).fix("one", "a.mapper", 0, 0, "1") << "";
  diagnose(at(1, 1, 2), DiagId::ShadowedName).fix("two", "a.mapper", 0, 0, "2")
      << "";
  diagnose(at(1, 1, 2), DiagId::EmptyMapper).fix("three", "a.mapper", 0, 0, "3")
      << "";
  ASSERT_EQ(console->getFixes().size(), 2u);
  EXPECT_EQ(console->getFixes()[0].title, "one");
  EXPECT_EQ(console->getFixes()[1].title, "three");
}
