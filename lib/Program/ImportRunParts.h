//===- ImportRunParts.h - Parts of the importer of runs ---------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_PROGRAM_IMPORTRUNPARTS_H
#define MAPWRIGHT_LIB_PROGRAM_IMPORTRUNPARTS_H

#include "mapwright/Program/ImportRun.h"

namespace mapwright {

/// Enters the regions and partitions that requirements name into a program.
class RunData {
public:
  RunData(const SpyLog &log, Program &program) : log(log), program(program) {}

  /// The root region that a region or partition belongs to.
  llvm::Expected<unsigned> getRegion(const SpyHandle &handle, unsigned line);
  /// `handle` is a partition.
  llvm::Expected<unsigned> getPartition(const SpyHandle &handle, unsigned line);
  /// The piece that a region is; none for a root region.
  llvm::Expected<std::optional<PieceRef>> getPiece(const SpyHandle &region,
                                                   unsigned line);
  /// Positions of fields, by their ids, in the field space of `handle`.
  llvm::Expected<std::vector<unsigned>> getFields(const SpyHandle &handle,
                                                  llvm::ArrayRef<unsigned> ids,
                                                  unsigned line);
  /// Pieces the extent of which the log does not show: taken as empty.
  unsigned getNumUnknownPieces() const { return numUnknownPieces; }

private:
  llvm::Expected<unsigned> getFieldSpace(unsigned id, unsigned line);
  llvm::Expected<unsigned> getIndexSpace(uint64_t id, unsigned line);
  llvm::Expected<uint64_t> findRoot(const SpyHandle &handle, unsigned line);
  llvm::Expected<Rect> findColors(const SpyIndexPartition &from) const;
  llvm::Expected<RectList> normalize(const SpyIndexSpace &space,
                                     unsigned rank) const;
  llvm::Error fillPieces(Partition &partition, const SpyIndexPartition &from,
                         const SpyHandle &handle, unsigned rank);
  void setFlags(Partition &partition, const SpyIndexPartition &from,
                uint64_t parentElements) const;

  const SpyLog &log;
  Program &program;
  std::map<unsigned, unsigned> fieldSpaces;
  std::map<uint64_t, unsigned> indexSpaces;
  std::map<SpyHandle, unsigned> regions, partitions;
  unsigned numUnknownPieces = 0;
};

/// Finds the function that takes each point to its color: the identity (no
/// results), or one that is affine in each dimension, possibly modulo the
/// extent of the colors, which begin at 0 then. None if there is no such one.
/// `colorOfPoint` has at least one pair and is in the order of the points.
std::optional<Projection>
fitProjection(llvm::ArrayRef<std::pair<Point, Point>> colorOfPoint,
              const Rect &colors);

/// The color of a point; none if it leaves 64 bits. An empty projection is the
/// identity.
std::optional<Point> projectPoint(const Projection &projection,
                                  const Point &point);

/// A statement to be, or a loop of them. Equal keys mean equal statements.
struct RunElement {
  std::string key;
  Statement statement; ///< without body
  /// Launch: the operations it stands for. Wait: the launches it waits for.
  std::vector<uint64_t> members;
  /// For each member the launches whose futures it reads.
  std::vector<std::vector<uint64_t>> uses;
  std::vector<RunElement> body;
};

/// Replaces repetitions in a sequence by loops, from the shortest to the
/// longest period.
void foldLoops(std::vector<RunElement> &sequence);

/// Adds the members of `other`, which has the same key, to `element`.
void mergeElement(RunElement &element, RunElement other);

/// The statements of a sequence without futures.
std::vector<Statement> makeStatements(std::vector<RunElement> sequence);

/// Where a context blocks: after its operation number `after`, until all tasks
/// of operation number `forLaunch` have ended.
struct RunWait {
  size_t after;
  size_t forLaunch;
};

/// Finds where the task `context` blocked, in the order of its waits. `order`
/// holds its operations in program order.
std::vector<RunWait> findWaits(const SpyLog &log, const ProfLog &prof,
                               uint64_t context,
                               llvm::ArrayRef<uint64_t> order);

} // namespace mapwright

#endif // MAPWRIGHT_LIB_PROGRAM_IMPORTRUNPARTS_H
