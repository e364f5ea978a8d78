//===- SourceFileTest.cpp - Places in a source, and its encoding ----------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Frontend/Frontend.h"
#include "mapwright/Support/Diagnostics.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"

#include "gtest/gtest.h"

using namespace mapwright;
using llvm::StringRef;

namespace {
class SourceFileTest : public ::testing::Test {
protected:
  /// What checkEncoding reports, with its offset; empty if nothing.
  std::string encodingError(StringRef text) {
    SourceFile source(&context, "f.mapper", text);
    std::string message;
    mlir::ScopedDiagnosticHandler handler(
        &context, [&](mlir::Diagnostic &diag) {
          EXPECT_EQ(getDiagId(diag), DiagId::Encoding);
          message = diag.str();
          range = source.getRange(diag.getLocation());
          return mlir::success();
        });
    EXPECT_EQ(succeeded(checkEncoding(source)), message.empty());
    return message;
  }

  mlir::MLIRContext context{mlir::MLIRContext::Threading::DISABLED};
  std::optional<ast::Range> range;
};
} // namespace

TEST_F(SourceFileTest, RangesBecomeLocationsAndRangesAgain) {
  SourceFile source(&context, "f.mapper", "ab\ncd\r\n\nx");
  auto loc = mlir::cast<mlir::FileLineColRange>(source.getLoc({1, 5}));
  EXPECT_EQ(loc.getStartLine(), 1u);
  EXPECT_EQ(loc.getStartColumn(), 2u);
  EXPECT_EQ(loc.getEndLine(), 2u);
  EXPECT_EQ(loc.getEndColumn(), 3u);
  uint32_t size = source.getText().size();
  for (uint32_t begin = 0; begin <= size; ++begin)
    for (uint32_t end = begin; end <= size; ++end) {
      std::optional<ast::Range> range =
          source.getRange(source.getLoc({begin, end}));
      ASSERT_TRUE(range);
      EXPECT_EQ(range->begin, begin);
      EXPECT_EQ(range->end, end);
    }
}

TEST_F(SourceFileTest, ForeignLocationsHaveNoRange) {
  SourceFile source(&context, "f.mapper", "ab\ncd");
  auto name = mlir::StringAttr::get(&context, "f.mapper");
  auto other = mlir::StringAttr::get(&context, "g.mapper");
  using mlir::FileLineColRange;
  EXPECT_TRUE(source.getRange(FileLineColRange::get(name, 1, 1, 2, 3)));
  EXPECT_FALSE(source.getRange(FileLineColRange::get(other, 1, 1, 2, 3)));
  EXPECT_FALSE(source.getRange(FileLineColRange::get(name, 1, 1, 3, 1)));
  EXPECT_FALSE(source.getRange(FileLineColRange::get(name, 1, 5, 2, 1)));
  EXPECT_FALSE(source.getRange(FileLineColRange::get(name, 2, 1, 1, 1)));
  EXPECT_FALSE(source.getRange(FileLineColRange::get(name, 0, 0, 1, 1)));
  EXPECT_FALSE(source.getRange(mlir::UnknownLoc::get(&context)));
}

TEST_F(SourceFileTest, LinesCountFromOne) {
  SourceFile source(&context, "f.mapper", "ab\ncd\n");
  EXPECT_EQ(source.getLine(0), 1u);
  EXPECT_EQ(source.getLine(2), 1u);
  EXPECT_EQ(source.getLine(3), 2u);
  EXPECT_EQ(source.getLine(6), 3u);
}

// LEX6
TEST_F(SourceFileTest, TextIsAccepted) {
  EXPECT_EQ(encodingError(""), "");
  EXPECT_EQ(encodingError("Task \"Dr\xC3\xBC"
                          "cken\" GPU; # \xF0\x9F\x98\x80"),
            "");
  EXPECT_EQ(encodingError(std::string(maxSourceBytes, ' ')), "");
}

// LEX6
TEST_F(SourceFileTest, OtherBytesAreRejected) {
  EXPECT_EQ(encodingError("a\n\xFF"),
            "byte 0xFF at offset 2 is not UTF-8; save the file in UTF-8");
  ASSERT_TRUE(range);
  EXPECT_EQ(range->begin, 2u);
  // Overlong, a surrogate, cut off.
  EXPECT_NE(encodingError("a\xC0\x80"), "");
  EXPECT_NE(encodingError("a\xED\xA0\x80"), "");
  EXPECT_NE(encodingError("a\xE2\x82"), "");
  EXPECT_EQ(encodingError(StringRef("ab\0\xFF", 4)),
            "NUL byte at offset 2; a mapper is a text file in UTF-8");
  EXPECT_EQ(encodingError(StringRef("\x80\0", 2)),
            "byte 0x80 at offset 0 is not UTF-8; save the file in UTF-8");
}

// LEX6
TEST_F(SourceFileTest, HugeFilesAreRejected) {
  EXPECT_EQ(encodingError(std::string(maxSourceBytes + 1, '\n')),
            "source has 16777217 bytes; a mapper has at most 16 MiB (16777216 "
            "bytes)");
}
