//===- SpyStatement.cpp - The statements of Legion Spy --------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SpyStatement.h"

#include "llvm/ADT/StringExtras.h"

using namespace mapwright;
using llvm::StringRef;

StringRef SpyArguments::takeWord() {
  StringRef word = rest.take_until([](char c) { return c == ' '; });
  rest = rest.drop_front(word.size());
  rest.consume_front(" ");
  return word;
}

bool SpyArguments::takeHex(uint64_t &value) {
  StringRef word = takeWord();
  return llvm::all_of(word, llvm::isHexDigit) && !word.getAsInteger(16, value);
}

bool SpyArguments::take(uint64_t &value) {
  StringRef word = takeWord();
  return llvm::all_of(word, llvm::isDigit) && !word.getAsInteger(10, value);
}

bool SpyArguments::take(unsigned &value) {
  StringRef word = takeWord();
  return llvm::all_of(word, llvm::isDigit) && !word.getAsInteger(10, value);
}

bool SpyArguments::take(int64_t &value) {
  return !takeWord().getAsInteger(10, value);
}

bool SpyArguments::take(bool &value) {
  StringRef word = takeWord();
  value = word == "1";
  return value || word == "0";
}

bool SpyArguments::takeRank(unsigned &rank) {
  return take(rank) && rank >= 1 && rank <= maxLaunchRank;
}

bool SpyArguments::takePadding() {
  while (!rest.empty())
    if (takeWord() != "0")
      return false;
  return true;
}

bool SpyArguments::takePoint(Point &point) {
  if (!takeRank(point.rank))
    return false;
  for (unsigned d = 0; d < point.rank; ++d)
    if (!take(point.at[d]))
      return false;
  return takePadding();
}

bool SpyArguments::takeRect(Rect &rect) {
  unsigned rank;
  if (!takeRank(rank))
    return false;
  rect.lo.rank = rect.hi.rank = rank;
  for (unsigned d = 0; d < rank; ++d)
    if (!take(rect.lo.at[d]) || !take(rect.hi.at[d]))
      return false;
  return takePadding();
}

std::string SpyArguments::takeRest() {
  std::string text = rest.str();
  rest = {};
  return text;
}

StringRef mapwright::takeStatementName(StringRef &line) {
  size_t end = 0;
  for (size_t begin = 0; begin < line.size() && llvm::isUpper(line[begin]);) {
    end = std::min(line.find(' ', begin), line.size());
    begin = end + 1;
  }
  StringRef name = line.take_front(end);
  line = line.drop_front(end);
  line.consume_front(" ");
  return name;
}
