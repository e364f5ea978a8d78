//===- RunReader.cpp - Metric and correctness of a run --------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RunReader.h"

#include "mapwright/Support/InputErrors.h"
#include "mapwright/Support/InputFile.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"

#include <cmath>

using namespace mapwright;
using namespace mapwright::optimize;

static constexpr uint64_t maxMetricFileBytes = 16u << 20;

static llvm::Expected<std::unique_ptr<RE2>>
compilePattern(llvm::StringRef what, llvm::StringRef text) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_encoding(RE2::Options::EncodingLatin1);
  auto pattern = std::make_unique<RE2>(
      re2::StringPiece(text.data(), text.size()), options);
  if (!pattern->ok())
    return makeError("the " + what + " pattern '" + text +
                     "' is no regular expression: " + pattern->error());
  return std::move(pattern);
}

llvm::Error RunReader::nameMetric() {
  const std::map<std::string, int> &groups = pattern->NamedCapturingGroups();
  if (groups.size() != 1)
    return makeError("the metric pattern '" + metric.pattern +
                     "' has to have one named group for the number, such as "
                     "time: (?P<time>[0-9.]+); it has " +
                     llvm::Twine(groups.size()));
  name = groups.begin()->first;
  group = groups.begin()->second;
  return llvm::Error::success();
}

llvm::Error RunReader::compile(llvm::StringRef correctPattern) {
  if (!metric.pattern.empty() && !metric.file.empty())
    return makeError("a metric comes from a pattern or from a file, not both");
  if (!metric.pointer.empty() &&
      !llvm::StringRef(metric.pointer).starts_with("/"))
    return makeError("the JSON pointer '" + metric.pointer +
                     "' has to begin with '/', as in /results/0/seconds");
  if (!metric.pattern.empty()) {
    auto compiled = compilePattern("metric", metric.pattern);
    if (!compiled)
      return compiled.takeError();
    pattern = std::move(*compiled);
    if (llvm::Error error = nameMetric())
      return error;
  }
  if (!correctPattern.empty()) {
    auto compiled = compilePattern("correctness", correctPattern);
    if (!compiled)
      return compiled.takeError();
    correct = std::move(*compiled);
  }
  if (!metric.file.empty())
    name = llvm::StringRef(metric.pointer).rsplit('/').second.str();
  if (name.empty())
    name = "metric";
  if (!isWallTime())
    unit = metric.unit;
  if (metric.isHigherBetter) {
    name = "1/" + name;
    unit = unit.empty() ? unit : "1/(" + unit + ")";
  }
  return llvm::Error::success();
}

llvm::Expected<std::unique_ptr<RunReader>>
RunReader::make(const ExecMetric &metric, llvm::StringRef correctPattern) {
  std::unique_ptr<RunReader> reader(new RunReader(metric));
  if (llvm::Error error = reader->compile(correctPattern))
    return std::move(error);
  return std::move(reader);
}

void RunReader::read(llvm::StringRef line, RunFindings &findings) const {
  re2::StringPiece text(line.data(), line.size());
  if (correct && !findings.isCorrect)
    findings.isCorrect = RE2::PartialMatch(text, *correct);
  if (!pattern || (metric.takesFirst && findings.metric))
    return;
  llvm::SmallVector<re2::StringPiece, 8> groups(group + 1);
  if (pattern->Match(text, 0, text.size(), RE2::UNANCHORED, groups.data(),
                     int(groups.size())))
    findings.metric.emplace(groups[group].data(), groups[group].size());
}

/// The part of a JSON value that a pointer (RFC 6901) names; null: none.
static const llvm::json::Value *follow(const llvm::json::Value *value,
                                       llvm::StringRef pointer) {
  llvm::SmallVector<llvm::StringRef> tokens;
  pointer.drop_front(pointer.empty() ? 0 : 1).split(tokens, '/');
  if (pointer.empty())
    return value;
  for (llvm::StringRef token : tokens) {
    size_t index = 0;
    if (const llvm::json::Object *object = value->getAsObject()) {
      std::string key = token.str();
      for (auto [escape, character] :
           {std::pair("~1", '/'), std::pair("~0", '~')})
        for (size_t at = 0; (at = key.find(escape, at)) != std::string::npos;
             ++at)
          key.replace(at, 2, 1, character);
      value = object->get(key);
    } else if (const llvm::json::Array *array = value->getAsArray();
               array && !token.getAsInteger(10, index) &&
               index < array->size()) {
      value = &(*array)[index];
    } else {
      return nullptr;
    }
    if (!value)
      return nullptr;
  }
  return value;
}

llvm::Expected<double> RunReader::readFile(llvm::StringRef file) const {
  llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> buffer =
      readInput(file, maxMetricFileBytes);
  if (!buffer)
    return makeError("no metric: " + llvm::toString(buffer.takeError()));
  llvm::Expected<llvm::json::Value> json =
      llvm::json::parse((*buffer)->getBuffer());
  if (!json)
    return makeError("no metric: " + file + ": " +
                     llvm::toString(json.takeError()));
  const llvm::json::Value *value = follow(&*json, metric.pointer);
  std::optional<double> number =
      value ? value->getAsNumber() : std::optional<double>();
  if (!number)
    return makeError("no metric: " + file + " has no number at '" +
                     metric.pointer + "'");
  return *number;
}

llvm::Expected<double> RunReader::getSample(const RunFindings &findings,
                                            double seconds,
                                            llvm::StringRef file) const {
  double found = seconds;
  if (pattern) {
    if (!findings.metric)
      return makeError("no metric: no line of the output matches '" +
                       metric.pattern + "'");
    if (llvm::StringRef(*findings.metric).trim().getAsDouble(found))
      return makeError("the metric is '" + *findings.metric +
                       "', which is no number");
  } else if (!metric.file.empty()) {
    llvm::Expected<double> number = readFile(file);
    if (!number)
      return number.takeError();
    found = *number;
  }
  // Candidates are compared by ratios, and nothing takes no time.
  double sample = metric.isHigherBetter ? 1 / found : found;
  if (!std::isfinite(sample) || sample <= 0)
    return makeError("the metric is " + llvm::formatv("{0}", found).str() +
                     "; it has to be finite and above 0");
  return sample;
}
