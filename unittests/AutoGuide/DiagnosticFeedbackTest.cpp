//===- DiagnosticFeedbackTest.cpp - Tests of rejections -------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/AutoGuide/DiagnosticFeedback.h"
#include "mapwright/Frontend/Frontend.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/STLExtras.h"
#include "gtest/gtest.h"

using namespace mapwright;
using mlir::DiagnosticSeverity;

namespace {
/// A context with a collector.
class DiagnosticFeedbackTest : public testing::Test {
protected:
  Feedback import(llvm::StringRef source) {
    DiagnosticCollector collector(&context);
    importMapper(source, "a.mapper", &context);
    return collector.makeFeedback();
  }

  mlir::MLIRContext context{mlir::MLIRContext::Threading::DISABLED};
};
} // namespace

static std::string apply(llvm::StringRef source, const Suggestion &suggestion) {
  return llvm::cantFail(applyEdits(source, suggestion.fix->edits));
}

TEST_F(DiagnosticFeedbackTest, SyntaxErrorsAreParseErrorsWithTheirFix) {
  llvm::StringRef source = "def f(Task t): {\n  return Machine(GPU)[0, 0];\n}\n"
                           "IndexTaskMap * f;\n";
  Feedback feedback = import(source);
  EXPECT_TRUE(feedback.outcome.isKnown);
  EXPECT_EQ(feedback.outcome.kind, sim::OutcomeKind::ParseError);
  EXPECT_EQ(feedback.outcome.check, "syntax");
  ASSERT_EQ(feedback.explain.size(), 1u);
  EXPECT_EQ(feedback.explain[0].rule, "syntax");
  EXPECT_EQ(feedback.explain[0].captures["line"], "1");
  EXPECT_EQ(feedback.raw.substr(0, 21), "a.mapper:1:14: error:");
  ASSERT_EQ(feedback.suggest.size(), 1u);
  ASSERT_TRUE(feedback.suggest[0].fix);
  Feedback after = import(apply(source, feedback.suggest[0]));
  EXPECT_FALSE(after.outcome.isKnown);
  EXPECT_TRUE(after.explain.empty());
}

TEST_F(DiagnosticFeedbackTest, OtherErrorsAreRejections) {
  Feedback feedback = import("Task * GPU;\nInstanceLimit t 0;\n");
  EXPECT_EQ(feedback.outcome.kind, sim::OutcomeKind::Rejected);
  EXPECT_EQ(feedback.outcome.check, "limit-argument");
  ASSERT_EQ(feedback.suggest.size(), 1u);
  EXPECT_FALSE(feedback.suggest[0].text.empty());
  EXPECT_EQ(feedback.suggest[0].text.find('\n'), std::string::npos);
}

TEST_F(DiagnosticFeedbackTest, FixesToApplyComeFirst) {
  Feedback feedback =
      import("InstanceLimit t 0;\ndef f(Task t) {\n  return mgpu[0, 0];\n}\n"
             "IndexTaskMap * f;\n");
  EXPECT_EQ(feedback.outcome.check, "limit-argument");
  ASSERT_EQ(feedback.explain.size(), 2u);
  ASSERT_EQ(feedback.suggest.size(), 2u);
  EXPECT_TRUE(feedback.suggest[0].fix);
  EXPECT_EQ(feedback.suggest[0].rule, "unknown-name");
  EXPECT_FALSE(feedback.suggest[1].fix);
}

TEST_F(DiagnosticFeedbackTest, CapacitySaysHowMuchOfWhat) {
  DiagnosticCollector collector(&context);
  {
    DiagnosticBuilder diag =
        diagnose(mlir::UnknownLoc::get(&context), DiagId::Capacity);
    diag << "it does not fit";
    diag.fact("memory", "node 0 fb 0").fact("over_bytes", uint64_t(5) << 29);
  }
  Feedback feedback = collector.makeFeedback();
  EXPECT_EQ(feedback.outcome.kind, sim::OutcomeKind::Rejected);
  EXPECT_EQ(feedback.outcome.check, "capacity");
  EXPECT_EQ(feedback.outcome.memory, "node 0 fb 0");
  EXPECT_EQ(feedback.outcome.overBytes, uint64_t(5) << 29);
}

TEST_F(DiagnosticFeedbackTest, WithoutErrorsTheOutcomeIsUnknown) {
  Feedback feedback = import("Task * GPU;\nTask * CPU;\n");
  EXPECT_FALSE(feedback.outcome.isKnown);
  ASSERT_EQ(feedback.explain.size(), 1u);
  EXPECT_EQ(feedback.explain[0].rule, "duplicate-statement");
}

TEST_F(DiagnosticFeedbackTest, ErrorsOutliveWarnings) {
  DiagnosticCollector collector(&context, 2);
  mlir::Location where = mlir::FileLineColLoc::get(&context, "a.mapper", 1, 2);
  for (DiagId id : {DiagId::NoEffect, DiagId::NoEffect, DiagId::Capacity,
                    DiagId::Type, DiagId::Arity})
    diagnose(where, id) << "text";
  llvm::ArrayRef<CollectedDiagnostic> kept = collector.getDiagnostics();
  ASSERT_EQ(kept.size(), 2u);
  EXPECT_EQ(kept[0].id, DiagId::Capacity);
  EXPECT_EQ(kept[1].id, DiagId::Type);
  EXPECT_TRUE(collector.hasErrors());
  collector.clear();
  EXPECT_FALSE(collector.hasErrors());
  EXPECT_TRUE(collector.getDiagnostics().empty());
}

TEST_F(DiagnosticFeedbackTest, RepeatsCountOnce) {
  DiagnosticCollector collector(&context);
  mlir::Location where = mlir::FileLineColLoc::get(&context, "a.mapper", 1, 2);
  for (int i = 0; i < 3; ++i)
    diagnose(where, DiagId::IndexBounds) << "index " << i;
  Feedback feedback = collector.makeFeedback();
  ASSERT_EQ(feedback.explain.size(), 1u);
  EXPECT_EQ(feedback.explain[0].count, 3u);
}

TEST_F(DiagnosticFeedbackTest, ListenersPassDiagnosticsOn) {
  DiagnosticCollector outer(&context);
  {
    DiagnosticCollector inner(&context, 8, DiagnosticCollector::Mode::Listen);
    mlir::emitError(mlir::UnknownLoc::get(&context)) << "foreign";
    EXPECT_TRUE(inner.hasErrors());
    Feedback feedback = inner.makeFeedback();
    EXPECT_EQ(feedback.explain[0].rule, "diagnostic");
    EXPECT_TRUE(feedback.suggest.empty());
  }
  EXPECT_TRUE(outer.hasErrors());
  DiagnosticCollector inner(&context);
  mlir::emitError(mlir::UnknownLoc::get(&context)) << "kept";
  EXPECT_EQ(outer.getDiagnostics().size(), 1u);
}
