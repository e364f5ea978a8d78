//===- ImportRunProjection.cpp - Projections from pieces of points --------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ImportRunParts.h"

#include "llvm/ADT/STLExtras.h"

using namespace mapwright;
using Pairs = llvm::ArrayRef<std::pair<Point, Point>>;

/// The change of color dimension `result` from a point to its neighbour in
/// dimension `dim`; 0 where the launch has no neighbours. The pairs are in the
/// order of their points.
static int64_t findStep(Pairs pairs, unsigned dim, unsigned result) {
  for (const auto &[point, color] : pairs) {
    Point next = point;
    int64_t step;
    if (__builtin_add_overflow(next.at[dim], 1, &next.at[dim]))
      continue;
    auto neighbour = llvm::lower_bound(
        pairs, next, [](const std::pair<Point, Point> &pair, const Point &p) {
          return pair.first < p;
        });
    if (neighbour == pairs.end() || !(neighbour->first == next))
      continue;
    return __builtin_sub_overflow(neighbour->second.at[result],
                                  color.at[result], &step)
               ? 0
               : step;
  }
  return 0;
}

/// The value at a point; none if it leaves 64 bits.
static std::optional<int64_t> evaluate(const AffineResult &affine,
                                       const Point &point) {
  int64_t sum = affine.constant;
  for (auto [d, factor] : llvm::enumerate(affine.point)) {
    int64_t product;
    if (__builtin_mul_overflow(factor, point.at[d], &product) ||
        __builtin_add_overflow(sum, product, &sum))
      return std::nullopt;
  }
  if (affine.modulus != 0) {
    sum %= affine.modulus;
    sum += sum < 0 ? affine.modulus : 0;
  }
  return sum;
}

static bool fits(const AffineResult &affine, Pairs pairs, unsigned result) {
  return llvm::all_of(pairs, [&](const std::pair<Point, Point> &pair) {
    return evaluate(affine, pair.first) == pair.second.at[result];
  });
}

/// One dimension of the color.
static std::optional<AffineResult> fitResult(Pairs pairs, unsigned result,
                                             int64_t modulus) {
  AffineResult affine;
  affine.modulus = modulus;
  const auto &[point, color] = pairs.front();
  affine.constant = color.at[result];
  for (unsigned d = 0; d < point.rank; ++d) {
    int64_t step = findStep(pairs, d, result);
    if (modulus != 0)
      step = ((step % modulus) + modulus) % modulus;
    affine.point.push_back(step);
    int64_t product;
    if (__builtin_mul_overflow(step, point.at[d], &product) ||
        __builtin_sub_overflow(affine.constant, product, &affine.constant))
      return std::nullopt;
  }
  if (modulus != 0)
    affine.constant = ((affine.constant % modulus) + modulus) % modulus;
  if (!fits(affine, pairs, result))
    return std::nullopt;
  return affine;
}

std::optional<Projection> mapwright::fitProjection(Pairs pairs,
                                                   const Rect &colors) {
  if (llvm::all_of(pairs, [](const std::pair<Point, Point> &pair) {
        return pair.first == pair.second;
      }))
    return Projection();
  Projection projection;
  for (unsigned d = 0; d < colors.rank(); ++d) {
    std::optional<AffineResult> affine = fitResult(pairs, d, 0);
    bool canWrap = colors.lo.at[d] == 0 && colors.hi.at[d] < INT64_MAX;
    if (!affine && canWrap)
      affine = fitResult(pairs, d, colors.hi.at[d] + 1);
    if (!affine)
      return std::nullopt;
    projection.push_back(std::move(*affine));
  }
  return projection;
}

std::optional<Point> mapwright::projectPoint(const Projection &projection,
                                             const Point &point) {
  if (projection.empty())
    return point;
  Point color;
  for (const AffineResult &affine : projection) {
    std::optional<int64_t> value = evaluate(affine, point);
    if (!value || color.rank == maxLaunchRank)
      return std::nullopt;
    color.at[color.rank++] = *value;
  }
  return color;
}
