//===- AdviceExplain.cpp - What a run means -------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AdviceExplain.h"

#include "AdviceCandidates.h"

#include "mapwright/Report/Report.h"

#include "llvm/ADT/STLExtras.h"

using namespace mapwright;

/// Runtime work is worth a word from this share of the critical path on.
static constexpr double noticeableRuntime = 0.25;
/// A busiest processor this much above the mean is worth a word.
static constexpr double noticeableImbalance = 1.2;

static sim::CriticalKind findDominating(const sim::Result &result) {
  size_t most = 0;
  for (size_t kind = 1; kind < result.criticalShare.size(); ++kind)
    if (result.criticalShare[kind] > result.criticalShare[most])
      most = kind;
  return static_cast<sim::CriticalKind>(most);
}

static void explainCriticalPath(const RunFacts &facts, Feedback &feedback) {
  double makespan = facts.result.outcome.seconds;
  if (makespan <= 0 || facts.tasks.empty())
    return;
  sim::CriticalKind kind = findDominating(facts.result);
  std::string share = formatShare(
      facts.result.criticalShare[static_cast<size_t>(kind)] / makespan);
  const TaskCost &worst = facts.tasks.front();
  const std::string &name = facts.graph.taskNames[worst.task];
  std::string taskShare = formatShare(worst.getScore() / makespan);
  Explanation explanation;
  explanation.rule = "advice-critical-path";
  explanation.text = "The critical path is " + share + " " +
                     spelling(kind).str() + "; the most costly task is `" +
                     name + "` on " + spelling(worst.kind).str() + " with " +
                     formatSeconds(worst.criticalSeconds) + " in kernels and " +
                     formatSeconds(worst.waitSeconds) + " waiting (" +
                     taskShare + ").";
  explanation.captures = {{"kind", spelling(kind).str()},
                          {"share", share},
                          {"task", name},
                          {"task_share", taskShare},
                          {"processor", spelling(worst.kind).str()}};
  feedback.explain.push_back(std::move(explanation));
}

static void explainTransfer(const RunFacts &facts, Feedback &feedback) {
  if (facts.transfers.empty())
    return;
  const TransferCost &worst = facts.transfers.front();
  std::string argument = facts.describe(worst.launch, worst.requirement);
  Explanation explanation;
  explanation.rule = "advice-transfer";
  explanation.text =
      std::to_string(facts.result.numCopies) + " copies move " +
      formatAmount(facts.result.copyBytes) + ", " +
      formatShare(double(worst.bytes) /
                  std::max<uint64_t>(facts.result.copyBytes, 1)) +
      " of it for `" + argument + "`, from " + spelling(worst.from).str() +
      " to " + spelling(worst.to).str() +
      (worst.crossesNodes ? " of another node." : " of the same node.");
  explanation.captures = {{"argument", argument},
                          {"bytes", std::to_string(worst.bytes)},
                          {"from", spelling(worst.from).str()},
                          {"to", spelling(worst.to).str()}};
  feedback.explain.push_back(std::move(explanation));
}

/// Whether a kind that nothing runs on is faster than where the most costly
/// task runs.
static bool mightHelp(const RunFacts &facts, ProcKind kind) {
  if (facts.tasks.empty())
    return false;
  auto getPeak = [&](ProcKind kind) {
    auto index = static_cast<unsigned>(kind);
    return facts.model.getNode().rates[index].flopsPerSecond *
           facts.graph
               .efficiency[facts.tasks.front().task * numProcKinds + index];
  };
  return getPeak(kind) > getPeak(facts.tasks.front().kind);
}

static void explainLoads(const RunFacts &facts, Feedback &feedback) {
  for (unsigned number = 0; number < numProcKinds; ++number) {
    auto kind = static_cast<ProcKind>(number);
    RunFacts::Load load = facts.getLoad(kind);
    if (load.count == 0)
      continue;
    bool isUneven = load.most > noticeableImbalance * load.mean;
    if (load.numIdle == 0 && !isUneven)
      continue;
    if (!facts.isKindUsed(kind) && !mightHelp(facts, kind))
      continue;
    Explanation explanation;
    std::string name = spelling(kind).str();
    explanation.rule = load.numIdle > 0 ? "advice-idle" : "advice-imbalance";
    explanation.text = std::to_string(load.numIdle) + " of " +
                       std::to_string(load.count) + " " + name +
                       " processors never work; on average they are busy " +
                       formatShare(load.mean) + " of the time, the busiest " +
                       formatShare(load.most) + ".";
    explanation.captures = {{"processor", name},
                            {"idle", std::to_string(load.numIdle)},
                            {"count", std::to_string(load.count)},
                            {"mean", formatShare(load.mean)},
                            {"most", formatShare(load.most)}};
    feedback.explain.push_back(std::move(explanation));
  }
}

static void explainMemories(const RunFacts &facts, Feedback &feedback) {
  for (uint32_t memory = 0; memory < facts.result.memoryPeak.size(); ++memory) {
    uint64_t peak = facts.result.memoryPeak[memory];
    uint64_t capacity = facts.model.getMemoryFacts(memory).bytes;
    if (capacity == 0 || peak <= nearlyFull * capacity)
      continue;
    std::string name = facts.model.getMemoryName(memory);
    Explanation explanation;
    explanation.rule = "advice-capacity";
    explanation.text = name + " holds up to " + formatAmount(peak) + " of " +
                       formatAmount(capacity) + " (" +
                       formatShare(double(peak) / capacity) + ").";
    explanation.captures = {{"memory", name},
                            {"bytes", std::to_string(peak)},
                            {"capacity", std::to_string(capacity)}};
    feedback.explain.push_back(std::move(explanation));
  }
}

static void explainFailure(const RunFacts &facts, Feedback &feedback) {
  const sim::Outcome &outcome = facts.result.outcome;
  if (outcome.kind == sim::OutcomeKind::Ok)
    return;
  Explanation explanation;
  explanation.rule = outcome.kind == sim::OutcomeKind::OutOfMemory
                         ? "advice-capacity"
                         : "advice-failure";
  explanation.text = outcome.text;
  if (!outcome.occupants.empty()) {
    const sim::Occupant &largest = outcome.occupants.front();
    explanation.text += "; the largest instance there is " +
                        formatAmount(largest.bytes) + " of " + largest.what +
                        (largest.isInUse ? ", in use" : "");
    explanation.captures["occupant"] = largest.what;
    explanation.captures["occupant_bytes"] = std::to_string(largest.bytes);
  }
  if (outcome.memory != sim::none)
    explanation.captures["memory"] = facts.model.getMemoryName(outcome.memory);
  if (outcome.overBytes)
    explanation.captures["over_bytes"] = std::to_string(outcome.overBytes);
  feedback.explain.push_back(std::move(explanation));
}

static double getRuntimeShare(const RunFacts &facts) {
  double makespan = facts.result.outcome.seconds;
  auto index = static_cast<size_t>(sim::CriticalKind::Runtime);
  return makespan > 0 ? facts.result.criticalShare[index] / makespan : 0;
}

static void explainRuntime(const RunFacts &facts, Feedback &feedback) {
  double share = getRuntimeShare(facts);
  if (share < noticeableRuntime)
    return;
  Explanation explanation;
  explanation.rule = "advice-runtime";
  explanation.text = "The runtime's own work (analysis, mapping, copies) is " +
                     formatShare(share) + " of the critical path.";
  explanation.captures = {{"share", formatShare(share)}};
  feedback.explain.push_back(std::move(explanation));
}

void mapwright::explain(const RunFacts &facts, Feedback &feedback) {
  const sim::Outcome &outcome = facts.result.outcome;
  feedback.outcome.kind = outcome.kind;
  feedback.raw = "outcome " + spelling(outcome.kind).str() + "\n";
  if (outcome.kind == sim::OutcomeKind::Ok) {
    feedback.outcome.seconds = outcome.seconds;
    feedback.raw += "makespan " + formatSeconds(outcome.seconds) + "\n";
  } else {
    feedback.raw += outcome.text + "\n";
  }
  if (outcome.kind == sim::OutcomeKind::OutOfMemory) {
    if (outcome.memory != sim::none)
      feedback.outcome.memory = facts.model.getMemoryName(outcome.memory);
    feedback.outcome.overBytes = outcome.overBytes;
  }
  explainFailure(facts, feedback);
  explainCriticalPath(facts, feedback);
  explainTransfer(facts, feedback);
  explainLoads(facts, feedback);
  explainMemories(facts, feedback);
  explainRuntime(facts, feedback);
}

void mapwright::suggestElsewhere(const RunFacts &facts, Feedback &feedback) {
  bool isFixed = llvm::any_of(feedback.suggest, [](const Suggestion &known) {
    return known.fix.has_value();
  });
  if (facts.result.outcome.kind == sim::OutcomeKind::OutOfMemory && !isFixed) {
    Suggestion suggestion;
    suggestion.rule = "advice-capacity";
    suggestion.cause = Cause::Application;
    suggestion.text = "No edit of the mapper that was tried makes the data "
                      "fit: use more nodes, or smaller pieces of it.";
    feedback.suggest.push_back(std::move(suggestion));
  }
  double share = getRuntimeShare(facts);
  if (share < noticeableRuntime)
    return;
  Suggestion suggestion;
  suggestion.rule = "advice-small-tasks";
  suggestion.cause = Cause::Application;
  suggestion.text = "Tasks are small for what the runtime spends on each (" +
                    formatShare(share) +
                    " of the critical path): launch fewer and larger ones, or "
                    "trace the loop they are in.";
  feedback.suggest.push_back(std::move(suggestion));
}
