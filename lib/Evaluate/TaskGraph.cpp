//===- TaskGraph.cpp - Unrolls programs into task graphs ------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Dependences.h"
#include "PointTable.h"

#include "mapwright/Evaluate/Resolve.h"

#include "llvm/ADT/STLExtras.h"

using namespace mapwright;
using namespace mapwright::detail;
using llvm::ArrayRef;
using llvm::Error;

namespace {
/// Executes the statements of a program in program order.
class Unroller {
public:
  explicit Unroller(const Program &program)
      : program(program), data(program, graph), points(program, graph, data),
        dependences(graph), producers(program.numFutures, sim::none) {}

  llvm::Expected<sim::TaskGraph> run();

private:
  /// What is around the statement being executed.
  struct Scope {
    uint32_t context;
    bool isReplay = false;
    std::vector<int64_t> loops;
    std::vector<int64_t> outer;
  };

  void describeTasks();
  uint32_t enterContext(uint32_t parent);
  void execute(const std::vector<Statement> &body, Scope &scope);
  void executeLoop(const Statement &statement, Scope &scope);
  void executeLaunch(const Statement &statement, Scope &scope);
  void executeNested(const Statement &statement, const Scope &scope,
                     uint32_t firstTask);
  uint32_t addOperation(sim::OperationKind kind, const Scope &scope);
  void addTasks(const LaunchStatement &launch, uint32_t operation);
  uint32_t getFuture(unsigned future);

  const Program &program;
  sim::TaskGraph graph;
  DataUnits data;
  PointTable points;
  Dependences dependences;
  llvm::DenseMap<const Statement *, uint32_t> launchIds;
  /// By future: the operation that produces it, and the node that stands for
  /// its tasks once somebody has waited.
  std::vector<uint32_t> producers;
  llvm::DenseMap<uint32_t, uint32_t> futureNodes; ///< by operation
  std::vector<TaskAccess> accesses;
  uint64_t numTasks = 0;
};
} // namespace

//===----------------------------------------------------------------------===//
// Tables
//===----------------------------------------------------------------------===//

void Unroller::describeTasks() {
  for (const TaskKind &task : program.tasks) {
    graph.taskNames.push_back(task.name);
    size_t begin = graph.efficiency.size();
    graph.efficiency.resize(begin + numProcKinds, 0);
    for (const Variant &variant : task.variants)
      graph.efficiency[begin + static_cast<unsigned>(variant.kind)] =
          variant.efficiency;
    graph.isInner.push_back(llvm::all_of(
        task.variants, [](const Variant &variant) { return variant.isInner; }));
  }
  graph.isReplicable = program.isReplicable;
  graph.work = program.work;
  graph.workUnit = program.workUnit;
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

uint32_t Unroller::enterContext(uint32_t parent) {
  uint32_t context = graph.contexts.size();
  graph.contexts.push_back({parent, {}});
  dependences.enterContext(context);
  return context;
}

uint32_t Unroller::addOperation(sim::OperationKind kind, const Scope &scope) {
  uint32_t id = graph.operations.size();
  graph.operations.push_back({kind, scope.isReplay, scope.context, sim::none,
                              static_cast<uint32_t>(graph.nodes.size()), 0,
                              sim::none, sim::none});
  graph.contexts[scope.context].operations.push_back(id);
  return id;
}

/// The node that ends when the future is there.
uint32_t Unroller::getFuture(unsigned future) {
  uint32_t producer = producers[future];
  auto [known, isNew] = futureNodes.try_emplace(producer, sim::none);
  if (isNew) {
    const sim::Operation &operation = graph.operations[producer];
    known->second =
        dependences.addJoin(producer, operation.firstTask, operation.numTasks);
  }
  return known->second;
}

void Unroller::addTasks(const LaunchStatement &launch, uint32_t operation) {
  llvm::SmallVector<uint32_t> waitsFor;
  for (unsigned future : launch.waitsFor)
    waitsFor.push_back(getFuture(future));
  if (launch.predicate)
    graph.operations[operation].waitsFor = getFuture(*launch.predicate);
  sim::Operation &added = graph.operations[operation];
  if (launch.predicate)
    waitsFor.push_back(added.waitsFor);
  const sim::LaunchFacts &facts = graph.launches[added.launch];
  accesses.clear();
  for (uint32_t task = 0; task < added.numTasks; ++task) {
    uint32_t first = graph.points[added.firstPoint + task].firstArgument;
    for (auto [index, requirement] : llvm::enumerate(facts.requirements))
      if (uint32_t list = graph.arguments[first + index].unitList)
        accesses.push_back({task, list, requirement.access,
                            static_cast<uint16_t>(requirement.reduction)});
  }
  added.firstTask = dependences.addTasks(added.launch, operation,
                                         added.numTasks, accesses, waitsFor);
  if (launch.future)
    producers[*launch.future] = operation;
}

//===----------------------------------------------------------------------===//
// Statements
//===----------------------------------------------------------------------===//

void Unroller::executeNested(const Statement &statement, const Scope &scope,
                             uint32_t firstTask) {
  std::vector<uint32_t> producersOutside = producers;
  uint32_t task = firstTask;
  forEachPoint(statement.launch, [&](const Point &point) {
    Scope inner{enterContext(task++), false, {}, scope.outer};
    llvm::append_range(inner.outer, scope.loops);
    llvm::append_range(inner.outer, ArrayRef(point.at).take_front(point.rank));
    execute(statement.body, inner);
    dependences.leaveContext();
    producers = producersOutside;
  });
}

void Unroller::executeLaunch(const Statement &statement, Scope &scope) {
  uint32_t launch = launchIds[&statement];
  uint32_t count = points.countPoints(launch);
  numTasks += count;
  if (numTasks > maxProgramTasks)
    return;
  uint32_t firstPoint =
      points.getFirstPoint(launch, {scope.loops, scope.outer});
  uint32_t id = addOperation(sim::OperationKind::Launch, scope);
  graph.operations[id].launch = launch;
  graph.operations[id].numTasks = count;
  graph.operations[id].firstPoint = firstPoint;
  addTasks(statement.launch, id);
  if (!statement.body.empty())
    executeNested(statement, scope, graph.operations[id].firstTask);
}

void Unroller::executeLoop(const Statement &statement, Scope &scope) {
  bool isReplay = scope.isReplay;
  scope.loops.push_back(0);
  for (uint64_t trip = 0; trip < statement.trips; ++trip) {
    if (numTasks > maxProgramTasks)
      break;
    scope.isReplay = isReplay || (statement.isTraced && trip > 0);
    scope.loops.back() = trip;
    execute(statement.body, scope);
  }
  scope.loops.pop_back();
  scope.isReplay = isReplay;
}

void Unroller::execute(const std::vector<Statement> &body, Scope &scope) {
  for (const Statement &statement : body) {
    switch (statement.kind) {
    case StatementKind::Launch:
      executeLaunch(statement, scope);
      break;
    case StatementKind::Loop:
      executeLoop(statement, scope);
      break;
    case StatementKind::Fence:
      dependences.addFence(addOperation(sim::OperationKind::Fence, scope));
      break;
    case StatementKind::Wait: {
      uint32_t node = getFuture(statement.future);
      uint32_t id = addOperation(sim::OperationKind::Wait, scope);
      graph.operations[id].waitsFor = node;
      break;
    }
    }
  }
}

llvm::Expected<sim::TaskGraph> Unroller::run() {
  describeTasks();
  if (Error error = data.build())
    return std::move(error);
  forEachLaunch(program, [&](const Statement &statement) {
    launchIds[&statement] = launchIds.size();
    points.addLaunch(statement.launch);
  });
  Scope scope{enterContext(sim::none), false, {}, {}};
  execute(program.body, scope);
  if (numTasks > maxProgramTasks)
    return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                   "the program has more than " +
                                       std::to_string(maxProgramTasks) +
                                       " point tasks");
  return std::move(graph);
}

llvm::Expected<sim::TaskGraph>
mapwright::buildTaskGraph(const Program &program) {
  return Unroller(program).run();
}
