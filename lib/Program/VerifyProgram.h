//===- VerifyProgram.h - Parts of the check of a program --------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Program.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_PROGRAM_VERIFYPROGRAM_H
#define MAPWRIGHT_LIB_PROGRAM_VERIFYPROGRAM_H

#include "mapwright/Program/Program.h"

#include "llvm/ADT/Twine.h"

namespace mapwright::detail {

/// Stops a check whose regions are cut into more cells than this.
constexpr uint64_t maxProgramCells = 1ull << 26;

llvm::Error invalid(const llvm::Twine &text);

/// "region 'cells'", or "region 3" where it has no name.
std::string describe(llvm::StringRef kind, llvm::StringRef name, size_t id);
std::string describePartition(const Program &program, unsigned partition);
std::string describeTask(const Program &program, unsigned task);

/// "(0,1)"
std::string formatCoordinates(const Point &point);
/// "(0,1)" for a color given as row-major number.
std::string formatColor(const Partition &partition, unsigned color);

/// Rectangles are not empty, and not so large that their elements cannot be
/// counted in 63 bits.
llvm::Error verifyRects(const RectList &rects, llvm::StringRef owner);

/// The index space an index launch or a region uses is valid before this.
llvm::Error verifyPartitions(const Program &program);
llvm::Error verifyIndexSpaces(const Program &program);

/// Everything the body uses is valid before this.
llvm::Error verifyBody(const Program &program);

} // namespace mapwright::detail

#endif // MAPWRIGHT_LIB_PROGRAM_VERIFYPROGRAM_H
