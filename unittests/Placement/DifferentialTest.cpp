//===- DifferentialTest.cpp - Lowered maps against the evaluator ----------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Random mappers, run by the evaluator and as `placement.map`: as lowered,
// after the passes that remove requirements, and specialized for the machine.
// Places, failures (id, place in the source, index) and printed lines of every
// point agree.
//
//===----------------------------------------------------------------------===//

#include "../Evaluate/RandomMap.h"
#include "Interpreter.h"
#include "RandomSpaces.h"

#include "dialect/Placement/Transforms/Passes.h"
#include "mapwright/Conversion/MappingToPlacement.h"
#include "mapwright/Evaluate/Defaults.h"
#include "mapwright/Frontend/Frontend.h"
#include "mapwright/Runtime/Space.h"

#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mapwright;

namespace {
/// What to run, and where.
struct Case {
  std::string text;
  std::string machine;
  Domain domain; ///< of rank 0 for a single launch
  Place self, parent;
};

/// A line for each point: what it prints, and its place or failure.
using Outcome = std::vector<std::string>;

/// How much of everything a run of cases has met.
struct Tally {
  unsigned compared = 0, unlowered = 0, failures = 0, placed = 0, prints = 0;
  unsigned inLaunch = 0, refused = 0;
};

class Harness {
public:
  explicit Harness(const Case &given)
      : given(given), machine(llvm::cantFail(parseMachineSpec(given.machine))),
        context(MLIRContext::Threading::DISABLED),
        handler(&context, [this](Diagnostic &diag) {
          diagnostics += diag.str() + "\n";
        }) {}

  void compare(Tally &tally);

private:
  std::optional<Outcome> evaluate();
  Outcome interpret(placement::MapOp map, bool &failsInLaunch);
  placement::MapOp findMap(ModuleOp module);
  void runPasses(ModuleOp module, bool specialize);
  std::string describe(ModuleOp module, StringRef stage);

  Case given;
  Machine machine;
  MLIRContext context;
  std::string diagnostics;
  ScopedDiagnosticHandler handler;
};
} // namespace

//===----------------------------------------------------------------------===//
// Outcomes
//===----------------------------------------------------------------------===//

static std::string describePlaces(const Places &places) {
  std::string text;
  llvm::raw_string_ostream os(text);
  for (const Place &place : places)
    os << spelling(place.kind) << ' ' << place.node << '.' << place.index;
  return text;
}

static std::string describeFailure(StringRef id, Location loc) {
  // Names of locals are not part of the place.
  while (auto named = dyn_cast<NameLoc>(loc))
    loc = named.getChildLoc();
  std::string text = "error: ";
  llvm::raw_string_ostream os(text);
  os << id << " at ";
  loc.print(os);
  return text;
}

/// "index V is out of bounds for dimension D of size N; ..." as `V D N`.
static std::string getBoundNumbers(StringRef text) {
  if (!text.consume_front("index "))
    return {};
  auto [value, rest] = text.split(" is out of bounds for dimension ");
  size_t digits = rest.find_first_not_of("0123456789");
  return (" " + value + " " + rest.take_front(digits)).str();
}

static std::string describeFailure(const EvalFailure &failure) {
  std::string text = describeFailure(getDiagInfo(failure.id).name, failure.loc);
  return failure.id == DiagId::IndexBounds
             ? text + getBoundNumbers(failure.text)
             : text;
}

static std::string describeFailure(const UnmetRequirement &unmet) {
  placement::RequireOp op = unmet.op;
  std::string text = describeFailure(op.getId(), op.getLoc());
  if (op.getText() == "index out of bounds")
    text += " " + std::to_string(unmet.value.value_or(-1)) + " " +
            std::to_string(op.getDim());
  return text;
}

std::optional<Outcome> Harness::evaluate() {
  OwningOpRef<ModuleOp> module =
      importMapper(given.text, "test.mapper", &context);
  if (!module)
    return std::nullopt;
  std::string printed;
  Evaluator evaluator(*module->getOps<mapping::MapperOp>().begin(), machine,
                      [&](StringRef line) { printed += line.str() + "; "; });
  printed.clear();
  Outcome outcome;
  std::optional<EvalFailure> failure;
  auto record = [&](const Places &places) {
    outcome.push_back(printed + (failure ? describeFailure(*failure)
                                         : describePlaces(places)));
    printed.clear();
    failure.reset();
  };
  const Policies &policies = evaluator.getPolicies();
  if (given.domain.rank == 0) {
    FailureOr<Places> places =
        evaluator.evaluateSingle(policies.getSingleMap("t", std::nullopt),
                                 given.self, given.parent, failure);
    if (failed(places))
      return std::nullopt;
    record(*places);
    return outcome;
  }
  auto bound =
      evaluator.bind(policies.getIndexMap("t", std::nullopt), given.domain);
  if (failed(bound))
    return std::nullopt;
  RowMajorPoints points(given.domain);
  for (Point point; points.next(point);) {
    Places places;
    (*bound)->evaluate(point, places, failure);
    record(places);
  }
  return outcome;
}

/// What a launch region takes after the processor counts.
static SmallVector<int64_t> getLaunchFacts(const Case &given) {
  if (given.domain.rank == 0)
    return {given.self.node, given.self.index, given.parent.node,
            given.parent.index};
  Rect bounds = given.domain.bounds();
  SmallVector<int64_t> facts;
  for (const Point *end : {&bounds.lo, &bounds.hi})
    llvm::append_range(facts, ArrayRef(end->at).take_front(given.domain.rank));
  return facts;
}

Outcome Harness::interpret(placement::MapOp map, bool &failsInLaunch) {
  PlacementInterpreter interpreter(map, machine);
  failsInLaunch = !interpreter.runLaunch(getLaunchFacts(given));
  Outcome outcome;
  auto runPoint = [&](ArrayRef<int64_t> coordinates) {
    Places places;
    bool ok = !failsInLaunch && interpreter.runPoint(coordinates, places);
    std::string text;
    for (const std::string &line : interpreter.printed)
      text += line + "; ";
    outcome.push_back(text + (ok ? describePlaces(places)
                                 : describeFailure(*interpreter.unmet)));
    interpreter.printed.clear();
  };
  if (given.domain.rank == 0) {
    runPoint({});
    return outcome;
  }
  RowMajorPoints points(given.domain);
  for (Point point; points.next(point);)
    runPoint(ArrayRef(point.at).take_front(given.domain.rank));
  return outcome;
}

//===----------------------------------------------------------------------===//
// Modules
//===----------------------------------------------------------------------===//

placement::MapOp Harness::findMap(ModuleOp module) {
  for (auto map : module.getOps<placement::MapOp>())
    if (map.getFunction() && map.getRank() == given.domain.rank)
      return map;
  return {};
}

void Harness::runPasses(ModuleOp module, bool specialize) {
  PassManager passes(&context);
  if (specialize) {
    placement::PlacementSpecializeOptions options;
    options.machine = given.machine;
    passes.addNestedPass<placement::MapOp>(
        placement::createPlacementSpecialize(options));
  }
  passes.addPass(createCanonicalizerPass());
  passes.addNestedPass<placement::MapOp>(createCSEPass());
  passes.addNestedPass<placement::MapOp>(placement::createPlacementDischarge());
  passes.addPass(createCanonicalizerPass());
  passes.addNestedPass<placement::MapOp>(createCSEPass());
  passes.addPass(createCanonicalizerPass());
  ASSERT_TRUE(succeeded(passes.run(module)));
}

std::string Harness::describe(ModuleOp module, StringRef stage) {
  std::string text = stage.str() + " on " + given.machine + "\n" + given.text;
  llvm::raw_string_ostream os(text);
  for (const Rect &rect : given.domain.rects)
    for (unsigned d = 0; d < given.domain.rank; ++d)
      os << " " << rect.lo.at[d] << ".." << rect.hi.at[d];
  os << "\n" << diagnostics;
  findMap(module).print(os);
  return text;
}

static bool hasWideExtents(const Domain &domain) {
  Rect bounds = domain.bounds();
  for (unsigned d = 0; d < domain.rank; ++d) {
    int64_t extent;
    if (!space::checkedSub(bounds.hi.at[d], bounds.lo.at[d], extent) ||
        !space::checkedAdd(extent, 1, extent))
      return true;
  }
  return false;
}

void Harness::compare(Tally &tally) {
  std::optional<Outcome> expected = evaluate();
  OwningOpRef<ModuleOp> module =
      importMapper(given.text, "test.mapper", &context);
  if (!module)
    return;
  if (failed(lowerToPlacement(*module, 3))) {
    ++tally.unlowered;
    return;
  }
  // Maps rely on extents that fit; nothing launches them on others.
  if (hasWideExtents(given.domain)) {
    ASSERT_FALSE(expected) << given.text;
    ++tally.refused;
    return;
  }
  ASSERT_EQ(expected.has_value(), bool(findMap(*module))) << given.text;
  if (!expected)
    return;
  bool failsInLaunch = false;
  ASSERT_EQ(*expected, interpret(findMap(*module), failsInLaunch))
      << describe(*module, "as lowered");
  OwningOpRef<ModuleOp> known(module->clone());
  runPasses(*module, /*specialize=*/false);
  ASSERT_EQ(*expected, interpret(findMap(*module), failsInLaunch))
      << describe(*module, "after passes");
  tally.inLaunch += failsInLaunch;
  runPasses(*known, /*specialize=*/true);
  ASSERT_EQ(*expected, interpret(findMap(*known), failsInLaunch))
      << describe(*known, "specialized");

  ++tally.compared;
  for (StringRef line : *expected) {
    ++(line.contains("error: ") ? tally.failures : tally.placed);
    tally.prints += line.contains("; ");
  }
}

static void report(const Tally &tally) {
  testing::Test::RecordProperty("compared", tally.compared);
  testing::Test::RecordProperty("failing_points", tally.failures);
  testing::Test::RecordProperty("placed", tally.placed);
  testing::Test::RecordProperty("failing_launches", tally.inLaunch);
  testing::Test::RecordProperty("not_lowered", tally.unlowered);
  testing::Test::RecordProperty("refused", tally.refused);
}

//===----------------------------------------------------------------------===//
// Tests
//===----------------------------------------------------------------------===//

/// Some domains lie where sums and products do not fit, or are that wide.
static void moveFarAway(Domain &domain, unsigned seed) {
  static constexpr int64_t places[] = {INT64_MIN + 2, INT64_MAX - 20,
                                       int64_t(1) << 31, -(int64_t(1) << 62),
                                       int64_t(3) << 61};
  if (seed % 4 != 0)
    return;
  for (auto [r, rect] : llvm::enumerate(domain.rects))
    for (unsigned d = 0; d < domain.rank; ++d) {
      int64_t by = places[(seed / 4 + r * (d + 1)) % std::size(places)];
      rect.lo.at[d] += by;
      rect.hi.at[d] += by;
    }
}

TEST(PlacementDifferential, IntegersAndTuples) {
  constexpr unsigned count = 1500;
  Tally tally;
  for (unsigned seed = 0; seed < count; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomMap map(seed);
    moveFarAway(map.domain, seed);
    Harness({map.getText("1"), map.machine, map.domain, {}, {}}).compare(tally);
    if (HasFatalFailure())
      return;
  }
  report(tally);
  EXPECT_GT(tally.compared, count / 2);
  EXPECT_GT(tally.failures, count / 2);
  EXPECT_GT(tally.placed, count);
  EXPECT_GT(tally.prints, count / 8);
  EXPECT_GT(tally.refused, 0u);
  EXPECT_EQ(tally.unlowered, 0u);
}

TEST(PlacementDifferential, Spaces) {
  constexpr unsigned count = 3000;
  Tally tally;
  for (unsigned seed = 0; seed < count; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomSpaces map(seed);
    Harness({map.text, map.machine, map.domain, map.self, map.parent})
        .compare(tally);
    if (HasFatalFailure())
      return;
  }
  report(tally);
  EXPECT_GT(tally.compared, count / 2);
  EXPECT_GT(tally.failures, count / 2);
  EXPECT_GT(tally.placed, count / 2);
  EXPECT_GT(tally.inLaunch, count / 20);
  EXPECT_EQ(tally.unlowered, 0u);
}
