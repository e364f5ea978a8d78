//===- LaunchSpec.cpp - Launches given on the command line ----------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Program/Launch.h"
#include "mapwright/Support/InputErrors.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"

using namespace mapwright;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;
using llvm::Twine;

/// Takes the task name, quoted or up to the first `[`, `:` or `@`, off `rest`.
static Expected<std::string> takeTask(StringRef &rest) {
  if (rest.consume_front("\"")) {
    size_t end = rest.find('"');
    if (end == StringRef::npos)
      return makeError("the task name has no closing '\"'");
    StringRef name = rest.take_front(end);
    if (name.empty())
      return makeError("expected a task name, got '\"\"'");
    rest = rest.drop_front(end + 1);
    return name.str();
  }
  StringRef name =
      rest.take_until([](char c) { return c == '[' || c == ':' || c == '@'; });
  if (name.empty())
    return makeError("expected a task name, got '" + rest + "'");
  if (name.contains('"'))
    return makeError("expected a task name without '\"', got '" + name + "'");
  rest = rest.drop_front(name.size());
  return name.str();
}

/// A whole 64-bit integer.
static Expected<int64_t> parseInteger(StringRef text) {
  int64_t value;
  StringRef digits = text;
  digits.consume_front("-");
  if (digits.empty() || !llvm::all_of(digits, llvm::isDigit))
    return makeError("expected an integer, got '" + text + "'");
  if (text.getAsInteger(10, value))
    return makeError("the integer '" + text + "' does not fit 64 bits");
  return value;
}

/// One dimension: `N` or `LO..HI`.
static Error parseExtent(StringRef text, int64_t &lo, int64_t &hi) {
  size_t dots = text.find("..");
  bool isCount = dots == StringRef::npos;
  Expected<int64_t> first = parseInteger(text.take_front(dots));
  if (!first)
    return first.takeError();
  if (isCount) {
    if (*first < 0)
      return makeError("expected a size of at least 0, got '" + text + "'");
    lo = 0;
    hi = *first - 1;
    return Error::success();
  }
  Expected<int64_t> last = parseInteger(text.drop_front(dots + 2));
  if (!last)
    return last.takeError();
  if (*last < *first)
    return makeError("expected LO..HI with LO <= HI, got '" + text +
                     "'; an empty domain is written 0");
  lo = *first;
  hi = *last;
  return Error::success();
}

/// Takes `[e,...]` off `rest`, whose first byte is the bracket.
static Expected<Domain> takeDomain(StringRef &rest) {
  size_t close = rest.find(']');
  if (close == StringRef::npos)
    return makeError("expected ']' after the domain, got the end of '" + rest +
                     "'");
  llvm::SmallVector<StringRef> extents;
  rest.slice(1, close).split(extents, ',');
  rest = rest.drop_front(close + 1);
  if (extents.size() > maxLaunchRank)
    return makeError("expected at most " + Twine(maxLaunchRank) +
                     " dimensions, got " + Twine(extents.size()));
  Rect rect;
  rect.lo.rank = rect.hi.rank = extents.size();
  for (auto [d, extent] : llvm::enumerate(extents))
    if (Error error = parseExtent(extent, rect.lo.at[d], rect.hi.at[d]))
      return makeError("dimension " + Twine(d) + ": " +
                       llvm::toString(std::move(error)));
  Domain domain;
  domain.rank = extents.size();
  domain.rects.push_back(rect);
  return domain;
}

/// The part of a place behind the colon: `NODE` or `INDEX`.
static Expected<int32_t> parseOrdinal(StringRef text, StringRef what) {
  int32_t value;
  if (text.empty() || !llvm::all_of(text, llvm::isDigit) ||
      text.getAsInteger(10, value))
    return makeError("expected a " + what + " from 0 to " + Twine(INT32_MAX) +
                     ", got '" + text + "'");
  return value;
}

/// `KIND:NODE.INDEX`.
static Expected<Place> parsePlace(StringRef text) {
  size_t colon = text.find(':');
  size_t dot = text.find('.', colon);
  if (colon == StringRef::npos || dot == StringRef::npos)
    return makeError("expected '@PARENT_KIND:NODE.INDEX', got '@" + text + "'");
  Expected<ProcKind> kind = parseProcKindArgument(text.take_front(colon));
  if (!kind)
    return kind.takeError();
  Expected<int32_t> node =
      parseOrdinal(text.slice(colon + 1, dot), "parent node");
  if (!node)
    return node.takeError();
  Expected<int32_t> index =
      parseOrdinal(text.drop_front(dot + 1), "parent processor");
  if (!index)
    return index.takeError();
  return Place{*kind, *node, *index};
}

static Expected<Launch> parseParts(StringRef rest) {
  Launch launch;
  Expected<std::string> task = takeTask(rest);
  if (!task)
    return task.takeError();
  launch.task = std::move(*task);

  if (rest.starts_with("[")) {
    Expected<Domain> domain = takeDomain(rest);
    if (!domain)
      return domain.takeError();
    launch.domain = std::move(*domain);
  }
  if (rest.consume_front(":")) {
    StringRef name = rest.take_until([](char c) { return c == '@'; });
    Expected<ProcKind> kind = parseProcKindArgument(name);
    if (!kind)
      return makeError(llvm::toString(kind.takeError()) +
                       " (a task name with ':' is written in quotes)");
    launch.kind = *kind;
    rest = rest.drop_front(name.size());
  }
  if (rest.empty())
    return launch;
  if (!rest.consume_front("@"))
    return makeError("expected ':KIND' or the end, got '" + rest + "'");
  if (launch.domain)
    return makeError("only a single launch has a parent, got '@" + rest +
                     "' after a domain");
  Expected<Place> parent = parsePlace(rest);
  if (!parent)
    return parent.takeError();
  launch.parent = *parent;
  return launch;
}

Expected<Launch> mapwright::parseLaunchSpec(StringRef spec) {
  Expected<Launch> launch = parseParts(spec);
  if (!launch)
    return makeError("launch '" + spec +
                     "': " + llvm::toString(launch.takeError()));
  return launch;
}
