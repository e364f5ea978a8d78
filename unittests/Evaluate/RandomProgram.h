//===- RandomProgram.h - Small programs for tests ---------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_UNITTESTS_EVALUATE_RANDOMPROGRAM_H
#define MAPWRIGHT_UNITTESTS_EVALUATE_RANDOMPROGRAM_H

#include "mapwright/Program/Program.h"

#include "llvm/ADT/ArrayRef.h"

#include <random>

namespace mapwright {

Point makePoint(std::initializer_list<int64_t> coordinates);
Rect makeRect(std::initializer_list<int64_t> lo,
              std::initializer_list<int64_t> hi);

/// Adds parts to a program; each function returns the number of what it adds.
class ProgramMaker {
public:
  Program program;

  /// A root region over one rectangle, with fields of 8 bytes.
  unsigned addRegion(const std::string &name, const Rect &rect,
                     unsigned numFields = 1);
  unsigned addPartition(const std::string &name, unsigned region,
                        const Rect &colors,
                        const std::vector<std::vector<Rect>> &pieces,
                        bool disjoint = true);
  /// `numPieces` blocks of a one-dimensional region of `size` elements.
  unsigned addBlocks(const std::string &name, unsigned region, int64_t size,
                     int64_t numPieces);
  unsigned addTask(const std::string &name, unsigned numArguments,
                   std::vector<ProcKind> kinds = {ProcKind::CPU});
};

Requirement onPartition(unsigned partition, Privilege privilege,
                        std::vector<unsigned> fields = {0});
Requirement onRegion(unsigned region, Privilege privilege,
                     std::vector<unsigned> fields = {0});
/// An index launch over 0..numPoints-1; a single one without points.
Statement makeLaunch(unsigned task, std::optional<int64_t> numPoints,
                     std::vector<Requirement> requirements);
Statement makeLoop(uint64_t trips, std::vector<Statement> body);
Statement makeFence();
Statement makeWait(unsigned future);

/// A program that passes `verify`: regions of one and two dimensions, disjoint,
/// overlapping and nested partitions, loops, nested launches, reductions,
/// futures and fences; at most some 60 tasks. No two points of a launch
/// interfere.
Program makeRandomProgram(std::mt19937 &random);

} // namespace mapwright

#endif // MAPWRIGHT_UNITTESTS_EVALUATE_RANDOMPROGRAM_H
