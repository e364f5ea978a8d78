//===- Guide.cpp - Raw output to guidance ---------------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/AutoGuide/Guide.h"

#include "Findings.h"

#include "mapwright/Support/InputFile.h"

#include "llvm/ADT/STLExtras.h"

using namespace mapwright;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;

static constexpr uint64_t maxFileBytes = uint64_t(16) << 20;
static constexpr size_t chunkBytes = size_t(64) << 10;

Expected<Guide> Guide::make(std::vector<Rule> rules) {
  auto matcher = RuleMatcher::make(std::move(rules));
  if (!matcher)
    return matcher.takeError();
  return Guide(std::move(*matcher));
}

Expected<Guide> Guide::load(llvm::ArrayRef<std::string> files) {
  std::vector<Rule> rules;
  for (const EmbeddedRules &embedded : getEmbeddedRules())
    if (Error error = readRules(embedded.text, embedded.name, rules))
      return std::move(error);
  for (const std::string &file : files) {
    auto buffer = readInput(file, maxFileBytes);
    if (!buffer)
      return buffer.takeError();
    if (Error error = readRules((*buffer)->getBuffer(), file, rules))
      return std::move(error);
  }
  return make(std::move(rules));
}

llvm::ArrayRef<Rule> Guide::getRules() const { return matcher->getRules(); }

Feedback Guide::analyze(StringRef output) const {
  Findings findings(*matcher);
  auto receive = [&](const OutputLine &line) { findings.add(line); };
  OutputLines lines;
  lines.add(output, receive);
  lines.finish(receive);
  return findings.makeFeedback();
}

Expected<Feedback> Guide::analyze(llvm::sys::fs::file_t file) const {
  Findings findings(*matcher);
  auto receive = [&](const OutputLine &line) { findings.add(line); };
  OutputLines lines;
  std::vector<char> chunk(chunkBytes);
  while (true) {
    Expected<size_t> size = llvm::sys::fs::readNativeFile(file, chunk);
    if (!size)
      return size.takeError();
    if (*size == 0)
      break;
    lines.add(StringRef(chunk.data(), *size), receive);
  }
  lines.finish(receive);
  return findings.makeFeedback();
}
