//===- AdviceExplain.h - What a run means -----------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/AutoGuide.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_AUTOGUIDE_ADVICEEXPLAIN_H
#define MAPWRIGHT_LIB_AUTOGUIDE_ADVICEEXPLAIN_H

#include "AdviceFacts.h"

#include "mapwright/AutoGuide/Feedback.h"

namespace mapwright {

/// Fills in everything but suggestions.
void explain(const RunFacts &facts, Feedback &feedback);

/// What no edit of the mapper changes: memories too small for the data, tasks
/// too small for the runtime. To be called when all edits were tried.
void suggestElsewhere(const RunFacts &facts, Feedback &feedback);

} // namespace mapwright

#endif // MAPWRIGHT_LIB_AUTOGUIDE_ADVICEEXPLAIN_H
