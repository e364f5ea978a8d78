//===- MapcPolicy.cpp - mapc as the compiler of policies ------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MapcActions.h"

#include "mapwright/Conversion/Passes.h"
#include "mapwright/Target/Compile.h"
#include "mapwright/Target/Cpp.h"
#include "mapwright/Target/Legion.h"
#include "mapwright/Target/StarPU.h"

#include "mlir/Pass/PassManager.h"

using namespace mlir;
using namespace mapwright;

/// What Clang says of generated code is a mistake of this compiler, but it has
/// a place in the mapper.
static void reportCompileMessages(ModuleOp module,
                                  ArrayRef<CompileDiagnostic> messages) {
  for (const CompileDiagnostic &message : messages) {
    if (message.severity != CompileDiagnostic::Severity::Error)
      continue;
    Location loc = module.getLoc();
    if (message.line > 0)
      loc = FileLineColLoc::get(module.getContext(), message.file, message.line,
                                1);
    diagnose(loc, DiagId::IRUnsupported)
        << "the generated C++ does not compile: " << message.text;
  }
}

/// Compiles a policy, and links it if `link` is set.
static LogicalResult compilePolicy(ModuleOp module, StringRef source, bool link,
                                   raw_ostream &os) {
  std::vector<CompileDiagnostic> messages;
  CompileOptions options;
  llvm::Expected<std::string> bytes =
      compileToObject(source, "policy.cpp", options, messages);
  reportCompileMessages(module, messages);
  if (bytes && link)
    bytes = linkShared(*bytes, options);
  if (!bytes)
    return diagnose(module.getLoc(), DiagId::Input)
           << "cannot compile the policy: "
           << llvm::toString(bytes.takeError());
  os << *bytes;
  return success();
}

LogicalResult mapwright::emitPolicy(const MapcOptions &options, ModuleOp module,
                                    raw_ostream &os) {
  PassManager passes(module.getContext(), module->getName().getStringRef());
  passes.enableVerifier(false);
  buildPolicyPipeline(passes, options.maxRank);
  if (failed(passes.run(module)))
    return failure();
  EmitKind kind = options.getEmit();
  if (kind == EmitKind::Cpp && options.target == PolicyTarget::StarPU)
    return emitStarPUPolicy(module, os);
  if (kind == EmitKind::Placement) {
    for (auto map : module.getOps<placement::MapOp>()) {
      map->print(os);
      os << "\n";
    }
    return success();
  }
  if (kind == EmitKind::Cpp)
    return options.target == PolicyTarget::Legion
               ? emitLegionMapper(module, os)
               : emitCppPolicy(module, os, {});
  // Messages of Clang then name the line of the mapper.
  CppPolicyOptions toCompile;
  toCompile.lineDirectives = true;
  std::string source;
  llvm::raw_string_ostream text(source);
  if (failed(emitCppPolicy(module, text, toCompile)))
    return failure();
  return compilePolicy(module, source, kind == EmitKind::Shared, os);
}
