//===- Secret.cpp - Keys that nobody gets to see --------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Secret.h"

#include "mapwright/Support/InputErrors.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Process.h"

using namespace mapwright;
using namespace mapwright::optimize;
using llvm::StringRef;

static constexpr size_t shortestSecret = 8;

std::string optimize::getKeyVariable(const ModelServer &server) {
  if (!server.keyVariable.empty())
    return server.keyVariable;
  return server.api == ModelAPI::OpenAI ? "OPENAI_API_KEY"
                                        : "ANTHROPIC_API_KEY";
}

llvm::Expected<Secret> Secret::read(const ModelServer &server) {
  Secret secret;
  std::string variable = getKeyVariable(server);
  secret.value =
      StringRef(llvm::sys::Process::GetEnv(variable).value_or("")).trim().str();
  // A line break would begin a header of its own.
  if (!llvm::all_of(secret.value,
                    [](char c) { return llvm::isPrint(c) && c != ' '; }))
    return makeError("the value of the environment variable '" + variable +
                     "' is no key: it has characters that no key has");
  return std::move(secret);
}

static std::string replaceAll(StringRef text, StringRef what, StringRef by) {
  std::string result;
  for (;;) {
    size_t at = text.find(what);
    result += text.take_front(at).str();
    if (at == StringRef::npos)
      return result;
    result += by.str();
    text = text.drop_front(at + what.size());
  }
}

std::string Secret::redact(StringRef text) const {
  if (value.size() < shortestSecret)
    return text.str();
  constexpr StringRef stars = "[redacted]";
  // Some servers write a slash in JSON with a backslash.
  return replaceAll(replaceAll(text, value, stars),
                    replaceAll(value, "/", "\\/"), stars);
}
