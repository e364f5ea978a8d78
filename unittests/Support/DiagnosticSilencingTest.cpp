//===- DiagnosticSilencingTest.cpp - -W options and allow comments --------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ConsoleFixture.h"

using namespace mapwright;

namespace {
class SilencingTest : public ConsoleTest {
protected:
  /// One letter for what becomes of a warning, another warning of its group, a
  /// warning of another group, an error and a foreign warning: E, W or -.
  std::string outcome(std::vector<std::string> warnings) {
    console.reset();
    open(std::move(warnings));
    take();
    std::string letters;
    auto note = [&] {
      std::string text = take();
      bool isError = text.find("error: ") != std::string::npos;
      letters += text.empty() ? '-' : isError ? 'E' : 'W';
    };
    for (DiagId id : {DiagId::ShadowedName, DiagId::UnknownTask,
                      DiagId::EmptyMapper, DiagId::UnknownName}) {
      diagnose(at(1, 1, 1), id) << "text";
      note();
    }
    mlir::emitWarning(at(1, 1, 1), "text");
    note();
    return letters;
  }

  /// Whether a warning at a line of a source is silenced.
  bool isSilenced(llvm::StringRef source, unsigned line,
                  DiagId id = DiagId::ShadowedName) {
    console.reset();
    sources = llvm::SourceMgr();
    addSource("a.mapper", source);
    open();
    diagnose(at(line, 1, 1), id) << "text";
    return take().empty();
  }
};
} // namespace

TEST_F(SilencingTest, OptionsByIdAndGroup) {
  EXPECT_EQ(outcome({}), "WWWEW");
  EXPECT_EQ(outcome({"no-shadowed-name"}), "-WWEW");
  EXPECT_EQ(outcome({"no-mapwright-shadowed-name"}), "-WWEW");
  EXPECT_EQ(outcome({"no-names"}), "--WEW");
  EXPECT_EQ(outcome({"no-names", "unknown-task"}), "-WWEW");
  EXPECT_EQ(outcome({"no-unknown-name"}), "WWWEW");
}

TEST_F(SilencingTest, Werror) {
  EXPECT_EQ(outcome({"error"}), "EEEEE");
  EXPECT_EQ(outcome({"error", "no-error"}), "WWWEW");
  EXPECT_EQ(outcome({"error=shadowed-name"}), "EWWEW");
  EXPECT_EQ(outcome({"error=names"}), "EEWEW");
  EXPECT_EQ(outcome({"error", "no-error=shadowed-name"}), "WEEEE");
  EXPECT_EQ(outcome({"no-error=shadowed-name", "error"}), "WEEEE");
  EXPECT_EQ(outcome({"error", "no-shadowed-name"}), "-EEEE");
  EXPECT_EQ(outcome({"no-names", "error=names"}), "EEWEW");
  EXPECT_EQ(outcome({"error=names", "no-names"}), "--WEW");
  EXPECT_EQ(outcome({"no-names", "no-error=names"}), "--WEW");
}

TEST_F(SilencingTest, SuppressAll) {
  options.suppressWarnings = true;
  EXPECT_EQ(outcome({}), "---E-");
  EXPECT_EQ(outcome({"error"}), "---E-");
}

TEST_F(SilencingTest, WerrorShowsInTheText) {
  open({"error"});
  diagnose(at(1, 1, 1), DiagId::ShadowedName) << "text";
  mlir::emitWarning(at(1, 1, 1), "foreign");
  mlir::emitRemark(at(1, 1, 1), "remark");
  EXPECT_EQ(take(),
            "a.mapper:1:1: error: text [mapwright-shadowed-name,-Werror]\n"
            "a.mapper:1:1: error: foreign [-Werror]\n"
            "a.mapper:1:1: remark: remark\n");
  EXPECT_EQ(console->getNumErrors(), 2u);
  EXPECT_EQ(console->getNumWarnings(), 0u);
}

TEST_F(SilencingTest, UnknownOptionsAreReported) {
  open({"no-shadowd-name", "error=zzz"});
  EXPECT_EQ(take(),
            "mapc: warning: unknown diagnostic 'shadowd-name' in option "
            "'-Wno-shadowd-name'; did you mean 'shadowed-name'? "
            "[mapwright-unknown-warning]\n"
            "mapc: warning: unknown diagnostic 'zzz' in option '-Werror=zzz' "
            "[mapwright-unknown-warning]\n");
  EXPECT_EQ(console->getNumWarnings(), 2u);
  console.reset();
  open({"no-shadowd-name", "no-unknown-warning"});
  EXPECT_EQ(take(), "");
}

TEST_F(SilencingTest, CommentsOnTheLine) {
  EXPECT_TRUE(isSilenced("x = 1; # mapwright: allow(shadowed-name)", 1));
  EXPECT_TRUE(isSilenced("x = 1; // mapwright: allow(shadowed-name)", 1));
  EXPECT_TRUE(
      isSilenced("x = 1; #mapwright:allow( type,shadowed-name ) why", 1));
  EXPECT_TRUE(isSilenced("x = 1; # mapwright: allow(names)\r\n", 1));
  EXPECT_TRUE(
      isSilenced("x = 1; # mapwright: allow(mapwright-shadowed-name)", 1));
}

TEST_F(SilencingTest, CommentsAboveTheLine) {
  EXPECT_TRUE(isSilenced("\n  # mapwright: allow(shadowed-name)\nx = 1;\n", 3));
  EXPECT_FALSE(isSilenced("# mapwright: allow(shadowed-name)\n\nx = 1;\n", 3));
  EXPECT_FALSE(isSilenced("x = 1;\n# mapwright: allow(shadowed-name)\n", 1));
  // A comment behind a statement is about that statement.
  EXPECT_FALSE(
      isSilenced("y = 1; # mapwright: allow(shadowed-name)\nx = 1;\n", 2));
}

TEST_F(SilencingTest, WhatIsNoAllowComment) {
  EXPECT_FALSE(isSilenced("x = 1; # mapwright: allow(empty-mapper)", 1));
  EXPECT_FALSE(isSilenced("x = 1; # mapwright: allow(no-such-name)", 1));
  EXPECT_FALSE(isSilenced("x = 1; # mapwright: allow()", 1));
  EXPECT_FALSE(isSilenced("x = 1; # mapwright: allow(shadowed-name", 1));
  EXPECT_FALSE(isSilenced("x = 1; # mapwright: deny(shadowed-name)", 1));
  EXPECT_FALSE(isSilenced("x = 1; # allow(shadowed-name)", 1));
  EXPECT_FALSE(isSilenced("print(\"# mapwright: allow(shadowed-name)\");", 1));
  EXPECT_TRUE(isSilenced("print(\"#\"); # mapwright: allow(shadowed-name)", 1));
}

TEST_F(SilencingTest, ErrorsAreNeverSilenced) {
  EXPECT_FALSE(isSilenced("x = 1; # mapwright: allow(unknown-name)", 1,
                          DiagId::UnknownName));
}

TEST_F(SilencingTest, CommentsWinOverWerror) {
  addSource("a.mapper", "x = 1; # mapwright: allow(shadowed-name)");
  open({"error"});
  diagnose(at(1, 1, 1), DiagId::ShadowedName) << "text";
  EXPECT_EQ(take(), "");
  EXPECT_EQ(console->getNumErrors(), 0u);
}
