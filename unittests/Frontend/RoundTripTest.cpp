//===- RoundTripTest.cpp - Round trips of random programs -----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RandomMapper.h"
#include "SyntaxProperties.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/Support/raw_ostream.h"

#include "gtest/gtest.h"

using namespace mapwright;
using namespace mapwright::test;

namespace {
constexpr unsigned numPrograms = 3000;

class RoundTripTest : public ::testing::Test {
protected:
  std::string print(const ast::Mapper &mapper) {
    std::string tree;
    llvm::raw_string_ostream os(tree);
    printAST(mapper, os);
    return tree;
  }

  void expectNoViolation(llvm::StringRef text) {
    std::optional<std::string> violation = findViolation(&context, text);
    EXPECT_EQ(violation.value_or(""), "");
  }

  mlir::MLIRContext context{mlir::MLIRContext::Threading::DISABLED};
};
} // namespace

TEST_F(RoundTripTest, UnparsedTreesParseToEqualTrees) {
  for (unsigned seed = 0; seed < numPrograms && !HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    ast::ASTContext nodes;
    ast::Mapper mapper = randomMapper(random, nodes);
    std::string text = unparse(mapper);
    EXPECT_EQ(parsedAST(&context, text).value_or("does not parse"),
              print(mapper))
        << text;
    expectNoViolation(text);
  }
}

TEST_F(RoundTripTest, PropertiesHoldWithCommentsAndWhiteSpaceAnywhere) {
  for (unsigned seed = 0; seed < numPrograms && !HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    ast::ASTContext nodes;
    ast::Mapper mapper = randomMapper(random, nodes);
    llvm::StringRef lineBreak = random.oneIn(4) ? "\r\n" : "\n";
    std::string text = scatterTrivia(unparse(mapper), lineBreak, random);
    EXPECT_EQ(parsedAST(&context, text).value_or("does not parse"),
              print(mapper))
        << text;
    expectNoViolation(text);
  }
}

/// Damaged programs must neither crash nor hang, and where they still parse all
/// properties hold.
TEST_F(RoundTripTest, PropertiesHoldForDamagedPrograms) {
  for (unsigned seed = 0; seed < numPrograms && !HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    ast::ASTContext nodes;
    std::string text = unparse(randomMapper(random, nodes));
    for (unsigned n = 1 + random.below(3); n > 0 && !text.empty(); --n) {
      unsigned place = random.below(text.size());
      constexpr llvm::StringLiteral noise = "();,*\"{}[]:?.=!&-#9z\n";
      if (random.oneIn(2))
        text.erase(place, 1 + random.below(4));
      else
        text.insert(place, 1, noise[random.below(noise.size())]);
    }
    expectNoViolation(text);
  }
}

/// Long chains of everything that nests, just below the limit (LEX6): what is
/// accepted is accepted again after unparsing.
TEST_F(RoundTripTest, PropertiesHoldAtTheNestingLimit) {
  struct Chain {
    const char *begin, *link, *end, *close;
  };
  const Chain chains[] = {{"x = ", "(", "1", ")"},
                          {"x = ", "-", "1", ""},
                          {"x = a", ".b", "", ""},
                          {"x = a", " + a", "", ""},
                          {"x = ", "f(", "1", ")"},
                          {"x = ", "a[", "1", "]"},
                          {"x = ", "c ? a : ", "1", ""},
                          {"x = ", "(1, ", "2", ")"},
                          {"x = ", "c ? ", "1", " : a"},
                          {"x = ", "a[", "1", ":]"},
                          {"x = ", "tuple(", "1", " for i in t)"}};
  for (const Chain &chain : chains) {
    SCOPED_TRACE(chain.link);
    auto build = [&](unsigned length) {
      std::string text = chain.begin;
      for (unsigned i = 0; i < length; ++i)
        text += chain.link;
      text += chain.end;
      for (unsigned i = 0; i < length; ++i)
        text += chain.close;
      return text + ";\n";
    };
    mlir::ScopedDiagnosticHandler swallow(
        &context, [](mlir::Diagnostic &) { return mlir::success(); });
    EXPECT_TRUE(parsedAST(&context, build(maxNesting)));
    EXPECT_FALSE(parsedAST(&context, build(maxNesting + 1)));
    EXPECT_FALSE(parsedAST(&context, build(100'000)));
    expectNoViolation(build(maxNesting));
  }
}
