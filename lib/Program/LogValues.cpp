//===- LogValues.cpp - The values in mapper lines -------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LogValues.h"

#include "llvm/ADT/StringExtras.h"

using namespace mapwright;
using llvm::StringRef;

static constexpr size_t idDigits = 16;

std::optional<uint64_t> mapwright::takeId(StringRef &rest) {
  StringRef digits = rest.take_while(llvm::isHexDigit);
  uint64_t id;
  if (digits.size() != idDigits || digits.getAsInteger(16, id))
    return std::nullopt;
  rest = rest.drop_front(idDigits);
  return id;
}

std::optional<uint64_t> mapwright::takeNumber(StringRef &rest) {
  uint64_t number;
  if (rest.empty() || !llvm::isDigit(rest.front()) ||
      rest.consumeInteger(10, number))
    return std::nullopt;
  return number;
}

std::optional<Point> mapwright::takePoint(StringRef &rest, char open,
                                          char close) {
  if (!rest.consume_front(StringRef(&open, 1)))
    return std::nullopt;
  Point point;
  do {
    if (point.rank == maxLaunchRank ||
        rest.consumeInteger(10, point.at[point.rank]))
      return std::nullopt;
    ++point.rank;
  } while (rest.consume_front(","));
  if (!rest.consume_front(StringRef(&close, 1)))
    return std::nullopt;
  return point;
}

static bool takeRect(StringRef &rest, Rect &rect) {
  std::optional<Point> lo = takePoint(rest, '<', '>');
  if (!lo || !rest.consume_front(".."))
    return false;
  std::optional<Point> hi = takePoint(rest, '<', '>');
  if (!hi || hi->rank != lo->rank)
    return false;
  rect = {*lo, *hi};
  return true;
}

std::optional<Domain> mapwright::takeDomain(StringRef &rest) {
  Domain domain;
  do {
    Rect rect;
    if (!takeRect(rest, rect))
      return std::nullopt;
    if (domain.rects.empty())
      domain.rank = rect.rank();
    if (rect.rank() != domain.rank)
      return std::nullopt;
    domain.rects.push_back(rect);
  } while (rest.consume_front("+"));
  return domain;
}

bool mapwright::skipDomain(StringRef &rest, bool &isEmpty) {
  isEmpty = true;
  if (!rest.starts_with("<"))
    return true;
  unsigned rank = 0;
  do {
    Rect rect;
    if (!takeRect(rest, rect) || (rank != 0 && rect.rank() != rank))
      return false;
    rank = rect.rank();
    isEmpty &= rect.empty();
  } while (rest.consume_front("+"));
  return true;
}

/// Splits `(index_point=POINT)` off the back of a name.
static bool takeIndexPoint(OperationName &operation) {
  static constexpr llvm::StringLiteral mark = "(index_point=";
  size_t begin = operation.name.rfind(mark);
  if (begin == StringRef::npos || !operation.name.ends_with("))"))
    return true;
  StringRef rest = operation.name.drop_front(begin + mark.size());
  operation.point = takePoint(rest, '(', ')');
  operation.name = operation.name.take_front(begin);
  return operation.point && rest == ")";
}

std::optional<OperationName> mapwright::parseOperation(StringRef text) {
  // A name may hold `<3>` itself: the operation's number is the first one after
  // which the name can end.
  for (size_t open = text.find('<'); open != StringRef::npos;
       open = text.find('<', open + 1)) {
    OperationName operation;
    StringRef rest = text.drop_front(open + 1);
    std::optional<uint64_t> number = takeNumber(rest);
    if (!number || !rest.consume_front(">"))
      continue;
    if (!rest.empty() && !rest.starts_with(" @ ") &&
        !rest.starts_with(" in ") && !rest.starts_with(": "))
      continue;
    operation.name = text.take_front(open);
    operation.number = *number;
    operation.tail = rest;
    if (operation.name.empty() || !takeIndexPoint(operation))
      return std::nullopt;
    return operation;
  }
  return std::nullopt;
}
