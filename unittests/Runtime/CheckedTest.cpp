//===- CheckedTest.cpp - Tests of checked arithmetic and positions --------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Runtime/Checked.h"

#include "gtest/gtest.h"

#include <optional>
#include <random>
#include <vector>

using namespace mapwright;

namespace {

__extension__ typedef __int128 Wide;

using CheckedOp = bool (*)(int64_t, int64_t, int64_t &);

std::optional<int64_t> compute(CheckedOp op, int64_t lhs, int64_t rhs) {
  int64_t result = 0x5eed;
  if (op(lhs, rhs, result))
    return result;
  EXPECT_EQ(result, 0x5eed) << "a failure leaves the result as it was";
  return std::nullopt;
}

std::optional<int64_t> narrow(Wide value) {
  if (value < INT64_MIN || value > INT64_MAX)
    return std::nullopt;
  return static_cast<int64_t>(value);
}

/// Values around the limits, and random ones of every length.
std::vector<int64_t> getOperands() {
  std::vector<int64_t> operands = {0, INT64_MIN, INT64_MAX};
  for (int64_t offset = 1; offset <= 3; ++offset)
    for (int64_t value : {offset, -offset, INT64_MIN + offset,
                          INT64_MAX - offset, (int64_t(1) << 32) - offset})
      operands.push_back(value);
  std::mt19937_64 random(1);
  for (int bits = 1; bits < 64; ++bits) {
    int64_t value = static_cast<int64_t>(random() >> (64 - bits));
    operands.push_back(value);
    operands.push_back(-value);
  }
  return operands;
}

// EXP3: overflow of 64 bits is an error.
TEST(Checked, AddSubMulAgreeWithWideArithmetic) {
  for (int64_t lhs : getOperands())
    for (int64_t rhs : getOperands()) {
      Wide wide = lhs;
      EXPECT_EQ(compute(space::checkedAdd, lhs, rhs), narrow(wide + rhs));
      EXPECT_EQ(compute(space::checkedSub, lhs, rhs), narrow(wide - rhs));
      EXPECT_EQ(compute(space::checkedMul, lhs, rhs), narrow(wide * rhs));
    }
}

// EXP2: truncation toward zero; a zero divisor is an error.
TEST(Checked, DivRemAgreeWithWideArithmetic) {
  for (int64_t lhs : getOperands())
    for (int64_t rhs : getOperands()) {
      if (rhs == 0)
        continue;
      Wide wide = lhs;
      EXPECT_EQ(compute(space::checkedDiv, lhs, rhs), narrow(wide / rhs));
      EXPECT_EQ(compute(space::checkedRem, lhs, rhs), narrow(wide % rhs));
    }
}

TEST(Checked, DivisionTruncatesTowardZero) {
  EXPECT_EQ(compute(space::checkedDiv, -7, 2), -3);
  EXPECT_EQ(compute(space::checkedRem, -7, 2), -1);
  EXPECT_EQ(compute(space::checkedDiv, 7, -2), -3);
  EXPECT_EQ(compute(space::checkedRem, 7, -2), 1);
}

TEST(Checked, DivisionByZeroHasNoResult) {
  for (int64_t lhs : {int64_t(0), int64_t(1), INT64_MIN}) {
    EXPECT_EQ(compute(space::checkedDiv, lhs, 0), std::nullopt);
    EXPECT_EQ(compute(space::checkedRem, lhs, 0), std::nullopt);
  }
}

TEST(Checked, SmallestValueByMinusOne) {
  EXPECT_EQ(compute(space::checkedDiv, INT64_MIN, -1), std::nullopt);
  EXPECT_EQ(compute(space::checkedRem, INT64_MIN, -1), 0);
}

TEST(Checked, Neg) {
  int64_t result = 0;
  EXPECT_TRUE(space::checkedNeg(INT64_MAX, result));
  EXPECT_EQ(result, -INT64_MAX);
  EXPECT_FALSE(space::checkedNeg(INT64_MIN, result));
}

TEST(Checked, ResultMayBeAnOperand) {
  int64_t value = 6;
  EXPECT_TRUE(space::checkedMul(value, value, value));
  EXPECT_EQ(value, 36);
}

// EXP4: negative positions count from the end; out of range is an error.
TEST(Checked, ResolveIndex) {
  for (int64_t length = 0; length <= 4; ++length)
    for (int64_t index = -6; index <= 6; ++index) {
      int64_t position = -1;
      bool inRange = -length <= index && index < length;
      EXPECT_EQ(space::resolveIndex(length, index, position), inRange);
      if (inRange) {
        EXPECT_EQ(position, (index + length) % length);
      }
    }
  int64_t position = 0;
  EXPECT_FALSE(space::resolveIndex(3, INT64_MIN, position));
  EXPECT_FALSE(space::resolveIndex(3, INT64_MAX, position));
}

} // namespace
