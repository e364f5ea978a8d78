//===- MapperTranslate.cpp - Import and export of mappers -----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Translations are registered with MLIR, but driven here: MLIR's own driver
// knows neither our exit codes nor our way to show diagnostics.
//
//===----------------------------------------------------------------------===//

#include "mapwright/Tools/MapperTranslate.h"

#include "dialect/Placement/IR/PlacementDialect.h"
#include "mapwright/Frontend/Frontend.h"
#include "mapwright/Support/DiagnosticCLOptions.h"
#include "mapwright/Support/OutputFile.h"
#include "mapwright/Target/Cpp.h"
#include "mapwright/Tools/CommonInput.h"
#include "mapwright/Tools/CommonOptions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/AsmState.h"
#include "mlir/Tools/mlir-translate/Translation.h"

using namespace mlir;
using namespace mapwright;
namespace cl = llvm::cl;

static constexpr ToolInfo tool = {
    "mapper-translate",
    "mapper language to modules of the mapping dialect, and back\n",
    R"(
EXAMPLES:

  mapper-translate --import-mapper app.mapper -o app.mlir
  mapper-translate --import-mapper --mlir-print-debuginfo app.mapper
  mapper-translate --export-mapper app.mlir
  mapper-translate --emit-cpp app.placement.mlir -o app_policy.cpp

EXIT CODE:

  0 done; 1 errors in the input; 2 wrong command line; 4 a file cannot be read
  or written
)"};

//===----------------------------------------------------------------------===//
// Translations
//===----------------------------------------------------------------------===//

static OwningOpRef<Operation *> importSource(llvm::SourceMgr &sources,
                                             MLIRContext *context) {
  const auto &buffer = *sources.getMemoryBuffer(sources.getMainFileID());
  OwningOpRef<ModuleOp> module =
      importMapper(buffer.getBuffer(), buffer.getBufferIdentifier(), context);
  return OwningOpRef<Operation *>(module.release());
}

static LogicalResult exportModule(ModuleOp module, raw_ostream &os) {
  FailureOr<std::string> text = exportMapper(module);
  if (succeeded(text))
    os << *text;
  return text;
}

static std::function<LogicalResult(ModuleOp, raw_ostream &)>
makePolicyPrinter(bool lineDirectives) {
  return [lineDirectives](ModuleOp module, raw_ostream &os) {
    CppPolicyOptions options;
    options.lineDirectives = lineDirectives;
    return emitCppPolicy(module, os, options);
  };
}

static void registerPlacement(DialectRegistry &dialects) {
  dialects.insert<mapping::MappingDialect, placement::PlacementDialect,
                  arith::ArithDialect, scf::SCFDialect>();
}

static void registerTranslations() {
  TranslateToMLIRRegistration importing(
      "import-mapper", "mapper language to a module",
      TranslateRawSourceMgrToMLIRFunction(importSource));
  TranslateFromMLIRRegistration exporting(
      "export-mapper", "module to mapper language",
      std::function<LogicalResult(ModuleOp, raw_ostream &)>(exportModule),
      [](DialectRegistry &dialects) {
        dialects.insert<mapping::MappingDialect>();
      });
  TranslateFromMLIRRegistration emitting(
      "emit-cpp", "module with index maps to the C++ of a policy",
      makePolicyPrinter(/*lineDirectives=*/false), registerPlacement);
  TranslateFromMLIRRegistration emittingLines(
      "emit-cpp-lines", "the same with `#line` for the lines of the mapper",
      makePolicyPrinter(/*lineDirectives=*/true), registerPlacement);
}

//===----------------------------------------------------------------------===//
// The tool
//===----------------------------------------------------------------------===//

namespace {
/// Hides what LLVM and MLIR have registered before our own options are.
struct ForeignOptions {
  ForeignOptions() {
    hideRegisteredOptions();
    registerAsmPrinterCLOptions();
  }
};

struct TranslateOptions {
  ForeignOptions foreign;
  DiagnosticCLOptions diagnostics;
  cl::opt<const Translation *, false, TranslationParser> translation{
      "", cl::desc("Translation to perform"), cl::init(nullptr)};
  cl::opt<std::string> input{cl::Positional, cl::desc("FILE"), cl::init("-")};
  cl::opt<std::string> output{
      takeOverOption("o"), cl::value_desc("file"), cl::init("-"),
      cl::desc("Write to this file, - (default) for the standard output; left "
               "alone if nothing changes")};
  cl::opt<bool> splitInput{
      takeOverOption("split-input-file"),
      cl::desc("Treat the parts between `// -----` lines as files of their "
               "own")};
  cl::opt<bool> verifyDiagnostics{
      takeOverOption("verify-diagnostics"),
      cl::desc("Compare diagnostics with comments such as "
               "`# expected-error@+1 {{text}}`")};

  InputOptions getInput() const {
    InputOptions options;
    options.path = input;
    if (splitInput)
      options.splitMarker = defaultSplitMarker.str();
    options.verifyDiagnostics = verifyDiagnostics;
    options.diagnostics = diagnostics.get(tool.name);
    return options;
  }
};
} // namespace

static ExitCode run(const TranslateOptions &options) {
  if (!options.translation.getValue())
    return reportUsage(
        tool, "expected --import-mapper, --export-mapper or --emit-cpp");
  OutputFile output(options.output, /*onlyIfChanged=*/true);
  ExitCode result = processInput(
      options.getInput(), output.os(),
      [&](const InputChunk &chunk, MLIRContext &context, raw_ostream &os) {
        return (*options.translation.getValue())(chunk.sources, os, &context);
      });
  if (result != exitDone || options.verifyDiagnostics)
    return result;
  if (llvm::Error error = output.keep())
    return reportFileError(std::move(error),
                           options.diagnostics.get(tool.name));
  return exitDone;
}

int mapwright::mapperTranslateMain(int argc, char **argv) {
  registerTranslations();
  TranslateOptions options;
  if (!parseCommandLine(argc, argv, tool, {}))
    return exitUsage;
  return run(options);
}
