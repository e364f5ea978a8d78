//===- WrapperLog.h - Legion mapper-wrapper logs ----------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Reads what Legion's mapper logging wrapper printed (`-level mapper=2`) into
// plain structs. Source: logs of real runs; the traps are handled as follows.
// Lines are demultiplexed by rank and thread before blocks are put together
// (by the shape of the lines where thread ids are blanked to 0); the rank is
// the one of the prefix, never that of the text; nodes whose rank printed
// nothing are assumed to be like node 0 (or the first one that did print).
// Realm cuts a line at 4095 bytes: a cut requirement or instance is read as far
// as it goes, a cut list of points, slices or processors is an error.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_PROGRAM_WRAPPERLOG_H
#define MAPWRIGHT_PROGRAM_WRAPPERLOG_H

#include "mapwright/Program/Launch.h"

namespace mapwright {

/// One point (or single) task on one shard: a line of SELECT_SHARDING_FUNCTOR.
struct LoggedShard {
  Point point;
  unsigned shard;
};

/// SELECT_SHARDING_FUNCTOR: what one rank evaluated for one launch.
struct LoggedSharding {
  std::string task;
  unsigned rank = 0;      ///< the rank that printed it
  unsigned line = 0;      ///< 1-based line of the block's first line
  uint64_t operation = 0; ///< the number in `task<12>`, unique per rank
  std::vector<LoggedShard> points;
};

/// One slice: a (possibly sparse) part of a launch and its processor.
struct LoggedSlice {
  Domain domain;
  uint64_t processor = 0;
};

/// SLICE_TASK.
struct LoggedSlicing {
  std::string task;
  unsigned rank = 0;
  unsigned line = 0;
  /// That of the sharding, except in traces: see LoggedLaunches::ofSlicing.
  uint64_t operation = 0;
  std::vector<LoggedSlice> slices;
};

/// What an instance line of CHOSEN INSTANCES shows.
struct LoggedInstance {
  bool isVirtual = false;
  bool isReduction = false;
  uint64_t memory = 0;
  bool aos = false; ///< without meaning while `order` is empty
  /// Dimension letters, slowest first ("YX"); empty when the layout cannot be
  /// seen: virtual, `other` (more than 3 dimensions), or a line Realm cut.
  std::string order;
  unsigned line = 0;
};

/// A region requirement and the instances chosen for it.
struct LoggedRequirement {
  unsigned index = 0;
  std::string privilege; ///< "READ_ONLY", "REDUCE", "NO_ACCESS", ...
  /// The handle as printed, "(1,(40,4),1)": region tree, index space and its
  /// tree, field space.
  std::string region;
  /// Names in the order of STM2; none in a wrapper log, which has no names.
  std::vector<std::string> names;
  std::vector<std::string> fields;
  bool fieldsCut = false; ///< Realm cut the line: `fields` is not complete
  bool emptyDomain = false;
  std::vector<LoggedInstance> instances;
  unsigned line = 0;
};

/// MAP_TASK.
struct LoggedMapping {
  std::string task;
  unsigned rank = 0;
  unsigned line = 0;
  uint64_t operation = 0;
  std::optional<Point> point; ///< none for a single task
  std::vector<uint64_t> targets;
  std::vector<LoggedRequirement> requirements;
  /// Whether `targets` are all that the mapper allowed; else the one the task
  /// was started on.
  bool hasAllTargets = true;
};

/// MAP_REPLICATE_TASK and `replicate=true`, one entry for both; without the
/// former (a single node) no targets.
struct LoggedReplication {
  std::string task;
  unsigned line = 0;
  std::vector<uint64_t> targets;
};

/// The launches of a run and, for each of its blocks, the launch it belongs to
/// as an index into `launches`.
struct LoggedLaunches {
  std::vector<Launch> launches;
  std::vector<size_t> ofSharding;
  std::vector<size_t> ofSlicing;
  /// For a point, the launch sliced last on that rank (else sharded last) that
  /// has the point; none if the log shows no such launch.
  std::vector<std::optional<size_t>> ofMapping;
};

/// A whole run, blocks in the order of their first lines.
struct LoggedRun {
  Machine machine;
  /// Ranks that printed their memories and processors; for all others the
  /// machine repeats node 0.
  std::vector<unsigned> loggedRanks;
  std::vector<LoggedSharding> shardings;
  std::vector<LoggedSlicing> slicings;
  std::vector<LoggedMapping> mappings;
  std::vector<LoggedReplication> replications;

  /// The place of the processor with the runtime id `id`; none if no node has
  /// it among the kinds of the language.
  std::optional<Place> findProcessor(uint64_t id) const;
  /// The memory with the runtime id `id`; null if none has it among the kinds
  /// of the language.
  const Memory *findMemory(uint64_t id) const;

  /// The launches of the run in the order in which they first appear, one for
  /// each distinct (task, domain or single): index launches with the union of
  /// their sharding lines, else of their slices, as domain. Points that do not
  /// fill their bounding box become runs of points in row-major order. Task
  /// kinds and parents are not in a log: both are left unset.
  LoggedLaunches indexLaunches() const;
  std::vector<Launch> collectLaunches() const {
    return indexLaunches().launches;
  }
};

/// Limits of the reader; a log past them is an error, not a hang.
constexpr uint64_t maxLogBytes = 4ull << 30;
constexpr size_t maxLogLineBytes = 1 << 24;
constexpr uint64_t maxLogPoints = 1ull << 24; ///< points and rectangles kept
constexpr unsigned maxLogNodes = 1u << 16;    ///< Realm's ids have 16 bits

/// Reads a wrapper log. Foreign lines (other log categories, program output)
/// are passed over; a line of the category `mapper` that is cut off or damaged,
/// or a block without its rank's machine, is an error `NAME:LINE: what`.
llvm::Expected<LoggedRun> readWrapperLog(llvm::StringRef text,
                                         llvm::StringRef name);

} // namespace mapwright

#endif // MAPWRIGHT_PROGRAM_WRAPPERLOG_H
