//===- MappingFolds.cpp - Folds that cannot fail --------------------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An operation that can fail folds only where it does not (design: "Dialects"):
// the overflow of a constant sum stays for the diagnostics to find.
//
//===----------------------------------------------------------------------===//

#include "dialect/Mapping/IR/MappingDialect.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace mapwright;
using namespace mapwright::mapping;

using CheckedOp = bool (*)(int64_t, int64_t, int64_t &);

static std::optional<int64_t> getInt(Attribute attr) {
  auto value = dyn_cast_or_null<IntegerAttr>(attr);
  if (!value || !value.getType().isInteger(64))
    return std::nullopt;
  return value.getInt();
}

static OpFoldResult foldBinary(Attribute lhsAttr, Attribute rhsAttr,
                               CheckedOp compute) {
  std::optional<int64_t> lhs = getInt(lhsAttr), rhs = getInt(rhsAttr);
  int64_t result;
  if (!lhs || !rhs || !compute(*lhs, *rhs, result))
    return {};
  return IntegerAttr::get(cast<IntegerAttr>(lhsAttr).getType(), result);
}

OpFoldResult ConstantOp::fold(FoldAdaptor) { return getValue(); }

OpFoldResult AddOp::fold(FoldAdaptor adaptor) {
  return foldBinary(adaptor.getLhs(), adaptor.getRhs(), space::checkedAdd);
}
OpFoldResult SubOp::fold(FoldAdaptor adaptor) {
  return foldBinary(adaptor.getLhs(), adaptor.getRhs(), space::checkedSub);
}
OpFoldResult MulOp::fold(FoldAdaptor adaptor) {
  return foldBinary(adaptor.getLhs(), adaptor.getRhs(), space::checkedMul);
}
OpFoldResult DivOp::fold(FoldAdaptor adaptor) {
  return foldBinary(adaptor.getLhs(), adaptor.getRhs(), space::checkedDiv);
}
OpFoldResult RemOp::fold(FoldAdaptor adaptor) {
  return foldBinary(adaptor.getLhs(), adaptor.getRhs(), space::checkedRem);
}

OpFoldResult NegOp::fold(FoldAdaptor adaptor) {
  std::optional<int64_t> operand = getInt(adaptor.getOperand());
  int64_t result;
  if (!operand || !space::checkedNeg(*operand, result))
    return {};
  return IntegerAttr::get(getType(), result);
}

static bool compare(CompareKind kind, int64_t lhs, int64_t rhs) {
  switch (kind) {
  case CompareKind::lt:
    return lhs < rhs;
  case CompareKind::le:
    return lhs <= rhs;
  case CompareKind::gt:
    return lhs > rhs;
  case CompareKind::ge:
    return lhs >= rhs;
  case CompareKind::eq:
    return lhs == rhs;
  case CompareKind::ne:
    return lhs != rhs;
  }
  llvm_unreachable("all comparisons are listed");
}

OpFoldResult CmpOp::fold(FoldAdaptor adaptor) {
  auto lhs = dyn_cast_or_null<IntegerAttr>(adaptor.getLhs());
  auto rhs = dyn_cast_or_null<IntegerAttr>(adaptor.getRhs());
  if (!lhs || !rhs)
    return {};
  return BoolAttr::get(getContext(),
                       compare(getKind(), lhs.getValue().getSExtValue(),
                               rhs.getValue().getSExtValue()));
}

OpFoldResult LenOp::fold(FoldAdaptor) {
  if (std::optional<int64_t> length = getStaticExtent(getOf().getType()))
    return IntegerAttr::get(getType(), *length);
  return {};
}

/// An element of a tuple that is built of elements only.
OpFoldResult ExtractOp::fold(FoldAdaptor adaptor) {
  auto tuple = getTuple().getDefiningOp<TupleOp>();
  std::optional<int64_t> index = getInt(adaptor.getIndex());
  if (!tuple || !index ||
      llvm::any_of(tuple.getElements().getTypes(), llvm::IsaPred<MapTupleType>))
    return {};
  int64_t length = tuple.getElements().size();
  int64_t position = *index < 0 ? *index + length : *index;
  if (position < 0 || position >= length)
    return {};
  return tuple.getElements()[position];
}
