//===- MapperOptOptions.h - Command line of mapper-opt ----------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_TOOLS_MAPPEROPTOPTIONS_H
#define MAPWRIGHT_LIB_TOOLS_MAPPEROPTOPTIONS_H

#include "MapperOptStudyOptions.h"

#include "mapwright/Support/DiagnosticCLOptions.h"
#include "mapwright/Tools/CommonInput.h"
#include "mapwright/Tools/CommonOptions.h"

#include "mlir/Tools/mlir-opt/MlirOptMain.h"

namespace mapwright {

/// What `mapper-opt` writes.
enum class OptOutput { Mapping, Mapper };

/// The options of `mapper-opt`: MLIR's, as far as they make sense for mappers,
/// and some of ours. Passes are to be registered before.
class MapperOptOptions {
public:
  explicit MapperOptOptions(mlir::DialectRegistry &dialects);

  static const ToolInfo &getTool();

  InputOptions getInput(const mlir::MlirOptMainConfig &config) const;
  DiagnosticOptions getDiagnostics() const {
    return diagnostics.get(getTool().name);
  }

private:
  /// Registers MLIR's options; the members below are registered after it.
  struct MLIROptions {
    explicit MLIROptions(mlir::DialectRegistry &dialects);
  };
  MLIROptions mlirOptions;
  DiagnosticCLOptions diagnostics;

public:
  llvm::cl::opt<std::string> input;
  llvm::cl::opt<std::string> output;
  llvm::cl::opt<OptOutput> emit;
  llvm::cl::opt<InputLanguage> language;
  llvm::cl::opt<unsigned> maxRank;
  llvm::cl::opt<std::string> machine;
  llvm::cl::opt<std::string> program;
  llvm::cl::opt<bool> noChecks;
  OptimizeCLOptions optimize;
};

} // namespace mapwright

#endif // MAPWRIGHT_LIB_TOOLS_MAPPEROPTOPTIONS_H
