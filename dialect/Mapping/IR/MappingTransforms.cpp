//===- MappingTransforms.cpp - What transformations of spaces do ----------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialect/Mapping/IR/MappingDialect.h"

using namespace mlir;
using namespace mapwright;
using namespace mapwright::mapping;

using Arguments = ArrayRef<ArrayRef<int64_t>>;
using Known = ArrayRef<std::optional<int64_t>>;

/// The rank after dimension d gave way to `parts` dimensions.
static std::optional<int64_t> rankAfterSplit(int64_t rank,
                                             std::optional<int64_t> parts) {
  if (!parts)
    return std::nullopt;
  return rank - 1 + *parts;
}

space::Status SplitOp::resolve(const space::Sizes &sizes, Arguments args,
                               space::Transform &transform,
                               space::Failure &why) {
  return space::makeSplit(sizes, args[0][0], args[1][0], transform, why);
}
std::optional<int64_t> SplitOp::getNewRank(int64_t rank, Known) {
  return rank + 1;
}

space::Status MergeOp::resolve(const space::Sizes &sizes, Arguments args,
                               space::Transform &transform,
                               space::Failure &why) {
  return space::makeMerge(sizes, args[0][0], args[1][0], transform, why);
}
std::optional<int64_t> MergeOp::getNewRank(int64_t rank, Known) {
  return rank - 1;
}

space::Status SwapOp::resolve(const space::Sizes &sizes, Arguments args,
                              space::Transform &transform,
                              space::Failure &why) {
  return space::makeSwap(sizes, args[0][0], args[1][0], transform, why);
}
std::optional<int64_t> SwapOp::getNewRank(int64_t rank, Known) { return rank; }

space::Status SliceOp::resolve(const space::Sizes &sizes, Arguments args,
                               space::Transform &transform,
                               space::Failure &why) {
  return space::makeSlice(sizes, args[0][0], args[1][0], args[2][0], transform,
                          why);
}
std::optional<int64_t> SliceOp::getNewRank(int64_t rank, Known) { return rank; }

space::Status ReverseOp::resolve(const space::Sizes &sizes, Arguments args,
                                 space::Transform &transform,
                                 space::Failure &why) {
  return space::makeReverse(sizes, args[0][0], transform, why);
}
std::optional<int64_t> ReverseOp::getNewRank(int64_t rank, Known) {
  return rank;
}

space::Status BalanceSplitOp::resolve(const space::Sizes &sizes, Arguments args,
                                      space::Transform &transform,
                                      space::Failure &why) {
  return space::makeBalanceSplit(sizes, args[0][0], args[1][0], transform, why);
}
std::optional<int64_t> BalanceSplitOp::getNewRank(int64_t rank, Known known) {
  return rankAfterSplit(rank, known[1]);
}

space::Status AutoSplitOp::resolve(const space::Sizes &sizes, Arguments args,
                                   space::Transform &transform,
                                   space::Failure &why) {
  return space::makeAutoSplit(sizes, args[0][0], args[1].data(), args[1].size(),
                              transform, why);
}
std::optional<int64_t> AutoSplitOp::getNewRank(int64_t rank, Known known) {
  return rankAfterSplit(rank, known[1]);
}

space::Status GreedySplitOp::resolve(const space::Sizes &sizes, Arguments args,
                                     space::Transform &transform,
                                     space::Failure &why) {
  return space::makeGreedySplit(sizes, args[0][0], args[1].data(),
                                args[1].size(), transform, why);
}
std::optional<int64_t> GreedySplitOp::getNewRank(int64_t rank, Known known) {
  return rankAfterSplit(rank, known[1]);
}

space::Status DecomposeOp::resolve(const space::Sizes &sizes, Arguments args,
                                   space::Transform &transform,
                                   space::Failure &why) {
  if (args.size() < 3)
    return space::makeDecompose(sizes, args[0][0], args[1].data(),
                                args[1].size(), nullptr, 0, transform, why);
  // An empty W is wrong, and not the same as none.
  int64_t none = 0;
  const int64_t *weights = args[2].empty() ? &none : args[2].data();
  return space::makeDecompose(sizes, args[0][0], args[1].data(), args[1].size(),
                              weights, args[2].size(), transform, why);
}
std::optional<int64_t> DecomposeOp::getNewRank(int64_t rank, Known known) {
  return rankAfterSplit(rank, known[1]);
}
