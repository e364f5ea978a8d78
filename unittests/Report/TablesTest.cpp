//===- TablesTest.cpp - Tables in plain text ------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Tables.h"

#include "llvm/Support/raw_ostream.h"

#include "gtest/gtest.h"

using namespace mapwright;

static std::string write(const TextTable &table, size_t total) {
  std::string text;
  llvm::raw_string_ostream os(text);
  table.write(os, total);
  return text;
}

TEST(TextTableTest, AlignsNumbersRightAndWordsLeft) {
  TextTable table({"task", "count", "what"});
  table.addRow({"stencil", "8", "copy"});
  table.addRow({"t", "1024", "a kernel"});
  EXPECT_EQ(write(table, 2), "\n"
                             "task     count  what\n"
                             "stencil      8  copy\n"
                             "t         1024  a kernel\n");
}

TEST(TextTableTest, TakesSignedNumbersForNumbers) {
  TextTable table({"what", "change"});
  table.addRow({"a", "+1 ms"});
  table.addRow({"b", ""});
  table.addRow({"c", "-10 ms"});
  EXPECT_EQ(write(table, 3), "\n"
                             "what  change\n"
                             "a      +1 ms\n"
                             "b\n"
                             "c     -10 ms\n");
}

TEST(TextTableTest, OneCellOfWordsMakesAColumnOfWords) {
  TextTable table({"what", "alone"});
  table.addRow({"a", "+1 ms"});
  table.addRow({"b", "out of memory"});
  EXPECT_EQ(write(table, 2), "\n"
                             "what  alone\n"
                             "a     +1 ms\n"
                             "b     out of memory\n");
}

TEST(TextTableTest, CountsRowsThatAreNotShown) {
  TextTable table({"name"});
  table.addRow({"a"});
  EXPECT_EQ(write(table, 1), "\nname\na\n");
  EXPECT_EQ(write(table, 4), "\nname\na\nand 3 more\n");
}

TEST(TextTableTest, WritesNothingWithoutRows) {
  EXPECT_EQ(write(TextTable({"name"}), 0), "");
}

TEST(TextTableTest, AlignsColumnsOfAnyScript) {
  TextTable table({"task", "count"});
  table.addRow({"gr\xC3\xB6\xC3\x9F"
                "er",
                "7"});
  table.addRow({"bigger", "12"});
  EXPECT_EQ(write(table, 2), "\n"
                             "task    count\n"
                             "gr\xC3\xB6\xC3\x9F"
                             "er      7\n"
                             "bigger     12\n");
}

TEST(TextTableTest, KeepsControlCharactersFromTheTerminal) {
  TextTable table({"task", "count"});
  table.addRow({"a\n\x1B[31m", "1"});
  EXPECT_EQ(write(table, 1), "\n"
                             "task     count\n"
                             "a??[31m      1\n");
}

TEST(TextTableTest, SurvivesBytesThatAreNoText) {
  TextTable table({"task", "count"});
  table.addRow({"\xFF\xFE", "1"});
  EXPECT_EQ(write(table, 1), "\ntask  count\n\xFF\xFE        1\n");
}

TEST(FormatShareTest, IsEmptyOfNothing) {
  EXPECT_EQ(formatShare(1, 8), "12.5 %");
  EXPECT_EQ(formatShare(0, 8), "0.0 %");
  EXPECT_EQ(formatShare(1, 0), "");
}

TEST(FormatRateTest, ChoosesAPrefix) {
  EXPECT_EQ(formatRate(12, "points"), "12 points/s");
  EXPECT_EQ(formatRate(1.6661e13, "flops"), "16.66 Tflops/s");
  EXPECT_EQ(formatRate(999.96, "flops"), "1 kflops/s");
  EXPECT_EQ(formatRate(1e20, "flops"), "1e+05 Pflops/s");
}
