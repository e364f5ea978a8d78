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
    "passes over mappers, and optimization\n\n"
    "Reads a .mapper file or a module of the mapping dialect (.mlir, .mlirbc;\n"
    "`-` is the standard input), runs passes, and writes the module. With\n"
    "--optimize it looks for a better mapper first.\n";

static constexpr llvm::StringLiteral examples = R"(
EXAMPLES:

  mapper-opt app.mapper --canonicalize
  mapper-opt app.mapper --mapping-monomorphize=max-rank=2 -o app.mlir
  mapper-opt app.mlir --pass-pipeline='builtin.module(canonicalize,cse)'
  mapper-opt app.mlir --emit=mapper -o app.mapper
  mapper-opt --list-passes
  mapper-opt app.mapper --machine=p100x4 --program=circuit
                                          reject what cannot run

  mapper-opt app.mapper --optimize --program=circuit --machine=p100x4
      --evaluations=10 -o best.mapper     find a better one
  mapper-opt app.mapper --optimize --program=app.mlir --machine=here.json
      --evaluator=exec --exec-metric='time = (?P<time>.*) s' -o best.mapper
      -- ./app -mapper {policy}           measure real runs
  mapper-opt app.mapper --optimize --program=circuit --machine=p100x4
      --proposer=llm-trace --llm-url=http://localhost:8000/v1
      --llm-model=NAME --store=app.study  ask a language model
  mapper-opt --store=app.study --list     what it tried

EXIT CODE:

  0 done; 1 errors in the input, or a pass failed; 2 wrong command line; 3 no
  mapper that works was found; 4 a file cannot be read or written, or a server
  or a command does not answer; 130 interrupted (--resume goes on)
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
                       "dimensions (default 3)")),
      machine(takeOverOption("machine"), cl::value_desc("machine"),
              cl::desc("Check, or with --optimize optimize, for this machine: "
                       "FILE.json, "
                       "PRESET[:NODES] or nodes:N[,KIND:COUNT]...")),
      program(takeOverOption("program"), cl::value_desc("program"),
              cl::desc("The program on the machine: "
                       "NAME[:key=value...] or FILE.mlir[bc]")),
      noChecks(takeOverOption("no-checks"),
               cl::desc("Do not check for the machine and the program")) {}

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
