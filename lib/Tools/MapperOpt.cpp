//===- MapperOpt.cpp - Passes over mappers --------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Tools/MapperOpt.h"

#include "MapperOptOptions.h"

#include "dialect/Mapping/IR/MappingDialect.h"
#include "dialect/Mapping/Transforms/Passes.h"
#include "dialect/Placement/Transforms/Passes.h"
#include "dialect/Task/IR/TaskDialect.h"
#include "mapwright/Conversion/Passes.h"
#include "mapwright/Evaluate/DecisionIR.h"
#include "mapwright/Frontend/Frontend.h"
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

static LogicalResult runPasses(ModuleOp module,
                               const MlirOptMainConfig &config) {
  PassManager passes(module.getContext(), module->getName().getStringRef());
  passes.enableVerifier(config.shouldVerifyPasses());
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

static LogicalResult optimizeChunk(const MapperOptOptions &options,
                                   const MlirOptMainConfig &config,
                                   const DialectRegistry &dialects,
                                   const InputChunk &chunk,
                                   MLIRContext &context, raw_ostream &os) {
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
  if (failed(runPasses(*module, config)))
    return failure();
  return writeModule(*module, options.emit, config, os);
}

//===----------------------------------------------------------------------===//
// The tool
//===----------------------------------------------------------------------===//

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
  OutputFile output(options.output, /*onlyIfChanged=*/true);
  ExitCode result = processInput(
      options.getInput(config), output.os(),
      [&](const InputChunk &chunk, MLIRContext &context, raw_ostream &os) {
        return optimizeChunk(options, config, dialects, chunk, context, os);
      });
  if (result != exitDone || config.shouldVerifyDiagnostics())
    return result;
  if (llvm::Error error = output.keep())
    return reportFileError(std::move(error), options.getDiagnostics());
  return exitDone;
}

int mapwright::mapperOptMain(int argc, char **argv) {
  registerGeneralPasses();
  mapping::registerMappingPasses();
  placement::registerPlacementPasses();
  registerConversionPasses();
  registerDecisionIRPasses();
  DialectRegistry dialects;
  dialects.insert<mapping::MappingDialect, placement::PlacementDialect,
                  task::TaskDialect, arith::ArithDialect, scf::SCFDialect>();
  MapperOptOptions options(dialects);
  if (!parseCommandLine(argc, argv, MapperOptOptions::getTool(), {}))
    return exitUsage;
  return run(options, dialects);
}
