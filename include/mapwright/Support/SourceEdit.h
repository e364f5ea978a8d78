//===- SourceEdit.h - The one edit type of Mapwright ------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Fix-its, AutoGuide, the optimizer and editors all describe a change of a
// source text with these two types (design: "Checks and diagnostics").
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_SUPPORT_SOURCEEDIT_H
#define MAPWRIGHT_SUPPORT_SOURCEEDIT_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <cstdint>
#include <string>

namespace mapwright {

/// Replaces the bytes [begin, end) of `file` by `text`. Offsets are 0-based
/// bytes; begin == end inserts.
struct SourceEdit {
  std::string file;
  uint32_t begin = 0;
  uint32_t end = 0;
  std::string text;
};

/// How far a fix may be trusted.
enum class Applicability {
  /// Applied by `--fix`: it is what the author meant.
  Machine,
  /// Shown only: a person has to decide.
  Maybe,
};

/// A titled set of edits that belong together: all are applied or none.
struct Fix {
  std::string title;
  llvm::SmallVector<SourceEdit, 2> edits;
  Applicability applicability = Applicability::Maybe;
};

/// Applies `edits` (all of one file) to `source`. Edits may come in any order;
/// inserts at one place keep the order given. Fails if two edits overlap or one
/// lies outside of the source; `source` is not changed then.
llvm::Expected<std::string> applyEdits(llvm::StringRef source,
                                       llvm::ArrayRef<SourceEdit> edits);

/// Applies the machine-applicable ones of `fixes` that concern `file`. A fix
/// that overlaps an earlier one, or is equal to one, is left out whole. Returns
/// the new text and adds the number of fixes applied to `applied`.
std::string applyFixes(llvm::StringRef source, llvm::StringRef file,
                       llvm::ArrayRef<Fix> fixes, unsigned &applied);

} // namespace mapwright

#endif // MAPWRIGHT_SUPPORT_SOURCEEDIT_H
