//===- ImportRunLaunch.cpp - Launches of a run ----------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ImportRunLaunch.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace mapwright;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;
using llvm::Twine;

//===----------------------------------------------------------------------===//
// Task kinds
//===----------------------------------------------------------------------===//

std::optional<ProcKind> mapwright::getProgramKind(const SpyLog &log,
                                                  uint64_t processor) {
  // By Realm's numbers.
  static constexpr std::optional<ProcKind> kinds[] = {
      std::nullopt, ProcKind::GPU,  ProcKind::CPU, std::nullopt, ProcKind::IO,
      std::nullopt, ProcKind::PROC, ProcKind::OMP, ProcKind::PY};
  auto known = log.processors.find(processor);
  if (known == log.processors.end() || known->second.kind >= std::size(kinds))
    return std::nullopt;
  return kinds[known->second.kind];
}

void RunLaunches::addVariant(TaskKind &task, const SpyOperation &operation) {
  if (!operation.processor)
    return;
  std::optional<ProcKind> kind = getProgramKind(log, *operation.processor);
  auto hasKind = [&](const Variant &v) { return v.kind == kind; };
  if (!kind || llvm::any_of(task.variants, hasKind))
    return;
  Variant variant;
  variant.kind = *kind;
  if (operation.variant)
    if (const SpyVariant *known =
            log.findVariant(operation.task, *operation.variant))
      variant.isInner = known->isInner;
  task.variants.push_back(variant);
}

/// Task kinds are told apart by name and number of arguments: a run may have
/// several ids with one name.
unsigned RunLaunches::getTask(const SpyOperation &operation) {
  std::string name = log.getTaskName(operation.task);
  size_t numArguments = operation.requirements.size();
  auto [known, isNew] =
      tasks.try_emplace({name, numArguments}, program.tasks.size());
  if (isNew) {
    TaskKind task;
    // Only the first one has the plain name.
    auto hasName = [&](const TaskKind &t) { return t.name == name; };
    task.name = llvm::any_of(program.tasks, hasName)
                    ? name + " (" + std::to_string(numArguments) + " arguments)"
                    : name;
    task.arguments.resize(numArguments);
    program.tasks.push_back(std::move(task));
  }
  TaskKind &task = program.tasks[known->second];
  addVariant(task, operation);
  for (uint64_t point : operation.points)
    addVariant(task, *log.findOperation(point));
  return known->second;
}

void RunLaunches::finishTasks() {
  for (TaskKind &task : program.tasks) {
    if (task.variants.empty())
      task.variants.emplace_back().kind = ProcKind::CPU;
    llvm::sort(task.variants, [](const Variant &a, const Variant &b) {
      return a.kind < b.kind;
    });
  }
}

//===----------------------------------------------------------------------===//
// Domains
//===----------------------------------------------------------------------===//

Expected<Domain> RunLaunches::makeDomain(const SpyOperation &operation) const {
  Domain domain;
  if (operation.launchRects.empty())
    return log.error(operation.line, "the log does not show the domain of this "
                                     "launch");
  domain.rank = operation.launchRects.front().rank();
  for (const Rect &rect : operation.launchRects)
    if (!rect.empty())
      domain.rects.push_back(rect);
  std::optional<uint64_t> volume = domain.volume();
  if (volume != operation.points.size())
    return log.error(operation.line,
                     "a launch of " +
                         (volume ? Twine(*volume) : Twine("too many")) +
                         " points, " + Twine(operation.points.size()) +
                         " of which are in the log");
  return domain;
}

//===----------------------------------------------------------------------===//
// Requirements
//===----------------------------------------------------------------------===//

static Privilege getPrivilege(uint32_t bits) {
  constexpr uint32_t read = 1, write = 2, reduce = 4, discard = 0x10000000;
  switch (bits & (read | write | reduce)) {
  case 0:
    return Privilege::None;
  case read:
    return Privilege::Read;
  case reduce:
    return Privilege::Reduce;
  default:
    return (bits & discard) || !(bits & read) ? Privilege::Write
                                              : Privilege::ReadWrite;
  }
}

/// Legion's own operators come in kinds of 15 types each; those of programs
/// have a number only.
static std::string getReduction(unsigned redop) {
  constexpr unsigned firstOfLegion = (1 << 20) + 1, typesOfAKind = 15;
  static constexpr StringRef kinds[] = {"+",   "-",  "*",   "/",  "max",
                                        "min", "or", "and", "xor"};
  unsigned kind =
      redop < firstOfLegion ? UINT_MAX : (redop - firstOfLegion) / typesOfAKind;
  return kind < std::size(kinds) ? kinds[kind].str()
                                 : "op" + std::to_string(redop);
}

/// The requirements `index` of the tasks of an operation, with their points.
Expected<std::vector<RunLaunches::PointTarget>>
RunLaunches::collectTargets(const SpyOperation &operation,
                            unsigned index) const {
  std::vector<PointTarget> targets;
  for (uint64_t id : operation.points) {
    const SpyOperation &point = *log.findOperation(id);
    auto requirement = point.requirements.find(index);
    if (requirement == point.requirements.end() ||
        requirement->second.target.isPartition)
      return log.error(point.line, "the log does not show the region of "
                                   "argument " +
                                       Twine(index) + " of this point");
    targets.push_back({point.point, requirement->second.target});
  }
  return targets;
}

/// One region for all tasks: a root region, or a piece of a partition.
Error RunLaunches::setRegion(Requirement &requirement, const SpyHandle &region,
                             unsigned line) {
  Expected<std::optional<PieceRef>> piece = data.getPiece(region, line);
  if (!piece)
    return piece.takeError();
  if (!*piece) {
    Expected<unsigned> root = data.getRegion(region, line);
    if (!root)
      return root.takeError();
    requirement.target = *root;
    return Error::success();
  }
  requirement.isPartition = true;
  requirement.target = (*piece)->partition;
  const Point &color = log.indexSpaces.at(region.index).color;
  for (unsigned d = 0; d < color.rank; ++d) {
    AffineResult constant;
    constant.constant = color.at[d];
    requirement.projection.push_back(constant);
  }
  return Error::success();
}

/// Pieces of one partition, each point its own.
Error RunLaunches::setPieces(Requirement &requirement,
                             llvm::ArrayRef<PointTarget> targets,
                             const SpyOperation &operation, unsigned index) {
  std::vector<std::pair<Point, Point>> colors;
  std::optional<uint64_t> partition;
  for (const auto &[point, region] : targets) {
    auto space = log.indexSpaces.find(region.index);
    bool isPiece = space != log.indexSpaces.end() && space->second.partition;
    if (!isPiece || (partition && *partition != *space->second.partition))
      return log.error(operation.line,
                       "argument " + Twine(index) + " of '" +
                           log.getTaskName(operation.task) +
                           "' is not of one partition at all points: such "
                           "launches cannot be imported");
    partition = space->second.partition;
    colors.push_back({point, space->second.color});
  }
  SpyHandle handle = targets.front().second;
  handle.isPartition = true;
  handle.index = *partition;
  Expected<unsigned> target = data.getPartition(handle, operation.line);
  if (!target)
    return target.takeError();
  requirement.isPartition = true;
  requirement.target = *target;
  std::optional<Projection> projection =
      fitProjection(colors, program.partitions[*target].colors);
  if (!projection)
    return log.error(operation.line,
                     "the pieces of argument " + Twine(index) + " of '" +
                         log.getTaskName(operation.task) +
                         "' are no affine function of the point: such launches "
                         "cannot be imported");
  requirement.projection = std::move(*projection);
  return Error::success();
}

Expected<Requirement>
RunLaunches::makeRequirement(const SpyOperation &operation, unsigned index) {
  const SpyRequirement &from = operation.requirements.at(index);
  Requirement requirement;
  requirement.privilege = getPrivilege(from.privilege);
  if (requirement.privilege == Privilege::Reduce)
    requirement.reduction = getReduction(from.redop);
  Expected<std::vector<unsigned>> fields =
      data.getFields(from.target, from.fields, from.line);
  if (!fields)
    return fields.takeError();
  requirement.fields = std::move(*fields);
  SpyHandle parent = from.target;
  parent.isPartition = false;
  parent.index = from.parent;
  Expected<std::optional<PieceRef>> piece = data.getPiece(parent, from.line);
  if (!piece)
    return piece.takeError();
  requirement.parent = *piece;

  Expected<std::vector<PointTarget>> targets = collectTargets(operation, index);
  if (!targets)
    return targets.takeError();
  auto isFirst = [&](const PointTarget &target) {
    return target.second == targets->front().second;
  };
  bool isOne = targets->size() != 1 && llvm::all_of(*targets, isFirst);
  Error error = targets->empty()
                    ? setRegion(requirement, from.target, from.line)
                : isOne || !from.target.isPartition
                    ? setRegion(requirement, targets->front().second, from.line)
                    : setPieces(requirement, *targets, operation, index);
  if (error)
    return std::move(error);
  return requirement;
}

//===----------------------------------------------------------------------===//
// Launches
//===----------------------------------------------------------------------===//

Expected<LaunchStatement> RunLaunches::make(const SpyOperation &operation) {
  LaunchStatement launch;
  launch.isMustEpoch = operation.isMustEpoch;
  if (operation.kind == SpyOperationKind::IndexTask) {
    Expected<Domain> domain = makeDomain(operation);
    if (!domain)
      return domain.takeError();
    launch.domain = std::move(*domain);
  }
  for (auto [expected, entry] : llvm::enumerate(operation.requirements)) {
    if (entry.first != expected)
      return log.error(operation.line, "the log lacks requirement " +
                                           Twine(expected) +
                                           " of this operation");
    Expected<Requirement> requirement = makeRequirement(operation, entry.first);
    if (!requirement)
      return requirement.takeError();
    launch.requirements.push_back(std::move(*requirement));
  }
  launch.task = getTask(operation);
  return launch;
}

//===----------------------------------------------------------------------===//
// Keys
//===----------------------------------------------------------------------===//

static std::string join(llvm::ArrayRef<int64_t> numbers) {
  return llvm::join(
      llvm::map_range(numbers, [](int64_t n) { return std::to_string(n); }),
      ",");
}

static std::string makeKey(const Requirement &requirement) {
  std::string key = requirement.isPartition ? "p" : "r";
  key += std::to_string(requirement.target);
  for (const AffineResult &result : requirement.projection)
    key += "[" + std::to_string(result.constant) + ";" + join(result.point) +
           ";" + std::to_string(result.modulus) + "]";
  key += " " + std::to_string(static_cast<unsigned>(requirement.privilege)) +
         requirement.reduction + " ";
  for (unsigned field : requirement.fields)
    key += std::to_string(field) + ",";
  if (requirement.parent)
    key += " of " + std::to_string(requirement.parent->partition) + "." +
           std::to_string(requirement.parent->color);
  return key;
}

std::string RunLaunches::makeKey(const LaunchStatement &launch) {
  std::string key = "launch " + std::to_string(launch.task);
  if (launch.isMustEpoch)
    key += " must epoch";
  if (launch.domain)
    for (const Rect &rect : launch.domain->rects)
      key += " " + join(llvm::ArrayRef(rect.lo.at).take_front(rect.rank())) +
             ".." + join(llvm::ArrayRef(rect.hi.at).take_front(rect.rank()));
  for (const Requirement &requirement : launch.requirements)
    key += " (" + ::makeKey(requirement) + ")";
  return key;
}
