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
#include "llvm/Support/raw_ostream.h"

using namespace mapwright;

TextTable::TextTable(std::vector<std::string> heading) {
  rows.push_back(std::move(heading));
}

void TextTable::addRow(std::vector<std::string> cells) {
  rows.push_back(std::move(cells));
}

void TextTable::write(llvm::raw_ostream &os, size_t total) const {
  std::vector<size_t> widths(rows.front().size());
  std::vector<bool> isWords(rows.front().size(), false);
  for (const auto &row : rows)
    for (size_t column = 0; column < row.size(); ++column)
      widths[column] = std::max(widths[column], row[column].size());
  // A column is one of numbers unless a cell below the heading says otherwise.
  for (const auto &row : llvm::drop_begin(rows))
    for (size_t column = 0; column < row.size(); ++column)
      if (!row[column].empty() && !llvm::isDigit(row[column].front()) &&
          row[column].front() != '-' && row[column].front() != '+')
        isWords[column] = true;
  os << '\n';
  for (const auto &row : rows) {
    std::string line;
    llvm::raw_string_ostream out(line);
    for (size_t column = 0; column < row.size(); ++column) {
      if (column > 0)
        out << "  ";
      if (column == 0 || isWords[column])
        out << llvm::left_justify(row[column], widths[column]);
      else
        out << llvm::right_justify(row[column], widths[column]);
    }
    os << llvm::StringRef(line).rtrim() << '\n';
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

std::string mapwright::formatRate(double perSecond, llvm::StringRef unit) {
  static constexpr const char *prefixes[] = {"", "k", "M", "G", "T", "P"};
  unsigned prefix = 0;
  while (perSecond >= 1000 && prefix + 1 < std::size(prefixes)) {
    perSecond /= 1000;
    ++prefix;
  }
  std::string text;
  llvm::raw_string_ostream os(text);
  os << llvm::format("%.4g ", perSecond) << prefixes[prefix] << unit << "/s";
  return text;
}
