//===- LogBlocks.h - The blocks of a wrapper log ----------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_PROGRAM_LOGBLOCKS_H
#define MAPWRIGHT_LIB_PROGRAM_LOGBLOCKS_H

#include "LogMachine.h"
#include "LogValues.h"

#include "mapwright/Program/WrapperLog.h"

namespace mapwright {

/// What the wrapper prints.
enum class BlockKind {
  Memories,
  Processors,
  Sharding,    ///< SELECT_SHARDING_FUNCTOR
  Slicing,     ///< SLICE_TASK
  Mapping,     ///< MAP_TASK
  Replication, ///< MAP_REPLICATE_TASK
  Options,     ///< SELECT_TASK_OPTIONS, a block without further lines
  Sources,     ///< SELECT_..._SOURCES, passed over
  Other,       ///< passed over: copies, inline mappings, blocks not known
};

/// How far a MAP_TASK block has come: the line read last.
enum class MappingStage { Start, Targets, Instances, Pools };

/// A block some of whose lines may still come.
struct OpenBlock {
  BlockKind kind = BlockKind::Other;
  unsigned rank = 0;
  unsigned line = 0;
  /// Of the entry in the run that the block fills.
  size_t index = 0;
  /// Numbered lines so far: shards, replicants.
  unsigned count = 0;
  MappingStage stage = MappingStage::Start;
  LoggedBlock<LoggedMemory> memories;
  LoggedBlock<LoggedProcessor> processors;
};

/// Puts mapper lines together to blocks and enters them into a run.
class LogBlocks {
public:
  LogBlocks(const LogLines &lines, LogMachine &machine, LoggedRun &run)
      : lines(lines), machine(machine), run(run) {}

  llvm::Error read(const MapperLine &line);
  /// Closes all blocks; to be called after the last line.
  llvm::Error finish();

  /// Checks that all processors and memories that were named exist and that
  /// each rank with a block printed its machine.
  llvm::Error checkReferences(unsigned numNodes) const;

  /// Shards (or replicants) of the block that shows most of them.
  unsigned getNumShards() const { return numShards; }

private:
  /// The lines of one thread of one rank.
  struct Stream {
    /// One block, or the latest ones where thread ids are blanked.
    std::vector<OpenBlock> open;
    /// Whether the last line that is not indented was not the wrapper's.
    bool afterForeignText = false;
  };

  llvm::Error start(Stream &stream, const MapperLine &line);
  llvm::Expected<std::optional<OpenBlock>> parseHeader(const MapperLine &line);
  llvm::Expected<OpenBlock> parseOperationHeader(BlockKind kind,
                                                 const MapperLine &line,
                                                 llvm::StringRef rest);
  llvm::Error readOptions(const MapperLine &line,
                          const OperationName &operation);
  size_t enterReplication(const MapperLine &line,
                          const OperationName &operation);
  llvm::Error close(OpenBlock &block);

  // These return false if the line does not go with the block.
  llvm::Expected<bool> readBody(OpenBlock &block, const MapperLine &line);
  llvm::Expected<bool> readMemory(OpenBlock &block, const MapperLine &line);
  llvm::Expected<bool> readProcessor(OpenBlock &block, const MapperLine &line);
  llvm::Expected<bool> readShard(OpenBlock &block, const MapperLine &line);
  llvm::Expected<bool> readSlice(OpenBlock &block, const MapperLine &line);
  llvm::Expected<bool> readMapping(OpenBlock &block, const MapperLine &line);
  llvm::Expected<bool> readReplication(OpenBlock &block,
                                       const MapperLine &line);
  llvm::Expected<bool> readTargets(OpenBlock &block, const MapperLine &line,
                                   llvm::StringRef ids);
  llvm::Expected<bool> readRequirement(OpenBlock &block,
                                       const MapperLine &line);
  llvm::Expected<bool> readInstance(OpenBlock &block, const MapperLine &line);

  llvm::Error unexpected(const Stream &stream, const MapperLine &line) const;
  llvm::Error keepPoints(size_t count, const MapperLine &line);

  const LogLines &lines;
  LogMachine &machine;
  LoggedRun &run;
  std::map<std::pair<unsigned, uint64_t>, Stream> streams;
  std::map<std::pair<unsigned, uint64_t>, size_t> replications;
  /// The first line that names each processor, memory and rank.
  std::map<uint64_t, unsigned> usedProcessors;
  std::map<uint64_t, unsigned> usedMemories;
  std::map<unsigned, unsigned> usedRanks;
  uint64_t numPoints = 0;
  unsigned numShards = 0;
  /// The block of the last line if that is one of a sharding: line and shards.
  std::optional<std::pair<unsigned, unsigned>> lastSharding;
};

} // namespace mapwright

#endif // MAPWRIGHT_LIB_PROGRAM_LOGBLOCKS_H
