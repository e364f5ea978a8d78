//===- Decompose.h - Factorizations of least communication ------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The ordered factorization o of n that minimizes sum(W_i * o_i / L_i),
// compared exactly (MSP12, MSP14). Freestanding; about 45 KiB of stack.
//
// The best factorization of d over the dimensions i and up is found for every
// divisor d of n, from the last dimension to the first. That takes at most
// (pairs of divisors of n that divide each other) * 8 steps, about 10^6 for the
// worst n, where listing all factorizations would take more than 10^10. The
// rule for ties compares equal dimensions in the same way, whatever the
// dimensions before them hold, so the best of the rest is part of the best of
// all.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_RUNTIME_DECOMPOSE_H
#define MAPWRIGHT_RUNTIME_DECOMPOSE_H

#include "mapwright/Runtime/Factorize.h"

#include <stdint.h>

namespace mapwright {
namespace space {
namespace detail {

/// No number below 2^31 has more divisors than 2095133040.
constexpr unsigned maxDivisors = 1600;

/// An unsigned integer of 384 bits, little endian. A sum of 9 terms
/// W_i * o_i * (product of the other L) is below 2^346.
struct WideInteger {
  static constexpr unsigned maxLimbs = 12;
  uint32_t limb[maxLimbs];

  void assign(uint64_t value) {
    for (unsigned i = 0; i < maxLimbs; ++i)
      limb[i] = 0;
    limb[0] = static_cast<uint32_t>(value);
    limb[1] = static_cast<uint32_t>(value >> 32);
  }

  /// Adds factor * times; only the lowest `limbs` limbs take part.
  void addProduct(const WideInteger &factor, uint32_t times, unsigned limbs) {
    uint64_t carry = 0;
    for (unsigned i = 0; i < limbs; ++i) {
      carry += uint64_t(factor.limb[i]) * times + limb[i];
      limb[i] = static_cast<uint32_t>(carry);
      carry >>= 32;
    }
  }

  /// Not inlined: it would be unrolled wherever a cost is set up.
  [[gnu::noinline]] void multiply(uint32_t times) {
    WideInteger factor = *this;
    assign(0);
    addProduct(factor, times, maxLimbs);
  }

  /// Negative, zero or positive, as for memcmp.
  int compare(const WideInteger &other, unsigned limbs) const {
    for (unsigned i = limbs; i-- > 0;)
      if (limb[i] != other.limb[i])
        return limb[i] < other.limb[i] ? -1 : 1;
    return 0;
  }

  unsigned countLimbs() const {
    unsigned limbs = maxLimbs;
    while (limbs > 1 && limb[limbs - 1] == 0)
      --limbs;
    return limbs;
  }
};

/// What a factorization costs: sum(W_i * o_i / L_i), times the product of all L
/// so that it is an integer.
class DecompositionCost {
public:
  DecompositionCost(int64_t n, const int64_t *extents, const int64_t *weights,
                    unsigned rank) {
    WideInteger largest;
    largest.assign(0);
    for (unsigned i = 0; i < rank; ++i) {
      int64_t weight = weights ? weights[i] : 1;
      rough[i] = static_cast<double>(weight) / static_cast<double>(extents[i]);
      exact[i].assign(static_cast<uint64_t>(weight));
      for (unsigned j = 0; j < rank; ++j)
        if (j != i)
          exact[i].multiply(static_cast<uint32_t>(extents[j]));
      largest.addProduct(exact[i], static_cast<uint32_t>(n),
                         WideInteger::maxLimbs);
    }
    limbs = largest.countLimbs();
  }

  /// W_i * size / L_i with a relative error of at most 2^-51.
  double estimate(unsigned i, uint32_t size) const { return rough[i] * size; }

  /// Compares the sums over the dimensions begin..end-1.
  int compare(const uint32_t *lhs, const uint32_t *rhs, unsigned begin,
              unsigned end) const {
    WideInteger lhsSum, rhsSum;
    lhsSum.assign(0);
    rhsSum.assign(0);
    for (unsigned i = begin; i < end; ++i) {
      lhsSum.addProduct(exact[i], lhs[i], limbs);
      rhsSum.addProduct(exact[i], rhs[i], limbs);
    }
    return lhsSum.compare(rhsSum, limbs);
  }

private:
  WideInteger exact[maxRank];
  double rough[maxRank];
  /// As many limbs as any sum needs.
  unsigned limbs;
};

/// The divisors of a number, numbered so that division subtracts: the number of
/// a divisor is the sum of exponent * stride over its primes.
class Divisors {
public:
  explicit Divisors(int64_t n) : factors(factorize(n)), count(1) {
    value[0] = 1;
    for (uint32_t p = 0; p < factors.count; ++p) {
      stride[p] = count;
      count *= factors.at[p].exponent + 1;
      for (uint32_t i = stride[p]; i < count; ++i)
        value[i] = value[i - stride[p]] * factors.at[p].prime;
    }
  }

  uint32_t size() const { return count; }
  uint32_t operator[](uint32_t number) const { return value[number]; }

  /// Compares two factorizations of one number, given as numbers of divisors
  /// for the dimensions begin..end-1, by the order of MSP12: the largest prime
  /// first, for each prime the exponents of the dimensions in turn.
  bool precedes(const uint32_t *lhs, const uint32_t *rhs, unsigned begin,
                unsigned end) const {
    for (uint32_t p = factors.count; p-- > 0;)
      for (unsigned i = begin; i < end; ++i) {
        uint32_t lhsExponent = getExponent(lhs[i], p);
        uint32_t rhsExponent = getExponent(rhs[i], p);
        if (lhsExponent != rhsExponent)
          return lhsExponent < rhsExponent;
      }
    return false;
  }

  /// Walks over the divisors of a divisor, from 1 on.
  class Walk {
  public:
    Walk(const Divisors &divisors, uint32_t of)
        : divisors(divisors), number(0) {
      for (uint32_t p = 0; p < divisors.factors.count; ++p) {
        exponent[p] = 0;
        last[p] = divisors.getExponent(of, p);
      }
    }

    uint32_t getNumber() const { return number; }

    /// False when there are no more.
    bool advance() {
      for (uint32_t p = 0; p < divisors.factors.count; ++p) {
        if (exponent[p] < last[p]) {
          ++exponent[p];
          number += divisors.stride[p];
          return true;
        }
        number -= exponent[p] * divisors.stride[p];
        exponent[p] = 0;
      }
      return false;
    }

  private:
    const Divisors &divisors;
    uint32_t number;
    uint32_t exponent[maxPrimes];
    uint32_t last[maxPrimes];
  };

private:
  uint32_t getExponent(uint32_t number, uint32_t p) const {
    return number / stride[p] % (factors.at[p].exponent + 1);
  }

  PrimeFactors factors;
  uint32_t count;
  uint32_t stride[maxPrimes];
  uint32_t value[maxDivisors];
};

/// Finds the best factorization, dimension by dimension from the last.
class Decomposer {
public:
  Decomposer(int64_t n, const DecompositionCost &cost, unsigned rank)
      : divisors(n), cost(cost), rank(rank) {
    for (uint32_t d = 0; d < divisors.size(); ++d)
      bestCost[d] = cost.estimate(rank - 1, divisors[d]);
    for (unsigned i = rank - 1; i-- > 0;) {
      // The first dimension only ever divides n itself. A divisor has a higher
      // number than those it is divided by, whose costs are still to be read.
      uint32_t lowest = i == 0 ? divisors.size() - 1 : 0;
      for (uint32_t d = divisors.size(); d-- > lowest;)
        chooseSize(i, d);
    }
  }

  void getSizes(uint32_t *sizes) const {
    uint32_t numbers[maxRank];
    getRest(0, divisors.size() - 1, numbers, sizes);
  }

private:
  /// Decides the size of dimension i where d is left for it and those after it.
  void chooseSize(unsigned i, uint32_t d) {
    uint32_t best = 0;
    double least = cost.estimate(i, divisors[0]) + bestCost[d];
    Divisors::Walk walk(divisors, d);
    while (walk.advance()) {
      uint32_t next = walk.getNumber();
      double total = cost.estimate(i, divisors[next]) + bestCost[d - next];
      // Sums of at most 9 estimates are off by much less than this.
      constexpr double margin = 1e-12;
      if (total > least * (1 + margin))
        continue;
      if (total < least * (1 - margin) || isBetter(i, d, next, best)) {
        best = next;
        least = total;
      }
    }
    bestCost[d] = least;
    choice[i][d] = static_cast<uint16_t>(best);
  }

  /// Whether giving divisor lhs of d to dimension i is better than rhs.
  bool isBetter(unsigned i, uint32_t d, uint32_t lhs, uint32_t rhs) const {
    uint32_t lhsNumbers[maxRank], rhsNumbers[maxRank];
    uint32_t lhsSizes[maxRank], rhsSizes[maxRank];
    getChosen(i, d, lhs, lhsNumbers, lhsSizes);
    getChosen(i, d, rhs, rhsNumbers, rhsSizes);
    int order = cost.compare(lhsSizes, rhsSizes, i, rank);
    if (order != 0)
      return order < 0;
    return divisors.precedes(lhsNumbers, rhsNumbers, i, rank);
  }

  void getChosen(unsigned i, uint32_t d, uint32_t chosen, uint32_t *numbers,
                 uint32_t *sizes) const {
    numbers[i] = chosen;
    sizes[i] = divisors[chosen];
    getRest(i + 1, d - chosen, numbers, sizes);
  }

  /// The best factorization of d over the dimensions i and up.
  void getRest(unsigned i, uint32_t d, uint32_t *numbers,
               uint32_t *sizes) const {
    for (; i < rank; ++i) {
      numbers[i] = i + 1 < rank ? choice[i][d] : d;
      sizes[i] = divisors[numbers[i]];
      d -= numbers[i];
    }
  }

  Divisors divisors;
  const DecompositionCost &cost;
  unsigned rank;
  /// Estimated cost of the best factorization of each divisor over the
  /// dimensions that are decided.
  double bestCost[maxDivisors];
  /// The divisor that each dimension but the last takes from what is left.
  uint16_t choice[maxRank - 1][maxDivisors];
};

} // namespace detail

/// Writes the `rank` sizes with product `n` that minimize
/// sum(weights[i] * sizes[i] / extents[i]), compared exactly (MSP14); without
/// weights (null) all are one (MSP12). Ties: the result of greedySplit if it is
/// among them, else the first in the order of MSP12. 1 <= n < 2^31,
/// 1 <= rank <= maxRank, 1 <= extents[i] < 2^31, 1 <= weights[i].
inline void decompose(int64_t n, const int64_t *extents, const int64_t *weights,
                      unsigned rank, int64_t *sizes) {
  detail::DecompositionCost cost(n, extents, weights, rank);
  uint32_t greedy[maxRank], best[maxRank];
  greedySplit(n, extents, rank, sizes);
  for (unsigned i = 0; i < rank; ++i)
    greedy[i] = static_cast<uint32_t>(sizes[i]);
  detail::Decomposer(n, cost, rank).getSizes(best);
  if (cost.compare(greedy, best, 0, rank) == 0)
    return;
  for (unsigned i = 0; i < rank; ++i)
    sizes[i] = best[i];
}

} // namespace space
} // namespace mapwright

#endif // MAPWRIGHT_RUNTIME_DECOMPOSE_H
