//===- SpyStatement.h - The statements of Legion Spy ------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_PROGRAM_SPYSTATEMENT_H
#define MAPWRIGHT_LIB_PROGRAM_SPYSTATEMENT_H

#include "mapwright/Program/Launch.h"

namespace mapwright {

/// The arguments of a statement: words between blanks. Every function takes one
/// off the front and returns false where there is none of that form.
class SpyArguments {
public:
  explicit SpyArguments(llvm::StringRef text) : rest(text) {}

  bool takeHex(uint64_t &value);
  bool take(uint64_t &value);
  bool take(unsigned &value);
  bool take(int64_t &value);
  bool take(bool &value); ///< 0 or 1
  /// `RANK C0 C1 ...`: the runtime pads with zeros up to its largest rank.
  bool takePoint(Point &point);
  /// `RANK LO0 HI0 LO1 HI1 ...`, padded likewise.
  bool takeRect(Rect &rect);
  /// What is left: a name, which may have blanks.
  std::string takeRest();
  bool isAtEnd() const { return rest.empty(); }

private:
  llvm::StringRef takeWord();
  bool takeRank(unsigned &rank);
  bool takePadding();

  llvm::StringRef rest;
};

/// Splits a line: the statement is its leading words that begin with a capital
/// letter, the arguments are all that follows.
llvm::StringRef takeStatementName(llvm::StringRef &line);

} // namespace mapwright

#endif // MAPWRIGHT_LIB_PROGRAM_SPYSTATEMENT_H
