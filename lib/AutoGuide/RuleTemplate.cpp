//===- RuleTemplate.cpp - Texts with places for captures ------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RuleTemplate.h"

#include "mapwright/Support/InputFile.h"

using namespace mapwright;
using llvm::Error;
using llvm::StringRef;

static TemplatePlace parsePlace(StringRef text) {
  TemplatePlace place;
  std::tie(place.name, place.otherwise) = text.split('|');
  std::tie(place.name, place.filter) = place.name.split(':');
  return place;
}

Error mapwright::visitTemplate(
    StringRef text, llvm::function_ref<void(StringRef)> onText,
    llvm::function_ref<Error(const TemplatePlace &)> onPlace) {
  while (!text.empty()) {
    size_t brace = text.find('{');
    onText(text.take_front(brace));
    if (brace == StringRef::npos)
      break;
    text = text.drop_front(brace + 1);
    if (text.consume_front("{")) {
      onText("{");
      continue;
    }
    size_t end = text.find('}');
    if (end == StringRef::npos)
      return llvm::createStringError("'{' without '}'");
    if (Error error = onPlace(parsePlace(text.take_front(end))))
      return error;
    text = text.drop_front(end + 1);
  }
  return Error::success();
}

static std::string filtered(StringRef value, StringRef filter,
                            const RuleTables &tables) {
  if (filter.empty())
    return value.str();
  if (filter == "bytes") {
    uint64_t bytes;
    return value.getAsInteger(10, bytes) ? value.str() : formatBytes(bytes);
  }
  auto table = tables.find(filter);
  if (table == tables.end())
    return value.str();
  auto row = table->second.find(value);
  if (row == table->second.end())
    row = table->second.find("*");
  return row == table->second.end() ? value.str() : row->second;
}

std::string
mapwright::expandTemplate(StringRef text,
                          const std::map<std::string, std::string> &captures,
                          const RuleTables &tables) {
  std::string result;
  llvm::consumeError(visitTemplate(
      text, [&](StringRef part) { result += part; },
      [&](const TemplatePlace &place) {
        auto capture = captures.find(place.name.str());
        result += capture == captures.end()
                      ? place.otherwise.str()
                      : filtered(capture->second, place.filter, tables);
        return Error::success();
      }));
  return result;
}
