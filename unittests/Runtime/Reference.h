//===- Reference.h - Transformations as the language defines them -*- C++
//-*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Section 4 of the language reference written down as naively as possible:
// lists, every factorization, 128-bit fractions. Shares no code with Space.h,
// so that agreement means something.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_UNITTESTS_RUNTIME_REFERENCE_H
#define MAPWRIGHT_UNITTESTS_RUNTIME_REFERENCE_H

#include "mapwright/Runtime/Space.h"

#include <cstdint>
#include <string>
#include <vector>

namespace mapwright::reference {

using Values = std::vector<int64_t>;

/// Every ordered factorization of `n` into `count` factors in the order of
/// MSP12: the largest prime outermost; for each prime the exponent of dimension
/// 0 ascending, then that of dimension 1, and so on.
std::vector<Values> listFactorizations(int64_t n, unsigned count);

Values balanceSplit(int64_t n, unsigned count);
Values greedySplit(int64_t n, const Values &extents);

/// The first of `factorizations` (of n, as listed above) that costs least, or
/// the greedy one if it costs as little. The costs must fit 127 bits.
Values decompose(int64_t n, const Values &extents, const Values &weights,
                 const std::vector<Values> &factorizations);

/// A transformation as it is written: `op(dim, other)` for Merge and Swap,
/// `op(dim, low, high)` for Slice, `op(dim)` for Reverse; a split into `parts`.
struct Call {
  space::Op op;
  unsigned dim = 0;
  unsigned other = 0;
  int64_t low = 0;
  int64_t high = 0;
  Values parts;
};

/// The columns "new sizes" and "new point -> old point" of the table.
Values newSizes(const Call &call, Values sizes);
Values toOld(const Call &call, const Values &oldSizes, Values point);

std::string toString(const Values &values);

} // namespace mapwright::reference

#endif // MAPWRIGHT_UNITTESTS_RUNTIME_REFERENCE_H
