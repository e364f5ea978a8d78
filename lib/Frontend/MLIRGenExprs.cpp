//===- MLIRGenExprs.cpp - Expressions of the mapping dialect --------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MLIRGen.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mapwright;
using namespace mapwright::mapping;

//===----------------------------------------------------------------------===//
// Expressions
//===----------------------------------------------------------------------===//

Value MLIRGenerator::gen(const ast::Expr *expr) {
  return llvm::TypeSwitch<const ast::Expr *, Value>(expr)
      .Case<ast::IntExpr, ast::BoolExpr, ast::NameExpr, ast::TupleExpr,
            ast::TupleForExpr, ast::NegateExpr, ast::BinaryExpr,
            ast::ConditionalExpr, ast::IndexExpr, ast::SliceExpr,
            ast::PropertyExpr, ast::CallExpr, ast::MethodExpr,
            ast::MachineExpr>([&](auto *derived) { return genExpr(derived); })
      .Default([](const ast::Expr *) -> Value {
        llvm_unreachable("Sema lets no such expression stand alone");
      });
}

Value MLIRGenerator::genTuple(const ast::Expr *expr) {
  Value value = gen(expr);
  if (isa<PointType>(value.getType()))
    return PointTupleOp::create(builder, getLoc(expr), getTupleType(2), value);
  return value;
}

Value MLIRGenerator::genElement(const ast::Expr *expr) {
  if (isa<ast::StarExpr>(expr))
    return StarOp::create(builder, getLoc(expr),
                          StarType::get(builder.getContext()));
  if (auto *unpack = dyn_cast<ast::UnpackExpr>(expr))
    return genTuple(unpack->operand);
  return gen(expr);
}

void MLIRGenerator::genRegion(Region &region, const ast::Expr *expr) {
  OpBuilder::InsertionGuard guard(builder);
  if (region.empty())
    region.emplaceBlock();
  builder.setInsertionPointToEnd(&region.front());
  YieldOp::create(builder, getLoc(expr), gen(expr));
}

Value MLIRGenerator::genExpr(const ast::IntExpr *expr) {
  return ConstantOp::create(builder, getLoc(expr), builder.getI64Type(),
                            builder.getI64IntegerAttr(expr->value));
}

Value MLIRGenerator::genExpr(const ast::BoolExpr *expr) {
  return ConstantOp::create(builder, getLoc(expr), builder.getI1Type(),
                            builder.getBoolAttr(expr->value));
}

Value MLIRGenerator::genExpr(const ast::NameExpr *expr) {
  if (Value local = locals.lookup(expr->name))
    return local;
  return GetOp::create(builder, getLoc(expr), getType(globals[expr->name]),
                       expr->name);
}

/// Lengths are not followed beyond this: unpacking can double them in each
/// statement.
static constexpr int64_t maxKnownLength = 1 << 16;

/// The sum of two lengths, unknown if one of them is.
static int64_t addLengths(int64_t lhs, int64_t rhs) {
  if (ShapedType::isDynamic(lhs) || ShapedType::isDynamic(rhs) ||
      lhs + rhs > maxKnownLength)
    return ShapedType::kDynamic;
  return lhs + rhs;
}

Value MLIRGenerator::genExpr(const ast::TupleExpr *expr) {
  SmallVector<Value> elements;
  int64_t length = 0;
  for (const ast::Expr *element : expr->elements) {
    Value value = elements.emplace_back(genElement(element));
    int64_t more = 1;
    if (isa<MapTupleType>(value.getType()))
      more = getStaticExtent(value.getType()).value_or(ShapedType::kDynamic);
    length = addLengths(length, more);
  }
  return TupleOp::create(builder, getLoc(expr), getTupleType(length), elements);
}

Value MLIRGenerator::genExpr(const ast::TupleForExpr *expr) {
  Value over = genTuple(expr->over);
  auto loop = TupleForOp::create(builder, getLoc(expr), over.getType(),
                                 expr->variable.text, over);
  Locals::ScopeTy scope(locals);
  Block &body = loop.getBody().emplaceBlock();
  locals.insert(expr->variable.text,
                body.addArgument(builder.getI64Type(),
                                 source.getLoc(expr->variable.range)));
  genRegion(loop.getBody(), expr->body);
  return loop;
}

Value MLIRGenerator::genExpr(const ast::NegateExpr *expr) {
  Value operand = genTuple(expr->operand);
  return NegOp::create(builder, getLoc(expr), operand.getType(), operand);
}

template <typename LazyOp>
Value MLIRGenerator::genLazy(const ast::BinaryExpr *expr) {
  Value lhs = gen(expr->lhs);
  auto lazy = LazyOp::create(builder, getLoc(expr), builder.getI1Type(), lhs);
  genRegion(lazy.getRhs(), expr->rhs);
  return lazy;
}

Value MLIRGenerator::genArithmetic(const ast::BinaryExpr *expr) {
  Value lhs = genTuple(expr->lhs);
  Value rhs = genTuple(expr->rhs);
  Location loc = getLoc(expr);
  Type type = lhs.getType();
  if (isa<MapTupleType>(type) && !getStaticExtent(type))
    type = rhs.getType();
  switch (expr->op) {
  case ast::BinaryOp::Add:
    return AddOp::create(builder, loc, type, lhs, rhs);
  case ast::BinaryOp::Sub:
    return SubOp::create(builder, loc, type, lhs, rhs);
  case ast::BinaryOp::Mul:
    return MulOp::create(builder, loc, type, lhs, rhs);
  case ast::BinaryOp::Div:
    return DivOp::create(builder, loc, type, lhs, rhs);
  default:
    return RemOp::create(builder, loc, type, lhs, rhs);
  }
}

/// The comparison an operator is, none for other operators.
static std::optional<CompareKind> getComparison(ast::BinaryOp op) {
  switch (op) {
  case ast::BinaryOp::Lt:
    return CompareKind::lt;
  case ast::BinaryOp::Le:
    return CompareKind::le;
  case ast::BinaryOp::Gt:
    return CompareKind::gt;
  case ast::BinaryOp::Ge:
    return CompareKind::ge;
  case ast::BinaryOp::Eq:
    return CompareKind::eq;
  case ast::BinaryOp::Ne:
    return CompareKind::ne;
  default:
    return std::nullopt;
  }
}

Value MLIRGenerator::genExpr(const ast::BinaryExpr *expr) {
  if (expr->op == ast::BinaryOp::And)
    return genLazy<AndOp>(expr);
  if (expr->op == ast::BinaryOp::Or)
    return genLazy<OrOp>(expr);
  std::optional<CompareKind> comparison = getComparison(expr->op);
  if (!comparison)
    return genArithmetic(expr);
  Value lhs = gen(expr->lhs);
  Value rhs = gen(expr->rhs);
  return CmpOp::create(builder, getLoc(expr), builder.getI1Type(), *comparison,
                       lhs, rhs);
}

Value MLIRGenerator::genExpr(const ast::ConditionalExpr *expr) {
  Value condition = gen(expr->condition);
  auto select =
      SelectOp::create(builder, getLoc(expr), getType(expr->type), condition);
  genRegion(select.getThenRegion(), expr->thenExpr);
  genRegion(select.getElseRegion(), expr->elseExpr);
  return select;
}

Value MLIRGenerator::genSpaceIndex(const ast::IndexExpr *expr,
                                   bool ofNodeZero) {
  Value space = gen(expr->base);
  SmallVector<Value> indices;
  for (const ast::Expr *arg : expr->args)
    indices.push_back(genElement(arg));
  bool hasStar = llvm::any_of(expr->args, llvm::IsaPred<ast::StarExpr>);
  return IndexOp::create(
      builder, getLoc(expr),
      getType(hasStar ? ast::ValueKind::PointSet : ast::ValueKind::Point),
      space, indices, ofNodeZero);
}

Value MLIRGenerator::genExpr(const ast::IndexExpr *expr) {
  if (expr->base->type == ast::ValueKind::Space)
    return genSpaceIndex(expr, /*ofNodeZero=*/false);
  Value tuple = genTuple(expr->base);
  return ExtractOp::create(builder, getLoc(expr), builder.getI64Type(), tuple,
                           gen(expr->args.front()));
}

Value MLIRGenerator::genExpr(const ast::SliceExpr *expr) {
  Value tuple = genTuple(expr->base);
  Value lower = expr->lower ? gen(expr->lower) : Value();
  Value upper = expr->upper ? gen(expr->upper) : Value();
  return TupleSliceOp::create(builder, getLoc(expr), getTupleType(), tuple,
                              lower, upper);
}

Value MLIRGenerator::genExpr(const ast::PropertyExpr *expr) {
  Location loc = getLoc(expr);
  StringRef name = expr->name.text;
  Value base = genTuple(expr->base);
  if (name == "ipoint")
    return IPointOp::create(builder, loc, getTupleType(), base);
  if (name == "ispace")
    return ISpaceOp::create(builder, loc, getTupleType(), base);
  if (name == "ilo")
    return ILoOp::create(builder, loc, getTupleType(), base);
  if (name == "parent")
    return ParentOp::create(builder, loc, getType(ast::ValueKind::ParentTask),
                            base);
  if (name == "len")
    return LenOp::create(builder, loc, builder.getI64Type(), base);
  if (name == "volume")
    return VolumeOp::create(builder, loc, builder.getI64Type(), base);
  int64_t length =
      getStaticExtent(base.getType()).value_or(ShapedType::kDynamic);
  return SizeOp::create(builder, loc, getTupleType(length), base);
}

Value MLIRGenerator::genExpr(const ast::CallExpr *expr) {
  SmallVector<Value> args;
  SmallVector<bool> unpacked;
  for (const ast::Expr *arg : expr->args) {
    unpacked.push_back(isa<ast::UnpackExpr>(arg));
    args.push_back(arg->type == ast::ValueKind::Point ? genTuple(arg)
                                                      : genElement(arg));
  }
  return CallOp::create(builder, getLoc(expr),
                        getType(functionResults[expr->callee.text]),
                        expr->callee.text, args, unpacked);
}

Value MLIRGenerator::genExpr(const ast::MachineExpr *expr) {
  ProcKind kind = cast<ast::ProcExpr>(expr->argument)->value;
  return MachineOp::create(builder, getLoc(expr), getSpaceType(2),
                           getKind(kind));
}

Value MLIRGenerator::genHas(const ast::MethodExpr *expr) {
  auto *index = dyn_cast<ast::IndexExpr>(expr->base);
  bool isShort = index && index->args.size() == 1 &&
                 !isa<ast::UnpackExpr>(index->args.front());
  Value point =
      isShort ? genSpaceIndex(index, /*ofNodeZero=*/true) : gen(expr->base);
  MemKind memory = cast<ast::MemExpr>(expr->args.front())->value;
  return HasOp::create(builder, getLoc(expr), builder.getI1Type(), point,
                       getKind(memory));
}

template <typename TransformOp>
Value MLIRGenerator::genTransformOf(const ast::MethodExpr *expr) {
  SmallVector<Value> operands = {gen(expr->base)};
  for (const ast::Expr *arg : expr->args)
    operands.push_back(genTuple(arg));
  return TransformOp::create(builder, getLoc(expr), TypeRange(getSpaceType()),
                             operands);
}

Value MLIRGenerator::genTransform(const ast::MethodExpr *expr) {
  using Gen = Value (MLIRGenerator::*)(const ast::MethodExpr *);
  static const llvm::StringMap<Gen> transforms = {
      {"split", &MLIRGenerator::genTransformOf<SplitOp>},
      {"merge", &MLIRGenerator::genTransformOf<MergeOp>},
      {"swap", &MLIRGenerator::genTransformOf<SwapOp>},
      {"slice", &MLIRGenerator::genTransformOf<mapping::SliceOp>},
      {"reverse", &MLIRGenerator::genTransformOf<ReverseOp>},
      {"balance_split", &MLIRGenerator::genTransformOf<BalanceSplitOp>},
      {"auto_split", &MLIRGenerator::genTransformOf<AutoSplitOp>},
      {"greedy_split", &MLIRGenerator::genTransformOf<GreedySplitOp>},
      {"decompose", &MLIRGenerator::genTransformOf<DecomposeOp>},
  };
  return (this->*transforms.lookup(expr->name.text))(expr);
}

Value MLIRGenerator::genExpr(const ast::MethodExpr *expr) {
  if (expr->name.text == "has")
    return genHas(expr);
  if (expr->name.text != "processor")
    return genTransform(expr);
  Value task = gen(expr->base);
  return ProcessorOp::create(builder, getLoc(expr), getTupleType(), task,
                             gen(expr->args.front()));
}
