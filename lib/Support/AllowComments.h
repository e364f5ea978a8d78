//===- AllowComments.h - Comments that silence warnings ---------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `# mapwright: allow(<id>[, <id>])`, with `//` as well as with `#`.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_SUPPORT_ALLOWCOMMENTS_H
#define MAPWRIGHT_LIB_SUPPORT_ALLOWCOMMENTS_H

#include "SourceLookup.h"

#include "mapwright/Support/Diagnostics.h"

namespace mapwright {

/// Whether a comment on `line` of `source`, or one that has the line above to
/// itself, allows `id`.
bool isAllowedByComment(const SourceText &source, unsigned line, DiagId id);

} // namespace mapwright

#endif // MAPWRIGHT_LIB_SUPPORT_ALLOWCOMMENTS_H
