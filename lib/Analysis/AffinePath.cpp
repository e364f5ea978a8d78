//===- AffinePath.cpp - Affine facts along one path -----------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AffinePath.h"

#include "mlir/Analysis/Presburger/IntegerRelation.h"

using namespace mapwright;
using mlir::arith::CmpIPredicate;

/// Larger systems take the solver too long.
static constexpr size_t maxVariables = 20;
static constexpr size_t maxConstraints = 64;
/// Sums of so many products with 64-bit values fit in 128 bits.
static constexpr __int128 maxFactor = __int128(1) << 53;

bool AffineTerm::isConstant() const {
  return llvm::all_of(factors, [](int64_t factor) { return factor == 0; });
}

static bool isSame(const AffineTerm &a, const AffineTerm &b) {
  for (size_t v = 0; v < std::max(a.factors.size(), b.factors.size()); ++v)
    if ((v < a.factors.size() ? a.factors[v] : 0) !=
        (v < b.factors.size() ? b.factors[v] : 0))
      return false;
  return a.constant == b.constant;
}

AffinePath::AffinePath(const Rect &domain) : rank(domain.rank()) {
  for (unsigned dim = 0; dim < rank; ++dim)
    variables.push_back({domain.lo.at[dim], domain.hi.at[dim]});
}

//===----------------------------------------------------------------------===//
// Terms
//===----------------------------------------------------------------------===//

AffinePath::Range AffinePath::getRange(const AffineTerm &term) const {
  Range range = {term.constant, term.constant};
  for (auto [factor, variable] : llvm::zip(term.factors, variables)) {
    __int128 a = factor * variable.lo, b = factor * variable.hi;
    range.lo += std::min(a, b);
    range.hi += std::max(a, b);
  }
  return range;
}

/// Nothing may wrap, so all values have to be in range.
AffinePath::Term AffinePath::check(AffineTerm term) const {
  Range range = getRange(term);
  if (range.lo < INT64_MIN || range.hi > INT64_MAX)
    return std::nullopt;
  return term;
}

AffineTerm AffinePath::getCoordinate(unsigned dim) const {
  AffineTerm term;
  term.factors.resize(dim + 1);
  term.factors[dim] = 1;
  return term;
}

/// a * x + b * y if all numbers are small enough.
static std::optional<AffineTerm> combine(const AffineTerm &x, __int128 a,
                                         const AffineTerm &y, __int128 b) {
  AffineTerm sum;
  sum.factors.resize(std::max(x.factors.size(), y.factors.size()));
  for (size_t v = 0; v < sum.factors.size(); ++v) {
    __int128 factor = (v < x.factors.size() ? a * x.factors[v] : 0) +
                      (v < y.factors.size() ? b * y.factors[v] : 0);
    if (factor > maxFactor || factor < -maxFactor)
      return std::nullopt;
    sum.factors[v] = factor;
  }
  __int128 constant = a * x.constant + b * y.constant;
  if (constant < INT64_MIN || constant > INT64_MAX)
    return std::nullopt;
  sum.constant = constant;
  return sum;
}

AffinePath::Term AffinePath::add(const AffineTerm &a,
                                 const AffineTerm &b) const {
  Term sum = combine(a, 1, b, 1);
  return sum ? check(*sum) : sum;
}

AffinePath::Term AffinePath::subtract(const AffineTerm &a,
                                      const AffineTerm &b) const {
  Term difference = combine(a, 1, b, -1);
  return difference ? check(*difference) : difference;
}

AffinePath::Term AffinePath::scale(const AffineTerm &a, int64_t factor) const {
  Term product = combine(a, factor, AffineTerm(), 0);
  return product ? check(*product) : product;
}

AffinePath::Term AffinePath::multiply(const AffineTerm &a,
                                      const AffineTerm &b) const {
  if (a.isConstant())
    return scale(b, a.constant);
  return b.isConstant() ? scale(a, b.constant) : std::nullopt;
}

//===----------------------------------------------------------------------===//
// Conditions
//===----------------------------------------------------------------------===//

bool AffinePath::require(Term term) {
  if (!term || atLeastZero.size() == maxConstraints)
    return false;
  atLeastZero.push_back(std::move(*term));
  return true;
}

/// -term - 1, which is at least 0 where the term is not.
static std::optional<AffineTerm> negate(const AffineTerm &term) {
  AffineTerm one;
  one.constant = 1;
  return combine(term, -1, one, -1);
}

/// False if that leads too far.
bool AffinePath::isAtLeastZero(const AffineTerm &term, Choose choose,
                               std::optional<bool> &holds) {
  Range range = getRange(term);
  Term negated = negate(term);
  if (!negated)
    return false;
  if (range.lo >= 0 || range.hi < 0)
    holds = range.lo >= 0;
  for (const AffineTerm &known : atLeastZero)
    if (isSame(known, term) || isSame(known, *negated))
      holds = isSame(known, term);
  if (holds)
    return true;
  holds = choose();
  return require(*holds ? term : *negated);
}

/// Unsigned a < b, or a <= b: 0 <= a besides, if b is not negative.
std::optional<bool> AffinePath::compareUnsigned(CmpIPredicate predicate,
                                                const AffineTerm &a,
                                                const AffineTerm &b,
                                                Choose choose) {
  std::optional<bool> isPositive;
  if (getRange(b).lo < 0 || !isAtLeastZero(a, choose, isPositive))
    return std::nullopt;
  return *isPositive ? compareSigned(predicate, a, b, choose) : false;
}

std::optional<bool> AffinePath::compare(CmpIPredicate predicate,
                                        const AffineTerm &a,
                                        const AffineTerm &b, Choose choose) {
  switch (predicate) {
  case CmpIPredicate::ult:
    return compareUnsigned(CmpIPredicate::slt, a, b, choose);
  case CmpIPredicate::ule:
    return compareUnsigned(CmpIPredicate::sle, a, b, choose);
  case CmpIPredicate::ugt:
    return compareUnsigned(CmpIPredicate::slt, b, a, choose);
  case CmpIPredicate::uge:
    return compareUnsigned(CmpIPredicate::sle, b, a, choose);
  default:
    return compareSigned(predicate, a, b, choose);
  }
}

std::optional<bool> AffinePath::compareSigned(CmpIPredicate predicate,
                                              const AffineTerm &a,
                                              const AffineTerm &b,
                                              Choose choose) {
  // a < b is not (a - b >= 0), and so on.
  bool swaps =
      predicate == CmpIPredicate::sgt || predicate == CmpIPredicate::sle;
  Term difference = swaps ? subtract(b, a) : subtract(a, b);
  if (!difference)
    return std::nullopt;
  std::optional<bool> holds, isEqual;
  if (!isAtLeastZero(*difference, choose, holds))
    return std::nullopt;
  switch (predicate) {
  case CmpIPredicate::slt:
  case CmpIPredicate::sgt:
    return !*holds;
  case CmpIPredicate::sge:
  case CmpIPredicate::sle:
    return holds;
  case CmpIPredicate::eq:
  case CmpIPredicate::ne: {
    isEqual = false;
    if (*holds) {
      isEqual.reset();
      Term reversed = scale(*difference, -1);
      if (!reversed || !isAtLeastZero(*reversed, choose, isEqual))
        return std::nullopt;
    }
    return *isEqual == (predicate == CmpIPredicate::eq);
  }
  default:
    return std::nullopt;
  }
}

//===----------------------------------------------------------------------===//
// Divisions
//===----------------------------------------------------------------------===//

/// A new variable q with divisor * q <= a < divisor * (q + 1).
AffinePath::Term AffinePath::floorDivide(const AffineTerm &a, int64_t divisor) {
  for (const Quotient &known : quotients)
    if (known.divisor == divisor && isSame(known.dividend, a))
      return known.result;
  if (variables.size() == maxVariables)
    return std::nullopt;
  AffineTerm quotient;
  quotient.factors.resize(variables.size() + 1);
  quotient.factors.back() = 1;
  Range range = getRange(a);
  variables.push_back({std::max<__int128>(range.lo, 0) / divisor,
                       std::max<__int128>(range.hi, 0) / divisor});
  Term rest = combine(a, 1, quotient, -__int128(divisor));
  AffineTerm last;
  last.constant = divisor - 1;
  if (!rest || !require(rest) || !require(combine(last, 1, *rest, -1)))
    return std::nullopt;
  quotients.push_back({a, divisor, quotient});
  return quotient;
}

AffinePath::Term AffinePath::divideByPositive(const AffineTerm &a,
                                              int64_t divisor, Choose choose) {
  if (divisor == 1)
    return a;
  if (a.isConstant()) {
    AffineTerm quotient;
    quotient.constant = a.constant / divisor;
    return quotient;
  }
  std::optional<bool> isPositive;
  if (!isAtLeastZero(a, choose, isPositive))
    return std::nullopt;
  if (*isPositive)
    return floorDivide(a, divisor);
  Term negated = scale(a, -1);
  Term quotient = negated ? floorDivide(*negated, divisor) : std::nullopt;
  return quotient ? scale(*quotient, -1) : std::nullopt;
}

AffinePath::Term AffinePath::divide(const AffineTerm &a, int64_t divisor,
                                    Choose choose) {
  if (divisor > 0)
    return divideByPositive(a, divisor, choose);
  if (divisor == INT64_MIN)
    return std::nullopt;
  Term quotient = divideByPositive(a, -divisor, choose);
  return quotient ? scale(*quotient, -1) : std::nullopt;
}

//===----------------------------------------------------------------------===//
// Points
//===----------------------------------------------------------------------===//

std::optional<Point> AffinePath::findPoint() const {
  using namespace mlir::presburger;
  size_t numVariables = variables.size();
  IntegerPolyhedron points(PresburgerSpace::getSetSpace(numVariables));
  for (auto [number, range] : llvm::enumerate(variables)) {
    points.addBound(BoundType::LB, number, int64_t(range.lo));
    points.addBound(BoundType::UB, number, int64_t(range.hi));
  }
  for (const AffineTerm &term : atLeastZero) {
    llvm::SmallVector<int64_t> row(numVariables + 1);
    llvm::copy(term.factors, row.begin());
    row.back() = term.constant;
    points.addInequality(row);
  }
  auto sample = points.findIntegerSample();
  if (!sample)
    return std::nullopt;
  Point point;
  point.rank = rank;
  for (unsigned dim = 0; dim < rank; ++dim)
    point.at[dim] = int64_t((*sample)[dim]);
  return point;
}
