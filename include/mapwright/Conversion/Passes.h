//===- Passes.h - Conversion passes -----------------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_CONVERSION_PASSES_H
#define MAPWRIGHT_CONVERSION_PASSES_H

#include "dialect/Placement/IR/PlacementDialect.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace mapwright {

#define GEN_PASS_DECL
#include "lib/Conversion/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "lib/Conversion/Passes.h.inc"

/// Adds the passes that turn a module with a checked mapper into what policies
/// are printed from: conversion, folding, removal of requirements.
void buildPolicyPipeline(mlir::OpPassManager &passes, unsigned maxRank);

} // namespace mapwright

#endif // MAPWRIGHT_CONVERSION_PASSES_H
