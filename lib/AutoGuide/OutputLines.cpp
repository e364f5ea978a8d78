//===- OutputLines.cpp - Output of programs, line by line -----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "OutputLines.h"

#include "llvm/ADT/StringExtras.h"

#include <re2/re2.h>

using namespace mapwright;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// Escape sequences
//===----------------------------------------------------------------------===//

/// Where the escape sequence ends whose first byte, ESC, is at `at`.
static size_t skipEscape(StringRef text, size_t at) {
  size_t next = at + 1;
  if (next >= text.size())
    return next;
  if (text[next] == '[') {
    ++next;
    while (next < text.size() && text[next] >= ' ' && text[next] < '@')
      ++next;
    return std::min(next + 1, text.size());
  }
  if (text[next] == ']') {
    size_t end = text.find_first_of("\a\x1b", next);
    if (end == StringRef::npos)
      return text.size();
    return text[end] == '\a' ? end + 1 : std::min(end + 2, text.size());
  }
  return next + 1;
}

/// Drops escape sequences and control characters; tabs become blanks.
static void cleanLine(std::string &line) {
  size_t kept = 0;
  for (size_t at = 0; at < line.size();) {
    unsigned char c = line[at];
    if (c == '\x1b') {
      at = skipEscape(line, at);
      continue;
    }
    ++at;
    if (c == '\t')
      c = ' ';
    if (c >= ' ' && c != 0x7f)
      line[kept++] = static_cast<char>(c);
  }
  line.resize(kept);
}

//===----------------------------------------------------------------------===//
// Prefixes
//===----------------------------------------------------------------------===//

namespace {
struct Prefixes {
  /// People leave out the rank when they pass messages on.
  RE2 realm{R"((?:\[\d+ - [0-9a-fA-F]+\]\s+(?:\d+\.\d+\s+)?)?\{\d\}(?:\{))"};
  /// `mpirun --tag-output`, Open MPI's `[host:pid]`, `mpiexec -l`, `srun -l`,
  /// the kernel's log with and without a host, and times.
  RE2 launcher{R"(\[\d+,\d+\]<std(?:out|err|diag)>:\s?|\[[\w.\-]+:\d+\]\s)"
               R"(|\[\d{1,6}\]\s?|\d{1,6}:\s|\[\s*\d+\.\d{6}\]\s)"
               R"(|\d{4}-\d\d-\d\d[T ][\d:.,]+(?:Z|[+-]\d\d:?\d\d)?\s)"
               R"(|[A-Z][a-z]{2}\s+\d+\s[\d:]+\s[\w.\-]+\skernel:\s)"
               R"(|\[[A-Z][a-z]{2} [A-Z][a-z]{2} +\d+ [\d:]+ \d{4}\]\s)"};
};
} // namespace

static const Prefixes &getPrefixes() {
  static const Prefixes prefixes;
  return prefixes;
}

/// More than launchers put in front of each other.
static constexpr unsigned maxPrefixes = 4;

static StringRef dropPrefixes(StringRef shown) {
  const Prefixes &prefixes = getPrefixes();
  re2::StringPiece text(shown.data(), shown.size());
  for (unsigned i = 0; i < maxPrefixes; ++i) {
    while (text.starts_with(" "))
      text.remove_prefix(1);
    if (RE2::Consume(&text, prefixes.realm)) {
      // The name of the logger stays: it is part of the message.
      size_t left = text.size() + 1;
      return shown.take_back(left);
    }
    if (!RE2::Consume(&text, prefixes.launcher))
      break;
  }
  return StringRef(text.data(), text.size());
}

static constexpr size_t maxRankDigits = 8;

/// Where another rank's message starts in the middle of a line.
static size_t findInterleaved(StringRef line) {
  size_t from = 1;
  while (true) {
    size_t dash = line.find(" - ", from);
    if (dash == StringRef::npos)
      return StringRef::npos;
    // The number of a rank is short.
    size_t nearest = dash > maxRankDigits ? dash - maxRankDigits : 1;
    size_t start = line.slice(nearest, dash).rfind('[');
    if (start != StringRef::npos) {
      start += nearest;
      re2::StringPiece rest(line.data() + start, line.size() - start);
      if (RE2::Consume(&rest, getPrefixes().realm))
        return start;
    }
    from = dash + 3;
  }
}

//===----------------------------------------------------------------------===//
// Lines
//===----------------------------------------------------------------------===//

static void receiveLine(std::string &line, OutputLines::Receiver receive) {
  cleanLine(line);
  StringRef rest = line;
  while (!rest.empty()) {
    size_t cut = findInterleaved(rest);
    StringRef shown = rest.take_front(cut);
    receive({shown, dropPrefixes(shown)});
    rest = rest.drop_front(shown.size());
  }
  line.clear();
}

void OutputLines::add(StringRef chunk, Receiver receive) {
  while (!chunk.empty()) {
    // A carriage return starts over, as progress displays do.
    size_t end = chunk.find_first_of("\n\r");
    StringRef part = chunk.take_front(end);
    line += part.take_front(maxLineBytes - line.size());
    chunk = chunk.drop_front(part.size());
    if (end == StringRef::npos)
      break;
    receiveLine(line, receive);
    chunk = chunk.drop_front();
  }
}

void OutputLines::finish(Receiver receive) { receiveLine(line, receive); }
