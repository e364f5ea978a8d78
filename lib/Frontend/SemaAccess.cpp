//===- SemaAccess.cpp - Indices, slices, properties and methods -----------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SemaExprs.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace mapwright;
using namespace mapwright::sema;
using ast::ValueKind;
using llvm::cast;
using llvm::dyn_cast;
using llvm::isa;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// What values have
//===----------------------------------------------------------------------===//

namespace {

struct Member {
  ValueKind base;
  llvm::StringLiteral name;
  ValueKind result;
};

struct Method {
  Member member;
  llvm::ArrayRef<ValueKind> parameters;
  size_t numRequired;
};

} // namespace

/// FUN4, EXP4, MSP1. Points have what the tuples they convert to have.
static constexpr Member properties[] = {
    {ValueKind::Task, "ipoint", ValueKind::Tuple},
    {ValueKind::Task, "ispace", ValueKind::Tuple},
    {ValueKind::Task, "ilo", ValueKind::Tuple},
    {ValueKind::Task, "parent", ValueKind::ParentTask},
    {ValueKind::Tuple, "len", ValueKind::Int},
    {ValueKind::Tuple, "volume", ValueKind::Int},
    {ValueKind::Tuple, "size", ValueKind::Tuple},
    {ValueKind::Point, "len", ValueKind::Int},
    {ValueKind::Point, "volume", ValueKind::Int},
    {ValueKind::Point, "size", ValueKind::Tuple},
    {ValueKind::Space, "size", ValueKind::Tuple},
    {ValueKind::Space, "len", ValueKind::Int},
    {ValueKind::Space, "volume", ValueKind::Int},
};

static constexpr ValueKind spaceOnly[] = {ValueKind::Space};
static constexpr ValueKind memOnly[] = {ValueKind::Mem};
static constexpr ValueKind ints[] = {ValueKind::Int, ValueKind::Int,
                                     ValueKind::Int};
static constexpr ValueKind intTuples[] = {ValueKind::Int, ValueKind::Tuple,
                                          ValueKind::Tuple};

/// FUN4, MSP4 to MSP14.
static llvm::ArrayRef<Method> getMethods() {
  using llvm::ArrayRef;
  auto transform = [](llvm::StringLiteral name, ArrayRef<ValueKind> parameters,
                      size_t numRequired) {
    return Method{
        {ValueKind::Space, name, ValueKind::Space}, parameters, numRequired};
  };
  ArrayRef<ValueKind> threeInts(ints), intAndTuples(intTuples);
  static const Method methods[] = {
      transform("split", threeInts.take_front(2), 2),
      transform("merge", threeInts.take_front(2), 2),
      transform("swap", threeInts.take_front(2), 2),
      transform("slice", threeInts, 3),
      transform("reverse", threeInts.take_front(1), 1),
      transform("balance_split", threeInts.take_front(2), 2),
      transform("auto_split", intAndTuples.take_front(2), 2),
      transform("greedy_split", intAndTuples.take_front(2), 2),
      transform("decompose", intAndTuples, 2),
      {{ValueKind::Point, "has", ValueKind::Bool}, memOnly, 1},
      {{ValueKind::Task, "processor", ValueKind::Tuple}, spaceOnly, 1},
      {{ValueKind::ParentTask, "processor", ValueKind::Tuple}, spaceOnly, 1},
  };
  return methods;
}

static const Member *findProperty(ValueKind base, StringRef name) {
  for (const Member &property : properties)
    if (property.base == base && property.name == name)
      return &property;
  return nullptr;
}

static const Method *findMethod(ValueKind base, StringRef name) {
  for (const Method &method : getMethods())
    if (method.member.base == base && method.member.name == name)
      return &method;
  return nullptr;
}

static llvm::SmallVector<StringRef> membersOf(ValueKind base) {
  llvm::SmallVector<StringRef> result;
  for (const Member &property : properties)
    if (property.base == base)
      result.push_back(property.name);
  for (const Method &method : getMethods())
    if (method.member.base == base)
      result.push_back(method.member.name);
  return result;
}

/// Reports that values of kind `base` have no `name`, and what has one.
static void reportUnknownMember(Reporter &reporter, ValueKind base,
                                const ast::Name &name) {
  DiagnosticBuilder diag = reporter.error(name.range, DiagId::UnknownProperty);
  llvm::SmallVector<StringRef> members = membersOf(base);
  diag << "a value of kind " << spelling(base) << " has no `" << name.text
       << "`";
  if (members.empty())
    diag << "; it has no properties at all";
  else if (!reporter.didYouMean(diag, name.range, name.text, members))
    diag.note() << "it has " << llvm::join(members, ", ");
  for (ValueKind other : {ValueKind::Task, ValueKind::Space, ValueKind::Tuple})
    if (findProperty(other, name.text) || findMethod(other, name.text)) {
      diag.note() << "`" << name.text << "` belongs to values of kind "
                  << spelling(other);
      return;
    }
}

//===----------------------------------------------------------------------===//
// Properties and methods
//===----------------------------------------------------------------------===//

void ExprChecker::noteSingleLaunchUse(ast::Range range) {
  if (current && !current->singleLaunchUse)
    current->singleLaunchUse = {range, nullptr};
}

ValueKind ExprChecker::checkProperty(const ast::PropertyExpr *expr) {
  ValueKind base = check(expr->base);
  if (base == ValueKind::Unknown)
    return ValueKind::Unknown;
  if (const Member *property = findProperty(base, expr->name.text)) {
    if (property->result == ValueKind::ParentTask)
      noteSingleLaunchUse(expr->range);
    return property->result;
  }
  const Method *method = findMethod(base, expr->name.text);
  if (!method) {
    reportUnknownMember(reporter, base, expr->name);
    return ValueKind::Unknown;
  }
  reporter.error(expr->name.range, DiagId::UnknownProperty)
      << "`" << expr->name.text << "` is a method, not a property; call it: `."
      << expr->name.text << "(...)`";
  return method->member.result;
}

/// Reports `t.ispace()`: a property needs no call.
static void reportCalledProperty(Reporter &reporter,
                                 const ast::MethodExpr *expr) {
  DiagnosticBuilder diag =
      reporter.error(expr->name.range, DiagId::UnknownProperty);
  diag << "`" << expr->name.text
       << "` is a property, not a method; write it without parentheses";
  ast::Range call = {expr->name.range.end, expr->range.end};
  if (expr->args.empty())
    reporter.fix(diag, "remove the parentheses", call, "");
}

ValueKind ExprChecker::checkMethod(const ast::MethodExpr *expr) {
  ValueKind base = check(expr->base);
  if (expr->name.text == "has" && base != ValueKind::Unknown)
    return checkHas(expr, base);
  const Method *method = findMethod(base, expr->name.text);
  if (method) {
    if (base == ValueKind::Task)
      noteSingleLaunchUse(expr->range);
    Signature signature = {method->member.name,
                           llvm::SmallVector<ValueKind, 4>(method->parameters),
                           method->numRequired, std::nullopt};
    checkArguments(expr->args, expr->range, signature);
    return method->member.result;
  }
  checkEach(expr->args);
  if (base == ValueKind::Unknown)
    return ValueKind::Unknown;
  if (const Member *property = findProperty(base, expr->name.text)) {
    reportCalledProperty(reporter, expr);
    return property->result;
  }
  reportUnknownMember(reporter, base, expr->name);
  return ValueKind::Unknown;
}

/// `m[i].has(M)` (MSP4), the only place for a memory kind.
ValueKind ExprChecker::checkHas(const ast::MethodExpr *expr, ValueKind base) {
  for (ast::Expr *arg : expr->args) {
    if (isa<ast::MemExpr>(arg))
      arg->type = ValueKind::Mem;
    else if (isa<ast::ProcExpr>(arg))
      reporter.error(arg->range, DiagId::Type)
          << "expected memory kind as argument of `has`, got processor kind";
    else if (ValueKind got = check(arg); got != ValueKind::Unknown)
      reportMismatch(arg, "memory kind", "argument of `has`", got)
          << "; write it by name, for instance `FBMEM`";
  }
  if (expr->args.size() != 1)
    reporter.error(expr->range, DiagId::Arity)
        << "`has` takes 1 argument, a memory kind, got " << expr->args.size();
  if (base == ValueKind::Point)
    return ValueKind::Bool;
  if (base != ValueKind::Space && base != ValueKind::PointSet) {
    reportUnknownMember(reporter, base, expr->name);
    return ValueKind::Bool;
  }
  reporter.error(expr->name.range, DiagId::UnknownProperty)
      << "expected one point for `has`, got " << spelling(base)
      << "; index it first: `m[i].has(M)`";
  return ValueKind::Bool;
}

//===----------------------------------------------------------------------===//
// Indices and slices
//===----------------------------------------------------------------------===//

ValueKind ExprChecker::checkIndex(const ast::IndexExpr *expr) {
  ValueKind base = check(expr->base);
  if (base == ValueKind::Space)
    return checkSpaceIndices(expr);
  if (isTupleLike(base)) {
    checkTupleIndex(expr);
    return ValueKind::Int;
  }
  for (ast::Expr *arg : expr->args)
    if (!isa<ast::StarExpr>(arg))
      check(arg);
  if (base == ValueKind::Unknown)
    return ValueKind::Unknown;
  DiagnosticBuilder diag = reportMismatch(expr->base, "tuple or machine space",
                                          "what is indexed", base);
  if (base == ValueKind::Task)
    diag << "; index one of its tuples, for instance `.ipoint`";
  return ValueKind::Unknown;
}

void ExprChecker::checkTupleIndex(const ast::IndexExpr *expr) {
  if (expr->args.size() != 1) {
    checkEach(expr->args);
    reporter.error(expr->range, DiagId::Arity)
        << "a tuple takes 1 index, got " << expr->args.size()
        << "; a slice is written `t[a:b]`";
    return;
  }
  ast::Expr *index = expr->args.front();
  if (isa<ast::StarExpr, ast::UnpackExpr>(index)) {
    reporter.error(index->range, DiagId::Type)
        << "expected int as index of a tuple, got `*`; only machine spaces "
           "take `*`";
    return;
  }
  require(index, ValueKind::Int, "index of a tuple");
}

ValueKind ExprChecker::checkSpaceIndices(const ast::IndexExpr *expr) {
  bool hasStar = false;
  for (ast::Expr *index : expr->args) {
    if (isa<ast::StarExpr>(index))
      hasStar = true;
    else
      checkSpaceIndex(index);
  }
  return hasStar ? ValueKind::PointSet : ValueKind::Point;
}

void ExprChecker::checkSpaceIndex(ast::Expr *index) {
  ValueKind got = check(index);
  if (got == ValueKind::Unknown || got == ValueKind::Int)
    return;
  DiagnosticBuilder diag =
      reportMismatch(index, "int", "index of a machine space", got);
  if (!isTupleLike(got))
    return;
  diag << "; `*` unpacks a tuple into indices";
  if (!index->parenthesized)
    reporter.fix(diag, "unpack it", before(index->range), "*");
}

ValueKind ExprChecker::checkSlice(const ast::SliceExpr *expr) {
  ValueKind base = check(expr->base);
  for (ast::Expr *bound : {expr->lower, expr->upper})
    if (bound)
      require(bound, ValueKind::Int, "bound of a slice");
  auto *zero = llvm::dyn_cast_if_present<ast::IntExpr>(expr->upper);
  if (zero && zero->value == 0) {
    DiagnosticBuilder diag = reporter.warning(zero->range, DiagId::SliceToZero);
    diag << "a slice that ends at 0 runs to the end; leave the 0 out to say so";
    if (!zero->parenthesized)
      reporter.fix(diag, "remove the 0", zero->range, "");
  }
  if (base == ValueKind::Unknown || base == ValueKind::Space ||
      isTupleLike(base))
    return ValueKind::Tuple;
  reportMismatch(expr->base, "tuple or machine space", "what is sliced", base);
  return ValueKind::Unknown;
}
