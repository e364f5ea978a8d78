//===- AffinePath.h - Affine facts along one path ------------- -*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Analysis: integers that are affine in the coordinates of a
// point and in quotients by constants, and what is known of them on the way
// through a map.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_ANALYSIS_AFFINEPATH_H
#define MAPWRIGHT_LIB_ANALYSIS_AFFINEPATH_H

#include "mapwright/Program/Launch.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"

namespace mapwright {

/// constant + sum factors[v] * v over the variables of a path; missing factors
/// are 0.
struct AffineTerm {
  llvm::SmallVector<int64_t, 8> factors;
  int64_t constant = 0;

  bool isConstant() const;
};

/// The points of a rectangle that take one path. Operations give nothing where
/// a number leaves 64 bits or the path gets too large.
class AffinePath {
public:
  /// Answers a question that both ways are open for.
  using Choose = llvm::function_ref<bool()>;
  using Term = std::optional<AffineTerm>;

  /// The variables are the coordinates at first.
  explicit AffinePath(const Rect &domain);

  AffineTerm getCoordinate(unsigned dim) const;
  Term add(const AffineTerm &a, const AffineTerm &b) const;
  Term scale(const AffineTerm &a, int64_t factor) const;
  Term subtract(const AffineTerm &a, const AffineTerm &b) const;
  Term multiply(const AffineTerm &a, const AffineTerm &b) const;
  /// Truncates towards zero (EXP2); the divisor is not 0.
  Term divide(const AffineTerm &a, int64_t divisor, Choose choose);

  /// Whether the comparison holds on this path; one that is open is chosen, and
  /// the path is narrowed to that.
  std::optional<bool> compare(mlir::arith::CmpIPredicate predicate,
                              const AffineTerm &a, const AffineTerm &b,
                              Choose choose);

  /// A point that takes the path, none if there is none.
  std::optional<Point> findPoint() const;

private:
  struct Range {
    __int128 lo, hi;
  };
  struct Quotient {
    AffineTerm dividend;
    int64_t divisor;
    AffineTerm result;
  };

  Range getRange(const AffineTerm &term) const;
  Term check(AffineTerm term) const;
  bool require(Term term); ///< term >= 0 from now on
  bool isAtLeastZero(const AffineTerm &term, Choose choose,
                     std::optional<bool> &holds);
  std::optional<bool> compareSigned(mlir::arith::CmpIPredicate predicate,
                                    const AffineTerm &a, const AffineTerm &b,
                                    Choose choose);
  std::optional<bool> compareUnsigned(mlir::arith::CmpIPredicate predicate,
                                      const AffineTerm &a, const AffineTerm &b,
                                      Choose choose);
  Term floorDivide(const AffineTerm &a, int64_t divisor);
  Term divideByPositive(const AffineTerm &a, int64_t divisor, Choose choose);

  unsigned rank;
  llvm::SmallVector<Range, 8> variables;
  llvm::SmallVector<AffineTerm, 8> atLeastZero;
  llvm::SmallVector<Quotient, 4> quotients;
};

} // namespace mapwright

#endif // MAPWRIGHT_LIB_ANALYSIS_AFFINEPATH_H
