//===- TaskGraphTest.cpp - Tests of unrolled programs ---------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RandomProgram.h"

#include "mapwright/Evaluate/Resolve.h"

#include "gtest/gtest.h"

#include <set>

using namespace mapwright;
using sim::none;
using sim::TaskGraph;

static TaskGraph build(const Program &program) {
  if (llvm::Error error = verify(program))
    ADD_FAILURE() << llvm::toString(std::move(error));
  return llvm::cantFail(buildTaskGraph(program));
}

static std::vector<uint32_t> getList(const sim::Lists &lists, size_t index) {
  return {lists.values.begin() + lists.begin[index],
          lists.values.begin() + lists.begin[index + 1]};
}

/// Tasks that have to end before `node`, through joins, directly.
static std::set<uint32_t>
getTasksBefore(const TaskGraph &graph, const sim::Lists &lists, uint32_t node) {
  std::set<uint32_t> tasks;
  for (uint32_t predecessor : getList(lists, node)) {
    if (graph.nodes[predecessor].kind == sim::NodeKind::Task)
      tasks.insert(predecessor);
    else
      tasks.merge(getTasksBefore(graph, lists, predecessor));
  }
  return tasks;
}

static std::set<uint32_t> getTasksBefore(const TaskGraph &graph,
                                         uint32_t node) {
  return getTasksBefore(graph, graph.predecessors, node);
}

static const sim::ArgumentFacts &getArgument(const TaskGraph &graph,
                                             uint32_t node, unsigned index) {
  uint32_t point = graph.getPoint(graph.nodes[node]);
  return graph.arguments[graph.points[point].firstArgument + index];
}

static uint64_t countBytes(const TaskGraph &graph,
                           const std::vector<uint32_t> &units) {
  uint64_t bytes = 0;
  for (uint32_t unit : units)
    bytes += graph.units[unit].bytes;
  return bytes;
}

//===----------------------------------------------------------------------===//
// Units
//===----------------------------------------------------------------------===//

namespace {
/// 2 x 2 tiles of 4 x 4 elements, each with a halo one element wide.
struct StencilProgram : ProgramMaker {
  StencilProgram() {
    grid = addRegion("grid", makeRect({0, 0}, {7, 7}), 2);
    std::vector<std::vector<Rect>> inner, outer;
    for (int64_t k = 0; k < 4; ++k) {
      int64_t x = 4 * (k / 2), y = 4 * (k % 2);
      inner.push_back({makeRect({x, y}, {x + 3, y + 3})});
      outer.push_back({makeRect(
          {std::max<int64_t>(x - 1, 0), std::max<int64_t>(y - 1, 0)},
          {std::min<int64_t>(x + 4, 7), std::min<int64_t>(y + 4, 7)})});
    }
    tiles = addPartition("tiles", grid, makeRect({0}, {3}), inner);
    halos = addPartition("halos", grid, makeRect({0}, {3}), outer, false);
    unsigned task = addTask("step", 2);
    Statement step = makeLaunch(task, 4,
                                {onPartition(tiles, Privilege::ReadWrite, {1}),
                                 onPartition(halos, Privilege::Read, {0})});
    Statement copy = makeLaunch(addTask("copy", 2), 4,
                                {onPartition(tiles, Privilege::ReadWrite, {0}),
                                 onPartition(tiles, Privilege::Read, {1})});
    program.body = {makeLoop(3, {step, copy})};
  }
  unsigned grid, tiles, halos;
};
} // namespace

TEST(DataUnits, CutTilesWhereHalosEnd) {
  TaskGraph graph = build(StencilProgram().program);
  // Per tile: what no other tile reads, two edges, a corner; for two fields.
  EXPECT_EQ(graph.units.size(), 4u * 4 * 2);
  std::vector<uint32_t> tile =
      getList(graph.unitLists, getArgument(graph, 0, 0).unitList);
  EXPECT_EQ(tile.size(), 4u);
  EXPECT_EQ(countBytes(graph, tile), 16u * 8);
  std::vector<uint32_t> halo =
      getList(graph.unitLists, getArgument(graph, 0, 1).unitList);
  // Its own tile, an edge and a corner of each neighbour beside it, and the
  // corner of the one across.
  EXPECT_EQ(halo.size(), 4u + 2 + 2 + 1);
  EXPECT_EQ(countBytes(graph, halo), 25u * 8);
}

TEST(DataUnits, ScatteredElementsOfOneKindAreOneUnit) {
  ProgramMaker maker;
  unsigned nodes = maker.addRegion("nodes", makeRect({0}, {99}));
  std::vector<Rect> even;
  for (int64_t i = 0; i < 50; ++i)
    even.push_back(makeRect({2 * i}, {2 * i}));
  unsigned ghosts =
      maker.addPartition("ghosts", nodes, makeRect({0}, {0}), {even});
  maker.program.body = {makeLaunch(maker.addTask("all", 1), std::nullopt,
                                   {onRegion(nodes, Privilege::ReadWrite)}),
                        makeLaunch(maker.addTask("some", 1), 1,
                                   {onPartition(ghosts, Privilege::Read)})};
  TaskGraph graph = build(maker.program);
  ASSERT_EQ(graph.units.size(), 2u);
  EXPECT_EQ(graph.units[0].bytes, 400u);
  EXPECT_EQ(graph.units[1].bytes, 400u);
  EXPECT_EQ(graph.dataNodes.size(), 2u);
  EXPECT_EQ(graph.dataNodes[1].parent, 0u);
  EXPECT_EQ(graph.dataNodes[1].fanOut, 1u);
  EXPECT_EQ(graph.dataNodes[1].elements, 50u);
}

TEST(DataUnits, FieldsUsedTogetherAreOneGroup) {
  ProgramMaker maker;
  unsigned region = maker.addRegion("r", makeRect({0}, {9}), 4);
  unsigned both = maker.addTask("both", 1), one = maker.addTask("one", 1);
  maker.program.body = {
      makeLaunch(both, std::nullopt,
                 {onRegion(region, Privilege::ReadWrite, {2, 0, 1})}),
      makeLaunch(one, std::nullopt, {onRegion(region, Privilege::Read, {1})})};
  TaskGraph graph = build(maker.program);
  ASSERT_EQ(graph.units.size(), 2u);
  EXPECT_EQ(graph.units[0].bytes + graph.units[1].bytes, 240u);
  const sim::RequirementFacts &facts = graph.launches[0].requirements[0];
  EXPECT_EQ(facts.fieldBytes, 24u);
  EXPECT_EQ(facts.structBytes, 32u);
  EXPECT_EQ(getList(graph.groupsOfFieldSet, facts.fieldSet).size(), 2u);
}

TEST(DataUnits, EmptyPiecesAskForNothing) {
  ProgramMaker maker;
  unsigned region = maker.addRegion("r", makeRect({0}, {9}));
  unsigned pieces = maker.addPartition("p", region, makeRect({0}, {1}),
                                       {{makeRect({0}, {4})}, {}});
  maker.program.body = {makeLaunch(maker.addTask("t", 1), 2,
                                   {onPartition(pieces, Privilege::Read)})};
  TaskGraph graph = build(maker.program);
  EXPECT_NE(getArgument(graph, 0, 0).dataNode, none);
  EXPECT_EQ(getArgument(graph, 1, 0).dataNode, none);
  EXPECT_TRUE(
      getList(graph.unitLists, getArgument(graph, 1, 0).unitList).empty());
}

//===----------------------------------------------------------------------===//
// Facts
//===----------------------------------------------------------------------===//

TEST(PointFacts, FollowFromTheSizesOfPieces) {
  ProgramMaker maker;
  unsigned region = maker.addRegion("r", makeRect({0}, {9}));
  unsigned blocks = maker.addBlocks("blocks", region, 10, 3); // 3, 3, 4
  unsigned task = maker.addTask("t", 2, {ProcKind::CPU, ProcKind::GPU});
  maker.program.tasks[task].flops = {100, {2, 1}};
  maker.program.tasks[task].variants[1].seconds = LinearCost{0.5, {0.25}};
  maker.program.tasks[task].variants[1].efficiency = 0.5;
  maker.program.tasks[task].arguments[1].use.bytes = {1, {0, 3}};
  maker.program.body = {makeLaunch(task, 3,
                                   {onPartition(blocks, Privilege::ReadWrite),
                                    onRegion(region, Privilege::Reduce)})};
  maker.program.body[0].launch.requirements[0].fields = {0};
  TaskGraph graph = build(maker.program);
  EXPECT_EQ(graph.points[2].flops, 100 + 2 * 4 + 10.);
  EXPECT_EQ(getArgument(graph, 2, 0).usefulBytes, 2 * 4 * 8.);
  EXPECT_EQ(getArgument(graph, 2, 1).usefulBytes, 1 + 30.);
  unsigned gpu = static_cast<unsigned>(ProcKind::GPU);
  EXPECT_EQ(graph.measuredSeconds[2 * numProcKinds + gpu], 0.5 + 1);
  EXPECT_LT(graph.measuredSeconds[2 * numProcKinds], 0);
  EXPECT_EQ(graph.efficiency[gpu], 0.5);
  EXPECT_EQ(graph.launches[0].requirements[0].name, "arg 0 blocks");
}

TEST(PointFacts, ProjectionsFollowLoops) {
  ProgramMaker maker;
  unsigned region = maker.addRegion("r", makeRect({0}, {11}));
  unsigned blocks = maker.addBlocks("blocks", region, 12, 3);
  Requirement shifted = onPartition(blocks, Privilege::Read);
  shifted.projection = {{1, {1}, {1}, {}, 3}}; // (1 + p + i) mod 3
  maker.program.body = {
      makeLoop(6, {makeLaunch(maker.addTask("t", 1), 3, {shifted})})};
  TaskGraph graph = build(maker.program);
  // Three different shifts for six iterations of three points.
  EXPECT_EQ(graph.points.size(), 9u);
  ASSERT_EQ(graph.nodes.size(), 18u);
  EXPECT_EQ(getArgument(graph, 0, 0).dataNode,
            getArgument(graph, 3 + 2, 0).dataNode);
  EXPECT_EQ(getArgument(graph, 0, 0).dataNode,
            getArgument(graph, 9, 0).dataNode);
  EXPECT_NE(getArgument(graph, 0, 0).dataNode,
            getArgument(graph, 3, 0).dataNode);
}

TEST(PointFacts, NestedLaunchesSeeThePointAroundThem) {
  ProgramMaker maker;
  unsigned region = maker.addRegion("r", makeRect({0}, {11}));
  unsigned blocks = maker.addBlocks("blocks", region, 12, 3);
  Requirement own = onPartition(blocks, Privilege::ReadWrite);
  Requirement same = own;
  same.projection = {{0, {}, {}, {0, 1}, 0}}; // loop, then point
  Statement outer = makeLaunch(maker.addTask("outer", 1), 3, {own});
  outer.body = {makeLaunch(maker.addTask("inner", 1), std::nullopt, {same})};
  maker.program.body = {makeLoop(2, {outer})};
  TaskGraph graph = build(maker.program);
  ASSERT_EQ(graph.nodes.size(), 12u);
  ASSERT_EQ(graph.contexts.size(), 7u);
  for (uint32_t point = 0; point < 3; ++point) {
    EXPECT_EQ(graph.contexts[1 + point].parent, point);
    EXPECT_EQ(getArgument(graph, point, 0).unitList,
              getArgument(graph, 3 + point, 0).unitList);
    EXPECT_TRUE(getTasksBefore(graph, 3 + point).empty());
    EXPECT_EQ(getTasksBefore(graph, 6 + point), std::set<uint32_t>{point});
  }
}

//===----------------------------------------------------------------------===//
// Dependences
//===----------------------------------------------------------------------===//

TEST(Dependences, StencilWaitsForNeighbours) {
  TaskGraph graph = build(StencilProgram().program);
  ASSERT_EQ(graph.nodes.size(), 24u);
  EXPECT_TRUE(getTasksBefore(graph, 0).empty());
  // A copy writes what its tile and all others (with corners) have read.
  EXPECT_EQ(getTasksBefore(graph, 4), (std::set<uint32_t>{0, 1, 2, 3}));
  // The next step reads what the copies wrote, and writes what one read.
  EXPECT_EQ(getTasksBefore(graph, 8), (std::set<uint32_t>{4, 5, 6, 7}));
}

TEST(Dependences, ReductionsOfOneOperatorAreFree) {
  ProgramMaker maker;
  unsigned region = maker.addRegion("r", makeRect({0}, {9}));
  unsigned task = maker.addTask("t", 1);
  Requirement sum = onRegion(region, Privilege::Reduce);
  Requirement max = sum;
  max.reduction = "max";
  maker.program.body = {
      makeLaunch(task, std::nullopt, {onRegion(region, Privilege::Write)}),
      makeLaunch(task, std::nullopt, {sum}),
      makeLaunch(task, std::nullopt, {sum}),
      makeLaunch(task, std::nullopt, {max}),
      makeLaunch(task, std::nullopt, {onRegion(region, Privilege::Read)})};
  TaskGraph graph = build(maker.program);
  EXPECT_EQ(getTasksBefore(graph, 1), std::set<uint32_t>{0});
  EXPECT_EQ(getTasksBefore(graph, 2), std::set<uint32_t>{0});
  EXPECT_EQ(getTasksBefore(graph, 3), (std::set<uint32_t>{1, 2}));
  EXPECT_EQ(getTasksBefore(graph, 4), std::set<uint32_t>{3});
}

TEST(Dependences, ManyToManyGoesThroughAJoin) {
  ProgramMaker maker;
  unsigned region = maker.addRegion("r", makeRect({0}, {999}));
  unsigned blocks = maker.addBlocks("blocks", region, 1000, 100);
  unsigned task = maker.addTask("t", 1);
  maker.program.body = {makeLoop(
      5, {makeLaunch(task, 100, {onPartition(blocks, Privilege::Write)}),
          makeLaunch(task, 100, {onRegion(region, Privilege::Read)})})};
  TaskGraph graph = build(maker.program);
  // A hundred writers, a join, a hundred readers, a join, ...
  EXPECT_EQ(graph.nodes.size(), 1000u + 9);
  EXPECT_EQ(graph.predecessors.values.size(), 9u * 200);
  EXPECT_EQ(graph.nodes[100].kind, sim::NodeKind::Join);
  EXPECT_EQ(getTasksBefore(graph, 101).size(), 100u);
  EXPECT_EQ(getTasksBefore(graph, 1008).size(), 100u);
}

TEST(Dependences, FuturesJoinTheirLaunch) {
  ProgramMaker maker;
  unsigned task = maker.addTask("t", 0);
  Statement producer = makeLaunch(task, 20, {});
  producer.launch.future = 0;
  Statement consumer = makeLaunch(task, 3, {});
  consumer.launch.waitsFor = {0};
  Statement guarded = makeLaunch(task, std::nullopt, {});
  guarded.launch.predicate = 0;
  maker.program.numFutures = 1;
  maker.program.body = {producer, consumer, makeWait(0), guarded};
  TaskGraph graph = build(maker.program);
  ASSERT_EQ(graph.nodes.size(), 25u);
  EXPECT_EQ(graph.nodes[20].kind, sim::NodeKind::Join);
  for (uint32_t node : {21u, 22u, 23u, 24u}) {
    EXPECT_EQ(getTasksBefore(graph, node).size(), 20u);
    EXPECT_TRUE(getList(graph.mappingPredecessors, node).empty());
  }
  EXPECT_EQ(graph.operations[2].kind, sim::OperationKind::Wait);
  EXPECT_EQ(graph.operations[2].waitsFor, 20u);
  EXPECT_EQ(graph.operations[3].waitsFor, 20u);
}

TEST(Dependences, FencesOrderButDoNotDelayMapping) {
  ProgramMaker maker;
  unsigned region = maker.addRegion("r", makeRect({0}, {9}));
  unsigned task = maker.addTask("t", 1), free = maker.addTask("free", 0);
  Statement use =
      makeLaunch(task, std::nullopt, {onRegion(region, Privilege::ReadWrite)});
  Statement other = makeLaunch(free, 2, {});
  maker.program.body = {use, other, makeFence(), makeFence(), use, other};
  TaskGraph graph = build(maker.program);
  ASSERT_EQ(graph.nodes.size(), 3u + 2 + 3);
  for (uint32_t node = 5; node < 8; ++node)
    EXPECT_EQ(getTasksBefore(graph, node), (std::set<uint32_t>{0, 1, 2}));
  EXPECT_EQ(getList(graph.predecessors, 5), std::vector<uint32_t>{4});
  EXPECT_EQ(getList(graph.mappingPredecessors, 5), std::vector<uint32_t>{0});
}

TEST(Dependences, TracesReplayFromTheSecondIterationOn) {
  ProgramMaker maker;
  Statement launch = makeLaunch(maker.addTask("t", 0), 2, {});
  Statement traced = makeLoop(3, {launch});
  traced.isTraced = true;
  maker.program.body = {traced, launch};
  TaskGraph graph = build(maker.program);
  std::vector<bool> replays;
  for (const sim::Operation &operation : graph.operations)
    replays.push_back(operation.isReplay);
  EXPECT_EQ(replays, (std::vector<bool>{false, true, true, false}));
}

/// Data read in every iteration must not remember all its readers one by one.
TEST(Dependences, ReadersForEverAreCondensed) {
  ProgramMaker maker;
  unsigned region = maker.addRegion("r", makeRect({0}, {9}));
  unsigned task = maker.addTask("t", 1);
  maker.program.body = {
      makeLoop(1000, {makeLaunch(task, std::nullopt,
                                 {onRegion(region, Privilege::Read)})}),
      makeLaunch(task, std::nullopt, {onRegion(region, Privilege::Write)})};
  TaskGraph graph = build(maker.program);
  uint32_t last = graph.nodes.size() - 1;
  EXPECT_EQ(getTasksBefore(graph, last).size(), 1000u);
  EXPECT_LE(getList(graph.predecessors, last).size(), 130u);
}

//===----------------------------------------------------------------------===//
// The same, element by element
//===----------------------------------------------------------------------===//

namespace {
struct OracleUse {
  std::vector<std::set<Point>> elements; ///< by requirement
  const LaunchStatement *launch;
  uint32_t operation, context;
  unsigned numFences;                ///< of the context, before it
  std::vector<uint32_t> futureTasks; ///< it waits for
};

/// Runs a program naively: every task with the elements it uses.
class Oracle {
public:
  explicit Oracle(const Program &program)
      : program(program), producers(program.numFutures) {
    Scope scope;
    scope.context = numContexts++;
    run(program.body, scope);
  }

  bool conflicts(uint32_t before, uint32_t after) const;
  bool isOrdered(uint32_t before, uint32_t after) const;
  std::set<Point> getElements(uint32_t task, unsigned requirement) const {
    return tasks[task].elements[requirement];
  }

  std::vector<OracleUse> tasks;

private:
  struct Scope {
    uint32_t context;
    std::vector<int64_t> loops, outer;
    unsigned numFences = 0;
  };

  void run(const std::vector<Statement> &body, Scope &scope);
  void runLaunch(const Statement &statement, Scope &scope);
  std::set<Point> listElements(const Requirement &requirement,
                               const Point &point, const Scope &scope) const;

  const Program &program;
  uint32_t numContexts = 0, numOperations = 0;
  std::vector<std::vector<uint32_t>> producers;
};
} // namespace

static void addElements(const RectList &rects, size_t begin, size_t end,
                        std::set<Point> &elements) {
  for (size_t i = begin; i < end; ++i) {
    Rect rect = rects[i];
    Point point = rect.lo;
    if (rect.rank() == 1) {
      for (; point.at[0] <= rect.hi.at[0]; ++point.at[0])
        elements.insert(point);
      continue;
    }
    for (point.at[0] = rect.lo.at[0]; point.at[0] <= rect.hi.at[0];
         ++point.at[0])
      for (point.at[1] = rect.lo.at[1]; point.at[1] <= rect.hi.at[1];
           ++point.at[1])
        elements.insert(point);
  }
}

std::set<Point> Oracle::listElements(const Requirement &requirement,
                                     const Point &point,
                                     const Scope &scope) const {
  std::set<Point> elements;
  if (!requirement.isPartition) {
    const RectList &rects =
        program.indexSpaces[program.regions[requirement.target].indexSpace]
            .rects;
    addElements(rects, 0, rects.size(), elements);
    return elements;
  }
  const AffineResult &result = requirement.projection[0];
  int64_t color = result.constant;
  for (size_t d = 0; d < result.point.size(); ++d)
    color += result.point[d] * point.at[d];
  for (size_t l = 0; l < result.loops.size(); ++l)
    color += result.loops[l] * scope.loops[l];
  color %= result.modulus;
  const Partition &partition = program.partitions[requirement.target];
  addElements(partition.rects, partition.offsets[color],
              partition.offsets[color + 1], elements);
  return elements;
}

void Oracle::runLaunch(const Statement &statement, Scope &scope) {
  const LaunchStatement &launch = statement.launch;
  int64_t count = launch.domain ? *launch.domain->volume() : 1;
  uint32_t first = tasks.size(), operation = numOperations++;
  for (int64_t k = 0; k < count; ++k) {
    OracleUse &use = tasks.emplace_back();
    use.launch = &launch;
    use.operation = operation;
    use.context = scope.context;
    use.numFences = scope.numFences;
    for (unsigned future : launch.waitsFor)
      use.futureTasks.insert(use.futureTasks.end(), producers[future].begin(),
                             producers[future].end());
    for (const Requirement &requirement : launch.requirements)
      use.elements.push_back(listElements(requirement, makePoint({k}), scope));
  }
  if (launch.future) {
    producers[*launch.future].clear();
    for (int64_t k = 0; k < count; ++k)
      producers[*launch.future].push_back(first + k);
  }
  for (int64_t k = 0; k < count && !statement.body.empty(); ++k) {
    Scope inner;
    inner.context = numContexts++;
    run(statement.body, inner);
  }
}

void Oracle::run(const std::vector<Statement> &body, Scope &scope) {
  for (const Statement &statement : body) {
    if (statement.kind == StatementKind::Launch)
      runLaunch(statement, scope);
    if (statement.kind == StatementKind::Fence)
      ++scope.numFences;
    if (statement.kind != StatementKind::Loop)
      continue;
    scope.loops.push_back(0);
    for (uint64_t trip = 0; trip < statement.trips; ++trip) {
      scope.loops.back() = trip;
      run(statement.body, scope);
    }
    scope.loops.pop_back();
  }
}

static bool mayCommute(const Requirement &a, const Requirement &b) {
  if (a.privilege == Privilege::None || b.privilege == Privilege::None)
    return true;
  return a.privilege == b.privilege &&
         (a.privilege == Privilege::Read ||
          (a.privilege == Privilege::Reduce && a.reduction == b.reduction));
}

static unsigned getRegion(const Program &program,
                          const Requirement &requirement) {
  return requirement.isPartition ? program.partitions[requirement.target].region
                                 : requirement.target;
}

static unsigned countCommonFields(const Requirement &a, const Requirement &b) {
  return llvm::count_if(a.fields, [&](unsigned field) {
    return llvm::is_contained(b.fields, field);
  });
}

static size_t countCommon(const std::set<Point> &a, const std::set<Point> &b) {
  return llvm::count_if(a, [&](const Point &point) { return b.count(point); });
}

bool Oracle::conflicts(uint32_t before, uint32_t after) const {
  const OracleUse &a = tasks[before], &b = tasks[after];
  if (a.context != b.context || a.operation == b.operation)
    return false;
  for (auto [i, first] : llvm::enumerate(a.launch->requirements))
    for (auto [j, second] : llvm::enumerate(b.launch->requirements))
      if (!mayCommute(first, second) &&
          getRegion(program, first) == getRegion(program, second) &&
          countCommonFields(first, second) > 0 &&
          countCommon(a.elements[i], b.elements[j]) > 0)
        return true;
  return false;
}

bool Oracle::isOrdered(uint32_t before, uint32_t after) const {
  const OracleUse &a = tasks[before], &b = tasks[after];
  return conflicts(before, after) ||
         llvm::is_contained(b.futureTasks, before) ||
         (a.context == b.context && a.numFences < b.numFences);
}

/// reach[i][j]: whether j < i comes before i, given who does directly.
static std::vector<std::vector<bool>>
close(size_t count, llvm::function_ref<bool(uint32_t, uint32_t)> isBefore) {
  std::vector<std::vector<bool>> reach(count, std::vector<bool>(count));
  for (uint32_t i = 0; i < count; ++i)
    for (uint32_t j = 0; j < i; ++j) {
      if (!isBefore(j, i))
        continue;
      reach[i][j] = true;
      for (uint32_t k = 0; k < j; ++k)
        if (reach[j][k])
          reach[i][k] = true;
    }
  return reach;
}

/// The tasks of a graph in the order in which the oracle runs them.
static std::vector<uint32_t> listTasks(const TaskGraph &graph) {
  std::vector<uint32_t> tasks;
  for (uint32_t node = 0; node < graph.nodes.size(); ++node)
    if (graph.nodes[node].kind == sim::NodeKind::Task)
      tasks.push_back(node);
  return tasks;
}

static std::vector<std::vector<bool>>
closeGraph(const TaskGraph &graph, const std::vector<uint32_t> &tasks,
           const sim::Lists &lists) {
  std::vector<std::set<uint32_t>> before;
  for (uint32_t task : tasks)
    before.push_back(getTasksBefore(graph, lists, task));
  return close(tasks.size(), [&](uint32_t j, uint32_t i) {
    return before[i].count(tasks[j]) > 0;
  });
}

static void checkDependences(const TaskGraph &graph, const Oracle &oracle) {
  std::vector<uint32_t> tasks = listTasks(graph);
  ASSERT_EQ(tasks.size(), oracle.tasks.size());
  EXPECT_TRUE(closeGraph(graph, tasks, graph.predecessors) ==
              close(tasks.size(), [&](uint32_t before, uint32_t after) {
                return oracle.isOrdered(before, after);
              }));
  EXPECT_TRUE(closeGraph(graph, tasks, graph.mappingPredecessors) ==
              close(tasks.size(), [&](uint32_t before, uint32_t after) {
                return oracle.conflicts(before, after);
              }));
  for (uint32_t node = 0; node < graph.nodes.size(); ++node) {
    std::vector<uint32_t> before = getList(graph.predecessors, node);
    EXPECT_TRUE(llvm::is_sorted(before));
    EXPECT_TRUE(before.empty() || before.back() < node);
    EXPECT_EQ(std::adjacent_find(before.begin(), before.end()), before.end());
  }
}

/// Any two arguments share exactly the bytes that their elements and fields
/// share.
static void checkUnits(const Program &program, const TaskGraph &graph,
                       const Oracle &oracle) {
  struct Use {
    const Requirement *requirement;
    std::set<Point> elements;
    std::vector<uint32_t> units;
  };
  std::vector<Use> uses;
  for (auto [index, node] : llvm::enumerate(listTasks(graph)))
    for (auto [i, requirement] :
         llvm::enumerate(oracle.tasks[index].launch->requirements))
      if (requirement.privilege != Privilege::None)
        uses.push_back(
            {&requirement, oracle.getElements(index, i),
             getList(graph.unitLists, getArgument(graph, node, i).unitList)});
  for (const Use &a : uses) {
    for (const Use &b : uses) {
      std::vector<uint32_t> common;
      std::set_intersection(a.units.begin(), a.units.end(), b.units.begin(),
                            b.units.end(), std::back_inserter(common));
      uint64_t expected = 0;
      if (getRegion(program, *a.requirement) ==
          getRegion(program, *b.requirement))
        expected = 8 * countCommon(a.elements, b.elements) *
                   countCommonFields(*a.requirement, *b.requirement);
      ASSERT_EQ(countBytes(graph, common), expected);
    }
  }
}

TEST(TaskGraph, RandomProgramsAgreeWithTheirElements) {
  std::mt19937 random(20260704);
  size_t numTasks = 0, numNested = 0;
  for (unsigned round = 0; round < 400 && !testing::Test::HasFailure();
       ++round) {
    SCOPED_TRACE(round);
    Program program = makeRandomProgram(random);
    TaskGraph graph = build(program);
    Oracle oracle(program);
    checkDependences(graph, oracle);
    if (round % 8 == 0)
      checkUnits(program, graph, oracle);
    numTasks += oracle.tasks.size();
    numNested += graph.contexts.size() - 1;
  }
  EXPECT_GT(numTasks, 4000u);
  EXPECT_GT(numNested, 100u);
}
