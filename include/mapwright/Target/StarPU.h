//===- StarPU.h - C++ for StarPU programs -----------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_TARGET_STARPU_H
#define MAPWRIGHT_TARGET_STARPU_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Support/LLVM.h"

namespace mapwright {

/// Warns (target-unsupported) of statements that StarPU cannot obey, at each of
/// them: layouts, control replication, and kinds of processors and memories it
/// does not have.
void warnOfStarPULimits(mlir::ModuleOp module);

/// Prints the C++ that a StarPU program links together with the library
/// mapwright-starpu: the policy, as emitCppPolicy() does for the same module,
/// and a function `const mw_policy *get_NAME_policy()` for the constructor of
/// starpu::Session. NAME is the file name of the mapper as an identifier.
mlir::LogicalResult emitStarPUPolicy(mlir::ModuleOp module,
                                     mlir::raw_ostream &os);

} // namespace mapwright

#endif // MAPWRIGHT_TARGET_STARPU_H
