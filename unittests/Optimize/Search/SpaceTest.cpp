//===- SpaceTest.cpp - Tests of the search space --------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SearchHarness.h"

#include "mapwright/Evaluate/Resolve.h"
#include "mapwright/Frontend/Frontend.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

#include <set>

using namespace mapwright;
using namespace mapwright::optimize;

static bool parses(llvm::StringRef text) {
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  SourceFile file(&context, "a.mapper", text);
  ast::ASTContext trees;
  mlir::FailureOr<ast::Mapper> mapper = parseMapper(file, trees);
  return succeeded(mapper) && succeeded(checkMapper(file, *mapper));
}

/// None if the mapper does not resolve.
static std::optional<Resolved> decideAll(const SearchHarness &harness,
                                         llvm::StringRef text) {
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  mlir::ScopedDiagnosticHandler silence(
      &context, [](mlir::Diagnostic &) { return mlir::success(); });
  mlir::OwningOpRef<mlir::ModuleOp> module =
      importMapper(text, "a.mapper", &context);
  EXPECT_TRUE(module) << text.str();
  if (!module)
    return std::nullopt;
  Evaluator evaluator(*module->getOps<mapping::MapperOp>().begin(),
                      harness.model.getMachine());
  mlir::FailureOr<Resolved> resolved =
      resolve(evaluator, harness.program, harness.model);
  if (failed(resolved))
    return std::nullopt;
  return std::move(*resolved);
}

//===----------------------------------------------------------------------===//
// The nine programs
//===----------------------------------------------------------------------===//

class NineSpaces : public testing::TestWithParam<const char *> {};

TEST_P(NineSpaces, WritingTheStartChangesNothing) {
  for (const char *name : {"naive", "expert"}) {
    SearchHarness harness(GetParam(), readMapper(GetParam(), name));
    EXPECT_GT(harness.space.getLog10Size(), 5);
    EXPECT_EQ(harness.space.write(harness.space.getStart()),
              harness.problem.source);
  }
}

TEST_P(NineSpaces, AllAssignmentsParse) {
  SearchHarness harness(GetParam(), readMapper(GetParam(), "naive"));
  llvm::SmallVector<llvm::StringRef> lines;
  llvm::StringRef(harness.problem.source).split(lines, '\n');
  Random random(7);
  for (unsigned round = 0; round < 1000; ++round) {
    std::string text =
        harness.space.write(makeRandomAssignment(harness.space, random));
    ASSERT_TRUE(parses(text)) << text;
    // No naive mapper names a task: nothing of it is in the way.
    for (llvm::StringRef line : lines)
      ASSERT_TRUE(llvm::StringRef(text).contains(line)) << line.str() << text;
  }
}

INSTANTIATE_TEST_SUITE_P(Spaces, NineSpaces, testing::ValuesIn(allPrograms));

//===----------------------------------------------------------------------===//
// What is written is what is decided
//===----------------------------------------------------------------------===//

namespace {
/// Compares an assignment with what its text comes to.
class DecisionComparison {
public:
  DecisionComparison(const SearchHarness &harness, const Assignment &assignment,
                     const Resolved &resolved)
      : harness(harness), space(harness.space), assignment(assignment),
        resolved(resolved) {}

  void run() {
    for (uint32_t number = 0; number < assignment.size(); ++number)
      compareDimension(number, space.getDimensions()[number]);
  }

private:
  void compareDimension(uint32_t number, const Dimension &dimension);
  void compareArgument(uint32_t number, const Dimension &dimension,
                       const sim::ArgumentPlacement &argument);

  const SearchHarness &harness;
  const Space &space;
  const Assignment &assignment;
  const Resolved &resolved;
};
} // namespace

static std::string formatLayout(const sim::ArgumentPlacement &argument) {
  Layout layout;
  layout.aos = argument.aos;
  layout.cOrder = argument.cOrder;
  layout.compact = argument.compact;
  layout.exact = argument.exact;
  layout.align = argument.align;
  return layout.str();
}

void DecisionComparison::compareArgument(
    uint32_t number, const Dimension &dimension,
    const sim::ArgumentPlacement &argument) {
  const std::string &choice = dimension.choices[assignment[number]];
  if (dimension.kind == DimensionKind::Memory)
    EXPECT_EQ(argument.memory, space.getMemory(assignment, number));
  if (dimension.kind == DimensionKind::Layout && assignment[number] > 0)
    EXPECT_EQ(formatLayout(argument), choice);
  if (dimension.kind == DimensionKind::Collect)
    EXPECT_EQ(argument.isCollected, choice == "on");
}

void DecisionComparison::compareDimension(uint32_t number,
                                          const Dimension &dimension) {
  SCOPED_TRACE(dimension.name + ": " + dimension.choices[assignment[number]]);
  if (dimension.kind == DimensionKind::Replicate)
    EXPECT_EQ(resolved.placement.isReplicated,
              dimension.choices[assignment[number]] == "on");
  if (dimension.kind == DimensionKind::Limit) {
    unsigned limit = 0;
    llvm::StringRef(dimension.choices[assignment[number]])
        .getAsInteger(10, limit);
    EXPECT_EQ(resolved.placement.limits[dimension.task], limit);
  }
  for (auto [launchNumber, launch] :
       llvm::enumerate(resolved.placement.launches)) {
    if (harness.graph.launches[launchNumber].task != dimension.task)
      continue;
    EXPECT_EQ(launch.kind, space.getKind(assignment, dimension.task));
    if (dimension.argument)
      compareArgument(number, dimension, launch.arguments[*dimension.argument]);
  }
}

/// All comments of the mapper to start from are still there.
static bool keepsComments(llvm::StringRef start, llvm::StringRef text) {
  llvm::SmallVector<llvm::StringRef> lines;
  start.split(lines, '\n');
  return llvm::all_of(lines, [&](llvm::StringRef line) {
    return text.contains(line.drop_until([](char c) { return c == '#'; }));
  });
}

/// Decides random assignments whose maps suit; returns how many resolve.
static unsigned compareDecisions(const SearchHarness &harness,
                                 unsigned numRounds) {
  Random random(11);
  unsigned numResolved = 0;
  for (unsigned round = 0; round < numRounds; ++round) {
    Assignment assignment = makeRandomAssignment(harness.space, random);
    // Few changes leave more of the start in place, all of them less.
    if (round % 2 == 0)
      for (uint16_t &choice : assignment)
        choice = random.chance(0.8) ? 0 : choice;
    for (const Dimension &dimension : harness.space.getDimensions())
      harness.space.repair(assignment, dimension.task);
    std::string text = harness.space.write(assignment);
    EXPECT_TRUE(keepsComments(harness.problem.source, text)) << text;
    std::optional<Resolved> resolved = decideAll(harness, text);
    if (!resolved)
      continue;
    ++numResolved;
    SCOPED_TRACE(text);
    DecisionComparison(harness, assignment, *resolved).run();
    if (testing::Test::HasFailure())
      return numResolved;
  }
  return numResolved;
}

TEST(Space, DecidesWhatItSays) {
  SearchHarness harness("circuit:pieces=4,steps=2",
                        readMapper("circuit", "naive"));
  EXPECT_EQ(compareDecisions(harness, 200), 200u);
}

TEST(Space, DecidesWhatItSaysInSpiteOfOtherStatements) {
  SearchHarness harness("circuit:pieces=4,steps=2", manyWays);
  EXPECT_EQ(harness.space.write(harness.space.getStart()), manyWays);
  EXPECT_EQ(compareDecisions(harness, 400), 400u);
}

TEST(Space, DecidesWhatItSaysOnSeveralNodes) {
  SearchHarness harness("cannon", readMapper("cannon", "naive"), "p100x4:2");
  EXPECT_GT(compareDecisions(harness, 100), 50u);
}

//===----------------------------------------------------------------------===//
// Queries
//===----------------------------------------------------------------------===//

TEST(Space, FindsDimensions) {
  SearchHarness harness("circuit:pieces=4,steps=2",
                        readMapper("circuit", "naive"));
  const Space &space = harness.space;
  std::set<std::string> names;
  for (auto [number, dimension] : llvm::enumerate(space.getDimensions())) {
    EXPECT_GE(dimension.choices.size(), 2u);
    EXPECT_TRUE(names.insert(dimension.name).second) << dimension.name;
    EXPECT_EQ(space.find(dimension.kind, dimension.task, dimension.argument),
              uint32_t(number));
    EXPECT_EQ(space.getBytes(number) > 0,
              dimension.kind == DimensionKind::Memory);
    std::set<std::string> choices(dimension.choices.begin(),
                                  dimension.choices.end());
    EXPECT_EQ(choices.size(), dimension.choices.size());
  }
}

/// A map on CPUs does not suit a task on GPUs.
TEST(Space, RepairsWhatDoesNotSuitAKind) {
  SearchHarness harness("circuit:pieces=4,steps=2",
                        readMapper("circuit", "naive"));
  const Space &space = harness.space;
  uint32_t processor = 0;
  while (space.getDimensions()[processor].kind != DimensionKind::Processor)
    ++processor;
  uint32_t task = space.getDimensions()[processor].task;
  uint32_t map = *space.find(DimensionKind::IndexMap, task);
  Assignment assignment = space.getStart();
  assignment[processor] = 1;
  EXPECT_EQ(space.getKind(assignment, task), ProcKind::GPU);
  EXPECT_FALSE(space.suits(map, 0, ProcKind::GPU));
  space.repair(assignment, task);
  EXPECT_TRUE(space.suits(map, assignment[map], ProcKind::GPU));
  Screener screener(harness.problem);
  EXPECT_TRUE(screener.screen(space.write(assignment), GuideLevel::Raw, false)
                  .resolved);
  EXPECT_EQ(space.describeChange(space.getStart(), assignment),
            "processor of calculate_new_currents: GPU, index map of "
            "calculate_new_currents: blocks_1d");
}

TEST(Space, RefusesWhatDoesNotParse) {
  SearchHarness harness("circuit:pieces=4,steps=2",
                        readMapper("circuit", "naive"));
  Problem broken = harness.problem;
  broken.source = "Task * GPU\n";
  llvm::Expected<Space> space = Space::derive(broken);
  ASSERT_FALSE(space);
  EXPECT_TRUE(llvm::StringRef(llvm::toString(space.takeError()))
                  .starts_with("start.mapper: "));
}

TEST(Space, PrintsTextAndJSON) {
  SearchHarness harness("circuit:pieces=4,steps=2",
                        readMapper("circuit", "naive"));
  std::string text, json;
  llvm::raw_string_ostream textStream(text), jsonStream(json);
  harness.space.print(textStream);
  harness.space.printJSON(jsonStream);
  EXPECT_TRUE(llvm::StringRef(text).contains(
      "\nmemory of calculate_new_currents arg 1 rp_shared: as written (CPU: "
      "SYSMEM, GPU: FBMEM), ZCMEM, RDMEM\n"))
      << text;
  llvm::Expected<llvm::json::Value> value = llvm::json::parse(json);
  ASSERT_TRUE(bool(value)) << llvm::toString(value.takeError());
  EXPECT_EQ(value->getAsObject()->getString("schema"), "mapwright-space/1");
  EXPECT_EQ(value->getAsObject()->getArray("dimensions")->size(),
            harness.space.getDimensions().size());
}

/// Two arguments overlap if and only if they have data in common.
TEST(Space, OverlapsAreSymmetricInTheData) {
  SearchHarness harness("stencil", readMapper("stencil", "naive"));
  llvm::ArrayRef<Overlap> overlaps = harness.space.getOverlaps();
  ASSERT_FALSE(overlaps.empty());
  for (const Overlap &overlap : overlaps) {
    EXPECT_LT(overlap.first, overlap.second);
    EXPECT_GT(overlap.bytes, 0u);
    EXPECT_LE(overlap.bytes, harness.space.getBytes(overlap.first));
    EXPECT_LE(overlap.bytes, harness.space.getBytes(overlap.second));
  }
  for (size_t index = 1; index < overlaps.size(); ++index)
    EXPECT_GE(overlaps[index - 1].bytes, overlaps[index].bytes);
}
