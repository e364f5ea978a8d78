//===- RuleEdits.h - Rules' suggestions as edits ----------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Turns what rules suggest into edits of the mapper that was run. In the
// library MapwrightAdvice.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_AUTOGUIDE_RULEEDITS_H
#define MAPWRIGHT_AUTOGUIDE_RULEEDITS_H

#include "mapwright/AutoGuide/Feedback.h"

namespace mapwright {

/// The mapper that an output is of.
struct MapperText {
  llvm::StringRef source; ///< text of the mapper
  llvm::StringRef file;   ///< its name in the edits
};

/// Sets the fix of each suggestion that asks for an edit (Suggestion::edit), if
/// the output and the mapper say enough to make it. A mapper that does not
/// compile gets the fixes of its own diagnostics. Every other fix changes what
/// the mapper decides, and the edited mapper compiles.
void addFixes(Feedback &feedback, const MapperText &mapper);

} // namespace mapwright

#endif // MAPWRIGHT_AUTOGUIDE_RULEEDITS_H
