//===- MapperOptStudyOptions.h - Options of --optimize ----------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Tools.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_TOOLS_MAPPEROPTSTUDYOPTIONS_H
#define MAPWRIGHT_LIB_TOOLS_MAPPEROPTSTUDYOPTIONS_H

#include "ExecCommandOptions.h"

#include "mapwright/Optimize/Optimizer.h"
#include "mapwright/Tools/CommonOptions.h"

namespace mapwright {

/// What a study is and what becomes of it.
struct StudyCLOptions {
  StudyCLOptions();
  llvm::Error fill(optimize::OptimizerOptions &options) const;

  llvm::cl::OptionCategory category;
  llvm::cl::opt<bool> optimize;
  llvm::cl::opt<std::string> proposer;
  llvm::cl::opt<std::string> evaluator;
  llvm::cl::opt<uint64_t> seed;
  llvm::cl::opt<uint64_t> evaluations;
  llvm::cl::opt<double> seconds;
  llvm::cl::opt<uint64_t> tokens;
  llvm::cl::opt<double> money;
  llvm::cl::opt<uint64_t> patience;
  llvm::cl::opt<std::string> guide;
  llvm::cl::opt<unsigned> jobs;
  llvm::cl::opt<bool> keepsAll;
  llvm::cl::opt<std::string> store;
  llvm::cl::opt<bool> resume;
  llvm::cl::opt<bool> list;
  llvm::cl::opt<int64_t> show;
  llvm::cl::opt<int64_t> exportTrial;
  llvm::cl::opt<bool> space;
  llvm::cl::opt<std::string> reference;
  llvm::cl::opt<std::string> report;
  llvm::cl::opt<bool> json;
};

/// How the evaluators exec and sim-then-exec run candidates.
struct ExecCLOptions {
  ExecCLOptions();
  llvm::Error fill(optimize::OptimizerOptions &options) const;

  llvm::cl::OptionCategory category;
  ExecCommandOptions run;
  llvm::cl::opt<std::string> metric;
  llvm::cl::opt<std::string> metricUnit;
  llvm::cl::opt<bool> higherIsBetter;
  llvm::cl::opt<std::string> jsonMetric;
  llvm::cl::opt<unsigned> screening;
  llvm::cl::opt<unsigned> survivor;
  llvm::cl::opt<unsigned> finalRuns;
  llvm::cl::opt<unsigned> finalists;
};

/// Which language model the proposers llm-* ask, and how.
struct ModelCLOptions {
  ModelCLOptions();
  llvm::Error fill(optimize::OptimizerOptions &options) const;

  llvm::cl::OptionCategory category;
  llvm::cl::opt<std::string> api;
  llvm::cl::opt<std::string> url;
  llvm::cl::opt<std::string> model;
  llvm::cl::opt<std::string> keyVariable;
  llvm::cl::opt<double> temperature;
  llvm::cl::opt<int64_t> modelSeed;
  llvm::cl::opt<unsigned> maxOutput;
  llvm::cl::opt<double> timeout;
  llvm::cl::opt<unsigned> retries;
  llvm::cl::opt<double> backoff;
  llvm::cl::opt<double> inputPrice;
  llvm::cl::opt<double> outputPrice;
  llvm::cl::opt<std::string> proxy;
  llvm::cl::opt<std::string> caFile;
  llvm::cl::opt<bool> plainHTTP;
  llvm::cl::opt<bool> noStructure;
  llvm::cl::opt<std::string> record;
  llvm::cl::opt<std::string> replay;
  llvm::cl::opt<bool> printPrompts;
  llvm::cl::opt<bool> dryRun;
};

/// All options of `mapper-opt --optimize` but those it shares with the rest.
struct OptimizeCLOptions {
  StudyCLOptions study;
  ExecCLOptions exec;
  ModelCLOptions model;

  /// Whether something else than passes is asked for.
  bool isAskedFor() const;
  /// Whether all that is asked for is in a store, so that no mapper is read.
  bool needsStoreOnly() const;
  /// What the options say. Errors (UsageError) if they do not go together.
  llvm::Expected<optimize::OptimizerOptions>
  make(llvm::StringRef program, llvm::StringRef machine) const;
};

} // namespace mapwright

#endif // MAPWRIGHT_LIB_TOOLS_MAPPEROPTSTUDYOPTIONS_H
