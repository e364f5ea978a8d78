//===- Rules.h - What rules of AutoGuide say --------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A rule recognizes one message in the raw output of a run and says what it
// means. Rules are data: docs/autoguide.md describes the files.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_AUTOGUIDE_RULES_H
#define MAPWRIGHT_AUTOGUIDE_RULES_H

#include "mapwright/AutoGuide/Feedback.h"

#include <memory>

namespace mapwright {

/// Words for captured values: `{memory:flag}` is row `memory` of table `flag`;
/// the row `*` stands for all others.
using RuleTable = std::map<std::string, std::string, std::less<>>;
using RuleTables = std::map<std::string, RuleTable, std::less<>>;

/// Output that a rule has to recognize, and what it has to find there.
struct RuleExample {
  std::string text;                            ///< one or more lines
  std::map<std::string, std::string> captures; ///< a part of them
};

struct Rule {
  std::string file; ///< the rule stands in
  std::string id;   ///< kebab-case, unique over all files
  /// RE2, matched at the start of a line without escape sequences, white space
  /// and prefixes of ranks; `(?P<name>...)` captures.
  std::string pattern;
  std::vector<std::string> context;  ///< each has to match some line too
  std::vector<std::string> distinct; ///< captures that tell matches apart
  std::string explain;               ///< template
  std::string suggest;               ///< template
  std::string flag; ///< template: the option to change, with its value
  std::string edit; ///< kind of edit of the mapper that addresses it
  Cause cause = Cause::Mapper;
  /// None: a remark, which does not tell how the run ended.
  std::optional<sim::OutcomeKind> outcome;
  unsigned rank = 0;  ///< 0 to 99; causes come before consequences
  std::string source; ///< where the text comes from
  std::vector<RuleExample> matches;
  std::vector<std::string> rejects;
  std::shared_ptr<const RuleTables> tables; ///< of the file
};

/// From this rank on a rule describes a consequence: something before it, which
/// may be unknown, is the cause.
constexpr unsigned firstConsequenceRank = 80;

/// Reads the rules of a file, adding them to `rules`. Errors name the file, the
/// rule and the reason; `rules` is not changed then.
llvm::Error readRules(llvm::StringRef text, llvm::StringRef file,
                      std::vector<Rule> &rules);

/// A file that comes with Mapwright.
struct EmbeddedRules {
  llvm::StringRef name, text;
};
llvm::ArrayRef<EmbeddedRules> getEmbeddedRules();

} // namespace mapwright

#endif // MAPWRIGHT_AUTOGUIDE_RULES_H
