//===- CompiledTest.cpp - Programs against known points -------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A map that became a program decides what the same map decides when it is
// evaluated anew with each point known. A transformation by an argument that
// depends on the point forces the latter.
//
//===----------------------------------------------------------------------===//

#include "MapperHarness.h"
#include "RandomMap.h"

#include "mapwright/Evaluate/Defaults.h"

using namespace mapwright;

namespace {
/// What one map says of all points of a domain.
struct Outcome {
  bool isCompiled = false;
  std::vector<std::string> points;
  std::vector<std::string> printed;
};
} // namespace

static std::string describe(const Places &places,
                            const std::optional<EvalFailure> &failure) {
  std::string text;
  llvm::raw_string_ostream os(text);
  if (failure) {
    os << formatFailure(*failure) << " at ";
    failure->loc.print(os);
    return text;
  }
  for (const Place &place : places)
    os << spelling(place.kind) << ' ' << place.node << '.' << place.index;
  return text;
}

static std::optional<Outcome> evaluate(const RandomMap &map,
                                       llvm::StringRef force) {
  MapperHarness mapper(map.getText(force), map.machine);
  if (!mapper.isCompiled())
    return std::nullopt;
  MapChoice choice = mapper.getPolicies().getIndexMap("t", std::nullopt);
  auto bound = mapper.getEvaluator().bind(choice, map.domain);
  if (failed(bound))
    return std::nullopt;
  Outcome outcome;
  outcome.isCompiled = (*bound)->isCompiled();
  RowMajorPoints points(map.domain);
  for (Point point; points.next(point);) {
    Places places;
    std::optional<EvalFailure> failure;
    (*bound)->evaluate(point, places, failure);
    outcome.points.push_back(describe(places, failure));
  }
  outcome.printed = mapper.printed;
  return outcome;
}

TEST(CompiledMaps, DecideAsWithKnownPoints) {
  constexpr unsigned count = 2000;
  unsigned compared = 0, compiled = 0, failures = 0, placed = 0;
  for (unsigned seed = 0; seed < count; ++seed) {
    RandomMap map(seed);
    std::optional<Outcome> program = evaluate(map, "1");
    std::optional<Outcome> known =
        evaluate(map, "t.ipoint[0] - t.ipoint[0] + 1");
    ASSERT_EQ(program.has_value(), known.has_value()) << "seed " << seed << "\n"
                                                      << map.getText("1");
    if (!program)
      continue;
    ASSERT_FALSE(known->isCompiled) << "seed " << seed;
    ASSERT_EQ(program->points, known->points)
        << "seed " << seed << " on " << map.machine << "\n"
        << map.getText("1");
    ASSERT_EQ(program->printed, known->printed) << "seed " << seed << "\n"
                                                << map.getText("1");
    ++compared;
    compiled += program->isCompiled;
    for (const std::string &point : program->points)
      ++(llvm::StringRef(point).contains('[') ? failures : placed);
  }
  // The generator has to reach both sides, or the test shows nothing.
  EXPECT_GT(compared, count / 2);
  EXPECT_GT(compiled, count / 3);
  EXPECT_GT(failures, count / 2);
  EXPECT_GT(placed, count);
  RecordProperty("compared", compared);
  RecordProperty("compiled", compiled);
}

TEST(CompiledMaps, HoistedErrorsAreMetByPointsOnly) {
  MapperHarness mapper("m = Machine(GPU);"
                       "def f(Task t) {"
                       "  return t.ipoint[0] < 1 ? m[0, 0]"
                       "    : m.split(1, t.ispace[0])[0, 0, 0]; }"
                       "IndexTaskMap t f;");
  EXPECT_EQ(mapper.decide({"t[1]"}), "t (0): node 0 GPU 0\n");
  std::string text = mapper.decide({"t[3]"});
  EXPECT_TRUE(llvm::StringRef(text).starts_with(
      "t (0): node 0 GPU 0\nt (1): error: `split`: the factor 3"))
      << text;
}

TEST(CompiledMaps, TwoLevelSplitsBecomePrograms) {
  MapperHarness mapper(
      "m = Machine(GPU);"
      "def f(Task t) {"
      "  upper = m.auto_split(0, t.ispace);"
      "  lower = upper.auto_split(2, t.ispace / upper[:-1]);"
      "  nodes = tuple(t.ipoint[i] * upper.size[i] / t.ispace[i]"
      "    for i in (0, 1));"
      "  local = tuple(t.ipoint[i] % lower.size[i + 2] for i in (0, 1));"
      "  return lower[*nodes, *local]; }"
      "IndexTaskMap t f;",
      "nodes:4,GPU:4");
  MapChoice choice = mapper.getPolicies().getIndexMap("t", std::nullopt);
  Launch launch = llvm::cantFail(parseLaunchSpec("t[8,8]"));
  auto bound = mapper.getEvaluator().bind(choice, *launch.domain);
  ASSERT_TRUE(succeeded(bound));
  EXPECT_TRUE((*bound)->isCompiled());
}
