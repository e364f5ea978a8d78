//===- Findings.cpp - What was found in an output -------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Findings.h"

#include "ByteSizes.h"
#include "RuleTemplate.h"

#include "llvm/ADT/STLExtras.h"

#include <cmath>
#include <set>

using namespace mapwright;
using llvm::StringRef;

/// Of one rule, with different `distinct` captures.
static constexpr size_t maxFindings = 8;
/// Lines whose captures are looked for, a rule: others are only counted.
static constexpr unsigned maxTries = 1000;

static constexpr size_t maxRawBytes = size_t(20) << 10;
static constexpr size_t maxShownBytes = size_t(2) << 10;
static constexpr size_t maxTail = 5;

Findings::Findings(const RuleMatcher &matcher)
    : matcher(matcher), ofRule(matcher.getRules().size()),
      tries(matcher.getRules().size()),
      seenContexts(matcher.getRules().size()) {}

//===----------------------------------------------------------------------===//
// Lines
//===----------------------------------------------------------------------===//

void Findings::addAgain(Finding &finding) {
  ++finding.count;
  finding.last = numLines;
}

void Findings::addMatch(unsigned rule, const OutputLine &line) {
  llvm::SmallVector<unsigned, 1> &known = ofRule[rule];
  const Rule &of = getRule(rule);
  if (!known.empty() && (of.distinct.empty() || tries[rule] >= maxTries)) {
    addAgain(findings[known.front()]);
    return;
  }
  ++tries[rule];
  auto captures = matcher.capture(rule, line.text);
  std::string key;
  for (const std::string &name : of.distinct)
    (key += captures[name]) += '\n';
  for (unsigned number : known)
    if (findings[number].key == key) {
      addAgain(findings[number]);
      return;
    }
  if (known.size() >= maxFindings) {
    addAgain(findings[known.back()]);
    return;
  }
  known.push_back(findings.size());
  findings.push_back({rule, numLines, numLines, 1, std::move(key),
                      line.shown.take_front(maxShownBytes).str(),
                      std::move(captures)});
}

void Findings::addUnmatched(const OutputLine &line) {
  if (!matcher.looksWrong(line.text))
    return;
  if (wrongLines.size() == 2)
    wrongLines.pop_back();
  wrongLines.push_back({numLines, line.shown.take_front(maxShownBytes).str()});
}

/// General rules stand back where a more specific one knows the line. Rules
/// that wait for a context do not count: it may never come.
unsigned Findings::findBestRank(llvm::ArrayRef<unsigned> rules) const {
  unsigned best = ~0u;
  for (unsigned rule : rules)
    if (getRule(rule).context.empty())
      best = std::min(best, getRule(rule).rank);
  return best;
}

void Findings::add(const OutputLine &line) {
  if (line.text.trim().empty())
    return;
  ++numLines;
  matcher.match(line.text, hits);
  for (RuleMatcher::Context context : hits.contexts)
    seenContexts[context.rule] |= uint64_t(1) << context.index;
  unsigned best = findBestRank(hits.rules);
  for (unsigned rule : hits.rules)
    if (getRule(rule).rank <= best || !getRule(rule).context.empty())
      addMatch(rule, line);
  if (hits.rules.empty())
    addUnmatched(line);
  if (tail.size() == maxTail)
    tail.pop_front();
  tail.push_back({numLines, line.shown.take_front(maxShownBytes).str()});
}

//===----------------------------------------------------------------------===//
// Feedback
//===----------------------------------------------------------------------===//

bool Findings::isConfirmed(const Finding &finding) const {
  size_t count = getRule(finding.rule).context.size();
  uint64_t all = (uint64_t(1) << count) - 1;
  return seenContexts[finding.rule] == all;
}

/// Whether something went wrong after a run claimed to be done.
bool Findings::isContradicted(const Finding &finding) const {
  return getRule(finding.rule).outcome == sim::OutcomeKind::Ok &&
         !wrongLines.empty() && wrongLines.back().line > finding.last;
}

/// Causes before consequences, then as they were written.
std::vector<const Findings::Finding *> Findings::orderFindings() const {
  std::vector<const Finding *> ordered;
  for (const Finding &finding : findings)
    if (isConfirmed(finding))
      ordered.push_back(&finding);
  auto key = [&](const Finding *finding) {
    return std::tuple(getRule(finding->rule).rank, finding->line, finding);
  };
  llvm::sort(ordered, [&](const Finding *a, const Finding *b) {
    return key(a) < key(b);
  });
  return ordered;
}

void Findings::addOutcome(const Finding &finding, Feedback &feedback) const {
  const Rule &rule = getRule(finding.rule);
  FeedbackOutcome &outcome = feedback.outcome;
  outcome.isKnown = true;
  outcome.kind = *rule.outcome;
  auto find = [&](const char *name) -> StringRef {
    auto capture = finding.captures.find(name);
    return capture == finding.captures.end() ? StringRef() : capture->second;
  };
  if (rule.outcome == sim::OutcomeKind::Rejected ||
      rule.outcome == sim::OutcomeKind::ParseError)
    outcome.check = find("check").str();
  double seconds;
  if (rule.outcome == sim::OutcomeKind::Ok &&
      !find("seconds").getAsDouble(seconds) && std::isfinite(seconds))
    outcome.seconds = seconds;
  if (rule.outcome != sim::OutcomeKind::OutOfMemory &&
      outcome.check != "capacity")
    return;
  outcome.memory = find("memory").str();
  outcome.overBytes = parseBytes(find("over_bytes"));
}

void Findings::addTexts(llvm::ArrayRef<const Finding *> ordered, bool hasCause,
                        Feedback &feedback) const {
  std::set<std::string> suggested;
  for (const Finding *finding : ordered) {
    const Rule &rule = getRule(finding->rule);
    auto expand = [&](StringRef text) {
      return expandTemplate(text, finding->captures, *rule.tables);
    };
    feedback.explain.push_back(
        {rule.id, expand(rule.explain), finding->captures, finding->count});
    // Nobody needs advice on a consequence of something that is understood.
    if (hasCause && rule.rank >= firstConsequenceRank)
      continue;
    std::string text = expand(rule.suggest);
    if (text.empty() || !suggested.insert(text).second)
      continue;
    Suggestion suggestion;
    suggestion.rule = rule.id;
    suggestion.text = std::move(text);
    suggestion.cause = rule.cause;
    suggestion.flag = expand(rule.flag);
    suggestion.edit = rule.edit;
    suggestion.captures = finding->captures;
    feedback.suggest.push_back(std::move(suggestion));
  }
}

std::string Findings::collectRaw(llvm::ArrayRef<const Finding *> ordered,
                                 bool withUnmatched) const {
  std::map<uint64_t, StringRef> lines;
  for (const Finding *finding : ordered)
    lines[finding->line] = finding->shown;
  if (withUnmatched)
    for (const KeptLine &kept : wrongLines)
      lines[kept.line] = kept.shown;
  if (lines.empty())
    for (const KeptLine &kept : tail)
      lines[kept.line] = kept.shown;
  std::string raw;
  for (const auto &[number, shown] : lines) {
    if (raw.size() + shown.size() + 1 > maxRawBytes)
      break;
    (raw += shown) += '\n';
  }
  return raw;
}

/// The likeliest cause: the first one that tells how the run ended.
static const Findings::Finding *
findDecisive(llvm::ArrayRef<const Findings::Finding *> ordered,
             llvm::ArrayRef<Rule> rules) {
  const auto *found = llvm::find_if(ordered, [&](const auto *finding) {
    return rules[finding->rule].outcome.has_value();
  });
  return found == ordered.end() ? nullptr : *found;
}

Feedback Findings::makeFeedback() const {
  Feedback feedback;
  feedback.outcome.isKnown = false;
  std::vector<const Finding *> ordered = orderFindings();
  const Finding *decisive = findDecisive(ordered, matcher.getRules());
  if (decisive && !isContradicted(*decisive))
    addOutcome(*decisive, feedback);
  bool isFine =
      feedback.outcome.isKnown && feedback.outcome.kind == sim::OutcomeKind::Ok;
  bool isUnderstood = isFine || (decisive && getRule(decisive->rule).rank <
                                                 firstConsequenceRank);
  addTexts(ordered, isUnderstood && !isFine, feedback);
  if (!isUnderstood)
    for (const KeptLine &kept : wrongLines)
      if (!llvm::is_contained(feedback.unmatched, kept.shown))
        feedback.unmatched.push_back(kept.shown);
  if (ordered.empty() && feedback.unmatched.empty() && !tail.empty())
    feedback.unmatched.push_back(tail.back().shown);
  feedback.raw = collectRaw(ordered, !isUnderstood);
  return feedback;
}
