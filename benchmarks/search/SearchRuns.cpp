//===- SearchRuns.cpp - One search after another --------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Searches from the naive mapper of a program with one proposer and prints a
// line of JSON for each seed and, if proposals depend on it, each budget. `run`
// makes tables of them.
//
//   search-runs FOLDER MACHINE PROGRAM PROPOSER NUM_SEEDS BUDGET...
//
// FOLDER is that of the benchmarks; budgets ascend. PROPOSER may also be
// "expert", for a line with what the expert mapper takes, and
// "bandit-progress" or "bandit-seeded-progress": bandits whose techniques get
// credit for more than a new best.
//
//===----------------------------------------------------------------------===//

#include "mapwright/Optimize/CandidateEvaluator.h"
#include "mapwright/Optimize/Searchers.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

#include <chrono>

using namespace mapwright;
using namespace mapwright::optimize;

/// A proposer that says nothing new so often in a row is at its end.
static constexpr unsigned maxDuplicatesInARow = 500;

namespace {
struct Settings {
  std::string folder, machine, program, proposer;
  unsigned numSeeds = 1;
  std::vector<uint64_t> budgets;
};

/// No proposer that needs no network has any.
class NoExchanges : public Exchanges {
public:
  llvm::Expected<std::optional<Exchange>> replay(llvm::StringRef) override {
    return llvm::createStringError("no exchanges here");
  }
  llvm::Error record(const Exchange &) override {
    return llvm::createStringError("no exchanges here");
  }
  bool affords(uint64_t, double) const override { return false; }
  bool shouldStop() const override { return false; }
};

/// Runs one proposer until its budget is used up.
class Search {
public:
  Search(const Problem &problem, Proposer &proposer)
      : proposer(proposer), screener(problem),
        evaluator(makeSimEvaluator(problem)) {}

  llvm::Error run(const std::string &start, uint64_t budget);
  void print(llvm::json::OStream &json) const;

private:
  llvm::Expected<bool> look(Proposal proposal);
  llvm::Expected<Evaluation> evaluate(const Candidate &candidate);

  Proposer &proposer;
  Screener screener;
  std::unique_ptr<CandidateEvaluator> evaluator;
  History history;
  llvm::StringMap<unsigned> numberOf; ///< trials, by identity
  uint64_t numEvaluations = 0, numDuplicates = 0, numWhatIfs = 0;
  std::string outcomes; ///< a letter for each evaluation
  std::vector<std::pair<uint64_t, double>> improvements;
  std::string best;
};
} // namespace

static char getLetter(sim::OutcomeKind kind) {
  switch (kind) {
  case sim::OutcomeKind::ParseError:
    return 'p';
  case sim::OutcomeKind::Rejected:
    return 'r';
  case sim::OutcomeKind::OutOfMemory:
    return 'm';
  case sim::OutcomeKind::Ok:
    return 'o';
  default:
    return 'e';
  }
}

llvm::Expected<Evaluation> Search::evaluate(const Candidate &candidate) {
  if (!candidate.resolved)
    return candidate.failure;
  EvaluationRequest request;
  request.wantsFeedback = proposer.wantsFeedback();
  // Advice that was simulated would be more evaluations than are counted.
  request.level = GuideLevel::Explain;
  return evaluator->evaluate(candidate, request);
}

/// Whether the proposal was a new mapper.
llvm::Expected<bool> Search::look(Proposal proposal) {
  Candidate candidate = screener.screen(proposal.source, GuideLevel::Explain,
                                        proposer.wantsFeedback());
  Trial trial;
  trial.number = history.trials.size();
  trial.round = trial.number;
  numWhatIfs += proposal.numWhatIfs;
  trial.proposal = std::move(proposal);
  trial.identity = candidate.identity;
  auto [known, isNew] = numberOf.try_emplace(candidate.identity, trial.number);
  if (isNew) {
    llvm::Expected<Evaluation> evaluation = evaluate(candidate);
    if (!evaluation)
      return evaluation.takeError();
    trial.evaluation = std::move(*evaluation);
    outcomes += getLetter(trial.evaluation.kind);
    ++numEvaluations;
  } else {
    trial.duplicateOf = known->second;
    trial.evaluation = history.trials[known->second].evaluation;
    ++numDuplicates;
  }
  trial.numEvaluations = numEvaluations;
  trial.becameIncumbent =
      history.trials.empty() ||
      (isNew && compare(trial.evaluation, history.getIncumbent().evaluation) ==
                    Verdict::Better);
  if (trial.becameIncumbent) {
    history.incumbent = trial.number;
    best = trial.proposal.source;
    if (trial.evaluation.isOk())
      improvements.push_back(
          {numEvaluations, trial.evaluation.samples.front()});
  }
  history.trials.push_back(std::move(trial));
  proposer.observe(history.trials.back());
  return isNew;
}

llvm::Error Search::run(const std::string &start, uint64_t budget) {
  NoExchanges exchanges;
  llvm::Expected<bool> isNew = look({start, "start", std::nullopt, 0});
  unsigned duplicatesInARow = 0;
  while (isNew && numEvaluations < budget &&
         duplicatesInARow < maxDuplicatesInARow) {
    llvm::Expected<std::optional<Proposal>> proposal =
        proposer.propose(history, exchanges);
    if (!proposal)
      return proposal.takeError();
    if (!*proposal)
      break;
    isNew = look(std::move(**proposal));
    if (isNew)
      duplicatesInARow = *isNew ? 0 : duplicatesInARow + 1;
  }
  return isNew.takeError();
}

void Search::print(llvm::json::OStream &json) const {
  json.attribute("evaluations", int64_t(numEvaluations));
  json.attribute("duplicates", int64_t(numDuplicates));
  json.attribute("what_ifs", int64_t(numWhatIfs));
  json.attribute("outcomes", outcomes);
  json.attributeArray("improvements", [&] {
    for (auto [evaluation, seconds] : improvements)
      json.value(llvm::json::Array{int64_t(evaluation), seconds});
  });
  json.attribute("best", best);
}

//===----------------------------------------------------------------------===//
// One program
//===----------------------------------------------------------------------===//

static llvm::Expected<std::string> readMapper(const Settings &settings,
                                              llvm::StringRef name) {
  llvm::StringRef program = llvm::StringRef(settings.program).split(':').first;
  std::string path =
      (settings.folder + "/" + program + "/" + name + ".mapper").str();
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer)
    return llvm::createStringError(buffer.getError(), path);
  return (*buffer)->getBuffer().str();
}

static llvm::Error printExpert(const Settings &settings,
                               const Problem &problem) {
  llvm::Expected<std::string> expert = readMapper(settings, "expert");
  if (!expert)
    return expert.takeError();
  Candidate candidate = Screener(problem).screen(*expert, GuideLevel::Raw);
  if (!candidate.resolved)
    return llvm::createStringError(candidate.failure.text);
  EvaluationRequest request;
  request.wantsFeedback = false;
  llvm::Expected<Evaluation> evaluation =
      makeSimEvaluator(problem)->evaluate(candidate, request);
  if (!evaluation)
    return evaluation.takeError();
  if (!evaluation->isOk())
    return llvm::createStringError(evaluation->text);
  llvm::json::OStream json(llvm::outs());
  json.object([&] {
    json.attribute("program", settings.program);
    json.attribute("proposer", "expert");
    json.attribute("seconds", evaluation->samples.front());
  });
  llvm::outs() << '\n';
  return llvm::Error::success();
}

static std::unique_ptr<Proposer> makeProposer(llvm::StringRef name,
                                              const SearchSetup &setup) {
  BanditOptions options;
  options.creditsProgress = name.consume_back("-progress");
  if (!options.creditsProgress)
    return makeSearcher(name, setup);
  options.isSeeded = name == "bandit-seeded";
  return options.isSeeded || name == "bandit" ? makeBandit(setup, options)
                                              : nullptr;
}

static llvm::Error printSearch(const Settings &settings, const Problem &problem,
                               const SearchSetup &setup) {
  std::unique_ptr<Proposer> proposer = makeProposer(settings.proposer, setup);
  if (!proposer)
    return llvm::createStringError("there is no proposer '" +
                                   settings.proposer + "'");
  auto begin = std::chrono::steady_clock::now();
  Search search(problem, *proposer);
  if (llvm::Error error = search.run(problem.source, setup.budget))
    return error;
  std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  llvm::json::OStream json(llvm::outs());
  json.object([&] {
    json.attribute("program", settings.program);
    json.attribute("proposer", settings.proposer);
    json.attribute("seed", int64_t(setup.seed));
    json.attribute("budget", int64_t(setup.budget));
    json.attribute("dimensions", int64_t(setup.space.getDimensions().size()));
    json.attribute("log10_size", setup.space.getLog10Size());
    json.attribute("wall_seconds", took.count());
    search.print(json);
  });
  llvm::outs() << '\n';
  llvm::outs().flush();
  return llvm::Error::success();
}

static llvm::Error printSearches(const Settings &settings,
                                 const Problem &problem) {
  llvm::Expected<Space> space = Space::derive(problem);
  if (!space)
    return space.takeError();
  // One run stands for all smaller budgets unless proposals depend on it.
  auto getFingerprint = [&](uint64_t budget) -> std::string {
    auto proposer =
        makeProposer(settings.proposer, {problem, *space, 0, budget});
    return proposer ? proposer->getFingerprint() : "";
  };
  std::vector<uint64_t> budgets = {settings.budgets.back()};
  if (getFingerprint(settings.budgets.front()) !=
      getFingerprint(settings.budgets.back()))
    budgets = settings.budgets;
  for (unsigned seed = 0; seed < settings.numSeeds; ++seed)
    for (uint64_t budget : budgets)
      if (llvm::Error error =
              printSearch(settings, problem, {problem, *space, seed, budget}))
        return error;
  return llvm::Error::success();
}

static llvm::Error run(const Settings &settings) {
  llvm::Expected<MachineModel> model = loadMachine(settings.machine);
  if (!model)
    return model.takeError();
  llvm::Expected<Program> program = generateProgram(settings.program);
  if (!program)
    return program.takeError();
  if (llvm::Error error = verify(*program))
    return error;
  llvm::Expected<sim::TaskGraph> graph = buildTaskGraph(*program);
  if (!graph)
    return graph.takeError();
  llvm::Expected<std::string> naive = readMapper(settings, "naive");
  if (!naive)
    return naive.takeError();
  Problem problem = {
      std::move(*naive), "naive.mapper", *program, *model, *graph,
      /*maxRank=*/3};
  return settings.proposer == "expert" ? printExpert(settings, problem)
                                       : printSearches(settings, problem);
}

static bool parse(llvm::ArrayRef<char *> arguments, Settings &settings) {
  if (arguments.size() < 6)
    return false;
  settings.folder = arguments[0];
  settings.machine = arguments[1];
  settings.program = arguments[2];
  settings.proposer = arguments[3];
  if (llvm::StringRef(arguments[4]).getAsInteger(10, settings.numSeeds))
    return false;
  for (const char *text : arguments.drop_front(5))
    if (uint64_t budget = 0; llvm::StringRef(text).getAsInteger(10, budget))
      return false;
    else
      settings.budgets.push_back(budget);
  return llvm::is_sorted(settings.budgets);
}

int main(int argc, char **argv) {
  Settings settings;
  if (!parse(llvm::ArrayRef(argv, argc).drop_front(), settings)) {
    llvm::errs() << "usage: search-runs FOLDER MACHINE PROGRAM PROPOSER "
                    "NUM_SEEDS BUDGET...\n";
    return 2;
  }
  if (llvm::Error error = run(settings)) {
    llvm::errs() << settings.program << ' ' << settings.proposer << ": "
                 << llvm::toString(std::move(error)) << '\n';
    return 2;
  }
  return 0;
}
