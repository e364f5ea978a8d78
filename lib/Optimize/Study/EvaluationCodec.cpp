//===- EvaluationCodec.cpp - Evaluations as text --------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "EvaluationCodec.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

#include <cmath>

using namespace mapwright;
using namespace mapwright::optimize;
namespace json = llvm::json;

std::optional<sim::OutcomeKind>
mapwright::optimize::parseOutcomeKind(llvm::StringRef text) {
  for (unsigned kind = 0; kind <= unsigned(sim::OutcomeKind::Ok); ++kind)
    if (spelling(sim::OutcomeKind(kind)) == text)
      return sim::OutcomeKind(kind);
  return std::nullopt;
}

std::string mapwright::optimize::encodeSamples(llvm::ArrayRef<double> samples) {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << json::Value(json::Array(samples));
  return text;
}

std::optional<std::vector<double>>
mapwright::optimize::decodeSamples(llvm::StringRef text) {
  llvm::Expected<std::vector<double>> samples =
      json::parse<std::vector<double>>(text);
  if (samples)
    return std::move(*samples);
  llvm::consumeError(samples.takeError());
  return std::nullopt;
}

std::string mapwright::optimize::encodeFeedback(const Feedback &feedback) {
  if (feedback.raw.empty() && feedback.explain.empty() &&
      feedback.suggest.empty() && feedback.unmatched.empty())
    return "";
  std::string text;
  llvm::raw_string_ostream os(text);
  writeJSON(feedback, GuideLevel::Suggest, os);
  return text;
}

//===----------------------------------------------------------------------===//
// Reading feedback
//===----------------------------------------------------------------------===//

// json::parse finds these by argument-dependent lookup.
namespace mapwright {

static bool fromJSON(const json::Value &value, FeedbackOutcome &outcome,
                     json::Path path) {
  json::ObjectMapper map(value, path);
  std::string kind;
  if (!map || !map.map("kind", kind) ||
      !map.mapOptional("check", outcome.check) ||
      !map.mapOptional("memory", outcome.memory) ||
      !map.map("seconds", outcome.seconds) ||
      !map.map("over_bytes", outcome.overBytes))
    return false;
  std::optional<sim::OutcomeKind> known = parseOutcomeKind(kind);
  outcome.isKnown = known.has_value();
  outcome.kind = known.value_or(sim::OutcomeKind::Ok);
  return true;
}

static bool fromJSON(const json::Value &value, Explanation &explanation,
                     json::Path path) {
  json::ObjectMapper map(value, path);
  return map && map.map("rule", explanation.rule) &&
         map.map("text", explanation.text) &&
         map.map("captures", explanation.captures) &&
         map.map("count", explanation.count);
}

static bool fromJSON(const json::Value &value, SourceEdit &edit,
                     json::Path path) {
  json::ObjectMapper map(value, path);
  return map && map.map("file", edit.file) && map.map("begin", edit.begin) &&
         map.map("end", edit.end) && map.map("text", edit.text);
}

static bool fromJSON(const json::Value &value, Fix &fix, json::Path path) {
  json::ObjectMapper map(value, path);
  std::string applicability;
  std::vector<SourceEdit> edits;
  if (!map || !map.map("title", fix.title) ||
      !map.map("applicability", applicability) || !map.map("edits", edits))
    return false;
  fix.applicability = applicability == "machine" ? Applicability::Machine
                                                 : Applicability::Maybe;
  fix.edits.assign(edits.begin(), edits.end());
  return true;
}

static std::optional<Cause> parseCause(llvm::StringRef text) {
  for (Cause cause :
       {Cause::Mapper, Cause::Flags, Cause::Application, Cause::Runtime})
    if (spelling(cause) == text)
      return cause;
  return std::nullopt;
}

static bool fromJSON(const json::Value &value, Suggestion &suggestion,
                     json::Path path) {
  json::ObjectMapper map(value, path);
  std::string spelled;
  if (!map || !map.map("rule", suggestion.rule) ||
      !map.map("text", suggestion.text) || !map.map("cause", spelled) ||
      !map.mapOptional("flag", suggestion.flag) ||
      !map.mapOptional("edit", suggestion.edit) ||
      !map.map("fix", suggestion.fix) || !map.map("gain", suggestion.gain))
    return false;
  std::optional<Cause> cause = parseCause(spelled);
  suggestion.cause = cause.value_or(Cause::Mapper);
  return cause.has_value();
}

static bool fromJSON(const json::Value &value, Feedback &feedback,
                     json::Path path) {
  json::ObjectMapper map(value, path);
  return map && map.map("outcome", feedback.outcome) &&
         map.map("raw", feedback.raw) && map.map("explain", feedback.explain) &&
         map.map("suggest", feedback.suggest) &&
         map.map("unmatched", feedback.unmatched) &&
         map.mapOptional("simulations", feedback.numSimulations);
}

} // namespace mapwright

std::optional<Feedback>
mapwright::optimize::decodeFeedback(llvm::StringRef text) {
  if (text.empty())
    return Feedback();
  llvm::Expected<Feedback> feedback = json::parse<Feedback>(text);
  if (feedback)
    return std::move(*feedback);
  llvm::consumeError(feedback.takeError());
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Normal form
//===----------------------------------------------------------------------===//

void mapwright::optimize::normalize(Evaluation &evaluation) {
  bool isBad = evaluation.samples.empty();
  for (double sample : evaluation.samples)
    isBad |= !std::isfinite(sample);
  if (evaluation.isOk() && isBad) {
    evaluation.kind = sim::OutcomeKind::RuntimeError;
    evaluation.text = "the run has no metric that is a finite number";
  }
  if (!evaluation.isOk())
    evaluation.samples.clear();
  std::optional<Feedback> feedback =
      decodeFeedback(encodeFeedback(evaluation.feedback));
  evaluation.feedback = feedback ? std::move(*feedback) : Feedback();
}
