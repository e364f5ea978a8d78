//===- RandomMapper.h - Random programs for tests ---------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Programs that parse, of every construct of the language. They need not be
// well typed. Equal seeds give equal programs for one compiler (the order in
// which it evaluates arguments decides).
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_UNITTESTS_FRONTEND_RANDOMMAPPER_H
#define MAPWRIGHT_UNITTESTS_FRONTEND_RANDOMMAPPER_H

#include "mapwright/Frontend/AST.h"

#include <random>
#include <string>

namespace mapwright::test {

/// Random numbers that are the same with every standard library.
class Random {
public:
  explicit Random(uint64_t seed) : engine(seed) {}
  /// From 0 to `bound` - 1.
  unsigned below(unsigned bound) { return engine() % bound; }
  /// True once in `n` times.
  bool oneIn(unsigned n) { return below(n) == 0; }

private:
  std::mt19937_64 engine;
};

/// A mapper of up to 12 statements, expressions up to 5 levels high. The tree
/// has no ranges.
ast::Mapper randomMapper(Random &random, ast::ASTContext &context);

/// `text` with the white space between its tokens replaced by other white
/// space, line breaks and comments.
std::string scatterTrivia(llvm::StringRef text, llvm::StringRef lineBreak,
                          Random &random);

} // namespace mapwright::test

#endif // MAPWRIGHT_UNITTESTS_FRONTEND_RANDOMMAPPER_H
