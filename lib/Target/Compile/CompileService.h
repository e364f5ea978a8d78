//===- CompileService.h - What the compile library offers -------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The door between CompileClient.cpp and libMapwrightCompile.so. Both are built
// together, so C++ may pass through it.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_TARGET_COMPILE_COMPILESERVICE_H
#define MAPWRIGHT_LIB_TARGET_COMPILE_COMPILESERVICE_H

#include "mapwright/Target/Compile.h"

namespace mapwright::detail {

/// The functions of mapwright/Target/Compile.h.
class CompileService {
public:
  virtual ~CompileService() = default;
  virtual llvm::Expected<std::string>
  compile(llvm::StringRef source, llvm::StringRef fileName,
          const CompileOptions &options,
          std::vector<CompileDiagnostic> &diagnostics) = 0;
  virtual llvm::Expected<std::string> link(llvm::StringRef object) = 0;
};

/// Changes with everything that passes through the door.
constexpr unsigned compileServiceVersion = 1;

} // namespace mapwright::detail

/// The one symbol of the library: null if it has another version.
extern "C" mapwright::detail::CompileService *
mapwrightCompileService(unsigned version);

#endif // MAPWRIGHT_LIB_TARGET_COMPILE_COMPILESERVICE_H
