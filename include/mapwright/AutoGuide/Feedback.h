//===- Feedback.h - What an outcome means and what to do --------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The one type in which anything that went wrong, or finished, comes back to a
// person, an optimizer or a model: schema "mapwright-feedback/1".
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_AUTOGUIDE_FEEDBACK_H
#define MAPWRIGHT_AUTOGUIDE_FEEDBACK_H

#include "mapwright/Simulator/Simulator.h"
#include "mapwright/Support/SourceEdit.h"

#include <map>

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace mapwright {

/// Where the cause of an outcome lies. Only causes in the mapper have edits of
/// it.
enum class Cause : uint8_t { Mapper, Flags, Application, Runtime };
llvm::StringRef spelling(Cause cause);

/// How much is told: the output as it was; what it means; what to do.
enum class GuideLevel : uint8_t { Raw, Explain, Suggest };
std::optional<GuideLevel> parseGuideLevel(llvm::StringRef text);

/// What happened, for programs.
struct FeedbackOutcome {
  bool isKnown = true; ///< false: the output does not tell; no `kind` then
  sim::OutcomeKind kind = sim::OutcomeKind::Ok;
  std::string check;             ///< id of the check that rejected it
  std::optional<double> seconds; ///< Ok
  std::string memory; ///< OutOfMemory, or the check `capacity`: which one
  std::optional<uint64_t> overBytes;
};

struct Explanation {
  std::string rule; ///< id of the rule, or of the diagnostic
  std::string text;
  std::map<std::string, std::string> captures; ///< values found, by name
  uint64_t count = 1;                          ///< lines that said the same
};

struct Suggestion {
  std::string rule;
  std::string text;
  Cause cause = Cause::Mapper;
  std::string flag; ///< Flags: the option to change; may be empty
  std::string edit; ///< Mapper: kind of the edit wanted; may be empty
  std::map<std::string, std::string> captures; ///< that the edit is about
  std::optional<Fix> fix;                      ///< on the source of the mapper
  std::optional<double> gain; ///< time before over time after, simulated
};

struct Feedback {
  FeedbackOutcome outcome;
  std::string raw; ///< the lines that matter, as they were; at most 20 KB
  std::vector<Explanation> explain;   ///< most likely first
  std::vector<Suggestion> suggest;    ///< most promising first
  std::vector<std::string> unmatched; ///< salient lines that no rule knows
  uint64_t numSimulations = 0;        ///< that were made to know the gains
};

/// What a level shows, for people.
void writeText(const Feedback &feedback, GuideLevel level,
               llvm::raw_ostream &os);
/// The JSON object; parts above the level are empty arrays.
void writeJSON(const Feedback &feedback, GuideLevel level,
               llvm::raw_ostream &os);

} // namespace mapwright

#endif // MAPWRIGHT_AUTOGUIDE_FEEDBACK_H
