//===- MapperRunAdvice.h - Advice on simulated runs -------------*- C++ -*-===//
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

#ifndef MAPWRIGHT_LIB_TOOLS_MAPPERRUNADVICE_H
#define MAPWRIGHT_LIB_TOOLS_MAPPERRUNADVICE_H

#include "MapperRunOptions.h"

#include "mapwright/Evaluate/Evaluator.h"
#include "mapwright/Report/Report.h"

namespace mapwright {

/// The text of the mapper, also of one that was read as a module.
mlir::FailureOr<std::string> getMapperText(Evaluator &evaluator);

/// Writes what a run means and which edits of the mapper save time (--guide).
mlir::LogicalResult writeAdvice(const MapperRunOptions &options,
                                const RunView &run, Evaluator &evaluator,
                                llvm::raw_ostream &os);

/// Writes the mapper after following advice (--apply-advice), and what was done
/// to the standard error.
mlir::LogicalResult applyAdvice(const MapperRunOptions &options,
                                const RunView &run, Evaluator &evaluator,
                                llvm::raw_ostream &os);

} // namespace mapwright

#endif // MAPWRIGHT_LIB_TOOLS_MAPPERRUNADVICE_H
