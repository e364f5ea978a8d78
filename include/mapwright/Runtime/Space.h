//===- Space.h - Machine spaces and their transformations -------*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The one implementation of machine spaces (MSP1, MSP2, MSP5 to MSP15), for
// folding and evaluation in the compiler and for generated policies.
// Freestanding: no allocation, no exceptions, no other headers than <stdint.h>
// and <stddef.h>.
//
// A make function checks its arguments against the sizes of a space and
// resolves them to a Transform; after that everything is total:
//
//   Transform halves;
//   if (makeSplit(sizes, 1, 2, halves, why) != Status::Ok)
//     return report(why);
//   newSizes(halves, sizes, sizes);
//   ...
//   toOld(halves, point);
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_RUNTIME_SPACE_H
#define MAPWRIGHT_RUNTIME_SPACE_H

#include "mapwright/Runtime/Checked.h"
#include "mapwright/Runtime/Decompose.h"
#include "mapwright/Runtime/Factorize.h"

#include <stddef.h>
#include <stdint.h>

namespace mapwright {
namespace space {

enum class Op : uint8_t {
  Split,        ///< MSP6
  Merge,        ///< MSP7
  Swap,         ///< MSP8
  Slice,        ///< MSP9
  Reverse,      ///< MSP10
  BalanceSplit, ///< MSP11
  AutoSplit,    ///< MSP12
  GreedySplit,  ///< MSP13
  Decompose,    ///< MSP14
};

/// Every way an argument of a transformation can be wrong (MSP15), with what
/// Failure::value and Failure::bound hold.
enum class Status : uint8_t {
  Ok,
  DimensionOutOfRange, ///< the dimension; the rank
  SameDimensions,      ///< the dimension, given twice
  EmptyDimension,      ///< the dimension of size 0 (MSP1)
  SizeTooLarge,        ///< the size of the dimension; sizeLimit
  ProductTooLarge,     ///< the product of merged sizes; sizeLimit
  TooManyDimensions,   ///< the rank that would result; maxRank
  FactorNotPositive,   ///< f
  FactorDoesNotDivide, ///< f; the size of the dimension
  SliceOutOfRange,     ///< lo or hi; the size of the dimension
  SliceReversed,       ///< lo; hi, which is less
  CountNotPositive,    ///< k
  TooManyParts,        ///< k or the length of L; maxRank
  NoExtents,           ///< L has no entries
  ExtentZero,          ///< 0 in L: fewer points than processors
  ExtentNegative,      ///< the entry of L
  ExtentTooLarge,      ///< the entry of L; sizeLimit
  WeightsLength,       ///< the length of W; the length of L
  WeightNotPositive,   ///< the entry of W
};

/// The sizes of a space. at[i] is defined for i < rank <= maxRank; sizes are
/// not negative, and 0 where the machine has no such processors (MSP1).
struct Sizes {
  uint32_t rank;
  int64_t at[maxRank];
};

/// What a message about a refused transformation needs.
struct Failure {
  Status status;
  uint32_t argument; ///< which argument of the call is wrong, from 0
  uint32_t entry;    ///< which entry of that argument, if it is L or W
  int64_t value;     ///< see Status
  int64_t bound;     ///< see Status, 0 if it has none
};

/// A transformation with its arguments resolved against the sizes of the old
/// space: all that is needed to map points both ways. Made by the functions
/// below only.
struct Transform {
  Op op;
  uint32_t oldRank;
  uint32_t newRank;
  uint32_t dim;      ///< first dimension argument
  uint32_t otherDim; ///< second dimension argument (Merge, Swap)
  uint32_t parts;    ///< how many new dimensions replace `dim` (all splits)
  int64_t offset;    ///< Slice: lo; Reverse: old size - 1
  /// The new sizes of the parts (all splits), of the one dimension in question
  /// (Slice, Reverse), or the old sizes of `dim` and `otherDim` (Merge, Swap).
  int64_t sizes[maxRank];
};

namespace detail {

inline Status fail(Failure &why, Status status, uint32_t argument,
                   int64_t value, int64_t bound = 0, uint32_t entry = 0) {
  why = {status, argument, entry, value, bound};
  return status;
}

/// Starts a transformation of dimension `d`, argument `argument` of its call.
inline Status checkDimension(const Sizes &old, int64_t d, uint32_t argument,
                             Failure &why) {
  why = {Status::Ok, 0, 0, 0, 0};
  if (d < 0 || d >= int64_t(old.rank))
    return fail(why, Status::DimensionOutOfRange, argument, d, old.rank);
  if (old.at[d] == 0)
    return fail(why, Status::EmptyDimension, argument, d);
  if (old.at[d] >= sizeLimit)
    return fail(why, Status::SizeTooLarge, argument, old.at[d], sizeLimit);
  return Status::Ok;
}

inline Status checkTwoDimensions(const Sizes &old, int64_t d1, int64_t d2,
                                 Failure &why) {
  Status status = checkDimension(old, d1, 0, why);
  if (status == Status::Ok)
    status = checkDimension(old, d2, 1, why);
  if (status == Status::Ok && d1 == d2)
    return fail(why, Status::SameDimensions, 1, d2);
  return status;
}

/// Whether a dimension can give way to `parts` others, argument 1 of the call.
inline Status checkParts(const Sizes &old, uint64_t parts, Failure &why) {
  if (parts > maxRank)
    return fail(why, Status::TooManyParts, 1, int64_t(parts), maxRank);
  int64_t rank = int64_t(old.rank) - 1 + int64_t(parts);
  if (rank > int64_t(maxRank))
    return fail(why, Status::TooManyDimensions, 1, rank, maxRank);
  return Status::Ok;
}

inline Status checkExtent(int64_t extent, uint32_t entry, Failure &why) {
  if (extent == 0)
    return fail(why, Status::ExtentZero, 1, extent, 0, entry);
  if (extent < 0)
    return fail(why, Status::ExtentNegative, 1, extent, 0, entry);
  if (extent >= sizeLimit)
    return fail(why, Status::ExtentTooLarge, 1, extent, sizeLimit, entry);
  return Status::Ok;
}

/// Checks the arguments d and L that MSP12 to MSP14 share.
inline Status checkExtents(const Sizes &old, int64_t d, const int64_t *extents,
                           size_t count, Failure &why) {
  Status status = checkDimension(old, d, 0, why);
  if (status == Status::Ok && count == 0)
    return fail(why, Status::NoExtents, 1, 0);
  if (status == Status::Ok)
    status = checkParts(old, count, why);
  for (uint32_t i = 0; status == Status::Ok && i < count; ++i)
    status = checkExtent(extents[i], i, why);
  return status;
}

inline Status checkWeights(const int64_t *weights, size_t weightCount,
                           size_t count, Failure &why) {
  if (weightCount != count)
    return fail(why, Status::WeightsLength, 2, int64_t(weightCount),
                int64_t(count));
  for (uint32_t i = 0; i < count; ++i)
    if (weights[i] <= 0)
      return fail(why, Status::WeightNotPositive, 2, weights[i], 0, i);
  return Status::Ok;
}

/// A transformation whose sizes and offset are still to be set.
inline Transform start(Op op, const Sizes &old, int64_t dim, int64_t otherDim,
                       uint64_t newRank) {
  Transform transform = {};
  transform.op = op;
  transform.oldRank = old.rank;
  transform.newRank = static_cast<uint32_t>(newRank);
  transform.dim = static_cast<uint32_t>(dim);
  transform.otherDim = static_cast<uint32_t>(otherDim);
  return transform;
}

inline Transform startSplit(Op op, const Sizes &old, int64_t d,
                            uint64_t parts) {
  Transform transform = start(op, old, d, d, old.rank - 1 + parts);
  transform.parts = static_cast<uint32_t>(parts);
  return transform;
}

/// Where the product is after otherDim is gone (MSP7).
inline uint32_t getMergedDim(const Transform &transform) {
  return transform.dim < transform.otherDim ? transform.dim : transform.dim - 1;
}

/// Makes place for a value at `at` in the `count` values from `values` on.
inline void openGap(int64_t *values, uint32_t count, uint32_t at) {
  for (uint32_t i = count; i > at; --i)
    values[i] = values[i - 1];
}

/// Removes the value at `at` from the `count` values from `values` on.
inline void closeGap(int64_t *values, uint32_t count, uint32_t at) {
  for (uint32_t i = at + 1; i < count; ++i)
    values[i - 1] = values[i];
}

inline void swapDims(const Transform &transform, int64_t *values) {
  int64_t value = values[transform.dim];
  values[transform.dim] = values[transform.otherDim];
  values[transform.otherDim] = value;
}

/// Moves what follows the split dimension from its old to its new place.
inline void openParts(const Transform &transform, int64_t *values) {
  for (uint32_t i = transform.oldRank; i-- > transform.dim + 1;)
    values[i + transform.parts - 1] = values[i];
}

/// The first new dimension is the fastest (MSP11 to MSP14); for two parts that
/// is i + j * f (MSP6).
inline void joinParts(const Transform &transform, int64_t *point) {
  int64_t *parts = point + transform.dim;
  int64_t joined = parts[transform.parts - 1];
  for (uint32_t i = transform.parts - 1; i-- > 0;)
    joined = joined * transform.sizes[i] + parts[i];
  parts[0] = joined;
  for (uint32_t i = transform.dim + 1; i < transform.oldRank; ++i)
    point[i] = point[i + transform.parts - 1];
}

inline void separateParts(const Transform &transform, int64_t *point) {
  openParts(transform, point);
  int64_t *parts = point + transform.dim;
  int64_t rest = parts[0];
  for (uint32_t i = 0; i + 1 < transform.parts; ++i) {
    parts[i] = rest % transform.sizes[i];
    rest /= transform.sizes[i];
  }
  parts[transform.parts - 1] = rest;
}

inline void unmerge(const Transform &transform, int64_t *point) {
  int64_t merged = point[getMergedDim(transform)];
  openGap(point, transform.newRank, transform.otherDim);
  point[transform.dim] = merged / transform.sizes[1];
  point[transform.otherDim] = merged % transform.sizes[1];
}

inline void merge(const Transform &transform, int64_t *point) {
  point[transform.dim] =
      point[transform.dim] * transform.sizes[1] + point[transform.otherDim];
  closeGap(point, transform.oldRank, transform.otherDim);
}

} // namespace detail

/// `split(d, factor)` (MSP6).
inline Status makeSplit(const Sizes &old, int64_t d, int64_t factor,
                        Transform &transform, Failure &why) {
  Status status = detail::checkDimension(old, d, 0, why);
  if (status != Status::Ok)
    return status;
  if (factor <= 0)
    return detail::fail(why, Status::FactorNotPositive, 1, factor);
  if (old.at[d] % factor != 0)
    return detail::fail(why, Status::FactorDoesNotDivide, 1, factor, old.at[d]);
  status = detail::checkParts(old, 2, why);
  if (status != Status::Ok)
    return status;
  transform = detail::startSplit(Op::Split, old, d, 2);
  transform.sizes[0] = factor;
  transform.sizes[1] = old.at[d] / factor;
  return Status::Ok;
}

/// `merge(d1, d2)` (MSP7).
inline Status makeMerge(const Sizes &old, int64_t d1, int64_t d2,
                        Transform &transform, Failure &why) {
  Status status = detail::checkTwoDimensions(old, d1, d2, why);
  if (status != Status::Ok)
    return status;
  int64_t product = old.at[d1] * old.at[d2];
  if (product >= sizeLimit)
    return detail::fail(why, Status::ProductTooLarge, 1, product, sizeLimit);
  transform = detail::start(Op::Merge, old, d1, d2, old.rank - 1);
  transform.sizes[0] = old.at[d1];
  transform.sizes[1] = old.at[d2];
  return Status::Ok;
}

/// `swap(d1, d2)` (MSP8).
inline Status makeSwap(const Sizes &old, int64_t d1, int64_t d2,
                       Transform &transform, Failure &why) {
  Status status = detail::checkTwoDimensions(old, d1, d2, why);
  if (status != Status::Ok)
    return status;
  transform = detail::start(Op::Swap, old, d1, d2, old.rank);
  transform.sizes[0] = old.at[d1];
  transform.sizes[1] = old.at[d2];
  return Status::Ok;
}

/// `slice(d, lo, hi)`, both ends included (MSP9).
inline Status makeSlice(const Sizes &old, int64_t d, int64_t lo, int64_t hi,
                        Transform &transform, Failure &why) {
  Status status = detail::checkDimension(old, d, 0, why);
  if (status != Status::Ok)
    return status;
  if (lo < 0 || lo >= old.at[d])
    return detail::fail(why, Status::SliceOutOfRange, 1, lo, old.at[d]);
  if (hi < 0 || hi >= old.at[d])
    return detail::fail(why, Status::SliceOutOfRange, 2, hi, old.at[d]);
  if (lo > hi)
    return detail::fail(why, Status::SliceReversed, 1, lo, hi);
  transform = detail::start(Op::Slice, old, d, d, old.rank);
  transform.offset = lo;
  transform.sizes[0] = hi - lo + 1;
  return Status::Ok;
}

/// `reverse(d)` (MSP10).
inline Status makeReverse(const Sizes &old, int64_t d, Transform &transform,
                          Failure &why) {
  Status status = detail::checkDimension(old, d, 0, why);
  if (status != Status::Ok)
    return status;
  transform = detail::start(Op::Reverse, old, d, d, old.rank);
  transform.offset = old.at[d] - 1;
  transform.sizes[0] = old.at[d];
  return Status::Ok;
}

/// `balance_split(d, count)` (MSP11).
inline Status makeBalanceSplit(const Sizes &old, int64_t d, int64_t count,
                               Transform &transform, Failure &why) {
  Status status = detail::checkDimension(old, d, 0, why);
  if (status == Status::Ok && count <= 0)
    return detail::fail(why, Status::CountNotPositive, 1, count);
  if (status == Status::Ok)
    status = detail::checkParts(old, static_cast<uint64_t>(count), why);
  if (status != Status::Ok)
    return status;
  transform = detail::startSplit(Op::BalanceSplit, old, d,
                                 static_cast<uint64_t>(count));
  balanceSplit(old.at[d], transform.parts, transform.sizes);
  return Status::Ok;
}

/// `auto_split(d, L)` (MSP12).
inline Status makeAutoSplit(const Sizes &old, int64_t d, const int64_t *extents,
                            size_t count, Transform &transform, Failure &why) {
  Status status = detail::checkExtents(old, d, extents, count, why);
  if (status != Status::Ok)
    return status;
  transform = detail::startSplit(Op::AutoSplit, old, d, count);
  decompose(old.at[d], extents, nullptr, transform.parts, transform.sizes);
  return Status::Ok;
}

/// `greedy_split(d, L)` (MSP13).
inline Status makeGreedySplit(const Sizes &old, int64_t d,
                              const int64_t *extents, size_t count,
                              Transform &transform, Failure &why) {
  Status status = detail::checkExtents(old, d, extents, count, why);
  if (status != Status::Ok)
    return status;
  transform = detail::startSplit(Op::GreedySplit, old, d, count);
  greedySplit(old.at[d], extents, transform.parts, transform.sizes);
  return Status::Ok;
}

/// `decompose(d, L)` if `weights` is null, else `decompose(d, L, W)` (MSP14).
inline Status makeDecompose(const Sizes &old, int64_t d, const int64_t *extents,
                            size_t count, const int64_t *weights,
                            size_t weightCount, Transform &transform,
                            Failure &why) {
  Status status = detail::checkExtents(old, d, extents, count, why);
  if (status == Status::Ok && weights)
    status = detail::checkWeights(weights, weightCount, count, why);
  if (status != Status::Ok)
    return status;
  transform = detail::startSplit(Op::Decompose, old, d, count);
  decompose(old.at[d], extents, weights, transform.parts, transform.sizes);
  return Status::Ok;
}

/// The sizes of the new space. `result` may be `old`.
inline void newSizes(const Transform &transform, const Sizes &old,
                     Sizes &result) {
  result = old;
  result.rank = transform.newRank;
  switch (transform.op) {
  case Op::Merge:
    result.at[transform.dim] = transform.sizes[0] * transform.sizes[1];
    detail::closeGap(result.at, transform.oldRank, transform.otherDim);
    return;
  case Op::Swap:
    detail::swapDims(transform, result.at);
    return;
  case Op::Slice:
  case Op::Reverse:
    result.at[transform.dim] = transform.sizes[0];
    return;
  default:
    detail::openParts(transform, result.at);
    for (uint32_t i = 0; i < transform.parts; ++i)
      result.at[transform.dim + i] = transform.sizes[i];
  }
}

/// Rewrites a point of the new space, newRank coordinates, to the point of the
/// old space it stands for, oldRank coordinates (MSP2). The array holds the
/// larger of the two ranks. The point must lie in the new space: see
/// findOutside.
inline void toOld(const Transform &transform, int64_t *point) {
  switch (transform.op) {
  case Op::Merge:
    return detail::unmerge(transform, point);
  case Op::Swap:
    return detail::swapDims(transform, point);
  case Op::Slice:
    point[transform.dim] += transform.offset;
    return;
  case Op::Reverse:
    point[transform.dim] = transform.offset - point[transform.dim];
    return;
  default:
    return detail::joinParts(transform, point);
  }
}

/// Rewrites a point of the old space to the point of the new space that stands
/// for it (MSP5). False if there is none, which only a slice can bring about:
/// the coordinate is then outside of the new size.
inline bool fromOld(const Transform &transform, int64_t *point) {
  switch (transform.op) {
  case Op::Merge:
    detail::merge(transform, point);
    return true;
  case Op::Swap:
    detail::swapDims(transform, point);
    return true;
  case Op::Slice: {
    int64_t &coordinate = point[transform.dim];
    coordinate -= transform.offset;
    return coordinate >= 0 && coordinate < transform.sizes[0];
  }
  case Op::Reverse:
    point[transform.dim] = transform.offset - point[transform.dim];
    return true;
  default:
    detail::separateParts(transform, point);
    return true;
  }
}

/// The first dimension whose coordinate is not in 0 <= i < size (MSP2), or the
/// rank if the point lies in the space.
inline uint32_t findOutside(const Sizes &sizes, const int64_t *point) {
  for (uint32_t i = 0; i < sizes.rank; ++i)
    if (point[i] < 0 || point[i] >= sizes.at[i])
      return i;
  return sizes.rank;
}

} // namespace space
} // namespace mapwright

#endif // MAPWRIGHT_RUNTIME_SPACE_H
