//===- Decorate.cpp - Programs with all there may be in them --------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Dump.h"

using namespace mapwright;

namespace {
class Decorator {
public:
  explicit Decorator(std::mt19937 &random) : random(random) {}

  void decorateAll(Program &program);

private:
  unsigned pick(unsigned count) { return random() % count; }
  bool flip() { return pick(2) == 0; }
  /// Some are equal, empty, no identifiers, or look like made-up symbols.
  std::string makeName();
  double makeNumber();
  LinearCost makeCost(size_t numArguments);
  void decorateTask(TaskKind &task);
  void decoratePartition(Partition &partition);
  void decorateStatements(const Program &program,
                          std::vector<Statement> &statements);
  void decorateLaunch(const Program &program, LaunchStatement &launch);

  std::mt19937 &random;
};
} // namespace

std::string Decorator::makeName() {
  static const char *const names[] = {
      "",  "line",    "line_0", "a b",      "caf\xc3\xa9", "quote\"d",
      "7", "task_op", "region", "region_0", "f0",          "x.y$z"};
  return names[pick(std::size(names))];
}

double Decorator::makeNumber() {
  std::uniform_real_distribution<double> uniform(0, 1);
  switch (pick(5)) {
  case 0:
    return 0;
  case 1:
    return pick(100000);
  case 2:
    return 1e15 + pick(1000);
  case 3:
    return uniform(random) * 1e-300;
  default:
    return uniform(random) * 1e6;
  }
}

LinearCost Decorator::makeCost(size_t numArguments) {
  LinearCost cost;
  cost.constant = makeNumber();
  for (size_t i = 0; i < pick(numArguments + 1); ++i)
    cost.perElement.push_back(makeNumber());
  return cost;
}

void Decorator::decorateTask(TaskKind &task) {
  static constexpr ProcKind kinds[] = {ProcKind::CPU, ProcKind::GPU,
                                       ProcKind::OMP, ProcKind::PROC};
  size_t numArguments = task.arguments.size();
  task.flops = makeCost(numArguments);
  for (Argument &argument : task.arguments)
    argument = {makeName(), {makeCost(numArguments), pick(3) * 4, 0}};
  task.variants.clear();
  for (ProcKind kind : kinds) {
    if (kind != ProcKind::CPU && flip())
      continue;
    Variant &variant = task.variants.emplace_back();
    variant.kind = kind;
    variant.isInner = pick(4) == 0;
    variant.isReplicable = flip();
    if (flip())
      variant.efficiency = (1 + pick(1000)) / 1000.0;
    if (flip())
      variant.seconds = makeCost(numArguments);
    for (unsigned argument = 0; argument < numArguments; ++argument)
      if (flip())
        variant.demands.push_back(
            {argument, flip() ? std::optional<bool>(flip()) : std::nullopt,
             flip() ? std::optional<bool>(flip()) : std::nullopt,
             flip() ? uint64_t(1) << pick(10) : 0});
    if (numArguments > 1 && flip())
      variant.colocated.push_back({0, static_cast<unsigned>(numArguments - 1)});
  }
}

void Decorator::decoratePartition(Partition &partition) {
  partition.name = makeName();
  partition.indexName = makeName();
  if (flip())
    for (size_t color = 0; color + 1 < partition.offsets.size(); ++color)
      partition.pieceNames.push_back(makeName());
}

void Decorator::decorateLaunch(const Program &program,
                               LaunchStatement &launch) {
  launch.isConcurrent = flip();
  launch.isMustEpoch = flip();
  if (!launch.waitsFor.empty() && flip())
    launch.predicate = launch.waitsFor.front();
  for (Requirement &requirement : launch.requirements) {
    unsigned region = requirement.isPartition
                          ? program.partitions[requirement.target].region
                          : requirement.target;
    for (unsigned id = 0; id < program.partitions.size(); ++id)
      if (program.partitions[id].region == region && pick(4) == 0)
        requirement.parent = PieceRef{id, pick(2)};
    for (AffineResult &result : requirement.projection)
      if (flip())
        result.loops.resize(result.loops.size());
  }
}

void Decorator::decorateStatements(const Program &program,
                                   std::vector<Statement> &statements) {
  for (Statement &statement : statements) {
    statement.line = pick(3) * 17;
    if (statement.kind == StatementKind::Loop)
      statement.isTraced = flip();
    if (statement.kind == StatementKind::Launch)
      decorateLaunch(program, statement.launch);
    decorateStatements(program, statement.body);
    if (statement.kind != StatementKind::Launch)
      continue;
    // Nested launches may look at what is around their launching task.
    for (Statement &inner : statement.body)
      for (Requirement &requirement : inner.launch.requirements)
        if (statement.launch.domain && !requirement.projection.empty())
          requirement.projection[0].outer.assign(1, pick(3));
  }
}

void Decorator::decorateAll(Program &program) {
  program.name = makeName();
  program.topLevel = makeName();
  program.isReplicable = flip();
  program.work = makeNumber();
  program.workUnit = makeName();
  for (FieldSpace &space : program.fieldSpaces) {
    space.name = makeName();
    for (Field &field : space.fields)
      field = {flip() ? field.name : makeName(), 1 + pick(64)};
  }
  for (IndexSpace &space : program.indexSpaces)
    space.name = makeName();
  for (Region &region : program.regions)
    region.name = makeName();
  for (Partition &partition : program.partitions)
    decoratePartition(partition);
  for (TaskKind &task : program.tasks)
    decorateTask(task);
  decorateStatements(program, program.body);
}

void mapwright::decorate(Program &program, std::mt19937 &random) {
  Decorator(random).decorateAll(program);
}
