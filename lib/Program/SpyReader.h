//===- SpyReader.h - Reads the statements of Legion Spy ---------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_PROGRAM_SPYREADER_H
#define MAPWRIGHT_LIB_PROGRAM_SPYREADER_H

#include "LogLines.h"
#include "SpyStatement.h"

#include "mapwright/Program/SpyLog.h"

namespace mapwright {

/// Enters statements into a log. Handlers return false if the arguments are not
/// of the statement's form, and fail if they contradict what came before.
class SpyReader {
public:
  SpyReader(LogLines &lines, SpyLog &log) : lines(lines), log(log) {}

  llvm::Error read(const MapperLine &line);
  /// Finds the launch of each point; to be called after the last line.
  llvm::Error finish();

private:
  using Handler = llvm::Expected<bool> (SpyReader::*)(SpyArguments &);
  struct Form {
    llvm::StringRef name;
    llvm::StringRef arguments; ///< for messages
    Handler handler;
  };
  static llvm::ArrayRef<Form> getForms();
  static const Form *findForm(llvm::StringRef name);

  // The machine.
  llvm::Expected<bool> readProcessor(SpyArguments &args);
  llvm::Expected<bool> readMemory(SpyArguments &args);
  llvm::Expected<bool> readAffinity(SpyArguments &args);

  // Names and shapes.
  llvm::Expected<bool> readTaskName(SpyArguments &args);
  llvm::Expected<bool> readTaskVariant(SpyArguments &args);
  llvm::Expected<bool> readIndexSpace(SpyArguments &args);
  llvm::Expected<bool> readIndexSpaceName(SpyArguments &args);
  llvm::Expected<bool> readEmptyIndexSpace(SpyArguments &args);
  llvm::Expected<bool> readIndexSpacePoint(SpyArguments &args);
  llvm::Expected<bool> readIndexSpaceRect(SpyArguments &args);
  llvm::Expected<bool> readIndexPartition(SpyArguments &args);
  llvm::Expected<bool> readIndexPartitionName(SpyArguments &args);
  llvm::Expected<bool> readIndexSubspace(SpyArguments &args);
  llvm::Expected<bool> readFieldSpace(SpyArguments &args);
  llvm::Expected<bool> readFieldSpaceName(SpyArguments &args);
  llvm::Expected<bool> readField(SpyArguments &args);
  llvm::Expected<bool> readFieldName(SpyArguments &args);
  llvm::Expected<bool> readRegion(SpyArguments &args);
  llvm::Expected<bool> readRegionName(SpyArguments &args);
  llvm::Expected<bool> readPartitionName(SpyArguments &args);
  llvm::Expected<bool> readHandleName(SpyArguments &args, bool isPartition);
  llvm::Expected<bool> addRect(uint64_t space, const Rect &rect);

  // Operations.
  llvm::Expected<bool> readTopTask(SpyArguments &args);
  llvm::Expected<bool> readTask(SpyArguments &args);
  llvm::Expected<bool> readIndexTask(SpyArguments &args);
  llvm::Expected<bool> readLaunch(SpyArguments &args, SpyOperationKind kind);
  llvm::Expected<bool> readFence(SpyArguments &args);
  llvm::Expected<bool> readTiming(SpyArguments &args);
  llvm::Expected<bool> readOtherOperation(SpyArguments &args);
  llvm::Expected<bool> readInternalCreator(SpyArguments &args);
  llvm::Expected<bool> readOperationIndex(SpyArguments &args);
  llvm::Expected<bool> readLaunchRect(SpyArguments &args);
  llvm::Expected<bool> readSlice(SpyArguments &args);
  llvm::Expected<bool> readPoint(SpyArguments &args);
  llvm::Expected<bool> readPointPoint(SpyArguments &args);
  llvm::Expected<bool> readReplication(SpyArguments &args);
  llvm::Expected<bool> readShard(SpyArguments &args);
  llvm::Expected<bool> readFutureCreation(SpyArguments &args);
  llvm::Expected<bool> readFutureUse(SpyArguments &args);

  // Requirements and mapping.
  llvm::Expected<bool> readRequirement(SpyArguments &args);
  llvm::Expected<bool> readRequirementField(SpyArguments &args);
  llvm::Expected<bool> readProjection(SpyArguments &args);
  llvm::Expected<bool> readInstance(SpyArguments &args);
  llvm::Expected<bool> readInstanceField(SpyArguments &args);
  llvm::Expected<bool> readInstanceCreator(SpyArguments &args);
  llvm::Expected<bool> readSpecialization(SpyArguments &args);
  llvm::Expected<bool> readInstanceDimension(SpyArguments &args);
  llvm::Expected<bool> readVariantDecision(SpyArguments &args);
  llvm::Expected<bool> readMappingDecision(SpyArguments &args);
  llvm::Expected<bool> readTaskProcessor(SpyArguments &args);

  SpyOperation &getOperation(uint64_t id);
  llvm::Error contradicts(const llvm::Twine &what, unsigned earlier) const;
  llvm::Error joinShards();
  llvm::Error placePoints();
  /// The index launch a slice or point comes from; none if the log lacks it.
  std::optional<uint64_t> findLaunch(uint64_t slice) const;

  LogLines &lines;
  SpyLog &log;
  unsigned line = 0;    ///< the one being read
  llvm::StringRef name; ///< of the statement being read
  uint64_t numRects = 0;
  std::unordered_map<uint64_t, uint64_t> sliceParents;
  /// The id a point had before it moved to another process.
  std::unordered_map<uint64_t, uint64_t> movedPoints;
  std::map<uint64_t, uint64_t> replicatedTasks; ///< by replication id
};

} // namespace mapwright

#endif // MAPWRIGHT_LIB_PROGRAM_SPYREADER_H
