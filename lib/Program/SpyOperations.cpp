//===- SpyOperations.cpp - Operations and mapping in Legion Spy -----------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SpyReader.h"

using namespace mapwright;
using llvm::Expected;

SpyOperation &SpyReader::getOperation(uint64_t id) {
  SpyOperation &operation = log.operations[id];
  operation.id = id;
  return operation;
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

Expected<bool> SpyReader::readTopTask(SpyArguments &args) {
  unsigned task;
  uint64_t context, id;
  if (!args.take(task) || !args.take(context) || !args.take(id))
    return false;
  if (log.topLevel && *log.topLevel != id)
    return log.error(line, "a second top-level task");
  log.topLevel = id;
  SpyOperation &operation = getOperation(id);
  operation.kind = SpyOperationKind::Task;
  operation.task = task;
  operation.context = context;
  operation.line = line;
  return true;
}

Expected<bool> SpyReader::readLaunch(SpyArguments &args,
                                     SpyOperationKind kind) {
  uint64_t context, id;
  unsigned task;
  if (!args.take(context) || !args.take(task) || !args.take(id))
    return false;
  std::string taskName = args.takeRest();
  SpyOperation &operation = getOperation(id);
  // The top-level task comes as both.
  if (operation.line != 0 && log.topLevel == id)
    return true;
  if (operation.line != 0)
    return contradicts("the task of operation " + llvm::Twine(id),
                       operation.line);
  operation.kind = kind;
  operation.context = context;
  operation.task = task;
  operation.line = line;
  log.tasks.try_emplace(task, std::move(taskName));
  return true;
}

Expected<bool> SpyReader::readTask(SpyArguments &args) {
  return readLaunch(args, SpyOperationKind::Task);
}

Expected<bool> SpyReader::readIndexTask(SpyArguments &args) {
  return readLaunch(args, SpyOperationKind::IndexTask);
}

Expected<bool> SpyReader::readOtherOperation(SpyArguments &args) {
  uint64_t context, id;
  if (!args.take(context) || !args.take(id))
    return false;
  SpyOperation &operation = getOperation(id);
  operation.context = context;
  operation.what = name.drop_back(llvm::StringRef(" Operation").size()).str();
  operation.isMustEpoch |= operation.what == "Must Epoch";
  if (operation.line == 0)
    operation.line = line;
  return true;
}

Expected<bool> SpyReader::readFence(SpyArguments &args) {
  uint64_t context, id;
  bool isExecution;
  if (!args.take(context) || !args.take(id) || !args.take(isExecution))
    return false;
  SpyOperation &operation = getOperation(id);
  operation.kind = SpyOperationKind::Fence;
  operation.what = "Fence";
  operation.context = context;
  operation.isExecutionFence = isExecution;
  operation.line = line;
  return true;
}

/// Comes after a fence of the same id.
Expected<bool> SpyReader::readTiming(SpyArguments &args) {
  uint64_t context, id;
  if (!args.take(context) || !args.take(id))
    return false;
  SpyOperation &operation = getOperation(id);
  operation.kind = SpyOperationKind::Timing;
  operation.context = context;
  operation.line = line;
  return true;
}

Expected<bool> SpyReader::readInternalCreator(SpyArguments &args) {
  uint64_t id, creator;
  if (!args.take(id) || !args.take(creator))
    return false;
  getOperation(id).creator = creator;
  return true;
}

Expected<bool> SpyReader::readOperationIndex(SpyArguments &args) {
  uint64_t context, position, id;
  if (!args.take(context) || !args.take(position) || !args.take(id))
    return false;
  SpyOperation &operation = getOperation(id);
  operation.position = position;
  if (operation.line == 0)
    operation.context = context;
  return true;
}

Expected<bool> SpyReader::readLaunchRect(SpyArguments &args) {
  uint64_t id;
  Rect rect;
  if (!args.take(id) || !args.takeRect(rect))
    return false;
  SpyOperation &operation = getOperation(id);
  if (!operation.launchRects.empty() &&
      operation.launchRects.front().rank() != rect.rank())
    return log.error(line, "rectangles of one launch with different numbers of "
                           "dimensions");
  operation.launchRects.push_back(rect);
  return true;
}

/// A slice of a launch or of another slice.
Expected<bool> SpyReader::readSlice(SpyArguments &args) {
  uint64_t parent, slice;
  if (!args.take(parent) || !args.take(slice))
    return false;
  sliceParents[slice] = parent;
  return true;
}

/// A point of a slice, or of a launch directly.
Expected<bool> SpyReader::readPoint(SpyArguments &args) {
  uint64_t parent, id;
  Point point;
  if (!args.take(parent) || !args.take(id) || !args.takePoint(point))
    return false;
  SpyOperation &operation = getOperation(id);
  if (operation.line != 0)
    return contradicts("the point of operation " + llvm::Twine(id),
                       operation.line);
  operation.kind = SpyOperationKind::PointTask;
  operation.point = point;
  operation.line = line;
  sliceParents[id] = parent;
  return true;
}

Expected<bool> SpyReader::readPointPoint(SpyArguments &args) {
  uint64_t before, after;
  if (!args.take(before) || !args.take(after))
    return false;
  movedPoints[after] = before;
  return true;
}

Expected<bool> SpyReader::readReplication(SpyArguments &args) {
  uint64_t task, replication;
  if (!args.take(task) || !args.take(replication))
    return false;
  replicatedTasks[replication] = task;
  return true;
}

Expected<bool> SpyReader::readShard(SpyArguments &args) {
  uint64_t replication, shard, context;
  if (!args.take(replication) || !args.take(shard) || !args.take(context))
    return false;
  auto task = replicatedTasks.find(replication);
  if (task == replicatedTasks.end())
    return log.error(line, "a shard of a task that no line before it "
                           "replicates");
  std::vector<uint64_t> &all = log.shards[task->second];
  if (shard >= maxLogNodes)
    return false;
  if (all.size() <= shard)
    all.resize(shard + 1);
  all[shard] = context;
  return true;
}

Expected<bool> SpyReader::readFutureCreation(SpyArguments &args) {
  uint64_t creator, future;
  if (!args.take(creator) || !args.take(future))
    return false;
  log.futureCreators[future] = creator;
  return true;
}

Expected<bool> SpyReader::readFutureUse(SpyArguments &args) {
  uint64_t user, future;
  if (!args.take(user) || !args.take(future))
    return false;
  getOperation(user).usedFutures.push_back(future);
  return true;
}

//===----------------------------------------------------------------------===//
// Requirements
//===----------------------------------------------------------------------===//

Expected<bool> SpyReader::readRequirement(SpyArguments &args) {
  uint64_t id;
  unsigned index, coherence;
  bool isRegion;
  SpyRequirement requirement;
  requirement.line = line;
  SpyHandle &target = requirement.target;
  if (!args.take(id) || !args.take(index) || !args.take(isRegion) ||
      !args.takeHex(target.index) || !args.take(target.fieldSpace) ||
      !args.take(target.tree) || !args.take(requirement.privilege) ||
      !args.take(coherence) || !args.take(requirement.redop) ||
      !args.takeHex(requirement.parent))
    return false;
  target.isPartition = !isRegion;
  auto [it, isNew] =
      getOperation(id).requirements.try_emplace(index, std::move(requirement));
  if (!isNew)
    return contradicts("requirement " + llvm::Twine(index) + " of operation " +
                           llvm::Twine(id),
                       it->second.line);
  return true;
}

Expected<bool> SpyReader::readRequirementField(SpyArguments &args) {
  uint64_t id;
  unsigned index, field;
  if (!args.take(id) || !args.take(index) || !args.take(field))
    return false;
  getOperation(id).requirements[index].fields.push_back(field);
  return true;
}

Expected<bool> SpyReader::readProjection(SpyArguments &args) {
  uint64_t id;
  unsigned index, projection;
  if (!args.take(id) || !args.take(index) || !args.take(projection))
    return false;
  getOperation(id).requirements[index].projection = projection;
  return true;
}

//===----------------------------------------------------------------------===//
// Instances and decisions
//===----------------------------------------------------------------------===//

Expected<bool> SpyReader::readInstance(SpyArguments &args) {
  uint64_t event, id, memory;
  unsigned redop;
  if (!args.takeHex(event) || !args.takeHex(id) || !args.takeHex(memory) ||
      !args.take(redop))
    return false;
  SpyInstance &instance = log.instances[event];
  instance.memory = memory;
  instance.redop = redop;
  instance.line = line;
  return true;
}

Expected<bool> SpyReader::readInstanceField(SpyArguments &args) {
  uint64_t event;
  unsigned field;
  if (!args.takeHex(event) || !args.take(field))
    return false;
  log.instances[event].fields.push_back(field);
  return true;
}

Expected<bool> SpyReader::readInstanceCreator(SpyArguments &args) {
  uint64_t event, creator;
  if (!args.takeHex(event) || !args.take(creator))
    return false;
  log.instances[event].creator = creator;
  return true;
}

Expected<bool> SpyReader::readSpecialization(SpyArguments &args) {
  constexpr unsigned virtualSpecialization = 5;
  uint64_t event;
  unsigned kind;
  if (!args.takeHex(event) || !args.take(kind))
    return false;
  log.instances[event].isVirtual = kind == virtualSpecialization;
  return true;
}

Expected<bool> SpyReader::readInstanceDimension(SpyArguments &args) {
  uint64_t event;
  unsigned dimension;
  if (!args.takeHex(event) || !args.take(dimension))
    return false;
  log.instances[event].order.push_back(dimension);
  return true;
}

Expected<bool> SpyReader::readVariantDecision(SpyArguments &args) {
  uint64_t id;
  unsigned variant;
  if (!args.take(id) || !args.take(variant))
    return false;
  getOperation(id).variant = variant;
  return true;
}

Expected<bool> SpyReader::readMappingDecision(SpyArguments &args) {
  uint64_t id, event;
  unsigned index, field;
  if (!args.take(id) || !args.take(index) || !args.take(field) ||
      !args.takeHex(event))
    return false;
  // No event: nothing was mapped, as for regions a task created itself.
  if (event == 0)
    return true;
  SpyOperation &operation = getOperation(id);
  operation.instances[index][field] = event;
  if (operation.mappingLine == 0)
    operation.mappingLine = line;
  return true;
}

Expected<bool> SpyReader::readTaskProcessor(SpyArguments &args) {
  uint64_t id, processor;
  if (!args.take(id) || !args.takeHex(processor))
    return false;
  if (!log.processors.count(processor))
    return log.error(line, "a processor that no line before it describes");
  getOperation(id).processor = processor;
  return true;
}
