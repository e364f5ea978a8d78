//===- Text.cpp - A simulated run as tables -------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Names.h"
#include "Tables.h"

#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <map>

using namespace mapwright;
using llvm::raw_ostream;
using llvm::StringRef;

/// So many rows of memories, channels and steps are shown.
static constexpr size_t maxRows = 16;

static void writeOutcome(const RunView &run, raw_ostream &os) {
  const sim::Outcome &outcome = run.result.outcome;
  os << makePrintable(run.programName) << " on " << run.model.getName() << " ("
     << run.model.getNumNodes()
     << (run.model.getNumNodes() == 1 ? " node" : " nodes") << "), mapper "
     << makePrintable(run.mapper) << "\n\n";
  os << "outcome     " << spelling(outcome.kind) << '\n';
  if (outcome.kind != sim::OutcomeKind::Ok) {
    os << "            " << makePrintable(outcome.text) << '\n';
    return;
  }
  os << "makespan    " << formatSeconds(outcome.seconds) << '\n';
  if (run.graph.work > 0 && outcome.seconds > 0)
    os << "throughput  "
       << formatRate(run.graph.work / outcome.seconds, run.graph.workUnit)
       << '\n';
  os << "bounds      critical path "
     << formatSeconds(run.result.criticalPathBound) << ", busiest resource "
     << formatSeconds(run.result.busiestBound) << '\n';
}

static void writeOccupants(const RunView &run, raw_ostream &os) {
  const sim::Outcome &outcome = run.result.outcome;
  TextTable table({"occupant", "bytes", "in use"});
  for (const sim::Occupant &occupant : outcome.occupants) {
    if (table.getNumRows() == maxRows)
      break;
    table.addRow({occupant.what, formatAmount(double(occupant.bytes)),
                  occupant.isInUse ? "yes" : "no"});
  }
  table.write(os, outcome.occupants.size());
}

static void writeTasks(const RunView &run, raw_ostream &os) {
  double total = 0;
  for (const sim::TaskTotals &totals : run.result.tasks)
    total += totals.kernelSeconds;
  TextTable table({"task", "count", "kernels", "share", "each", "queueing"});
  for (auto [kind, totals] : llvm::enumerate(run.result.tasks)) {
    if (totals.count == 0)
      continue;
    table.addRow({run.graph.taskNames[kind], std::to_string(totals.count),
                  formatSeconds(totals.kernelSeconds),
                  formatShare(totals.kernelSeconds, total),
                  formatSeconds(totals.kernelSeconds / double(totals.count)),
                  formatSeconds(totals.waitSeconds)});
  }
  table.write(os, table.getNumRows());
}

static void writeProcessors(const RunView &run, raw_ostream &os) {
  struct Group {
    unsigned count = 0;
    double busy = 0, least = 0, most = 0;
  };
  std::map<ProcKind, Group> groups;
  for (auto [processor, busy] : llvm::enumerate(run.result.processorBusy)) {
    Group &group = groups[run.model.getPlace(processor).kind];
    group.least = group.count == 0 ? busy : std::min(group.least, busy);
    group.most = std::max(group.most, busy);
    group.busy += busy;
    ++group.count;
  }
  double span = run.result.outcome.seconds;
  TextTable table({"processors", "count", "busy", "least busy", "most busy"});
  for (const auto &[kind, group] : groups)
    table.addRow({spelling(kind).str(), std::to_string(group.count),
                  formatShare(group.busy, span * group.count),
                  formatShare(group.least, span),
                  formatShare(group.most, span)});
  double runtime = 0;
  for (double busy : run.result.runtimeBusy)
    runtime = std::max(runtime, busy);
  table.addRow({"runtime", std::to_string(run.result.runtimeBusy.size()), "",
                "", formatShare(runtime, span)});
  table.write(os, table.getNumRows());
}

static void writeMemories(const RunView &run, raw_ostream &os) {
  TextTable table({"memory", "peak", "capacity", "used", "copied in", "out"});
  size_t used = 0;
  for (auto [memory, peak] : llvm::enumerate(run.result.memoryPeak)) {
    if (peak == 0)
      continue;
    if (used++ >= maxRows)
      continue;
    uint64_t bytes = run.model.getMemoryFacts(memory).bytes;
    bool known = bytes < unknownCapacity;
    table.addRow({run.model.getMemoryName(memory), formatAmount(double(peak)),
                  known ? formatAmount(double(bytes)) : "unknown",
                  known ? formatShare(double(peak), double(bytes)) : "",
                  formatAmount(double(run.result.bytesIn[memory])),
                  formatAmount(double(run.result.bytesOut[memory]))});
  }
  table.write(os, used);
}

/// Indices of `values` in order of size, largest first, without zeros.
template <typename T>
static std::vector<size_t> sortBySize(const std::vector<T> &values) {
  std::vector<size_t> order;
  for (size_t i = 0; i < values.size(); ++i)
    if (values[i] > 0)
      order.push_back(i);
  llvm::sort(order, [&](size_t a, size_t b) {
    return values[a] != values[b] ? values[a] > values[b] : a < b;
  });
  return order;
}

static void writeChannels(const RunView &run, raw_ostream &os) {
  std::vector<size_t> order = sortBySize(run.result.channelBytes);
  TextTable table({"channel", "bytes", "busy"});
  for (size_t channel : llvm::ArrayRef(order).take_front(maxRows))
    table.addRow({run.model.getChannelName(channel),
                  formatAmount(double(run.result.channelBytes[channel])),
                  formatShare(run.result.channelBusy[channel],
                              run.result.outcome.seconds)});
  table.write(os, order.size());
}

std::string mapwright::describeStep(const RunView &run, const TaskNames &names,
                                    const sim::CriticalStep &step) {
  std::string text;
  if (step.copy != sim::none && step.copy < run.result.copies.size()) {
    const sim::CopyRecord &copy = run.result.copies[step.copy];
    text = formatAmount(double(copy.bytes)) + " " +
           run.model.getMemoryName(copy.from) + " -> " +
           run.model.getMemoryName(copy.to) + " for ";
  }
  return step.node == sim::none ? text : text + names.format(step.node);
}

static void writeCriticalPath(const RunView &run, raw_ostream &os) {
  TaskNames names(run);
  TextTable shares({"critical path", "time", "share"});
  for (auto [index, seconds] : llvm::enumerate(run.result.criticalShare))
    if (seconds > 0)
      shares.addRow({spelling(static_cast<sim::CriticalKind>(index)).str(),
                     formatSeconds(seconds),
                     formatShare(seconds, run.result.outcome.seconds)});
  shares.write(os, shares.getNumRows());

  std::vector<double> lengths;
  for (const sim::CriticalStep &step : run.result.criticalPath)
    lengths.push_back(step.end - step.start);
  std::vector<size_t> order = sortBySize(lengths);
  TextTable steps({"longest steps", "at", "time", "what"});
  for (size_t index : llvm::ArrayRef(order).take_front(5)) {
    const sim::CriticalStep &step = run.result.criticalPath[index];
    steps.addRow({spelling(step.kind).str(), formatSeconds(step.start),
                  formatSeconds(step.end - step.start),
                  describeStep(run, names, step)});
  }
  steps.write(os, steps.getNumRows());
}

void mapwright::writeRunText(const RunView &run, raw_ostream &os) {
  writeOutcome(run, os);
  writeOccupants(run, os);
  if (run.result.outcome.kind != sim::OutcomeKind::Ok) {
    writeMemories(run, os);
    return;
  }
  writeTasks(run, os);
  writeProcessors(run, os);
  writeMemories(run, os);
  writeChannels(run, os);
  writeCriticalPath(run, os);
}
