//===- MapperRunGuide.h - Guidance on the output of a program ---*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Tools.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_TOOLS_MAPPERRUNGUIDE_H
#define MAPWRIGHT_LIB_TOOLS_MAPPERRUNGUIDE_H

#include "MapperRunOptions.h"

#include "mapwright/AutoGuide/Feedback.h"

namespace mapwright {

/// Writes what --guide and --json ask for; all if nothing does.
void writeFeedback(const MapperRunOptions &options, const Feedback &feedback,
                   llvm::raw_ostream &os);

/// Writes what the standard input, the output of a run, means (--guide-stdin),
/// with edits of the mapper if there is one.
/// `exitNegative` if no rule knows anything in it.
ExitCode guideStandardInput(const MapperRunOptions &options,
                            const DiagnosticOptions &diagnostics);

} // namespace mapwright

#endif // MAPWRIGHT_LIB_TOOLS_MAPPERRUNGUIDE_H
