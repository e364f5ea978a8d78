//===- SemaStatementsTest.cpp - Statements and entry functions ------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SemaHarness.h"

using namespace mapwright;
using namespace mapwright::test;

TEST(SemaStatements, EmptyMapper) {
  expectAll({
      {"STM9", "", {"1:1: warning: no statements [empty-mapper]"}},
      {"STM9", "# nothing\n", {"1:1: warning: no statements [empty-mapper]"}},
      {"STM9", "Task * GPU;\n", {}},
  });
}

TEST(SemaStatements, Repeats) {
  expectAll({
      {"STM6", "Task a GPU;\nTask * CPU;\nTask \"*\" CPU;\n", {}},
      {"STM6",
       "Task a,b GPU;\nTask c,b CPU;\n",
       {"2:8: warning: `Task` for `b` has been decided above; the first "
        "statement counts [duplicate-statement]",
        "note: 1:8: the first statement is here"}},
      {"LEX4",
       "Task a GPU;\nTask \"a\" GPU;\n",
       {"2:6: warning: `Task` for `\"a\"` [duplicate-statement]"}},
      {"STM6",
       "Task a,a GPU;\n",
       {"1:8: warning: `Task` for `a` [duplicate-statement]"}},
      {"STM6",
       "Task a GPU,CPU,GPU;\n",
       {"1:16: warning: `GPU` stands in this list already "
        "[duplicate-statement]",
        "note: 1:8: the first place is here"}},
      {"STM6",
       "Region a 0 GPU FBMEM;\nRegion a 0 CPU FBMEM;\n"
       "Region a 0 * FBMEM;\nRegion a \"0\" GPU FBMEM;\n"
       "Region a 1 GPU FBMEM;\nRegion b 0 GPU FBMEM;\n",
       {}},
      {"STM6",
       "Region a r GPU FBMEM;\nRegion a \"r\" GPU ZCMEM;\n",
       {"2:8: warning: `Region` for task `a`, region `\"r\"`, `GPU` "
        "[duplicate-statement]"}},
      {"STM6",
       "Region a r GPU ZCMEM,ZCMEM;\n",
       {"1:22: warning: `ZCMEM` stands in this list already "
        "[duplicate-statement]"}},
      {"STM6",
       "Layout * * FBMEM SOA;\nLayout * * GPU SOA;\n"
       "Layout * * * SOA;\n",
       {}},
      {"STM6",
       "Layout * * FBMEM SOA;\nLayout * * FBMEM AOS;\n",
       {"2:8: warning: `Layout` for task `*`, region `*`, `FBMEM` "
        "[duplicate-statement]"}},
      {"STM6",
       "InstanceLimit a 1;\nInstanceLimit a 2;\n",
       {"2:15: warning: `InstanceLimit` for `a` [duplicate-statement]"}},
      {"STM6",
       "CollectMemory a r;\nCollectMemory a s;\nCollectMemory a r;\n",
       {"3:15: warning: `CollectMemory` for task `a`, region `r` has "
        "[duplicate-statement]"}},
      {"STM6",
       "ControlReplicate a;\nControlReplicate a;\n",
       {"2:18: warning: `ControlReplicate` for `a` [duplicate-statement]"}},
  });
}

TEST(SemaStatements, RepeatedMaps) {
  const std::string f =
      "m = Machine(GPU);\ndef f(Task t) { return m[0, 0]; }\n";
  expectAll({
      {"STM5",
       f + "IndexTaskMap GPU f;\nIndexTaskMap \"GPU\" f;\n"
           "SingleTaskMap GPU f;\nIndexTaskMap * f;\nIndexTaskMap CPU f;\n",
       {}},
      {"STM6",
       f + "IndexTaskMap GPU f;\nIndexTaskMap GPU f;\n",
       {"4:14: warning: `IndexTaskMap` for processor kind `GPU` "
        "[duplicate-statement]"}},
      {"STM6",
       f + "SingleTaskMap a f;\nSingleTaskMap a,b f;\n",
       {"4:15: warning: `SingleTaskMap` for `a` [duplicate-statement]"}},
  });
}

TEST(SemaStatements, ManyKeysDoNotHang) {
  std::string tasks = "t", regions = "r";
  for (int i = 0; i < 20000; ++i) {
    tasks += ",t" + std::to_string(i);
    regions += ",r" + std::to_string(i);
  }
  Checked checked("Region " + tasks + " " + regions + " GPU FBMEM;\n");
  EXPECT_TRUE(checked.succeeds);
}

TEST(SemaStatements, LayoutWords) {
  expectAll({
      {"STM4",
       "Layout a * * SOA C_order Compact Exact Align == 128;\n"
       "Layout b * * AOS F_order No_Align;\nLayout c * *;\n",
       {}},
      {"STM4",
       "Layout a * * SOA C_order AOS;\n",
       {"1:26: error: `AOS` contradicts `SOA`; keep one of them "
        "[contradictory-layout]",
        "note: 1:14: the first word is here"}},
      {"STM4",
       "Layout a * * C_order F_order;\n",
       {"1:22: error: `F_order` contradicts `C_order` "
        "[contradictory-layout]"}},
      {"STM4",
       "Layout a * * Align == 64 Align == 128;\n",
       {"1:26: error: `Align == 128` contradicts `Align == 64` "
        "[contradictory-layout]"}},
      {"STM4",
       "Layout a * * Align == 64 No_Align;\n",
       {"1:26: error: `No_Align` contradicts `Align == 64` "
        "[contradictory-layout]"}},
      {"STM4",
       "Layout a * * SOA SOA Align == 64 Align == 64;\n",
       {"1:18: warning: `SOA` is repeated [duplicate-statement]",
        "1:34: warning: `Align == 64` is repeated [duplicate-statement]"}},
      {"STM4",
       "Layout a * * Align >= 64;\n",
       {"1:20: error: expected `==` after `Align`, got `>=` "
        "[layout-argument]"}},
      {"STM4",
       "Layout a * * Align == 100;\n",
       {"1:14: error: expected a power of two as alignment in bytes, got 100; "
        "the next one is 128 [layout-argument]"}},
      {"STM4",
       "Layout a * * Align == 0;\n",
       {"1:14: error: got 0; for instance `Align == 128` [layout-argument]"}},
      {"STM4",
       "Layout a * * Align == 9223372036854775807;\n",
       {"1:14: error: got 9223372036854775807 [layout-argument]"}},
      {"STM3",
       "Layout a * VIRTUAL SOA;\n",
       {"1:12: error: expected a memory with instances, got `VIRTUAL` "
        "[layout-argument]"}},
      {"STM2", "Region a * * VIRTUAL;\n", {}},
  });
}

TEST(SemaStatements, InstanceLimit) {
  expectAll({
      {"STM7", "InstanceLimit a 1;\n", {}},
      {"STM7",
       "InstanceLimit a 0;\n",
       {"1:17: error: expected a limit of at least 1 task, got 0 "
        "[limit-argument]"}},
  });
}

TEST(SemaStatements, Print) {
  expectAll({
      {"FUN5",
       inEntry("print(\"{} {} {} {}\", 1, True, t.ipoint, m[0, 0]);\n"
               "print(\"{}\", m);\nprint(\"no places\");\n"
               "return m[0, 0];"),
       {}},
      {"FUN5",
       "print(\"{} {}\", 1);\n",
       {"1:7: error: the text has 2 `{}`, got 1 argument [print-arguments]"}},
      {"FUN5",
       "print(\"{}\", 1, 2);\n",
       {"1:16: warning: the text has 1 `{}`, got 2 arguments; add `{}` or "
        "remove what is not printed [print-extra-arguments]"}},
      {"FUN5",
       inEntry("print(\"{}\", t);\nreturn m[0, 0];"),
       {"3:13: error: expected int, bool, tuple, point or machine space as "
        "argument of `print`, got task [type]"}},
      {"FUN5",
       "print(\"{}\", GPU);\n",
       {"1:13: error: expected a value, got the processor kind `GPU` "
        "[type]"}},
      {"FUN5",
       "print(\"{}\", *(1, 2));\n",
       {"1:13: error: got an unpacked tuple; a tuple prints as a whole "
        "[type]"}},
  });
}

TEST(SemaStatements, EntrySignature) {
  expectAll({
      {"FUN1", inEntry("return m[0, *];"), {}},
      {"FUN1",
       "m = Machine(GPU);\ndef f(Task t, int n) { return m[0, n]; }\n"
       "IndexTaskMap * f;\nSingleTaskMap * f;\n",
       {"3:16: error: expected a function with the signature `(Task t)`, got "
        "`f(Task, int)` [entry-function]",
        "note: 2:5: it is defined here"}},
      {"FUN1",
       "m = Machine(GPU);\ndef f(IPoint p) { return m[*p]; }\n"
       "SingleTaskMap * f;\n",
       {"3:17: error: got `f(IPoint)` [entry-function]"}},
      {"FUN1",
       inEntry("return t.ipoint;"),
       {"5:16: error: expected a function that returns a point of a machine "
        "space, got `f`, which returns tuple [entry-function]",
        "note: 3:8: a tuple is not a point: index a machine space, `m[*x]`"}},
      {"FUN1",
       inEntry("return 3;"),
       {"5:16: error: got `f`, which returns int [entry-function]",
        "note: 3:8: a point is an indexed machine space"}},
      {"FUN1",
       "def g(Task t) { return t; }\n" + inEntry("return m[0, 0];"),
       {}},
  });
  Checked checked(inEntry("return t.ipoint;"));
  ASSERT_EQ(checked.diagnostics.size(), 1u);
  ASSERT_EQ(checked.diagnostics[0].fixes.size(), 1u);
  auto fixed = applyEdits(checked.text, checked.diagnostics[0].fixes[0].edits);
  ASSERT_TRUE(static_cast<bool>(fixed));
  EXPECT_EQ(*fixed, inEntry("return m[*t.ipoint];"));
}

TEST(SemaStatements, SingleLaunchesOnly) {
  const std::string prefix =
      "m = Machine(GPU);\n"
      "def place(Task s) { return s.parent.processor(m); }\n"
      "def f(Task t) { return m[*place(t)]; }\n"
      "def g(Task t) { return m[*t.processor(m)]; }\n";
  expectAll({
      {"FUN4", prefix + "SingleTaskMap * f;\nSingleTaskMap GPU g;\n", {}},
      {"FUN4",
       prefix + "SingleTaskMap * f;\nIndexTaskMap * f;\nIndexTaskMap GPU f;\n",
       {"2:28: error: `s.parent` exists only for single launches "
        "[launch-property]",
        "note: 3:27: called from here",
        "note: 6:1: `f` is used for index launches here"}},
      {"FUN4",
       prefix + "IndexTaskMap * g;\n",
       {"4:27: error: `t.processor(m)` exists only for single launches "
        "[launch-property]",
        "note: 5:1: `g` is used for index launches here"}},
      {"FUN4",
       prefix + "def h(Task t) { return t.parent.ipoint; }\n",
       {"5:33: error: a value of kind parent task has no `ipoint` "
        "[unknown-property]",
        "note: it has processor"}},
  });
}

TEST(SemaStatements, DiagnosticsAreSortedByPlace) {
  expectAll({
      {"section 6",
       "Layout a * * SOA AOS;\nx = 1 + True;\ny = unknown;\nTask a GPU,GPU;\n",
       {"1:18: error: contradicts [contradictory-layout]",
        "2:7: error: got int and bool [type]",
        "3:5: error: unknown name `unknown` [unknown-name]",
        "4:12: warning: stands in this list already [duplicate-statement]"}},
  });
}

/// Mappers as people write them (mapper language, sections 2 to 4).
TEST(SemaStatements, WholeMappers) {
  const char *source = R"(# Two-level map
Task * GPU,OMP,CPU;
Task calc_new_currents,"Initialize Nodes" GPU;
Region * * GPU FBMEM;
Region * rp_shared GPU ZCMEM,FBMEM;
Region task_1 "ghost_*" * ZCMEM;
Layout * * * SOA C_order Align == 128;
InstanceLimit calc_new_currents 4;
CollectMemory * *;
ControlReplicate main;
mgpu = Machine(GPU);
mflat = mgpu.merge(0, 1);
print("size {} {}", mgpu, mflat.volume);
def linear(IPoint p, ISpace s) {
  return p[0] + s[0] * p[1];
}
def block2d(Task task) {
  m = mgpu.auto_split(0, task.ispace).auto_split(2, task.ispace);
  upper = tuple(task.ipoint[i] * m.size[i] / task.ispace[i] for i in (0, 1));
  lower = tuple(task.ipoint[i] % m.size[i + 2] for i in (0, 1));
  return m[*upper, *lower];
}
def cyclic(Task task) {
  k = linear(task.ipoint - task.ilo, task.ispace) % mflat.volume;
  return mflat[k];
}
def same(Task task) {
  return mgpu[*task.parent.processor(mgpu)];
}
def any(Task task) {
  return mgpu[0].has(ZCMEM) ? mgpu[0, *] : mgpu[*, 0];
}
IndexTaskMap calc_new_currents block2d;
IndexTaskMap GPU cyclic;
SingleTaskMap init same;
SingleTaskMap * any;
)";
  expectAll({{"all", source, {}}});
}
