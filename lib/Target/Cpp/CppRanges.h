//===- CppRanges.h - What is known of values while printing -----*- C++ -*-===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Private to lib/Target/Cpp. Follows the order in which operations run and
// learns from requirements and branches. Decides where a plain C++ operator is
// right: where it neither overflows nor traps.
//
//===----------------------------------------------------------------------===//

#ifndef MAPWRIGHT_LIB_TARGET_CPP_CPPRANGES_H
#define MAPWRIGHT_LIB_TARGET_CPP_CPPRANGES_H

#include "dialect/Placement/IR/PlacementDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/IR/ConstantRange.h"

namespace mapwright {

class KnownRanges {
  using Value = mlir::Value;
  using ConstantRange = llvm::ConstantRange;

  /// What has been learned so far.
  struct Facts {
    llvm::DenseMap<Value, ConstantRange> ranges;
    /// A range around 0 cannot leave it out.
    llvm::DenseSet<Value> nonZero;
    /// Pairs that are not (INT64_MIN, -1).
    llvm::DenseSet<std::pair<Value, Value>> exactQuotients;
  };

public:
  /// The signed values that an i64 can have here.
  ConstantRange get(Value value) const;

  /// States that a value is in a range wherever it is visible.
  void set(Value value, const ConstantRange &range);
  /// States that two values, of two regions, are the same.
  void setAlias(Value alias, Value original) { aliases[alias] = original; }
  /// States that lhs is never less than rhs.
  void setOrdered(Value lhs, Value rhs) {
    ordered.insert({resolve(lhs), resolve(rhs)});
  }
  /// Learns from a condition that is true, or false.
  void assume(Value condition, bool holds);

  /// Whether the result of a sum, difference or product, of `arith` or checked,
  /// fits in 64 bits for all values the operands can have.
  bool cannotOverflow(mlir::Operation *op) const;
  /// Whether C++ defines lhs / rhs and lhs % rhs.
  bool canDivide(Value lhs, Value rhs) const;

  /// Forgets, at the end of a branch, what was learned in it.
  class Scope {
  public:
    explicit Scope(KnownRanges &ranges) : ranges(ranges), facts(ranges.facts) {}
    ~Scope() { ranges.facts = std::move(facts); }
    Scope(const Scope &) = delete;
    Scope &operator=(const Scope &) = delete;

  private:
    KnownRanges &ranges;
    Facts facts;
  };

private:
  /// How far back through definitions a range is computed.
  static constexpr unsigned maxDepth = 6;

  Value resolve(Value value) const;
  ConstantRange compute(Value value, unsigned depth) const;
  ConstantRange computeDefinition(Value value, unsigned depth) const;
  void assumeCompare(mlir::arith::CmpIOp compare, bool holds);
  void assumeBranch(mlir::scf::IfOp branch, unsigned result, bool holds);
  void assumeNotBoth(mlir::arith::AndIOp both);
  ConstantRange computeWide(mlir::Operation *op,
                            unsigned depth = maxDepth) const;

  Facts facts;
  llvm::DenseMap<Value, Value> aliases;
  /// Pairs of which the first is not less than the second.
  llvm::DenseSet<std::pair<Value, Value>> ordered;
};

} // namespace mapwright

#endif // MAPWRIGHT_LIB_TARGET_CPP_CPPRANGES_H
