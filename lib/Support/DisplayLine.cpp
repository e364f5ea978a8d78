//===- DisplayLine.cpp - A source line as a terminal shows it -------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "DisplayLine.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Unicode.h"

using namespace mapwright;

/// Tab stops of most terminals.
static constexpr unsigned tabWidth = 8;
/// Bytes of a line that are looked at on each side of the focus: several times
/// what fits any window.
static constexpr size_t maxBytesAround = 4096;

/// Where the code point at `byte` ends, and how it is shown.
static size_t showCodePoint(llvm::StringRef line, size_t byte,
                            std::string &shown) {
  const auto *source = reinterpret_cast<const llvm::UTF8 *>(line.data() + byte);
  const auto *end =
      reinterpret_cast<const llvm::UTF8 *>(line.data() + line.size());
  const llvm::UTF8 *next = source;
  llvm::UTF32 codePoint = 0;
  if (llvm::convertUTF8Sequence(&next, end, &codePoint,
                                llvm::strictConversion) != llvm::conversionOK) {
    shown = llvm::formatv("<{0:X-2}>", *source);
    return byte + 1;
  }
  size_t length = next - source;
  if (llvm::sys::unicode::isPrintable(codePoint))
    shown = line.substr(byte, length).str();
  else
    shown = llvm::formatv("<U+{0:X-4}>", codePoint);
  return byte + length;
}

static bool startsCodePoint(char byte) { return (byte & 0xC0) != 0x80; }

/// Columns of a code point: one, unless it is escaped.
static unsigned getShownWidth(llvm::StringRef shown, size_t bytes) {
  bool escaped = shown.size() > bytes;
  return escaped ? shown.size() : 1;
}

DisplayLine::DisplayLine(llvm::StringRef line, size_t focus) {
  focus = std::min(focus, line.size());
  size_t begin = focus > maxBytesAround ? focus - maxBytesAround : 0;
  size_t end = std::min(line.size(), focus + maxBytesAround);
  while (begin > 0 && begin < focus && !startsCodePoint(line[begin]))
    ++begin;
  while (end < line.size() && end > focus && !startsCodePoint(line[end]))
    --end;
  clippedFront = begin > 0;
  clippedBack = end < line.size();
  line = line.take_front(end);
  cells.push_back({begin, 0, 0});
  std::string shown;
  for (size_t byte = begin; byte < end;) {
    if (line[byte] == '\t') {
      unsigned spaces = tabWidth - getWidth() % tabWidth;
      append(++byte, std::string(spaces, ' '), spaces);
      continue;
    }
    size_t next = showCodePoint(line, byte, shown);
    append(next, shown, getShownWidth(shown, next - byte));
    byte = next;
  }
}

/// Adds what is shown for the bytes up to `byte`.
void DisplayLine::append(size_t byte, llvm::StringRef shown, unsigned width) {
  unsigned column = getWidth() + width;
  text += shown;
  cells.push_back({byte, text.size(), column});
}

unsigned DisplayLine::getColumn(size_t byte) const {
  const Cell *cell = llvm::partition_point(
      cells, [&](const Cell &cell) { return cell.byte <= byte; });
  return cell == cells.begin() ? 0 : std::prev(cell)->column;
}

DisplayLine::Window DisplayLine::getWindow(unsigned begin, unsigned end,
                                           unsigned maxWidth) const {
  unsigned width = getWidth();
  if (width <= maxWidth && !clippedFront && !clippedBack)
    return {0, width, false, false};
  // Room for an ellipsis on both sides.
  unsigned room = maxWidth - 6;
  unsigned focus = std::min(end - begin, room);
  unsigned around = (room - focus) / 2;
  unsigned from = begin > around ? begin - around : 0;
  unsigned to = std::min(width, from + room);
  from = std::min(from, to > room ? to - room : 0);
  return {from, to, clippedFront || from > 0, clippedBack || to < width};
}

std::string DisplayLine::getText(const Window &window) const {
  // A tab or an escape that is cut by the window is shown whole or not at all.
  auto textByteAt = [&](unsigned column) {
    const Cell *cell = llvm::partition_point(
        cells, [&](const Cell &cell) { return cell.column < column; });
    return cell == cells.end() ? text.size() : cell->textByte;
  };
  size_t begin = textByteAt(window.begin);
  std::string result(window.getIndent(), '.');
  result += llvm::StringRef(text).slice(begin, textByteAt(window.end));
  if (window.cutBack)
    result += "...";
  return result;
}

std::string mapwright::escapeForTerminal(llvm::StringRef text) {
  std::string result;
  std::string shown;
  for (size_t byte = 0; byte < text.size();) {
    if (text[byte] == '\n') {
      result += text[byte++];
      continue;
    }
    byte = showCodePoint(text, byte, shown);
    result += shown;
  }
  return result;
}
