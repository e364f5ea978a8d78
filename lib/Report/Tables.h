//===- Tables.h - Tables in plain text --------------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Report.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_REPORT_TABLES_H
#define MAPWRIGHT_LIB_REPORT_TABLES_H

#include "mapwright/Report/Report.h"

namespace mapwright {

/// Rows under a heading, in columns two spaces apart. The first column and
/// columns of words are flush left, columns of numbers flush right: those whose
/// cells are empty or begin with a digit or a sign. Widths are those of UTF-8
/// on a terminal; control characters become question marks.
class TextTable {
public:
  explicit TextTable(std::vector<std::string> heading);

  /// `cells` are at most as many as there are headings.
  void addRow(std::vector<std::string> cells);
  size_t getNumRows() const { return rows.size() - 1; }
  /// Writes an empty line and the table, lines without spaces at the end;
  /// nothing if it has no rows.
  /// `total` rows exist, of which those not in the table are counted in a last
  /// line.
  void write(llvm::raw_ostream &os, size_t total) const;

private:
  std::vector<std::vector<std::string>> rows; ///< the heading is the first
};

/// `text` with question marks for control characters, which names may have.
std::string makePrintable(llvm::StringRef text);
/// "12.3 %" of `total`; empty for a total of 0.
std::string formatShare(double part, double total);
/// "1.234 Tflops/s"
std::string formatRate(double perSecond, llvm::StringRef unit);

} // namespace mapwright

#endif // MAPWRIGHT_LIB_REPORT_TABLES_H
