//===- ClangCompiler.h - Clang in this process ------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_TARGET_COMPILE_CLANGCOMPILER_H
#define MAPWRIGHT_LIB_TARGET_COMPILE_CLANGCOMPILER_H

#include "mapwright/Target/Compile.h"

namespace mapwright::detail {

/// See compileToObject.
llvm::Expected<std::string>
compileWithClang(llvm::StringRef source, llvm::StringRef fileName,
                 const CompileOptions &options,
                 std::vector<CompileDiagnostic> &diagnostics);

} // namespace mapwright::detail

#endif // MAPWRIGHT_LIB_TARGET_COMPILE_CLANGCOMPILER_H
