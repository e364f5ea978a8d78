//===- Prompt.cpp - What a language model is asked ------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Prompt.h"

#include "Describe.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

#include <set>

using namespace mapwright;
using namespace mapwright::optimize;
using llvm::raw_ostream;
using llvm::StringRef;

namespace mapwright {
/// Made of LanguageCard.md.
extern const char *const languageCard;
} // namespace mapwright

/// A model cannot rewrite what it does not see: blocks of the mapper it is to
/// change may be longer than other values.
static constexpr size_t currentBlockFactor = 4;

std::string optimize::truncateValue(StringRef text, size_t limit) {
  if (text.size() <= limit)
    return text.str();
  size_t end = text.take_front(limit).rfind('\n');
  if (end == StringRef::npos || end < limit / 2)
    end = limit;
  // Not within a character.
  while (end > 0 && (uint8_t(text[end]) & 0xc0) == 0x80)
    --end;
  return text.take_front(end).str() +
         "\n[cut off: " + std::to_string(text.size() - end) + " more bytes]\n";
}

PromptWriter::PromptWriter(const Problem &problem, const PromptOptions &options)
    : problem(problem), options(options) {}

//===----------------------------------------------------------------------===//
// What never changes
//===----------------------------------------------------------------------===//

static constexpr StringRef answerRule = R"(# Your answer

Answer with one JSON object and nothing else: no text around it, no code fence.

{"reasoning": "why this is faster", "blocks": {"region": "the whole new text of the block"}}

"blocks" has at least one of: task, index_maps, single_maps, region, layout, limits. A block that you give replaces the whole block of the mapper; one that you leave out, or give as null, stays as it is; "" empties it. In a block are only statements of that block. Names of functions and globals are common to index_maps and single_maps, and defined once; what both use is in index_maps. Line breaks within strings are \n.
)";

std::string PromptWriter::writeSystem() const {
  return std::string(
             "You improve the mapper of a task-parallel program, so that the "
             "program takes less time on a given machine. You write parts of "
             "the mapper in the mapper language, which is described below; "
             "they are checked and run, and you are told what came of "
             "it.\n\n") +
         languageCard + "\n" + answerRule.str();
}

void PromptWriter::writeSetting(raw_ostream &os) const {
  os << "# Machine\n\n"
     << truncateValue(describeForModel(problem.model), options.maxValueLength)
     << "\n# Program\n\n"
     << truncateValue(describeForModel(problem.program, options.programName),
                      options.maxValueLength)
     << '\n';
}

//===----------------------------------------------------------------------===//
// Trials
//===----------------------------------------------------------------------===//

void PromptWriter::writeBlocks(const BlockTexts &texts, size_t limit,
                               raw_ostream &os) const {
  for (unsigned i = 0; i < numBlocks; ++i) {
    if (!texts[i])
      continue;
    os << "Block " << spelling(Block(i)) << ":\n";
    if (texts[i]->empty())
      os << "(empty)\n";
    else
      os << "```\n"
         << StringRef(truncateValue(*texts[i], limit)).rtrim('\n') << "\n```\n";
  }
}

static double getMedian(const Trial &trial) {
  return estimateMedian(trial.evaluation.samples).median;
}

/// "#3: ok, 0.00123 (smaller is better)", "#4: out of memory: why"
static void writeOutcome(const Trial &trial, raw_ostream &os) {
  os << '#' << trial.number << ": " << spelling(trial.evaluation.kind);
  if (trial.evaluation.isOk())
    os << llvm::format(", %.6g (smaller is better)", getMedian(trial));
  else if (!trial.evaluation.text.empty())
    os << ": " << trial.evaluation.text;
  if (trial.duplicateOf)
    os << "; decides the same as #" << *trial.duplicateOf
       << ", so it was not run again";
  os << '\n';
}

/// Output, meaning and suggestions are a value each, or the first one would
/// leave no room for the last.
void PromptWriter::writeFeedback(const Trial &trial, raw_ostream &os) const {
  const Feedback &feedback = trial.evaluation.feedback;
  Feedback output, meaning, suggestions;
  output.outcome = feedback.outcome;
  // What a run that ended well looked like is summed up in its meaning.
  if (!trial.evaluation.isOk() || options.level == GuideLevel::Raw)
    output.raw = feedback.raw;
  meaning.explain = feedback.explain;
  meaning.unmatched = feedback.unmatched;
  suggestions.suggest = feedback.suggest;
  for (const Feedback *part : {&output, &meaning, &suggestions}) {
    std::string text;
    llvm::raw_string_ostream partStream(text);
    mapwright::writeText(*part, options.level, partStream);
    StringRef shown = text;
    // Each part begins with the outcome, which is said once.
    if (part != &output)
      shown = shown.split('\n').second;
    os << truncateValue(shown, options.maxValueLength);
  }
}

void PromptWriter::writeTried(const PromptFacts &facts, const Trial &trial,
                              bool withFeedback, raw_ostream &os) const {
  os << "## ";
  if (trial.number == 0)
    os << "The mapper to start from, ";
  auto said = facts.said.find(trial.proposal.source);
  if (said != facts.said.end() && !said->second.problem.empty()) {
    os << '#' << trial.number << ": the answer held no mapper\n\n"
       << truncateValue(said->second.problem, options.maxValueLength);
    return;
  }
  writeOutcome(trial, os);
  os << '\n';
  if (said != facts.said.end()) {
    if (trial.proposal.parent)
      os << "Changed, of #" << *trial.proposal.parent << ":\n";
    writeBlocks(said->second.blocks, options.maxValueLength, os);
  }
  if (!withFeedback || trial.duplicateOf)
    return;
  os << "Feedback:\n";
  writeFeedback(trial, os);
}

/// Whether `a` is the better one; the earlier one if they are alike.
static bool isBetter(const Trial &a, const Trial &b) {
  switch (compare(a.evaluation, b.evaluation)) {
  case Verdict::Better:
    return true;
  case Verdict::Worse:
    return false;
  case Verdict::Tie:
    return a.number < b.number;
  }
  llvm_unreachable("unknown verdict");
}

/// Trials of different decisions, best first. Ties are no order (a tie of ties
/// may be none), so medians decide among those that ran.
static std::vector<const Trial *> rankTrials(const History &history) {
  std::vector<const Trial *> ranked;
  for (const Trial &trial : history.trials)
    if (!trial.duplicateOf)
      ranked.push_back(&trial);
  llvm::sort(ranked, [](const Trial *a, const Trial *b) {
    if (a->evaluation.isOk() && b->evaluation.isOk())
      return std::make_pair(getMedian(*a), a->number) <
             std::make_pair(getMedian(*b), b->number);
    return isBetter(*a, *b);
  });
  return ranked;
}

void PromptWriter::writeHistory(const PromptFacts &facts,
                                raw_ostream &os) const {
  const std::vector<Trial> &trials = facts.history.trials;
  std::set<unsigned> latest;
  for (const Trial &trial :
       llvm::ArrayRef(trials).take_back(options.lastTrials))
    latest.insert(trial.number);
  std::set<unsigned> shown = latest;
  size_t limit = latest.size() + options.bestTrials;
  for (const Trial *trial : rankTrials(facts.history))
    if (shown.size() < limit && trial->evaluation.isOk())
      shown.insert(trial->number);
  shown.erase(facts.history.incumbent);
  if (shown.empty())
    return;
  os << "# What was tried\n\n";
  for (unsigned number : shown) {
    writeTried(facts, trials[number], latest.count(number), os);
    os << '\n';
  }
}

void PromptWriter::writeScored(const PromptFacts &facts,
                               raw_ostream &os) const {
  std::vector<const Trial *> ranked = rankTrials(facts.history);
  // What does not parse is nothing to learn from by example.
  llvm::erase_if(ranked, [](const Trial *trial) {
    return trial->evaluation.kind == sim::OutcomeKind::ParseError;
  });
  if (ranked.size() > options.scoredTrials)
    ranked.resize(options.scoredTrials);
  os << "# Mappers and what they cost, the best one last\n\n";
  for (const Trial *trial : llvm::reverse(ranked)) {
    bool isBest = trial->number == facts.history.incumbent;
    if (isBest)
      continue;
    writeTried(facts, *trial, /*withFeedback=*/false, os);
    os << '\n';
  }
  const Trial &best = facts.history.getIncumbent();
  os << "## The best one, ";
  writeOutcome(best, os);
  os << '\n';
  writeBlocks(facts.current, currentBlockFactor * options.maxValueLength, os);
  os << '\n';
}

void PromptWriter::writePending(const PromptFacts &facts,
                                raw_ostream &os) const {
  if (facts.pending.empty())
    return;
  os << "# Being run, not to be proposed again\n\n";
  for (const std::string &source : facts.pending) {
    auto said = facts.said.find(source);
    if (said == facts.said.end())
      continue;
    writeBlocks(said->second.blocks, options.maxValueLength, os);
    os << '\n';
  }
}

//===----------------------------------------------------------------------===//
// Stalls
//===----------------------------------------------------------------------===//

void PromptWriter::writeAdvice(const PromptFacts &facts,
                               raw_ostream &os) const {
  const Trial &last = facts.history.trials.back();
  if (last.duplicateOf)
    os << "Your last answer decides the same as #" << *last.duplicateOf
       << ". Propose something that differs in what is decided.\n";
  if (last.number != facts.history.incumbent && !last.duplicateOf)
    os << "Your last answer was not better than #" << facts.history.incumbent
       << ", which remains the mapper to improve.\n";
  uint64_t stalled =
      last.numEvaluations - facts.history.getIncumbent().numEvaluations;
  if (options.stallAfter == 0 || stalled < options.stallAfter)
    return;
  // A different part of the mapper each time.
  unsigned turn = unsigned(stalled / options.stallAfter - 1) % numBlocks;
  constexpr Block order[numBlocks] = {Block::Region,     Block::IndexMaps,
                                      Block::Task,       Block::Layout,
                                      Block::SingleMaps, Block::Limits};
  os << "None of the last " << stalled
     << " mappers was better. Do not vary the same idea: try something "
        "fundamentally different, this time in block "
     << spelling(order[turn]) << ".\n";
}

//===----------------------------------------------------------------------===//
// Prompts
//===----------------------------------------------------------------------===//

static void writeSection(StringRef title, StringRef text, size_t limit,
                         raw_ostream &os) {
  if (text.empty())
    return;
  os << "# " << title << "\n\n" << truncateValue(text, limit) << '\n';
}

void PromptWriter::writeTurn(const PromptFacts &facts, raw_ostream &os) const {
  os << "# Your turn\n\n";
  writeAdvice(facts, os);
  os << "Answer with the JSON object as you were told.\n";
}

Chat PromptWriter::writeTrace(const PromptFacts &facts) const {
  const Trial &best = facts.history.getIncumbent();
  std::string text;
  llvm::raw_string_ostream os(text);
  os << "# Instruction\n\nChange blocks of the mapper below, so that the "
        "program takes less time. Use the feedback. A mapper that is rejected "
        "or fails is worse than any that runs.\n\n";
  writeSetting(os);
  os << "# Mapper to improve, the best one so far, ";
  writeOutcome(best, os);
  os << '\n';
  writeBlocks(facts.current, currentBlockFactor * options.maxValueLength, os);
  os << '\n';
  writeSection("What it decides", facts.decisions, options.maxValueLength, os);
  writeSection("Profile of its run, simulated", facts.profile,
               options.maxValueLength, os);
  os << "# Feedback on it\n\n";
  writeFeedback(best, os);
  os << '\n';
  writeHistory(facts, os);
  writePending(facts, os);
  writeTurn(facts, os);
  return {writeSystem(), {{false, std::move(text)}}};
}

Chat PromptWriter::writeOpro(const PromptFacts &facts) const {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << "# Instruction\n\nBelow are mappers of a program, with what they cost. "
        "Propose a new one that differs from all of them and takes less time "
        "than the best. Blocks that you leave out are those of the best.\n\n";
  writeSetting(os);
  writeScored(facts, os);
  const Trial &last = facts.history.trials.back();
  os << "# Your last answer\n\n";
  if (last.number == 0)
    os << "None yet.\n\nFeedback on the mapper to start from:\n";
  if (last.number == 0)
    writeFeedback(last, os);
  else
    writeTried(facts, last, /*withFeedback=*/true, os);
  os << '\n';
  writePending(facts, os);
  writeTurn(facts, os);
  return {writeSystem(), {{false, std::move(text)}}};
}

Chat PromptWriter::writeRetry(Chat chat, const Reply &reply,
                              StringRef problem) const {
  // An empty message is one that some servers refuse.
  std::string said = truncateValue(reply.text, options.maxValueLength);
  chat.messages.push_back({true, said.empty() ? "(nothing)" : said});
  std::string text =
      "This answer cannot be used:\n\n" +
      truncateValue(problem, options.maxValueLength) +
      "\nAnswer again: the whole JSON object, and nothing else.\n";
  if (reply.isCut)
    text += "The answer before was cut off at the limit of its length. Be "
            "brief.\n";
  chat.messages.push_back({false, std::move(text)});
  return chat;
}
