//===- Mapc.cpp - The compiler of the mapper language ---------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Tools/Mapc.h"

#include "MachineAndProgram.h"
#include "MapcActions.h"

#include "mapwright/Support/Explain.h"
#include "mapwright/Support/OutputFile.h"

using namespace mlir;
using namespace mapwright;

static ExitCode explain(const MapcOptions &options) {
  OutputFile output("-");
  if (failed(explainDiagnostic(options.explain, output.os()))) {
    StringRef closest = closestDiagnostic(options.explain);
    return reportUsage(MapcOptions::getTool(),
                       "no diagnostic is called '" + options.explain + "'" +
                           (closest.empty()
                                ? Twine("; --list-diagnostics lists them")
                                : "; did you mean '" + closest + "'?"));
  }
  if (llvm::Error error = output.keep())
    return reportFileError(std::move(error), options.getDiagnostics());
  return exitDone;
}

/// A file name as a make rule spells it.
static std::string quoteForMake(StringRef path) {
  std::string quoted;
  for (char c : path) {
    if (c == ' ' || c == '#' || c == '\\')
      quoted += '\\';
    else if (c == '$')
      quoted += '$';
    quoted += c;
  }
  return quoted;
}

/// Puts the output in place, and what it depends on beside it.
static llvm::Error keepOutputs(const MapcOptions &options, OutputFile &output) {
  if (llvm::Error error = output.keep())
    return error;
  std::string path = options.getDependencyPath();
  if (path.empty())
    return llvm::Error::success();
  OutputFile dependencies(path, /*onlyIfChanged=*/true);
  dependencies.os() << quoteForMake(options.output) << ":";
  if (options.input != "-")
    dependencies.os() << " " << quoteForMake(options.input);
  dependencies.os() << "\n";
  return dependencies.keep();
}

static ExitCode compile(const MapcJob &job) {
  const MapcOptions &options = job.options;
  OutputFile output(options.getOutputPath(), /*onlyIfChanged=*/true);
  ExitCode result = processInput(
      options.getInput(), output.os(),
      [&](const InputChunk &chunk, MLIRContext &context, raw_ostream &os) {
        return options.format ? formatChunk(chunk, context, os)
                              : compileChunk(job, chunk, context, os);
      });
  bool writes = options.format || options.getEmit() != EmitKind::Nothing;
  if (result != exitDone || !writes || options.verifyDiagnostics)
    return result;
  if (llvm::Error error = keepOutputs(options, output))
    return reportFileError(std::move(error), options.getDiagnostics());
  return exitDone;
}

/// Reads what a mapper is checked for besides itself.
static ExitCode loadSubjects(MapcJob &job) {
  const MapcOptions &options = job.options;
  DiagnosticOptions diagnostics = options.getDiagnostics();
  if (options.machine.getNumOccurrences() == 0)
    return exitDone;
  const ToolInfo &tool = MapcOptions::getTool();
  if (options.program.empty())
    return parseMachineArgument(options.machine, tool, diagnostics,
                                job.machine);
  std::optional<MachineModel> model;
  if (ExitCode wrong =
          loadMachineArgument(options.machine, tool, diagnostics, model))
    return wrong;
  job.machine = model->getMachine();
  job.program.emplace(std::move(*model));
  return job.program->load(options.program, diagnostics);
}

static ExitCode run(const MapcOptions &options) {
  if (options.listDiagnostics) {
    listDiagnostics(llvm::outs());
    return exitDone;
  }
  if (options.explain.getNumOccurrences() > 0)
    return explain(options);
  const ToolInfo &tool = MapcOptions::getTool();
  if (options.input.empty())
    return reportUsage(tool, "no input file; `-` is the standard input");
  if (std::optional<std::string> mistake = options.findMistake())
    return reportUsage(tool, *mistake);
  MapcJob job{options, std::nullopt, std::nullopt};
  if (ExitCode wrong = loadSubjects(job))
    return wrong;
  return options.fix ? fixSource(job) : compile(job);
}

int mapwright::mapcMain(int argc, char **argv) {
  MapcOptions options;
  if (!parseCommandLine(argc, argv, MapcOptions::getTool(), options.categories))
    return exitUsage;
  return run(options);
}
