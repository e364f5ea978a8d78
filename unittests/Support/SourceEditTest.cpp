//===- SourceEditTest.cpp - Edits and fixes -------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Support/SourceEdit.h"

#include "gtest/gtest.h"

#include <algorithm>
#include <random>

using namespace mapwright;

static SourceEdit edit(uint32_t begin, uint32_t end, std::string text) {
  return {"a.mapper", begin, end, std::move(text)};
}

static std::string edited(llvm::StringRef source,
                          llvm::ArrayRef<SourceEdit> edits) {
  llvm::Expected<std::string> result = applyEdits(source, edits);
  return result ? *result : "error: " + llvm::toString(result.takeError());
}

TEST(SourceEdit, AppliesInAnyOrder) {
  EXPECT_EQ(edited("0123456789", {edit(8, 10, "Z"), edit(0, 2, "A")}),
            "A234567Z");
  EXPECT_EQ(edited("abc", {}), "abc");
  EXPECT_EQ(edited("", {edit(0, 0, "x")}), "x");
  EXPECT_EQ(edited("abc", {edit(0, 3, "")}), "");
}

TEST(SourceEdit, InsertsOfOnePlaceKeepTheirOrder) {
  EXPECT_EQ(edited("ab", {edit(1, 1, "1"), edit(1, 1, "2"), edit(1, 1, "3")}),
            "a123b");
}

TEST(SourceEdit, InsertsStandBesideReplacements) {
  // At the start of a replacement, in front of it, whatever the order given.
  EXPECT_EQ(edited("abc", {edit(1, 2, "X"), edit(1, 1, "<")}), "a<Xc");
  EXPECT_EQ(edited("abc", {edit(1, 1, "<"), edit(1, 2, "X")}), "a<Xc");
  EXPECT_EQ(edited("abc", {edit(2, 2, ">"), edit(1, 2, "X")}), "aX>c");
  EXPECT_EQ(edited("abcd", {edit(0, 2, "X"), edit(2, 4, "Y")}), "XY");
}

TEST(SourceEdit, RejectsOverlaps) {
  EXPECT_EQ(edited("abcd", {edit(0, 3, "X"), edit(2, 4, "Y")}),
            "error: edits overlap at byte 2");
  EXPECT_EQ(edited("abcd", {edit(1, 3, "X"), edit(2, 2, "Y")}),
            "error: edits overlap at byte 2");
  EXPECT_EQ(edited("abcd", {edit(1, 3, "X"), edit(1, 3, "X")}),
            "error: edits overlap at byte 1");
}

TEST(SourceEdit, RejectsWhatIsOutOfBounds) {
  EXPECT_EQ(edited("abc", {edit(2, 4, "")}),
            "error: edit of bytes 2 to 4 lies outside of the 3 bytes of the "
            "source");
  EXPECT_EQ(edited("abc", {edit(2, 1, "")}),
            "error: edit of bytes 2 to 1 lies outside of the 3 bytes of the "
            "source");
}

TEST(SourceEdit, RejectsEditsOfTwoFiles) {
  EXPECT_EQ(edited("abc", {edit(0, 1, ""), {"b.mapper", 2, 3, ""}}),
            "error: edits of two files: 'a.mapper' and 'b.mapper'");
}

/// Builds random disjoint edits together with the text they lead to.
TEST(SourceEdit, RandomEditsLeadToTheTextTheyWereMadeFrom) {
  std::mt19937 random(2026);
  for (int round = 0; round < 2000; ++round) {
    std::string source, expected;
    llvm::SmallVector<SourceEdit> edits;
    for (unsigned piece = 0, count = random() % 12; piece < count; ++piece) {
      // Something is kept between two edits, so that their order is free.
      std::string kept(1 + random() % 4, 'a' + random() % 26);
      std::string old(random() % 3, 'A' + random() % 26);
      std::string text(random() % 3, '0' + random() % 10);
      source += kept;
      edits.push_back(edit(source.size(), source.size() + old.size(), text));
      source += old;
      expected += kept + text;
    }
    std::shuffle(edits.begin(), edits.end(), random);
    ASSERT_EQ(edited(source, edits), expected) << "round " << round;
  }
}

//===----------------------------------------------------------------------===//
// Fixes
//===----------------------------------------------------------------------===//

static Fix fix(llvm::SmallVector<SourceEdit, 2> edits,
               Applicability applicability = Applicability::Machine) {
  return {"a fix", std::move(edits), applicability};
}

/// The text after the fixes, a bar, and the number of fixes applied.
static std::string applyAll(llvm::StringRef source, llvm::ArrayRef<Fix> fixes) {
  unsigned applied = 0;
  std::string result = applyFixes(source, "a.mapper", fixes, applied);
  return result + "|" + std::to_string(applied);
}

TEST(Fixes, AppliesMachineApplicableOnesOnly) {
  EXPECT_EQ(applyAll("ab", {fix({edit(0, 0, "1")}),
                            fix({edit(2, 2, "2")}, Applicability::Maybe)}),
            "1ab|1");
}

TEST(Fixes, LeavesOutEqualAndOverlappingOnes) {
  EXPECT_EQ(applyAll("ab", {fix({edit(2, 2, ";")}), fix({edit(2, 2, ";")})}),
            "ab;|1");
  EXPECT_EQ(applyAll("abcd", {fix({edit(1, 3, "X")}), fix({edit(2, 4, "Y")}),
                              fix({edit(2, 2, "Z")}), fix({edit(0, 4, "")})}),
            "aXd|1");
  EXPECT_EQ(applyAll("abcd", {fix({edit(2, 2, "Z")}), fix({edit(1, 3, "X")})}),
            "abZcd|1");
}

TEST(Fixes, IsAppliedWholeOrNotAtAll) {
  // The second edit of the second fix overlaps the first fix.
  EXPECT_EQ(applyAll("abcd", {fix({edit(2, 3, "X")}),
                              fix({edit(0, 0, "<"), edit(2, 3, ">")})}),
            "abXd|1");
  // One edit belongs to another file.
  EXPECT_EQ(applyAll("ab", {fix({edit(0, 0, "<"), {"b.mapper", 0, 0, ">"}})}),
            "ab|0");
}

TEST(Fixes, LeavesOutBrokenOnes) {
  EXPECT_EQ(applyAll("ab", {fix({edit(1, 9, "")}), fix({}),
                            fix({edit(0, 2, "X"), edit(1, 2, "Y")}),
                            fix({edit(1, 1, "-")})}),
            "a-b|1");
}

TEST(Fixes, DifferentInsertsOfOnePlaceAreBothApplied) {
  EXPECT_EQ(applyAll("f(a", {fix({edit(3, 3, ")")}), fix({edit(3, 3, ";")})}),
            "f(a);|2");
}

TEST(Fixes, CountsOnTopOfWhatWasApplied) {
  unsigned applied = 5;
  EXPECT_EQ(applyFixes("a", "a.mapper", fix({edit(1, 1, ";")}), applied), "a;");
  EXPECT_EQ(applied, 6u);
}
