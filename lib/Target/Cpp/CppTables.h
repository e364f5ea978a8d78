//===- CppTables.h - Statements of a mapper as C++ tables -------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Target/Cpp. The rows of mapwright/Runtime/PolicyTables.h.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_TARGET_CPP_CPPTABLES_H
#define MAPWRIGHT_LIB_TARGET_CPP_CPPTABLES_H

#include "CppText.h"

#include "dialect/Mapping/IR/MappingDialect.h"

namespace mapwright {

/// Prints a table for each kind of statement the mapper has, and `tables`.
void printTables(mapping::MapperOp mapper, CppWriter &writer);

/// One row for each task, or kind, of a map statement: `{key, kind, target}`.
void appendMapRows(llvm::ArrayRef<mlir::Attribute> tasks,
                   mapping::ProcKindAttr kind, llvm::StringRef target,
                   std::vector<std::string> &rows);

/// Prints `constexpr TYPE NAME[] = {...};`, a row a line.
void printRows(llvm::StringRef type, llvm::StringRef name,
               llvm::ArrayRef<std::string> rows, CppWriter &writer);

} // namespace mapwright

#endif // MAPWRIGHT_LIB_TARGET_CPP_CPPTABLES_H
