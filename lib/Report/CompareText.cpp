//===- CompareText.cpp - Comparisons of runs as text, JSON ----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "JSONParts.h"
#include "Tables.h"

#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace mapwright;
using llvm::raw_ostream;
using llvm::json::OStream;

static std::string describe(const sim::Outcome &outcome) {
  if (outcome.kind == sim::OutcomeKind::Ok)
    return formatSeconds(outcome.seconds);
  return sim::spelling(outcome.kind).str();
}

/// What `outcome` changes against `base`: "-1.200 ms (-10.0 %)",
/// "+9.000 ms (10x)".
static std::string describeChange(const sim::Outcome &base,
                                  const sim::Outcome &outcome) {
  if (base.kind != sim::OutcomeKind::Ok || outcome.kind != sim::OutcomeKind::Ok)
    return describe(outcome);
  double change = outcome.seconds - base.seconds;
  if (change == 0)
    return "no change";
  std::string text;
  llvm::raw_string_ostream os(text);
  os << (change > 0 ? "+" : "") << formatSeconds(change);
  if (outcome.seconds >= 2 * base.seconds && base.seconds > 0)
    os << llvm::format(" (%.4gx)", outcome.seconds / base.seconds);
  else if (base.seconds > 0)
    os << llvm::format(" (%+.1f %%)", 100 * change / base.seconds);
  return text;
}

static bool isOk(const RunView &run) {
  return run.result.outcome.kind == sim::OutcomeKind::Ok;
}

/// The kernels of tasks that take another time.
static void addTasks(const RunView &first, const RunView &second,
                     TextTable &table) {
  for (size_t kind = 0; kind < first.graph.taskNames.size(); ++kind) {
    double mine = first.result.tasks[kind].kernelSeconds;
    double other = second.result.tasks[kind].kernelSeconds;
    if (mine != other)
      table.addRow({first.graph.taskNames[kind], formatSeconds(mine),
                    formatSeconds(other)});
  }
}

static void writeTotals(const RunView &first, const RunView &second,
                        raw_ostream &os) {
  TextTable table({"", first.mapper, second.mapper});
  auto addAmount = [&](const char *name, auto get) {
    table.addRow({name, formatAmount(double(get(first.result))),
                  formatAmount(double(get(second.result)))});
  };
  table.addRow({"makespan", describe(first.result.outcome),
                describe(second.result.outcome)});
  addAmount("copied", [](const sim::Result &r) { return r.copyBytes; });
  addAmount("over the network",
            [](const sim::Result &r) { return r.networkBytes; });
  if (isOk(first) && isOk(second))
    addTasks(first, second, table);
  table.write(os, table.getNumRows());
}

void mapwright::writeComparisonText(const RunView &first, const RunView &second,
                                    const RunComparison &comparison,
                                    raw_ostream &os) {
  os << makePrintable(first.programName) << " on " << first.model.getName()
     << '\n';
  writeTotals(first, second, os);
  if (comparison.effects.empty()) {
    os << "\nboth mappers decide the same\n";
    return;
  }
  TextTable table({"decision", first.mapper, second.mapper, "alone"});
  for (const DecisionEffect &effect : comparison.effects)
    table.addRow({effect.what, effect.first, effect.second,
                  describeChange(first.result.outcome, effect.alone)});
  table.write(os, comparison.effects.size() + comparison.numUndecided);
  os << "\nalone: what " << makePrintable(first.mapper)
     << " gains or loses by taking only this decision of "
     << makePrintable(second.mapper) << '\n';
}

void mapwright::writeComparisonJSON(const RunView &first, const RunView &second,
                                    const RunComparison &comparison,
                                    raw_ostream &os) {
  OStream json(os, 2);
  json.object([&] {
    json.attribute("schema", "mapwright-run-comparison/1");
    json.attributeObject("first", [&] { writeRunFacts(first, json); });
    json.attributeObject("second", [&] { writeRunFacts(second, json); });
    json.attributeArray("decisions", [&] {
      for (const DecisionEffect &effect : comparison.effects)
        json.object([&] {
          json.attribute("what", asJSON(effect.what));
          json.attribute("first", effect.first);
          json.attribute("second", effect.second);
          json.attribute("outcome", sim::spelling(effect.alone.kind));
          if (effect.alone.kind == sim::OutcomeKind::Ok)
            json.attribute("seconds", effect.alone.seconds);
        });
    });
    json.attribute("not_tried", int64_t(comparison.numUndecided));
  });
  json.flush();
  os << '\n';
}
