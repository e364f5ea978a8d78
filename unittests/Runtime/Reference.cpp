//===- Reference.cpp - Transformations as the language defines them -------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Reference.h"

#include <algorithm>
#include <functional>
#include <numeric>

using namespace mapwright;
using namespace mapwright::reference;

__extension__ typedef unsigned __int128 Cost;

static Values listPrimes(int64_t n) {
  Values primes;
  for (int64_t p = 2; n > 1; ++p)
    for (; n % p == 0; n /= p)
      primes.push_back(p);
  return primes;
}

/// All ways to write `exponent` as a sum of `count` exponents, ascending.
static std::vector<Values> listExponents(int64_t exponent, unsigned count) {
  if (count == 1)
    return {{exponent}};
  std::vector<Values> all;
  for (int64_t first = 0; first <= exponent; ++first)
    for (Values rest : listExponents(exponent - first, count - 1)) {
      rest.insert(rest.begin(), first);
      all.push_back(rest);
    }
  return all;
}

std::vector<Values> reference::listFactorizations(int64_t n, unsigned count) {
  Values primes = listPrimes(n);
  std::vector<Values> all = {Values(count, 1)};
  while (!primes.empty()) {
    int64_t prime = primes.back();
    int64_t exponent = std::count(primes.begin(), primes.end(), prime);
    primes.resize(primes.size() - exponent);
    std::vector<Values> longer;
    for (const Values &sizes : all)
      for (const Values &exponents : listExponents(exponent, count)) {
        longer.push_back(sizes);
        for (unsigned i = 0; i < count; ++i)
          for (int64_t times = 0; times < exponents[i]; ++times)
            longer.back()[i] *= prime;
      }
    all = std::move(longer);
  }
  return all;
}

Values reference::balanceSplit(int64_t n, unsigned count) {
  Values sizes(count, 1);
  for (int64_t prime : listPrimes(n))
    *std::min_element(sizes.begin(), sizes.end()) *= prime;
  std::sort(sizes.begin(), sizes.end(), std::greater<>());
  return sizes;
}

Values reference::greedySplit(int64_t n, const Values &extents) {
  Values sizes(extents.size(), 1), primes = listPrimes(n);
  std::reverse(primes.begin(), primes.end());
  Values dims(extents.size());
  std::iota(dims.begin(), dims.end(), 0);
  for (int64_t prime : primes) {
    int64_t longest = *std::max_element(
        dims.begin(), dims.end(), [&](int64_t lhs, int64_t rhs) {
          return Cost(extents[lhs]) * sizes[rhs] <
                 Cost(extents[rhs]) * sizes[lhs];
        });
    sizes[longest] *= prime;
  }
  return sizes;
}

/// What one unit of size costs in each dimension, over the product of all L.
static std::vector<Cost> getUnitCosts(const Values &extents,
                                      const Values &weights) {
  std::vector<Cost> unit(weights.begin(), weights.end());
  for (size_t i = 0; i < unit.size(); ++i)
    for (size_t j = 0; j < unit.size(); ++j)
      if (j != i)
        unit[i] *= extents[j];
  return unit;
}

Values reference::decompose(int64_t n, const Values &extents,
                            const Values &weights,
                            const std::vector<Values> &factorizations) {
  std::vector<Cost> unit = getUnitCosts(extents, weights);
  auto cost = [&](const Values &sizes) {
    return std::inner_product(sizes.begin(), sizes.end(), unit.begin(),
                              Cost(0));
  };
  const Values *best = &factorizations.front();
  Cost least = cost(*best);
  for (const Values &sizes : factorizations)
    if (Cost next = cost(sizes); next < least) {
      best = &sizes;
      least = next;
    }
  Values greedy = reference::greedySplit(n, extents);
  return cost(greedy) == least ? greedy : *best;
}

Values reference::newSizes(const Call &call, Values sizes) {
  switch (call.op) {
  case space::Op::Merge: {
    int64_t product = sizes[call.dim] * sizes[call.other];
    sizes.erase(sizes.begin() + call.other);
    sizes[call.dim < call.other ? call.dim : call.dim - 1] = product;
    return sizes;
  }
  case space::Op::Swap:
    std::swap(sizes[call.dim], sizes[call.other]);
    return sizes;
  case space::Op::Slice:
    sizes[call.dim] = call.high - call.low + 1;
    return sizes;
  case space::Op::Reverse:
    return sizes;
  default:
    sizes.erase(sizes.begin() + call.dim);
    sizes.insert(sizes.begin() + call.dim, call.parts.begin(),
                 call.parts.end());
    return sizes;
  }
}

/// old = i0 + i1*s0 + i2*s0*s1 + ...
static Values joinParts(const Call &call, Values point) {
  int64_t old = 0, stride = 1;
  for (size_t i = 0; i < call.parts.size(); ++i) {
    old += point[call.dim + i] * stride;
    stride *= call.parts[i];
  }
  auto first = point.begin() + call.dim;
  point.erase(first, first + call.parts.size());
  point.insert(point.begin() + call.dim, old);
  return point;
}

Values reference::toOld(const Call &call, const Values &oldSizes,
                        Values point) {
  switch (call.op) {
  case space::Op::Merge: {
    unsigned at = call.dim < call.other ? call.dim : call.dim - 1;
    int64_t merged = point[at];
    point.insert(point.begin() + call.other, 0);
    point[call.dim] = merged / oldSizes[call.other];
    point[call.other] = merged % oldSizes[call.other];
    return point;
  }
  case space::Op::Swap:
    std::swap(point[call.dim], point[call.other]);
    return point;
  case space::Op::Slice:
    point[call.dim] += call.low;
    return point;
  case space::Op::Reverse:
    point[call.dim] = oldSizes[call.dim] - 1 - point[call.dim];
    return point;
  default:
    return joinParts(call, std::move(point));
  }
}

std::string reference::toString(const Values &values) {
  std::string text = "(";
  for (int64_t value : values)
    text += (text.size() > 1 ? "," : "") + std::to_string(value);
  return text + ")";
}
