//===- Tables.cpp - Tables in plain text ----------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Tables.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/Unicode.h"
#include "llvm/Support/raw_ostream.h"

using namespace mapwright;
using llvm::StringRef;

std::string mapwright::makePrintable(StringRef text) {
  std::string printable = text.str();
  for (char &c : printable)
    if ((c >= 0 && c < ' ') || c == 127)
      c = '?';
  return printable;
}

TextTable::TextTable(std::vector<std::string> heading) {
  addRow(std::move(heading));
}

void TextTable::addRow(std::vector<std::string> cells) {
  for (std::string &cell : cells)
    cell = makePrintable(cell);
  rows.push_back(std::move(cells));
}

/// Columns that `text` takes on a terminal.
static size_t getWidth(StringRef text) {
  int width = llvm::sys::unicode::columnWidthUTF8(text);
  return width < 0 ? text.size() : width;
}

/// A column is one of numbers unless a cell below the heading says otherwise.
static bool isWord(StringRef cell) {
  return !cell.empty() && !llvm::isDigit(cell.front()) &&
         !StringRef("+-").contains(cell.front());
}

void TextTable::write(llvm::raw_ostream &os, size_t total) const {
  if (getNumRows() == 0)
    return;
  std::vector<size_t> widths(rows.front().size());
  std::vector<bool> isFlushLeft(rows.front().size(), false);
  isFlushLeft.front() = true;
  for (const auto &row : rows)
    for (auto [column, cell] : llvm::enumerate(row))
      widths[column] = std::max(widths[column], getWidth(cell));
  for (const auto &row : llvm::drop_begin(rows))
    for (auto [column, cell] : llvm::enumerate(row))
      if (isWord(cell))
        isFlushLeft[column] = true;
  os << '\n';
  for (const auto &row : rows) {
    std::string line;
    for (auto [column, cell] : llvm::enumerate(row)) {
      std::string padding(widths[column] - getWidth(cell), ' ');
      line += column > 0 ? "  " : "";
      line += isFlushLeft[column] ? cell + padding : padding + cell;
    }
    os << StringRef(line).rtrim() << '\n';
  }
  if (total > getNumRows())
    os << "and " << total - getNumRows() << " more\n";
}

std::string mapwright::formatShare(double part, double total) {
  if (total <= 0)
    return "";
  std::string text;
  llvm::raw_string_ostream os(text);
  os << llvm::format("%.1f %%", 100 * part / total);
  return text;
}

std::string mapwright::formatRate(double perSecond, StringRef unit) {
  static constexpr const char *prefixes[] = {"", "k", "M", "G", "T", "P"};
  unsigned prefix = 0;
  while (perSecond >= 999.95 && prefix + 1 < std::size(prefixes)) {
    perSecond /= 1000;
    ++prefix;
  }
  std::string text;
  llvm::raw_string_ostream os(text);
  os << llvm::format("%.4g ", perSecond) << prefixes[prefix] << unit << "/s";
  return text;
}
