//===- GuideFuzzer.cpp - Arbitrary bytes as output and as rules -----------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/AutoGuide/Guide.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace mapwright;
using llvm::StringRef;

static void expect(bool holds, const char *what) {
  if (holds)
    return;
  llvm::errs() << "violated: " << what << '\n';
  __builtin_trap();
}

static void checkFeedback(const Feedback &feedback) {
  expect(feedback.raw.size() <= size_t(20) << 10, "raw is bounded");
  expect(feedback.raw.find('\x1b') == std::string::npos,
         "nothing escapes to the terminal");
  for (const Suggestion &suggestion : feedback.suggest)
    expect(suggestion.cause == Cause::Mapper ||
               (suggestion.edit.empty() && !suggestion.fix),
           "only mappers are edited");
  std::string text;
  llvm::raw_string_ostream os(text);
  writeJSON(feedback, GuideLevel::Suggest, os);
  auto value = llvm::json::parse(text);
  if (!value)
    llvm::errs() << llvm::toString(value.takeError()) << '\n';
  expect(bool(value), "what is written is JSON");
  writeText(feedback, GuideLevel::Suggest, os);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const Guide guide = llvm::cantFail(Guide::load());
  StringRef text(reinterpret_cast<const char *>(data), size);
  checkFeedback(guide.analyze(text));
  std::vector<Rule> rules;
  if (llvm::Error error = readRules(text, "input", rules)) {
    expect(StringRef(llvm::toString(std::move(error))).starts_with("input:"),
           "errors name the file");
    expect(rules.empty(), "a bad file adds nothing");
  }
  return 0;
}
