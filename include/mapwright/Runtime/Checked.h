//===- Checked.h - Integers and positions of the language -------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The one implementation of the language's 64-bit arithmetic (EXP2, EXP3) and
// of positions in tuples (EXP4), for the compiler and for generated policies.
// Freestanding. Every function returns whether the language defines a result;
// where it returns false, the result is left as it was.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_RUNTIME_CHECKED_H
#define MAPWRIGHT_RUNTIME_CHECKED_H

#include <stdint.h>

namespace mapwright {
namespace space {

/// lhs + rhs; false on overflow (EXP3).
constexpr bool checkedAdd(int64_t lhs, int64_t rhs, int64_t &result) {
  int64_t sum = 0;
  if (__builtin_add_overflow(lhs, rhs, &sum))
    return false;
  result = sum;
  return true;
}

/// lhs - rhs; false on overflow (EXP3).
constexpr bool checkedSub(int64_t lhs, int64_t rhs, int64_t &result) {
  int64_t difference = 0;
  if (__builtin_sub_overflow(lhs, rhs, &difference))
    return false;
  result = difference;
  return true;
}

/// lhs * rhs; false on overflow (EXP3).
constexpr bool checkedMul(int64_t lhs, int64_t rhs, int64_t &result) {
  int64_t product = 0;
  if (__builtin_mul_overflow(lhs, rhs, &product))
    return false;
  result = product;
  return true;
}

/// lhs / rhs, truncated toward zero (EXP2); false if rhs is 0 and, as overflow,
/// for INT64_MIN / -1.
constexpr bool checkedDiv(int64_t lhs, int64_t rhs, int64_t &result) {
  if (rhs == 0 || (lhs == INT64_MIN && rhs == -1))
    return false;
  result = lhs / rhs;
  return true;
}

/// lhs - (lhs / rhs) * rhs with the sign of lhs (EXP2); false if rhs is 0. The
/// remainder by -1 is 0 for every lhs, also for the one whose quotient
/// overflows.
constexpr bool checkedRem(int64_t lhs, int64_t rhs, int64_t &result) {
  if (rhs == 0)
    return false;
  result = rhs == -1 ? 0 : lhs % rhs;
  return true;
}

/// -operand; false on overflow (EXP3).
constexpr bool checkedNeg(int64_t operand, int64_t &result) {
  return checkedSub(0, operand, result);
}

/// The position `t[index]` reads in a tuple of `length` elements: a negative
/// index counts from the end. False if it is out of range (EXP4).
constexpr bool resolveIndex(int64_t length, int64_t index, int64_t &position) {
  if (index < -length || index >= length)
    return false;
  position = index < 0 ? index + length : index;
  return true;
}

} // namespace space
} // namespace mapwright

#endif // MAPWRIGHT_RUNTIME_CHECKED_H
