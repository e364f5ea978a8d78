//===- Feedback.cpp - Feedback as text and as JSON ------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/AutoGuide/Feedback.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/JSON.h"

using namespace mapwright;
using llvm::StringRef;

StringRef mapwright::spelling(Cause cause) {
  switch (cause) {
  case Cause::Mapper:
    return "mapper";
  case Cause::Flags:
    return "flags";
  case Cause::Application:
    return "application";
  case Cause::Runtime:
    return "runtime";
  }
  llvm_unreachable("unknown cause");
}

std::optional<GuideLevel> mapwright::parseGuideLevel(StringRef text) {
  return llvm::StringSwitch<std::optional<GuideLevel>>(text)
      .Case("raw", GuideLevel::Raw)
      .Case("explain", GuideLevel::Explain)
      .Case("suggest", GuideLevel::Suggest)
      .Default(std::nullopt);
}

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

static void writeOutcome(const FeedbackOutcome &outcome,
                         llvm::raw_ostream &os) {
  os << "outcome: "
     << (outcome.isKnown ? spelling(outcome.kind) : StringRef("unknown"));
  if (!outcome.check.empty())
    os << " by " << outcome.check;
  if (outcome.seconds)
    os << ", " << llvm::format("%.6g", *outcome.seconds) << " s";
  if (!outcome.memory.empty())
    os << ", memory " << outcome.memory;
  if (outcome.overBytes)
    os << ", " << *outcome.overBytes << " bytes too much";
  os << '\n';
}

static void writeLines(StringRef title, StringRef lines,
                       llvm::raw_ostream &os) {
  if (lines.empty())
    return;
  os << title << ":\n";
  llvm::SmallVector<StringRef, 8> parts;
  lines.rtrim('\n').split(parts, '\n');
  for (StringRef part : parts)
    os << "  | " << part << '\n';
}

/// What a fix would write; more lines than these tell people nothing.
static void writeEdits(const Fix &fix, llvm::raw_ostream &os) {
  constexpr unsigned maxLines = 16;
  unsigned numLines = 0;
  for (const SourceEdit &edit : fix.edits)
    for (StringRef line : llvm::split(edit.text, '\n'))
      if (!line.trim().empty() && numLines++ < maxLines)
        os << "    | " << line.rtrim() << '\n';
}

static void writeSuggestion(const Suggestion &suggestion,
                            llvm::raw_ostream &os) {
  os << "  " << suggestion.text << " [" << suggestion.rule
     << ", cause: " << spelling(suggestion.cause);
  if (suggestion.gain)
    os << ", gain: " << llvm::format("%.2fx", *suggestion.gain);
  os << "]\n";
  if (!suggestion.fix)
    return;
  os << "    fix: " << suggestion.fix->title << '\n';
  writeEdits(*suggestion.fix, os);
}

void mapwright::writeText(const Feedback &feedback, GuideLevel level,
                          llvm::raw_ostream &os) {
  writeOutcome(feedback.outcome, os);
  writeLines("output", feedback.raw, os);
  if (level >= GuideLevel::Explain && !feedback.explain.empty()) {
    os << "meaning:\n";
    for (const Explanation &explanation : feedback.explain) {
      os << "  " << explanation.text << " [" << explanation.rule;
      if (explanation.count > 1)
        os << ", " << explanation.count << " times";
      os << "]\n";
    }
  }
  if (level >= GuideLevel::Suggest && !feedback.suggest.empty()) {
    os << "suggestion:\n";
    for (const Suggestion &suggestion : feedback.suggest)
      writeSuggestion(suggestion, os);
  }
  if (level >= GuideLevel::Explain)
    writeLines("not understood", llvm::join(feedback.unmatched, "\n"), os);
}

//===----------------------------------------------------------------------===//
// JSON
//===----------------------------------------------------------------------===//

/// JSON is UTF-8, output of programs may be anything.
static std::string toUTF8(StringRef text) {
  return llvm::json::isUTF8(text) ? text.str() : llvm::json::fixUTF8(text);
}

static void writeJSON(const FeedbackOutcome &outcome, llvm::json::OStream &os) {
  os.attribute("kind", outcome.isKnown ? spelling(outcome.kind) : "unknown");
  if (!outcome.check.empty())
    os.attribute("check", toUTF8(outcome.check));
  if (outcome.seconds)
    os.attribute("seconds", *outcome.seconds);
  if (!outcome.memory.empty())
    os.attribute("memory", toUTF8(outcome.memory));
  if (outcome.overBytes)
    os.attribute("over_bytes", *outcome.overBytes);
}

static void writeJSON(const Explanation &explanation, llvm::json::OStream &os) {
  os.attribute("rule", toUTF8(explanation.rule));
  os.attribute("text", toUTF8(explanation.text));
  os.attributeObject("captures", [&] {
    for (const auto &[name, value] : explanation.captures)
      os.attribute(toUTF8(name), toUTF8(value));
  });
  os.attribute("count", explanation.count);
}

static void writeJSON(const Fix &fix, llvm::json::OStream &os) {
  os.attribute("title", toUTF8(fix.title));
  os.attribute("applicability", fix.applicability == Applicability::Machine
                                    ? "machine"
                                    : "maybe");
  os.attributeArray("edits", [&] {
    for (const SourceEdit &edit : fix.edits)
      os.object([&] {
        os.attribute("file", toUTF8(edit.file));
        os.attribute("begin", edit.begin);
        os.attribute("end", edit.end);
        os.attribute("text", toUTF8(edit.text));
      });
  });
}

static void writeJSON(const Suggestion &suggestion, llvm::json::OStream &os) {
  os.attribute("rule", toUTF8(suggestion.rule));
  os.attribute("text", toUTF8(suggestion.text));
  os.attribute("cause", spelling(suggestion.cause));
  if (!suggestion.flag.empty())
    os.attribute("flag", toUTF8(suggestion.flag));
  if (!suggestion.edit.empty())
    os.attribute("edit", toUTF8(suggestion.edit));
  if (suggestion.fix)
    os.attributeObject("fix", [&] { writeJSON(*suggestion.fix, os); });
  else
    os.attribute("fix", nullptr);
  if (suggestion.gain)
    os.attribute("gain", *suggestion.gain);
  else
    os.attribute("gain", nullptr);
}

template <typename T>
static void writeArray(StringRef name, const std::vector<T> &items,
                       bool isShown, llvm::json::OStream &os) {
  os.attributeArray(name, [&] {
    if (!isShown)
      return;
    for (const T &item : items)
      os.object([&] { writeJSON(item, os); });
  });
}

void mapwright::writeJSON(const Feedback &feedback, GuideLevel level,
                          llvm::raw_ostream &stream) {
  llvm::json::OStream os(stream, 2);
  os.object([&] {
    os.attribute("schema", "mapwright-feedback/1");
    os.attributeObject("outcome", [&] { ::writeJSON(feedback.outcome, os); });
    os.attribute("raw", toUTF8(feedback.raw));
    writeArray("explain", feedback.explain, level >= GuideLevel::Explain, os);
    writeArray("suggest", feedback.suggest, level >= GuideLevel::Suggest, os);
    if (feedback.numSimulations > 0)
      os.attribute("simulations", feedback.numSimulations);
    os.attributeArray("unmatched", [&] {
      if (level >= GuideLevel::Explain)
        for (const std::string &line : feedback.unmatched)
          os.value(toUTF8(line));
    });
  });
  stream << '\n';
}
