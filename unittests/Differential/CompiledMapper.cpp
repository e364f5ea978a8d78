//===- CompiledMapper.cpp - A mapper and its policy -----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CompiledMapper.h"

#include "mapwright/Conversion/Passes.h"
#include "mapwright/Frontend/Frontend.h"
#include "mapwright/Target/Compile.h"
#include "mapwright/Target/Cpp.h"

#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"

using namespace mapwright;

CompiledMapper::CompiledMapper(llvm::StringRef text)
    : context(mlir::MLIRContext::Threading::DISABLED),
      handler(
          &context,
          [this](mlir::Diagnostic &diag) { messages += diag.str() + "\n"; }),
      module(importMapper(text, "random.mapper", &context)) {}

mapping::MapperOp CompiledMapper::getMapper() {
  return *module->getOps<mapping::MapperOp>().begin();
}

std::optional<std::string> CompiledMapper::emitCpp() {
  mlir::OwningOpRef<mlir::ModuleOp> policy = module->clone();
  mlir::PassManager passes(&context, policy.get()->getName().getStringRef());
  buildPolicyPipeline(passes, /*maxRank=*/3);
  std::string cpp;
  llvm::raw_string_ostream os(cpp);
  if (failed(passes.run(*policy)) || failed(emitCppPolicy(*policy, os)))
    return std::nullopt;
  return cpp;
}

llvm::Expected<PolicyLibrary> CompiledMapper::compile(llvm::StringRef cpp) {
  CompileOptions options;
  std::vector<CompileDiagnostic> diagnostics;
  auto object = compileToObject(cpp, "random.cpp", options, diagnostics);
  if (!object)
    return object.takeError();
  auto bytes = linkShared(*object, options);
  if (!bytes)
    return bytes.takeError();
  int descriptor = -1;
  llvm::SmallString<128> path;
  if (std::error_code code =
          llvm::sys::fs::createTemporaryFile("random", "so", descriptor, path))
    return llvm::createStringError(code, code.message());
  llvm::FileRemover remover(path);
  llvm::raw_fd_ostream(descriptor, /*shouldClose=*/true) << *bytes;
  return PolicyLibrary::load(path);
}
