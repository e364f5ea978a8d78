//===- LexerTest.cpp - Tokens ---------------------------------------------===//
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
#include "llvm/Support/raw_ostream.h"

#include "gtest/gtest.h"

using namespace mapwright;
using llvm::StringRef;

namespace {
class LexerTest : public ::testing::Test {
protected:
  /// The lines of --emit=tokens, then one "error: ..." a report.
  std::string tokens(StringRef text) {
    SourceFile source(&context, "f.mapper", text);
    std::string result, errors;
    llvm::raw_string_ostream os(result);
    mlir::ScopedDiagnosticHandler handler(
        &context, [&](mlir::Diagnostic &diag) {
          auto loc = mlir::cast<mlir::FileLineColRange>(diag.getLocation());
          errors += std::to_string(loc.getStartLine()) + ":" +
                    std::to_string(loc.getStartColumn()) +
                    " error: " + diag.str() + "\n";
          ids.push_back(*getDiagId(diag));
          return mlir::success();
        });
    EXPECT_EQ(succeeded(printTokens(source, os)), errors.empty());
    return result + errors;
  }

  /// The kind of the only token of `text`.
  std::string kind(StringRef text) {
    StringRef line = lastTokens = tokens(text);
    EXPECT_EQ(line.count('\n'), 1u) << lastTokens;
    return line.split(' ').second.split(' ').first.str();
  }

  mlir::MLIRContext context{mlir::MLIRContext::Threading::DISABLED};
  std::vector<DiagId> ids;
  std::string lastTokens;
};
} // namespace

// LEX1, LEX2
TEST_F(LexerTest, TokensHavePlaceKindAndSpelling) {
  EXPECT_EQ(tokens("Task a_1 GPU; // c ; \"\n  \"b c\"# d\n 12<=x"),
            "1:1 statement 'Task'\n1:6 identifier 'a_1'\n"
            "1:10 processor 'GPU'\n1:13 semicolon ';'\n2:3 string '\"b c\"'\n"
            "3:2 integer '12'\n3:4 less-equal '<='\n3:6 identifier 'x'\n");
}

// LEX3
TEST_F(LexerTest, KeywordsHaveCategories) {
  struct Row {
    const char *kind;
    std::vector<const char *> words;
  };
  const Row rows[] = {
      {"statement",
       {"Task", "Region", "Layout", "IndexTaskMap", "SingleTaskMap",
        "InstanceLimit", "CollectMemory", "ControlReplicate", "def", "return",
        "print"}},
      {"processor", {"CPU", "GPU", "OMP", "IO", "PY", "PROC"}},
      {"memory", {"SYSMEM", "FBMEM", "ZCMEM", "RDMEM", "SOCKMEM", "VIRTUAL"}},
      {"layout",
       {"SOA", "AOS", "C_order", "F_order", "Compact", "Exact", "Align",
        "No_Align"}},
      {"type", {"int", "bool", "IPoint", "ISpace", "MSpace"}},
      {"keyword", {"tuple", "for", "in", "True", "False", "Machine"}},
      {"identifier",
       {"task", "gpu", "Tasks", "_", "size", "split", "parent", "ipoint",
        "c_order", "true", "In"}}};
  for (const Row &row : rows)
    for (const char *word : row.words)
      EXPECT_EQ(kind(word), row.kind) << word;
}

TEST_F(LexerTest, PunctuationIsAsLongAsPossible) {
  EXPECT_EQ(kind("=="), "equal-equal");
  EXPECT_EQ(kind("="), "equal");
  EXPECT_EQ(kind("!="), "not-equal");
  EXPECT_EQ(kind(">="), "greater-equal");
  EXPECT_EQ(kind("&&"), "and");
  EXPECT_EQ(kind("||"), "or");
  EXPECT_EQ(tokens("===<"),
            "1:1 equal-equal '=='\n1:3 equal '='\n1:4 less '<'\n");
}

// LEX2
TEST_F(LexerTest, IntegersFit64Bits) {
  EXPECT_EQ(kind("9223372036854775807"), "integer");
  EXPECT_EQ(kind("000000000000000000000000000001"), "integer");
  EXPECT_EQ(tokens("9223372036854775808"),
            "1:1 error: integer `9223372036854775808` is out of range; "
            "integers are at most 9223372036854775807\n");
  EXPECT_EQ(ids, std::vector<DiagId>{DiagId::IntegerRange});
}

TEST_F(LexerTest, MalformedTokensAreReported) {
  EXPECT_EQ(tokens("12ab"),
            "1:1 error: `12ab` is neither an integer nor a name; names start "
            "with a letter or `_`, other names are written in quotes\n");
  EXPECT_EQ(tokens("a \"b c\nd"),
            "1:1 identifier 'a'\n2:1 identifier 'd'\n"
            "1:3 error: expected `\"` at the end of the string `\"b c`; a "
            "string ends on its line\n");
  EXPECT_EQ(tokens("!"), "1:1 error: `!` is not an operator; write `x == "
                         "False` instead of `!x`\n");
  EXPECT_EQ(tokens("a & b"), "1:1 identifier 'a'\n1:5 identifier 'b'\n"
                             "1:3 error: expected `&&`, got `&`\n");
  EXPECT_EQ(tokens("|"), "1:1 error: expected `||`, got `|`\n");
}

TEST_F(LexerTest, UnknownBytesAreReportedOnceARun) {
  EXPECT_EQ(tokens("@@$ a\xC3\xA9~"),
            "1:5 identifier 'a'\n"
            "1:1 error: unexpected `@@$`; a name with other characters than "
            "letters, digits and `_` is written in quotes\n"
            "1:6 error: unexpected `\xC3\xA9~`; a name with other characters "
            "than letters, digits and `_` is written in quotes\n");
  // Control characters do not reach the terminal.
  EXPECT_NE(tokens("\x1B[2J").find("`\\x1B`"), std::string::npos);
}

TEST_F(LexerTest, MessagesShortenLongTokens) {
  EXPECT_LT(tokens(std::string(100'000, '9')).size(), 200u);
  EXPECT_LT(tokens("\"" + std::string(100'000, 'a')).size(), 200u);
}

// LEX6
TEST_F(LexerTest, LineEndingsAndByteOrderMarks) {
  EXPECT_EQ(tokens("a\r\nb # c\r\nd"), "1:1 identifier 'a'\n"
                                       "2:1 identifier 'b'\n"
                                       "3:1 identifier 'd'\n");
  EXPECT_EQ(tokens("\xEF\xBB\xBF"
                   "a"),
            "1:4 identifier 'a'\n");
  EXPECT_EQ(tokens("# only a comment"), "");
  EXPECT_EQ(tokens(""), "");
}
