//===- Prompt.h - What a language model is asked ----------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Optimize. Prompts are functions of the problem, the options
// and what the study has seen: equal studies ask equal questions.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_OPTIMIZE_MODEL_PROMPT_H
#define MAPWRIGHT_LIB_OPTIMIZE_MODEL_PROMPT_H

#include "Blocks.h"
#include "Wire.h"

#include <map>

namespace mapwright {
namespace optimize {

/// What the model answered, for the trial that came of it.
struct Said {
  BlockTexts blocks;
  std::string problem; ///< why there is no mapper; empty if there is one
};

/// What a prompt is made of besides problem and options.
struct PromptFacts {
  const History &history;
  const std::map<std::string, Said> &said; ///< by source of the proposal
  const BlockTexts &current;               ///< blocks of the incumbent
  std::string decisions; ///< of the incumbent; empty if it has none
  std::string profile;   ///< of the incumbent, simulated; empty if it has none
  llvm::ArrayRef<std::string> pending; ///< sources that have no outcome yet
};

class PromptWriter {
public:
  PromptWriter(const Problem &problem, const PromptOptions &options);

  /// What every prompt begins with.
  std::string writeSystem() const;
  /// Sections in the manner of OptoPrime: blocks, decisions, outcome, profile,
  /// feedback, and what was tried.
  Chat writeTrace(const PromptFacts &facts) const;
  /// The best mappers with their outcomes, worst first, in the manner of OPRO.
  Chat writeOpro(const PromptFacts &facts) const;
  /// Goes on after an answer that is wrong for the reason given.
  Chat writeRetry(Chat chat, const Reply &reply, llvm::StringRef problem) const;

private:
  void writeSetting(llvm::raw_ostream &os) const;
  void writeBlocks(const BlockTexts &texts, size_t limit,
                   llvm::raw_ostream &os) const;
  void writeFeedback(const Trial &trial, llvm::raw_ostream &os) const;
  void writeTried(const PromptFacts &facts, const Trial &trial,
                  bool withFeedback, llvm::raw_ostream &os) const;
  void writeHistory(const PromptFacts &facts, llvm::raw_ostream &os) const;
  void writeScored(const PromptFacts &facts, llvm::raw_ostream &os) const;
  void writePending(const PromptFacts &facts, llvm::raw_ostream &os) const;
  void writeAdvice(const PromptFacts &facts, llvm::raw_ostream &os) const;
  void writeTurn(const PromptFacts &facts, llvm::raw_ostream &os) const;

  const Problem &problem;
  const PromptOptions &options;
};

/// `text` with at most `limit` bytes, and a mark where the rest was cut off.
std::string truncateValue(llvm::StringRef text, size_t limit);

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_LIB_OPTIMIZE_MODEL_PROMPT_H
