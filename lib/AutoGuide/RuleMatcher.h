//===- RuleMatcher.h - All rules at once ------------------------*- C++ -*-===//
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

#ifndef MAPWRIGHT_LIB_AUTOGUIDE_RULEMATCHER_H
#define MAPWRIGHT_LIB_AUTOGUIDE_RULEMATCHER_H

#include "mapwright/AutoGuide/Rules.h"

#include "llvm/ADT/SmallVector.h"

#include <re2/re2.h>
#include <re2/set.h>

namespace mapwright {

/// The patterns of a set of rules, compiled.
class RuleMatcher {
public:
  /// Fails if the patterns are too large together.
  static llvm::Expected<std::shared_ptr<const RuleMatcher>>
  make(std::vector<Rule> rules);

  llvm::ArrayRef<Rule> getRules() const { return rules; }

  /// A context pattern of a rule.
  struct Context {
    unsigned rule, index;
  };
  /// What a line matches, in the order of the rules.
  struct Hits {
    llvm::SmallVector<unsigned, 4> rules;
    llvm::SmallVector<Context, 4> contexts;
  };
  void match(llvm::StringRef line, Hits &hits) const;

  /// What `rule` captures in a line that it matches.
  std::map<std::string, std::string> capture(unsigned rule,
                                             llvm::StringRef line) const;

  /// Whether people would take the line for an error.
  bool looksWrong(llvm::StringRef line) const;

private:
  explicit RuleMatcher(std::vector<Rule> rules);
  llvm::Error compile();
  llvm::Error add(const Rule &rule, const std::string &pattern);

  std::vector<Rule> rules;
  std::vector<std::unique_ptr<RE2>> expressions; ///< by pattern
  std::vector<Context> owners; ///< by pattern; index 0 is the rule's own
  RE2::Set set;
  RE2 wrong;
};

} // namespace mapwright

#endif // MAPWRIGHT_LIB_AUTOGUIDE_RULEMATCHER_H
