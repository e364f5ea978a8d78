//===- Explain.h - The text of --explain ------------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What `mapc --explain NAME` prints: the row of Diagnostics.def, or the ids of
// a group.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_SUPPORT_EXPLAIN_H
#define MAPWRIGHT_SUPPORT_EXPLAIN_H

#include "mapwright/Support/Diagnostics.h"

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace mapwright {

/// Explains the id called `name`, or lists the ids of the group called so.
/// Fails without writing anything if there is neither (see closestDiagnostic).
mlir::LogicalResult explainDiagnostic(llvm::StringRef name,
                                      llvm::raw_ostream &os);

/// Lists all ids with their summaries, group by group.
void listDiagnostics(llvm::raw_ostream &os);

} // namespace mapwright

#endif // MAPWRIGHT_SUPPORT_EXPLAIN_H
