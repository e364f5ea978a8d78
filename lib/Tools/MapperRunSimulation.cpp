//===- MapperRunSimulation.cpp - Simulated runs ---------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MapperRunSimulation.h"

#include "MachineAndProgram.h"
#include "MapperRunAdvice.h"
#include "MapperRunExec.h"
#include "ProgressLine.h"

#include "mapwright/Analysis/Checks.h"
#include "mapwright/Program/Calibration.h"
#include "mapwright/Support/InputFile.h"

using namespace mlir;
using namespace mapwright;

static constexpr uint64_t maxCalibrationBytes = uint64_t(16) << 20;

Simulation::Simulation(const MapperRunOptions &options, MachineModel model)
    : options(options), model(std::move(model)), trace(options.trace),
      report(options.report) {
  if (options.noRuntimeCosts)
    this->model.setRuntime(RuntimeCosts::none());
}

ExitCode Simulation::calibrate(const DiagnosticOptions &diagnostics) {
  auto buffer = readInput(options.calibration, maxCalibrationBytes);
  if (!buffer)
    return reportInputError(buffer.takeError(), diagnostics);
  llvm::Expected<Calibration> calibration =
      readCalibrationJSON((*buffer)->getBuffer(), options.calibration);
  if (!calibration)
    return reportInputError(calibration.takeError(), diagnostics);
  if (llvm::Error error =
          applyKernels(*calibration, program, options.kernelScales))
    return reportInputError(std::move(error), diagnostics);
  if (!options.noRuntimeCosts)
    applyRuntime(*calibration, model);
  return exitDone;
}

ExitCode Simulation::load(const DiagnosticOptions &diagnostics) {
  if (ExitCode wrong = loadProgramArgument(
          options.program, MapperRunOptions::getTool(), diagnostics, program))
    return wrong;
  if (!options.calibration.empty())
    if (ExitCode wrong = calibrate(diagnostics))
      return wrong;
  llvm::Expected<sim::TaskGraph> built = buildTaskGraph(program);
  if (!built)
    return reportInputError(built.takeError(), diagnostics);
  graph = std::move(*built);
  return options.compare.empty() ? exitDone : loadCompared(diagnostics);
}

ExitCode Simulation::loadCompared(const DiagnosticOptions &diagnostics) {
  InputOptions input;
  input.path = options.compare;
  llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> buffer = readChunk(input);
  if (!buffer)
    return reportFileError(buffer.takeError(), diagnostics);
  compared = std::move(*buffer);
  return exitDone;
}

sim::Result Simulation::simulate(const sim::Placement &placement) {
  ProgressLine line;
  sim::Options simulatorOptions;
  simulatorOptions.keepRecords = true;
  simulatorOptions.progress = [&](double share) {
    line.update("simulating", share);
    return true;
  };
  return sim::simulate(graph, model, placement, simulatorOptions);
}

RunView Simulation::makeView(const Resolved &resolved,
                             const sim::Result &result,
                             StringRef mapper) const {
  return {program, graph,        model,           resolved.placement,
          result,  mapper.str(), options.program, resolved.identity};
}

static RunComparison compareWithProgress(const RunView &first,
                                         const RunView &second) {
  ProgressLine line;
  return compareRuns(first, second,
                     [&](double share) { line.update("comparing", share); });
}

LogicalResult Simulation::compare(const RunView &first, MLIRContext &context,
                                  raw_ostream &os) {
  InputChunk chunk;
  chunk.language = findLanguage(InputLanguage::Auto, *compared);
  chunk.sources = std::make_shared<llvm::SourceMgr>();
  chunk.sources->AddNewSourceBuffer(std::move(compared), SMLoc());
  OwningOpRef<ModuleOp> module = loadModule(chunk, context, options.maxRank);
  if (!module)
    return failure();
  FailureOr<mapping::MapperOp> mapper = findMapper(*module);
  if (failed(mapper))
    return failure();
  Evaluator evaluator(*mapper, model.getMachine());
  FailureOr<Resolved> resolved = resolve(evaluator, program, model);
  if (failed(resolved))
    return failure();
  sim::Result result = simulate(resolved->placement);
  negative |= result.outcome.kind != sim::OutcomeKind::Ok;
  RunView second = makeView(*resolved, result, chunk.getName());
  RunComparison comparison = compareWithProgress(first, second);
  options.json ? writeComparisonJSON(first, second, comparison, os)
               : writeComparisonText(first, second, comparison, os);
  return success();
}

void Simulation::write(const RunView &view, raw_ostream &os) {
  bool isReport = options.compare.empty() && options.guide.empty() &&
                  options.applyAdvice == 0 && !options.exec.isAskedFor();
  if (isReport)
    options.json ? writeRunJSON(view, os) : writeRunText(view, os);
  if (!options.trace.empty())
    writeTrace(view, trace.os());
  if (!options.report.empty())
    writeHTML(view, report.os());
}

LogicalResult Simulation::compareWithReal(const RunView &view,
                                          Evaluator &evaluator,
                                          raw_ostream &os) {
  FailureOr<std::string> source = getMapperText(evaluator);
  if (failed(source))
    return failure();
  llvm::Expected<optimize::RealRuns> real = runForReal(options, view, *source);
  if (!real) {
    failureCode = reportInputError(real.takeError(),
                                   options.diagnostics.get("mapper-run"));
    return failure();
  }
  negative |= !real->evaluation.isOk();
  options.json ? writeRealJSON(options, view, *real, os)
               : writeRealText(options, view, *real, os);
  return success();
}

LogicalResult Simulation::run(Evaluator &evaluator, MLIRContext &context,
                              StringRef mapper, raw_ostream &os) {
  FailureOr<Resolved> resolved = resolve(evaluator, program, model);
  if (failed(resolved))
    return failure();
  if (!options.noChecks &&
      failed(checkMapper(evaluator, program, model, graph, *resolved)))
    return failure();
  if (options.decisions) {
    options.json ? writeJSON(resolved->table, os)
                 : writeText(resolved->table, os);
    return success();
  }
  sim::Result result = simulate(resolved->placement);
  negative = result.outcome.kind != sim::OutcomeKind::Ok;
  RunView view = makeView(*resolved, result, mapper);
  write(view, os);
  if (options.exec.isAskedFor())
    return compareWithReal(view, evaluator, os);
  if (options.applyAdvice > 0)
    return applyAdvice(options, view, evaluator, os);
  if (!options.guide.empty())
    return writeAdvice(options, view, evaluator, os);
  return options.compare.empty() ? success() : compare(view, context, os);
}

llvm::Error Simulation::keepFiles() {
  for (OutputFile *file : {&trace, &report})
    if (!file->getPath().empty())
      if (llvm::Error error = file->keep())
        return error;
  return llvm::Error::success();
}
