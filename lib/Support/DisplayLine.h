//===- DisplayLine.h - A source line as a terminal shows it -----*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Columns of a terminal for the bytes of a source line: tabs become spaces, a
// code point takes one column, and what a terminal cannot show is escaped, so
// that no source can send it commands.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_SUPPORT_DISPLAYLINE_H
#define MAPWRIGHT_LIB_SUPPORT_DISPLAYLINE_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

#include <string>

namespace mapwright {

class DisplayLine {
public:
  /// Of a very long line, only the part around the byte `focus` is kept.
  explicit DisplayLine(llvm::StringRef line, size_t focus = 0);

  /// The column, from 0, of a byte of the line; the end for bytes beyond it.
  unsigned getColumn(size_t byte) const;
  unsigned getWidth() const { return cells.back().column; }

  /// A range of columns to show, and whether something is left out around it.
  struct Window {
    unsigned begin;
    unsigned end;
    bool cutFront;
    bool cutBack;
    /// Columns that stand in front of the first one shown.
    unsigned getIndent() const { return cutFront ? 3 : 0; }
  };

  /// The window of at most `maxWidth` columns, ellipses included, that shows as
  /// much as possible of the columns [begin, end) with equal room around.
  Window getWindow(unsigned begin, unsigned end, unsigned maxWidth) const;

  /// The text of a window, with `...` where something is left out.
  std::string getText(const Window &window) const;

private:
  struct Cell {
    size_t byte;     ///< in the line
    size_t textByte; ///< in `text`
    unsigned column;
  };

  void append(size_t byte, llvm::StringRef shown, unsigned width);

  std::string text;
  /// One a code point, and one for the end.
  llvm::SmallVector<Cell> cells;
  bool clippedFront;
  bool clippedBack;
};

/// `text` with everything escaped that a terminal cannot show; newlines stay.
std::string escapeForTerminal(llvm::StringRef text);

} // namespace mapwright

#endif // MAPWRIGHT_LIB_SUPPORT_DISPLAYLINE_H
