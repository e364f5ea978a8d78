//===- Random.h - Random numbers that are the same everywhere ---*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The distributions of the standard library differ between implementations;
// these are functions of the seed alone.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_OPTIMIZE_RANDOM_H
#define MAPWRIGHT_OPTIMIZE_RANDOM_H

#include <cstdint>
#include <random>
#include <utility>

namespace mapwright {
namespace optimize {

class Random {
public:
  explicit Random(uint64_t seed) : engine(seed) {}

  /// Uniform among 0 to n - 1; `n` is at least 1.
  uint64_t below(uint64_t n) {
    // What would make the first numbers likelier is drawn anew.
    uint64_t tail = (0 - n) % n;
    uint64_t draw;
    do
      draw = engine();
    while (draw < tail);
    return draw % n;
  }

  /// Uniform in [0, 1), of 53 bits.
  double unit() { return double(engine() >> 11) * 0x1p-53; }

  bool chance(double probability) { return unit() < probability; }

  /// Roughly normal, of mean 0 and deviation 1: the sum of twelve uniform
  /// numbers, which needs no function of a math library.
  double normal() {
    double sum = -6;
    for (unsigned term = 0; term < 12; ++term)
      sum += unit();
    return sum;
  }

  template <typename Range>
  void shuffle(Range &range) {
    for (size_t left = range.size(); left > 1; --left)
      std::swap(range[left - 1], range[below(left)]);
  }

private:
  std::mt19937_64 engine;
};

} // namespace optimize
} // namespace mapwright

#endif // MAPWRIGHT_OPTIMIZE_RANDOM_H
