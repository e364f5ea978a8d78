//===- CheckIR.h - Checks as a pass --------------------------- -*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `mapping-check`: what mapc does with --machine and --program, in pipelines.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_ANALYSIS_CHECKIR_H
#define MAPWRIGHT_ANALYSIS_CHECKIR_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace mapwright {

#define GEN_PASS_DECL
#include "lib/Analysis/CheckIR/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "lib/Analysis/CheckIR/Passes.h.inc"

} // namespace mapwright

#endif // MAPWRIGHT_ANALYSIS_CHECKIR_H
