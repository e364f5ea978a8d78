//===- Optimizer.cpp - Sets studies up ------------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Optimize/Optimizer.h"

#include "mapwright/Optimize/Searchers.h"
#include "mapwright/Program/TaskIR.h"
#include "mapwright/Support/InputErrors.h"

#include "llvm/ADT/StringExtras.h"

using namespace mapwright;
using namespace mapwright::optimize;
using llvm::StringRef;

char UsageError::ID = 0;

std::vector<StringRef> optimize::getProposerNames() {
  std::vector<StringRef> names = getSearcherNames().vec();
  llvm::append_range(names, getModelProposerNames());
  return names;
}

std::vector<StringRef> optimize::getEvaluatorNames() {
  return {"sim", "exec", "sim-then-exec"};
}

struct Optimizer::State {
  State(OptimizerOptions options, Program program, MachineModel model,
        sim::TaskGraph graph, StringRef source, StringRef file)
      : options(std::move(options)), program(std::move(program)),
        model(std::move(model)), graph(std::move(graph)),
        problem{source.str(), file.str(), this->program, this->model,
                this->graph} {}

  OptimizerOptions options;
  Program program;
  MachineModel model;
  sim::TaskGraph graph;
  Problem problem;
  std::optional<Space> space;
  std::unique_ptr<Proposer> proposer;
  std::unique_ptr<CandidateEvaluator> evaluator, finalEvaluator;
  std::unique_ptr<Store> store;

  llvm::Error makeProposer();
  llvm::Error makeEvaluator();
  llvm::Error openStore();
};

Optimizer::Optimizer(std::unique_ptr<State> state) : state(std::move(state)) {}
Optimizer::~Optimizer() = default;

const Problem &Optimizer::getProblem() const { return state->problem; }
const Space &Optimizer::getSpace() const { return *state->space; }

//===----------------------------------------------------------------------===//
// Parts
//===----------------------------------------------------------------------===//

static llvm::Error refuseName(StringRef what, StringRef name,
                              const std::vector<StringRef> &names) {
  return llvm::make_error<UsageError>("unknown " + what + " '" + name + "'" +
                                      suggestName(name, names) + " (" +
                                      llvm::join(names, ", ") + ")");
}

llvm::Error Optimizer::State::makeProposer() {
  StringRef name = options.proposer;
  if (llvm::is_contained(getModelProposerNames(), name)) {
    auto made = makeModelProposer(name, problem, options.model);
    if (!made)
      return made.takeError();
    proposer = std::move(*made);
    return llvm::Error::success();
  }
  proposer = makeSearcher(name, {problem, *space, options.study.seed,
                                 options.study.budgets.evaluations});
  return proposer ? llvm::Error::success()
                  : refuseName("proposer", name, getProposerNames());
}

llvm::Error Optimizer::State::makeEvaluator() {
  StringRef name = options.evaluator;
  if (!llvm::is_contained(getEvaluatorNames(), name))
    return refuseName("evaluator", name, getEvaluatorNames());
  if (name != "exec")
    evaluator = makeSimEvaluator(problem);
  if (name == "sim")
    return llvm::Error::success();
  if (options.exec.command.empty())
    return llvm::make_error<UsageError>("the evaluator " + name +
                                        " needs a command to run");
  auto made = makeExecEvaluator(problem, options.exec);
  if (!made)
    return made.takeError();
  (name == "exec" ? evaluator : finalEvaluator) = std::move(*made);
  options.study.finalEvaluator = finalEvaluator.get();
  return llvm::Error::success();
}

llvm::Error Optimizer::State::openStore() {
  auto opened = options.resumes
                    ? Store::open(options.store, /*isReadOnly=*/false)
                    : Store::create(options.store);
  if (!opened)
    return opened.takeError();
  store = std::move(*opened);
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// All of it
//===----------------------------------------------------------------------===//

static llvm::Expected<Program> load(StringRef argument,
                                    mlir::MLIRContext *context) {
  if (argument.empty())
    return llvm::make_error<UsageError>("optimizing needs a program");
  auto loaded = loadProgram(argument, context);
  if (!loaded)
    return loaded.takeError();
  if (mlir::failed(*loaded))
    return makeError("");
  if (llvm::Error error = verify(**loaded))
    return error;
  return std::move(**loaded);
}

llvm::Expected<std::unique_ptr<Optimizer>>
Optimizer::create(StringRef source, StringRef file,
                  const OptimizerOptions &options, mlir::MLIRContext *context) {
  if (options.machine.empty())
    return llvm::make_error<UsageError>("optimizing needs a machine");
  llvm::Expected<MachineModel> model = loadMachine(options.machine);
  if (!model)
    return model.takeError();
  llvm::Expected<Program> program = load(options.program, context);
  if (!program)
    return program.takeError();
  llvm::Expected<sim::TaskGraph> graph = buildTaskGraph(*program);
  if (!graph)
    return graph.takeError();
  auto state =
      std::make_unique<State>(options, std::move(*program), std::move(*model),
                              std::move(*graph), source, file);
  // At least what the tools take by default.
  state->problem.maxRank =
      std::max(3u, getHighestRank(collectLaunches(state->program)));
  llvm::Expected<Space> space = Space::derive(state->problem);
  if (!space)
    return space.takeError();
  state->space.emplace(std::move(*space));
  if (llvm::Error error = state->makeProposer())
    return error;
  if (llvm::Error error = state->makeEvaluator())
    return error;
  state->options.study.labels = {{"file", file.str()},
                                 {"program", options.program},
                                 {"machine", options.machine},
                                 {"proposer", options.proposer},
                                 {"evaluator", options.evaluator},
                                 {"seed", std::to_string(options.study.seed)}};
  return std::unique_ptr<Optimizer>(new Optimizer(std::move(state)));
}

const StudySettings &Optimizer::getLabels() const {
  return state->options.study.labels;
}

StringRef Optimizer::getUnit() const {
  return (state->finalEvaluator ? state->finalEvaluator : state->evaluator)
      ->getUnit();
}

llvm::Expected<StudyResult> Optimizer::run() {
  if (llvm::Error error = state->openStore())
    return error;
  return runStudy(state->problem, *state->proposer, *state->evaluator,
                  *state->store, state->options.study);
}

llvm::Expected<std::optional<PredictionQuality>>
Optimizer::assess(const StudyResult &result) {
  if (!state->finalEvaluator)
    return std::nullopt;
  auto measurements = state->store->readMeasurements();
  if (!measurements)
    return measurements.takeError();
  return assessPredictions(result.history, *measurements);
}

llvm::Expected<Evaluation> Optimizer::evaluate(StringRef source) {
  Screener screener(state->problem);
  Candidate candidate = screener.screen(source, GuideLevel::Raw);
  if (!candidate.resolved)
    return std::move(candidate.failure);
  CandidateEvaluator &evaluator =
      state->finalEvaluator ? *state->finalEvaluator : *state->evaluator;
  EvaluationRequest request;
  request.wantsFeedback = false;
  request.repeats =
      evaluator.isDeterministic() ? 1 : state->options.study.repeats.final;
  return evaluator.evaluate(candidate, request);
}
