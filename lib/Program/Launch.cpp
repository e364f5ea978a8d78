//===- Launch.cpp - Points, rectangles and domains ------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Program/Launch.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

#include <algorithm>

using namespace mapwright;

bool Point::operator==(const Point &other) const {
  return rank == other.rank &&
         std::equal(at.begin(), at.begin() + rank, other.at.begin());
}

bool Point::operator<(const Point &other) const {
  if (rank != other.rank)
    return rank < other.rank;
  return std::lexicographical_compare(
      at.begin(), at.begin() + rank, other.at.begin(), other.at.begin() + rank);
}

bool Rect::empty() const {
  for (unsigned d = 0; d < rank(); ++d)
    if (hi.at[d] < lo.at[d])
      return true;
  return false;
}

bool Rect::contains(const Point &point) const {
  if (point.rank != rank())
    return false;
  for (unsigned d = 0; d < rank(); ++d)
    if (point.at[d] < lo.at[d] || point.at[d] > hi.at[d])
      return false;
  return true;
}

std::optional<uint64_t> Rect::volume() const {
  if (empty())
    return 0;
  uint64_t volume = 1;
  for (unsigned d = 0; d < rank(); ++d) {
    uint64_t last =
        static_cast<uint64_t>(hi.at[d]) - static_cast<uint64_t>(lo.at[d]);
    bool overflow = last == UINT64_MAX;
    if (overflow)
      return std::nullopt;
    volume = llvm::SaturatingMultiply(volume, last + 1, &overflow);
    if (overflow)
      return std::nullopt;
  }
  return volume;
}

bool Domain::empty() const {
  return llvm::all_of(rects, [](const Rect &rect) { return rect.empty(); });
}

/// The empty rectangle 0..-1 in every dimension.
static Rect emptyRect(unsigned rank) {
  Rect rect;
  rect.lo.rank = rect.hi.rank = rank;
  std::fill_n(rect.hi.at.begin(), rank, -1);
  return rect;
}

Rect Domain::bounds() const {
  std::optional<Rect> bounds;
  for (const Rect &rect : rects) {
    if (rect.empty())
      continue;
    if (!bounds) {
      bounds = rect;
      continue;
    }
    for (unsigned d = 0; d < rank; ++d) {
      bounds->lo.at[d] = std::min(bounds->lo.at[d], rect.lo.at[d]);
      bounds->hi.at[d] = std::max(bounds->hi.at[d], rect.hi.at[d]);
    }
  }
  if (bounds)
    return *bounds;
  return rects.empty() ? emptyRect(rank) : rects.front();
}

std::optional<uint64_t> Domain::volume() const {
  uint64_t sum = 0;
  for (const Rect &rect : rects) {
    std::optional<uint64_t> volume = rect.volume();
    if (!volume)
      return std::nullopt;
    bool overflow = false;
    sum = llvm::SaturatingAdd(sum, *volume, &overflow);
    if (overflow)
      return std::nullopt;
  }
  return sum;
}

unsigned mapwright::getHighestRank(llvm::ArrayRef<Launch> launches) {
  unsigned rank = 1;
  for (const Launch &launch : launches)
    if (launch.domain)
      rank = std::max(rank, launch.domain->rank);
  return rank;
}
