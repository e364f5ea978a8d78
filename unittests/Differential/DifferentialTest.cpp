//===- DifferentialTest.cpp - Compiled policies against the evaluator -----===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Random maps decide the same when they are evaluated and when they are
// compiled to a policy: the same places, or the same error at the same line
// with the same values, and the same printed lines. One case is one map on one
// machine over one domain, or with one parent. A compilation takes long, so
// many maps share a mapper.
//
//===----------------------------------------------------------------------===//

#include "../Evaluate/RandomMap.h"
#include "Answer.h"
#include "CompiledMapper.h"

#include "mapwright/Evaluate/Decisions.h"
#include "mapwright/Evaluate/Defaults.h"

#include "gtest/gtest.h"

using namespace mapwright;
using MapKind = RandomMap::Kind;

namespace {

constexpr unsigned numFiles = 8;
constexpr unsigned indexMapsPerFile = 36;
constexpr unsigned singleMapsPerFile = 24;
constexpr unsigned leastCases = 2000;

/// What has been compared so far; the test is worth nothing without enough of
/// each.
struct Counts {
  unsigned unsupported = 0, cases = 0, empty = 0, illTyped = 0, tooWide = 0,
           failedLaunches = 0, printed = 0, singles = 0, sets = 0, spread = 0;
  uint64_t placed = 0, failed = 0;
  std::map<std::string, unsigned> failures; ///< by id
};

/// Maps that a policy can do, and the mapper they make together.
struct RandomFile {
  std::vector<RandomMap> indexMaps, singleMaps;
  std::string text = RandomMap::getPrelude();
};

} // namespace

static std::string getTaskName(size_t map) { return "t" + std::to_string(map); }

//===----------------------------------------------------------------------===//
// Maps
//===----------------------------------------------------------------------===//

/// What prints when a machine is bound; the first one fails without GPUs.
static constexpr llvm::StringLiteral startups =
    "def noisy(int i) {\n"
    "  print(\"noisy {}\", i);\n"
    "  return i;\n"
    "}\n"
    "print(\"machine {}\", m.size);\n"
    "g0 = noisy(1) + 7 / m.size[1] + noisy(2);\n"
    "g1 = noisy(g0);\n"
    "print(\"{}\", c);\n"
    "g2 = noisy(c.volume);\n";

/// Takes `count` maps from the seeds that follow `seed`, without those that are
/// wrong with constant values.
static std::vector<RandomMap> makeMaps(unsigned &seed, unsigned count,
                                       bool isSingle, Counts &counts) {
  std::vector<RandomMap> maps;
  while (maps.size() < count) {
    unsigned next = seed++;
    RandomMap map(next, isSingle   ? MapKind::Single
                        : next % 2 ? MapKind::Rich
                                   : MapKind::Index);
    CompiledMapper alone(map.getText("1"));
    if (!alone.isChecked())
      continue;
    if (alone.emitCpp())
      maps.push_back(std::move(map));
    else
      ++counts.unsupported;
  }
  return maps;
}

static RandomFile makeFile(unsigned &seed, Counts &counts) {
  RandomFile file;
  file.text += startups;
  auto add = [&](const std::vector<RandomMap> &maps, llvm::StringRef prefix,
                 llvm::StringRef statement) {
    for (size_t i = 0; i < maps.size(); ++i) {
      std::string name = prefix.str() + std::to_string(i);
      file.text += maps[i].getFunction(name, "1") + statement.str() + " " +
                   getTaskName(i) + " " + name + ";\n";
    }
  };
  file.indexMaps = makeMaps(seed, indexMapsPerFile, false, counts);
  file.singleMaps = makeMaps(seed, singleMapsPerFile, true, counts);
  add(file.indexMaps, "f", "IndexTaskMap");
  add(file.singleMaps, "h", "SingleTaskMap");
  return file;
}

//===----------------------------------------------------------------------===//
// Launches
//===----------------------------------------------------------------------===//

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

/// Its last extent does not fit in 64 bits, if only just.
static Domain makeTooWide(unsigned rank) {
  Domain domain = makeCube(rank, 0, 2);
  unsigned last = rank - 1;
  domain.rects.front().lo.at[last] = -1;
  domain.rects.front().hi.at[last] = INT64_MAX - 1;
  return domain;
}

static bool isTooWide(const Domain &domain) {
  Rect bounds = domain.bounds();
  unsigned last = domain.rank - 1;
  return !domain.empty() && static_cast<uint64_t>(bounds.hi.at[last]) -
                                    static_cast<uint64_t>(bounds.lo.at[last]) >=
                                INT64_MAX;
}

/// Its last extent is the largest one there is; its first points do not compute
/// much.
static Domain makeWidest(unsigned rank) {
  Domain domain = makeTooWide(rank);
  domain.rects.front().lo.at[rank - 1] = 0;
  return domain;
}

static std::vector<Domain> makeDomains(const RandomMap &map, unsigned seed) {
  unsigned rank = map.domain.rank;
  int64_t lo = static_cast<int64_t>(seed % 7) - 3;
  return {map.domain,
          makeCube(rank, 0, 4),
          makeCube(rank, lo, 1),
          makeCube(rank, -5, 3),
          makeCube(rank, 2, 0),
          makeWidest(rank),
          makeTooWide(rank)};
}

/// Where a single task and its parent run; some are outside of the machine.
static std::vector<std::pair<Place, Place>> makePlaces(unsigned seed) {
  int32_t some = static_cast<int32_t>(seed % 3);
  return {{{ProcKind::GPU, 0, 0}, {ProcKind::CPU, 0, 0}},
          {{ProcKind::GPU, 1, 0}, {ProcKind::GPU, 1, some}},
          {{ProcKind::GPU, 0, some}, {ProcKind::CPU, some, 2}}};
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
    if (answer)
      launch = std::move(*answer);
    else
      failure = makeAnswer(answer.takeError());
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
      return makeAnswer(error, error.text);
    return makeAnswer(place);
  }

private:
  std::optional<BoundLaunch> launch;
  std::optional<Answer> failure;
};

static Answer evaluateSingle(const BoundPolicy &policy, llvm::StringRef task,
                             Place self, Place parent) {
  SingleLaunch launch;
  launch.task = task.str();
  launch.kind = self.kind;
  launch.self = {self.node, self.index};
  launch.parent = "parent";
  launch.parentKind = parent.kind;
  launch.parentAt = {parent.node, parent.index};
  auto places = policy.single(launch);
  if (!places)
    return makeAnswer(places.takeError());
  return *places ? makeAnswer(**places) : Answer();
}

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
        counts(counts) {
    compareLines("when bound to " + spec.str());
  }

  void compareAll(unsigned seed) {
    for (size_t i = 0; i < file.indexMaps.size() && !failed(); ++i)
      for (const Domain &domain : makeDomains(file.indexMaps[i], seed + i))
        compareLaunch(i, domain);
    for (size_t i = 0; i < file.singleMaps.size() && !failed(); ++i)
      for (auto [self, parent] : makePlaces(seed + i))
        compareSingle(i, self, parent);
  }

private:
  static bool failed() { return testing::Test::HasFailure(); }
  void compareLaunch(size_t map, const Domain &domain);
  void comparePoint(BoundMap &expected, const PolicyLaunch &found,
                    const Point &point, const std::string &where);
  void compareSingle(size_t map, Place self, Place parent);
  void compare(const Answer &expected, const Answer &found,
               const std::string &where);
  void compareLines(const std::string &where);

  const RandomFile &file;
  llvm::StringRef spec;
  Machine machine;
  std::vector<std::string> expectedLines, foundLines;
  Evaluator evaluator;
  BoundPolicy bound;
  Counts &counts;
};
} // namespace

void Comparer::compareLines(const std::string &where) {
  EXPECT_EQ(expectedLines, foundLines) << where;
  counts.printed += foundLines.size();
  expectedLines.clear();
  foundLines.clear();
}

void Comparer::compare(const Answer &expected, const Answer &found,
                       const std::string &where) {
  EXPECT_EQ(expected.str(), found.str()) << where << expected.text;
  compareLines(where);
  ++(expected.failed ? counts.failed : counts.placed);
  if (!expected.failed)
    return;
  ++counts.failures[expected.id];
  counts.spread += llvm::StringRef(expected.text).contains("several nodes");
  EXPECT_TRUE(llvm::StringRef(expected.text).contains(found.text))
      << "'" << expected.text << "' does not say '" << found.text << "' "
      << where;
}

void Comparer::comparePoint(BoundMap &expected, const PolicyLaunch &found,
                            const Point &point, const std::string &where) {
  Places places;
  std::optional<EvalFailure> failure;
  expected.evaluate(point, places, failure);
  // In an index map the first point of a set is used (MSP3).
  places.truncate(std::min<size_t>(places.size(), 1));
  compare(makeAnswer(places, failure), found.evaluate(point),
          "at " + formatPoint(point) + where);
}

void Comparer::compareLaunch(size_t map, const Domain &domain) {
  // Of a launch without end the first ones.
  unsigned mostPoints = domain.volume().value_or(UINT64_MAX) > 1000 ? 4 : 1000;
  ++counts.cases;
  PolicyLaunch launch(bound, getTaskName(map), domain);
  ASSERT_TRUE(launch.isMapped());
  counts.failedLaunches += launch.hasFailed();
  if (domain.empty()) {
    EXPECT_FALSE(launch.hasFailed());
    ++counts.empty;
    return;
  }
  MapChoice choice =
      evaluator.getPolicies().getIndexMap(getTaskName(map), ProcKind::GPU);
  auto expected = evaluator.bind(choice, domain);
  if (mlir::failed(expected)) {
    bool isRefused = launch.getFailureId() == "overflow";
    EXPECT_EQ(launch.getFailureId(), isRefused ? "overflow" : "rank-mismatch");
    EXPECT_TRUE(isTooWide(domain) || !isRefused);
    ++(isRefused ? counts.tooWide : counts.illTyped);
    return;
  }
  EXPECT_FALSE(isTooWide(domain));
  std::string where = " of " + formatPoint(domain.bounds().lo) + ".." +
                      formatPoint(domain.bounds().hi) + " on " + spec.str() +
                      "\n" + file.indexMaps[map].getText("1");
  RowMajorPoints points(domain);
  Point point;
  for (unsigned i = 0; i < mostPoints && points.next(point); ++i)
    comparePoint(**expected, launch, point, where);
}

void Comparer::compareSingle(size_t map, Place self, Place parent) {
  ++counts.cases;
  ++counts.singles;
  MapChoice choice =
      evaluator.getPolicies().getSingleMap(getTaskName(map), ProcKind::GPU);
  std::optional<EvalFailure> failure;
  auto places = evaluator.evaluateSingle(choice, self, parent, failure);
  ASSERT_TRUE(mlir::succeeded(places));
  counts.sets += places->size() > 1;
  compare(makeAnswer(*places, failure),
          evaluateSingle(bound, getTaskName(map), self, parent),
          "on " + spec.str() + "\n" + file.singleMaps[map].getText("1"));
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
  for (llvm::StringRef machine : {"nodes:2,CPU:3,GPU:4", "nodes:3,CPU:6,GPU:1",
                                  "nodes:1,CPU:4,GPU:6", "nodes:1,CPU:1"})
    Comparer(file, mapper, *policy, machine, counts).compareAll(seed);
}

TEST(CompiledPolicies, DecideAsTheEvaluator) {
  Counts counts;
  unsigned seed = 0;
  for (unsigned i = 0; i < numFiles && !HasFailure(); ++i)
    ASSERT_NO_FATAL_FAILURE(compareFile(seed, counts));
  EXPECT_EQ(counts.unsupported, 0u);
  EXPECT_GE(counts.cases, leastCases);
  EXPECT_GT(counts.empty, leastCases / 10);
  EXPECT_GT(counts.failedLaunches, counts.illTyped);
  EXPECT_LT(counts.illTyped, counts.cases / 4);
  EXPECT_GT(counts.tooWide, leastCases / 10);
  EXPECT_GT(counts.placed, leastCases);
  EXPECT_GT(counts.failed, leastCases);
  EXPECT_GT(counts.printed, 0u);
  EXPECT_GT(counts.sets, counts.singles / 20);
  EXPECT_GT(counts.spread, counts.singles / 40);
  for (const char *id : {"overflow", "division-by-zero", "tuple-bounds",
                         "index-bounds", "space-argument"})
    EXPECT_GT(counts.failures[id], leastCases / 20) << id;
  RecordProperty("cases", counts.cases);
  std::cout << counts.cases << " cases, " << counts.placed << " places, "
            << counts.failed << " failures, " << counts.printed << " lines; "
            << counts.singles << " single maps, " << counts.sets << " sets, "
            << counts.spread << " on several nodes; " << counts.illTyped
            << " cases ill-typed\n";
  for (const auto &[id, count] : counts.failures)
    std::cout << count << " " << id << "\n";
}
