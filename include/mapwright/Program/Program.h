//===- Program.h - The program to be mapped ---------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A task-parallel program as plain structs: what generators make, what
// importers read from logs, and what `task` IR prints. Ids are indices into the
// vectors of Program. Launches in loops are never unrolled here.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_PROGRAM_PROGRAM_H
#define MAPWRIGHT_PROGRAM_PROGRAM_H

#include "mapwright/Program/Launch.h"

namespace mapwright {

struct Field {
  std::string name;
  uint32_t bytes; ///< at least 1
};

struct FieldSpace {
  std::string name;
  std::vector<Field> fields;
};

/// Rectangles of one rank, in compact form: a program may have 10^6 of them.
class RectList {
public:
  explicit RectList(unsigned rank = 1) : rank(rank) {}
  explicit RectList(const Domain &domain);

  unsigned getRank() const { return rank; }
  size_t size() const { return bounds.size() / (2 * rank); }
  bool empty() const { return bounds.empty(); }
  Rect operator[](size_t index) const;
  void push_back(const Rect &rect);
  /// Lower (upper, inclusive) bound of dimension `dim` of a rectangle.
  int64_t lo(size_t index, unsigned dim) const {
    return bounds[2 * rank * index + dim];
  }
  int64_t hi(size_t index, unsigned dim) const {
    return bounds[2 * rank * index + rank + dim];
  }

private:
  unsigned rank;
  std::vector<int64_t> bounds; ///< per rectangle: all lower, then all upper
};

/// An index space: disjoint rectangles.
struct IndexSpace {
  std::string name; ///< may be empty
  RectList rects;
};

/// A root region: an index space with fields.
struct Region {
  std::string name; ///< may be empty
  unsigned indexSpace;
  unsigned fieldSpace;
};

/// A piece of a partition: its color as row-major number.
struct PieceRef {
  unsigned partition;
  unsigned color;
};

/// A partition of a region, or of a piece of another partition (`parent`).
/// Pieces may be empty, and may overlap if not `disjoint`.
struct Partition {
  std::string name;      ///< of the logical partition; may be empty
  std::string indexName; ///< of the index partition; may be empty
  unsigned region;       ///< the root of its tree
  std::optional<PieceRef> parent;
  Rect colors; ///< color space; colors count in row-major order
  bool disjoint;
  bool complete;
  /// Rectangles of all pieces, and where those of piece k begin: offsets[k] to
  /// offsets[k + 1]. offsets has one entry more than there are colors.
  RectList rects;
  std::vector<uint32_t> offsets;
  /// Names of the subregions where they have some: one per color or none.
  std::vector<std::string> pieceNames;
};

/// constant + sum over arguments a of perElement[a] * elements(a), where
/// elements(a) is the number of elements of the piece a point task gets as
/// argument a. Missing entries are 0.
struct LinearCost {
  double constant = 0;
  std::vector<double> perElement;

  bool isZero() const;
};

enum class Privilege : uint8_t { None, Read, Write, ReadWrite, Reduce };
llvm::StringRef spelling(Privilege privilege);

/// What a kernel does with an argument.
struct ArgumentUse {
  /// Useful bytes it loads and stores there, in total. Zero: each element's
  /// fields once (twice for ReadWrite).
  LinearCost bytes;
  /// Bytes of one access if accesses are indirect or atomic: each counts whole
  /// 32-byte sectors on a GPU. 0: streaming.
  uint32_t gatherBytes = 0;
  /// The dimension of the argument that the kernel's innermost loop (the
  /// neighbouring threads) runs over; 0 suits F_order.
  uint32_t fastestDim = 0;
};

/// What a kernel needs of the layout of an argument (BLAS and the like).
struct LayoutDemand {
  unsigned argument;
  std::optional<bool> aos;
  std::optional<bool> cOrder;
  uint64_t align = 0; ///< bytes at least; 0: none
};

/// One implementation of a task kind.
struct Variant {
  ProcKind kind;
  bool isInner = false; ///< launches only, touches no data itself
  bool isReplicable = false;
  /// Share of the processor's peak flops the kernel reaches, above 0, at most
  /// 1.
  double efficiency = 1;
  /// Measured time of one point task in seconds; replaces the roofline.
  std::optional<LinearCost> seconds;
  std::vector<LayoutDemand> demands;
  /// Groups of arguments whose data has to lie in one instance, so that it has
  /// one memory and one layout: at least two different arguments each.
  std::vector<std::vector<unsigned>> colocated;
};

struct Argument {
  std::string name; ///< of the task's parameter; may be empty
  ArgumentUse use;
};

struct TaskKind {
  std::string name;
  std::vector<Argument> arguments;
  std::vector<Variant> variants; ///< at least one; one per kind
  LinearCost flops;
};

/// constant + sum point[d] * p[d] + sum loops[l] * i[l] + sum outer[m] * o[m],
/// then modulo `modulus` into 0..modulus-1 if that is not 0. p: the launch
/// point; i[l]: the l-th loop around the launch (within its body), outermost
/// first, counting from 0; o: what stands around a nested launch: for each of
/// the launching tasks, outermost first, its loops and then its point.
struct AffineResult {
  int64_t constant = 0;
  std::vector<int64_t> point;
  std::vector<int64_t> loops;
  std::vector<int64_t> outer;
  int64_t modulus = 0;
};

/// From launch points to colors of a partition; one result per color dimension.
using Projection = std::vector<AffineResult>;

/// A region requirement: argument number = position in the launch.
struct Requirement {
  bool isPartition = false;
  unsigned target = 0;   ///< partition or (root) region
  Projection projection; ///< for partitions; empty: the identity
  Privilege privilege = Privilege::Read;
  std::string reduction; ///< "+", "max", ... for Reduce
  std::vector<unsigned> fields;
  /// Where the launching task has its privileges, for names (STM2); none: the
  /// root region.
  std::optional<PieceRef> parent;
};

enum class StatementKind : uint8_t { Launch, Loop, Fence, Wait };

/// A launch: of all points of `domain`, or a single task without one.
struct LaunchStatement {
  unsigned task = 0;
  std::optional<Domain> domain;
  std::vector<Requirement> requirements; ///< one per argument of the task kind
  std::optional<unsigned> future;        ///< produced, reduced over all points
  std::vector<unsigned> waitsFor;        ///< futures every point reads
  std::optional<unsigned> predicate;     ///< a future it waits for to be issued
  bool isConcurrent = false;             ///< all points run at the same time
  bool isMustEpoch = false;
};

/// A statement of a program. Kind says which members have a meaning.
struct Statement {
  StatementKind kind = StatementKind::Launch;
  LaunchStatement launch;
  uint64_t trips = 0;    ///< Loop: iterations
  bool isTraced = false; ///< Loop: a trace is replayed from the second one on
  unsigned future = 0;   ///< Wait: the context blocks until it is there
  /// Loop: its body. Launch: what each of its tasks launches (nested; loops and
  /// point of the launching task are `outer` there, see AffineResult).
  std::vector<Statement> body;
  unsigned line = 0; ///< 1-based, of the source it came from; 0: none
};

/// A program to be mapped.
struct Program {
  std::string name;
  std::vector<FieldSpace> fieldSpaces;
  std::vector<IndexSpace> indexSpaces;
  std::vector<Region> regions;
  std::vector<Partition> partitions;
  std::vector<TaskKind> tasks;
  unsigned numFutures = 0;
  std::string topLevel = "top_level"; ///< name of the top-level task
  bool isReplicable = true; ///< its variant allows control replication
  std::vector<Statement> body;
  /// What a run gets done, for throughput: `work` of `workUnit` ("flops").
  double work = 0;
  std::string workUnit;
};

/// Limits every program keeps; past them it is refused, not slow.
constexpr size_t maxProgramStatements = 1u << 16;
constexpr uint64_t maxProgramTasks = 1ull << 24; ///< point tasks, unrolled
constexpr unsigned maxProgramNesting = 16;

/// Checks ids, ranks, projections that leave their color space, pieces outside
/// their region, overlaps of `disjoint` and gaps of `complete` partitions,
/// empty names of task kinds, futures waited for before they are produced, and
/// costs that are negative or not finite. The message names the object and
/// says what is expected.
llvm::Error verify(const Program &program);

/// Calls `visit` for each launch statement in pre-order (before its nested
/// ones): the order of launch ids everywhere else.
void forEachLaunch(const Program &program,
                   llvm::function_ref<void(const Statement &)> visit);

/// Number of elements of a piece; of a whole region.
uint64_t countElements(const Partition &partition, unsigned color);
uint64_t countElements(const RectList &rects);

/// Names under which statements of a mapper know a requirement (STM2), in order
/// and without empty ones: the region's, its index space's, the partition's,
/// the index partition's, and those of the privilege parent. What names single
/// pieces only is left out.
std::vector<std::string> getRequirementNames(const Program &program,
                                             const Requirement &requirement);

/// PROGRAM of design section 10, `NAME[:key=value[,key=value]...]`: one of the
/// generators. Fails with a message that lists the generators or keys.
llvm::Expected<Program> generateProgram(llvm::StringRef spec);

} // namespace mapwright

#endif // MAPWRIGHT_PROGRAM_PROGRAM_H
