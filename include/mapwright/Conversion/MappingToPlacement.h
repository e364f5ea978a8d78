//===- MappingToPlacement.h - From what was written to what is decided -*- C++
//-*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_CONVERSION_MAPPINGTOPLACEMENT_H
#define MAPWRIGHT_CONVERSION_MAPPINGTOPLACEMENT_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Support/LLVM.h"

namespace mapwright {

/// Adds to a module with one checked `mapping.mapper` a `placement.map` for
/// each function that a map names and each launch rank up to `maxRank` (and 0,
/// for single maps) it is well typed for. The mapper stays as it is. Fails,
/// with a diagnostic, on what a policy cannot compute.
mlir::LogicalResult lowerToPlacement(mlir::ModuleOp module, unsigned maxRank);

} // namespace mapwright

#endif // MAPWRIGHT_CONVERSION_MAPPINGTOPLACEMENT_H
