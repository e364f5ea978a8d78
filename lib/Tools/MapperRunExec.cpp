//===- MapperRunExec.cpp - Real runs beside simulated ones ----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MapperRunExec.h"

#include "MapperRunGuide.h"

#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"

using namespace mapwright;
using namespace mapwright::optimize;
using llvm::StringRef;

llvm::Expected<RealRuns> mapwright::runForReal(const MapperRunOptions &options,
                                               const RunView &view,
                                               const std::string &source) {
  Problem problem{source,     view.mapper, view.program,
                  view.model, view.graph,  options.maxRank};
  Candidate candidate;
  candidate.source = source;
  candidate.identity = view.identity;
  return measureRealRuns(
      problem, candidate, options.exec.get(), options.exec.metrics,
      options.exec.repeats,
      parseGuideLevel(options.guide).value_or(GuideLevel::Suggest));
}

//===----------------------------------------------------------------------===//
// Rows
//===----------------------------------------------------------------------===//

namespace {
/// A quantity that was simulated, measured, or both.
struct Row {
  std::string name, unit;
  std::optional<double> simulated;
  std::vector<double> samples; ///< empty: not measured
};
} // namespace

/// Bytes over the links between the host and devices, which simulated machines
/// call pcie0.down, pcie0.up, and so on.
static double getBusBytes(const RunView &view) {
  double bytes = 0;
  for (unsigned i = 0; i < view.model.getNumChannels(); ++i)
    if (StringRef(view.model.getChannelFacts(i).name).starts_with("pcie"))
      bytes += view.result.channelBytes[i];
  return bytes;
}

/// What the simulation says of a metric by its name.
static std::optional<double> getSimulated(const RunView &view,
                                          const RealMetric &metric) {
  if (view.result.outcome.kind != sim::OutcomeKind::Ok)
    return std::nullopt;
  if (metric.isChannel) {
    for (unsigned i = 0; i < view.model.getNumChannels(); ++i)
      if (view.model.getChannelName(i) == metric.name)
        return view.result.channelBytes[i];
    return std::nullopt;
  }
  if (metric.name == "time")
    return view.result.outcome.seconds;
  if (metric.name == "bus_bytes")
    return getBusBytes(view);
  if (metric.name == "mpi_bytes")
    return view.result.networkBytes;
  return std::nullopt;
}

/// Channels that carry bytes in the simulation and that no run told of.
static void addSilentChannels(const RunView &view, const RealRuns &real,
                              std::vector<Row> &rows) {
  if (view.result.outcome.kind != sim::OutcomeKind::Ok)
    return;
  for (unsigned i = 0; i < view.model.getNumChannels(); ++i) {
    std::string name = view.model.getChannelName(i);
    bool isTold = llvm::any_of(real.metrics, [&](const RealMetric &metric) {
      return metric.isChannel && metric.name == name;
    });
    if (view.result.channelBytes[i] > 0 && !isTold)
      rows.push_back({name, "bytes", double(view.result.channelBytes[i]), {}});
  }
}

static std::vector<Row> makeRows(const RunView &view, const RealRuns &real) {
  std::vector<Row> rows;
  for (const RealMetric &metric : real.metrics) {
    std::optional<double> simulated = getSimulated(view, metric);
    if (simulated || !metric.samples.empty())
      rows.push_back({metric.name, metric.unit, simulated, metric.samples});
  }
  addSilentChannels(view, real, rows);
  rows.push_back(
      {"time of the command", "s", std::nullopt, real.evaluation.samples});
  return rows;
}

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

static std::string formatValue(double value, StringRef unit) {
  if (unit == "s")
    return formatSeconds(value);
  std::string text;
  llvm::raw_string_ostream os(text);
  // All digits of a count of bytes.
  os << llvm::format("%.15g", value);
  return text;
}

static void writeRow(const Row &row, size_t width, llvm::raw_ostream &os) {
  std::string simulated =
      row.simulated ? formatValue(*row.simulated, row.unit) : "-";
  std::string median = "-", range = "-", ratio = "-";
  if (!row.samples.empty()) {
    Interval interval = estimateMedian(row.samples);
    median = formatValue(interval.median, row.unit);
    range = formatValue(interval.low, row.unit) + " to " +
            formatValue(interval.high, row.unit);
    if (row.simulated && *row.simulated > 0)
      ratio = llvm::formatv("{0:F3}", interval.median / *row.simulated);
  }
  os << llvm::left_justify(row.name, width)
     << llvm::right_justify(simulated, 14) << llvm::right_justify(median, 14)
     << "  " << llvm::left_justify(range, 24) << llvm::right_justify(ratio, 8)
     << "\n";
}

static std::string describeOutcome(const sim::Outcome &outcome) {
  std::string text = sim::spelling(outcome.kind).str();
  return outcome.text.empty() ? text : text + ": " + outcome.text;
}

static std::string describeOutcome(const Evaluation &evaluation) {
  std::string text = sim::spelling(evaluation.kind).str();
  return evaluation.text.empty() ? text : text + ": " + evaluation.text;
}

void mapwright::writeRealText(const MapperRunOptions &options,
                              const RunView &view, const RealRuns &real,
                              llvm::raw_ostream &os) {
  std::vector<Row> rows = makeRows(view, real);
  size_t width = 0;
  for (const Row &row : rows)
    width = std::max(width, row.name.size() + 2);
  os << "mapper " << view.mapper << ", program " << view.programName
     << ", machine " << view.model.getName() << "\n"
     << "simulated: " << describeOutcome(view.result.outcome) << "\n"
     << "real:      " << describeOutcome(real.evaluation) << ", "
     << real.evaluation.samples.size() << " of " << options.exec.repeats
     << " runs\n\n"
     << llvm::left_justify("", width) << llvm::right_justify("simulated", 14)
     << llvm::right_justify("real", 14) << "  "
     << llvm::left_justify("95 % interval", 24) << "real/simulated\n";
  for (const Row &row : rows)
    writeRow(row, width, os);
  if (real.evaluation.isOk())
    return;
  os << "\n";
  writeText(real.evaluation.feedback,
            parseGuideLevel(options.guide).value_or(GuideLevel::Suggest), os);
}

//===----------------------------------------------------------------------===//
// JSON
//===----------------------------------------------------------------------===//

static void writeMeasured(llvm::json::OStream &json,
                          const std::vector<double> &samples) {
  Interval interval = estimateMedian(samples);
  json.attributeObject("real", [&] {
    json.attribute("median", interval.median);
    json.attribute("low", interval.low);
    json.attribute("high", interval.high);
    json.attributeArray("samples", [&] {
      for (double sample : samples)
        json.value(sample);
    });
  });
}

static void writeRow(llvm::json::OStream &json, const Row &row) {
  json.object([&] {
    json.attribute("name", row.name);
    if (!row.unit.empty())
      json.attribute("unit", row.unit);
    if (row.simulated)
      json.attribute("simulated", *row.simulated);
    if (!row.samples.empty())
      writeMeasured(json, row.samples);
  });
}

template <typename Result>
static void writeOutcome(llvm::json::OStream &json, StringRef key,
                         const Result &result) {
  json.attributeObject(key, [&] {
    json.attribute("kind", sim::spelling(result.kind));
    if (!result.text.empty())
      json.attribute("text", result.text);
  });
}

void mapwright::writeRealJSON(const MapperRunOptions &options,
                              const RunView &view, const RealRuns &real,
                              llvm::raw_ostream &os) {
  llvm::json::OStream json(os, /*IndentSize=*/2);
  json.object([&] {
    json.attribute("schema", "mapwright-exec/1");
    json.attribute("mapper", view.mapper);
    json.attribute("program", view.programName);
    json.attribute("machine", view.model.getName());
    json.attribute("identity", view.identity);
    writeOutcome(json, "simulated", view.result.outcome);
    writeOutcome(json, "real", real.evaluation);
    json.attribute("runs", int64_t(real.evaluation.samples.size()));
    json.attributeArray("metrics", [&] {
      for (const Row &row : makeRows(view, real))
        writeRow(json, row);
    });
    if (real.evaluation.isOk())
      return;
    json.attributeBegin("feedback");
    writeJSON(real.evaluation.feedback,
              parseGuideLevel(options.guide).value_or(GuideLevel::Suggest),
              json.rawValueBegin());
    json.rawValueEnd();
    json.attributeEnd();
  });
  os << "\n";
}
