//===- VerifyProgramTest.cpp - Tests of checks of programs ----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Program/Program.h"

#include "gtest/gtest.h"

#include <chrono>
#include <cmath>
#include <functional>

using namespace mapwright;

static Point makePoint(std::initializer_list<int64_t> coordinates) {
  Point point;
  for (int64_t c : coordinates)
    point.at[point.rank++] = c;
  return point;
}

static Rect makeRect(std::initializer_list<int64_t> lo,
                     std::initializer_list<int64_t> hi) {
  return {makePoint(lo), makePoint(hi)};
}

static Partition makePartition(const std::string &name,
                               const std::vector<std::vector<Rect>> &pieces,
                               bool disjoint, bool complete) {
  Partition partition;
  partition.name = name;
  partition.region = 0;
  partition.colors = makeRect({0}, {static_cast<int64_t>(pieces.size()) - 1});
  partition.disjoint = disjoint;
  partition.complete = complete;
  partition.rects = RectList(2);
  partition.offsets = {0};
  for (const std::vector<Rect> &piece : pieces) {
    for (const Rect &rect : piece)
      partition.rects.push_back(rect);
    partition.offsets.push_back(partition.rects.size());
  }
  return partition;
}

/// A region of 4 x 4 elements in two halves and their borders, two task kinds,
/// and a loop with a launch, a future, a wait and a nested launch.
static Program makeProgram() {
  Program program;
  program.fieldSpaces = {{"fields", {{"a", 8}, {"b", 4}}}};
  IndexSpace space{"space", RectList(2)};
  space.rects.push_back(makeRect({0, 0}, {3, 3}));
  program.indexSpaces = {space};
  program.regions = {{"grid", 0, 0}};
  program.partitions = {
      makePartition("halves",
                    {{makeRect({0, 0}, {1, 3})}, {makeRect({2, 0}, {3, 3})}},
                    true, true),
      makePartition("borders",
                    {{makeRect({0, 0}, {2, 3})}, {makeRect({1, 0}, {3, 3})}},
                    false, true)};
  program.partitions.push_back(makePartition(
      "rows", {{makeRect({0, 0}, {0, 3})}, {makeRect({1, 0}, {1, 3})}}, true,
      true));
  program.partitions.back().parent = PieceRef{0, 0};
  TaskKind step{"step", {{"x", {}}, {"y", {}}}, {}, {1, {2, 3}}};
  step.variants.emplace_back().kind = ProcKind::CPU;
  TaskKind check{"check", {}, {}, {}};
  check.variants.emplace_back().kind = ProcKind::CPU;
  program.tasks = {step, check};
  program.numFutures = 1;

  Statement launch;
  launch.launch.domain = Domain{1, {makeRect({0}, {1})}};
  Requirement write;
  write.isPartition = true;
  write.privilege = Privilege::ReadWrite;
  write.fields = {0};
  Requirement read = write;
  read.target = 1;
  read.privilege = Privilege::Read;
  read.fields = {1};
  launch.launch.requirements = {write, read};
  launch.launch.future = 0;
  Statement nested;
  nested.launch.task = 1;
  launch.body = {nested};
  Statement wait;
  wait.kind = StatementKind::Wait;
  Statement loop;
  loop.kind = StatementKind::Loop;
  loop.trips = 3;
  loop.body = {launch, wait};
  program.body = {loop};
  return program;
}

static std::string messageOf(const Program &program) {
  llvm::Error error = verify(program);
  return error ? llvm::toString(std::move(error)) : "accepted";
}

/// What `verify` says of the program above after a change.
static std::string
afterChange(llvm::function_ref<void(Program &program)> change) {
  Program program = makeProgram();
  change(program);
  return messageOf(program);
}

static LaunchStatement &getLaunch(Program &program) {
  return program.body[0].body[0].launch;
}

TEST(VerifyProgram, AcceptsAGoodOne) {
  EXPECT_EQ(messageOf(makeProgram()), "accepted");
  EXPECT_EQ(messageOf(Program()), "accepted");
}

TEST(VerifyProgram, FieldsAndRegions) {
  EXPECT_EQ(afterChange([](Program &program) {
              program.fieldSpaces[0].fields[1].bytes = 0;
            }),
            "field space 'fields': field 'b' has 0 bytes; expected at least 1");
  EXPECT_EQ(afterChange([](Program &p) { p.regions[0].indexSpace = 7; }),
            "region 'grid' uses index space 7, which does not exist");
  EXPECT_EQ(afterChange([](Program &p) {
              p.regions[0].name.clear();
              p.regions[0].fieldSpace = 7;
            }),
            "region 0 uses field space 7, which does not exist");
}

TEST(VerifyProgram, IndexSpaces) {
  EXPECT_EQ(
      afterChange([](Program &p) { p.indexSpaces[0].rects = RectList(2); }),
      "index space 'space' is empty");
  EXPECT_EQ(afterChange([](Program &p) {
              p.indexSpaces[0].rects.push_back(makeRect({5, 5}, {5, 4}));
            }),
            "index space 'space' has the empty rectangle (5,5)..(5,4)");
  EXPECT_EQ(afterChange([](Program &p) {
              p.indexSpaces[0].rects.push_back(makeRect({3, 2}, {8, 2}));
            }),
            "index space 'space' has two rectangles that contain (3,2); "
            "expected disjoint ones");
  EXPECT_EQ(afterChange([](Program &p) {
              p.indexSpaces[0].rects.push_back(
                  makeRect({9, INT64_MIN}, {9, INT64_MAX}));
            }),
            "index space 'space' has more than 2^63 - 1 elements");
}

TEST(VerifyProgram, PartitionReferences) {
  EXPECT_EQ(afterChange([](Program &p) { p.partitions[0].region = 3; }),
            "partition 'halves' is of region 3, which does not exist");
  EXPECT_EQ(afterChange([](Program &p) { p.partitions[2].parent = {9, 0}; }),
            "partition 'rows' is of a piece of partition 9, which does not "
            "exist");
  // A cycle.
  EXPECT_EQ(afterChange([](Program &p) { p.partitions[0].parent = {2, 0}; }),
            "partition 'halves' is of a piece of partition 'rows', which must "
            "come before it");
  EXPECT_EQ(afterChange([](Program &p) { p.partitions[2].parent = {0, 2}; }),
            "partition 'rows' is of piece 2 of partition 'halves', which has "
            "2");
  EXPECT_EQ(afterChange([](Program &p) { p.partitions[0].offsets = {0, 2}; }),
            "partition 'halves': the offsets do not divide 2 rectangles among "
            "2 colors");
  EXPECT_EQ(
      afterChange([](Program &p) { p.partitions[0].pieceNames = {"one"}; }),
      "partition 'halves' has 1 names of pieces; expected none or 2");
}

TEST(VerifyProgram, PartitionGeometry) {
  auto withPieces = [](const std::vector<std::vector<Rect>> &pieces,
                       bool disjoint, bool complete) {
    return afterChange([&](Program &p) {
      p.partitions[1] = makePartition("p", pieces, disjoint, complete);
    });
  };
  Rect lower = makeRect({0, 0}, {1, 3}), upper = makeRect({2, 0}, {3, 3});
  Rect middle = makeRect({1, 2}, {2, 2});
  EXPECT_EQ(withPieces({{lower}, {middle}}, true, false),
            "partition 'p': piece (0) and piece (1) both contain (1,2), but it "
            "is said to be disjoint");
  EXPECT_EQ(withPieces({{lower}, {middle}}, false, false), "accepted");
  EXPECT_EQ(withPieces({{lower}, {middle}}, false, true),
            "partition 'p': no piece contains (2,0), but it is said to be "
            "complete");
  EXPECT_EQ(withPieces({{lower, middle}, {upper}}, false, false),
            "partition 'p': two rectangles of piece (0) contain (1,2)");
  EXPECT_EQ(withPieces({{lower}, {makeRect({2, 0}, {3, 4})}}, true, false),
            "partition 'p': piece (1) contains (2,4), which what is "
            "partitioned does not");
  EXPECT_EQ(withPieces({{}, {}}, true, false), "accepted");
  EXPECT_EQ(withPieces({{makeRect({1, 1}, {0, 1})}, {}}, true, false),
            "partition 'p' has the empty rectangle (1,1)..(0,1)");
  // Inside of the region, but not of the parent.
  EXPECT_EQ(afterChange([](Program &p) {
              p.partitions[2].rects.push_back(makeRect({2, 0}, {2, 0}));
              p.partitions[2].offsets.back() = 3;
            }),
            "partition 'rows': piece (1) contains (2,0), which what is "
            "partitioned does not");
}

TEST(VerifyProgram, TaskKinds) {
  EXPECT_EQ(afterChange([](Program &p) { p.tasks[1].name.clear(); }),
            "task 1 has no name");
  EXPECT_EQ(afterChange([](Program &p) { p.tasks[1].name = "step"; }),
            "task 'step' is defined twice; mappers address tasks by name");
  EXPECT_EQ(afterChange([](Program &p) { p.tasks[1].variants.clear(); }),
            "task 'check' has no variant; expected at least one");
  EXPECT_EQ(afterChange([](Program &p) {
              p.tasks[0].variants.push_back(p.tasks[0].variants[0]);
            }),
            "task 'step' on CPU has two variants; expected one per kind");
  EXPECT_EQ(
      afterChange([](Program &p) { p.tasks[0].variants[0].efficiency = 0; }),
      "task 'step' on CPU: the efficiency must be above 0 and at most 1");
  EXPECT_EQ(afterChange([](Program &p) { p.tasks[0].flops.constant = NAN; }),
            "task 'step': the flops must be finite and not negative");
  EXPECT_EQ(afterChange([](Program &p) {
              p.tasks[0].arguments[1].use.bytes.perElement = {-1};
            }),
            "task 'step': the bytes of argument 1 must be finite and not "
            "negative");
  EXPECT_EQ(afterChange([](Program &p) {
              p.tasks[0].variants[0].seconds = LinearCost{0, {1, 1, 1}};
            }),
            "task 'step' on CPU: the seconds depend on argument 2, but there "
            "are 2");
  EXPECT_EQ(afterChange([](Program &p) {
              p.tasks[0].variants[0].demands.push_back({0, {}, {}, 24});
            }),
            "task 'step' on CPU demands an alignment of 24 bytes; expected a "
            "power of two");
  EXPECT_EQ(afterChange([](Program &p) { p.work = INFINITY; }),
            "the work of the program must be finite and not negative");
}

TEST(VerifyProgram, Launches) {
  EXPECT_EQ(afterChange([](Program &p) { getLaunch(p).task = 5; }),
            "a launch is of task 5, which does not exist");
  EXPECT_EQ(afterChange([](Program &p) {
              p.body[0].body[0].line = 12;
              getLaunch(p).requirements.pop_back();
            }),
            "the launch of task 'step' of line 12 has 1 requirements, but the "
            "task has 2 arguments");
  EXPECT_EQ(afterChange([](Program &p) {
              getLaunch(p).domain->rects = {makeRect({3}, {2})};
            }),
            "the launch of task 'step' has an empty domain");
  EXPECT_EQ(
      afterChange([](Program &p) { getLaunch(p).requirements[1].target = 3; }),
      "the launch of task 'step', argument 1: partition 3 does not "
      "exist");
  EXPECT_EQ(afterChange(
                [](Program &p) { getLaunch(p).requirements[0].fields = {2}; }),
            "the launch of task 'step', argument 0 uses field 2, but its field "
            "space has 2");
  EXPECT_EQ(afterChange([](Program &p) {
              getLaunch(p).requirements[0].fields = {1, 1};
            }),
            "the launch of task 'step', argument 0 lists field 1 twice");
  EXPECT_EQ(afterChange([](Program &p) {
              getLaunch(p).requirements[0].privilege = Privilege::Reduce;
            }),
            "the launch of task 'step', argument 0: a reduction operator "
            "belongs to the privilege reduce, and to no other");
  EXPECT_EQ(afterChange([](Program &p) {
              getLaunch(p).requirements[0].parent = PieceRef{0, 2};
            }),
            "the launch of task 'step', argument 0 has privileges on piece 2 "
            "of partition 'halves', which has 2");
  EXPECT_EQ(afterChange(
                [](Program &p) { p.tasks[0].arguments[0].use.fastestDim = 2; }),
            "the launch of task 'step', argument 0: the kernel's loop runs "
            "over dimension 2 of a region of 2");
}

/// The program with the projection of argument 0 replaced.
static std::string withProjection(const AffineResult &result,
                                  int64_t last = 1) {
  return afterChange([&](Program &program) {
    getLaunch(program).requirements[0].projection = {result};
    getLaunch(program).domain->rects = {makeRect({0}, {last})};
    getLaunch(program).requirements[1].projection = {AffineResult()};
  });
}

TEST(VerifyProgram, Projections) {
  const std::string where = "the launch of task 'step', argument 0: dimension "
                            "0 of the projection ";
  EXPECT_EQ(withProjection({0, {1}, {}, {}, 0}), "accepted");
  EXPECT_EQ(withProjection({1, {-1}, {}, {}, 0}), "accepted");
  EXPECT_EQ(withProjection({0, {1}, {}, {}, 0}, 2),
            where + "ranges from 0 to 2, but the colors from 0 to 1");
  EXPECT_EQ(withProjection({0, {1}, {1}, {}, 0}),
            where + "ranges from 0 to 3, but the colors from 0 to 1");
  EXPECT_EQ(withProjection({-7, {5}, {3}, {}, 2}), "accepted");
  EXPECT_EQ(withProjection({0, {1}, {1}, {}, 3}),
            where + "ranges from 0 to 2, but the colors from 0 to 1");
  EXPECT_EQ(withProjection({0, {1, 1}, {}, {}, 0}),
            where + "uses coordinate 1 of a launch of 1 dimensions");
  EXPECT_EQ(withProjection({0, {}, {0, 0}, {}, 0}),
            where + "uses loop 1, but there are 1 around it");
  EXPECT_EQ(withProjection({0, {}, {}, {1}, 0}),
            where + "uses number 0 of what is around the launching task, but "
                    "there are 0");
  EXPECT_EQ(withProjection({INT64_MAX, {1}, {}, {}, 2}),
            where + "overflows 64 bits");
  EXPECT_EQ(withProjection({0, {}, {}, {}, -1}),
            where + "has a negative modulus");
  EXPECT_EQ(afterChange([](Program &p) {
              getLaunch(p).requirements[0].projection.resize(2);
            }),
            "the launch of task 'step', argument 0: the projection gives 2 "
            "coordinates, but partition 'halves' has colors of 1");
  EXPECT_EQ(afterChange([](Program &p) { getLaunch(p).domain.reset(); }),
            "the launch of task 'step', argument 0: the projection gives 0 "
            "coordinates, but partition 'halves' has colors of 1");
}

TEST(VerifyProgram, Futures) {
  EXPECT_EQ(afterChange([](Program &p) {
              std::swap(p.body[0].body[0], p.body[0].body[1]);
            }),
            "a wait waits for future 0, which nothing before it produces");
  EXPECT_EQ(afterChange([](Program &p) { getLaunch(p).waitsFor = {0}; }),
            "the launch of task 'step' waits for future 0, which nothing "
            "before it produces");
  EXPECT_EQ(afterChange([](Program &p) { getLaunch(p).future = 1; }),
            "the launch of task 'step' produces future 1, but there are 1");
  // What a nested task produces stays there.
  EXPECT_EQ(afterChange([](Program &p) {
              std::swap(getLaunch(p).future,
                        p.body[0].body[0].body[0].launch.future);
            }),
            "a wait waits for future 0, which nothing before it produces");
  EXPECT_EQ(afterChange([](Program &p) { p.body[0].trips = 0; }),
            "a wait waits for future 0, which nothing before it produces");
}

TEST(VerifyProgram, Limits) {
  EXPECT_EQ(afterChange([](Program &p) { p.body[0].trips = 1 << 23; }),
            "the program has more than 16777216 point tasks");
  EXPECT_EQ(afterChange([](Program &p) { p.body[0].trips = UINT64_MAX; }),
            "the program has more than 16777216 fences, waits and iterations "
            "of loops");
  EXPECT_EQ(afterChange([](Program &p) {
              p.body.resize(maxProgramStatements + 1, p.body[0].body[1]);
            }),
            "the program has more than 65536 statements");
  EXPECT_EQ(afterChange([](Program &p) {
              for (unsigned i = 0; i < maxProgramNesting; ++i) {
                Statement outer;
                outer.kind = StatementKind::Loop;
                outer.trips = 1;
                outer.body = p.body;
                p.body = {outer};
              }
            }),
            "statements are nested more than 16 deep");
}

/// 300 x 300 tiles with borders: no pair of them is looked at without need.
TEST(VerifyProgram, ManyPiecesAreQuick) {
  Program program = makeProgram();
  program.body.clear();
  program.partitions.clear();
  const int64_t n = 300;
  program.indexSpaces[0].rects = RectList(2);
  program.indexSpaces[0].rects.push_back(
      makeRect({0, 0}, {4 * n - 1, 4 * n - 1}));
  std::vector<std::vector<Rect>> tiles, borders;
  for (int64_t x = 0; x < n; ++x)
    for (int64_t y = 0; y < n; ++y) {
      tiles.push_back({makeRect({4 * x, 4 * y}, {4 * x + 3, 4 * y + 3})});
      borders.push_back({makeRect(
          {std::max<int64_t>(4 * x - 1, 0), std::max<int64_t>(4 * y - 1, 0)},
          {std::min(4 * x + 4, 4 * n - 1), std::min(4 * y + 4, 4 * n - 1)})});
    }
  program.partitions = {makePartition("tiles", tiles, true, true),
                        makePartition("borders", borders, false, true)};
  EXPECT_EQ(messageOf(program), "accepted");
  tiles[n * n / 2][0].hi.at[1] += 1;
  program.partitions[0] = makePartition("tiles", tiles, true, true);
  EXPECT_EQ(messageOf(program),
            "partition 'tiles': piece (45000) and piece (45001) both contain "
            "(600,4), but it is said to be disjoint");
}

//===----------------------------------------------------------------------===//
// Queries
//===----------------------------------------------------------------------===//

TEST(Program, NamesOfRequirements) {
  Program program = makeProgram();
  program.partitions[0].indexName = "halves_ip";
  program.partitions[0].pieceNames = {"left", "right"};
  Requirement onHalves;
  onHalves.isPartition = true;
  EXPECT_EQ(getRequirementNames(program, onHalves),
            (std::vector<std::string>{"halves", "halves_ip", "grid", "space"}));
  Requirement onRows = onHalves;
  onRows.target = 2;
  onRows.parent = PieceRef{0, 1};
  EXPECT_EQ(getRequirementNames(program, onRows),
            (std::vector<std::string>{"rows", "right", "halves", "halves_ip"}));
  program.indexSpaces[0].name = "grid";
  EXPECT_EQ(getRequirementNames(program, Requirement()),
            std::vector<std::string>{"grid"});
}

TEST(Program, LaunchesInPreOrder) {
  Program program = makeProgram();
  program.body.push_back(program.body[0].body[0].body[0]);
  std::vector<unsigned> tasks;
  forEachLaunch(program, [&](const Statement &statement) {
    tasks.push_back(statement.launch.task);
  });
  EXPECT_EQ(tasks, (std::vector<unsigned>{0, 1, 1}));
}

TEST(Program, CountsElements) {
  Program program = makeProgram();
  EXPECT_EQ(countElements(program.indexSpaces[0].rects), 16u);
  EXPECT_EQ(countElements(program.partitions[1], 1), 12u);
  EXPECT_TRUE(LinearCost().isZero());
  EXPECT_FALSE((LinearCost{0, {0, 1}}.isZero()));
}
