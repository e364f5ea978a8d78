//===- MapperTranslate.cpp - Import and export of mappers and programs ----===//
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
#include "mapwright/Machine/MachineModel.h"
#include "mapwright/Program/ImportRun.h"
#include "mapwright/Program/ImportRunFile.h"
#include "mapwright/Program/TaskIR.h"
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
    "mappers, programs and machines to modules and files, and back\n",
    R"(
EXAMPLES:

  mapper-translate --import-mapper app.mapper -o app.mlir
  mapper-translate --import-mapper --mlir-print-debuginfo app.mapper
  mapper-translate --export-mapper app.mlir
  mapper-translate --emit-cpp app.placement.mlir -o app_policy.cpp
  mapper-translate --program=circuit:pieces=16 -o circuit.mlir
  mapper-translate --export-program circuit.mlirbc
  mapper-translate --import-program=run.spy.log.gz --prof=run.prof.gz
  mapper-translate --machine=p100x4:2 -o two-nodes.json

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

/// Checks a program and writes it in the form it has when it is imported.
static LogicalResult exportProgramModule(ModuleOp module, raw_ostream &os) {
  FailureOr<Program> program = importProgram(module);
  if (failed(program))
    return failure();
  exportProgram(*program, module.getContext())->print(os);
  os << "\n";
  return success();
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
  TranslateFromMLIRRegistration exportingProgram(
      "export-program", "module with a program, checked, to its normal form",
      std::function<LogicalResult(ModuleOp, raw_ostream &)>(
          exportProgramModule),
      [](DialectRegistry &dialects) { dialects.insert<task::TaskDialect>(); });
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
  cl::opt<std::string> program{
      takeOverOption("program"), cl::value_desc("program"),
      cl::desc("Write this program as a module: NAME[:key=value...] or "
               "FILE.mlir[bc]")};
  cl::opt<std::string> spyLog{
      takeOverOption("import-program"), cl::value_desc("file"),
      cl::desc("Write the program of a run as a module, from its Legion Spy "
               "log")};
  cl::opt<std::string> profLog{takeOverOption("prof"), cl::value_desc("file"),
                               cl::desc("Legion Prof log of the same run")};
  cl::opt<std::string> machine{
      takeOverOption("machine"), cl::value_desc("machine"),
      cl::desc("Write this machine as JSON: PRESET[:NODES], FILE.json or "
               "nodes:N[,KIND:COUNT]...")};
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

static ExitCode runTranslation(const InputOptions &input,
                               const Translation &translation,
                               raw_ostream &os) {
  return processInput(
      input, os,
      [&](const InputChunk &chunk, MLIRContext &context, raw_ostream &output) {
        return translation(chunk.sources, output, &context);
      });
}

static ExitCode writeGenerated(StringRef spec, raw_ostream &os) {
  llvm::Expected<Program> program = generateProgram(spec);
  if (!program)
    return reportUsage(tool, llvm::toString(program.takeError()));
  MLIRContext context(MLIRContext::Threading::DISABLED);
  exportProgram(*program, &context)->print(os);
  os << "\n";
  return exitDone;
}

static ExitCode writeProgram(const TranslateOptions &options, raw_ostream &os) {
  if (!isProgramFile(options.program))
    return writeGenerated(options.program, os);
  InputOptions input = options.getInput();
  input.path = options.program;
  return processInput(
      input, os,
      [](const InputChunk &chunk, MLIRContext &context, raw_ostream &output) {
        context.loadDialect<task::TaskDialect>();
        OwningOpRef<ModuleOp> module = parseModule(chunk, context);
        return module ? exportProgramModule(*module, output) : failure();
      });
}

/// The program of the run that logs show. `prof` may be null.
static llvm::Expected<ImportedRun> importLogs(const llvm::MemoryBuffer &spy,
                                              const llvm::MemoryBuffer *prof) {
  llvm::Expected<SpyLog> spyLog =
      readSpyLog(spy.getBuffer(), spy.getBufferIdentifier());
  if (!spyLog)
    return spyLog.takeError();
  if (!prof)
    return importRun(*spyLog);
  llvm::Expected<ProfLog> profLog =
      readProfLog(prof->getBuffer(), prof->getBufferIdentifier());
  if (!profLog)
    return profLog.takeError();
  return importRun(*spyLog, &*profLog);
}

static ExitCode writeImported(const TranslateOptions &options,
                              raw_ostream &os) {
  DiagnosticOptions diagnostics = options.diagnostics.get(tool.name);
  auto spy = readRunFile(options.spyLog, maxModuleBytes);
  if (!spy)
    return reportFileError(spy.takeError(), diagnostics);
  std::unique_ptr<llvm::MemoryBuffer> prof;
  if (!options.profLog.empty()) {
    auto read = readRunFile(options.profLog, maxModuleBytes);
    if (!read)
      return reportFileError(read.takeError(), diagnostics);
    prof = std::move(*read);
  }
  MLIRContext context(MLIRContext::Threading::DISABLED);
  DiagnosticConsole console(&context, llvm::errs(), nullptr, diagnostics);
  llvm::Expected<ImportedRun> run = importLogs(**spy, prof.get());
  if (!run) {
    diagnose(UnknownLoc::get(&context), DiagId::LogFormat)
        << llvm::toString(run.takeError());
    return exitDiagnosed;
  }
  for (const std::string &note : run->notes)
    os << "// " << note << "\n";
  exportProgram(run->program, &context)->print(os);
  os << "\n";
  return exitDone;
}

static ExitCode writeMachine(StringRef argument, raw_ostream &os) {
  llvm::Expected<MachineModel> model = loadMachine(argument);
  if (!model)
    return reportUsage(tool, llvm::toString(model.takeError()));
  os << writeMachineJSON(*model);
  return exitDone;
}

static ExitCode run(const TranslateOptions &options) {
  const Translation *translation = options.translation.getValue();
  bool hasProgram = options.program.getNumOccurrences() > 0;
  bool hasMachine = options.machine.getNumOccurrences() > 0;
  bool hasLog = !options.spyLog.empty();
  if ((translation != nullptr) + hasProgram + hasMachine + hasLog != 1)
    return reportUsage(
        tool, "expected one of --import-mapper, --export-mapper, --emit-cpp, "
              "--emit-cpp-lines, --export-program, --import-program, --program "
              "and --machine");
  OutputFile output(options.output, /*onlyIfChanged=*/true);
  ExitCode result =
      hasProgram   ? writeProgram(options, output.os())
      : hasMachine ? writeMachine(options.machine, output.os())
      : hasLog ? writeImported(options, output.os())
               : runTranslation(options.getInput(), *translation, output.os());
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
