//===- SearchHarness.cpp - Searches on small problems ---------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SearchHarness.h"

#include "llvm/Support/MemoryBuffer.h"
#include "gtest/gtest.h"

#include <cmath>
#include <map>

using namespace mapwright;
using namespace mapwright::optimize;

const char *const optimize::allPrograms[9] = {"circuit", "stencil",   "pennant",
                                              "cannon",  "summa",     "pumma",
                                              "johnson", "solomonik", "cosma"};

const char optimize::manyWays[] = R"(# Says things in many ways.
Task * GPU,CPU;
Task calculate_new_currents, "distribute_charge" CPU; # two of them

mgpu = Machine(GPU);
mcpu = Machine(CPU);

def cpus(Task t) {
    return mcpu[0, t.ipoint[0] % mcpu.size[1]];
}

# Only for GPUs.
def gpus(Task t) {
    return mgpu[0, t.ipoint[0] % mgpu.size[1]];
}

IndexTaskMap CPU cpus;
IndexTaskMap update_voltages gpus;

Region * * GPU FBMEM;
Region calculate_new_currents "rp_*" * ZCMEM; # by wildcard
Region calculate_new_currents,distribute_charge 0 CPU SYSMEM;
Region * rp_shared GPU ZCMEM;

Layout calculate_new_currents 1 SYSMEM AOS F_order;
Layout * * * SOA F_order Align == 64;

InstanceLimit update_voltages,distribute_charge 4;
CollectMemory calculate_new_currents rp_ghost;
)";

SearchHarness::SearchHarness(llvm::StringRef spec, std::string source,
                             llvm::StringRef machine)
    : program(llvm::cantFail(generateProgram(spec))),
      graph(llvm::cantFail(buildTaskGraph(program))),
      model(llvm::cantFail(loadMachine(machine))),
      problem{std::move(source), "start.mapper", program, model, graph},
      space(llvm::cantFail(Space::derive(problem))) {}

std::string optimize::readMapper(llvm::StringRef program,
                                 llvm::StringRef name) {
  auto buffer = llvm::MemoryBuffer::getFile(MAPWRIGHT_BENCHMARKS "/" + program +
                                            "/" + name + ".mapper");
  EXPECT_TRUE(buffer) << program.str();
  return buffer ? (*buffer)->getBuffer().str() : "";
}

Assignment optimize::makeRandomAssignment(const Space &space, Random &random) {
  Assignment assignment;
  for (const Dimension &dimension : space.getDimensions())
    assignment.push_back(random.below(dimension.choices.size()));
  return assignment;
}

namespace {
/// No answers from outside.
class NoExchanges : public Exchanges {
public:
  llvm::Expected<std::optional<Exchange>> replay(llvm::StringRef) override {
    return std::optional<Exchange>();
  }
  llvm::Error record(const Exchange &) override {
    return llvm::Error::success();
  }
  bool affords(uint64_t, double) const override { return false; }
  bool shouldStop() const override { return false; }
};

/// The loop of a study.
class Loop {
public:
  Loop(const SearchHarness &harness, Proposer &proposer)
      : proposer(proposer), screener(harness.problem),
        evaluator(makeSimEvaluator(harness.problem)) {
    Proposal start;
    start.source = harness.problem.source;
    finish(start, 0);
  }

  History run(uint64_t budget, unsigned roundSize);

private:
  void finish(Proposal proposal, unsigned round);

  Proposer &proposer;
  Screener screener;
  std::unique_ptr<CandidateEvaluator> evaluator;
  History history;
  std::map<std::string, unsigned> known;
  uint64_t numEvaluations = 0, numDuplicates = 0;
};
} // namespace

void Loop::finish(Proposal proposal, unsigned round) {
  Trial trial;
  trial.number = history.trials.size();
  trial.round = round;
  trial.proposal = std::move(proposal);
  Candidate candidate =
      screener.screen(trial.proposal.source, GuideLevel::Raw, false);
  trial.identity = candidate.identity;
  auto [place, isNew] = known.try_emplace(trial.identity, trial.number);
  EvaluationRequest request;
  request.wantsFeedback = false;
  if (!isNew) {
    trial.duplicateOf = place->second;
    trial.evaluation = history.trials[place->second].evaluation;
  } else if (candidate.resolved) {
    trial.evaluation = llvm::cantFail(evaluator->evaluate(candidate, request));
  } else {
    trial.evaluation = candidate.failure;
  }
  numEvaluations += isNew;
  numDuplicates = isNew ? 0 : numDuplicates + 1;
  trial.numEvaluations = numEvaluations;
  if (trial.number > 0 &&
      compare(trial.evaluation, history.getIncumbent().evaluation) ==
          Verdict::Better)
    history.incumbent = trial.number;
  history.trials.push_back(trial);
  proposer.observe(trial);
}

History Loop::run(uint64_t budget, unsigned roundSize) {
  NoExchanges exchanges;
  for (unsigned round = 1; numEvaluations < budget && numDuplicates < 500;
       ++round) {
    std::vector<Proposal> proposals;
    while (proposals.size() < roundSize) {
      std::optional<Proposal> proposal =
          llvm::cantFail(proposer.propose(history, exchanges));
      if (!proposal)
        break;
      proposals.push_back(std::move(*proposal));
    }
    if (proposals.empty())
      break;
    for (Proposal &proposal : proposals)
      finish(std::move(proposal), round);
  }
  return std::move(history);
}

History optimize::search(const SearchHarness &harness, Proposer &proposer,
                         uint64_t budget, unsigned roundSize) {
  return Loop(harness, proposer).run(budget, roundSize);
}

double optimize::getBestSeconds(const History &history) {
  const Evaluation &best = history.getIncumbent().evaluation;
  return best.isOk() ? best.samples.front() : INFINITY;
}
