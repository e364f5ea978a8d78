//===- MapperOptStudy.cpp - mapper-opt --optimize -------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MapperOptStudy.h"

#include "MapperOptOptions.h"
#include "ProgressLine.h"

#include "mapwright/Frontend/Frontend.h"
#include "mapwright/Optimize/Passes.h"
#include "mapwright/Report/Report.h"
#include "mapwright/Support/InputFile.h"

#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Signals.h"

#include <atomic>

using namespace mlir;
using namespace mapwright;
using namespace mapwright::optimize;

//===----------------------------------------------------------------------===//
// Errors and interrupts
//===----------------------------------------------------------------------===//

/// Set by a signal: the study ends after the step it is in.
static std::atomic<bool> isInterrupted = false;

/// Says what is wrong, unless that has been done, and which exit code it is.
static ExitCode reportStudyError(llvm::Error error,
                                 const DiagnosticOptions &diagnostics) {
  if (error.isA<UsageError>())
    return reportUsage(MapperOptOptions::getTool(),
                       llvm::toString(std::move(error)));
  std::error_code code;
  std::string text;
  llvm::handleAllErrors(std::move(error), [&](const llvm::ErrorInfoBase &info) {
    code = info.convertToErrorCode();
    text = info.message();
  });
  if (text.empty())
    return exitDiagnosed;
  return reportInputError(llvm::createStringError(code, text), diagnostics);
}

//===----------------------------------------------------------------------===//
// What is in a store
//===----------------------------------------------------------------------===//

static StringRef findUnit(const StudySettings &settings) {
  auto it = settings.find("unit");
  return it == settings.end() ? StringRef("s") : StringRef(it->second);
}

/// The trial with that number.
static llvm::Expected<const Trial *> findTrial(const History &history,
                                               int64_t number) {
  if (number >= 0 && number < int64_t(history.trials.size()))
    return &history.trials[number];
  return llvm::make_error<UsageError>(
      "the study has no candidate " + Twine(number) + "; it has " +
      (history.trials.empty() ? Twine("none")
                              : "0 to " + Twine(history.trials.size() - 1)));
}

static llvm::Error writeStored(const StudyCLOptions &options, raw_ostream &os) {
  if (options.store.empty())
    return llvm::make_error<UsageError>(
        "--list, --show and --export need --store=FILE");
  auto store = Store::open(options.store, /*isReadOnly=*/true);
  if (!store)
    return store.takeError();
  llvm::Expected<StudySettings> settings = (*store)->readSettings();
  if (!settings)
    return settings.takeError();
  llvm::Expected<History> history = (*store)->readHistory();
  if (!history)
    return history.takeError();
  if (options.list) {
    writeTrials(*history, findUnit(*settings), os);
    return llvm::Error::success();
  }
  bool isExport = options.exportTrial >= 0;
  auto trial =
      findTrial(*history, isExport ? options.exportTrial : options.show);
  if (!trial)
    return trial.takeError();
  if (isExport)
    os << (*trial)->proposal.source;
  else
    writeTrial(**trial, findUnit(*settings), os);
  return llvm::Error::success();
}

ExitCode mapwright::showStore(const OptimizeCLOptions &options,
                              StringRef output,
                              const DiagnosticOptions &diagnostics) {
  OutputFile file(output);
  if (llvm::Error error = writeStored(options.study, file.os()))
    return reportStudyError(std::move(error), diagnostics);
  if (llvm::Error error = file.keep())
    return reportFileError(std::move(error), diagnostics);
  return exitDone;
}

//===----------------------------------------------------------------------===//
// Progress
//===----------------------------------------------------------------------===//

namespace {
/// What a study shows while it runs: on a terminal one line that changes,
/// elsewhere a line for each better mapper.
class StudyProgress {
public:
  explicit StudyProgress(const OptimizerOptions &options) : options(options) {}

  void setUnit(StringRef text) { unit = text.str(); }
  void update(const Progress &progress);

private:
  const OptimizerOptions &options;
  std::string unit;
  ProgressLine line;
  std::optional<unsigned> shown; ///< the best so far
};
} // namespace

void StudyProgress::update(const Progress &progress) {
  auto format = [&] {
    return formatProgress(progress, options.proposer, options.study.budgets,
                          unit);
  };
  if (line.isOnTerminal())
    return line.update(format);
  if (progress.history.trials.empty() || shown == progress.history.incumbent)
    return;
  shown = progress.history.incumbent;
  llvm::errs() << format() << "\n";
}

//===----------------------------------------------------------------------===//
// Studies
//===----------------------------------------------------------------------===//

StudyRun::StudyRun(const OptimizeCLOptions &options, OptimizerOptions optimizer,
                   const DiagnosticOptions &diagnostics)
    : options(options), optimizerOptions(std::move(optimizer)),
      diagnostics(diagnostics), page(options.study.report) {}

bool StudyRun::onlyShows() const {
  return options.study.space || options.model.printPrompts ||
         options.model.dryRun;
}

static void writeSum(StringRef what, const CostEstimate::Sum &sum,
                     raw_ostream &os) {
  os << llvm::formatv("{0}: {1} requests, {2} tokens in, {3} out, ${4:f4}\n",
                      what, sum.requests, sum.inputTokens, sum.outputTokens,
                      sum.money);
}

llvm::Error StudyRun::show(ModuleOp module, raw_ostream &os) {
  FailureOr<std::string> source = exportMapper(module);
  if (failed(source))
    return llvm::createStringError(llvm::inconvertibleErrorCode(), "");
  OptimizerOptions shown = optimizerOptions;
  // Nothing is proposed, so that no key is needed.
  if (!options.study.space)
    shown.proposer = "random";
  auto optimizer =
      Optimizer::create(*source, "mapper", shown, module.getContext());
  if (!optimizer)
    return optimizer.takeError();
  if (options.study.space) {
    const Space &space = (*optimizer)->getSpace();
    options.study.json ? space.printJSON(os) : space.print(os);
    return llvm::Error::success();
  }
  llvm::Expected<Evaluation> evaluation = (*optimizer)->evaluate(*source);
  if (!evaluation)
    return evaluation.takeError();
  Trial start;
  start.proposal.source = *source;
  start.evaluation = std::move(*evaluation);
  const Problem &problem = (*optimizer)->getProblem();
  if (options.model.printPrompts)
    return printPrompt(optimizerOptions.proposer, problem,
                       optimizerOptions.model, start, os);
  llvm::Expected<CostEstimate> estimate =
      estimateCost(optimizerOptions.proposer, problem, optimizerOptions.model,
                   start, optimizerOptions.study.budgets.evaluations);
  if (!estimate)
    return estimate.takeError();
  writeSum("likely", estimate->likely, os);
  writeSum("at most", estimate->most, os);
  return llvm::Error::success();
}

llvm::Expected<std::optional<Reference>>
StudyRun::evaluateReference(Optimizer &optimizer) {
  StringRef path = options.study.reference;
  if (path.empty())
    return std::nullopt;
  auto buffer = readInput(path, maxSourceBytes);
  if (!buffer)
    return buffer.takeError();
  llvm::Expected<Evaluation> evaluation =
      optimizer.evaluate((*buffer)->getBuffer());
  if (!evaluation)
    return evaluation.takeError();
  return Reference{path.str(), std::move(*evaluation)};
}

llvm::Error StudyRun::report(Optimizer &optimizer, const StudyResult &result,
                             raw_ostream &tables) {
  auto reference = evaluateReference(optimizer);
  if (!reference)
    return reference.takeError();
  auto predictions = optimizer.assess(result);
  if (!predictions)
    return predictions.takeError();
  StudyView view = {result, optimizer.getLabels(), optimizer.getUnit().str(),
                    std::move(*reference), std::move(*predictions)};
  options.study.json ? writeJSON(result, tables) : writeStudyText(view, tables);
  if (!options.study.report.empty())
    writeStudyHTML(view, page.os());
  if (result.reason == StopReason::Interrupted)
    code = exitInterrupted;
  else if (!result.evaluation.isOk())
    code = exitNegative;
  return llvm::Error::success();
}

llvm::Error StudyRun::optimizeMapper(ModuleOp module, raw_ostream &tables) {
  std::unique_ptr<StudyProgress> progress =
      std::make_unique<StudyProgress>(optimizerOptions);
  llvm::sys::SetInterruptFunction([] { isInterrupted = true; });
  optimizerOptions.study.shouldStop = [] { return isInterrupted.load(); };
  optimizerOptions.study.progress = [&](const Progress &now) {
    progress->update(now);
  };
  OptimizeHooks hooks;
  hooks.begin = [&](const Optimizer &optimizer) {
    progress->setUnit(optimizer.getUnit());
  };
  hooks.end = [&](Optimizer &optimizer, const StudyResult &result) {
    progress.reset();
    return report(optimizer, result, tables);
  };
  return optimizeModule(module, optimizerOptions, hooks);
}

LogicalResult StudyRun::run(ModuleOp module, raw_ostream &os,
                            raw_ostream &tables) {
  llvm::Error error =
      onlyShows() ? show(module, os) : optimizeMapper(module, tables);
  if (!error)
    return success();
  code = reportStudyError(std::move(error), diagnostics);
  return failure();
}

ExitCode StudyRun::finish() {
  if (code == exitDone || code == exitNegative || code == exitInterrupted)
    if (!page.getPath().empty())
      if (llvm::Error error = page.keep())
        return reportFileError(std::move(error), diagnostics);
  return code;
}
