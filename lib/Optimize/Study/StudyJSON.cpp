//===- StudyJSON.cpp - Results of studies as JSON -------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Optimize/Study.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace mapwright;
using namespace mapwright::optimize;
namespace json = llvm::json;

static std::string toUTF8(llvm::StringRef text) {
  return json::isUTF8(text) ? text.str() : json::fixUTF8(text);
}

static llvm::StringRef spell(Verdict verdict) {
  switch (verdict) {
  case Verdict::Worse:
    return "worse";
  case Verdict::Tie:
    return "tie";
  case Verdict::Better:
    return "better";
  }
  llvm_unreachable("unknown verdict");
}

static void writeSamples(llvm::ArrayRef<double> samples, json::OStream &os) {
  os.attributeArray("samples", [&] {
    for (double sample : samples)
      os.value(sample);
  });
  Interval interval = estimateMedian(samples);
  os.attribute("median", interval.median);
  os.attribute("low", interval.low);
  os.attribute("high", interval.high);
}

static void writeEvaluation(const Evaluation &evaluation, json::OStream &os) {
  os.attribute("outcome", spelling(evaluation.kind));
  if (evaluation.isOk() && !evaluation.samples.empty())
    writeSamples(evaluation.samples, os);
  if (evaluation.overBytes > 0)
    os.attribute("over_bytes", evaluation.overBytes);
  if (!evaluation.text.empty())
    os.attribute("text", toUTF8(evaluation.text));
}

static void writeTrial(const Trial &trial, json::OStream &os) {
  os.attribute("number", trial.number);
  os.attribute("origin", toUTF8(trial.proposal.origin));
  if (trial.proposal.parent)
    os.attribute("parent", *trial.proposal.parent);
  os.attribute("identity", trial.identity);
  if (trial.duplicateOf)
    os.attribute("duplicate_of", *trial.duplicateOf);
  else
    writeEvaluation(trial.evaluation, os);
  os.attribute("became_incumbent", trial.becameIncumbent);
  os.attribute("evaluations", trial.numEvaluations);
  os.attribute("what_ifs", trial.proposal.numWhatIfs);
}

static void writeLedger(const Ledger &ledger, json::OStream &os) {
  os.attribute("evaluations", ledger.evaluations);
  os.attribute("duplicates", ledger.duplicates);
  os.attribute("runs", ledger.runs);
  os.attribute("what_ifs", ledger.whatIfs);
  os.attribute("exchanges", ledger.exchanges);
  os.attribute("input_tokens", ledger.inputTokens);
  os.attribute("output_tokens", ledger.outputTokens);
  os.attribute("money_usd", ledger.money);
  os.attribute("evaluation_seconds", ledger.evaluationSeconds);
  os.attribute("proposal_seconds", ledger.proposalSeconds);
  os.attribute("total_seconds", ledger.totalSeconds);
}

static void writeAttribution(const Attribution &attribution,
                             json::OStream &os) {
  os.attribute("change", toUTF8(attribution.change));
  if (attribution.outcome.empty())
    os.attribute("ratio_without", attribution.ratio);
  else
    os.attribute("outcome_without", toUTF8(attribution.outcome));
}

void mapwright::optimize::writeJSON(const StudyResult &result,
                                    llvm::raw_ostream &stream) {
  json::OStream os(stream, 2);
  os.object([&] {
    os.attribute("schema", "mapwright-study/1");
    os.attribute("stopped_by", spelling(result.reason));
    os.attribute("verdict", spell(result.verdict));
    os.attribute("winner", result.winner);
    os.attribute("best", toUTF8(result.best));
    os.attributeObject("evaluation",
                       [&] { writeEvaluation(result.evaluation, os); });
    os.attributeObject("start", [&] { writeEvaluation(result.start, os); });
    os.attributeArray("attribution", [&] {
      for (const Attribution &attribution : result.attribution)
        os.object([&] { writeAttribution(attribution, os); });
    });
    os.attributeObject("ledger", [&] { writeLedger(result.ledger, os); });
    os.attributeArray("trials", [&] {
      for (const Trial &trial : result.history.trials)
        os.object([&] { writeTrial(trial, os); });
    });
  });
  stream << '\n';
}
