//===- DifferentialTest.cpp - Compiled policies against the evaluator -----===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Random maps decide the same when they are evaluated and when they are
// compiled to a policy: the same place, or the same error at the same line with
// the same values, and the same printed lines. One case is one map on one
// machine over one domain. A compilation takes long, so many maps share a
// mapper.
//
//===----------------------------------------------------------------------===//

#include "../Evaluate/RandomMap.h"
#include "CompiledMapper.h"

#include "mapwright/Evaluate/Decisions.h"
#include "mapwright/Evaluate/Defaults.h"

#include "gtest/gtest.h"

using namespace mapwright;

namespace {

constexpr unsigned numFiles = 10;
constexpr unsigned mapsPerFile = 40;
constexpr unsigned leastCases = 2000;

/// What has been compared so far; the test is worth nothing without enough of
/// each.
struct Counts {
  unsigned unsupported = 0, cases = 0, empty = 0, illTyped = 0,
           failedLaunches = 0, printed = 0;
  uint64_t placed = 0, failed = 0, valued = 0;
};

/// Maps that a policy can do, and the mapper they make together.
struct RandomFile {
  std::vector<RandomMap> maps;
  std::string text = RandomMap::getPrelude();
};

/// What is said of a point: `value` is what the texts of errors begin with, as
/// far as both sides say it.
struct Answer {
  bool failed = false;
  int32_t node = 0, index = 0;
  std::string id;
  unsigned line = 0;
  std::string value;

  std::string str() const {
    if (failed)
      return id + " in line " + std::to_string(line);
    return "node " + std::to_string(node) + " index " + std::to_string(index);
  }
};

} // namespace

static std::string getTaskName(size_t map) { return "t" + std::to_string(map); }

//===----------------------------------------------------------------------===//
// Maps
//===----------------------------------------------------------------------===//

/// Takes maps from the seeds that follow `seed`, without those that are wrong
/// with constant values.
static RandomFile makeFile(unsigned &seed, Counts &counts) {
  RandomFile file;
  while (file.maps.size() < mapsPerFile) {
    RandomMap map(seed++);
    CompiledMapper alone(map.getText("1"));
    if (!alone.isChecked())
      continue;
    if (!alone.emitCpp()) {
      ++counts.unsupported;
      continue;
    }
    std::string name = "f" + std::to_string(file.maps.size());
    file.text += map.getFunction(name, "1") + "IndexTaskMap " +
                 getTaskName(file.maps.size()) + " " + name + ";\n";
    file.maps.push_back(std::move(map));
  }
  return file;
}

/// A dense domain with the corners lo and lo+n-1 in each dimension.
static Domain makeCube(unsigned rank, int64_t lo, int64_t n) {
  Rect rect;
  rect.lo.rank = rect.hi.rank = rank;
  for (unsigned d = 0; d < rank; ++d) {
    rect.lo.at[d] = lo + d;
    rect.hi.at[d] = lo + d + n - 1;
  }
  return {rank, {rect}};
}

static std::vector<Domain> makeDomains(const RandomMap &map, unsigned seed) {
  unsigned rank = map.domain.rank;
  int64_t lo = static_cast<int64_t>(seed % 7) - 3;
  return {map.domain, makeCube(rank, 0, 4), makeCube(rank, lo, 1),
          makeCube(rank, -5, 3), makeCube(rank, 2, 0)};
}

//===----------------------------------------------------------------------===//
// Answers
//===----------------------------------------------------------------------===//

/// The line of an expression, wherever it was called from.
static unsigned findLine(mlir::Location loc) {
  while (auto call = llvm::dyn_cast<mlir::CallSiteLoc>(loc))
    loc = call.getCallee();
  if (auto named = llvm::dyn_cast<mlir::NameLoc>(loc))
    loc = named.getChildLoc();
  auto range = llvm::dyn_cast<mlir::FileLineColRange>(loc);
  return range ? range.getStartLine() : 0;
}

static Answer makeAnswer(const Places &places,
                         const std::optional<EvalFailure> &failure) {
  if (!failure)
    return {false, places.front().node, places.front().index, "", 0, ""};
  return {true,
          0,
          0,
          getDiagInfo(failure->id).name.str(),
          findLine(failure->loc),
          failure->text};
}

/// What the evaluator's text has to begin with.
static std::string describeValue(const mw_error &error) {
  std::string value = std::to_string(error.value);
  switch (error.code) {
  case MW_E_INDEX_BOUNDS:
    return "index " + value + " is out of bounds for dimension " +
           std::to_string(error.dim);
  case MW_E_TUPLE_BOUNDS:
    return "index " + value + " is out of range for a tuple of length " +
           std::to_string(error.bound);
  case MW_E_DIVISION_BY_ZERO:
    return "division by zero: " + value + " ";
  default:
    return "";
  }
}

static Answer makeAnswer(const mw_error &error) {
  return {true,       0,
          0,          getPolicyErrorName(error.code).str(),
          error.line, describeValue(error)};
}

/// Asks for points of a launch; a launch that fails does so at each point.
class PolicyLaunch {
public:
  PolicyLaunch(const BoundPolicy &policy, llvm::StringRef task,
               const Domain &domain) {
    Rect bounds = domain.bounds();
    mw_domain box = {domain.rank, {}, {}};
    llvm::copy(bounds.lo.at, box.lo);
    llvm::copy(bounds.hi.at, box.hi);
    auto answer = policy.launch(task, ProcKind::GPU, box);
    if (answer) {
      launch = std::move(*answer);
      return;
    }
    llvm::handleAllErrors(
        answer.takeError(),
        [&](const PolicyError &error) {
          failure = makeAnswer(error.getError());
        },
        [&](const llvm::ErrorInfoBase &error) {
          ADD_FAILURE() << error.message();
        });
  }

  bool hasFailed() const { return failure.has_value(); }
  std::string getFailureId() const { return failure ? failure->id : ""; }
  bool isMapped() const { return failure || launch; }

  Answer evaluate(const Point &point) const {
    if (failure)
      return *failure;
    mw_place place = {0, 0};
    mw_error error = {};
    if (launch->evaluate(point.at.data(), place, error) != MW_OK)
      return makeAnswer(error);
    return {false, place.node, place.index, "", 0, ""};
  }

private:
  std::optional<BoundLaunch> launch;
  std::optional<Answer> failure;
};

//===----------------------------------------------------------------------===//
// Comparison
//===----------------------------------------------------------------------===//

namespace {
/// All maps of a file on one machine.
class Comparer {
public:
  Comparer(const RandomFile &file, CompiledMapper &mapper,
           const PolicyLibrary &policy, llvm::StringRef spec, Counts &counts)
      : file(file), spec(spec), machine(cantFail(parseMachineSpec(spec))),
        evaluator(mapper.getMapper(), machine,
                  [this](llvm::StringRef line) {
                    expectedLines.push_back(line.str());
                  }),
        bound(cantFail(policy.bind(machine,
                                   [this](llvm::StringRef line) {
                                     foundLines.push_back(line.str());
                                   }))),
        counts(counts) {}

  void compareAll(unsigned seed) {
    for (size_t i = 0; i < file.maps.size() && !testing::Test::HasFailure();
         ++i)
      for (const Domain &domain : makeDomains(file.maps[i], seed + i))
        compare(i, domain);
  }

private:
  void compare(size_t map, const Domain &domain);
  void compare(const Answer &expected, const Answer &found,
               const std::string &where);

  const RandomFile &file;
  llvm::StringRef spec;
  Machine machine;
  std::vector<std::string> expectedLines, foundLines;
  Evaluator evaluator;
  BoundPolicy bound;
  Counts &counts;
};
} // namespace

void Comparer::compare(const Answer &expected, const Answer &found,
                       const std::string &where) {
  EXPECT_EQ(expected.str(), found.str()) << where << expected.value;
  ++(expected.failed ? counts.failed : counts.placed);
  // Texts of values that were constant before the point say something else.
  if (!expected.failed || found.value.empty())
    return;
  EXPECT_TRUE(llvm::StringRef(expected.value).starts_with(found.value))
      << "'" << expected.value << "' does not start with '" << found.value
      << "' " << where;
  ++counts.valued;
}

void Comparer::compare(size_t map, const Domain &domain) {
  ++counts.cases;
  PolicyLaunch launch(bound, getTaskName(map), domain);
  ASSERT_TRUE(launch.isMapped());
  counts.failedLaunches += launch.hasFailed();
  MapChoice choice =
      evaluator.getPolicies().getIndexMap(getTaskName(map), ProcKind::GPU);
  auto expected = evaluator.bind(choice, domain);
  if (failed(expected)) {
    EXPECT_EQ(launch.getFailureId(), "rank-mismatch");
    ++counts.illTyped;
    return;
  }
  if (domain.empty()) {
    EXPECT_FALSE(launch.hasFailed());
    ++counts.empty;
    return;
  }
  RowMajorPoints points(domain);
  for (Point point; points.next(point);) {
    Places places;
    std::optional<EvalFailure> failure;
    expectedLines.clear();
    foundLines.clear();
    (*expected)->evaluate(point, places, failure);
    std::string where = "at " + formatPoint(point) + " of " +
                        formatPoint(domain.bounds().lo) + ".." +
                        formatPoint(domain.bounds().hi) + " on " + spec.str() +
                        "\n" + file.maps[map].getText("1");
    compare(makeAnswer(places, failure), launch.evaluate(point), where);
    EXPECT_EQ(expectedLines, foundLines) << where;
    counts.printed += foundLines.size();
  }
}

/// Compares the maps of one file on machines with and without GPUs.
static void compareFile(unsigned &seed, Counts &counts) {
  RandomFile file = makeFile(seed, counts);
  CompiledMapper mapper(file.text);
  ASSERT_TRUE(mapper.isChecked()) << mapper.getMessages().str();
  std::optional<std::string> cpp = mapper.emitCpp();
  ASSERT_TRUE(cpp) << mapper.getMessages().str();
  auto policy = mapper.compile(*cpp);
  ASSERT_TRUE(bool(policy)) << llvm::toString(policy.takeError());
  for (llvm::StringRef machine :
       {"nodes:2,CPU:3,GPU:4", "nodes:3,CPU:6,GPU:1", "nodes:1,CPU:1"})
    Comparer(file, mapper, *policy, machine, counts).compareAll(seed);
}

TEST(CompiledPolicies, DecideAsTheEvaluator) {
  Counts counts;
  unsigned seed = 0;
  for (unsigned i = 0; i < numFiles && !HasFailure(); ++i)
    ASSERT_NO_FATAL_FAILURE(compareFile(seed, counts));
  EXPECT_LT(counts.unsupported, numFiles * mapsPerFile / 20);
  EXPECT_GE(counts.cases, leastCases);
  EXPECT_GT(counts.empty, leastCases / 10);
  EXPECT_GT(counts.failedLaunches, counts.illTyped);
  EXPECT_LT(counts.illTyped, counts.cases / 4);
  EXPECT_GT(counts.placed, leastCases);
  EXPECT_GT(counts.failed, leastCases);
  EXPECT_GT(counts.valued, leastCases);
  EXPECT_GT(counts.printed, 0u);
  RecordProperty("cases", counts.cases);
  std::cout << counts.cases << " cases, " << counts.placed << " places, "
            << counts.failed << " failures, " << counts.printed << " lines; "
            << counts.illTyped << " cases ill-typed, " << counts.unsupported
            << " maps without a policy\n";
}
