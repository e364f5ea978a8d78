//===- MapcFix.cpp - mapc --fix -------------------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MapcActions.h"

#include "mapwright/Frontend/Frontend.h"
#include "mapwright/Support/OutputFile.h"

using namespace mlir;
using namespace mapwright;

/// A fix may uncover what another one repairs; no known mapper needs more than
/// three rounds.
static constexpr unsigned maxRounds = 10;

namespace {
/// What one check of a text found.
struct Round {
  SmallVector<Fix> fixes;
  bool isGood = false;
};
} // namespace

static Round check(const MapcJob &job, StringRef text, StringRef name,
                   raw_ostream &shown) {
  InputChunk chunk;
  chunk.sources = std::make_shared<llvm::SourceMgr>();
  chunk.sources->AddNewSourceBuffer(
      llvm::MemoryBuffer::getMemBufferCopy(text, name), SMLoc());
  MLIRContext context(MLIRContext::Threading::DISABLED);
  DiagnosticConsole console(&context, shown, chunk.sources.get(),
                            job.options.getDiagnostics());
  Round round;
  bool compiles = succeeded(compileChunk(job, chunk, context, llvm::nulls()));
  console.printSummary();
  round.isGood = compiles && console.getNumErrors() == 0;
  llvm::append_range(round.fixes, console.getFixes());
  return round;
}

/// Applies fixes until none is left; returns how many were applied.
static unsigned repair(const MapcJob &job, std::string &text, StringRef name) {
  unsigned total = 0;
  for (unsigned i = 0; i < maxRounds; ++i) {
    Round round = check(job, text, name, llvm::nulls());
    unsigned applied = 0;
    text = applyFixes(text, name, round.fixes, applied);
    if (applied == 0)
      break;
    total += applied;
  }
  return total;
}

static ExitCode write(const MapcJob &job, StringRef path, StringRef text) {
  OutputFile output(path, /*onlyIfChanged=*/true);
  output.os() << text;
  if (llvm::Error error = output.keep())
    return reportFileError(std::move(error), job.options.getDiagnostics());
  return exitDone;
}

ExitCode mapwright::fixSource(const MapcJob &job) {
  InputOptions input = job.options.getInput();
  auto buffer = readChunk(input);
  if (!buffer)
    return reportFileError(buffer.takeError(), input.diagnostics);
  const ToolInfo &tool = MapcOptions::getTool();
  if (findLanguage(input.language, **buffer) == InputLanguage::MLIR)
    return reportUsage(tool, "--fix needs a source in the mapper language");

  StringRef name = (*buffer)->getBufferIdentifier();
  std::string text = (*buffer)->getBuffer().str();
  unsigned applied = repair(job, text, name);
  ExitCode written = write(job, job.options.getOutputPath(), text);
  if (written != exitDone)
    return written;
  if (input.diagnostics.format == DiagnosticFormat::Text)
    llvm::errs() << tool.name << ": " << applied
                 << (applied == 1 ? " fix" : " fixes") << " applied to '"
                 << name << "'\n";
  return check(job, text, name, llvm::errs()).isGood ? exitDone : exitDiagnosed;
}
