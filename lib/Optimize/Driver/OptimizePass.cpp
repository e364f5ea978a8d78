//===- OptimizePass.cpp - mapping-optimize --------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Optimize/Passes.h"

#include "mapwright/Frontend/Frontend.h"
#include "mapwright/Support/Diagnostics.h"

#include "llvm/Support/FileSystem.h"

namespace mapwright {
#define GEN_PASS_DEF_MAPPINGOPTIMIZE
#include "lib/Optimize/Driver/Passes.h.inc"
} // namespace mapwright

using namespace mlir;
using namespace mapwright;
using namespace mapwright::optimize;

/// What went wrong has been reported.
static llvm::Error makeReported() {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), "");
}

/// The file that the module's mapper comes from.
static std::string getFile(mapping::MapperOp mapper) {
  if (auto loc = mapper.getLoc()->findInstanceOf<FileLineColLoc>())
    return loc.getFilename().str();
  return "mapper";
}

/// Puts the mapper that `text` says in the place of `mapper`.
static llvm::Error replaceMapper(mapping::MapperOp mapper, StringRef text,
                                 StringRef file, unsigned maxRank) {
  OwningOpRef<ModuleOp> best =
      importMapper(text, file, mapper.getContext(), maxRank);
  if (!best)
    return makeReported();
  auto made = *best->getOps<mapping::MapperOp>().begin();
  made->remove();
  mapper->getBlock()->getOperations().insert(mapper->getIterator(), made);
  mapper.erase();
  return llvm::Error::success();
}

llvm::Error optimize::optimizeModule(ModuleOp module,
                                     const OptimizerOptions &options,
                                     const OptimizeHooks &hooks) {
  auto mappers = module.getOps<mapping::MapperOp>();
  if (!llvm::hasSingleElement(mappers)) {
    diagnose(module.getLoc(), DiagId::Input)
        << "expected a module with one mapper, got "
        << std::distance(mappers.begin(), mappers.end());
    return makeReported();
  }
  mapping::MapperOp mapper = *mappers.begin();
  FailureOr<std::string> source = exportMapper(module);
  if (failed(source))
    return makeReported();
  std::string file = getFile(mapper);
  auto optimizer =
      Optimizer::create(*source, file, options, module.getContext());
  if (!optimizer)
    return optimizer.takeError();
  if (hooks.begin)
    hooks.begin(**optimizer);
  llvm::Expected<StudyResult> result = (*optimizer)->run();
  if (!result)
    return result.takeError();
  if (hooks.end)
    if (llvm::Error error = hooks.end(**optimizer, *result))
      return error;
  return replaceMapper(mapper, result->best, file,
                       (*optimizer)->getProblem().maxRank);
}

namespace {
struct MappingOptimizePass
    : mapwright::impl::MappingOptimizeBase<MappingOptimizePass> {
  using MappingOptimizeBase::MappingOptimizeBase;

  void runOnOperation() override;

private:
  llvm::Expected<OptimizerOptions> makeOptions() const;
};
} // namespace

llvm::Expected<OptimizerOptions> MappingOptimizePass::makeOptions() const {
  OptimizerOptions made;
  made.program = program;
  made.machine = machine;
  made.proposer = proposer;
  made.evaluator = evaluator;
  made.store = store;
  made.resumes = !store.empty() && llvm::sys::fs::exists(store);
  made.study.seed = seed;
  made.study.minimizes = minimize;
  made.study.budgets.evaluations = evaluations;
  if (seconds > 0)
    made.study.budgets.seconds = seconds;
  std::optional<GuideLevel> parsed = parseGuideLevel(level);
  if (!parsed)
    return llvm::make_error<UsageError>(
        "level is raw, explain or suggest, got '" + level + "'");
  made.study.level = *parsed;
  SmallVector<StringRef> words;
  StringRef(command).split(words, ' ', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  for (StringRef word : words)
    made.exec.command.push_back(word.str());
  return made;
}

void MappingOptimizePass::runOnOperation() {
  llvm::Expected<OptimizerOptions> made = makeOptions();
  llvm::Error error =
      made ? optimizeModule(getOperation(), *made) : made.takeError();
  if (!error)
    return;
  std::string text = llvm::toString(std::move(error));
  if (!text.empty())
    diagnose(getOperation().getLoc(), DiagId::Input) << text;
  signalPassFailure();
}
