//===- CppText.h - Text of generated C++ ------------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Target/Cpp: literals, comments, lines, and places in the
// mapper's source.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_TARGET_CPP_CPPTEXT_H
#define MAPWRIGHT_LIB_TARGET_CPP_CPPTEXT_H

#include "mapwright/Support/Kinds.h"

#include "mlir/IR/Location.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"

#include <string>
#include <vector>

namespace mapwright {

/// A string literal of any bytes but NUL, in ASCII.
std::string quoteCpp(llvm::StringRef text);
/// An int64_t literal; small ones have type int.
std::string formatInteger(int64_t value);
/// "MW_GPU", "MW_FBMEM": the enumerators of policy.h.
template <typename Kind>
std::string formatKind(Kind kind) {
  return ("MW_" + spelling(kind)).str();
}
/// What can stand after `//` on one line.
std::string formatComment(llvm::StringRef text);

/// Writes indented lines.
class CppWriter {
public:
  explicit CppWriter(llvm::raw_ostream &os, unsigned depth = 0)
      : os(os), depth(depth) {}

  /// One line, broken at spaces where 80 columns are not enough.
  void line(const llvm::Twine &text);
  /// As it is, at the beginning of a line.
  void raw(llvm::StringRef text) { os << text; }
  /// A comment of one line, cut off at 80 columns.
  void comment(llvm::StringRef text);
  void blank() { os << '\n'; }
  /// `head` and `items`, separated by commas, and `tail`, broken into lines of
  /// at most 80 columns where there is a comma. Items are aligned with the
  /// first one if there is room for them.
  void list(llvm::StringRef head, llvm::ArrayRef<std::string> items,
            llvm::StringRef tail);

  /// `head`, `calls` that begin with a dot, and `tail`, broken before a dot
  /// where 80 columns are not enough.
  void chain(llvm::StringRef head, llvm::ArrayRef<std::string> calls,
             llvm::StringRef tail);

  /// Lines are indented by one step more.
  class Nested {
  public:
    explicit Nested(CppWriter &writer) : writer(writer) { ++writer.depth; }
    ~Nested() { --writer.depth; }
    Nested(const Nested &) = delete;
    Nested &operator=(const Nested &) = delete;

  private:
    CppWriter &writer;
  };

private:
  llvm::raw_ostream &os;
  unsigned depth;
};

/// A place in the mapper's source; line 0 if it is not known.
struct SourcePlace {
  uint32_t line = 0;
  uint32_t column = 0;
};

/// The source of a mapper, by lines.
class SourceLines {
public:
  /// `name` is what locations call the file; `text` may be empty.
  SourceLines(llvm::StringRef name, llvm::StringRef text,
              bool hasDirectives = false);

  /// Where an operation begins in this source: for inlined functions inside of
  /// them.
  SourcePlace find(mlir::Location loc) const;
  /// "app.mapper:12: text of the line"
  std::string describe(uint32_t line) const;

  /// `#line`, with its end of line: what follows stands for this line of the
  /// source; empty if there are to be none.
  std::string getDirective(uint32_t line) const;
  /// `#line`, with its end of line: what follows stands for no source.
  std::string getFunctionEnd() const;

private:
  std::string name;
  llvm::SmallVector<llvm::StringRef, 0> lines;
  bool hasDirectives;
};

/// The name the author gave the value of an operation; empty if there is none.
llvm::StringRef getAuthorName(mlir::Location loc);

} // namespace mapwright

#endif // MAPWRIGHT_LIB_TARGET_CPP_CPPTEXT_H
