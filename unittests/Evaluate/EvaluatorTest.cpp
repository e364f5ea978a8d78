//===- EvaluatorTest.cpp - Directed tests of evaluation -------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MapperHarness.h"

using namespace mapwright;

static bool startsWith(llvm::StringRef text, llvm::StringRef prefix) {
  return text.starts_with(prefix);
}

//===----------------------------------------------------------------------===//
// Expressions
//===----------------------------------------------------------------------===//

TEST(Expressions, DivisionTruncates) { // EXP2
  EXPECT_EQ(evaluateBody("i = t.ipoint[0]; return m[-i / 2, -(-i % 3)];",
                         "t[-3..-3]"),
            "node 1 GPU 0");
  EXPECT_EQ(evaluateBody("i = t.ipoint[0]; return m[(i / 2) + 1, i % 2 + 1];",
                         "t[-3..-3]"),
            "node 0 GPU 0");
}

TEST(Expressions, DivisionByZeroNamesItsOperands) { // EXP2
  EXPECT_EQ(evaluateBody("return m[5 / t.ipoint[0], 0];"),
            "error: division by zero: 5 / 0 at point (0) of the launch domain "
            "(0)..(0) [division-by-zero]");
  EXPECT_EQ(evaluateBody("return m[7 % t.ipoint[0], 0];"),
            "error: division by zero: 7 % 0 at point (0) of the launch domain "
            "(0)..(0) [division-by-zero]");
}

TEST(Expressions, OverflowIsAnError) { // EXP3
  const char *const max = "9223372036854775807";
  std::string launch = std::string("t[") + max + ".." + max + "]";
  for (const char *body :
       {"return m[t.ipoint[0] + 1, 0];", "return m[t.ipoint[0] * 2, 0];",
        "return m[-2 - t.ipoint[0], 0];",
        "return m[(-t.ipoint[0] - 1) / -1, 0];",
        "return m[-(-t.ipoint[0] - 1), 0];"}) {
    std::string text = evaluateBody(body, launch);
    EXPECT_TRUE(llvm::StringRef(text).contains("does not fit in 64 bits"))
        << body << ": " << text;
    EXPECT_TRUE(llvm::StringRef(text).ends_with("[overflow]")) << text;
  }
  EXPECT_EQ(evaluateBody("return m[t.ipoint[0] - t.ipoint[0], 0];", launch),
            "node 0 GPU 0");
}

TEST(Launches, RefusedIfAnExtentDoesNotFit) { // FUN4
  MapperHarness mapper("m = Machine(GPU);\n"
                       "def f(Task t) {\n"
                       "  return m[0, 0];\n"
                       "}\n"
                       "IndexTaskMap t f;\n");
  auto binds = [&](const char *launch) {
    MapChoice map = mapper.getPolicies().getIndexMap("t", std::nullopt);
    Domain domain = *llvm::cantFail(parseLaunchSpec(launch)).domain;
    return mlir::succeeded(mapper.getEvaluator().bind(map, domain));
  };
  EXPECT_TRUE(binds("t[0..1,0..9223372036854775806]"));
  EXPECT_TRUE(binds("t[0,-9223372036854775807..9223372036854775807]"));
  EXPECT_TRUE(mapper.diagnostics.empty());
  EXPECT_FALSE(binds("t[0..1,-1..9223372036854775806]"));
  EXPECT_EQ(mapper.diagnostics,
            std::vector<std::string>{
                "overflow: the extent of the launch domain does not fit in 64 "
                "bits"});
}

TEST(Expressions, TuplesWorkElementwise) { // EXP3, EXP4, EXP5
  EXPECT_EQ(evaluateBody("p = t.ipoint * (2, 1) % m.size; return m[*p];",
                         "t[3..3,6..6]"),
            "node 0 GPU 2");
  EXPECT_EQ(evaluateBody("p = tuple(t.ipoint[i] - i for i in (1, 0));"
                         "return m[*p];",
                         "t[3..3,2..2]"),
            "node 1 GPU 3");
  EXPECT_EQ(evaluateBody("return m[t.ipoint[-1], t.ipoint[:-1].volume];",
                         "t[1..1,3..3,1..1]"),
            "node 1 GPU 3");
}

TEST(Expressions, OnlyTheChosenBranchIsEvaluated) { // EXP6
  EXPECT_EQ(evaluateBody("i = t.ipoint[0];"
                         "return m[0, i == 0 ? 3 : 1 / i];"),
            "node 0 GPU 3");
}

TEST(Expressions, LogicIsLazy) { // EXP8
  EXPECT_EQ(evaluateBody("i = t.ipoint[0];"
                         "return i == 0 || 1 / i == 1 ? m[1, 0] : m[0, 0];"),
            "node 1 GPU 0");
  EXPECT_EQ(evaluateBody("i = t.ipoint[0];"
                         "return i != 0 && 1 / i == 1 ? m[1, 0] : m[0, 0];"),
            "node 0 GPU 0");
}

TEST(Expressions, LocalsAreEvaluatedEvenIfUnused) { // EXP8
  EXPECT_TRUE(
      startsWith(evaluateBody("unused = 1 / t.ipoint[0]; return m[0, 0];"),
                 "error: division by zero"));
}

TEST(Expressions, GlobalsFailOnlyWhereUsed) { // EXP8, MSP1
  MapperHarness mapper("g = Machine(GPU).split(1, 2); c = Machine(CPU);"
                       "def f(Task t) { return t.ipoint[0] == 0 ? c[0, 0] :"
                       "  c[0, g.size[2]]; }"
                       "IndexTaskMap t f;",
                       "nodes:1,CPU:2");
  ASSERT_TRUE(mapper.isCompiled());
  std::string text = mapper.decide({"t[2]"});
  EXPECT_TRUE(startsWith(text, "t (0): node 0 CPU 0\nt (1): error: `split`"))
      << text;
}

TEST(Expressions, PointsConvertToTuples) { // EXP9
  EXPECT_EQ(evaluateBody("p = m[1, 2]; return m[p[0], p[1] + 1];"),
            "node 1 GPU 3");
  EXPECT_EQ(evaluateBody("p = m[1, 2]; return m[*(p - (1, 1))];"),
            "node 0 GPU 1");
}

//===----------------------------------------------------------------------===//
// Machine spaces
//===----------------------------------------------------------------------===//

TEST(Spaces, AMissingKindHasSizeZero) { // MSP1
  EXPECT_EQ(evaluateBody("return Machine(CPU)[0, m.size[1]];", "t[1]",
                         "nodes:2,CPU:1"),
            "node 0 CPU 0");
  EXPECT_TRUE(
      startsWith(evaluateBody("return m[0, 0];", "t[1]", "nodes:2,CPU:1"),
                 "error: index 0 is out of bounds for dimension 1, "
                 "which has size 0: there is no GPU on a node"));
  EXPECT_TRUE(
      startsWith(evaluateBody("return m[0, *];", "t[1]", "nodes:2,CPU:1"),
                 "error: `*` stands for no index"));
  EXPECT_TRUE(startsWith(
      evaluateBody("return m.reverse(1)[0, 0];", "t[1]", "nodes:2,CPU:1"),
      "error: `reverse`"));
}

TEST(Spaces, UnevenNodesCountTheFewest) { // MSP1
  std::vector<Node> nodes(2);
  nodes[0].processors[unsigned(ProcKind::GPU)].resize(4);
  nodes[1].processors[unsigned(ProcKind::GPU)].resize(2);
  MapperHarness mapper("m = Machine(GPU); def f(Task t) {"
                       " return m[m.volume / 4, m.size[1] - 1]; }"
                       "IndexTaskMap t f;",
                       Machine(nodes));
  EXPECT_EQ(mapper.decide({"t[1]"}), "t (0): node 1 GPU 1\n");
  ASSERT_EQ(mapper.diagnostics.size(), 1u);
  EXPECT_EQ(mapper.diagnostics.front(),
            "uneven-machine: nodes have from 2 to 4 processors of kind GPU; "
            "`Machine(GPU)` has 2 a node");
}

TEST(Spaces, BoundsNameEverything) { // MSP2
  EXPECT_EQ(evaluateBody("return m[0, t.ipoint[1]];", "t[2..2,-1..-1]"),
            "error: index -1 is out of bounds for dimension 1 of size 4; "
            "expected 0 to 3 at point (2,-1) of the launch domain "
            "(2,-1)..(2,-1) [index-bounds]");
}

TEST(Spaces, BoundsOfTransformedSpacesAreChecked) { // MSP2
  EXPECT_TRUE(
      startsWith(evaluateBody("return m.split(1, 2)[0, 2, 0];"),
                 "error: index 2 is out of bounds for dimension 1 of size 2"));
}

TEST(Spaces, StarsMakeSetsInSingleMaps) { // MSP3
  EXPECT_EQ(evaluateBody("return m[1, *];", "t"), "node 1 GPU {0,1,2,3}");
  EXPECT_EQ(evaluateBody("return m.split(1, 2)[0, *, 1];", "t"),
            "node 0 GPU {2,3}");
  EXPECT_EQ(evaluateBody("return m.split(1, 2)[0, *, *];", "t"),
            "node 0 GPU {0,2,1,3}");
  EXPECT_TRUE(startsWith(
      evaluateBody("return m[*, 0];", "t"),
      "error: `*` stands for processors of several nodes (0 and 1)"));
}

TEST(Spaces, StarsAreTheFirstPointInIndexMaps) { // MSP3
  EXPECT_EQ(evaluateBody("return m[1, *];"), "node 1 GPU 0");
  EXPECT_EQ(evaluateBody("return m.reverse(1)[1, *];"), "node 1 GPU 3");
}

TEST(Spaces, HasAsksTheProcessor) { // MSP4
  EXPECT_EQ(evaluateBody("return m[1, 2].has(FBMEM) ? m[0, 0] : m[0, 1];"),
            "node 0 GPU 0");
  EXPECT_EQ(evaluateBody("return m[1, 2].has(RDMEM) ? m[0, 0] : m[0, 1];"),
            "node 0 GPU 1");
  EXPECT_EQ(evaluateBody("return m[3].has(ZCMEM) ? m[0, 0] : m[0, 1];"),
            "node 0 GPU 0");
  // Depends on the point, so the map is evaluated anew for each of them.
  EXPECT_EQ(evaluateBody("return m[t.ipoint[0], 2].has(FBMEM) ? m[0, 0] : "
                         "m[0, 1];"),
            "node 0 GPU 0");
}

TEST(Spaces, ProcessorsArePushedForward) { // MSP5
  EXPECT_EQ(
      evaluateBody("p = t.parent.processor(m); return m[*p];", "t:GPU@GPU:1.3"),
      "node 1 GPU 3");
  // Processor 3 of 4 is (1, 1) of a split by 2: 3 = 1 + 1*2.
  EXPECT_EQ(evaluateBody("s = m.split(1, 2); p = t.parent.processor(s);"
                         "return m[p[0], p[1] * 10 + p[2] - 10];",
                         "t:GPU@GPU:1.3"),
            "node 1 GPU 1");
  EXPECT_EQ(evaluateBody("s = m.merge(0, 1).reverse(0);"
                         "return s[s.size[0] - 1 - t.parent.processor(s)[0]];",
                         "t:GPU@GPU:0.0"),
            "node 1 GPU 3");
  // Another kind: its index within its own kind.
  EXPECT_EQ(evaluateBody("return m[*t.parent.processor(m)];", "t:GPU@CPU:1.1"),
            "node 1 GPU 1");
}

TEST(Spaces, ATransformationOfThePointIsEvaluatedAnew) {
  MapperHarness mapper("m = Machine(GPU); def f(Task t) {"
                       " s = m.split(1, t.ipoint[0]);"
                       " return s[0, s.size[1] - 1, 0]; }"
                       "IndexTaskMap t f;");
  EXPECT_EQ(
      mapper.decide({"t[1..4]"}),
      "t (1): node 0 GPU 0\n"
      "t (2): node 0 GPU 1\n"
      "t (3): error: `split`: the factor 3 does not divide the size 4 of the "
      "dimension; use a divisor, or `auto_split` at point (3) of the launch "
      "domain (1)..(4) [space-argument]\n"
      "t (4): node 0 GPU 3\n");
}

//===----------------------------------------------------------------------===//
// Launches
//===----------------------------------------------------------------------===//

TEST(Launches, CoordinatesAreRaw) { // FUN4
  MapperHarness mapper("m = Machine(GPU); def f(Task t) {"
                       " return m[t.ilo[0] - 5, t.ipoint[0] - t.ilo[0]"
                       "   + t.ispace[0] - 2]; }"
                       "IndexTaskMap t f;");
  EXPECT_EQ(mapper.decide({"t[5..6]"}), "t (5): node 0 GPU 0\n"
                                        "t (6): node 0 GPU 1\n");
}

TEST(Launches, OnlyPointsOfASparseDomainAreMapped) { // FUN4
  MapperHarness mapper(
      "m = Machine(GPU); def f(Task t) {"
      " return m[t.ispace[0] - 9, t.ipoint[0] - t.ilo[0] == 4 ?"
      "   9 : t.ipoint[0] / 3 - 1]; }"
      "IndexTaskMap t f;");
  Launch launch;
  launch.task = "t";
  auto at = [](int64_t x) {
    Point point;
    point.rank = 1;
    point.at[0] = x;
    return point;
  };
  launch.domain = Domain{1, {{at(10), at(11)}, {at(3), at(4)}}};
  EXPECT_EQ(mapper.decide(launch), "t (3): node 0 GPU 0\n"
                                   "t (4): node 0 GPU 0\n"
                                   "t (10): node 0 GPU 2\n"
                                   "t (11): node 0 GPU 2\n");
}

TEST(Launches, EmptyDomainsMapNothing) { // FUN4
  MapperHarness mapper("m = Machine(GPU);"
                       "def f(Task t) { return m[1 / t.ispace[0], 0]; }"
                       "IndexTaskMap t f;");
  EXPECT_EQ(mapper.decide({"t[0]"}), "");
  EXPECT_TRUE(mapper.diagnostics.empty());
}

TEST(Launches, RanksUpToNine) { // FUN4, EXP7
  MapperHarness mapper("m = Machine(GPU); def f(Task t) {"
                       " return m[0, t.ipoint.len - 6 + t.ispace[-1] - 1]; }"
                       "IndexTaskMap t f;");
  EXPECT_EQ(mapper.decide({"t[1,1,1,1,1,1,1,1,1]"}),
            "t (0,0,0,0,0,0,0,0,0): node 0 GPU 3\n");
}

TEST(Launches, AnIllTypedRankIsReported) { // EXP7
  MapperHarness mapper("m = Machine(GPU);"
                       "def f(Task t) { return m[0, t.ipoint[1]]; }"
                       "IndexTaskMap t f;");
  EXPECT_EQ(mapper.decide({"t[1,2]"}),
            "t (0,0): node 0 GPU 0\nt (0,1): node 0 GPU 1\n");
  EXPECT_EQ(mapper.decide({"t[2]"}), "failed");
  ASSERT_EQ(mapper.diagnostics.size(), 2u);
  EXPECT_TRUE(startsWith(mapper.diagnostics[1], "rank-mismatch: `f`"));
}

TEST(Launches, TooManyPointsAreRefused) {
  MapperHarness mapper("Task * CPU;");
  EXPECT_EQ(mapper.decide({"t[8193,8192]"}), "failed");
  ASSERT_EQ(mapper.diagnostics.size(), 1u);
  EXPECT_TRUE(startsWith(mapper.diagnostics[0], "launch-argument: "));
}

//===----------------------------------------------------------------------===//
// Printing
//===----------------------------------------------------------------------===//

TEST(Printing, OncePerMachineAndOncePerPoint) { // FUN5
  MapperHarness mapper("m = Machine(GPU); print(\"m {}\", m.size);"
                       "def f(Task t) {"
                       "  print(\"p {} {}\", t.ipoint, t.ipoint[0] > 0);"
                       "  return t.ipoint[0] == 1 ? m[5, 0] : m[0, 0]; }"
                       "IndexTaskMap t f;");
  EXPECT_EQ(mapper.printed, std::vector<std::string>{"m 2,4"});
  mapper.decide({"t[2]"});
  EXPECT_EQ(mapper.printed,
            (std::vector<std::string>{"m 2,4", "p 0 False", "p 1 True"}));
}

TEST(Printing, NotBehindAFailure) { // FUN5, section 5
  MapperHarness mapper("m = Machine(GPU);"
                       "def f(Task t) {"
                       "  x = 1 / t.ipoint[0];"
                       "  print(\"x {}\", x);"
                       "  return m[0, 0]; }"
                       "IndexTaskMap t f;");
  mapper.decide({"t[2]"});
  EXPECT_EQ(mapper.printed, std::vector<std::string>{"x 1"});
}

TEST(Printing, OnlyInTheChosenBranchOfACall) {
  MapperHarness mapper("m = Machine(GPU);"
                       "def loud(int i) { print(\"{}\", i); return i; }"
                       "def f(Task t) {"
                       "  return m[0, t.ipoint[0] > 0 ? loud(t.ipoint[0]) : 0];"
                       "}"
                       "IndexTaskMap t f;");
  mapper.decide({"t[3]"});
  EXPECT_EQ(mapper.printed, (std::vector<std::string>{"1", "2"}));
}
