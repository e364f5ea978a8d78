//===- Passes.h - The pass that optimizes -----------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_OPTIMIZE_PASSES_H
#define MAPWRIGHT_OPTIMIZE_PASSES_H

#include "mapwright/Optimize/Optimizer.h"

#include "dialect/Mapping/IR/MappingDialect.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace mapwright {

#define GEN_PASS_DECL
#include "lib/Optimize/Driver/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "lib/Optimize/Driver/Passes.h.inc"

namespace optimize {

/// Called with a study before it runs, and with its result.
struct OptimizeHooks {
  std::function<void(const Optimizer &)> begin;
  /// An error stops the pass.
  std::function<llvm::Error(Optimizer &, const StudyResult &)> end;
};

/// Replaces the only mapper of a module by the best one that a study finds.
/// Errors as of Optimizer. What is wrong with module or mappers is reported,
/// and the error has no text then.
llvm::Error optimizeModule(mlir::ModuleOp module,
                           const OptimizerOptions &options,
                           const OptimizeHooks &hooks = {});

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_OPTIMIZE_PASSES_H
