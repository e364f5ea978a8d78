//===- Legion.h - C++ for Legion programs -----------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_TARGET_LEGION_H
#define MAPWRIGHT_TARGET_LEGION_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Support/LLVM.h"

#include <string>

namespace mapwright {

/// Prints the C++ that a Legion program links together with the library
/// mapwright-legion: the policy, as emitCppPolicy() does for the same module,
/// and functions `register_NAME_mappers`, of which the first one is a
/// registration callback. NAME is getLegionName() of the mapper.
mlir::LogicalResult emitLegionMapper(mlir::ModuleOp module,
                                     mlir::raw_ostream &os);

/// The file name of a mapper without folders and ending, as an identifier.
std::string getLegionName(llvm::StringRef mapper);

} // namespace mapwright

#endif // MAPWRIGHT_TARGET_LEGION_H
