//===- BodySpecializer.cpp - Control: calls, choices, names ---------------===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialect/Mapping/Transforms/BodySpecializer.h"

#include "mlir/IR/Matchers.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace mlir;
using namespace mapwright;
using namespace mapwright::mapping;

/// Calls may nest this deep; Sema excludes recursion, IR from elsewhere may
/// not.
static constexpr unsigned maxCallDepth = 256;
/// Calls that notes name one by one.
static constexpr unsigned maxCallNotes = 8;
/// Operations copied and elements listed for one function: both can grow
/// exponentially with the size of the source.
static constexpr uint64_t maxSteps = 1u << 18;

std::optional<int64_t> mapping::getConstantInt(Value value) {
  auto constant = value.getDefiningOp<ConstantOp>();
  auto attr =
      constant ? dyn_cast<IntegerAttr>(constant.getValue()) : IntegerAttr();
  if (!attr || !attr.getType().isInteger(64))
    return std::nullopt;
  return attr.getInt();
}

std::optional<bool> mapping::getConstantBool(Value value) {
  auto constant = value.getDefiningOp<ConstantOp>();
  auto attr = constant ? dyn_cast<BoolAttr>(constant.getValue()) : BoolAttr();
  if (!attr)
    return std::nullopt;
  return attr.getValue();
}

BodySpecializer::BodySpecializer(Specializer &specializer, bool generic)
    : specializer(specializer), generic(generic),
      builder(specializer.getMapper().getContext()) {}

//===----------------------------------------------------------------------===//
// Helpers
//===----------------------------------------------------------------------===//

SmallVector<Value> BodySpecializer::lookup(ValueRange range) {
  SmallVector<Value> found;
  for (Value value : range)
    found.push_back(lookup(value));
  return found;
}

Location BodySpecializer::getLoc(Operation *op) {
  if (calls.empty())
    return op->getLoc();
  return CallSiteLoc::get(op->getLoc(), calls.back());
}

/// Where a call stands, without the calls that led to it.
static Location getCallee(Location call) {
  auto site = dyn_cast<CallSiteLoc>(call);
  return site ? site.getCallee() : call;
}

DiagnosticBuilder BodySpecializer::typeError(Operation *op, DiagId id) {
  DiagnosticBuilder diag = diagnose(op->getLoc(), id);
  size_t shown = std::min<size_t>(calls.size(), maxCallNotes);
  for (Location call : llvm::reverse(ArrayRef(calls).take_back(shown)))
    diag.note(getCallee(call)) << "in this call";
  if (calls.size() > maxCallNotes)
    diag.note(getCallee(calls.front()))
        << "and " << calls.size() - maxCallNotes
        << " more calls, the first of them here";
  return diag;
}

Value BodySpecializer::getConstant(int64_t value, Location loc) {
  return ConstantOp::create(builder, loc, builder.getI64Type(),
                            builder.getI64IntegerAttr(value));
}

Value BodySpecializer::getConstant(bool value, Location loc) {
  return ConstantOp::create(builder, loc, builder.getI1Type(),
                            builder.getBoolAttr(value));
}

MapTupleType BodySpecializer::getTupleType(int64_t length) {
  return MapTupleType::get(builder.getContext(), length);
}

Operation *BodySpecializer::copy(Operation *op, TypeRange types) {
  OperationState state(getLoc(op), op->getName(), lookup(op->getOperands()),
                       types, op->getAttrs());
  state.propertiesAttr = op->getPropertiesAsAttribute();
  return builder.create(state);
}

//===----------------------------------------------------------------------===//
// Blocks
//===----------------------------------------------------------------------===//

FailureOr<Value> BodySpecializer::copyBlock(Block &block, ValueRange arguments,
                                            Block &into) {
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToEnd(&into);
  return inlineBlock(block, arguments);
}

FailureOr<Value> BodySpecializer::inlineBlock(Block &block,
                                              ValueRange arguments) {
  for (auto [from, to] : llvm::zip_equal(block.getArguments(), arguments))
    values.map(from, to);
  for (Operation &op : block) {
    if (op.hasTrait<OpTrait::IsTerminator>())
      return op.getNumOperands() ? lookup(op.getOperand(0)) : Value();
    if (failed(visit(&op)))
      return failure();
  }
  return Value();
}

FailureOr<Value> BodySpecializer::copyRegion(Block &block, Region &into) {
  Block &target = into.empty() ? into.emplaceBlock() : into.front();
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToEnd(&target);
  FailureOr<Value> value = inlineBlock(block, {});
  if (failed(value))
    return failure();
  YieldOp::create(builder, block.getTerminator()->getLoc(), *value);
  return value;
}

FailureOr<Type> BodySpecializer::checkDead(Block &block) {
  llvm::SaveAndRestore<unsigned> dead(deadDepth, deadDepth + 1);
  Block scratch;
  bool reported = false;
  ScopedDiagnosticHandler watch(builder.getContext(), [&](Diagnostic &) {
    reported = true;
    return failure();
  });
  FailureOr<Value> value = copyBlock(block, {}, scratch);
  if (succeeded(value))
    return value->getType();
  return reported ? FailureOr<Type>(failure()) : FailureOr<Type>(Type());
}

LogicalResult BodySpecializer::countSteps(Operation *op, uint64_t more) {
  steps += more;
  if (steps <= maxSteps)
    return success();
  return typeError(op, DiagId::TooComplex)
         << "this function grows to more than " << maxSteps
         << " operations once its calls are inlined and its tuples unpacked";
}

LogicalResult BodySpecializer::visit(Operation *op) {
  if (failed(countSteps(op, 1)))
    return failure();
  return llvm::TypeSwitch<Operation *, LogicalResult>(op)
      .Case<AddOp, SubOp, MulOp, DivOp, RemOp>(
          [&](auto derived) { return visitBinary(derived); })
      .Case<IPointOp, ISpaceOp, ILoOp>(
          [&](auto derived) { return visitProperty(derived); })
      .Case<ConstantOp, LocalOp, GetOp, CallOp, CmpOp, AndOp, OrOp, SelectOp,
            PrintOp, NegOp, TupleOp, TupleForOp, ExtractOp, TupleSliceOp, LenOp,
            VolumeOp, SizeOp, PointTupleOp, ParentOp, ProcessorOp, MachineOp,
            StarOp, IndexOp, HasOp>(
          [&](auto derived) { return visitOp(derived); })
      .Case<MachineSpaceTransform>(
          [&](auto derived) { return visitTransform(derived); })
      .Default([&](Operation *) -> LogicalResult {
        return typeError(op, DiagId::IRUnsupported)
               << "`" << op->getName() << "` has no place in a function of a "
               << "mapper";
      });
}

//===----------------------------------------------------------------------===//
// Names and calls
//===----------------------------------------------------------------------===//

LogicalResult BodySpecializer::visitOp(ConstantOp op) {
  return bind(op, copy(op, op->getResultTypes())->getResult(0));
}

/// Gone, but for the name: the operation that computes the value keeps it in
/// its location.
LogicalResult BodySpecializer::visitOp(LocalOp op) {
  Value value = lookup(op.getValue());
  Operation *definition = value.getDefiningOp();
  if (definition && !isa<NameLoc>(definition->getLoc()))
    definition->setLoc(NameLoc::get(op.getNameAttr(), definition->getLoc()));
  return bind(op, value);
}

/// A global with a constant value is that constant; others are evaluated once
/// per machine.
LogicalResult BodySpecializer::visitOp(GetOp op) {
  auto global = specializer.symbols.lookup<GlobalOp>(op.getGlobal());
  if (!global)
    return typeError(op, DiagId::UnknownName)
           << "there is no global `" << op.getGlobal() << "`";
  FailureOr<GlobalOp> form = specializer.specialize(global);
  if (failed(form))
    return failure();
  Value value = form->getInitializer().front().getTerminator()->getOperand(0);
  Location loc = getLoc(op);
  if (std::optional<int64_t> constant = getConstantInt(value))
    return bind(op, getConstant(*constant, loc));
  if (std::optional<bool> constant = getConstantBool(value))
    return bind(op, getConstant(*constant, loc));
  Operation *get = copy(op, form->getType());
  auto tuple = value.getDefiningOp<TupleOp>();
  if (!tuple || !getStaticExtent(tuple.getType()))
    return bind(op, get->getResult(0));
  // Elements that are constant are known, the others are read.
  SmallVector<Value> elements;
  for (auto [i, element] : llvm::enumerate(tuple.getElements())) {
    std::optional<int64_t> constant = getConstantInt(element);
    Value index = getConstant(static_cast<int64_t>(i), loc);
    elements.push_back(constant ? getConstant(*constant, loc)
                                : ExtractOp::create(builder, loc,
                                                    builder.getI64Type(),
                                                    get->getResult(0), index));
  }
  return bindElements(op, elements);
}

FailureOr<SmallVector<Value>> BodySpecializer::expandArguments(CallOp op,
                                                               FuncOp callee) {
  SmallVector<Value> arguments;
  for (auto [argument, unpacked] :
       llvm::zip_equal(op.getArguments(), op.getUnpacked())) {
    Value value = lookup(argument);
    if (!unpacked)
      arguments.push_back(value);
    else
      llvm::append_range(arguments, getElements(value, getLoc(op)));
  }
  ArrayRef<Type> expected = callee.getArgumentTypes();
  if (arguments.size() != expected.size()) {
    DiagnosticBuilder diag = typeError(op, DiagId::Arity);
    diag << "`" << op.getCallee() << "` takes " << expected.size()
         << " arguments, got " << arguments.size()
         << " once tuples are unpacked";
    diag.note(callee.getLoc()) << "`" << op.getCallee() << "` is defined here";
    return diag;
  }
  for (auto [i, pair] : llvm::enumerate(llvm::zip_equal(arguments, expected))) {
    auto [argument, declared] = pair;
    Type type = declared;
    if (argument.getType().getTypeID() != type.getTypeID() ||
        (argument.getType().isInteger() && argument.getType() != type)) {
      DiagnosticBuilder diag = typeError(op, DiagId::Type);
      diag << "argument " << i + 1 << " of `" << op.getCallee()
           << "` is declared as `" << callee.getParamType(i) << "`, got "
           << argument.getType();
      return diag;
    }
  }
  return arguments;
}

LogicalResult BodySpecializer::visitOp(CallOp op) {
  auto callee = specializer.symbols.lookup<FuncOp>(op.getCallee());
  if (!callee)
    return typeError(op, DiagId::UnknownFunction)
           << "there is no function `" << op.getCallee() << "`";
  if (calls.size() >= maxCallDepth)
    return typeError(op, DiagId::Recursion)
           << "calls nest more than " << maxCallDepth
           << " deep; functions cannot call themselves";
  bool unknown = llvm::any_of(
      llvm::zip_equal(op.getArguments(), op.getUnpacked()), [&](auto pair) {
        auto [argument, unpacked] = pair;
        return unpacked && !getStaticExtent(lookup(argument).getType());
      });
  if (unknown)
    return bind(op, copy(op, op->getResultTypes())->getResult(0));
  if (failed(countElements(op, op.getArguments())))
    return failure();
  FailureOr<SmallVector<Value>> arguments = expandArguments(op, callee);
  if (failed(arguments))
    return failure();
  specializer.reached.insert(callee);
  calls.push_back(getLoc(op));
  FailureOr<Value> result = inlineBlock(callee.getBody().front(), *arguments);
  calls.pop_back();
  if (failed(result))
    return failure();
  return bind(op, *result);
}

LogicalResult BodySpecializer::visitOp(PrintOp op) {
  copy(op, {});
  return success();
}

//===----------------------------------------------------------------------===//
// Comparison and choice
//===----------------------------------------------------------------------===//

LogicalResult BodySpecializer::visitOp(CmpOp op) {
  return bind(op, builder.createOrFold<CmpOp>(
                      getLoc(op), builder.getI1Type(), op.getKindAttr(),
                      lookup(op.getLhs()), lookup(op.getRhs())));
}

/// The value of the left side that decides alone (EXP8).
LogicalResult BodySpecializer::visitOp(AndOp op) {
  return visitLazy(op, /*decidedBy=*/false);
}
LogicalResult BodySpecializer::visitOp(OrOp op) {
  return visitLazy(op, /*decidedBy=*/true);
}

template <typename LazyOp>
LogicalResult BodySpecializer::visitLazy(LazyOp op, bool decidedBy) {
  Value lhs = lookup(op.getLhs());
  Block &rhs = op.getRhs().front();
  std::optional<bool> known = getConstantBool(lhs);
  if (known && *known == decidedBy) {
    if (failed(checkDead(rhs)))
      return failure();
    return bind(op, lhs);
  }
  if (known) {
    FailureOr<Value> value = inlineBlock(rhs, {});
    return failed(value) ? failure() : bind(op, *value);
  }
  auto lazy = LazyOp::create(builder, getLoc(op), builder.getI1Type(), lhs);
  if (failed(copyRegion(rhs, lazy.getRhs())))
    return failure();
  return bind(op, lazy);
}

/// The type of a value that is one of two, unknown where one of them is.
static Type joinTypes(Type lhs, Type rhs) {
  return getStaticExtent(lhs) ? rhs : lhs;
}

LogicalResult BodySpecializer::checkSelectTypes(SelectOp op, Type thenType,
                                                Type elseType) {
  if (!thenType || !elseType || thenType == elseType)
    return success();
  bool sameKind = thenType.getTypeID() == elseType.getTypeID();
  if (sameKind && (!getStaticExtent(thenType) || !getStaticExtent(elseType)))
    return success();
  DiagnosticBuilder diag = typeError(op, DiagId::Type);
  diag << "both branches of `?:` must have one type, got " << thenType
       << " and " << elseType;
  return diag;
}

LogicalResult BodySpecializer::visitConstantSelect(SelectOp op,
                                                   bool condition) {
  Block &thenBlock = op.getThenRegion().front();
  Block &elseBlock = op.getElseRegion().front();
  FailureOr<Value> value = inlineBlock(condition ? thenBlock : elseBlock, {});
  if (failed(value))
    return failure();
  FailureOr<Type> other = checkDead(condition ? elseBlock : thenBlock);
  if (failed(other))
    return failure();
  if (failed(checkSelectTypes(op, value->getType(), *other)))
    return failure();
  return bind(op, *value);
}

LogicalResult BodySpecializer::visitOp(SelectOp op) {
  Value condition = lookup(op.getCondition());
  if (std::optional<bool> known = getConstantBool(condition))
    return visitConstantSelect(op, *known);
  auto select = SelectOp::create(builder, getLoc(op), op.getType(), condition);
  FailureOr<Value> thenValue =
      copyRegion(op.getThenRegion().front(), select.getThenRegion());
  if (failed(thenValue))
    return failure();
  FailureOr<Value> elseValue =
      copyRegion(op.getElseRegion().front(), select.getElseRegion());
  if (failed(elseValue))
    return failure();
  if (failed(checkSelectTypes(op, thenValue->getType(), elseValue->getType())))
    return failure();
  select.getResult().setType(
      joinTypes(thenValue->getType(), elseValue->getType()));
  return bind(op, select);
}
