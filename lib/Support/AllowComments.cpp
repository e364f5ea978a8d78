//===- AllowComments.cpp - Comments that silence warnings -----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AllowComments.h"

#include "mapwright/Support/WarningPolicy.h"

#include "llvm/ADT/STLExtras.h"

using namespace mapwright;

/// Where the comment of a line starts; npos if it has none.
static size_t findComment(llvm::StringRef line) {
  bool inString = false;
  for (auto [i, c] : llvm::enumerate(line)) {
    if (c == '"')
      inString = !inString;
    else if (!inString && (c == '#' || line.substr(i).starts_with("//")))
      return i;
  }
  return llvm::StringRef::npos;
}

/// Whether a comment, given from its `#` or `//` on, allows `id`.
static bool allows(llvm::StringRef comment, DiagId id) {
  comment = comment.ltrim("#/").ltrim();
  if (!comment.consume_front("mapwright:"))
    return false;
  comment = comment.ltrim();
  if (!comment.consume_front("allow"))
    return false;
  comment = comment.ltrim();
  if (!comment.consume_front("(") || !comment.contains(')'))
    return false;
  llvm::SmallVector<llvm::StringRef> names;
  comment.split(')').first.split(names, ',');
  return llvm::any_of(names, [&](llvm::StringRef name) {
    return llvm::is_contained(findDiagnostics(name.trim()), id);
  });
}

bool mapwright::isAllowedByComment(const SourceText &source, unsigned line,
                                   DiagId id) {
  llvm::StringRef own = source.getLine(line);
  size_t comment = findComment(own);
  if (comment != llvm::StringRef::npos && allows(own.substr(comment), id))
    return true;
  llvm::StringRef above = source.getLine(line - 1).ltrim();
  return line > 1 && findComment(above) == 0 && allows(above, id);
}
