//===- Intervals.h - Ranges of 64-bit integers ------------------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to dialect/Placement/Transforms. Ends have 128 bits, so that exact
// sums, differences and products of 64-bit values are in range.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_DIALECT_PLACEMENT_TRANSFORMS_INTERVALS_H
#define MAPWRIGHT_DIALECT_PLACEMENT_TRANSFORMS_INTERVALS_H

#include "mlir/Dialect/Arith/IR/Arith.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace mapwright::placement {

using Wide = __int128;

constexpr Wide least = std::numeric_limits<int64_t>::min();
constexpr Wide most = std::numeric_limits<int64_t>::max();

/// Both ends belong to it.
struct Interval {
  Wide lo = least;
  Wide hi = most;

  bool fits() const { return lo >= least && hi <= most; }
  bool contains(Wide value) const { return lo <= value && value <= hi; }
  Interval meet(const Interval &other) const {
    return {std::max(lo, other.lo), std::min(hi, other.hi)};
  }
  Interval join(const Interval &other) const {
    return {std::min(lo, other.lo), std::max(hi, other.hi)};
  }
};

/// Exact products.
Interval multiply(Interval lhs, Interval rhs);

/// Results of `placement.div` and `placement.rem`, which are 0 where there is
/// no quotient; `nonZero` says that the divisor is never 0.
Interval divide(Interval lhs, Interval rhs, bool nonZero);
Interval remainder(Interval lhs, Interval rhs);

/// True or false whatever the values are, or not decided.
std::optional<bool> decide(mlir::arith::CmpIPredicate predicate, Interval lhs,
                           Interval rhs);

} // namespace mapwright::placement

#endif // MAPWRIGHT_DIALECT_PLACEMENT_TRANSFORMS_INTERVALS_H
