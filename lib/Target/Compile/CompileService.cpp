//===- CompileService.cpp - What the compile library offers ---------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CompileService.h"

#include "ClangCompiler.h"
#include "SharedLinker.h"

using namespace mapwright;

namespace {
class ClangAndLLD : public detail::CompileService {
public:
  llvm::Expected<std::string>
  compile(llvm::StringRef source, llvm::StringRef fileName,
          const CompileOptions &options,
          std::vector<CompileDiagnostic> &diagnostics) override {
    return detail::compileWithClang(source, fileName, options, diagnostics);
  }

  llvm::Expected<std::string> link(llvm::StringRef object) override {
    return detail::linkWithLLD(object);
  }
};
} // namespace

extern "C" LLVM_ATTRIBUTE_VISIBILITY_DEFAULT detail::CompileService *
mapwrightCompileService(unsigned version) {
  static ClangAndLLD service;
  return version == detail::compileServiceVersion ? &service : nullptr;
}
