//===- Findings.h - What was found in an output -----------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/AutoGuide.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_AUTOGUIDE_FINDINGS_H
#define MAPWRIGHT_LIB_AUTOGUIDE_FINDINGS_H

#include "OutputLines.h"
#include "RuleMatcher.h"

#include <deque>

namespace mapwright {

/// Takes the lines of one output, in order. The memory needed depends on the
/// rules, not on the output.
class Findings {
public:
  /// A rule that matched, once for each value of its `distinct` captures.
  struct Finding {
    unsigned rule;
    uint64_t line; ///< number of the first one
    uint64_t last; ///< and of the last one
    uint64_t count = 1;
    std::string key, shown;
    std::map<std::string, std::string> captures;
  };

  explicit Findings(const RuleMatcher &matcher);

  void add(const OutputLine &line);
  Feedback makeFeedback() const;

private:
  struct KeptLine {
    uint64_t line;
    std::string shown;
  };

  const Rule &getRule(unsigned rule) const { return matcher.getRules()[rule]; }
  unsigned findBestRank(llvm::ArrayRef<unsigned> rules) const;
  void addAgain(Finding &finding);
  void addMatch(unsigned rule, const OutputLine &line);
  void addUnmatched(const OutputLine &line);
  bool isContradicted(const Finding &finding) const;
  bool isConfirmed(const Finding &finding) const;
  std::vector<const Finding *> orderFindings() const;
  void addOutcome(const Finding &finding, Feedback &feedback) const;
  /// `hasCause`: something is known that consequences follow from.
  void addTexts(llvm::ArrayRef<const Finding *> ordered, bool hasCause,
                Feedback &feedback) const;
  std::string collectRaw(llvm::ArrayRef<const Finding *> ordered,
                         bool withUnmatched) const;

  const RuleMatcher &matcher;
  RuleMatcher::Hits hits; ///< of the line at hand
  uint64_t numLines = 0;
  std::vector<Finding> findings;
  std::vector<llvm::SmallVector<unsigned, 1>> ofRule; ///< findings, by rule
  std::vector<unsigned> tries;        ///< captures looked for, by rule
  std::vector<uint64_t> seenContexts; ///< bit sets, by rule
  std::deque<KeptLine> wrongLines;    ///< unmatched: the first and the last
  std::deque<KeptLine> tail;          ///< the last lines, of any kind
};

} // namespace mapwright

#endif // MAPWRIGHT_LIB_AUTOGUIDE_FINDINGS_H
