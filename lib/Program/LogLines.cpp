//===- LogLines.cpp - The lines of a category of a log --------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

//
// A line of Realm's logger is `[RANK - THREAD] TIME {LEVEL}{CATEGORY}: TEXT`;
// a log may come without times.
//
//===----------------------------------------------------------------------===//

#include "LogLines.h"

#include "mapwright/Program/WrapperLog.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"

using namespace mapwright;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;

/// Realm composes a line, with its line end, in a buffer of 4096 bytes.
static constexpr size_t realmLineBytes = 4095;
static constexpr size_t excerptBytes = 60;

std::string mapwright::excerpt(StringRef text) {
  std::string shown = text.take_front(excerptBytes).str();
  for (char &c : shown)
    if (!llvm::isPrint(c))
      c = '?';
  return text.size() > excerptBytes ? shown + "..." : shown;
}

Error LogLines::error(unsigned line, const llvm::Twine &what) const {
  return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                 name + ":" + llvm::Twine(line) + ": " + what);
}

Error LogLines::damaged(const MapperLine &line,
                        const llvm::Twine &expected) const {
  StringRef cause;
  if (!ended)
    cause = "; the log ends in the middle of this line";
  else if (line.maybeCut)
    cause = "; Realm cut the line at 4095 bytes";
  return error(line.line, "damaged line: expected " + expected + ", got '" +
                              excerpt(line.text) + "'" + cause);
}

/// Takes the level, the time if there is one, the thread and the rank off the
/// back of `prefix`; what is left is program output before the line.
static bool parsePrefix(StringRef prefix, StringRef &level,
                        MapperLine &result) {
  if (!prefix.consume_back("}"))
    return false;
  level = prefix.take_back(prefix.size() - prefix.rfind('{') - 1);
  size_t brace = prefix.rfind('{');
  if (brace == StringRef::npos || level.empty() ||
      !llvm::all_of(level, llvm::isDigit))
    return false;
  prefix = prefix.take_front(brace).rtrim(' ').rtrim("0123456789.").rtrim(' ');
  size_t bracket = prefix.rfind('[');
  if (!prefix.consume_back("]") || bracket == StringRef::npos)
    return false;
  auto [rank, thread] = prefix.drop_front(bracket + 1).split(" - ");
  return !rank.getAsInteger(10, result.rank) &&
         !thread.getAsInteger(16, result.thread) && result.rank < maxLogNodes;
}

/// Whether `line` is the beginning of a line of Realm's logger and no more.
static bool isCutPrefix(StringRef line) {
  if (!line.consume_front("["))
    return false;
  StringRef rank = line.take_while(llvm::isDigit);
  return !rank.empty() && line.drop_front(rank.size()).starts_with(" - ") &&
         !line.contains("}: ");
}

static bool hasControlCharacter(StringRef text) {
  return llvm::any_of(text, [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
}

Expected<bool> LogLines::parse(StringRef line, MapperLine &result) const {
  size_t begin = line.find(mark);
  if (begin == StringRef::npos) {
    if (!ended && isCutPrefix(line))
      return error(number, "the log ends in the middle of this line: '" +
                               excerpt(line) + "'");
    return false;
  }
  StringRef level;
  if (!parsePrefix(line.take_front(begin), level, result))
    return error(number,
                 "damaged line: expected '[RANK - THREAD] TIME {LEVEL}" + mark +
                     "', got '" + excerpt(line) + "'");
  if (level != category.level)
    return false;
  result.line = number;
  result.text = line.drop_front(begin + mark.size());
  result.maybeCut = line.size() == realmLineBytes;
  if (result.text.empty())
    return error(number, "damaged line: nothing after '" + mark + "'");
  if (hasControlCharacter(result.text) || !llvm::json::isUTF8(result.text))
    return error(number,
                 "damaged line: it holds bytes that are not text, near '" +
                     excerpt(result.text) + "'");
  return true;
}

Expected<std::optional<MapperLine>> LogLines::next() {
  while (!rest.empty()) {
    size_t end = rest.find('\n');
    ended = end != StringRef::npos;
    StringRef line = rest.take_front(end);
    rest = rest.drop_front(ended ? end + 1 : rest.size());
    line.consume_back("\r");
    ++number;
    if (line.size() > maxLogLineBytes)
      return error(number, "a line of " + llvm::Twine(line.size()) +
                               " bytes; at most " +
                               llvm::Twine(maxLogLineBytes) + " are read");
    MapperLine result;
    Expected<bool> isMapperLine = parse(line, result);
    if (!isMapperLine)
      return isMapperLine.takeError();
    if (*isMapperLine)
      return result;
  }
  return std::nullopt;
}
