//===- Freestanding.cpp - Space.h without a C++ library -------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mapwright/Runtime/Space.h"

using namespace mapwright::space;

/// Uses every function of the header, so that each is compiled, not only
/// parsed.
extern "C" int32_t mapwrightFreestanding(Sizes *sizes, int64_t *point,
                                         Failure *why) {
  const int64_t extents[] = {4, 6}, weights[] = {1, 2};
  Transform made[9];
  Status statuses[] = {
      makeSplit(*sizes, 0, 2, made[0], *why),
      makeMerge(*sizes, 0, 1, made[1], *why),
      makeSwap(*sizes, 0, 1, made[2], *why),
      makeSlice(*sizes, 0, 0, 1, made[3], *why),
      makeReverse(*sizes, 1, made[4], *why),
      makeBalanceSplit(*sizes, 0, 3, made[5], *why),
      makeAutoSplit(*sizes, 0, extents, 2, made[6], *why),
      makeGreedySplit(*sizes, 0, extents, 2, made[7], *why),
      makeDecompose(*sizes, 0, extents, 2, weights, 2, made[8], *why),
  };
  for (unsigned i = 0; i < 9; ++i) {
    if (statuses[i] != Status::Ok || !fromOld(made[i], point))
      return -1;
    newSizes(made[i], *sizes, *sizes);
    toOld(made[i], point);
  }
  return static_cast<int32_t>(findOutside(*sizes, point));
}

/// The arithmetic is there at compile time as well.
constexpr int64_t evaluate() {
  int64_t value = 0;
  bool defined = checkedAdd(5, 2, value) && checkedSub(value, 1, value) &&
                 checkedMul(value, 7, value) && checkedDiv(value, 4, value) &&
                 checkedRem(value, 4, value) && checkedNeg(value, value) &&
                 resolveIndex(3, value, value);
  return defined ? value : -1;
}
static_assert(evaluate() == 1, "((5 + 2 - 1) * 7 / 4) % 4 from the end of 3");
