//===- LaunchBoundsTest.cpp - Proofs against evaluation -------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Analysis/LaunchBounds.h"
#include "mapwright/Conversion/Passes.h"
#include "mapwright/Evaluate/Defaults.h"
#include "mapwright/Frontend/Frontend.h"

#include "mlir/Pass/PassManager.h"
#include "gtest/gtest.h"

#include <random>

using namespace mapwright;

namespace {
/// A mapper whose function `f` places the launches of `t`, as it was written
/// and lowered.
class LoweredMapper {
public:
  explicit LoweredMapper(const std::string &text,
                         llvm::StringRef spec = "nodes:2,GPU:4,CPU:2")
      : context(mlir::MLIRContext::Threading::DISABLED),
        handler(&context, [this](mlir::Diagnostic &diag) { take(diag); }),
        machine(llvm::cantFail(parseMachineSpec(spec))),
        module(importMapper(text, "test.mapper", &context)) {
    if (!module)
      return;
    evaluator = std::make_unique<Evaluator>(
        *module->getOps<mapping::MapperOp>().begin(), machine);
    lowered = mlir::OwningOpRef<mlir::ModuleOp>((*module).clone());
    mlir::PassManager passes(&context);
    buildPolicyPipeline(passes, 3);
    if (failed(passes.run(*lowered)))
      lowered = nullptr;
  }

  bool isValid() const { return module && lowered; }
  Evaluator &getEvaluator() { return *evaluator; }
  mlir::ModuleOp getLowered() { return *lowered; }

  LaunchProof prove(const Domain &domain) {
    for (auto map : lowered->getOps<placement::MapOp>())
      if (map.getRank() == domain.rank)
        return proveLaunch(map, machine, domain);
    return {};
  }
  /// Whether the map fails at a point.
  bool fails(const Domain &domain, const Point &point) {
    auto map = evaluator->getPolicies().getIndexMap("t", ProcKind::GPU);
    auto bound = evaluator->bind(map, domain);
    Places places;
    std::optional<EvalFailure> failure;
    return failed(bound) || !(*bound)->evaluate(point, places, failure);
  }

  std::vector<std::string> diagnostics; ///< "id: text"

private:
  void take(const mlir::Diagnostic &diag) {
    std::optional<DiagId> id = getDiagId(diag);
    diagnostics.push_back((id ? getDiagInfo(*id).name.str() : "?") + ": " +
                          diag.str());
  }

  mlir::MLIRContext context;
  mlir::ScopedDiagnosticHandler handler;
  Machine machine;
  mlir::OwningOpRef<mlir::ModuleOp> module, lowered;
  std::unique_ptr<Evaluator> evaluator;
};
} // namespace

static Launch parseLaunch(const char *spec) {
  return llvm::cantFail(parseLaunchSpec(spec));
}

static std::string makeMapper(const std::string &body) {
  return "Task * GPU;\nm = Machine(GPU);\nline = m.merge(0, 1);\n"
         "def f(Task t) {\n" +
         body + "}\nIndexTaskMap t f;\n";
}

static const char *describe(LaunchResult result) {
  return result == LaunchResult::Proved    ? "proved"
         : result == LaunchResult::Refuted ? "refuted"
                                           : "unknown";
}

//===----------------------------------------------------------------------===//
// Launches of 10^9 points
//===----------------------------------------------------------------------===//

namespace {
struct LargeCase {
  const char *body;
  const char *launch;
  const char *result;
};
} // namespace

TEST(LaunchBoundsTest, LargeLaunches) {
  const LargeCase cases[] = {
      {"return line[t.ipoint[0] % line.size[0]];\n", "t[1000000000]", "proved"},
      {"return line[t.ipoint[0] * line.size[0] / t.ispace[0]];\n",
       "t[1000000000]", "proved"},
      // The last block is one too far only for the very last points.
      {"return line[(t.ipoint[0] + 1) * line.size[0] / t.ispace[0]];\n",
       "t[1000000000]", "refuted"},
      {"return line[t.ipoint[0] / 125000000];\n", "t[1000000000]", "proved"},
      {"return line[t.ipoint[0] / 125000000];\n", "t[1000000001]", "refuted"},
      {"return line[(t.ipoint[0] - 999999999) % line.size[0]];\n",
       "t[1000000000]", "refuted"},
      {"x = t.ipoint[0] % 1000 + t.ipoint[1] % 1000;\n"
       "return line[x / 250];\n",
       "t[40000,40000]", "proved"},
      {"x = t.ipoint[0] % 1000 + t.ipoint[1] % 1000;\n"
       "return line[x / 249];\n",
       "t[40000,40000]", "refuted"},
      // Fails where two conditions hold at once, at one point of 10^9.
      {"x = t.ipoint[0] * 31623 + t.ipoint[1];\n"
       "return line[x == 777777777 ? 8 : 0];\n",
       "t[31623,31623]", "refuted"},
      {"return line[10 / (t.ipoint[0] - 123456789)];\n", "t[1000000000]",
       "refuted"},
      {"return m[t.ipoint[0] / 8 % 2, t.ipoint[0] % 4];\n",
       "t[-1000000000..-1]", "refuted"},
      {"x = t.ipoint - t.ilo;\nreturn m[x[0] / 8 % 2, x[0] % 4];\n",
       "t[-1000000000..-1]", "proved"},
      {"g = m.auto_split(1, (t.ispace[0], t.ispace[1]));\n"
       "return g[t.ipoint[0] % 2, t.ipoint[0] % g.size[1],"
       " t.ipoint[1] % g.size[2]];\n",
       "t[100000,20000]", "proved"},
      // Not affine.
      {"return line[t.ipoint[0] * t.ipoint[1] % line.size[0]];\n",
       "t[40000,40000]", "unknown"},
  };
  for (const LargeCase &test : cases) {
    LoweredMapper mapper(makeMapper(test.body));
    ASSERT_TRUE(mapper.isValid()) << test.body;
    Domain domain = *parseLaunch(test.launch).domain;
    LaunchProof proof = mapper.prove(domain);
    EXPECT_STREQ(describe(proof.result), test.result)
        << test.body << test.launch;
    if (proof.result == LaunchResult::Refuted) {
      EXPECT_TRUE(domain.bounds().contains(proof.counterexample));
      EXPECT_TRUE(mapper.fails(domain, proof.counterexample)) << test.body;
    }
  }
}

TEST(LaunchBoundsTest, PartsOfASparseDomain) {
  LoweredMapper mapper(
      makeMapper("return line[t.ipoint[0] == 500 ? 8 : t.ilo[0]];\n"));
  ASSERT_TRUE(mapper.isValid());
  Domain domain = *parseLaunch("t[100]").domain;
  Domain above = *parseLaunch("t[501..2000000000]").domain;
  domain.rects.push_back(above.rects.front());
  EXPECT_EQ(mapper.prove(domain).result, LaunchResult::Proved);
  domain.rects.push_back(parseLaunch("t[500..500]").domain->rects.front());
  EXPECT_EQ(mapper.prove(domain).result, LaunchResult::Refuted);
}

TEST(LaunchBoundsTest, ReportsLikeEvaluation) {
  LoweredMapper mapper(makeMapper("return line[t.ipoint[0] / 125000000];\n"));
  ASSERT_TRUE(mapper.isValid());
  EXPECT_TRUE(succeeded(checkLaunchBounds(
      mapper.getEvaluator(), mapper.getLowered(),
      {parseLaunch("t[1000000000]"), parseLaunch("t[4]")}, nullptr)));
  EXPECT_TRUE(mapper.diagnostics.empty());
  EXPECT_TRUE(
      failed(checkLaunchBounds(mapper.getEvaluator(), mapper.getLowered(),
                               {parseLaunch("t[1000000001]")}, nullptr)));
  ASSERT_EQ(mapper.diagnostics.size(), 1u);
  EXPECT_TRUE(
      llvm::StringRef(mapper.diagnostics[0]).starts_with("index-bounds: "))
      << mapper.diagnostics[0];
  EXPECT_NE(mapper.diagnostics[0].find("1000000000"), std::string::npos);
}

TEST(LaunchBoundsTest, WhatIsNotAffineIsEvaluatedOrLeftOpen) {
  LoweredMapper mapper(makeMapper("x = t.ipoint[0] * t.ipoint[0] - 3000000;\n"
                                  "return line[x > 0 ? line.size[0] : 0];\n"));
  ASSERT_TRUE(mapper.isValid());
  EXPECT_TRUE(
      failed(checkLaunchBounds(mapper.getEvaluator(), mapper.getLowered(),
                               {parseLaunch("t[1048577]")}, nullptr)));
  ASSERT_EQ(mapper.diagnostics.size(), 1u);
  mapper.diagnostics.clear();
  EXPECT_TRUE(
      succeeded(checkLaunchBounds(mapper.getEvaluator(), mapper.getLowered(),
                                  {parseLaunch("t[1000000000]")}, nullptr)));
  ASSERT_EQ(mapper.diagnostics.size(), 1u);
  EXPECT_TRUE(
      llvm::StringRef(mapper.diagnostics[0]).starts_with("not-proved: "));
}

//===----------------------------------------------------------------------===//
// Random maps
//===----------------------------------------------------------------------===//

namespace {
/// Expressions of the language that are affine but for constants, with and
/// without failures.
class RandomMap {
public:
  RandomMap(unsigned seed, unsigned rank) : random(seed), rank(rank) {}

  std::string makeBody() {
    if (pick(2))
      return "return line[" + makeTerm(3) + " % line.size[0]];\n";
    return "return m[" + makeTerm(2) + ", " + makeTerm(2) + "];\n";
  }
  int pick(unsigned n) { return random() % n; }

private:
  std::string makeLeaf() {
    std::string dim = std::to_string(pick(rank));
    switch (pick(6)) {
    case 0:
      return std::to_string(pick(9));
    case 1:
      return "t.ispace[" + dim + "]";
    case 2:
      return "(t.ipoint[" + dim + "] - t.ilo[" + dim + "])";
    default:
      return "t.ipoint[" + dim + "]";
    }
  }
  std::string makeConstant() {
    static const char *const words[] = {
        "line.size[0]", "m.size[1]", "t.ispace[0]", "2", "3", "(0 - 4)", "7"};
    return words[pick(std::size(words))];
  }
  std::string makeCondition(unsigned depth) {
    static const char *const words[] = {" < ",  " <= ", " > ",
                                        " >= ", " == ", " != "};
    std::string text =
        makeTerm(depth) + words[pick(std::size(words))] + makeTerm(depth);
    if (pick(3) == 0)
      text = "(" + text + (pick(2) ? ") && (" : ") || (") + makeLeaf() + " < " +
             makeConstant() + ")";
    return text;
  }
  std::string makeTerm(unsigned depth) {
    if (depth == 0)
      return makeLeaf();
    std::string a = makeTerm(depth - 1);
    switch (pick(7)) {
    case 0:
      return "(" + a + " + " + makeLeaf() + ")";
    case 1:
      return "(" + a + " - " + makeLeaf() + ")";
    case 2:
      return "(" + a + " * " + makeConstant() + ")";
    case 3:
      return "(" + a + " / " + makeConstant() + ")";
    case 4:
      return "(" + makeCondition(depth - 1) + " ? " + a + " : " + makeLeaf() +
             ")";
    default:
      return "(" + a + " % " + makeConstant() + ")";
    }
  }

  std::mt19937 random;
  unsigned rank;
};
} // namespace

static Domain makeDomain(RandomMap &random, unsigned rank) {
  Domain domain;
  domain.rank = rank;
  Rect rect;
  rect.lo.rank = rect.hi.rank = rank;
  for (unsigned dim = 0; dim < rank; ++dim) {
    rect.lo.at[dim] = random.pick(2) ? 0 : random.pick(21) - 10;
    rect.hi.at[dim] = rect.lo.at[dim] + random.pick(rank == 1   ? 40
                                                    : rank == 2 ? 9
                                                                : 5);
  }
  domain.rects.push_back(rect);
  return domain;
}

TEST(LaunchBoundsTest, AgreesWithEvaluationOfRandomMaps) {
  unsigned counts[3] = {};
  for (unsigned seed = 1; seed <= 700; ++seed) {
    unsigned rank = 1 + seed % 3;
    RandomMap random(seed, rank);
    std::string body = random.makeBody();
    LoweredMapper mapper(makeMapper(body));
    // Constant folding finds some failures before.
    if (!mapper.isValid())
      continue;
    for (unsigned number = 0; number < 4; ++number) {
      Domain domain = makeDomain(random, rank);
      LaunchProof proof = mapper.prove(domain);
      ++counts[static_cast<unsigned>(proof.result)];
      bool failsSomewhere = false;
      RowMajorPoints points(domain);
      for (Point point; !failsSomewhere && points.next(point);)
        failsSomewhere = mapper.fails(domain, point);
      if (proof.result == LaunchResult::Proved)
        EXPECT_FALSE(failsSomewhere) << "seed " << seed << ": " << body;
      if (proof.result == LaunchResult::Refuted)
        EXPECT_TRUE(domain.bounds().contains(proof.counterexample) &&
                    mapper.fails(domain, proof.counterexample))
            << "seed " << seed << ": " << body;
    }
  }
  for (unsigned result = 0; result < 3; ++result)
    RecordProperty(describe(static_cast<LaunchResult>(result)),
                   static_cast<int>(counts[result]));
  // Nearly all of them are decided, both ways.
  EXPECT_GE(counts[0] + counts[1] + counts[2], 2000u);
  EXPECT_GE(counts[0], 200u);
  EXPECT_GE(counts[1], 200u);
  EXPECT_LE(counts[2], 100u);
}
