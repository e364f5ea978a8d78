//===- Guide.h - Raw output to guidance -------------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// AutoGuide for the output of programs: what the rules know about it, ordered
// from causes to consequences.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_AUTOGUIDE_GUIDE_H
#define MAPWRIGHT_AUTOGUIDE_GUIDE_H

#include "mapwright/AutoGuide/Rules.h"

#include "llvm/Support/FileSystem.h"

namespace mapwright {

class RuleMatcher;

/// The rules, ready to be applied. Copies share them; any number of threads may
/// analyze at the same time.
class Guide {
public:
  /// The rules of Mapwright and those of more files. Errors name the file, the
  /// rule and the reason.
  static llvm::Expected<Guide> load(llvm::ArrayRef<std::string> files = {});
  /// Only the rules given. Errors as of load().
  static llvm::Expected<Guide> make(std::vector<Rule> rules);

  /// What `output` means. `outcome.isKnown` is false if no rule tells.
  Feedback analyze(llvm::StringRef output) const;
  /// The same for all that can be read from `file`; memory does not grow with
  /// the size. Fails if reading does.
  llvm::Expected<Feedback> analyze(llvm::sys::fs::file_t file) const;

  llvm::ArrayRef<Rule> getRules() const;

private:
  explicit Guide(std::shared_ptr<const RuleMatcher> matcher)
      : matcher(std::move(matcher)) {}

  std::shared_ptr<const RuleMatcher> matcher;
};

} // namespace mapwright

#endif // MAPWRIGHT_AUTOGUIDE_GUIDE_H
