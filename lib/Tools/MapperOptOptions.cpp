//===- MapperOptOptions.cpp - Command line of mapper-opt ------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MapperOptOptions.h"

#include "mlir/IR/AsmState.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Support/Timing.h"

using namespace mapwright;
namespace cl = llvm::cl;

static constexpr llvm::StringLiteral overview =
    "passes over mappers\n\n"
    "Reads a .mapper file or a module of the mapping dialect (.mlir, .mlirbc;\n"
    "`-` is the standard input), runs passes, and writes the module.\n";

static constexpr llvm::StringLiteral examples = R"(
EXAMPLES:

  mapper-opt app.mapper --canonicalize
  mapper-opt app.mapper --mapping-monomorphize=max-rank=2 -o app.mlir
  mapper-opt app.mlir --pass-pipeline='builtin.module(canonicalize,cse)'
  mapper-opt app.mlir --emit=mapper -o app.mapper
  mapper-opt --list-passes

EXIT CODE:

  0 done; 1 errors in the input, or a pass failed; 2 wrong command line; 4 a
  file cannot be read or written
)";

const ToolInfo &MapperOptOptions::getTool() {
  static const ToolInfo tool = {"mapper-opt", overview, examples};
  return tool;
}

/// What MLIR offers to its own driver and this one does not do.
static constexpr llvm::StringLiteral foreignOptions[] = {
    "elide-resource-data-from-bytecode",
    "emit-bytecode-version",
    "irdl-file",
    "load-dialect-plugin",
    "load-pass-plugin",
    "log-actions-to",
    "log-mlir-actions-filter",
    "mlir-diagnostic-verbosity-level",
    "mlir-disable-diagnostic-notes",
    "mlir-enable-debugger-hook",
    "mlir-generate-reproducer",
    "mlir-very-unsafe-disable-verifier-on-parsing",
    "no-implicit-module",
    "output-split-marker",
    "profile-actions-to",
    "remark-format",
    "remark-policy",
    "remarks-filter",
    "remarks-filter-analyse",
    "remarks-filter-failed",
    "remarks-filter-missed",
    "remarks-filter-passed",
    "remarks-output-file",
    "run-reproducer",
    "show-dialects",
};

MapperOptOptions::MLIROptions::MLIROptions(mlir::DialectRegistry &dialects) {
  hideRegisteredOptions();
  mlir::MlirOptMainConfig::registerCLOptions(dialects);
  mlir::registerAsmPrinterCLOptions();
  mlir::registerPassManagerCLOptions();
  mlir::registerDefaultTimingManagerCLOptions();
  for (llvm::StringRef name : foreignOptions)
    takeOverOption(name);
}

MapperOptOptions::MapperOptOptions(mlir::DialectRegistry &dialects)
    : mlirOptions(dialects),
      input(cl::Positional, cl::desc("FILE"), cl::init("-")),
      output(takeOverOption("o"), cl::value_desc("file"), cl::init("-"),
             cl::desc("Write to this file, - (default) for the standard "
                      "output; left alone if nothing changes")),
      emit(
          takeOverOption("emit"), cl::init(OptOutput::Mapping),
          cl::desc("What to write"),
          cl::values(
              clEnumValN(OptOutput::Mapping, "mapping", "the module (default)"),
              clEnumValN(OptOutput::Mapper, "mapper", "the mapper language"))),
      language(takeOverOption("x"), cl::init(InputLanguage::Auto),
               cl::desc("Language of the input"),
               cl::values(clEnumValN(InputLanguage::Auto, "auto",
                                     "by its contents and name (default)"),
                          clEnumValN(InputLanguage::Mapper, "mapper",
                                     "mapper language"),
                          clEnumValN(InputLanguage::MLIR, "mlir",
                                     "module, as text or bytecode"))),
      maxRank(takeOverOption("max-rank"), cl::init(3), cl::value_desc("1..9"),
              cl::desc("Check functions for launches of up to so many "
                       "dimensions (default 3)")) {}

InputOptions
MapperOptOptions::getInput(const mlir::MlirOptMainConfig &config) const {
  InputOptions options;
  options.path = input;
  options.language = language;
  options.splitMarker = config.inputSplitMarker().str();
  options.verifyDiagnostics = config.shouldVerifyDiagnostics();
  if (options.verifyDiagnostics)
    options.verifyLevel = config.verifyDiagnosticsLevel();
  options.diagnostics = getDiagnostics();
  return options;
}
