//===- MapperOpt.cpp - Passes over mappers --------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Tools/MapperOpt.h"

#include "MachineAndProgram.h"
#include "MapperOptOptions.h"
#include "MapperOptStudy.h"

#include "dialect/Mapping/IR/MappingDialect.h"
#include "dialect/Mapping/Transforms/Passes.h"
#include "dialect/Placement/Transforms/Passes.h"
#include "dialect/Task/IR/TaskDialect.h"
#include "mapwright/Analysis/CheckIR.h"
#include "mapwright/Conversion/Passes.h"
#include "mapwright/Evaluate/DecisionIR.h"
#include "mapwright/Frontend/Frontend.h"
#include "mapwright/Optimize/Passes.h"
#include "mapwright/Program/Launch.h"
#include "mapwright/Support/OutputFile.h"

#include "mlir/Bytecode/BytecodeWriter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace mapwright;

/// Passes that know nothing of an operation but its interfaces.
static void registerGeneralPasses() {
  registerCanonicalizerPass();
  registerCSEPass();
  registerPrintOpStatsPass();
  registerStripDebugInfoPass();
  registerSymbolDCEPass();
}

//===----------------------------------------------------------------------===//
// Round trips
//===----------------------------------------------------------------------===//

static std::string printGeneric(ModuleOp module) {
  std::string text;
  llvm::raw_string_ostream os(text);
  module->print(os, OpPrintingFlags().printGenericOpForm().enableDebugInfo());
  return text;
}

/// Whether `written`, read again, is `module`.
static LogicalResult verifyReadBack(ModuleOp module, StringRef written,
                                    StringRef form) {
  auto copy = parseSourceString<ModuleOp>(written, module.getContext());
  if (!copy)
    return module.emitError("cannot be read back from its ") << form;
  if (printGeneric(*copy) != printGeneric(module))
    return module.emitError("is another module when read back from its ")
           << form;
  return success();
}

static LogicalResult verifyRoundTrip(ModuleOp module) {
  std::string text, bytecode;
  llvm::raw_string_ostream textStream(text), bytecodeStream(bytecode);
  module->print(textStream, OpPrintingFlags().enableDebugInfo());
  if (failed(writeBytecodeToFile(module, bytecodeStream)))
    return module.emitError("cannot be written as bytecode");
  if (failed(verifyReadBack(module, text, "text")))
    return failure();
  return verifyReadBack(module, bytecode, "bytecode");
}

//===----------------------------------------------------------------------===//
// One part of the input
//===----------------------------------------------------------------------===//

/// Checks come first where a machine is known.
static void addChecks(PassManager &passes, const MapperOptOptions &options) {
  // A search may start from a mapper that cannot run.
  if (options.machine.empty() || options.noChecks ||
      options.optimize.isAskedFor())
    return;
  MappingCheckOptions check;
  check.machine = options.machine;
  check.program = options.program;
  passes.addPass(createMappingCheck(check));
}

static LogicalResult runPasses(ModuleOp module, const MapperOptOptions &options,
                               const MlirOptMainConfig &config) {
  PassManager passes(module.getContext(), module->getName().getStringRef());
  passes.enableVerifier(config.shouldVerifyPasses());
  addChecks(passes, options);
  if (failed(applyPassManagerCLOptions(passes)) ||
      failed(config.setupPassPipeline(passes)))
    return failure();
  applyDefaultTimingPassManagerCLOptions(passes);
  if (config.shouldDumpPassPipeline()) {
    passes.printAsTextualPipeline(llvm::errs());
    llvm::errs() << "\n";
  }
  return passes.run(module);
}

static LogicalResult writeModule(ModuleOp module, OptOutput form,
                                 const MlirOptMainConfig &config,
                                 raw_ostream &os) {
  if (form == OptOutput::Mapper) {
    FailureOr<std::string> text = exportMapper(module);
    if (succeeded(text))
      os << *text;
    return text;
  }
  if (config.shouldEmitBytecode())
    return writeBytecodeToFile(module, os);
  module->print(os);
  os << "\n";
  return success();
}

namespace {
/// What is done to each part of the input.
struct OptJob {
  const MapperOptOptions &options;
  const MlirOptMainConfig &config;
  const DialectRegistry &dialects;
  StudyRun *study; ///< null: passes only

  LogicalResult run(const InputChunk &chunk, MLIRContext &context,
                    raw_ostream &os) const;

private:
  LogicalResult optimize(ModuleOp module, raw_ostream &os) const;
  OptOutput getForm() const;
};
} // namespace

/// Who optimizes a mapper wants one.
OptOutput OptJob::getForm() const {
  if (study && !options.emit.getNumOccurrences())
    return OptOutput::Mapper;
  return options.emit;
}

/// Tables share the standard output with nothing else.
LogicalResult OptJob::optimize(ModuleOp module, raw_ostream &os) const {
  bool isFree = options.output != "-" || options.optimize.study.json;
  return study->run(module, os, isFree ? llvm::outs() : llvm::errs());
}

LogicalResult OptJob::run(const InputChunk &chunk, MLIRContext &context,
                          raw_ostream &os) const {
  context.appendDialectRegistry(dialects);
  context.allowUnregisteredDialects(config.shouldAllowUnregisteredDialects());
  // Modules may be in any state between two passes.
  OwningOpRef<ModuleOp> module =
      chunk.language == InputLanguage::Mapper
          ? loadModule(chunk, context, options.maxRank)
          : parseModule(chunk, context);
  if (!module)
    return failure();
  if (config.shouldVerifyRoundtrip() && failed(verifyRoundTrip(*module)))
    return failure();
  if (study && failed(optimize(*module, os)))
    return failure();
  if (study && (study->onlyShows() ||
                (options.optimize.study.json && options.output == "-")))
    return success();
  if (failed(runPasses(*module, options, config)))
    return failure();
  return writeModule(*module, getForm(), config, os);
}

//===----------------------------------------------------------------------===//
// The tool
//===----------------------------------------------------------------------===//

/// Whether machine and program can be loaded: what the checks then do.
static ExitCode checkArguments(const MapperOptOptions &options) {
  DiagnosticOptions diagnostics = options.getDiagnostics();
  const ToolInfo &tool = MapperOptOptions::getTool();
  if (options.machine.empty())
    return options.program.empty()
               ? exitDone
               : reportUsage(tool,
                             "--program needs a machine: use --machine=p100x4");
  std::optional<MachineModel> model;
  if (ExitCode wrong =
          loadMachineArgument(options.machine, tool, diagnostics, model))
    return wrong;
  Program program;
  return options.program.empty()
             ? exitDone
             : loadProgramArgument(options.program, tool, diagnostics, program);
}

/// Everything but studies that only a store is needed for.
static ExitCode process(const MapperOptOptions &options,
                        const DialectRegistry &dialects,
                        const MlirOptMainConfig &config, StudyRun *study) {
  OutputFile output(options.output, /*onlyIfChanged=*/true);
  OptJob job = {options, config, dialects, study};
  ExitCode result = processInput(
      options.getInput(config), output.os(),
      [&](const InputChunk &chunk, MLIRContext &context, raw_ostream &os) {
        return job.run(chunk, context, os);
      });
  if (study)
    if (ExitCode code = study->finish();
        code != exitDone && code != exitNegative && code != exitInterrupted)
      return code;
  if (result != exitDone || config.shouldVerifyDiagnostics())
    return result;
  if (llvm::Error error = output.keep())
    return reportFileError(std::move(error), options.getDiagnostics());
  return study ? study->finish() : exitDone;
}

static ExitCode runStudyTool(const MapperOptOptions &options,
                             const DialectRegistry &dialects,
                             const MlirOptMainConfig &config) {
  DiagnosticOptions diagnostics = options.getDiagnostics();
  if (options.optimize.needsStoreOnly())
    return showStore(options.optimize, options.output, diagnostics);
  auto made = options.optimize.make(options.program, options.machine);
  if (!made)
    return reportUsage(MapperOptOptions::getTool(),
                       llvm::toString(made.takeError()));
  StudyRun study(options.optimize, std::move(*made), diagnostics);
  return process(options, dialects, config, &study);
}

static ExitCode run(const MapperOptOptions &options,
                    const DialectRegistry &dialects) {
  MlirOptMainConfig config = MlirOptMainConfig::createFromCLOptions();
  if (config.shouldListPasses()) {
    printRegisteredPasses();
    return exitDone;
  }
  if (options.maxRank < 1 || options.maxRank > maxLaunchRank)
    return reportUsage(MapperOptOptions::getTool(),
                       "--max-rank is 1 to 9, got " +
                           Twine(options.maxRank.getValue()));
  if (ExitCode wrong = checkArguments(options))
    return wrong;
  return options.optimize.isAskedFor()
             ? runStudyTool(options, dialects, config)
             : process(options, dialects, config, /*study=*/nullptr);
}

int mapwright::mapperOptMain(int argc, char **argv) {
  registerGeneralPasses();
  mapping::registerMappingPasses();
  placement::registerPlacementPasses();
  registerConversionPasses();
  registerDecisionIRPasses();
  registerOptimizePasses();
  registerCheckIRPasses();
  DialectRegistry dialects;
  dialects.insert<mapping::MappingDialect, placement::PlacementDialect,
                  task::TaskDialect, arith::ArithDialect, scf::SCFDialect>();
  MapperOptOptions options(dialects);
  options.optimize.exec.run.command = takeCommand(argc, argv);
  if (!parseCommandLine(argc, argv, MapperOptOptions::getTool(), {}))
    return exitUsage;
  return run(options, dialects);
}
