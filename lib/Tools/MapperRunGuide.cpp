//===- MapperRunGuide.cpp - Guidance on the output of a program -----------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MapperRunGuide.h"

#include "mapwright/AutoGuide/Guide.h"
#include "mapwright/Support/OutputFile.h"
#include "mapwright/Tools/CommonInput.h"

using namespace mapwright;

ExitCode mapwright::guideStandardInput(const MapperRunOptions &options,
                                       const DiagnosticOptions &diagnostics) {
  llvm::Expected<Guide> guide = Guide::load(options.guideRules);
  if (!guide)
    return reportInputError(guide.takeError(), diagnostics);
  llvm::Expected<Feedback> feedback =
      guide->analyze(llvm::sys::fs::getStdinHandle());
  if (!feedback)
    return reportFileError(feedback.takeError(), diagnostics);
  GuideLevel level =
      parseGuideLevel(options.guide).value_or(GuideLevel::Suggest);
  OutputFile output(options.output);
  options.json ? writeJSON(*feedback, level, output.os())
               : writeText(*feedback, level, output.os());
  if (llvm::Error error = output.keep())
    return reportFileError(std::move(error), diagnostics);
  return feedback->explain.empty() ? exitNegative : exitDone;
}
