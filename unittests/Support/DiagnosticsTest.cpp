//===- DiagnosticsTest.cpp - The table, the builder, metadata -------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Support/Diagnostics.h"
#include "mapwright/Support/WarningPolicy.h"

#include "mlir/IR/MLIRContext.h"

#include "llvm/ADT/StringSet.h"

#include "gtest/gtest.h"

using namespace mapwright;

//===----------------------------------------------------------------------===//
// The table
//===----------------------------------------------------------------------===//

static bool isKebabCase(llvm::StringRef name) {
  return !name.empty() && name.front() != '-' && name.back() != '-' &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") ==
             llvm::StringRef::npos;
}

TEST(DiagnosticTable, NamesAreUniqueKebabCaseAndNoGroup) {
  llvm::StringSet<> groups, names;
  for (const DiagInfo &info : allDiagnostics())
    groups.insert(info.group);
  for (const DiagInfo &info : allDiagnostics()) {
    EXPECT_TRUE(isKebabCase(info.name)) << info.name.str();
    EXPECT_TRUE(names.insert(info.name).second) << info.name.str();
    EXPECT_FALSE(groups.contains(info.name)) << info.name.str();
    // These spellings have a meaning of their own in -W options.
    EXPECT_FALSE(info.name.starts_with("no-error")) << info.name.str();
    EXPECT_NE(info.name, "error");
  }
}

TEST(DiagnosticTable, RowsAreInTheOrderOfTheIds) {
  for (auto [i, info] : llvm::enumerate(allDiagnostics())) {
    EXPECT_EQ(static_cast<size_t>(info.id), i);
    EXPECT_EQ(&getDiagInfo(info.id), &info);
    EXPECT_EQ(findDiagInfo(info.name), &info);
  }
  EXPECT_EQ(findDiagInfo("mapwright-index-bounds"),
            &getDiagInfo(DiagId::IndexBounds));
  EXPECT_EQ(findDiagInfo("no such"), nullptr);
}

TEST(DiagnosticTable, ExplanationsAreCompleteAndFitATerminal) {
  for (const DiagInfo &info : allDiagnostics()) {
    SCOPED_TRACE(info.name.str());
    llvm::StringRef text = info.explanation;
    EXPECT_TRUE(text.contains("Wrong") && text.contains("\nRight"));
    EXPECT_TRUE(text.ends_with("\n"));
    EXPECT_FALSE(info.summary.ends_with("."));
    if (info.group != "files") {
      EXPECT_TRUE(text.contains("rule") || text.contains("section"));
    }
    for (llvm::StringRef line : llvm::split(text, '\n')) {
      EXPECT_LE(line.size(), 80u) << line.str();
      EXPECT_EQ(line, line.rtrim()) << line.str();
    }
  }
}

//===----------------------------------------------------------------------===//
// Builder and metadata
//===----------------------------------------------------------------------===//

namespace {
class DiagnosticBuilderTest : public ::testing::Test {
protected:
  mlir::MLIRContext context{mlir::MLIRContext::Threading::DISABLED};
  /// Keeps what the tests ask of the last diagnostic.
  mlir::ScopedDiagnosticHandler handler{
      &context, [this](mlir::Diagnostic &diag) {
        ++reported;
        severity = diag.getSeverity();
        id = getDiagId(diag);
        fixes = getFixes(diag);
        text = diag.str();
        for (mlir::Diagnostic &note : diag.getNotes())
          text += "\nnote: " + note.str();
      }};
  mlir::Location loc() { return mlir::UnknownLoc::get(&context); }

  unsigned reported = 0;
  std::optional<mlir::DiagnosticSeverity> severity;
  std::optional<DiagId> id;
  llvm::SmallVector<Fix> fixes;
  std::string text;
};
} // namespace

TEST_F(DiagnosticBuilderTest, CarriesIdTextNotesAndDefaultSeverity) {
  {
    DiagnosticBuilder diag = diagnose(loc(), DiagId::ShadowedName);
    diag << "local '" << "m" << "' hides " << 1 << " global";
    diag.note() << "defined here";
    EXPECT_EQ(reported, 0u);
  }
  EXPECT_EQ(reported, 1u);
  EXPECT_EQ(id, DiagId::ShadowedName);
  EXPECT_EQ(severity, mlir::DiagnosticSeverity::Warning);
  EXPECT_EQ(text, "local 'm' hides 1 global\nnote: defined here");
  EXPECT_TRUE(fixes.empty());
}

TEST_F(DiagnosticBuilderTest, TurnsIntoAFailure) {
  auto fail = [&]() -> mlir::LogicalResult {
    return diagnose(loc(), DiagId::Type) << "expected int, got bool";
  };
  auto failWithValue = [&]() -> mlir::FailureOr<int> {
    return diagnose(loc(), DiagId::Type) << "expected int, got bool";
  };
  EXPECT_TRUE(mlir::failed(fail()));
  EXPECT_TRUE(mlir::failed(failWithValue()));
  EXPECT_EQ(reported, 2u);
}

TEST_F(DiagnosticBuilderTest, FixesComeBackAsTheyWere) {
  Fix braces{"use braces",
             {{"a.mapper", 3, 4, " {"}, {"a.mapper", 9, 9, "\n}\xFF"}},
             Applicability::Maybe};
  diagnose(loc(), DiagId::Syntax)
          .fix("insert ';'", "b c.mapper", 7, 7, ";")
          .fix(braces)
      << "expected something else";
  ASSERT_EQ(fixes.size(), 2u);
  EXPECT_EQ(id, DiagId::Syntax);
  EXPECT_EQ(fixes[0].title, "insert ';'");
  EXPECT_EQ(fixes[0].applicability, Applicability::Machine);
  ASSERT_EQ(fixes[0].edits.size(), 1u);
  EXPECT_EQ(fixes[0].edits[0].file, "b c.mapper");
  EXPECT_EQ(fixes[0].edits[0].begin, 7u);
  EXPECT_EQ(fixes[0].edits[0].end, 7u);
  EXPECT_EQ(fixes[0].edits[0].text, ";");
  EXPECT_EQ(fixes[1].applicability, Applicability::Maybe);
  ASSERT_EQ(fixes[1].edits.size(), 2u);
  EXPECT_EQ(fixes[1].edits[0].text, " {");
  EXPECT_EQ(fixes[1].edits[1].text, "\n}\xFF");
}

TEST_F(DiagnosticBuilderTest, ForeignDiagnosticsHaveNoId) {
  mlir::emitError(loc(), "something else");
  EXPECT_EQ(reported, 1u);
  EXPECT_EQ(id, std::nullopt);
  EXPECT_TRUE(fixes.empty());
}

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

TEST(ClosestName, FindsTypos) {
  EXPECT_EQ(closestName("mgpus", {"mcpu", "mgpu", "block"}), "mgpu");
  EXPECT_EQ(closestName("blokc", {"mgpu", "block"}), ""); // 2 edits of 5
  EXPECT_EQ(closestName("calc_curents", {"calc_currents"}), "calc_currents");
  EXPECT_EQ(closestName("clc_curents", {"calc_currents"}), "calc_currents");
}

TEST(ClosestName, IsEmptyWhenNothingIsClose) {
  EXPECT_EQ(closestName("linear", {"block", "cyclic"}), "");
  EXPECT_EQ(closestName("linear", {}), "");
  EXPECT_EQ(closestName("", {"m"}), "");
  // One edit turns any one-letter name into any other.
  EXPECT_EQ(closestName("x", {"m"}), "");
  EXPECT_EQ(closestName("x", {"x2"}), "x2");
}

TEST(ClosestName, PrefersTheNearestThenTheFirst) {
  EXPECT_EQ(closestName("abcdef", {"abcdxx", "abcdex", "abcdez"}), "abcdex");
}

TEST(DiagnosticNames, AreIdsOrGroups) {
  EXPECT_EQ(findDiagnostics("type").size(), 1u);
  EXPECT_EQ(findDiagnostics("grammar").size(), 3u);
  EXPECT_TRUE(findDiagnostics("gramar").empty());
  EXPECT_EQ(closestDiagnostic("gramar"), "grammar");
  EXPECT_EQ(closestDiagnostic("mapwright-shadowd-name"), "shadowed-name");
}
