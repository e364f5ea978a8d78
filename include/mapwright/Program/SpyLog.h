//===- SpyLog.h - Legion Spy logs -------------------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Reads what `-lg:spy` makes Legion print into plain structs: the machine, the
// shape of the data, what was launched and how it was mapped. Source: logs of
// real runs of Legion 25.06 and what its logger prints. The files of several
// processes can be read as one, one after the other.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_PROGRAM_SPYLOG_H
#define MAPWRIGHT_PROGRAM_SPYLOG_H

#include "mapwright/Program/Program.h"
#include "mapwright/Program/WrapperLog.h"

#include <map>
#include <unordered_map>

namespace mapwright {

struct SpyAffinity {
  uint64_t memory;
  uint64_t bandwidth; ///< nominal, as Realm gives it
};

/// Kinds of processors and memories are Realm's numbers.
struct SpyProcessor {
  uint64_t id = 0;
  unsigned kind = 0;
  unsigned line = 0;
  std::vector<SpyAffinity> affinities;
};

struct SpyMemory {
  uint64_t id = 0;
  unsigned kind = 0;
  uint64_t bytes = 0;
  unsigned line = 0;
};

struct SpyVariant {
  unsigned task = 0;
  unsigned variant = 0;
  bool isInner = false;
  bool isLeaf = false;
  std::string name;
};

/// An index space; `rects` as they were printed, in any order and possibly
/// joinable; none if the log shows no extent or says that it is empty.
struct SpyIndexSpace {
  std::string name;
  std::optional<RectList> rects;
  bool isEmpty = false;
  /// The index partition it is a piece of, and its color.
  std::optional<uint64_t> partition;
  Point color;
  unsigned line = 0;
};

struct SpyIndexPartition {
  uint64_t parent = 0; ///< index space
  std::string name;
  std::optional<bool> disjoint; ///< none: the runtime had not computed it
  std::optional<bool> complete;
  std::vector<uint64_t> pieces; ///< index spaces, in the order of the log
  unsigned line = 0;
};

struct SpyField {
  std::string name;
  uint64_t bytes = 0;
};

struct SpyFieldSpace {
  std::string name;
  std::map<unsigned, SpyField> fields;
};

/// A logical region, or a logical partition: an index space or partition with
/// the field space and the tree.
struct SpyHandle {
  bool isPartition = false;
  uint64_t index = 0;
  unsigned fieldSpace = 0;
  unsigned tree = 0;

  bool operator<(const SpyHandle &other) const;
  bool operator==(const SpyHandle &other) const;
};

struct SpyRequirement {
  SpyHandle target;
  uint64_t parent = 0;    ///< index space of the parent region
  uint32_t privilege = 0; ///< Legion's bits
  unsigned redop = 0;     ///< 0: no reduction
  std::optional<unsigned> projection;
  std::vector<unsigned> fields;
  unsigned line = 0;
};

enum class SpyOperationKind : uint8_t {
  Task,      ///< a single task
  IndexTask, ///< an index launch
  PointTask, ///< a point of an index launch
  Fence,
  Timing,
  Other, ///< `what` says which one
};

/// An operation, by its unique id.
struct SpyOperation {
  uint64_t id = 0;
  SpyOperationKind kind = SpyOperationKind::Other;
  std::string what; ///< "Dependent Partition", "Close", ...
  uint64_t context = 0;
  /// Its place in the program order of its context; none for those the runtime
  /// adds itself.
  std::optional<uint64_t> position;
  /// Operations the runtime adds itself: the one it is for.
  std::optional<uint64_t> creator;
  unsigned task = 0;
  bool isMustEpoch = false;
  bool isExecutionFence = false;
  std::vector<Rect> launchRects;
  std::map<unsigned, SpyRequirement> requirements; ///< by index
  std::vector<uint64_t> usedFutures;
  /// PointTask: its launch (0 until it is known) and its point.
  uint64_t launch = 0;
  Point point;
  /// IndexTask: its points as operations, in row-major order.
  std::vector<uint64_t> points;
  /// Tasks: the processor they were started on, and the variant.
  std::optional<uint64_t> processor;
  std::optional<unsigned> variant;
  /// Instances by requirement and field.
  std::map<unsigned, std::map<unsigned, uint64_t>> instances;
  unsigned line = 0;        ///< where it is described
  unsigned mappingLine = 0; ///< of its first mapping decision
};

/// A physical instance, by the event it is ready with.
struct SpyInstance {
  uint64_t memory = 0;
  unsigned redop = 0;
  std::vector<unsigned> fields;
  std::optional<uint64_t> creator; ///< operation
  bool isVirtual = false;
  /// Legion's dimensions, fastest first; fieldDimension for the fields.
  std::vector<unsigned> order;
  unsigned line = 0;
};
/// The fields' place among the dimensions of an instance.
constexpr unsigned spyFieldDimension = 9;

struct SpyLog {
  std::string name; ///< of the file, for messages
  std::map<uint64_t, SpyProcessor> processors;
  std::map<uint64_t, SpyMemory> memories;
  std::map<unsigned, std::string> tasks;
  std::vector<SpyVariant> variants;
  std::map<uint64_t, SpyIndexSpace> indexSpaces;
  std::map<uint64_t, SpyIndexPartition> indexPartitions;
  std::map<unsigned, SpyFieldSpace> fieldSpaces;
  std::vector<SpyHandle> rootRegions;
  std::map<SpyHandle, std::string> handleNames;
  std::map<uint64_t, SpyOperation> operations;
  std::map<uint64_t, SpyInstance> instances;
  /// Futures and the operation (task, point or launch) that produces each.
  std::unordered_map<uint64_t, uint64_t> futureCreators;
  /// The top-level task; none if the log has no such line.
  std::optional<uint64_t> topLevel;
  /// Control replication: the shards of a task, by the task's id.
  std::map<uint64_t, std::vector<uint64_t>> shards;
  std::vector<unsigned> projectionFunctors;

  const SpyOperation *findOperation(uint64_t id) const;
  /// The name of a task kind; "task N" for those without.
  std::string getTaskName(unsigned task) const;
  const SpyVariant *findVariant(unsigned task, unsigned variant) const;
  /// The operations of each context in program order.
  std::map<uint64_t, std::vector<uint64_t>> collectProgramOrders() const;
  /// A subregion's or partition's name; empty if it has none.
  llvm::StringRef getName(const SpyHandle &handle) const;
  /// `NAME:LINE: what`.
  llvm::Error error(unsigned line, const llvm::Twine &what) const;
};

/// Realm's kinds of processors that matter to a program.
constexpr unsigned spyUtilityProcessor = 3;

/// Whether `text` has a line of Legion Spy near its beginning: what tells such
/// a log from one of the mapper wrapper.
bool isSpyLog(llvm::StringRef text);

/// Reads a Spy log. Foreign lines, and statements that say nothing about
/// program and mapping, are passed over; one that is cut off, damaged or
/// contradicts an earlier one is an error `NAME:LINE: what`.
llvm::Expected<SpyLog> readSpyLog(llvm::StringRef text, llvm::StringRef name);

/// A Spy log as the comparison with a mapper sees a run: launches with their
/// points, where each ran, its instances, and names of regions. A Spy log does
/// not show slices; the only target processor it shows is the one a task was
/// started on.
llvm::Expected<LoggedRun> makeLoggedRun(const SpyLog &log);

/// Reads a Spy log or one of the mapper wrapper, whichever `text` is.
llvm::Expected<LoggedRun> readLoggedRun(llvm::StringRef text,
                                        llvm::StringRef name);

} // namespace mapwright

#endif // MAPWRIGHT_PROGRAM_SPYLOG_H
