//===- SpyData.cpp - Machine, names and shapes in Legion Spy --------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SpyReader.h"

#include "llvm/ADT/STLExtras.h"

using namespace mapwright;
using llvm::Error;
using llvm::Expected;

Error SpyReader::contradicts(const llvm::Twine &what, unsigned earlier) const {
  return log.error(line, what + " contradicts line " + llvm::Twine(earlier));
}

//===----------------------------------------------------------------------===//
// The machine
//===----------------------------------------------------------------------===//

Expected<bool> SpyReader::readProcessor(SpyArguments &args) {
  SpyProcessor processor;
  processor.line = line;
  if (!args.takeHex(processor.id) || !args.take(processor.kind))
    return false;
  auto [it, isNew] = log.processors.try_emplace(processor.id, processor);
  if (!isNew && it->second.kind != processor.kind)
    return contradicts("the kind of this processor", it->second.line);
  return true;
}

Expected<bool> SpyReader::readMemory(SpyArguments &args) {
  SpyMemory memory;
  memory.line = line;
  if (!args.takeHex(memory.id) || !args.take(memory.bytes) ||
      !args.take(memory.kind))
    return false;
  auto [it, isNew] = log.memories.try_emplace(memory.id, memory);
  if (!isNew &&
      (it->second.kind != memory.kind || it->second.bytes != memory.bytes))
    return contradicts("kind or size of this memory", it->second.line);
  return true;
}

Expected<bool> SpyReader::readAffinity(SpyArguments &args) {
  uint64_t processor, memory, bandwidth, latency;
  if (!args.takeHex(processor) || !args.takeHex(memory) ||
      !args.take(bandwidth) || !args.take(latency))
    return false;
  auto it = log.processors.find(processor);
  if (it == log.processors.end() || !log.memories.count(memory))
    return log.error(line, "an affinity of a processor or memory that no line "
                           "before it describes");
  std::vector<SpyAffinity> &all = it->second.affinities;
  // Each process prints what it sees.
  auto isSame = [&](const SpyAffinity &a) { return a.memory == memory; };
  if (llvm::none_of(all, isSame))
    all.push_back({memory, bandwidth});
  return true;
}

//===----------------------------------------------------------------------===//
// Tasks
//===----------------------------------------------------------------------===//

Expected<bool> SpyReader::readTaskName(SpyArguments &args) {
  unsigned task;
  if (!args.take(task))
    return false;
  log.tasks[task] = args.takeRest();
  return true;
}

Expected<bool> SpyReader::readTaskVariant(SpyArguments &args) {
  SpyVariant variant;
  bool isIdempotent;
  if (!args.take(variant.task) || !args.take(variant.variant) ||
      !args.take(variant.isInner) || !args.take(variant.isLeaf) ||
      !args.take(isIdempotent))
    return false;
  variant.name = args.takeRest();
  if (!log.findVariant(variant.task, variant.variant))
    log.variants.push_back(std::move(variant));
  return true;
}

//===----------------------------------------------------------------------===//
// Index spaces and partitions
//===----------------------------------------------------------------------===//

Expected<bool> SpyReader::readIndexSpace(SpyArguments &args) {
  uint64_t id;
  if (!args.takeHex(id))
    return false;
  log.indexSpaces[id].line = line;
  return true;
}

Expected<bool> SpyReader::readIndexSpaceName(SpyArguments &args) {
  uint64_t id;
  if (!args.takeHex(id))
    return false;
  log.indexSpaces[id].name = args.takeRest();
  return true;
}

Expected<bool> SpyReader::readEmptyIndexSpace(SpyArguments &args) {
  uint64_t id;
  if (!args.takeHex(id))
    return false;
  log.indexSpaces[id].isEmpty = true;
  return true;
}

Expected<bool> SpyReader::addRect(uint64_t space, const Rect &rect) {
  if (++numRects > maxLogPoints)
    return log.error(line, "more than " + llvm::Twine(maxLogPoints) +
                               " points and rectangles");
  SpyIndexSpace &known = log.indexSpaces[space];
  if (!known.rects) {
    known.rects.emplace(rect.rank());
    known.line = line;
  }
  if (known.rects->getRank() != rect.rank())
    return contradicts("the number of dimensions of this index space",
                       known.line);
  if (!rect.empty())
    known.rects->push_back(rect);
  return true;
}

Expected<bool> SpyReader::readIndexSpacePoint(SpyArguments &args) {
  uint64_t space;
  Point point;
  if (!args.takeHex(space) || !args.takePoint(point))
    return false;
  return addRect(space, {point, point});
}

Expected<bool> SpyReader::readIndexSpaceRect(SpyArguments &args) {
  uint64_t space;
  Rect rect;
  if (!args.takeHex(space) || !args.takeRect(rect))
    return false;
  return addRect(space, rect);
}

/// The runtime prints 0 for "not known yet", 1 for false and 2 for true.
static bool takeKnowledge(SpyArguments &args, std::optional<bool> &value) {
  unsigned number;
  if (!args.take(number) || number > 2)
    return false;
  if (number > 0)
    value = number == 2;
  return true;
}

Expected<bool> SpyReader::readIndexPartition(SpyArguments &args) {
  uint64_t id;
  SpyIndexPartition partition;
  int64_t color;
  if (!args.takeHex(partition.parent) || !args.takeHex(id) ||
      !takeKnowledge(args, partition.disjoint) ||
      !takeKnowledge(args, partition.complete) || !args.take(color))
    return false;
  SpyIndexPartition &known = log.indexPartitions[id];
  if (known.line != 0 && known.parent != partition.parent)
    return contradicts("the parent of this index partition", known.line);
  known.parent = partition.parent;
  known.line = line;
  if (partition.disjoint)
    known.disjoint = partition.disjoint;
  if (partition.complete)
    known.complete = partition.complete;
  return true;
}

Expected<bool> SpyReader::readIndexPartitionName(SpyArguments &args) {
  uint64_t id;
  if (!args.takeHex(id))
    return false;
  log.indexPartitions[id].name = args.takeRest();
  return true;
}

Expected<bool> SpyReader::readIndexSubspace(SpyArguments &args) {
  uint64_t partition, space, owner;
  Point color;
  if (!args.takeHex(partition) || !args.takeHex(space) || !args.take(owner) ||
      !args.takePoint(color))
    return false;
  SpyIndexSpace &known = log.indexSpaces[space];
  if (known.partition) {
    if (*known.partition != partition || !(known.color == color))
      return contradicts("the place of this index space", known.line);
    return true;
  }
  known.partition = partition;
  known.color = color;
  known.line = line;
  log.indexPartitions[partition].pieces.push_back(space);
  return true;
}

//===----------------------------------------------------------------------===//
// Fields and regions
//===----------------------------------------------------------------------===//

Expected<bool> SpyReader::readFieldSpace(SpyArguments &args) {
  unsigned id;
  if (!args.take(id))
    return false;
  log.fieldSpaces[id];
  return true;
}

Expected<bool> SpyReader::readFieldSpaceName(SpyArguments &args) {
  unsigned id;
  if (!args.take(id))
    return false;
  log.fieldSpaces[id].name = args.takeRest();
  return true;
}

Expected<bool> SpyReader::readField(SpyArguments &args) {
  unsigned space, field;
  uint64_t bytes;
  if (!args.take(space) || !args.take(field) || !args.take(bytes))
    return false;
  log.fieldSpaces[space].fields[field].bytes = bytes;
  return true;
}

Expected<bool> SpyReader::readFieldName(SpyArguments &args) {
  unsigned space, field;
  if (!args.take(space) || !args.take(field))
    return false;
  log.fieldSpaces[space].fields[field].name = args.takeRest();
  return true;
}

Expected<bool> SpyReader::readRegion(SpyArguments &args) {
  SpyHandle handle;
  if (!args.takeHex(handle.index) || !args.take(handle.fieldSpace) ||
      !args.take(handle.tree))
    return false;
  if (!llvm::is_contained(log.rootRegions, handle))
    log.rootRegions.push_back(handle);
  return true;
}

Expected<bool> SpyReader::readHandleName(SpyArguments &args, bool isPartition) {
  SpyHandle handle;
  handle.isPartition = isPartition;
  if (!args.takeHex(handle.index) || !args.take(handle.fieldSpace) ||
      !args.take(handle.tree))
    return false;
  log.handleNames[handle] = args.takeRest();
  return true;
}

Expected<bool> SpyReader::readRegionName(SpyArguments &args) {
  return readHandleName(args, /*isPartition=*/false);
}

Expected<bool> SpyReader::readPartitionName(SpyArguments &args) {
  return readHandleName(args, /*isPartition=*/true);
}
