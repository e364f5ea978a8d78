//===- Intervals.cpp - Ranges of 64-bit integers --------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Intervals.h"

using namespace mlir;
using namespace mapwright::placement;

static Interval enclose(std::initializer_list<Wide> values) {
  return {std::min(values), std::max(values)};
}

Interval mapwright::placement::multiply(Interval lhs, Interval rhs) {
  return enclose(
      {lhs.lo * rhs.lo, lhs.lo * rhs.hi, lhs.hi * rhs.lo, lhs.hi * rhs.hi});
}

Interval mapwright::placement::divide(Interval lhs, Interval rhs,
                                      bool nonZero) {
  std::optional<Interval> result;
  auto add = [&](Interval part) {
    result = result ? result->join(part) : part;
  };
  // Quotients by divisors of one sign are monotone in both operands.
  for (Interval divisor : {rhs.meet({least, -1}), rhs.meet({1, most})})
    if (divisor.lo <= divisor.hi)
      add(enclose({lhs.lo / divisor.lo, lhs.lo / divisor.hi,
                   lhs.hi / divisor.lo, lhs.hi / divisor.hi}));
  bool overflows = lhs.contains(least) && rhs.contains(-1);
  if ((rhs.contains(0) && !nonZero) || overflows || !result)
    add({0, 0});
  return result->meet(Interval());
}

Interval mapwright::placement::remainder(Interval lhs, Interval rhs) {
  Wide limit = std::max<Wide>({-rhs.lo, rhs.hi, 1}) - 1;
  return {lhs.lo >= 0 ? 0 : std::max(-limit, lhs.lo),
          lhs.hi <= 0 ? 0 : std::min(limit, lhs.hi)};
}

std::optional<bool> mapwright::placement::decide(arith::CmpIPredicate predicate,
                                                 Interval a, Interval b) {
  using arith::CmpIPredicate;
  auto less = [](Interval x, Interval y) -> std::optional<bool> {
    if (x.hi < y.lo)
      return true;
    return x.lo >= y.hi ? std::optional(false) : std::nullopt;
  };
  auto invert = [](std::optional<bool> truth) {
    return truth ? std::optional(!*truth) : std::nullopt;
  };
  switch (predicate) {
  case CmpIPredicate::slt:
    return less(a, b);
  case CmpIPredicate::sgt:
    return less(b, a);
  case CmpIPredicate::sle:
    return invert(less(b, a));
  case CmpIPredicate::sge:
    return invert(less(a, b));
  case CmpIPredicate::ult:
    return a.lo >= 0 && b.lo >= 0 ? less(a, b) : std::nullopt;
  case CmpIPredicate::ugt:
    return decide(CmpIPredicate::ult, b, a);
  case CmpIPredicate::eq:
  case CmpIPredicate::ne: {
    std::optional<bool> equal;
    if (a.hi < b.lo || b.hi < a.lo)
      equal = false;
    else if (a.lo == a.hi && b.lo == b.hi && a.lo == b.lo)
      equal = true;
    return predicate == CmpIPredicate::eq ? equal : invert(equal);
  }
  default:
    return std::nullopt;
  }
}
