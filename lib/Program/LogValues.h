//===- LogValues.h - The values in mapper lines -----------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

//
// Every function takes a value off the front of `rest`, or returns none (false)
// and leaves `rest` anywhere.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_PROGRAM_LOGVALUES_H
#define MAPWRIGHT_LIB_PROGRAM_LOGVALUES_H

#include "mapwright/Program/Launch.h"

namespace mapwright {

/// A processor, memory or instance: 16 hexadecimal digits.
std::optional<uint64_t> takeId(llvm::StringRef &rest);
std::optional<uint64_t> takeNumber(llvm::StringRef &rest);

/// `(1,2)` or `<1,2>`, with 1 to maxLaunchRank coordinates.
std::optional<Point> takePoint(llvm::StringRef &rest, char open, char close);
/// Rectangles `<1,2>..<3,4>` of one rank joined by `+`, at least one.
std::optional<Domain> takeDomain(llvm::StringRef &rest);
/// The same, or nothing at all. Only checks the form: `isEmpty` is set, nothing
/// is kept.
bool skipDomain(llvm::StringRef &rest, bool &isEmpty);

/// An operation as the wrapper names it:
/// `NAME[(index_point=POINT)]<NUMBER>[ @ PROVENANCE]`.
struct OperationName {
  llvm::StringRef name;
  std::optional<Point> point;
  uint64_t number = 0;
  /// What follows the number.
  llvm::StringRef tail;
};
std::optional<OperationName> parseOperation(llvm::StringRef text);

/// Realm's ids keep the rank that owns the thing in bits 40 to 55.
inline unsigned ownerOf(uint64_t id) { return (id >> 40) & 0xffff; }
inline uint64_t withOwner(uint64_t id, unsigned rank) {
  return (id & ~(0xffffull << 40)) | static_cast<uint64_t>(rank) << 40;
}

} // namespace mapwright

#endif // MAPWRIGHT_LIB_PROGRAM_LOGVALUES_H
