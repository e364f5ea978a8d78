//===- Advice.cpp - Advice from a simulated run ---------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/AutoGuide/Advice.h"

#include "AdviceCandidates.h"
#include "AdviceExplain.h"
#include "AdviceTrial.h"

#include "mapwright/Frontend/Frontend.h"
#include "mapwright/Report/Report.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mapwright;

/// So many trials are made however large the program is.
static constexpr unsigned fewestTrials = 16;
/// An edit that only makes room in a memory may cost this much time.
static constexpr double tolerableLoss = 1.02;

struct Adviser::State {
  State(const Program &program, const sim::TaskGraph &graph,
        const MachineModel &model, const AdviceOptions &options)
      : program(program), graph(graph), model(model), options(options),
        resolver(program, model), checker(program, model, graph) {}

  unsigned getMaxTrials() const {
    uint64_t affordable =
        options.maxSimulatedTasks / std::max<uint64_t>(graph.nodes.size(), 1);
    return std::min<uint64_t>(options.maxTrials,
                              std::max<uint64_t>(affordable, fewestTrials));
  }

  const Program &program;
  const sim::TaskGraph &graph;
  const MachineModel &model;
  AdviceOptions options;
  Resolver resolver;
  MapperChecker checker;
};

Adviser::Adviser(const Program &program, const sim::TaskGraph &graph,
                 const MachineModel &model, const AdviceOptions &options)
    : state(std::make_unique<State>(program, graph, model, options)) {}

Adviser::~Adviser() = default;

//===----------------------------------------------------------------------===//
// Trials
//===----------------------------------------------------------------------===//

namespace {
/// A candidate whose trial went well.
struct Success {
  Candidate candidate;
  double seconds;
  bool isFaster;   ///< or ends a failure; else it only makes room
  unsigned number; ///< of the trial: the first one of equals wins
};

/// Tries candidates on one mapper.
class Trying {
public:
  Trying(const AdviceSubject &subject, const RunFacts &facts, Trials &trials,
         const AdviceOptions &options)
      : subject(subject), facts(facts), trials(trials), options(options) {
    if (std::optional<Resolved> same =
            trials.resolve(subject.source, /*isChecked=*/false))
      seen.insert(same->identity);
  }

  void run(std::vector<Candidate> candidates, unsigned maxTrials);
  unsigned getNumSimulated() const { return numSimulated; }
  /// Best first; one for each subject.
  std::vector<Success> takeBest();

private:
  std::optional<Success> tryOut(Candidate &candidate);
  std::optional<bool> judge(const Candidate &candidate,
                            const sim::Result &result) const;

  const AdviceSubject &subject;
  const RunFacts &facts;
  Trials &trials;
  const AdviceOptions &options;
  unsigned numSimulated = 0;
  llvm::StringSet<> seen; ///< identities
  std::vector<Success> successes;
};
} // namespace

/// Whether a result is faster; none if it is of no use.
std::optional<bool> Trying::judge(const Candidate &candidate,
                                  const sim::Result &result) const {
  const sim::Outcome &before = facts.result.outcome, &after = result.outcome;
  if (after.kind != sim::OutcomeKind::Ok)
    return std::nullopt;
  if (before.kind != sim::OutcomeKind::Ok ||
      before.seconds >= options.smallestGain * after.seconds)
    return true;
  if (!candidate.relieves || after.seconds > tolerableLoss * before.seconds)
    return std::nullopt;
  uint32_t memory = *candidate.relieves;
  if (result.memoryPeak[memory] >
      nearlyFull * facts.model.getMemoryFacts(memory).bytes)
    return std::nullopt;
  return false;
}

std::optional<Success> Trying::tryOut(Candidate &candidate) {
  llvm::Expected<std::string> edited =
      applyEdits(subject.source, candidate.edits);
  if (!edited) {
    llvm::consumeError(edited.takeError());
    return std::nullopt;
  }
  std::optional<Resolved> resolved =
      trials.resolve(*edited, /*isChecked=*/true);
  // A mapper that decides the same is as fast as one that was tried.
  if (!resolved || !seen.insert(resolved->identity).second)
    return std::nullopt;
  ++numSimulated;
  sim::Result result =
      sim::simulate(facts.graph, facts.model, resolved->placement);
  std::optional<bool> isFaster = judge(candidate, result);
  if (!isFaster)
    return std::nullopt;
  return Success{std::move(candidate), result.outcome.seconds, *isFaster,
                 numSimulated};
}

void Trying::run(std::vector<Candidate> candidates, unsigned maxTrials) {
  for (Candidate &candidate : candidates) {
    if (numSimulated == maxTrials)
      return;
    if (std::optional<Success> success = tryOut(candidate))
      successes.push_back(std::move(*success));
  }
}

std::vector<Success> Trying::takeBest() {
  llvm::sort(successes, [](const Success &a, const Success &b) {
    return std::tuple(!a.isFaster, a.seconds, a.number) <
           std::tuple(!b.isFaster, b.seconds, b.number);
  });
  llvm::StringSet<> subjects;
  std::vector<Success> best;
  for (Success &success : successes)
    if (best.size() < options.maxSuggestions &&
        subjects.insert(success.candidate.subject).second)
      best.push_back(std::move(success));
  return best;
}

//===----------------------------------------------------------------------===//
// Feedback
//===----------------------------------------------------------------------===//

static Suggestion makeSuggestion(Success success, const sim::Outcome &before) {
  Suggestion suggestion;
  Candidate &candidate = success.candidate;
  suggestion.rule = std::move(candidate.rule);
  suggestion.text = candidate.reason + ". " + candidate.title + ": " +
                    formatSeconds(success.seconds);
  if (before.kind == sim::OutcomeKind::Ok) {
    suggestion.gain = before.seconds / success.seconds;
    suggestion.text += " instead of " + formatSeconds(before.seconds);
  } else {
    suggestion.text += " instead of " + spelling(before.kind).str();
  }
  if (!success.isFaster)
    suggestion.text += ", with more room";
  suggestion.text += ".";
  suggestion.fix = Fix{std::move(candidate.title), std::move(candidate.edits),
                       Applicability::Maybe};
  return suggestion;
}

Feedback Adviser::advise(const AdviceSubject &subject) {
  RunFacts facts(state->program, state->graph, state->model, subject.placement,
                 subject.result);
  Feedback feedback;
  explain(facts, feedback);
  Trials trials(state->model, state->resolver, state->checker,
                state->options.maxRank);
  ast::ASTContext trees;
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  mlir::ScopedDiagnosticHandler silence(
      &context, [](mlir::Diagnostic &) { return mlir::success(); });
  SourceFile source(&context, subject.file, subject.source);
  mlir::FailureOr<ast::Mapper> mapper = parseMapper(source, trees);
  if (succeeded(mapper)) {
    MapperEditor editor(subject.source, subject.file, *mapper);
    Trying trying(subject, facts, trials, state->options);
    trying.run(CandidateMaker(facts, editor).make(), state->getMaxTrials());
    feedback.numSimulations = trying.getNumSimulated();
    for (Success &success : trying.takeBest())
      feedback.suggest.push_back(
          makeSuggestion(std::move(success), subject.result.outcome));
  }
  suggestElsewhere(facts, feedback);
  return feedback;
}

//===----------------------------------------------------------------------===//
// Following advice
//===----------------------------------------------------------------------===//

/// Whether following a suggestion makes the outcome better.
static bool isWorthIt(const Suggestion &suggestion, const sim::Outcome &before,
                      double smallestGain) {
  return suggestion.fix &&
         (before.kind != sim::OutcomeKind::Ok ||
          (suggestion.gain && *suggestion.gain >= smallestGain));
}

llvm::Expected<Adviser::Run> Adviser::run(llvm::StringRef source) {
  std::optional<Resolved> resolved =
      Trials(state->model, state->resolver, state->checker,
             state->options.maxRank)
          .resolve(source, /*isChecked=*/false);
  if (!resolved)
    return llvm::createStringError("the mapper does not compile or resolve");
  sim::Options withRecords;
  withRecords.keepRecords = true;
  sim::Result result = sim::simulate(state->graph, state->model,
                                     resolved->placement, withRecords);
  return Run{std::move(resolved->placement), std::move(result)};
}

llvm::Expected<sim::Outcome> Adviser::evaluate(llvm::StringRef source) {
  llvm::Expected<Run> finished = run(source);
  if (!finished)
    return finished.takeError();
  return std::move(finished->result.outcome);
}

llvm::Expected<AdvisedMapper>
Adviser::improve(llvm::StringRef source, llvm::StringRef file, unsigned steps) {
  AdvisedMapper advised;
  advised.source = source.str();
  for (unsigned step = 0;; ++step) {
    llvm::Expected<Run> finished = run(advised.source);
    if (!finished)
      return finished.takeError();
    const sim::Outcome &outcome = finished->result.outcome;
    if (step > 0)
      advised.steps.back().after = outcome;
    if (step == steps)
      return advised;
    Feedback feedback =
        advise({advised.source, file, finished->placement, finished->result});
    if (feedback.suggest.empty() ||
        !isWorthIt(feedback.suggest.front(), outcome,
                   state->options.smallestGain))
      return advised;
    Suggestion &first = feedback.suggest.front();
    llvm::Expected<std::string> edited =
        applyEdits(advised.source, first.fix->edits);
    if (!edited)
      return edited.takeError();
    advised.source = std::move(*edited);
    advised.steps.push_back({std::move(first), outcome, {}});
  }
}
