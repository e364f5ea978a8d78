//===- StudyHarness.cpp - Small studies for tests -------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "StudyHarness.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"

using namespace mapwright;
using namespace mapwright::optimize;

const char SmallProblem::naive[] = R"(# Everything on CPUs.
Task * CPU;

mcpu = Machine(CPU);

# In turn.
def in_turn(Task t) {
    return mcpu[0, t.ipoint[0] % mcpu.size[1]];
}

IndexTaskMap * in_turn;

Region * * * SYSMEM; # the only one
)";

SmallProblem::SmallProblem(llvm::StringRef source)
    : program(llvm::cantFail(generateProgram("circuit:pieces=4,steps=2"))),
      graph(llvm::cantFail(buildTaskGraph(program))),
      model(llvm::cantFail(loadMachine("p100x4"))),
      problem{source.str(), "small.mapper", program, model, graph} {}

uint64_t mapwright::optimize::pick(llvm::StringRef text, uint64_t n) {
  return llvm::xxh3_64bits(text) % n;
}

//===----------------------------------------------------------------------===//
// Proposers
//===----------------------------------------------------------------------===//

llvm::Expected<std::optional<Proposal>>
ListProposer::propose(const History &history, Exchanges &exchanges) {
  if (next == sources.size())
    return std::nullopt;
  Proposal proposal;
  proposal.source = sources[next++];
  proposal.origin = "list";
  return proposal;
}

llvm::Expected<std::string> FickleProposer::ask(Exchanges &exchanges) {
  std::string request = "request " + std::to_string(random.below(1000));
  llvm::Expected<std::optional<Exchange>> known = exchanges.replay(request);
  if (!known)
    return known.takeError();
  if (*known)
    return (*known)->response;
  Exchange exchange;
  exchange.key = exchange.request = request;
  exchange.response =
      "InstanceLimit * " + std::to_string(1 + pick(request, 9)) + ";";
  ++numAsked;
  exchange.status = 200;
  exchange.inputTokens = 10;
  exchange.outputTokens = 5;
  exchange.money = 0.25;
  if (llvm::Error error = exchanges.record(exchange))
    return std::move(error);
  return exchange.response;
}

llvm::Expected<std::optional<Proposal>>
FickleProposer::propose(const History &history, Exchanges &exchanges) {
  static constexpr const char *lines[] = {
      "Region * rp_shared * SYSMEM,ZCMEM;",
      "InstanceLimit * 3;",
      "Layout * * * AOS C_order;",
      "Layout * * * SOA C_order;",
      "Task * GPU;",
      "CollectMemory * *;",
      "IndexTaskMap * nowhere;",
      "InstanceLimit calc_new_currents 2;",
  };
  Proposal proposal;
  proposal.parent = history.incumbent;
  proposal.source = history.getIncumbent().proposal.source;
  uint64_t line = random.below(std::size(lines));
  proposal.origin = "line " + std::to_string(line);
  proposal.source = std::string(lines[line]) + "\n" + proposal.source;
  proposal.numWhatIfs = digest % 3;
  if (++numProposed % 4 == 0) {
    llvm::Expected<std::string> answer = ask(exchanges);
    if (!answer)
      return answer.takeError();
    proposal.source = *answer + "\n" + proposal.source;
  }
  if (random.chance(0.2))
    proposal.source += "# only a comment " + std::to_string(digest) + "\n";
  if (random.chance(0.1))
    proposal.source += "Task";
  return proposal;
}

void FickleProposer::observe(const Trial &trial) {
  const Evaluation &evaluation = trial.evaluation;
  std::string seen = trial.identity + evaluation.text + evaluation.feedback.raw;
  for (const Suggestion &suggestion : evaluation.feedback.suggest)
    seen += suggestion.text;
  for (double sample : evaluation.samples)
    seen += std::to_string(sample);
  digest = llvm::xxh3_64bits(seen + std::to_string(digest));
}

//===----------------------------------------------------------------------===//
// Evaluator
//===----------------------------------------------------------------------===//

llvm::Expected<Evaluation>
NoisyEvaluator::evaluate(const Candidate &candidate,
                         const EvaluationRequest &request) {
  double metric = measure ? measure(candidate)
                          : 1 + double(pick(candidate.identity, 1000)) / 1000;
  Evaluation evaluation;
  if (request.wantsFeedback)
    evaluation.feedback.raw = "see " + candidate.identity;
  if (metric == 0) {
    evaluation.kind = sim::OutcomeKind::Crash;
    evaluation.text = "crashed";
    return evaluation;
  }
  Random random(pick(candidate.identity, UINT64_MAX));
  for (unsigned repeat = 0; repeat < request.repeats; ++repeat)
    evaluation.samples.push_back(metric * (1 + noise * (random.unit() - 0.5)));
  return evaluation;
}

//===----------------------------------------------------------------------===//
// Files and texts
//===----------------------------------------------------------------------===//

ScratchFile::ScratchFile() {
  // Processes are killed, not machines: a disk would only take time.
  if (llvm::sys::fs::createUniqueFile("/dev/shm/study-%%%%%%.db", path))
    llvm::sys::fs::createTemporaryFile("study", "db", path);
  remove();
}

ScratchFile::~ScratchFile() { remove(); }

void ScratchFile::remove() {
  for (const char *suffix : {"", "-wal", "-shm", "-journal"})
    llvm::sys::fs::remove(path + suffix);
}

static void describe(const Evaluation &evaluation, llvm::raw_ostream &os) {
  os << spelling(evaluation.kind) << ' ' << evaluation.overBytes << ' '
     << evaluation.text;
  for (double sample : evaluation.samples)
    os << ' ' << llvm::format("%.17g", sample);
  os << '\n';
  if (!evaluation.feedback.raw.empty())
    writeText(evaluation.feedback, GuideLevel::Suggest, os);
}

static void describe(const Trial &trial, llvm::raw_ostream &os) {
  os << trial.number << ' ' << trial.proposal.origin << ' '
     << trial.proposal.parent.value_or(0) << ' ' << trial.proposal.numWhatIfs
     << ' ' << trial.identity << ' ' << trial.duplicateOf.value_or(0) << ' '
     << trial.becameIncumbent << trial.round << ' ' << trial.numEvaluations
     << ' ' << trial.proposal.source;
  describe(trial.evaluation, os);
}

std::string mapwright::optimize::describe(const StudyResult &result) {
  std::string text;
  llvm::raw_string_ostream os(text);
  for (const Trial &trial : result.history.trials)
    ::describe(trial, os);
  os << spelling(result.reason) << ' ' << result.winner << ' '
     << int(result.verdict) << '\n'
     << result.best;
  ::describe(result.evaluation, os);
  ::describe(result.start, os);
  for (const Attribution &attribution : result.attribution)
    os << attribution.change << ' ' << llvm::format("%.17g", attribution.ratio)
       << attribution.outcome << '\n';
  const Ledger &ledger = result.ledger;
  os << ledger.evaluations << ' ' << ledger.duplicates << ' ' << ledger.runs
     << ' ' << ledger.whatIfs << ' ' << ledger.exchanges << ' '
     << ledger.inputTokens << ' ' << ledger.outputTokens << ' '
     << llvm::format("%.17g", ledger.money) << '\n';
  return text;
}

std::string mapwright::optimize::describe(Store &store) {
  std::string text;
  llvm::raw_string_ostream os(text);
  for (const Exchange &exchange : llvm::cantFail(store.readExchanges()))
    os << exchange.key << ' ' << exchange.response << '\n';
  // Those of one round stand in the order in which their threads ended.
  std::vector<Measurement> measurements =
      llvm::cantFail(store.readMeasurements());
  llvm::sort(measurements, [](const Measurement &a, const Measurement &b) {
    return std::tie(a.trial, a.phase, a.identity, a.evaluation.samples) <
           std::tie(b.trial, b.phase, b.identity, b.evaluation.samples);
  });
  for (const Measurement &measurement : measurements) {
    os << measurement.trial << ' ' << measurement.phase << ' '
       << measurement.identity << ' ';
    ::describe(measurement.evaluation, os);
  }
  os << llvm::cantFail(store.readPendingProposals()).size() << " pending\n";
  return text;
}
