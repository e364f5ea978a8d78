//===- DocumentationTest.cpp - All checks are described -------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Support/Diagnostics.h"

#include "llvm/Support/MemoryBuffer.h"
#include "gtest/gtest.h"

using namespace mapwright;

/// Each check, and each way a map can fail, stands in the table of
/// docs/checks.md and has a text with an example.
TEST(DocumentationTest, ChecksAreDescribed) {
  auto page = llvm::MemoryBuffer::getFile(MAPWRIGHT_CHECKS_PAGE);
  ASSERT_TRUE(bool(page));
  llvm::StringRef text = (*page)->getBuffer();
  unsigned numChecks = 0;
  for (const DiagInfo &info : allDiagnostics()) {
    bool isCheck =
        info.group == "machine" || info.id == DiagId::NoEffect ||
        info.id == DiagId::UnknownTask || info.id == DiagId::UnknownRegion ||
        info.id == DiagId::IndexBounds || info.id == DiagId::RankMismatch;
    if (!isCheck)
      continue;
    ++numChecks;
    std::string quoted = ("`" + info.name + "`").str();
    EXPECT_TRUE(text.contains("| " + quoted) || text.contains(", " + quoted))
        << quoted;
    EXPECT_TRUE(info.explanation.contains("Wrong")) << quoted;
    EXPECT_TRUE(info.explanation.contains("Right")) << quoted;
  }
  EXPECT_GE(numChecks, 20u);
}
