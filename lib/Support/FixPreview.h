//===- FixPreview.h - What a fix changes, line by line ----------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Turns the byte edits of a fix into the lines that a person compares.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_SUPPORT_FIXPREVIEW_H
#define MAPWRIGHT_LIB_SUPPORT_FIXPREVIEW_H

#include "SourceLookup.h"

#include "mapwright/Support/SourceEdit.h"

#include <string>

namespace mapwright {

/// Consecutive lines that a fix changes.
struct FixHunk {
  unsigned oldLine; ///< line of the first one removed, from 1
  unsigned newLine; ///< its line after the fix
  llvm::SmallVector<std::string> removed;
  llvm::SmallVector<std::string> added;
};

/// The hunks of edits of one file, in order; none if the edits cannot be
/// applied to `source`.
llvm::SmallVector<FixHunk> previewEdits(const SourceText &source,
                                        llvm::ArrayRef<SourceEdit> edits);

} // namespace mapwright

#endif // MAPWRIGHT_LIB_SUPPORT_FIXPREVIEW_H
