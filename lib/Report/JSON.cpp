//===- JSON.cpp - A simulated run as JSON ---------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "JSONParts.h"

using namespace mapwright;
using llvm::json::OStream;

static void writeOutcome(const RunView &run, OStream &json) {
  const sim::Outcome &outcome = run.result.outcome;
  json.attribute("kind", sim::spelling(outcome.kind));
  if (outcome.kind == sim::OutcomeKind::Ok) {
    json.attribute("seconds", outcome.seconds);
    return;
  }
  json.attribute("text", asJSON(outcome.text));
  if (outcome.memory != sim::none)
    json.attribute("memory", run.model.getMemoryName(outcome.memory));
  if (outcome.overBytes > 0)
    json.attribute("over_bytes", int64_t(outcome.overBytes));
  json.attributeArray("occupants", [&] {
    for (const sim::Occupant &occupant : outcome.occupants)
      json.object([&] {
        json.attribute("what", asJSON(occupant.what));
        json.attribute("bytes", int64_t(occupant.bytes));
        json.attribute("in_use", occupant.isInUse);
      });
  });
}

static void writeTasks(const RunView &run, OStream &json) {
  for (auto [kind, totals] : llvm::enumerate(run.result.tasks))
    json.object([&, &totals = totals, kind = kind] {
      json.attribute("task", asJSON(run.graph.taskNames[kind]));
      json.attribute("count", int64_t(totals.count));
      json.attribute("kernel_seconds", totals.kernelSeconds);
      json.attribute("queueing_seconds", totals.waitSeconds);
    });
}

static void writeProcessors(const RunView &run, OStream &json) {
  for (auto [processor, busy] : llvm::enumerate(run.result.processorBusy))
    json.object([&, processor = processor, busy = busy] {
      Place place = run.model.getPlace(processor);
      json.attribute("processor", formatProcessor(run.model, processor));
      json.attribute("node", int64_t(place.node));
      json.attribute("kind", spelling(place.kind));
      json.attribute("index", int64_t(place.index));
      json.attribute("busy_seconds", busy);
    });
}

static void writeMemories(const RunView &run, OStream &json) {
  for (auto [memory, peak] : llvm::enumerate(run.result.memoryPeak))
    json.object([&, memory = memory, peak = peak] {
      json.attribute("memory", run.model.getMemoryName(memory));
      const Memory &facts = run.model.getMemoryFacts(memory);
      json.attribute("node", int64_t(run.model.getNodeOfMemory(memory)));
      json.attribute("kind", spelling(facts.kind));
      if (facts.bytes < unknownCapacity)
        json.attribute("capacity_bytes", int64_t(facts.bytes));
      json.attribute("peak_bytes", int64_t(peak));
      json.attribute("copied_in_bytes", int64_t(run.result.bytesIn[memory]));
      json.attribute("copied_out_bytes", int64_t(run.result.bytesOut[memory]));
    });
}

static void writeChannels(const RunView &run, OStream &json) {
  for (auto [channel, bytes] : llvm::enumerate(run.result.channelBytes)) {
    if (bytes == 0)
      continue;
    json.object([&, channel = channel, bytes = bytes] {
      json.attribute("channel", run.model.getChannelName(channel));
      json.attribute("bytes", int64_t(bytes));
      json.attribute("busy_seconds", run.result.channelBusy[channel]);
    });
  }
}

static void writeShares(const RunView &run, OStream &json) {
  for (auto [index, seconds] : llvm::enumerate(run.result.criticalShare))
    json.attribute(sim::spelling(static_cast<sim::CriticalKind>(index)),
                   seconds);
}

void mapwright::writeRunFacts(const RunView &run, OStream &json) {
  json.attribute("schema", "mapwright-run/1");
  json.attribute("program", asJSON(run.programName));
  json.attribute("machine", asJSON(run.model.getName()));
  json.attribute("nodes", int64_t(run.model.getNumNodes()));
  json.attribute("mapper", asJSON(run.mapper));
  json.attribute("identity", run.identity);
  json.attributeObject("outcome", [&] { writeOutcome(run, json); });
  json.attribute("work", run.graph.work);
  json.attribute("work_unit", asJSON(run.graph.workUnit));
  json.attribute("critical_path_bound_seconds", run.result.criticalPathBound);
  json.attribute("busiest_bound_seconds", run.result.busiestBound);
  json.attribute("copies", int64_t(run.result.numCopies));
  json.attribute("copy_bytes", int64_t(run.result.copyBytes));
  json.attribute("network_bytes", int64_t(run.result.networkBytes));
  json.attributeArray("tasks", [&] { writeTasks(run, json); });
  json.attributeArray("processors", [&] { writeProcessors(run, json); });
  json.attributeArray("runtime_busy_seconds", [&] {
    for (double busy : run.result.runtimeBusy)
      json.value(busy);
  });
  json.attributeArray("memories", [&] { writeMemories(run, json); });
  json.attributeArray("channels", [&] { writeChannels(run, json); });
  json.attributeObject("critical_path_seconds",
                       [&] { writeShares(run, json); });
}

void mapwright::writeRunJSON(const RunView &run, llvm::raw_ostream &os) {
  OStream json(os, 2);
  json.object([&] { writeRunFacts(run, json); });
  json.flush();
  os << '\n';
}
