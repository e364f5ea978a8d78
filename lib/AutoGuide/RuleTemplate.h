//===- RuleTemplate.h - Texts with places for captures ----------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/AutoGuide. A template is text with `{name}`,
// `{name|otherwise}` for a capture that need not be there, `{name:bytes}` for a
// size and
// `{name:table}` for a row of a table. `{{` stands for a brace.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_AUTOGUIDE_RULETEMPLATE_H
#define MAPWRIGHT_LIB_AUTOGUIDE_RULETEMPLATE_H

#include "mapwright/AutoGuide/Rules.h"

#include "llvm/ADT/STLFunctionalExtras.h"

namespace mapwright {

/// A `{...}` of a template.
struct TemplatePlace {
  llvm::StringRef name, filter, otherwise;
};

/// Calls `onText` and `onPlace` in order. Fails if a brace is not closed.
llvm::Error
visitTemplate(llvm::StringRef text,
              llvm::function_ref<void(llvm::StringRef)> onText,
              llvm::function_ref<llvm::Error(const TemplatePlace &)> onPlace);

/// The text with all places filled in. The template has been checked when the
/// rule was read.
std::string expandTemplate(llvm::StringRef text,
                           const std::map<std::string, std::string> &captures,
                           const RuleTables &tables);

} // namespace mapwright

#endif // MAPWRIGHT_LIB_AUTOGUIDE_RULETEMPLATE_H
