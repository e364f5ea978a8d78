//===- CompiledMapper.h - A mapper and its policy ---------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A mapper given as text, twice: checked, to be evaluated, and compiled in this
// process to a policy that is loaded.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_UNITTESTS_DIFFERENTIAL_COMPILEDMAPPER_H
#define MAPWRIGHT_UNITTESTS_DIFFERENTIAL_COMPILEDMAPPER_H

#include "mapwright/Evaluate/Evaluator.h"
#include "mapwright/Policy/PolicyLibrary.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace mapwright {

class CompiledMapper {
public:
  explicit CompiledMapper(llvm::StringRef text);

  /// Whether the mapper is a correct one.
  bool isChecked() const { return static_cast<bool>(module); }
  mapping::MapperOp getMapper();

  /// The C++ of the policy; none, with the reason in getMessages(), if there is
  /// no policy that does what the mapper does.
  std::optional<std::string> emitCpp();
  llvm::Expected<PolicyLibrary> compile(llvm::StringRef cpp);

  /// What has been diagnosed.
  llvm::StringRef getMessages() const { return messages; }

private:
  mlir::MLIRContext context;
  std::string messages;
  mlir::ScopedDiagnosticHandler handler;
  mlir::OwningOpRef<mlir::ModuleOp> module;
};

} // namespace mapwright

#endif // MAPWRIGHT_UNITTESTS_DIFFERENTIAL_COMPILEDMAPPER_H
