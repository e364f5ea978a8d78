//===- MapperOptStudyOptions.cpp - Options of --optimize ------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MapperOptStudyOptions.h"

#include <cmath>

using namespace mapwright;
using namespace mapwright::optimize;
namespace cl = llvm::cl;

static llvm::Error makeUsageError(const llvm::Twine &text) {
  return llvm::make_error<UsageError>(text);
}

//===----------------------------------------------------------------------===//
// Studies
//===----------------------------------------------------------------------===//

StudyCLOptions::StudyCLOptions()
    : category("Optimization"),
      optimize(takeOverOption("optimize"), cl::cat(category),
               cl::desc("Look for a better mapper and write it (as mapper "
                        "language unless --emit says otherwise)")),
      proposer(
          takeOverOption("proposer"), cl::cat(category), cl::init("guided"),
          cl::value_desc("name"),
          cl::desc(
              "What proposes candidates: guided (default), random, hillclimb, "
              "ccd, anneal, bandit, bandit-seeded, llm-trace, llm-opro")),
      evaluator(
          takeOverOption("evaluator"), cl::cat(category), cl::init("sim"),
          cl::value_desc("name"),
          cl::desc("What measures candidates: sim (default), the simulator; "
                   "exec, the command after --; sim-then-exec, which searches "
                   "with the first and compares the best few with the second")),
      seed(takeOverOption("seed"), cl::cat(category), cl::init(0),
           cl::value_desc("n"),
           cl::desc("Seed of all random choices (default 0)")),
      evaluations(takeOverOption("evaluations"), cl::cat(category),
                  cl::init(100), cl::value_desc("n"),
                  cl::desc("Candidates to look at, the start included and "
                           "duplicates left out (default 100)")),
      seconds(takeOverOption("max-seconds"), cl::cat(category), cl::init(0),
              cl::value_desc("s"), cl::desc("Stop after so many seconds")),
      tokens(takeOverOption("max-tokens"), cl::cat(category), cl::init(0),
             cl::value_desc("n"),
             cl::desc("Stop when language models have used so many tokens")),
      money(takeOverOption("max-money"), cl::cat(category), cl::init(0),
            cl::value_desc("dollars"),
            cl::desc("Stop when language models have cost so much")),
      patience(
          takeOverOption("patience"), cl::cat(category), cl::init(0),
          cl::value_desc("n"),
          cl::desc("Stop after so many evaluations that found nothing better")),
      guide(takeOverOption("guide"), cl::cat(category), cl::init("suggest"),
            cl::value_desc("level"),
            cl::desc("Feedback that proposers get: raw, explain or suggest "
                     "(default)")),
      jobs(takeOverOption("j"), cl::cat(category), cl::init(1),
           cl::value_desc("n"),
           cl::desc("Evaluate so many candidates at the same time (exec)")),
      keepsAll(
          takeOverOption("no-minimize"), cl::cat(category),
          cl::desc("Keep changes of the best mapper that are worth nothing")),
      store(takeOverOption("store"), cl::cat(category), cl::init(""),
            cl::value_desc("file"),
            cl::desc("Keep the study in this file (SQLite)")),
      resume(takeOverOption("resume"), cl::cat(category),
             cl::desc("Go on with the study in --store")),
      list(takeOverOption("list"), cl::cat(category),
           cl::desc("List the candidates of the study in --store")),
      show(takeOverOption("show"), cl::cat(category), cl::init(-1),
           cl::value_desc("k"),
           cl::desc("Show candidate k of the study in --store: outcome, "
                    "feedback, text")),
      exportTrial(
          takeOverOption("export"), cl::cat(category), cl::init(-1),
          cl::value_desc("k"),
          cl::desc("Write the text of candidate k of the study in --store")),
      space(takeOverOption("space"), cl::cat(category),
            cl::desc("Print the space that is searched, and its size")),
      reference(takeOverOption("reference"), cl::cat(category), cl::init(""),
                cl::value_desc("file"),
                cl::desc("Compare the best mapper with this one, too")),
      report(takeOverOption("report"), cl::cat(category), cl::init(""),
             cl::value_desc("file"), cl::desc("Write the study as a web page")),
      json(takeOverOption("json"), cl::cat(category),
           cl::desc("Write the result (or with --space the space) as JSON")) {}

static llvm::Error fillBudgets(const StudyCLOptions &from, Budgets &budgets) {
  // Written so that NaN is refused, too.
  if (!(from.seconds >= 0) || !(from.money >= 0))
    return makeUsageError("--max-seconds and --max-money are not negative");
  if (from.evaluations == 0)
    return makeUsageError("--evaluations=0 leaves nothing to do: even the "
                          "mapper to start from is one");
  budgets.evaluations = from.evaluations;
  budgets.patience = from.patience;
  if (from.seconds.getNumOccurrences())
    budgets.seconds = from.seconds;
  if (from.tokens.getNumOccurrences())
    budgets.tokens = from.tokens;
  if (from.money.getNumOccurrences())
    budgets.money = from.money;
  return llvm::Error::success();
}

llvm::Error StudyCLOptions::fill(OptimizerOptions &options) const {
  std::optional<GuideLevel> level = parseGuideLevel(guide);
  if (!level)
    return makeUsageError("--guide is raw, explain or suggest, got '" + guide +
                          "'");
  if (resume && store.empty())
    return makeUsageError("--resume needs --store=FILE");
  if (jobs == 0)
    return makeUsageError("-j is at least 1");
  options.proposer = proposer;
  options.evaluator = evaluator;
  options.store = store;
  options.resumes = resume;
  options.study.seed = seed;
  options.study.jobs = jobs;
  options.study.level = *level;
  options.study.minimizes = !keepsAll;
  options.study.keepsFeedback = !store.empty() || !report.empty();
  options.model.prompt.level = *level;
  options.model.prompt.programName = options.program;
  return fillBudgets(*this, options.study.budgets);
}

//===----------------------------------------------------------------------===//
// Real runs
//===----------------------------------------------------------------------===//

ExecCLOptions::ExecCLOptions()
    : category(
          "Optimization with real runs (evaluators exec and sim-then-exec)"),
      run(category),
      metric(
          takeOverOption("exec-metric"), cl::cat(category), cl::init(""),
          cl::value_desc("regex"),
          cl::desc("The metric is the number in (?P<name>...) of the last line "
                   "of output that matches; or one of time, bus_bytes, "
                   "mpi_bytes, as the programs in benchmarks/starpu print "
                   "them; else the time of the command")),
      metricUnit(takeOverOption("exec-metric-unit"), cl::cat(category),
                 cl::init(""), cl::value_desc("unit"),
                 cl::desc("Unit of --exec-metric or --exec-json, for tables")),
      higherIsBetter(takeOverOption("exec-higher-is-better"), cl::cat(category),
                     cl::desc("The metric is a rate")),
      jsonMetric(
          takeOverOption("exec-json"), cl::cat(category), cl::init(""),
          cl::value_desc("file#pointer"),
          cl::desc("The metric is a number in a JSON file that the command "
                   "writes, /a/b in app.json#/a/b")),
      screening(takeOverOption("repeats"), cl::cat(category), cl::init(3),
                cl::value_desc("n"),
                cl::desc("Runs of every candidate (default 3)")),
      survivor(takeOverOption("survivor-repeats"), cl::cat(category),
               cl::init(7), cl::value_desc("n"),
               cl::desc("Runs of one that looks better (default 7)")),
      finalRuns(takeOverOption("final-repeats"), cl::cat(category),
                cl::init(31), cl::value_desc("n"),
                cl::desc("Runs of the finalists and the start (default 31)")),
      finalists(takeOverOption("finalists"), cl::cat(category), cl::init(5),
                cl::value_desc("n"),
                cl::desc("Candidates in the final comparison (default 5)")) {}

llvm::Error ExecCLOptions::fill(OptimizerOptions &options) const {
  if (!jsonMetric.empty() && !metric.empty())
    return makeUsageError("--exec-metric and --exec-json exclude each other");
  if (screening == 0 || survivor == 0 || finalRuns == 0 || finalists == 0)
    return makeUsageError("repeats and finalists are at least 1");
  ExecOptions &exec = options.exec;
  if (llvm::Error error = run.fill(exec))
    return makeUsageError(llvm::toString(std::move(error)));
  exec.metric = findStandardMetric(metric).value_or(ExecMetric());
  if (exec.metric.pattern.empty())
    exec.metric.pattern = metric;
  auto [file, pointer] = llvm::StringRef(jsonMetric).split('#');
  exec.metric.file = file;
  exec.metric.pointer = pointer;
  if (metricUnit.getNumOccurrences())
    exec.metric.unit = metricUnit;
  exec.metric.isHigherBetter = higherIsBetter;
  exec.isConcurrent = options.study.jobs > 1;
  options.study.repeats = {screening, survivor, finalRuns, finalists};
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Language models
//===----------------------------------------------------------------------===//

ModelCLOptions::ModelCLOptions()
    : category("Optimization with language models (proposers llm-trace and "
               "llm-opro)"),
      api(takeOverOption("llm-api"), cl::cat(category), cl::init("openai"),
          cl::value_desc("api"),
          cl::desc(
              "openai (default; also vLLM, llama.cpp, Ollama) or anthropic")),
      url(takeOverOption("llm-url"), cl::cat(category), cl::init(""),
          cl::value_desc("url"),
          cl::desc("Address that the path of the API is appended to")),
      model(takeOverOption("llm-model"), cl::cat(category), cl::init(""),
            cl::value_desc("name"),
            cl::desc("The model, as the server calls it")),
      keyVariable(takeOverOption("llm-key-env"), cl::cat(category),
                  cl::init(""), cl::value_desc("name"),
                  cl::desc("Environment variable with the key (default "
                           "OPENAI_API_KEY or ANTHROPIC_API_KEY)")),
      temperature(takeOverOption("llm-temperature"), cl::cat(category),
                  cl::init(-1), cl::value_desc("t"),
                  cl::desc("Temperature (default: the server's)")),
      modelSeed(takeOverOption("llm-seed"), cl::cat(category), cl::init(-1),
                cl::value_desc("n"),
                cl::desc("Seed sent to the server (default: none)")),
      maxOutput(takeOverOption("llm-max-tokens"), cl::cat(category),
                cl::init(4096), cl::value_desc("n"),
                cl::desc("Longest answer (default 4096)")),
      timeout(takeOverOption("llm-timeout"), cl::cat(category), cl::init(60),
              cl::value_desc("s"),
              cl::desc("Longest wait for an answer (default 60)")),
      retries(takeOverOption("llm-retries"), cl::cat(category), cl::init(3),
              cl::value_desc("n"),
              cl::desc("Repeat a request that fails so often (default 3)")),
      backoff(takeOverOption("llm-backoff"), cl::cat(category), cl::init(1),
              cl::value_desc("s"),
              cl::desc("Wait so long before the first repeat, twice as long "
                       "before each other one (default 1)")),
      inputPrice(takeOverOption("llm-input-price"), cl::cat(category),
                 cl::init(0), cl::value_desc("dollars"),
                 cl::desc("Price of 10^6 tokens sent")),
      outputPrice(takeOverOption("llm-output-price"), cl::cat(category),
                  cl::init(0), cl::value_desc("dollars"),
                  cl::desc("Price of 10^6 tokens answered")),
      proxy(takeOverOption("llm-proxy"), cl::cat(category), cl::init(""),
            cl::value_desc("url"),
            cl::desc("Proxy (default: that of the environment)")),
      caFile(takeOverOption("llm-ca-file"), cl::cat(category), cl::init(""),
             cl::value_desc("file"),
             cl::desc("Certificates to trust (default: those of the system)")),
      plainHTTP(takeOverOption("llm-allow-http"), cl::cat(category),
                cl::desc("Send the key over plain http to other machines")),
      noStructure(
          takeOverOption("llm-no-schema"), cl::cat(category),
          cl::desc("Do not ask the server for answers that fit a schema")),
      record(takeOverOption("llm-record"), cl::cat(category), cl::init(""),
             cl::value_desc("file"),
             cl::desc("Write all exchanges to this file (JSON lines)")),
      replay(takeOverOption("llm-replay"), cl::cat(category), cl::init(""),
             cl::value_desc("file"),
             cl::desc("Take all answers from a file that --llm-record wrote; "
                      "send nothing")),
      printPrompts(takeOverOption("print-prompts"), cl::cat(category),
                   cl::desc("Print what would be sent first, and stop")),
      dryRun(takeOverOption("dry-run"), cl::cat(category),
             cl::desc("Say what the study can cost, and stop")) {}

llvm::Error ModelCLOptions::fill(OptimizerOptions &options) const {
  std::optional<ModelAPI> parsed = parseModelAPI(api);
  if (!parsed)
    return makeUsageError("--llm-api is openai or anthropic, got '" + api +
                          "'");
  if (options.study.budgets.money && inputPrice == 0 && outputPrice == 0)
    return makeUsageError("--max-money needs prices: --llm-input-price and "
                          "--llm-output-price");
  ModelServer &server = options.model.server;
  server.api = *parsed;
  server.url = url;
  server.keyVariable = keyVariable;
  server.allowsPlainHTTP = plainHTTP;
  server.proxy = proxy;
  server.caFile = caFile;
  server.totalSeconds = timeout;
  server.maxRetries = retries;
  server.firstBackoff = backoff;
  options.model.model = model;
  if (temperature.getNumOccurrences())
    options.model.temperature = temperature;
  if (modelSeed.getNumOccurrences())
    options.model.seed = modelSeed;
  options.model.maxOutputTokens = maxOutput;
  options.model.asksForStructure = !noStructure;
  options.model.inputPrice = inputPrice;
  options.model.outputPrice = outputPrice;
  options.model.recordFile = record;
  options.model.replayFile = replay;
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// All of them
//===----------------------------------------------------------------------===//

bool OptimizeCLOptions::needsStoreOnly() const {
  return study.list || study.show >= 0 || study.exportTrial >= 0;
}

bool OptimizeCLOptions::isAskedFor() const {
  return study.optimize || study.space || model.printPrompts || model.dryRun ||
         needsStoreOnly();
}

llvm::Expected<OptimizerOptions>
OptimizeCLOptions::make(llvm::StringRef program,
                        llvm::StringRef machine) const {
  OptimizerOptions options;
  options.program = program.str();
  options.machine = machine.str();
  if (llvm::Error error = study.fill(options))
    return error;
  if (llvm::Error error = exec.fill(options))
    return error;
  if (llvm::Error error = model.fill(options))
    return error;
  if (program.empty() || machine.empty())
    return llvm::make_error<UsageError>(
        "--optimize needs --program and --machine");
  return options;
}
