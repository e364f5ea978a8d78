//===- StudyHTML.cpp - A study as a web page ------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Optimize/StudyReport.h"

#include "mapwright/Report/Report.h"
#include "mapwright/Report/WebPage.h"

#include "llvm/Support/JSON.h"

using namespace mapwright;
using namespace mapwright::optimize;
using llvm::StringRef;
using llvm::json::OStream;

namespace mapwright {
/// The texts of study.html and study.js.
extern const char *const studyPage;
extern const char *const studyScript;
} // namespace mapwright

/// Text of a mapper may hold anything that a file can.
static llvm::json::Value toJSON(StringRef text) {
  return llvm::json::fixUTF8(text);
}

static void writeTexts(const Feedback &feedback, OStream &json) {
  json.attributeArray("explain", [&] {
    for (const Explanation &part : feedback.explain)
      json.value(toJSON(part.text));
  });
  json.attributeArray("suggest", [&] {
    for (const Suggestion &part : feedback.suggest)
      json.value(toJSON(part.text));
  });
}

static llvm::json::Value toNumber(std::optional<unsigned> number) {
  return number ? llvm::json::Value(*number) : llvm::json::Value(nullptr);
}

static void writeTrialData(const Trial &trial, OStream &json) {
  const Evaluation &evaluation = trial.evaluation;
  json.attribute("number", trial.number);
  json.attribute("outcome", sim::spelling(evaluation.kind));
  if (evaluation.isOk())
    json.attribute("median", estimateMedian(evaluation.samples).median);
  json.attribute("text", toJSON(evaluation.text));
  json.attribute("origin", toJSON(trial.proposal.origin));
  json.attribute("parent", toNumber(trial.proposal.parent));
  json.attribute("duplicateOf", toNumber(trial.duplicateOf));
  json.attribute("becameBest", trial.becameIncumbent);
  json.attribute("source", toJSON(trial.proposal.source));
  writeTexts(evaluation.feedback, json);
}

static std::string get(const StudySettings &settings, const char *key) {
  auto it = settings.find(key);
  return it == settings.end() ? "?" : it->second;
}

static void writeHeading(const StudyView &view, OStream &json) {
  const StudySettings &settings = view.settings;
  json.attribute("title", toJSON(get(settings, "file") + ", optimized for " +
                                 get(settings, "program") + " on " +
                                 get(settings, "machine")));
  json.attribute("subtitle",
                 toJSON("proposer " + get(settings, "proposer") +
                        ", evaluator " + get(settings, "evaluator") +
                        ", seed " + get(settings, "seed")));
  json.attribute("unit", view.unit);
}

static void writeResult(const StudyView &view, OStream &json) {
  const StudyResult &result = view.result;
  json.attribute("start", toJSON(formatEvaluation(result.start, view.unit)));
  json.attribute("best",
                 toJSON(formatEvaluation(result.evaluation, view.unit)));
  if (result.evaluation.isOk())
    json.attribute("bestMedian",
                   estimateMedian(result.evaluation.samples).median);
  json.attribute("incumbent", result.winner);
  json.attribute("bestSource", toJSON(result.best));
  json.attribute("reason", spelling(result.reason));
  json.attribute("evaluations", result.ledger.evaluations);
  json.attribute("duplicates", result.ledger.duplicates);
  json.attribute("seconds", result.ledger.totalSeconds);
  if (view.reference)
    json.attributeObject("reference", [&] {
      json.attribute("name", toJSON(view.reference->name));
      json.attribute("text", toJSON(formatEvaluation(view.reference->evaluation,
                                                     view.unit)));
    });
  json.attributeArray("attribution", [&] {
    for (const Attribution &part : result.attribution)
      json.object([&] {
        json.attribute("change", toJSON(part.change));
        json.attribute("ratio", part.ratio);
        json.attribute("outcome", toJSON(part.outcome));
      });
  });
}

void optimize::writeStudyHTML(const StudyView &view, llvm::raw_ostream &os) {
  std::string data;
  llvm::raw_string_ostream out(data);
  {
    OStream json(out);
    json.object([&] {
      writeHeading(view, json);
      writeResult(view, json);
      json.attributeArray("trials", [&] {
        for (const Trial &trial : view.result.history.trials)
          json.object([&] { writeTrialData(trial, json); });
      });
    });
  }
  writeWebPage(studyPage, studyScript, data, os);
}
