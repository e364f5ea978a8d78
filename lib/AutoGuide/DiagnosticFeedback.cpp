//===- DiagnosticFeedback.cpp - Rejections as feedback --------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/AutoGuide/DiagnosticFeedback.h"

#include "mlir/IR/Location.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace mapwright;
using llvm::StringRef;
using mlir::DiagnosticSeverity;

/// What Feedback::raw holds at most.
static constexpr size_t maxRawBytes = size_t(20) << 10;
/// More notes would hide the message.
static constexpr size_t maxNotesTold = 6;

//===----------------------------------------------------------------------===//
// Collecting
//===----------------------------------------------------------------------===//

static CollectedDiagnostic::Place getPlace(mlir::Location location) {
  auto range = location->findInstanceOf<mlir::FileLineColRange>();
  if (!range)
    return {};
  return {range.getFilename().str(), range.getStartLine(),
          range.getStartColumn()};
}

static CollectedDiagnostic collect(mlir::Diagnostic &diagnostic) {
  CollectedDiagnostic collected;
  collected.id = getDiagId(diagnostic);
  collected.severity = diagnostic.getSeverity();
  collected.place = getPlace(diagnostic.getLocation());
  collected.text = diagnostic.str();
  for (mlir::Diagnostic &note : diagnostic.getNotes())
    collected.notes.push_back({getPlace(note.getLocation()), note.str()});
  for (Fix &fix : getFixes(diagnostic))
    collected.fixes.push_back(std::move(fix));
  for (DiagnosticFact &fact : getFacts(diagnostic))
    collected.facts.push_back(std::move(fact));
  return collected;
}

DiagnosticCollector::DiagnosticCollector(mlir::MLIRContext *context,
                                         size_t limit, Mode mode)
    : limit(limit), handler(context, [this, mode](mlir::Diagnostic &diag) {
        keep(diag);
        return mlir::success(mode == Mode::Swallow);
      }) {}

void DiagnosticCollector::clear() {
  collected.clear();
  numErrors = 0;
}

static bool isError(const CollectedDiagnostic &diagnostic) {
  return diagnostic.severity == DiagnosticSeverity::Error;
}

void DiagnosticCollector::keep(mlir::Diagnostic &diagnostic) {
  bool isNewError = diagnostic.getSeverity() == DiagnosticSeverity::Error;
  numErrors += isNewError;
  if (collected.size() >= limit) {
    auto last = std::find_if_not(collected.rbegin(), collected.rend(), isError);
    if (!isNewError || last == collected.rend())
      return;
    collected.erase(std::next(last).base());
  }
  collected.push_back(collect(diagnostic));
}

//===----------------------------------------------------------------------===//
// Feedback
//===----------------------------------------------------------------------===//

namespace {
/// Diagnostics of one id at one place.
struct Told {
  const CollectedDiagnostic *first;
  uint64_t count;
};
} // namespace

static StringRef getName(const CollectedDiagnostic &diagnostic) {
  return diagnostic.id ? StringRef(getDiagInfo(*diagnostic.id).name)
                       : "diagnostic";
}

static StringRef spellSeverity(DiagnosticSeverity severity) {
  switch (severity) {
  case DiagnosticSeverity::Note:
    return "note";
  case DiagnosticSeverity::Warning:
    return "warning";
  case DiagnosticSeverity::Error:
    return "error";
  case DiagnosticSeverity::Remark:
    return "remark";
  }
  llvm_unreachable("unknown severity");
}

/// "a.mapper:3:4: ", as consoles show it.
static std::string formatPlace(const CollectedDiagnostic::Place &place) {
  if (place.file.empty())
    return "";
  return place.file + ":" + std::to_string(place.line) + ":" +
         std::to_string(place.column) + ": ";
}

static std::vector<Told>
selectTold(llvm::ArrayRef<CollectedDiagnostic> collected,
           DiagnosticSeverity severity) {
  std::vector<Told> told;
  for (const CollectedDiagnostic &diagnostic : collected) {
    if (diagnostic.severity != severity)
      continue;
    const CollectedDiagnostic::Place &place = diagnostic.place;
    auto known = llvm::find_if(told, [&](const Told &other) {
      const CollectedDiagnostic::Place &at = other.first->place;
      return other.first->id == diagnostic.id && !place.file.empty() &&
             std::tie(at.file, at.line, at.column) ==
                 std::tie(place.file, place.line, place.column);
    });
    if (known == told.end())
      told.push_back({&diagnostic, 1});
    else
      ++known->count;
  }
  return told;
}

/// What others than errors say matters only without errors.
static std::string formatRaw(llvm::ArrayRef<CollectedDiagnostic> collected) {
  std::string raw;
  bool hasErrors = llvm::any_of(collected, isError);
  for (const CollectedDiagnostic &diagnostic : collected) {
    if (hasErrors && !isError(diagnostic))
      continue;
    std::string line = formatPlace(diagnostic.place) +
                       spellSeverity(diagnostic.severity).str() + ": " +
                       diagnostic.text;
    if (diagnostic.id)
      line += " [mapwright-" + getName(diagnostic).str() + "]";
    line += '\n';
    for (const CollectedDiagnostic::Note &note : diagnostic.notes)
      line += formatPlace(note.place) + "note: " + note.text + "\n";
    if (raw.size() + line.size() > maxRawBytes)
      break;
    raw += line;
  }
  return raw;
}

/// Which memory, and how much too much, as checks say it for programs.
static void addCapacity(const CollectedDiagnostic &diagnostic,
                        FeedbackOutcome &outcome) {
  for (const DiagnosticFact &fact : diagnostic.facts) {
    if (fact.name == "memory")
      outcome.memory = fact.word;
    if (fact.name == "over_bytes" && fact.number)
      outcome.overBytes = uint64_t(*fact.number);
  }
}

static FeedbackOutcome makeOutcome(const CollectedDiagnostic &error) {
  FeedbackOutcome outcome;
  bool isSyntax = error.id && getDiagInfo(*error.id).group == "grammar";
  outcome.kind =
      isSyntax ? sim::OutcomeKind::ParseError : sim::OutcomeKind::Rejected;
  outcome.check = getName(error).str();
  if (error.id == DiagId::Capacity)
    addCapacity(error, outcome);
  return outcome;
}

static Explanation explain(const Told &told) {
  const CollectedDiagnostic &diagnostic = *told.first;
  Explanation explanation;
  explanation.rule = getName(diagnostic).str();
  explanation.text = formatPlace(diagnostic.place) + diagnostic.text;
  for (const CollectedDiagnostic::Note &note :
       llvm::ArrayRef(diagnostic.notes).take_front(maxNotesTold))
    explanation.text += "; " + note.text;
  if (!diagnostic.place.file.empty())
    explanation.captures = {
        {"file", diagnostic.place.file},
        {"line", std::to_string(diagnostic.place.line)},
        {"column", std::to_string(diagnostic.place.column)}};
  explanation.count = told.count;
  return explanation;
}

/// The first paragraph of what `mapc --explain` says, as one line.
static std::string getAdvice(DiagId id) {
  StringRef paragraph = getDiagInfo(id).explanation;
  paragraph = paragraph.take_front(paragraph.find("\n\n"));
  std::string text;
  for (char c : paragraph.trim())
    text += c == '\n' ? ' ' : c;
  return text;
}

static Suggestion suggest(const CollectedDiagnostic &diagnostic,
                          const Fix &fix) {
  Suggestion suggestion;
  suggestion.rule = getName(diagnostic).str();
  suggestion.text = fix.title;
  if (!suggestion.text.empty())
    suggestion.text[0] = llvm::toUpper(suggestion.text[0]);
  if (!diagnostic.place.file.empty())
    suggestion.text += " (for line " + std::to_string(diagnostic.place.line) +
                       " of " + diagnostic.place.file + ")";
  suggestion.text += ".";
  suggestion.fix = fix;
  return suggestion;
}

static bool hasSameFix(const Suggestion &suggestion, const Fix &fix) {
  auto key = [](const SourceEdit &edit) {
    return std::tie(edit.file, edit.begin, edit.end, edit.text);
  };
  return suggestion.fix &&
         llvm::equal(suggestion.fix->edits, fix.edits,
                     [&](const SourceEdit &a, const SourceEdit &b) {
                       return key(a) == key(b);
                     });
}

static void addSuggestions(const CollectedDiagnostic &diagnostic,
                           Feedback &feedback) {
  for (const Fix &fix : diagnostic.fixes)
    if (llvm::none_of(feedback.suggest, [&](const Suggestion &known) {
          return hasSameFix(known, fix);
        }))
      feedback.suggest.push_back(suggest(diagnostic, fix));
  if (!diagnostic.fixes.empty() || !diagnostic.id)
    return;
  std::string text = getAdvice(*diagnostic.id);
  if (llvm::any_of(feedback.suggest,
                   [&](const Suggestion &known) { return known.text == text; }))
    return;
  Suggestion suggestion;
  suggestion.rule = getName(diagnostic).str();
  suggestion.text = std::move(text);
  feedback.suggest.push_back(std::move(suggestion));
}

/// Those that `--fix` applies, others to look at, then those without a fix.
static unsigned getOrder(const Suggestion &suggestion) {
  if (!suggestion.fix)
    return 2;
  return suggestion.fix->applicability == Applicability::Machine ? 0 : 1;
}

static void order(std::vector<Suggestion> &suggestions) {
  std::vector<Suggestion> ordered;
  for (unsigned number : {0, 1, 2})
    for (Suggestion &suggestion : suggestions)
      if (getOrder(suggestion) == number)
        ordered.push_back(suggestion);
  suggestions = std::move(ordered);
}

Feedback mapwright::feedbackOfDiagnostics(
    llvm::ArrayRef<CollectedDiagnostic> collected) {
  Feedback feedback;
  std::vector<Told> told = selectTold(collected, DiagnosticSeverity::Error);
  if (told.empty()) {
    feedback.outcome.isKnown = false;
    told = selectTold(collected, DiagnosticSeverity::Warning);
  } else {
    feedback.outcome = makeOutcome(*told.front().first);
  }
  feedback.raw = formatRaw(collected);
  for (const Told &each : told) {
    feedback.explain.push_back(explain(each));
    addSuggestions(*each.first, feedback);
  }
  order(feedback.suggest);
  return feedback;
}
