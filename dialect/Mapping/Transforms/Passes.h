//===- Passes.h - Passes over the mapping dialect ---------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_DIALECT_MAPPING_TRANSFORMS_PASSES_H
#define MAPWRIGHT_DIALECT_MAPPING_TRANSFORMS_PASSES_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace mapwright::mapping {

#define GEN_PASS_DECL
#include "dialect/Mapping/Transforms/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "dialect/Mapping/Transforms/Passes.h.inc"

} // namespace mapwright::mapping

#endif // MAPWRIGHT_DIALECT_MAPPING_TRANSFORMS_PASSES_H
