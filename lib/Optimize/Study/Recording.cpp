//===- Recording.cpp - What a study did before, and does now --------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Recording.h"

#include "mapwright/Support/InputErrors.h"

#include <algorithm>

using namespace mapwright;
using namespace mapwright::optimize;

/// Phases after the last trial.
static bool isOfEnd(llvm::StringRef phase) {
  return phase == "final" || phase == "minimize";
}

llvm::Error Recording::load() {
  llvm::Expected<History> history = store.readHistory();
  if (!history)
    return history.takeError();
  recorded = std::move(*history);
  llvm::Expected<std::map<unsigned, Proposal>> proposals =
      store.readPendingProposals();
  if (!proposals)
    return proposals.takeError();
  pending = std::move(*proposals);
  llvm::Expected<std::vector<Exchange>> stored = store.readExchanges();
  if (!stored)
    return stored.takeError();
  exchanges = std::move(*stored);
  llvm::Expected<std::vector<Measurement>> measured = store.readMeasurements();
  if (!measured)
    return measured.takeError();
  llvm::Expected<std::optional<std::string>> result = store.readResult();
  if (!result)
    return result.takeError();
  hasEnd = result->has_value();
  for (Measurement &measurement : *measured) {
    hasEnd |= isOfEnd(measurement.phase);
    measurements[{measurement.trial, measurement.phase, measurement.identity}]
        .push_back(std::move(measurement.evaluation));
  }
  llvm::Expected<Ledger> before = store.readLedger();
  if (!before)
    return before.takeError();
  // The counts are made again.
  ledger.evaluationSeconds = before->evaluationSeconds;
  ledger.proposalSeconds = before->proposalSeconds;
  secondsBefore = before->totalSeconds;
  noteReplay();
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Budgets
//===----------------------------------------------------------------------===//

double Recording::getTotalSeconds() const {
  std::chrono::duration<double> live =
      std::chrono::steady_clock::now() - liveSince.load();
  return secondsBefore + live.count();
}

const Ledger &Recording::getLedger() {
  ledger.totalSeconds = getTotalSeconds();
  return ledger;
}

std::optional<double> Recording::getSecondsLeft(double share) const {
  if (!options.budgets.seconds)
    return std::nullopt;
  return share * *options.budgets.seconds - getTotalSeconds();
}

bool Recording::isReplaying() const {
  return nextExchange < exchanges.size() || numTrials < recorded.trials.size();
}

bool Recording::affords(uint64_t tokens, double money) const {
  const Budgets &budgets = options.budgets;
  if (budgets.tokens &&
      ledger.inputTokens + ledger.outputTokens + tokens > *budgets.tokens)
    refusal = StopReason::Tokens;
  else if (budgets.money && ledger.money + money > *budgets.money)
    refusal = StopReason::Money;
  else
    return true;
  return false;
}

std::optional<StopReason> Recording::takeRefusal() {
  return std::exchange(refusal, std::nullopt);
}

/// What was done before is done again even if its time is used up now.
bool Recording::shouldStop() const {
  std::optional<double> left = getSecondsLeft();
  return isInterrupted() || (!isReplaying() && left && *left <= 0);
}

//===----------------------------------------------------------------------===//
// Exchanges
//===----------------------------------------------------------------------===//

void Recording::charge(const Exchange &exchange) {
  ++ledger.exchanges;
  ledger.inputTokens += exchange.inputTokens;
  ledger.outputTokens += exchange.outputTokens;
  ledger.money += exchange.money;
}

llvm::Expected<std::optional<Exchange>> Recording::replay(llvm::StringRef key) {
  if (nextExchange == exchanges.size())
    return std::nullopt;
  const Exchange &exchange = exchanges[nextExchange];
  if (exchange.key != key)
    return mapwright::makeError(
        "exchange " + llvm::Twine(nextExchange) +
        " of the study answers another request: it was made by another version "
        "or with other options");
  ++nextExchange;
  charge(exchange);
  noteReplay();
  return exchange;
}

llvm::Error Recording::record(const Exchange &exchange) {
  charge(exchange);
  return store.addTogether([&]() -> llvm::Error {
    if (llvm::Error error = store.addExchange(exchange))
      return error;
    return store.writeLedger(getLedger());
  });
}

//===----------------------------------------------------------------------===//
// Trials
//===----------------------------------------------------------------------===//

const Trial *Recording::peekTrial(unsigned number) const {
  return number < recorded.trials.size() ? &recorded.trials[number] : nullptr;
}

const Proposal *Recording::findProposal(unsigned number) const {
  if (const Trial *trial = peekTrial(number))
    return &trial->proposal;
  auto found = pending.find(number);
  return found == pending.end() ? nullptr : &found->second;
}

llvm::Error Recording::addProposal(unsigned number, const Proposal &proposal) {
  if (findProposal(number))
    return llvm::Error::success();
  return store.addProposal(number, proposal);
}

void Recording::charge(const Trial &trial) {
  ledger.whatIfs += trial.proposal.numWhatIfs;
  if (trial.duplicateOf) {
    ++ledger.duplicates;
    return;
  }
  ++ledger.evaluations;
  ledger.whatIfs += trial.evaluation.feedback.numSimulations;
}

void Recording::chargeRuns(const Evaluation &evaluation) {
  ledger.runs += std::max<size_t>(evaluation.samples.size(), 1);
}

llvm::Error Recording::addTrial(const Trial &trial) {
  ++numTrials;
  if (peekTrial(trial.number)) {
    noteReplay();
    return llvm::Error::success();
  }
  unrecorded.push_back(trial);
  return trial.duplicateOf ? llvm::Error::success() : flush();
}

llvm::Error Recording::flush() {
  std::lock_guard<std::mutex> lock(storing);
  llvm::Error error = store.addTogether([&]() -> llvm::Error {
    for (const Trial &trial : unrecorded)
      if (llvm::Error error = store.addTrial(trial))
        return error;
    return store.writeLedger(getLedger());
  });
  if (!error)
    unrecorded.clear();
  return error;
}

//===----------------------------------------------------------------------===//
// Measurements and the end
//===----------------------------------------------------------------------===//

std::optional<Evaluation>
Recording::takeMeasurement(const MeasurementKey &key) {
  std::lock_guard<std::mutex> lock(storing);
  auto found = measurements.find(key);
  if (found == measurements.end() || found->second.empty())
    return std::nullopt;
  Evaluation evaluation = std::move(found->second.front());
  found->second.pop_front();
  noteReplay();
  return evaluation;
}

llvm::Error Recording::addMeasurement(const MeasurementKey &key,
                                      const Evaluation &evaluation) {
  std::lock_guard<std::mutex> lock(storing);
  ledger.evaluationSeconds += evaluation.seconds;
  return store.addTogether([&]() -> llvm::Error {
    if (llvm::Error error = store.addMeasurement(
            {key.trial, key.phase, key.identity, evaluation}))
      return error;
    return store.writeLedger(getLedger());
  });
}

llvm::Error Recording::forgetEnd() {
  if (!std::exchange(hasEnd, false))
    return llvm::Error::success();
  for (auto entry = measurements.begin(); entry != measurements.end();)
    entry = isOfEnd(entry->first.phase) ? measurements.erase(entry)
                                        : std::next(entry);
  return store.forgetEnd();
}

llvm::Error Recording::writeResult(llvm::StringRef json) {
  return store.addTogether([&]() -> llvm::Error {
    if (llvm::Error error = store.writeResult(json))
      return error;
    return store.writeLedger(getLedger());
  });
}
