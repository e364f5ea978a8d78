//===- MapperRunGuide.cpp - Guidance on the output of a program -----------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MapperRunGuide.h"

#include "mapwright/AutoGuide/Guide.h"
#include "mapwright/AutoGuide/RuleEdits.h"
#include "mapwright/Support/OutputFile.h"
#include "mapwright/Tools/CommonInput.h"

using namespace mapwright;

void mapwright::writeFeedback(const MapperRunOptions &options,
                              const Feedback &feedback, llvm::raw_ostream &os) {
  GuideLevel level =
      parseGuideLevel(options.guide).value_or(GuideLevel::Suggest);
  options.json ? writeJSON(feedback, level, os)
               : writeText(feedback, level, os);
}

static ExitCode addMapperFixes(const std::string &mapper, Feedback &feedback,
                               const DiagnosticOptions &diagnostics) {
  InputOptions input;
  input.path = mapper;
  auto buffer = readChunk(input);
  if (!buffer)
    return reportFileError(buffer.takeError(), diagnostics);
  addFixes(feedback, {(*buffer)->getBuffer(), mapper});
  return exitDone;
}

ExitCode mapwright::guideStandardInput(const MapperRunOptions &options,
                                       const DiagnosticOptions &diagnostics) {
  llvm::Expected<Guide> guide = Guide::load(options.guideRules);
  if (!guide)
    return reportInputError(guide.takeError(), diagnostics);
  llvm::Expected<Feedback> feedback =
      guide->analyze(llvm::sys::fs::getStdinHandle());
  if (!feedback)
    return reportFileError(feedback.takeError(), diagnostics);
  if (!options.input.empty())
    if (ExitCode wrong = addMapperFixes(options.input, *feedback, diagnostics))
      return wrong;
  OutputFile output(options.output);
  writeFeedback(options, *feedback, output.os());
  if (llvm::Error error = output.keep())
    return reportFileError(std::move(error), diagnostics);
  return feedback->explain.empty() ? exitNegative : exitDone;
}
