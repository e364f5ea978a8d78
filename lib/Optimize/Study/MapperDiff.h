//===- MapperDiff.h - Differences of mappers --------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_OPTIMIZE_STUDY_MAPPERDIFF_H
#define MAPWRIGHT_LIB_OPTIMIZE_STUDY_MAPPERDIFF_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <optional>
#include <string>
#include <vector>

namespace mapwright {
namespace optimize {

/// The statements in which two mappers differ, whatever their comments and
/// formatting, and all mappers between the two.
class MapperDiff {
public:
  /// None if one of them does not parse.
  static std::optional<MapperDiff> make(llvm::StringRef from,
                                        llvm::StringRef to);

  size_t getNumChanges() const { return changes.size(); }
  /// One line: the statement, as `to` has it.
  std::string describe(size_t change) const;
  /// Whether it adds a function or a global that `from` does not have: it
  /// decides nothing by itself.
  bool addsDefinition(size_t change) const;
  /// `from` with some of the changes. What no change concerns stays as it was
  /// written there; comments in front of new statements come with them.
  std::string apply(const std::vector<bool> &isMade) const;

private:
  /// A statement of one mapper.
  struct Piece {
    std::string gap;       ///< what is between it and the one before
    std::string comment;   ///< the lines of comment at the end of `gap`
    std::string statement; ///< as it was written
    std::string tail;      ///< the rest of its line
    std::string canonical;
    bool isDefinition; ///< of a function or a global
  };
  /// A statement of `from`, of `to`, or one of each that replace each other or
  /// are the same.
  struct Step {
    std::optional<size_t> removed, added;
    std::optional<size_t> change; ///< none: they are the same
  };

  static std::optional<std::vector<Piece>> split(llvm::StringRef source,
                                                 std::string &rest);
  void align();
  void addHunk(size_t fromBegin, size_t fromEnd, size_t toBegin, size_t toEnd);
  void addStep(std::optional<size_t> removed, std::optional<size_t> added);
  void insert(const Piece &piece, std::string &text) const;

  std::vector<Piece> from, to;
  std::string rest;    ///< of `from`, after the last statement
  std::string newline; ///< as `from` has it
  std::vector<Step> steps;
  std::vector<size_t> changes; ///< steps
};

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_LIB_OPTIMIZE_STUDY_MAPPERDIFF_H
