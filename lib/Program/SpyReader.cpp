//===- SpyReader.cpp - Reads the statements of Legion Spy -----------------===//
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
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// Statements
//===----------------------------------------------------------------------===//

/// The statements that are read, sorted by name. `OTHER Operation` stands for
/// all operations without a row of their own.
llvm::ArrayRef<SpyReader::Form> SpyReader::getForms() {
  using R = SpyReader;
  static const Form forms[] = {
      {"Empty Index Space", "ID", &R::readEmptyIndexSpace},
      {"Fence Operation", "CONTEXT ID 0|1", &R::readFence},
      {"Field Creation", "SPACE ID BYTES", &R::readField},
      {"Field Name", "SPACE ID NAME", &R::readFieldName},
      {"Field Space", "ID", &R::readFieldSpace},
      {"Field Space Name", "ID NAME", &R::readFieldSpaceName},
      {"Future Creation", "CREATOR ID", &R::readFutureCreation},
      {"Future Usage", "USER ID", &R::readFutureUse},
      {"Index Launch Rect", "OPERATION RANK LO HI...", &R::readLaunchRect},
      {"Index Partition", "PARENT ID DISJOINT COMPLETE COLOR",
       &R::readIndexPartition},
      {"Index Partition Name", "ID NAME", &R::readIndexPartitionName},
      {"Index Point", "LAUNCH ID RANK COORDINATE...", &R::readPoint},
      {"Index Slice", "LAUNCH SLICE", &R::readSlice},
      {"Index Space", "ID", &R::readIndexSpace},
      {"Index Space Name", "ID NAME", &R::readIndexSpaceName},
      {"Index Space Point", "ID RANK COORDINATE...", &R::readIndexSpacePoint},
      {"Index Space Rect", "ID RANK LO HI...", &R::readIndexSpaceRect},
      {"Index Subspace", "PARTITION ID OWNER RANK COLOR...",
       &R::readIndexSubspace},
      {"Index Task", "CONTEXT TASK ID NAME", &R::readIndexTask},
      {"Individual Task", "CONTEXT TASK ID NAME", &R::readTask},
      {"Instance Ordering Constraint Dimension", "INSTANCE DIMENSION",
       &R::readInstanceDimension},
      {"Instance Specialized Constraint", "INSTANCE KIND",
       &R::readSpecialization},
      {"Internal Operation Creator", "ID CREATOR", &R::readInternalCreator},
      {"Logical Partition Name", "PARTITION FIELDS TREE NAME",
       &R::readPartitionName},
      {"Logical Region Name", "SPACE FIELDS TREE NAME", &R::readRegionName},
      {"Logical Requirement",
       "OPERATION INDEX 0|1 TARGET FIELDS TREE PRIVILEGE COHERENCE REDUCTION "
       "PARENT",
       &R::readRequirement},
      {"Logical Requirement Field", "OPERATION INDEX FIELD",
       &R::readRequirementField},
      {"Logical Requirement Projection", "OPERATION INDEX PROJECTION",
       &R::readProjection},
      {"Mapping Decision", "OPERATION INDEX FIELD INSTANCE",
       &R::readMappingDecision},
      {"Memory", "ID BYTES KIND", &R::readMemory},
      {"Operation Index", "CONTEXT POSITION ID", &R::readOperationIndex},
      {"Physical Instance", "INSTANCE ID MEMORY REDUCTION", &R::readInstance},
      {"Physical Instance Creator", "INSTANCE OPERATION",
       &R::readInstanceCreator},
      {"Physical Instance Field", "INSTANCE FIELD", &R::readInstanceField},
      {"Point Point", "ID ID", &R::readPointPoint},
      {"Processor", "ID KIND", &R::readProcessor},
      {"Processor Memory", "PROCESSOR MEMORY BANDWIDTH LATENCY",
       &R::readAffinity},
      {"Region", "SPACE FIELDS TREE", &R::readRegion},
      {"Replicate Shard", "REPLICATION SHARD TASK", &R::readShard},
      {"Replicate Task", "TASK REPLICATION", &R::readReplication},
      {"Slice Point", "SLICE ID RANK COORDINATE...", &R::readPoint},
      {"Slice Slice", "SLICE SLICE", &R::readSlice},
      {"Task ID Name", "ID NAME", &R::readTaskName},
      {"Task Processor", "TASK PROCESSOR", &R::readTaskProcessor},
      {"Task Variant", "TASK ID INNER LEAF IDEMPOTENT NAME",
       &R::readTaskVariant},
      {"Timing Operation", "CONTEXT ID", &R::readTiming},
      {"Top Task", "TASK CONTEXT ID NAME", &R::readTopTask},
      {"Variant Decision", "TASK VARIANT", &R::readVariantDecision},
  };
  return forms;
}

const SpyReader::Form *SpyReader::findForm(StringRef name) {
  static const Form other = {"OTHER Operation", "CONTEXT ID",
                             &SpyReader::readOtherOperation};
  llvm::ArrayRef<Form> forms = getForms();
  const Form *form = llvm::lower_bound(
      forms, name, [](const Form &f, StringRef n) { return f.name < n; });
  if (form != forms.end() && form->name == name)
    return form;
  // A replayed operation is no new one.
  if (name.ends_with(" Operation") && name != "Replay Operation")
    return &other;
  return nullptr;
}

Error SpyReader::read(const MapperLine &mapperLine) {
  line = mapperLine.line;
  if (!lines.hasEnded())
    return log.error(line, "the log ends in the middle of this line");
  StringRef rest = mapperLine.text;
  name = takeStatementName(rest);
  const Form *form = findForm(name);
  if (!form)
    return Error::success();
  SpyArguments args(rest);
  Expected<bool> isRead = (this->*form->handler)(args);
  if (!isRead)
    return isRead.takeError();
  if (*isRead)
    return Error::success();
  return lines.damaged(mapperLine, "'" + name + " " + form->arguments + "'");
}

//===----------------------------------------------------------------------===//
// Points
//===----------------------------------------------------------------------===//

std::optional<uint64_t> SpyReader::findLaunch(uint64_t slice) const {
  // A slice has no more ancestors than there are slices.
  for (size_t steps = 0; steps <= sliceParents.size(); ++steps) {
    auto parent = sliceParents.find(slice);
    if (parent == sliceParents.end())
      return slice;
    slice = parent->second;
  }
  return std::nullopt;
}

/// The shards of a replicated task each print all launches, and their own
/// points: those of the others are added to the first one's.
Error SpyReader::joinShards() {
  std::map<uint64_t, std::vector<uint64_t>> orders = log.collectProgramOrders();
  for (const auto &[task, contexts] : log.shards) {
    std::map<uint64_t, uint64_t> canonical; // by position
    for (auto [shard, context] : llvm::enumerate(contexts)) {
      for (uint64_t id : orders[context]) {
        SpyOperation &operation = log.operations[id];
        auto [first, isNew] = canonical.try_emplace(*operation.position, id);
        if (isNew) {
          operation.context = task;
          continue;
        }
        SpyOperation &known = log.operations[first->second];
        if (known.kind != operation.kind || known.task != operation.task)
          return log.error(
              operation.line,
              "shard " + llvm::Twine(shard) +
                  " launches something else than shard 0 in line " +
                  llvm::Twine(known.line));
        sliceParents[id] = first->second;
        operation.position.reset();
      }
    }
  }
  return Error::success();
}

Error SpyReader::placePoints() {
  for (auto &[id, operation] : log.operations) {
    if (operation.kind != SpyOperationKind::PointTask)
      continue;
    std::optional<uint64_t> launch = findLaunch(sliceParents[id]);
    auto parent = launch ? log.operations.find(*launch) : log.operations.end();
    if (parent == log.operations.end())
      return log.error(operation.line, "a point of a launch that the log does "
                                       "not describe");
    operation.launch = parent->first;
    // Partitioning operations, copies and fills have points too.
    if (parent->second.kind != SpyOperationKind::IndexTask) {
      operation.kind = SpyOperationKind::Other;
      operation.what = parent->second.what;
      continue;
    }
    operation.task = parent->second.task;
    parent->second.points.push_back(id);
  }
  for (auto &[id, operation] : log.operations)
    llvm::sort(operation.points, [&](uint64_t a, uint64_t b) {
      const Point &first = log.operations[a].point;
      const Point &second = log.operations[b].point;
      return first < second || (!(second < first) && a < b);
    });
  return Error::success();
}

Error SpyReader::finish() {
  // What moved to another process goes on under a new id there.
  for (auto [after, before] : movedPoints) {
    auto from = log.operations.find(before);
    auto to = log.operations.find(after);
    if (from == log.operations.end() || to == log.operations.end() ||
        from->second.kind != SpyOperationKind::PointTask)
      continue;
    to->second.kind = SpyOperationKind::PointTask;
    to->second.point = from->second.point;
    to->second.line = from->second.line;
    sliceParents[after] = sliceParents[before];
    log.operations.erase(from);
  }
  if (Error error = joinShards())
    return error;
  return placePoints();
}
