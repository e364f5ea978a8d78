//===- RuleMatcher.cpp - All rules at once --------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RuleMatcher.h"

#include "llvm/ADT/STLExtras.h"

using namespace mapwright;
using llvm::Error;
using llvm::StringRef;

/// For the automaton of all patterns, which is built as lines need it.
static constexpr int64_t maxSetBytes = int64_t(64) << 20;

/// Values are names and numbers; anything longer is noise.
static constexpr size_t maxCaptureBytes = 200;

static RE2::Options makeOptions() {
  RE2::Options options(RE2::Latin1);
  options.set_log_errors(false);
  return options;
}

static RE2::Options makeSetOptions() {
  RE2::Options options = makeOptions();
  options.set_max_mem(maxSetBytes);
  return options;
}

static constexpr const char *wrongPattern =
    R"((?i)(?:^|[^a-z0-9_])(?:[a-z]*error|fatal|failed|failure|fails|aborted)"
    R"(|aborting|assertion|exception|terminate called|illegal|invalid|panic)"
    R"(|cannot|could not|unable to|segmentation fault|core dumped|killed)"
    R"(|traceback|out of memory|undefined|unexpected)(?:[^a-z0-9_]|$))";

RuleMatcher::RuleMatcher(std::vector<Rule> rules)
    : rules(std::move(rules)), set(makeSetOptions(), RE2::ANCHOR_START),
      wrong(wrongPattern, makeOptions()) {}

Error RuleMatcher::add(const Rule &rule, const std::string &pattern) {
  std::string reason;
  if (set.Add(pattern, &reason) < 0)
    return llvm::createStringError(rule.file + ": rule '" + rule.id +
                                   "': pattern '" + pattern + "': " + reason);
  expressions.push_back(std::make_unique<RE2>(pattern, makeOptions()));
  return Error::success();
}

Error RuleMatcher::compile() {
  for (const auto &[number, rule] : llvm::enumerate(rules)) {
    if (Error error = add(rule, rule.pattern))
      return error;
    owners.push_back({static_cast<unsigned>(number), 0});
    for (const auto &[index, pattern] : llvm::enumerate(rule.context)) {
      if (Error error = add(rule, pattern))
        return error;
      owners.push_back(
          {static_cast<unsigned>(number), static_cast<unsigned>(index) + 1});
    }
  }
  if (!set.Compile())
    return llvm::createStringError(
        "the patterns of all rules are too large together");
  return Error::success();
}

llvm::Expected<std::shared_ptr<const RuleMatcher>>
RuleMatcher::make(std::vector<Rule> rules) {
  std::shared_ptr<RuleMatcher> matcher(new RuleMatcher(std::move(rules)));
  if (Error error = matcher->compile())
    return std::move(error);
  return std::shared_ptr<const RuleMatcher>(std::move(matcher));
}

void RuleMatcher::match(StringRef line, Hits &hits) const {
  hits.rules.clear();
  hits.contexts.clear();
  re2::StringPiece text(line.data(), line.size());
  std::vector<int> patterns;
  RE2::Set::ErrorInfo info;
  if (!set.Match(text, &patterns, &info)) {
    if (info.kind != RE2::Set::kOutOfMemory)
      return;
    // The automaton does not fit: ask one pattern after the other.
    for (const auto &[number, expression] : llvm::enumerate(expressions))
      if (expression->Match(text, 0, text.size(), RE2::ANCHOR_START, nullptr,
                            0))
        patterns.push_back(static_cast<int>(number));
  }
  llvm::sort(patterns);
  for (int pattern : patterns) {
    Context owner = owners[pattern];
    if (owner.index == 0)
      hits.rules.push_back(owner.rule);
    else
      hits.contexts.push_back({owner.rule, owner.index - 1});
  }
}

std::map<std::string, std::string> RuleMatcher::capture(unsigned rule,
                                                        StringRef line) const {
  auto own = llvm::find_if(owners, [&](Context owner) {
    return owner.rule == rule && owner.index == 0;
  });
  const RE2 &expression = *expressions[own - owners.begin()];
  re2::StringPiece text(line.data(), line.size());
  std::vector<re2::StringPiece> groups(expression.NumberOfCapturingGroups() +
                                       1);
  std::map<std::string, std::string> captures;
  if (!expression.Match(text, 0, text.size(), RE2::ANCHOR_START, groups.data(),
                        static_cast<int>(groups.size())))
    return captures;
  for (const auto &[name, index] : expression.NamedCapturingGroups()) {
    const re2::StringPiece &group = groups[index];
    if (group.data() && !group.empty())
      captures[name] = StringRef(group.data(), group.size())
                           .take_front(maxCaptureBytes)
                           .str();
  }
  return captures;
}

bool RuleMatcher::looksWrong(StringRef line) const {
  return RE2::PartialMatch(re2::StringPiece(line.data(), line.size()), wrong);
}
