//===- PointTable.cpp - What the points of launches do --------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PointTable.h"

#include "mapwright/Evaluate/Defaults.h"

#include "llvm/ADT/STLExtras.h"

using namespace mapwright;
using namespace mapwright::detail;
using llvm::ArrayRef;

PointTable::PointTable(const Program &program, sim::TaskGraph &graph,
                       DataUnits &data)
    : program(program), graph(graph), data(data),
      hasMeasured(llvm::any_of(program.tasks, [](const TaskKind &task) {
        return llvm::any_of(task.variants, [](const Variant &variant) {
          return variant.seconds.has_value();
        });
      })) {}

void detail::forEachPoint(const LaunchStatement &launch,
                          llvm::function_ref<void(const Point &)> visit) {
  if (!launch.domain)
    return visit(Point());
  RowMajorPoints points(*launch.domain);
  for (Point point; points.next(point);)
    visit(point);
}

//===----------------------------------------------------------------------===//
// Launches
//===----------------------------------------------------------------------===//

static sim::Access getAccess(const Requirement &requirement) {
  if (requirement.fields.empty())
    return sim::Access::None;
  switch (requirement.privilege) {
  case Privilege::None:
    return sim::Access::None;
  case Privilege::Read:
    return sim::Access::Read;
  case Privilege::Write:
    return sim::Access::Write;
  case Privilege::ReadWrite:
    return sim::Access::ReadWrite;
  case Privilege::Reduce:
    return sim::Access::Reduce;
  }
  llvm_unreachable("all privileges are an access");
}

sim::RequirementFacts PointTable::describe(const Requirement &requirement,
                                           size_t index) {
  unsigned regionId = requirement.isPartition
                          ? program.partitions[requirement.target].region
                          : requirement.target;
  const Region &region = program.regions[regionId];
  std::vector<std::string> names = getRequirementNames(program, requirement);
  sim::RequirementFacts facts = {};
  facts.name = "arg " + std::to_string(index) +
               (names.empty() ? "" : " " + names.front());
  facts.access = getAccess(requirement);
  facts.reduction = sim::none;
  if (facts.access == sim::Access::Reduce)
    facts.reduction =
        reductions.try_emplace(requirement.reduction, reductions.size())
            .first->second;
  facts.fieldSet = data.getFieldSet(requirement);
  facts.fieldBytes = graph.fieldSetBytes[facts.fieldSet];
  for (const Field &field : program.fieldSpaces[region.fieldSpace].fields)
    facts.structBytes += field.bytes;
  facts.rank = program.indexSpaces[region.indexSpace].rects.getRank();
  return facts;
}

void PointTable::addLaunch(const LaunchStatement &launch) {
  const TaskKind &task = program.tasks[launch.task];
  sim::LaunchFacts facts{launch.task,
                         launch.domain.has_value(),
                         launch.isConcurrent || launch.isMustEpoch,
                         {}};
  for (auto [index, requirement] : llvm::enumerate(launch.requirements)) {
    sim::RequirementFacts described = describe(requirement, index);
    described.gatherBytes = task.arguments[index].use.gatherBytes;
    described.fastestDim = task.arguments[index].use.fastestDim;
    facts.requirements.push_back(std::move(described));
  }
  LaunchEntry &entry = launches.emplace_back();
  entry.statement = &launch;
  entry.numPoints = launch.domain ? *launch.domain->volume() : 1;
  graph.launches.push_back(std::move(facts));
  graph.firstPoint.push_back(sim::none);
}

//===----------------------------------------------------------------------===//
// Projections
//===----------------------------------------------------------------------===//

static int64_t dot(ArrayRef<int64_t> coefficients, ArrayRef<int64_t> values) {
  int64_t sum = 0;
  for (auto [coefficient, value] : llvm::zip(coefficients, values))
    sum += coefficient * value;
  return sum;
}

/// Into 0..modulus-1, unless that is 0.
static int64_t reduce(int64_t value, int64_t modulus) {
  if (modulus == 0)
    return value;
  int64_t rest = value % modulus;
  return rest < 0 ? rest + modulus : rest;
}

std::vector<int64_t>
PointTable::computeShifts(const LaunchStatement &launch,
                          const ExecutionIndices &indices) const {
  std::vector<int64_t> shifts;
  for (const Requirement &requirement : launch.requirements)
    for (const AffineResult &result : requirement.projection)
      shifts.push_back(reduce(result.constant +
                                  dot(result.loops, indices.loops) +
                                  dot(result.outer, indices.outer),
                              result.modulus));
  return shifts;
}

/// The color, as row-major number, that a projection gives for a point. Takes
/// the shifts of the requirement off `shifts`.
static unsigned project(const Requirement &requirement, const Rect &colors,
                        const Point &point, ArrayRef<int64_t> &shifts) {
  uint64_t color = 0;
  for (unsigned d = 0; d < colors.rank(); ++d) {
    int64_t at = point.at[d];
    if (!requirement.projection.empty()) {
      const AffineResult &result = requirement.projection[d];
      at = reduce(shifts.front() + dot(result.point, point.at), result.modulus);
      shifts = shifts.drop_front();
    }
    uint64_t extent = static_cast<uint64_t>(colors.hi.at[d]) -
                      static_cast<uint64_t>(colors.lo.at[d]) + 1;
    color = color * extent + static_cast<uint64_t>(at - colors.lo.at[d]);
  }
  return color;
}

//===----------------------------------------------------------------------===//
// Points
//===----------------------------------------------------------------------===//

static double evaluate(const LinearCost &cost, ArrayRef<uint64_t> elements) {
  double sum = cost.constant;
  for (auto [perElement, count] : llvm::zip(cost.perElement, elements))
    sum += perElement * static_cast<double>(count);
  return sum;
}

sim::ArgumentFacts PointTable::makeArgument(const Requirement &requirement,
                                            const Point &point,
                                            ArrayRef<int64_t> &shifts,
                                            uint32_t fieldSet) {
  DataUnits::Target target{requirement.target, std::nullopt};
  if (requirement.isPartition) {
    const Partition &partition = program.partitions[requirement.target];
    target.region = partition.region;
    target.piece =
        PieceRef{requirement.target,
                 project(requirement, partition.colors, point, shifts)};
  }
  if (getAccess(requirement) == sim::Access::None)
    return {sim::none, 0, 0};
  uint32_t list = data.getUnitList(target, fieldSet);
  uint32_t node = list == 0 ? sim::none : data.getDataNode(target);
  return {node, list, 0};
}

void PointTable::addUsefulBytes(const LaunchStatement &launch,
                                size_t firstArgument,
                                ArrayRef<uint64_t> elements) {
  const TaskKind &task = program.tasks[launch.task];
  for (auto [index, requirement] : llvm::enumerate(launch.requirements)) {
    sim::ArgumentFacts &argument = graph.arguments[firstArgument + index];
    if (argument.dataNode == sim::none)
      continue;
    const LinearCost &bytes = task.arguments[index].use.bytes;
    double once = static_cast<double>(elements[index]) *
                  graph.fieldSetBytes[data.getFieldSet(requirement)];
    double times = requirement.privilege == Privilege::ReadWrite ? 2 : 1;
    argument.usefulBytes =
        bytes.isZero() ? once * times : evaluate(bytes, elements);
  }
}

void PointTable::addMeasuredSeconds(const TaskKind &task,
                                    ArrayRef<uint64_t> elements) {
  if (!hasMeasured)
    return;
  size_t begin = graph.measuredSeconds.size();
  graph.measuredSeconds.resize(begin + numProcKinds, -1);
  for (const Variant &variant : task.variants)
    if (variant.seconds)
      graph.measuredSeconds[begin + static_cast<unsigned>(variant.kind)] =
          evaluate(*variant.seconds, elements);
}

void PointTable::addPoint(uint32_t launch, const Point &point,
                          ArrayRef<int64_t> shifts) {
  const LaunchStatement &statement = *launches[launch].statement;
  const TaskKind &task = program.tasks[statement.task];
  size_t firstArgument = graph.arguments.size();
  llvm::SmallVector<uint64_t> elements;
  for (auto [index, requirement] : llvm::enumerate(statement.requirements)) {
    uint32_t fieldSet = graph.launches[launch].requirements[index].fieldSet;
    sim::ArgumentFacts argument =
        makeArgument(requirement, point, shifts, fieldSet);
    elements.push_back(argument.dataNode == sim::none
                           ? 0
                           : graph.dataNodes[argument.dataNode].elements);
    graph.arguments.push_back(argument);
  }
  graph.points.push_back(
      {evaluate(task.flops, elements), static_cast<uint32_t>(firstArgument)});
  addUsefulBytes(statement, firstArgument, elements);
  addMeasuredSeconds(task, elements);
}

uint32_t PointTable::getFirstPoint(uint32_t launch,
                                   const ExecutionIndices &indices) {
  LaunchEntry &entry = launches[launch];
  std::vector<int64_t> shifts = computeShifts(*entry.statement, indices);
  auto [known, isNew] =
      entry.firstPoints.try_emplace(shifts, graph.points.size());
  if (!isNew)
    return known->second;
  if (graph.firstPoint[launch] == sim::none)
    graph.firstPoint[launch] = known->second;
  forEachPoint(*entry.statement,
               [&](const Point &point) { addPoint(launch, point, shifts); });
  return known->second;
}
