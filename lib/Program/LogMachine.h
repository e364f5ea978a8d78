//===- LogMachine.h - The machine a log describes ---------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_PROGRAM_LOGMACHINE_H
#define MAPWRIGHT_LIB_PROGRAM_LOGMACHINE_H

#include "LogLines.h"

#include "mapwright/Machine/Machine.h"

#include "llvm/ADT/SmallVector.h"

#include <map>

namespace mapwright {

/// `ID (KIND): N bytes`. Kinds are Realm's names.
struct LoggedMemory {
  uint64_t id = 0;
  llvm::StringRef kind;
  uint64_t bytes = 0;

  bool operator==(const LoggedMemory &other) const;
};

/// `ID (KIND) can see ID(bw=N)...`.
struct LoggedProcessor {
  uint64_t id = 0;
  llvm::StringRef kind;
  llvm::SmallVector<std::pair<uint64_t, uint64_t>, 4> bandwidths;

  bool operator==(const LoggedProcessor &other) const;
};

/// The block `Memories on rank N:` or `Processors on rank N:`.
template <typename Entry>
struct LoggedBlock {
  unsigned rank = 0;
  unsigned line = 0;
  std::vector<Entry> entries;
};

/// Parse the body of a line of these blocks.
std::optional<LoggedMemory> parseMemoryLine(llvm::StringRef text);
std::optional<LoggedProcessor> parseProcessorLine(llvm::StringRef text);

/// Gathers what all ranks say of their memories and processors.
class LogMachine {
public:
  explicit LogMachine(const LogLines &lines) : lines(lines) {}

  /// Add a block when its last line has been read. Every mapper of a rank
  /// prints them: repeats are fine, contradictions an error.
  llvm::Error add(LoggedBlock<LoggedMemory> block);
  llvm::Error add(LoggedBlock<LoggedProcessor> block);

  /// Checks that each rank that printed one block printed both and that
  /// processors see memories that exist. To be called after the last add.
  llvm::Error finish() const;

  bool hasRank(unsigned rank) const { return memories.count(rank); }
  /// The ranks that printed, in order; none if there is no machine.
  std::vector<unsigned> getRanks() const;
  /// The machine of `numNodes` nodes; needs a rank and a successful finish().
  llvm::Expected<Machine> build(unsigned numNodes) const;

  /// Whether a node has this processor or memory, of whatever kind.
  bool hasProcessor(uint64_t id, unsigned numNodes) const;
  bool hasMemory(uint64_t id, unsigned numNodes) const;

private:
  unsigned getRankLike(unsigned rank) const;
  llvm::Error checkAffinities(const LoggedBlock<LoggedProcessor> &block) const;

  const LogLines &lines;
  std::map<unsigned, LoggedBlock<LoggedMemory>> memories;
  std::map<unsigned, LoggedBlock<LoggedProcessor>> processors;
};

} // namespace mapwright

#endif // MAPWRIGHT_LIB_PROGRAM_LOGMACHINE_H
