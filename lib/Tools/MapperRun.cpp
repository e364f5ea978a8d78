//===- MapperRun.cpp - The tool mapper-run --------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Tools/MapperRun.h"

#include "MapperRunCalibrate.h"
#include "MapperRunGuide.h"
#include "MapperRunOptions.h"
#include "MapperRunPolicy.h"
#include "MapperRunSimulation.h"

#include "mapwright/AutoGuide/DiagnosticFeedback.h"
#include "mapwright/Evaluate/Compare.h"
#include "mapwright/Program/ImportRunFile.h"
#include "mapwright/Support/InputFile.h"
#include "mapwright/Support/OutputFile.h"
#include "mapwright/Tools/CommonInput.h"

using namespace mlir;
using namespace mapwright;

/// Of a rejected mapper, in its feedback.
static constexpr size_t maxDiagnosticsTold = 64;

namespace {
/// One run of the tool.
class MapperRun {
public:
  explicit MapperRun(MapperRunOptions &options) : options(options) {}

  ExitCode run();

private:
  LogicalResult process(const InputChunk &chunk, MLIRContext &context,
                        raw_ostream &os);
  LogicalResult processGuided(const InputChunk &chunk, MLIRContext &context,
                              raw_ostream &os);
  ExitCode processPolicy(const DiagnosticOptions &diagnostics, raw_ostream &os);
  ExitCode processMapper(const DiagnosticOptions &diagnostics, raw_ostream &os);
  ExitCode showMachine(const DiagnosticOptions &diagnostics);
  ExitCode loadSources(const DiagnosticOptions &diagnostics);
  LogicalResult readRun(MLIRContext &context);
  LogicalResult decideAll(Evaluator &evaluator, raw_ostream &os);
  LogicalResult askPolicy(const PolicyLibrary &policy, MLIRContext &context,
                          raw_ostream &os);
  const Machine &getMachine() const {
    return loggedRun ? loggedRun->machine : *options.machine;
  }
  ArrayRef<Launch> getLaunches() const {
    return loggedRun ? loggedLaunches.launches : options.launches;
  }

  MapperRunOptions &options;
  std::optional<Simulation> simulation;
  std::unique_ptr<llvm::MemoryBuffer> log;
  std::optional<LoggedRun> loggedRun;
  LoggedLaunches loggedLaunches;
  /// Whether reading and checking went well, so that the output is to appear.
  bool isComplete = false;
  /// Whether the output tells why it went wrong instead.
  bool isRejectionTold = false;
  bool differs = false;
};
} // namespace

/// Reports an error of the log reader, "NAME:LINE: what", at that line.
static void reportLogError(MLIRContext &context, StringRef name,
                           llvm::Error error) {
  std::string message = llvm::toString(std::move(error));
  StringRef text = message;
  Location loc = UnknownLoc::get(&context);
  unsigned line = 0;
  StringRef rest = text;
  if (rest.consume_front(name) && rest.consume_front(":") &&
      !rest.consumeInteger(10, line) && rest.consume_front(": ")) {
    loc = FileLineColLoc::get(&context, name, line, 1);
    text = rest;
  }
  diagnose(loc, DiagId::LogFormat) << text;
}

LogicalResult MapperRun::readRun(MLIRContext &context) {
  StringRef name = log->getBufferIdentifier();
  llvm::Expected<LoggedRun> run = readLoggedRun(log->getBuffer(), name);
  if (!run) {
    reportLogError(context, name, run.takeError());
    return failure();
  }
  loggedRun = std::move(*run);
  loggedLaunches = loggedRun->indexLaunches();
  return success();
}

/// Receives the lines that `print` writes.
static void showPrinted(StringRef line) { llvm::errs() << line << '\n'; }

//===----------------------------------------------------------------------===//
// Mappers
//===----------------------------------------------------------------------===//

LogicalResult MapperRun::decideAll(Evaluator &evaluator, raw_ostream &os) {
  std::optional<ProgramFacts> facts;
  if (loggedRun)
    facts = collectFacts(*loggedRun);
  FailureOr<DecisionTable> table =
      decide(evaluator, getLaunches(), facts ? &*facts : nullptr);
  if (failed(table))
    return failure();
  reportFailures(evaluator.getPolicies().getMapper(), *table);
  isComplete = true;
  if (!options.compareLog) {
    options.json ? writeJSON(*table, os) : writeText(*table, os);
    return success();
  }
  Comparison comparison =
      compare(evaluator, *loggedRun, loggedLaunches, *table);
  differs = !comparison.isEqual();
  options.json ? writeJSON(comparison, os) : writeText(comparison, os);
  return success();
}

LogicalResult MapperRun::process(const InputChunk &chunk, MLIRContext &context,
                                 raw_ostream &os) {
  OwningOpRef<ModuleOp> module = loadModule(chunk, context, options.maxRank);
  if (!module)
    return failure();
  FailureOr<mapping::MapperOp> mapper = findMapper(*module);
  if (failed(mapper) || (log && failed(readRun(context))))
    return failure();
  Evaluator evaluator(*mapper, getMachine(), showPrinted);
  if (!simulation)
    return decideAll(evaluator, os);
  LogicalResult simulated =
      simulation->run(evaluator, context, chunk.getName(), os);
  isComplete = succeeded(simulated);
  return simulated;
}

/// A mapper that is rejected gets guidance too.
LogicalResult MapperRun::processGuided(const InputChunk &chunk,
                                       MLIRContext &context, raw_ostream &os) {
  DiagnosticCollector collector(&context, maxDiagnosticsTold,
                                DiagnosticCollector::Mode::Listen);
  LogicalResult result = process(chunk, context, os);
  if (succeeded(result))
    return result;
  writeFeedback(options, collector.makeFeedback(), os);
  isRejectionTold = true;
  return result;
}

ExitCode MapperRun::processMapper(const DiagnosticOptions &diagnostics,
                                  raw_ostream &os) {
  InputOptions input;
  input.path = options.input;
  input.verifyDiagnostics = options.verifyDiagnostics;
  input.diagnostics = diagnostics;
  return processInput(
      input, os,
      [&](const InputChunk &chunk, MLIRContext &context, raw_ostream &os) {
        return options.guide.empty() ? process(chunk, context, os)
                                     : processGuided(chunk, context, os);
      });
}

//===----------------------------------------------------------------------===//
// Policies
//===----------------------------------------------------------------------===//

/// A file that is no policy is wrong input; one that cannot be read is not.
static ExitCode reportLoadError(llvm::Error error,
                                const DiagnosticOptions &diagnostics) {
  std::error_code code;
  std::string text;
  llvm::handleAllErrors(std::move(error), [&](const llvm::ErrorInfoBase &info) {
    code = info.convertToErrorCode();
    text = info.message();
  });
  ExitCode reported =
      reportFileError(llvm::createStringError(code, text), diagnostics);
  return code == std::errc::executable_format_error ? exitDiagnosed : reported;
}

LogicalResult MapperRun::askPolicy(const PolicyLibrary &policy,
                                   MLIRContext &context, raw_ostream &os) {
  if (log && failed(readRun(context)))
    return failure();
  std::optional<ProgramFacts> facts;
  if (loggedRun)
    facts = collectFacts(*loggedRun);
  FailureOr<DecisionTable> table =
      decide(policy, getMachine(), getLaunches(), facts ? &*facts : nullptr,
             &context, showPrinted);
  if (failed(table))
    return failure();
  reportFailures({}, *table);
  isComplete = true;
  options.json ? writeJSON(*table, os) : writeText(*table, os);
  return success();
}

ExitCode MapperRun::processPolicy(const DiagnosticOptions &diagnostics,
                                  raw_ostream &os) {
  llvm::Expected<PolicyLibrary> policy = PolicyLibrary::load(options.policy);
  if (!policy)
    return reportLoadError(policy.takeError(), diagnostics);
  MLIRContext context(MLIRContext::Threading::DISABLED);
  DiagnosticConsole console(&context, llvm::errs(), nullptr, diagnostics);
  LogicalResult result = askPolicy(*policy, context, os);
  console.printSummary();
  return succeeded(result) && console.getNumErrors() == 0 ? exitDone
                                                          : exitDiagnosed;
}

//===----------------------------------------------------------------------===//
// The tool
//===----------------------------------------------------------------------===//

ExitCode MapperRun::showMachine(const DiagnosticOptions &diagnostics) {
  OutputFile output(options.output);
  output.os() << (options.json ? writeMachineJSON(*options.model)
                               : describeMachine(*options.model));
  if (llvm::Error error = output.keep())
    return reportFileError(std::move(error), diagnostics);
  return exitDone;
}

/// Reads what stands beside the mapper: a log, or a program to simulate.
ExitCode MapperRun::loadSources(const DiagnosticOptions &diagnostics) {
  if (!options.log.empty()) {
    auto buffer = readRunFile(options.log, maxLogBytes);
    if (!buffer)
      return reportFileError(buffer.takeError(), diagnostics);
    log = std::move(*buffer);
  }
  if (options.program.empty())
    return exitDone;
  simulation.emplace(options, std::move(*options.model));
  return simulation->load(diagnostics);
}

ExitCode MapperRun::run() {
  DiagnosticOptions diagnostics = options.diagnostics.get("mapper-run");
  if (options.machineInfo)
    return showMachine(diagnostics);
  if (options.calibrate.getNumOccurrences() > 0)
    return options.measuresMachine() ? calibrateMachine(options, diagnostics)
                                     : calibrateFromRun(options, diagnostics);
  if (options.guideStdin)
    return guideStandardInput(options, diagnostics);
  if (ExitCode wrong = loadSources(diagnostics))
    return wrong;
  OutputFile output(options.output);
  ExitCode code = options.policy.empty()
                      ? processMapper(diagnostics, output.os())
                      : processPolicy(diagnostics, output.os());
  if ((isComplete || isRejectionTold) && !options.verifyDiagnostics) {
    if (llvm::Error error = simulation && isComplete ? simulation->keepFiles()
                                                     : llvm::Error::success())
      return reportFileError(std::move(error), diagnostics);
    if (llvm::Error error = output.keep())
      return reportFileError(std::move(error), diagnostics);
  }
  if (simulation && simulation->getFailure() != exitDone)
    return simulation->getFailure();
  bool isNegative = differs || (simulation && simulation->isNegative());
  return code == exitDone && isNegative ? exitNegative : code;
}

int mapwright::mapperRunMain(int argc, char **argv) {
  MapperRunOptions options;
  if (ExitCode wrong = options.parse(argc, argv))
    return wrong;
  return MapperRun(options).run();
}
