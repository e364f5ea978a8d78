//===- SemaTypesTest.cpp - Kinds of values --------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SemaHarness.h"

using namespace mapwright;
using namespace mapwright::test;

TEST(SemaTypes, Arithmetic) {
  expectAll({
      {"EXP3", withExpr("1 + 2 * 3 - 4 / 5 % 6"), {}},
      {"EXP3", withExpr("t.ipoint * m.size / t.ispace"), {}},
      {"EXP3", withExpr("-t.ipoint + (-1, -t.ipoint.len)"), {}},
      {"EXP9", withExpr("m[0, 0] + (1, 1)"), {}},
      {"EXP9", withExpr("-m[0, 0]"), {}},
      {"EXP3",
       withExpr("t.ipoint + 1"),
       {"3:14: error: expected two ints or two tuples for `+`, got tuple and "
        "int [type]",
        "note: 3:5: the left side is of kind tuple",
        "note: 3:16: the right side is of kind int",
        "note: `tuple(x + 1 for x in t.ipoint)`"}},
      {"EXP3",
       withExpr("2 * t.ipoint"),
       {"3:7: error: got int and tuple [type]",
        "note: `tuple(2 * x for x in t.ipoint)`"}},
      {"EXP3",
       withExpr("(1 + 2) * t.ipoint"),
       {"3:13: error: got int and tuple [type]",
        "note: `tuple(x * n for x in t)`"}},
      {"MSP1",
       withExpr("2 * m[0]"),
       {"3:7: error: got int and point [type]",
        "note: a size of the machine space is `m.size[0]`"}},
      {"EXP3",
       withExpr("m + 1"),
       {"3:7: error: got machine space and int [type]"}},
      {"EXP3", withExpr("True + 1"), {"3:10: error: got bool and int [type]"}},
      {"section 7",
       withExpr("-True"),
       {"3:6: error: expected int or tuple as operand of `-`, got bool; to "
        "negate a bool compare it: `== False` [type]"}},
  });
}

TEST(SemaTypes, ComparisonsAndLogic) {
  expectAll({
      {"EXP3", withExpr("1 < 2 && 3 >= 4 || 5 == 6"), {}},
      {"EXP3", withExpr("(1 <= 2) == (3 > 4) && True != False"), {}},
      {"EXP3",
       withExpr("t.ipoint < t.ispace"),
       {"3:14: error: expected two ints for `<`, got tuple and tuple [type]",
        "note: compare the elements one by one, for instance `a[0] < b[0]`"}},
      {"EXP3",
       withExpr("t.ipoint == t.ispace"),
       {"3:14: error: expected two ints or two bools for `==`, got tuple and "
        "tuple [type]"}},
      {"EXP3",
       withExpr("True < False"),
       {"3:10: error: expected two ints for `<`, got bool and bool [type]"}},
      {"EXP3",
       withExpr("1 == True"),
       {"3:7: error: expected two ints or two bools for `==`, got int and bool "
        "[type]"}},
      {"EXP3",
       withExpr("True && 1"),
       {"3:13: error: expected bool as operand of `&&`, got int; compare it "
        "with a number [type]"}},
      {"EXP3",
       withExpr("m || True"),
       {"3:5: error: expected bool as operand of `||`, got machine space "
        "[type]"}},
  });
}

TEST(SemaTypes, Conditionals) {
  expectAll({
      {"EXP6", withExpr("1 < 2 ? t.ipoint : t.ispace"), {}},
      {"EXP6",
       withExpr("1 ? 2 : 3"),
       {"3:5: error: expected bool as condition, got int [type]"}},
      {"EXP6",
       withExpr("True ? 2 : (3,)"),
       {"3:5: error: expected branches of one kind, got int and tuple [type]",
        "note: 3:12: this branch is of kind int",
        "note: 3:16: this branch is of kind tuple"}},
      {"EXP9",
       withExpr("True ? m[0, 0] : (3, 4)"),
       {"3:5: error: got point and tuple [type]",
        "note: a slice makes a tuple of the point: `p[:]`"}},
      {"EXP9", withExpr("True ? m[0, 0][:] : (3, 4)"), {}},
  });
}

TEST(SemaTypes, ChainsOfBools) {
  expectAll({
      {"EXP1",
       withExpr("True ? False : 1 < 2 ? True : (1 < 3)"),
       {"3:20: warning: DSLMapper reads it as `(a ? b : c) ? d : e` "
        "[conditional-chain]"}},
      {"EXP1", withExpr("True ? False : (1 < 2 ? True : False)"), {}},
      {"EXP1", withExpr("True ? 1 : False ? 2 : 3"), {}},
  });
}

TEST(SemaTypes, Tuples) {
  expectAll({
      {"EXP4", withExpr("(1, *t.ipoint, *m[0, 0], t.ipoint[0])"), {}},
      {"EXP4", withExpr("(1,)[0] + t.ipoint[-1]"), {}},
      {"EXP4",
       withExpr("(1, True)"),
       {"3:9: error: expected int as element of a tuple, got bool [type]"}},
      {"EXP4",
       withExpr("(1, t.ipoint)"),
       {"3:9: error: expected int as element of a tuple, got tuple; tuples do "
        "not nest [type]"}},
      {"EXP5",
       withExpr("(1, *2)"),
       {"3:10: error: expected tuple as operand of a prefix `*`, got int "
        "[type]"}},
      {"EXP5", withExpr("tuple(i + t.ipoint[i] for i in (0, 1))"), {}},
      {"EXP5", withExpr("tuple(i for i in m[0, 0])"), {}},
      {"EXP5",
       withExpr("tuple(i for i in 3)"),
       {"3:22: error: expected tuple as range of `tuple(for)`, got int; list "
        "the values [type]"}},
      {"EXP5",
       withExpr("tuple(i for i in m)"),
       {"3:22: error: got machine space; its sizes are `.size` [type]"}},
      {"EXP5",
       withExpr("tuple(i > 0 for i in (0, 1))"),
       {"3:11: error: expected int as element of a tuple, got bool [type]"}},
  });
}

TEST(SemaTypes, TupleIndices) {
  expectAll({
      {"EXP4", withExpr("m[0, 0][1]"), {}},
      {"EXP4",
       withExpr("t.ipoint[0, 1]"),
       {"3:5: error: a tuple takes 1 index, got 2 [arity]"}},
      {"EXP4",
       withExpr("t.ipoint[*]"),
       {"3:14: error: expected int as index of a tuple, got `*` [type]"}},
      {"EXP4",
       withExpr("t.ipoint[True]"),
       {"3:14: error: expected int as index of a tuple, got bool [type]"}},
      {"EXP4",
       withExpr("5[0]"),
       {"3:5: error: expected tuple or machine space as what is indexed, got "
        "int [type]"}},
      {"FUN4",
       withExpr("t[0]"),
       {"3:5: error: got task; index one of its tuples, for instance `.ipoint` "
        "[type]"}},
  });
}

TEST(SemaTypes, SpaceIndices) {
  expectAll({
      {"MSP2", withExpr("m[0, 1]"), {}},
      {"MSP2", withExpr("m[*t.ipoint]"), {}},
      {"MSP2", withExpr("m[0, *m[0, 0]]"), {}},
      {"MSP3", inEntry("return m[0, *];"), {}},
      {"MSP2",
       withExpr("m[t.ipoint]"),
       {"3:7: error: expected int as index of a machine space, got tuple; `*` "
        "unpacks a tuple into indices [type]"}},
      {"MSP2",
       withExpr("m[(t.ipoint)]"),
       {"3:8: error: got tuple; `*` unpacks a tuple into indices [type]"}},
      {"MSP2",
       withExpr("m[0, False]"),
       {"3:10: error: expected int as index of a machine space, got bool "
        "[type]"}},
      {"MSP3",
       withExpr("m[0, *][0]"),
       {"3:5: error: got set of points [type]"}},
  });
}

TEST(SemaTypes, Slices) {
  expectAll({
      {"EXP4", withExpr("t.ipoint[1:] * t.ipoint[:-1]"), {}},
      {"MSP1", withExpr("m[:-1] + m[0, 0][0:1]"), {}},
      {"EXP4",
       withExpr("t.ipoint[True:1]"),
       {"3:14: error: expected int as bound of a slice, got bool [type]"}},
      {"EXP4",
       withExpr("t.ipoint[1:0]"),
       {"3:16: warning: a slice that ends at 0 runs to the end "
        "[slice-to-zero]"}},
      {"EXP4", withExpr("t.ipoint[0:1]"), {}},
      {"EXP4",
       withExpr("5[0:1]"),
       {"3:5: error: expected tuple or machine space as what is sliced, got "
        "int [type]"}},
  });
}

TEST(SemaTypes, Properties) {
  expectAll({
      {"FUN4", withExpr("t.ipoint + t.ispace - t.ilo"), {}},
      {"MSP1", withExpr("m.size.len + m.len + m.volume + m.size.volume"), {}},
      {"EXP4", withExpr("t.ipoint.size.size + m[0, 0].size"), {}},
      {"FUN4",
       withExpr("t.ipont"),
       {"3:7: error: a value of kind task has no `ipont`; did you mean "
        "`ipoint`? [unknown-property]"}},
      {"FUN4",
       withExpr("t.zebra"),
       {"3:7: error: a value of kind task has no `zebra` [unknown-property]",
        "note: it has ipoint, ispace, ilo, parent, processor"}},
      {"EXP4",
       withExpr("t.ipoint.ispace"),
       {"3:14: error: a value of kind tuple has no `ispace` "
        "[unknown-property]",
        "note: `ispace` belongs to values of kind task"}},
      {"EXP4",
       withExpr("(1).len"),
       {"3:9: error: a value of kind int has no `len`; it has no properties at "
        "all [unknown-property]"}},
      {"FUN4",
       withExpr("t.ispace()"),
       {"3:7: error: `ispace` is a property, not a method; write it without "
        "parentheses [unknown-property]"}},
      {"MSP6",
       withExpr("m.split"),
       {"3:7: error: `split` is a method, not a property; call it: "
        "`.split(...)` [unknown-property]"}},
      {"FUN4",
       withExpr("t.ipoint.foo(1)"),
       {"3:14: error: a value of kind tuple has no `foo` "
        "[unknown-property]"}},
  });
}

TEST(SemaTypes, Transformations) {
  expectAll({
      {"MSP6", withExpr("m.split(0, 2).merge(0, 1).swap(0, 1)"), {}},
      {"MSP9", withExpr("m.slice(1, 0, 1).reverse(0).balance_split(1, 2)"), {}},
      {"MSP12",
       withExpr("m.auto_split(0, t.ispace).greedy_split(1, (2, 2))"),
       {}},
      {"MSP14", withExpr("m.decompose(0, t.ispace)"), {}},
      {"MSP14", withExpr("m.decompose(0, t.ispace, (1, 2))"), {}},
      {"MSP15",
       withExpr("m.split(0)"),
       {"3:5: error: `split` takes 2 arguments, got 1 [arity]"}},
      {"MSP15",
       withExpr("m.decompose(0)"),
       {"3:5: error: `decompose` takes 2 or 3 arguments, got 1 [arity]"}},
      {"MSP15",
       withExpr("m.reverse(0, 1)"),
       {"3:5: error: `reverse` takes 1 argument, got 2 [arity]"}},
      {"MSP15",
       withExpr("m.split(0, (2, 2))"),
       {"3:16: error: expected int as argument of `split`, got tuple [type]"}},
      {"MSP12",
       withExpr("m.auto_split(0, 2)"),
       {"3:21: error: expected tuple as argument of `auto_split`, got int "
        "[type]"}},
      {"MSP12",
       withExpr("m.auto_split(0, m)"),
       {"3:21: error: got machine space; its sizes are `.size` [type]"}},
      {"EXP5",
       withExpr("m.split(*t.ipoint)"),
       {"3:13: error: expected one value as argument of `split`, got an "
        "unpacked tuple; write its elements [type]"}},
      {"MSP6",
       withExpr("m.split(*, 2)"),
       {"3:13: error: expected a value, got `*` [type]"}},
      {"MSP6",
       withExpr("m.splitt(0, 2)"),
       {"3:7: error: a value of kind machine space has no `splitt`; did you "
        "mean `split`? [unknown-property]"}},
  });
}

TEST(SemaTypes, Has) {
  expectAll({
      {"MSP4", withExpr("m[0, 0].has(FBMEM) ? 1 : 2"), {}},
      {"MSP4", withExpr("m[0].has(ZCMEM) && True"), {}},
      {"MSP4",
       withExpr("m.has(FBMEM)"),
       {"3:7: error: expected one point for `has`, got machine space; index it "
        "first: `m[i].has(M)` [unknown-property]"}},
      {"MSP4",
       withExpr("m[0, *].has(FBMEM)"),
       {"3:13: error: expected one point for `has`, got set of points "
        "[unknown-property]"}},
      {"MSP4",
       withExpr("m[0, 0].has(1)"),
       {"3:17: error: expected memory kind as argument of `has`, got int "
        "[type]"}},
      {"MSP4",
       withExpr("m[0, 0].has(GPU)"),
       {"3:17: error: expected memory kind as argument of `has`, got processor "
        "kind [type]"}},
      {"MSP4",
       withExpr("m[0, 0].has(fbmem)"),
       {"3:17: error: unknown name `fbmem`; did you mean `FBMEM`? "
        "[unknown-name]"}},
      {"MSP4",
       withExpr("m[0, 0].has(FBMEM, ZCMEM)"),
       {"3:5: error: `has` takes 1 argument, a memory kind, got 2 [arity]"}},
      {"MSP4",
       withExpr("t.has(FBMEM)"),
       {"3:7: error: a value of kind task has no `has` [unknown-property]"}},
  });
}

TEST(SemaTypes, Machine) {
  expectAll({
      {"MSP1", "x = Machine(OMP);\n", {}},
      {"MSP1",
       "x = Machine(gpu);\n",
       {"1:13: error: expected processor kind as argument of `Machine`, got "
        "the name `gpu`; did you mean `GPU`? [type]"}},
      {"MSP1",
       "x = Machine(accelerators);\n",
       {"1:13: error: got the name `accelerators` [type]",
        "note: processor kinds are CPU, GPU, OMP, IO, PY, PROC"}},
      {"MSP1",
       "x = Machine(FBMEM);\n",
       {"1:13: error: got memory kind; for instance `Machine(GPU)` [type]"}},
      {"MSP1",
       "x = Machine(2);\n",
       {"1:13: error: expected processor kind as argument of `Machine`, got "
        "int "
        "[type]"}},
      {"MSP1",
       "x = GPU;\n",
       {"1:5: error: expected a value, got the processor kind `GPU`; its "
        "processors are `Machine(GPU)` [type]"}},
      {"MSP4",
       "x = FBMEM;\n",
       {"1:5: error: expected a value, got the memory kind `FBMEM` [type]"}},
  });
}

TEST(SemaTypes, Calls) {
  const std::string helpers =
      "def g(IPoint p, ISpace s, int n) { return p * s; }\n"
      "def h(int a, int b) { return a + b; }\n"
      "m = Machine(GPU);\n";
  expectAll({
      {"FUN1", helpers + "x = g((1, 2), m.size, 3);\n", {}},
      {"EXP9", helpers + "x = g(m[0, 0], m[0, 0], 3);\n", {}},
      {"EXP5", helpers + "x = h(*(1, 2)) + h(1, *(2,));\n", {}},
      {"FUN1",
       helpers + "x = h(1);\n",
       {"4:5: error: `h` takes 2 arguments, got 1 [arity]",
        "note: 2:5: `h` is defined here"}},
      {"FUN1",
       helpers + "x = h(1, 2, 3);\n",
       {"4:5: error: `h` takes 2 arguments, got 3 [arity]"}},
      {"EXP5",
       helpers + "x = h(1, 2, *(3,), 4);\n",
       {"4:5: error: `h` takes 2 arguments, got at least 3 [arity]"}},
      {"FUN1",
       helpers + "x = g(1, m.size, 3);\n",
       {"4:7: error: expected tuple as argument of `g`, got int [type]",
        "note: 1:5: `g` is defined here"}},
      {"FUN1",
       helpers + "x = h((1, 2), 3);\n",
       {"4:7: error: expected int as argument of `h`, got tuple; `*` unpacks "
        "[type]"}},
      {"FUN1",
       helpers + "x = g(m, m.size, 3);\n",
       {"4:7: error: got machine space; its sizes are `.size` [type]"}},
      {"EXP5",
       helpers + "x = h(*3);\n",
       {"4:8: error: expected tuple as operand of a prefix `*`, got int "
        "[type]"}},
      {"FUN4",
       "def h(Task t) { return 1; }\n" + inEntry("x = h(t.parent);\n"
                                                 "return m[0, x];"),
       {"4:7: error: expected task as argument of `h`, got parent task [type]",
        "4:7: error: exists only for single launches [launch-property]"}},
  });
}

TEST(SemaTypes, UnknownKindsAreSilent) {
  expectAll({
      {"EXP3",
       withExpr("-(nothing + 1) < 2 && nothing[0].len(3) ? m[*nothing] : "
                "g(nothing)"),
       {"3:7: error: unknown name `nothing` [unknown-name]",
        "3:27: error: unknown name `nothing` [unknown-name]",
        "3:50: error: unknown name `nothing` [unknown-name]",
        "3:61: error: unknown function `g` [unknown-function]",
        "3:63: error: unknown name `nothing` [unknown-name]"}},
      {"FUN1",
       inEntry("x = 1 + True;\ny = x + 1;\nreturn m[y, x];"),
       {"3:7: error: got int and bool [type]"}},
  });
}

TEST(SemaTypes, FillsInTheTree) {
  Checked checked("m = Machine(GPU);\ndef f(Task t) { return m[0, *]; }\n"
                  "def g(IPoint p) { return p / m.size; }\nx = g((1, 2));\n");
  ASSERT_TRUE(checked.succeeds) << checked.str();
  auto statement = [&](unsigned i) { return checked.mapper.statements[i]; };
  EXPECT_EQ(llvm::cast<ast::AssignStmt>(statement(0))->value->type,
            ast::ValueKind::Space);
  EXPECT_EQ(llvm::cast<ast::FunctionStmt>(statement(1))->resultType,
            ast::ValueKind::PointSet);
  EXPECT_EQ(llvm::cast<ast::FunctionStmt>(statement(2))->resultType,
            ast::ValueKind::Tuple);
  EXPECT_EQ(llvm::cast<ast::AssignStmt>(statement(3))->value->type,
            ast::ValueKind::Tuple);
}
