//===- SemaHarness.h - Sources and the diagnostics they get -----*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A test names a source and what checking it reports, one diagnostic a string:
//   "2:5: error: part of the text [id]"
// All errors and warnings have to be listed, in order; notes ("note: ...") are
// looked for below the diagnostic that stands before them.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_UNITTESTS_FRONTEND_SEMAHARNESS_H
#define MAPWRIGHT_UNITTESTS_FRONTEND_SEMAHARNESS_H

#include "mapwright/Frontend/Frontend.h"
#include "mapwright/Support/Diagnostics.h"

#include "mlir/IR/MLIRContext.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

#include "gtest/gtest.h"

#include <string>
#include <vector>

namespace mapwright::test {

/// A reported diagnostic as text, with what hangs on it.
struct Reported {
  std::string place;    ///< "2:5"
  std::string severity; ///< "error"
  std::string text;
  std::string id;
  std::vector<std::string> notes; ///< "3:1: text"
  llvm::SmallVector<Fix> fixes;

  std::string str() const {
    std::string result =
        place + ": " + severity + ": " + text + " [" + id + "]";
    for (const std::string &note : notes)
      result += "\n    note: " + note;
    return result;
  }
};

/// One source, parsed and checked.
class Checked {
public:
  explicit Checked(llvm::StringRef text)
      : text(text.str()), context(mlir::MLIRContext::Threading::DISABLED) {
    mlir::ScopedDiagnosticHandler handler(
        &context, [this](mlir::Diagnostic &diag) { record(diag); });
    SourceFile source(&context, "test.mapper", this->text);
    mlir::FailureOr<ast::Mapper> parsed = parseMapper(source, nodes);
    parses = mlir::succeeded(parsed);
    if (!parses)
      return;
    mapper = *parsed;
    succeeds = mlir::succeeded(checkMapper(source, mapper));
  }

  bool parses = false;
  bool succeeds = false;
  std::vector<Reported> diagnostics;
  ast::Mapper mapper;
  std::string text;

  size_t count(llvm::StringRef severity) const {
    return llvm::count_if(diagnostics, [&](const Reported &diag) {
      return diag.severity == severity;
    });
  }

  std::string str() const {
    std::string result;
    for (const Reported &diag : diagnostics)
      result += diag.str() + "\n";
    return result;
  }

private:
  static std::string placeOf(mlir::Location loc) {
    auto range = llvm::dyn_cast<mlir::FileLineColRange>(loc);
    if (!range)
      return "?";
    return llvm::utostr(range.getStartLine()) + ":" +
           llvm::utostr(range.getStartColumn());
  }

  void record(mlir::Diagnostic &diag) {
    Reported &entry = diagnostics.emplace_back();
    entry.place = placeOf(diag.getLocation());
    bool isError = diag.getSeverity() == mlir::DiagnosticSeverity::Error;
    entry.severity = isError ? "error" : "warning";
    entry.text = diag.str();
    if (std::optional<DiagId> id = getDiagId(diag))
      entry.id = getDiagInfo(*id).name.str();
    for (const mlir::Diagnostic &note : diag.getNotes())
      entry.notes.push_back(placeOf(note.getLocation()) + ": " + note.str());
    entry.fixes = getFixes(diag);
  }

  mlir::MLIRContext context;
  ast::ASTContext nodes;
};

/// Whether `diag` is what `expected` ("2:5: error: part [id]") describes.
inline bool matches(const Reported &diag, llvm::StringRef expected) {
  auto [head, id] = expected.rsplit(" [");
  std::string start = diag.place + ": " + diag.severity + ": ";
  return head.consume_front(start) && id.consume_back("]") && id == diag.id &&
         llvm::StringRef(diag.text).contains(head);
}

/// Compares what a source gets with `expected`.
inline void expectDiagnostics(const Checked &checked,
                              llvm::ArrayRef<llvm::StringRef> expected) {
  SCOPED_TRACE("source:\n" + checked.text + "\nreported:\n" + checked.str());
  ASSERT_TRUE(checked.parses);
  EXPECT_EQ(checked.succeeds, checked.count("error") == 0);
  size_t next = 0;
  for (llvm::StringRef line : expected) {
    if (line.consume_front("note: ")) {
      ASSERT_GT(next, 0u) << line.str();
      EXPECT_TRUE(llvm::any_of(
          checked.diagnostics[next - 1].notes,
          [&](llvm::StringRef note) { return note.contains(line); }))
          << "missing note: " << line.str();
      continue;
    }
    ASSERT_LT(next, checked.diagnostics.size()) << "missing: " << line.str();
    EXPECT_TRUE(matches(checked.diagnostics[next], line))
        << "expected " << line.str() << "\n     got "
        << checked.diagnostics[next].str();
    ++next;
  }
  EXPECT_EQ(next, checked.diagnostics.size()) << "more than expected";
}

/// Applies each machine-applicable fix alone: the text must still parse, and
/// there must be fewer diagnostics of the id it repairs. Others may be new:
/// what was silent about an unknown kind may now find it wrong.
inline void expectFixesRepair(const Checked &checked) {
  for (const Reported &diag : checked.diagnostics)
    for (const Fix &fix : diag.fixes) {
      if (fix.applicability != Applicability::Machine)
        continue;
      auto fixed = applyEdits(checked.text, fix.edits);
      ASSERT_TRUE(static_cast<bool>(fixed))
          << llvm::toString(fixed.takeError());
      Checked again(*fixed);
      SCOPED_TRACE("fix: " + fix.title + "\nof:\n" + diag.str() +
                   "\nfixed source:\n" + *fixed + "\nreported:\n" +
                   again.str());
      ASSERT_TRUE(again.parses);
      auto hasId = [&](const Reported &other) { return other.id == diag.id; };
      EXPECT_LT(llvm::count_if(again.diagnostics, hasId),
                llvm::count_if(checked.diagnostics, hasId));
    }
}

/// A row of a table of sources.
struct Case {
  const char *rule; ///< label of the language reference
  std::string source;
  std::vector<llvm::StringRef> expected;
};

inline void expectAll(llvm::ArrayRef<Case> table) {
  for (const Case &row : table) {
    SCOPED_TRACE(row.rule);
    Checked checked(row.source);
    expectDiagnostics(checked, row.expected);
    if (checked.parses)
      expectFixesRepair(checked);
  }
}

/// The text after all machine-applicable fixes of all diagnostics.
inline std::string applyAllFixes(const Checked &checked) {
  llvm::SmallVector<Fix> fixes;
  for (const Reported &diag : checked.diagnostics)
    llvm::append_range(fixes, diag.fixes);
  unsigned applied = 0;
  return applyFixes(checked.text, "test.mapper", fixes, applied);
}

/// A mapper around the body of one entry function `f`, from line 3 on.
inline std::string inEntry(llvm::StringRef body) {
  return ("m = Machine(GPU);\ndef f(Task t) {\n" + body +
          "\n}\nIndexTaskMap * f;\n")
      .str();
}

/// An entry function that first evaluates `expr` (line 3, column 5).
inline std::string withExpr(llvm::StringRef expr) {
  return inEntry(("x = " + expr + ";\nreturn m[0, 0];").str());
}

} // namespace mapwright::test

#endif // MAPWRIGHT_UNITTESTS_FRONTEND_SEMAHARNESS_H
