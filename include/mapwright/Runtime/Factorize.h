//===- Factorize.h - Prime factors dealt to dimensions ----------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The factorizations that deal prime factors one by one: balance_split (MSP11)
// and greedy_split (MSP13). Freestanding. Nothing here checks its arguments:
// the make functions of Space.h do (MSP15).
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_RUNTIME_FACTORIZE_H
#define MAPWRIGHT_RUNTIME_FACTORIZE_H

#include <stdint.h>

namespace mapwright {
namespace space {

/// The most dimensions a space has: MW_MAX_DIM of the policy ABI.
constexpr unsigned maxRank = 9;

/// Sizes of transformed dimensions and entries of L are below this (MSP15).
constexpr int64_t sizeLimit = int64_t(1) << 31;

namespace detail {

/// Ten different primes multiply to more than 2^31.
constexpr unsigned maxPrimes = 9;

struct PrimePower {
  uint32_t prime;
  uint32_t exponent;
};

/// The factors of a number in increasing order of the primes.
struct PrimeFactors {
  uint32_t count;
  PrimePower at[maxPrimes];
};

/// Takes `prime` out of `rest` and notes how often it was in there.
inline void takeOut(uint32_t prime, uint32_t &rest, PrimeFactors &factors) {
  if (rest % prime != 0)
    return;
  PrimePower &power = factors.at[factors.count++];
  power = {prime, 0};
  for (; rest % prime == 0; rest /= prime)
    ++power.exponent;
}

/// Factors `n`, 1 <= n < 2^31.
inline PrimeFactors factorize(int64_t n) {
  PrimeFactors factors;
  factors.count = 0;
  uint32_t rest = static_cast<uint32_t>(n);
  takeOut(2, rest, factors);
  for (uint32_t odd = 3; odd <= rest / odd; odd += 2)
    takeOut(odd, rest, factors);
  if (rest > 1)
    factors.at[factors.count++] = {rest, 1};
  return factors;
}

inline unsigned findSmallest(const int64_t *sizes, unsigned count) {
  unsigned smallest = 0;
  for (unsigned i = 1; i < count; ++i)
    if (sizes[i] < sizes[smallest])
      smallest = i;
  return smallest;
}

inline void sortDecreasing(int64_t *sizes, unsigned count) {
  for (unsigned i = 1; i < count; ++i) {
    int64_t size = sizes[i];
    unsigned at = i;
    for (; at > 0 && sizes[at - 1] < size; --at)
      sizes[at] = sizes[at - 1];
    sizes[at] = size;
  }
}

/// The dimension with the largest extents[i] / sizes[i], the first on ties.
/// Both are below 2^31, so the products are exact.
inline unsigned findLongestBlock(const int64_t *extents, const int64_t *sizes,
                                 unsigned count) {
  unsigned longest = 0;
  for (unsigned i = 1; i < count; ++i)
    if (extents[i] * sizes[longest] > extents[longest] * sizes[i])
      longest = i;
  return longest;
}

} // namespace detail

/// Writes `count` sizes with product `n`, as equal as dealing allows, in
/// decreasing order (MSP11). 1 <= n < 2^31, 1 <= count <= maxRank.
inline void balanceSplit(int64_t n, unsigned count, int64_t *sizes) {
  for (unsigned i = 0; i < count; ++i)
    sizes[i] = 1;
  detail::PrimeFactors factors = detail::factorize(n);
  for (uint32_t p = 0; p < factors.count; ++p)
    for (uint32_t times = 0; times < factors.at[p].exponent; ++times)
      sizes[detail::findSmallest(sizes, count)] *= factors.at[p].prime;
  detail::sortDecreasing(sizes, count);
}

/// Writes `count` sizes with product `n`: each prime factor, from the largest
/// down, goes to the dimension with the longest blocks extents[i] / sizes[i]
/// (MSP13). 1 <= n < 2^31, 1 <= count <= maxRank, 1 <= extents[i] < 2^31.
inline void greedySplit(int64_t n, const int64_t *extents, unsigned count,
                        int64_t *sizes) {
  for (unsigned i = 0; i < count; ++i)
    sizes[i] = 1;
  detail::PrimeFactors factors = detail::factorize(n);
  for (uint32_t p = factors.count; p-- > 0;)
    for (uint32_t times = 0; times < factors.at[p].exponent; ++times)
      sizes[detail::findLongestBlock(extents, sizes, count)] *=
          factors.at[p].prime;
}

} // namespace space
} // namespace mapwright

#endif // MAPWRIGHT_RUNTIME_FACTORIZE_H
