//===- MapperOptStudy.h - mapper-opt --optimize -----------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Tools.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_TOOLS_MAPPEROPTSTUDY_H
#define MAPWRIGHT_LIB_TOOLS_MAPPEROPTSTUDY_H

#include "MapperOptStudyOptions.h"

#include "mapwright/Optimize/StudyReport.h"
#include "mapwright/Support/DiagnosticConsole.h"
#include "mapwright/Support/OutputFile.h"

#include "mlir/IR/BuiltinOps.h"

namespace mapwright {

/// Shows what is in the store of a study (--list, --show, --export).
ExitCode showStore(const OptimizeCLOptions &options, llvm::StringRef output,
                   const DiagnosticOptions &diagnostics);

/// Optimizes the mapper of one module.
class StudyRun {
public:
  StudyRun(const OptimizeCLOptions &options,
           optimize::OptimizerOptions optimizer,
           const DiagnosticOptions &diagnostics);

  /// Whether something is to be shown instead of optimizing (--space,
  /// --print-prompts, --dry-run).
  bool onlyShows() const;

  /// Replaces the mapper by the best one that is found, or shows what is asked
  /// for on `os`. Tables go to `tables`. Fails after a diagnostic.
  mlir::LogicalResult run(mlir::ModuleOp module, llvm::raw_ostream &os,
                          llvm::raw_ostream &tables);

  /// Puts the page in place. `exitDone`, or why the process ends otherwise.
  ExitCode finish();

private:
  llvm::Error show(mlir::ModuleOp module, llvm::raw_ostream &os);
  llvm::Error optimizeMapper(mlir::ModuleOp module, llvm::raw_ostream &tables);
  llvm::Error report(optimize::Optimizer &optimizer,
                     const optimize::StudyResult &result,
                     llvm::raw_ostream &tables);
  llvm::Expected<std::optional<optimize::Reference>>
  evaluateReference(optimize::Optimizer &optimizer);

  const OptimizeCLOptions &options;
  optimize::OptimizerOptions optimizerOptions;
  const DiagnosticOptions &diagnostics;
  OutputFile page;
  ExitCode code = exitDone;
};

} // namespace mapwright

#endif // MAPWRIGHT_LIB_TOOLS_MAPPEROPTSTUDY_H
