//===- Emitter.cpp - From a specialized function to a program: control ----===//
//
// Part of the Mapwright project, under the Apache License v2.0 with LLVM
// Exceptions. See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Emitter.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mapwright;
using namespace mapwright::detail;
using namespace mapwright::mapping;

Emitter::Emitter(const Bindings &bindings, const LaunchContext &launch,
                 PointProgram &program)
    : bindings(bindings), launch(launch), program(program) {
  program.rank = launch.domain.rank;
  program.slots.assign(launch.domain.rank, 0);
}

//===----------------------------------------------------------------------===//
// Slots and instructions
//===----------------------------------------------------------------------===//

uint32_t Emitter::newSlot() {
  program.slots.push_back(0);
  return program.slots.size() - 1;
}

uint32_t Emitter::slotOf(const Scalar &scalar) {
  if (!scalar.known)
    return scalar.slot;
  auto [entry, isNew] = constants.try_emplace(scalar.value, 0);
  if (isNew) {
    entry->second = newSlot();
    program.slots.back() = scalar.value;
  }
  return entry->second;
}

Instruction &Emitter::append(Instruction instruction) {
  program.code.push_back(instruction);
  return program.code.back();
}

void Emitter::move(uint32_t to, const Scalar &from) {
  append({OpCode::Move, to, slotOf(from)});
}

uint32_t Emitter::addSite(DiagId id, Location loc, std::string text) {
  program.sites.push_back({id, loc, std::move(text), 0, std::nullopt, {}, {}});
  return program.sites.size() - 1;
}

LogicalResult Emitter::fail(Operation *op, DiagId id, std::string text) {
  append({OpCode::Fail, 0, 0, 0, addSite(id, op->getLoc(), std::move(text))});
  stopped = true;
  return success();
}

//===----------------------------------------------------------------------===//
// Bodies
//===----------------------------------------------------------------------===//

LogicalResult Emitter::emitBody(Block &body) {
  for (BlockArgument argument : body.getArguments())
    values[argument] = TaskValue{};
  if (failed(emitOps(body)))
    return failure();
  if (stopped)
    return success();
  Operation *last = body.empty() ? nullptr : &body.back();
  if (last && last->hasTrait<OpTrait::IsTerminator>())
    result = get(last->getOperand(0));
  if (auto *point = std::get_if<PointValue>(&result))
    program.result = {*point};
  else if (auto *set = std::get_if<PointSetValue>(&result))
    program.result = *set;
  return success();
}

LogicalResult Emitter::emitOps(Block &block) {
  for (Operation &op : block) {
    if (stopped || op.hasTrait<OpTrait::IsTerminator>())
      return success();
    if (failed(emit(&op)))
      return failure();
  }
  return success();
}

LogicalResult Emitter::emit(Operation *op) {
  return llvm::TypeSwitch<Operation *, LogicalResult>(op)
      .Case<AddOp>([&](auto) { return emitArithmetic(op, OpCode::Add); })
      .Case<SubOp>([&](auto) { return emitArithmetic(op, OpCode::Sub); })
      .Case<MulOp>([&](auto) { return emitArithmetic(op, OpCode::Mul); })
      .Case<DivOp>([&](auto) { return emitArithmetic(op, OpCode::Div); })
      .Case<RemOp>([&](auto) { return emitArithmetic(op, OpCode::Rem); })
      .Case<ConstantOp, GetOp, AndOp, OrOp, SelectOp, PrintOp, NegOp, CmpOp,
            TupleOp, ExtractOp, SizeOp, PointTupleOp, IPointOp, ISpaceOp, ILoOp,
            ParentOp, ProcessorOp, MachineOp, StarOp, IndexOp, HasOp>(
          [&](auto derived) { return emitOp(derived); })
      .Case<MachineSpaceTransform>(
          [&](auto derived) { return emitTransform(derived); })
      .Default([&](Operation *) {
        return fail(op, DiagId::IRUnsupported,
                    "`" + op->getName().getStringRef().str() +
                        "` is not part of a specialized function");
      });
}

LogicalResult Emitter::emitOp(ConstantOp op) {
  auto value = cast<IntegerAttr>(op.getValue()).getValue();
  int64_t known =
      op.getType().isInteger(1) ? value.getZExtValue() : value.getSExtValue();
  return bind(op, Scalar::constant(known));
}

LogicalResult Emitter::emitOp(GetOp op) {
  const Bindings::Global *global = bindings.findGlobal(op.getGlobal());
  if (!global)
    return fail(op, DiagId::StatementOrder,
                "`" + op.getGlobal().str() +
                    "` is used before its initializer has run");
  if (!global->failure)
    return bind(op, global->value);
  const EvalFailure &why = *global->failure;
  append({OpCode::Fail, 0, 0, 0,
          addSite(why.id, why.loc,
                  why.text + " (in the initializer of `" +
                      op.getGlobal().str() + "`)")});
  stopped = true;
  return success();
}

LogicalResult Emitter::emitOp(PrintOp op) {
  PrintSite site;
  site.format = op.getFormat().str();
  for (mlir::Value operand : op.getValues()) {
    const EvalValue &value = get(operand);
    PrintSite::Argument argument{PrintSite::Argument::List, {}};
    if (auto *scalar = std::get_if<Scalar>(&value)) {
      argument.kind = operand.getType().isInteger(1) ? PrintSite::Argument::Bool
                                                     : PrintSite::Argument::Int;
      argument.values = {*scalar};
    } else if (auto *tuple = std::get_if<TupleValue>(&value)) {
      argument.values = *tuple;
    } else if (auto *point = std::get_if<PointValue>(&value)) {
      argument.values = {point->node, point->index};
    } else if (auto *space = std::get_if<SpaceRef>(&value)) {
      const space::Sizes &sizes = (*space)->sizes.back();
      for (unsigned d = 0; d < sizes.rank; ++d)
        argument.values.push_back(Scalar::constant(sizes.at[d]));
    }
    site.arguments.push_back(std::move(argument));
  }
  program.prints.push_back(std::move(site));
  append({OpCode::Print, 0, 0, 0,
          static_cast<uint32_t>(program.prints.size() - 1)});
  return success();
}

//===----------------------------------------------------------------------===//
// Choice
//===----------------------------------------------------------------------===//

static Scalar mergeScalar(llvm::function_ref<uint32_t()> newSlot,
                          const Scalar &lhs, const Scalar &rhs) {
  if (lhs.known && rhs.known && lhs.value == rhs.value)
    return lhs;
  return Scalar::inSlot(newSlot());
}

std::optional<EvalValue> Emitter::makeMerged(const EvalValue &lhs,
                                             const EvalValue &rhs) {
  auto slot = [&] { return newSlot(); };
  if (lhs.index() != rhs.index())
    return std::nullopt;
  if (auto *a = std::get_if<Scalar>(&lhs))
    return mergeScalar(slot, *a, std::get<Scalar>(rhs));
  if (auto *a = std::get_if<TupleValue>(&lhs)) {
    TupleValue merged;
    for (auto [x, y] : llvm::zip_equal(*a, std::get<TupleValue>(rhs)))
      merged.push_back(mergeScalar(slot, x, y));
    return merged;
  }
  if (auto *a = std::get_if<PointValue>(&lhs)) {
    const auto &b = std::get<PointValue>(rhs);
    if (a->kind != b.kind)
      return std::nullopt;
    return PointValue{a->kind, mergeScalar(slot, a->node, b.node),
                      mergeScalar(slot, a->index, b.index)};
  }
  if (auto *a = std::get_if<SpaceRef>(&lhs))
    return *a == std::get<SpaceRef>(rhs) ? std::optional<EvalValue>(lhs)
                                         : std::nullopt;
  return std::nullopt;
}

void Emitter::moveValue(const EvalValue &to, const EvalValue &from) {
  auto moveScalar = [&](const Scalar &target, const Scalar &source) {
    if (!target.known)
      move(target.slot, source);
  };
  if (auto *target = std::get_if<Scalar>(&to)) {
    moveScalar(*target, std::get<Scalar>(from));
  } else if (auto *target = std::get_if<TupleValue>(&to)) {
    for (auto [t, f] : llvm::zip_equal(*target, std::get<TupleValue>(from)))
      moveScalar(t, f);
  } else if (auto *target = std::get_if<PointValue>(&to)) {
    const auto &source = std::get<PointValue>(from);
    moveScalar(target->node, source.node);
    moveScalar(target->index, source.index);
  }
}

LogicalResult Emitter::emitBranch(Block &block, EvalValue &value) {
  if (failed(emitOps(block)))
    return failure();
  if (!stopped)
    value = get(block.getTerminator()->getOperand(0));
  return success();
}

/// Both sides of a choice that is not known. What each branch moves to the
/// merged value is emitted after both values are known: the first branch leaves
/// room by jumping to a block of moves behind the second one.
LogicalResult Emitter::emitBranches(mlir::Value target, const Scalar &condition,
                                    Block &thenBlock, Block *elseBlock,
                                    const EvalValue &otherwise) {
  size_t branch = program.code.size();
  append({OpCode::JumpIfZero, 0, slotOf(condition)});
  EvalValue thenValue, elseValue = otherwise;
  if (failed(emitBranch(thenBlock, thenValue)))
    return failure();
  bool thenStopped = std::exchange(stopped, false);
  size_t thenEnd = program.code.size();
  append({OpCode::Jump});
  program.code[branch].b = program.code.size();
  if (elseBlock && failed(emitBranch(*elseBlock, elseValue)))
    return failure();
  bool elseStopped = std::exchange(stopped, false);
  stopped = thenStopped && elseStopped;
  if (thenStopped || elseStopped) {
    program.code[thenEnd].a = program.code.size();
    return stopped ? success()
                   : bind(target, thenStopped ? elseValue : thenValue);
  }
  std::optional<EvalValue> merged = makeMerged(thenValue, elseValue);
  if (!merged)
    return failure();
  moveValue(*merged, elseValue);
  size_t elseEnd = program.code.size();
  append({OpCode::Jump});
  program.code[thenEnd].a = program.code.size();
  moveValue(*merged, thenValue);
  program.code[elseEnd].a = program.code.size();
  return bind(target, *merged);
}

LogicalResult Emitter::emitLazy(Operation *op, Block &rhs, bool decidedBy) {
  const Scalar lhs = getScalar(op->getOperand(0));
  mlir::Value target = op->getResult(0);
  if (lhs.known) {
    if ((lhs.value != 0) == decidedBy)
      return bind(target, lhs);
    EvalValue value;
    if (failed(emitBranch(rhs, value)))
      return failure();
    return stopped ? success() : bind(target, value);
  }
  EvalValue decided = Scalar::constant(decidedBy);
  if (!decidedBy)
    return emitBranches(target, lhs, rhs, nullptr, decided);
  // `a || b`: the right side runs if the left one is false.
  Scalar inverted = Scalar::inSlot(newSlot());
  append({OpCode::Eq, inverted.slot, slotOf(lhs), slotOf(Scalar::constant(0))});
  return emitBranches(target, inverted, rhs, nullptr, decided);
}

LogicalResult Emitter::emitOp(AndOp op) {
  return emitLazy(op, op.getRhs().front(), /*decidedBy=*/false);
}

LogicalResult Emitter::emitOp(OrOp op) {
  return emitLazy(op, op.getRhs().front(), /*decidedBy=*/true);
}

LogicalResult Emitter::emitOp(SelectOp op) {
  const Scalar condition = getScalar(op.getCondition());
  Block &thenBlock = op.getThenRegion().front();
  Block &elseBlock = op.getElseRegion().front();
  if (!condition.known)
    return emitBranches(op, condition, thenBlock, &elseBlock, {});
  EvalValue value;
  if (failed(emitBranch(condition.value ? thenBlock : elseBlock, value)))
    return failure();
  return stopped ? success() : bind(op, value);
}
